"""What a step would do, found by taking it and undoing it: the same code, so the same letter."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from huiyin.documents.actions import letter_facts
from huiyin.documents.models import Letter
from huiyin.documents.paper import Block, Paper
from huiyin.documents.wording import compose
from huiyin.petitions.explaining import people_date
from huiyin.petitions.models import Event, Petition, PetitionLetter
from huiyin.petitions.petitioners import personal
from huiyin.privacy.masks import mask_name
from huiyin.rules.terms import LetterKind, State, TimeLimit
from huiyin.web.desk.dossier import Dossier


@dataclass(frozen=True)
class PaperShown:
    """A letter as it would be issued, before its number is given."""

    title: str
    paper: Paper
    blocks: list[Block]


@dataclass(frozen=True)
class Outcome:
    """What would be different after the step."""

    state: str
    holder: str
    person: str
    lines: list[str] = field(default_factory=list)
    letters: list[PaperShown] = field(default_factory=list)


def outcome_of(attempt: Callable[[], object], one: Dossier, today: date) -> Outcome:
    """Do it, look, undo it. Raises what the step would raise."""
    with transaction.atomic():
        attempt()
        outcome = _look(one, today)
        transaction.set_rollback(True)
    return outcome


def _look(one: Dossier, today: date) -> Outcome:
    before = one.petition
    after = Petition.objects.select_related("holder", "person").get(pk=before.pk)
    event = Event.objects.filter(petition=after).order_by("-seq")[0]
    held = after.holder.name if after.holder_id != before.holder_id else ""
    person = after.person.name if after.person and after.person_id != before.person_id else ""
    moved = after.state != before.state
    letters = _letters(event, one)
    return Outcome(
        state=_(State(after.state).zh) if moved else "",
        holder=held,
        person=person,
        lines=[*_clock_lines(event, today), *_further_lines(event, letters, one, today)],
        letters=[_paper(letter, one) for letter in letters],
    )


def _clock_lines(event: Event, today: date) -> list[str]:
    lines = []
    for limit, outcome in event.codes.get("ended", []):
        if outcome != "replaced":
            lines.append(_("期限结束：%(limit)s") % {"limit": _(TimeLimit(limit).zh)})
    lines += [
        _("期限接着计算：%(limit)s") % {"limit": _(TimeLimit(limit).zh)}
        for limit in event.codes.get("resumed", [])
    ]
    for limit, (target, legal) in event.codes.get("clocks", {}).items():
        words = {
            "limit": _(TimeLimit(limit).zh),
            "target": people_date(date.fromisoformat(target), today),
            "legal": people_date(date.fromisoformat(legal), today),
        }
        lines.append(_("期限开始：%(limit)s，目标日 %(target)s，法定最迟 %(legal)s") % words)
    return lines


def _further_lines(event: Event, letters: list[Letter], one: Dossier, today: date) -> Iterator[str]:
    """What else will be different: the new last day of an extension, the parts of a split."""
    for letter in letters:
        if letter.kind == LetterKind.EXTENSION:
            facts = letter_facts(letter, key=one.vault.key)
            days = {
                name: people_date(date.fromisoformat(facts[name]), today)
                for name in ("old_day", "new_day")
            }
            yield _("告知书在 %(old_day)s 前送达的，办理期限延长到 %(new_day)s") % days
    parts = event.codes.get("parts")
    if parts:
        yield _("分为%(count)s件，各自登记、各自计算期限") % {"count": len(parts)}


def _letters(event: Event, one: Dossier) -> list[Letter]:
    """The letters of a step that its taker may read: no cover sheet with the name, which masks
    do not reach, and no sheet made for another office."""
    issued = [each["id"] for each in event.codes.get("letters", [])]
    own = one.viewer.office_ids(one.viewer.roles)
    links = (
        PetitionLetter.objects.filter(letter__in=issued)
        .filter(Q(only_for=None) | Q(only_for__in=own))
        .exclude(letter__kind=LetterKind.COVER)
        .select_related("letter")
        .order_by("id")
    )
    return [link.letter for link in links]


def _paper(letter: Letter, one: Dossier) -> PaperShown:
    facts = letter_facts(letter, key=one.vault.key)
    kind = LetterKind(letter.kind)
    paper = compose(kind, facts | {"number": ""})
    return PaperShown(
        title=_(kind.zh),
        paper=replace(paper, addressee=_masked(paper.addressee, one)),
        blocks=[Block(each.style, _masked(each.text, one)) for each in paper.blocks],
    )


def _masked(text: str, one: Dossier) -> str:
    """A text of a letter with names as pages show them; the letter itself bears the name."""
    for person in one.people:
        name = personal(person, one.vault).get("name", "")
        if len(name) > 1:
            text = text.replace(name, mask_name(name))
    return one.clean(text)
