"""The opened petition: what it tells, and what its holder may do and nobody else."""

from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from huiyin.jobs import outbox
from huiyin.petitions.actions import closing, handling
from huiyin.petitions.models import Petition
from huiyin.rules.terms import LetterKind, Matter, Naming, Role, State, Step
from tests.make import OPINION, a_petition, fresh, later, letter, story
from tests.people import HANDLER, of_office
from tests.web.portal import a_portal, open_petition

pytestmark = pytest.mark.django_db
PAGE = "portal:petition"


@pytest.fixture(autouse=True)
def _city() -> None:
    a_portal()


def _page(client: Client) -> str:
    response = client.get(reverse(PAGE))
    assert response.status_code == 200
    return unescape(response.content.decode())


def test_it_says_where_it_is_who_has_it_by_when_and_why(client: Client) -> None:
    petition = a_petition(State.DELIVERED)
    page = _page(open_petition(client, petition))
    assert "已转送云岭市自来水有限公司" in page
    assert "最迟" in page
    assert "为什么是这一天？" in page
    assert "当日不计入" in page
    assert "转送告知书" in page
    assert "考核" not in page


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        (State.RECEIVED, {"supplement", "withdraw"}),
        (State.ACCEPTED, {"supplement", "withdraw"}),
        (State.WITHDRAWN, set()),
    ],
)
def test_it_offers_what_may_be_done_now_and_nothing_else(
    client: Client, state: State, offered: set[str]
) -> None:
    page = _page(open_petition(client, a_petition(state)))
    pages = ("supplement", "withdraw", "rate", "answer_name")
    assert {name for name in pages if f'href="{reverse(f"portal:{name}")}"' in page} == offered


def test_words_and_files_are_added(client: Client) -> None:
    petition = a_petition(State.ACCEPTED)
    open_petition(client, petition)
    paper = SimpleUploadedFile("说明.txt", "停水通知照片的说明".encode())
    sent = client.post(
        reverse("portal:supplement"), {"words": "昨天又停了。", "attachments": [paper]}
    )
    assert sent["Location"] == reverse(PAGE) + "?done=supplement"
    assert story(petition)[-1].step == Step.SUPPLEMENT
    page = unescape(client.get(sent["Location"]).content.decode())
    assert "补充材料已收到" in page
    assert "昨天又停了。" in page


def test_an_empty_supplement_is_told_and_a_wrong_file_named(client: Client) -> None:
    petition = a_petition(State.ACCEPTED)
    open_petition(client, petition)
    empty = client.post(reverse("portal:supplement"), {"words": " "})
    assert empty.status_code == 422
    assert "请写几句说明" in empty.content.decode()
    program = SimpleUploadedFile("工具.exe", b"MZ" + bytes(100))
    wrong = client.post(
        reverse("portal:supplement"), {"words": "写好的话", "attachments": [program]}
    )
    assert wrong.status_code == 422
    assert "工具.exe：" in wrong.content.decode()
    assert "写好的话" in wrong.content.decode()


def test_withdrawing_says_first_what_it_does_and_stays_visible(client: Client) -> None:
    petition = a_petition(State.ACCEPTED)
    open_petition(client, petition)
    before = client.get(reverse("portal:withdraw")).content.decode()
    assert "不会删除" in before
    assert fresh(petition).state == State.ACCEPTED
    client.post(reverse("portal:withdraw"), {"reason": ""})
    assert fresh(petition).state == State.WITHDRAWN
    assert "您已撤回" in _page(client)
    again = client.post(reverse("portal:withdraw"), {"reason": ""})
    assert again.status_code == 422


def test_an_accusation_says_that_it_may_go_on_and_counts_who_looked(client: Client) -> None:
    petition = a_petition(State.RECEIVED, matter=Matter.ACCUSATION)
    open_petition(client, petition)
    assert "仍可能依法继续调查" in client.get(reverse("portal:withdraw")).content.decode()
    assert "检举控告只显示数目：0 个机关" in _page(client)


def test_bureau_and_organ_are_rated_apart_and_may_be_changed(client: Client) -> None:
    petition = _just_answered()
    open_petition(client, petition)
    _open_answer(client, petition)
    assert ">评价<" in _page(client)
    form = client.get(reverse("portal:rate")).content.decode()
    assert "以最后一次为准" in form
    half = client.post(reverse("portal:rate"), {"bureau": "0"})
    assert half.status_code == 422
    client.post(reverse("portal:rate"), {"bureau": "0", "organ": "2", "reason": "答复太慢"})
    assert story(petition)[-1].codes["organ"] == "2"
    page = _page(client)
    assert "修改评价" in page
    again = client.get(reverse("portal:rate")).content.decode()
    assert again.count(" checked") == 2
    client.post(reverse("portal:rate"), {"bureau": "1", "organ": "1"})
    assert [event.codes["organ"] for event in story(petition) if event.step == Step.RATE] == [
        "2",
        "1",
    ]


def test_opening_the_answer_with_consent_is_its_service(client: Client) -> None:
    petition = _just_answered()
    open_petition(client, petition)
    answer = letter(petition, LetterKind.OPINION)
    address = reverse("portal:letter", args=[answer.letter_id])
    assert "第一次打开即为送达" in _page(client)
    assert client.get(address)["Location"] == reverse(PAGE)
    assert fresh(petition).state == State.ANSWERED
    paper = _open_answer(client, petition)
    assert paper.startswith(b"%PDF-")
    assert fresh(petition).state == State.SERVED
    page = _page(client)
    assert "您的下一项权利" in page
    assert "云岭市人民政府" in page
    assert client.get(address).content == paper


def test_a_letter_of_somebody_else_is_not_there(client: Client) -> None:
    mine = a_petition(State.DELIVERED)
    other = a_petition(State.DELIVERED)
    open_petition(client, mine)
    theirs = letter(other, LetterKind.FORWARDING_NOTICE)
    for send in (client.get, client.post):
        assert send(reverse("portal:letter", args=[theirs.letter_id])).status_code == 404
    to_the_organ = letter(mine, LetterKind.FORWARDING)
    assert client.get(reverse("portal:letter", args=[to_the_organ.letter_id])).status_code == 404


@pytest.mark.parametrize(("answer", "disclosure"), [("yes", "granted"), ("no", "refused")])
def test_the_petitioner_decides_on_the_name(client: Client, answer: str, disclosure: str) -> None:
    petition = a_petition(State.ACCEPTED, naming=Naming.WITHHELD)
    open_petition(client, petition)
    assert client.get(reverse("portal:answer_name"))["Location"] == reverse(PAGE)
    asker = of_office(Role.HANDLER, "yunling-water")
    why = "需要上门核实哪几户停水。"
    handling.ask_name(petition.pk, reason=why, by=asker.viewer, at=later(petition))
    assert why in _page(client)
    assert why in client.get(reverse("portal:answer_name")).content.decode()
    client.post(reverse("portal:answer_name"), {"agrees": "perhaps"})
    assert fresh(petition).name_disclosure == "asked"
    client.post(reverse("portal:answer_name"), {"agrees": answer})
    assert fresh(petition).name_disclosure == disclosure


@pytest.mark.parametrize(
    "page", ["petition", "supplement", "withdraw", "rate", "answer_name", "receipt"]
)
def test_nothing_opens_without_a_code(client: Client, page: str) -> None:
    response = client.get(reverse(f"portal:{page}"))
    assert response["Location"].startswith(reverse("portal:track"))
    assert response["Cache-Control"] == "no-store"


def test_the_page_costs_a_fixed_number_of_queries(
    client: Client, django_assert_max_num_queries: object
) -> None:
    open_petition(client, a_petition(State.SERVED))
    with django_assert_max_num_queries(24):  # type: ignore[operator]
        client.get(reverse(PAGE))


def _just_answered() -> Petition:
    """Answered a moment ago, with consent to electronic service, letters made."""
    petition = a_petition(
        State.ACCEPTED, consents_electronic=True, arrived_at=timezone.now() - timedelta(days=20)
    )
    handling.answer(petition.pk, findings=dict(OPINION), by=HANDLER.viewer, at=later(petition))
    while outbox.work_off(timezone.now()):
        pass
    return fresh(petition)


def _open_answer(client: Client, petition: Petition) -> bytes:
    answer = letter(petition, LetterKind.OPINION)
    return client.post(reverse("portal:letter", args=[answer.letter_id])).content


def test_stages_that_were_passed_over_are_left_out(client: Client) -> None:
    page = _page(open_petition(client, a_petition(State.WITHDRAWN)))
    stages = page.split('<ol class="stages"')[1].split("</ol>")[0]
    assert "已收到" in stages
    assert "已撤回" in stages
    assert "已转送" not in stages
    assert "is-now" not in stages


def test_inner_steps_are_not_told(client: Client) -> None:
    petition = a_petition(State.ACCEPTED)
    closing.note(petition.pk, words="内部的话", by=HANDLER.viewer, at=later(petition))
    page = _page(open_petition(client, petition))
    assert "内部" not in page
    assert "受理，开始办理" in page
