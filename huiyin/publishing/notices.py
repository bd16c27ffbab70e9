"""公告和通知. Writing a notice in all its forms, letting it out, and who has read it.

A public notice is let out by a second person, the leader of the bureau; versions are only added.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from huiyin.language.clean import Unclean, one_line, tidy
from huiyin.notifications.actions import leave
from huiyin.organisations.actions import note
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import Office
from huiyin.organisations.places import path_above
from huiyin.organisations.tree import alone
from huiyin.publishing import notice_words
from huiyin.publishing.delivering import deliver
from huiyin.publishing.models import Guide, Issue, Notice, Publication, Withdrawal
from huiyin.rules.ids import new_id
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import OfficeKind, Role
from huiyin.rules.terms_publishing import Medium, NoticeKind, NoticeState

LINES = {"title": 60, "title_en": 160, "based_on": 200, "sms": notice_words.LONGEST_SMS}
TEXTS = {"text": 8_000, "text_en": 12_000, "wechat": 9_000, "broadcast": 9_000}
LONGEST_REASON = 200
LONGEST_REMARK = 200
EARLIEST_SHOWN = timedelta(days=366)
"""So long ago a notice may have been shown that is noted only now."""
SILENT = (OfficeKind.GOVERNMENT, OfficeKind.DIVISION, OfficeKind.GROUP)
"""Offices to which no notice is sent: their people read it at the office they belong to."""


@dataclass(frozen=True, kw_only=True)
class NoticeWording:
    """A notice as it is typed; forms that are empty are made from the text."""

    kind: str
    title: str
    text: str
    from_on: date | None
    title_en: str = ""
    text_en: str = ""
    sms: str = ""
    wechat: str = ""
    broadcast: str = ""
    guide: str = ""
    based_on: str = ""
    until_on: date | None = None
    review_on: date | None = None
    reply_by: date | None = None
    above: Notice | None = None
    addressees: tuple[UUID, ...] = ()
    is_drill: bool = False


@transaction.atomic
def draft(office: Office, wording: NoticeWording, *, by: Viewer, at: datetime) -> Notice:
    """Write a new notice; it speaks to nobody until it is issued. Sent twice it is one draft."""
    alone()
    clean = considered(office, wording)
    begun = Notice.objects.filter(office=office, written_by=by.id, version=1, title=clean.title)
    for each in begun.filter(issue=None, withdrawal=None):
        if _is_same(wording_of(each), clean):
            return each
    return _written(office, clean, root=new_id(), version=1, by=by, at=at)


@transaction.atomic
def revise(last: Notice, wording: NoticeWording, *, by: Viewer, at: datetime) -> Notice:
    """Write a new version; the issued one stays in force until the new one is issued."""
    alone()
    newest = _newest(last)
    if newest != last:
        raise Refused(_("别人刚刚改过这一条。您填写的内容还在，请看过现在的内容，再保存一次。"))
    clean = replace(considered(last.office, wording), is_drill=last.is_drill)
    return _written(last.office, clean, root=last.root, version=last.version + 1, by=by, at=at)


@transaction.atomic
def issue(notice: Notice, *, by: Viewer, at: datetime) -> None:
    """发布. Let the newest version out: on the portal, or to the offices it is for."""
    alone()
    if _newest(notice) != notice:
        raise Refused(_("这不是最新的一版，请看过最新的一版再发布。"))
    if Issue.objects.filter(notice=notice).exists():
        raise Refused(_("这一版已经发布，不用再发。"))
    if Withdrawal.objects.filter(notice=notice).exists():
        raise Refused(_("这一条已经撤下。"))
    if refusal := why_not_issue(notice, by=by, today=localdate(at)):
        raise Refused(refusal)
    Issue.objects.create(notice=notice, issued_by=by.id, issued_at=at)
    medium = Medium.PORTAL if notice.is_public else Medium.DESK
    _publication(notice, medium, at=at, remark="", by=by, entered_at=at)
    if not notice.is_public:
        deliver(notice, readers_of(notice), at=at)
    leave("notice_paper", subject=notice.pk, at=at)
    note("issue_notice", notice.office.number_code, by=by, at=at, details=notice.title)


def why_not_issue(notice: Notice, *, by: Viewer, today: date) -> str:
    """Why this person cannot let this version out now; nothing if it can be done."""
    office = str(notice.office_id)
    if notice.is_public and notice.is_drill:
        return _("这是演练起草的公告，不对外发布。")
    if notice.is_public:
        if not by.may_act(frozenset({Role.LEADER}), office):
            return _("公告由本机构负责人发布。")
        if notice.written_by == by.id:
            return _("公告要由起草人以外的人发布，请另一位负责人发布，或者请转办员起草。")
    if notice.until_on and notice.until_on < today:
        return _("有效期已过，请先改写日期。")
    return ""


@transaction.atomic
def record(
    notice: Notice, *, medium: str, published_at: datetime, remark: str, by: Viewer, at: datetime
) -> Publication:
    """刊播记录. Note where and when an issued notice was shown besides; twice is once."""
    alone()
    if not Issue.objects.filter(notice=notice).exists():
        raise Refused(_("还没有发布，不能登记刊播。"))
    if medium not in set(Medium) - {Medium.PORTAL, Medium.DESK}:
        raise Refused(_("请选择在哪里刊播。"), field="medium")
    if not at - EARLIEST_SHOWN <= published_at <= at:
        raise Refused(_("刊播的时间不能晚于现在，也不能早于一年以前。"), field="published_at")
    clean = _line(remark, "remark", LONGEST_REMARK)
    return _publication(notice, medium, at=published_at, remark=clean, by=by, entered_at=at)


@transaction.atomic
def withdraw(notice: Notice, reason: str, *, by: Viewer, at: datetime) -> None:
    """撤下. Show a notice no longer; it stays in the record with the reason."""
    alone()
    clean = _line(reason, "reason", LONGEST_REASON)
    if not clean:
        raise Refused(_("请写明撤下的理由。"), field="reason")
    if Withdrawal.objects.filter(notice=notice).exists():
        raise Refused(_("这一条已经撤下。"))
    if not Issue.objects.filter(notice=notice).exists():
        raise Refused(_("还没有发布，不用撤下。"))
    Withdrawal.objects.create(notice=notice, reason=clean, withdrawn_by=by.id, withdrawn_at=at)
    details = f"{notice.title}：{clean}"
    note("withdraw_notice", notice.office.number_code, by=by, at=at, details=details)


def withdraw_rehearsed(roots: Collection[UUID], *, by: Viewer, at: datetime) -> None:
    """Withdraw what a drill drafted, issued or not; it stays in the record."""
    drafted = Notice.objects.filter(root__in=roots, is_drill=True, withdrawal=None)
    Withdrawal.objects.bulk_create(
        Withdrawal(notice=each, reason=_("演练结束。"), withdrawn_by=by.id, withdrawn_at=at)
        for each in drafted
    )


def public_now(today: date) -> list[Notice]:
    """Every public notice in force on a day, newest first: what the portal shows."""
    issued = _issued(Notice.objects.filter(kind=NoticeKind.PUBLIC))
    rows = [each for each in issued if is_in_force(each, today)]
    return sorted(rows, key=lambda each: (each.from_on, each.written_at), reverse=True)


def is_in_force(notice: Notice, today: date) -> bool:
    """Whether an issued version is shown on a day."""
    return notice.from_on <= today and notice.state(today) is NoticeState.CURRENT


def threads(offices: Iterable[UUID]) -> list[list[Notice]]:
    """Every notice of these offices as the list of its versions, newest first."""
    found: dict[UUID, list[Notice]] = {}
    rows = Notice.objects.filter(office__in=list(offices)).order_by("-version")
    for each in rows.select_related("office", "issue", "withdrawal"):
        found.setdefault(each.root, []).append(each)
    return sorted(found.values(), key=lambda each: each[0].written_at, reverse=True)


def readers_of(notice: Notice) -> list[Office]:
    """The offices an internal notice is for: those chosen, or all below its territory."""
    below = offices_below(notice.office)
    chosen = set(notice.addressees.values_list("pk", flat=True))
    return [each for each in below if not chosen or each.pk in chosen]


def offices_below(office: Office) -> list[Office]:
    """The offices to which this one may send a notice."""
    own = Office.objects.under(path_above(office.path)).filter(is_open=True)
    return list(own.exclude(pk=office.pk).exclude(kind__in=SILENT))


def considered(office: Office, wording: NoticeWording) -> NoticeWording:
    """A notice as it would be kept, every form filled; Refused, with the field, if it cannot."""
    if wording.kind not in set(NoticeKind):
        raise Refused(_("请选择是公告还是内部通知。"), field="kind")
    texts = {name: _line(getattr(wording, name), name, limit) for name, limit in LINES.items()}
    for name, limit in TEXTS.items():
        texts[name] = _text(getattr(wording, name), name, limit)
    if not texts["title"]:
        raise Refused(_("请填写标题。"), field="title")
    if not texts["text"]:
        raise Refused(_("请填写正文。"), field="text")
    if bool(texts["title_en"]) != bool(texts["text_en"]):
        lacking = "text_en" if texts["title_en"] else "title_en"
        raise Refused(_("英文的标题和正文要一起填写，或者都不填。"), field=lacking)
    first = _checked_days(wording)
    title, text = texts["title"], texts["text"]
    public = wording.kind == NoticeKind.PUBLIC
    texts["sms"] = texts["sms"] or notice_words.sms(office.short_name, title, is_public=public)
    if notice_words.units(texts["sms"]) > notice_words.LONGEST_SMS:
        raise Refused(_("短信不能超过70字，生僻字和表情算两个。"), field="sms")
    texts["wechat"] = texts["wechat"] or notice_words.wechat(office.name, title, text, first)
    texts["broadcast"] = texts["broadcast"] or notice_words.broadcast(
        office.name, title, text, is_public=public
    )
    if wording.guide and not Guide.objects.filter(slug=wording.guide).exists():
        raise Refused(_("没有这一页办理指南。"), field="guide")
    below = {each.pk for each in offices_below(office)} if wording.addressees else set()
    if not set(wording.addressees) <= below:
        raise Refused(_("只能发给本地的下级和有关机构。"), field="addressees")
    return replace(wording, **texts)  # type: ignore[arg-type]  # only its fields of text


def wording_of(notice: Notice) -> NoticeWording:
    """What a version says."""
    names = NoticeWording.__dataclass_fields__.keys() - {"addressees"}
    given = {name: getattr(notice, name) for name in names}
    return NoticeWording(**given, addressees=tuple(notice.addressees.values_list("pk", flat=True)))


def _is_same(one: NoticeWording, other: NoticeWording) -> bool:
    is_for_the_same = set(one.addressees) == set(other.addressees)
    return is_for_the_same and replace(one, addressees=other.addressees) == other


def _checked_days(wording: NoticeWording) -> date:
    if wording.from_on is None:
        raise Refused(_("请填写从哪一天起。"), field="from_on")
    for name in ("until_on", "review_on", "reply_by"):
        later = getattr(wording, name)
        if later and later < wording.from_on:
            raise Refused(_("这个日期不能早于开始的日期。"), field=name)
    return wording.from_on


def _written(
    office: Office, clean: NoticeWording, *, root: UUID, version: int, by: Viewer, at: datetime
) -> Notice:
    values = {**vars(clean)}
    addressees = Office.objects.filter(pk__in=values.pop("addressees"))
    made = Notice.objects.create(
        office=office, root=root, version=version, written_by=by.id, written_at=at, **values
    )
    made.addressees.set(addressees)
    return made


def _publication(
    notice: Notice, medium: str, *, at: datetime, remark: str, by: Viewer, entered_at: datetime
) -> Publication:
    made, _new = Publication.objects.get_or_create(
        {"entered_at": entered_at},
        notice=notice, medium=medium, at=at, remark=remark, entered_by=by.id,
    )  # fmt: skip
    return made


def _issued(rows: QuerySet[Notice]) -> list[Notice]:
    """The newest issued version of each notice."""
    found = rows.filter(issue__isnull=False).order_by("root", "-version").distinct("root")
    return list(found.select_related("office", "issue", "withdrawal"))


def _newest(notice: Notice) -> Notice:
    return Notice.objects.filter(root=notice.root).order_by("-version")[0]


def _line(text: str, field: str, limit: int) -> str:
    try:
        return one_line(text, limit=limit)
    except Unclean as problem:
        raise Refused(problem.sentence(_), field=field) from None


def _text(text: str, field: str, limit: int) -> str:
    try:
        return tidy(text, limit=limit).strip()
    except Unclean as problem:
        raise Refused(problem.sentence(_), field=field) from None
