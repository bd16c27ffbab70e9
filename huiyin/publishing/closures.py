"""渠道暂停. A way in is closed from a day on, with its reason, until a notice opens it again.

It never opens by itself, no office closes its last way in, and a petition is never refused for
it: who cannot use another way is recorded on the spot (T5, 6.2-13).
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from huiyin.language.clean import Unclean, one_line
from huiyin.organisations.actions import note
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import Office
from huiyin.publishing.models import Closure, Notice, Reopening, WayIn
from huiyin.rules.moments import localdate, localtime, start_of_day
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import Channel
from huiyin.rules.terms_publishing import NoticeState

LONGEST_REASON = 120
FARTHEST = timedelta(days=366)
LATEST_ENTRY = timedelta(days=31)
"""How long after its first day a closing may still be entered."""


@transaction.atomic
def close(
    way: WayIn, *, from_on: date, reason: str, by: Viewer, at: datetime, reason_en: str = ""
) -> Closure:
    """Close a way in from a day on; Refused where it is closed already, or is the last one."""
    if way.channel == Channel.WEB:
        raise Refused(_("网上提交一直开着，不能暂停。"))
    # Whoever closes two ways of an office at once takes turns: one of them stays open.
    ways = list(WayIn.objects.select_for_update().filter(office=way.office_id).order_by("pk"))
    today = localdate(at)
    words = {"reason": reason, "reason_en": reason_en}
    for field, text in words.items():
        try:
            words[field] = one_line(text, limit=LONGEST_REASON)
        except Unclean as problem:
            raise Refused(problem.sentence(_), field=field) from None
    if not words["reason"]:
        raise Refused(_("请写明暂停的原因，群众会看到。"), field="reason")
    if not today - LATEST_ENTRY <= from_on <= today + FARTHEST:
        raise Refused(_("暂停的日期应在过去一个月和今后一年之间。"), field="from_on")
    closed = announced(ways, at)
    if way.pk in closed:
        raise Refused(_("这个渠道已经公布暂停，不用再办。"))
    if all(each.pk in closed for each in ways if each.pk != way.pk):
        raise Refused(_("这是还开着的最后一个渠道，不能暂停。请先公布另一个渠道。"))
    made = Closure.objects.create(way=way, from_on=from_on, **words, closed_by=by.id, closed_at=at)
    details = f"{way.title}：{from_on.isoformat()}，{words['reason']}"
    note("close_way", way.office.number_code, by=by, at=at, details=details)
    return made


def announced(ways: Iterable[WayIn], at: datetime) -> dict[UUID, Closure]:
    """The closing of each way that is closed or will be: what people have to be told of now."""
    rows = Closure.objects.filter(way__in=[each.pk for each in ways])
    rows = rows.exclude(reopening__opens_at__lte=at).select_related("way", "reopening")
    # Of several the first to begin is told.
    return {each.way_id: each for each in rows.order_by("-from_on")}


def met_by(ways: Iterable[WayIn]) -> Callable[[UUID, datetime], Closure | None]:
    """Which closing somebody meets who comes by a way at a moment; read once for any number."""
    rows = Closure.objects.filter(way__in=[each.pk for each in ways]).order_by("from_on")
    listed = list(rows.select_related("way", "reopening"))

    def met(way_id: UUID, moment: datetime) -> Closure | None:
        return next(
            (each for each in listed if each.way_id == way_id and _holds(each, moment)), None
        )

    return met


@transaction.atomic
def reopen(
    closing: Closure, *, opens_at: datetime, notice: Notice, by: Viewer, at: datetime
) -> Reopening:
    """恢复. Open a way in again from a moment on, by a public notice that is in force."""
    WayIn.objects.select_for_update().get(pk=closing.way_id)
    if Reopening.objects.filter(closure=closing).exists():
        raise Refused(_("已经公布恢复，不用再办。"))
    if not (notice.is_public and notice.state(localdate(at)) is NoticeState.CURRENT):
        raise Refused(_("请选择一份已经发布的公告。"), field="notice")
    if opens_at < start_of_day(closing.from_on) or opens_at > at + FARTHEST:
        raise Refused(_("恢复的时间应在暂停以后、今后一年之内。"), field="opens_at")
    made = Reopening.objects.create(
        closure=closing, notice=notice, opens_at=opens_at, entered_by=by.id, entered_at=at
    )
    way = closing.way
    details = f"{way.title}：{localtime(opens_at):%Y-%m-%d %H:%M}，{notice.title}"
    note("reopen_way", way.office.number_code, by=by, at=at, details=details)
    return made


def hall_closed(office: Office, arrived_at: datetime) -> Closure | None:
    """The closing that a visitor meets who comes at this moment; None while any hall is open."""
    halls = [each for each in office.ways_in.all() if each.channel == Channel.VISIT]
    met = met_by(halls)
    closed = [found for each in halls if (found := met(each.pk, arrived_at))]
    return closed[0] if closed and len(closed) == len(halls) else None


def _holds(closing: Closure, moment: datetime) -> bool:
    opened = closing.reopened is not None and closing.reopened.opens_at <= moment
    return closing.has_begun(localdate(moment)) and not opened
