"""The shape of the demo's petitions: who wrote what, when it came, and the steps that were taken.

`Taken.facts` by step:
    register      matter, procedure (Procedure or None), category; the place is the story's
    forward       to (office slug)                 hand_over     to (office slug)
    sign, close   nothing                          allot         person (username)
    accept        way_of_handling                  reply         text
    answer        requests [{request, decision, explanation}], facts_found, reasons, laws (names)
    answer        adoption, reasons, for a suggestion
    inform        procedure, organ, basis, time_limit, what_to_do
    serve_notice  letter (LetterKind), how (Service), to, evidence
    serve         how (Service), to, evidence; an electronic service is the first opening with the
                  code, so it is taken by the PETITIONER and only where `Story.electronic` is true
    rate          bureau, organ (Rating or None), reason
    follow_up     reached (bool), words            contact       way, result, words
    note          words                            supplement    words
    withdraw      reason                           ask_name      reason
    answer_name   agrees (bool)                    accuse        office (slug) or person (username)
The steps that leave the straight way stand in turns.py.
Receiving is no row of a walk: it is the story's own arrival.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from huiyin.rules.terms import (
    Adoption,
    Channel,
    Decision,
    LetterKind,
    Matter,
    Naming,
    Procedure,
    Rating,
    Service,
    Step,
)

PETITIONER = "petitioner"


@dataclass(frozen=True)
class Taken:
    """One step: `day` counts from the day of arrival, `time` is the clock on the wall, HH:MM."""

    step: Step
    by: str
    day: int
    time: str
    facts: Mapping[str, object] = field(default_factory=dict)
    part: int = 0  # of a split petition, counted from one; 0 is the petition itself


@dataclass(frozen=True, kw_only=True)
class Story:
    """A petition of the demo; it arrived `before` days before today at `time`."""

    slug: str
    bureau: str
    before: int
    time: str
    channel: Channel = Channel.WEB
    naming: Naming = Naming.NAMED
    name: str = ""
    phone: str = ""
    address: str = ""
    electronic: bool = False
    people: int = 1
    others: tuple[tuple[str, str], ...] = ()  # who sign besides: name and telephone
    matter: Matter = Matter.CLAIM
    request: str
    facts: str
    reasons: str = ""
    complained_about: str = ""
    division: str
    place: str
    category: str
    walk: tuple[Taken, ...] = ()


def register(
    day: int, time: str, by: str, matter: Matter | None, procedure: Procedure | None, category: str
) -> Taken:
    """登记; without a class under the law of 2005."""
    facts = {"matter": matter, "procedure": procedure, "category": category}
    return Taken(Step.REGISTER, by, day, time, facts)


def forward(day: int, time: str, by: str, to: str) -> Taken:
    """转送."""
    return Taken(Step.FORWARD, by, day, time, {"to": to})


def hand_over(day: int, time: str, by: str, to: str) -> Taken:
    """移交."""
    return Taken(Step.HAND_OVER, by, day, time, {"to": to})


def sign(day: int, time: str, by: str) -> Taken:
    """签收."""
    return Taken(Step.SIGN, by, day, time)


def allot(day: int, time: str, by: str, person: str) -> Taken:
    """分办."""
    return Taken(Step.ALLOT, by, day, time, {"person": person})


def accept(day: int, time: str, by: str, way_of_handling: str) -> Taken:
    """受理."""
    return Taken(Step.ACCEPT, by, day, time, {"way_of_handling": way_of_handling})


def inform(
    day: int,
    time: str,
    by: str,
    *,
    procedure: Procedure,
    organ: str,
    basis: str,
    time_limit: str,
    what_to_do: str,
) -> Taken:
    """告知."""
    facts = {
        "procedure": procedure,
        "organ": organ,
        "basis": basis,
        "time_limit": time_limit,
        "what_to_do": what_to_do,
    }
    return Taken(Step.INFORM, by, day, time, facts)


def reply(day: int, time: str, by: str, text: str) -> Taken:
    """直接回复."""
    return Taken(Step.REPLY, by, day, time, {"text": text})


def decided(request: str, decision: Decision, explanation: str) -> dict[str, str]:
    """The decision on one request, as `answer` wants it."""
    return {"request": request, "decision": decision, "explanation": explanation}


def answer(
    day: int,
    time: str,
    by: str,
    *requests: dict[str, str],
    facts_found: str,
    reasons: str,
    laws: tuple[str, ...],
) -> Taken:
    """答复, for a claim."""
    facts = {
        "requests": list(requests),
        "facts_found": facts_found,
        "reasons": reasons,
        "laws": list(laws),
    }
    return Taken(Step.ANSWER, by, day, time, facts)


def answer_suggestion(day: int, time: str, by: str, adoption: Adoption, reasons: str) -> Taken:
    """答复, for a suggestion."""
    return Taken(Step.ANSWER, by, day, time, {"adoption": adoption, "reasons": reasons})


def serve_notice(
    day: int, time: str, by: str, letter: LetterKind, how: Service, to: str, evidence: str
) -> Taken:
    """送达告知."""
    facts = {"letter": letter, "how": how, "to": to, "evidence": evidence}
    return Taken(Step.SERVE_NOTICE, by, day, time, facts)


def opened_notice(day: int, time: str, letter: LetterKind, to: str) -> Taken:
    """送达告知, by the first opening with the code."""
    evidence = "信访人凭查询码首次打开"
    return serve_notice(day, time, PETITIONER, letter, Service.ELECTRONIC, to, evidence)


def serve(day: int, time: str, by: str, how: Service, to: str, evidence: str) -> Taken:
    """送达答复."""
    return Taken(Step.SERVE, by, day, time, {"how": how, "to": to, "evidence": evidence})


def opened(day: int, time: str, to: str) -> Taken:
    """送达答复, by the first opening with the code."""
    evidence = "信访人凭查询码首次打开"
    return serve(day, time, PETITIONER, Service.ELECTRONIC, to, evidence)


def rate(day: int, time: str, bureau: Rating, organ: Rating | None, reason: str) -> Taken:
    """评价."""
    facts = {"bureau": bureau, "organ": organ, "reason": reason}
    return Taken(Step.RATE, PETITIONER, day, time, facts)


def follow_up(day: int, time: str, by: str, words: str, *, reached: bool = True) -> Taken:
    """回访."""
    return Taken(Step.FOLLOW_UP, by, day, time, {"reached": reached, "words": words})


def close(day: int, time: str, by: str) -> Taken:
    """办结."""
    return Taken(Step.CLOSE, by, day, time)


def contact(day: int, time: str, by: str, way: str, result: str, words: str) -> Taken:
    """联系记录."""
    facts = {"way": way, "result": result, "words": words}
    return Taken(Step.CONTACT, by, day, time, facts)


def note(day: int, time: str, by: str, words: str) -> Taken:
    """内部备注."""
    return Taken(Step.NOTE, by, day, time, {"words": words})


def supplement(day: int, time: str, words: str) -> Taken:
    """补充材料."""
    return Taken(Step.SUPPLEMENT, PETITIONER, day, time, {"words": words})


def withdraw(day: int, time: str, reason: str) -> Taken:
    """撤回."""
    return Taken(Step.WITHDRAW, PETITIONER, day, time, {"reason": reason})


def ask_name(day: int, time: str, by: str, reason: str) -> Taken:
    """申请知悉姓名."""
    return Taken(Step.ASK_NAME, by, day, time, {"reason": reason})


def answer_name(day: int, time: str, *, agrees: bool) -> Taken:
    """答复是否公开姓名."""
    return Taken(Step.ANSWER_NAME, PETITIONER, day, time, {"agrees": agrees})


def accuse(day: int, time: str, by: str, *, office: str = "", person: str = "") -> Taken:
    """标记被控告对象."""
    facts = {"office": office} if office else {"person": person}
    return Taken(Step.ACCUSE, by, day, time, facts)
