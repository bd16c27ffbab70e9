"""The address on a slip leads people to the portal, or does not stand there."""

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from huiyin.petitions.models import Petition
from huiyin.publishing.models import WayIn
from huiyin.rules.terms import Channel
from tests.web.portal import a_form, a_portal

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_portal")]

HERE = "http://127.0.0.1:8000"


@pytest.fixture
def handed_in(client: Client) -> Client:
    """A browser that has just handed in."""
    a_portal()
    client.post(reverse("portal:submit"), a_form(), headers={"accept": "application/json"})
    return client


def receipt_of(client: Client) -> str:
    return client.get(reverse("portal:receipt")).content.decode()


@pytest.mark.parametrize(
    ("address", "is_demo", "is_led"),
    [
        ("https://xinfang.example.cn/", False, True),
        (HERE, True, True),
        (HERE, False, False),
    ],
)
def test_a_slip_leads_nobody_to_this_machine(
    handed_in: Client, address: str, *, is_demo: bool, is_led: bool
) -> None:
    with override_settings(HUIYIN_PORTAL_ADDRESS=address, HUIYIN_DEMO=is_demo):
        shown = receipt_of(handed_in)
    assert ("data:image/png" in shown) is is_led
    assert (f"{address.rstrip('/')}/track" in shown) is is_led


@override_settings(HUIYIN_PORTAL_ADDRESS=HERE, HUIYIN_DEMO=False)
def test_without_an_address_of_its_own_it_gives_the_published_one(handed_in: Client) -> None:
    office = Petition.objects.get().registering
    office.ways_in.all().delete()
    assert "查询网址" not in receipt_of(handed_in)
    WayIn.objects.create(office=office, channel=Channel.WEB, title="网上", place="云岭信访网")
    shown = receipt_of(handed_in)
    assert "查询网址" in shown
    assert "云岭信访网" in shown
    assert "data:image/png" not in shown
