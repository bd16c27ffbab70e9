"""审计管理: who saw, opened, was refused or changed what; and whether the records are whole."""

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.http import HttpResponse
from django.utils.translation import pgettext_lazy

from huiyin.accounts.models import User
from huiyin.audit.actions import first_bad_seal
from huiyin.audit.models import Access, AccessSeal
from huiyin.petitions.filters import YEARS
from huiyin.petitions.wall import walled_from
from huiyin.rules.moments import end_of_day, start_of_day
from huiyin.rules.terms import Role
from huiyin.web.desk.admin_pages import AUDIT, page, wanted
from huiyin.web.desk.frame import listed
from huiyin.web.desk.gate import StaffRequest, staff_page

SIZE = 100
DAYS_SHOWN = 31

KINDS = {
    Access.READ: pgettext_lazy("access", "查阅"),
    Access.REVEAL: pgettext_lazy("access", "查看隐去的信息"),
    Access.SEARCH: pgettext_lazy("access", "查找"),
    Access.DENIED: pgettext_lazy("access", "被拒绝"),
    Access.ADMIN: pgettext_lazy("access", "管理操作"),
    Access.EXPORT: pgettext_lazy("access", "导出"),
}
SUBJECTS = {
    "sign_in": pgettext_lazy("access", "登录"),
    "sign_in_new_device": pgettext_lazy("access", "在新设备上登录"),
    "wrong_second_factor": pgettext_lazy("access", "密码正确，动态口令输错"),
    "add_user": pgettext_lazy("access", "新增人员"),
    "one_time_password": pgettext_lazy("access", "发放一次性密码"),
    "give_post": pgettext_lazy("access", "任命岗位"),
    "end_post": pgettext_lazy("access", "结束岗位"),
    "reset_second_factor": pgettext_lazy("access", "重置动态口令"),
    "sign_out_everywhere": pgettext_lazy("access", "全部退出登录"),
    "sign_out_elsewhere": pgettext_lazy("access", "退出其他地方的登录"),
    "start_account": pgettext_lazy("access", "恢复账号"),
    "stop_account": pgettext_lazy("access", "停用账号"),
    "set_password": pgettext_lazy("access", "修改密码"),
    "set_second_factor": pgettext_lazy("access", "设置动态口令"),
    "forget_device": pgettext_lazy("access", "移除已知设备"),
    "found": pgettext_lazy("access", "建立安装"),
    "let_back_in": pgettext_lazy("access", "找回安全管理员"),
    "add_office": pgettext_lazy("access", "新增机构"),
    "rename_office": pgettext_lazy("access", "机构更名"),
    "move_office": pgettext_lazy("access", "改变机构隶属"),
    "end_office": pgettext_lazy("access", "撤销或者合并机构"),
    "keep_office": pgettext_lazy("access", "取消撤销机构"),
    "add_duty": pgettext_lazy("access", "登记权责"),
    "end_duty": pgettext_lazy("access", "结束权责"),
    "add_category": pgettext_lazy("access", "新增内容分类"),
    "rename_category": pgettext_lazy("access", "内容分类改名"),
    "retire_category": pgettext_lazy("access", "停用内容分类"),
    "restore_category": pgettext_lazy("access", "恢复内容分类"),
    "add_way": pgettext_lazy("access", "公布反映渠道"),
    "change_way": pgettext_lazy("access", "修改反映渠道"),
    "remove_way": pgettext_lazy("access", "撤下反映渠道"),
    "add_guide": pgettext_lazy("access", "新增办理指南"),
    "change_guide": pgettext_lazy("access", "修改办理指南"),
    "remove_guide": pgettext_lazy("access", "撤下办理指南"),
    "close_way": pgettext_lazy("access", "公布渠道暂停"),
    "reopen_way": pgettext_lazy("access", "公布渠道恢复"),
    "issue_notice": pgettext_lazy("access", "发布公告、通知"),
    "withdraw_notice": pgettext_lazy("access", "撤下公告、通知"),
    "publish_answer": pgettext_lazy("access", "公布政策解答"),
    "retire_answer": pgettext_lazy("access", "撤下政策解答"),
    "offer_slots": pgettext_lazy("access", "开放预约时段"),
    "take_back_slots": pgettext_lazy("access", "收回预约时段"),
    "book_visit": pgettext_lazy("access", "来电代约"),
    "cancel_visit": pgettext_lazy("access", "代为取消预约"),
    "booking": pgettext_lazy("access", "预约人的号码"),
    "change_office": pgettext_lazy("access", "修改机构资料"),
    "open_office": pgettext_lazy("access", "恢复使用机构"),
    "close_office": pgettext_lazy("access", "停用机构"),
    "slip": pgettext_lazy("access", "信访凭证"),
}
SEARCHED = {
    "words": pgettext_lazy("access", "按正文"),
    "name": pgettext_lazy("access", "按姓名"),
    "phone": pgettext_lazy("access", "按电话"),
    "identity": pgettext_lazy("access", "按证件号码"),
    "number": pgettext_lazy("access", "按编号"),
    "screening": pgettext_lazy("access", "排查应急事项"),
}
POSTS = {role.value: role for role in Role}


@dataclass(frozen=True)
class AccessShown:
    """An access as one line of the list."""

    at: datetime
    kind: str
    kind_words: str
    name: str
    post: Role | None
    petition: str
    subject: str
    reason: str


@dataclass(frozen=True)
class DayShown:
    """A day of accesses: how many seals, and the first bad one if the day was verified."""

    on: date
    seals: int
    is_verified: bool
    bad: int | None


@staff_page(roles=AUDIT)
def accesses(request: StaffRequest) -> HttpResponse:
    """The accesses, newest first, by kind, day and person."""
    kind, words = request.GET.get("kind", ""), wanted(request)
    on = _day(request.GET.get("on", ""))
    found = _filtered(kind, on, words)
    # An auditor too may be the accused, and then there is nothing to audit (R30.3).
    found = found.exclude(petition_id__in=walled_from(request.viewer, request.today))
    place = _place(request.GET.get("after", ""))
    if place is not None:
        at, row = place
        found = found.filter(Q(recorded_at__lt=at) | Q(recorded_at=at, id__lt=row))
    rows = list(found.order_by("-recorded_at", "-id")[: SIZE + 1])
    return page(
        request,
        "desk/admin/accesses.html",
        tab="accesses",
        rows=[_shown(row) for row in rows[:SIZE]],
        kinds=[(name, label, name == kind) for name, label in KINDS.items()],
        kind=kind if kind in KINDS else "",
        on=on,
        words=words,
        after=_token(rows[SIZE - 1]) if len(rows) > SIZE else "",
        is_first=place is None,
        filters=urlencode(
            {"kind": kind, "on": on.isoformat() if on else "", "q": words}
            if words or on or kind in KINDS
            else {}
        ),
        is_filtered=bool(words or on or kind in KINDS),
    )


@staff_page(roles=AUDIT)
def verification(request: StaffRequest) -> HttpResponse:
    """The days whose accesses are sealed, and for those asked about whether all is as written."""
    since = request.today - timedelta(days=DAYS_SHOWN - 1)
    asked = _day(request.GET.get("on", ""))
    all_of_them = request.GET.get("all") == "1"
    sealed = AccessSeal.objects.filter(day__gte=since)
    if asked is not None and asked < since:
        sealed = AccessSeal.objects.filter(day=asked)
    days = [
        _day_shown(each["day"], each["n"], verify=all_of_them or each["day"] == asked)
        for each in sealed.values("day").annotate(n=Count("id")).order_by("-day")
    ]
    return page(
        request,
        "desk/admin/verification.html",
        tab="verification",
        days=days,
        verified=[each for each in days if each.is_verified],
        bad=[each for each in days if each.bad is not None],
        asked=asked,
        since=since,
    )


def _filtered(kind: str, on: date | None, words: str) -> QuerySet[Access]:
    found = Access.objects.all()
    if kind in KINDS:
        found = found.filter(kind=kind)
    if on is not None:
        found = found.filter(recorded_at__gte=start_of_day(on), recorded_at__lte=_last(on))
    if words:
        people = User.objects.filter(Q(name=words) | Q(username=words.lower()))
        ids = people.annotate(text=Cast(F("id"), TextField())).values("text")
        found = found.filter(Q(name=words) | Q(viewer__in=ids))
    return found


def _last(on: date) -> datetime:
    return end_of_day(on) + timedelta(seconds=1, microseconds=-1)


def _shown(row: Access) -> AccessShown:
    deed, _colon, whom = row.subject.partition(":")
    words = str(SUBJECTS[deed]) if deed in SUBJECTS else deed
    if row.kind == Access.SEARCH:
        words = _searched(deed)
    return AccessShown(
        at=row.recorded_at,
        kind=row.kind,
        kind_words=str(KINDS[row.kind]) if row.kind in KINDS else row.kind,
        name=row.name,
        post=POSTS.get(row.post),
        petition=str(row.petition_id) if row.petition_id else "",
        subject=f"{words} {whom}".strip(),
        reason=row.reason,
    )


def _searched(deed: str) -> str:
    """By what was searched; a number at the end says how many were found."""
    ways = deed.split()
    found = ways.pop() if ways and ways[-1].isdecimal() else ""
    return f"{listed(str(SEARCHED.get(each, each)) for each in ways)} {found}".strip()


def _day_shown(on: date, seals: int, *, verify: bool) -> DayShown:
    return DayShown(on, seals, verify, first_bad_seal(on) if verify else None)


def _token(row: Access) -> str:
    plain = f"{row.recorded_at.astimezone(UTC).isoformat()} {row.id.hex}"
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def _place(token: str) -> tuple[datetime, UUID] | None:
    """The place that a token names; None for anything else."""
    try:
        plain = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode()
        at, row = plain.split(" ")
        return datetime.fromisoformat(at), UUID(hex=row)
    except (binascii.Error, ValueError):
        return None


def _day(typed: str) -> date | None:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    return day if day.year in YEARS else None
