"""应急值班岗. Where somebody is woken for a marked petition: at the posts that its plan has set up.

A drill wakes nobody but its own posts: who is on duty in earnest is left in peace.
"""

from datetime import datetime

from huiyin.duty.alerts import raise_alert
from huiyin.duty.models import DutyPost
from huiyin.emergency.models import Task
from huiyin.organisations.models import Office
from huiyin.petitions.emergency_marks import EmergencyMark, mark_of
from huiyin.petitions.models import Petition
from huiyin.petitions.standing import marks
from huiyin.petitions.wall import is_walled
from huiyin.rules.moments import localdate
from huiyin.rules.terms_duty import AlertCode


def wake(petition: Petition, code: AlertCode, at: datetime) -> None:
    """Alert the bureau that registered it, and wherever its emergency keeps watch."""
    mark = mark_of(petition)
    if mark is None:
        return
    accused, today = marks(petition), localdate(at)
    for office in _watching(petition, mark):
        if not is_walled(office, accused, today):
            raise_alert(office, code, petition.pk, at)


def _watching(petition: Petition, mark: EmergencyMark) -> list[Office]:
    planned = Task.objects.filter(emergency=mark.emergency, subject__isnull=False)
    posts = DutyPost.objects.filter(pk__in=planned.values("subject"), is_open=True)
    there = {each.office_id: each.office for each in posts.select_related("office")}
    if not mark.is_drill:
        there = {petition.registering_id: petition.registering} | there
    return list(there.values())
