"""Reply templates: versions kept, places named, nothing of a program or a petitioner in them."""

from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from huiyin.organisations import replies
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import ReplyTemplate
from huiyin.organisations.replies import ReplyWording
from tests.accounts.cast import AT
from tests.make import an_office
from tests.people import HEAD

pytestmark = pytest.mark.django_db


def by() -> dict[str, Any]:
    return {"by": HEAD.viewer, "at": AT}


def wording(text: str = "来件{编号}已收到。", **more: Any) -> ReplyWording:
    return ReplyWording(**{"name": "收到", "use": "note", "text": text} | more)


def test_a_change_and_a_retirement_are_new_rows_and_the_old_stay() -> None:
    first = replies.add_reply(an_office("yunling-water"), wording(), **by())
    second = replies.change_reply(first, wording("改过"), **by())
    assert replies.change_reply(second, wording("改过"), **by()) == second
    third = replies.retire_reply(second, retired=True, **by())
    assert [each.version for each in (first, second, third)] == [1, 2, 3]
    kept = ReplyTemplate.objects.filter(root=first.root).order_by("version")
    assert [(each.text, each.is_retired) for each in kept] == [
        ("来件{编号}已收到。", False),
        ("改过", False),
        ("改过", True),
    ]
    assert replies.offered([first.office]) == []
    fourth = replies.retire_reply(third, retired=False, **by())
    assert replies.offered([first.office]) == [fourth]


def test_what_was_read_before_somebody_else_changed_it_is_not_written_over() -> None:
    first = replies.add_reply(an_office(), wording(), **by())
    replies.change_reply(first, wording("甲改"), **by())
    with pytest.raises(Refused, match="刚刚改过"):
        replies.change_reply(first, wording("乙改"), **by())
    with pytest.raises(Refused, match="刚刚改过"):
        replies.retire_reply(first, retired=True, **by())


def test_the_database_lets_nobody_change_a_version() -> None:
    replies.add_reply(an_office(), wording(), **by())
    rows = ReplyTemplate.objects.all()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE huiyin_app")
        for change in (lambda: rows.update(text=""), rows.delete):
            with pytest.raises(ProgrammingError), transaction.atomic():
                change()


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n ",
        "\x00",
        "字" * 4001,
        "您好{姓名}",
        "{电话}",
        "{0}",
        "{0.__class__}",
        "{编号.__class__.__mro__}",
        "{编号!r:>999999999}",
        "{}",
        "{ 编号 }",
        "{{编号}}",
        "{编号",
        "编号}",
        "%(x)s{" * 1000,
    ],
)
def test_text_that_cannot_be_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(Refused) as caught:
        replies.add_reply(an_office(), wording(text), **by())
    assert caught.value.field == "text"
    assert caught.value.sentence.endswith("。")
    assert not ReplyTemplate.objects.exists()


@pytest.mark.parametrize(
    ("more", "field"),
    [({"name": ""}, "name"), ({"name": "名" * 31}, "name"), ({"use": "x"}, "use")],
)
def test_a_template_says_what_it_is_called_and_where_it_serves(
    more: dict[str, str], field: str
) -> None:
    with pytest.raises(Refused) as caught:
        replies.add_reply(an_office(), wording(**more), **by())
    assert caught.value.field == field


def test_places_are_filled_once_and_from_the_table_alone() -> None:
    values = {"编号": "{今天}", "今天": "2026年3月2日", "姓名": "郑小满"}
    assert replies.filled("{编号} {今天} {联系电话} {姓名", values) == (
        "{今天} 2026年3月2日 【联系电话】 {姓名"
    )


def test_names_are_one_of_a_kind_and_there_are_not_too_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = replies.add_reply(an_office(), wording(), **by())
    with pytest.raises(Refused, match="同名"):
        replies.add_reply(an_office(), wording("别的"), **by())
    replies.add_reply(an_office(), wording(use="contact"), **by())
    gone = replies.retire_reply(first, retired=True, **by())
    replies.add_reply(an_office(), wording("别的"), **by())
    with pytest.raises(Refused, match="同名"):
        replies.retire_reply(gone, retired=False, **by())
    monkeypatch.setattr(replies, "MOST_IN_USE", 2)
    with pytest.raises(Refused, match="最多"):
        replies.add_reply(an_office(), wording(name="第三条"), **by())


def test_superiors_share_downward_only_what_is_ticked() -> None:
    bureau, unit = an_office("yunling-bureau"), an_office("yunling-water")
    other, county = an_office("yunling-housing"), an_office("beiling-bureau")
    for office in (bureau, unit, county):
        replies.add_reply(office, wording(name=f"不共享{office.number_code}"), **by())
        replies.add_reply(office, wording(name=f"共享{office.number_code}", is_shared=True), **by())

    def seen(office: Any) -> set[str]:  # noqa: ANN401
        return {each.name for each in replies.offered([office])}

    from_above = f"共享{bureau.number_code}"
    assert seen(unit) == {from_above, f"共享{unit.number_code}", f"不共享{unit.number_code}"}
    assert seen(county) == {from_above, f"共享{county.number_code}", f"不共享{county.number_code}"}
    assert seen(other) == {from_above}
    assert seen(bureau) == {from_above, f"不共享{bureau.number_code}"}
    assert replies.offered([]) == []
