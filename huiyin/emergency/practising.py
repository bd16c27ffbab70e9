"""演练信访件. What a drill works on: petitions of its own, which come in as any other does.

They are invented, nobody's, and reach nobody: without a telephone, an address or an e-mail.
"""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from huiyin.emergency.models import Emergency
from huiyin.emergency.planning import read
from huiyin.emergency.plans import PlannedPractice
from huiyin.organisations.errors import Refused
from huiyin.petitions.door import PetitionQuerySet
from huiyin.petitions.intake import Receipt, Submission, receive
from huiyin.petitions.models import Petition
from huiyin.rules.actor import Actor
from huiyin.rules.ids import new_id
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer, job_viewer
from huiyin.rules.rule import BUREAU
from huiyin.rules.terms import Channel, Naming

ADDING = BUREAU
"""Who lets another one come in, playing the citizen."""

CHANNELS = (Channel.WEB, Channel.LETTER, Channel.CALL)
MOST = 200
NAME = "演练人"
BEGUN_LATELY = timedelta(days=1)


def begin(drill: Emergency, *, by: Actor, at: datetime) -> int:
    """Let the practice petitions of its plan come in, once, when a drill begins."""
    planned = read(drill.plan).practice
    if not drill.is_drill or not drill.is_running(at):
        return 0
    came = [
        _receive(drill, each, n, key=f"drill:{drill.pk}:{n}", by=by, at=at)
        for n, each in enumerate(planned, start=1)
    ]
    return sum(each.is_new for each in came)


def begin_what_starts(at: datetime) -> None:
    """Let those of drills come in whose hour, set beforehand, has come."""
    begun = Emergency.objects.running(at).filter(is_drill=True, starts_at__gt=at - BEGUN_LATELY)
    for drill in begun.select_related("office", "plan").order_by("pk"):
        if not of_drill(drill, at).exists():
            begin(drill, by=job_viewer("drill").actor(), at=at)


def add(drill: Emergency, sample: int, *, key: str, by: Viewer, at: datetime) -> Receipt:
    """再加一件. One more comes in now; its number and code go to whoever plays the citizen."""
    if by.may_act(ADDING, str(drill.office_id)) is None:
        raise Refused(_("由启动演练的信访部门添加。"))
    if not drill.is_drill or not drill.is_running(at):
        raise Refused(_("演练没有在进行，不能添加。"))
    planned = read(drill.plan).practice
    if not 0 <= sample < len(planned):
        raise Refused(_("请选择一件。"), field="sample")
    there = of_drill(drill, at).count()
    if there >= MOST:
        raise Refused(_("一次演练最多%(most)s件。") % {"most": MOST}, field="sample")
    actor = by.actor(str(drill.office_id), ADDING)
    unique = f"drill:{drill.pk}:{key or new_id()}"
    return _receive(drill, planned[sample], there + 1, key=unique, by=actor, at=at)


def of_drill(drill: Emergency, at: datetime) -> PetitionQuerySet:
    """Its practice petitions, for nobody in particular."""
    known = Petition.objects.visible_to(job_viewer("drill"), today=localdate(at))
    return known.of_drill(drill.pk)


def _receive(
    drill: Emergency, planned: PlannedPractice, n: int, *, key: str, by: Actor, at: datetime
) -> Receipt:
    given = Submission(
        office_id=drill.office_id,
        channel=planned.channel,
        naming=Naming.NAMED,
        request=planned.words,
        name=f"{NAME}{n}",
        division=drill.division,
        consents_electronic=True,
        arrived_at=at,
        drill=drill.pk,
    )
    return receive(given, key=key, by=by, at=at, office=drill.office)
