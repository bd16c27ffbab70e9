"""The threshold of fever: a setting with its days, held against the reports of each day."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from huiyin.audit.models import Access
from huiyin.emergency.health_limits import fever_from, set_fever_limit, settable, thresholds_of
from huiyin.emergency.health_models import FeverLimit
from huiyin.organisations.errors import Refused
from huiyin.rules.moments import localdate
from tests.emergency.declared import AT, an_emergency
from tests.emergency.test_health import officer
from tests.make import DAY, an_office
from tests.people import CLERK, LEADER, SECURITY_ADMIN, SYSTEM_ADMIN

pytestmark = pytest.mark.django_db
TODAY = localdate(AT)


def test_a_past_day_keeps_its_threshold_and_the_later_of_two_counts() -> None:
    an_emergency()
    office, by = an_office("yunling-bureau"), officer()
    tomorrow = TODAY + DAY
    for degrees in ("36.9", "37.0"):
        set_fever_limit(office, degrees=degrees, from_on=tomorrow, by=by, at=AT)
    found = [fever_from(office, on) for on in (TODAY - DAY, TODAY, tomorrow, tomorrow + 30 * DAY)]
    assert found == [Decimal(each) for each in ("37.3", "37.3", "37.0", "37.0")]
    assert fever_from(an_office(), tomorrow) == Decimal("37.3"), "of another office"
    with pytest.raises(Refused, match="过去的日子不变"):
        set_fever_limit(office, degrees="37.0", from_on=TODAY - DAY, by=by, at=AT)
    noted = Access.objects.filter(subject__startswith="set_fever_limit")
    assert {each.reason for each in noted} == {f"{each} {tomorrow}" for each in ("36.9", "37.0")}


def test_officer_and_administrator_of_the_office_set_it_nobody_else() -> None:
    an_emergency()
    office = an_office("yunling-bureau")
    assert settable(officer()) == [office]
    assert office in settable(SYSTEM_ADMIN.viewer)
    for who in (CLERK, LEADER, SECURITY_ADMIN):
        assert settable(who.viewer) == []
        with pytest.raises(Refused, match="由本机构"):
            set_fever_limit(office, degrees="37.0", from_on=TODAY, by=who.viewer, at=AT)
    far = AT + timedelta(days=400)
    set_fever_limit(office, degrees="37.1", from_on=localdate(far), by=SYSTEM_ADMIN.viewer, at=far)
    assert [each.degrees for each in thresholds_of(office)][-1] == Decimal("37.1")


def test_the_database_keeps_what_was_set_and_nothing_beyond_reason() -> None:
    office = an_office("yunling-bureau")
    given = {"office": office, "from_on": TODAY, "by": "x", "at": AT}
    FeverLimit.objects.create(tenths=373, **given)
    with pytest.raises(IntegrityError), transaction.atomic():
        FeverLimit.objects.create(tenths=500, **given)
    with pytest.raises(ProgrammingError), transaction.atomic():
        FeverLimit.objects.update(tenths=370)
    with pytest.raises(ProgrammingError), transaction.atomic():
        FeverLimit.objects.all().delete()
