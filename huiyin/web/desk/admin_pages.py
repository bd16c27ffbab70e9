"""What the pages of all three administrators share: the row of tabs, and turning pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from huiyin.language.clean import Unclean, one_line
from huiyin.rules.permissions import ADMINISTRATORS
from huiyin.rules.terms import Role
from huiyin.web.desk import frame
from huiyin.web.desk.gate import StaffRequest, staff_page

LONGEST_SEARCH = 60

SYSTEM = frozenset({Role.SYSTEM_ADMIN})
SECURITY = frozenset({Role.SECURITY_ADMIN})
AUDIT = frozenset({Role.AUDIT_ADMIN})

TABS: dict[Role, tuple[tuple[str, str], ...]] = {
    Role.SYSTEM_ADMIN: (
        ("offices", gettext_noop("机构")),
        ("duties", gettext_noop("权责")),
        ("categories", gettext_noop("内容分类")),
        ("published", gettext_noop("对外公布")),
        ("calendars", gettext_noop("工作日历")),
        ("health_limits", gettext_noop("测温界限")),
        ("tokens", gettext_noop("接口令牌")),
        ("webhooks", gettext_noop("事件推送")),
        ("health", gettext_noop("运行状况")),
    ),
    Role.SECURITY_ADMIN: (("people", gettext_noop("人员与岗位")),),
    Role.AUDIT_ADMIN: (
        ("accesses", gettext_noop("访问记录")),
        ("verification", gettext_noop("完整性核对")),
    ),
}


@dataclass(frozen=True)
class Tab:
    """One page of an administrator, and whether it is the one shown."""

    label: str
    address: str
    is_here: bool


def page(
    request: StaffRequest, template: str, *, tab: str, status: int = 200, **context: Any
) -> HttpResponse:
    """A page of an administrator, under his tabs."""
    return frame.page(
        request,
        template,
        status=status,
        section=_section(request),
        tabs=list(_tabs(request, tab)),
        **context,
    )


@staff_page(roles=ADMINISTRATORS)
def admin(request: StaffRequest) -> HttpResponse:
    """The first page of the administrator who asks."""
    role = min(request.viewer.roles & ADMINISTRATORS, key=list(Role).index)
    return redirect(f"desk:{TABS[role][0][0]}")


def wanted(request: StaffRequest, name: str = "q") -> str:
    """What is searched for; what cannot be a search is as nothing."""
    try:
        return one_line(request.GET.get(name, ""), limit=LONGEST_SEARCH)
    except Unclean:
        return ""


def typed(request: StaffRequest, *names: str) -> dict[str, str]:
    """What was typed into a form, to be shown again."""
    return {name: request.POST.get(name, "") for name in names}


def _section(request: StaffRequest) -> str:
    names = {
        Role.SYSTEM_ADMIN: _("系统管理"),
        Role.SECURITY_ADMIN: _("安全管理"),
        Role.AUDIT_ADMIN: _("审计管理"),
    }
    return next((names[role] for role in names if role in request.viewer.roles), "")


def _tabs(request: StaffRequest, here: str) -> Iterable[Tab]:
    for role, tabs in TABS.items():
        if role in request.viewer.roles:
            for name, label in tabs:
                yield Tab(_(label), reverse(f"desk:{name}"), name == here)
