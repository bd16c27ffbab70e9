"""个人令牌. What a program shows to act for one person at one office, never with more rights.

An administrator permits it; only the person collects the text, which is shown once. It ends with
its day, with the post, with the account, or when it is revoked (docs/decisions/0021).
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar
from uuid import UUID

from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop

from huiyin.accounts.actions import territory
from huiyin.accounts.models import Post, User
from huiyin.audit.actions import note_access
from huiyin.audit.models import Access
from huiyin.language.clean import tidy
from huiyin.organisations.models import Office
from huiyin.petitions.errors import Refused
from huiyin.petitions.tokens import LONGEST
from huiyin.rules.ids import new_id
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import NEEDS_SECOND_FACTOR, READERS, Viewer
from huiyin.rules.terms import Role, Term

PREFIX = "hyp_"
LONGEST_LIFE = timedelta(days=365)
LONGEST_NAME = 60
# A key of a step is remembered as long as somebody may still send it again.
KEYS_LAST = timedelta(days=30)


class Scope(Term):
    """What a token may be used for; the person's posts say on which petitions."""

    LISTS = "lists:read", gettext_noop("查看清单")
    PETITIONS = "petitions:read", gettext_noop("查看信访件")
    STEPS = "steps:take", gettext_noop("办理步骤")
    REQUESTS = "requests:decide", gettext_noop("审批申请")
    FIGURES = "figures:read", gettext_noop("查看统计")


class StaffToken(models.Model):
    """个人令牌. Permitted by an administrator; opens nothing until the person has collected it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.TextField()
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    scopes = models.JSONField()
    digest = models.BinaryField(null=True)
    granted_at = models.DateTimeField()
    ends_on = models.DateField()
    used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["granted_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["digest"], name="one_staff_token_a_digest"),
        ]

    def __str__(self) -> str:
        return self.name

    def is_over(self, today: date) -> bool:
        """Whether its last day has passed."""
        return self.ends_on < today


class KeyUsed(models.Model):
    """A step taken once for a key that its client made: the same key gives the same answer."""

    id = models.UUIDField(primary_key=True, default=new_id)
    token = models.ForeignKey(StaffToken, on_delete=models.CASCADE, related_name="+")
    key = models.TextField()
    digest = models.BinaryField()
    answer = models.JSONField()
    used_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["token", "key"], name="one_use_a_key"),
        ]
        indexes: ClassVar = [models.Index(fields=["used_at"], name="key_used_at")]


@dataclass(frozen=True)
class Caller:
    """Who stands behind a token now."""

    token: StaffToken
    person: User
    viewer: Viewer  # what the person holds at the token's office
    acting: Viewer  # of that, what one factor is enough for


def _holdings_of(
    person: User, office_id: UUID, today: date, *, since: date | None = None
) -> Viewer:
    """A person with what is held at an office; with `since`, only posts that had begun by that day.

    A post that ended takes its tokens with it: one given later does not wake them.
    """
    held = list(person.posts_of(today))
    here = [
        each
        for each in held
        if each.office_id == office_id and each.role in READERS and each.from_on <= (since or today)
    ]
    rest = [each for each in held if each not in here]
    return person.viewer(today, posts=here, elsewhere=rest)


@transaction.atomic
def grant(
    *,
    person: User,
    office: Office,
    name: str,
    scopes: list[str],
    ends_on: date,
    at: datetime,
    by: Viewer,
) -> StaffToken:
    """Permit a token; nobody knows its text until the person collects it."""
    today = localdate(at)
    called = tidy(name, limit=LONGEST_NAME, many_lines=False)
    if not called:
        raise Refused("请写明供哪个系统使用。", field="name")
    if not _holdings_of(person, office.pk, today).holdings or not person.is_active:
        raise Refused("此人在该机构没有办理信访件的岗位。", field="person")
    if not scopes or not set(scopes) <= set(Scope):
        raise Refused("请至少选择一项用途。", field="scopes")
    if not today <= ends_on <= today + LONGEST_LIFE:
        raise Refused("有效期最后一日须在今天以后、一年以内。", field="ends_on")
    row = StaffToken.objects.create(
        name=called,
        person=person,
        office=office,
        scopes=[each for each in Scope if each in scopes],
        granted_at=at,
        ends_on=ends_on,
    )
    _note("grant_token", row, by, at)
    return row


@transaction.atomic
def collect(token_id: UUID, *, by: Viewer, at: datetime) -> str:
    """Give the person the text of the token, once; who lost it asks for another token."""
    row = (
        StaffToken.objects.select_for_update(of=("self",))
        .filter(pk=token_id, person=UUID(by.id), revoked_at=None, digest=None)
        .first()
    )
    if row is None or row.is_over(localdate(at)):
        raise Refused("这个令牌已经领取、停用或者过期。")
    text = PREFIX + secrets.token_urlsafe(32)
    row.digest = _digest(text)
    row.save(update_fields=["digest"])
    _note("collect_token", row, by, at)
    return text


@transaction.atomic
def revoke(row: StaffToken, *, by: Viewer, at: datetime) -> None:
    """End a token; the next request with it is refused."""
    row.revoked_at = at
    row.save(update_fields=["revoked_at"])
    _note("revoke_token", row, by, at)


def tokens_of(by: Viewer) -> QuerySet[StaffToken]:
    """The tokens that a system administrator answers for, newest first."""
    offices = Office.objects.filter(territory(by, Role.SYSTEM_ADMIN))
    rows = StaffToken.objects.filter(office__in=offices).select_related("person", "office")
    return rows.order_by("-granted_at", "-id")


def holders(by: Viewer, today: date) -> QuerySet[Post]:
    """The posts for which an administrator may permit a token."""
    offices = Office.objects.filter(territory(by, Role.SYSTEM_ADMIN))
    posts = Post.objects.held(today).filter(office__in=offices, role__in=READERS)
    named = posts.filter(user__is_active=True).select_related("user", "office")
    return named.order_by("office__path", "user__name", "role")


def caller_of(text: str, *, at: datetime) -> Caller | None:
    """Who stands behind a text; None where the token or its person has no right any more."""
    if not text.startswith(PREFIX) or len(text) > LONGEST:
        return None
    today = localdate(at)
    row = (
        StaffToken.objects.select_related("person", "office")
        .filter(digest=_digest(text), revoked_at=None, ends_on__gte=today)
        .first()
    )
    # A password that somebody else gave is replaced before anything is read, here as on the desk.
    if row is None or not row.person.is_active or row.person.password_until is not None:
        return None
    viewer = _holdings_of(row.person, row.office_id, today, since=localdate(row.granted_at))
    if not viewer.holdings:
        return None
    # Once a day: a row that every request writes would make them wait for each other.
    unused = Q(used_on=None) | Q(used_on__lt=today)
    if row.used_on != today:
        StaffToken.objects.filter(unused, pk=row.pk).update(used_on=today)
    one_factor = (
        ()
        if row.office.requires_second_factor
        else (each for each in viewer.holdings if each.role not in NEEDS_SECOND_FACTOR)
    )
    return Caller(row, row.person, viewer, viewer.with_rights_of(one_factor))


def forget_keys(at: datetime) -> None:
    """Forget the keys of steps that nobody sends again."""
    KeyUsed.objects.filter(used_at__lt=at - KEYS_LAST).delete()


def _note(deed: str, row: StaffToken, by: Viewer, at: datetime) -> None:
    subject = f"{deed} {row.person.username}"
    written = f"{row.name} {row.office.short_name} {' '.join(row.scopes)} {row.ends_on}"
    note_access(Access.ADMIN, viewer=by, at=at, subject=subject, reason=written)


def _digest(text: str) -> bytes:
    # 256 random bits need no slow hash.
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
