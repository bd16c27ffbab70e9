"""The people behind a petition: what they gave of themselves, and texts without it (G4)."""

import json
from collections.abc import Sequence

from huiyin.petitions.models import Petitioner
from huiyin.petitions.submissions import PERSONAL
from huiyin.petitions.vault import Vault
from huiyin.privacy.hiding import hide_person

FORMER = "petitions_petitioner.former"


def personal(person: Petitioner, vault: Vault) -> dict[str, str]:
    """What a petitioner gave of the own person, opened; only what was given."""
    values = {
        name: vault.open(getattr(person, name), f"petitions_petitioner.{name}", person.id)
        for name in PERSONAL
    }
    return {name: value for name, value in values.items() if value}


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
