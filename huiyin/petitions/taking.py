"""One step of a petition, taken whole: the only place where a petition changes state.

lock -> refresh -> rule -> state -> clocks -> letters -> event -> outbox
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import Func

from huiyin.documents.actions import issue
from huiyin.documents.models import Letter
from huiyin.notifications.actions import leave
from huiyin.organisations.models import Office
from huiyin.petitions.errors import Outdated, Refused
from huiyin.petitions.events import next_event
from huiyin.petitions.legs import Leg
from huiyin.petitions.models import Clock, Event, Petition, PetitionLetter
from huiyin.petitions.searchable import follow
from huiyin.petitions.simulation import recorded
from huiyin.petitions.standing import facts_of, is_open, marks, next_dates, running
from huiyin.petitions.vault import Vault
from huiyin.petitions.wall import is_walled
from huiyin.rules.actor import CITIZEN, Actor
from huiyin.rules.calendars import in_force
from huiyin.rules.checks import Facts
from huiyin.rules.clock import due
from huiyin.rules.letters import LETTERS, Addressee, Unfit
from huiyin.rules.limits import rule_set
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer, ViewerKind
from huiyin.rules.steps import acting_for, rule_for, why_not
from huiyin.rules.terms import LetterKind, State, Step, TimeLimit
from huiyin.rules.workflow import Rule

PARTS = ("legs", "clocks", "letters", "accused")


class _DatabaseClock(Func):
    function = "clock_timestamp"
    template = "%(function)s()"
    output_field = models.DateTimeField()


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
    codes: dict[str, Any] = field(default_factory=dict)
    words: dict[str, Any] = field(default_factory=dict)
    topics: list[tuple[str, UUID, dict[str, Any]]] = field(default_factory=list)
    event: Event | None = None

    def deliver(self, to: Office, *, kind: str) -> Leg:
        """Begin the leg at the next office; refused on the walled side, by whatever majority."""
        if is_walled(to, marks(self.petition), localdate(self.at)):
            raise Refused(
                "不得将检举控告转给被检举控告的人员或者单位（《信访工作条例》第三十条）。"
            )
        if to.pk == self.petition.holder_id:
            raise Refused("该事项已经在这个机构。")
        if kind == Leg.MOVE:
            self.stand(State.MOVED)
        self.leg.is_main = False
        self.leg.ended_at = self.at
        _save_leg(self.leg)
        leg = Leg(
            petition=self.petition,
            # Who lost a petition to the wall has not sent it: it keeps no sight of it.
            sender=None if kind == Leg.MOVE else self.petition.holder,
            holder=to,
            kind=kind,
            state=self.rule.opens or self._unrouted(),
            delivered_at=self.at,
        )
        leg.save(force_insert=True)
        self.leg = leg
        self.petition.holder = to
        self.petition.person = None
        self.codes["to"] = str(to.pk)
        for limit in self.rule.starts:
            self.start(limit)
        return leg

    def stand(self, state: State) -> None:
        """Put the main leg into a state; `finish` lets the petition show it."""
        self.leg.state = state

    def take_over(self, office: Office) -> None:
        """Let an office answer for the running duties and for what waits to be served.

        An answer of the office that lost the petition is not served any more.
        """
        for clock in running(self.petition):
            clock.office = None if clock.is_petitioners else office
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

    def start(self, limit: TimeLimit, *, started_at: datetime | None = None) -> Clock:
        """Start a clock: three dates and their reasons, by the petition's own rule set."""
        began = started_at or self.at
        registered = self.petition.registered_at or self.petition.arrived_at
        row = rule_set(self.petition.rule_set)[limit]
        dates = due(
            row,
            localdate(began),
            in_force(localdate(self.at)),
            registered_on=localdate(registered),
        )
        clock = Clock(
            petition=self.petition,
            leg=self.leg,
            office=None if row.is_right_of_petitioner else self.petition.holder,
            limit=limit,
            is_petitioners=row.is_right_of_petitioner,
            started_at=began,
            target_on=dates.target,
            legal_on=dates.legal,
            assessed_on=dates.assessed,
            explanation=dates.explanation.as_json(),
            calendar=dates.calendar_version,
            rule_set=dates.rule_set,
        )
        for old in running(self.petition):
            if old.limit == limit:
                self._end(old, "replaced")
        clock.save(force_insert=True)
        self.codes.setdefault("clocks", {})[str(limit)] = [
            dates.target.isoformat(),
            dates.legal.isoformat(),
        ]
        self.forget("clocks")
        return clock

    def end(self, *limits: TimeLimit, outcome: str = "met", at: datetime | None = None) -> None:
        """End running clocks of these limits."""
        for clock in running(self.petition):
            if clock.limit in limits:
                self._end(clock, outcome, at)
        self.forget("clocks")

    def _end(self, clock: Clock, outcome: str, at: datetime | None = None) -> None:
        clock.ended_at, clock.outcome = at or self.at, outcome
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
                last.ended_at, last.outcome = None, ""
                last.save(update_fields=["ended_at", "outcome"])
                self.codes.setdefault("resumed", []).append(str(limit))
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

    def finish(self) -> Event:
        """Write leg, petition, event and outbox; the search index follows."""
        petition, rule = self.petition, self.rule
        before = self.facts.state
        after = State(self.leg.state)
        petition.state = after
        petition.next_due, petition.next_legal_due = next_dates(petition)
        if is_open(petition) and petition.next_due is None:
            raise Refused("这一步会使事项没有下一个期限，不能进行。")
        _save_leg(self.leg)
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
        petition.save()
        follow(petition, rule.step)
        event.save(force_insert=True)
        if words:
            words.save(force_insert=True)
        for topic, subject, arguments in self.topics:
            leave(topic, subject=subject, arguments=arguments, at=self.recorded_at)
        self.event = event
        return event


def _save_leg(leg: Leg) -> None:
    leg.version += 1
    leg.save()


@contextmanager
def taking(
    step: Step,
    petition_id: UUID,
    *,
    by: Viewer,
    at: datetime,
    version: int | None = None,
    rule: Rule | None = None,
) -> Iterator[Taking]:
    """Take one step: the body adds what is particular to it, everything else is done here.

    Raises Petition.DoesNotExist for what the viewer may not see, Outdated when `version` is no
    longer the row's, Refused with the sentence that tells why the step is not open.
    """
    today = localdate(at)
    with transaction.atomic():
        petition = (
            Petition.objects.visible_to(by, today=today)
            .select_for_update(of=("self",))
            .select_related("holder", "registering", "category")
            .annotate(db_clock=_DatabaseClock())
            .get(pk=petition_id)
        )
        models.prefetch_related_objects([petition], *PARTS)
        if version is not None and version != petition.version:
            raise Outdated(petition.version)
        facts = facts_of(petition, today)
        row = rule or rule_for(step, facts, by)
        if row is None:
            raise Refused(why_not(step, facts, by))
        leg = next(each for each in petition.legs.all() if each.is_main)
        one = Taking(
            petition=petition,
            rule=row,
            facts=facts,
            by=_actor(row, facts, by),
            viewer=by,
            at=at,
            recorded_at=recorded(petition.db_clock, at),  # type: ignore[attr-defined]
            vault=Vault(petition.id, petition.key),
            leg=leg,
        )
        _walk(one)
        yield one
        one.finish()


def _walk(one: Taking) -> None:
    """State and clocks as the row of the table says; `deliver` gives an opened leg its state."""
    rule = one.rule
    if rule.after is not None:
        one.stand(rule.after)
    one.end(*rule.ends, outcome="withdrawn" if rule.step is Step.WITHDRAW else "met")
    one.resume(*rule.resumes, ended_at=one.petition.served_at)
    if rule.opens is None:
        for limit in rule.starts:
            one.start(limit)


def _actor(rule: Rule, facts: Facts, viewer: Viewer) -> Actor:
    if viewer.kind is ViewerKind.HOLDER:
        return CITIZEN
    if viewer.kind is not ViewerKind.STAFF:
        return viewer.actor()
    party = acting_for(rule, facts, viewer)
    office = facts.office_of(party) if party else ""
    return viewer.actor(office, rule.by)
