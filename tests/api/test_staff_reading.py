"""Lists and petitions for a program: what the pages show to the same person, and no more."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from huiyin.accounts.models import Post
from huiyin.audit.models import Access
from huiyin.documents.actions import derive
from huiyin.petitions.intake import IncomingFile
from huiyin.petitions.models import Petition
from huiyin.petitions.staff_tokens import Scope, StaffToken, revoke
from huiyin.petitions.wall import Accused
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Matter, Naming, Role, State
from huiyin.web.desk import keyset
from tests.api.calling import Answer
from tests.api.staff import Program
from tests.documents.hostile import office
from tests.make import a_petition, an_office, later
from tests.masking import key_of, originals
from tests.people import (
    CLERK,
    HANDLER,
    HEAD,
    LEADER,
    OTHER_HANDLER,
    PROVINCE_LEADER,
    SYSTEM_ADMIN,
    Person,
)
from tests.web.desk import NAME, PHONE

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]


def test_a_token_says_whom_it_stands_for() -> None:
    mine = Program(LEADER, Scope.LISTS).get("/me").body
    assert mine["name"] == LEADER.user.name
    assert mine["scopes"] == ["lists:read"]
    # A leader signs in with a second factor; a token is one.
    assert mine["roles"]
    assert not mine["acts_as"]


def test_lists_are_those_of_the_desk() -> None:
    petition = a_petition(State.RECEIVED)
    program = Program(CLERK)
    names = {each["name"]: each["count"] for each in program.get("/lists").body}
    assert names["to-register"] == 1
    page = program.get("/lists/to-register").body
    assert [each["number"] for each in page["petitions"]] == [petition.number]
    assert page["after"] == ""


def test_a_list_is_narrowed_as_on_its_page() -> None:
    petition = a_petition(State.RECEIVED)
    program = Program(CLERK)
    address = "/lists/to-register"
    own = program.get(f"{address}?channel={petition.channel}").body
    assert [each["number"] for each in own["petitions"]] == [petition.number]
    assert program.get(f"{address}?joint=1").body["petitions"] == []
    strange = program.get(f"{address}?channel=pigeon&since=yesterday").body
    assert len(strange["petitions"]) == 1
    assert len(strange["notes"]) == 2


def test_a_list_is_read_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyset, "SIZE", 2)
    numbers = {a_petition(State.RECEIVED).number for _each in range(3)}
    program = Program(CLERK)
    first = program.get("/lists/to-register").body
    second = program.get(f"/lists/to-register?after={first['after']}").body
    assert (len(first["petitions"]), len(second["petitions"]), second["after"]) == (2, 1, "")
    assert {each["number"] for each in first["petitions"] + second["petitions"]} == numbers


def test_reading_asks_the_database_little(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    petition = a_petition(State.SIGNED)
    program = Program(CLERK)
    program.get("/me")
    with django_assert_max_num_queries(16):
        program.get("/lists/to-serve")
    with django_assert_max_num_queries(16):
        program.get(f"/petitions/{petition.pk}")


def test_a_list_of_others_is_not_there() -> None:
    assert Program(CLERK).get("/lists/to-contribute").status == 404
    assert Program(CLERK).get("/lists/nothing").status == 404


def test_a_petition_is_found_by_number_and_by_id() -> None:
    petition = a_petition(State.SIGNED)
    program = Program(CLERK)
    by_id = program.get(f"/petitions/{petition.pk}").body
    by_number = program.get(f"/petitions/{petition.number}").body
    assert by_id["id"] == by_number["id"] == str(petition.pk)
    assert by_id["opening"] == "file"
    assert by_id["words"]["request"]
    assert {each["step"] for each in by_id["story"]} >= {"receive", "register", "forward", "sign"}
    assert all(each["explanation"] for each in by_id["clocks"])


def test_names_are_masked_until_a_reason_opens_them() -> None:
    petition = a_petition(State.SIGNED, name=NAME, phone=PHONE)
    program = Program(CLERK)
    address = f"/petitions/{petition.pk}"
    masked = program.raw(address).content.decode()
    assert NAME not in masked
    assert PHONE not in masked
    (person,) = program.get(address).body["people"]
    phone = next(each for each in person["fields"] if each["name"] == "phone")
    without = program.get(f"{address}?show={phone['show']}")
    assert without.status == 422
    assert without.fields == ["reason"]
    opened = program.raw(f"{address}?show={phone['show']}", reason="核对电话号码").content.decode()
    assert PHONE in opened
    assert NAME not in opened
    noted = Access.objects.get(kind=Access.REVEAL)
    assert (noted.subject, noted.reason) == ("phone", "核对电话号码")
    assert noted.viewer == str(CLERK.user.pk)


def test_a_hidden_name_opens_to_no_reason() -> None:
    petition = a_petition(State.SIGNED, naming=Naming.WITHHELD, name=NAME)
    program = Program(HANDLER)
    person = petition.petitioners.get()
    found = program.raw(f"/petitions/{petition.pk}?show={person.pk}:name", reason="想知道是谁")
    assert found.status_code == 200
    assert NAME not in found.content.decode()


def test_a_superior_gives_a_reason_for_the_words() -> None:
    petition = a_petition(State.SIGNED)
    program = Program(PROVINCE_LEADER)
    closed = program.get(f"/petitions/{petition.pk}").body
    assert (closed["opening"], closed["is_open"], closed["words"]) == (
        "file_with_reason",
        False,
        {},
    )
    for not_one in ("看", "督查供水\x00事项"):
        assert program.get(f"/petitions/{petition.pk}", reason=not_one).status == 422
    opened = program.get(f"/petitions/{petition.pk}", reason="督查供水事项").body
    assert opened["words"]["request"]
    assert Access.objects.filter(kind=Access.READ, reason="督查供水事项").exists()
    # A reason is good for one answer.
    assert program.get(f"/petitions/{petition.pk}").body["words"] == {}


@pytest.mark.parametrize("who", [OTHER_HANDLER])
def test_who_may_not_see_it_finds_nothing_and_that_is_written_down(who: Person) -> None:
    petition = a_petition(State.SIGNED)
    program = Program(who)
    hidden = program.get(f"/petitions/{petition.pk}")
    missing = program.get("/petitions/01a200f2-5847-7638-b693-1be1c4e45c01")
    assert hidden.status == missing.status == 404
    assert hidden.body == missing.body
    assert Access.objects.filter(kind=Access.DENIED, petition_id=petition.pk).exists()
    for more in ("steps", "letters/01a200f2-5847-7638-b693-1be1c4e45c01.pdf"):
        assert program.get(f"/petitions/{petition.pk}/{more}").status == 404


@pytest.mark.usefixtures("first_wall_alone")
def test_who_is_walled_by_a_post_elsewhere_finds_nothing_at_the_office_of_the_token() -> None:
    petition = a_petition(State.SIGNED)
    program = Program(HANDLER)
    before = program.get("/lists").body
    found = f"/petitions/{petition.pk}"
    assert program.get(found).status == 200
    accused = an_office("yunling-labour")
    Post.objects.create(
        user=HANDLER.user, office=accused, role=Role.HANDLER, from_on=localdate(petition.arrived_at)
    )
    assert program.get(found).status == 200
    Accused.objects.create(petition=petition, office=accused, marked_at=later(petition))
    assert program.get(found).status == program.get(f"{found}/steps").status == 404
    assert program.get("/lists").body != before


def test_an_accusation_tells_its_line_only() -> None:
    petition = a_petition(matter=Matter.ACCUSATION)
    found = Program(PROVINCE_LEADER).get(f"/petitions/{petition.pk}").body
    assert found["opening"] == "row"
    assert not found["words"]
    assert not found["people"]


def test_a_letter_and_a_file_that_are_not_there() -> None:
    petition = a_petition(State.SIGNED)
    program = Program(CLERK)
    letter = program.get(f"/petitions/{petition.pk}").body["letters"][0]
    # The worker has not made it yet.
    waits = program.get(f"/petitions/{petition.pk}/letters/{letter['id']}.pdf")
    assert (waits.status, waits.kind) == (409, "not-ready")
    assert program.get(f"/petitions/{petition.pk}/letters/{letter['id']}.exe").status == 404
    assert program.get(f"/petitions/{petition.pk}/files/{letter['id']}").status == 404


def test_a_file_that_has_no_copy_to_look_at_says_so() -> None:
    petition = a_petition(State.RECEIVED, files=(IncomingFile("说明.docx", office()),))
    program, [stored] = Program(CLERK), originals(petition)
    address = f"/petitions/{petition.pk}/files/{stored.pk}"
    assert program.get(address).kind == "not-ready"
    derive(stored, key=key_of(petition), at=later(petition))
    assert (program.get(address).status, program.get(address).kind) == (409, "no-copy")


# -- the token ------------------------------------------------------------------------------------


def test_a_scope_that_is_missing_is_named() -> None:
    petition = a_petition(State.SIGNED)
    program = Program(CLERK, Scope.LISTS)
    for answer in (
        program.get(f"/petitions/{petition.pk}"),
        program.get(f"/petitions/{petition.pk}/steps"),
        program.take(petition, "note", words="备注"),
    ):
        assert (answer.status, answer.kind) == (403, "scope-missing")


def _refused(answer: Answer) -> bool:
    return (answer.status, answer.kind) == (401, "token-refused")


def test_a_token_that_is_over_opens_nothing() -> None:
    program = Program(CLERK)
    assert program.get("/lists").status == 200
    row = StaffToken.objects.get()
    revoke(row, by=SYSTEM_ADMIN.viewer, at=timezone.now())
    assert _refused(program.get("/lists"))
    StaffToken.objects.update(
        revoked_at=None, ends_on=localdate(timezone.now()) - timedelta(days=1)
    )
    assert _refused(program.get("/lists"))


def test_a_token_ends_with_the_post_and_with_the_account() -> None:
    program = Program(HEAD)
    user = HEAD.user
    type(user).objects.filter(pk=user.pk).update(is_active=False)
    assert _refused(program.get("/lists"))
    type(user).objects.filter(pk=user.pk).update(is_active=True)
    assert program.get("/lists").status == 200
    yesterday = localdate(timezone.now()) - timedelta(days=1)
    ended = Post.objects.get(user=user)
    Post.objects.filter(user=user).update(to_on=yesterday - timedelta(days=3))
    assert _refused(program.get("/lists"))
    # A post that is given later wakes no token of the one that ended.
    StaffToken.objects.update(granted_at=timezone.now() - timedelta(days=9))
    again = Post.objects.create(user=user, office=ended.office, role=ended.role, from_on=yesterday)
    assert _refused(program.get("/lists"))
    again.from_on = yesterday - timedelta(days=30)
    again.save()
    assert program.get("/lists").status == 200


def test_what_is_no_token_is_refused() -> None:
    program = Program(CLERK)
    for text in ("", "hyp_", "hyp_" + "x" * 43, "hyt_" + program.token[4:], program.token + "x"):
        program.token = text
        assert _refused(program.get("/lists"))


def test_the_row_of_a_token_is_written_once_a_day() -> None:
    program = Program(CLERK)
    program.get("/me")
    assert StaffToken.objects.get().used_on == localdate(timezone.now())
    assert Petition.objects.count() == 0
