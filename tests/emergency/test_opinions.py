"""Themes are gathered by people, at the door; proposals are signed by a second one (A11, B25)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import ProgrammingError, transaction

from huiyin.emergency import opinions, proposals
from huiyin.emergency.opinions_rows import Addressed, Evidence, Feedback, Proposal, ProposalIssue
from huiyin.emergency.opinions_seen import (
    Wanted,
    by_month,
    candidates,
    evidence_seen,
    figures,
    themes_of,
)
from huiyin.organisations.errors import Refused
from huiyin.petitions.actions import registering
from huiyin.petitions.actions.together import recuse
from huiyin.petitions.door import PetitionQuerySet
from huiyin.rules.ids import new_id
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Adoption, Channel, Matter, Naming, State
from huiyin.rules.terms_opinions import ProposalState, SubmissionWay
from tests.emergency.opinions import (
    NOW,
    WORDS,
    a_draft,
    a_suggestion,
    a_theme,
    gathered,
    issued,
    submitted,
)
from tests.make import DAY, a_petition, an_office, fresh, later
from tests.people import (
    CLERK,
    COUNTY_CLERK,
    DISPATCHER,
    HEAD,
    LEADER,
    SUPERVISOR,
    Person,
)

pytestmark = pytest.mark.django_db
TODAY = localdate(NOW)
MARCH = Wanted(first=date(2026, 3, 1), last=date(2026, 3, 31), matter=Matter.SUGGESTION)


def ids(rows: PetitionQuerySet) -> set[Any]:
    return set(rows.values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "\x00"}, "title"),
        ({"title": "长" * 41}, "title"),
        ({"about": "\ud800"}, "about"),
        ({"from_on": None}, "from_on"),
        ({"to_on": date(2026, 2, 1)}, "to_on"),
        ({"gatherer": None}, "gatherer"),
    ],
)
def test_a_theme_says_what_it_is_and_who_gathers(given: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        a_theme(**given)
    assert refused.value.field == field


def test_who_gathers_works_at_the_bureau() -> None:
    with pytest.raises(Refused):
        a_theme(by=HEAD)
    with pytest.raises(Refused):
        a_theme(gatherer=HEAD.user.pk)
    assert a_theme(by=SUPERVISOR).office == an_office("yunling-bureau")


def test_of_two_who_change_a_theme_one_is_told() -> None:
    theme = a_theme()
    given = opinions.ThemeGiven(
        title="停水和通知", gatherer=CLERK.user.pk, from_on=theme.from_on, to_on=TODAY
    )
    changed = opinions.change(theme, given, seen=1, by=DISPATCHER.viewer, at=NOW)
    assert (changed.title, changed.to_on, changed.version) == ("停水和通知", TODAY, 2)
    with pytest.raises(Refused):
        opinions.change(theme, given, seen=1, by=CLERK.viewer, at=NOW)


def test_a_petition_joins_once_and_leaves_with_a_note_that_stays() -> None:
    theme, petition = a_theme(), a_suggestion()
    assert opinions.gather(theme, [petition.pk] * 2, by=CLERK.viewer, at=NOW) == 1
    assert opinions.gather(theme, [petition.pk], by=DISPATCHER.viewer, at=NOW) == 0
    assert themes_of(petition.pk, [theme.office_id]) == [theme]
    with pytest.raises(Refused) as refused:
        opinions.let_go(theme, petition.pk, " ", by=CLERK.viewer, at=NOW)
    assert refused.value.field == "note"
    opinions.let_go(theme, petition.pk, "说的是另一件事。", by=CLERK.viewer, at=NOW)
    with pytest.raises(Refused):
        opinions.let_go(theme, petition.pk, "再一次。", by=CLERK.viewer, at=NOW)
    assert not evidence_seen(theme, CLERK.viewer, today=TODAY).exists()
    assert opinions.gather(theme, [petition.pk], by=CLERK.viewer, at=NOW) == 1
    noted = Evidence.objects.order_by("added_at", "id").values_list("note", flat=True)
    assert sorted(noted) == ["", "说的是另一件事。"]


def test_only_what_the_door_shows_and_no_accusation_joins() -> None:
    theme, ours = a_theme(), a_suggestion()
    accused = a_petition(State.REGISTERED, matter=Matter.ACCUSATION, procedure=None)
    unregistered = a_petition(State.RECEIVED, wish=Matter.ACCUSATION)
    wanted = [ours.pk, accused.pk, unregistered.pk, new_id()]
    assert opinions.gather(theme, wanted, by=CLERK.viewer, at=NOW) == 1
    typed = f"{ours.number}，{accused.number}\n 99990000-1"
    joined = opinions.gather_numbers(a_theme(title="另一个"), typed, by=CLERK.viewer, at=NOW)
    assert joined == opinions.Joined(1, (accused.number, "99990000-1"))
    with pytest.raises(Refused):
        opinions.gather(theme, [ours.pk], by=COUNTY_CLERK.viewer, at=NOW)
    for typed in ("", "\x00", "1 " * 201 + " ".join(map(str, range(201)))):
        with pytest.raises(Refused) as refused:
            opinions.gather_numbers(theme, typed, by=CLERK.viewer, at=NOW)
        assert refused.value.field == "numbers"


def test_the_list_to_gather_from_is_narrowed_and_forgets_what_was_gathered() -> None:
    by_web, by_letter = a_suggestion(), a_suggestion(channel=Channel.LETTER)
    claim = a_petition()
    theme = a_theme()

    def listed(**given: Any) -> set[Any]:
        return ids(candidates(theme, replace(MARCH, **given), CLERK.viewer, today=TODAY))

    assert listed() == {by_web.pk, by_letter.pk}
    assert listed(matter="") == {by_web.pk, by_letter.pk, claim.pk}
    assert listed(channel=Channel.LETTER) == {by_letter.pk}
    assert listed(category="01") == {by_web.pk, by_letter.pk}
    assert listed(category="05") == listed(first=date(2026, 3, 3)) == set()
    assert listed(last=date(2026, 3, 2)) == {by_web.pk, by_letter.pk}
    gathered(by_web, theme=a_theme(title="别的主题"))
    assert listed() == {by_letter.pk}
    assert listed(also_elsewhere=True) == {by_web.pk, by_letter.pk}


def test_what_is_walled_or_sealed_later_falls_out_of_every_count() -> None:
    """R30.3."""
    hidden, open_one = a_suggestion(naming=Naming.WITHHELD), a_suggestion()
    theme = gathered(hidden, open_one)
    assert by_month([theme], CLERK.viewer, today=TODAY)[theme.pk].total() == 2
    clerk = Person("fang.zhiqiu")
    recuse(
        open_one.pk, person=clerk.user, reason="亲属。", by=DISPATCHER.viewer, at=later(open_one)
    )
    assert ids(evidence_seen(theme, clerk.viewer, today=TODAY)) == {hidden.pk}
    registering.accuse(hidden.pk, office=an_office(), by=CLERK.viewer, at=later(fresh(hidden)))
    assert ids(evidence_seen(theme, CLERK.viewer, today=TODAY)) == {open_one.pk}
    assert by_month([theme], CLERK.viewer, today=TODAY)[theme.pk].total() == 1
    assert figures(theme, LEADER.viewer, today=TODAY)["total"] == 1
    assert by_month([theme], clerk.viewer, today=TODAY) == {}
    for each in (open_one, hidden):  # nor does taking out tell that it is there
        with pytest.raises(Refused, match="已经移出"):
            opinions.let_go(theme, each.pk, "不属于。", by=clerk.viewer, at=NOW)
    assert not evidence_seen(theme, HEAD.viewer, today=TODAY).filter(pk=hidden.pk).exists()


def test_figures_are_counts_and_no_numbers_of_petitions() -> None:
    rows = [a_suggestion(), a_suggestion(channel=Channel.LETTER), a_petition()]
    counted = figures(gathered(*rows), CLERK.viewer, today=TODAY)
    assert counted["total"] == 3
    tables = counted["tables"]
    assert tables["class"] == [["suggestion", "建议意见", 2], ["claim", "申诉求决", 1]]
    assert sum(row[-1] for row in tables["channel"]) == 3
    assert tables["month"] == [["2026-03", "2026年3月", 3]]
    assert tables["place"] == [["990100", "云岭市", 3]]
    assert not [each for each in rows if each.number in str(counted)]


def test_a_proposal_is_signed_by_a_second_person_and_stands_still() -> None:
    theme = gathered()
    row = proposals.draft(theme, WORDS, by=LEADER.viewer, at=NOW)
    assert "起草人以外" in proposals.why_not_sign(row, by=LEADER.viewer)
    assert "负责人核签" in proposals.why_not_sign(row, by=DISPATCHER.viewer)
    with pytest.raises(Refused):
        proposals.issue(row, by=LEADER.viewer, at=NOW)
    row = proposals.revise(
        row, replace(WORDS, title="关于停水通知的建议"), by=DISPATCHER.viewer, at=NOW
    )
    made = proposals.issue(row, by=LEADER.viewer, at=NOW)
    assert made.number.endswith("建〔2026〕1号")
    with pytest.raises(Refused):
        proposals.issue(row, by=LEADER.viewer, at=NOW)
    with pytest.raises(Refused):
        proposals.revise(row, WORDS, by=DISPATCHER.viewer, at=NOW)
    opinions.gather(theme, [a_suggestion().pk], by=CLERK.viewer, at=NOW)
    assert ProposalIssue.objects.get().figures["total"] == 1
    assert issued(theme).issue.number.endswith("建〔2026〕2号")
    for model in (Proposal, ProposalIssue, Addressed):
        with pytest.raises(ProgrammingError), transaction.atomic():
            model.objects.all()._raw_delete("default")


def test_one_sent_back_is_signed_only_after_it_was_mended() -> None:
    row = a_draft()
    for words, by in ((" ", LEADER), ("补充数据。", DISPATCHER)):
        with pytest.raises(Refused):
            proposals.send_back(row, words, by=by.viewer, at=NOW)
    proposals.send_back(row, "补充数据。", by=LEADER.viewer, at=NOW)
    row = Proposal.objects.get()
    assert row.state() is ProposalState.RETURNED
    with pytest.raises(Refused):
        proposals.issue(row, by=LEADER.viewer, at=NOW)
    again = proposals.revise(row, WORDS, by=DISPATCHER.viewer, at=NOW)
    assert (again.version, again.state()) == (2, ProposalState.DRAFT)
    with pytest.raises(Refused):  # the one that was read first is old
        proposals.revise(row, WORDS, by=LEADER.viewer, at=NOW)
    proposals.issue(again, by=LEADER.viewer, at=NOW)


def test_of_two_leaders_at_the_same_paper_the_second_is_told() -> None:
    """Both read it as it was before either did anything."""
    row = a_draft()
    first, second, third = (
        proposals.whole(Proposal.objects.filter(pk=row.pk)).get() for _ in "123"
    )
    proposals.send_back(first, "补充数据。", by=LEADER.viewer, at=NOW)
    with pytest.raises(Refused, match="已经退回"):
        proposals.issue(second, by=LEADER.viewer, at=NOW)
    with pytest.raises(Refused, match="已经处理过"):
        proposals.send_back(third, "补充数据。", by=LEADER.viewer, at=NOW)


def test_nothing_is_signed_without_a_petition_behind_it() -> None:
    row = a_draft(a_theme())
    with pytest.raises(Refused) as refused:
        proposals.issue(row, by=LEADER.viewer, at=NOW)
    assert "没有依据" in refused.value.sentence


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "x"}, "kind"),
        ({"title": ""}, "title"),
        ({"addressees": " \n"}, "addressees"),
        ({"addressees": "\n".join(f"机关{n}" for n in range(9))}, "addressees"),
        ({"problem": "长" * 6001}, "problem"),
        ({"advice": "\x00"}, "advice"),
    ],
)
def test_a_proposal_says_to_whom_what_and_why(given: dict[str, str], field: str) -> None:
    usual = {
        "kind": "policy",
        "title": "关于停水的建议",
        "addressees": "云岭市人民政府\n云岭市人民政府",
        "problem": "停水。",
        "advice": "通知。",
    }
    assert proposals.considered(usual).addressees == ("云岭市人民政府",)
    with pytest.raises(Refused) as refused:
        proposals.considered(usual | given)
    assert refused.value.field == field


def test_a_proposal_names_no_petition() -> None:
    petition = a_suggestion()
    theme = gathered(petition)
    words = f"见{petition.number}。"
    for field, told in (
        ("title", replace(WORDS, title=words)),
        ("problem", replace(WORDS, problem=words)),
        ("advice", replace(WORDS, advice=words)),
    ):
        with pytest.raises(Refused) as refused:
            proposals.draft(theme, told, by=DISPATCHER.viewer, at=NOW)
        assert refused.value.field == field
    row = proposals.draft(theme, WORDS, by=DISPATCHER.viewer, at=NOW)
    with pytest.raises(Refused):
        proposals.revise(row, told, by=DISPATCHER.viewer, at=NOW)
    late = a_suggestion()
    row = proposals.revise(
        row, replace(WORDS, advice=f"见{late.number}。"), by=DISPATCHER.viewer, at=NOW
    )
    gathered(late, theme=theme)
    with pytest.raises(Refused, match="编号"):
        proposals.issue(row, by=LEADER.viewer, at=NOW)


def test_thirty_days_run_from_the_day_it_was_handed_over() -> None:
    """L13: 10 March + 30 is 9 April 2026, a Thursday."""
    row = issued()
    assert row.state() is ProposalState.ISSUED
    organ = row.issue.addressed.all()[0]
    for way, on in (("x", TODAY), ("post", TODAY + DAY), ("post", TODAY - DAY)):
        with pytest.raises(Refused):
            proposals.submit(organ, way=way, delivered_on=on, by=DISPATCHER.viewer, at=NOW)
    sent = submitted(row)
    assert (sent.target_on, sent.legal_on) == (date(2026, 4, 9), date(2026, 4, 9))
    assert (sent.is_late(date(2026, 4, 9)), sent.is_late(date(2026, 4, 10))) == (False, True)
    with pytest.raises(Refused):
        submitted(row)
    again = proposals.whole(Proposal.objects.filter(pk=row.pk)).get()
    assert again.state() is ProposalState.ISSUED  # the second organ does not have it yet


def test_feedback_is_written_down_once_and_more_is_added() -> None:
    row = issued()
    sent = submitted(row)
    after = NOW + 35 * DAY
    said: dict[str, Any] = {
        "adoption": Adoption.PARTLY,
        "text": "部分采纳。",
        "received_on": date(2026, 4, 12),
    }

    def answered(**given: Any) -> Feedback:
        return proposals.answer(sent, **said | given, by=DISPATCHER.viewer, at=after)

    for wrong in (
        {"adoption": "x"},
        {"text": " "},
        {"received_on": localdate(after) + DAY},
        {"received_on": date(2026, 3, 9)},
    ):
        with pytest.raises(Refused):
            answered(**wrong)
    assert answered() == answered()
    answered(adoption=Adoption.ADOPTED, text="后来全部采纳。", received_on=date(2026, 4, 13))
    assert Feedback.objects.count() == 2
    assert sent.answer is not None
    assert (sent.answer.adoption, sent.is_late(date(2026, 3, 20))) == (Adoption.PARTLY, True)
    assert sent.days_late(date(2026, 5, 1)) == 3
    second = row.issue.addressed.all()[1]
    proposals.submit(second, way=SubmissionWay.POST, delivered_on=TODAY, by=LEADER.viewer, at=NOW)
    whole = proposals.whole(Proposal.objects.filter(pk=row.pk))
    assert whole.get().state() is ProposalState.WAITING
