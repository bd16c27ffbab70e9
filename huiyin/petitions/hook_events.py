"""What endpoints are told of petitions: number, step, state and moment; never a name or a word.

Events are written in the transaction of their step, and are read here afterwards: nothing is told
that did not happen, and nothing is left out but what an office must not know.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, Q

from huiyin.notifications.endpoints import HookEvent, Webhook
from huiyin.notifications.webhooks import queue
from huiyin.petitions.door import accusation
from huiyin.petitions.models import Event, Petition
from huiyin.rules.moments import localtime
from huiyin.rules.terms import Step

# No step takes longer to commit than this: what is older was read in an earlier round.
OVERLAP = timedelta(minutes=10)
MOST = 500
SELDOM = timedelta(minutes=1)
# Kept from offices on the page too: who was wrongly called accused (R30.3), that they were rated
# (G8). That a letter was made is nobody's news.
NEVER = (Step.RENDER, Step.ACCUSE, Step.CLEAR_ACCUSED, Step.RATE)


def spread(at: datetime) -> int:
    """Queue what happened lately for each endpoint that may know of it; returns how much."""
    count = 0
    for hook in Webhook.objects.filter(ended_at=None).values_list("pk", flat=True):
        locked = Webhook.objects.select_for_update(of=("self",)).select_related("office")
        count += _queue_for(locked.get(pk=hook), at)
    return count


def _queue_for(hook: Webhook, at: datetime) -> int:
    known = HookEvent.objects.filter(webhook=hook).values("event_id")
    since = max(hook.created_at, hook.read_at - OVERLAP)
    recent = Event.objects.filter(recorded_at__gte=since).exclude(step__in=NEVER)
    ours = (
        Petition.objects.in_earnest()
        .filter(
            Q(registering=hook.office) | Q(holder=hook.office),
            pk__in=recent.exclude(id__in=known).values("petition"),
            # Before it is registered nobody knows whether it is an accusation.
            matter__isnull=False,
            # What names an accused, and so stands behind the wall, is one too.
        )
        .exclude(accusation())
    )
    found = list(ours.order_by("pk")[:MOST])
    told = [event for petition in found for event in _new_of(hook, petition)]
    if told:
        queue(hook, told, at)
    if len(found) < MOST and at - hook.read_at > SELDOM:
        hook.read_at = at
        hook.save(update_fields=["read_at"])
    return len(told)


def _new_of(hook: Webhook, petition: Petition) -> list[Any]:
    """The events of a petition behind the last one told, in their order."""
    last = hook.events.filter(petition_id=petition.pk).aggregate(last=Max("seq"))["last"] or 0
    events = Event.objects.filter(
        petition=petition, seq__gt=last, recorded_at__gte=hook.created_at
    ).exclude(step__in=NEVER)
    return [
        (
            event.id,
            petition.pk,
            event.seq,
            {
                "kind": "petition.step",
                "petition": str(petition.pk),
                "number": petition.number,
                "seq": event.seq,
                "step": event.step,
                "state": event.after or event.before or petition.state,
                "at": localtime(event.at).isoformat(),
            },
        )
        for event in events.order_by("seq")
    ]
