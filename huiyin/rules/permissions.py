"""Who may hold which role, and what a viewer is. The one list of roles is `terms.Role`.

Change it for what roles exclude each other, who must carry a second factor, and which
roles may read petitions at all.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Self
from uuid import UUID

from huiyin.rules.actor import Actor
from huiyin.rules.terms import OfficeKind, Role

ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
REGISTERING = frozenset({Role.REGISTRAR, Role.DISPATCHER, Role.LEADER, Role.SUPERVISOR})
HANDLING = frozenset({Role.HANDLER, Role.HEAD})
HEADS = frozenset({Role.HEAD, Role.LEADER})
GROUPED = frozenset({Role.GROUP_HEAD, Role.GROUP_DEPUTY, Role.GROUP_MEMBER})
READERS = REGISTERING | HANDLING | GROUPED | frozenset({Role.REVIEWER})

NEEDS_SECOND_FACTOR = ADMINISTRATORS | {Role.LEADER, Role.SUPERVISOR, Role.HEALTH_OFFICER}

ROLES_AT: dict[OfficeKind, frozenset[Role]] = {
    OfficeKind.BUREAU: REGISTERING
    | ADMINISTRATORS
    | frozenset({Role.REVIEWER, Role.HEALTH_OFFICER}),
    OfficeKind.GROUP: GROUPED,
    OfficeKind.GOVERNMENT: frozenset({Role.HEAD, Role.REVIEWER}),
}
"""Roles that an office of a kind can give; any other kind gives the handling roles."""


def roles_at(kind: OfficeKind) -> frozenset[Role]:
    """The roles that an office of this kind can give."""
    return ROLES_AT.get(kind, HANDLING | frozenset({Role.REVIEWER}))


def clash(roles: Iterable[Role]) -> tuple[Role, Role] | None:
    """The first two roles that one person must not hold together, if any.

    An administrator holds nothing else: not another administrator's rights, and no
    role that reads petitions.
    """
    held = sorted(set(roles))
    for role in held:
        if role in ADMINISTRATORS:
            for other in held:
                if other != role:
                    return role, other
    return None


def needs_second_factor(roles: Iterable[Role]) -> bool:
    """Whether these roles reach so far that no installation may do without a second factor."""
    return bool(NEEDS_SECOND_FACTOR & set(roles))


class ViewerKind(StrEnum):
    """What sort of viewer stands at the door."""

    NOBODY = "nobody"
    STAFF = "staff"
    HOLDER = "holder"
    TOKEN = "token"  # noqa: S105 - a kind of viewer
    JOB = "job"


@dataclass(frozen=True)
class Holding:
    """A role held today at an office; `path` and `kind` are the office's."""

    role: Role
    office: str
    path: str
    kind: OfficeKind


@dataclass(frozen=True)
class Viewer:
    """Somebody before the door: staff with posts, the holder of a code, a token, a job.

    `elsewhere` are the posts that give no right here, as where a program acts for somebody at one
    office: the wall asks for them all the same (R30.3).
    """

    kind: ViewerKind
    id: str = ""
    name: str = ""
    holdings: tuple[Holding, ...] = ()
    elsewhere: tuple[Holding, ...] = ()
    petition: str = ""
    scopes: frozenset[str] = frozenset()

    @property
    def roles(self) -> frozenset[Role]:
        """Every role held today."""
        return frozenset(holding.role for holding in self.holdings)

    def with_rights_of(self, holdings: Iterable[Holding]) -> Self:
        """The same person with the rights of some of these posts only; the others stay known."""
        kept = tuple(holdings)
        given_up = tuple(each for each in self.holdings if each not in kept)
        return replace(self, holdings=kept, elsewhere=self.elsewhere + given_up)

    def offices(self, roles: Iterable[Role]) -> frozenset[str]:
        """The offices where one of these roles is held."""
        wanted = frozenset(roles)
        return frozenset(each.office for each in self.holdings if each.role in wanted)

    def office_ids(self, roles: Iterable[Role]) -> frozenset[UUID]:
        """The same offices as the ids that rows refer to; asked again for each row of a page."""
        wanted = frozenset(roles)
        if wanted not in self._office_ids:
            self._office_ids[wanted] = frozenset(map(UUID, self.offices(wanted)))
        return self._office_ids[wanted]

    @cached_property
    def _office_ids(self) -> dict[frozenset[Role], frozenset[UUID]]:
        return {}

    def may_act(self, roles: frozenset[Role], office: str) -> Role | None:
        """The first of these roles that is held at the office, or None."""
        for holding in self.holdings:
            if holding.office == office and holding.role in roles:
                return holding.role
        return None

    def actor(self, office: str = "", roles: frozenset[Role] | None = None) -> Actor:
        """The name tag for a step at this office, with the post that gave the right."""
        if self.kind is not ViewerKind.STAFF:
            return Actor(id=self.id or self.kind, name=self.name, post=self.kind, office="")
        for holding in self.holdings:
            if (not office or holding.office == office) and (
                roles is None or holding.role in roles
            ):
                return Actor(self.id, self.name, holding.role, holding.office)
        return Actor(self.id, self.name, "", "")

    def tag(self) -> str:
        """What the database is told about who looks: kind and id."""
        return f"{self.kind}:{self.id or self.petition}"


NOBODY = Viewer(ViewerKind.NOBODY)
SOMEBODY = Viewer(ViewerKind.STAFF)
"""Who knocks at the desk and is not known yet: no person, no post, no petition."""


def job_viewer(name: str) -> Viewer:
    """The viewer that a named background job is."""
    return Viewer(ViewerKind.JOB, id=name, name="系统")
