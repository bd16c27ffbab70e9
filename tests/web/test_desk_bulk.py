"""成批办理: the preview says what will happen to each, each row stands alone, twice is once."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from huiyin.jobs import outbox
from huiyin.notifications.models import Outbox
from huiyin.petitions import bulk
from huiyin.petitions.actions import routing
from huiyin.petitions.bulk_rows import Bulk, BulkRow
from huiyin.petitions.models import Event, Petition
from huiyin.rules.terms import Channel, Role, State, Step
from tests.make import a_petition, an_office, fresh
from tests.people import (
    CLERK,
    COUNTY_CLERK,
    DISPATCHER,
    HANDLER,
    HEAD,
    NOBODY,
    SUPERVISOR,
    of_office,
)
from tests.web.desk import desk_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]

AHEAD = timedelta(minutes=5)
Callbacks = DjangoCaptureOnCommitCallbacks


def waiting(state: State = State.REGISTERED, **given: Any) -> Petition:
    """A petition of these days in a state."""
    return a_petition(state, arrived_at=timezone.now() - timedelta(days=9), **given)


def previewed(client: Client, *petitions: Petition, step: str = "forward", **more: object) -> str:
    """The preview of a step for these petitions."""
    rows = [str(each.pk) for each in petitions]
    response = client.post(reverse("desk:bulk"), {"step": step, "row": rows, **more})
    assert response.status_code == 200
    return text(response)


def form_of(shown: str) -> dict[str, object]:
    """What the preview sends when it is confirmed as it stands."""
    found = re.findall(r'type="hidden" name="([a-z]+)" value="([^"]*)"', shown)
    ticked = re.findall(r'name="row" value="([^"]+)"[^>]* checked', shown)
    chosen = re.findall(r'<option value="([^"]*)" selected', shown)
    how = {"wording": chosen[0]} if 'name="wording"' in shown else {"to": (chosen or [""])[0]}
    return {**dict(found), **how, "row": ticked}


def confirmed(client: Client, form: Mapping[str, object], callbacks: Callbacks) -> HttpResponseBase:
    """Confirm a preview, and let what follows the commit happen."""
    with callbacks(execute=True):
        response = client.post(reverse("desk:bulk_confirm"), form)
    assert response.status_code == 302
    return response


def test_each_row_says_where_it_goes_and_confirming_sends_it(
    django_capture_on_commit_callbacks: Callbacks,
) -> None:
    one, two = waiting(), waiting()
    stuck = waiting(State.SIGNED)
    client = desk_of(DISPATCHER)
    shown = previewed(client, one, two, stuck)
    assert shown.count("不能办理") == 1
    assert "（2 件可以办理）" in shown
    assert fresh(one).state == State.REGISTERED, "a preview changes nothing"
    assert not Bulk.objects.exists()
    there = confirmed(client, form_of(shown), django_capture_on_commit_callbacks)
    assert {fresh(one).state, fresh(two).state} == {State.DELIVERED}
    assert fresh(one).holder_id == an_office().pk, "who answers for water by the list of duties"
    assert "办理了 2 件。" in text(client.get(there["Location"]))


def test_a_second_click_is_the_same_bulk(django_capture_on_commit_callbacks: Callbacks) -> None:
    petition = waiting()
    client = desk_of(DISPATCHER)
    form = form_of(previewed(client, petition))
    first = confirmed(client, form, django_capture_on_commit_callbacks)
    second = confirmed(client, form, django_capture_on_commit_callbacks)
    assert first["Location"] == second["Location"]
    assert BulkRow.objects.count() == 1
    assert Event.objects.filter(petition=petition, step=Step.FORWARD).count() == 1
    assert "办理了 1 件" in text(client.get(second["Location"]))


def test_what_changed_since_the_preview_is_refused_and_stays_ticked(
    django_capture_on_commit_callbacks: Callbacks,
) -> None:
    quick, slow = waiting(), waiting()
    client = desk_of(DISPATCHER)
    form = form_of(previewed(client, quick, slow))
    land = an_office("yunling-land")
    routing.forward(quick.pk, to=land, by=DISPATCHER.viewer, at=timezone.now())
    there = confirmed(client, form, django_capture_on_commit_callbacks)["Location"]
    report = text(client.get(there))
    assert "办理了 1 件，没有办理 1 件。" in report
    assert "预览以后其他人办理了该事项" in report
    assert re.findall(r'name="row" value="([^"]+)"[^>]* checked', report) == [str(quick.pk)]
    assert fresh(quick).holder_id == land.pk
    assert "不能办理" in previewed(client, quick)


def test_one_office_can_be_chosen_for_all_but_only_one_that_may_receive() -> None:
    petition = waiting()
    client = desk_of(DISPATCHER)
    land, abroad = an_office("yunling-land"), an_office("yunling-bureau")
    assert f"<td>{land.short_name}</td>" in previewed(client, petition, to=str(land.pk))
    usual = f"<td>{an_office().short_name}</td>"
    for nonsense in (str(abroad.pk), "x", str(uuid4())):
        assert usual in previewed(client, petition, to=nonsense)


def test_a_reminder_goes_to_whoever_holds_each(
    django_capture_on_commit_callbacks: Callbacks,
) -> None:
    held, own = waiting(State.SIGNED), waiting()
    client = desk_of(SUPERVISOR)
    shown = previewed(client, held, own, step="remind", wording="late")
    assert '<option value="late" selected>' in shown
    assert shown.count("不能办理") == 1
    confirmed(client, form_of(shown), django_capture_on_commit_callbacks)
    event = Event.objects.get(petition=held, step=Step.REMIND)
    assert event.codes["wording"] == "late"
    assert event.actor == SUPERVISOR.id


def test_many_rows_are_the_workers_and_the_page_shows_how_far(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Callbacks
) -> None:
    monkeypatch.setattr(bulk, "AT_ONCE", 1)
    made = [waiting() for _ in range(3)]
    client = desk_of(DISPATCHER)
    there = confirmed(
        client, form_of(previewed(client, *made)), django_capture_on_commit_callbacks
    )["Location"]
    assert "3 件里还有 3 件" in text(client.get(there))
    assert client.get(there)["Refresh"] == "2"
    Outbox.objects.exclude(topic="bulk").update(done_at=timezone.now())
    assert outbox.work_off(timezone.now() + AHEAD)
    assert "3 件里还有 2 件" in text(client.get(there))
    for row in BulkRow.objects.all():
        outbox.TOPICS["bulk"](row.pk, {}, timezone.now() + AHEAD)
        outbox.TOPICS["bulk"](row.pk, {}, timezone.now() + AHEAD)
    response = client.get(there)
    assert "办理了 3 件" in text(response)
    assert "Refresh" not in response
    assert Event.objects.filter(petition__in=made, step=Step.FORWARD).count() == 3
    actors = Event.objects.filter(step=Step.FORWARD, petition__in=made).values_list("actor")
    assert set(actors) == {(DISPATCHER.id,)}


def test_who_left_meanwhile_does_nothing_any_more(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Callbacks
) -> None:
    monkeypatch.setattr(bulk, "AT_ONCE", 0)
    petition = waiting()
    client = desk_of(DISPATCHER)
    there = confirmed(
        client, form_of(previewed(client, petition)), django_capture_on_commit_callbacks
    )["Location"]
    person = DISPATCHER.user
    person.is_active = False
    person.save()
    outbox.TOPICS["bulk"](BulkRow.objects.get().pk, {}, timezone.now() + AHEAD)
    assert fresh(petition).state == State.REGISTERED
    person.is_active = True
    person.save()
    assert "提出的人已经没有办理的岗位" in text(client.get(there))


def test_all_that_a_narrowed_list_holds_can_be_ticked_at_once() -> None:
    letter, web = waiting(channel=Channel.LETTER), waiting(channel=Channel.WEB)
    form = {"step": "forward", "all": "1", "list": "to-forward", "query": "channel=letter"}
    shown = text(desk_of(DISPATCHER).post(reverse("desk:bulk"), form))
    assert letter.number in shown
    assert web.number not in shown
    assert 'href="/lists/to-forward/?channel=letter"' in shown


def test_nothing_ticked_and_nonsense_are_told_and_change_nothing() -> None:
    client = desk_of(DISPATCHER)
    for rows in ([], ["x"], [str(uuid4())], ["\x00"], ["9" * 5000]):
        response = client.post(reverse("desk:bulk"), {"step": "forward", "row": rows})
        assert response.status_code == 422
        assert "还没有勾选信访件" in text(response)
    for token in ("", "x"):
        form = {"step": "forward", "token": token}
        assert client.post(reverse("desk:bulk_confirm"), form).status_code == 404
    assert not Bulk.objects.exists()


def test_a_row_one_may_not_know_of_is_as_if_it_were_not_there(
    django_capture_on_commit_callbacks: Callbacks,
) -> None:
    hidden = waiting()
    client = desk_of(of_office(Role.DISPATCHER, "qinghe-bureau"))
    row = f"{hidden.pk}:{hidden.version}"
    form = {"step": "forward", "row": [row], "token": str(uuid4())}
    assert client.post(reverse("desk:bulk"), form).status_code == 422
    confirmed(client, form, django_capture_on_commit_callbacks)
    assert Bulk.objects.exists()
    assert not BulkRow.objects.exists()
    assert fresh(hidden).state == State.REGISTERED


def test_only_who_sends_on_is_offered_it_and_a_report_is_ones_own(
    django_capture_on_commit_callbacks: Callbacks,
) -> None:
    petition = waiting()
    client = desk_of(DISPATCHER)
    form = form_of(previewed(client, petition))
    there = confirmed(client, form, django_capture_on_commit_callbacks)["Location"]
    for who in (CLERK, HANDLER, HEAD, NOBODY):
        other = desk_of(who)
        rows = {"step": "forward", "row": [str(petition.pk)]}
        assert other.post(reverse("desk:bulk"), rows).status_code == 404
        assert other.post(reverse("desk:bulk_confirm"), form).status_code == 404
        assert other.get(there).status_code == 404
    assert desk_of(SUPERVISOR).get(there).status_code == 404
    assert desk_of(COUNTY_CLERK).get(there).status_code == 404


def test_the_list_offers_what_the_post_allows() -> None:
    waiting()
    waiting(State.RECEIVED)
    shown = text(desk_of(DISPATCHER).get("/lists/to-forward/"))
    assert "成批转送" in shown
    assert 'form="bulk" name="row"' in shown
    assert 'name="row"' not in text(desk_of(CLERK).get("/lists/to-register/"))
