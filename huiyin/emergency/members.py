"""组长、副组长、组员. Who works in a group, from a day, to a day: posts at its office (A3)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Case, F, IntegerField, QuerySet, Value, When
from django.utils.translation import gettext as _

from huiyin.accounts.actions import appoint
from huiyin.accounts.errors import Refused as PostRefused
from huiyin.accounts.models import Post, User
from huiyin.emergency.ending import DECIDING
from huiyin.emergency.models import Group, Task
from huiyin.organisations.actions import note
from huiyin.organisations.errors import Refused
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import ADMINISTRATORS, GROUPED, Viewer
from huiyin.rules.terms import Role
from huiyin.rules.terms_emergency import GroupKind, TaskKind

HEADING = frozenset({Role.GROUP_HEAD, Role.GROUP_DEPUTY})
RANKS = (Role.GROUP_HEAD, Role.GROUP_DEPUTY, Role.GROUP_MEMBER)
ONE_DAY = timedelta(days=1)


def may_lead(group: Group, viewer: Viewer) -> bool:
    """Whether this viewer names members and gives out tasks here.

    The bureau's leader, the heads of the group itself, of the leadership group and of its office.
    """
    if viewer.may_act(DECIDING, str(group.emergency.office_id)):
        return True
    above = group.emergency.groups.filter(kind__in=[GroupKind.LEADING, GroupKind.OFFICE])
    offices = {group.office_id, *above.values_list("office_id", flat=True)}
    return bool(offices & viewer.office_ids(HEADING))


def members(groups: Iterable[Group], today: date) -> QuerySet[Post]:
    """Who holds or will hold a post in these groups: heads first, then deputies, then members."""
    rank = Case(
        *(When(role=role, then=Value(order)) for order, role in enumerate(RANKS)),
        output_field=IntegerField(),
    )
    there = Post.objects.filter(office__in=[each.office_id for each in groups], role__in=GROUPED)
    still = there.exclude(to_on__lt=today).exclude(to_on__lt=F("from_on"))
    return still.select_related("user", "office").order_by(rank, "from_on", "user__name", "id")


def candidates(group: Group, today: date) -> QuerySet[User]:
    """Whoever works under the declaring bureau's government; never an administrator."""
    government = group.emergency.office.parent or group.emergency.office
    there = Post.objects.held(today).filter(office__path__startswith=government.path)
    ours = there.exclude(role__in=ADMINISTRATORS).exclude(office=group.office_id)
    return User.objects.filter(pk__in=ours.values("user"), is_active=True).order_by("name", "id")


@transaction.atomic
def name_member(
    group: Group,
    user_id: UUID | None,
    role: str,
    *,
    from_on: date,
    to_on: date | None,
    by: Viewer,
    at: datetime,
) -> Post:
    """确定人员. Give somebody a place in a group; a head named does the task of naming people."""
    _leading(group, by)
    # Of two who name a head at the same moment the second sees the first.
    if Group.objects.select_for_update().get(pk=group.pk).to_on is not None:
        raise Refused(_("这个工作组已经撤销。"))
    if role not in GROUPED:
        raise Refused(_("请选择组长、副组长或者组员。"), field="role")
    people = User.objects.select_for_update(of=("self",))
    person = people.filter(pk__in=candidates(group, localdate(at)), pk=user_id).first()
    if person is None:
        raise Refused(_("请从列表中选择本地区在岗的人员。"), field="person")
    if role == Role.GROUP_HEAD and _has_head(group, from_on, to_on):
        raise Refused(_("这段时间里已经有组长。请先结束原来的，或者选择副组长。"), field="role")
    try:
        post = appoint(person, group.office, Role(role), from_on=from_on, to_on=to_on, by=by, at=at)
    except PostRefused as refused:
        raise Refused(refused.sentence, field=refused.field) from None
    if role == Role.GROUP_HEAD:
        Task.objects.filter(group=group, kind=TaskKind.MEMBERS, done_at=None).update(
            done_at=at, done_by=by.id
        )
    return post


@transaction.atomic
def end_member(group: Group, post_id: UUID, *, by: Viewer, at: datetime) -> Post:
    """调出. Somebody leaves a group: today is the last day; one not yet begun never begins."""
    _leading(group, by)
    today = localdate(at)
    post = members([group], today).select_for_update(of=("self",)).filter(pk=post_id).first()
    if post is None:
        raise Refused(_("这个人已经不在这个工作组。"))
    post.to_on = today if post.is_held(today) else post.from_on - ONE_DAY
    post.save(update_fields=["to_on"])
    note("end_member", f"{group.office.number_code}/{post.user.username}", by=by, at=at)
    return post


def _has_head(group: Group, from_on: date, to_on: date | None) -> bool:
    heads = Post.objects.filter(office=group.office_id, role=Role.GROUP_HEAD)
    heads = heads.exclude(to_on__lt=from_on)
    return (heads.filter(from_on__lte=to_on) if to_on else heads).exists()


def _leading(group: Group, by: Viewer) -> None:
    if not may_lead(group, by):
        raise Refused(_("由信访部门负责人或者组长办理。"))
