"""What a system administrator does with the tree of offices: add, rename, move, end, merge.

What an office holds is known only above; whoever calls says whether it has open work (`is_busy`),
where an office ends by a question that is asked while its row is locked.
"""

import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, QuerySet, TextField, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _

from huiyin.language.clean import Unclean, one_line
from huiyin.organisations.actions import note
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import Duty, Office
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import Level, OfficeKind

ONE_DAY = timedelta(days=1)
LONGEST = {"name": 60, "short_name": 20, "letter_code": 10, "number_code": 8, "division": 12}
"""How long the particulars of an office may be."""

NUMBER = re.compile(r"[0-9]{2,8}")
DIVISION = re.compile(r"[0-9]{6}(?:[0-9]{3}){0,2}")
# These never issue a numbered letter in their own name.
WITHOUT_LETTERS = frozenset({OfficeKind.GOVERNMENT, OfficeKind.DIVISION, OfficeKind.GROUP})
IsBusy = Callable[[Office], bool]
_LOCK = 0x6F666663  # any number; one change of the tree at a time


@dataclass(frozen=True)
class Particulars:
    """What an office is, as somebody typed it."""

    name: str
    short_name: str
    kind: str
    level: str
    number_code: str
    letter_code: str
    division: str


@transaction.atomic
def add_office(parent: Office | None, given: Particulars, *, by: Viewer, at: datetime) -> Office:
    """Add an office below another one; only the very first has none above."""
    alone()
    tidied = _tidied(given)
    _refuse_shape(tidied)
    _refuse_known(tidied)
    if parent is not None:
        parent.refresh_from_db()
        _refuse_place(tidied, parent)
    office = Office.objects.create(
        parent=parent,
        path=f"{parent.path if parent else ''}{tidied.number_code}/",
        **asdict(tidied),
    )
    note("add_office", office.number_code, by=by, at=at, details=office.name)
    return office


@transaction.atomic
def rename_office(
    office: Office, *, name: str, short_name: str, letter_code: str, by: Viewer, at: datetime
) -> list[str]:
    """Give an office other names; letters already issued keep those they were issued under."""
    alone()
    before = {each: getattr(office, each) for each in ("name", "short_name", "letter_code")}
    tidied = _tidied(
        Particulars(
            name=name,
            short_name=short_name,
            letter_code=letter_code,
            kind=office.kind,
            level=office.level,
            number_code=office.number_code,
            division=office.division,
        )
    )
    _refuse_shape(tidied)
    _refuse_known(tidied, but=office)
    changed = [each for each, old in before.items() if getattr(tidied, each) != old]
    for each in changed:
        setattr(office, each, getattr(tidied, each))
    if changed:
        office.save(update_fields=changed)
        said = "；".join(f"{before[each]} → {getattr(office, each)}" for each in changed)
        note("rename_office", office.number_code, by=by, at=at, details=said)
    return changed


@transaction.atomic
def move_office(office: Office, *, to: Office, is_busy: bool, by: Viewer, at: datetime) -> None:
    """Put an office, with all below it, under another one.

    The wall before the accused and the right of review follow the tree: with open work in hand
    neither may change under a petition.
    """
    alone()
    office.refresh_from_db()
    to.refresh_from_db()
    if is_busy:
        raise Refused(
            _("这个机构或者它的下级还有没办结的信访件，不能改变隶属关系。请先办结或者移交。"),
            field="to",
        )
    if to.path.startswith(office.path):
        raise Refused(_("不能移到它自己或者它的下级下面。"), field="to")
    if to.pk == office.parent_id:
        raise Refused(_("它现在就在这个机构下面。"), field="to")
    _refuse_place(_particulars(office), to, but=office)
    old, new = office.path, f"{to.path}{office.number_code}/"
    tail = Substr(F("path"), len(old) + 1, output_field=TextField())
    Office.objects.under(old).update(path=Concat(Value(new), tail))
    Office.objects.filter(pk=office.pk).update(parent=to)
    office.refresh_from_db()
    note("move_office", office.number_code, by=by, at=at, details=f"{old} → {new}")


@transaction.atomic
def end_office(
    office: Office,
    *,
    last_on: date,
    successor: Office | None,
    is_busy: IsBusy,
    by: Viewer,
    at: datetime,
) -> None:
    """撤销、合并. End an office after its last day; a successor takes its duties over (R24.2).

    The last day is yesterday, which ends it at once, or later. What is in hand goes to the
    successor before the office closes; with work and no successor it cannot end. Whoever sends
    it something meanwhile waits at its row, and then finds it ending (`takes_work`).
    """
    alone()
    Office.objects.select_for_update().get(pk=office.pk)
    office.refresh_from_db()
    today = localdate(at)
    if last_on < today - ONE_DAY:
        raise Refused(_("最后一天不能早于昨天。"), field="last_on")
    if office.ends_on is not None and office.ends_on < today:
        raise Refused(_("这个机构已经撤销。"), field="last_on")
    if successor is None and is_busy(office):
        raise Refused(
            _("它还有没办结的信访件，须选择承继的机构接着办理（《信访工作条例》第二十四条）。"),
            field="successor",
        )
    below = office.children.filter(is_open=True).exclude(ends_on__lte=last_on)
    if below.exists():
        raise Refused(_("它还有使用中的下级机构，请先撤销或者移走。"), field="last_on")
    if successor is not None:
        _refuse_successor(office, successor, last_on)
    office.ends_on, office.successor = last_on, successor
    office.save(update_fields=["ends_on", "successor"])
    said = f"{last_on.isoformat()}{f' → {successor.name}' if successor else ''}"
    note("end_office", office.number_code, by=by, at=at, details=said)
    end_what_is_due(today, is_busy)


def takes_work(office: Office, today: date) -> bool:
    """Whether an office takes new work; it does not end before the asking transaction has."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT is_open, ends_on, successor_id FROM organisations_office WHERE id = %s"
            " FOR SHARE",
            [office.pk],
        )
        is_open, ends_on, heir = cursor.fetchone()
    return is_open and (ends_on is None or (ends_on >= today and heir is not None))


@transaction.atomic
def keep_office(office: Office, *, by: Viewer, at: datetime) -> None:
    """Take back the end of an office before it came."""
    alone()
    office.refresh_from_db()
    if office.ends_on is None or office.ends_on < localdate(at):
        raise Refused(_("没有可以取消的撤销安排。"))
    office.ends_on, office.successor = None, None
    office.save(update_fields=["ends_on", "successor"])
    note("keep_office", office.number_code, by=by, at=at)


@transaction.atomic
def end_what_is_due(today: date, is_busy: IsBusy) -> int:
    """Close every office whose last day has passed and that has nothing left in hand.

    Its duties go on. Late is harmless.
    """
    due = Office.objects.select_for_update().filter(ends_on__lt=today, is_open=True)
    ended = [office for office in due.order_by("path") if not is_busy(office)]
    for office in ended:
        if office.ends_on is not None:
            _give_duties_on(office, office.ends_on)
        office.is_open = False
        office.save(update_fields=["is_open"])
    return len(ended)


def ways_up(office: Office, among: QuerySet[Office]) -> list[Office]:
    """The offices that this one could be moved under."""
    given = _particulars(office)
    found = []
    for each in among.exclude(path__startswith=office.path):
        try:
            _refuse_place(given, each, but=office)
        except Refused:
            continue
        if each.pk != office.parent_id:
            found.append(each)
    return found


def successors(office: Office, among: QuerySet[Office]) -> QuerySet[Office]:
    """The offices that could take over from this one."""
    kinds = [OfficeKind.BUREAU, OfficeKind.GOVERNMENT]
    alike = among.filter(is_open=True, ends_on=None).exclude(path__startswith=office.path)
    if office.kind in kinds:
        return alike.filter(kind=office.kind)
    return alike.exclude(kind__in=kinds)


def next_number(parent: Office) -> str:
    """A free number after those of the offices below this one, to begin with."""
    taken = set(Office.objects.values_list("number_code", flat=True))
    beside = parent.children.exclude(kind=OfficeKind.GOVERNMENT)
    below = [int(each.number_code) for each in beside if each.number_code.isdigit()]
    number = max([*below, int(parent.number_code)]) + 1
    while str(number) in taken:
        number += 1
    return str(number)


def alone() -> None:
    """Let one change of the tree happen after the other, to the end of this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _give_duties_on(office: Office, last_on: date) -> None:
    first_on = last_on + ONE_DAY
    for duty in Duty.objects.filter(office=office).exclude(valid_to__lte=last_on):
        heir, until = office.successor, duty.valid_to
        if heir is not None:
            begins = max(first_on, duty.valid_from)
            same = heir.duties.in_force(begins).filter(
                category=duty.category_id, division=duty.division
            )
            if not same.exists():
                Duty.objects.create(
                    office=heir,
                    category_id=duty.category_id,
                    division=duty.division,
                    basis=f"{duty.basis}（承继{office.name}，《信访工作条例》第二十四条）",
                    valid_from=begins,
                    valid_to=until,
                )
        duty.valid_to = last_on
        duty.save(update_fields=["valid_to"])


def _particulars(office: Office) -> Particulars:
    return Particulars(**{name: getattr(office, name) for name in Particulars.__dataclass_fields__})


def _tidied(given: Particulars) -> Particulars:
    tidied = asdict(given)
    for name, limit in LONGEST.items():
        try:
            tidied[name] = one_line(tidied[name], limit=limit)
        except Unclean as problem:
            raise Refused(problem.sentence(_), field=name) from None
    if not tidied["short_name"] and len(tidied["name"]) <= LONGEST["short_name"]:
        tidied["short_name"] = tidied["name"]
    return Particulars(**tidied)


def _refuse_shape(given: Particulars) -> None:
    if not given.name:
        raise Refused(_("请填写机构名称。"), field="name")
    if not given.short_name:
        raise Refused(_("名称较长，请另外填写简称，不超过 20 个字。"), field="short_name")
    if given.kind not in set(OfficeKind):
        raise Refused(_("请选择机构种类。"), field="kind")
    if given.level not in set(Level):
        raise Refused(_("请选择层级。"), field="level")
    if DIVISION.fullmatch(given.division) is None:
        raise Refused(_("区划代码是 6 位数字，乡镇、村可以写到 9 位或者 12 位。"), field="division")
    if NUMBER.fullmatch(given.number_code) is None:
        raise Refused(_("机构代码是 2 到 8 位数字。"), field="number_code")
    if not given.letter_code and given.kind not in WITHOUT_LETTERS:
        raise Refused(_("请填写文书代字，例如“某信”，文书编号以它开头。"), field="letter_code")


def _refuse_known(given: Particulars, *, but: Office | None = None) -> None:
    others = Office.objects.exclude(pk=but.pk) if but else Office.objects.all()
    if others.filter(number_code=given.number_code).exists():
        raise Refused(_("这个机构代码已经有机构使用，请换一个。"), field="number_code")
    if others.filter(name=given.name, is_open=True).exists():
        raise Refused(_("已经有一个同名的机构在使用。"), field="name")
    if given.letter_code and others.filter(letter_code=given.letter_code).exists():
        raise Refused(
            _("这个文书代字已经有机构使用，文书编号会重复，请换一个。"), field="letter_code"
        )


def _refuse_place(given: Particulars, parent: Office, *, but: Office | None = None) -> None:
    if not parent.is_open:
        raise Refused(_("上级机构已经停用，请先恢复使用。"), field="to")
    levels = list(Level)
    kind, level = OfficeKind(given.kind), levels.index(Level(given.level))
    above = levels.index(Level(parent.level))
    if level < above:
        raise Refused(_("层级不能高于上级机构的层级。"), field="level")
    if kind is OfficeKind.GOVERNMENT and (parent.kind != kind or level == above):
        raise Refused(_("党委和政府只能设在更高一级的党委和政府下面。"), field="kind")
    if kind is OfficeKind.BUREAU:
        if parent.kind != OfficeKind.GOVERNMENT:
            raise Refused(_("信访部门只能设在党委和政府下面。"), field="kind")
        beside = parent.children.filter(kind=kind, is_open=True)
        if any(but is None or each.pk != but.pk for each in beside):
            raise Refused(_("这一级已经有一个信访部门。"), field="kind")
    if kind is OfficeKind.TOWNSHIP and parent.kind != OfficeKind.GOVERNMENT:
        raise Refused(_("乡镇街道只能设在党委和政府下面。"), field="kind")
    inner = (OfficeKind.DIVISION, OfficeKind.GROUP)
    if parent.kind in (OfficeKind.BUREAU, *inner) and kind not in inner:
        raise Refused(_("这个机构下面只能设内设机构。"), field="kind")


def _refuse_successor(office: Office, successor: Office, last_on: date) -> None:
    if successor.path.startswith(office.path):
        raise Refused(_("承继的机构不能是它自己或者它的下级。"), field="successor")
    if not successors(office, Office.objects.filter(pk=successor.pk)).exists():
        raise Refused(
            _("承继的机构要在使用中、没有撤销安排，并且种类相当：信访部门由信访部门承继。"),
            field="successor",
        )
