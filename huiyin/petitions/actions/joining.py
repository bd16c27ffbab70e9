"""并入 and 分拆: a repeat joins the petition that is open; several matters part (1.7, R28.2)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from huiyin.language.clean import tidy
from huiyin.petitions.actions.emergency_carrying import carry
from huiyin.petitions.errors import Refused
from huiyin.petitions.intake import Receipt, Submission, receive
from huiyin.petitions.letters import original_words, personal
from huiyin.petitions.models import Event, Petition
from huiyin.petitions.petitioners import others_of
from huiyin.petitions.petitioners import personal as opened
from huiyin.petitions.standing import facts_of
from huiyin.petitions.submissions import Person
from huiyin.petitions.taking import Taking, taking
from huiyin.petitions.vault import Vault
from huiyin.petitions.wall import Recusal
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer
from huiyin.rules.rows.unseen import JOINED
from huiyin.rules.terms import Channel, Door, Naming, Step
from huiyin.rules.workflow import OPEN

MOST_PARTS = 10


def attach(
    petition_id: UUID,
    *,
    to: UUID,
    compared: str,
    by: Viewer,
    at: datetime,
    version: int | None = None,
) -> Event:
    """并入. A repeat while the first is open: it stays visible, its words join the first (1.7)."""
    text = tidy(compared, limit=4000)
    if not text:
        raise Refused("请写明信访人、请求、事实和理由是否相同。", field="compared")
    if to == petition_id:
        raise Refused("不能并入此件本身。", field="to")
    with transaction.atomic():
        # Both are locked in one order, so that two who attach crosswise do not wait for each other.
        seen = Petition.objects.visible_to(by, today=localdate(at))
        list(seen.filter(pk__in=[to, petition_id]).select_for_update(of=("self",)).order_by("pk"))
        with taking(Step.ATTACH, petition_id, by=by, at=at, version=version) as one:
            first = seen.read_by(by).of_drill(one.petition.drill).filter(pk=to).first()
            # What one may not read, an accusation above all, is no petition to join.
            if first is None or first.state not in OPEN or first.attached_to_id:
                raise Refused("请选择一件还没有办结的信访件。", field="to")
            if one.facts.hides_name and not facts_of(first, localdate(at)).hides_name:
                # The unit would learn who wrote this one: it knows the name on the first (G4).
                raise Refused(
                    "信访人对此件要求隐去姓名，对前一件没有；并入后办理单位会知道是谁，请单独办理。",
                    field="to",
                )
            one.petition.attached_to = first
            one.petition.closed_at = at
            one.codes["attached_to"] = str(first.pk)
            one.words["compared"] = text
            one.topics.append(("tell", petition_id, {"about": "attached"}))
            _join(one, first, at)
            carry(one, first.pk)
    return one.result


def _join(one: Taking, first: Petition, at: datetime) -> None:
    """Let the words of the repeat stand with the first, whose holder is told."""
    said = original_words(one.petition, one.vault)
    parts = [said.get(name, "") for name in ("request", "facts", "reasons")]
    with taking(
        Step.SUPPLEMENT, first.pk, by=one.viewer, at=at, choose=lambda _facts: JOINED
    ) as other:
        other.by = one.by
        other.codes["from"] = str(one.petition.pk)
        other.words["supplement"] = "\n\n".join(part for part in parts if part)
        told = {"office": str(first.holder_id), "about": "supplement"}
        other.topics.append(("tell_office", first.pk, told))


def split(
    petition_id: UUID,
    *,
    parts: Sequence[str],
    reason: str,
    by: Viewer,
    at: datetime,
    version: int | None = None,
) -> list[Receipt]:
    """分拆. Each matter becomes a petition of its own; this one ends when they have (R28.2).

    The parts keep the day of arrival and the query code; each has its own number, class, clocks.
    """
    requests = [text for part in parts if (text := tidy(part, limit=20_000))]
    if len(requests) < 2:
        raise Refused("请至少写明两个事项。", field="parts")
    if len(requests) > MOST_PARTS:
        raise Refused("一次最多分为十个事项。", field="parts")
    with taking(Step.SPLIT, petition_id, by=by, at=at, version=version) as one:
        one.words |= {"reason": tidy(reason, limit=4000), "parts": requests}
        recused = list(one.petition.recusals.values_list("user", flat=True))
        made = [_part(one, request, n) for n, request in enumerate(requests, start=1)]
        # Who steps back from the matter does so from every part of it (R28.3).
        Recusal.objects.bulk_create(
            Recusal(petition_id=each.petition_id, user_id=user) for each in made for user in recused
        )
        one.codes["parts"] = [str(each.petition_id) for each in made]
        for each in made:
            carry(one, each.petition_id)
        one.topics.append(("tell", petition_id, {"about": "split"}))
    return made


def _part(one: Taking, request: str, n: int) -> Receipt:
    parent, vault = one.petition, one.vault
    given: dict[str, Any] = dict(personal(parent, vault))
    submission = Submission(
        office_id=parent.registering_id,
        channel=Channel(parent.channel),
        door=Door(parent.door) if parent.door else None,
        naming=Naming(parent.naming),
        request=request,
        division=parent.division,
        arrived_at=parent.arrived_at,
        people_count=parent.people_count,
        consents_electronic=parent.consents_electronic,
        states_arrival=True,
        drill=parent.drill,
        petitioners=tuple(Person(**opened(each, vault)) for each in others_of(parent)),
        **given,
    )
    key = f"split:{parent.pk}:{n}"
    made = receive(submission, key=key, by=one.by, at=one.at, office=parent.registering)
    part = Petition.objects.get(pk=made.petition_id)
    code = vault.open(parent.code, "petitions_petition.code", parent.id)
    part.parent = parent
    part.code = Vault(part.id, part.key).seal(code, "petitions_petition.code", part.id)
    part.code_index = parent.code_index
    part.name_disclosure = parent.name_disclosure
    part.save(update_fields=["parent", "code", "code_index", "name_disclosure"])
    return made
