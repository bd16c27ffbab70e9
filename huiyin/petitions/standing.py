"""What a petition tells of itself at a moment: the snapshot the workflow table reads."""

from datetime import date
from uuid import UUID

from huiyin.audit.models import Access
from huiyin.petitions.disputes import open_dispute
from huiyin.petitions.emergency_marks import EmergencyMark, mark_of
from huiyin.petitions.legs import Leg
from huiyin.petitions.models import Clock, Petition, PetitionLetter
from huiyin.petitions.wall import Accused
from huiyin.rules.checks import Facts, Marked
from huiyin.rules.permissions import Viewer
from huiyin.rules.steps import steps_open
from huiyin.rules.terms import Matter, Naming, OfficeKind, Procedure, State, Step, TimeLimit
from huiyin.rules.workflow import OPEN

TWICE = 2  # returns, after which nobody holds itself competent


def main_leg_sender(petition: Petition) -> str:
    """The id of the office that sent the petition to where it is, or an empty string."""
    for leg in petition.legs.all():
        if leg.is_main and leg.sender_id:
            return str(leg.sender_id)
    return ""


def to_serve(petition: Petition) -> list[PetitionLetter]:
    """The letters to the petitioner that nobody has served yet."""
    return [
        link
        for link in petition.letters.all()
        if link.is_current
        and link.needs_service
        and link.served_at is None
        and link.to_office_id is None
    ]


def marks(petition: Petition) -> list[Accused]:
    """The marks of the accused that stand."""
    return [each for each in petition.accused.all() if each.cleared_at is None]


def running(petition: Petition) -> list[Clock]:
    """The clocks that nothing has ended."""
    return [clock for clock in petition.clocks.all() if clock.ended_at is None]


def facts_of(petition: Petition, today: date) -> Facts:
    """A frozen snapshot of a petition; its legs, clocks, letters and marks are read once."""
    unserved = to_serve(petition)
    # Only a hidden name has masked copies: nobody else pays for the question.
    main = next((leg for leg in petition.legs.all() if leg.is_main), None)
    dispute = open_dispute(petition) if petition.state == State.DISPUTED else None
    copies = petition.masked_copies.all() if petition.naming == Naming.WITHHELD else ()
    return Facts(
        state=State(petition.state),
        rule_set=petition.rule_set,
        matter=Matter(petition.matter) if petition.matter else None,
        wish=Matter(petition.wish) if petition.wish else None,
        procedure=Procedure(petition.procedure) if petition.procedure else None,
        naming=Naming(petition.naming),
        name_disclosure=petition.name_disclosure,
        consents_electronic=petition.consents_electronic,
        registering=str(petition.registering_id),
        holder=str(petition.holder_id),
        sender=main_leg_sender(petition),
        holder_kind=OfficeKind(petition.holder.kind),
        person=str(petition.person_id or ""),
        has_unserved_notice=any(not link.is_answer for link in unserved),
        has_unserved_answer=any(link.is_answer for link in unserved),
        notice_servers=frozenset(str(each.server_id) for each in unserved if not each.is_answer),
        answer_server=next((str(each.server_id) for each in unserved if each.is_answer), ""),
        objection_open=any(
            clock.limit == TimeLimit.L4 and clock.legal_on >= today for clock in running(petition)
        ),
        objection_dismissed=any(
            clock.limit == TimeLimit.L4S and clock.outcome == "met" and clock.leg_id == main.pk
            for clock in petition.clocks.all()
            if main
        ),
        returns=times_returned(petition),
        is_appointed=bool(main and main.is_appointed),
        arbiter=str(dispute.office_id) if dispute else "",
        submitter=str(dispute.submitted_by_id) if dispute else "",
        is_opened=_is_opened(petition),
        report_due=any(clock.limit == TimeLimit.L11 for clock in running(petition)),
        is_extended=any(
            each.step == Step.EXTEND and each.agreed for each in petition.requests.all()
        ),
        co_handlers=frozenset(
            str(leg.holder_id)
            for leg in petition.legs.all()
            if leg.kind == Leg.CO and leg.ended_at is None
        ),
        pending=frozenset(each.step for each in petition.requests.all() if each.decided_at is None),
        in_time=any(
            clock.limit == TimeLimit.L5 and clock.legal_on >= today for clock in running(petition)
        ),
        rating_open=any(
            clock.limit == TimeLimit.G8 and clock.legal_on >= today for clock in running(petition)
        ),
        has_copy_ready=any(each.is_ready for each in copies),
        has_copy_released=any(each.is_released for each in copies),
        correction_asked=petition.correction_asked,
        emergency=_emergency(petition),
        accused=frozenset(str(each.office_id or each.user_id) for each in marks(petition)),
    )


def _emergency(petition: Petition) -> Marked | None:
    mark = mark_of(petition)
    if mark is None:
        return None
    return Marked(
        groups=frozenset(map(str, mark.group_ids)),
        dispatching=frozenset(map(str, _dispatching(petition, mark))),
        leading=str(mark.leading_id or ""),
        is_told=mark.told_at is not None,
        is_led=mark.is_led,
        is_tracked=mark.tracked_at is not None,
    )


def _dispatching(petition: Petition, mark: EmergencyMark) -> set[UUID]:
    """The groups that are an arm of the bureau which has it; another bureau's send nothing on."""
    is_waiting = petition.state == State.REGISTERED
    if not is_waiting or mark.group.parent_id != petition.holder_id:
        return set()
    return {each for each in (mark.group_id, mark.coordinating_id) if each}


def times_returned(petition: Petition) -> int:
    """How often an organ gave it back because it is not its business."""
    return sum(leg.state == State.RETURNED for leg in petition.legs.all())


def have_disagreed(petition: Petition) -> bool:
    """Whether organs have disagreed about who handles it: an objection, or two returns."""
    objected = any(clock.limit == TimeLimit.L4S for clock in petition.clocks.all())
    return objected or times_returned(petition) >= TWICE


def _is_opened(petition: Petition) -> bool:
    """Whether the holder has looked into the file since it was delivered (only then it matters)."""
    main = next((leg for leg in petition.legs.all() if leg.is_main), None)
    if petition.state != State.DELIVERED or main is None or main.sender_id is None:
        return False
    looks = Access.objects.filter(
        petition_id=petition.pk,
        kind__in=[Access.READ, Access.REVEAL],
        office=str(petition.holder_id),
        recorded_at__gte=main.recorded_at,
    )
    return looks.exists()


def open_steps(petition: Petition, viewer: Viewer, today: date) -> list[Step]:
    """What this viewer may do with the petition now: the buttons of the page, the API's list."""
    return steps_open(facts_of(petition, today), viewer)


def note_next_dates(petition: Petition) -> None:
    """Copy the next target and legal day: of an office's duty first, else of a right."""
    clocks = running(petition)
    duties = [clock for clock in clocks if not clock.is_right]
    nearest = min(
        duties or clocks, key=lambda clock: (clock.target_on, clock.legal_on), default=None
    )
    petition.next_due = nearest.target_on if nearest else None
    petition.next_legal_due = nearest.legal_on if nearest else None
    petition.next_is_duty = bool(duties)


def is_open(petition: Petition) -> bool:
    """Whether the petition has not ended."""
    return petition.state in OPEN
