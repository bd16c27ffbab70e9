"""工作电话. The number at which a colleague is called at night; sealed under a key of its own.

Who works there sees it while its owner is on duty or is called; it dies with the account.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from huiyin.accounts.actions import note, somebody_else
from huiyin.accounts.errors import Refused
from huiyin.accounts.models import User
from huiyin.language.clean import Unclean, one_line
from huiyin.privacy.identity import is_phone
from huiyin.privacy.sealing import new_key, seal, unseal, unwrap, wrap
from huiyin.rules.permissions import Viewer

LONGEST = 40


def phone_of(person: User) -> str:
    """The number, opened; nothing where none was given."""
    if person.phone is None or person.phone_key is None:
        return ""
    return unseal(person.phone, unwrap(person.phone_key, aad=cell(person)), aad=_cell(person))


@transaction.atomic
def set_own_phone(person: User, typed: str, *, by: Viewer, at: datetime) -> None:
    """Give one's own number, or none any more."""
    _set(person, typed, by, at)


@transaction.atomic
def set_phone(user_id: UUID, typed: str, *, by: Viewer, at: datetime) -> None:
    """Give the number of somebody one answers for, or none any more."""
    _set(somebody_else(user_id, by), typed, by, at)


def cell(person: User) -> str:
    """The cell that the key of a person's number is bound to."""
    return f"accounts_user.phone_key:{person.pk}"


def _cell(person: User) -> str:
    return f"accounts_user.phone:{person.pk}"


def _set(person: User, typed: str, by: Viewer, at: datetime) -> None:
    try:
        phone = one_line(typed, limit=LONGEST)
    except Unclean as problem:
        raise Refused(problem.sentence(_), field="phone") from None
    if phone and not is_phone(phone):
        raise Refused(_("这个号码打不通，请核对；座机请写区号，例如 0990-1234567。"), field="phone")
    if not person.is_active:
        raise Refused(_("账号已停用，不再留电话。"), field="phone")
    person.phone = person.phone_key = None
    if phone:
        key = new_key()
        person.phone_key = wrap(key, aad=cell(person))
        person.phone = seal(phone, key, aad=_cell(person))
    person.save(update_fields=["phone", "phone_key"])
    note("set_phone" if phone else "forget_phone", person, by, at)
