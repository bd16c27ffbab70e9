"""Many who reach for the same petitions at once, what each of them got, and what must be true then.

Every operation is an ordinary step by the actions, on a connection of its own thread, taken with
the version that was seen a moment before; nobody waits for anybody. `flaws` knows only what was
answered and what stands in the database.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count, pairwise
from random import Random
from threading import Barrier
from uuid import UUID

from django.db import connection, transaction

from huiyin.petitions.errors import Outdated, Refused
from huiyin.petitions.models import Event, Petition, Words
from huiyin.petitions.upkeep import broken_invariants, first_bad_event
from huiyin.petitions.vault import Vault
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Matter, Procedure, Step
from tests.make import ARRIVAL, an_office
from tests.people import Person, petitioner
from tests.verification.case_model import CAST, PETITIONER
from tests.verification.case_table import STATES, STEPS, lines_of
from tests.verification.every_step import UNVERSIONED, Wish, taken

# Steps after which little can be done are taken seldom; what is told to nobody often enough.
SELDOM = {"close", "withdraw", "split", "accuse", "recuse", "hand_over", "agree void", "agree keep"}
LEFT_OUT = {"accuse", "recuse"}  # they would leave nobody to collide
CLOCK = count()
BEGINNING = ARRIVAL + timedelta(days=10)  # after all that brought the petitions here


@dataclass(frozen=True)
class Done:
    """One operation: what was tried on what, with which version, and how it ended."""

    petition: UUID
    step: str
    words: str
    version: int | None
    how: str  # done, refused, outdated, unseen, or the name of an error that must not be
    other: UUID | None = None  # which a repeat joined


def crowd(petitions: list[UUID], operations: int, threads: int, seed: int) -> list[Done]:
    """What so many threads did to the petitions, begun at the same moment."""
    start = Barrier(threads)

    def one(thread: int) -> list[Done]:
        draw = Random(f"{seed} {thread}")
        try:
            start.wait(timeout=120)
            return [
                _tried(draw, petitions, f"{thread}-{number}")
                for number in range(operations // threads)
            ]
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        return [each for some in pool.map(one, range(threads)) for each in some]


def _tried(draw: Random, petitions: list[UUID], words: str) -> Done:
    """One step of those that were open a moment ago, or any; by whose work it is."""
    petition = Petition.objects.select_related("holder").get(pk=draw.choice(petitions))
    at = BEGINNING + timedelta(seconds=next(CLOCK))
    step, who = _chosen(draw, petition)
    viewer = petitioner(petition) if who == PETITIONER else Person(who).viewer
    version = None if step in UNVERSIONED else petition.version
    wish = _wish(draw, petition, words, at, draw.choice(petitions))
    try:
        with transaction.atomic():
            taken(step, petition, viewer, at, wish, version)
    except Outdated:
        how = "outdated"
    except Refused:
        how = "refused"
    except Petition.DoesNotExist:
        how = "unseen"
    except Exception as trouble:  # whatever else it is, it is what we look for
        how = f"{type(trouble).__name__}: {trouble}"
    else:
        how = "done"
    joined = wish.other if step == "attach" and how == "done" else None
    return Done(petition.pk, step, words, version, how, joined)


def _chosen(draw: Random, petition: Petition) -> tuple[str, str]:
    """A step that its state may allow, sometimes any step; and one whose post it is."""
    slugs = {str(an_office(slug).pk): slug for slug in _SLUGS}
    holder = slugs.get(str(petition.holder_id), "yunling-bureau")
    state = petition.state if draw.random() < 0.9 else draw.choice(STATES)
    lines = [
        line
        for step in STEPS
        for line in lines_of(step)
        if state in line.states and step not in LEFT_OUT
    ]
    weights = [0.03 if line.step in SELDOM else 2 if line.after != "=" else 1 for line in lines]
    line = draw.choices(lines, weights)[0]
    step = draw.choice(_decided(line.step) if line.step.startswith("ask ") else [line.step])
    if line.posts == "P":
        return step, PETITIONER
    at = {"h": holder, "r": "yunling-bureau", "s": "yunling-bureau", "a": "nanjiang-bureau"}
    places = {at.get(party, holder) for party in line.parties}
    able = [
        name
        for name, (posts, office) in CAST.items()
        if office in places and set(posts) & set(line.posts)
    ]
    return step, draw.choice(able or list(CAST))


def _decided(asking: str) -> list[str]:
    what = asking.removeprefix("ask ")
    if what in ("void", "keep"):
        return [asking, f"decline {what}"]  # to agree ends it
    return [asking, f"agree {what}", f"decline {what}"]


_SLUGS = sorted({office for _posts, office in CAST.values()})


def _wish(draw: Random, petition: Petition, words: str, at: datetime, other: UUID) -> Wish:
    matter = Matter(petition.matter) if petition.matter else Matter.CLAIM
    today = localdate(at)
    return Wish(
        words=f"第{words}次写的话",
        matter=matter,
        procedure=Procedure.PETITION,
        to=draw.choice(["yunling-water", "yunling-housing", "yunling-labour"]),
        claims=("yunling-housing", "yunling-labour") if draw.random() < 0.5 else (),
        person=draw.choice(["wen.ruoxi", "jin.duhe"]),
        until=today + timedelta(days=30) if draw.random() < 0.7 else today,
        other=other,
    )


# -- what must be true -----------------------------------------------------------------------------


def flaws(petitions: list[UUID], history: list[Done], before: dict[UUID, int]) -> list[str]:
    """Whatever was lost, doubled, out of order or unlike what was answered."""
    found = [f"{each.step}: {each.how}" for each in history if ":" in each.how]
    of_petition: dict[UUID, list[Done]] = defaultdict(list)
    for each in history:
        of_petition[each.petition].append(each)
    joined = Counter(each.other for each in history)
    for pk in petitions:
        petition = Petition.objects.get(pk=pk)
        found += _flaws_of(petition, of_petition[pk], before[pk], joined[pk])
    found += [f"{fault.number}: {fault.what}" for fault in broken_invariants(localdate(ARRIVAL))]
    return found


def _flaws_of(petition: Petition, history: list[Done], before: int, joined: int) -> Iterator[str]:
    done = [each for each in history if each.how == "done"]
    events = list(Event.objects.filter(petition=petition).order_by("seq"))
    for flaw in (
        *_miscounted(petition, events, before + len(done) + joined),
        *_versions(events, done),
        *_vanished(_words_of(petition, before), history),
        *_jumps(petition, [each for each in events if each.after]),
    ):
        yield f"{petition.receipt}: {flaw}"


def _miscounted(petition: Petition, events: list[Event], acknowledged: int) -> Iterator[str]:
    """No update is lost: as many stand as were acknowledged, numbered one after the other."""
    if [each.seq for each in events] != list(range(1, len(events) + 1)):
        yield "the events are not numbered one after the other"
    if first_bad_event(petition) is not None:
        yield "the chain is broken"
    if not len(events) == petition.event_count == petition.version == acknowledged:
        yield f"{acknowledged} steps were acknowledged, {len(events)} stand"


def _versions(events: list[Event], done: list[Done]) -> Iterator[str]:
    """Each step that saw version n is the one event after it, and nobody else's is."""
    by_seq = {event.seq: event.step for event in events}
    seen = Counter(each.version for each in done if each.version is not None)
    for version, times in seen.items():
        if times > 1:
            yield f"{times} steps were taken at version {version}"
    for each in done:
        stands = by_seq.get((each.version or 0) + 1)
        if each.version is not None and stands != _named(each.step):
            yield f"{each.step} claims version {each.version}, {stands} stands there"


def _vanished(said: Counter[str], history: list[Done]) -> Iterator[str]:
    """Nobody's words are lost, and none stand there of what was refused."""
    for each in history:
        if each.how != "done" and said[each.words]:
            yield f"{each.step} was {each.how}, and its words stand there"
        if each.how == "done" and not said[each.words] and each.step not in SILENT:
            yield f"the words of {each.step} {each.words} have vanished"


def _jumps(petition: Petition, moves: list[Event]) -> Iterator[str]:
    """Each step found the state in which the one before had left it."""
    for earlier, later in pairwise(moves):
        if later.before != earlier.after:
            yield f"{later.step} found {later.before} after {earlier.after}"
    if moves and moves[-1].after != petition.state:
        yield f"it shows {petition.state}, its last step says {moves[-1].after}"


# What these write down holds no words of the one who takes them.
SILENT = {
    "register", "sign", "allot", "hand_over", "recall", "object", "inform", "answer",
    "correct_letter", "report_result", "remind", "answer_name", "reissue_code",
    "open_notice", "open_answer",
}  # fmt: skip


def _words_of(petition: Petition, before: int) -> Counter[str]:
    """How often the words of each operation stand in the record of a petition."""
    vault = Vault(petition.pk, petition.key)
    found: Counter[str] = Counter()
    for row in Words.objects.filter(petition=petition, seq__gt=before):
        text = str(vault.open_words(row.body, row.id))
        found.update(each.partition("次")[0] for each in text.split("第")[1:] if "次写的话" in each)
    return found


def _named(step: str) -> str:
    how, _blank, what = step.partition(" ")
    return str({"ask": Step.ASK_APPROVAL, "decline": Step.DECLINE, "agree": what}.get(how, step))
