"""Water has not run for three days: from the citizen's hand to a served answer and back."""

from datetime import date

import pytest
from django.db import connection

from huiyin.notifications.models import Notice
from huiyin.organisations.models import Category
from huiyin.petitions.actions import citizen, closing, handling, registering, routing, serving
from huiyin.petitions.models import Petition
from huiyin.petitions.upkeep import broken_invariants
from huiyin.rules.moments import localdate
from huiyin.rules.terms import LetterKind, Matter, Procedure, Rating, State, Step
from huiyin.supervision.actions import remind
from tests.make import (
    OPINION,
    WAY,
    a_receipt,
    an_office,
    assert_sound,
    at,
    fresh,
    letter,
    simulated,
    story,
)
from tests.people import CLERK, DISPATCHER, HANDLER, HEAD, LEADER, petitioner
from tests.petitions.reading import clocks
from tests.stories.living import let_the_worker_work, page, with_the_code

pytestmark = pytest.mark.django_db


def test_a_claim_is_answered_in_time() -> None:
    with simulated():
        petition = submitted_and_sent()
        handled(petition)
        opened_and_closed(petition)
    proofs(petition)


def submitted_and_sent() -> Petition:
    """Monday: handed in at night, registered and forwarded in the morning."""
    receipt = a_receipt(
        consents_electronic=True, wish=Matter.CLAIM, arrived_at=at("2026-03-02 00:30")
    )
    assert receipt.due.legal == date(2026, 3, 17)
    petition = with_the_code(receipt.number, receipt.code, "1206", at("2026-03-02 00:40"))
    assert "最迟 3月17日" in page(petition, at("2026-03-02 00:40")).sentence
    registering.register(
        petition.pk,
        matter=Matter.CLAIM,
        procedure=Procedure.PETITION,
        category=Category.objects.get(pk="0102"),
        division="990100",
        by=CLERK.viewer,
        at=at("2026-03-02 09:10"),
    )
    routing.forward(petition.pk, to=an_office(), by=DISPATCHER.viewer, at=at("2026-03-02 09:40"))
    let_the_worker_work(at("2026-03-02 09:41"))
    # the official number finds it too, and where it is stands on the page
    again = with_the_code(fresh(petition).number, receipt.code, "1206", at("2026-03-02 12:00"))
    assert again == petition
    assert page(petition, at("2026-03-02 12:00")).holder == an_office().name
    notice = letter(petition, LetterKind.FORWARDING_NOTICE)
    content = serving.open_letter(
        fresh(petition), letter_id=notice.letter_id, by=petitioner(petition),
        at=at("2026-03-02 12:01"),
    )  # fmt: skip
    assert content is not None
    assert content.startswith(b"%PDF")
    notice.refresh_from_db()
    assert notice.served_at == at("2026-03-02 12:01")
    return petition


def handled(petition: Petition) -> None:
    """The water company signs, allots, accepts on Tuesday and answers in ten days."""
    handling.sign(petition.pk, by=HEAD.viewer, at=at("2026-03-02 14:00"))
    handling.allot(petition.pk, person=HANDLER.user, by=HEAD.viewer, at=at("2026-03-02 14:05"))
    handling.accept(petition.pk, way_of_handling=WAY, by=HANDLER.viewer, at=at("2026-03-03 10:00"))
    assert clocks(petition) == {"L3", "L5"}
    let_the_worker_work(at("2026-03-03 10:01"))
    acceptance = letter(petition, LetterKind.ACCEPTANCE)
    serving.open_letter(
        fresh(petition), letter_id=acceptance.letter_id, by=petitioner(petition),
        at=at("2026-03-03 20:00"),
    )  # fmt: skip
    assert clocks(petition) == {"L5"}
    for day in range(4, 13):
        assert remind(date(2026, 3, day)) == 0, "nobody is late, nobody is reminded"
    handling.answer(
        petition.pk, findings=dict(OPINION), by=HANDLER.viewer, at=at("2026-03-13 15:00")
    )
    let_the_worker_work(at("2026-03-13 15:01"))


def opened_and_closed(petition: Petition) -> None:
    """The petitioner reads it, rates it twice; the bureau asks back and closes."""
    opinion = letter(petition, LetterKind.OPINION)
    first = serving.open_letter(
        fresh(petition), letter_id=opinion.letter_id, by=petitioner(petition),
        at=at("2026-03-14 08:00"),
    )  # fmt: skip
    second = serving.open_letter(
        fresh(petition), letter_id=opinion.letter_id, by=petitioner(petition),
        at=at("2026-03-15 08:00"),
    )  # fmt: skip
    assert first == second, "an issued letter never changes"
    assert fresh(petition).served_at == at("2026-03-14 08:00"), "the first opening is the service"
    now = page(petition, at("2026-03-15 08:00"))
    assert now.next_right is not None
    assert now.next_right.organ == an_office("yunling-gov").name
    assert now.next_right.last_day == date(2026, 4, 13)
    assert {Step.RATE} <= set(now.steps)
    for hour, organ in ((9, Rating.FAIR), (10, Rating.SATISFIED)):
        citizen.rate(
            petition.pk, bureau=Rating.SATISFIED, organ=organ, by=petitioner(petition),
            at=at(f"2026-03-15 {hour:02}:00"),
        )  # fmt: skip
    closing.follow_up(
        petition.pk, reached=True, words="供水正常。", by=DISPATCHER.viewer,
        at=at("2026-03-18 10:00"),
    )  # fmt: skip
    closing.close(petition.pk, by=LEADER.viewer, at=at("2026-03-19 09:00"))
    let_the_worker_work(at("2026-03-19 09:01"))


def proofs(petition: Petition) -> None:
    """Everything that can be asked of the finished petition."""
    petition = fresh(petition)
    assert petition.state == State.CLOSED
    assert_sound(petition)
    assert broken_invariants(localdate(at("2026-03-20 02:00"))) == []
    steps = [event.step for event in story(petition) if event.step != Step.RENDER]
    assert steps == [
        "receive", "register", "forward", "serve_notice", "sign", "allot", "accept",
        "serve_notice", "answer", "serve", "rate", "rate", "follow_up", "close",
    ]  # fmt: skip
    stages = {event.stage for event in story(petition)} - {None}
    assert stages == {"receive", "assign", "handle", "follow_up"}
    done = page(petition, at("2026-03-20 09:00"))
    assert all(moment for _label, moment in done.stages)
    assert done.rating["organ"] == "0"
    for notice in Notice.objects.all():
        assert "停水" not in notice.text
        assert "柳荫" not in notice.text
        assert "郑小满" not in notice.text
    in_the_clear()


def in_the_clear() -> None:
    """What was written stands in no column of any table that a thief of the database could read."""
    secrets = ("郑小满", "19900001206", "恢复柳荫新村", "主管因邻近施工", "柳荫街44号")
    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name from information_schema.tables where table_schema = 'public'"
            " and table_type = 'BASE TABLE'"
        )
        tables = [row[0] for row in cursor.fetchall()]
        assert "petitions_petition" in tables
        for table in tables:
            cursor.execute(
                f'select count(*) from "{table}" as t where t::text like any(%s)',  # noqa: S608
                [[f"%{secret}%" for secret in secrets]],
            )
            assert cursor.fetchone() == (0,), table
