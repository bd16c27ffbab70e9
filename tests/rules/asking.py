"""Who could take a step, and petitions for which every need is met: for the tests of the table."""

from collections.abc import Iterator

from huiyin.rules.checks import Facts
from huiyin.rules.permissions import Holding, Viewer, ViewerKind, job_viewer, roles_at
from huiyin.rules.terms import Matter, Naming, OfficeKind, Procedure, Role, State

CLASSES: dict[str, list[tuple[Matter | None, Matter | None, Procedure | None]]] = {
    "c6": [(Matter.CLAIM, None, Procedure.PETITION)],
    "c1": [(Matter.CLAIM, None, each) for each in Procedure if each is not Procedure.PETITION],
    "s": [(Matter.SUGGESTION, Matter.CLAIM, None)],
    "e": [(Matter.ENQUIRY, None, None)],
    "a": [(Matter.ACCUSATION, None, None)],
    "?": [(None, None, None), (None, Matter.CLAIM, None)],
    "w": [(None, Matter.ACCUSATION, None)],
}
BUREAU, UNIT, ELSEWHERE, ABOVE = "bureau", "unit", "elsewhere", "above"
KINDS = {
    BUREAU: OfficeKind.BUREAU,
    UNIT: OfficeKind.DEPARTMENT,
    ELSEWHERE: OfficeKind.BUREAU,
    ABOVE: OfficeKind.GOVERNMENT,
}
PLACES = {  # registering, holder, sender
    "bureau": (BUREAU, BUREAU, ""),
    "sent": (BUREAU, UNIT, BUREAU),
    "unit": (UNIT, UNIT, ""),
    "handed": (BUREAU, UNIT, BUREAU),
}
ROLES = {
    "R": (Role.REGISTRAR, BUREAU),
    "D": (Role.DISPATCHER, BUREAU),
    "L": (Role.LEADER, BUREAU),
    "S": (Role.SUPERVISOR, BUREAU),
    "H": (Role.HANDLER, UNIT),
    "U": (Role.HEAD, UNIT),
    "A": (Role.HEAD, ABOVE),
}
PETITIONER = Viewer(ViewerKind.HOLDER, petition="1")


def staff(role: Role, office: str) -> Viewer:
    """Somebody with one post."""
    holding = Holding(role, office, f"1/{office}/", KINDS[office])
    return Viewer(ViewerKind.STAFF, id=f"{role}-{office}", holdings=(holding,))


def actors() -> dict[str, Viewer]:
    """Everybody who could come: each role where it can be held, and who is no staff."""
    cast = {name: staff(role, office) for name, (role, office) in ROLES.items()}
    for office in (BUREAU, UNIT, ELSEWHERE):
        for role in roles_at(KINDS[office]):
            if (role, office) not in ROLES.values():
                cast[f"{role} at {office}"] = staff(role, office)
    for role in (Role.HANDLER, Role.HEAD):
        cast[f"{role} at {ELSEWHERE}"] = staff(role, ELSEWHERE)
    strangers = {
        "nobody": ViewerKind.NOBODY,
        "token": ViewerKind.TOKEN,
        "no post": ViewerKind.STAFF,
    }
    cast |= {name: Viewer(kind, id=name) for name, kind in strangers.items()}
    return {**cast, "P": PETITIONER, "a job": job_viewer("night")}


ACTORS = actors()


def facts_at(place: str, state: str, kind: str) -> Iterator[Facts]:
    """Petitions in a place, state and class for which no need is unmet."""
    registering, holder, sender = PLACES[place]
    for matter, wish, procedure in CLASSES[kind]:
        yield Facts(
            state=State(state),
            matter=matter,
            wish=wish,
            procedure=procedure,
            naming=Naming.WITHHELD,
            consents_electronic=True,
            registering=registering,
            holder=holder,
            sender=sender,
            holder_kind=KINDS[holder],
            has_unserved_notice=True,
            has_unserved_answer=True,
            notice_servers=frozenset({BUREAU, UNIT}),
            answer_server=holder,
            rating_open=True,
            has_copy_ready=True,
            has_copy_released=True,
            objection_open=True,
            objection_dismissed=True,
            returns=2,
            arbiter=ABOVE if state == State.DISPUTED else "",
            submitter=holder if state == State.DISPUTED else "",
        )
