"""Founding the city in an empty database: offices, people, texts, then every story walked."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.contrib.auth.hashers import make_password

from huiyin.accounts.models import Post, User
from huiyin.accounts.viewpoints import save_view
from huiyin.commands.city.guide import WAYS
from huiyin.commands.city.matters import STORIES
from huiyin.commands.city.offices import DUTIES, OFFICES
from huiyin.commands.city.opinions import gather_opinions
from huiyin.commands.city.people import PEOPLE
from huiyin.commands.city.published import publish
from huiyin.commands.city.rosters import draw_up
from huiyin.commands.city.stores import stock_up
from huiyin.commands.city.times import moments
from huiyin.commands.city.walking import walk
from huiyin.notifications.actions import fall_to, send_next, tell
from huiyin.notifications.gateways import Refused
from huiyin.notifications.models import Notice, Outbox
from huiyin.organisations.founding import load_categories
from huiyin.organisations.models import Duty, Office
from huiyin.petitions.filters import Filters, Flag
from huiyin.petitions.models import Petition
from huiyin.petitions.reaching import who_tells_instead
from huiyin.petitions.simulation import simulated_calendar
from huiyin.publishing.actions import load_guides
from huiyin.publishing.models import WayIn
from huiyin.rules.calendars import latest
from huiyin.rules.moments import localdate, start_of_day
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import Channel
from huiyin.statistics.freezing import freeze_what_is_over

PASSWORD = "回音演示-2022-Huiyin"  # noqa: S105 - everybody knows the demo's
FOUNDED = date(2022, 5, 1)
BETWEEN = timedelta(seconds=0.5)
UNHEARD = "red-light-for-thirty-seconds"
VIEWS = (
    ("to-forward", "联名的", Filters(flags=frozenset({Flag.JOINT}))),
    ("to-register", "来信", Filters(channel=Channel.LETTER)),
    ("late", "劳动和社会保障", Filters(category="15")),
)


def load(now: datetime | None = None) -> None:
    """Load the whole demo; the stories end yesterday, so that the lists are alive today."""
    today = localdate(now or datetime.now(UTC))
    offices = load_offices()
    people = load_people(offices)
    load_texts(offices)
    viewers = {username: user.viewer(today) for username, user in people.items()}
    walked: dict[str, UUID] = {}
    with simulated_calendar():
        for story in STORIES:
            when = moments(story, today=today, is_working=latest().is_working)
            walked[story.slug] = walk(
                story, when, offices=offices, people=people, viewers=viewers, earlier=walked
            )
    _let_a_message_fail(walked[UNHEARD], now or datetime.now(UTC))
    save_views(offices, viewers)
    draw_up(offices, people, viewers, now=now or datetime.now(UTC))
    gather_opinions(offices, viewers, walked, now=now or datetime.now(UTC))
    publish(offices, viewers, now=now or datetime.now(UTC))
    stock_up(offices["yunling-bureau"], viewers["zhou.yuhe"], now=now or datetime.now(UTC))
    spread_backlog(now or datetime.now(UTC))
    freeze_what_is_over(today, at=now or datetime.now(UTC))


def load_offices(founded: date = FOUNDED) -> dict[str, Office]:
    """Offices, categories and duties; returns the offices by slug."""
    load_categories()
    offices: dict[str, Office] = {}
    for row in OFFICES:
        parent = offices.get(row.parent)
        offices[row.slug] = Office.objects.create(
            parent=parent,
            path=f"{parent.path if parent else ''}{row.number}/",
            name=row.name,
            short_name=row.short_name,
            letter_code=row.code,
            number_code=row.number,
            division=row.division,
            kind=row.kind,
            level=row.level,
            address=row.address,
            postcode=row.postcode,
            phone=row.phone,
            contact=row.contact,
            hours=row.hours,
        )
    Duty.objects.bulk_create(
        Duty(
            office=offices[row.office],
            category_id=row.category,
            division=row.division,
            basis=row.basis,
            valid_from=founded,
        )
        for row in DUTIES
    )
    return offices


def load_people(offices: dict[str, Office], founded: date = FOUNDED) -> dict[str, User]:
    """Staff and the posts they hold; returns the users by username."""
    password = make_password(PASSWORD)
    people: dict[str, User] = {}
    for row in PEOPLE:
        user = User(username=row.username, name=row.name, password=password)
        user.save(force_insert=True)
        people[row.username] = user
        Post.objects.bulk_create(
            Post(user=user, office=offices[slug], role=role, from_on=founded)
            for role, slug in row.posts
        )
    return people


def load_texts(offices: dict[str, Office], founded: date = FOUNDED) -> None:
    """Ways in and guides, in both languages."""
    WayIn.objects.bulk_create(
        WayIn(
            office=offices[way.office],
            channel=way.channel,
            title=way.title["zh"],
            title_en=way.title["en"],
            place=way.place["zh"],
            place_en=way.place["en"],
            hours=way.hours["zh"],
            hours_en=way.hours["en"],
            order=order,
        )
        for order, way in enumerate(WAYS)
    )
    load_guides(start_of_day(founded))


def save_views(offices: dict[str, Office], viewers: dict[str, Viewer]) -> None:
    """The views that the bureau's dispatcher keeps for everybody there."""
    for worklist, name, filters in VIEWS:
        save_view(
            worklist,
            name=name,
            query=filters.query(),
            columns=(),
            by=viewers["shen.wenzhou"],
            office=offices["yunling-bureau"],
        )


def _let_a_message_fail(petition_id: UUID, now: datetime) -> None:
    """The last message about a petition has a number that the gateway refuses: a person tells."""
    left = Outbox.objects.filter(topic="tell", subject=petition_id).latest("created_at")
    petition = Petition.objects.get(pk=petition_id)
    told = tell(
        key=f"tell:{left.pk}",
        way="sms",
        text=f"您的信访事项（编号 {petition.number}）有新进展，请凭编号和查询码登录门户查看。",
        subject=petition_id,
        since=left.created_at,
    )
    tried = send_next(now, receiver=_refused, text=lambda notice: notice.text)
    office = who_tells_instead(petition, localdate(now))
    if told is None or tried is None or office is None:
        raise RuntimeError("the message that was to fail is not there")
    fall_to(tried.notice, office=office.pk, at=now)


def _refused(_notice: Notice) -> str:
    raise Refused("gateway: 422")


def spread_backlog(now: datetime) -> None:
    """Let the worker make the old letters one after another, each new one going before them."""
    rows = list(Outbox.objects.filter(done_at=None).order_by("created_at"))
    for number, row in enumerate(rows):
        later = now + number * BETWEEN
        Outbox.objects.filter(created_at=row.created_at, id=row.id).update(not_before=later)
