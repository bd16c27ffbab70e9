"""Whole petitions for the stock, each with a life behind it: rows as the product writes them.

The first rows are intake's own; the later events, clocks and legs are made of the same parts, so
that `huiyin verify` finds every chain whole and every list, figure and search finds its petition.
"""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from typing import Any

from benchmarks.courses import (
    CHANNELS,
    DIRECT,
    LATE_SHARE,
    MATTERS,
    RATINGS,
    RECENT,
    STAGES,
    WAYS,
    YEARS,
    pairs_of,
)
from benchmarks.texts import petition
from huiyin.accounts.models import Post
from huiyin.documents.models import Letter
from huiyin.notifications.models import Outbox
from huiyin.organisations.calendars import in_force
from huiyin.organisations.models import Category, Office
from huiyin.organisations.places import path_above
from huiyin.petitions.events import event_values
from huiyin.petitions.indexing import TEXTS
from huiyin.petitions.intake import Submission, prepare
from huiyin.petitions.legs import Leg
from huiyin.petitions.models import (
    Clock,
    Event,
    IntakeKey,
    Petition,
    Petitioner,
    PetitionLetter,
    Words,
)
from huiyin.petitions.searchable import Search
from huiyin.petitions.vault import Vault
from huiyin.petitions.writing import Row, WrittenJson
from huiyin.privacy.sealing import digest, seal
from huiyin.rules.actor import CITIZEN, Actor
from huiyin.rules.calendars import WorkCalendar
from huiyin.rules.clock import Due, due
from huiyin.rules.ids import new_id
from huiyin.rules.limits import rules_of
from huiyin.rules.moments import localdate
from huiyin.rules.terms import (
    LetterKind,
    Matter,
    Naming,
    OfficeKind,
    Procedure,
    Service,
    State,
    Step,
    TimeLimit,
)
from huiyin.rules.workflow import OPEN


@lru_cache(maxsize=20_000)
def _due(limit: TimeLimit, start: date, calendar: WorkCalendar) -> tuple[Due, WrittenJson]:
    dates = due(rules_of(start)[limit], start, calendar, registered_on=start)
    return dates, WrittenJson(json.dumps(dates.explanation.as_json(), ensure_ascii=False))


@dataclass
class Lives:
    """Makes petitions of this installation, the same number always the same words."""

    now: datetime
    notes: int = 0
    """How many remarks each story holds besides its steps."""

    @cached_property
    def bureaus(self) -> list[Office]:
        """Who registers for units below, the city's bureau twice as much as the others."""
        found = [
            each for each in Office.objects.bureaus().order_by("path") if self._units[each.path]
        ]
        return [*found, *(each for each in found if each.division == "990100")]

    @cached_property
    def _units(self) -> dict[str, list[Office]]:
        kinds = (OfficeKind.DEPARTMENT, OfficeKind.TOWNSHIP, OfficeKind.ENTERPRISE)
        units = list(Office.objects.filter(kind__in=kinds).order_by("path"))
        return {
            bureau.path: [each for each in units if each.path.startswith(path_above(bureau.path))]
            for bureau in Office.objects.bureaus()
        }

    @cached_property
    def _people(self) -> dict[Any, Actor]:
        posts = Post.objects.select_related("user").order_by("pk")
        return {
            post.office_id: Actor(str(post.user_id), post.user.name, post.role, str(post.office_id))
            for post in posts
        }

    @cached_property
    def _categories(self) -> list[str]:
        return list(Category.objects.order_by("pk").values_list("pk", flat=True))

    def rows(self, number: int, place: float) -> list[Row]:
        """All rows of one petition; `place` is where it stands in the stock, from 0 to 1."""
        draw = random.Random(number)
        if place < 1 - LATE_SHARE:
            age = RECENT + (1 - place / (1 - LATE_SHARE)) * (YEARS - RECENT)
        else:
            age = (1 - place) / LATE_SHARE * RECENT
        arrived_at = self.now - timedelta(days=age, minutes=draw.randint(0, 600))
        fields = petition(number)
        bureau = draw.choice(self.bureaus)
        submission = Submission(
            office_id=bureau.pk,
            channel=draw.choice(CHANNELS),
            naming=Naming.NAMED,
            arrived_at=arrived_at,
            **fields,
        )
        whole = prepare(
            submission, office=bureau, key=f"stock-{number:09d}", by=CITIZEN, at=arrived_at
        )
        life = _Life(
            rows={model: dict(values) for model, values in whole.rows if model is not Outbox},
            draw=draw,
            number=number,
            bureau=bureau,
            unit=draw.choice(self._units[bureau.path]),
            people=self._people,
            category=draw.choice(self._categories),
        )
        way = draw.choice(WAYS)
        if way is DIRECT:
            life.unit, life.matter = bureau, Matter.ENQUIRY
        # One in seven takes longer than it should: those are late, or were.
        pace = draw.uniform(0.7, 1.1) if draw.random() > 1 / 7 else draw.uniform(1.1, 1.8)
        for step, day, state in way:
            at = arrived_at + timedelta(days=day * pace)
            if at > self.now:
                break
            life.take(step, state, at)
        for count in range(self.notes):
            life.note(f"第{count + 1}次联系，已经说明办理情况。", self.now)
        return life.finish("\n".join(str(fields[name]) for name in TEXTS if fields.get(name)))


@dataclass
class _Life:
    """The rows of one petition while its story is told."""

    rows: dict[Any, dict[str, Any]]
    draw: random.Random
    number: int
    bureau: Office
    unit: Office
    people: dict[Any, Actor]
    category: str
    clocks: list[dict[str, Any]] = field(default_factory=list)
    more: list[Row] = field(default_factory=list)
    matter: Matter = Matter.CLAIM

    def __post_init__(self) -> None:
        self.petition = self.rows[Petition]
        self.leg = self.rows.pop(Leg)
        self.clocks.append(self.rows.pop(Clock))
        arrived_at = self.petition["arrived_at"]
        self.leg["recorded_at"] = self.clocks[0]["recorded_at"] = arrived_at
        self.rows[Words]["recorded_at"] = arrived_at
        self.vault = Vault(self.petition["id"], self.petition["key"])
        self.matter = self.draw.choice(MATTERS)

    def take(self, step: Step, state: State, at: datetime) -> None:
        """One step, with the clocks that it ends and begins."""
        codes: dict[str, Any] = {}
        words: dict[str, Any] = {}
        before, holder = self.petition["state"], self.bureau
        if step is Step.REGISTER:
            official = f"WX{localdate(at).year}{self.bureau.number_code}{self.number:09d}"
            procedure = Procedure.PETITION if self.matter is Matter.CLAIM else None
            self.petition |= {
                "official": official,
                "registered_at": at,
                "matter": self.matter,
                "procedure": procedure,
                "category_id": self.category,
            }
            codes = {"official": official, "matter": self.matter, "procedure": procedure}
        elif step is Step.FORWARD:
            codes["to"] = str(self.unit.pk)
            self._leave_leg(at)
            self._end(TimeLimit.L1, at)
            self._begin(TimeLimit.L3, self.unit, at)
        elif step is Step.KEEP:
            codes["ground"], words["reason"] = "unclear", "内容不清楚，联系不上本人。"
            self._end(TimeLimit.L1, at)
            self.petition["closed_at"] = self.leg["ended_at"] = at
        elif step in (Step.SIGN, Step.ACCEPT, Step.ANSWER, Step.REPLY):
            holder = self.unit
            if step is Step.ACCEPT:
                words["way_of_handling"] = "实地调查后书面答复"
                self._end(TimeLimit.L3, at)
                self._begin(TimeLimit.L5, self.unit, at)
            elif step is not Step.SIGN:
                codes["letters"] = [self._letter(at)]
                words["answer"] = "情况属实，已经安排修复，月底以前完成。"
        else:
            holder = self._later(step, at, codes, words)
        self.petition["state"] = self.leg["state"] = state
        after = state if state != before else None
        self._event(step, holder, at, codes, words, before=State(before), after=after)

    def _later(
        self, step: Step, at: datetime, codes: dict[str, Any], words: dict[str, Any]
    ) -> Office:
        """From the service on."""
        if step is Step.SERVE:
            link = next(values for model, values in self.more if model is PetitionLetter)
            link |= {"served_at": at, "service": Service.POST}  # type: ignore[operator]
            codes |= {
                "letter": str(link["letter_id"]),
                "kind": LetterKind.OPINION,
                "served_at": at.isoformat(),
                "service": Service.POST,
            }
            self.petition["served_at"] = at
            self._end(TimeLimit.L1, at)
            self._end(TimeLimit.L5, at)
            self._begin(TimeLimit.L7, None, at)
            self._begin(TimeLimit.G8, None, at)
            return self.unit
        if step is Step.RATE:
            codes |= {"bureau": self.draw.choice(RATINGS), "organ": self.draw.choice(RATINGS)}
            self._end(TimeLimit.G8, at)
        elif step is Step.FOLLOW_UP:
            codes["reached"], words["words"] = True, "本人表示已经修好。"
            self.petition["followed_up_at"] = at
        elif step is Step.CLOSE:
            words["words"] = "请求已经解决。"
            self.petition["closed_at"] = self.leg["ended_at"] = at
            self._end(TimeLimit.L7, at)
            self._end(TimeLimit.G8, at)
        return self.bureau

    def note(self, text: str, at: datetime) -> None:
        """A remark of the bureau."""
        state = State(self.petition["state"])
        self._event(Step.NOTE, self.bureau, at, {}, {"note": text}, before=state, after=None)

    def _leave_leg(self, at: datetime) -> None:
        gone = self.leg
        gone |= {"is_main": False, "ended_at": at, "state": State.FORWARDED}
        self.more.append((Leg, gone))
        self.leg = {
            "id": new_id(),
            "petition_id": self.petition["id"],
            "sender_id": self.bureau.pk,
            "holder_id": self.unit.pk,
            "kind": Leg.FORWARD,
            "state": State.DELIVERED,
            "delivered_at": at,
            "recorded_at": at,
        }
        self.petition["holder_id"] = self.unit.pk

    def _begin(self, limit: TimeLimit, office: Office | None, at: datetime) -> None:
        start = localdate(at)
        dates, reasons = _due(limit, start, in_force(start))
        self.clocks.append(
            {
                "petition_id": self.petition["id"],
                "leg_id": self.leg["id"],
                "office_id": office.pk if office else None,
                "limit": limit,
                "is_right": office is None,
                "started_at": at,
                "target_on": dates.target,
                "legal_on": dates.legal,
                "assessed_on": dates.assessed,
                "explanation": reasons,
                "calendar": dates.calendar_version,
                "rule_set": dates.rule_set,
                "recorded_at": at,
            }
        )

    def _end(self, limit: TimeLimit, at: datetime) -> None:
        for clock in self.clocks:
            if clock["limit"] == limit and "ended_at" not in clock:
                clock |= {"ended_at": at, "outcome": "met"}

    def _letter(self, at: datetime) -> dict[str, Any]:
        """An opinion, frozen and sealed; what its event keeps of it."""
        letter_id, year = new_id(), localdate(at).year
        number = f"{self.unit.letter_code}答〔{year}〕{self.number}号"
        text = json.dumps({"number": number, "petition_number": self.petition["official"]})
        letter = {
            "id": letter_id,
            "office_id": self.unit.pk,
            "owner_id": self.petition["id"],
            "kind": LetterKind.OPINION,
            "year": year,
            "serial": self.number,
            "number": number,
            "template_version": 1,
            "facts": seal(text, self.vault.key, aad=f"documents_letter.facts:{letter_id}"),
            "facts_digest": digest(self.vault.key, text.encode()),
            "issued_by": self._who(self.unit).id,
            "issued_at": at,
            "recorded_at": at,
        }
        link = {
            "petition_id": self.petition["id"],
            "leg_id": self.leg["id"],
            "letter_id": letter_id,
            "server_id": self.unit.pk,
            "is_answer": True,
        }
        self.more += [(Letter, letter), (PetitionLetter, link)]
        return {
            "id": str(letter_id),
            "kind": LetterKind.OPINION,
            "number": number,
            "facts": letter["facts_digest"].hex(),
            "template": 1,
        }

    def _who(self, office: Office) -> Actor:
        return self.people.get(office.pk) or Actor("job:stock", "系统", "system", str(office.pk))

    def _event(
        self,
        step: Step,
        office: Office,
        at: datetime,
        codes: dict[str, Any],
        words: dict[str, Any],
        *,
        before: State,
        after: State | None,
    ) -> None:
        self.petition["event_count"] += 1
        event, its_words = event_values(
            self.petition["id"],
            step,
            seq=self.petition["event_count"],
            previous=self.petition["chain_head"],
            by=CITIZEN if step is Step.RATE else self._who(office),
            at=at,
            recorded_at=at,
            vault=self.vault,
            codes=codes,
            words=words,
            stage=STAGES[step],
            leg_id=self.leg["id"],
            before=before,
            after=after,
        )
        self.petition["chain_head"] = event["hash"]
        self.more.append((Event, event))
        if its_words:
            self.more.append((Words, its_words | {"recorded_at": at}))

    def finish(self, text: str) -> list[Row]:
        """Every row, the petition with its next dates, and its pairs if it may be found."""
        running = [clock for clock in self.clocks if "ended_at" not in clock]
        duties = [clock for clock in running if not clock.get("is_right")]
        nearest = min(duties or running, key=lambda each: each["target_on"], default=None)
        is_open = self.petition["state"] in OPEN
        self.petition |= {
            "version": self.petition["event_count"],
            "next_due": nearest["target_on"] if nearest and is_open else None,
            "next_legal_due": nearest["legal_on"] if nearest and is_open else None,
            "next_is_duty": bool(duties),
        }
        found: list[Row] = []
        if "registered_at" in self.petition:
            found = [(Search, pairs_of(self.petition["id"], text))]
        order: Sequence[Any] = (Petition, Event, IntakeKey, Words, Petitioner)
        first = [(model, self.rows[model]) for model in order if model in self.rows]
        clocks: list[Row] = [(Clock, clock) for clock in self.clocks]
        return [*first, (Leg, self.leg), *clocks, *self.more, *found]
