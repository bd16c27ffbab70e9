"""Answers with a source and days; every look again is a version; pages of the guide keep theirs."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from huiyin.organisations.errors import Refused
from huiyin.publishing import actions, answers
from huiyin.publishing.actions import PageWording
from huiyin.publishing.answers import AnswerWording
from huiyin.publishing.models import Answer, GuideVersion
from huiyin.rules.terms import Channel
from tests.make import an_office, at
from tests.people import DISPATCHER, SYSTEM_ADMIN

pytestmark = pytest.mark.django_db
NOW = at("2026-02-03 09:00")
TODAY = date(2026, 2, 3)
WORDS = AnswerWording(
    question="从外地回来要不要报告？",
    answer="要。请在回来当天向社区报告。",
    source_title="第三号通告",
    source_organ="云岭市人民政府",
    source_on=date(2026, 1, 27),
    valid_from=date(2026, 1, 28),
    valid_until=date(2026, 2, 28),
    tags="出行返岗、社区管理",
)


def published(wording: AnswerWording = WORDS) -> Answer:
    return answers.publish(an_office("yunling-bureau"), wording, by=DISPATCHER.viewer, at=NOW)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"question": " "}, "question"),
        ({"answer": ""}, "answer"),
        ({"source_title": ""}, "source_title"),
        ({"source_organ": ""}, "source_organ"),
        ({"source_on": None}, "source_on"),
        ({"valid_until": date(2026, 1, 1)}, "valid_until"),
        ({"source_link": "javascript:alert(1)"}, "source_link"),
        ({"source_link": "https://[x"}, "source_link"),
        ({"question_en": "Only a question?"}, "answer_en"),
        ({"tags": "一 二 三 四 五 六 七 八 九"}, "tags"),
        ({"answer": "坏\ud800"}, "answer"),
    ],
)
def test_an_answer_without_its_source_is_not_published(given: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        published(replace(WORDS, **given))
    assert refused.value.field == field
    assert not Answer.objects.exists()


def test_it_holds_on_its_days_and_is_to_be_looked_at_when_its_source_ends() -> None:
    made = published()
    days = [date(2026, 1, 27), date(2026, 1, 28), date(2026, 2, 28), date(2026, 3, 1)]
    assert [answers.in_force(day).count() for day in days] == [0, 1, 1, 0]
    assert [each.pk for each in answers.to_review(days[-1])] == [made.pk]
    again = answers.revise(
        made, replace(WORDS, valid_until=None), by=DISPATCHER.viewer, at=at("2026-03-01 09:00")
    )
    assert (again.version, again.root) == (2, made.root)
    assert list(answers.in_force(days[-1])) == [again]
    assert answers.used([made.pk]) == [made]


def test_two_who_change_the_same_answer_are_told() -> None:
    made = published()
    answers.retire(made, by=DISPATCHER.viewer, at=NOW)
    with pytest.raises(Refused, match="刚刚改过"):
        answers.revise(made, WORDS, by=DISPATCHER.viewer, at=NOW)
    assert not answers.in_force(TODAY).exists()


def test_it_is_found_by_any_of_its_words_and_by_its_tags() -> None:
    made = published()
    force = answers.in_force(TODAY)
    for words in ("外地", "社区 报告", "第三号", "出行返岗", ""):
        assert list(answers.searched(force, words)) == [made]
    assert not answers.searched(force, "外地 没有").exists()
    assert not answers.searched(force, "", "复工复产").exists()
    assert answers.tags_of(force) == ["出行返岗", "社区管理"]


def test_a_page_of_the_guide_keeps_every_version_and_its_channel() -> None:
    by: dict[str, Any] = {"by": SYSTEM_ADMIN.viewer, "at": NOW}
    none = PageWording("", "")

    def save(body: str, channel: str = Channel.CALL) -> None:
        pages = {"zh-hans": PageWording("怎么打电话", body), "en": none}
        actions.save_guide("calling", pages, channel=channel, **by)

    with pytest.raises(Refused):
        save("x", "telegraph")
    for body in ("第一版", "第一版", "第二版"):
        save(body)
    actions.save_guide("other", {"zh-hans": PageWording("另一页", "正文"), "en": none}, **by)
    actions.remove_guide("calling", **by)
    kept = GuideVersion.objects.filter(slug="calling").order_by("id")
    assert [(each.body, each.channel) for each in kept] == [
        ("第一版", Channel.CALL),
        ("第二版", Channel.CALL),
        ("", ""),
    ]
