"""What goes wrong at the desk, in plain words; these pages need neither sign-in nor database."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from huiyin.documents.actions import NotKept

RETRY_SECONDS = "30"


def _told(request: HttpRequest, status: int, heading: str, sentence: str) -> HttpResponse:
    given = {"heading": heading, "sentence": sentence}
    return render(request, "desk/error.html", given, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return _told(
        request,
        400,
        _("这次提交的内容不完整，未能接收"),
        _("请返回上一页核对后再提交，写的内容还在。"),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return _told(request, 403, _("这个页面不能这样打开"), _("请从左边的清单重新进入。"))


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403. The page stood open too long, or cookies are off; nothing was done."""
    return _told(
        request,
        403,
        _("页面放得太久了，或者浏览器关闭了 Cookie"),
        _("没有办理。请返回上一页，写的内容还在；刷新后再提交一次。"),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404. The same for what does not exist and for what this person may not see."""
    return _told(request, 404, _("没有这个页面"), _("地址可能抄错了，或者这一页不由您的岗位使用。"))


def failed(request: HttpRequest) -> HttpResponse:
    """500. Nothing was done: every page is one transaction; 503 where only the store is away."""
    if isinstance(sys.exception(), OperationalError | InterfaceError | NotKept):
        response = _told(
            request,
            503,
            _("暂时无法使用"),
            _("系统正在恢复，通常几分钟就好。这一步没有办理，写的内容还在；请稍后返回上一页再试。"),
        )
        response.headers["Retry-After"] = RETRY_SECONDS
        return response
    return _told(
        request,
        500,
        _("我们这边出错了"),
        _("这一步没有办理，什么也没有改变。请返回上一页再试；仍然不行的，请联系系统管理员。"),
    )
