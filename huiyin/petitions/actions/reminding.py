"""催办. Asking the office that holds a petition to go on, in one of a few fixed wordings."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_noop

from huiyin.petitions.models import Event
from huiyin.petitions.taking import taking
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import Step, Term


class Wording(Term):
    """催办用语. What the holder is asked; jobs.py words the message."""

    IN_TIME = "in_time", gettext_noop("请在期限内办理")
    TELL = "tell", gettext_noop("请尽快书面告知信访人")
    LATE = "late", gettext_noop("已过期限，请立即办理并说明原因")


def remind(
    petition_id: UUID, *, wording: Wording, by: Viewer, at: datetime, version: int | None = None
) -> Event:
    """催办. Ask the holder to go on; the petition and its clocks stay as they are."""
    with taking(Step.REMIND, petition_id, by=by, at=at, version=version) as one:
        one.codes |= {"to": str(one.petition.holder_id), "wording": wording.value}
        told = {"office": str(one.petition.holder_id), "about": f"remind_{wording.value}"}
        one.topics.append(("tell_office", one.petition.id, told))
    return one.result
