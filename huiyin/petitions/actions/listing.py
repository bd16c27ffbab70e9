"""更正联名人: who else signs a petition, and who is its main contact (F22, R20.3)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from huiyin.language.clean import tidy
from huiyin.petitions.errors import Refused
from huiyin.petitions.models import Event, Petition, Petitioner
from huiyin.petitions.petitioners import everybody, personal, petitioner_row
from huiyin.petitions.submissions import MOST_NAMED, MOST_PEOPLE, Person, checked_people
from huiyin.petitions.taking import Taking, taking
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import Step


def list_people(
    petition_id: UUID,
    *,
    add: Sequence[Person] = (),
    remove: Sequence[UUID] = (),
    main: UUID | None = None,
    people_count: int | None = None,
    reason: str,
    by: Viewer,
    at: datetime,
    version: int | None = None,
) -> Event:
    """更正联名人. Add and remove who signs, name another main contact, correct the number.

    Who was taken off is found no more, and still hidden where names are (G4).
    """
    text = tidy(reason, limit=2000)
    if not text:
        raise Refused("请写明更正的理由。", field="reason")
    added = checked_people(add)
    with taking(Step.LIST_PEOPLE, petition_id, by=by, at=at, version=version) as one:
        people = {each.pk: each for each in one.petition.petitioners.filter(removed_at=None)}
        now_main = next((each.pk for each in people.values() if each.is_main), None)
        wanted = main or now_main
        if (wanted and wanted not in people) or not set(remove) <= set(people):
            raise Refused("名单已经变化，请刷新页面后再改。")
        if wanted in remove:
            raise Refused("主要联系人不能去掉，请先另选一位主要联系人。", field="remove")
        if len(people) - len(remove) + len(added) > 1 + MOST_NAMED:
            raise Refused("联名的人最多写50位，人数照实填写，其余的请附名单。", field="petitioners")
        one.words |= {
            "reason": text,
            "added": [each.name for each in added],
            "removed": [personal(people[each], one.vault).get("name", "") for each in remove],
        }
        _change(one, added, remove)
        if wanted and wanted != now_main:
            _make_main(one, wanted)
        if people_count is None:
            people_count = max(one.petition.people_count + len(added) - len(remove), 1)
        one.petition.people_count = counted(one.petition, people_count)
        one.codes |= {
            "added": len(added),
            "removed": len(remove),
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


def _make_main(one: Taking, wanted: UUID) -> None:
    """Letters, messages and the lost code go to the main contact alone."""
    people = Petitioner.objects.filter(petition=one.petition)
    people.update(is_main=False)
    people.filter(pk=wanted).update(is_main=True)
    one.petition.has_phone = people.filter(pk=wanted, phone__isnull=False).exists()
    one.forget("petitioners")
