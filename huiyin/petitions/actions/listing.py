"""更正联名人: who else signs a petition, and who is its main contact (F22, R20.3)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from huiyin.language.clean import tidy
from huiyin.petitions.errors import Refused
from huiyin.petitions.models import Event, Petition, Petitioner
from huiyin.petitions.petitioners import everybody, personal, petitioner_row, put_right
from huiyin.petitions.submissions import (
    MOST_NAMED,
    MOST_PEOPLE,
    Person,
    checked_people,
    checked_texts,
)
from huiyin.petitions.taking import Taking, taking
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import Step


def list_people(
    petition_id: UUID,
    *,
    add: Sequence[Person] = (),
    remove: Sequence[UUID] = (),
    correct: Mapping[UUID, Mapping[str, str]] | None = None,
    main: UUID | None = None,
    people_count: int | None = None,
    reason: str,
    by: Viewer,
    at: datetime,
    version: int | None = None,
) -> Event:
    """更正联名人. Add, remove and correct who signs, name another main contact, correct the number.

    Who was taken off, and what stood there before, is found no more, and still hidden where names
    are (G4). What the main contact gave is corrected when that person asks for it (G6).
    """
    text = tidy(reason, limit=2000)
    if not text:
        raise Refused("请写明更正的理由。", field="reason")
    added = checked_people(add)
    corrected = {each: checked_texts(given) for each, given in (correct or {}).items()}
    with taking(Step.LIST_PEOPLE, petition_id, by=by, at=at, version=version) as one:
        people = {each.pk: each for each in one.petition.petitioners.filter(removed_at=None)}
        now_main = next((each.pk for each in people.values() if each.is_main), None)
        wanted = main or now_main
        if (wanted and wanted not in people) or not {*remove, *corrected} <= set(people):
            raise Refused("名单已经变化，请刷新页面后再改。")
        if wanted in remove:
            raise Refused("主要联系人不能去掉，请先另选一位主要联系人。", field="remove")
        if now_main in corrected:
            raise Refused("主要联系人的信息由本人申请更正，不在这里改。", field="correct")
        if set(corrected) & set(remove):
            raise Refused("要去掉的人不用更正，请只选一样。", field="correct")
        if len(people) - len(remove) + len(added) > 1 + MOST_NAMED:
            raise Refused("联名的人最多写50位，人数照实填写，其余的请附名单。", field="petitioners")
        one.words |= {
            "reason": text,
            "added": [each.name for each in added],
            "removed": [personal(people[each], one.vault).get("name", "") for each in remove],
        }
        one.words["corrected"] = [
            before for each in corrected if (before := _correct(one, people[each], corrected[each]))
        ]
        _change(one, added, remove)
        if wanted and wanted != now_main:
            _make_main(one, wanted)
        if people_count is None:
            people_count = max(one.petition.people_count + len(added) - len(remove), 1)
        one.petition.people_count = counted(one.petition, people_count)
        one.codes |= {
            "added": len(added),
            "removed": len(remove),
            "corrected": len(one.words["corrected"]),
            "new_main": wanted != now_main,
            "people_count": one.petition.people_count,
            "people": one.vault.digest(everybody(one.petition, one.vault)).hex(),
        }
    return one.result


def counted(petition: Petition, count: int) -> int:
    """The number of people, which is never less than who gave a name."""
    if not 1 <= count <= MOST_PEOPLE:
        raise Refused("人数应在1至9999之间。", field="people_count")
    named = petition.petitioners.filter(removed_at=None)
    if count < petition.people_count and count < named.count():
        raise Refused("一共几个人反映，不能少于写了姓名的人数。", field="people_count")
    return count


def _change(one: Taking, added: Sequence[Person], remove: Sequence[UUID]) -> None:
    Petitioner.objects.filter(petition=one.petition, pk__in=remove).update(
        removed_at=one.at, name_index=None, phone_index=None, identity_index=None
    )
    for each in added:
        row = petitioner_row(each.given(), one.petition.pk, one.vault)
        if row:
            Petitioner.objects.create(**row, is_main=False)
    one.forget("petitioners")


def _correct(one: Taking, person: Petitioner, given: Mapping[str, str]) -> dict[str, str]:
    """Put right what differs; returns what stood there, an empty text where nothing did."""
    known = personal(person, one.vault)
    wanted = {name: value for name, value in given.items() if value != known.get(name, "")}
    before = put_right(person, wanted, one.vault) if wanted else {}
    return {name: before.get(name, "") for name in wanted}


def _make_main(one: Taking, wanted: UUID) -> None:
    """Letters, messages and the lost code go to the main contact alone."""
    people = Petitioner.objects.filter(petition=one.petition)
    people.update(is_main=False)
    people.filter(pk=wanted).update(is_main=True)
    one.petition.has_phone = people.filter(pk=wanted, phone__isnull=False).exists()
    one.forget("petitioners")
