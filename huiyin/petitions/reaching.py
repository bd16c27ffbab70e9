"""Reaching the petitioner: by which way, at which address, and who does it when that fails."""

from datetime import date, datetime, timedelta

from huiyin.notifications.models import Notice
from huiyin.organisations.models import Office
from huiyin.petitions.models import Petition
from huiyin.petitions.petitioners import personal
from huiyin.petitions.standing import marks
from huiyin.petitions.vault import Vault
from huiyin.petitions.wall import is_walled
from huiyin.rules.calendars import in_force
from huiyin.rules.moments import start_of_day

PATIENCE = 3  # working days, then those who supervise see it too
_FIELDS = {"sms": "phone", "email": "email"}


def way_to_reach(petition: Petition) -> str:
    """SMS where there is a telephone, else e-mail; nothing where there is neither.

    Of a practice petition nothing ever goes out, whatever whoever plays the citizen adds.
    """
    if petition.drill is not None:
        return ""
    if petition.has_phone:
        return "sms"
    return "email" if petition.petitioners.filter(is_main=True).exclude(email=None).exists() else ""


def petition_of(notice: Notice) -> Petition:
    """The petition that a message to a petitioner is about."""
    if notice.subject is None:
        raise ValueError("a message to a petitioner without a petition")
    return Petition.objects.get(pk=notice.subject)


def receiver(notice: Notice) -> str:
    """The petitioner's number or address for a message, opened; nothing where there is none."""
    petition = petition_of(notice)
    vault = Vault(petition.id, petition.key)
    field = _FIELDS[notice.way]
    main = petition.petitioners.filter(is_main=True).first()
    return personal(main, vault).get(field, "") if main else ""


def patience_ended(today: date) -> datetime:
    """What fell to an office before this moment has waited for more than three working days."""
    day, working = today, in_force(today)
    for _ in range(PATIENCE):
        day -= timedelta(days=1)
        while not working.is_working(day):
            day -= timedelta(days=1)
    return start_of_day(day)


def who_tells_instead(petition: Petition, today: date) -> Office | None:
    """The office that telephones or writes: the registering one, unless the petition accuses it."""
    known = marks(petition)
    offices = (petition.registering, petition.holder)
    return next((each for each in offices if not is_walled(each, known, today)), None)
