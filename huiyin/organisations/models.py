"""Offices as a tree, the categories of matters, and who answers for which of them where."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

from huiyin.rules.ids import new_id
from huiyin.rules.terms import Level, OfficeKind, ReplyUse


class OfficeQuerySet(models.QuerySet["Office"]):
    """Questions about offices."""

    def under(self, path: str) -> OfficeQuerySet:
        """The office with this path and all below it."""
        return self.filter(path__startswith=path)

    def bureaus(self) -> OfficeQuerySet:
        """Petition bureaus."""
        return self.filter(kind=OfficeKind.BUREAU)

    def competent(self) -> OfficeQuerySet:
        """Organs that a petition may be forwarded to."""
        return self.exclude(kind__in=[OfficeKind.BUREAU, OfficeKind.GOVERNMENT, OfficeKind.GROUP])


class Office(models.Model):
    """机构. One node of the tree; `path` lists the number codes from the root, each with `/`.

    `ends_on` is its last day; from the next on the successor answers for its duties (R24.2).
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    path = models.TextField()
    name = models.TextField()
    short_name = models.TextField()
    letter_code = models.TextField()
    number_code = models.TextField()
    division = models.TextField()
    kind = models.TextField(choices=OfficeKind.choices())
    level = models.TextField(choices=Level.choices())
    address = models.TextField(blank=True)
    postcode = models.TextField(blank=True)
    phone = models.TextField(blank=True)
    contact = models.TextField(blank=True)
    hours = models.TextField(blank=True)
    # Working days in which an objection is answered (L4s): the law names none.
    objection_days = models.SmallIntegerField(default=2)
    requires_second_factor = models.BooleanField(default=False)
    logo = models.TextField(blank=True)  # the digest of its `Logo`, so that a page needs no query
    is_open = models.BooleanField(default=True)
    ends_on = models.DateField(null=True)
    successor = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="predecessors"
    )

    objects = OfficeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["path"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["path"], name="one_office_a_path"),
            models.UniqueConstraint(fields=["number_code"], name="one_office_a_number_code"),
        ]

    def __str__(self) -> str:
        return self.name

    def line(self) -> list[str]:
        """The paths of this office and of every office above it, nearest first."""
        return line_of(self.path)


def line_of(path: str) -> list[str]:
    """A path and those of every office above it, nearest first."""
    codes = path.rstrip("/").split("/")
    return ["/".join(codes[:n]) + "/" for n in range(len(codes), 0, -1)]


def bureaus_above(office: Office) -> list[Office]:
    """The petition bureaus of the governments in line above an office, nearest first."""
    found = Office.objects.bureaus().filter(parent__path__in=office.line(), is_open=True)
    return sorted(found, key=lambda bureau: len(bureau.path), reverse=True)


class Logo(models.Model):
    """单位标志. The picture of an office, drawn anew from what was uploaded."""

    office = models.OneToOneField(
        Office, primary_key=True, on_delete=models.PROTECT, related_name="picture"
    )
    digest = models.TextField(db_index=True)
    png = models.BinaryField()


class CategoryQuerySet(models.QuerySet["Category"]):
    """Questions about categories."""

    def in_use(self, on: date) -> CategoryQuerySet:
        """Those that a petition may be given on a day; what has one that ended keeps it."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on))


class Category(models.Model):
    """信访事项内容分类. Two levels; the code of a child begins with its parent's."""

    code = models.TextField(primary_key=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    name = models.TextField()
    ends_on = models.DateField(null=True)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return f"{self.parent.name} / {self.name}" if self.parent else self.name


class DutyQuerySet(models.QuerySet["Duty"]):
    """Questions about duties."""

    def in_force(self, on: date) -> DutyQuerySet:
        """Those that hold on a day."""
        return self.filter(valid_from__lte=on).filter(Q(valid_to=None) | Q(valid_to__gte=on))


class Duty(models.Model):
    """权责. Who answers for a category in a territory, from when to when, and on what ground."""

    id = models.UUIDField(primary_key=True, default=new_id)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="duties")
    category = models.ForeignKey(Category, on_delete=models.PROTECT)
    division = models.TextField()
    basis = models.TextField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["category", "division"], name="duty_of_category")]


class HolidayNotice(models.Model):
    """放假通知. A notice that was entered; a later one corrects it, it is never changed itself.

    `version` is what the calendar that it brought is called. `breaks` lists for each break its
    name, first and last day and the weekend days worked for it.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    version = models.TextField(unique=True)
    published_on = models.DateField()
    again = models.SmallIntegerField(default=1)
    paper = models.TextField()
    year = models.SmallIntegerField()
    is_whole_year = models.BooleanField()
    breaks = models.JSONField()
    entered_by = models.TextField()
    entered_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["published_on", "again"]

    def __str__(self) -> str:
        return self.paper


class ReplyTemplate(models.Model):
    """常用语. One version of a text that an office's people put into their forms.

    A change, and also a retirement, is a new row under the same `root`; none is ever changed.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    root = models.UUIDField()
    version = models.SmallIntegerField()
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="reply_templates")
    use = models.TextField(choices=ReplyUse.choices())
    name = models.TextField()
    text = models.TextField()
    is_shared = models.BooleanField()
    is_retired = models.BooleanField(default=False)
    written_by = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["use", "name", "root", "version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["root", "version"], name="one_reply_a_version"),
        ]

    def __str__(self) -> str:
        return self.name


def answerable(category: Category, division: str, on: date) -> list[Duty]:
    """The duties that name an office for this category and place on a day, best first."""
    codes = [category.code, category.code[:2]]
    duties = Duty.objects.in_force(on).filter(category__in=codes, office__is_open=True)
    return nearest(duties.select_related("office", "category"), division)


def nearest(duties: Iterable[Duty], division: str) -> list[Duty]:
    """The duties that reach a place, the narrowest territory and category first."""
    near = [each for each in duties if division.startswith(each.division.rstrip("0"))]
    return sorted(near, key=lambda each: (-len(each.division.rstrip("0")), -len(each.category_id)))
