"""What is in the database beside what was acknowledged: `… LEDGER`, in a process with the models.

Says as JSON what is lost, twice, different or half. It knows nothing of kills and clients.
"""

import hashlib
import json
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import django
from django.conf import settings

django.setup()

from benchmarks.texts import petition as words_of  # noqa: E402 (the models exist only now)
from huiyin.documents.actions import file_name, open_file, sweep_strays  # noqa: E402
from huiyin.documents.models import Purpose, StoredFile  # noqa: E402
from huiyin.notifications.models import Outbox  # noqa: E402
from huiyin.petitions.intake import LEAD  # noqa: E402
from huiyin.petitions.models import (  # noqa: E402
    Draft,
    Event,
    IntakeKey,
    Petition,
    Petitioner,
    Words,
)
from huiyin.petitions.vault import Vault  # noqa: E402
from huiyin.petitions.viewing import viewing  # noqa: E402
from huiyin.rules.permissions import job_viewer  # noqa: E402
from huiyin.rules.terms import Step  # noqa: E402

PERSON = ("name", "phone", "identity", "address", "email")


def found(ledger: list[dict[str, Any]]) -> dict[str, Any]:
    """What does not hold, by kind; nothing may be at work meanwhile."""
    faults: dict[str, list[Any]] = {
        "lost": [],
        "differs": [],
        "files": [],
        "events": [],
        "work": [],
    }
    for each in ledger:
        petition = Petition.objects.filter(receipt=each["receipt"]).first()
        key = hashlib.sha256(each["key"].encode()).digest()
        used = IntakeKey.objects.filter(pk=key).first()
        if petition is None or used is None or used.petition_id != petition.pk:
            faults["lost"].append(each["number"])
            continue
        if _differs(petition, each["number"]):
            faults["differs"].append(each["number"])
        if _files(petition) != sorted(map(tuple, each["files"])):
            faults["files"].append(each["number"])
        steps = list(Event.objects.filter(petition=petition).values_list("seq", "step"))
        if steps.count((1, Step.RECEIVE)) != 1 or Counter(steps)[1, Step.RECEIVE] != 1:
            faults["events"].append(each["number"])
        if Outbox.objects.filter(topic="received", subject=petition.pk).count() != 1:
            faults["work"].append(each["number"])
    return {**faults, "twice": _twice(), "half": _half(ledger), "strays": _strays()}


def _differs(petition: Petition, number: int) -> bool:
    """Whether its words, its person or the line shown of it are not what was sent."""
    sent, vault = words_of(number), Vault(petition.pk, petition.key)
    words = Words.objects.get(petition=petition, seq=1)
    kept: dict[str, Any] = vault.open_words(words.body, words.id)
    (person,) = Petitioner.objects.filter(petition=petition)
    for name in PERSON:
        kept[name] = vault.open(getattr(person, name), f"petitions_petitioner.{name}", person.id)
    lead = vault.open(petition.lead, "petitions_petition.lead", petition.pk)
    kept["division"] = petition.division
    return any(kept[name] != text for name, text in sent.items()) or lead != sent["request"][:LEAD]


def _files(petition: Petition) -> list[tuple[str, str]]:
    """The name and the sum of each file as it comes back out of its seal."""
    key = Vault(petition.pk, petition.key).key
    return sorted(
        (file_name(each, key), _sum(each, key))
        for each in StoredFile.objects.filter(owner_id=petition.pk, purpose=Purpose.ORIGINAL)
    )


def _sum(stored: StoredFile, key: bytes) -> str:
    try:
        return hashlib.sha256(open_file(stored, key)).hexdigest()
    except FileNotFoundError:
        return "gone"


def _twice() -> list[str]:
    """Receipt numbers of petitions that say the same: each was written by one citizen only."""
    seen: dict[str, str] = {}
    again = []
    for petition in Petition.objects.order_by("recorded_at", "id").iterator(chunk_size=500):
        lead = Vault(petition.pk, petition.key).open(
            petition.lead, "petitions_petition.lead", petition.pk
        )
        if lead in seen:
            again.append(petition.receipt)
        seen[lead] = petition.receipt
    return again


def _half(ledger: list[dict[str, Any]]) -> dict[str, int]:
    """Rows that nobody was told of, and parts without a whole: there must be none."""
    receipts = {each["receipt"] for each in ledger}
    known = set(Petition.objects.values_list("receipt", flat=True))
    petitions = set(Petition.objects.values_list("pk", flat=True))
    drafts = set(Draft.objects.values_list("pk", flat=True))
    owners = set(StoredFile.objects.values_list("owner_id", flat=True))
    return {
        "petitions nobody was told of": len(known - receipts),
        "petitions without words": len(petitions)
        - Words.objects.filter(seq=1).values("petition").distinct().count(),
        "petitions without a first event": len(petitions)
        - Event.objects.filter(seq=1).values("petition").distinct().count(),
        "petitions with a draft left": len(petitions & drafts),
        "files of nobody": len(owners - petitions - drafts),
    }


def _strays() -> int:
    """Files on the disk that no row names, after the nightly sweep has come by."""
    sweep_strays(datetime.now(UTC) + timedelta(hours=2))
    root = Path(settings.HUIYIN_FILES)
    on_disk = {f"{path.parent.name}/{path.name}" for path in root.glob("??/*")}
    return len(on_disk - set(StoredFile.objects.values_list("path", flat=True)))


def main() -> None:
    """Look, and say what was found."""
    ledger = json.loads(Path(sys.argv[1]).read_text())
    with viewing(job_viewer("verify")):
        sys.stdout.write(json.dumps(found(ledger), ensure_ascii=False))


if __name__ == "__main__":
    main()
