"""The petition page: who reads how much, what is opened with a reason, what it costs."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from huiyin.audit.models import Access
from huiyin.documents.models import Letter, StoredFile
from huiyin.petitions.actions import citizen, closing, handling
from huiyin.petitions.intake import IncomingFile
from huiyin.petitions.models import Petition, PetitionLetter
from huiyin.petitions.standing import open_steps
from huiyin.petitions.upkeep import issue_receipt
from huiyin.privacy.codes import in_groups
from huiyin.rules.moments import localdate
from huiyin.rules.terms import LetterKind, Matter, Naming, Rating, State, Step
from huiyin.web.desk.dossier import LOOK
from huiyin.web.desk.seeing import first_sentence
from tests.make import FACTS, REQUEST, a_petition, fresh, later, letter, serve, simulated
from tests.people import (
    CLERK,
    DISCIPLINE_HEAD,
    DISPATCHER,
    HANDLER,
    HEAD,
    LEADER,
    PROVINCE_LEADER,
    SUPERVISOR,
    Person,
    petitioner,
)
from tests.web.desk import NAME, PHONE, desk_of, page_of, step_of, text
from tests.web.portal import code_of

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]

REASON = "核对联系方式"
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")


def accesses(petition: Petition, kind: str) -> list[tuple[str, str, str]]:
    rows = Access.objects.filter(petition_id=petition.pk, kind=kind).order_by("recorded_at", "id")
    return list(rows.values_list("name", "subject", "reason"))


def field_key(page: str, name: str) -> str:
    """The key by which the page asks for a field of the first petitioner."""
    start = page.index(f':{name}"')
    return page[page.rindex('"', 0, start) + 1 : start] + f":{name}"


BUTTONS = [
    (state, who)
    for state in (
        State.RECEIVED,
        State.REGISTERED,
        State.DELIVERED,
        State.SIGNED,
        State.ACCEPTED,
        State.ANSWERED,
        State.SERVED,
        State.CLOSED,
    )
    for who in (CLERK, DISPATCHER, LEADER, SUPERVISOR, HEAD, HANDLER)
]


@pytest.mark.parametrize(("state", "who"), BUTTONS)
def test_the_page_shows_the_open_steps_and_no_others(state: State, who: Person) -> None:
    petition = a_petition(state)
    response = desk_of(who).get(page_of(petition))
    seen = Petition.objects.visible_to(who.viewer, today=localdate(timezone.now()))
    if not seen.filter(pk=petition.pk).exists():
        assert response.status_code == 404
        return
    shown = {step for step in Step if f'href="{step_of(petition, step.value)}"' in text(response)}
    # Marking is offered only while an emergency is current.
    is_open = set(open_steps(fresh(petition), who.viewer, localdate(timezone.now())))
    assert shown == is_open - {Step.MARK}


def test_one_button_stands_first() -> None:
    petition = a_petition(State.SIGNED)
    shown = text(desk_of(HANDLER).get(page_of(petition)))
    assert shown.count("data-primary") == 1
    primary = shown[shown.index("data-primary") :]
    assert primary.startswith(f'data-primary href="{step_of(petition, "accept")}"')


def test_what_was_written_is_read_and_the_person_stays_masked() -> None:
    petition = a_petition(State.RECEIVED, identity="990100199001011234", email="zheng@example.com")
    shown = text(desk_of(CLERK).get(page_of(petition)))
    for words in (REQUEST, FACTS, "郑**", "199****1206", "z***@example.com"):
        assert words in shown
    for secret in (NAME, PHONE, "990100199001011234", "zheng@example.com"):
        assert secret not in shown
    assert accesses(petition, Access.READ) == [("周雨禾", "words", "")]


def test_a_field_is_opened_with_a_reason_for_this_page_only() -> None:
    petition = a_petition(State.RECEIVED)
    client = desk_of(CLERK)
    key = field_key(text(client.get(page_of(petition))), "phone")
    opened = client.post(page_of(petition), {"show": key, "reason": REASON})
    assert opened.status_code == 200
    assert PHONE in text(opened)
    assert NAME not in text(opened)
    assert accesses(petition, Access.REVEAL) == [("周雨禾", "phone", REASON)]
    assert PHONE not in text(client.get(page_of(petition)))


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        *((short, "请写明理由") for short in ("", "   ", "看", "。 。", "\u200b" * 9)),
        ("核对\x00电话", "无法保存的空字符"),
        ("核对电话\ufdd0", "无效的字符"),
        ("核" * 201, "不能超过 200 字"),
    ],
)
def test_without_a_reason_that_can_be_kept_nothing_is_opened(reason: str, told: str) -> None:
    petition = a_petition(State.RECEIVED)
    client = desk_of(CLERK)
    key = field_key(text(client.get(page_of(petition))), "phone")
    answer = client.post(page_of(petition), {"show": key, "reason": reason})
    assert answer.status_code == 422
    assert told in text(answer)
    assert PHONE not in text(answer)
    assert accesses(petition, Access.REVEAL) == []


@pytest.mark.parametrize("asked", ["field", "words"])
def test_a_reason_that_is_too_short_is_given_back(asked: str) -> None:
    petition = a_petition(State.ACCEPTED, bureau="qinghe-bureau", office="liuquan")
    client, key = desk_of(CLERK), "words"
    if asked == "field":
        petition = a_petition(State.SIGNED)
        client, key = desk_of(HANDLER), f"{petition.petitioners.get().pk}:phone"
    answer = client.post(page_of(petition), {"show": key, "reason": "看<"})
    assert answer.status_code == 422
    assert 'value="看&lt;"' in text(answer)


def test_fields_of_another_petition_are_not_opened() -> None:
    petition, other = a_petition(State.RECEIVED), a_petition(State.RECEIVED, phone="19900009999")
    client = desk_of(CLERK)
    key = field_key(text(client.get(page_of(other))), "phone")
    for asked in (key, f"{uuid4()}:phone", "code", ":"):
        answer = client.post(page_of(petition), {"show": asked, "reason": REASON})
        assert "19900009999" not in text(answer)
    assert accesses(petition, Access.REVEAL) == []


@pytest.mark.parametrize("who", [CLERK, DISPATCHER])
def test_an_accusation_is_read_with_a_reason(who: Person) -> None:
    petition = a_petition(State.REGISTERED, matter=Matter.ACCUSATION)
    client = desk_of(who)
    closed = text(client.get(page_of(petition)))
    category = str(petition.category)
    for words in (REQUEST, FACTS, "郑**", "柳荫街", category):
        assert words not in closed
    assert accesses(petition, LOOK) != []
    assert accesses(petition, Access.READ) == []
    opened = text(client.post(page_of(petition), {"show": "words", "reason": "核对后移交"}))
    assert FACTS in opened
    assert category in opened
    assert accesses(petition, Access.READ)[0][1:] == ("words", "核对后移交")
    assert FACTS not in text(desk_of(who).get(page_of(petition))), "another browser asks again"


def test_what_was_handed_over_is_read_by_its_receiver_only() -> None:
    petition = a_petition(State.HANDED_OVER, matter=Matter.ACCUSATION)
    bureau = desk_of(DISPATCHER)
    answer = bureau.post(page_of(petition), {"show": "words", "reason": "想再看一眼"})
    assert FACTS not in text(answer)
    assert "您只能看到编号" in text(answer)
    receiver = desk_of(DISCIPLINE_HEAD)
    assert FACTS not in text(receiver.get(page_of(petition)))
    assert FACTS in text(receiver.post(page_of(petition), {"show": "words", "reason": "初步核查"}))


def test_a_superior_bureau_gives_a_reason() -> None:
    petition = a_petition(State.ACCEPTED)
    client = desk_of(PROVINCE_LEADER)
    closed = text(client.get(page_of(petition)))
    assert petition.number in closed
    assert FACTS not in closed
    opened = client.post(page_of(petition), {"show": "words", "reason": "督查抽查"})
    assert FACTS in text(opened)
    assert accesses(petition, Access.READ) == [("何叙洲", "words", "督查抽查")]


def test_a_hidden_name_is_kept_from_the_unit_everywhere() -> None:
    petition = a_petition(
        State.ACCEPTED,
        naming=Naming.WITHHELD,
        facts=f"我叫{NAME}，电话{PHONE}，住柳荫街44号。三天没水。",
        files=(IncomingFile(f"{NAME}的照片.jpg", JPEG),),
        address="云岭市柳荫街44号",
    )
    closing.note(petition.pk, words=f"{NAME}来过电话", by=CLERK.viewer, at=later(petition))
    unit = text(desk_of(HANDLER).get(page_of(petition)))
    assert "三天没水" in unit
    assert f"信访人（编号{petition.number}）" in unit
    for secret in (NAME, PHONE, "郑**", "199****1206"):
        assert secret not in unit
    file_id = only_file(petition)
    assert reverse("desk:file", args=[petition.pk, file_id]) not in unit
    for suffix in ("", "?original=1"):
        address = reverse("desk:file", args=[petition.pk, file_id]) + suffix
        assert desk_of(HANDLER).get(address).status_code == 404
    bureau = text(desk_of(CLERK).get(page_of(petition)))
    assert "郑**" in bureau
    assert reverse("desk:file", args=[petition.pk, file_id]) in bureau


def only_file(petition: Petition) -> UUID:
    """The id of the one file that came with a petition."""
    return StoredFile.objects.get(owner_id=petition.pk, purpose="original").pk


def test_a_disclosed_name_is_shown_to_the_unit() -> None:
    petition = a_petition(State.SIGNED, naming=Naming.WITHHELD)
    handling.ask_name(petition.pk, reason="须上门核实", by=HEAD.viewer, at=later(petition))
    citizen.answer_name(petition.pk, agrees=True, by=petitioner(petition), at=later(petition))
    assert "郑**" in text(desk_of(HEAD).get(page_of(petition)))


def test_a_file_is_downloaded_and_the_reading_noted() -> None:
    petition = a_petition(State.RECEIVED, files=(IncomingFile("照片.jpg", JPEG),))
    address = reverse("desk:file", args=[petition.pk, only_file(petition)])
    answer = desk_of(CLERK).get(address + "?original=1")
    assert answer.content == JPEG
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert accesses(petition, Access.READ) == [("周雨禾", "file original", "")]
    assert desk_of(HEAD).get(address + "?original=1").status_code == 404


def test_ratings_are_kept_from_the_rated_unit_until_it_is_closed() -> None:
    petition = a_petition(State.SERVED)
    citizen.rate(
        petition.pk,
        bureau=Rating.SATISFIED,
        organ=Rating.DISSATISFIED,
        reason="拖了太久",
        by=petitioner(petition),
        at=later(petition),
    )
    assert "拖了太久" in text(desk_of(CLERK).get(page_of(petition)))
    assert "拖了太久" not in text(desk_of(HANDLER).get(page_of(petition)))
    assert "不满意" not in text(desk_of(HANDLER).get(page_of(petition)))
    closing.close(petition.pk, by=CLERK.viewer, at=later(petition))
    assert "拖了太久" in text(desk_of(HANDLER).get(page_of(petition)))


def test_the_slip_with_the_code_is_shown_to_no_staff() -> None:
    petition = a_petition(State.RECEIVED)
    issue_receipt(petition.pk, at=later(petition))
    slip = Letter.objects.get(owner_id=petition.pk, kind=LetterKind.RECEIPT)
    client = desk_of(CLERK)
    shown = text(client.get(page_of(petition)))
    assert str(slip.pk) not in shown
    assert code_of(petition) not in shown
    for form in ("pdf", "docx"):
        assert (
            client.get(reverse("desk:letter", args=[petition.pk, slip.pk, form])).status_code == 404
        )


def test_the_cover_sheet_is_shown_to_the_bureau_that_serves_only() -> None:
    petition = a_petition(State.ACCEPTED, naming=Naming.WITHHELD, address="云岭市柳荫街44号")
    cover = letter(petition, LetterKind.COVER)
    address = reverse("desk:letter", args=[petition.pk, cover.letter_id, "pdf"])
    assert "送达封面" in text(desk_of(CLERK).get(page_of(petition)))
    assert desk_of(CLERK).get(address).status_code == 409, "the worker has not made it yet"
    assert "送达封面" not in text(desk_of(HANDLER).get(page_of(petition)))
    assert desk_of(HANDLER).get(address).status_code == 404


def test_inner_notes_stand_apart() -> None:
    petition = a_petition(State.RECEIVED)
    closing.note(petition.pk, words="先问清楚楼号", by=CLERK.viewer, at=later(petition))
    shown = text(desk_of(CLERK).get(page_of(petition)))
    row = shown[shown.index("is-inner") :]
    assert row.index("先问清楚楼号") < row.index("</li>")


def test_the_story_stands_newest_first_and_names_who_did_what() -> None:
    petition = a_petition(State.DELIVERED)
    shown = text(desk_of(DISPATCHER).get(page_of(petition)))
    story = shown[shown.index('id="story"') :]
    assert story.index("送往") < story.index("登记为") < story.index("回执号")
    assert "沈闻舟" in story
    assert "转办员" in story
    assert letter(petition, LetterKind.FORWARDING).letter.number in story


def test_a_step_recorded_late_says_so() -> None:
    late = a_petition(State.REGISTERED)
    with simulated():
        prompt = a_petition(State.REGISTERED)
    assert "才记入" in text(desk_of(CLERK).get(page_of(late)))
    assert "才记入" not in text(desk_of(CLERK).get(page_of(prompt)))


def test_somebody_else_at_the_same_petition_is_told() -> None:
    petition = a_petition(State.RECEIVED)
    first = text(desk_of(CLERK).get(page_of(petition)))
    assert "也打开了此件" not in first
    assert "周雨禾 刚刚也打开了此件" in text(desk_of(DISPATCHER).get(page_of(petition)))
    again = text(desk_of(CLERK).get(page_of(petition)))
    assert "沈闻舟 刚刚也打开了此件" in again
    assert "周雨禾 刚刚也打开了此件" not in again


def test_every_date_is_explained_on_the_page_and_on_paper() -> None:
    petition = a_petition(State.ACCEPTED)
    serve(petition, letter(petition, LetterKind.ACCEPTANCE))
    page = text(desk_of(HANDLER).get(page_of(petition)))
    paper = text(desk_of(HANDLER).get(reverse("desk:limits", args=[petition.pk])))
    clocks = list(fresh(petition).clocks.all())
    assert len(clocks) >= 3
    for shown in (page, paper):
        assert shown.count("当日不计入") >= len(clocks)
    assert "作出并送达处理意见" in paper
    assert FACTS not in paper


def test_fifty_events_cost_what_five_cost() -> None:
    petition = a_petition(State.ACCEPTED)
    client = desk_of(HANDLER)
    client.get(page_of(petition))

    def queries() -> list[str]:
        with CaptureQueriesContext(connection) as made:
            assert client.get(page_of(petition)).status_code == 200
        return [each["sql"] for each in made]

    few = queries()
    for number in range(50):
        closing.note(
            petition.pk,
            words=f"第{number}次核实",
            by=HANDLER.viewer,
            at=later(petition, timedelta(minutes=1)),
        )
    many = queries()
    assert len(many) == len(few) <= 10
    # Session, user and posts for the gate; the petition, all that belongs to it, and the counts.
    assert sum(" FROM " in sql for sql in many) == 6
    assert sum(sql.startswith("INSERT") for sql in many) == 1


def test_refused_looks_are_noted() -> None:
    petition = a_petition(State.REGISTERED)
    desk_of(HEAD).get(page_of(petition))
    assert accesses(petition, Access.DENIED) == [("孟沅渚", "", "")]


@pytest.mark.parametrize(
    ("whole", "first"),
    [
        ("没有水。请来修。", "没有水。"),
        ("没有水\n请来修", "没有水"),
        ("一句话没有标点", "一句话没有标点"),
        ("真的吗？真的！", "真的吗？"),
        ("。。。", "。。。"),
        ("", ""),
    ],
)
def test_the_first_sentence(whole: str, first: str) -> None:
    assert first_sentence(whole) == first


def test_a_code_in_a_story_stays_out_of_every_page() -> None:
    petition = a_petition(State.RECEIVED)
    code = code_of(petition)
    shown = text(desk_of(CLERK).get(page_of(petition)))
    assert code not in shown
    assert in_groups(code) not in shown
    assert PetitionLetter.objects.filter(petition=petition).count() == 0
