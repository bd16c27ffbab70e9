"""What tests are about: petitions in any state, reached by the real steps, and what goes with them.

Plain functions. A petition arrives on ARRIVAL (a Monday); every later step is taken by the person
whose work it is, at `later(petition)`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.test import override_settings

from huiyin.accounts.models import Post, User
from huiyin.commands.city.loading import FOUNDED
from huiyin.organisations.models import Category, Office
from huiyin.petitions.actions import citizen, closing, handling, registering, routing, serving
from huiyin.petitions.intake import Receipt, Submission, receive
from huiyin.petitions.models import Event, Petition, PetitionLetter
from huiyin.petitions.simulation import simulated_calendar
from huiyin.petitions.upkeep import first_bad_event
from huiyin.rules.actor import CITIZEN
from huiyin.rules.ids import new_id
from huiyin.rules.moments import ZONE
from huiyin.rules.terms import (
    Adoption,
    Channel,
    Decision,
    LetterKind,
    Matter,
    Naming,
    OfficeKind,
    Procedure,
    Role,
    Service,
    State,
)
from tests.again import kept
from tests.city import a_city
from tests.people import CLERK, DISPATCHER, LEADER, Person, of_office, petitioner

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)

Given = Any  # a field of Submission

_serial = count(1)


def at(text: str) -> datetime:
    """A moment by the clock of the office: at("2026-03-02 09:00")."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


ARRIVAL = at("2026-03-02 09:00")

REQUEST = "请尽快恢复柳荫新村的供水，停水前通知到户。"
FACTS = "小区连续三天没有水，客服先说当天修好，后来电话一直占线，没有人贴过通知。"
REASONS = "家里有老人和婴儿，打水要下五层楼。"
CATEGORIES = {
    Matter.CLAIM: "0102",
    Matter.SUGGESTION: "0103",
    Matter.ENQUIRY: "0102",
    Matter.ACCUSATION: "0501",
}

OPINION: dict[str, Any] = {
    "requests": [
        {
            "request": "恢复供水",
            "decision": Decision.SUPPORT.value,
            "explanation": "破裂的管段已经更换，供水恢复正常。",
        }
    ],
    "facts_found": "主管因邻近施工移位断裂，抢修期间没有张贴告示。",
    "reasons": "供水企业负有及时抢修和告知用户的责任。",
    "laws": ["《城市供水条例》", "《信访工作条例》"],
}
ADOPTED: dict[str, Any] = {
    "adoption": Adoption.ADOPTED.value,
    "reasons": "所提办法可行，自下月起在全市站点试行。",
}
TOLD: dict[str, Any] = {
    "organ": "云岭市劳动人事争议仲裁委员会",
    "legal_basis": "《中华人民共和国劳动争议调解仲裁法》第五条",
    "time_limit": "自知道权利被侵害之日起一年内",
    "what_to_do": "携带劳动合同和工资记录到仲裁委员会申请仲裁。",
}
REPLY = "缴费可以在营业厅、手机应用和银行代扣中任选一种。"
WAY = "现场调查后书面答复，办理中可以来电了解进展。"


def an_office(slug: str = "yunling-water") -> Office:
    """An office of the city, freshly read."""
    return Office.objects.get(pk=a_city().offices[slug].pk)


def a_user(role: Role | None = None, office: str | Office = "yunling-water") -> User:
    """Somebody new, with a post if a role is given."""
    place = an_office(office) if isinstance(office, str) else office
    number = next(_serial)
    user = User.objects.create(username=f"new.{number}", name=f"新人{number}")
    if role is not None:
        Post.objects.create(user=user, office=place, role=role, from_on=FOUNDED)
    return user


def a_submission(**given: Given) -> Submission:
    """What a petitioner hands in to the city's bureau."""
    naming = given.get("naming", Naming.NAMED)
    bureau = given.pop("bureau", "yunling-bureau")
    usual: dict[str, Any] = {
        "office_id": a_city().offices[bureau].pk,
        "channel": Channel.WEB,
        "naming": naming,
        "request": REQUEST,
        "facts": FACTS,
        "reasons": REASONS,
        "division": "990100",
        "place_detail": "柳荫街44号",
        "name": "" if naming is Naming.ANONYMOUS else "郑小满",
        "phone": "" if naming is Naming.ANONYMOUS else "19900001206",
        "arrived_at": ARRIVAL,
    }
    return Submission(**(usual | given))


def a_key() -> str:
    """An idempotency key that nobody has used."""
    return f"test-key-{new_id()}"


def a_receipt(**given: Given) -> Receipt:
    """A petition just handed in, as the petitioner holds it: number and code."""
    submission = a_submission(**given)
    return receive(submission, key=a_key(), by=CITIZEN, at=submission.arrived_at)


@kept
def a_petition(
    state: State = State.REGISTERED,
    *,
    matter: Matter = Matter.CLAIM,
    procedure: Procedure | None = Procedure.PETITION,
    naming: Naming = Naming.NAMED,
    office: str = "",
    **submission: Given,
) -> Petition:
    """A petition in a state, by the real steps; `office` is the slug of where it is sent."""
    wish = None if matter is Matter.ENQUIRY else matter
    given: dict[str, Any] = {"wish": wish, "naming": naming, **submission}
    petition = Petition.objects.get(pk=a_receipt(**given).petition_id)
    claimed = procedure if matter is Matter.CLAIM else None
    to = office or ("yunling-discipline" if matter is Matter.ACCUSATION else "yunling-water")
    for step in way_to(state, matter, claimed):
        step(petition, matter, claimed, to)
        petition = fresh(petition)
    if petition.state != state:
        raise LookupError(f"no way to {state} for {matter} {procedure}: ended at {petition.state}")
    return petition


def fresh(petition: Petition) -> Petition:
    """The petition read anew."""
    return Petition.objects.select_related("holder", "registering").get(pk=petition.pk)


def later(petition: Petition, by: timedelta = DAY) -> datetime:
    """A moment after the last thing that happened to the petition."""
    return max(Event.objects.filter(petition=petition).values_list("at", flat=True)) + by


def story(petition: Petition) -> list[Event]:
    """The events of a petition in their order."""
    return list(Event.objects.filter(petition=petition).order_by("seq"))


def letter(petition: Petition, kind: LetterKind | None = None) -> PetitionLetter:
    """The newest letter of a petition, or the newest of a kind."""
    links = PetitionLetter.objects.select_related("letter").filter(petition=petition)
    if kind is not None:
        links = links.filter(letter__kind=kind)
    return links.order_by("-letter__issued_at", "-id")[0]


def unserved(petition: Petition, *, is_answer: bool) -> PetitionLetter:
    """The one letter to the petitioner that waits to be served."""
    return PetitionLetter.objects.select_related("letter").get(
        petition=petition, to_office=None, served_at=None, is_current=True, is_answer=is_answer
    )


def assert_sound(petition: Petition) -> None:
    """Every event follows from the one before, and the petition knows the last."""
    assert first_bad_event(fresh(petition)) is None


@contextmanager
def simulated() -> Iterator[None]:
    """Within, what happens is recorded when it happens, as in the demo."""
    with override_settings(HUIYIN_DEMO=True), simulated_calendar():
        yield


# -- the steps, each by the person whose work it is ------------------------------------------------

Way = Callable[[Petition, Matter, Procedure | None, str], object]


def way_to(state: State, matter: Matter, procedure: Procedure | None) -> list[Way]:
    """The steps that lead to a state for a class and procedure."""
    sixth = procedure is Procedure.PETITION
    handled: dict[Matter, list[Way]] = {
        Matter.CLAIM: [_accept, _answer] if sixth else [_inform],
        Matter.SUGGESTION: [_answer],
        Matter.ENQUIRY: [_reply],
        Matter.ACCUSATION: [],
    }
    signed: list[Way] = [_register, _forward, _sign]
    answered = signed + handled[matter]
    served = [*answered, _serve]
    ways: dict[State, list[Way]] = {
        State.RECEIVED: [],
        State.REGISTERED: [_register],
        State.HANDED_OVER: [_register, _hand_over],
        State.DELIVERED: [_register, _forward],
        State.SIGNED: signed,
        State.ACCEPTED: [*signed, _accept],
        State.ANSWERED: answered,
        State.INFORMED: answered,
        State.SERVED: served,
        State.CLOSED: [*served, _close],
        State.WITHDRAWN: [_withdraw],
    }
    return ways[state]


def the_head(petition: Petition) -> Person:
    """The head of the office that holds the petition."""
    return of_office(Role.HEAD, _slug(petition.holder))


def the_handler(petition: Petition) -> Person:
    """The first handler of the office that holds the petition."""
    return of_office(Role.HANDLER, _slug(petition.holder))


def _slug(office: Office) -> str:
    return next(slug for slug, each in a_city().offices.items() if each.pk == office.pk)


def _clerk(petition: Petition) -> Person:
    return _desk(petition, Role.REGISTRAR, CLERK)


def _dispatcher(petition: Petition) -> Person:
    return _desk(petition, Role.DISPATCHER, DISPATCHER)


def _desk(petition: Petition, role: Role, usual: Person) -> Person:
    slug = _slug(petition.holder)
    if slug == "yunling-bureau":
        return usual
    return of_office(role, slug)


def _register(petition: Petition, matter: Matter, procedure: Procedure | None, to: str) -> None:
    bureau = petition.holder.kind == OfficeKind.BUREAU
    registering.register(
        petition.pk,
        matter=matter,
        procedure=procedure,
        category=Category.objects.get(pk=CATEGORIES[matter]),
        division=petition.division,
        by=(_clerk(petition) if bureau else the_head(petition)).viewer,
        at=later(petition, HOUR),
    )


def _forward(petition: Petition, _matter: Matter, _procedure: Procedure | None, to: str) -> None:
    routing.forward(
        petition.pk, to=an_office(to), by=_dispatcher(petition).viewer, at=later(petition, HOUR)
    )


def _hand_over(petition: Petition, _matter: Matter, _procedure: Procedure | None, to: str) -> None:
    routing.hand_over(
        petition.pk, to=an_office(to), by=_dispatcher(petition).viewer, at=later(petition, HOUR)
    )


def _sign(petition: Petition, *_: object) -> None:
    handling.sign(petition.pk, by=the_head(petition).viewer, at=later(petition, HOUR))


def _accept(petition: Petition, *_: object) -> None:
    by = the_handler(petition).viewer
    handling.accept(petition.pk, way_of_handling=WAY, by=by, at=later(petition))


def _answer(petition: Petition, matter: Matter, *_: object) -> None:
    findings = ADOPTED if matter is Matter.SUGGESTION else OPINION
    by = the_handler(petition).viewer
    handling.answer(petition.pk, findings=dict(findings), by=by, at=later(petition))


def _inform(petition: Petition, _matter: Matter, procedure: Procedure | None, _to: str) -> None:
    told = TOLD | ({"procedure": procedure.value} if procedure else {})
    handling.inform(petition.pk, told=told, by=the_handler(petition).viewer, at=later(petition))


def _reply(petition: Petition, *_: object) -> None:
    handling.reply(petition.pk, answer=REPLY, by=the_handler(petition).viewer, at=later(petition))


def _serve(petition: Petition, *_: object) -> None:
    serve(petition, unserved(petition, is_answer=True))


def serve(petition: Petition, link: PetitionLetter, when: datetime | None = None) -> Event:
    """Serve a letter by post, by whoever has to serve it."""
    server = _slug(Office.objects.get(pk=link.server_id))
    bureau = server.endswith("-bureau")
    person = of_office(Role.REGISTRAR if bureau else Role.HANDLER, server)
    moment = when or later(petition)
    return serving.serve(
        petition.pk,
        letter_id=link.letter_id,
        how=Service.POST,
        served_at=moment,
        to="郑小满",
        evidence="挂号信 XA20260302，回执已签收",
        by=person.viewer,
        at=moment,
    )


def _close(petition: Petition, *_: object) -> None:
    slug = _slug(petition.registering)
    by = LEADER if slug == "yunling-bureau" else of_office(Role.LEADER, slug)
    closing.close(petition.pk, by=by.viewer, at=later(petition))


def _withdraw(petition: Petition, *_: object) -> None:
    by = petitioner(petition)
    citizen.withdraw(petition.pk, reason="问题已经解决。", by=by, at=later(petition))
