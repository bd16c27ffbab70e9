"""The petition page as one viewer is shown it: a dossier turned into words, links and buttons."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from huiyin.petitions.door import KEEPERS, held_by, is_accusation, shows_ratings
from huiyin.petitions.explaining import people_date, people_moment
from huiyin.petitions.legs import Leg
from huiyin.petitions.models import PetitionLetter
from huiyin.petitions.petitioners import personal
from huiyin.petitions.standing import marks, open_steps, times_returned, to_serve
from huiyin.rules.terms import (
    LetterKind,
    Matter,
    Naming,
    Procedure,
    Service,
    State,
    Step,
    TimeLimit,
)
from huiyin.web.desk.around import (
    HelperShown,
    RelatedShown,
    RequestShown,
    helpers,
    related,
    requests_shown,
)
from huiyin.web.desk.attachments import FileShown, attachments
from huiyin.web.desk.buttons import Buttons, buttons_for
from huiyin.web.desk.dossier import Dossier, category_of
from huiyin.web.desk.dues import ClockShown, DueShown, clock_shown, due_of
from huiyin.web.desk.emergency_strip import mark_facts
from huiyin.web.desk.forms_marking import on_offer
from huiyin.web.desk.seeing import (
    MASKS,
    came_by,
    flags_of,
    heading_name,
)
from huiyin.web.desk.story import Entry, story_of
from huiyin.web.desk.story_words import Telling

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
    role: str
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
    is_practice: bool
    may_read: bool
    hides_name: bool
    words: list[tuple[str, str]]
    supplements: list[tuple[str, str]]
    people: list[PersonShown]
    files: list[FileShown]
    clocks: list[ClockShown]
    ended: list[ClockShown]
    buttons: Buttons
    story: list[Entry]
    letters: list[LetterShown]
    requests: list[RequestShown]
    helpers: list[HelperShown]
    related: list[RelatedShown]
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
    steps = on_offer(open_steps(petition, one.viewer, today), one, at)
    buttons = buttons_for(steps, petition)
    story = story_of(one.events, one.words, telling_of(one, today, reads=reads))
    clocks = [
        clock_shown(each, at, one.names.office(str(each.office_id)) or _("信访人"))
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
        facts=_facts(one, today, at, reads=reads),
        reads=reads,
        is_practice=one.petition.drill is not None,
        may_read=one.sight.may_read,
        hides_name=one.sight.hides_name,
        words=_words(one) if reads else [],
        supplements=_supplements(one, today) if reads else [],
        people=people,
        files=attachments(one, at) if reads else [],
        clocks=[each for each in clocks if each.is_running],
        ended=[each for each in clocks if not each.is_running],
        buttons=buttons,
        story=story,
        letters=[_letter(one, link, today, reads=reads) for link in letters_for(one)],
        requests=requests_shown(one, today, reads=reads),
        helpers=helpers(one, today, reads=reads),
        related=related(one),
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
        only_of=frozenset(str(each) for each in held_by(one.petition, one.viewer))
        if one.sight.is_former
        else frozenset(),
        clean=one.clean,
        hides_name=one.sight.hides_name,
        keeps=one.petition.registering_id in one.viewer.office_ids(KEEPERS),
        accused=frozenset(str(each.office_id or each.user_id) for each in marks(one.petition)),
    )


def _name(one: Dossier, *, reads: bool) -> str:
    """How the page calls the petitioner; an accusation is opened before anybody is named."""
    hidden = one.sight.hides_name or not one.people
    if hidden or not reads:
        return heading_name(one.petition, "")
    return heading_name(one.petition, personal(one.people[0], one.vault).get("name", ""))


def _facts(one: Dossier, today: date, at: datetime, *, reads: bool) -> list[tuple[str, str]]:
    petition = one.petition
    kinds = []
    if petition.matter:
        kinds.append(_(Matter(petition.matter).zh))
    elif petition.registered_at:
        kinds.append(_("未分类"))  # as the law of 2005 allowed
    elif petition.wish:
        kinds.append(_("尚未登记（信访人选择：%(wish)s）") % {"wish": _(Matter(petition.wish).zh)})
    if petition.procedure:
        kinds.append(_(Procedure(petition.procedure).zh))
    registered = petition.registered_at
    rows = [
        (_("类别"), " · ".join(kinds)),
        (_("内容分类"), str(category_of(petition, reads=reads) or "")),
        (_("属地"), one.place),
        (_("来源"), came_by(petition, one.sight)),
        (_("署名"), _(Naming(petition.naming).zh)),
        (_("人数"), str(petition.people_count)),
        (_("收到"), people_moment(petition.arrived_at, today)),
        (_("登记"), people_moment(registered, today) if registered else ""),
        (_("登记机构"), petition.registering.name),
        (_("交办"), _assigned(one, today)),
        (_("退回"), _returned(one)),
        (_("电子送达"), _("同意") if petition.consents_electronic else _("未同意")),
        *mark_facts(one, today, at, reads=reads),
    ]
    return [(label, value) for label, value in rows if value]


def _returned(one: Dossier) -> str:
    """How often an organ gave it back as not its business."""
    times = times_returned(one.petition)
    return _("%(count)s 次") % {"count": times} if times else ""


def _assigned(one: Dossier, today: date) -> str:
    """Who assigned it, and by when the result is reported."""
    by = [leg for leg in one.petition.legs.all() if leg.kind == Leg.ASSIGN]
    clocks = [each for each in one.petition.clocks.all() if each.limit == TimeLimit.L11]
    if not by or not clocks or clocks[-1].outcome == "returned":
        return ""
    return _("%(office)s交办，最迟 %(day)s 报送办结报告") % {
        "office": one.names.office(str(max(by, key=lambda leg: leg.delivered_at).sender_id)),
        "day": people_date(clocks[-1].legal_on, today),
    }


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
    listed = [each for each in one.people if each.removed_at is None]
    for person in listed:
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
        role = ""
        if len(listed) > 1:
            role = _("主要联系人") if person.is_main else _("联名人")
        people.append(PersonShown(str(person.id), role, fields))
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
        to=_addressee(one, link),
        issued=people_moment(letter.issued_at, today),
        served=served,
        is_ready=letter.rendered_at is not None,
        is_current=link.is_current,
        waits=link in to_serve(one.petition),
        may_open=letter_opens(one, link, reads=reads),
    )


def letter_opens(one: Dossier, link: PetitionLetter, *, reads: bool) -> bool:
    """Whether a letter that this viewer knows of opens: with the words, or because it is own."""
    is_own_paper = is_accusation(one.petition) and link.letter.kind in OWN_PAPERS
    return reads or is_own_paper or one.sight.is_former


@dataclass(frozen=True)
class OwnSheet:
    """What is left to an office that gave the petition back."""

    id: UUID
    number: str
    letters: list[LetterShown]


def own_sheet(one: Dossier, today: date) -> OwnSheet:
    """The page of a former holder."""
    letters = [_letter(one, link, today, reads=True) for link in letters_for(one)]
    return OwnSheet(one.petition.id, one.petition.number, letters)


def _addressee(one: Dossier, link: PetitionLetter) -> str:
    if link.only_for_id and not link.needs_service and link.to_office_id == link.only_for_id:
        return _("本机构存档")
    if link.to_office_id:
        return one.names.office(str(link.to_office_id)) or _("机关、单位")
    return _("信访人")


# A bureau that handed an accusation over still has these to keep and serve; they hold no content.
OWN_PAPERS = (LetterKind.HANDING_OVER, LetterKind.FORWARDING_NOTICE, LetterKind.COVER)


def letters_for(one: Dossier) -> list[PetitionLetter]:
    """The letters this viewer may know of: no slip with the code, no cover made for another."""
    own = one.viewer.office_ids(one.viewer.roles)
    once = held_by(one.petition, one.viewer) if one.sight.is_former else None
    naming = _naming_letters(one) if one.sight.hides_name else frozenset()
    return [
        link
        for link in one.links
        if link.letter.kind != LetterKind.RECEIPT
        and (link.only_for_id is None or link.only_for_id in own)
        and (once is None or link.letter.office_id in once or link.to_office_id in once)
        and link.letter_id not in naming
    ]


def _naming_letters(one: Dossier) -> frozenset[UUID]:
    """The letters that bear a hidden name: those written while their unit had been told it (G4)."""
    agreed = [
        event.at
        for event in one.events
        if event.step == Step.ANSWER_NAME and event.codes.get("agrees")
    ]
    sent_on = [leg.delivered_at for leg in one.petition.legs.all() if leg.kind != Leg.CO]
    return frozenset(
        link.letter_id
        for link in one.links
        for since in agreed
        if since <= link.letter.issued_at
        and not any(since < each <= link.letter.issued_at for each in sent_on)
    )


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
