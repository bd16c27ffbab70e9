"""书面反馈. By when an organ answers a proposal in writing, under each law (L13, R40.4).

No petition has this clock: its rows stand apart from the rule sets of limits.py.
"""

from datetime import date

from huiyin.rules.calendars import WorkCalendar
from huiyin.rules.clock import Due, due
from huiyin.rules.limits import Limit, rule_set, rules_of
from huiyin.rules.terms import Party

FEEDBACK: dict[str, Limit] = {
    "2005": Limit(
        id="L13",
        rule_set="2005",
        article="36",
        length=30,
        whose=Party.HOLDER,
        result="收到建议的机关书面反馈采纳情况",
        english="the organ has answered in writing what it adopts",
    ),
    "2022": Limit(
        id="L13",
        rule_set="2022",
        article="40 ¶4",
        length=30,
        whose=Party.HOLDER,
        result="收到建议的机关书面反馈采纳情况（条例未定日数，默认30日）",
        english="the organ has answered in writing what it adopts (30 days are our default)",
    ),
}


def feedback_due(delivered_on: date, calendar: WorkCalendar) -> Due:
    """The last days of the answer to a proposal that was handed over on a day, and why."""
    return due(FEEDBACK[rules_of(delivered_on).name], delivered_on, calendar)


def law_of_feedback(name: str) -> str:
    """「《信访工作条例》第四十条第四款」, for a stored rule set."""
    return f"《{rule_set(name).law}》{FEEDBACK[name].article_zh}"
