"""What security administrators may do with people and posts, and what nobody may."""

from datetime import date, timedelta
from typing import Any

import pytest

from huiyin.accounts import actions, passwords, second_factor
from huiyin.accounts.errors import Refused
from huiyin.accounts.models import Post, User
from huiyin.audit.models import Access
from huiyin.organisations.actions import change_office, switch_office
from huiyin.organisations.models import Office
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import ADMINISTRATORS, clash, needs_second_factor
from huiyin.rules.terms import Role
from tests.accounts.cast import AT, PASSWORD, code_for, known_browser, with_password, with_telephone
from tests.make import a_user, an_office
from tests.people import (
    AUDIT_ADMIN,
    CLERK,
    HANDLER,
    LEADER,
    NOBODY,
    PROVINCE_LEADER,
    SECURITY_ADMIN,
    SYSTEM_ADMIN,
    Person,
)

pytestmark = pytest.mark.django_db
TODAY = localdate(AT)
DAY = timedelta(days=1)
OTHER_ROLES = [role for role in Role if role not in ADMINISTRATORS]


def give(person: User, role: Role, office: str = "yunling-bureau", **given: Any) -> Post:
    usual: dict[str, Any] = {"from_on": TODAY, "to_on": None, "by": SECURITY_ADMIN.viewer}
    place = an_office(office)
    return actions.give_post(person.pk, office_id=place.pk, role=role, at=AT, **(usual | given))


def deeds(person: User) -> list[str]:
    return [
        row.subject.partition(":")[0]
        for row in Access.objects.filter(kind=Access.ADMIN).order_by("recorded_at", "id")
        if row.subject.endswith(f":{person.username}")
    ]


def test_a_new_person_gets_a_password_for_one_time() -> None:
    person, password = actions.add_user(
        username=" Lin.Xia ", name="林霞", by=SECURITY_ADMIN.viewer, at=AT
    )
    assert person.username == "lin.xia"
    assert person.check_password(password)
    assert person.password_until == AT + passwords.ONE_TIME_LASTS
    assert deeds(person) == ["add_user"]
    assert password not in repr(list(Access.objects.values()))


@pytest.mark.parametrize("username", ["", "林霞", "a b", ".dot", "x" * 65, "a\x00b"])
def test_a_username_is_plain(username: str) -> None:
    with pytest.raises(Refused) as refused:
        actions.add_user(username=username, name="林霞", by=SECURITY_ADMIN.viewer, at=AT)
    assert refused.value.field == "username"


def test_a_username_is_given_once() -> None:
    with pytest.raises(Refused, match="已经有人使用"):
        actions.add_user(username=CLERK.username, name="周", by=SECURITY_ADMIN.viewer, at=AT)


@pytest.mark.parametrize("name", ["", "  ", "名\x00", "很" * 41])
def test_a_name_is_needed(name: str) -> None:
    with pytest.raises(Refused) as refused:
        actions.add_user(username="lin.xia", name=name, by=SECURITY_ADMIN.viewer, at=AT)
    assert refused.value.field == "name"


def test_a_post_gives_its_rights_from_its_first_to_its_last_day() -> None:
    person = a_user()
    post = give(person, Role.REGISTRAR, from_on=TODAY + DAY, to_on=TODAY + 2 * DAY)
    roles = [person.viewer(TODAY + n * DAY).roles for n in range(4)]
    assert roles == [frozenset(), {Role.REGISTRAR}, {Role.REGISTRAR}, frozenset()]
    assert deeds(person) == ["give_post"]
    assert (post.role, post.office) == (Role.REGISTRAR, an_office("yunling-bureau"))


@pytest.mark.parametrize("administrator", sorted(ADMINISTRATORS))
@pytest.mark.parametrize("other", sorted(Role))
def test_an_administrator_holds_nothing_else(administrator: Role, other: Role) -> None:
    person = a_user()
    Post.objects.create(
        user=person, office=an_office("yunling-bureau"), role=other, from_on=TODAY - DAY
    )
    with pytest.raises(Refused) as refused:
        give(person, administrator)
    assert refused.value.field == "role"
    assert person.posts.count() == 1


def test_roles_of_a_bureau_may_stand_together() -> None:
    person = a_user()
    give(person, Role.REGISTRAR)
    give(person, Role.DISPATCHER)
    assert person.viewer(TODAY).roles == {Role.REGISTRAR, Role.DISPATCHER}


@pytest.mark.parametrize(
    ("held", "wanted", "is_refused"),
    [
        ((TODAY, None), (TODAY + 30 * DAY, None), True),
        ((TODAY, TODAY + DAY), (TODAY + DAY, None), True),
        ((TODAY, TODAY + DAY), (TODAY + 2 * DAY, None), False),
        ((TODAY + 9 * DAY, None), (TODAY, TODAY + 8 * DAY), False),
        ((TODAY + 9 * DAY, None), (TODAY, TODAY + 9 * DAY), True),
        ((TODAY + 9 * DAY, None), (TODAY, None), True),
    ],
)
def test_clashes_are_found_on_every_day_of_the_time(
    held: tuple[date, date | None], wanted: tuple[date, date | None], *, is_refused: bool
) -> None:
    person = a_user()
    give(person, Role.REGISTRAR, from_on=held[0], to_on=held[1])
    if is_refused:
        with pytest.raises(Refused, match="不能和"):
            give(person, Role.AUDIT_ADMIN, from_on=wanted[0], to_on=wanted[1])
    else:
        give(person, Role.AUDIT_ADMIN, from_on=wanted[0], to_on=wanted[1])


def test_the_same_post_is_not_given_twice() -> None:
    person = a_user()
    give(person, Role.REGISTRAR)
    with pytest.raises(Refused, match="同样的岗位"):
        give(person, Role.REGISTRAR, from_on=TODAY + DAY)


@pytest.mark.parametrize(
    ("role", "office"),
    [
        (Role.HANDLER, "yunling-bureau"),
        (Role.HEAD, "yunling-bureau"),
        (Role.REGISTRAR, "yunling-water"),
        (Role.SECURITY_ADMIN, "yunling-water"),
        (Role.LEADER, "yunling-water"),
    ],
)
def test_an_office_gives_only_the_roles_of_its_kind(role: Role, office: str) -> None:
    with pytest.raises(Refused) as refused:
        give(a_user(), role, office)
    assert refused.value.field == "role"


def test_days_run_forward() -> None:
    with pytest.raises(Refused) as refused:
        give(a_user(), Role.REGISTRAR, from_on=TODAY - DAY)
    assert refused.value.field == "from_on"
    with pytest.raises(Refused) as refused:
        give(a_user(), Role.REGISTRAR, from_on=TODAY + DAY, to_on=TODAY)
    assert refused.value.field == "to_on"


def test_nobody_gives_or_changes_what_is_his_own() -> None:
    me = SECURITY_ADMIN.user
    by, post = SECURITY_ADMIN.viewer, Post.objects.filter(user=me)[0]
    for act in (
        lambda: give(me, Role.REGISTRAR),
        lambda: actions.end_post(post.pk, to_on=TODAY, by=by, at=AT),
        lambda: actions.reset_second_factor(me.pk, by=by, at=AT),
        lambda: actions.give_one_time_password(me.pk, by=by, at=AT),
        lambda: actions.sign_out_everywhere(me.pk, by=by, at=AT),
        lambda: actions.switch_account(me.pk, on=False, by=by, at=AT),
    ):
        with pytest.raises(Refused, match="自己"):
            act()
    assert not Access.objects.exists()


@pytest.mark.parametrize("who", [LEADER, SYSTEM_ADMIN, AUDIT_ADMIN, CLERK, HANDLER, NOBODY])
def test_only_a_security_administrator_may(who: Person) -> None:
    person = a_user()
    for act in (
        lambda: give(person, Role.REGISTRAR, by=who.viewer),
        lambda: actions.add_user(username="lin.xia", name="林霞", by=who.viewer, at=AT),
        lambda: actions.give_one_time_password(person.pk, by=who.viewer, at=AT),
        lambda: actions.reset_second_factor(person.pk, by=who.viewer, at=AT),
        lambda: actions.switch_account(person.pk, on=False, by=who.viewer, at=AT),
    ):
        with pytest.raises(Refused, match="只有安全管理员"):
            act()
    assert not actions.people_of(who.viewer).exists()


def test_nobody_outside_the_territory_is_touched() -> None:
    by = SECURITY_ADMIN.viewer
    with pytest.raises(User.DoesNotExist):
        actions.give_one_time_password(PROVINCE_LEADER.user.pk, by=by, at=AT)
    with pytest.raises(Refused) as refused:
        give(a_user(), Role.REGISTRAR, "nanjiang-bureau")
    assert refused.value.field == "office"
    names = set(actions.people_of(by).values_list("username", flat=True))
    assert {CLERK.username, HANDLER.username, NOBODY.username} <= names
    assert PROVINCE_LEADER.username not in names


def test_a_closed_office_gives_no_posts() -> None:
    switch_office(an_office("yunling-water"), on=False, by=SYSTEM_ADMIN.viewer, at=AT)
    with pytest.raises(Refused, match="停用"):
        give(a_user(), Role.HANDLER, "yunling-water")


def test_a_post_ends_after_its_last_day_or_at_once() -> None:
    person = a_user()
    first, second = give(person, Role.REGISTRAR), give(person, Role.DISPATCHER)
    actions.end_post(first.pk, to_on=TODAY, by=SECURITY_ADMIN.viewer, at=AT)
    actions.end_post(second.pk, to_on=TODAY - DAY, by=SECURITY_ADMIN.viewer, at=AT)
    assert person.viewer(TODAY).roles == {Role.REGISTRAR}
    assert person.viewer(TODAY + DAY).roles == frozenset()
    assert deeds(person) == ["give_post", "give_post", "end_post", "end_post"]


def test_the_past_of_a_post_stays() -> None:
    person = a_user()
    post = give(person, Role.REGISTRAR, to_on=TODAY + DAY)
    by = SECURITY_ADMIN.viewer
    for wrong in (TODAY - 2 * DAY, TODAY + 2 * DAY):
        with pytest.raises(Refused):
            actions.end_post(post.pk, to_on=wrong, by=by, at=AT)
    with pytest.raises(Refused, match="已经结束"):
        actions.end_post(post.pk, to_on=TODAY + 5 * DAY, by=by, at=AT + 5 * DAY)


def test_signing_out_everywhere_ends_sessions_and_forgets_devices() -> None:
    person = with_password(a_user())
    known_browser(person)
    before = person.get_session_auth_hash()
    actions.sign_out_everywhere(person.pk, by=SECURITY_ADMIN.viewer, at=AT)
    person.refresh_from_db()
    assert person.get_session_auth_hash() != before
    assert not person.devices.exists()
    assert person.check_password(PASSWORD)


def test_a_lost_password_is_replaced() -> None:
    person = with_password(a_user())
    before = person.get_session_auth_hash()
    password = actions.give_one_time_password(person.pk, by=SECURITY_ADMIN.viewer, at=AT)
    person.refresh_from_db()
    assert person.check_password(password)
    assert person.get_session_auth_hash() != before
    assert person.password_until is not None


def test_a_lost_telephone_is_reset() -> None:
    person = with_telephone(with_password(a_user()))
    actions.reset_second_factor(person.pk, by=SECURITY_ADMIN.viewer, at=AT)
    person.refresh_from_db()
    assert person.totp_secret is None
    assert deeds(person) == ["reset_second_factor"]


def test_an_account_is_stopped_and_started() -> None:
    person = with_password(a_user())
    for on, deed in ((False, "stop_account"), (True, "start_account")):
        actions.switch_account(person.pk, on=on, by=SECURITY_ADMIN.viewer, at=AT)
        person.refresh_from_db()
        assert person.is_active is on
        assert deeds(person)[-1] == deed


@pytest.mark.parametrize("weak", ["short", "password1234", "123456789012", "x" * 257])
def test_weak_passwords_are_refused(weak: str) -> None:
    person = with_password(a_user())
    with pytest.raises(Refused) as refused:
        actions.set_password(person, new=weak, by=person.viewer(TODAY), at=AT)
    assert refused.value.field == "new"
    assert person.check_password(PASSWORD)


def test_ones_own_password_replaces_the_one_time_password() -> None:
    person, given = actions.add_user(
        username="lin.xia", name="林霞", by=SECURITY_ADMIN.viewer, at=AT
    )
    mine = person.viewer(TODAY)
    with pytest.raises(Refused, match="相同"):
        actions.set_password(person, new=given, by=mine, at=AT)
    actions.set_password(person, new="willow-shadow-by-the-river", by=mine, at=AT)
    person.refresh_from_db()
    assert person.password_until is None
    assert person.check_password("willow-shadow-by-the-river")


def test_a_second_factor_is_taken_up_once_the_telephone_knows_it() -> None:
    person = with_password(a_user())
    sealed = second_factor.new_secret(person)
    mine = person.viewer(TODAY)
    with pytest.raises(Refused):
        actions.set_second_factor(person, sealed, "000000", by=mine, at=AT)
    assert person.totp_secret is None
    person.totp_secret = sealed
    code = code_for(person, at=AT)
    actions.set_second_factor(person, sealed, code, by=mine, at=AT)
    person.refresh_from_db()
    assert not second_factor.use(person, code, at=AT)


def test_the_list_of_roles_says_who_needs_a_second_factor() -> None:
    needed = {role for role in Role if needs_second_factor([role])}
    assert needed == ADMINISTRATORS | {Role.LEADER, Role.SUPERVISOR, Role.HEALTH_OFFICER}
    assert all(clash([one, other]) is None for one in OTHER_ROLES for other in OTHER_ROLES)


def test_an_office_changes_and_the_change_is_noted() -> None:
    office = an_office("yunling-water")
    reached_by = {"phone": " 0990-3333 ", "address": office.address, "postcode": office.postcode}
    reached_by |= {"contact": office.contact, "hours": office.hours}
    changed = change_office(
        office,
        reached_by=reached_by,
        requires_second_factor=True,
        by=SYSTEM_ADMIN.viewer,
        at=AT,
    )
    assert changed == ["phone", "requires_second_factor"]
    fresh = Office.objects.get(pk=office.pk)
    assert (fresh.phone, fresh.requires_second_factor) == ("0990-3333", True)
    row = Access.objects.get()
    assert (row.subject, row.reason) == (
        f"change_office:{office.number_code}",
        "phone, requires_second_factor",
    )
