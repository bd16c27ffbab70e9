"""Whom the demo's sign-in page offers with one click: somebody for each role, then all others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from huiyin.accounts.models import Post
from huiyin.rules.terms import Role


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
