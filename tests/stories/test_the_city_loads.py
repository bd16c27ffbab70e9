"""The demo city: every story walked by the real steps, sound to the last event."""

import gc
from datetime import UTC, datetime

import pytest
from django.test import override_settings

from huiyin.accounts.models import User
from huiyin.accounts.saved_views import SavedView
from huiyin.commands.city.loading import VIEWS, load
from huiyin.commands.city.matters import STORIES
from huiyin.emergency import proposals
from huiyin.emergency.proposals_due import waiting
from huiyin.organisations.models import Office
from huiyin.petitions.disputes import Dispute
from huiyin.petitions.models import Clock, Event, Petition
from huiyin.petitions.upkeep import broken_invariants, first_bad_event
from huiyin.petitions.worklists import WORKLISTS, lists_of
from huiyin.publishing.models import Guide, WayIn
from huiyin.rules.moments import localdate
from huiyin.rules.terms import TimeLimit
from huiyin.rules.terms_opinions import ProposalState
from tests.commands.test_city_tour import lists_of_the_tour

NOW = datetime(2026, 3, 31, 1, 0, tzinfo=UTC)
TODAY = localdate(NOW)


@pytest.mark.django_db
def test_the_city_loads() -> None:
    gc.disable()  # as where it is founded: collecting would be a fifth of the work
    try:
        with override_settings(HUIYIN_DEMO=True):
            load(NOW)
    finally:
        gc.enable()
    petitions = list(Petition.objects.all())
    assert sum(each.parent_id is None for each in petitions) == len(STORIES)
    assert sum(each.parent_id is not None for each in petitions) == 3, "parts of a split one"
    assert sum(each.repeat_of_id is not None for each in petitions) == 1
    extended = Clock.objects.filter(limit=TimeLimit.L5, outcome="replaced")
    assert extended.count() == 2, "of three extensions two are in force, one is void"
    assert broken_invariants(TODAY) == []
    assert [each.number for each in petitions if first_bad_event(each) is not None] == []
    latest = max(Event.objects.values_list("at", flat=True))
    assert latest < NOW, "nothing has happened that lies ahead"
    assert filled() == {each.name for each in WORKLISTS}, "every list has something"
    assert Dispute.objects.filter(decided_at=None).count() == 1
    assert Dispute.objects.exclude(decided_at=None).count() == 3, "two decided, one withdrawn"
    assert SavedView.objects.exclude(office=None).count() == len(VIEWS)
    assert {WayIn.objects.exists(), Guide.objects.exists()} == {True}
    papers = proposals.newest([Office.objects.get(name="云岭市信访局").pk])
    assert [each.state() for each in papers] == [ProposalState.WAITING, ProposalState.ANSWERED]
    assert not [sent for sent in waiting() if sent.is_late(TODAY)]
    for username, label in lists_of_the_tour():
        viewer = User.objects.get(username=username).viewer(TODAY)
        shown = {each.zh: each for each in lists_of(viewer)}
        assert shown[label].rows(viewer, TODAY).exists(), f"{username}: {label} is empty"


def filled() -> set[str]:
    """The lists in which somebody finds something; each is looked for until it is found."""
    found: set[str] = set()
    for user in User.objects.all():
        viewer = user.viewer(TODAY)
        found |= {
            each.name
            for each in lists_of(viewer)
            if each.name not in found and each.rows(viewer, TODAY).exists()
        }
    return found


@pytest.mark.django_db
def test_only_a_demo_may_simulate_its_calendar() -> None:
    with pytest.raises(RuntimeError, match="demo"):
        load(NOW)
