"""The story of a petition on the desk: each event as who, when, what, with its letters.

One small function words each step; what the petitioner never sees is marked as inner.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from huiyin.organisations.models import Office
from huiyin.petitions.explaining import people_moment
from huiyin.petitions.models import Event
from huiyin.privacy.masks import mask_name
from huiyin.rules.calendars import latest
from huiyin.rules.moments import localdate
from huiyin.rules.terms import (
    Channel,
    LetterKind,
    Matter,
    Procedure,
    Rating,
    Role,
    Service,
    State,
    Step,
)

INNER = frozenset(
    {Step.NOTE, Step.CONTACT, Step.ACCUSE, Step.CLEAR_ACCUSED, Step.ALLOT, Step.REISSUE_CODE}
)
Words = Mapping[str, Any]
Details = list[tuple[str, str]]


@dataclass(frozen=True)
class Names:
    """The names behind the ids that events hold."""

    people: Mapping[str, str]
    offices: Mapping[str, Office]

    def office(self, key: str) -> str:
        """The short name of an office."""
        return self.offices[key].short_name if key in self.offices else ""

    def anybody(self, key: str) -> str:
        """The name of an office or a person."""
        return self.office(key) or self.people.get(key, "")


@dataclass(frozen=True)
class LetterNamed:
    """A letter as the story names it."""

    id: str
    kind: str
    number: str


@dataclass(frozen=True)
class Entry:
    """One row of the story."""

    seq: int
    at: datetime
    recorded: str  # when it was recorded, if that is over one working day after it happened
    who: str
    post: str
    step: str
    what: str
    after: str
    is_inner: bool
    is_petitioners: bool
    details: Details = field(default_factory=list)
    letters: list[LetterNamed] = field(default_factory=list)


@dataclass(frozen=True)
class Telling:
    """How a story is told to one viewer: names, the day, what is kept back."""

    names: Names
    today: date
    reads: bool
    shows_ratings: bool
    shows_letters: frozenset[str]
    clean: Callable[[str], str] = str


def story_of(events: Sequence[Event], words: Mapping[int, Words], telling: Telling) -> list[Entry]:
    """Every event that this viewer may know of, newest first."""
    shown = [each for each in events if _is_told(each, telling)]
    return [
        entry_of(event, words.get(event.seq, {}), telling)
        for event in sorted(shown, key=lambda each: each.seq, reverse=True)
    ]


def _is_told(event: Event, telling: Telling) -> bool:
    """Ratings are kept from the rated office; that a letter was made shows beside the letter."""
    if event.step == Step.RATE:
        return telling.shows_ratings
    return event.step != Step.RENDER


def entry_of(event: Event, words: Words, telling: Telling) -> Entry:
    """One event in words."""
    step = Step(event.step)
    told = _TOLD.get(step)
    what, details = told(event.codes, words, telling) if told else ("", [])
    kept = [(label, telling.clean(str(text))) for label, text in details if text]
    return Entry(
        seq=event.seq,
        at=event.at,
        recorded=_recorded_late(event, telling.today),
        who=_who(event, telling.names),
        post=_post(event, telling.names),
        step=_(step.zh),
        what=what,
        after=_(State(event.after).zh) if event.after and step is not Step.RECEIVE else "",
        is_inner=step in INNER,
        is_petitioners=event.actor == "petitioner",
        details=kept if telling.reads else [],
        letters=[
            LetterNamed(each["id"], _(LetterKind(each["kind"]).zh), each["number"])
            for each in event.codes.get("letters", [])
            if each["id"] in telling.shows_letters
        ],
    )


def _who(event: Event, names: Names) -> str:
    if event.actor in ("petitioner", "holder"):
        return _("信访人")
    return names.people.get(event.actor) or _("系统")


def _post(event: Event, names: Names) -> str:
    office = names.office(event.office)
    role = _(Role(event.actor_post).zh) if event.actor_post in set(Role) else ""
    return " ".join(part for part in (office, role) if part)


def _recorded_late(event: Event, today: date) -> str:
    """When it was recorded, where that is over one working day after it happened."""
    day, end, worked = localdate(event.at), localdate(event.recorded_at), 0
    calendar = latest()
    while day < end and worked <= 1:
        day += timedelta(days=1)
        worked += calendar.is_working(day)
    return people_moment(event.recorded_at, today) if worked > 1 else ""


Told = tuple[str, Details]


def _receive(codes: Words, words: Words, telling: Telling) -> Told:
    channel = _(Channel(codes["channel"]).zh)
    return _("%(channel)s收到，回执号 %(number)s") % {
        "channel": channel,
        "number": codes.get("receipt", ""),
    }, []


def _register(codes: Words, words: Words, telling: Telling) -> Told:
    kinds = [_(Matter(codes["matter"]).zh)]
    if codes.get("procedure"):
        kinds.append(_(Procedure(codes["procedure"]).zh))
    return _("登记为%(kind)s，编号 %(number)s") % {
        "kind": " · ".join(kinds),
        "number": codes.get("official", ""),
    }, []


def _passed_on(codes: Words, words: Words, telling: Telling) -> Told:
    note = [(_("附言"), words.get("note", ""))]
    return _("送往%(office)s") % {"office": telling.names.office(codes.get("to", ""))}, note


def _allot(codes: Words, words: Words, telling: Telling) -> Told:
    name = telling.names.people.get(codes.get("person", ""), "")
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
    return what, [
        (_("签收人"), mask_name(words.get("to", ""))),
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
    files = len(codes.get("files", []))
    what = _("补充了内容和%(count)s个文件") % {"count": files} if files else _("补充了内容")
    return what, [(_("补充内容"), words.get("supplement", ""))]


def _contact(codes: Words, words: Words, telling: Telling) -> Told:
    what = _("%(way)s联系：%(result)s") % {
        "way": _(codes["way"]) if codes.get("way") else "",
        "result": _(codes["result"]) if codes.get("result") else "",
    }
    return what, [(_("记录"), words.get("words", ""))]


def _note(codes: Words, words: Words, telling: Telling) -> Told:
    what = _("申请撤销被控告标记，等待第二人审批") if codes.get("request") else ""
    return what, [(_("备注"), words.get("note", ""))]


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


def _accuse(codes: Words, words: Words, telling: Telling) -> Told:
    if not telling.reads:
        return _("标记了被控告对象"), []
    who = telling.names.anybody(codes.get("accused", ""))
    return _("标记%(who)s为被控告对象，对其屏蔽") % {"who": who}, []


def _clear(codes: Words, words: Words, telling: Telling) -> Told:
    what = _("同意撤销被控告标记") if codes.get("agreed") else _("不同意撤销被控告标记")
    return what, [(_("申请理由"), words.get("reason", ""))]


def _ask_name(codes: Words, words: Words, telling: Telling) -> Told:
    return _("向信访人申请知悉姓名"), [(_("理由"), words.get("reason", ""))]


def _answer_name(codes: Words, words: Words, telling: Telling) -> Told:
    return _("同意公开姓名") if codes.get("agrees") else _("不同意公开姓名"), []


def _release_copy(codes: Words, words: Words, telling: Telling) -> Told:
    return _("附件%(number)s的遮盖件提供给承办单位") % {"number": codes.get("attachment", "")}, []


def _take_back_copy(codes: Words, words: Words, telling: Telling) -> Told:
    what = _("收回附件%(number)s的遮盖件") % {"number": codes.get("attachment", "")}
    return what, [(_("理由"), words.get("reason", ""))]


def _reissue(codes: Words, words: Words, telling: Telling) -> Told:
    return _("核对三项信息后补发，原查询码作废"), []


_TOLD: dict[Step, Callable[[Words, Words, Telling], Told]] = {
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
    Step.RECLASSIFY: _reclassify,
    Step.ACCUSE: _accuse,
    Step.CLEAR_ACCUSED: _clear,
    Step.ASK_NAME: _ask_name,
    Step.ANSWER_NAME: _answer_name,
    Step.RELEASE_COPY: _release_copy,
    Step.TAKE_BACK_COPY: _take_back_copy,
    Step.REISSUE_CODE: _reissue,
}


def meanwhile(entries: Iterable[Entry], seen: int) -> list[Entry]:
    """What happened after the event that a page had seen last."""
    return [entry for entry in entries if entry.seq > seen]
