"""An emergency petition on a phone: marked when registered, on the board, told, led by a leader."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from huiyin.accounts.models import Post
from huiyin.petitions.emergency_marks import EmergencyMark
from huiyin.petitions.indexing import index_waiting
from huiyin.petitions.models import Event
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Role, State, Step
from huiyin.rules.terms_emergency import GroupKind
from tests.browser.conftest import Accessible, Desk
from tests.make import HOUR, a_petition
from tests.people import CLERK, LEADER
from tests.petitions.marked import group_of
from tests.web.desk import page_of, step_of
from tests.web.test_desk_emergency_board import declared

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("huiyin.config.urls_desk"),
]
PHONE = 390


def test_marked_on_the_board_acknowledged_told_and_led_on_a_phone(
    at_desk: Desk,
    assert_accessible: Accessible,
) -> None:
    one, arrived = declared(), timezone.now() - HOUR
    leading = group_of(one, GroupKind.LEADING).office
    Post.objects.get_or_create(
        user=LEADER.user,
        office=leading,
        role=Role.GROUP_HEAD,
        defaults={"from_on": localdate(arrived)},
    )
    petition = a_petition(State.RECEIVED, arrived_at=arrived)
    a_petition(facts="超市里的口罩买不到。", arrived_at=arrived)
    index_waiting()

    clerk = at_desk(CLERK, reverse("desk:screening"), width=PHONE)
    expect(clerk.locator("mark").first).to_contain_text("口罩")
    assert_accessible(clerk)

    clerk.goto(clerk.url.replace(reverse("desk:screening"), step_of(petition, "register")))
    clerk.locator("input[name=matter][value=claim]").check()
    clerk.locator("input[name=procedure][value='31-6']").check()
    clerk.locator("select[name=category]").select_option("0102")
    clerk.get_by_label(one.name, exact=True).check()
    clerk.get_by_label("补贴救助").check()
    assert_accessible(clerk)
    clerk.locator("[data-take]").click()
    clerk.wait_for_url(f"**{page_of(petition)}*")
    petition.refresh_from_db()

    leader = at_desk(LEADER, reverse("desk:emergency_board"), width=PHONE)
    line = leader.locator(".board-line", has_text=petition.number)
    expect(line).to_contain_text("补贴救助")
    expect(line).to_contain_text("还没有联系信访人")
    expect(leader.locator("#lacking")).to_be_visible()
    assert_accessible(leader)
    base = leader.url.removesuffix(reverse("desk:emergency_board"))
    leader.goto(base + step_of(petition, "acknowledge"))
    leader.locator("[data-take]").click()
    leader.wait_for_url(f"**{page_of(petition)}*")

    clerk.goto(base + step_of(petition, "contact"))
    clerk.get_by_label("电话", exact=True).check()
    clerk.get_by_label("已联系上").check()
    clerk.locator("[data-take]").click()
    clerk.wait_for_url(f"**{page_of(petition)}*")
    clerk.goto(base + reverse("desk:emergency_board"))
    clerk.locator(".board-line", has_text=petition.number).get_by_role(
        "link", name="反馈结果"
    ).click()
    clerk.get_by_label("电话", exact=True).check()
    clerk.locator("textarea[name=words]").fill("补贴已经发放。")
    clerk.locator("[data-take]").click()
    clerk.wait_for_url(f"**{page_of(petition)}*")

    leader.goto(base + step_of(petition, "lead"))
    leader.locator("textarea[name=instruction]").fill("三天以内逐户核实。")
    assert_accessible(leader)
    leader.locator("[data-take]").click()
    leader.wait_for_url(f"**{page_of(petition)}*")
    leader.goto(base + reverse("desk:emergency_board"))
    expect(line).to_contain_text("首次联系")
    expect(line).to_contain_text(f"{LEADER.user.name}督办")
    assert EmergencyMark.objects.get().counted_from == arrived
    steps = list(Event.objects.filter(petition=petition).values_list("step", flat=True))
    wanted = [Step.ACKNOWLEDGE, Step.CONTACT, Step.TELL_RESULT, Step.LEAD]
    assert [each for each in steps if each in set(wanted)] == wanted
