"""交接班. The note from one watch to the next, signed by who goes and by who comes."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from huiyin.duty.errors import Refused
from huiyin.duty.models import Handover, Shift
from huiyin.language.clean import Unclean, tidy
from huiyin.rules.permissions import Viewer

LONGEST_WORDS = 1000
KEPT_OPEN = timedelta(days=3)  # so long the page reminds of a watch not handed over


def notes_of(office: UUID) -> QuerySet[Handover]:
    """The notes of an office, newest first."""
    found = Handover.objects.filter(shift__post__office=office)
    return found.select_related("shift__post", "shift__user", "taken_by")


def not_given(person: UUID, *, at: datetime) -> list[Shift]:
    """The watches of the last days that somebody has not handed over, unless to oneself."""
    since = Shift.objects.standing().filter(user=person, ends_at__gt=at - KEPT_OPEN)
    mine = list(since.select_related("post").order_by("begins_at"))
    begun = {(each.post_id, each.begins_at) for each in mine}
    given = set(Handover.objects.filter(shift__in=mine).values_list("shift", flat=True))
    return [
        each
        for each in mine
        if each.ends_at <= at and each.pk not in given and (each.post_id, each.ends_at) not in begun
    ]


@transaction.atomic
def give(
    shift: Shift, *, words: str, unread: Collection[str], by: Viewer, at: datetime
) -> Handover:
    """交班. Sign what is open; refused while a petition of 24 hours has not been read (B4).

    `unread` are their numbers: petitions stand above this package, so the page brings them.
    """
    Shift.objects.select_for_update().get(pk=shift.pk)
    if str(shift.user_id) != by.id:
        raise Refused(_("只有当班的人可以交班。"))
    if shift.cancelled_at is not None or at < shift.begins_at:
        raise Refused(_("这个班还没有开始，或者已经取消。"))
    try:
        text = tidy(words, limit=LONGEST_WORDS).strip()
    except Unclean as problem:
        raise Refused(problem.sentence(_), field="words") from None
    if before := Handover.objects.filter(shift=shift).first():
        if before.words == text:
            return before  # sent twice
        raise Refused(_("这个班已经交过了。"))
    if not text:
        raise Refused(_("请写明没有办完的事；都办完了，写“无”。"), field="words")
    _refuse_unread(unread)
    return Handover.objects.create(shift=shift, words=text, given_at=at)


@transaction.atomic
def take(handover: Handover, *, unread: Collection[str], by: Viewer, at: datetime) -> Handover:
    """接班. Sign that one has read it; by somebody else, who works at the same office."""
    fresh = Handover.objects.select_for_update().get(pk=handover.pk)
    if str(fresh.shift.user_id) == by.id:
        raise Refused(_("接班要由另一个人签。"))
    if fresh.shift.post.office_id not in {UUID(each.office) for each in by.holdings}:
        raise Refused(_("接班由本机构的人签。"))
    if fresh.taken_at is not None:
        raise Refused(_("已经有人接班。"))
    _refuse_unread(unread)
    fresh.taken_by_id, fresh.taken_at = UUID(by.id), at
    fresh.save(update_fields=["taken_by", "taken_at"])
    return fresh


def _refuse_unread(unread: Collection[str]) -> None:
    if unread:
        raise Refused(
            _("还有没有看过的紧急件：%(numbers)s。请先打开看过，再签。")
            % {"numbers": _("、").join(sorted(unread)[:5])},
            field="unread",
        )
