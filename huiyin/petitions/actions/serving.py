"""送达. A letter reaches the petitioner: how, when, to whom, with what evidence (R34.1, R35.1)."""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_noop

from huiyin.documents.actions import open_file
from huiyin.petitions.actions.extending import take_effect
from huiyin.petitions.errors import Refused
from huiyin.petitions.models import Event, Petition, PetitionLetter
from huiyin.petitions.taking import Taking, taking
from huiyin.petitions.vault import Vault
from huiyin.rules.letters import LETTERS
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import LetterKind, Service, Step, TimeLimit
from huiyin.rules.workflow import OFFICE_CLOCKS

# What is demanded beyond the answer runs on: the report of what was assigned, and that the
# petitioner is told the result of an emergency matter.
ANSWERED_CLOCKS = tuple(set(OFFICE_CLOCKS) - {TimeLimit.L11, TimeLimit.L15})


def serve(
    petition_id: UUID,
    *,
    letter_id: UUID,
    how: Service,
    served_at: datetime,
    to: str,
    evidence: str,
    by: Viewer,
    at: datetime,
    version: int | None = None,
) -> Event:
    """送达. Record the service of a letter; the duty ends, and the review period begins, by it.

    `served_at` is stated with evidence, never in the future, never before the letter was issued.
    """
    with taking(_step(petition_id, letter_id), petition_id, by=by, at=at, version=version) as one:
        if how is Service.ELECTRONIC:
            raise Refused(_why_not_electronic(one), field="how")
        if not evidence.strip():
            raise Refused(
                "请写明送达的凭据，例如送达回证、挂号信编号或者通话记录。", field="evidence"
            )
        current = _unserved(one, letter_id)
        if served_at > at:
            raise Refused("送达时间不能晚于现在。", field="served_at")
        if localdate(served_at) < localdate(current.letter.issued_at):
            raise Refused("送达时间不能早于文书制发的日期。", field="served_at")
        if not by.may_act(one.rule.by, str(current.server_id)):
            raise Refused("这份文书由其他机关送达，请看文书一栏。")
        _record(one, current, how, max(served_at, current.letter.issued_at), to, evidence)
    return one.result


def _step(petition_id: UUID, letter_id: UUID) -> Step:
    """The step that serves a letter; which one it is tells nothing to who may not see it."""
    links = PetitionLetter.objects.filter(petition=petition_id, letter_id=letter_id)
    return Step.SERVE if links.filter(is_answer=True).exists() else Step.SERVE_NOTICE


def _why_not_electronic(one: Taking) -> str:
    if one.petition.consents_electronic:
        return gettext_noop("电子送达以信访人第一次打开文书为准，由系统自动记录。")
    return gettext_noop("信访人没有同意电子送达，请选择其他送达方式。")


def _unserved(one: Taking, letter_id: UUID) -> PetitionLetter:
    link = (
        PetitionLetter.objects.select_for_update(of=("self",))
        .select_related("letter", "server")
        .filter(letter_id=letter_id, petition=one.petition)
        .first()
    )
    if link is None:
        raise Refused("没有这份文书。")
    if link.served_at is not None:
        raise Refused("这份文书已经送达。")
    if not link.is_current:
        raise Refused("这份文书已被更正的文书代替。")
    if link.to_office_id is not None or not link.needs_service:
        raise Refused("这份文书不需要向信访人送达。")
    return link


def _record(
    one: Taking, link: PetitionLetter, how: Service, served_at: datetime, to: str, evidence: str
) -> None:
    link.served_at, link.service = served_at, how
    link.served_to = one.vault.seal(to, "petitions_petitionletter.served_to", link.id)
    link.evidence = one.vault.seal(evidence, "petitions_petitionletter.evidence", link.id)
    link.save()
    one.forget("letters")
    rule = LETTERS[LetterKind(link.letter.kind)]
    one.end(*rule.ends, at=served_at)
    one.codes |= {
        "letter": str(link.letter_id),
        "kind": link.letter.kind,
        "service": str(how),
        "served_at": served_at.isoformat(),
    }
    one.words |= {"to": to, "evidence": evidence}
    if link.letter.kind == LetterKind.EXTENSION:
        take_effect(one, served_at)
    if link.is_answer:
        # With the answer every duty of an office is done, whatever was corrected on the way.
        one.end(*ANSWERED_CLOCKS, at=served_at)
        one.petition.served_at = served_at
        for limit in (*rule.starts, TimeLimit.G8):
            one.start(limit, started_at=served_at)


def open_letter(
    petition: Petition, *, letter_id: UUID, by: Viewer, at: datetime, docx: bool = False
) -> bytes | None:
    """The bytes of a letter for the holder of the code; None while it is being made.

    With consent to electronic service the first opening is the service, recorded in this step.
    """
    link = (
        PetitionLetter.objects.select_related("letter__pdf", "letter__docx")
        .filter(petition=petition, letter_id=letter_id, to_office=None, only_for=None)
        .first()
    )
    if link is None:
        raise PetitionLetter.DoesNotExist
    stored = link.letter.docx if docx else link.letter.pdf
    if stored is None:
        return None
    content = open_file(stored, Vault(petition.id, petition.key).key)
    unserved = link.needs_service and link.is_current and link.served_at is None
    if unserved and petition.consents_electronic:
        # Somebody may have served or corrected it just now: it may be read all the same.
        with suppress(Refused):
            open_first(petition.id, letter_id=letter_id, by=by, at=at)
    return content


def open_first(petition_id: UUID, *, letter_id: UUID, by: Viewer, at: datetime) -> Event:
    """The first opening with the code, which is the service where electronic service was agreed."""
    with taking(_step(petition_id, letter_id), petition_id, by=by, at=at) as one:
        _record(one, _unserved(one, letter_id), Service.ELECTRONIC, at, "", "首次打开")
    return one.result
