"""补发查询码 by SMS: number and telephone together, one answer for all, not again at once."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from huiyin.jobs.outbox import work_off
from huiyin.notifications.models import Notice, Outbox
from huiyin.petitions.actions.closing import message_text, send_new_code
from huiyin.petitions.models import Petition
from huiyin.petitions.tracking import Opened, Wrong, ask_new_code, open_with, send_asked_code
from huiyin.rules.moments import localdate, start_of_day
from huiyin.rules.terms import State
from tests.make import a_petition
from tests.people import CLERK
from tests.web.portal import PHONE, a_portal, code_of

pytestmark = [pytest.mark.campaign("C12"), pytest.mark.django_db]


@pytest.fixture
def petition(settings: Any) -> Petition:  # noqa: ANN401 - pytest-django's own
    settings.HUIYIN_DEMO = True
    a_portal()
    petition = a_petition(State.RECEIVED)
    Outbox.objects.all().delete()  # what handing in leaves
    return petition


def _ask(client: Client, number: str, phone: str) -> str:
    response = client.post(reverse("portal:lost"), {"number": number, "phone": phone})
    assert response.status_code == 200
    while work_off(timezone.now()):
        pass
    return re.sub(r'value="[^"]{20,}"', "", response.content.decode())


def _codes() -> list[Notice]:
    return list(Notice.objects.filter(key__startswith="code:"))


def test_a_new_code_goes_to_the_number_on_file_and_the_old_one_dies(
    client: Client, petition: Petition
) -> None:
    old = code_of(petition)
    _ask(client, petition.number, f"+86 {PHONE}")
    (notice,) = _codes()
    new = "".join(re.findall(r"\d{4}", message_text(notice))[:3])
    assert new not in notice.text
    at = timezone.now()
    assert isinstance(open_with(petition.number, old, PHONE[-4:], source="a", at=at), Wrong)
    assert isinstance(open_with(petition.number, new, PHONE[-4:], source="a", at=at), Opened)


def test_a_wrong_telephone_changes_nothing_and_looks_the_same(
    client: Client, petition: Petition
) -> None:
    old = code_of(petition)
    wrong = _ask(client, petition.number, "19900009999")
    petition.refresh_from_db()
    assert code_of(petition) == old
    assert not _codes()
    assert wrong == _ask(client, petition.number, PHONE)


def test_no_second_code_at_once_and_no_guessing(client: Client, petition: Petition) -> None:
    for _number in range(3):
        _ask(client, petition.number, PHONE)
    assert len(_codes()) == 1
    for _number in range(2):
        _ask(client, petition.number, "1990000")
    data = {"number": petition.number, "phone": PHONE}
    assert client.post(reverse("portal:lost"), data).status_code == 429


def _sent_after(*seconds: int, begun: datetime) -> list[int]:
    """Ask for each of so many petitions of one telephone at its moment: when a code was sent."""
    sent = []
    for after in seconds:
        at, before = begun + timedelta(seconds=after), len(_codes())
        petition = a_petition(State.RECEIVED)
        ask_new_code(petition.number, PHONE, source=f"192.0.2.{after % 250}", at=at)
        send_asked_code(petition.pk, asked_at=at, at=at)
        sent += [after] if len(_codes()) > before else []
    return sent


@pytest.mark.usefixtures("petition")
def test_one_telephone_gets_one_in_a_minute_and_five_in_an_hour() -> None:
    asked = (0, 59, 60, 119, 120, 180, 240, 300, 3599, 3600)
    begun = timezone.now() + timedelta(hours=1)
    assert _sent_after(*asked, begun=begun) == [0, 60, 120, 180, 240, 3600]


@pytest.mark.usefixtures("petition")
def test_what_a_day_may_cost_is_a_setting_and_another_day_begins_anew(
    settings: Any,  # noqa: ANN401 - pytest-django's own
) -> None:
    settings.HUIYIN_CODES_A_DAY = 2
    begun = start_of_day(localdate(timezone.now()) + timedelta(days=1))
    asked = (0, 600, 1200, 86_399, 86_400)
    assert _sent_after(*asked, begun=begun) == [0, 600, 86_400]
    settings.HUIYIN_CODES_A_DAY = 0
    assert _sent_after(87_000, 87_600, 88_200, begun=begun) == [87_000, 87_600, 88_200]


def test_where_nothing_is_sent_the_page_says_the_same_and_the_old_code_opens(
    client: Client,
    petition: Petition,
    settings: Any,  # noqa: ANN401 - pytest-django's own
) -> None:
    settings.HUIYIN_CODES_A_DAY = 1
    sent, old = _ask(client, petition.number, PHONE), a_petition(State.RECEIVED)
    code = code_of(old)
    assert _ask(client, old.number, PHONE) == sent
    assert "不受这些限制" in sent
    assert len(_codes()) == 1
    at = timezone.now()
    assert isinstance(open_with(old.number, code, PHONE[-4:], source="a", at=at), Opened)


def test_a_code_given_while_the_request_waited_stays_good(
    client: Client, petition: Petition
) -> None:
    data = {"number": petition.number, "phone": PHONE}
    client.post(reverse("portal:lost"), data)
    send_new_code(petition.pk, by=CLERK.viewer, at=timezone.now())
    given = code_of(Petition.objects.get(pk=petition.pk))
    _ask(client, petition.number, "19900009999")
    assert code_of(Petition.objects.get(pk=petition.pk)) == given
    assert len(_codes()) == 1


def test_where_no_message_can_go_out_nothing_is_offered(
    client: Client,
    petition: Petition,
    settings: Any,  # noqa: ANN401 - pytest-django's own
) -> None:
    settings.HUIYIN_DEMO = False
    page = client.get(reverse("portal:lost")).content.decode()
    assert 'name="phone"' not in page
    _ask(client, petition.number, PHONE)
    assert not _codes()
