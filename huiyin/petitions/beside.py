"""What stands beside the chain of a petition, held against the digests that the chain keeps."""

from collections.abc import Sequence
from datetime import datetime

from huiyin.documents.models import Letter
from huiyin.petitions.intake import given_codes
from huiyin.petitions.models import Clock, Event, Petition, PetitionLetter, Words
from huiyin.petitions.petitioners import digest_of_others, everybody, others_of, personal
from huiyin.petitions.submissions import PERSONAL
from huiyin.petitions.vault import Vault
from huiyin.privacy.sealing import Unreadable
from huiyin.rules.terms import Step


def first_changed_beside(petition: Petition, events: Sequence[Event]) -> int | None:
    """The first event whose words, letters, clocks or person are not those it was written with."""
    vault = Vault(petition.id, petition.key)
    words = {row.seq: row for row in Words.objects.filter(petition=petition)}
    letters = {str(row.pk): row for row in Letter.objects.filter(owner_id=petition.pk)}
    served = {
        str(link.letter_id): link.served_at
        for link in PetitionLetter.objects.filter(petition=petition)
    }
    dates = {
        (clock.limit, clock.target_on.isoformat(), clock.legal_on.isoformat())
        for clock in Clock.objects.filter(petition=petition)
    }
    # Only the last event that wrote the people down can be held against them.
    listing = (
        each.seq for each in events if isinstance(each.codes, dict) and "people" in each.codes
    )
    changed = max(listing, default=0)
    for event in events:
        try:
            holds = (
                _words_hold(event, words.get(event.seq), vault)
                and _letters_hold(event, letters)
                and _service_holds(event, served)
                and _clocks_hold(event, dates)
                and (event.step != Step.RECEIVE or _choices_hold(event, petition))
                and (event.step != Step.RECEIVE or changed or _people_hold(event, petition, vault))
                and (event.seq != changed or _listed_hold(event, petition, vault))
            )
        except (AttributeError, KeyError, TypeError, ValueError):
            holds = False  # a record of another shape was not written by us
        if not holds:
            return event.seq
    return None


def _words_hold(event: Event, row: Words | None, vault: Vault) -> bool:
    if event.words_digest is None or row is None:
        return event.words_digest is None and row is None
    try:
        return vault.digest(vault.open_words(row.body, row.id)) == bytes(event.words_digest)
    except Unreadable:
        return False


def _letters_hold(event: Event, letters: dict[str, Letter]) -> bool:
    for issued in event.codes.get("letters", ()):
        letter = letters.get(issued["id"])
        if letter is None or bytes(letter.facts_digest).hex() != issued["facts"]:
            return False
    return True


def _service_holds(event: Event, served: dict[str, datetime | None]) -> bool:
    if "served_at" not in event.codes:
        return True
    return served.get(event.codes["letter"]) == datetime.fromisoformat(event.codes["served_at"])


def _clocks_hold(event: Event, dates: set[tuple[str, str, str]]) -> bool:
    started: dict[str, list[str]] = event.codes.get("clocks", {})
    return all((limit, *days) in dates for limit, days in started.items())


def _people_hold(event: Event, petition: Petition, vault: Vault) -> bool:
    """The people as handed in, until the list or what stands of somebody was changed."""
    person = petition.petitioners.filter(is_main=True).first()
    try:
        given = {
            name: vault.open(getattr(person, name), f"petitions_petitioner.{name}", person.id)
            if person
            else ""
            for name in PERSONAL
        }
        others = [personal(each, vault) for each in others_of(petition)]
    except Unreadable:
        return False
    same: bool = digest_of_others(others, vault).get("others") == event.codes.get("others")
    return same and bool(vault.digest(given).hex() == event.codes["person"])


def _listed_hold(event: Event, petition: Petition, vault: Vault) -> bool:
    """The people as they were listed or corrected last."""
    listed: str = event.codes["people"]
    try:
        return vault.digest(everybody(petition, vault)).hex() == listed
    except Unreadable:
        return False


def _choices_hold(event: Event, petition: Petition) -> bool:
    """What was chosen; place and number of people may have been corrected since."""
    naming, wish, _division, _people, consents = event.codes["given"]
    chosen = given_codes(
        naming=petition.naming,
        wish=petition.wish or "",
        division="",
        people_count=1,
        consents_electronic=petition.consents_electronic,
    )
    return chosen == given_codes(
        naming=naming, wish=wish, division="", people_count=1, consents_electronic=consents
    )
