"""How much of a petition a page shows to a viewer: words, names, and names taken out of words.

The door (petitions/door.py) decides; this turns its answer into texts (G4, R30.3).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from huiyin.petitions.door import Opening, hides_name_from, is_accusation, opening
from huiyin.petitions.emergency_marks import mark_of
from huiyin.petitions.models import Petition, Petitioner
from huiyin.petitions.petitioners import without_people
from huiyin.petitions.vault import Vault
from huiyin.privacy.masks import (
    mask_address,
    mask_email,
    mask_identity,
    mask_name,
    mask_phone,
)
from huiyin.rules.fitness import petitioner_as
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import Channel, Door, Naming
from huiyin.rules.terms_emergency import FLAGS, EmergencyKind

MASKS = {
    "name": mask_name,
    "phone": mask_phone,
    "identity": mask_identity,
    "address": mask_address,
    "email": mask_email,
}
_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]?")


@dataclass(frozen=True)
class Sight:
    """What a viewer sees of one petition."""

    opening: Opening
    hides_name: bool

    @property
    def reads(self) -> bool:
        """Whether the words stand open without a typed reason."""
        return self.opening is Opening.FILE

    @property
    def may_read(self) -> bool:
        """Whether the words can be opened at all."""
        return self.opening > Opening.ROW

    @property
    def is_former(self) -> bool:
        """Whether only what the own office did stands open: it held the petition once."""
        return self.opening is Opening.OWN_ACTS


def sight_of(petition: Petition, viewer: Viewer) -> Sight:
    """What this viewer sees; the petition's legs are read."""
    return Sight(opening(petition, viewer), hides_name_from(petition, viewer))


def lead_for(petition: Petition, viewer: Viewer, vault: Vault, people: Sequence[Petitioner]) -> str:
    """The first sentence of the matter, or what stands in its place for this viewer."""
    if is_accusation(petition):
        return _("检举控告（密）")
    sight = sight_of(petition, viewer)
    if not sight.reads:
        return _("打开须说明理由")
    text = first_sentence(vault.open(petition.lead, "petitions_petition.lead", petition.id))
    return without_people(text, vault, people) if sight.hides_name else text


def first_sentence(text: str) -> str:
    """The first sentence of a text, on one line."""
    found = _SENTENCE.search(text)
    return " ".join((found.group() if found else text).split())


def heading_name(petition: Petition, name: str) -> str:
    """How the petitioner is called on a page: masked, or by the number."""
    if name:
        return mask_name(name)
    return petitioner_as("", naming=Naming.ANONYMOUS, number=petition.number)


def emergency_word(petition: Petition) -> str:
    """涉疫, 涉汛…: of an accusation no row says more than that it is urgent."""
    mark = None if is_accusation(petition) else mark_of(petition)
    if mark is None:
        return _("紧急")
    return _(FLAGS[EmergencyKind(mark.kind)])


def flags_of(petition: Petition) -> list[tuple[str, str]]:
    """Marks beside a petition: the word and how loud it is."""
    flags = [] if petition.drill is None else [(_("演练"), "soon")]
    if petition.urgent:
        flags.append((emergency_word(petition), "late"))
    if is_accusation(petition):
        flags.append((_("检举控告"), "indigo"))
    elif petition.repeat_of_id or petition.attached_to_id:
        flags.append((_("重复"), "plain"))
    elif petition.registered_at:
        flags.append((_("初次"), "plain"))
    if petition.people_count > 1:
        flags.append((_("联名%(count)s人") % {"count": petition.people_count}, "plain"))
    if petition.naming == Naming.WITHHELD:
        flags.append((_("隐名"), "plain"))
    if petition.naming == Naming.ANONYMOUS:
        flags.append((_("匿名"), "plain"))
    return flags


def came_by(petition: Petition, sight: Sight) -> str:
    """The way in, and its door where no name is withheld: a door may be one that few use."""
    way = _(Channel(petition.channel).zh)
    if not petition.door or sight.hides_name:
        return way
    return f"{way} · {_(Door(petition.door).zh)}"
