"""The pages of emergency work: a leader declares after a look, groups work, others only read."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from huiyin.accounts.models import Post
from huiyin.emergency import planning
from huiyin.emergency.models import Emergency, Group, PlanVersion, Task
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Role
from huiyin.rules.terms_emergency import EmergencyKind, GroupKind, TaskKind
from tests.emergency.declared import an_emergency
from tests.make import DAY, an_office
from tests.people import (
    ADMINISTRATORS,
    CLERK,
    COUNTY_CLERK,
    COUNTY_LEADER,
    DISPATCHER,
    HANDLER,
    LEADER,
    NOBODY,
    PROVINCE_LEADER,
    SUPERVISOR,
    Person,
)
from tests.web.desk import desk_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]
HOME, DECLARE = "/emergency/", "/emergency/declare/"


def form(**more: str) -> dict[str, str]:
    now = timezone.localtime()
    return {
        "kind": "epidemic",
        "name": "春季疫情防控",
        "division": "990100",
        "reason": "市里启动公共卫生应急响应。",
        "starts_at": now.strftime("%Y-%m-%dT%H:%M"),
        "expected_end_on": (localdate(now) + 20 * DAY).isoformat(),
    } | more


def running(**given: Any) -> Emergency:
    now = timezone.now()
    end = localdate(now) + 20 * DAY
    return an_emergency(**{"at": now, "starts_at": now, "expected_end_on": end} | given)


def group_of(emergency: Emergency, kind: GroupKind) -> Group:
    return Group.objects.get(emergency=emergency, kind=kind)


def there(name: str, *arguments: object) -> str:
    return reverse(f"desk:{name}", args=arguments)


def test_a_leader_looks_at_what_will_happen_and_then_lets_it_happen() -> None:
    client = desk_of(LEADER)
    assert "现在没有应急状态" in text(client.get(HOME))
    shown = text(client.post(DECLARE, form()))
    for words in (
        "接下来会发生什么",
        "来信来电信访事项交办组",
        "关于暂停现场接待的公告",
        "青禾县信访局",
    ):
        assert words in shown
    assert not Emergency.objects.exists()
    assert text(client.post(DECLARE, form(change="1"))).count("春季疫情防控") == 2
    answer = client.post(DECLARE, form(confirm="1", plan="0"))
    emergency = Emergency.objects.get()
    assert answer["Location"] == there("emergency", emergency.pk) + "?done=declared"
    again = client.post(DECLARE, form(confirm="1", plan="1"))
    assert (again.status_code, there("emergency", emergency.pk) in text(again)) == (422, True)
    assert Emergency.objects.count() == 1


def test_a_plan_that_was_changed_meanwhile_is_shown_again_before_it_is_followed() -> None:
    client, bureau = desk_of(LEADER), an_office("yunling-bureau")
    kept = planning.kept(bureau, EmergencyKind.EPIDEMIC, by=LEADER.viewer, at=timezone.now())
    answer = client.post(DECLARE, form(confirm="1", plan="0"))
    assert "预案刚刚改过" in text(answer)
    assert not Emergency.objects.exists()
    client.post(DECLARE, form(confirm="1", plan=str(kept.version)))
    assert Emergency.objects.get().plan == kept


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "x"},
        {"name": ""},
        {"name": "长" * 99},
        {"name": "<b>\x00"},
        {"division": "110000"},
        {"starts_at": "yesterday"},
        {"starts_at": "2026-01-01T00:00Z"},
        {"expected_end_on": "2020-13-01"},
        {"expected_end_on": ""},
        {"reason": "\x00"},
    ],
)
def test_an_error_keeps_what_was_typed(wrong: dict[str, str]) -> None:
    answer = desk_of(LEADER).post(DECLARE, form(confirm="1", plan="0", **wrong))
    page = text(answer)
    assert (answer.status_code, "has-error" in page) == (422, True)
    assert form()["reason"] in page or "reason" in wrong
    assert not Emergency.objects.exists()


@pytest.mark.parametrize("who", [CLERK, DISPATCHER, SUPERVISOR, HANDLER, *ADMINISTRATORS, NOBODY])
def test_others_find_nothing_to_declare_prolong_or_end(who: Person) -> None:
    emergency, client = running(), desk_of(who)
    for address in (
        DECLARE,
        there("prolong_emergency", emergency.pk),
        there("end_emergency", emergency.pk),
        there("change_emergency_plan", emergency.office_id, "epidemic"),
    ):
        assert client.get(address).status_code == 404, address
        assert client.post(address, form(confirm="1")).status_code == 404, address


@pytest.mark.parametrize("who", [CLERK, HANDLER, COUNTY_CLERK])
def test_whoever_works_in_the_area_may_read(who: Person) -> None:
    emergency, client = running(), desk_of(who)
    group = group_of(emergency, GroupKind.NET)
    for address in (
        HOME,
        there("emergency", emergency.pk),
        there("emergency_matrix", emergency.pk),
        there("emergency_group", group.pk),
    ):
        page = text(client.get(address))
        assert "春季疫情防控" in page, address
        assert "增加人员" not in page
    assert client.post(there("emergency_group", group.pk), {"what": "x"}).status_code == 404
    task = Task.objects.filter(group=group)[0]
    assert client.get(there("emergency_task", task.pk)).status_code == 200
    assert client.post(there("emergency_task", task.pk), {"note": ""}).status_code == 404
    assert client.post(there("finish_emergency_task", task.pk)).status_code == 404


@pytest.mark.parametrize("who", [NOBODY, *ADMINISTRATORS])
def test_elsewhere_there_is_no_such_emergency(who: Person) -> None:
    emergency, client = running(), desk_of(who)
    group = group_of(emergency, GroupKind.NET)
    for address in (
        there("emergency", emergency.pk),
        there("emergency_matrix", emergency.pk),
        there("emergency_group", group.pk),
        there("emergency_task", Task.objects.all()[0].pk),
        there("emergency_plan", emergency.office_id, "epidemic"),
    ):
        assert client.get(address).status_code == 404, address


def test_a_superior_sees_the_emergencies_below_and_a_neighbour_does_not() -> None:
    city = running()
    end = localdate(timezone.now()) + 3 * DAY
    county = {"office": "qinghe-bureau", "by": COUNTY_LEADER, "division": "990121"}
    below = running(**county, name="青禾疫情防控", expected_end_on=end)
    above, beside = desk_of(PROVINCE_LEADER), desk_of(Person("cen.xiangwan"))
    page = text(above.get(HOME))
    assert [city.name in page, below.name in page] == [True, True]
    assert there("emergency_board") in page
    assert above.get(there("emergency", below.pk)).status_code == 200
    assert "今天调出" not in text(above.get(there("emergency_group", below.groups.all()[0].pk)))
    for address in (there("prolong_emergency", below.pk), there("emergency_report", below.pk)):
        assert above.get(address).status_code == 404
    page = text(beside.get(HOME))
    assert [city.name in page, below.name in page] == [True, False]
    assert beside.get(there("emergency", below.pk)).status_code == 404


def test_naming_the_head_does_the_task_and_the_head_leads_from_then_on() -> None:
    emergency, leader = running(), desk_of(LEADER)
    group = group_of(emergency, GroupKind.NET)
    address = there("emergency_group", group.pk)
    today = localdate(timezone.now()).isoformat()
    named = {"person": CLERK.id, "role": Role.GROUP_HEAD.value, "from_on": today}
    assert leader.post(address, named).status_code == 302
    task = Task.objects.get(group=group, kind=TaskKind.MEMBERS)
    assert task.done_by == LEADER.id
    second = leader.post(address, named | {"person": DISPATCHER.id})
    assert (second.status_code, "已经有组长" in text(second)) == (422, True)
    for wrong in ({"person": ""}, {"person": ADMINISTRATORS[0].id}, {"role": "leader"}):
        assert leader.post(address, named | wrong).status_code == 422
    head = desk_of(CLERK)
    assert "确定网上信访事项交办组" in text(head.get(address))
    assert head.post(address, {"what": "核对责任单位联系人", "due_at": ""}).status_code == 302
    assert "核对责任单位联系人" in text(head.get(HOME))
    member = {"person": DISPATCHER.id, "role": Role.GROUP_MEMBER.value, "from_on": today}
    assert head.post(address, member).status_code == 302
    post = Post.objects.get(office=group.pk, role=Role.GROUP_MEMBER)
    assert head.post(address, {"end": str(post.pk)}).status_code == 302
    assert head.post(address, {"end": "x"}).status_code == 404
    post.refresh_from_db()
    assert post.to_on == localdate(timezone.now())
    other = group_of(emergency, GroupKind.MAIL)
    assert head.post(there("emergency_group", other.pk), named).status_code == 404


def test_a_task_is_given_to_somebody_done_and_undone() -> None:
    emergency, leader = running(), desk_of(LEADER)
    task = Task.objects.filter(emergency=emergency, kind=TaskKind.PREPARATION)[0]
    address = there("emergency_task", task.pk)
    given = {"allot": "1", "owner": CLERK.id, "due_at": "2020-02-03T16:00"}
    assert leader.post(address, given).status_code == 302
    assert leader.post(address, given | {"due_at": "soon"}).status_code == 422
    assert leader.post(address, given | {"owner": ADMINISTRATORS[0].id}).status_code == 422
    owner = desk_of(CLERK)
    assert task.what in text(owner.get(HOME))
    assert "已过时" in text(owner.get(address))
    for _twice in range(2):
        answer = owner.post(there("finish_emergency_task", task.pk), {"from": "home"})
        assert answer["Location"] == HOME + "?done=finished"
    task.refresh_from_db()
    assert (task.done_by, task.owner) == (CLERK.id, CLERK.user)
    assert leader.post(address, given).status_code == 422
    assert owner.post(address, {"reopen": "1"}).status_code == 302
    assert owner.post(address, {"note": "长" * 301}).status_code == 422
    assert owner.post(address, {"note": "打电话核对过。"}).status_code == 302
    assert "打电话核对过。" in text(leader.get(address))


def test_the_band_stands_on_every_page_of_the_area_and_costs_nothing() -> None:
    client, elsewhere = desk_of(HANDLER), desk_of(PROVINCE_LEADER)
    assert "emergency-band" not in text(client.get("/inbox/"))
    running()
    assert "第 1 天" in text(client.get("/inbox/"))
    assert "emergency-band" not in text(elsewhere.get("/inbox/"))
    running(is_drill=True)
    page = text(client.get("/inbox/"))
    assert page.count("emergency-band") == 2
    assert "is-drill" in page


def test_the_band_asks_the_database_once_in_a_while() -> None:
    client = desk_of(HANDLER)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/inbox/")
        return len(queries)

    asked()
    usual = asked()
    running()
    # In an epidemic each page asks besides whether one has reported one's health today.
    assert [asked(), asked(), asked()] == [usual + 2, usual + 1, usual + 1]


def test_the_report_is_read_within_the_bureau() -> None:
    emergency = running()
    address = there("emergency_report", emergency.pk)
    assert "到现在的情况" in text(desk_of(CLERK).get(address))
    for who in (HANDLER, COUNTY_CLERK, PROVINCE_LEADER):
        assert desk_of(who).get(address).status_code == 404


def test_prolonging_and_ending_show_what_follows() -> None:
    emergency, client = running(), desk_of(LEADER)
    prolong, end = there("prolong_emergency", emergency.pk), there("end_emergency", emergency.pk)
    later = (emergency.expected_end_on + 7 * DAY).isoformat()
    for wrong in ({"end_on": ""}, {"end_on": "x"}, {"reason": ""}):
        answer = client.post(prolong, {"end_on": later, "reason": "还有新增。"} | wrong)
        assert answer.status_code == 422
    assert client.post(prolong, {"end_on": later, "reason": "还有新增。"}).status_code == 302
    assert "须发布公告" in text(client.get(end))
    assert client.post(end, {"reason": ""}).status_code == 422
    assert client.post(end, {"reason": "响应终止。"}).status_code == 302
    page = text(client.get(there("emergency", emergency.pk)))
    for words in ("延长", "还有新增。", "提前结束", "响应终止。", "已结束"):
        assert words in page
    assert client.post(end, {"reason": "再来。"}).status_code == 422
    assert "emergency-band" not in page


def plan_form(client: Client, address: str) -> dict[str, Any]:
    """The form of a plan as a browser would send it back."""
    context: Any = client.get(address).context
    fields: dict[str, Any] = {"version": context["version"], "name": context["name"]}
    for group, purpose, duties in context["groups"]:
        fields |= {f"purpose-{group.kind}": purpose, f"duties-{group.kind}": duties}
    for notice, title, words in context["notices"]:
        fields |= {f"title-{notice.code}": title, f"words-{notice.code}": words}
    fields |= {f"minutes-{each}": count for each, count in context["minutes"]}
    fields |= {each.name: each.value for each in context["texts"]}
    fields |= {name: context[name] for name in ("hours", "rest_hours")}
    fields |= {f"report-{each}": hour for each, hour in context["reports"]}
    fields["tags"] = [tag.value for tag, is_on in context["tags"] if is_on]
    fields["closes"] = [way.value for way, is_on in context["closes"] if is_on]
    return fields


@pytest.mark.parametrize("kind", EmergencyKind)
def test_a_plan_sent_back_unchanged_is_the_same_plan(kind: EmergencyKind) -> None:
    client, bureau = desk_of(LEADER), an_office("yunling-bureau")
    change = there("change_emergency_plan", bureau.pk, kind.value)
    assert client.post(change, plan_form(client, change)).status_code == 302
    assert planning.plan_for(bureau, kind) == planning.SHIPPED[kind]


def test_minutes_that_are_no_whole_hours_are_told_as_minutes() -> None:
    client, bureau = desk_of(LEADER), an_office("yunling-bureau")
    change = there("change_emergency_plan", bureau.pk, "flood")
    fields = plan_form(client, change) | {"minutes-assign": "90"}
    assert "<dd>90 分钟" in text(client.post(change, fields, follow=True))


def test_a_leader_changes_the_plan_and_no_typing_is_lost() -> None:
    client, bureau = desk_of(LEADER), an_office("yunling-bureau")
    change = there("change_emergency_plan", bureau.pk, "flood")
    fields = plan_form(client, change) | {"preparations": "备好沙袋\n\n备好冲锋舟"}
    for wrong in (
        {"name": ""},
        {"rosters": "应急值班岗"},
        {"rosters": "应急值班岗，八点到九点，1"},
        {"rosters": "应急值班岗，00:00-24:00，1，7"},
        {"rosters": f"{'长' * 31}，00:00-24:00，1"},
        {"report-situation": "25:00"},
        {"supplies": "手电筒，支"},
        {"supplies": "手电筒，支，许多"},
        {"places": "电梯"},
        {"places": "电梯，0"},
        {"rest_hours": "-1"},
        {"hours": "25"},
        {"hours": ""},
        {"minutes-assign": "-1"},
        {"minutes-assign": "9" * 400},
        {"duties-leading": "\x00"},
        {"words": "长" * 1001},
        {"version": "7"},
    ):
        answer = client.post(change, fields | wrong)
        assert (answer.status_code, "备好冲锋舟" in text(answer)) == (422, True), wrong
    assert not PlanVersion.objects.exists()
    assert client.post(change, fields).status_code == 302
    assert client.post(change, fields).status_code == 422, "read before it was changed"
    page = text(client.get(there("emergency_plan", bureau.pk, "flood")))
    assert "第 1 版" in page
    assert "备好冲锋舟" in page
    assert client.get(there("emergency_plan", bureau.pk, "war")).status_code == 404
