"""What every step has in common: one event, a sound chain, one version, or nothing at all."""

import pytest
from django.db import transaction

from huiyin.jobs.outbox import TOPICS
from huiyin.notifications.models import Outbox
from huiyin.petitions.errors import Outdated, Refused
from huiyin.petitions.models import Event, Petition, PetitionLetter
from huiyin.petitions.standing import open_steps
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer, ViewerKind
from huiyin.rules.terms import Step
from huiyin.rules.workflow import WORKFLOW
from tests.make import assert_sound, fresh, later, story
from tests.people import (
    ADMINISTRATORS,
    CLERK,
    DISPATCHER,
    HANDLER,
    HEAD,
    LEADER,
    NOBODY,
    OTHER_HEAD,
    REVIEWER,
    SUPERVISOR,
    petitioner,
)
from tests.take import CASES
from tests.take_case import Case

pytestmark = pytest.mark.django_db

BY_OPENING = {Step.SERVE, Step.SERVE_NOTICE}

each_step = pytest.mark.parametrize("case", CASES, ids=lambda case: case.step.value)
versioned_step = pytest.mark.parametrize(
    "case", [case for case in CASES if case.is_versioned], ids=lambda case: case.step.value
)


def test_every_step_of_the_table_is_tried() -> None:
    # what takes two persons: test_approving.py, test_wall.py
    alone = {rule.step for rule in WORKFLOW if not rule.confirmed_by}
    assert {case.step for case in CASES} == alone


def snapshot(petition: Petition) -> tuple[object, ...]:
    """Everything that a step could leave behind."""
    now = fresh(petition)
    clocks = now.clocks.order_by("pk").values_list("pk", "ended_at", "target_on", "office")
    legs = now.legs.order_by("pk").values_list("pk", "state", "is_main", "person", "version")
    letters = now.letters.order_by("pk").values_list("pk", "served_at", "is_current")
    row = {
        name: bytes(value) if isinstance(value, memoryview) else value
        for name, value in Petition.objects.filter(pk=petition.pk).values().get().items()
    }
    return row, *clocks, *legs, *letters, Outbox.objects.count()


@each_step
def test_a_step_adds_one_event_to_a_sound_chain(case: Case) -> None:
    petition = case.made()
    before, at = fresh(petition), later(petition)
    case.taken(petition)
    after = fresh(petition)
    # What is marked is reported up at once, by an event of its own.
    beside = 1 if case.step is Step.MARK else 0
    assert after.event_count == before.event_count + 1 + beside
    assert after.version == before.version + 1 + beside
    event = story(after)[-1 - beside]
    assert (event.step, event.at, event.seq) == (case.step, at, after.event_count - beside)
    assert event.actor == (case.by.id if case.by else "petitioner")
    assert (event.office != "") == (case.by is not None)
    assert (event.before, event.after or event.before) == (before.state, after.state)
    assert_sound(after)


@each_step
def test_what_a_step_leaves_for_the_worker_has_somebody_who_does_it(case: Case) -> None:
    petition = case.made()
    case.taken(petition)
    topics = set(Outbox.objects.values_list("topic", flat=True))
    assert topics <= set(TOPICS)
    assert "received" in topics


@versioned_step
def test_who_read_an_older_version_is_told_and_nothing_changes(case: Case) -> None:
    petition = case.made()
    before = snapshot(petition)
    with pytest.raises(Outdated) as told:
        case.taken(petition, version=fresh(petition).version - 1)
    assert told.value.version == fresh(petition).version
    assert snapshot(petition) == before


@versioned_step
def test_who_read_the_newest_version_may_go_on(case: Case) -> None:
    petition = case.made()
    case.taken(petition, version=fresh(petition).version)
    assert case.step in {each.step for each in story(petition)[-2:]}


@each_step
def test_for_who_may_not_see_it_there_is_no_petition(case: Case) -> None:
    petition = case.made()
    before = snapshot(petition)
    strangers = [person.viewer for person in (NOBODY, OTHER_HEAD, REVIEWER, *ADMINISTRATORS)]
    strangers.append(Viewer(ViewerKind.HOLDER, petition=NOBODY.id))
    strangers.append(Viewer(ViewerKind.TOKEN, id="t"))
    for viewer in strangers:
        with pytest.raises(Petition.DoesNotExist):
            case.taken(petition, viewer)
    assert snapshot(petition) == before


@each_step
def test_who_may_see_but_not_act_is_refused_in_a_sentence(case: Case) -> None:
    petition = case.made()
    before = snapshot(petition)
    today = localdate(later(petition))
    cast = [person.viewer for person in (CLERK, DISPATCHER, LEADER, SUPERVISOR, HEAD, HANDLER)]
    for viewer in (*cast, petitioner(petition)):
        sees = Petition.objects.visible_to(viewer, today=today).filter(pk=petition.pk).exists()
        if not sees or case.step in open_steps(fresh(petition), viewer, today):
            continue
        with pytest.raises(Refused) as told:
            case.taken(petition, viewer)
        assert told.value.sentence.endswith("。")
    assert snapshot(petition) == before


BEFORE = {
    step: frozenset().union(*(rule.before for rule in WORKFLOW if rule.step == step))
    for step in {rule.step for rule in WORKFLOW}
}
MOVING = {rule.step for rule in WORKFLOW if rule.after and rule.after not in BEFORE[rule.step]}


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.step in MOVING], ids=lambda case: case.step.value
)
def test_a_step_that_moved_on_is_not_open_a_second_time(case: Case) -> None:
    petition = case.made()
    case.taken(petition)
    with pytest.raises((Refused, Petition.DoesNotExist, PetitionLetter.DoesNotExist)):
        case.taken(petition)
    assert Event.objects.filter(petition=petition, step=case.step).count() == 1


@each_step
def test_to_whom_a_step_is_open_it_is_really_open(case: Case) -> None:
    petition = case.made()
    today, took = localdate(later(petition)), 0
    cast = [person.viewer for person in (CLERK, DISPATCHER, LEADER, SUPERVISOR, HEAD, HANDLER)]
    for viewer in (*cast, *([case.by.viewer] if case.by else ()), petitioner(petition)):
        sees = Petition.objects.visible_to(viewer, today=today).filter(pk=petition.pk).exists()
        if not sees or case.step not in open_steps(fresh(petition), viewer, today):
            continue
        if case.step in BY_OPENING and viewer.kind is ViewerKind.HOLDER:
            continue  # the petitioner's own way of being served
        with transaction.atomic():
            case.taken(petition, viewer)
            transaction.set_rollback(True)
        took += 1
    assert took
