"""送达封面. The one sheet with name and address, for the bureau that serves a hidden name (G4)."""

from huiyin.documents.models import Letter
from huiyin.organisations.models import Office
from huiyin.petitions import letters
from huiyin.petitions.taking import Taking
from huiyin.rules.terms import LetterKind


def cover_for(one: Taking, letter: Letter, *, server: Office) -> None:
    """Issue the cover sheet of a letter; no office but the serving bureau ever opens it."""
    facts = letters.cover(one.petition, one.vault, office=server, enclosed=letter.number, at=one.at)
    one.issue(LetterKind.COVER, facts, office=server, needs_service=False, only_for=server)
