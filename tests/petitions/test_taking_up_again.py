"""重新办理: what ended by mistake stands where it stood, late where it is late, by two persons."""

from datetime import timedelta

import pytest

from huiyin.accounts.models import Post
from huiyin.notifications.models import Outbox
from huiyin.petitions.actions import approving, disputing, handling, joining
from huiyin.petitions.errors import Refused
from huiyin.petitions.models import Petition
from huiyin.petitions.requests import Request
from huiyin.petitions.searchable import Search
from huiyin.petitions.standing import open_steps
from huiyin.petitions.telling import told
from huiyin.petitions.worklists import BY_NAME
from huiyin.rules.moments import localdate
from huiyin.rules.terms import LetterKind, State, Step
from tests.detours import disputed, repeated
from tests.make import DAY, a_petition, assert_sound, fresh, later, letter, story
from tests.people import (
    ADMINISTRATORS,
    CLERK,
    DISPATCHER,
    HANDLER,
    HEAD,
    LEADER,
    OTHER_HEAD,
    Person,
    petitioner,
)
from tests.petitions.reading import clocks, dates, facts, topics, words

pytestmark = pytest.mark.django_db

WRONG = "登记时看错了，两封信不是一件事。"


def ask(petition: Petition, step: Step, who: Person, after: timedelta = DAY) -> Request:
    """Ask for a step."""
    arguments = {"ground": "no_request"} if step is Step.KEEP else {}
    return approving.ask_approval(
        step,
        petition.pk,
        reason=WRONG,
        arguments=arguments,
        by=who.viewer,
        at=later(petition, after),
    )


def by_two(petition: Petition, step: Step, who: Person = DISPATCHER) -> Petition:
    """Asked for, and agreed to by the leader an hour later."""
    asked = ask(petition, step, who)
    at = later(petition, timedelta(hours=1))
    approving.decide(asked.pk, agrees=True, by=LEADER.viewer, at=at)
    return fresh(petition)


def in_list(name: str, petition: Petition, who: Person) -> bool:
    """Whether the petition stands in a work-list."""
    today = localdate(later(petition))
    rows = BY_NAME[name].rows(who.viewer, today)
    return rows.filter(pk=petition.pk).exists()


@pytest.mark.parametrize("end", [Step.KEEP, Step.VOID])
def test_it_stands_where_it_stood_with_its_first_dates(end: Step) -> None:
    petition = a_petition(State.REGISTERED)
    before = dates(petition)
    petition = by_two(petition, end)
    assert dates(petition) == {}
    assert not in_list("to-forward", petition, DISPATCHER)
    petition = by_two(petition, Step.TAKE_UP_AGAIN)
    assert (petition.state, petition.closed_at) == (State.REGISTERED, None)
    assert dates(petition) == before, "no clock restarts"
    assert petition.next_due is not None
    assert in_list("to-forward", petition, DISPATCHER)
    assert Search.objects.filter(petition=petition).exists()
    event = story(petition)[-1]
    assert (event.step, event.codes["undone"]) == (Step.TAKE_UP_AGAIN, end)
    assert words(event)["reason"] == WRONG
    assert_sound(petition)


def test_its_sheet_names_the_one_that_it_replaces() -> None:
    petition = by_two(a_petition(State.REGISTERED), Step.VOID)
    old = letter(petition, LetterKind.APPROVAL)
    new = letter(by_two(petition, Step.TAKE_UP_AGAIN), LetterKind.APPROVAL)
    assert new.letter.corrects == old.letter
    assert facts(new)["corrects"] == old.letter.number
    assert not new.needs_service


def test_late_is_late() -> None:
    petition = by_two(a_petition(State.REGISTERED), Step.KEEP)
    asked = ask(petition, Step.TAKE_UP_AGAIN, DISPATCHER, after=60 * DAY)
    at = later(petition, timedelta(hours=1))
    approving.decide(asked.pk, agrees=True, by=LEADER.viewer, at=at)
    petition = fresh(petition)
    assert petition.next_legal_due is not None
    assert petition.next_legal_due < localdate(at)
    assert in_list("late", petition, LEADER)


@pytest.mark.parametrize("state", [State.RECEIVED, State.DELIVERED, State.ACCEPTED, State.ANSWERED])
def test_a_voided_one_goes_back_to_whoever_had_it(state: State) -> None:
    petition = a_petition(state)
    stood, holder, person, running = (
        petition.state,
        petition.holder,
        petition.person,
        dates(petition),
    )
    petition = by_two(by_two(petition, Step.VOID, CLERK), Step.TAKE_UP_AGAIN, CLERK)
    assert (petition.state, petition.holder, petition.person) == (stood, holder, person)
    assert dates(petition) == running
    assert_sound(petition)


def test_who_left_meanwhile_does_not_get_it_back() -> None:
    petition = a_petition(State.ACCEPTED)
    handling.allot(petition.pk, person=HANDLER.user, by=HEAD.viewer, at=later(petition))
    petition = by_two(petition, Step.VOID, CLERK)
    assert petition.person == HANDLER.user
    Post.objects.filter(user=HANDLER.user).update(to_on=localdate(later(petition)) - 2 * DAY)
    assert by_two(petition, Step.TAKE_UP_AGAIN, CLERK).person is None


def test_a_dispute_that_lapsed_is_submitted_anew() -> None:
    petition = disputed()
    petition = by_two(by_two(petition, Step.VOID, CLERK), Step.TAKE_UP_AGAIN, CLERK)
    assert petition.state == State.SIGNED
    disputing.submit_dispute(petition.pk, reason="仍有争议。", by=HEAD.viewer, at=later(petition))
    assert fresh(petition).state == State.DISPUTED


def test_what_was_attached_parts_from_the_first_again() -> None:
    petition = repeated()
    first = Petition.objects.get(state=State.SIGNED)
    stood, running = petition.state, dates(petition)
    joining.attach(petition.pk, to=first.pk, compared="相同。", by=CLERK.viewer, at=later(petition))
    petition = by_two(petition, Step.TAKE_UP_AGAIN)
    assert (petition.state, petition.attached_to, dates(petition)) == (stood, None, running)
    assert "tell_office detached" in topics(first)
    joining.attach(
        petition.pk, to=first.pk, compared="还是相同。", by=CLERK.viewer, at=later(petition)
    )
    assert fresh(petition).attached_to == first


def test_the_petitioner_reads_that_it_goes_on_and_why() -> None:
    petition = by_two(by_two(a_petition(State.REGISTERED), Step.KEEP), Step.TAKE_UP_AGAIN)
    page = told(petition, petitioner(petition), today=localdate(later(petition)))
    (entry,) = [each for each in page.history if each.step is Step.TAKE_UP_AGAIN]
    assert (entry.label, entry.words) == ("先前不应当结束，重新办理，期限照原来的计算", WRONG)
    assert page.clocks
    told_about = Outbox.objects.filter(subject=petition.pk, topic="tell")
    assert told_about.filter(arguments__about="take_up_again").exists()


def test_asking_alone_changes_nothing_and_nobody_agrees_with_oneself() -> None:
    petition = by_two(a_petition(State.REGISTERED), Step.KEEP)
    asked = ask(petition, Step.TAKE_UP_AGAIN, LEADER)
    assert fresh(petition).state == State.KEPT
    with pytest.raises(Refused, match="申请人本人"):
        approving.decide(asked.pk, agrees=True, by=LEADER.viewer, at=later(petition))
    for stranger in (OTHER_HEAD, *ADMINISTRATORS):
        with pytest.raises(Petition.DoesNotExist):
            approving.decide(asked.pk, agrees=True, by=stranger.viewer, at=later(petition))
    approving.decide(asked.pk, agrees=True, by=DISPATCHER.viewer, at=later(petition))
    assert clocks(fresh(petition))


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.CLOSED, State.REGISTERED])
def test_nothing_else_is_taken_up_again(state: State) -> None:
    petition = a_petition(state)
    today = localdate(later(petition))
    assert Step.TAKE_UP_AGAIN not in open_steps(petition, DISPATCHER.viewer, today)
    with pytest.raises(Refused):
        ask(petition, Step.TAKE_UP_AGAIN, DISPATCHER)


def test_the_unit_does_not_undo_what_the_register_voided() -> None:
    petition = by_two(a_petition(State.ACCEPTED), Step.VOID, CLERK)
    with pytest.raises(Refused):
        ask(petition, Step.TAKE_UP_AGAIN, HEAD)
