"""The people behind a petition: what they gave of themselves, and texts without it (G4)."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from huiyin.petitions.models import Petition, Petitioner
from huiyin.petitions.submissions import PERSONAL
from huiyin.petitions.vault import Vault
from huiyin.privacy.hiding import hide_person
from huiyin.privacy.indexes import blind
from huiyin.privacy.keyring import Keyring
from huiyin.rules.ids import new_id

INDEXED = ("name", "phone", "identity")

FORMER = "petitions_petitioner.former"


def personal(person: Petitioner, vault: Vault) -> dict[str, str]:
    """What a petitioner gave of the own person, opened; only what was given."""
    values = {
        name: vault.open(getattr(person, name), f"petitions_petitioner.{name}", person.id)
        for name in PERSONAL
    }
    return {name: value for name, value in values.items() if value}


def others_of(petition: Petition) -> list[Petitioner]:
    """联名人. Who sign besides the main contact, in the order in which they were named."""
    return list(petition.petitioners.filter(is_main=False, removed_at=None).order_by("id"))


def everybody(petition: Petition, vault: Vault) -> dict[str, list[object]]:
    """Everybody behind a petition, to be digested: who, whether main or gone, what was given."""
    return {
        "people": [
            [str(each.id), each.is_main, each.removed_at is None, personal(each, vault)]
            for each in petition.petitioners.order_by("id")
        ]
    }


def without_people(text: str, vault: Vault, people: Sequence[Petitioner]) -> str:
    """A text without the names, numbers and addresses of the petitioners (G4)."""
    for person in people:
        for known in (personal(person, vault), *former(person, vault)):
            text = hide_person(text, **known)
    return text


def former(person: Petitioner, vault: Vault) -> list[dict[str, str]]:
    """What stood in the fields of a petitioner before it was corrected, oldest first."""
    written = vault.open(person.former, FORMER, person.id)
    known: list[dict[str, str]] = json.loads(written) if written else []
    return known


def put_right(person: Petitioner, values: Mapping[str, str], vault: Vault) -> dict[str, str]:
    """Put other values in, with their indexes; returns what stood there, which stays hidden."""
    known = personal(person, vault)
    before = {name: known[name] for name in values if name in known}
    for name, value in values.items():
        setattr(person, name, vault.seal(value, f"petitions_petitioner.{name}", person.id))
        if name in INDEXED:
            setattr(person, f"{name}_index", blind(name, value))
    if before:
        stood = json.dumps([*former(person, vault), before], ensure_ascii=False)
        person.former = vault.seal(stood, FORMER, person.id)
    person.save()
    return before


def petitioner_row(
    values: Mapping[str, str], petition_id: UUID, vault: Vault, ring: Keyring | None = None
) -> dict[str, Any] | None:
    """The columns of a person behind a petition, sealed; None where nothing was given."""
    given = {name: value for name, value in values.items() if value}
    if not given:
        return None
    person_id = new_id()
    person: dict[str, Any] = {"id": person_id, "petition_id": petition_id}
    row = str(person_id)
    for name, value in given.items():
        person[name] = vault.seal(value, f"petitions_petitioner.{name}", row)
        if name in INDEXED:
            person[f"{name}_index"] = blind(name, value, ring=ring)
    return person


def digest_of_others(others: Sequence[Mapping[str, str]], vault: Vault) -> dict[str, str]:
    """What the first event keeps of the others who sign; without them, nothing."""
    return {"others": vault.digest({"others": others}).hex()} if others else {}
