"""更正个人信息. The petitioner asks, the register's office decides with a reason (G6)."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from huiyin.language.clean import tidy
from huiyin.petitions.errors import Refused
from huiyin.petitions.letters import person_of
from huiyin.petitions.models import Event, Petition, Petitioner, Words
from huiyin.petitions.petitioners import everybody, personal, put_right
from huiyin.petitions.submissions import LENGTHS
from huiyin.petitions.taking import Taking, taking
from huiyin.petitions.vault import Vault
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import Step

CORRECTABLE = ("name", "phone", "address", "email")


def ask_correction(
    petition_id: UUID, *, wanted: Mapping[str, str], reason: str, by: Viewer, at: datetime
) -> Event:
    """申请更正个人信息. What shall stand there instead, and why; nothing changes until decided."""
    given = {
        name: tidy(wanted.get(name, ""), limit=LENGTHS[name], many_lines=False)
        for name in CORRECTABLE
    }
    why = tidy(reason, limit=1000)
    if not why:
        raise Refused("请写明为什么要更正。", field="reason")
    with taking(Step.ASK_CORRECTION, petition_id, by=by, at=at) as one:
        person = person_of(one.petition)
        if person is None:
            raise Refused("匿名提交的事项没有登记个人信息，没有可以更正的内容。")
        known = personal(person, one.vault)
        changed = {
            name: value for name, value in given.items() if value and value != known.get(name, "")
        }
        if not changed:
            raise Refused("写的和登记的一样，没有要更正的。", field="name")
        one.petition.correction_asked = True
        one.codes["fields"] = sorted(changed)
        one.words |= {"wanted": changed, "reason": why}
        told = {"office": str(one.petition.registering_id), "about": "correction_asked"}
        one.topics.append(("tell_office", petition_id, told))
    return one.result


def asked_for(petition: Petition) -> dict[str, str]:
    """What the petitioner wants to stand there; empty where nothing is asked."""
    event = _asked(petition)
    if event is None or not petition.correction_asked:
        return {}
    row = Words.objects.get(petition=petition, seq=event.seq)
    wanted: dict[str, str] = Vault(petition.id, petition.key).open_words(row.body, row.id)["wanted"]
    return wanted


def decide_correction(
    petition_id: UUID,
    *,
    agrees: bool,
    reason: str,
    by: Viewer,
    at: datetime,
    version: int | None = None,
) -> Event:
    """答复更正申请. Agreed, the fields and their indexes change; letters stay as issued."""
    why = tidy(reason, limit=1000)
    if not why:
        raise Refused("请写明理由，信访人会看到。", field="reason")
    with taking(Step.DECIDE_CORRECTION, petition_id, by=by, at=at, version=version) as one:
        wanted = asked_for(one.petition)
        person = person_of(one.petition)
        one.codes |= {"agrees": agrees, "fields": sorted(wanted)}
        one.words["reason"] = why
        if agrees and person is not None:
            one.words["before"] = _correct(one, person, wanted)
        one.petition.correction_asked = False
        one.topics.append(("tell", petition_id, {"about": "correction"}))
    return one.result


def _correct(one: Taking, person: Petitioner, wanted: Mapping[str, str]) -> dict[str, str]:
    """Put the new values in; returns those that stood there before."""
    before = put_right(person, wanted, one.vault)
    one.petition.has_phone = bool(person.phone)
    one.forget("petitioners")
    one.codes["people"] = one.vault.digest(everybody(one.petition, one.vault)).hex()
    return before


def _asked(petition: Petition) -> Event | None:
    return petition.events.filter(step=Step.ASK_CORRECTION).order_by("-seq").first()
