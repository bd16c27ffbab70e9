"""What the bureau did besides the petitions themselves: declared it, named groups, set all up."""

from collections.abc import Sequence
from datetime import date, timedelta

from huiyin.commands.city.story import Story
from huiyin.commands.epidemic import answers, health, meetings, sites, supplies, telling, watches
from huiyin.commands.epidemic.city import BEGUN, LEADER, WRITER, City
from huiyin.commands.epidemic.days import FIRST
from huiyin.emergency.declaring import Declaration, declare
from huiyin.emergency.members import name_member
from huiyin.emergency.models import Emergency, Group, Task
from huiyin.emergency.tasks import finish
from huiyin.rules.terms import Role
from huiyin.rules.terms_emergency import EmergencyKind, GroupKind, TaskKind

G, HEAD, DEPUTY, MEMBER = GroupKind, Role.GROUP_HEAD, Role.GROUP_DEPUTY, Role.GROUP_MEMBER

DECLARED = Declaration(
    kind=EmergencyKind.EPIDEMIC,
    name="春节期间疫情防控",
    division="990100",
    reason="省里启动突发公共卫生事件一级响应，全市做到疫情防控和信访工作两不误。",
    starts_at=BEGUN,
    expected_end_on=date(2020, 3, 31),
)

MEMBERS: tuple[tuple[GroupKind, Role, str], ...] = (
    (G.LEADING, HEAD, LEADER),
    (G.LEADING, DEPUTY, "sha.minghe"),
    (G.LEADING, MEMBER, "hao.jingran"),
    (G.OFFICE, HEAD, "fang.zhiqiu"),
    (G.PUBLICITY, HEAD, "jiang.suxin"),
    (G.NET, HEAD, WRITER),
    (G.NET, MEMBER, "zhou.yuhe"),
    (G.MAIL, HEAD, "fang.zhiqiu"),
    (G.MAIL, MEMBER, "ruan.zhixia"),
    (G.SUPERVISION, HEAD, "lu.qingyan"),
)

DONE = (
    # what declaring left to do, how long after it, and how it was done
    (TaskKind.NOTICE, timedelta(hours=9), "已审定。"),
    (TaskKind.CLOSURE, timedelta(days=5, hours=9), "1月30日起暂停，已公告。"),
    (TaskKind.ROSTER, timedelta(hours=1), "已排定。"),
    (TaskKind.REPORT, timedelta(hours=2), "已通知到人，从今天起每天报告。"),
    (TaskKind.SUPPLY, timedelta(hours=3), "已清点。"),
    (TaskKind.SITE, timedelta(hours=2), "四处每天一次，已安排到人。"),
    (TaskKind.PREPARATION, timedelta(hours=22), "已办。"),
)


def set_up(city: City, told: Sequence[Story]) -> Emergency:
    """What was done each on its day, before, beside and around the petitions."""
    leader = city.viewer(LEADER)
    watches.call_back(city)
    emergency = declare(city.bureau, DECLARED, by=leader, at=BEGUN)
    groups = {GroupKind(each.kind): each for each in emergency.groups.select_related("office")}
    for order, (kind, role, username) in enumerate(MEMBERS):
        name_member(
            groups[kind],
            city.people[username].pk,
            role,
            from_on=FIRST,
            to_on=None,
            by=leader,
            at=BEGUN + timedelta(minutes=10 + order),
        )
    telling.tell(city, DECLARED)
    answers.publish_answers(city)
    guard = watches.draw_up(city, told)
    sites.look_after(city, emergency, guard)
    sites.disinfect_letters(city, emergency, told)
    supplies.supply(city)
    health.report_daily(city, emergency)
    meetings.hold_meetings(city, emergency)
    meetings.write_papers(city, emergency)
    _finish_tasks(city, list(groups.values()))
    return emergency


def _finish_tasks(city: City, groups: Sequence[Group]) -> None:
    """What declaring left to do, all of it done in time."""
    by = city.viewer(LEADER)
    for kind, passed, note in DONE:
        for task in Task.objects.filter(group__in=groups, kind=kind, done_at=None):
            finish(task, note=note, by=by, at=BEGUN + passed)
