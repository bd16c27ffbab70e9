"""G13 anybody reads, by organ, what was received, sent on, late, kept and refused."""

import pytest
from django.test import Client
from django.urls import reverse

from huiyin.petitions.actions import approving
from huiyin.rules.terms import State, Step
from huiyin.statistics.freezing import freeze_what_is_over, settled_on
from huiyin.statistics.periods import Month
from tests.make import ARRIVAL, a_petition, an_office, later
from tests.people import DISPATCHER, LEADER
from tests.web.portal import a_portal

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_portal")]


def test_g13_a_stranger_reads_the_figures_of_a_month_by_organ_and_no_small_number() -> None:
    a_portal()
    for _ in range(10):
        a_petition(State.DELIVERED)
    petition = a_petition(State.REGISTERED)
    asked = approving.ask_approval(
        Step.KEEP, petition.pk, arguments={"ground": "no_request"}, reason="没有请求。",
        by=DISPATCHER.viewer, at=later(petition),
    )  # fmt: skip
    approving.decide(asked.pk, agrees=True, by=LEADER.viewer, at=later(petition))
    freeze_what_is_over(settled_on(Month(2026, 3)), at=ARRIVAL)
    shown = Client().get(reverse("portal:statistics")).content.decode()
    for word in ("收到件", "转出", "超期", "存件", "作废件", "不予受理"):
        assert word in shown
    assert '<td class="num">11</td>' in shown, "all that came, also what was kept"
    assert '<td class="num">1</td>' not in shown, "the one that was kept is too few to be shown"
    assert an_office("yunling-bureau").name in shown
