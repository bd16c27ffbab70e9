"""What a shipped plan says has its English; what a bureau wrote itself stays as it is."""

import re

import pytest
from django.utils import translation

from huiyin.emergency.planning import SHIPPED
from huiyin.emergency.rows import rows_of
from huiyin.emergency.saying import said
from huiyin.rules.terms_emergency import EmergencyKind, TaskKind

CHINESE = re.compile(r"[\u3400-\u9fff]")


@pytest.mark.parametrize("kind", EmergencyKind)
def test_a_shipped_plan_and_the_tasks_it_leaves_have_their_english(kind: EmergencyKind) -> None:
    plan = SHIPPED[kind]
    texts = [plan.name, *plan.preparations, *plan.stand_down]
    texts += [text for group in plan.groups for text in (group.purpose, *group.duties)]
    texts += [each.name for rows in (plan.rosters, plan.supplies, plan.places) for each in rows]
    for names in (plan.rosters, plan.supplies, plan.places):
        texts += [each.name for each in names]
    # A notice is a paper: its title stays as it is sent.
    tasks = [each for each in rows_of(plan, closes_on=None) if each.kind is not TaskKind.NOTICE]
    texts += [each.what for each in tasks]
    assert all(said(text) == text for text in texts), "as it was written"
    with translation.override("en"):
        assert [text for text in texts if CHINESE.search(said(text))] == []


def test_what_people_wrote_stays_in_their_words() -> None:
    with translation.override("en"):
        assert said("备好沙袋") == "备好沙袋"
        assert said("") == ""
        assert said("清点沙袋：两周需要40个") == "Count 沙袋: two weeks need 40 个"
