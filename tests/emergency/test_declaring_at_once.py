"""A plan switched twice: two leaders at the same moment, on two connections."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from huiyin.emergency.errors import AlreadyDeclared
from huiyin.emergency.models import Emergency, Group
from tests.emergency.declared import an_emergency


@pytest.mark.django_db(transaction=True)
def test_two_leaders_who_declare_the_same_at_the_same_moment_declare_it_once() -> None:
    together = Barrier(2)

    def declared(name: str) -> str:
        try:
            together.wait(timeout=10)
            an_emergency(name=name)
        except AlreadyDeclared as refused:
            return refused.sentence
        else:
            return ""
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(declared, ("春季疫情防控", "三月疫情防控")))
    one = Emergency.objects.get()
    assert said == ["", f"同一区域的“{one.name}”已经在3月2日启动，不用再次启动。"]
    assert Group.objects.count() == 6
