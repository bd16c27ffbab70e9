"""What security administrators do with people and posts, and what people do with their own.

Nobody acts on himself here, nobody outside the administrator's territory is touched, and each
act is a line among the accesses. An administrator of a bureau answers for the government it
serves and for all below it.
"""

import secrets
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from huiyin.accounts import passwords, second_factor, sessions, tries
from huiyin.accounts.errors import Refused
from huiyin.accounts.models import KnownDevice, Post, User
from huiyin.accounts.signing_in import USERNAME, tidy_username
from huiyin.audit.actions import note_access
from huiyin.audit.models import Access
from huiyin.language.clean import Unclean, one_line
from huiyin.organisations.models import Office
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import HANDLING, REGISTERING, Viewer, clash, roles_at
from huiyin.rules.terms import OfficeKind, Role

LONGEST_NAME = 40
ONE_DAY = timedelta(days=1)


def territory(by: Viewer, role: Role) -> Q:
    """The offices that an administrator answers for, as a condition on `Office`."""
    condition = Q(pk__in=[])
    for holding in by.holdings:
        if holding.role is role:
            above = holding.path.rstrip("/").rpartition("/")[0]
            is_bureau = holding.kind is OfficeKind.BUREAU and above
            condition |= Q(path__startswith=f"{above}/" if is_bureau else holding.path)
    return condition


def people_of(by: Viewer) -> QuerySet[User]:
    """The people a security administrator answers for: with posts there, or with none at all."""
    offices = Office.objects.filter(territory(by, Role.SECURITY_ADMIN))
    posts = Post.objects.filter(user=OuterRef("pk"))
    if Role.SECURITY_ADMIN not in by.roles:
        return User.objects.none()
    return User.objects.filter(Exists(posts.filter(office__in=offices)) | ~Exists(posts))


@transaction.atomic
def add_user(*, username: str, name: str, by: Viewer, at: datetime) -> tuple[User, str]:
    """Add a person; returns the account and the password to hand over, shown only once."""
    _security(by)
    return open_account(username=username, name=name, by=by, at=at)


@transaction.atomic
def open_account(*, username: str, name: str, by: Viewer, at: datetime) -> tuple[User, str]:
    """Make an account with a password for one time, whoever may have asked for it."""
    username, name = tidy_username(username), _name(name)
    if USERNAME.fullmatch(username) is None:
        raise Refused(
            _("用户名由小写字母、数字、点、横线组成，以字母或数字开头和结尾，不超过 64 个字符。"),
            field="username",
        )
    if User.objects.filter(username=username).exists():
        raise Refused(_("这个用户名已经有人使用，请换一个。"), field="username")
    password = passwords.one_time()
    person = User(username=username, name=name, password_until=at + passwords.ONE_TIME_LASTS)
    person.sessions_seed = secrets.token_hex(8)
    person.set_password(password)
    person.save(force_insert=True)
    note("add_user", person, by, at, name)
    return person, password


@transaction.atomic
def give_one_time_password(user_id: UUID, *, by: Viewer, at: datetime) -> str:
    """Replace a lost password by one for one time; ends every session and forgets devices."""
    person = somebody_else(user_id, by)
    password = _new_password(person, at)
    person.save(update_fields=["password", "password_until"])
    note("one_time_password", person, by, at)
    return password


@transaction.atomic
def give_post(
    user_id: UUID,
    *,
    office_id: UUID,
    role: Role,
    from_on: date,
    to_on: date | None,
    by: Viewer,
    at: datetime,
) -> Post:
    """Give a person a post, from a day on, to a day; refuses rights that exclude each other."""
    person = somebody_else(user_id, by)
    office = Office.objects.filter(territory(by, Role.SECURITY_ADMIN), pk=office_id).first()
    if office is None:
        raise Refused(_("请从列表中选择您管理范围内的机构。"), field="office")
    if not office.is_open:
        raise Refused(_("这个机构已经停用，不能再任命人员。"), field="office")
    if role not in roles_at(OfficeKind(office.kind)):
        raise Refused(
            _("%(office)s没有“%(role)s”这个岗位。")
            % {"office": office.short_name, "role": _(role.zh)},
            field="role",
        )
    return appoint(person, office, role, from_on=from_on, to_on=to_on, by=by, at=at)


def appoint(
    person: User,
    office: Office,
    role: Role,
    *,
    from_on: date,
    to_on: date | None,
    by: Viewer,
    at: datetime,
) -> Post:
    """Write a post down; whoever calls has locked the person and knows that `by` may give it."""
    if from_on < localdate(at):
        raise Refused(_("起始日期不能早于今天，过去的权限不能补记。"), field="from_on")
    if to_on is not None and to_on < from_on:
        raise Refused(_("截止日期不能早于起始日期。"), field="to_on")
    _refuse_clash(person, office, role, from_on, to_on)
    post = Post.objects.create(user=person, office=office, role=role, from_on=from_on, to_on=to_on)
    note("give_post", person, by, at, _written(post))
    return post


@transaction.atomic
def end_post(
    post_id: UUID, *, to_on: date, handed_to: User | None = None, by: Viewer, at: datetime
) -> Post:
    """End a post: `to_on` is its last day, at the earliest yesterday, which ends it at once.

    `handed_to` goes on with what its holder has in hand: a colleague of the same office.
    """
    post = Post.objects.select_related("office").filter(pk=post_id).first()
    if post is None:
        raise User.DoesNotExist
    person = somebody_else(post.user_id, by)
    if not Office.objects.filter(territory(by, Role.SECURITY_ADMIN), pk=post.office_id).exists():
        raise Refused(_("这个岗位不在您的管理范围内。"))
    today = localdate(at)
    if post.to_on is not None and post.to_on < today:
        raise Refused(_("这个岗位已经结束。"))
    if to_on < today - ONE_DAY:
        raise Refused(_("最后一天不能早于昨天，过去的权限不能改写。"), field="to_on")
    if post.to_on is not None and to_on > post.to_on:
        raise Refused(_("这里只能提前结束；要延长，请另任命一个岗位。"), field="to_on")
    if handed_to is not None and not colleagues(post, today).filter(pk=handed_to.pk).exists():
        raise Refused(_("请选择同一机构在岗的同事。"), field="handed_to")
    post.to_on, post.handed_to = to_on, handed_to
    post.save(update_fields=["to_on", "handed_to"])
    note("end_post", person, by, at, _written(post))
    return post


def colleagues(post: Post, today: date) -> QuerySet[User]:
    """Who else works at the office of a post and may have petitions in hand."""
    there = Post.objects.held(today).filter(
        user=OuterRef("pk"), office=post.office_id, role__in=HANDLING | REGISTERING
    )
    others = User.objects.filter(Exists(there), is_active=True).exclude(pk=post.user_id)
    return others.order_by("name", "id")


@transaction.atomic
def reset_second_factor(user_id: UUID, *, by: Viewer, at: datetime) -> None:
    """Take away a lost second factor; ends every session. A new one is set up at sign-in."""
    person = somebody_else(user_id, by)
    person.totp_secret = None
    _end_sessions(person)
    tries.forget_all(person.username)
    person.save(update_fields=["totp_secret"])
    note("reset_second_factor", person, by, at)


@transaction.atomic
def renew(person: User, *, at: datetime) -> str:
    """A password for one time in place of the old one, and no second factor any more."""
    password = _new_password(person, at)
    person.totp_secret = None
    person.save(update_fields=["password", "password_until", "totp_secret"])
    return password


@transaction.atomic
def sign_out_everywhere(user_id: UUID, *, by: Viewer, at: datetime) -> None:
    """End every session of a person at once and forget the devices."""
    person = somebody_else(user_id, by)
    _end_sessions(person)
    note("sign_out_everywhere", person, by, at)


def sign_out_elsewhere(person: User, ticket: str, *, by: Viewer, at: datetime) -> None:
    """End one's own sessions but this one."""
    sessions.end_all_but(person, ticket)
    note("sign_out_elsewhere", person, by, at)


@transaction.atomic
def switch_account(user_id: UUID, *, on: bool, by: Viewer, at: datetime) -> None:
    """Stop an account, which ends every session at once, or let it sign in again."""
    person = somebody_else(user_id, by)
    person.is_active = on
    if not on:
        person.phone = person.phone_key = None  # nobody is called any more
    _end_sessions(person)
    person.save(update_fields=["is_active", "phone", "phone_key"])
    note("start_account" if on else "stop_account", person, by, at)


@transaction.atomic
def set_password(person: User, *, new: str, by: Viewer, at: datetime) -> None:
    """Change one's own password; every other session ends. The old one was checked before."""
    if person.check_password(new):
        raise Refused(_("新密码不能和现在的密码相同。"), field="new")
    passwords.refuse_weak(new, person)
    person.set_password(new)
    person.password_until = None
    person.save(update_fields=["password", "password_until"])
    note("set_password", person, by, at)


@transaction.atomic
def set_second_factor(person: User, sealed: bytes, code: str, *, by: Viewer, at: datetime) -> None:
    """Take a new secret into use once the telephone has shown that it knows it."""
    step = second_factor.step_of(person, sealed, code, at=at)
    if step is None:
        raise Refused(_("动态口令不对。请核对手机时间，输入现在显示的 6 位数字。"), field="code")
    person.totp_secret, person.totp_last_step = sealed, step
    person.save(update_fields=["totp_secret", "totp_last_step"])
    note("set_second_factor", person, by, at)


def forget_device(person: User, device_id: UUID, *, by: Viewer, at: datetime) -> None:
    """Know a browser of one's own no longer."""
    gone, _each = KnownDevice.objects.filter(user=person, pk=device_id).delete()
    if gone:
        note("forget_device", person, by, at)


def _security(by: Viewer) -> None:
    if Role.SECURITY_ADMIN not in by.roles:
        raise Refused(_("只有安全管理员可以这样做。"))


def somebody_else(user_id: UUID, by: Viewer) -> User:
    """The person acted upon, kept from changing meanwhile; never oneself."""
    _security(by)
    if str(user_id) == by.id:
        raise Refused(_("不能对自己的账号这样做，请由另一位安全管理员办理。"))
    people_of(by).get(pk=user_id)
    return User.objects.select_for_update().get(pk=user_id)


def _refuse_clash(
    person: User, office: Office, role: Role, from_on: date, to_on: date | None
) -> None:
    """Refuse a post that stands beside one it excludes, on any day of its time."""
    beside = person.posts.filter(Q(to_on=None) | Q(to_on__gte=from_on))
    if to_on is not None:
        beside = beside.filter(from_on__lte=to_on)
    if beside.filter(office=office, role=role).exists():
        raise Refused(_("这段时间里已经有同样的岗位。"), field="role")
    for other in beside:
        found = clash([Role(other.role), role])
        if found:
            raise Refused(
                _("“%(one)s”不能和“%(other)s”由同一人担任：管理员不得兼任其他岗位。")
                % {"one": _(found[0].zh), "other": _(found[1].zh)},
                field="role",
            )


def _new_password(person: User, at: datetime) -> str:
    password = passwords.one_time()
    person.set_password(password)
    person.password_until = at + passwords.ONE_TIME_LASTS
    _end_sessions(person)
    tries.forget_all(person.username)
    return password


def _end_sessions(person: User) -> None:
    sessions.end_all_but(person)
    person.devices.all().delete()


def _name(typed: str) -> str:
    try:
        name = one_line(typed, limit=LONGEST_NAME)
    except Unclean as problem:
        raise Refused(problem.sentence(_), field="name") from None
    if not name:
        raise Refused(_("请填写姓名。"), field="name")
    return name


def _written(post: Post) -> str:
    until = post.to_on.isoformat() if post.to_on else "长期"
    return f"{post.office.name} {Role(post.role).zh} {post.from_on.isoformat()} 至 {until}"


def note(deed: str, person: User, by: Viewer, at: datetime, details: str = "") -> None:
    """A line among the accesses: what was done to whose account."""
    note_access(Access.ADMIN, viewer=by, at=at, subject=f"{deed}:{person.username}", reason=details)
