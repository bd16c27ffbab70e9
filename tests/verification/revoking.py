"""Takes a session from one of the staff, in a process of its own, as an administrator would.

python -m tests.verification.revoking stop|everywhere|elsewhere USERNAME
"""

import sys
from datetime import UTC, datetime

import django

django.setup()

from huiyin.accounts import actions, sessions  # noqa: E402 (the models must be there)
from huiyin.accounts.models import User  # noqa: E402
from huiyin.rules.moments import localdate  # noqa: E402

ADMINISTRATOR = "yan.shoucheng"


def main() -> None:
    """Do what is named."""
    deed, username = sys.argv[1:]
    now = datetime.now(UTC)
    person = User.objects.get(username=username)
    by = User.objects.get(username=ADMINISTRATOR).viewer(localdate(now))
    match deed:
        case "stop":
            actions.switch_account(person.pk, on=False, by=by, at=now)
        case "everywhere":
            actions.sign_out_everywhere(person.pk, by=by, at=now)
        case "elsewhere":
            for _place in range(3):
                sessions.enter(person, label="", at=now)


main()
