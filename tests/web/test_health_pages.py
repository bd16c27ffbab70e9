"""Staff health at the desk: two taps, who is missing, the ledger for a reason, a release."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from huiyin.accounts.models import Post
from huiyin.audit.models import Access
from huiyin.emergency.current import forget_now, leading
from huiyin.emergency.health_models import DailyReport
from huiyin.emergency.models import Emergency
from huiyin.rules.ids import new_id
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Role
from tests.emergency.declared import an_emergency
from tests.make import an_office
from tests.people import (
    ADMINISTRATORS,
    AUDIT_ADMIN,
    CLERK,
    DISPATCHER,
    HANDLER,
    HEAD,
    LEADER,
    NOBODY,
    PROVINCE_CLERK,
    SUPERVISOR,
    SYSTEM_ADMIN,
)
from tests.web.desk import desk_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]
DAY = timedelta(days=1)


def now_running() -> Emergency:
    """An epidemic that was declared three days ago and still runs, with officer and head."""
    now = timezone.now()
    last = localdate(now) + 20 * DAY
    emergency = an_emergency(at=now - 3 * DAY, starts_at=now - 3 * DAY, expected_end_on=last)
    since = localdate(now) - 3 * DAY
    Post.objects.create(user=SUPERVISOR.user, office=an_office("yunling-bureau"),
                        role=Role.HEALTH_OFFICER, from_on=since)  # fmt: skip
    Post.objects.create(user=DISPATCHER.user, office=leading(emergency), role=Role.GROUP_HEAD,
                        from_on=since)  # fmt: skip
    forget_now()
    return emergency


def form(**more: str) -> dict[str, str]:
    today = localdate(timezone.now()).isoformat()
    return {"for": "today", "on": today, "once": str(new_id()), **more}


def posted(client: Client, address: str, **fields: str) -> int:
    return client.post(address, fields).status_code


def test_two_taps_report_and_a_retry_is_the_same_report() -> None:
    now_running()
    client, sent = desk_of(CLERK), form()
    page = text(client.get("/health/"))
    assert "一切正常" in page
    assert "今天的健康情况还没有报告" in text(client.get("/inbox/"))
    for _ in range(2):
        assert client.post("/health/", sent)["Location"] == "/health/?done=reported"
    assert DailyReport.objects.count() == 1
    assert "还没有报告" not in text(client.get("/inbox/"))
    assert "一切正常" not in text(client.get("/health/?done=reported"))


def test_a_report_that_waited_says_when_it_was_filled_in() -> None:
    now_running()
    desk_of(CLERK).post("/health/", form(waited="70"))
    row = DailyReport.objects.get()
    assert row.filled_at == row.received_at - timedelta(seconds=70)
    assert row.on == localdate(row.filled_at)


def test_what_is_wrong_is_said_and_nothing_typed_is_lost() -> None:
    now_running()
    answer = desk_of(CLERK).post("/health/", form(temperature="99", symptoms="yes"))
    assert answer.status_code == 422
    assert "体温请写成 36.5 的样子" in text(answer)
    assert 'value="99"' in text(answer)
    for odd in ({"on": "x" * 9000}, {"once": "\x00"}, {"waited": "-1"}, {"whereabouts": "<b>"}):
        assert desk_of(CLERK).post("/health/", form() | odd).status_code in (302, 422)
    assert (
        desk_of(CLERK).post("/health/", b"\xff\xfe=", content_type="text/plain").status_code < 500
    )


def test_in_ordinary_times_and_for_who_left_there_is_nothing_to_report() -> None:
    page = text(desk_of(CLERK).get("/health/"))
    assert "您现在不用报告" in page
    assert "健康报告</span>" not in page
    now_running()
    refused = desk_of(NOBODY).post("/health/", form())
    assert refused.status_code == 422
    assert "不用再报告健康情况" in text(refused)
    assert not DailyReport.objects.exists()


def test_heads_see_who_reported_and_no_value_others_find_no_page() -> None:
    now_running()
    desk_of(HANDLER).post("/health/", form(temperature="38.6", symptoms="yes"))
    page = text(desk_of(HEAD).get("/health/people/"))
    assert HANDLER.user.name in page
    assert HEAD.user.name in page
    assert CLERK.user.name not in page
    assert "38.6" not in page
    assert desk_of(SUPERVISOR).get("/health/people/?on=2026-99-01").status_code == 422
    for who in (CLERK, HANDLER, NOBODY, *ADMINISTRATORS):
        for address in ("people", "ledger", "releases"):
            assert desk_of(who).get(f"/health/{address}/").status_code == 404
    assert desk_of(LEADER).get("/health/ledger/").status_code == 404


def test_the_list_of_the_missing_costs_few_queries(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    now_running()
    client = desk_of(SUPERVISOR)
    client.get("/health/people/")
    with django_assert_max_num_queries(26):
        client.get("/health/people/")


def test_the_ledger_opens_for_a_reason_that_is_logged_and_is_not_kept_by_the_browser() -> None:
    now_running()
    desk_of(HANDLER).post("/health/", form(temperature="38.6", symptoms="yes"))
    desk_of(HANDLER).post("/health/more/", {"own": "yes", "family": "no", "once": str(new_id())})
    client = desk_of(SUPERVISOR)
    shut = text(client.get("/health/ledger/"))
    assert "38.6" not in shut
    assert client.post("/health/ledger/", {"reason": " "}).status_code == 422
    answer = client.post("/health/ledger/", {"reason": "核实今天的情况"})
    assert "38.6" in text(answer)
    assert answer["Cache-Control"] == "no-store"
    assert Access.objects.get(kind=Access.REVEAL).reason == "核实今天的情况"


def test_an_isolation_is_entered_proposed_and_released_without_a_value() -> None:
    emergency, now = now_running(), timezone.now()
    client = desk_of(SUPERVISOR)
    entered = posted(
        client, "/health/isolate/", person=HANDLER.id, isolation_reason="province",
        since=(localdate(now) - 14 * DAY).isoformat(), once=str(new_id()), reason="登记隔离",
    )  # fmt: skip
    assert entered == 302
    assert posted(client, "/health/isolate/", person="x", since="y") == 422
    opened = client.post("/health/ledger/", {"reason": "提请解除"})
    [stay] = [each[0] for each in opened.context["stays"]]
    own = text(desk_of(HANDLER).get("/health/"))
    assert "隔离观察第 14 天" in own
    assert "一切正常" not in own
    assert posted(client, f"/health/propose/{stay.id}/") == 302
    head = desk_of(DISPATCHER)
    page = text(head.get("/health/releases/"))
    assert HANDLER.user.name in page
    assert "没有体温记录的日子" in page
    assert posted(head, f"/health/releases/{stay.id}/", agree="1") == 302
    assert posted(head, f"/health/releases/{stay.id}/", agree="1") == 422
    assert "隔离观察第" not in text(desk_of(HANDLER).get("/health/"))
    assert emergency.is_running(now)


def test_movements_and_screening_are_entered_and_shown_to_oneself() -> None:
    now_running()
    client = desk_of(CLERK)
    today = localdate(timezone.now()).isoformat()
    assert posted(client, "/health/more/", movement="left", moved_on=today) == 302
    assert posted(client, "/health/more/", own="yes") == 422
    assert posted(client, "/health/more/", movement="left", moved_on="soon") == 422
    page = text(client.get("/health/more/"))
    assert "离开本市" in page


def test_the_threshold_is_set_on_a_page_by_officer_or_administrator() -> None:
    now_running()
    tomorrow = (localdate(timezone.now()) + DAY).isoformat()
    for who, degrees in ((SUPERVISOR, "38.6"), (SYSTEM_ADMIN, "37.4")):
        client = desk_of(who)
        assert "37.3 ℃" in text(client.get("/health/limits/"))
        there = {"from_on": tomorrow, "office": str(an_office("yunling-bureau").pk)}
        wrong = client.post("/health/limits/", there | {"degrees": "50"})
        assert (wrong.status_code, 'value="50"' in text(wrong)) == (422, True)
        assert posted(client, "/health/limits/", degrees=degrees, **there) == 302
        assert f"{degrees} ℃" in text(client.get("/health/limits/", there))
    assert posted(desk_of(SUPERVISOR), "/health/limits/", degrees="37.9") == 302
    desk_of(HANDLER).post("/health/", form(temperature="37.6", whereabouts="province"))
    opened = text(desk_of(SUPERVISOR).post("/health/ledger/", {"reason": "核实"}))
    assert '<span class="digits">37.6 ℃</span>' in opened, "below the threshold of today"
    assert "达到 37.9 度算发热" in opened
    for nobody in (CLERK, LEADER, AUDIT_ADMIN):
        assert desk_of(nobody).get("/health/limits/").status_code == 404
    elsewhere = {"office": str(an_office().pk)}
    assert desk_of(SUPERVISOR).get("/health/limits/", elsewhere).status_code == 404


def test_the_officer_enters_for_somebody_who_cannot() -> None:
    now_running()
    there = f"/health/for/{HANDLER.id}/"
    client = desk_of(SUPERVISOR)
    assert there in text(client.get("/health/people/"))
    told = {"temperature": "38.4", "symptoms": "yes", "once": str(new_id())}
    for wrong in ("", "25:00"):
        answer = client.post(there, told | {"told_hour": wrong})
        assert (answer.status_code, 'value="38.4"' in text(answer)) == (422, True)
    for _ in range(2):
        done = client.post(there, told | {"told_hour": "00:00"})
        assert done["Location"].startswith("/health/people/?")
    assert DailyReport.objects.count() == 1
    assert "健康专员代填" in text(client.post("/health/ledger/", {"reason": "核实"}))
    own = desk_of(HANDLER)
    for page in ("/health/", "/health/more/"):
        assert "健康专员代填" in text(own.get(page))
    head = text(desk_of(HEAD).get("/health/people/"))
    assert "代填" not in head
    for nobody in (CLERK, HEAD, HANDLER, LEADER, *ADMINISTRATORS):
        assert desk_of(nobody).get(there).status_code == 404
    for guess in (PROVINCE_CLERK.id, str(new_id())):
        assert client.get(f"/health/for/{guess}/").status_code == 404


def test_who_left_yesterday_still_finds_the_last_day() -> None:
    now_running()
    yesterday = localdate(timezone.now()) - DAY
    client = desk_of(CLERK)
    Post.objects.filter(user=CLERK.user).update(to_on=yesterday)
    assert "昨天的还可以报告" in text(client.get("/health/"))
    there = f"/health/?on={yesterday}"
    assert "补报昨天的健康情况" in text(client.get(there))
    assert posted(client, "/health/", on=yesterday.isoformat(), once=str(new_id())) == 302
    assert posted(client, "/health/", **form()) == 422
