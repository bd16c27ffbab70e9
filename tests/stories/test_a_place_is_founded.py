"""From an empty database to a petition that reaches the office that answers for it."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from huiyin.accounts.models import User
from huiyin.commands import first
from huiyin.organisations.models import Category, Office, answerable
from huiyin.petitions.actions import handling, registering, routing
from huiyin.petitions.intake import Submission, receive
from huiyin.petitions.models import Petition
from huiyin.rules.actor import CITIZEN
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import Channel, Matter, Naming, Procedure, Role, State
from tests.commands.test_found import ANSWERS
from tests.web.staff import at_work

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]
WATER = {
    "name": "某县水务局",
    "short_name": "县水务局",
    "kind": "department",
    "level": "county",
    "number_code": "1003",
    "letter_code": "某水",
    "division": "990121",
}

REACHED = {"address": "某县禾丰路3号", "phone": "0990-3002", "contact": "值班室"}


def test_a_founded_place_takes_its_first_petition() -> None:
    people = {each.role: each.person for each in first.begin(ANSWERS, at=timezone.now())}
    # Each has chosen a password of their own: tests/commands/test_found.py.
    User.objects.update(password_until=None)
    system = at_work(Client(), people[Role.SYSTEM_ADMIN])
    government = Office.objects.get(name=ANSWERS["government"])
    bureau = Office.objects.get(name=ANSWERS["bureau"])
    today = localdate(timezone.now())

    assert "刚刚建立" in system.get(reverse("desk:offices")).content.decode()
    system.post(reverse("desk:office_add", args=[government.pk]), WATER)
    water = Office.objects.get(name=WATER["name"])
    duty = {"office": str(water.pk), "division": "990121", "categories": ["0102"]}
    more = {"basis": "三定规定", "valid_from": today.isoformat()}
    system.post(reverse("desk:duty_add"), duty | more)
    category = Category.objects.get(pk="0102")
    assert [each.office for each in answerable(category, "990121", today)] == [water]
    assert "刚刚建立" not in system.get(reverse("desk:offices")).content.decode()

    for office in (bureau, water):
        page = reverse("desk:office", args=[office.pk])
        assert "还不能制发文书" in system.get(page).content.decode()
        system.post(page, REACHED)
        assert "还不能制发文书" not in system.get(page).content.decode()
        office.refresh_from_db()

    security = at_work(Client(), people[Role.SECURITY_ADMIN])
    clerk = appointed(security, "chen.yi", "陈一", bureau, Role.REGISTRAR)
    dispatcher = appointed(security, "lin.er", "林二", bureau, Role.DISPATCHER)
    head = appointed(security, "zhou.san", "周三", water, Role.HEAD)

    now = timezone.now()
    handed_in = Submission(
        office_id=bureau.pk,
        channel=Channel.WEB,
        naming=Naming.NAMED,
        request="请恢复供水。",
        facts="停水三天。",
        reasons="",
        division="990121",
        place_detail="",
        name="郑小满",
        phone="19900001206",
        arrived_at=now,
    )
    petition_id = receive(handed_in, key="first-of-all-of-them", by=CITIZEN, at=now).petition_id
    registering.register(
        petition_id,
        matter=Matter.CLAIM,
        procedure=Procedure.PETITION,
        category=category,
        division="990121",
        by=clerk,
        at=now,
    )
    routing.forward(petition_id, to=water, by=dispatcher, at=now)
    handling.sign(petition_id, by=head, at=now)
    petition = Petition.objects.get(pk=petition_id)
    assert (petition.state, petition.holder) == (State.SIGNED, water)
    assert bureau.number_code in petition.number


def appointed(security: Client, username: str, name: str, office: Office, role: Role) -> Viewer:
    """Somebody whom the security administrator adds and gives a post."""
    security.post(reverse("desk:person_new"), {"name": name, "username": username})
    person = User.objects.get(username=username)
    today = localdate(timezone.now())
    form = {"office": str(office.pk), "role": role.value, "from_on": today.isoformat()}
    assert security.post(reverse("desk:post_give", args=[person.pk]), form).status_code == 302
    return person.viewer(today)
