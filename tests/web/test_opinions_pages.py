"""Opinions at the desk: gathered into a theme, proposed, signed, answered (A11, B25)."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from huiyin.emergency.opinions_rows import Evidence, Feedback, Proposal, Submission, Theme
from huiyin.jobs.outbox import work_off
from huiyin.petitions.actions import registering
from huiyin.rules.ids import new_id
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Matter, State
from tests.emergency.declared import an_emergency
from tests.emergency.opinions import a_suggestion
from tests.make import DAY, a_petition, an_office, later
from tests.people import (
    CLERK,
    COUNTY_LEADER,
    DISPATCHER,
    HANDLER,
    HEAD,
    LEADER,
    NOBODY,
    SUPERVISOR,
    SYSTEM_ADMIN,
    Person,
)
from tests.web.desk import desk_of, page_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]
HOME, NEW, JOIN = "/opinions/", "/opinions/themes/new/", "/opinions/join/"
SPAN = "?from=2026-03-01&to=2026-03-31"
PROPOSAL = {
    "kind": "policy",
    "title": "关于停水通知到户的建议",
    "addressees": "云岭市人民政府\n云岭市自来水有限公司",
    "problem": "停水前没有通知到户。",
    "advice": "提前二十四小时短信通知。",
}


def a_form(**given: str) -> dict[str, str]:
    usual = {"title": "停水通知", "from_on": "2026-03-01", "gatherer": CLERK.id, "area": "城东"}
    return usual | given


def begun() -> Theme:
    assert desk_of(CLERK).post(NEW, a_form()).status_code == 302
    return Theme.objects.get()


def here(name: str, *arguments: object) -> str:
    return reverse(f"desk:{name}", args=arguments)


def drafted(theme: Theme) -> Proposal:
    answer = desk_of(DISPATCHER).post(here("proposal_add", theme.pk), PROPOSAL)
    assert answer.status_code == 302, text(answer)
    return Proposal.objects.get()


def test_a_theme_is_begun_and_petitions_are_ticked_named_and_taken_out() -> None:
    client = desk_of(CLERK)
    assert "还没有主题" in text(client.get(HOME))
    theme, one, two = begun(), a_suggestion(), a_suggestion()
    gather = here("gather", theme.pk)
    listed = text(client.get(gather + SPAN))
    assert one.number in listed
    assert two.number in listed
    assert client.post(gather, {"query": SPAN[1:]}).status_code == 422
    added = client.post(gather, {"row": [str(one.pk), "x"], "query": SPAN[1:]}, follow=True)
    assert "归入了 1 件" in text(added)
    assert one.number not in text(client.get(gather + SPAN))
    named = client.post(gather, {"numbers": f"{two.number} 9-9"}, follow=True)
    assert "9-9" in text(named)
    page = text(client.get(here("theme", theme.pk)))
    assert page_of(one) in page
    assert page_of(two) in page
    out = {"petition": str(one.pk), "note": ""}
    kept = client.post(here("theme", theme.pk), out)
    assert (kept.status_code, 'id="note-problem"' in text(kept)) == (422, True)
    gone = client.post(here("theme", theme.pk), out | {"note": "是另一件事。"}, follow=True)
    assert "是另一件事。" in text(gone)
    assert Evidence.objects.filter(removed_at=None).count() == 1
    assert "停水通知" in text(client.get(HOME))


def test_a_petition_joins_from_its_own_page_and_from_a_list() -> None:
    client, theme, one = desk_of(DISPATCHER), begun(), a_suggestion()
    asked = f"{JOIN}?row={one.pk}"
    assert asked.replace("&", "&amp;") in text(client.get(page_of(one)))
    assert "停水通知" in text(client.get(asked))
    chosen = {"row": str(one.pk), "join": "1"}
    assert client.post(JOIN, chosen).status_code == 422
    assert client.post(JOIN, chosen | {"theme": str(theme.pk)}).status_code == 302
    assert "已经在这些主题里" in text(client.get(asked))
    again = client.post(JOIN, chosen | {"theme": str(theme.pk)}, follow=True)
    assert "没有重复归入" in text(again)
    assert Evidence.objects.count() == 1
    accused = a_petition(State.REGISTERED, matter=Matter.ACCUSATION, procedure=None)
    barred = text(client.post(JOIN, {"row": [str(accused.pk)]}))
    assert "检举控告" in barred
    assert accused.number not in barred
    assert client.get(f"{JOIN}?row={new_id()}").status_code == 404
    assert "没有可以归入" in text(client.post(JOIN, {"list": "late"}))
    assert JOIN in text(client.get("/lists/to-forward/"))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "坏\x00"}, "title"),
        ({"from_on": "x"}, "from_on"),
        ({"from_on": "9999-12-31"}, "from_on"),
        ({"to_on": "2026-02-01"}, "to_on"),
        ({"gatherer": "x"}, "gatherer"),
    ],
)
def test_nothing_typed_is_lost(given: dict[str, str], field: str) -> None:
    answer = desk_of(CLERK).post(NEW, a_form(**given))
    page = text(answer)
    assert answer.status_code == 422
    assert f'id="{field}-problem"' in page
    assert "城东" in page
    assert not Theme.objects.exists()


def test_of_two_who_change_a_theme_the_second_sees_what_was_typed() -> None:
    theme, client = begun(), desk_of(DISPATCHER)
    change = here("theme_change", theme.pk)
    assert client.post(change, a_form(title="甲", version="1")).status_code == 302
    late = client.post(change, a_form(title="乙写的", version="1"))
    assert (late.status_code, "乙写的" in text(late)) == (422, True)
    assert client.post(change, a_form(version="²")).status_code == 422


def test_an_emergency_only_tags_a_theme() -> None:
    emergency = an_emergency()
    client = desk_of(DISPATCHER)
    form = a_form(emergency=str(emergency.pk), gatherer=DISPATCHER.id)
    assert "属于哪次应急" in text(client.get(NEW))
    assert client.post(NEW, form).status_code == 302
    assert Theme.objects.get().emergency == emergency
    assert f'<span class="tag tag-soon">{emergency.name}</span>' in text(client.get(HOME))
    assert client.post(NEW, form | {"emergency": str(new_id())}).status_code == 302
    assert Theme.objects.filter(emergency=None).count() == 1


def test_what_an_address_asks_wrongly_is_told_or_left_out() -> None:
    theme, client = begun(), desk_of(CLERK)
    gather = here("gather", theme.pk)
    for query in ("?from=x", "?from=2026-03-02&to=2026-03-01", "?to=9999-12-31"):
        assert client.get(gather + query).status_code == 422
    wrong = "?matter=accusation&channel=%00&category=0%5C&after=%F0&added=-1&unknown=%3Cb%3E"
    page = client.get(gather + wrong)
    assert page.status_code == 200
    assert "<b>" not in text(page).partition("note-soon")[2][:200]


def test_a_proposal_goes_from_draft_to_its_answers() -> None:
    theme, one = begun(), a_suggestion()
    desk_of(CLERK).post(here("gather", theme.pk), {"row": [str(one.pk)]})
    writer, leader = desk_of(DISPATCHER), desk_of(LEADER)
    wrong = writer.post(here("proposal_add", theme.pk), PROPOSAL | {"advice": ""})
    assert (wrong.status_code, PROPOSAL["problem"] in text(wrong)) == (422, True)
    row = drafted(theme)
    page = here("proposal", row.root)
    assert "由本机构负责人核签" in text(writer.get(page))
    assert writer.post(page, {"sign": str(row.pk)}).status_code == 422
    assert leader.post(page, {"send_back": str(row.pk), "reason": ""}).status_code == 422
    assert leader.post(page, {"send_back": str(row.pk), "reason": "补数据。"}).status_code == 302
    change = here("proposal_change", row.root)
    assert writer.post(change, PROPOSAL | {"version": "1"}).status_code == 302
    late = writer.post(change, PROPOSAL | {"version": "1", "advice": "乙写的。"})
    assert (late.status_code, "乙写的。" in text(late)) == (422, True)
    newest = Proposal.objects.get(version=2)
    assert leader.post(page, {"sign": str(row.pk)}).status_code == 422
    assert leader.post(page, {"sign": str(newest.pk)}).status_code == 302
    assert writer.get(change).status_code == 404
    signed = text(writer.get(page))
    assert "建〔" in signed
    assert one.number not in signed
    first, second = newest.issue.addressed.all()
    today = localdate(timezone.now())
    sent = {"organ": str(first.pk), "submit": "1", "way": "exchange"}
    for on in ("", "x", (today + DAY).isoformat()):
        assert writer.post(page, sent | {"delivered_on": on}).status_code == 422
    assert writer.post(page, sent | {"delivered_on": today.isoformat()}).status_code == 302
    told = text(writer.get(page))
    assert "书面反馈最迟" in told
    assert "第四十条第四款" in told
    said = {
        "organ": str(first.pk),
        "answer": "1",
        "adoption": "partly",
        "text": "短信通知可行，先在城东试行。",
        "received_on": today.isoformat(),
    }
    assert writer.post(page, said | {"organ": str(second.pk)}).status_code == 404
    kept = writer.post(page, said | {"adoption": ""})
    assert (kept.status_code, said["text"] in text(kept)) == (422, True)
    for _twice in range(2):
        assert writer.post(page, said).status_code == 302
    assert Feedback.objects.count() == 1
    assert "部分采纳" in text(desk_of(SUPERVISOR).get(page))
    assert "待报送" in text(leader.get(HOME))


def test_what_is_late_stands_first_and_the_paper_is_a_file() -> None:
    theme, one = begun(), a_suggestion()
    desk_of(CLERK).post(here("gather", theme.pk), {"row": [str(one.pk)]})
    row = drafted(theme)
    leader = desk_of(LEADER)
    paper = here("proposal_paper", row.pk, "pdf")
    leader.post(here("proposal", row.root), {"sign": str(row.pk)})
    assert leader.get(paper).status_code == 404
    while work_off(timezone.now()):
        pass
    assert leader.get(paper).headers["Content-Type"] == "application/pdf"
    assert leader.get(here("proposal_paper", row.pk, "docx")).status_code == 200
    assert leader.get(here("proposal_paper", row.pk, "exe")).status_code == 404
    today = localdate(timezone.now())
    Submission.objects.create(
        addressed=row.issue.addressed.all()[0],
        way="post",
        delivered_on=today - timedelta(days=40),
        target_on=today - timedelta(days=10),
        legal_on=today - timedelta(days=10),
        explanation=[],
        calendar="",
        rule_set="2022",
        entered_by=LEADER.id,
        entered_at=timezone.now(),
    )
    assert "已超 10 天" in text(leader.get(HOME))


@pytest.mark.parametrize("who", [HEAD, HANDLER, COUNTY_LEADER, SYSTEM_ADMIN, NOBODY])
def test_nobody_else_finds_themes_or_proposals(who: Person) -> None:
    theme, one = begun(), a_suggestion()
    desk_of(CLERK).post(here("gather", theme.pk), {"row": [str(one.pk)]})
    row, client = drafted(theme), desk_of(who)
    at_home = who is COUNTY_LEADER
    for name in ("theme", "theme_change", "gather", "proposal_add"):
        assert client.get(here(name, theme.pk)).status_code == 404
        assert client.post(here(name, theme.pk), PROPOSAL).status_code == 404
    for name in ("proposal", "proposal_change"):
        assert client.post(here(name, row.root), {"sign": str(row.pk)}).status_code == 404
    assert client.get(here("proposal_paper", row.pk, "pdf")).status_code == 404
    assert client.get(HOME).status_code == (200 if at_home else 404)
    if at_home:
        assert theme.title not in text(client.get(HOME))


def test_a_clerk_gathers_and_does_not_write() -> None:
    theme = begun()
    row = drafted(theme)
    client = desk_of(CLERK)
    assert client.get(here("proposal_add", theme.pk)).status_code == 404
    assert client.get(here("proposal", row.root)).status_code == 200
    assert client.post(here("proposal", row.root), {"sign": str(row.pk)}).status_code == 404


def test_a_petition_that_is_walled_leaves_the_pages(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    """R30.3."""
    theme = begun()
    rows = [a_suggestion() for _each in range(3)]
    desk_of(CLERK).post(here("gather", theme.pk), {"row": [str(each.pk) for each in rows]})
    client, hidden = desk_of(LEADER), rows[0]
    assert hidden.number in text(client.get(here("theme", theme.pk)))
    registering.accuse(hidden.pk, office=an_office(), by=CLERK.viewer, at=later(hidden))
    pages: dict[str, Any] = {
        here("theme", theme.pk): 30,
        here("gather", theme.pk) + SPAN + "&elsewhere=1": 24,
        HOME: 24,
    }
    for address, most in pages.items():
        with django_assert_max_num_queries(most):
            page = text(client.get(address))
        assert hidden.number not in page
    assert '<b class="digits">2</b>' in text(client.get(HOME))
