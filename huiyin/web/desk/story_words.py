"""What each usual step says in the story: one small function a step. The ways: story_ways.py."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from huiyin.organisations.models import Office
from huiyin.petitions.actions.reminding import Wording
from huiyin.petitions.explaining import people_date, people_moment
from huiyin.privacy.masks import mask_name
from huiyin.publishing.models import Answer
from huiyin.rules.terms import Channel, LetterKind, Matter, Procedure, Rating, Service, Step

Words = Mapping[str, Any]
Details = list[tuple[str, str]]
Told = tuple[str, Details]


@dataclass(frozen=True)
class Names:
    """The names behind the ids that events hold."""

    people: Mapping[str, str]
    offices: Mapping[str, Office]
    answers: Mapping[str, Answer] = field(default_factory=dict)

    def office(self, key: str) -> str:
        """The short name of an office."""
        return self.offices[key].short_name if key in self.offices else ""

    def anybody(self, key: str) -> str:
        """The name of an office or a person."""
        return self.office(key) or self.people.get(key, "")


@dataclass(frozen=True)
class Telling:
    """How a story is told to one viewer: names, the day, what is kept back."""

    names: Names
    today: date
    reads: bool
    shows_ratings: bool
    shows_letters: frozenset[str]
    # A former holder is told what these offices did, and nothing else; empty: everything.
    only_of: frozenset[str] = frozenset()
    clean: Callable[[str], str] = str
    hides_name: bool = False
    # Who keeps the register knows of every mark; the others of those that stand.
    keeps: bool = False
    accused: frozenset[str] = frozenset()


PERSONAL_FIELDS = {
    "name": gettext_noop("姓名"),
    "phone": gettext_noop("电话"),
    "address": gettext_noop("住址"),
    "email": gettext_noop("电子邮箱"),
}

Teller = Callable[[Words, Words, Telling], Told]


def _receive(codes: Words, words: Words, telling: Telling) -> Told:
    channel = _(Channel(codes["channel"]).zh)
    return _("%(channel)s收到，回执号 %(number)s") % {
        "channel": channel,
        "number": codes.get("receipt", ""),
    }, [
        (_("邮戳日期"), _day(codes.get("postmark", ""), telling.today)),
        (_("原系统的编号"), codes.get("foreign", "")),
        (_("到达的凭据"), words.get("evidence", "")),
        (_("暂停接待期间当场登记的理由"), words.get("on_the_spot", "")),
        (_("推选的代表"), _people(codes.get("representatives", 0))),
    ]


def _day(written: str, today: date) -> str:
    return people_date(date.fromisoformat(written), today) if written else ""


def _people(count: int) -> str:
    return _("%(count)s 人") % {"count": count} if count else ""


def _register(codes: Words, words: Words, telling: Telling) -> Told:
    # The law of 2005 asked for no class.
    kinds = [_(Matter(codes["matter"]).zh) if codes["matter"] else _("未分类")]
    if codes.get("procedure"):
        kinds.append(_(Procedure(codes["procedure"]).zh))
    what = _("登记为%(kind)s，编号 %(number)s") % {
        "kind": " · ".join(kinds),
        "number": codes.get("official", ""),
    }
    return what, [(_("与前一件比较"), words.get("compared", ""))]


def _passed_on(codes: Words, words: Words, telling: Telling) -> Told:
    note = [(_("附言"), words.get("note", ""))]
    return _("送往%(office)s") % {"office": telling.names.office(codes.get("to", ""))}, note


def _allot(codes: Words, words: Words, telling: Telling) -> Told:
    name = telling.names.people.get(codes.get("person", ""), "")
    if codes.get("left"):
        what = _("人员变动，交给%(name)s接着办理") if name else _("人员变动，等待重新分办")
        return (what % {"name": name}) if name else what, []
    return _("交给%(name)s办理") % {"name": name}, []


def _accept(codes: Words, words: Words, telling: Telling) -> Told:
    return _("决定受理，六十日期限开始"), [(_("办理途径"), words.get("way_of_handling", ""))]


def _answer(codes: Words, words: Words, telling: Telling) -> Told:
    return _("制发答复文书"), []


def _inform(codes: Words, words: Words, telling: Telling) -> Told:
    return _("制发告知书"), []


def _correct(codes: Words, words: Words, telling: Telling) -> Told:
    return _("更正已制发的文书，须重新送达"), [(_("理由"), words.get("reason", ""))]


def _serve(codes: Words, words: Words, telling: Telling) -> Told:
    served = datetime.fromisoformat(codes["served_at"])
    what = _("%(letter)s已送达（%(how)s，%(when)s）") % {
        "letter": _(LetterKind(codes["kind"]).zh),
        "how": _(Service(codes["service"]).zh),
        "when": people_moment(served, telling.today),
    }
    if codes.get("extended"):
        what += _("，办理期限延长%(days)s日") % {"days": codes["extended"]}
    elif codes.get("void"):
        what += _("，已过原期限，延长无效")
    return what, [
        (_("签收人"), "" if telling.hides_name else mask_name(words.get("to", ""))),
        (_("凭据"), words.get("evidence", "")),
    ]


def _rate(codes: Words, words: Words, telling: Telling) -> Told:
    what = _("信访部门%(bureau)s，办理单位%(organ)s") % {
        "bureau": _(Rating(codes["bureau"]).zh),
        "organ": _(Rating(codes["organ"]).zh) if codes.get("organ") else _("未评价"),
    }
    return what, [(_("说明"), words.get("reason", ""))]


def _follow_up(codes: Words, words: Words, telling: Telling) -> Told:
    what = _("已联系上信访人") if codes.get("reached") else _("没有联系上信访人")
    return what, [(_("回访情况"), words.get("words", ""))]


def _close(codes: Words, words: Words, telling: Telling) -> Told:
    return _("办结"), [(_("说明"), words.get("words", ""))]


def _withdraw(codes: Words, words: Words, telling: Telling) -> Told:
    return _("信访人撤回"), [(_("理由"), words.get("reason", ""))]


def _supplement(codes: Words, words: Words, telling: Telling) -> Told:
    if codes.get("from"):
        return _("并入的信访件的内容"), [(_("补充内容"), words.get("supplement", ""))]
    files = len(codes.get("files", []))
    what = _("补充了内容和%(count)s个文件") % {"count": files} if files else _("补充了内容")
    return what, [(_("补充内容"), words.get("supplement", ""))]


def _contact(codes: Words, words: Words, telling: Telling) -> Told:
    record = (_("记录"), words.get("words", ""))
    if codes.get("again"):
        return _("没有送达的消息再发一次"), [record]
    what = _("%(way)s联系：%(result)s") % {
        "way": _(codes["way"]) if codes.get("way") else "",
        "result": _(codes["result"]) if codes.get("result") else "",
    }
    if codes.get("instead_of"):
        told = datetime.fromisoformat(codes["told_at"])
        when = people_moment(told, telling.today)
        return what, [(_("代替没有送达的消息"), _("%(when)s告知") % {"when": when}), record]
    return what, [record]


def _note(codes: Words, words: Words, telling: Telling) -> Told:
    return "", [(_("备注"), words.get("note", ""))]


def _remind(codes: Words, words: Words, telling: Telling) -> Told:
    what = {
        "office": telling.names.office(codes.get("to", "")),
        "wording": _(Wording(codes["wording"]).zh),
    }
    return _("催%(office)s：%(wording)s") % what, []


def _reclassify(codes: Words, words: Words, telling: Telling) -> Told:
    def kind(values: Sequence[str | None]) -> str:
        matter = _(Matter(values[0]).zh) if values[0] else _("未分类")
        procedure = f" · {_(Procedure(values[1]).zh)}" if values[1] else ""
        return f"{matter}{procedure}"

    what = _("由%(old)s改为%(new)s，期限不重新起算") % {
        "old": kind(codes["old"]),
        "new": kind(codes["new"]),
    }
    return what, [(_("理由"), words.get("reason", ""))]


def _list_people(codes: Words, words: Words, telling: Telling) -> Told:
    what = _("更正联名人：增加 %(added)s 位，去掉 %(removed)s 位，一共 %(count)s 人") % {
        "added": codes["added"],
        "removed": codes["removed"],
        "count": codes["people_count"],
    }
    if codes.get("corrected"):
        what += _("，更正 %(n)s 位的信息") % {"n": codes["corrected"]}
    if codes.get("new_main"):
        what += _("，另定主要联系人")
    return what, [(_("理由"), words.get("reason", ""))]


def _accuse(codes: Words, words: Words, telling: Telling) -> Told:
    if not telling.reads:
        return _("标记了被控告对象"), []
    who = telling.names.anybody(codes.get("accused", ""))
    return _("标记%(who)s为被控告对象，对其屏蔽") % {"who": who}, []


def _ask_name(codes: Words, words: Words, telling: Telling) -> Told:
    return _("向信访人申请知悉姓名"), [(_("理由"), words.get("reason", ""))]


def _answer_name(codes: Words, words: Words, telling: Telling) -> Told:
    return _("同意公开姓名") if codes.get("agrees") else _("不同意公开姓名"), []


def _release_copy(codes: Words, words: Words, telling: Telling) -> Told:
    return _("附件%(number)s的遮盖件提供给承办单位") % {"number": codes.get("attachment", "")}, []


def _take_back_copy(codes: Words, words: Words, telling: Telling) -> Told:
    what = _("收回附件%(number)s的遮盖件") % {"number": codes.get("attachment", "")}
    return what, [(_("理由"), words.get("reason", ""))]


def _ask_correction(codes: Words, words: Words, telling: Telling) -> Told:
    what = _("申请更正%(fields)s") % {"fields": _fields(codes)}
    return what, _why_corrected(words, telling)


def _decide_correction(codes: Words, words: Words, telling: Telling) -> Told:
    what = _("已更正%(fields)s") if codes.get("agrees") else _("没有更正%(fields)s")
    return what % {"fields": _fields(codes)}, _why_corrected(words, telling)


def _why_corrected(words: Words, telling: Telling) -> Details:
    """The reason says the name as it should be, which nothing could take out of it (G4)."""
    return [] if telling.hides_name else [(_("理由"), words.get("reason", ""))]


def _fields(codes: Words) -> str:
    return _("、").join(_(PERSONAL_FIELDS[name]) for name in codes.get("fields", []))


def _reissue(codes: Words, words: Words, telling: Telling) -> Told:
    return _("核对三项信息后补发，原查询码作废"), []


TOLD: dict[Step, Teller] = {
    Step.RECEIVE: _receive,
    Step.REGISTER: _register,
    Step.FORWARD: _passed_on,
    Step.HAND_OVER: _passed_on,
    Step.ALLOT: _allot,
    Step.ACCEPT: _accept,
    Step.ANSWER: _answer,
    Step.REPLY: _answer,
    Step.INFORM: _inform,
    Step.CORRECT_LETTER: _correct,
    Step.SERVE: _serve,
    Step.SERVE_NOTICE: _serve,
    Step.RATE: _rate,
    Step.FOLLOW_UP: _follow_up,
    Step.CLOSE: _close,
    Step.WITHDRAW: _withdraw,
    Step.SUPPLEMENT: _supplement,
    Step.CONTACT: _contact,
    Step.NOTE: _note,
    Step.REMIND: _remind,
    Step.RECLASSIFY: _reclassify,
    Step.LIST_PEOPLE: _list_people,
    Step.ACCUSE: _accuse,
    Step.ASK_NAME: _ask_name,
    Step.ANSWER_NAME: _answer_name,
    Step.RELEASE_COPY: _release_copy,
    Step.TAKE_BACK_COPY: _take_back_copy,
    Step.ASK_CORRECTION: _ask_correction,
    Step.DECIDE_CORRECTION: _decide_correction,
    Step.REISSUE_CODE: _reissue,
}
