"""系统管理: endpoints of other systems, how far each is, sending again, ending."""

from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from huiyin.accounts.actions import territory
from huiyin.audit.actions import note_access
from huiyin.audit.models import Access
from huiyin.language.clean import Unclean
from huiyin.notifications import webhooks as hooks
from huiyin.notifications.endpoints import Webhook
from huiyin.notifications.webhooks import Refused
from huiyin.organisations.models import Office
from huiyin.rules.terms import OfficeKind, Role
from huiyin.web.desk.admin_pages import SYSTEM, page, typed
from huiyin.web.desk.gate import StaffRequest, staff_page


@staff_page(roles=SYSTEM)
def webhooks(request: StaffRequest) -> HttpResponse:
    """The endpoints of one's territory."""
    return page(
        request,
        "desk/admin/webhooks.html",
        tab="webhooks",
        rows=_mine(request),
        hosts=sorted(settings.HUIYIN_WEBHOOK_HOSTS),
    )


@staff_page(roles=SYSTEM)
def add(request: StaffRequest) -> HttpResponse:
    """Register an endpoint; the answer shows its secret, once."""
    offices = _offices(request)
    problem = Refused("", field="")
    if request.method == "POST":
        try:
            hook, secret = _register(request, offices)
        except Refused as refusal:
            problem = refusal
        except Unclean as flaw:
            problem = Refused(flaw.sentence(_), field="name")
        else:
            return _page_of(request, hook, secret=secret)
    return page(
        request,
        "desk/admin/webhook_add.html",
        tab="webhooks",
        status=422 if problem.sentence else 200,
        choices=[(str(each.pk), each.name) for each in offices],
        hosts=sorted(settings.HUIYIN_WEBHOOK_HOSTS),
        typed=typed(request, "office", "name", "url"),
        problem=problem,
        sentence=_(problem.sentence) if problem.sentence else "",
    )


@staff_page(roles=SYSTEM)
def webhook(request: StaffRequest, hook_id: UUID) -> HttpResponse:
    """One endpoint; posted, it is started again, sent again from a number, or ended."""
    hook = _mine(request).filter(pk=hook_id).first()
    if hook is None:
        raise Http404
    if request.method != "POST":
        return _page_of(request, hook, done=request.GET.get("done", ""))
    try:
        deed = _do(request, hook)
    except Refused as refusal:
        return _page_of(request, hook, problem=_(refusal.sentence))
    _note(request, deed, hook)
    if deed == "end":
        return redirect("desk:webhooks")
    return redirect(f"{reverse('desk:webhook', args=[hook.pk])}?done={deed}")


def _mine(request: StaffRequest) -> QuerySet[Webhook]:
    offices = Office.objects.filter(territory(request.viewer, Role.SYSTEM_ADMIN))
    rows = Webhook.objects.filter(ended_at=None, office__in=offices)
    return rows.select_related("office").order_by("created_at", "id")


def _offices(request: StaffRequest) -> list[Office]:
    mine = Office.objects.filter(territory(request.viewer, Role.SYSTEM_ADMIN), is_open=True)
    return list(mine.exclude(kind=OfficeKind.GOVERNMENT).order_by("path"))


def _register(request: StaffRequest, offices: list[Office]) -> tuple[Webhook, str]:
    office = next((each for each in offices if str(each.pk) == request.POST.get("office")), None)
    if office is None:
        raise Refused("请选择机构。", field="office")
    made = hooks.register(
        office=office,
        name=request.POST.get("name", ""),
        url=request.POST.get("url", ""),
        at=request.now,
    )
    _note(request, "register", made[0])
    return made


def _do(request: StaffRequest, hook: Webhook) -> str:
    if "end" in request.POST:
        hooks.end(hook.pk, at=request.now)
        return "end"
    if "start" in request.POST:
        hooks.start_again(hook.pk, at=request.now)
        return "start"
    text = request.POST.get("first", "")
    is_number = text.isascii() and text.isdigit() and len(text) < 18
    hooks.replay(hook.pk, first=int(text) if is_number else 0, at=request.now)
    return "replay"


def _note(request: StaffRequest, deed: str, hook: Webhook) -> None:
    note_access(
        Access.ADMIN,
        viewer=request.viewer,
        at=request.now,
        subject=f"webhook_{deed} {hook.pk}",
        reason=f"{hook.name} {hook.url}",
    )


def _page_of(
    request: StaffRequest, hook: Webhook, *, secret: str = "", done: str = "", problem: str = ""
) -> HttpResponse:
    oldest = hook.events.order_by("sequence").values_list("sequence", flat=True).first()
    return page(
        request,
        "desk/admin/webhook.html",
        tab="webhooks",
        status=422 if problem else 200,
        hook=hook,
        oldest=oldest,
        secret=secret,
        done=done,
        problem=problem,
    )
