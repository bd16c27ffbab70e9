"""Messages go out once, are tried for 72 hours, and become a person's work when they do not go."""

import email
from collections.abc import Iterator
from datetime import datetime, timedelta
from email import policy
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings

from huiyin.jobs import outbox, waiting
from huiyin.notifications import actions
from huiyin.notifications.actions import WAITS, can_send_messages, tell
from huiyin.notifications.gateways import GATEWAYS
from huiyin.notifications.models import Notice
from huiyin.petitions.actions import closing
from huiyin.petitions.models import Petition
from tests.make import ARRIVAL, FACTS, REQUEST, a_petition, a_receipt
from tests.notifications.servers import Mail, Sms, running
from tests.people import CLERK

pytestmark = pytest.mark.django_db

PHONE = "19900001206"
AT = ARRIVAL + timedelta(minutes=1)


@pytest.fixture
def sms() -> Iterator[Sms]:
    """An SMS gateway, set up."""
    server = Sms()
    with (
        running(server) as port,
        override_settings(
            HUIYIN_GATEWAYS={"sms": "http", "email": "inbox"},
            HUIYIN_SMS_URL=f"http://127.0.0.1:{port}/send",
            HUIYIN_SMS_TOKEN="let-me-in",
        ),
    ):
        yield server


@pytest.fixture
def mail() -> Iterator[Mail]:
    """A mail server, set up."""
    server = Mail()
    with (
        running(server) as port,
        override_settings(
            HUIYIN_GATEWAYS={"sms": "inbox", "email": "smtp"},
            HUIYIN_SMTP={
                "host": "127.0.0.1",
                "port": port,
                "user": "",
                "password": "",
                "tls": "none",
                "sender": "信访局 <office@example.cn>",
            },
        ),
    ):
        yield server


def a_message(way: str = "sms", **given: Any) -> tuple[Petition, Notice]:
    petition = Petition.objects.get(pk=a_receipt(**given).petition_id)
    text = f"您的信访事项（编号 {petition.number}）有新进展。"
    told = tell(key=f"test:{petition.pk}", way=way, text=text, subject=petition.pk, since=ARRIVAL)
    assert told is not None
    return petition, told


def send_all(at: datetime) -> int:
    count = 0
    while waiting.send_message(at):
        count += 1
        assert count < 50
    return count


def test_an_sms_goes_to_the_number_on_file_once(sms: Sms) -> None:
    _petition, told = a_message()
    assert send_all(AT) == 1
    assert send_all(AT + timedelta(days=9)) == 0
    told.refresh_from_db()
    assert (told.sent_at, told.receipt, told.tries, told.next_at) == (AT, "r-1", 1, None)
    ((headers, body),) = sms.given
    assert body == {"key": str(told.pk), "to": PHONE, "text": told.text}
    assert headers["Idempotency-Key"] == str(told.pk)
    assert headers["Authorization"] == "Bearer let-me-in"
    assert can_send_messages()


def test_an_email_says_nothing_of_the_matter(mail: Mail) -> None:
    _petition, told = a_message("email", email="zheng@example.com", phone="")
    assert send_all(AT) == 1
    told.refresh_from_db()
    ((receivers, content),) = mail.mails
    assert [each.upper() for each in receivers] == ["RCPT TO:<ZHENG@EXAMPLE.COM>"]
    found = email.message_from_bytes(content, policy=policy.default)
    assert found["Message-ID"] == told.receipt == f"<{told.pk}@example.cn>"
    assert found["Auto-Submitted"] == "auto-generated"
    body = found.get_body()
    assert body is not None
    assert body.get_content().strip() == told.text
    for secret in (REQUEST, FACTS, "郑小满"):
        assert secret not in body.get_content() + str(found["Subject"])


def test_who_gave_only_an_address_is_told_by_email(mail: Mail) -> None:
    a_receipt(email="zheng@example.com", phone="")
    while outbox.work_off(AT):
        pass
    assert Notice.objects.get(way="email").key.startswith("received:")
    assert send_all(AT) == 1
    assert len(mail.mails) == 1


def test_it_is_tried_for_72_hours_with_growing_waits_and_then_a_person_tells(sms: Sms) -> None:
    assert sum(WAITS) == 72 * 60
    petition, told = a_message()
    sms.answer = (503, b"")
    at, moments = AT, []
    while send_all(at) == 1:
        moments.append(at)
        told.refresh_from_db()
        assert (told.failure, told.sent_at) == ("HTTP 503", None)
        if told.next_at is None:
            break
        assert send_all(told.next_at - timedelta(seconds=1)) == 0
        at = told.next_at
    assert moments[-1] - moments[0] == timedelta(hours=72)
    assert {body["key"] for _, body in sms.given} == {str(told.pk)}, "one key for every try"
    asked = Notice.objects.get(code="unsent")
    assert (asked.to_office, asked.way) == (petition.registering_id, "desk")
    assert asked.arguments == {"number": petition.number}
    assert (told.falls_to, told.fell_at, told.told_at) == (petition.registering_id, at, None)
    assert send_all(at + timedelta(days=30)) == 0
    assert Notice.objects.filter(code="unsent").count() == 1


def test_a_number_that_cannot_be_is_given_up_at_once(sms: Sms) -> None:
    _petition, told = a_message()
    sms.answer = (422, b"")
    assert send_all(AT) == 1
    assert Notice.objects.filter(code="unsent").exists()
    told.refresh_from_db()
    assert (told.failure, told.tries) == ("HTTP 422", 1)


@pytest.mark.parametrize(("refuses", "is_final"), [("550 no such", True), ("451 later", False)])
def test_a_mail_server_may_refuse_for_now_or_for_ever(
    mail: Mail, refuses: str, *, is_final: bool
) -> None:
    _petition, told = a_message("email", email="zheng@example.com", phone="")
    mail.refuses = refuses
    assert send_all(AT) == 1
    told.refresh_from_db()
    assert (told.falls_to is not None) is is_final


def test_a_gateway_that_points_elsewhere_is_not_followed(sms: Sms) -> None:
    _petition, told = a_message()
    sms.answer, sms.location = (307, b""), settings.HUIYIN_SMS_URL + "/elsewhere"
    assert send_all(AT) == 1
    assert len(sms.given) == 1
    told.refresh_from_db()
    assert told.failure == "HTTP 307"


def test_nobody_listens_and_it_waits(sms: Sms) -> None:
    _petition, told = a_message()
    with override_settings(HUIYIN_SMS_URL="http://127.0.0.1:9/"):
        assert send_all(AT) == 1
    told.refresh_from_db()
    assert told.failure == "URLError"
    assert told.next_at == AT + timedelta(minutes=WAITS[0])
    assert send_all(told.next_at) == 1
    told.refresh_from_db()
    assert told.receipt == "r-1"


def test_a_message_that_breaks_does_not_hold_up_the_next(sms: Sms) -> None:
    tell(key="broken", way="sms", text="没有信访件", since=ARRIVAL - timedelta(days=1))
    _petition, told = a_message()
    assert send_all(AT) == 2
    told.refresh_from_db()
    assert told.sent_at == AT
    assert Notice.objects.get(key="broken").failure == "ValueError"


@pytest.mark.parametrize("answer", [b"", b"\xff\xfe", b"[]", b'{"id": "' + b"x" * 9999 + b'"}'])
def test_any_answer_with_success_is_a_receipt(sms: Sms, answer: bytes) -> None:
    _petition, told = a_message()
    sms.answer = (200, answer)
    assert send_all(AT) == 1
    told.refresh_from_db()
    assert told.sent_at == AT
    assert 0 < len(told.receipt) <= 200


def test_a_new_query_code_goes_out_opened_and_stays_sealed_here(sms: Sms) -> None:
    petition = a_petition()
    closing.send_new_code(petition.pk, by=CLERK.viewer, at=ARRIVAL + timedelta(days=3))
    row = Notice.objects.get(key__startswith="code:")
    assert row.next_at is not None
    assert send_all(row.next_at) == 1
    said = sms.given[-1][1]["text"]
    assert "{secret}" not in said
    assert "{secret}" in Notice.objects.get(pk=row.pk).text


def test_without_a_gateway_it_stays_in_the_inbox() -> None:
    _petition, told = a_message()
    assert send_all(AT) == 1
    told.refresh_from_db()
    assert told.receipt == "inbox"
    assert not can_send_messages()
    assert set(GATEWAYS) == {"inbox", "smtp", "http"}


def test_after_an_outage_of_hours_nothing_waits_for_hours(
    sms: Sms, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A gateway that is back is found out within a minute, and what waited goes at once."""
    monkeypatch.setattr(actions, "_asked_at", {})
    sms.answer = (503, b"")
    for number in range(3):
        tell(key=f"outage:{number}", way="sms", text="您好", subject=a_receipt().petition_id)
    Notice.objects.update(next_at=AT)
    while waiting.send_message(AT):
        pass
    tried = len(sms.given)
    later = AT + timedelta(seconds=40)
    Notice.objects.update(next_at=later + timedelta(hours=8), tries=8)
    assert not waiting.send_message(later), "asked in vain"
    assert not waiting.send_message(later), "and not again at once"
    assert len(sms.given) == tried + 1
    assert set(Notice.objects.values_list("tries", flat=True)) == {8}, "asking is no try"
    sms.answer = (200, b"{}")
    back = later + timedelta(seconds=30)
    while waiting.send_message(back):
        pass
    assert not Notice.objects.filter(sent_at=None).exists()
    assert len(sms.given) == tried + 4
