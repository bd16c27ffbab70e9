"""Two at the same moment, on two connections: a plan switched, a report issued, a head named."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from huiyin.emergency.errors import AlreadyDeclared
from huiyin.emergency.members import name_member
from huiyin.emergency.models import Emergency, Group
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Role
from huiyin.rules.terms_emergency import GroupKind
from huiyin.statistics import situations
from huiyin.statistics.situation_models import Situation, SituationIssue
from tests.emergency.declared import AT, an_emergency
from tests.make import DAY, an_office
from tests.people import CLERK, LEADER, SUPERVISOR, Person
from tests.petitions.marked import group_of
from tests.petitions.test_ending_at_once import Do, in_turn

pytestmark = pytest.mark.campaign("C2")


@pytest.mark.django_db(transaction=True)
def test_two_leaders_who_declare_the_same_at_the_same_moment_declare_it_once() -> None:
    together = Barrier(2)

    def declared(name: str) -> str:
        try:
            together.wait(timeout=10)
            an_emergency(name=name)
        except AlreadyDeclared as refused:
            return refused.sentence
        else:
            return ""
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(declared, ("春季疫情防控", "三月疫情防控")))
    one = Emergency.objects.get()
    assert said == ["", f"同一区域的“{one.name}”已经在3月2日启动，不用再次启动。"]
    assert Group.objects.count() == 6


@pytest.mark.django_db(transaction=True)
def test_who_comes_second_waits_and_then_sees_what_the_first_has_done() -> None:
    emergency, office, when = an_emergency(), an_office("yunling-bureau"), AT + DAY
    drafts = [
        situations.compile_now(office, emergency, localdate(on), by=LEADER.viewer, at=when)
        for on in (AT, when)
    ]

    def issuing(row: Situation) -> Do:
        return lambda: situations.issue(row, edition=1, by=LEADER.viewer, at=when)

    def counting(row: Situation) -> Do:
        return lambda: situations.write(
            row, {}, edition=1, recounts=True, by=LEADER.viewer, at=when
        )

    def heading(person: Person) -> Do:
        group = group_of(emergency, GroupKind.NET)
        return lambda: name_member(
            group, person.user.pk, Role.GROUP_HEAD, from_on=localdate(when), to_on=None,
            by=LEADER.viewer, at=when,
        )  # fmt: skip

    once = ("done", "refused")
    assert in_turn(issuing(drafts[0]), issuing(drafts[0])) == once
    assert in_turn(issuing(drafts[1]), counting(drafts[1])) == once
    assert in_turn(heading(CLERK), heading(SUPERVISOR)) == once
    assert SituationIssue.objects.count() == 2
