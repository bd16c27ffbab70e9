"""Every screen that a place is run with exists, for the right person, and none is Django's own."""

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from huiyin.audit.actions import note_access
from huiyin.audit.models import Access
from tests.make import an_office
from tests.people import AUDIT_ADMIN, CLERK, HANDLER, HEAD, SECURITY_ADMIN, SYSTEM_ADMIN, Person
from tests.web.desk import desk_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]

# What it is for: who finds it, its name, and what it says.
SCREENS: dict[str, tuple[Person, str, str]] = {
    "offices": (SYSTEM_ADMIN, "offices", "机构"),
    "duties": (SYSTEM_ADMIN, "duties", "权责"),
    "categories": (SYSTEM_ADMIN, "categories", "新增分类"),
    "calendars": (SYSTEM_ADMIN, "calendars", "工作日历"),
    "what is published": (SYSTEM_ADMIN, "published", "还缺"),
    "people": (SECURITY_ADMIN, "people", "人员"),
    "reply templates": (HEAD, "replies", "常用语"),
}


@pytest.mark.parametrize("what", SCREENS)
def test_each_screen_is_found_by_its_person_alone(what: str) -> None:
    who, name, words = SCREENS[what]
    answer = desk_of(who).get(reverse(f"desk:{name}"))
    assert answer.status_code == 200
    assert words in text(answer).split("<main", 1)[1]
    for other in (CLERK, HANDLER, SYSTEM_ADMIN, SECURITY_ADMIN):
        if other != who:
            assert desk_of(other).get(reverse(f"desk:{name}")).status_code == 404


def test_the_settings_of_an_office_and_the_posts_of_a_person_have_a_screen() -> None:
    office = reverse("desk:office", args=[an_office("yunling-bureau").pk])
    page = text(desk_of(SYSTEM_ADMIN).get(office))
    for field in ("address", "phone", "hours", "objection_days"):
        assert f'name="{field}"' in page
    assert "条例第十八条要求公布的，还缺" in page
    post = reverse("desk:post_give", args=[HANDLER.user.pk])
    assert desk_of(SECURITY_ADMIN).get(post).status_code == 200
    assert desk_of(SYSTEM_ADMIN).get(post).status_code == 404


def test_nothing_of_djangos_own_administration_is_there() -> None:
    assert not [app for app in settings.INSTALLED_APPS if app.startswith("django.contrib.admin")]
    client = desk_of(SYSTEM_ADMIN)
    for address in ("login/", "jsi18n/", "auth/", "petitions/petition/", "accounts/user/"):
        assert client.get(f"/admin/{address}").status_code == 404


@pytest.mark.parametrize(
    ("subject", "told"), [("screening 3", "排查应急事项 3"), ("name words", "按姓名、按正文")]
)
def test_the_accesses_tell_of_every_kind_of_search(subject: str, told: str) -> None:
    note_access(Access.SEARCH, viewer=CLERK.viewer, at=timezone.now(), subject=subject)
    assert told in text(desk_of(AUDIT_ADMIN).get(reverse("desk:accesses")))
