"""What a system administrator does with the texts for the public: ways in and the guide."""

import re
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from huiyin.language.clean import Unclean, one_line, tidy
from huiyin.organisations.actions import note
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import Office
from huiyin.publishing.guides import GUIDES
from huiyin.publishing.guides_ways import WAY_GUIDES
from huiyin.publishing.models import Guide, GuideVersion, VisitSlot, WayIn
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import Channel

LONGEST_WAY = {
    "title": 20,
    "place": 200,
    "hours": 120,
    "title_en": 40,
    "place_en": 300,
    "hours_en": 200,
}
LONGEST_GUIDE = {"title": 60, "body": 20_000}
LANGUAGES = ("zh-hans", "en")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_SLUG = 40


@dataclass(frozen=True)
class Wording:
    """What is published about one way in, as somebody typed it."""

    channel: str
    title: str
    place: str
    hours: str
    title_en: str = ""
    place_en: str = ""
    hours_en: str = ""


@dataclass(frozen=True)
class PageWording:
    """A page of the guide in one language, as somebody typed it."""

    title: str
    body: str


@transaction.atomic
def add_way(office: Office, given: Wording, *, by: Viewer, at: datetime) -> WayIn:
    """Publish a way to reach an office."""
    tidied = _tidied(given)
    if office.ways_in.filter(channel=tidied.channel, place=tidied.place).exists():
        raise Refused(_("这个渠道已经公布过，内容一样。"), field="place")
    made = WayIn.objects.create(office=office, order=_place(tidied), **asdict(tidied))
    note("add_way", office.number_code, by=by, at=at, details=f"{made.title}：{made.place}")
    return made


@transaction.atomic
def change_way(way: WayIn, given: Wording, *, by: Viewer, at: datetime) -> None:
    """Change what is published about a way in; the old words stay in the record."""
    before = f"{way.title}：{way.place}；{way.hours}"
    tidied = _tidied(given)
    for name, text in asdict(tidied).items():
        setattr(way, name, text)
    way.order = _place(tidied)
    way.save()
    after = f"{way.title}：{way.place}；{way.hours}"
    note("change_way", way.office.number_code, by=by, at=at, details=f"{before} → {after}")


@transaction.atomic
def remove_way(way: WayIn, *, by: Viewer, at: datetime) -> None:
    """Publish a way in no longer; a place is never closed without another way in."""
    if way.closures.exists():
        raise Refused(_("这个渠道有暂停的记录，不能撤下；不再使用的，请改写地点和时间。"))
    if VisitSlot.objects.filter(way=way).exists():
        raise Refused(_("这个渠道开放过预约，不能撤下；不再使用的，请改写地点和时间。"))
    if not way.office.ways_in.exclude(pk=way.pk).exists():
        raise Refused(_("这是最后一个渠道，不能撤下。请先公布另一个渠道。"))
    note("remove_way", way.office.number_code, by=by, at=at, details=f"{way.title}：{way.place}")
    way.delete()


def drafts(office: Office, *, portal: str) -> list[Wording]:
    """The ways that an office has not published and whose words its own particulars give."""
    known = set(office.ways_in.values_list("channel", flat=True))
    made = []
    if portal:
        made.append(Wording(Channel.WEB, "网上", portal, "全天", "On the web", portal, "always"))
    if office.phone:
        made.append(Wording(Channel.CALL, "电话", office.phone, office.hours, "By telephone"))
    if office.address:
        letter = f"{office.postcode} {office.address} {office.name}".strip()
        made.append(Wording(Channel.LETTER, "来信", letter, "", "By letter"))
        if office.hours:
            made.append(Wording(Channel.VISIT, "来访", office.address, office.hours, "In person"))
    return [each for each in made if each.channel not in known]


@transaction.atomic
def save_guide(
    slug: str, given: dict[str, PageWording], *, by: Viewer, at: datetime, channel: str = ""
) -> None:
    """Publish a page of the guide, new or changed; without English it is shown in Chinese."""
    if channel and channel not in set(Channel):
        raise Refused(_("请选择渠道。"), field="channel")
    if SLUG.fullmatch(slug) is None or len(slug) > LONGEST_SLUG:
        raise Refused(_("网址名由小写字母、数字和中间的横线组成，不超过 40 个字符。"), field="slug")
    pages = {language: _tidied_page(language, given[language]) for language in LANGUAGES}
    if not pages["zh-hans"].title or not pages["zh-hans"].body:
        lacking = "body" if pages["zh-hans"].title else "title"
        raise Refused(_("中文的标题和正文都要填写。"), field=f"{lacking}_zh-hans")
    known = Guide.objects.filter(slug=slug).first()
    last = Guide.objects.order_by("-order").first()
    order = known.order if known else (last.order + 1 if last else 0)
    for language, page in pages.items():
        if page.title and page.body:
            values = {**asdict(page), "order": order, "channel": channel}
            Guide.objects.update_or_create(slug=slug, language=language, defaults=values)
            _keep_version(slug, language, page, channel=channel, by=by, at=at)
        elif Guide.objects.filter(slug=slug, language=language).delete()[0]:
            gone = PageWording("", "")
            _keep_version(slug, language, gone, channel=channel, by=by, at=at)
    deed = "change_guide" if known else "add_guide"
    note(deed, slug, by=by, at=at, details=pages["zh-hans"].title)


@transaction.atomic
def remove_guide(slug: str, *, by: Viewer, at: datetime) -> None:
    """Take a page of the guide away; the last one stays (R18.1)."""
    pages = Guide.objects.filter(slug=slug)
    if not Guide.objects.exclude(slug=slug).exists():
        raise Refused(_("这是最后一页办理指南，不能撤下。"))
    title = next((page.title for page in pages.order_by("-language")), slug)
    for page in pages:
        _keep_version(page.slug, page.language, PageWording("", ""), channel="", by=by, at=at)
    pages.delete()
    note("remove_guide", slug, by=by, at=at, details=title)


def load_guides(at: datetime) -> None:
    """The procedure guide to begin with, in both languages; each page is its own first version."""
    pages = [
        Guide(
            slug=guide.slug,
            language=code,
            title=guide.title[short],
            body=guide.body[short],
            channel=guide.channel,
            order=order,
        )
        for order, guide in enumerate((*GUIDES, *WAY_GUIDES))
        for code, short in (("zh-hans", "zh"), ("en", "en"))
    ]
    Guide.objects.bulk_create(pages)
    GuideVersion.objects.bulk_create(
        GuideVersion(
            slug=page.slug,
            language=page.language,
            title=page.title,
            body=page.body,
            channel=page.channel,
            written_by="",
            written_at=at,
        )
        for page in pages
    )


def _keep_version(
    slug: str, language: str, page: PageWording, *, channel: str, by: Viewer, at: datetime
) -> None:
    """What a page said from now on, unless it said the same before."""
    last = GuideVersion.objects.filter(slug=slug, language=language).order_by("-written_at").first()
    said = (page.title, page.body, channel)
    if last is None or (last.title, last.body, last.channel) != said:
        GuideVersion.objects.create(
            slug=slug,
            language=language,
            **asdict(page),
            channel=channel,
            written_by=by.id,
            written_at=at,
        )


def _tidied(given: Wording) -> Wording:
    texts = {}
    for name, limit in LONGEST_WAY.items():
        try:
            texts[name] = one_line(getattr(given, name), limit=limit)
        except Unclean as problem:
            raise Refused(problem.sentence(_), field=name) from None
    if given.channel not in set(Channel):
        raise Refused(_("请选择渠道。"), field="channel")
    if not texts["place"]:
        raise Refused(_("请填写网址、号码或者地址。"), field="place")
    if given.channel == Channel.VISIT and not texts["hours"]:
        raise Refused(_("接待场所要写明接待时间。"), field="hours")
    texts["title"] = texts["title"] or Channel(given.channel).zh
    return Wording(channel=given.channel, **texts)


def _place(given: Wording) -> int:
    return list(Channel).index(Channel(given.channel))


def _tidied_page(language: str, given: PageWording) -> PageWording:
    try:
        title = one_line(given.title, limit=LONGEST_GUIDE["title"])
    except Unclean as problem:
        raise Refused(problem.sentence(_), field=f"title_{language}") from None
    try:
        body = tidy(given.body, limit=LONGEST_GUIDE["body"])
    except Unclean as problem:
        raise Refused(problem.sentence(_), field=f"body_{language}") from None
    return PageWording(title, body)
