"""The number at which a colleague is called: sealed, checked, and gone with the account."""

from datetime import timedelta

import pytest

from huiyin.accounts import actions
from huiyin.accounts.errors import Refused
from huiyin.accounts.models import User
from huiyin.accounts.telephones import phone_of, set_own_phone, set_phone
from huiyin.audit.models import Access
from huiyin.privacy.sealing import Unreadable
from tests.accounts.cast import AT
from tests.people import CLERK, LEADER, PROVINCE_LEADER, SECURITY_ADMIN

pytestmark = pytest.mark.django_db
NUMBER = "19900003107"


def row() -> User:
    return User.objects.get(pk=CLERK.user.pk)


def test_a_number_is_sealed_for_its_row_and_noted_without_it() -> None:
    set_own_phone(row(), " 199 0000 3107 ", by=CLERK.viewer, at=AT)
    person = row()
    assert phone_of(person) == "199 0000 3107"
    assert person.phone is not None
    assert b"3107" not in bytes(person.phone)
    line = Access.objects.filter(subject=f"set_phone:{person.username}").get()
    assert (line.reason, line.name) == ("", CLERK.user.name)
    other = LEADER.user
    other.phone, other.phone_key = person.phone, person.phone_key
    with pytest.raises(Unreadable):
        phone_of(other)
    set_own_phone(row(), "", by=CLERK.viewer, at=AT)
    assert (phone_of(row()), row().phone_key) == ("", None)


@pytest.mark.parametrize("typed", ["12345", "x" * 41, "199\x000000", "١٢٣٤٥٦٧٨٩٠١", "13800"])
def test_what_cannot_be_called_is_refused_and_the_old_one_stays(typed: str) -> None:
    set_own_phone(row(), NUMBER, by=CLERK.viewer, at=AT)
    with pytest.raises(Refused) as refused:
        set_own_phone(row(), typed, by=CLERK.viewer, at=AT)
    assert refused.value.field == "phone"
    assert phone_of(row()) == NUMBER


def test_the_administrator_of_the_territory_may_and_nobody_else() -> None:
    by = SECURITY_ADMIN.viewer
    set_phone(CLERK.user.pk, NUMBER, by=by, at=AT)
    assert phone_of(row()) == NUMBER
    with pytest.raises(User.DoesNotExist):
        set_phone(PROVINCE_LEADER.user.pk, NUMBER, by=by, at=AT)
    with pytest.raises(Refused, match="安全管理员"):
        set_phone(CLERK.user.pk, "", by=LEADER.viewer, at=AT)


def test_a_stopped_account_has_no_number_and_gets_none() -> None:
    set_own_phone(row(), NUMBER, by=CLERK.viewer, at=AT)
    by, later = SECURITY_ADMIN.viewer, AT + timedelta(hours=1)
    actions.switch_account(CLERK.user.pk, on=False, by=by, at=later)
    assert (row().phone, row().phone_key) == (None, None)
    with pytest.raises(Refused, match="停用"):
        set_phone(CLERK.user.pk, NUMBER, by=by, at=later)
