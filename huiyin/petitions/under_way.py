"""A step under way: the locked petition and the means by which an action adds to the step.

Legs, clocks, letters, the event and the outbox are written here and nowhere else.
"""

from __future__ import annotations

from bisect import insort
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from huiyin.accounts.models import User
from huiyin.documents.actions import issue
from huiyin.documents.models import Letter
from huiyin.organisations.models import Office
from huiyin.organisations.tree import takes_work
from huiyin.petitions import recording
from huiyin.petitions.clocks import begun, starting
from huiyin.petitions.disputes import lapse
from huiyin.petitions.errors import Refused
from huiyin.petitions.events import next_event
from huiyin.petitions.legs import Leg
from huiyin.petitions.models import Clock, Event, Petition, PetitionLetter
from huiyin.petitions.searchable import follow
from huiyin.petitions.standing import is_open, marks, note_next_dates, running
from huiyin.petitions.vault import Vault
from huiyin.petitions.wall import is_walled
from huiyin.rules.actor import Actor
from huiyin.rules.checks import Facts
from huiyin.rules.clock import Due
from huiyin.rules.fitness import Unfit
from huiyin.rules.letters import LETTERS, Addressee
from huiyin.rules.limits import rule_set
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import LetterKind, State, Step, TimeLimit
from huiyin.rules.workflow import FINAL, Rule

# How a clock ended whose duty runs on with dates of another calendar.
RECOUNTED = "recounted"


@dataclass
class Taking:
    """A step under way: the locked petition, its row of the table, what it leaves behind."""

    petition: Petition
    rule: Rule
    facts: Facts
    by: Actor
    viewer: Viewer
    at: datetime
    recorded_at: datetime
    vault: Vault
    leg: Leg
    until: date | None = None
    happened_at: datetime | None = None
    hours: int | None = None
    codes: dict[str, Any] = field(default_factory=dict)
    words: dict[str, Any] = field(default_factory=dict)
    topics: list[recording.Topic] = field(default_factory=list)
    event: Event | None = None
    stood: recording.Columns = field(init=False)
    leg_stood: recording.Columns = field(init=False)

    def __post_init__(self) -> None:
        self.stood, self.leg_stood = recording.columns(self.petition), recording.columns(self.leg)

    def deliver(self, to: Office, *, kind: str, sender: Office | None = None) -> Leg:
        """Begin the leg at the next office; refused on the walled side, by whatever majority.

        The holder sends it, unless another sender is named.
        """
        if is_walled(to, marks(self.petition), localdate(self.at)):
            raise Refused(
                "不得将检举控告转给被检举控告的人员或者单位（《信访工作条例》第三十条）。"
            )
        if not takes_work(to, localdate(self.at)):
            raise Refused("这个机构已经撤销或者正在撤销，请选择承继它的机构。", field="to")
        if to.pk == self.petition.holder_id:
            raise Refused("该事项已经在这个机构。")
        if kind == Leg.MOVE:
            self.stand(State.MOVED)
        # Who lost a petition to the wall has not sent it: it keeps no sight of it.
        sent = None if kind == Leg.MOVE else sender or self.petition.holder
        leg = self._begin_leg(to, kind, sent, self.rule.opens or self._unrouted())
        for limit in starting(self.petition, self.rule):
            self.start(limit)
        return leg

    def give_back(self) -> Leg:
        """Give the petition back to who sent it on, where that office's own leg left off.

        The first sender decides anew and L1 runs on with its first date; a later one has signed
        for the petition itself, and its own L3 runs on. What the returned leg still had to serve
        is served no more.
        """
        gone = self.leg
        mine = [each for each in self.petition.legs.all() if each.kind != Leg.CO]
        theirs = [each for each in mine if each.holder_id == gone.sender_id]
        # The sender may itself be the successor of the office that sent it.
        theirs = theirs or [each for each in mine if each.holder.successor_id == gone.sender_id]
        earlier = max(theirs, key=lambda each: each.delivered_at)
        for clock in running(self.petition):
            if clock.leg_id == gone.pk and clock.limit != TimeLimit.L15:
                self._end(clock, "returned")
        self.petition.letters.filter(leg=gone, served_at=None, to_office=None).update(
            is_current=False
        )
        self.forget("letters")
        first = earlier.sender_id is None
        state = self.rule.opens if first else State.SIGNED
        leg = self._begin_leg(
            gone.sender or earlier.holder,
            Leg.RETURN,
            earlier.sender,
            state or self._unrouted(),
            earlier.person,
        )
        for clock in self.petition.clocks.all():
            is_theirs = clock.leg_id == earlier.pk and clock.limit == TimeLimit.L3
            if is_theirs and clock.outcome != RECOUNTED:
                self._run_on(clock)
        if first:
            self.resume(TimeLimit.L1, TimeLimit.L2)
        self.forget("clocks")
        return leg

    def succeed(self, heir: Office, person: User | None) -> Leg:
        """Let a successor hold it as it stands: same state, same sender, same clocks (R24.2)."""
        gone, state = self.leg, State(self.leg.state)
        self.stand(State.MOVED)
        leg = self._begin_leg(heir, Leg.MOVE, gone.sender, state, person)
        leg.delivered_at, leg.is_appointed = gone.delivered_at, gone.is_appointed
        self.petition.clocks.filter(leg=gone).update(leg=leg)
        self.petition.letters.filter(leg=gone, served_at=None).update(leg=leg)
        self.forget("clocks")
        self.forget("letters")
        return leg

    def _begin_leg(
        self, to: Office, kind: str, sender: Office | None, state: State, person: User | None = None
    ) -> Leg:
        self.leg.is_main = False
        self.leg.ended_at = self.at
        recording.write_leg(self.leg, self.leg_stood)
        self.leg = Leg(
            petition=self.petition,
            sender=sender,
            holder=to,
            person=person,
            kind=kind,
            state=state,
            delivered_at=self.at,
        )
        self.leg.save(force_insert=True)
        self.leg_stood = recording.columns(self.leg)
        self.forget("legs")
        if kind != Leg.MOVE and to.pk != self.petition.holder_id:
            self.petition.name_disclosure = ""  # it was the unit before that was told (G4)
        self.petition.holder = to
        self.petition.person = person
        self.codes["to"] = str(to.pk)
        return self.leg

    def stand(self, state: State) -> None:
        """Put the main leg into a state; `finish` lets the petition show it."""
        self.leg.state = state

    def take_over(self, office: Office) -> None:
        """Let an office answer for the running duties and for what waits to be served.

        An answer of the office that lost the petition is not served any more.
        """
        for clock in running(self.petition):
            clock.office = office if clock.office_id else None
            clock.save(update_fields=["office"])
        waiting = PetitionLetter.objects.filter(
            petition=self.petition, served_at=None, to_office=None, is_current=True
        )
        waiting.filter(is_answer=True).update(is_current=False)
        waiting.filter(is_answer=False).update(server=office)
        self.forget("clocks")
        self.forget("letters")

    def _unrouted(self) -> State:
        return State.REGISTERED if self.petition.registered_at else State.RECEIVED

    def start(
        self,
        limit: TimeLimit,
        *,
        started_at: datetime | None = None,
        extension: int = 0,
    ) -> Clock:
        """Start a clock, with the day that was set where the law sets none."""
        if rule_set(self.petition.rule_set)[limit].length is None and self.until is None:
            raise Refused("请设定办结的日期。", field="until")
        clock = begun(
            self.petition,
            self.leg,
            limit,
            started_at=started_at or self.happened_at or self.at,
            at=self.at,
            until=self.until,
            hours=self.hours,
            extension=extension,
        )
        for old in running(self.petition):
            if old.limit == limit:
                self._end(old, "replaced")
        clock.save(force_insert=True)
        self.codes.setdefault("clocks", {})[str(limit)] = _days(clock)
        self._note(clock)
        return clock

    def end(self, *limits: TimeLimit, outcome: str = "met", at: datetime | None = None) -> None:
        """End running clocks of these limits."""
        for clock in running(self.petition):
            if clock.limit in limits:
                self._end(clock, outcome, at)

    def _end(self, clock: Clock, outcome: str, at: datetime | None = None) -> None:
        if clock.limit == TimeLimit.L4 and self.rule.step is not Step.OBJECT:
            outcome = "unused"
        clock.ended_at, clock.outcome = at or self.happened_at or self.at, outcome
        clock.save(update_fields=["ended_at", "outcome"])
        self.codes.setdefault("ended", []).append([clock.limit, outcome])

    def resume(self, *limits: TimeLimit, ended_at: datetime | None = None) -> None:
        """Let ended clocks run on with their first dates; nothing restarts (1.6).

        With `ended_at` only those that ended at that moment.
        """
        for limit in limits:
            ended = [clock for clock in self.petition.clocks.all() if clock.limit == limit]
            if ended and not any(clock.ended_at is None for clock in ended):
                last = ended[-1]
                if ended_at is not None and last.ended_at != ended_at:
                    continue
                self._run_on(last)

    def run_on_since(self, ending: Event) -> None:
        """Let the clocks that an event ended run on, as if it had not been (2.8)."""
        named = {limit for limit, _outcome in ending.codes.get("ended", [])}
        for clock in self.petition.clocks.all():
            if clock.limit in named and clock.ended_at == ending.at:
                self._run_on(clock)

    def _run_on(self, clock: Clock) -> None:
        clock.ended_at, clock.outcome = None, ""
        clock.save(update_fields=["ended_at", "outcome"])
        self.codes.setdefault("resumed", []).append(clock.limit)

    def count_again(self, clock: Clock, dates: Due) -> None:
        """Let a clock run on with other dates; the row with the old ones stays beside it."""
        new = Clock(
            petition=self.petition,
            leg_id=clock.leg_id,
            office_id=clock.office_id,
            limit=clock.limit,
            is_right=clock.is_right,
            started_at=clock.started_at,
            target_on=dates.target,
            legal_on=dates.legal,
            assessed_on=dates.assessed,
            explanation=dates.explanation.as_json(),
            calendar=dates.calendar_version,
            rule_set=dates.rule_set,
        )
        clock.ended_at, clock.outcome = self.at, RECOUNTED
        clock.save(update_fields=["ended_at", "outcome"])
        new.save(force_insert=True)
        self.codes.setdefault("clocks", {})[new.limit] = _days(new)
        self.codes.setdefault("recounted", []).append(
            {
                "limit": new.limit,
                "old": [*_days(clock), clock.assessed_on.isoformat(), clock.calendar],
                "new": [*_days(new), new.assessed_on.isoformat(), new.calendar],
                "why_old": clock.explanation,
                "why_new": new.explanation,
            }
        )
        self.forget("clocks")

    def issue(
        self,
        kind: LetterKind,
        facts: dict[str, Any],
        *,
        office: Office,
        server: Office | None = None,
        to_office: Office | None = None,
        is_answer: bool = False,
        needs_service: bool = True,
        only_for: Office | None = None,
        corrects: Letter | None = None,
    ) -> Letter:
        """Issue a letter: number taken, facts frozen and hashed into the event; rendered later.

        `only_for` keeps it from every other office: the cover sheet of a hidden name.
        """
        if self.rule.letters and needs_service and kind not in self.rule.letters:
            raise Refused("这一步不能制发这种文书。", field=kind.value)
        try:
            letter = issue(
                kind,
                office=office,
                facts=facts,
                key=self.vault.key,
                owner_id=self.petition.id,
                by=self.by,
                at=self.at,
                corrects=corrects,
            )
        except Unfit as flaw:
            raise Refused(str(flaw), field=kind.value) from flaw
        PetitionLetter.objects.create(
            petition=self.petition,
            leg=self.leg,
            letter=letter,
            to_office=to_office,
            server=server or office,
            is_answer=is_answer,
            needs_service=needs_service,
            only_for=only_for,
        )
        self.codes.setdefault("letters", []).append(
            {
                "id": str(letter.pk),
                "kind": str(kind),
                "number": letter.number,
                "facts": bytes(letter.facts_digest).hex(),
                "template": letter.template_version,
            }
        )
        self.topics.append(("render", letter.pk, {}))
        self.forget("letters")
        if needs_service and LETTERS[kind].to is Addressee.PETITIONER:
            self.topics.append(("tell", self.petition.id, {"about": "letter"}))
        return letter

    @property
    def result(self) -> Event:
        """The event of the finished step."""
        if self.event is None:
            raise RuntimeError("the step is not finished")
        return self.event

    def forget(self, relation: str) -> None:
        """Let a relation be read anew after it changed."""
        getattr(self.petition, "_prefetched_objects_cache", {}).pop(relation, None)

    def _note(self, clock: Clock) -> None:
        """Put a new clock among those that were read: they need not be read anew."""
        known = self.petition.clocks.all()
        if known._result_cache is not None:
            insort(known._result_cache, clock, key=lambda each: (each.started_at, each.id))

    def finish(self) -> Event:
        """Write leg, petition, event and outbox; the search index follows."""
        petition, rule = self.petition, self.rule
        before = self.facts.state
        after = State(self.leg.state)
        petition.state = after
        note_next_dates(petition)
        if is_open(petition) and petition.next_due is None:
            raise Refused("这一步会使事项没有下一个期限，不能进行。")
        if before is State.DISPUTED and after is not before:
            lapse(petition, self.at)
        recording.write_leg(self.leg, self.leg_stood)
        event, words = next_event(
            petition,
            rule.step,
            by=self.by,
            at=self.at,
            recorded_at=self.recorded_at,
            vault=self.vault,
            codes=self.codes,
            words=self.words,
            stage=rule.stage,
            leg_id=self.leg.id,
            before=before,
            after=after if after != before else None,
        )
        if rule.step is not Step.RENDER:
            # What the worker makes of a step outdates nobody's page.
            petition.version += 1
        recording.write_changes(petition, self.stood)
        follow(petition, rule.step)
        if petition.parent_id and after in FINAL:
            self.topics.append(("parts", petition.parent_id, {}))
        self.event = recording.leave_behind(event, words, self.topics)
        return self.event


def _days(clock: Clock) -> list[str]:
    return [clock.target_on.isoformat(), clock.legal_on.isoformat()]
