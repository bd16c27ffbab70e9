"""Which parts a letter must hold, and what must never stand in it."""

from typing import Any

import pytest

from huiyin.rules.fitness import (
    PARTS,
    Incomplete,
    Misplaced,
    forbidden_parts,
    missing_parts,
    petitioner_as,
    require_fit,
)
from huiyin.rules.letters import LETTERS, Addressee, Remedy
from huiyin.rules.terms import LetterKind, Naming, Procedure, TimeLimit
from tests.documents.specimens import NUMBER, facts_of

KINDS = list(LetterKind)
EVERY_PART = [(kind, part) for kind in KINDS for part in LETTERS[kind].required]


def test_every_kind_has_one_rule_and_every_part_a_name() -> None:
    assert set(LETTERS) == set(LetterKind)
    assert {part for rule in LETTERS.values() for part in rule.required} <= set(PARTS)
    assert len({rule.series for rule in LETTERS.values()}) == len(LETTERS)


@pytest.mark.parametrize("kind", KINDS)
def test_the_specimens_are_whole(kind: LetterKind) -> None:
    require_fit(kind, facts_of(kind))


@pytest.mark.parametrize(("kind", "part"), EVERY_PART)
def test_each_required_part_is_missed_by_its_name(kind: LetterKind, part: str) -> None:
    facts = facts_of(kind)
    for one in part.split("|"):
        _take_away(facts, one)
    assert PARTS[part] in missing_parts(kind, facts)
    with pytest.raises(Incomplete, match="还缺少"):
        require_fit(kind, facts)


@pytest.mark.parametrize(("kind", "part"), EVERY_PART)
def test_an_empty_part_is_a_missing_part(kind: LetterKind, part: str) -> None:
    facts = facts_of(kind)
    for one in part.split("|"):
        _take_away(facts, one, left="  ")
    assert PARTS[part] in missing_parts(kind, facts)


def test_only_the_petition_procedure_has_a_last_day_of_handling() -> None:
    assert missing_parts(LetterKind.ACCEPTANCE, facts_of(LetterKind.ACCEPTANCE, due_on=None)) == [
        PARTS["due_on"]
    ]
    duty = facts_of(LetterKind.ACCEPTANCE, due_on=None, procedure=Procedure.DUTY.value)
    assert missing_parts(LetterKind.ACCEPTANCE, duty) == []


def test_naming_a_procedure_asks_for_its_time_limit_and_naming_an_organ_does_not() -> None:
    kind = LetterKind.INFORMATION
    assert missing_parts(kind, facts_of(kind, time_limit=None)) == [PARTS["time_limit"]]
    assert missing_parts(kind, facts_of(kind, time_limit=None, procedure=None)) == []
    assert missing_parts(kind, facts_of(kind, procedure=None, organ=None)) == [
        PARTS["procedure|organ"]
    ]


def test_the_petition_procedure_is_informed_of_only_at_another_organ() -> None:
    kind = LetterKind.INFORMATION
    elsewhere = facts_of(kind, procedure=Procedure.PETITION.value, time_limit=None)
    require_fit(kind, elsewhere)
    here = facts_of(kind, procedure=Procedure.PETITION.value, time_limit=None, organ=None)
    assert "受理告知书" in forbidden_parts(kind, here)[0]


def test_clocks_and_remedies() -> None:
    L = TimeLimit  # noqa: N806
    ends = {kind: set(rule.ends) for kind, rule in LETTERS.items() if rule.ends}
    assert ends == {
        LetterKind.ACCEPTANCE: {TimeLimit.L2, TimeLimit.L3},
        LetterKind.INFORMATION: {L.L1, L.L2, L.L3, L.L11R},
        LetterKind.REPLY: {L.L1, L.L2, L.L3, L.L11R},
        LetterKind.SUGGESTION_REPLY: {L.L2, L.L3, L.L11R},
        LetterKind.OPINION: {L.L2, L.L3, L.L5, L.L11R},
    }
    assert {kind: rule.starts for kind, rule in LETTERS.items() if rule.starts} == {
        LetterKind.OPINION: (TimeLimit.L7,)
    }
    assert [kind for kind, rule in LETTERS.items() if rule.remedy is Remedy.REVIEW] == [
        LetterKind.OPINION
    ]
    assert {kind for kind, rule in LETTERS.items() if rule.to is Addressee.OFFICE} == {
        LetterKind.FORWARDING,
        LetterKind.HANDING_OVER,
        LetterKind.ASSIGNMENT,
        LetterKind.OBJECTION,
        LetterKind.JURISDICTION,
        LetterKind.RESULT_REPORT,
        LetterKind.APPROVAL,
    }


@pytest.mark.parametrize("procedure", [one for one in Procedure if one is not Procedure.PETITION])
def test_the_first_five_procedures_never_tell_of_review(procedure: Procedure) -> None:
    kind = LetterKind.INFORMATION
    told = facts_of(
        kind,
        procedure=procedure.value,
        own_remedy="对本告知不服的，可以自收到之日起30日内向上一级机关申请复查。",
    )
    assert "申请复查" in forbidden_parts(kind, told)[0]
    block = facts_of(kind, procedure=procedure.value)
    block["remedy"] = facts_of(LetterKind.OPINION)["remedy"]
    assert forbidden_parts(kind, block) == ["复查告知只能写入信访处理意见书"]
    opinion = facts_of(LetterKind.OPINION, procedure=procedure.value)
    with pytest.raises(Misplaced, match="第三十一条第六项"):
        require_fit(LetterKind.OPINION, opinion)


@pytest.mark.parametrize(
    "sentence",
    [
        "如对答复不服，可在三十日内向市人民政府提出复查申请。",
        "您有权请求复查、复核。",
        "收到本告知后三十日内可依照《信访工作条例》第三十五条请求上一级机关复查。",
        "不服的，可依《南江省信访条例》申请复核",
    ],
)
@pytest.mark.parametrize("kind", [LetterKind.REPLY, LetterKind.SUGGESTION_REPLY])
def test_no_review_outside_the_opinion(kind: LetterKind, sentence: str) -> None:
    part = "answer" if kind is LetterKind.REPLY else "reasons"
    assert forbidden_parts(kind, facts_of(kind, **{part: sentence}))


@pytest.mark.parametrize(
    "sentence",
    [
        "11月20日我局到现场复查，管网已经恢复供水。",
        "对事故认定有异议的，可以依照《道路交通事故处理程序规定》提出书面复核申请。",
        "工伤职工可以申请劳动能力复查鉴定。",
        "对处罚决定不服的，可以自收到之日起六十日内申请行政复议，或者六个月内提起诉讼。",
    ],
)
def test_the_remedies_of_other_laws_may_be_told(sentence: str) -> None:
    kind = LetterKind.INFORMATION
    assert forbidden_parts(kind, facts_of(kind, own_remedy=sentence)) == []


@pytest.mark.parametrize("part", ["reasons", "facts_found"])
@pytest.mark.parametrize(
    "sentence",
    [
        "如不服本处理意见，可以自收到之日起六个月内向人民法院提起行政诉讼。",
        "您可以在收到本意见书之日起六十日内申请行政复议。",
        "对本意见有异议，请向法院起诉",
    ],
)
def test_an_opinion_never_offers_a_lawsuit(part: str, sentence: str) -> None:
    kind = LetterKind.OPINION
    found = forbidden_parts(kind, facts_of(kind, **{part: f"经查，情况属实。{sentence}"}))
    assert len(found) == 1
    assert "只能申请复查" in found[0]


def test_an_opinion_may_tell_of_a_lawsuit_as_a_fact() -> None:
    kind = LetterKind.OPINION
    told = facts_of(kind, facts_found="您于2025年3月向青禾县人民法院起诉，后撤回起诉。")
    assert forbidden_parts(kind, told) == []


def test_the_review_period_cannot_be_shortened() -> None:
    facts = facts_of(LetterKind.OPINION)
    facts["remedy"]["days"] = 15
    assert forbidden_parts(LetterKind.OPINION, facts) == ["申请复查的期限是三十日，不能改动"]


def test_an_unknown_decision_is_refused() -> None:
    facts = facts_of(LetterKind.OPINION)
    facts["requests"][0]["decision"] = "perhaps"
    assert "没有「perhaps」" in forbidden_parts(LetterKind.OPINION, facts)[0]


@pytest.mark.parametrize("naming", [Naming.WITHHELD, Naming.ANONYMOUS])
@pytest.mark.parametrize("kind", [LetterKind.ACCEPTANCE, LetterKind.OPINION, LetterKind.FORWARDING])
def test_a_hidden_name_is_never_written(kind: LetterKind, naming: Naming) -> None:
    named = facts_of(kind, naming=naming.value)
    assert forbidden_parts(kind, named) == ["信访人要求隐去姓名或者匿名，称谓只写编号"]
    key = "petitioner" if kind is LetterKind.FORWARDING else "addressee"
    hidden = {**named, key: petitioner_as("陈桂芳", naming=naming, number=NUMBER)}
    assert hidden[key] == f"信访人（编号{NUMBER}）"
    assert forbidden_parts(kind, hidden) == []


def test_a_sealed_letter_holds_nothing_of_the_petition() -> None:
    kind = LetterKind.HANDING_OVER
    assert forbidden_parts(kind, facts_of(kind, summary="反映某人受贿")) == [
        "密封文书不能写入「信访事项摘要」"
    ]
    assert forbidden_parts(kind, facts_of(kind, petitioner="陈桂芳"))


def _take_away(facts: dict[str, Any], path: str, left: object = None) -> None:
    """Empty the part at `path`, in every member of a list on the way."""
    *way, last = path.split(".")
    places: list[dict[str, Any]] = [facts]
    for key in way:
        inner = places[0][key]
        places = inner if isinstance(inner, list) else [inner]
    for place in places:
        place[last] = left
