"""The ways in, and what a closed hall means for who hands in by the API."""

from datetime import timedelta

from django.utils import timezone

from huiyin.petitions.letters import original_words
from huiyin.petitions.models import Petition
from huiyin.petitions.vault import Vault
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Channel
from tests.api.calling import a_body, get, submit
from tests.api.test_submit import a_token
from tests.publishing.test_closures import REASON, a_way, shut


def test_ways_are_told_with_what_is_closed_from_when_and_why() -> None:
    hall = a_way()
    assert all(each["closed"] is None for each in get("/api/v1/ways").body)
    tomorrow = localdate(timezone.now()) + timedelta(days=1)
    shut(hall, from_on=tomorrow, at=timezone.now())
    answer = get("/api/v1/ways")
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    told = [each for each in answer.body if each["closed"]]
    assert [(each["office"], each["channel"]) for each in told] == [(str(hall.office_id), "visit")]
    assert told[0]["closed"] == {
        "from_on": tomorrow.isoformat(),
        "reason": REASON,
        "reason_en": "",
        "opens_at": None,
    }


def test_a_receipt_tells_of_the_closed_hall() -> None:
    hall = a_way()
    shut(hall, from_on=localdate(timezone.now()), at=timezone.now())
    [closed] = submit().body["closed"]
    assert (closed["place"], closed["closed"]["reason"]) == (hall.place, REASON)


def test_a_visit_that_nothing_could_replace_comes_with_its_reason() -> None:
    shut(a_way(), from_on=localdate(timezone.now()), at=timezone.now())
    _row, token = a_token()
    body = a_body(channel=Channel.VISIT, on_the_spot="不会用手机，也不识字")
    assert submit(body, token=token).status == 201
    petition = Petition.objects.get()
    words = original_words(petition, Vault(petition.pk, petition.key))
    assert words["on_the_spot"] == body["on_the_spot"]
