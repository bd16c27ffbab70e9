"""安全管理: giving and ending posts, each with its days and with what follows from it."""

from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from huiyin.accounts import actions
from huiyin.accounts.errors import Refused
from huiyin.accounts.models import Post, User
from huiyin.organisations.models import Office
from huiyin.petitions.actions.leaving import count_held, leave_to_colleagues
from huiyin.rules.permissions import ADMINISTRATORS, NEEDS_SECOND_FACTOR, roles_at
from huiyin.rules.terms import OfficeKind, Role
from huiyin.web.desk.admin_pages import SECURITY, page, typed
from huiyin.web.desk.gate import StaffRequest, staff_page

ONE_DAY = timedelta(days=1)


@staff_page(roles=SECURITY)
def give(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """Give a post in two steps: first the office, then a role it can give, and the days."""
    person = get_object_or_404(actions.people_of(request.viewer), pk=person_id)
    mine = Office.objects.filter(
        actions.territory(request.viewer, Role.SECURITY_ADMIN), is_open=True
    ).order_by("path")
    chosen = _chosen(request, mine)
    problem = Refused("")
    if request.method == "POST" and chosen is not None:
        try:
            _give(request, person, chosen)
        except Refused as refused:
            problem = refused
        else:
            return redirect(f"/admin/people/{person_id}/?done=post")
    roles = roles_at(OfficeKind(chosen.kind)) if chosen else frozenset()
    all_need_second = settings.HUIYIN_SECOND_FACTOR == "all"
    return page(
        request,
        "desk/admin/post_give.html",
        tab="people",
        status=422 if problem.sentence else 200,
        person=person,
        places=[] if chosen else list(mine),
        office=chosen,
        roles=[
            (role, role in ADMINISTRATORS, all_need_second or role in NEEDS_SECOND_FACTOR)
            for role in Role
            if role in roles
        ],
        typed=typed(request, "role", "from_on", "to_on"),
        problem=problem,
    )


@staff_page(roles=SECURITY)
def end(request: StaffRequest, post_id: UUID) -> HttpResponse:
    """End a post, today or at once, after showing what follows."""
    post = Post.objects.select_related("office", "user").filter(pk=post_id).first()
    if post is None or not actions.people_of(request.viewer).filter(pk=post.user_id).exists():
        raise Http404
    colleagues = actions.colleagues(post, request.today)
    problem = Refused("")
    if request.method == "POST":
        try:
            last = _last_day(request)
            _end(request, post, last, colleagues)
        except Refused as refused:
            problem = refused
        else:
            return redirect(f"/admin/people/{post.user_id}/?done=post_end")
    return page(
        request,
        "desk/admin/post_end.html",
        tab="people",
        status=422 if problem.sentence else 200,
        post=post,
        person=post.user,
        others=[
            other
            for other in post.user.posts.select_related("office")
            if other.pk != post.pk and other.is_held(request.today)
        ],
        in_hand=count_held(post.user, post.office, request.today),
        colleagues=colleagues,
        typed=typed(request, "to_on", "handed_to"),
        problem=problem,
    )


@transaction.atomic
def _end(request: StaffRequest, post: Post, last: date, colleagues: QuerySet[User]) -> None:
    """End the post and leave what is left behind to whom was chosen."""
    wanted = request.POST.get("handed_to", "")
    colleague = next((each for each in colleagues if str(each.pk) == wanted), None)
    if wanted and colleague is None:
        raise Refused(_("请选择同一机构在岗的同事。"), field="handed_to")
    actions.end_post(post.pk, to_on=last, handed_to=colleague, by=request.viewer, at=request.now)
    leave_to_colleagues(at=request.now, person=post.user)


def _give(request: StaffRequest, person: User, office: Office) -> None:
    if request.POST.get("role") not in set(Role):
        raise Refused(_("请选择岗位。"), field="role")
    from_on = _day(request.POST.get("from_on", ""), "from_on")
    if from_on is None:
        raise Refused(_("请选择起始日期。"), field="from_on")
    actions.give_post(
        person.pk,
        office_id=office.pk,
        role=Role(request.POST["role"]),
        from_on=from_on,
        to_on=_day(request.POST.get("to_on", ""), "to_on"),
        by=request.viewer,
        at=request.now,
    )


def _last_day(request: StaffRequest) -> date:
    if "at_once" in request.POST:
        return request.today - ONE_DAY
    last = _day(request.POST.get("to_on", ""), "to_on")
    if last is None:
        raise Refused(_("请选择最后一天。"), field="to_on")
    return last


def _chosen(request: StaffRequest, mine: QuerySet[Office]) -> Office | None:
    try:
        wish = UUID(request.POST.get("office") or request.GET.get("office") or "")
    except ValueError:
        return None
    return mine.filter(pk=wish).first()


def _day(typed: str, field: str) -> date | None:
    if not typed.strip():
        return None
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        raise Refused(_("日期请写成 2020-02-07 的样子。"), field=field) from None
