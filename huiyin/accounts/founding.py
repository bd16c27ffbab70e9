"""The first three administrators of an installation, and the way back in when nobody can sign in.

Whoever may run commands on the machine may do this; afterwards people are the security
administrator's, on the desk.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from huiyin.accounts import actions
from huiyin.accounts.errors import Refused
from huiyin.accounts.models import Post, User
from huiyin.accounts.signing_in import USERNAME, tidy_username
from huiyin.audit.actions import note_access
from huiyin.audit.models import Access
from huiyin.organisations.models import Office
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import ADMINISTRATORS, Viewer
from huiyin.rules.terms import Role


@dataclass(frozen=True)
class NewPerson:
    """A person as somebody named them."""

    username: str
    name: str


@dataclass(frozen=True)
class Appointed:
    """A new administrator with the password to hand over, shown only once."""

    role: Role
    person: User
    password: str


@transaction.atomic
def appoint_administrators(
    bureau: Office, people: Mapping[Role, NewPerson], *, by: Viewer, at: datetime
) -> list[Appointed]:
    """Give the three administrators their posts: three persons, who must use a second factor.

    A refusal names the role in its `field`.
    """
    if set(people) != ADMINISTRATORS:
        raise ValueError("all three administrators are appointed together")
    appointed = []
    for role, given in people.items():
        try:
            person, password = actions.open_account(
                username=given.username, name=given.name, by=by, at=at
            )
        except Refused as refused:
            raise Refused(refused.sentence, field=role) from None
        Post.objects.create(user=person, office=bureau, role=role, from_on=localdate(at))
        said = f"{bureau.name} {role.zh}"
        note_access(
            Access.ADMIN, viewer=by, at=at, subject=f"give_post:{person.username}", reason=said
        )
        appointed.append(Appointed(role, person, password))
    return appointed


@transaction.atomic
def let_back_in(username: str, *, by: Viewer, at: datetime) -> Appointed:
    """A new password for one time, and no second factor, for a security administrator in post.

    Only for this one: everybody else is let back in by the security administrator.
    """
    known = USERNAME.fullmatch(tidy_username(username))
    people = User.objects.select_for_update().filter(is_active=True)
    person = people.filter(username=known[0]).first() if known else None
    posts = person.posts.held(localdate(at)) if person else Post.objects.none()
    if person is None or not posts.filter(role=Role.SECURITY_ADMIN).exists():
        raise Refused(_("没有这个用户名的在岗安全管理员。"), field="username")
    password = actions.renew(person, at=at)
    note_access(Access.ADMIN, viewer=by, at=at, subject=f"let_back_in:{person.username}")
    return Appointed(Role.SECURITY_ADMIN, person, password)
