"""The desk on a petition of the law of 2005, which was registered without a class."""

from datetime import date

import pytest

from huiyin.accounts.models import Post
from huiyin.organisations.models import Category
from huiyin.petitions.actions import registering
from huiyin.petitions.models import Petition
from tests.make import a_receipt, at, simulated
from tests.people import CLERK
from tests.web.desk import desk_of, page_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]


def test_its_page_says_that_it_has_no_class() -> None:
    Post.objects.update(from_on=date(2020, 1, 1))
    with simulated():
        petition = Petition.objects.get(pk=a_receipt(arrived_at=at("2020-01-31 10:00")).petition_id)
        registering.register(
            petition.pk,
            matter=None,
            procedure=None,
            category=Category.objects.get(pk="0102"),
            division=petition.division,
            by=CLERK.viewer,
            at=at("2020-01-31 11:00"),
        )
    page = text(desk_of(CLERK).get(page_of(petition)))
    assert "登记为未分类" in page
    assert "尚未登记" not in page
