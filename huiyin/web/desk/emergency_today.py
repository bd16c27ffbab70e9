"""Beside the board: who is on duty now and who is called next, and what is missing today.

Counts only, each with the page where it is mended; every line is one or two questions, however
much there is.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from huiyin.accounts.telephones import phone_of
from huiyin.duty.alerts import whom_to_wake
from huiyin.duty.models import DutyPost
from huiyin.duty.months import gaps_ahead
from huiyin.duty.on_duty import Held, on_duty
from huiyin.emergency import sites, sites_told
from huiyin.emergency.health import OFFICER, WATCHING, unreported
from huiyin.emergency.models import Emergency
from huiyin.emergency.saying import said
from huiyin.emergency.tasks import late_count
from huiyin.organisations.models import Office
from huiyin.petitions.explaining import people_moment
from huiyin.publishing.delivering import unsigned
from huiyin.rules.health import ASKING, due_on
from huiyin.statistics import situations
from huiyin.web.desk.frame import own_office_ids
from huiyin.web.desk.gate import StaffRequest
from huiyin.web.desk.publishing_pages import WRITING

AHEAD = timedelta(hours=24)
MOST_OFFICES = 3
MOST_NAMED = 4


@dataclass(frozen=True)
class OnWatch:
    """The posts of an office that are held now, and who is called if nobody answers."""

    office: Office
    posts: list[Held]
    next: str
    phone: str  # of the next one


@dataclass(frozen=True)
class Lack:
    """Something that is missing: what, how often, more about it, where it is mended."""

    what: str
    count: int
    note: str = ""
    address: str = ""
    is_late: bool = True


def on_watch(request: StaffRequest) -> list[OnWatch]:
    """Who is on duty where the viewer works, or at the nearest bureau above."""
    held = on_duty(request.viewer, request.now)
    known = Office.objects.in_bulk(list(dict.fromkeys(each.office for each in held))[:MOST_OFFICES])
    found = []
    for key, office in known.items():
        posts = [each for each in held if each.office == key]
        there = {name for each in posts for name in each.people}
        others = (one for one in whom_to_wake(office, request.now) if one.name not in there)
        after = next(others, None)
        # Colleagues see a number of their own office; others call the post.
        phone = phone_of(after) if after and key in own_office_ids(request.viewer) else ""
        found.append(OnWatch(office, posts, after.name if after else "", phone))
    return found


def missing_today(
    request: StaffRequest,
    emergencies: Iterable[Emergency],
    *,
    watched: Iterable[OnWatch],
    unread: int,
    stages: int,
) -> list[Lack]:
    """What is not done that should be; `unread` and `stages` count petitions of the board."""
    found = [
        Lack(_("有阶段到时没有做的应急件"), stages, address="#petitions"),
        Lack(_("领导小组还有人没有阅知的应急件"), unread, address="#petitions"),
        *_watches(request, watched),
        *_reports(request, emergencies),
        *_situations(request, emergencies),
        *_places(request),
        *_notices(request),
        Lack(
            _("过期没有完成的任务"),
            late_count(request.viewer, request.now),
            address=reverse("desk:emergencies"),
        ),
    ]
    return [each for each in found if each.count]


def _watches(request: StaffRequest, watched: Iterable[OnWatch]) -> Iterator[Lack]:
    offices = [*own_office_ids(request.viewer), *(each.office.pk for each in watched)]
    posts = list(DutyPost.objects.filter(office__in=offices, is_open=True))
    begin = request.now.replace(second=0, microsecond=0)
    gaps = gaps_ahead(posts, begin=begin, end=begin + AHEAD) if posts else []
    if gaps:
        post, first = min(gaps, key=lambda each: each[1].begin)
        when = people_moment(first.begin, request.today)
        note = _("最早 %(when)s %(post)s") % {"when": when, "post": post.name}
        mine = post.office_id in own_office_ids(request.viewer)
        address = f"{reverse('desk:duty')}?office={post.office_id}" if mine else ""
        yield Lack(_("今后二十四小时的空岗"), len(gaps), note, address)


def _reports(request: StaffRequest, emergencies: Iterable[Emergency]) -> Iterator[Lack]:
    if any(each.kind in ASKING for each in emergencies):
        paths = {each.path for each in request.viewer.holdings}
        is_late = request.now > due_on(request.today)
        reads = request.viewer.roles & (WATCHING | OFFICER)
        yield Lack(
            _("今天没有报告健康情况的人"),
            unreported(paths, request.today),
            "" if is_late else _("16:00 截止"),
            reverse("desk:health_people") if reads else "",
            is_late,
        )


def _situations(request: StaffRequest, emergencies: Iterable[Emergency]) -> Iterator[Lack]:
    for each in emergencies:
        ours = any(held.path.startswith(each.office.path) for held in request.viewer.holdings)
        if ours and situations.missing_today(each, request.now):
            address = reverse("desk:situations", args=[each.pk])
            yield Lack(_("到时没有发出的每日情况报告"), 1, each.name, address)


def _places(request: StaffRequest) -> Iterator[Lack]:
    for ground in sites.grounds(request.viewer, request.now)[:MOST_OFFICES]:
        left = [each for each in sites_told.today_of(ground, request.today) if not each.is_done]
        at = urlencode({"at": f"{ground.emergency.pk}.{ground.office.pk}"})
        yield Lack(
            _("今天还没有消毒的区域"),
            len(left),
            _named(said(each.site.name) for each in left),
            f"{reverse('desk:sites')}?{at}",
            is_late=False,
        )


def _notices(request: StaffRequest) -> Iterator[Lack]:
    by_us, by_others = unsigned(own_office_ids(request.viewer))
    yield Lack(_("我处没有签收的通知"), by_us, address=reverse("desk:received"))
    writes = request.viewer.roles & WRITING
    yield Lack(
        _("下级没有签收我处的通知"),
        by_others,
        address=reverse("desk:notices") if writes else "",
        is_late=False,
    )


def _named(names: Iterable[str]) -> str:
    first = list(names)
    more = _("等") if len(first) > MOST_NAMED else ""
    return _("、").join(first[:MOST_NAMED]) + more
