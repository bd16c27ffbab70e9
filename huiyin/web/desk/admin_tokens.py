"""系统管理: personal tokens, permitted here and collected by their person; and ending them."""

from datetime import date
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from huiyin.accounts.models import Post
from huiyin.language.clean import Unclean
from huiyin.petitions import staff_tokens
from huiyin.petitions.errors import Refused
from huiyin.petitions.staff_tokens import LONGEST_LIFE, Scope, StaffToken
from huiyin.web.desk.admin_pages import SYSTEM, page, typed
from huiyin.web.desk.gate import StaffRequest, staff_page

SIZE = 200


@staff_page(roles=SYSTEM)
def tokens(request: StaffRequest) -> HttpResponse:
    """The tokens of one's territory, newest first."""
    return page(
        request,
        "desk/admin/tokens.html",
        tab="tokens",
        rows=[(row, state_of(row, request.today), scopes_of(row)) for row in _rows(request)],
        done=request.GET.get("done", ""),
    )


@staff_page(roles=SYSTEM)
def add(request: StaffRequest) -> HttpResponse:
    """Permit a token: for whom, at which office, for what, until when."""
    people = _people(request)
    problem = Refused("")
    if request.method == "POST":
        try:
            _grant(request, people)
        except Refused as refusal:
            problem = refusal
        except Unclean as flaw:
            problem = Refused(flaw.sentence(_), field="name")
        else:
            return redirect(f"{reverse('desk:tokens')}?done=granted")
    return page(
        request,
        "desk/admin/token_add.html",
        tab="tokens",
        status=422 if problem.sentence else 200,
        people=[(key, _named(post)) for key, post in people.items()],
        scopes=[(each.value, _(each.zh)) for each in Scope],
        chosen=request.POST.getlist("scopes"),
        typed=typed(request, "holder", "name", "ends_on"),
        problem=problem,
        sentence=_(problem.sentence) if problem.sentence else "",
        last=request.today + LONGEST_LIFE,
    )


@staff_page(roles=SYSTEM)
def revoke(request: StaffRequest, token_id: UUID) -> HttpResponse:
    """End a token after showing what follows."""
    row = staff_tokens.tokens_of(request.viewer).filter(pk=token_id, revoked_at=None).first()
    if row is None:
        raise Http404
    if request.method == "POST":
        staff_tokens.revoke(row, by=request.viewer, at=request.now)
        return redirect(f"{reverse('desk:tokens')}?done=revoked")
    return page(
        request, "desk/admin/token_revoke.html", tab="tokens", row=row, scopes=scopes_of(row)
    )


def state_of(row: StaffToken, today: date) -> str:
    """revoked, over, waiting or open: how a token stands."""
    if row.revoked_at is not None:
        return "revoked"
    if row.is_over(today):
        return "over"
    return "open" if row.digest is not None else "waiting"


def scopes_of(row: StaffToken) -> list[str]:
    """What a token is for, in words."""
    return [_(Scope(each).zh) for each in row.scopes]


def _rows(request: StaffRequest) -> list[StaffToken]:
    return list(staff_tokens.tokens_of(request.viewer)[:SIZE])


def _people(request: StaffRequest) -> dict[str, Post]:
    """Whoever may have a token, once for each office."""
    found: dict[str, Post] = {}
    for post in staff_tokens.holders(request.viewer, request.today):
        found.setdefault(f"{post.user_id}:{post.office_id}", post)
    return found


def _named(post: Post) -> str:
    return f"{post.office.short_name} · {post.user.name}（{post.user.username}）"


def _grant(request: StaffRequest, people: dict[str, Post]) -> None:
    post = people.get(request.POST.get("holder", ""))
    if post is None:
        raise Refused("请选择令牌代表谁。", field="holder")
    staff_tokens.grant(
        person=post.user,
        office=post.office,
        name=request.POST.get("name", ""),
        scopes=request.POST.getlist("scopes"),
        ends_on=_day(request.POST.get("ends_on", "")),
        by=request.viewer,
        at=request.now,
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Refused("请选择最后一日。", field="ends_on") from None
