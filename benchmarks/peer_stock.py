"""The peer's tables, a queue, somebody who works there: run in the peer's own environment."""

import sys

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402 (the models exist only now)
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402


def main() -> None:
    """Make it ready and tell the session of who works there."""
    from helpdesk.models import Queue  # type: ignore[import-not-found]

    call_command("migrate", verbosity=0)
    Queue.objects.get_or_create(
        slug="petitions", defaults={"title": "Petitions", "allow_public_submission": True}
    )
    rights = {"is_staff": True, "is_superuser": True}
    people = get_user_model().objects
    user, _is_new = people.get_or_create(username="clerk", defaults=rights)
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.save()
    sys.stdout.write(session.session_key or "")


if __name__ == "__main__":
    main()
