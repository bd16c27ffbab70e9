"""What goes wrong, in plain words: what happened, that nothing is lost, what to do now."""

import sys

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from huiyin.documents.actions import NotKept
from huiyin.web.portal.pages import page, page_without_database

RETRY_SECONDS = "30"
SERVER_FAULT = 500


def wants_json(request: HttpRequest) -> bool:
    """Whether the script of the form asks, which shows the sentence itself."""
    return request.headers.get("Accept", "") == "application/json"


def told(
    request: HttpRequest, status: int, heading: str, *lines: str, reference: str = ""
) -> HttpResponse:
    """An error page, or its first sentence for the script of a page."""
    if wants_json(request):
        return JsonResponse({"sentence": lines[0] if lines else heading}, status=status)
    shown = page_without_database if status >= SERVER_FAULT else page
    return shown(
        request,
        "portal/error.html",
        status=status,
        heading=heading,
        lines=lines,
        reference=reference,
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400. What came could not be read; 413 where it was simply too much."""
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    return told(
        request,
        400,
        _("这次提交的内容不完整，未能接收"),
        _("可能是文件超过 20 个，或者页面放得太久。请返回上一页核对后再提交，您写的内容还在。"),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403. Not from here."""
    return told(
        request,
        403,
        _("这个页面不能这样打开"),
        _("请从首页重新进入。如果您正在填写，请返回上一页，内容还在。"),
    )


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403. The page was open too long, or cookies are switched off."""
    return told(
        request,
        403,
        _("页面放得太久了，或者浏览器关闭了 Cookie"),
        _("请返回上一页，刷新后再提交一次；您写的内容保存在本机，不会重复登记。"),
        _("如果仍然不行，请在浏览器设置里允许本网站使用 Cookie。"),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404. No such page, or none that this visitor may see."""
    return told(
        request,
        404,
        _("没有这个页面"),
        _("地址可能抄错了，或者这一页已经不在。要查一件事，请在首页填写编号和查询码。"),
    )


def too_large(request: HttpRequest) -> HttpResponse:
    """413. More than the office can take at once."""
    return told(
        request,
        413,
        _("文件太大了"),
        _("每个文件不超过 20 MB，合起来不超过 100 MB。请压缩或者去掉几个再提交，您写的内容还在。"),
    )


def too_many(request: HttpRequest, seconds: int = 30) -> HttpResponse:
    """429. Too fast; never a refusal of a petition."""
    response = told(
        request,
        429,
        _("操作太快了，请稍等"),
        _("请过 %(count)s 秒再试。您写的内容还在，不会重复登记。") % {"count": seconds},
    )
    response.headers["Retry-After"] = str(seconds)
    return response


def failed(request: HttpRequest) -> HttpResponse:
    """500. Our fault; 503 where only the store is away."""
    if isinstance(sys.exception(), OperationalError | InterfaceError | NotKept):
        return unavailable(request)
    return told(
        request,
        500,
        _("我们这边出错了"),
        _("暂时无法办理，不是您的问题。您填写的内容已保存在本机，请稍后重试，不会重复登记。"),
    )


def unavailable(request: HttpRequest) -> HttpResponse:
    """503. The store is away for a moment."""
    response = told(
        request,
        503,
        _("暂时无法使用"),
        _("系统正在恢复，通常几分钟就好。您填写的内容已保存在本机，请稍后重试，不会重复登记。"),
    )
    response.headers["Retry-After"] = RETRY_SECONDS
    return response
