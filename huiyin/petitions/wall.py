"""The accused wall: 第30条第3款, as one predicate for rows and one for offices (R30.3).

Walled are the accused person; the accused office, all below it, and whoever heads it up to,
not including, the first competent level, which is the government in line above.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from huiyin.accounts.models import Post, User
from huiyin.organisations.models import Office, bureaus_above
from huiyin.rules.ids import new_id
from huiyin.rules.permissions import HEADS, Viewer
from huiyin.rules.terms import OfficeKind

if TYPE_CHECKING:
    from huiyin.petitions.models import Petition


class Accused(models.Model):
    """被检举控告对象. Who must never learn of this petition."""

    id = models.UUIDField(primary_key=True, default=new_id)
    petition: models.ForeignKey[Petition, Petition] = models.ForeignKey(
        "petitions.Petition", on_delete=models.PROTECT, related_name="accused"
    )
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    marked_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["petition"], condition=Q(cleared_at=None), name="accused_of_petition"
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(office=None) ^ Q(user=None), name="accused_is_office_or_person"
            ),
        ]


class Recusal(models.Model):
    """回避. A person who must not see or touch this petition (R28.3)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    petition: models.ForeignKey[Petition, Petition] = models.ForeignKey(
        "petitions.Petition", on_delete=models.PROTECT, related_name="recusals"
    )
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["petition", "user"], name="one_recusal_a_person"),
        ]


def line_of(path: str) -> list[str]:
    """The path of an office and of every office above it."""
    codes = path.rstrip("/").split("/")
    return ["/".join(codes[:n]) + "/" for n in range(len(codes), 0, -1)]


def _below(paths: list[str], field: str) -> Q:
    """Paths at or below any of these; nothing when there are none."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{f"{field}__startswith": path})
    return condition


def walling(viewer: Viewer, today: date) -> Q:
    """The condition on `Accused` rows that shut this staff viewer out.

    It says of a person what `is_walled` says of an office: whoever works in a walled office is
    walled, the colleagues of an accused person too. Every post of the viewer counts, those that
    give no right here as well.
    """
    held = viewer.holdings + viewer.elsewhere
    above = sorted({path for each in held for path in line_of(each.path)})
    headed = sorted({each.path for each in held if each.kind is not OfficeKind.GOVERNMENT})
    posts = Post.objects.held(today)
    superiors = posts.filter(role__in=HEADS, office__path__in=above).values("user")
    subordinates = posts.filter(_below(headed, "office__path")).values("user")
    return (
        Q(user=UUID(viewer.id))
        | Q(office__path__in=above)
        | _below(headed, "office__path")
        | Q(user__in=superiors)
        | Q(user__in=subordinates)
    )


def shut_out(viewer: Viewer, today: date) -> Exists:
    """Whether a mark on the outer petition walls this viewer, as an SQL condition."""
    marks = Accused.objects.filter(petition=OuterRef("pk"), cleared_at=None)
    return Exists(marks.filter(walling(viewer, today)))


def walled_from(viewer: Viewer, today: date) -> models.QuerySet[Accused, UUID]:
    """The ids of the petitions that the wall keeps from a staff viewer."""
    marks = Accused.objects.filter(walling(viewer, today), cleared_at=None)
    return marks.values_list("petition", flat=True)


def is_kept_from(petition_id: UUID, viewer: Viewer, today: date) -> bool:
    """Whether the wall or a recusal keeps a staff viewer from this petition, whoever holds it."""
    marks = Accused.objects.filter(petition=petition_id, cleared_at=None)
    recusals = Recusal.objects.filter(petition=petition_id, user=UUID(viewer.id))
    return recusals.exists() or marks.filter(walling(viewer, today)).exists()


def is_walled(office: Office, marks: list[Accused], today: date) -> bool:
    """Whether an office stands on the walled side of any of these marks."""
    return any(_walls(mark, office, today) for mark in marks)


def _walls(mark: Accused, office: Office, today: date) -> bool:
    commands = office.kind != OfficeKind.GOVERNMENT
    if mark.office:
        theirs = mark.office.path
        return office.path.startswith(theirs) or (commands and theirs.startswith(office.path))
    held = Post.objects.held(today).filter(user=mark.user_id)
    for path, role in held.values_list("office__path", "role"):
        if role in HEADS and office.path.startswith(path):
            return True
        if commands and path.startswith(office.path):
            return True
    return False


def bureau_outside(office: Office, marks: list[Accused], today: date) -> Office | None:
    """The nearest petition bureau in line above an office that no mark walls."""
    for bureau in bureaus_above(office):
        if not is_walled(bureau, marks, today):
            return bureau
    return None
