"""Places at the desk: one tap each, what was left out, letters that say their batch at intake."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from huiyin.duty.models import DutyPost
from huiyin.emergency import sites
from huiyin.emergency.models import Emergency
from huiyin.emergency.sites import Ground
from huiyin.emergency.sites_rows import Disinfection, Entry, Hall, LetterOpened, Site
from huiyin.petitions.models import Petition
from huiyin.rules.ids import new_id
from huiyin.rules.moments import localdate, localtime
from tests.emergency.declared import an_emergency
from tests.make import an_office
from tests.people import ADMINISTRATORS, CLERK, HANDLER, NOBODY, Person
from tests.web.desk import desk_of, text
from tests.web.test_desk_intake import NEW, a_letter, hidden

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]


def running() -> Emergency:
    """An emergency declared yesterday, by the clock of the machine."""
    now = timezone.now()
    at = now - timedelta(days=1)
    return an_emergency(at=at, starts_at=at, expected_end_on=localdate(now) + timedelta(days=9))


def tap(client: Client, **posted: str) -> int:
    return client.post("/sites/", posted | {"entry": str(new_id())}).status_code


def test_one_phone_page_has_the_hall_the_door_the_places_and_the_letters(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = desk_of(CLERK)
    assert "现在没有应急状态" in text(client.get("/sites/"))
    running()
    assert tap(client, usual="1") == 302
    client.post("/sites/setup/", {"limit": "1", "post": ""})
    assert client.post("/sites/setup/", {"degrees": "37,3"}).status_code == 422
    client.post("/sites/setup/", {"degrees": "37.3", "from_on": ""})
    client.post("/sites/setup/", {"name": "信件室", "times": "2"})
    lift = Site.objects.get(name="电梯")
    same = {"site": str(lift.pk), "entry": str(new_id())}
    for _time in range(2):
        assert client.post("/sites/", same).status_code == 302
    assert Disinfection.objects.count() == 1
    for change in ("more", "more", "less", "less", "less"):
        tap(client, change=change)
    assert Hall.objects.get().inside == 0
    tap(client, change="more")
    assert (tap(client, deed="let_in"), tap(client, deed="x")) == (302, 422)
    assert tap(client, deed="received_apart") == 302
    assert Entry.objects.count() == 2
    with django_assert_max_num_queries(32):
        page = text(client.get("/sites/"))
    for words in ("确需进来的不拦", "今天 2 人次，其中达到上限 1 人次", "做完了", "信件室"):
        assert words in page
    assert tap(client, site=str(new_id())) == 404
    late = client.post(
        f"/sites/{lift.pk}/late/", {"on": "2020-01-01", "hour": "08:00", "agent": "消毒液"}
    )
    assert late.status_code == 422
    for hour in ("25:00", "x", ""):
        wrong = {"on": localdate(timezone.now()).isoformat(), "hour": hour, "agent": "消毒液"}
        assert client.post(f"/sites/{lift.pk}/late/", wrong).status_code == 422
    assert CLERK.user.name in text(client.get("/sites/log/"))
    door = {"on": "2020-01-01", "hour": "08:00", "deed": "let_in"}
    assert client.post("/sites/door/", door).status_code == 422
    today = localdate(timezone.now())
    yesterday = {"on": (today - timedelta(days=1)).isoformat(), "hour": "23:59"}
    assert client.post("/sites/door/", door | yesterday).status_code == 302
    assert "补记" in text(client.get("/sites/door/", {"on": yesterday["on"]}))
    assert "2 人次" in text(client.get("/sites/door/"))
    assert client.get("/sites/door/?on=2026-13-01").status_code == 422
    assert client.post("/sites/setup/", {"leave": str(lift.pk)}).status_code == 302
    assert "今天是最后一天" in text(client.get("/sites/setup/"))


def test_a_hall_is_guarded_at_its_hours_and_the_latest_batch_of_letters_comes_first() -> None:
    client, emergency = desk_of(CLERK), running()
    now, post = timezone.now(), DutyPost.objects.get(name="接待场所值守岗")
    post.opens, post.closes = (localtime(now + timedelta(hours=each)).time() for each in (2, 3))
    post.save()
    Hall.objects.create(emergency=emergency, office=emergency.office, limit=20, post=post)
    assert "现在不是值守的时间" in text(client.get("/sites/"))
    DutyPost.objects.filter(pk=post.pk).update(opens=None, closes=None)
    assert "现在没有人" in text(client.get("/sites/"))
    for _each in range(11):
        tap(client, letters="3", hours="1")
    page = text(client.get("/sites/"))
    assert page.index("第 11 批") < page.index("第 2 批")
    assert "第 1 批" not in page


def test_a_letter_says_with_which_batch_it_was_disinfected() -> None:
    """B19: asked for while an epidemic runs; opened too early is said, not barred."""
    client = desk_of(CLERK)
    assert "来信消毒批次" not in text(client.get(NEW))
    ground = Ground(running(), an_office("yunling-bureau"))
    form = hidden(client.get(NEW))
    refused = client.post(NEW, form | a_letter())
    assert (refused.status_code, "请选择消毒批次" in text(refused)) == (422, True)
    batch = sites.hold(
        ground, entry=new_id(), letters=3, hours=24, by=CLERK.viewer, at=timezone.now()
    )
    read = client.post(NEW, form | a_letter(batch=str(batch.pk)))
    assert "静置还没有结束" in text(read)
    assert "第 1 批" in text(read)
    slip = client.post(f"{NEW}confirm/", hidden(read))
    assert slip.status_code == 302
    opened = LetterOpened.objects.get()
    assert (opened.batch, opened.is_early) == (batch, True)
    assert opened.petition == Petition.objects.get()
    assert re.search("提前拆 1 件", text(client.get("/sites/")))


def test_letter_and_batch_are_written_together_or_not_at_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """B19: what fails after the petition was taken in takes the petition along."""
    ground = Ground(running(), an_office("yunling-bureau"))
    batch = sites.hold(
        ground, entry=new_id(), letters=1, hours=0, by=CLERK.viewer, at=timezone.now()
    )
    client = desk_of(CLERK)
    client.raise_request_exception = False
    form = hidden(client.get(NEW))
    read = hidden(client.post(NEW, form | a_letter(batch=str(batch.pk))))

    def breaks(*_given: object, **_more: object) -> None:
        raise RuntimeError("the machine stops here")

    with monkeypatch.context() as broken:
        broken.setattr(sites, "opened", breaks)
        assert client.post(f"{NEW}confirm/", read).status_code == 500
    assert not Petition.objects.exists()
    for _again in range(2):
        assert client.post(f"{NEW}confirm/", read).status_code == 302
    assert LetterOpened.objects.get().petition == Petition.objects.get()


@pytest.mark.parametrize("who", [NOBODY, HANDLER, *ADMINISTRATORS])
def test_others_find_nothing(who: Person) -> None:
    ground = Ground(running(), an_office("yunling-bureau"))
    site = sites.plan(ground, name="电梯", times=1, by=CLERK.viewer, at=timezone.now())
    client = desk_of(who)
    for there in (
        "/sites/",
        "/sites/setup/",
        "/sites/log/",
        "/sites/door/",
        f"/sites/{site.pk}/late/",
    ):
        assert client.get(there).status_code == 404, there
