"""What the tests of opinions share: a theme with petitions, a proposal, one handed over."""

from datetime import date
from typing import Any

from huiyin.emergency import opinions, proposals
from huiyin.emergency.opinions import ThemeGiven
from huiyin.emergency.opinions_rows import Proposal, Submission, Theme
from huiyin.emergency.proposals import Wording
from huiyin.petitions.models import Petition
from huiyin.rules.terms import Matter, State
from huiyin.rules.terms_opinions import ProposalKind, SubmissionWay
from tests.make import a_petition, an_office, at
from tests.people import CLERK, DISPATCHER, LEADER, Person

NOW = at("2026-03-10 09:00")
WORDS = Wording(
    kind=ProposalKind.IMPROVE,
    title="关于停水事先通知到户的建议",
    addressees=("云岭市人民政府", "云岭市自来水有限公司"),
    problem="停水前没有通知到户。",
    advice="停水提前二十四小时短信通知到户。",
)


def a_theme(by: Person = CLERK, office: str = "yunling-bureau", **given: Any) -> Theme:
    """A theme of the city's bureau."""
    usual: dict[str, Any] = {
        "title": "停水通知",
        "about": "停水前通知不到户。",
        "gatherer": by.user.pk,
        "from_on": date(2026, 3, 1),
    }
    return opinions.begin(an_office(office), ThemeGiven(**usual | given), by=by.viewer, at=NOW)


def a_suggestion(**given: Any) -> Petition:
    """A suggestion that was registered."""
    usual: dict[str, Any] = {"matter": Matter.SUGGESTION, "procedure": None}
    return a_petition(State.REGISTERED, **usual | given)


def gathered(*petitions: Petition, theme: Theme | None = None) -> Theme:
    """A theme that holds these petitions, or one suggestion."""
    theme = theme or a_theme()
    ids = [each.pk for each in petitions or (a_suggestion(),)]
    assert opinions.gather(theme, ids, by=CLERK.viewer, at=NOW) == len(ids)
    return theme


def a_draft(theme: Theme | None = None) -> Proposal:
    """A proposal that waits for the leader."""
    return proposals.draft(theme or gathered(), WORDS, by=DISPATCHER.viewer, at=NOW)


def issued(theme: Theme | None = None) -> Proposal:
    """One that was signed and numbered."""
    row = a_draft(theme)
    proposals.issue(row, by=LEADER.viewer, at=NOW)
    return proposals.whole(Proposal.objects.filter(pk=row.pk)).get()


def submitted(row: Proposal | None = None, on: date = date(2026, 3, 10)) -> Submission:
    """One that its first organ has."""
    organ = (row or issued()).issue.addressed.all()[0]
    return proposals.submit(
        organ, way=SubmissionWay.EXCHANGE, delivered_on=on, by=DISPATCHER.viewer, at=NOW
    )
