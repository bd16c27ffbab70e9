"""隐去姓名: the unit asks with a reason, the petitioner decides, letters carry the number."""

import pytest

from huiyin.petitions.actions import citizen, handling, returning, routing, together
from huiyin.petitions.door import hides_name_from, named_to
from huiyin.petitions.errors import Refused
from huiyin.petitions.letters import called, shown_words
from huiyin.petitions.models import Petition
from huiyin.petitions.vault import Vault
from huiyin.rules.terms import LetterKind, Naming, State
from tests.detours import OBJECTION
from tests.make import OPINION, REQUEST, WAY, a_petition, an_office, fresh, later, letter, story
from tests.people import (
    CLERK,
    COUNTY_CLERK,
    DISPATCHER,
    HANDLER,
    HEAD,
    LEADER,
    OTHER_HEAD,
    PROVINCE_CLERK,
    PROVINCE_LEADER,
    Person,
    petitioner,
)
from tests.petitions.reading import facts, words

pytestmark = pytest.mark.django_db

NAME = "郑小满"


def hidden(state: State) -> Petition:
    """A petition whose author wrote the own name into the words."""
    return a_petition(state, naming=Naming.WITHHELD, request=f"我叫{NAME}，{REQUEST}")


def asked() -> Petition:
    """The unit has asked for the name."""
    petition = hidden(State.SIGNED)
    handling.ask_name(petition.pk, reason="须核对户名。", by=HANDLER.viewer, at=later(petition))
    return fresh(petition)


def test_no_letter_of_the_unit_says_the_name() -> None:
    petition = hidden(State.ANSWERED)
    number = f"信访人（编号{petition.number}）"
    for kind in (LetterKind.FORWARDING, LetterKind.ACCEPTANCE, LetterKind.OPINION):
        told = facts(letter(petition, kind))
        assert NAME not in str(told), kind
        assert number in (told["addressee"], told.get("petitioner"))


def test_only_the_cover_of_the_bureau_carries_the_name() -> None:
    petition = hidden(State.ANSWERED)
    cover = letter(petition, LetterKind.COVER)
    assert cover.only_for == cover.letter.office == an_office("yunling-bureau")
    assert not cover.needs_service
    told = facts(cover)
    assert told["addressee"] == NAME
    assert told["enclosed"] == letter(petition, LetterKind.OPINION).letter.number
    assert "停水" not in str(told)


def test_the_words_are_shown_to_the_unit_without_the_name() -> None:
    petition = hidden(State.SIGNED)
    shown = shown_words(petition, Vault(petition.id, petition.key))
    assert NAME not in str(shown)
    assert "恢复柳荫新村的供水" in shown["request"]


def test_the_unit_asks_with_a_reason_that_the_petitioner_reads() -> None:
    petition = asked()
    assert petition.name_disclosure == "asked"
    assert words(story(petition)[-1])["reason"] == "须核对户名。"
    with pytest.raises(Refused, match="已经申请过"):
        handling.ask_name(petition.pk, reason="再问。", by=HEAD.viewer, at=later(petition))
    other = hidden(State.SIGNED)
    with pytest.raises(Refused, match="理由"):
        handling.ask_name(other.pk, reason=" ", by=HEAD.viewer, at=later(other))


@pytest.mark.parametrize(("agrees", "says"), [(True, NAME), (False, "信访人（编号")])
def test_the_petitioner_decides(agrees: bool, says: str) -> None:
    petition = asked()
    citizen.answer_name(petition.pk, agrees=agrees, by=petitioner(petition), at=later(petition))
    petition = fresh(petition)
    assert petition.name_disclosure == ("granted" if agrees else "refused")
    assert says in called(petition, Vault(petition.id, petition.key))
    assert story(petition)[-1].codes["agrees"] is agrees
    with pytest.raises(Refused):
        citizen.answer_name(petition.pk, agrees=True, by=petitioner(petition), at=later(petition))


def test_from_the_agreement_on_the_unit_writes_and_serves_itself() -> None:
    petition = asked()
    citizen.answer_name(petition.pk, agrees=True, by=petitioner(petition), at=later(petition))
    handling.accept(petition.pk, way_of_handling=WAY, by=HANDLER.viewer, at=later(petition))
    handling.answer(petition.pk, findings=OPINION, by=HANDLER.viewer, at=later(petition))
    opinion = letter(petition, LetterKind.OPINION)
    assert facts(opinion)["addressee"] == NAME
    assert opinion.server == an_office("yunling-water")
    covers = petition.letters.filter(letter__kind=LetterKind.COVER).select_related("letter")
    enclosed = [facts(cover)["enclosed"] for cover in covers]
    assert enclosed == [letter(petition, LetterKind.FORWARDING_NOTICE).letter.number]


def test_an_anonymous_petition_is_called_by_its_number_and_has_no_name_to_ask_for() -> None:
    petition = a_petition(State.SIGNED, naming=Naming.ANONYMOUS)
    assert called(petition, Vault(petition.id, petition.key)) == f"信访人（编号{petition.number}）"
    with pytest.raises(Refused, match="没有隐去姓名"):
        handling.ask_name(petition.pk, reason="想知道。", by=HANDLER.viewer, at=later(petition))


# -- who else learns a name that the unit was told ------------------------------------------------


def told_the_unit() -> Petition:
    """The petitioner agreed that the unit knows the name."""
    petition = asked()
    citizen.answer_name(petition.pk, agrees=True, by=petitioner(petition), at=later(petition))
    return fresh(petition)


def is_told(petition: Petition, person: Person) -> bool:
    """Whether this person learns the name, and is found by it: the same answer both times."""
    hidden = hides_name_from(fresh(petition), person.viewer)
    rows = Petition.objects.filter(named_to(person.viewer), pk=petition.pk)
    assert rows.exists() is not hidden
    return not hidden


def test_what_the_unit_was_told_nobody_above_or_beside_it_learns() -> None:
    petition = told_the_unit()
    handling.accept(petition.pk, way_of_handling=WAY, by=HANDLER.viewer, at=later(petition))
    by, at = HEAD.viewer, later(petition)
    together.invite(
        petition.pk, office=an_office("yunling-housing"), words="查管网。", by=by, at=at
    )
    assert [is_told(petition, each) for each in (CLERK, HEAD, HANDLER)] == [True] * 3
    others = (PROVINCE_CLERK, PROVINCE_LEADER, OTHER_HEAD, COUNTY_CLERK)
    assert [is_told(petition, each) for each in others] == [False] * 4


def test_the_next_unit_is_not_told_what_the_one_before_was() -> None:
    petition = told_the_unit()
    returning.object_to(petition.pk, **OBJECTION, by=HEAD.viewer, at=later(petition))
    returning.agree_return(petition.pk, words="", by=LEADER.viewer, at=later(petition))
    to, at = an_office("yunling-housing"), later(petition)
    routing.forward(petition.pk, to=to, by=DISPATCHER.viewer, at=at)
    assert fresh(petition).name_disclosure == ""
    assert not is_told(petition, HEAD)
    assert not is_told(petition, OTHER_HEAD)
    told = facts(letter(petition, LetterKind.FORWARDING_NOTICE))
    assert told["addressee"] == f"信访人（编号{petition.number}）"
