"""Walking one story by the real steps, each by the person who takes it, at its own moment."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from huiyin.accounts.models import User
from huiyin.commands.city.story import PETITIONER, Story, Taken
from huiyin.organisations.models import Category, Office
from huiyin.petitions.actions import (
    approving,
    citizen,
    closing,
    correcting,
    disputing,
    handling,
    joining,
    listing,
    registering,
    reminding,
    reporting,
    returning,
    routing,
    serving,
    together,
)
from huiyin.petitions.intake import Submission, receive
from huiyin.petitions.models import Petition, PetitionLetter
from huiyin.petitions.requests import Request
from huiyin.petitions.submissions import Person
from huiyin.petitions.tracking import holder_viewer
from huiyin.petitions.upkeep import issue_receipt
from huiyin.petitions.wall import Accused
from huiyin.rules.actor import CITIZEN
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import Channel, Door, Matter, Service, Step

A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Place:
    """Where a step is taken: the petition, who takes it and when, and the people around."""

    petition_id: UUID
    by: Viewer
    at: datetime
    offices: Mapping[str, Office]
    people: Mapping[str, User]
    earlier: Mapping[str, UUID]  # the petitions of the stories walked before, by slug


def walk(
    story: Story,
    when: Sequence[datetime],
    *,
    offices: Mapping[str, Office],
    people: Mapping[str, User],
    viewers: Mapping[str, Viewer],
    earlier: Mapping[str, UUID],
    steps: Mapping[Step, Callable[[Place, Taken, Story], None]] | None = None,
) -> UUID:
    """Receive a story's petition and take its steps at these moments; returns the petition's id.

    `steps` knows how each is taken, else STEPS.
    """
    receipt = receive(
        Submission(
            office_id=offices[story.bureau].pk,
            channel=story.channel,
            door=Door.PORTAL if story.channel is Channel.WEB else None,
            naming=story.naming,
            wish=story.matter if story.matter is not Matter.ENQUIRY else None,
            request=story.request,
            facts=story.facts,
            reasons=story.reasons,
            complained_about=story.complained_about,
            division=story.division,
            place_detail=story.place,
            name=story.name,
            phone=story.phone,
            address=story.address,
            people_count=story.people,
            petitioners=_people(story.others),
            consents_electronic=story.electronic,
            arrived_at=when[0],
        ),
        key=f"city-story-{story.slug}",
        by=CITIZEN,
        at=when[0],
    )
    issue_receipt(receipt.petition_id, at=when[0] + A_MINUTE)
    for taken, at in zip(story.walk, when[1:], strict=True):
        petition = _petition(receipt.petition_id, taken.part)
        by = holder_viewer(petition) if taken.by == PETITIONER else viewers[taken.by]
        place = Place(petition.pk, by, at, offices, people, earlier)
        (steps or STEPS)[taken.step](place, taken, story)
    return receipt.petition_id


def _people(named: Sequence[tuple[str, str]]) -> tuple[Person, ...]:
    return tuple(Person(name=name, phone=phone) for name, phone in named)


def _petition(petition_id: UUID, part: int) -> Petition:
    if not part:
        return Petition.objects.get(pk=petition_id)
    return Petition.objects.filter(parent=petition_id).order_by("receipt")[part - 1]


def _register(place: Place, taken: Taken, story: Story) -> None:
    facts: Any = taken.facts
    registering.register(
        place.petition_id,
        matter=facts["matter"],
        procedure=facts["procedure"],
        category=Category.objects.get(pk=facts["category"]),
        division=story.division,
        by=place.by,
        at=place.at,
        repeat_of=_earlier(place, facts.get("repeat_of")),
        compared=facts.get("compared", ""),
    )


def _earlier(place: Place, slug: str | None) -> Petition | None:
    return Petition.objects.get(pk=place.earlier[slug]) if slug else None


def _to(action: Callable[..., object]) -> Callable[[Place, Taken, Story], None]:
    def step(place: Place, taken: Taken, _story: Story) -> None:
        office = place.offices[str(taken.facts["to"])]
        action(place.petition_id, to=office, by=place.by, at=place.at)

    return step


def _with_facts(action: Callable[..., object]) -> Callable[[Place, Taken, Story], None]:
    def step(place: Place, taken: Taken, _story: Story) -> None:
        action(place.petition_id, **taken.facts, by=place.by, at=place.at)

    return step


def _allot(place: Place, taken: Taken, _story: Story) -> None:
    person = place.people[str(taken.facts["person"])]
    handling.allot(place.petition_id, person=person, by=place.by, at=place.at)


def _answer(place: Place, taken: Taken, _story: Story) -> None:
    findings = _plain(dict(taken.facts))
    handling.answer(place.petition_id, findings=findings, by=place.by, at=place.at)


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Facts as JSON keeps them: terms by their values."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return value.value if hasattr(value, "value") else value


def _inform(place: Place, taken: Taken, _story: Story) -> None:
    facts = _plain(dict(taken.facts))
    facts["legal_basis"] = facts.pop("basis")
    handling.inform(place.petition_id, told=facts, by=place.by, at=place.at)


def _reply(place: Place, taken: Taken, _story: Story) -> None:
    text = str(taken.facts["text"])
    handling.reply(place.petition_id, answer=text, by=place.by, at=place.at)


def _serve(place: Place, taken: Taken, _story: Story) -> None:
    links = PetitionLetter.objects.filter(
        petition=place.petition_id,
        served_at=None,
        to_office=None,
        is_current=True,
        needs_service=True,
    ).order_by("letter__issued_at")
    if taken.step is Step.SERVE:
        link = links.get(is_answer=True)
    else:
        link = links.filter(letter__kind=str(taken.facts["letter"]))[0]
    if taken.facts["how"] is Service.ELECTRONIC:
        serving.open_first(place.petition_id, letter_id=link.letter_id, by=place.by, at=place.at)
        return
    serving.serve(
        place.petition_id,
        letter_id=link.letter_id,
        how=Service(str(taken.facts["how"])),
        served_at=place.at,
        to=str(taken.facts["to"]),
        evidence=str(taken.facts["evidence"]),
        by=place.by,
        at=place.at,
    )


def _accuse(place: Place, taken: Taken, _story: Story) -> None:
    office = place.offices.get(str(taken.facts.get("office", "")))
    person = place.people.get(str(taken.facts.get("person", "")))
    registering.accuse(place.petition_id, office=office, user=person, by=place.by, at=place.at)


def _assign(place: Place, taken: Taken, _story: Story) -> None:
    to = place.offices[str(taken.facts["to"])]
    day = _in_days(place, taken)
    routing.assign(place.petition_id, to=to, report_by=day, by=place.by, at=place.at)


def _in_days(place: Place, taken: Taken) -> date:
    return localdate(place.at) + timedelta(days=int(str(taken.facts["days"])))


def _report_result(place: Place, taken: Taken, _story: Story) -> None:
    report = {part: str(words) for part, words in taken.facts.items()}
    reporting.report_result(place.petition_id, report=report, by=place.by, at=place.at)


def _ask_approval(place: Place, taken: Taken, _story: Story) -> None:
    facts: Any = taken.facts
    arguments = dict(facts["arguments"])
    if slug := arguments.pop("office", None):
        mark = Accused.objects.get(petition=place.petition_id, office=place.offices[slug])
        arguments["mark"] = str(mark.pk)
    approving.ask_approval(
        facts["step"],
        place.petition_id,
        reason=facts["reason"],
        arguments=arguments,
        by=place.by,
        at=place.at,
    )


def _decide(place: Place, taken: Taken, _story: Story) -> None:
    agrees = taken.step is not Step.DECLINE
    step = taken.step if agrees else taken.facts["step"]
    asked = Request.objects.get(petition=place.petition_id, step=str(step), decided_at=None)
    words = str(taken.facts["words"])
    approving.decide(asked.pk, agrees=agrees, words=words, by=place.by, at=place.at)


def _rework(place: Place, taken: Taken, _story: Story) -> None:
    until = _in_days(place, taken) if taken.facts["days"] else None
    reason = str(taken.facts["reason"])
    returning.rework(place.petition_id, reason=reason, until=until, by=place.by, at=place.at)


def _invite(place: Place, taken: Taken, _story: Story) -> None:
    office, words = place.offices[str(taken.facts["office"])], str(taken.facts["words"])
    together.invite(place.petition_id, office=office, words=words, by=place.by, at=place.at)


def _split(place: Place, taken: Taken, _story: Story) -> None:
    facts: Any = taken.facts
    joining.split(
        place.petition_id, parts=facts["parts"], reason=facts["reason"], by=place.by, at=place.at
    )


def _attach(place: Place, taken: Taken, _story: Story) -> None:
    first = place.earlier[str(taken.facts["to"])]
    compared = str(taken.facts["compared"])
    joining.attach(place.petition_id, to=first, compared=compared, by=place.by, at=place.at)


def _recuse(place: Place, taken: Taken, _story: Story) -> None:
    person, reason = place.people[str(taken.facts["person"])], str(taken.facts["reason"])
    together.recuse(place.petition_id, person=person, reason=reason, by=place.by, at=place.at)


def _note_review(place: Place, taken: Taken, _story: Story) -> None:
    closing.note_review(
        place.petition_id,
        asked_on=localdate(place.at),
        way=str(taken.facts["way"]),
        evidence=str(taken.facts["evidence"]),
        by=place.by,
        at=place.at,
    )


def _appoint(place: Place, taken: Taken, _story: Story) -> None:
    to, reason = place.offices[str(taken.facts["to"])], str(taken.facts["reason"])
    disputing.appoint(place.petition_id, to=to, reason=reason, by=place.by, at=place.at)


def _remind(place: Place, taken: Taken, _story: Story) -> None:
    wording = reminding.Wording(str(taken.facts["wording"]))
    reminding.remind(place.petition_id, wording=wording, by=place.by, at=place.at)


def _list_people(place: Place, taken: Taken, _story: Story) -> None:
    facts: Any = taken.facts
    add, reason = _people(facts["add"]), facts["reason"]
    listing.list_people(place.petition_id, add=add, reason=reason, by=place.by, at=place.at)


def _reclassify(place: Place, taken: Taken, _story: Story) -> None:
    facts: Any = dict(taken.facts)
    facts["category"] = Category.objects.get(pk=facts["category"])
    registering.reclassify(place.petition_id, **facts, by=place.by, at=place.at)


def _correct_letter(place: Place, taken: Taken, _story: Story) -> None:
    findings, reason = _plain(taken.facts["findings"]), str(taken.facts["reason"])
    handling.correct_letter(
        place.petition_id, findings=findings, reason=reason, by=place.by, at=place.at
    )


STEPS: dict[Step, Callable[[Place, Taken, Story], None]] = {
    Step.REGISTER: _register,
    Step.FORWARD: _to(routing.forward),
    Step.HAND_OVER: _to(routing.hand_over),
    Step.SIGN: _with_facts(handling.sign),
    Step.ALLOT: _allot,
    Step.ACCEPT: _with_facts(handling.accept),
    Step.ANSWER: _answer,
    Step.INFORM: _inform,
    Step.REPLY: _reply,
    Step.SERVE_NOTICE: _serve,
    Step.SERVE: _serve,
    Step.RATE: _with_facts(citizen.rate),
    Step.FOLLOW_UP: _with_facts(closing.follow_up),
    Step.CLOSE: _with_facts(closing.close),
    Step.WITHDRAW: _with_facts(citizen.withdraw),
    Step.SUPPLEMENT: _with_facts(citizen.supplement),
    Step.CONTACT: _with_facts(closing.contact),
    Step.NOTE: _with_facts(closing.note),
    Step.ACCUSE: _accuse,
    Step.ASK_NAME: _with_facts(handling.ask_name),
    Step.ANSWER_NAME: _with_facts(citizen.answer_name),
    Step.ASSIGN: _assign,
    Step.HAND_ON: _to(routing.hand_on),
    Step.OBJECT: _with_facts(returning.object_to),
    Step.AGREE_RETURN: _with_facts(returning.agree_return),
    Step.DISMISS_OBJECTION: _with_facts(returning.dismiss_objection),
    Step.TAKE_BACK: _with_facts(returning.take_back),
    Step.RECALL: _with_facts(returning.recall),
    Step.REPORT_RESULT: _report_result,
    Step.ASK_APPROVAL: _ask_approval,
    Step.EXTEND: _decide,
    Step.KEEP: _decide,
    Step.VOID: _decide,
    Step.TAKE_UP_AGAIN: _decide,
    Step.CLEAR_ACCUSED: _decide,
    Step.DECLINE: _decide,
    Step.REWORK: _rework,
    Step.INVITE: _invite,
    Step.CONTRIBUTE: _with_facts(together.contribute),
    Step.SPLIT: _split,
    Step.ATTACH: _attach,
    Step.RECUSE: _recuse,
    Step.NOTE_REVIEW: _note_review,
    Step.ASK_RETURN: _with_facts(returning.ask_return),
    Step.SUBMIT_DISPUTE: _with_facts(disputing.submit_dispute),
    Step.WITHDRAW_DISPUTE: _with_facts(disputing.withdraw_dispute),
    Step.APPOINT: _appoint,
    Step.UPHOLD: _with_facts(disputing.uphold),
    Step.REMIND: _remind,
    Step.LIST_PEOPLE: _list_people,
    Step.ASK_CORRECTION: _with_facts(correcting.ask_correction),
    Step.DECIDE_CORRECTION: _with_facts(correcting.decide_correction),
    Step.RECLASSIFY: _reclassify,
    Step.CORRECT_LETTER: _correct_letter,
    Step.REISSUE_CODE: _with_facts(closing.reissue_code),
}
