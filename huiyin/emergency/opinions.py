"""意见建议. A person gathers what many say into a theme, and never a machine (A11, B25).

A petition joins only through the door, and only one whose words stand open: never an accusation.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from huiyin.accounts.models import Post, User
from huiyin.emergency.models import Emergency
from huiyin.emergency.opinions_rows import Evidence, Theme
from huiyin.language.clean import Unclean, one_line, tidy
from huiyin.organisations.actions import note
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import Office
from huiyin.organisations.tree import alone
from huiyin.petitions.door import PetitionQuerySet
from huiyin.petitions.models import Petition
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import REGISTERING, Viewer
from huiyin.rules.terms import OfficeKind

GATHERING = REGISTERING
"""Who gathers at a bureau: everybody who hears what people say."""

LONGEST = {"title": 40, "about": 500, "area": 40, "note": 200}
MOST_AT_ONCE = 200
_NUMBER = re.compile(r"[^\s,，、;；]+")


@dataclass(frozen=True, kw_only=True)
class ThemeGiven:
    """A theme as it is typed."""

    title: str
    about: str = ""
    area: str = ""
    gatherer: UUID | None = None
    from_on: date | None = None
    to_on: date | None = None
    emergency: Emergency | None = None


@dataclass(frozen=True)
class Joined:
    """How many petitions a theme gained, and the numbers of which none could be put there."""

    added: int
    unknown: tuple[str, ...] = ()


def gathering(viewer: Viewer) -> list[UUID]:
    """The bureaus at which somebody gathers."""
    return [
        UUID(each.office)
        for each in viewer.holdings
        if each.role in GATHERING and each.kind == OfficeKind.BUREAU
    ]


def gatherers(office: Office, today: date) -> list[User]:
    """Who can be named as gathering for a bureau."""
    held = Post.objects.held(today).filter(office=office, role__in=sorted(GATHERING))
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("name"))


@transaction.atomic
def begin(office: Office, given: ThemeGiven, *, by: Viewer, at: datetime) -> Theme:
    """归纳主题. Begin a theme; the same form sent twice is one theme."""
    alone()
    _refuse_stranger(office, by)
    theme = Theme(office=office, begun_by=by.id, begun_at=at)
    _fill(theme, given, at)
    same = {name: getattr(theme, name) for name in ThemeGiven.__dataclass_fields__}
    if known := Theme.objects.filter(office=office, begun_by=by.id, **same).first():
        return known
    theme.save(force_insert=True)
    note("begin_theme", office.number_code, by=by, at=at, details=theme.title)
    return theme


@transaction.atomic
def change(theme: Theme, given: ThemeGiven, *, seen: int, by: Viewer, at: datetime) -> Theme:
    """修改主题. Another name, another end, somebody else who gathers; `seen` is what was read."""
    _refuse_stranger(theme.office, by)
    theme = Theme.objects.select_for_update(of=("self",)).select_related("office").get(pk=theme.pk)
    if theme.version != seen:
        raise Refused(_("别人刚刚改过这个主题。您填写的内容还在，请看过现在的内容，再保存一次。"))
    _fill(theme, given, at)
    theme.version += 1
    theme.save()
    note("change_theme", theme.office.number_code, by=by, at=at, details=theme.title)
    return theme


def joinable(viewer: Viewer, *, today: date) -> PetitionQuerySet:
    """What this person may put into a theme: what the door shows, its words open to them."""
    return Petition.objects.visible_to(viewer, today=today).in_earnest().read_by(viewer)


@transaction.atomic
def gather(theme: Theme, ids: Iterable[UUID], *, by: Viewer, at: datetime) -> int:
    """归入. Put petitions into a theme; those that are there, or cannot be seen, change nothing."""
    _refuse_stranger(theme.office, by)
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        raise Refused(_("请先勾选要归入的信访件。"))
    if len(wanted) > MOST_AT_ONCE:
        raise Refused(_("一次最多归入%(most)s件。") % {"most": MOST_AT_ONCE})
    Theme.objects.select_for_update().get(pk=theme.pk)  # of two who gather the same, one adds
    known = joinable(by, today=localdate(at)).filter(pk__in=wanted)
    there = Evidence.objects.filter(theme=theme, removed_at=None).values("petition")
    found = list(known.exclude(pk__in=there).order_by().values_list("pk", flat=True))
    Evidence.objects.bulk_create(
        Evidence(theme=theme, petition_id=each, added_by=by.id, added_at=at) for each in found
    )
    return len(found)


@transaction.atomic
def gather_numbers(theme: Theme, typed: str, *, by: Viewer, at: datetime) -> Joined:
    """按编号归入. By numbers; one that does not exist and one that is hidden are told alike."""
    wanted = list(dict.fromkeys(_NUMBER.findall(_clean(typed, "numbers", 8000, many=True))))
    if not wanted:
        raise Refused(_("请填写编号。"), field="numbers")
    if len(wanted) > MOST_AT_ONCE:
        raise Refused(_("一次最多归入%(most)s件。") % {"most": MOST_AT_ONCE}, field="numbers")
    seen = joinable(by, today=localdate(at))
    rows = seen.filter(Q(official__in=wanted) | Q(receipt__in=wanted)).order_by()
    found = {pk: numbers for pk, *numbers in rows.values_list("pk", "official", "receipt")}
    named = {number for numbers in found.values() for number in numbers}
    added = gather(theme, found, by=by, at=at) if found else 0
    return Joined(added, tuple(each for each in wanted if each not in named))


@transaction.atomic
def let_go(theme: Theme, petition: UUID, words: str, *, by: Viewer, at: datetime) -> None:
    """移出. Take a petition out again, with the reason; the row stays."""
    _refuse_stranger(theme.office, by)
    why = _clean(words, "note", LONGEST["note"])
    if not why:
        raise Refused(_("请写明移出的理由。"), field="note")
    seen = joinable(by, today=localdate(at)).filter(pk=petition).exists()
    rows = Evidence.objects.select_for_update().filter(
        theme=theme, petition=petition, removed_at=None
    )
    row = rows.first() if seen else None  # who may not know of it learns nothing here
    if row is None:
        raise Refused(_("这一件已经移出。"))
    row.removed_by, row.removed_at, row.note = by.id, at, why
    row.save(update_fields=["removed_by", "removed_at", "note"])


def _fill(theme: Theme, given: ThemeGiven, at: datetime) -> None:
    title = _clean(given.title, "title", LONGEST["title"])
    if not title:
        raise Refused(_("请填写主题。"), field="title")
    if given.from_on is None:
        raise Refused(_("请填写从哪一天起。"), field="from_on")
    if given.to_on and given.to_on < given.from_on:
        raise Refused(_("结束的日子不能早于开始的日子。"), field="to_on")
    people = {each.pk: each for each in gatherers(theme.office, localdate(at))}
    if given.gatherer not in people:
        raise Refused(_("请从列表中选择归纳人。"), field="gatherer")
    theme.title, theme.from_on, theme.to_on = title, given.from_on, given.to_on
    theme.about = _clean(given.about, "about", LONGEST["about"], many=True)
    theme.area = _clean(given.area, "area", LONGEST["area"])
    theme.gatherer = people[given.gatherer]
    theme.emergency = given.emergency


def _refuse_stranger(office: Office, by: Viewer) -> None:
    if by.may_act(GATHERING, str(office.pk)) is None:
        raise Refused(_("由归纳主题的信访部门办理。"))


def _clean(typed: str, field: str, limit: int, *, many: bool = False) -> str:
    try:
        return tidy(typed, limit=limit).strip() if many else one_line(typed, limit=limit)
    except Unclean as problem:
        raise Refused(problem.sentence(_), field=field) from None
