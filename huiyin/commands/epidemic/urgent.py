"""The steps of an emergency petition in a walk: what each takes, and who takes it.

mark          tags (of Tag)                    acknowledge   nothing
explain       words, question                          tell_result   way, words
lead          leader (username), instruction   lead_result   words
track         is_confirmed (bool), words
"""

from collections.abc import Callable, Mapping
from typing import Any

from huiyin.commands.city.story import Story, Taken
from huiyin.commands.city.walking import STEPS, Place
from huiyin.commands.epidemic.days import ONE_DAY
from huiyin.emergency.marking import mark
from huiyin.petitions.actions import emergency, emergency_leading
from huiyin.publishing.answers import in_force
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Step
from huiyin.rules.terms_emergency import Tag


def marked(day: int, time: str, by: str, *tags: Tag) -> Taken:
    """标记应急."""
    return Taken(Step.MARK, by, day, time, {"tags": tags})


def acknowledged(day: int, time: str, by: str) -> Taken:
    """阅知."""
    return Taken(Step.ACKNOWLEDGE, by, day, time)


def explained(day: int, time: str, by: str, words: str, question: str) -> Taken:
    """解释说明, with the published answer to this question."""
    return Taken(Step.EXPLAIN, by, day, time, {"words": words, "question": question})


def told(day: int, time: str, by: str, words: str) -> Taken:
    """反馈结果, by telephone."""
    return Taken(Step.TELL_RESULT, by, day, time, {"way": "电话", "words": words})


def led(day: int, time: str, leader: str, instruction: str) -> Taken:
    """领导督办, by the leader who is named."""
    facts = {"leader": leader, "instruction": instruction}
    return Taken(Step.LEAD, leader, day, time, facts)


def led_result(day: int, time: str, by: str, words: str) -> Taken:
    """报告督办结果."""
    return Taken(Step.LEAD_RESULT, by, day, time, {"words": words})


def tracked(day: int, time: str, by: str, words: str, *, is_confirmed: bool) -> Taken:
    """跟踪."""
    return Taken(Step.TRACK, by, day, time, {"is_confirmed": is_confirmed, "words": words})


def _with_facts(action: Callable[..., object]) -> Callable[[Place, Taken, Story], None]:
    def step(place: Place, taken: Taken, _story: Story) -> None:
        action(place.petition_id, **taken.facts, by=place.by, at=place.at)

    return step


def _explain(place: Place, taken: Taken, _story: Story) -> None:
    holding = in_force(localdate(place.at))
    used = holding.get(question=str(taken.facts["question"]))
    emergency_leading.explain(
        place.petition_id,
        words=str(taken.facts["words"]),
        answers=[used.pk],
        by=place.by,
        at=place.at,
    )


def _tell_result(place: Place, taken: Taken, _story: Story) -> None:
    facts: Any = taken.facts
    emergency.tell_result(place.petition_id, **facts, told_at=place.at, by=place.by, at=place.at)


def _lead(place: Place, taken: Taken, _story: Story) -> None:
    emergency_leading.lead(
        place.petition_id,
        leader=place.people[str(taken.facts["leader"])],
        instruction=str(taken.facts["instruction"]),
        until=localdate(place.at) + ONE_DAY,
        by=place.by,
        at=place.at,
    )


ALL_STEPS: Mapping[Step, Callable[[Place, Taken, Story], None]] = STEPS | {
    Step.MARK: _with_facts(mark),
    Step.ACKNOWLEDGE: _with_facts(emergency.acknowledge),
    Step.EXPLAIN: _explain,
    Step.TELL_RESULT: _tell_result,
    Step.LEAD: _lead,
    Step.LEAD_RESULT: _with_facts(emergency_leading.lead_result),
    Step.TRACK: _with_facts(emergency_leading.track),
}
