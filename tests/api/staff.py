"""Calling the API of the desk as the program of one person."""

import json
from typing import Any
from urllib.parse import quote

from django.test import Client
from django.utils import timezone

from huiyin.organisations.models import Office
from huiyin.petitions.models import Petition
from huiyin.petitions.staff_tokens import LONGEST_LIFE, Scope, StaffToken, collect, grant
from huiyin.rules.ids import new_id
from huiyin.rules.moments import localdate
from tests.api.calling import Answer
from tests.people import SYSTEM_ADMIN, Person

ROOT = "/api/v1"


def a_permit(person: Person, *scopes: Scope, office: str = "") -> StaffToken:
    """A token that the administrator permitted and nobody has collected."""
    now = timezone.now()
    first = office or person.viewer.holdings[0].office
    return grant(
        person=person.user,
        office=Office.objects.get(pk=first),
        name="办公自动化",
        scopes=list(scopes or Scope),
        ends_on=localdate(now) + LONGEST_LIFE,
        by=SYSTEM_ADMIN.viewer,
        at=now,
    )


def a_token(person: Person, *scopes: Scope) -> str:
    """The text of a token that this person has collected."""
    permit = a_permit(person, *scopes)
    return collect(permit.pk, by=person.viewer, at=timezone.now())


class Program:
    """A program that acts for one person."""

    def __init__(self, person: Person, *scopes: Scope) -> None:
        self.token = a_token(person, *scopes)
        self.client = Client(raise_request_exception=False)

    def get(self, address: str, *, reason: str = "") -> Answer:
        """Read."""
        return Answer(self.raw(address, reason=reason))

    def raw(self, address: str, *, reason: str = "") -> Any:  # noqa: ANN401 (of Django's client)
        """Read something that need not be JSON."""
        headers = {"Authorization": f"Bearer {self.token}"}
        if reason:
            headers["Access-Reason"] = quote(reason)
        return self.client.get(ROOT + address, headers=headers)

    def post(self, address: str, body: object, *, key: str = "") -> Answer:
        """Act."""
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Idempotency-Key": key or str(new_id()),
        }
        content = json.dumps(body).encode()
        response = self.client.post(
            ROOT + address, content, content_type="application/json", headers=headers
        )
        return Answer(response)

    def take(self, petition: Petition, verb: str, *, key: str = "", **arguments: object) -> Answer:
        """Take a step of the petition as it stands now."""
        version = Petition.objects.get(pk=petition.pk).version
        body = {"version": version, "arguments": arguments}
        return self.post(f"/petitions/{petition.pk}/steps/{verb}", body, key=key)
