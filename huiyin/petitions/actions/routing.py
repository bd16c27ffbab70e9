"""The ways on: 转送, 交办, 转交下级, and 移交 of what is sealed."""

from datetime import date, datetime, timedelta
from uuid import UUID

from huiyin.language.clean import tidy
from huiyin.organisations.models import Office
from huiyin.organisations.places import path_above
from huiyin.petitions import letters
from huiyin.petitions.actions.covering import cover_for
from huiyin.petitions.errors import Refused
from huiyin.petitions.legs import Leg
from huiyin.petitions.models import Event
from huiyin.petitions.standing import running
from huiyin.petitions.taking import Taking, taking
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import LetterKind, Level, OfficeKind, Step, TimeLimit

LONGEST_ASSIGNMENT = timedelta(days=365)


def forward(
    petition_id: UUID,
    *,
    to: Office,
    by: Viewer,
    at: datetime,
    version: int | None = None,
    note: str = "",
) -> Event:
    """转送. Pass the petition to the organ that answers for it (R22.2, R22.3).

    Ends L1; L3 begins at the receiver with the delivery, not with its signature.
    """
    with taking(Step.FORWARD, petition_id, by=by, at=at, version=version) as one:
        _send(one, to, kind=Leg.FORWARD, letter=LetterKind.FORWARDING, note=note)
    return one.result


def assign(
    petition_id: UUID,
    *,
    to: Office,
    report_by: date,
    by: Viewer,
    at: datetime,
    version: int | None = None,
    note: str = "",
) -> Event:
    """交办. Pass it on with a day by which the result is reported (R22.4, L11).

    The day is set by the bureau; it cannot lie before tomorrow or more than a year ahead.
    """
    check_day_set(report_by, at, field="report_by")
    with taking(Step.ASSIGN, petition_id, by=by, at=at, version=version, until=report_by) as one:
        letter = LetterKind.ASSIGNMENT
        _send(one, to, kind=Leg.ASSIGN, letter=letter, note=note)
    return one.result


def hand_on(
    petition_id: UUID,
    *,
    to: Office,
    by: Viewer,
    at: datetime,
    version: int | None = None,
    note: str = "",
) -> Event:
    """转交下级. Before acceptance, to a lower unit: a leg with its own L3 and L4 (R23.1).

    The day set by an assignment (L11) does not move: the receiver reports by it.
    """
    with taking(Step.HAND_ON, petition_id, by=by, at=at, version=version) as one:
        if not is_lower(to, one.petition.holder):
            raise Refused("只能转交给下级机关、单位。", field="to")
        _send(one, to, kind=Leg.HAND_ON, letter=LetterKind.FORWARDING, note=note)
        for clock in running(one.petition):
            if clock.limit == TimeLimit.L11:
                clock.office = to
                clock.save(update_fields=["office"])
    return one.result


def check_day_set(day: date, at: datetime, *, field: str) -> None:
    """Refuse a day that is not between tomorrow and a year ahead."""
    today = localdate(at)
    if not today < day <= today + LONGEST_ASSIGNMENT:
        raise Refused("所定日期须在明天以后、一年以内。", field=field)


def is_lower(office: Office, above: Office) -> bool:
    """Whether an office stands below another one: under it, or lower in the same territory.

    A bureau sends for its government: every other office of the territory stands below it.
    """
    levels = list(Level)
    territory = path_above(above.path)
    lower = levels.index(Level(office.level)) > levels.index(Level(above.level))
    is_below = lower or above.kind == OfficeKind.BUREAU
    under = office.path.startswith(above.path)
    return office.pk != above.pk and (under or (is_below and office.path.startswith(territory)))


def _send(one: Taking, to: Office, *, kind: str, letter: LetterKind, note: str) -> None:
    """Deliver to an organ, with the letter to it and the notice to the petitioner."""
    bureau, at = one.petition.holder, one.at
    below = to.kind == OfficeKind.BUREAU and is_lower(to, bureau)
    if to.kind == OfficeKind.GOVERNMENT or not to.is_open:
        raise Refused("请选择有权处理的机关、单位。", field="to")
    if to.kind == OfficeKind.BUREAU and not below:
        raise Refused("信访部门之间只能转给下级信访部门。", field="to")
    one.deliver(to, kind=kind)
    facts = letters.forwarding(one.petition, one.vault, office=bureau, to=to, at=at)
    if letter is LetterKind.ASSIGNMENT:
        facts["report_by"] = letters.legal_day(one.petition, TimeLimit.L11)
    one.issue(letter, facts, office=bureau, to_office=to)
    tell_where(one, bureau, to, at)
    if note.strip():
        one.words["note"] = tidy(note, limit=4000)


def hand_over(
    petition_id: UUID, *, to: Office, by: Viewer, at: datetime, version: int | None = None
) -> Event:
    """移交. Hand an accusation over sealed, by management authority (R22.5, R30.1).

    The bureau keeps a stub: from now on only the receiving organ opens the words.
    """
    with taking(Step.HAND_OVER, petition_id, by=by, at=at, version=version) as one:
        if to.kind not in (OfficeKind.DISCIPLINE, OfficeKind.JUSTICE):
            raise Refused("检举控告请移交纪检监察机关或者有管辖权的政法部门。", field="to")
        bureau = one.petition.holder
        one.deliver(to, kind=Leg.HAND_OVER)
        one.issue(
            LetterKind.HANDING_OVER,
            letters.handing_over(one.petition, office=bureau, to=to, at=at),
            office=bureau,
            to_office=to,
        )
        tell_where(one, bureau, to, at)
    return one.result


def tell_where(one: Taking, bureau: Office, to: Office, at: datetime) -> None:
    """The petitioner is told where it went (R23.1); the new holder finds it in its inbox."""
    facts = letters.forwarding_notice(one.petition, one.vault, office=bureau, to=to, at=at)
    notice = one.issue(LetterKind.FORWARDING_NOTICE, facts, office=bureau)
    if one.facts.hides_name:
        cover_for(one, notice, server=bureau)
    one.topics.append(
        ("tell_office", one.petition.id, {"office": str(to.pk), "about": "delivered"})
    )
