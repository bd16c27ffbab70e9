"""How passwords are hashed, which ones are good enough, and those given for one time."""

import secrets
from datetime import timedelta

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from huiyin.accounts.errors import Refused
from huiyin.accounts.models import User

ONE_TIME_LASTS = timedelta(hours=72)
# No 0/O, 1/l/I: these are read from a slip and typed.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
LONGEST = 256


class Hasher(Argon2PasswordHasher):
    """Argon2id with 32 MiB and three passes: several sign-ins at once fit a small server."""

    time_cost = 3
    memory_cost = 32 * 1024
    parallelism = 1


def one_time() -> str:
    """A password to hand over: four groups of four, 79 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _n in range(4)) for _group in range(4))


def refuse_weak(password: str, person: User) -> None:
    """Raise `Refused` with what is wrong with a password somebody chose."""
    if len(password) > LONGEST:
        raise Refused(_("密码不能超过 %(n)s 个字符。") % {"n": LONGEST}, field="new")
    if password.isdecimal():
        raise Refused(_("密码不能只有数字。"), field="new")
    try:
        validate_password(password, person)
    except ValidationError as problem:
        raise Refused(" ".join(problem.messages), field="new") from None
