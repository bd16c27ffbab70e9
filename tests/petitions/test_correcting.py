"""Own data are put right on request: found by the new, the old still hidden (G6)."""

import pytest

from huiyin.petitions.actions.correcting import ask_correction, asked_for, decide_correction
from huiyin.petitions.errors import Refused
from huiyin.petitions.letters import personal, shown_words
from huiyin.petitions.models import Petition, Petitioner
from huiyin.petitions.vault import Vault
from huiyin.petitions.worklists import BY_NAME
from huiyin.privacy.indexes import blind
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Naming, State, Step
from tests.make import a_petition, assert_sound, fresh, later, letter, story
from tests.people import CLERK, HANDLER, OTHER_HEAD, Person, petitioner

pytestmark = pytest.mark.django_db
OLD, NEW = "19900001206", "19900007777"


def asked(petition: Petition, **wanted: str) -> None:
    given = wanted or {"phone": NEW}
    ask_correction(
        petition.pk,
        wanted=given,
        reason="换了号码",
        by=petitioner(petition),
        at=later(petition),
    )


def decided(petition: Petition, *, agrees: bool = True, who: Person = CLERK) -> None:
    decide_correction(
        petition.pk, agrees=agrees, reason="已核对身份证", by=who.viewer, at=later(petition)
    )


def known(petition: Petition) -> dict[str, str]:
    now = fresh(petition)
    return personal(now, Vault(now.pk, now.key))


def test_nothing_changes_until_somebody_has_decided() -> None:
    petition = a_petition(State.ACCEPTED)
    asked(petition, name="郑晓满", phone="")
    assert known(petition)["name"] == "郑小满"
    assert asked_for(fresh(petition)) == {"name": "郑晓满"}
    decided(petition, agrees=False)
    assert known(petition)["name"] == "郑小满"
    assert asked_for(fresh(petition)) == {}
    assert_sound(petition)


def test_what_is_put_right_is_found_by_the_new_and_its_letters_stay() -> None:
    petition = a_petition(State.ACCEPTED)
    digest = bytes(letter(petition).letter.facts_digest)
    asked(petition)
    decided(petition)
    assert known(petition)["phone"] == NEW
    assert known(petition)["name"] == "郑小满"
    assert Petitioner.objects.get(phone_index=blind("phone", NEW)).petition_id == petition.pk
    assert not Petitioner.objects.filter(phone_index=blind("phone", OLD)).exists()
    assert bytes(letter(petition).letter.facts_digest) == digest
    assert_sound(petition)
    last = story(petition)[-1]
    assert last.step == Step.DECIDE_CORRECTION
    assert NEW not in str(last.codes)
    asked(petition, address="云岭市新居路9号")
    decided(petition)
    assert_sound(petition)


def test_somebody_who_writes_into_the_row_is_found_out() -> None:
    petition = a_petition(State.ACCEPTED)
    asked(petition)
    decided(petition)
    person = Petitioner.objects.get(petition=petition)
    vault = Vault(petition.pk, petition.key)
    person.phone = vault.seal(OLD, "petitions_petitioner.phone", person.pk)
    person.save()
    with pytest.raises(AssertionError):
        assert_sound(petition)


def test_what_stood_there_stays_hidden_from_the_unit() -> None:
    petition = a_petition(
        State.ACCEPTED, naming=Naming.WITHHELD, request=f"请恢复供水，打{OLD}或{NEW}找我。"
    )
    asked(petition)
    decided(petition)
    now = fresh(petition)
    shown = shown_words(now, Vault(now.pk, now.key))["request"]
    assert "恢复供水" in shown
    assert OLD not in shown
    assert NEW not in shown


def test_it_waits_in_the_list_of_the_registers_office() -> None:
    petition = a_petition(State.ACCEPTED)
    today = localdate(later(petition))
    rows = BY_NAME["to-correct"].rows
    assert not rows(CLERK.viewer, today).exists()
    asked(petition)
    assert list(rows(CLERK.viewer, today)) == [petition]
    assert not rows(HANDLER.viewer, today).exists()
    decided(petition)
    assert not rows(CLERK.viewer, today).exists()


def test_one_request_at_a_time_and_with_a_reason() -> None:
    petition = a_petition()
    for given, reason in (({"phone": NEW}, " "), ({}, "错了"), ({"name": "郑小满"}, "错了")):
        with pytest.raises(Refused):
            ask_correction(
                petition.pk,
                wanted=given,
                reason=reason,
                by=petitioner(petition),
                at=later(petition),
            )
    asked(petition)
    with pytest.raises(Refused, match="上一次更正申请"):
        asked(petition)
    with pytest.raises(Refused, match="请写明理由"):
        decide_correction(petition.pk, agrees=True, reason="", by=CLERK.viewer, at=later(petition))


def test_who_keeps_no_register_decides_nothing() -> None:
    petition = a_petition(State.ACCEPTED)
    asked(petition)
    with pytest.raises(Refused):
        decided(petition, who=HANDLER)
    with pytest.raises(Petition.DoesNotExist):
        decided(petition, who=OTHER_HEAD)


def test_who_gave_no_name_has_nothing_to_put_right() -> None:
    petition = a_petition(naming=Naming.ANONYMOUS)
    with pytest.raises(Refused, match="没有登记个人信息"):
        asked(petition)
