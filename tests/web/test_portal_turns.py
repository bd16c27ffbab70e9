"""The opened petition after a turn: parts, the first one, an extension, asking for a review."""

from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from huiyin.petitions.actions import approving, closing, joining
from huiyin.petitions.models import Petition
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Naming, State, Step
from tests.make import a_petition, fresh, later, serve, unserved
from tests.people import CLERK, DISPATCHER, HANDLER, HEAD, LEADER, petitioner
from tests.web.portal import a_portal, open_petition

pytestmark = pytest.mark.django_db
PAGE = "portal:petition"


@pytest.fixture(autouse=True)
def _city() -> None:
    a_portal()


def _page(client: Client, name: str = PAGE) -> str:
    response = client.get(reverse(name))
    assert response.status_code == 200
    return unescape(response.content.decode())


def _split() -> tuple[Petition, list[Petition]]:
    petition = a_petition()
    receipts = joining.split(
        petition.pk,
        parts=["恢复供水。", "退还多收的水费。"],
        reason="供水和收费归两家管。",
        by=DISPATCHER.viewer,
        at=later(petition),
    )
    return petition, [Petition.objects.get(pk=each.petition_id) for each in receipts]


def _opens(client: Client, part: Petition) -> int:
    return client.post(reverse("portal:part", args=[part.pk])).status_code


def test_parts_open_without_typing_the_code_again_and_lead_back(client: Client) -> None:
    whole, (one, two) = _split()
    page = _page(open_petition(client, whole))
    assert "分开办理的各件" in page
    assert f"打开 {one.number}" in page
    assert _opens(client, two) == 302
    part = _page(client)
    assert two.number in part
    assert "返回分开以前的那一件" in part
    assert client.post(reverse("portal:whole")).status_code == 302
    assert "分开办理的各件" in _page(client)
    assert "返回分开以前的那一件" not in _page(client)


def test_a_part_opened_by_itself_opens_nothing_else(client: Client) -> None:
    whole, (one, two) = _split()
    page = _page(open_petition(client, one))
    assert whole.number not in page
    assert two.number not in page
    assert "返回分开以前的那一件" not in page
    assert client.post(reverse("portal:whole")).status_code == 404
    assert _opens(client, two) == 404


def test_a_part_with_a_new_code_opens_with_that_one_only(client: Client) -> None:
    whole, (one, _two) = _split()
    open_petition(client, whole)
    closing.send_new_code(one.pk, by=petitioner(one), at=later(one))
    assert "这一件的查询码和本件不同" in _page(client)
    assert _opens(client, one) == 404


def test_what_is_no_part_of_it_is_not_there(client: Client) -> None:
    _whole, (part, _) = _split()
    other = a_petition(State.ACCEPTED)
    assert _opens(client, part) == 302
    assert client.get(reverse(PAGE))["Location"].startswith(reverse("portal:track"))
    open_petition(client, other)
    assert _opens(client, part) == 404
    assert client.post(reverse("portal:part", args=[uuid4()])).status_code == 404
    assert client.get(reverse("portal:part", args=[part.pk])).status_code == 405
    assert client.post(reverse("portal:whole")).status_code == 404


def test_of_the_first_one_only_number_state_and_dates_are_shown(client: Client) -> None:
    first = a_petition(State.ACCEPTED, request="请把三号楼的水管也换掉。")
    again = a_petition()
    joining.attach(again.pk, to=first.pk, compared="相同。", by=DISPATCHER.viewer, at=later(first))
    page = _page(open_petition(client, again))
    assert "并入的那一件" in page
    assert fresh(first).number in page
    assert "三号楼" not in page
    for act in ("supplement", "withdraw", "rate"):
        assert reverse(f"portal:{act}") not in page


def test_kept_it_says_why_and_offers_nothing_that_is_closed(client: Client) -> None:
    petition = a_petition()
    asked = approving.ask_approval(
        Step.KEEP,
        petition.pk,
        reason="打了三次电话。",
        arguments={"ground": "unclear"},
        by=DISPATCHER.viewer,
        at=later(petition),
    )
    pending = _page(open_petition(client, petition))
    assert "存档" not in pending
    approving.decide(asked.pk, agrees=True, by=LEADER.viewer, at=later(petition))
    page = _page(client)
    assert "没有转送办理，材料存档" in page
    assert "内容写得不清楚" in page
    assert "可以重新提交" in page
    assert "打了三次电话" not in page
    assert "现在由" not in page


def test_an_extension_is_shown_with_its_reason(client: Client) -> None:
    petition = a_petition(State.ACCEPTED)
    asked = approving.ask_approval(
        Step.EXTEND,
        petition.pk,
        reason="要请<b>省里</b>鉴定。",
        arguments={"days": 12},
        by=HANDLER.viewer,
        at=later(petition),
    )
    assert "办理期限延长" not in _page(open_petition(client, petition))
    approving.decide(asked.pk, agrees=True, by=HEAD.viewer, at=later(petition))
    response = client.get(reverse(PAGE)).content.decode()
    assert "已批准延长 12 日" in response
    assert "要请&lt;b&gt;省里" in response


def _answered_today(naming: Naming = Naming.NAMED) -> Petition:
    """A petition whose answer was served just now, so that the time for a review runs."""
    now = timezone.now()
    petition = a_petition(State.ANSWERED, naming=naming, arrived_at=now - timedelta(days=40))
    serve(petition, unserved(petition, is_answer=True), now - timedelta(minutes=1))
    return fresh(petition)


def test_the_form_for_a_review_is_filled_as_far_as_it_is_known(client: Client) -> None:
    petition = _answered_today()
    assert reverse("portal:review") in _page(open_petition(client, petition))
    page = _page(client, "portal:review")
    for words in ("信访事项复查申请书", petition.number, "云岭市人民政府", "郑小满", "云水司意〔"):
        assert words in page


def test_a_hidden_name_is_left_to_be_written(client: Client) -> None:
    petition = _answered_today(naming=Naming.WITHHELD)
    assert "郑小满" not in _page(open_petition(client, petition), "portal:review")


def test_there_is_no_form_without_a_period(client: Client) -> None:
    assert client.get(reverse("portal:review"))["Location"] == reverse("portal:track")
    open_petition(client, a_petition(State.ACCEPTED))
    assert client.get(reverse("portal:review"))["Location"] == reverse(PAGE)
    over = a_petition(State.SERVED)
    open_petition(client, over)
    assert client.get(reverse("portal:review"))["Location"] == reverse(PAGE)
    assert reverse("portal:review") not in _page(client)


def test_a_request_handed_in_is_told_with_its_day(client: Client) -> None:
    petition = _answered_today()
    open_petition(client, petition)
    now = timezone.now()
    closing.note_review(
        petition.pk,
        asked_on=localdate(now),
        way="当面递交",
        evidence="窗口签收",
        by=CLERK.viewer,
        at=now,
    )
    page = _page(client)
    assert "收到您的复查申请" in page
    assert "在期限以内" in page
    assert "窗口签收" not in page
    assert reverse("portal:review") not in page


def test_the_page_costs_as_much_with_many_parts_as_with_two(
    client: Client, django_assert_max_num_queries: object
) -> None:
    petition = a_petition()
    joining.split(
        petition.pk,
        parts=[f"第{n}件事。" for n in range(1, 11)],
        reason="分属十家。",
        by=DISPATCHER.viewer,
        at=later(petition),
    )
    open_petition(client, petition)
    with django_assert_max_num_queries(24):  # type: ignore[operator]
        assert _page(client).count("打开 H") == 10
