"""The petition page as one viewer is shown it: a dossier turned into words, links and buttons."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from huiyin.petitions.door import is_accusation
from huiyin.petitions.explaining import people_moment
from huiyin.petitions.models import PetitionLetter
from huiyin.petitions.petitioners import personal
from huiyin.petitions.standing import facts_of, marks, open_steps, to_serve
from huiyin.rules.terms import (
    Channel,
    LetterKind,
    Matter,
    Naming,
    Procedure,
    Service,
    State,
    Step,
)
from huiyin.web.desk.attachments import FileShown, attachments
from huiyin.web.desk.dossier import Dossier, category_words
from huiyin.web.desk.dues import ClockShown, DueShown, clock_shown, due_of
from huiyin.web.desk.seeing import (
    MASKS,
    flags_of,
    heading_name,
    shows_ratings,
)
from huiyin.web.desk.story import Entry, Telling, story_of

# What one would do first stands first; the rest follows the order of the workflow.
FIRST = (
    Step.REGISTER,
    Step.HAND_OVER,
    Step.FORWARD,
    Step.SIGN,
    Step.ACCEPT,
    Step.SERVE,
    Step.SERVE_NOTICE,
    Step.ANSWER,
    Step.REPLY,
    Step.INFORM,
    Step.FOLLOW_UP,
    Step.CLOSE,
)
WORDS = "words"
PERSONAL_LABELS = {
    "name": gettext_noop("姓名"),
    "phone": gettext_noop("电话"),
    "identity": gettext_noop("证件号码"),
    "address": gettext_noop("住址"),
    "email": gettext_noop("电子邮箱"),
}
WORD_LABELS = {
    "request": gettext_noop("请求"),
    "facts": gettext_noop("事实"),
    "reasons": gettext_noop("理由"),
    "complained_about": gettext_noop("反映的单位或者个人"),
    "place_detail": gettext_noop("具体地点"),
}


@dataclass(frozen=True)
class FieldShown:
    """One personal field: its mask, or its value once opened with a reason."""

    name: str
    label: str
    value: str
    is_open: bool


@dataclass(frozen=True)
class PersonShown:
    """A petitioner on the page."""

    id: str
    fields: list[FieldShown]


@dataclass(frozen=True)
class LetterShown:
    """A letter of the petition."""

    id: UUID
    kind: str
    number: str
    to: str
    issued: str
    served: str
    is_ready: bool
    is_current: bool
    waits: bool
    may_open: bool


@dataclass(frozen=True)
class Button:
    """A step that may be taken now."""

    step: str
    label: str
    address: str


@dataclass(frozen=True)
class RequestShown:
    """A step that waits for a second person."""

    id: UUID
    asked_by: str
    asked: str
    reason: str
    is_own: bool


@dataclass(frozen=True)
class Sheet:
    """The petition page."""

    id: UUID
    number: str
    receipt: str
    name: str
    flags: list[tuple[str, str]]
    state: str
    due: DueShown
    facts: list[tuple[str, str]]
    reads: bool
    may_read: bool
    hides_name: bool
    words: list[tuple[str, str]]
    supplements: list[tuple[str, str]]
    people: list[PersonShown]
    files: list[FileShown]
    clocks: list[ClockShown]
    ended: list[ClockShown]
    primary: Button | None
    buttons: list[Button]
    story: list[Entry]
    letters: list[LetterShown]
    requests: list[RequestShown]
    marks: list[str]
    others: list[str]
    version: int
    seen: int
    shown: list[str] = field(default_factory=list)


def sheet_of(
    one: Dossier, *, today: date, at: datetime, reads: bool, shown: Collection[str] = ()
) -> Sheet:
    """The page for this viewer; `reads` says whether the words stand open, `shown` which fields."""
    petition = one.petition
    steps = open_steps(petition, one.viewer, today)
    buttons = [_button(petition.id, step) for step in in_order(steps, one)]
    has_primary = bool(buttons) and Step(buttons[0].step) in FIRST
    story = story_of(one.events, one.words, telling_of(one, today, reads=reads))
    clocks = [
        clock_shown(each, today, one.names.office(str(each.office_id)) or _("信访人"))
        for each in petition.clocks.all()
    ]
    people = _people(one, shown) if reads and not one.sight.hides_name else []
    return Sheet(
        id=petition.id,
        number=petition.number,
        receipt=petition.receipt,
        name=_name(one, reads=reads),
        flags=flags_of(petition),
        state=_(State(petition.state).zh),
        due=due_of(petition, today),
        facts=_facts(one, today),
        reads=reads,
        may_read=one.sight.may_read,
        hides_name=one.sight.hides_name,
        words=_words(one) if reads else [],
        supplements=_supplements(one, today) if reads else [],
        people=people,
        files=attachments(one, at) if reads else [],
        clocks=[each for each in clocks if each.is_running],
        ended=[each for each in clocks if not each.is_running],
        primary=buttons[0] if has_primary else None,
        buttons=buttons[1:] if has_primary else buttons,
        story=story,
        letters=[_letter(one, link, today, reads=reads) for link in letters_for(one)],
        requests=_requests(one, today),
        marks=_marks(one) if reads else [],
        others=_others(one, at),
        version=petition.version,
        seen=petition.event_count,
        shown=sorted(shown),
    )


def telling_of(one: Dossier, today: date, *, reads: bool) -> Telling:
    """How the story is told to the viewer of a dossier."""
    return Telling(
        names=one.names,
        today=today,
        reads=reads,
        shows_ratings=shows_ratings(one.petition, one.viewer),
        shows_letters=frozenset(str(link.letter_id) for link in letters_for(one)),
        clean=one.clean,
    )


def in_order(steps: list[Step], one: Dossier) -> list[Step]:
    """The open steps, the one that is next first."""
    order = list(FIRST)
    if one.petition.followed_up_at is not None:
        order.remove(Step.FOLLOW_UP)
    return sorted(steps, key=lambda step: order.index(step) if step in order else len(order))


def _button(petition_id: UUID, step: Step) -> Button:
    return Button(step.value, _(step.zh), reverse("desk:step", args=[petition_id, step.value]))


def _name(one: Dossier, *, reads: bool) -> str:
    """How the page calls the petitioner; an accusation is opened before anybody is named."""
    hidden = one.sight.hides_name or not one.people
    if hidden or not reads:
        return heading_name(one.petition, "")
    return heading_name(one.petition, personal(one.people[0], one.vault).get("name", ""))


def _facts(one: Dossier, today: date) -> list[tuple[str, str]]:
    petition = one.petition
    kinds = []
    if petition.matter:
        kinds.append(_(Matter(petition.matter).zh))
    elif petition.wish:
        kinds.append(_("尚未登记（信访人选择：%(wish)s）") % {"wish": _(Matter(petition.wish).zh)})
    if petition.procedure:
        kinds.append(_(Procedure(petition.procedure).zh))
    registered = petition.registered_at
    rows = [
        (_("类别"), " · ".join(kinds)),
        (_("内容分类"), category_words(petition.category)),
        (_("属地"), one.place),
        (_("来源"), _(Channel(petition.channel).zh)),
        (_("署名"), _(Naming(petition.naming).zh)),
        (_("人数"), str(petition.people_count)),
        (_("收到"), people_moment(petition.arrived_at, today)),
        (_("登记"), people_moment(registered, today) if registered else ""),
        (_("登记机构"), petition.registering.name),
        (_("电子送达"), _("同意") if petition.consents_electronic else _("未同意")),
    ]
    return [(label, value) for label, value in rows if value]


def _words(one: Dossier) -> list[tuple[str, str]]:
    original = one.original
    return [
        (_(label), one.clean(original[key]))
        for key, label in WORD_LABELS.items()
        if original.get(key)
    ]


def _supplements(one: Dossier, today: date) -> list[tuple[str, str]]:
    return [
        (people_moment(event.at, today), one.clean(one.words[event.seq].get("supplement", "")))
        for event in one.events
        if event.step == Step.SUPPLEMENT and one.words.get(event.seq, {}).get("supplement")
    ]


def _people(one: Dossier, shown: Collection[str]) -> list[PersonShown]:
    people = []
    for person in one.people:
        given = personal(person, one.vault)
        fields = [
            FieldShown(
                name,
                _(label),
                given[name] if f"{person.id}:{name}" in shown else MASKS[name](given[name]),
                f"{person.id}:{name}" in shown,
            )
            for name, label in PERSONAL_LABELS.items()
            if name in given
        ]
        people.append(PersonShown(str(person.id), fields))
    return people


def _letter(one: Dossier, link: PetitionLetter, today: date, *, reads: bool) -> LetterShown:
    letter = link.letter
    served = ""
    if link.served_at and link.service:
        served = f"{people_moment(link.served_at, today)} · {_(Service(link.service).zh)}"
    kind = LetterKind(letter.kind)
    return LetterShown(
        id=letter.pk,
        kind=_(kind.zh),
        number=letter.number,
        to=_("机关、单位") if link.to_office_id else _("信访人"),
        issued=people_moment(letter.issued_at, today),
        served=served,
        is_ready=letter.rendered_at is not None,
        is_current=link.is_current,
        waits=link in to_serve(one.petition),
        may_open=reads or (is_accusation(one.petition) and kind in OWN_PAPERS),
    )


# A bureau that handed an accusation over still has these to keep and serve; they hold no content.
OWN_PAPERS = (LetterKind.HANDING_OVER, LetterKind.FORWARDING_NOTICE, LetterKind.COVER)


def letters_for(one: Dossier) -> list[PetitionLetter]:
    """The letters this viewer may know of: no slip with the code, no cover made for another."""
    own = one.viewer.office_ids(one.viewer.roles)
    return [
        link
        for link in one.links
        if link.letter.kind != LetterKind.RECEIPT
        and (link.only_for_id is None or link.only_for_id in own)
    ]


def _requests(one: Dossier, today: date) -> list[RequestShown]:
    facts = facts_of(one.petition, today)
    if facts.registering not in one.viewer.offices(one.viewer.roles):
        return []
    return [
        RequestShown(
            id=each.pk,
            asked_by=one.names.people.get(str(each.asked_by), ""),
            asked=people_moment(each.asked_at, today),
            reason=one.vault.open(each.reason, "petitions_request.reason", each.id),
            is_own=str(each.asked_by) == one.viewer.id,
        )
        for each in one.requests
    ]


def _marks(one: Dossier) -> list[str]:
    return [one.names.anybody(str(each.office_id or each.user_id)) for each in marks(one.petition)]


def _others(one: Dossier, at: datetime) -> list[str]:
    """「张三 3 分钟前也打开了此件」, once for each person."""
    told: dict[str, str] = {}
    for each in one.others:
        minutes = int((at - each.recorded_at).total_seconds() // 60)
        words: Mapping[str, object] = {"name": each.name, "minutes": minutes}
        told.setdefault(
            each.viewer,
            _("%(name)s %(minutes)s 分钟前也打开了此件") % words
            if minutes
            else _("%(name)s 刚刚也打开了此件") % words,
        )
    return list(told.values())
