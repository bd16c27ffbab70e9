"""Who answers for what, where, from when to when: entering duties, ending them, the whole."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from huiyin.language.clean import Unclean, one_line
from huiyin.organisations.actions import note
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import Category, Duty, Office, nearest
from huiyin.organisations.tree import DIVISION, alone
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import OfficeKind

LONGEST_BASIS = 200
ONE_DAY = timedelta(days=1)
ROUTING = (OfficeKind.BUREAU, OfficeKind.GOVERNMENT)
"""These pass petitions on; nothing is forwarded to them for handling."""


@dataclass(frozen=True)
class Answer:
    """A category and the duties that reach it in a place, best first.

    `rivals` are those of other offices that are as near as the first: a person has to choose.
    """

    category: Category
    duties: list[Duty]
    rivals: list[Duty]


@transaction.atomic
def add_duties(
    office: Office,
    *,
    categories: Collection[str],
    division: str,
    basis: str,
    valid_from: date,
    valid_to: date | None,
    by: Viewer,
    at: datetime,
) -> list[Duty]:
    """Enter that an office answers for categories in a territory, on what ground."""
    alone()
    try:
        basis = one_line(basis, limit=LONGEST_BASIS)
    except Unclean as problem:
        raise Refused(problem.sentence(_), field="basis") from None
    if office.kind in ROUTING or not office.is_open:
        raise Refused(
            _("权责登记在使用中的承办单位名下，不登记在党委政府和信访部门。"), field="office"
        )
    known = {each.code: each for each in Category.objects.in_use(localdate(at))}
    chosen = [known[code] for code in sorted(set(categories) & known.keys())]
    if not chosen or len(chosen) != len(set(categories)):
        raise Refused(_("请选择内容分类。"), field="categories")
    if DIVISION.fullmatch(division) is None:
        raise Refused(_("请选择区划。"), field="division")
    if not basis:
        raise Refused(_("请写明依据，例如“三定规定”或者有关法规；转办时会显示。"), field="basis")
    if valid_to is not None and valid_to < valid_from:
        raise Refused(_("截止日不能早于起始日。"), field="valid_to")
    beside = office.duties.filter(category__in=chosen, division=division)
    beside = beside.filter(Q(valid_to=None) | Q(valid_to__gte=valid_from))
    if valid_to is not None:
        beside = beside.filter(valid_from__lte=valid_to)
    twice = beside.select_related("category").first()
    if twice is not None:
        raise Refused(
            _("“%(category)s”在这段时间里已经登记给这个机构。") % {"category": twice.category.name},
            field="categories",
        )
    made = [
        Duty(
            office=office,
            category=category,
            division=division,
            basis=basis,
            valid_from=valid_from,
            valid_to=valid_to,
        )
        for category in chosen
    ]
    Duty.objects.bulk_create(made)
    codes = "、".join(category.code for category in chosen)
    note("add_duty", office.number_code, by=by, at=at, details=f"{codes} {division} {valid_from}")
    return made


@transaction.atomic
def end_duty(duty: Duty, *, last_on: date, by: Viewer, at: datetime) -> None:
    """End a duty after a day; before its first day, and it was never in force."""
    today = localdate(at)
    if duty.valid_to is not None and duty.valid_to < today:
        raise Refused(_("这项权责已经结束。"), field="last_on")
    if last_on < today - ONE_DAY:
        raise Refused(_("最后一天不能早于昨天。"), field="last_on")
    if duty.valid_to is not None and last_on > duty.valid_to:
        raise Refused(_("这里只能提前结束；要延长，请另登记一项。"), field="last_on")
    duty.valid_to = last_on
    duty.save(update_fields=["valid_to"])
    details = f"{duty.category_id} {duty.division} {last_on}"
    note("end_duty", duty.office.number_code, by=by, at=at, details=details)


def answers(division: str, on: date) -> list[Answer]:
    """Every category in use on a day, with who answers for it in a place."""
    in_force = Duty.objects.in_force(on).filter(office__is_open=True)
    near = nearest(in_force.select_related("office", "category"), division)
    by_code: dict[str, list[Duty]] = {}
    for duty in near:
        by_code.setdefault(duty.category_id, []).append(duty)
    found = []
    for category in Category.objects.in_use(on):
        codes = {category.code, category.code[:2]}
        reaching = nearest([duty for code in codes for duty in by_code.get(code, [])], division)
        found.append(Answer(category, reaching, _rivals(reaching)))
    return found


def _rivals(duties: list[Duty]) -> list[Duty]:
    if not duties:
        return []
    best = duties[0]
    return [
        duty
        for duty in duties[1:]
        if duty.office_id != best.office_id and _nearness(duty) == _nearness(best)
    ]


def _nearness(duty: Duty) -> tuple[int, int]:
    return len(duty.division.rstrip("0")), len(duty.category_id)
