"""Register petitions that came in, by the clerk of the tests: `… MOST`, in a process of its own."""

import sys

import django

django.setup()

from django.utils import timezone  # noqa: E402 (the models exist only now)

from huiyin.accounts.models import User  # noqa: E402
from huiyin.organisations.models import Category  # noqa: E402
from huiyin.petitions.actions.registering import register  # noqa: E402
from huiyin.petitions.models import Petition  # noqa: E402
from huiyin.petitions.viewing import viewing  # noqa: E402
from huiyin.rules.moments import localdate  # noqa: E402
from huiyin.rules.terms import Matter, Procedure, State  # noqa: E402

CLERK, CATEGORY = "zhou.yuhe", "0102"  # of the city of the tests


def main() -> None:
    """Register so many."""
    now = timezone.now()
    clerk = User.objects.get(username=CLERK).viewer(localdate(now))
    with viewing(clerk):
        waiting = Petition.objects.visible_to(clerk, today=localdate(now))
        chosen = list(waiting.filter(state=State.RECEIVED)[: int(sys.argv[1])])
    assert chosen
    for petition in chosen:
        register(
            petition.pk,
            matter=Matter.CLAIM,
            procedure=Procedure.PETITION,
            category=Category.objects.get(pk=CATEGORY),
            division=petition.division,
            by=clerk,
            at=now,
        )


if __name__ == "__main__":
    main()
