"""公开和通知. What the pages of publishing share: the row of tabs, and who publishes."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from huiyin.rules.rule import KEEPING
from huiyin.rules.terms import Role
from huiyin.web.desk import frame
from huiyin.web.desk.admin_pages import Tab
from huiyin.web.desk.gate import PETITION_ROLES, StaffRequest

WRITING = frozenset({Role.DISPATCHER, Role.LEADER})
"""Who drafts what a bureau publishes."""
DECIDING = frozenset({Role.LEADER})
"""Who closes a way in, and publishes what somebody else drafted."""
RECEIVING = KEEPING | WRITING
"""Who sees whom the hall expects."""

TABS = (
    ("received", gettext_noop("收到的通知"), PETITION_ROLES),
    ("notices", gettext_noop("公告和通知"), WRITING),
    ("answers", gettext_noop("政策解答"), PETITION_ROLES),
    ("guides", gettext_noop("办理指南"), PETITION_ROLES),
    ("appointments", gettext_noop("预约来访"), RECEIVING),
    ("closures", gettext_noop("渠道暂停"), WRITING),
)


def page(
    request: StaffRequest, template: str, *, tab: str, status: int = 200, **context: Any
) -> HttpResponse:
    """A page of publishing, under the tabs that make sense for who looks."""
    return frame.page(
        request,
        template,
        status=status,
        here="publishing",
        section=_("公开和通知"),
        tabs=[
            Tab(_(label), reverse(f"desk:{name}"), name == tab)
            for name, label, roles in TABS
            if roles & request.viewer.roles
        ],
        **context,
    )
