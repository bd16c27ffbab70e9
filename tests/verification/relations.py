"""How somebody can stand to a petition: for each relation of the table a petition, and people."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from huiyin.accounts.models import User
from huiyin.emergency.models import Emergency
from huiyin.organisations.models import Category, Office
from huiyin.petitions.actions import (
    approving,
    disputing,
    handling,
    registering,
    returning,
    routing,
    together,
)
from huiyin.petitions.intake import IncomingFile
from huiyin.petitions.models import Petition
from huiyin.petitions.requests import Request
from huiyin.petitions.wall import Accused, Recusal
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Level, Matter, Naming, OfficeKind, Role, State, Step
from huiyin.rules.terms_emergency import GroupKind
from tests.emergency.declared import an_emergency
from tests.make import CATEGORIES, DAY, FACTS, Given, a_user, an_office, fresh, later
from tests.people import (
    CLERK,
    COUNTY_CLERK,
    DISPATCHER,
    HANDLER,
    HEAD,
    LEADER,
    PROVINCE_LEADER,
    of_office,
)
from tests.petitions.marked import group_of, marked
from tests.verification.rights_table import POSTS, RELATIONS
from tests.web.ways import HOUR, disputed, invited, objected, recent

SECRET = FACTS[:9]  # of the words of every one of these petitions
GIVEN = {"files": (IncomingFile("证据.txt", "照片说明：没有水。".encode()),)}


@dataclass(frozen=True)
class Row:
    """A row of the table: the relation, the office, and what each post there sees."""

    name: str
    office: str
    cells: dict[Role, str]

    def __str__(self) -> str:
        return self.name


def rows() -> list[Row]:
    """The table, read."""
    lines = [line for line in RELATIONS.splitlines() if line.strip()]
    heads = lines[0].split()
    found = []
    for line in lines[1:]:
        *said, office = line[:38].split()
        cells = dict(zip(map(POSTS.__getitem__, heads), line[38:].split(), strict=True))
        found.append(Row(" ".join(said), office, cells))
    return found


def people_at(row: Row, office: Office) -> dict[Role, User]:
    """Somebody new in each post that the office can give."""
    return {role: a_user(role, office) for role, cell in row.cells.items() if cell != "."}


def a_claim(state: State = State.SIGNED, **given: Given) -> Petition:
    """A petition of this week, with a file."""
    usual: dict[str, Given] = {**GIVEN, **given}
    return recent(state, **usual)


def an_accusation(state: State) -> Petition:
    """The same as an accusation."""
    return a_claim(state, matter=Matter.ACCUSATION)


def at_the_county() -> Petition:
    """What the city forwarded to the bureau of a county."""
    petition = a_claim(State.REGISTERED)
    county = an_office("qinghe-bureau")
    routing.forward(petition.pk, to=county, by=DISPATCHER.viewer, at=later(petition, HOUR))
    return fresh(petition)


def sent_on() -> Petition:
    """What that bureau sent on within its county."""
    petition = at_the_county()
    by = COUNTY_CLERK.viewer
    routing.hand_on(petition.pk, to=an_office("liuquan"), by=by, at=later(petition, HOUR))
    return fresh(petition)


def handed_on() -> Petition:
    """What an organ passed to its own kind in the county."""
    petition = a_claim(State.DELIVERED, office="yunling-housing", days=3)
    by = of_office(Role.HEAD, "yunling-housing").viewer
    to = an_office("qinghe-housing")
    routing.hand_on(petition.pk, to=to, note="请办理。", by=by, at=later(petition, HOUR))
    return fresh(petition)


def allotted(to: User | None = None) -> Petition:
    """What was given to one handler of the office."""
    petition = a_claim()
    person, at = to or HANDLER.user, later(petition, HOUR)
    handling.allot(petition.pk, person=person, by=HEAD.viewer, at=at)
    return fresh(petition)


def taken_back(of: User | None = None) -> Petition:
    """What one handler had, until the sender took it back."""
    petition = allotted(of)
    by, at = DISPATCHER.viewer, later(petition, HOUR)
    returning.take_back(petition.pk, reason="改由其他单位办理。", by=by, at=at)
    return fresh(petition)


def returned() -> Petition:
    """What the office gave back, rightly."""
    petition = objected()
    by, at = DISPATCHER.viewer, later(petition, HOUR)
    returning.agree_return(petition.pk, words="同意退回。", by=by, at=at)
    return fresh(petition)


def helped() -> Petition:
    """Another organ has said its say."""
    petition = invited(**GIVEN)
    by = of_office(Role.HANDLER, "yunling-land").viewer
    together.contribute(petition.pk, words="管线图已核实。", by=by, at=timezone.now())
    return fresh(petition)


def waits_for_another() -> Petition:
    """A second person of another organ is asked."""
    petition = a_claim(State.REGISTERED)
    approving.ask_approval(
        Step.VOID, petition.pk, reason="写错了。", by=DISPATCHER.viewer, at=later(petition, HOUR)
    )
    Request.objects.filter(petition=petition).update(office=an_office("yunling-housing"))
    return fresh(petition)


def confirmed() -> Petition:
    """The second person of another organ has said no."""
    petition = waits_for_another()
    asked, by = petition.requests.get(), of_office(Role.HEAD, "yunling-housing").viewer
    approving.decide(asked.pk, agrees=False, words="没有写错。", by=by, at=later(petition, HOUR))
    return fresh(petition)


def decided_who() -> Petition:
    """The superior has decided that it stays."""
    petition = disputed()
    by, at = PROVINCE_LEADER.viewer, later(petition, HOUR)
    disputing.uphold(petition.pk, reason="管网属于公司。", by=by, at=at)
    return fresh(petition)


def asked_head() -> Petition:
    """The government itself decides: somebody heads it."""
    a_user(Role.HEAD, "yunling-gov")
    return disputed()


def decided_head() -> Petition:
    """The head of the government has decided that it stays."""
    head, petition = a_user(Role.HEAD, "yunling-gov"), disputed()
    by, at = head.viewer(localdate(timezone.now())), later(petition, HOUR)
    disputing.uphold(petition.pk, reason="管网属于公司。", by=by, at=at)
    return fresh(petition)


def with_a_mark(petition: Petition, kind: GroupKind) -> tuple[Petition, Office]:
    """Marked in an emergency, and one of its groups."""
    then = timezone.now() - 10 * DAY
    end = localdate(then + 20 * DAY)
    running = Emergency.objects.first()
    emergency = running or an_emergency(at=then, starts_at=then, expected_end_on=end)
    marked(petition, later(petition, HOUR))
    return fresh(petition), group_of(emergency, kind).office


def mark_cleared() -> tuple[Petition, Office]:
    """Marked, until two persons found that it is none of the emergency."""
    petition, office = with_a_mark(a_claim(), GroupKind.SUPERVISION)
    asked = approving.ask_approval(
        Step.CLEAR_MARK, petition.pk, reason="与疫情无关。", by=DISPATCHER.viewer,
        at=later(petition, HOUR),
    )  # fmt: skip
    approving.decide(asked.pk, agrees=True, by=LEADER.viewer, at=later(petition, HOUR))
    return fresh(petition), office


def marked_and_accused() -> tuple[Petition, Office]:
    """Marked, and somebody is accused in what was handed in as a claim."""
    petition, office = with_a_mark(a_claim(), GroupKind.SUPERVISION)
    return accused(petition, office=an_office()), office


def marked_and_handed_over() -> tuple[Petition, Office]:
    """The same as an accusation that went to the organ that may read it."""
    petition, office = marked_before_it_was_an_accusation()
    by, to = DISPATCHER.viewer, an_office("yunling-discipline")
    routing.hand_over(petition.pk, to=to, by=by, at=later(petition, HOUR))
    return fresh(petition), office


def marked_before_it_was_an_accusation() -> tuple[Petition, Office]:
    """Marked on arrival, and found to be an accusation when it was registered."""
    petition, office = with_a_mark(a_claim(State.RECEIVED), GroupKind.SUPERVISION)
    registering.register(
        petition.pk,
        matter=Matter.ACCUSATION,
        procedure=None,
        category=Category.objects.get(pk=CATEGORIES[Matter.ACCUSATION]),
        division=petition.division,
        by=CLERK.viewer,
        at=later(petition, HOUR),
    )
    return fresh(petition), office


def a_team() -> Office:
    """A new part of the office that usually handles."""
    over = an_office()
    number = over.children.count() + 1
    return Office.objects.create(
        parent=over, path=f"{over.path}b{number}/", name="抢修队", short_name="抢修队",
        letter_code=f"抢{number}", number_code=f"299{number}", division=over.division,
        kind=OfficeKind.DIVISION, level=Level.COUNTY,
        address="云岭市云中路1号", phone="0990-2999", contact="值班室",
    )  # fmt: skip


def accused(petition: Petition, office: Office | None = None, user: User | None = None) -> Petition:
    """Marked by the real step."""
    at = later(petition, HOUR)
    registering.accuse(petition.pk, office=office, user=user, by=CLERK.viewer, at=at)
    return fresh(petition)


def stands(row: Row) -> tuple[Petition, dict[Role, User]]:
    """The petition of a relation, and who stands to it so."""
    if row.name in IN_A_GROUP:
        petition, office = IN_A_GROUP[row.name]()
        return petition, people_at(row, office)
    if row.name.startswith("accused ") or row.name in LATER:
        return _walled(row)
    if row.name in OF_ONE:
        people = people_at(row, an_office(row.office))
        return OF_ONE[row.name](people[Role.HANDLER]), people
    return MADE[row.name](), people_at(row, an_office(row.office))


def _walled(row: Row) -> tuple[Petition, dict[Role, User]]:
    """Whom a mark or a recusal shuts out, once they stand there."""
    team = a_team()
    people = people_at(row, team if row.office == "below" else an_office(row.office))
    petition = a_claim()
    match row.name:
        case "accused office" | "accused below":
            petition = accused(petition, office=an_office())
        case "accused superior":
            petition = accused(petition, office=team)
        case "accused bureau":
            petition = accused(petition, office=an_office("yunling-bureau"))
        case "accused person":
            for each in people.values():
                Accused.objects.create(petition=petition, user=each, marked_at=timezone.now())
        case "colleague":
            petition = accused(petition, user=HANDLER.user)
        case "cleared":
            now = timezone.now()
            office = an_office()
            Accused.objects.create(petition=petition, office=office, marked_at=now, cleared_at=now)
        case _:
            for each in people.values():
                Recusal.objects.create(petition=petition, user=each)
    return fresh(petition), people


LATER = {"colleague", "cleared", "recused", "recused holder"}
MADE: dict[str, Callable[[], Petition]] = {
    "registered by": a_claim,
    "held by": a_claim,
    "held by bureau": at_the_county,
    "allotted": allotted,
    "sent on": sent_on,
    "handed on": handed_on,
    "returned": returned,
    "returned, allotted": taken_back,
    "helping": lambda: invited(**GIVEN),
    "helped": helped,
    "second person": waits_for_another,
    "confirmed": confirmed,
    "asked who": disputed,
    "decided who": decided_who,
    "asked head": asked_head,
    "decided head": decided_head,
    "above": a_claim,
    "above all": a_claim,
    "below": a_claim,
    "beside": sent_on,
    "other organ": a_claim,
    "wished accusation": lambda: an_accusation(State.RECEIVED),
    "accusation": lambda: an_accusation(State.REGISTERED),
    "accusation above": lambda: an_accusation(State.REGISTERED),
    "handed over by": lambda: an_accusation(State.HANDED_OVER),
    "handed over to": lambda: an_accusation(State.HANDED_OVER),
    "handed over above": lambda: an_accusation(State.HANDED_OVER),
    "hidden name": lambda: a_claim(naming=Naming.WITHHELD),
}
OF_ONE: dict[str, Callable[[User], Petition]] = {
    "allotted to": allotted,
    "returned by": taken_back,
}
IN_A_GROUP: dict[str, Callable[[], tuple[Petition, Office]]] = {
    "group": lambda: with_a_mark(a_claim(), GroupKind.SUPERVISION),
    "group sent it": lambda: with_a_mark(a_claim(), GroupKind.NET),
    "group leads": lambda: with_a_mark(a_claim(), GroupKind.LEADING),
    "group joins": lambda: with_a_mark(a_claim(), GroupKind.OFFICE),
    "group, cleared": mark_cleared,
    "group, early": lambda: with_a_mark(a_claim(State.RECEIVED), GroupKind.SUPERVISION),
    "group, sealed": marked_and_accused,
    "group, handed over": marked_and_handed_over,
    "other group": lambda: with_a_mark(a_claim(), GroupKind.PUBLICITY),
    "group, accusation": marked_before_it_was_an_accusation,
}
