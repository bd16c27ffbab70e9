"""What a system administrator does with offices: how they are reached, whether they are in use."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from huiyin.audit.actions import note_access
from huiyin.audit.models import Access
from huiyin.language.clean import one_line
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import Office
from huiyin.rules.permissions import Viewer

REACHED_BY = {"address": 120, "postcode": 12, "phone": 60, "contact": 60, "hours": 120}
"""What may be changed about reaching an office, and how long it may be."""


MOST_OBJECTION_DAYS = 5


@transaction.atomic
def change_office(
    office: Office,
    *,
    reached_by: Mapping[str, str],
    requires_second_factor: bool,
    objection_days: int | None = None,
    by: Viewer,
    at: datetime,
) -> list[str]:
    """Change how an office is reached, how soon it answers an objection, who needs a second factor.

    Returns the fields that changed. Raises `Unclean` for what cannot be kept. Objections that
    are open keep the day they were given.
    """
    changed = []
    if objection_days is not None and objection_days != office.objection_days:
        if not 1 <= objection_days <= MOST_OBJECTION_DAYS:
            raise Refused(_("答复异议的工作日应在一至五日之间。"), field="objection_days")
        office.objection_days = objection_days
        changed.append("objection_days")
    for name, limit in REACHED_BY.items():
        value = one_line(reached_by.get(name, ""), limit=limit)
        if getattr(office, name) != value:
            setattr(office, name, value)
            changed.append(name)
    if office.requires_second_factor != requires_second_factor:
        office.requires_second_factor = requires_second_factor
        changed.append("requires_second_factor")
    if changed:
        office.save(update_fields=changed)
        note("change_office", office.number_code, by=by, at=at, details=", ".join(changed))
    return changed


@transaction.atomic
def switch_office(office: Office, *, on: bool, by: Viewer, at: datetime) -> None:
    """Take an office out of use, or into use again; what it holds stays with it.

    An office that had ended begins anew; the duties that went to a successor stay there.
    """
    office.is_open = on
    if on:
        office.ends_on, office.successor = None, None
    office.save(update_fields=["is_open", "ends_on", "successor"])
    note("open_office" if on else "close_office", office.number_code, by=by, at=at)


def note(deed: str, subject: str, *, by: Viewer, at: datetime, details: str = "") -> None:
    """Write an act of administration among the accesses."""
    note_access(Access.ADMIN, viewer=by, at=at, subject=f"{deed}:{subject}", reason=details)
