"""What the tests of the portal share: a standing city, a filled form, a browser with a petition."""

import json
from base64 import b64encode
from hashlib import sha256
from html import unescape
from typing import Any

from django.test import Client
from django.urls import reverse

from huiyin.commands.city.loading import load_texts
from huiyin.petitions.models import Petition
from huiyin.petitions.vault import Vault
from huiyin.privacy.codes import in_groups
from huiyin.publishing.models import WayIn
from huiyin.web.portal import proofs
from tests.city import City, a_city
from tests.make import FACTS, REASONS, REQUEST

PHONE = "19900001206"


def a_portal() -> City:
    """The city with its public texts."""
    city = a_city()
    if not WayIn.objects.exists():
        load_texts(city.offices)
    return city


def a_form(**given: str | None) -> dict[str, Any]:
    """The form as a careful citizen fills it in."""
    usual = {
        "key": "portal-test-key-1-0f3c9a7e5b1d4c6e8a20",
        "naming": "named",
        "name": "郑小满",
        "address": "云岭市柳荫街44号",
        "phone": "199 0000 1206",
        "email": "",
        "identity": "",
        "people_count": "1",
        "request": REQUEST,
        "facts": FACTS,
        "reasons": REASONS,
        "complained_about": "",
        "wish": "",
        "place": "990100",
        "place_detail": "柳荫街44号",
        "declares": "on",
    }
    return {name: value for name, value in (usual | given).items() if value is not None}


def code_of(petition: Petition) -> str:
    """The query code, as only the petitioner knows it."""
    vault = Vault(petition.pk, petition.key)
    return vault.open(petition.code, "petitions_petition.code", petition.pk)


def open_petition(client: Client, petition: Petition, tail: str = PHONE[-4:]) -> Client:
    """The browser after number, code and tail were typed in."""
    response = client.post(
        reverse("portal:track"),
        {"number": petition.number, "code": in_groups(code_of(petition)), "tail": tail},
    )
    assert response.status_code == 302, response.content.decode()
    assert response["Location"] == reverse("portal:petition")
    return client


def solved(challenge: str) -> str:
    """The proof of work that a challenge asks for, as the script of the page finds it."""
    task = json.loads(challenge)
    number = next(
        each
        for each in range(proofs.MOST_WORK + 1)
        if sha256(f"{task['salt']}{each}".encode()).hexdigest() == task["challenge"]
    )
    return b64encode(json.dumps({**task, "number": number}).encode()).decode()


def hidden_in(page: str, name: str) -> str:
    """The value of a hidden field of a page."""
    return unescape(page.split(f'name="{name}" value="')[1].split('"')[0])


def challenge_in(page: str) -> str:
    """The challenge that a page asks to be solved."""
    return unescape(page.split('data-challenge="')[1].split('"')[0])
