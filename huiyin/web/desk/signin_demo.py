"""Whom the demo's sign-in page offers with one click: somebody for each role, then all others.

In a replay, whose clock is shifted, the click leads to the board of the emergency that runs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse

from huiyin.accounts.models import Post
from huiyin.emergency.models import Emergency
from huiyin.petitions.simulation import law_time, shift
from huiyin.rules.moments import localdate, localtime
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import Role
from huiyin.web.desk.gate import PETITION_ROLES


@dataclass(frozen=True)
class Offer:
    """A role, the person shown for it, and who else holds it."""

    role: Role
    shown: Post
    others: Sequence[Post]


def offered(today: date) -> list[Offer]:
    """One offer for each role that somebody holds, in the order of `Role`."""
    first = {username for _role, username in settings.HUIYIN_DEMO_SHOWN}
    posts = Post.objects.held(today).filter(user__is_active=True)
    held: dict[Role, list[Post]] = {}
    for post in posts.select_related("user", "office").order_by("id"):
        held.setdefault(Role(post.role), []).append(post)
    offers = []
    for role in Role:
        ranked = sorted(held.get(role, []), key=lambda post: post.user.username not in first)
        if ranked:
            offers.append(Offer(role, ranked[0], ranked[1:]))
    return offers


@dataclass(frozen=True)
class Morning:
    """The replay as the sign-in page tells of it: which day of what, and what the clock shows."""

    emergency: Emergency
    day: int
    moment: str


def replayed(real: datetime) -> Morning | None:
    """The emergency that a demo with a shifted clock is in; None in every other place."""
    if not shift():
        return None
    at = law_time(real)
    running = Emergency.objects.running(at).filter(is_drill=False).first()
    if running is None:
        return None
    return Morning(running, running.day_number(localdate(at)), f"{localtime(at):%Y-%m-%d %H:%M}")


def first_page(viewer: Viewer, wanted: str, real: datetime) -> str:
    """Where the click leads: in a replay to the board, unless another page was asked for."""
    is_asked = wanted not in {"", "/"}
    if is_asked or not viewer.roles & PETITION_ROLES or replayed(real) is None:
        return wanted
    return reverse("desk:emergency_board")
