"""A closed hall on every page that leads to it; nobody is sent away for it (T5, 6.2-13)."""

from datetime import date, datetime
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from huiyin.petitions.models import Petition
from huiyin.publishing.closures import close
from huiyin.publishing.models import Closure, WayIn
from huiyin.rules.terms import Channel
from tests.make import an_office, at
from tests.people import CLERK, COUNTY_LEADER, DISPATCHER, HEAD, LEADER, SYSTEM_ADMIN, Person
from tests.web.desk import desk_of, page_of, text
from tests.web.portal import a_portal
from tests.web.test_desk_intake import CONFIRM, NEW, a_letter, hidden, opened, taken

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]
REASON = "防止人员聚集"
SPOT = "不会上网，也没有电话"


@pytest.fixture(autouse=True)
def _on_friday(monkeypatch: pytest.MonkeyPatch) -> None:
    friday = at("2026-01-30 15:00")

    def now() -> datetime:
        return friday

    monkeypatch.setattr("django.utils.timezone.now", now)


def hall() -> WayIn:
    a_portal()
    return an_office("yunling-bureau").ways_in.get(channel=Channel.VISIT)


def shut() -> WayIn:
    way = hall()
    close(
        way, from_on=date(2026, 1, 30), reason=REASON, by=LEADER.viewer, at=at("2026-01-29 20:00")
    )
    return way


def address(way: WayIn) -> str:
    return reverse("desk:close_way", args=[way.pk])


def test_a_visit_to_a_closed_hall_is_shown_the_open_ways_and_recorded_on_the_spot() -> None:
    shut()
    client, form = opened()
    visit = form | a_letter(channel="visit", arrived_at="2026-01-30T14:30")
    refused = client.post(NEW, visit)
    page = text(refused)
    assert refused.status_code == 422
    assert "自1月30日 周五起暂停接待，请来访人改用：" in page
    assert "0990-2002" in page
    assert "连续三天没有水。" in page
    assert not Petition.objects.exists()
    read = client.post(NEW, visit | hidden(refused) | {"on_the_spot": SPOT})
    assert SPOT in text(read)
    assert client.post(CONFIRM, {"draft": hidden(read)["draft"]}).status_code == 302
    petition = Petition.objects.get()
    assert SPOT in text(client.get(page_of(petition)))
    assert REASON in text(client.get(reverse("desk:slip", args=[petition.pk])))


@pytest.mark.parametrize("given", [{"channel": "call"}, {"arrived_at": "2026-01-29T16:00"}])
def test_other_ways_and_days_before_need_no_reason(given: dict[str, str]) -> None:
    shut()
    taken(CLERK, **{"channel": "visit", "arrived_at": "2026-01-30T14:30"} | given)


@pytest.mark.urls("huiyin.config.urls_portal")
@pytest.mark.parametrize(("language", "words"), [("zh-hans", "起暂停"), ("en", "Closed from")])
def test_the_portal_says_what_is_closed_and_what_is_open(
    client: Client, language: str, words: str
) -> None:
    shut()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    for name in ("home", "ways"):
        page = text(client.get(reverse(f"portal:{name}")))
        assert words in page
        assert 'href="tel:09902002"' in page


def test_a_leader_closes_with_day_and_reason_and_nobody_else() -> None:
    way = hall()
    for other in (DISPATCHER, CLERK, HEAD, COUNTY_LEADER, SYSTEM_ADMIN):
        assert desk_of(other).get(address(way)).status_code == 404
        assert desk_of(other).post(address(way), {"reason": REASON}).status_code == 404
    client = desk_of(LEADER)
    assert client.get(reverse("desk:close_way", args=[uuid4()])).status_code == 404
    for wrong in ({"from_on": ""}, {"from_on": "30.1."}, {"from_on": "2026-01-30", "reason": ""}):
        answer = client.post(address(way), {"reason": REASON} | wrong)
        assert answer.status_code == 422
        assert "aria-invalid" in text(answer)
    assert not Closure.objects.exists()
    assert client.post(address(way), {"from_on": "2026-01-30", "reason": REASON}).status_code == 302
    assert client.post(address(way), {"from_on": "2026-01-30", "reason": REASON}).status_code == 422
    for who in (LEADER, DISPATCHER):
        assert REASON in text(desk_of(who).get("/closures/"))


@pytest.mark.parametrize("who", [CLERK, HEAD, SYSTEM_ADMIN])
def test_others_find_no_list(who: Person) -> None:
    assert desk_of(who).get("/closures/").status_code == 404
