"""Users, the posts they hold from one day to another, and the devices they are known by."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Now
from django.utils.crypto import salted_hmac

from huiyin.accounts.saved_views import ListColumns, SavedView  # noqa: F401 (tables of this app)
from huiyin.organisations.models import Office
from huiyin.rules.ids import new_id
from huiyin.rules.permissions import Holding, Viewer, ViewerKind, needs_second_factor
from huiyin.rules.terms import OfficeKind, Role


class UserManager(BaseUserManager["User"]):
    """Where users are found by the name they sign in with."""


class User(AbstractBaseUser):
    """工作人员. A person who signs in at the desk.

    A password with an end (`password_until`) was given by an administrator and must be replaced
    by one's own before then. Changing `sessions_seed` ends every session.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    username = models.TextField()
    name = models.TextField()
    is_active = models.BooleanField(default=True)
    password_until = models.DateTimeField(null=True)
    sessions_seed = models.TextField(blank=True, default="")
    # [ticket, what the browser calls itself, since when], the newest first; see sessions.py
    signed_in = models.JSONField(default=list, db_default=Value([], models.JSONField()))
    totp_secret = models.BinaryField(null=True)
    totp_last_step = models.BigIntegerField(default=0)
    phone = models.BinaryField(null=True)  # at work; telephones.py opens it
    phone_key = models.BinaryField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = UserManager()
    USERNAME_FIELD = "username"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["username"], name="one_user_a_username"),
        ]

    def __str__(self) -> str:
        return self.name

    def posts_of(self, today: date) -> PostQuerySet:
        """The posts in force on a day, each with its office."""
        return self.posts.held(today).select_related("office").order_by("id")

    def viewer(
        self, today: date, *, posts: Iterable[Post] | None = None, elsewhere: Iterable[Post] = ()
    ) -> Viewer:
        """This person before the door, with the posts held today.

        Where only some of them give a right, the others are named `elsewhere`: the wall asks.
        """
        return Viewer(
            ViewerKind.STAFF,
            id=str(self.id),
            name=self.name,
            holdings=_holdings(self.posts_of(today) if posts is None else posts),
            elsewhere=_holdings(elsewhere),
        )

    def get_session_auth_hash(self) -> str:
        """What every session of this person must still match."""
        return salted_hmac(
            "huiyin.accounts.User", f"{self.password}\x00{self.sessions_seed}", algorithm="sha256"
        ).hexdigest()


def _holdings(posts: Iterable[Post]) -> tuple[Holding, ...]:
    return tuple(
        Holding(
            Role(post.role), str(post.office_id), post.office.path, OfficeKind(post.office.kind)
        )
        for post in posts
    )


def second_factor_needed(posts: Iterable[Post]) -> bool:
    """Whether whoever holds these posts must sign in with a second factor: everybody (D8).

    Where the installation asks it of reaching roles only, an office may still ask it of all.
    """
    if settings.HUIYIN_SECOND_FACTOR == "all":
        return True
    held = list(posts)
    return needs_second_factor(Role(post.role) for post in held) or any(
        post.office.requires_second_factor for post in held
    )


class PostQuerySet(models.QuerySet["Post"]):
    """Questions about posts."""

    def held(self, today: date) -> PostQuerySet:
        """Posts in force on a day."""
        return self.filter(from_on__lte=today).filter(Q(to_on=None) | Q(to_on__gte=today))


class Post(models.Model):
    """岗位. A role held at an office from a day on, to a day."""

    id = models.UUIDField(primary_key=True, default=new_id)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="posts")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="posts")
    role = models.TextField(choices=Role.choices())
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    # Who goes on with what the holder of the post has in hand when it ends.
    handed_to = models.ForeignKey(
        User, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )

    objects = PostQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["office", "role"], name="post_at_office")]

    def is_held(self, today: date) -> bool:
        """Whether it is in force on a day."""
        return self.from_on <= today and not self.is_over(today)

    def is_over(self, today: date) -> bool:
        """Whether its last day has passed."""
        return self.to_on is not None and self.to_on < today


class KnownDevice(models.Model):
    """已知设备. A browser that this person signed in with; guessing elsewhere never locks it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="devices")
    token_digest = models.BinaryField()
    label = models.TextField(blank=True, default="")
    first_seen_at = models.DateTimeField(db_default=Now())
    last_seen_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["token_digest"], name="one_device_a_token"),
        ]


class SignInFailure(models.Model):
    """A wrong password or second factor: whose name, from which source, on which device."""

    id = models.UUIDField(primary_key=True, default=new_id)
    username_digest = models.BinaryField()
    source_digest = models.BinaryField()
    device = models.ForeignKey(KnownDevice, null=True, on_delete=models.CASCADE)
    second = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["username_digest", "at"], name="failure_of_username"),
            models.Index(fields=["source_digest", "at"], name="failure_from_source"),
        ]
