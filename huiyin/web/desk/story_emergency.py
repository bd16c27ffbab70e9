"""What the steps of an emergency petition say in the story."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from huiyin.petitions.explaining import people_date, people_moment
from huiyin.rules.terms import Stage, Step
from huiyin.rules.terms_emergency import Found, Tag
from huiyin.web.desk.story_words import Teller, Telling, Told, Words


def _moment(written: str, telling: Telling) -> str:
    return people_moment(datetime.fromisoformat(written), telling.today) if written else ""


def _mark(codes: Words, words: Words, telling: Telling) -> Told:
    what = _("标记为应急事项，由%(office)s办理") % {
        "office": telling.names.office(codes.get("group", ""))
    }
    return what, [
        (_("发现方式"), _(Found(codes["found"]).zh)),
        (_("标签"), _("、").join(_(Tag(each).zh) for each in codes.get("tags", []))),
        (_("开始计时"), _moment(codes.get("counted_from", ""), telling)),
        (_("最迟反馈"), _moment(codes.get("due_at", ""), telling)),
    ]


def _clear(codes: Words, words: Words, telling: Telling) -> Told:
    return _("标记有误，撤销应急标记，记录保留"), [
        (_("理由"), words.get("reason", "")),
        (_("审批意见"), words.get("decision", "")),
    ]


def _end_drill(codes: Words, words: Words, telling: Telling) -> Told:
    return _("演练结束，不再办理，记录保留"), []


def _report_up(codes: Words, words: Words, telling: Telling) -> Told:
    return _("报告%(office)s") % {"office": telling.names.office(codes.get("to", ""))}, []


def _acknowledge(codes: Words, words: Words, telling: Telling) -> Told:
    return _("领导小组成员已经阅知"), []


def _chase(codes: Words, words: Words, telling: Telling) -> Told:
    return _("催问“%(stage)s”，提醒%(office)s") % {
        "stage": _(Stage(codes["stage"]).zh),
        "office": telling.names.office(codes.get("to", "")),
    }, []


def _explain(codes: Words, words: Words, telling: Telling) -> Told:
    return _("向信访人解释说明"), [(_("内容"), words.get("words", ""))]


def _tell_result(codes: Words, words: Words, telling: Telling) -> Told:
    what = _("%(way)s告知信访人办理结果，应急时钟结束") % {"way": _(codes.get("way", ""))}
    return what, [
        (_("告知时间"), _moment(codes.get("told_at", ""), telling)),
        (_("办理结果"), words.get("words", "")),
    ]


def _lead(codes: Words, words: Words, telling: Telling) -> Told:
    until = codes.get("until", "")
    return _("%(leader)s督办") % {"leader": telling.names.people.get(codes["leader"], "")}, [
        (_("要求"), words.get("instruction", "")),
        (
            _("报告结果的日期"),
            people_date(date.fromisoformat(until), telling.today) if until else "",
        ),
    ]


def _lead_result(codes: Words, words: Words, telling: Telling) -> Told:
    leader = telling.names.people.get(codes.get("leader", ""), "")
    what = _("报告%(leader)s督办的结果") % {"leader": leader}
    return what, [(_("结果"), words.get("words", ""))]


def _track(codes: Words, words: Words, telling: Telling) -> Told:
    what = _("确认已经落实，跟踪结束") if codes.get("confirmed") else _("继续跟踪")
    return what, [(_("情况"), words.get("words", ""))]


IN_EMERGENCY: dict[Step, Teller] = {
    Step.MARK: _mark,
    Step.CLEAR_MARK: _clear,
    Step.END_DRILL: _end_drill,
    Step.REPORT_UP: _report_up,
    Step.ACKNOWLEDGE: _acknowledge,
    Step.CHASE: _chase,
    Step.EXPLAIN: _explain,
    Step.TELL_RESULT: _tell_result,
    Step.LEAD: _lead,
    Step.LEAD_RESULT: _lead_result,
    Step.TRACK: _track,
}
