"""安全管理: who may sign in, and what to do when a password, a telephone or a person is lost."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode
from uuid import UUID

from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from huiyin.accounts import actions
from huiyin.accounts.errors import Refused
from huiyin.accounts.models import Post, User, second_factor_needed
from huiyin.petitions.actions.leaving import leave_to_colleagues
from huiyin.rules.permissions import Viewer
from huiyin.web.desk.admin_pages import SECURITY, page, typed, wanted
from huiyin.web.desk.gate import StaffRequest, staff_page

SIZE = 50


@dataclass(frozen=True)
class PersonShown:
    """A person as one line of the list."""

    person: User
    held: list[Post]
    needs_second: bool


@dataclass(frozen=True)
class Deed:
    """Something done to an account after showing what will happen."""

    title: str
    button: str
    happens: tuple[str, ...]
    act: Callable[..., str | None]
    when_active: bool | None = None


def _stop(user_id: UUID, *, by: Viewer, at: datetime) -> None:
    with transaction.atomic():
        actions.switch_account(user_id, on=False, by=by, at=at)
        leave_to_colleagues(at=at, person=User.objects.get(pk=user_id))


def _start(user_id: UUID, *, by: Viewer, at: datetime) -> None:
    actions.switch_account(user_id, on=True, by=by, at=at)


DEEDS = {
    "one-time-password": Deed(
        gettext_noop("发放一次性密码"),
        gettext_noop("发放一次性密码"),
        (
            gettext_noop("现在的密码立即失效，所有已登录的页面退出，已知设备清空。"),
            gettext_noop("新密码只显示这一次，72 小时内有效，请当面或电话核实身份后交给本人。"),
            gettext_noop("本人登录后必须先改成自己的密码。"),
        ),
        actions.give_one_time_password,
    ),
    "second-factor": Deed(
        gettext_noop("重置动态口令"),
        gettext_noop("重置动态口令"),
        (
            gettext_noop("手机上原来的动态口令立即失效，所有已登录的页面退出。"),
            gettext_noop("岗位要求动态口令的，下次登录后必须先重新设置，才能使用其他页面。"),
            gettext_noop("请先当面或电话核实身份：知道密码的人将能设置新的动态口令。"),
        ),
        actions.reset_second_factor,
    ),
    "sign-out": Deed(
        gettext_noop("全部退出登录"),
        gettext_noop("全部退出登录"),
        (
            gettext_noop("这个账号在所有电脑上的登录立即结束，没有保存的填写内容会丢失。"),
            gettext_noop("已知设备清空，下次登录按新设备对待。密码和岗位不变。"),
        ),
        actions.sign_out_everywhere,
    ),
    "stop": Deed(
        gettext_noop("停用账号"),
        gettext_noop("停用账号"),
        (
            gettext_noop("这个账号立即退出，并且不能再登录。"),
            gettext_noop("岗位记录和经手的办理记录保留；名下在办事项由所在单位重新分办。"),
        ),
        _stop,
        when_active=True,
    ),
    "start": Deed(
        gettext_noop("恢复账号"),
        gettext_noop("恢复账号"),
        (gettext_noop("这个账号可以用原来的密码登录，仍在任期内的岗位随之恢复。"),),
        _start,
        when_active=False,
    ),
}


@staff_page(roles=SECURITY)
def people(request: StaffRequest) -> HttpResponse:
    """The people of one's territory by username, with the posts they hold today."""
    words, after = wanted(request), wanted(request, "after")
    found = actions.people_of(request.viewer).order_by("username")
    if words:
        found = found.filter(
            Q(name__contains=words)
            | Q(username__startswith=words.lower())
            | Q(posts__office__name__contains=words)
        ).distinct()
    if after:
        found = found.filter(username__gt=after)
    held = Prefetch("posts", _held(request.today), to_attr="held_today")
    rows = list(found.prefetch_related(held)[: SIZE + 1])
    return page(
        request,
        "desk/admin/people.html",
        tab="people",
        rows=[_shown(person, person.held_today) for person in rows[:SIZE]],
        words=words,
        after=rows[SIZE - 1].username if len(rows) > SIZE else "",
        is_first=not after,
        filters=urlencode({"q": words}) if words else "",
        now=request.real_now,
    )


@staff_page(roles=SECURITY)
def new(request: StaffRequest) -> HttpResponse:
    """Add a person; the answer shows the password for one time, once."""
    problem = Refused("")
    if request.method == "POST":
        try:
            person, password = actions.add_user(
                username=request.POST.get("username", ""),
                name=request.POST.get("name", ""),
                by=request.viewer,
                at=request.real_now,
            )
        except Refused as refused:
            problem = refused
        else:
            return _handed_over(request, person, password)
    return page(
        request,
        "desk/admin/person_new.html",
        tab="people",
        status=422 if problem.sentence else 200,
        problem=problem,
        typed=typed(request, "name", "username"),
    )


@staff_page(roles=SECURITY)
def person(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """One person: the account, the posts past and coming, and what may be done."""
    shown = get_object_or_404(actions.people_of(request.viewer), pk=person_id)
    posts = list(shown.posts.select_related("office").order_by("-from_on", "id"))
    held = [post for post in posts if post.is_held(request.today)]
    return page(
        request,
        "desk/admin/person.html",
        tab="people",
        person=shown,
        every_post=[(post, _state(post, request.today)) for post in posts],
        needs_second=second_factor_needed(held),
        is_self=str(shown.pk) == request.viewer.id,
        deeds=[
            (name, _(deed.title))
            for name, deed in DEEDS.items()
            if deed.when_active is None or deed.when_active == shown.is_active
        ],
        devices=shown.devices.count(),
        done=request.GET.get("done", ""),
        now=request.real_now,
    )


@staff_page(roles=SECURITY)
def do(request: StaffRequest, person_id: UUID, deed: str) -> HttpResponse:
    """Show what a deed will do to an account, then do it."""
    shown = get_object_or_404(actions.people_of(request.viewer), pk=person_id)
    chosen = DEEDS.get(deed)
    if chosen is None:
        raise Http404
    problem = ""
    if request.method == "POST":
        try:
            password = chosen.act(person_id, by=request.viewer, at=request.real_now)
        except Refused as refused:
            problem = refused.sentence
        else:
            if password is not None:
                return _handed_over(request, shown, password)
            return redirect(f"/admin/people/{person_id}/?done={deed}")
    return page(
        request,
        "desk/admin/person_do.html",
        tab="people",
        status=422 if problem else 200,
        person=shown,
        title=_(chosen.title),
        button=_(chosen.button),
        happens=[_(sentence) for sentence in chosen.happens],
        problem=problem,
    )


def _handed_over(request: StaffRequest, shown: User, password: str) -> HttpResponse:
    shown.refresh_from_db()
    return page(request, "desk/admin/one_time.html", tab="people", person=shown, password=password)


def _held(today: date) -> QuerySet[Post]:
    return Post.objects.held(today).select_related("office").order_by("id")


def _shown(row: User, held: list[Post]) -> PersonShown:
    return PersonShown(row, held, second_factor_needed(held))


def _state(post: Post, today: date) -> str:
    """held, coming, over or never: how a post stands today."""
    if post.to_on is not None and post.to_on < post.from_on:
        return "never"
    if post.is_held(today):
        return "held"
    return "over" if post.is_over(today) else "coming"
