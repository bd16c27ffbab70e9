"""Who may hold which role: the only list of roles, what excludes what, the second factor."""

from itertools import combinations

import pytest

from huiyin.rules.permissions import (
    ADMINISTRATORS,
    GROUPED,
    HANDLING,
    HEADS,
    NOBODY,
    READERS,
    REGISTERING,
    Holding,
    Viewer,
    ViewerKind,
    clash,
    job_viewer,
    needs_second_factor,
    roles_at,
)
from huiyin.rules.terms import OfficeKind, Role
from huiyin.rules.workflow import WORKFLOW

BUREAU, UNIT = "00000000-0000-7000-8000-000000000001", "00000000-0000-7000-8000-000000000002"


def staff(*posts: tuple[Role, str]) -> Viewer:
    """Somebody with these posts."""
    kinds = {BUREAU: OfficeKind.BUREAU, UNIT: OfficeKind.DEPARTMENT}
    holdings = tuple(Holding(role, office, f"1/{office}/", kinds[office]) for role, office in posts)
    return Viewer(ViewerKind.STAFF, id="7", name="周雨禾", holdings=holdings)


def test_every_role_belongs_somewhere_and_only_once() -> None:
    apart = frozenset({Role.REVIEWER}), frozenset({Role.HEALTH_OFFICER})
    groups = (REGISTERING, HANDLING, GROUPED, *apart, ADMINISTRATORS)
    assert frozenset().union(*groups) == frozenset(Role)
    assert sum(map(len, groups)) == len(Role)
    assert {Role.HEAD, Role.LEADER} == HEADS


def test_administrators_read_no_petition_and_take_no_step() -> None:
    assert not ADMINISTRATORS & READERS
    assert not any(ADMINISTRATORS & (rule.by | rule.confirmed_by) for rule in WORKFLOW)


@pytest.mark.parametrize("pair", list(combinations(sorted(ADMINISTRATORS), 2)))
def test_no_administrator_is_another(pair: tuple[Role, Role]) -> None:
    assert clash(pair) is not None


@pytest.mark.parametrize("role", sorted(READERS))
@pytest.mark.parametrize("administrator", sorted(ADMINISTRATORS))
def test_no_administrator_reads_petitions_by_another_post(role: Role, administrator: Role) -> None:
    clashing = clash([role, administrator])
    assert clashing is not None
    assert set(clashing) == {role, administrator}


def test_other_roles_may_be_held_together() -> None:
    assert clash([Role.REGISTRAR, Role.DISPATCHER]) is None
    assert clash(READERS) is None
    assert clash([Role.AUDIT_ADMIN, Role.AUDIT_ADMIN]) is None
    assert clash([]) is None


@pytest.mark.parametrize("kind", OfficeKind)
def test_an_office_gives_the_roles_of_its_kind(kind: OfficeKind) -> None:
    given = roles_at(kind)
    if kind is OfficeKind.BUREAU:
        assert given == REGISTERING | ADMINISTRATORS | {Role.REVIEWER, Role.HEALTH_OFFICER}
    elif kind is OfficeKind.GROUP:
        assert given == GROUPED
    elif kind is OfficeKind.GOVERNMENT:
        assert given == {Role.HEAD, Role.REVIEWER}
    else:
        assert given == HANDLING | {Role.REVIEWER}


def test_a_second_factor_is_asked_of_who_rules_oversees_or_reads_health() -> None:
    asked = {role for role in Role if needs_second_factor([role])}
    assert asked == ADMINISTRATORS | {Role.LEADER, Role.SUPERVISOR, Role.HEALTH_OFFICER}
    assert needs_second_factor([Role.REGISTRAR, Role.LEADER])
    assert not needs_second_factor([])


def test_a_viewer_acts_only_where_the_post_is() -> None:
    viewer = staff((Role.REGISTRAR, BUREAU), (Role.HANDLER, UNIT))
    assert viewer.may_act(frozenset({Role.REGISTRAR}), BUREAU) is Role.REGISTRAR
    assert viewer.may_act(frozenset({Role.REGISTRAR}), UNIT) is None
    assert viewer.may_act(frozenset({Role.HANDLER}), BUREAU) is None
    assert viewer.offices(HANDLING) == {UNIT}
    assert {str(each) for each in viewer.office_ids(READERS)} == {BUREAU, UNIT}
    assert NOBODY.may_act(frozenset(Role), "") is None


def test_the_name_tag_names_the_post_that_gave_the_right() -> None:
    viewer = staff((Role.REGISTRAR, BUREAU), (Role.DISPATCHER, BUREAU), (Role.HANDLER, UNIT))
    assert viewer.actor(BUREAU, frozenset({Role.DISPATCHER})).post == Role.DISPATCHER
    assert viewer.actor(UNIT, frozenset(Role)).office == UNIT
    assert viewer.actor(UNIT, frozenset({Role.LEADER})).post == ""
    assert job_viewer("night").actor().id == "night"


def test_the_database_is_told_kind_and_id_and_no_name() -> None:
    assert staff().tag() == "staff:7"
    assert Viewer(ViewerKind.HOLDER, name="信访人", petition="9").tag() == "holder:9"
    assert job_viewer("night").tag() == "job:night"
