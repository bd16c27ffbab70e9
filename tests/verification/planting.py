"""Canaries planted by the product's own actions and pages, in whatever of a person is kept."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.test import Client, override_settings
from django.utils import timezone

from huiyin.accounts import actions, signing_in, telephones
from huiyin.accounts.models import User
from huiyin.accounts.signing_in import Browser
from huiyin.emergency import meetings
from huiyin.organisations.actions import REACHED_BY, change_office
from huiyin.petitions import exports_asking, tracking
from huiyin.petitions.actions import approving, citizen, correcting, serving
from huiyin.petitions.arrivals import Arrival, arrive
from huiyin.petitions.exports import Product
from huiyin.petitions.models import Petition
from huiyin.privacy import sealing
from huiyin.publishing.appointments import book
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import LetterKind, Role, Service, State, Step
from tests.make import HOUR, a_petition, an_office, fresh, later, letter
from tests.people import (
    CLERK,
    DISPATCHER,
    HANDLER,
    LEADER,
    SECURITY_ADMIN,
    SYSTEM_ADMIN,
    petitioner,
)
from tests.publishing.test_appointments import a_slot
from tests.verification.canaries import STAFF, STEMS, Canary, found_in
from tests.verification.personal_fields import RENAMED, password
from tests.verification.sending import PORTAL
from tests.web.portal import a_form


@contextmanager
def sealing_watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[str]]:
    """The cells, as table.column, for which a canary is sealed meanwhile."""
    cells: set[str] = set()
    real = sealing._sealed

    def watched(cipher: AESGCM, content: bytes, aad: str) -> bytes:
        if found_in(content, (*STEMS, *STAFF)):
            cells.add(aad.partition(":")[0])
        return real(cipher, content, aad)

    with monkeypatch.context() as patched:
        patched.setattr(sealing, "_sealed", watched)
        yield cells


def everything(of: Canary) -> tuple[Petition, User]:
    """Plant whatever is kept of people: one petition that has it all, and one member of staff."""
    person = somebody_at_work()
    petition = a_whole_matter(of)
    of_an_office(person)
    an_export(person.viewer(localdate(timezone.now())))
    an_appointment(of)
    a_draft(of)
    guesses()
    return fresh(petition), person


def a_whole_matter(of: Canary) -> Petition:
    """A petition with all that its petitioner, its handler and who serves it may write."""
    petition = a_petition(State.ACCEPTED, **of.given())
    by = petitioner(petition)
    citizen.supplement(petition.pk, words=of.word("补充"), by=by, at=later(petition, HOUR))
    correcting.ask_correction(
        petition.pk,
        wanted={"name": of.word(RENAMED)},
        reason=of.word("改名"),
        by=by,
        at=later(petition, HOUR),
    )
    correcting.decide_correction(
        petition.pk, agrees=True, reason=of.word("核对"), by=CLERK.viewer, at=later(petition, HOUR)
    )
    approving.ask_approval(
        Step.EXTEND,
        petition.pk,
        arguments={"days": 20},
        reason=of.word("须查明"),
        by=HANDLER.viewer,
        at=later(petition, HOUR),
    )
    serving.serve(
        petition.pk,
        letter_id=letter(petition, LetterKind.ACCEPTANCE).letter_id,
        how=Service.POST,
        served_at=(at := later(petition, HOUR)),
        to=of.word("签收人"),
        evidence=of.word("回执"),
        by=HANDLER.viewer,
        at=at,
    )
    return petition


def somebody_at_work() -> User:
    """A registrar who is called like nobody else, with a telephone and a password of one's own."""
    by, now = SECURITY_ADMIN.viewer, timezone.now()
    person, _once = actions.add_user(
        username=f"{STAFF[1]}.one", name=f"{STAFF[0]}一", by=by, at=now
    )
    actions.give_post(
        person.pk,
        office_id=an_office("yunling-bureau").pk,
        role=Role.REGISTRAR,
        from_on=localdate(now),
        to_on=None,
        by=by,
        at=now,
    )
    own = person.viewer(localdate(now))
    telephones.set_own_phone(person, f"{STEMS[2]}0099", by=own, at=now)
    actions.set_password(person, new=password(), by=own, at=now)
    return User.objects.get(pk=person.pk)


def of_an_office(person: User) -> None:
    """Who is asked for at an office, who was at a meeting, who registered."""
    now, bureau = timezone.now(), an_office("yunling-bureau")
    change_office(
        bureau,
        reached_by={name: getattr(bureau, name) for name in REACHED_BY} | {"contact": person.name},
        requires_second_factor=False,
        by=SYSTEM_ADMIN.viewer,
        at=now,
    )
    given = {"title": "碰头会", "place": "三楼", "chair": person.name, "attendees": person.name,
             "passed_on": "", "decisions": "一、值班。"}  # fmt: skip
    minutes = meetings.considered(given, now - HOUR, at=now)
    meetings.record(bureau, minutes, None, by=DISPATCHER.viewer, at=now)


def an_export(by: Viewer) -> None:
    """A list asked for by this person with words to look for, agreed to with words."""
    now = timezone.now()
    export = exports_asking.ask_export(
        Product.LIST,
        title="清单",
        arguments={"sought": STEMS[0]},
        reason=f"{STAFF[0]}核对台账",
        office=an_office("yunling-bureau").pk,
        needs_second=True,
        by=by,
        at=now,
    )
    exports_asking.decide_export(
        export.pk, agrees=True, words=f"{STAFF[0]}同意", by=LEADER.viewer, at=now
    )


def an_appointment(of: Canary) -> None:
    """An hour of the hall."""
    slot, given = a_slot(), of.given()
    book(
        slot.pk,
        name=given["name"],
        phone=given["phone"],
        people=2,
        key=f"canary-appointment-{of.number}",
        at=slot.starts_at - HOUR,
    )


def a_draft(of: Canary) -> None:
    """The form of the portal, filled in, not sent yet and about to be counted."""
    given = of.given()
    names = ("name", "phone", "address", "email", "identity", "request", "facts", "reasons")
    form = a_form(**{name: given[name] for name in names}, check="1", wish="claim")
    with override_settings(ROOT_URLCONF=PORTAL):
        answer = Client().post("/submit", form)
    assert answer.status_code == 200, answer.content.decode()
    arrive(Arrival(phone=given["phone"], source=STEMS[1], at=timezone.now()))


def guesses() -> None:
    """Somebody tries a name and a number that say something themselves."""
    now = timezone.now()
    signing_in.check_password(STAFF[1], password(), browser=Browser(STEMS[1]), at=now)
    tracking.open_with(STEMS[1], "0" * 12, "0000", source=STEMS[1], at=now)
