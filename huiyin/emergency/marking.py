"""应急标记. For which emergency a petition is marked, and which of its groups sees to it (T11)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from huiyin.emergency.current import current_for, group_for, leading, supervisors
from huiyin.emergency.models import Emergency, Group
from huiyin.emergency.planning import read
from huiyin.petitions.actions import emergency as step
from huiyin.petitions.emergency_marks import Response
from huiyin.petitions.errors import Refused
from huiyin.petitions.models import Event, Petition
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import Channel
from huiyin.rules.terms_emergency import EmergencyKind, GroupKind, Tag


def response_of(emergency: Emergency, channel: Channel) -> Response:
    """What an emergency means for a petition that came in this way."""
    offices = Group.objects.filter(emergency=emergency, kind=GroupKind.OFFICE)
    coordinating = offices.select_related("office").first()
    return Response(
        emergency=emergency.pk,
        kind=EmergencyKind(emergency.kind),
        drill=emergency.practises,
        group=group_for(emergency, channel),
        leading=leading(emergency),
        coordinating=coordinating.office if coordinating else None,
        supervising=supervisors(emergency),
        hours=emergency.hours,
        minutes=emergency.stages,
    )


def tags_of(emergencies: Sequence[Emergency]) -> list[Tag]:
    """The tags that their plans offer, each once."""
    offered = [tag for each in emergencies for tag in read(each.plan).tags]
    return list(dict.fromkeys(offered))


@transaction.atomic
def mark(
    petition_id: UUID,
    *,
    emergency_id: UUID | None = None,
    tags: Sequence[Tag] = (),
    found_at: datetime | None = None,
    by: Viewer,
    at: datetime,
    version: int | None = None,
) -> Event:
    """标记应急. For the emergency that is current where it is registered, or the one named.

    Two may overlap: the nearest, which is the strictest, unless another is chosen. A practice
    petition belongs to its drill, and a drill marks nothing else.
    """
    # Locked first: what runs is looked up once nobody else is changing this petition.
    waiting = Petition.objects.select_for_update(of=("self",)).select_related("registering")
    petition = waiting.get(pk=petition_id)
    running = current_for(petition.registering, at)
    fitting = [each for each in running if each.practises == petition.drill]
    chosen = [each for each in running if each.pk == emergency_id] or (
        fitting if emergency_id is None else []
    )
    if not chosen:
        raise Refused("当前没有应急状态，不能标记。", field="emergency")
    if found_at is not None and found_at < chosen[0].starts_at:
        raise Refused("发现的时间不能早于应急状态启动。", field="found_at")
    response = response_of(chosen[0], Channel(petition.channel))
    return step.mark(
        petition_id,
        response=response,
        tags=tags,
        found_at=found_at,
        by=by,
        at=at,
        version=version,
    )
