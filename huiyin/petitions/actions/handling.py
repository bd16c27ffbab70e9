"""What the holder does: 签收 分办 受理 答复 告知 直接回复, and asking for a hidden name."""

from datetime import datetime
from typing import Any
from uuid import UUID

from huiyin.accounts.models import Post, User
from huiyin.documents.models import Letter
from huiyin.organisations.models import Office
from huiyin.petitions import letters
from huiyin.petitions.actions.covering import cover_for
from huiyin.petitions.errors import Refused
from huiyin.petitions.models import Event, PetitionLetter
from huiyin.petitions.taking import Taking, taking
from huiyin.petitions.wall import is_kept_from
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import HANDLING, REGISTERING, Viewer
from huiyin.rules.terms import LetterKind, Step


def sign(petition_id: UUID, *, by: Viewer, at: datetime, version: int | None = None) -> Event:
    """签收. Stamps who took it; the clock began with the delivery (docs/law.md § 5.9)."""
    with taking(Step.SIGN, petition_id, by=by, at=at, version=version) as one:
        pass
    return one.result


def allot(
    petition_id: UUID, *, person: User, by: Viewer, at: datetime, version: int | None = None
) -> Event:
    """分办. Give the petition to a person of the holder."""
    today = localdate(at)
    with taking(Step.ALLOT, petition_id, by=by, at=at, version=version) as one:
        office = one.petition.holder
        posts = Post.objects.held(today).filter(user=person, office=office)
        if not posts.filter(role__in=HANDLING | REGISTERING).exists():
            raise Refused("请选择本单位的承办人。", field="person")
        if is_kept_from(petition_id, person.viewer(today), today):
            raise Refused("此人须回避，请另选承办人。", field="person")
        one.petition.person = one.leg.person = person
        one.codes["person"] = str(person.pk)
        one.topics.append(
            ("tell_office", one.petition.id, {"office": str(office.pk), "about": "allotted"})
        )
    return one.result


def accept(
    petition_id: UUID,
    *,
    way_of_handling: str,
    by: Viewer,
    at: datetime,
    version: int | None = None,
) -> Event:
    """受理. Starts the sixty days (L5) of the petition procedure; issues 受理告知书 (R34.1)."""
    with taking(Step.ACCEPT, petition_id, by=by, at=at, version=version) as one:
        facts = letters.acceptance(
            one.petition,
            one.vault,
            received_on=localdate(one.leg.delivered_at),
            handler=_handler(one),
            way=way_of_handling,
            at=at,
        )
        issue_to_petitioner(one, LetterKind.ACCEPTANCE, facts)
        one.words["way_of_handling"] = way_of_handling
    return one.result


def _handler(one: Taking) -> str:
    return one.petition.person.name if one.petition.person else one.by.name


def server_of(one: Taking) -> Office:
    """Who serves a letter: the bureau where the name is hidden from the unit, else the holder."""
    return one.petition.registering if one.facts.hides_name else one.petition.holder


def issue_to_petitioner(
    one: Taking,
    kind: LetterKind,
    facts: dict[str, Any],
    *,
    is_answer: bool = False,
    corrects: Letter | None = None,
) -> None:
    """Issue the holder's letter; for a hidden name the bureau gets a cover sheet with it (G4)."""
    office, server = one.petition.holder, server_of(one)
    letter = one.issue(
        kind, facts, office=office, server=server, is_answer=is_answer, corrects=corrects
    )
    if server.pk != office.pk:
        cover_for(one, letter, server=server)


def answer(
    petition_id: UUID,
    *,
    findings: dict[str, Any],
    by: Viewer,
    at: datetime,
    version: int | None = None,
) -> Event:
    """答复. The opinion of Art. 32 for a claim, the reply of Art. 29 for a suggestion.

    `findings` holds requests, facts_found, reasons and laws, or adoption and reasons.
    """
    with taking(Step.ANSWER, petition_id, by=by, at=at, version=version) as one:
        _issue_answer(one, findings, at, corrects=_replaced(one))
    return one.result


def _replaced(one: Taking) -> Letter | None:
    """The answer that a reworked petition had before: the new one names it."""
    old = _last_answer(one)
    if old is None:
        return None
    one.petition.letters.filter(is_answer=True).update(is_current=False)
    one.codes["corrects"] = str(old.letter_id)
    return old.letter


def _last_answer(one: Taking) -> PetitionLetter | None:
    """The last that no other replaces: of two servers one clock may be behind."""
    return (
        PetitionLetter.objects.select_related("letter")
        .filter(petition=one.petition, is_answer=True, letter__corrected_by=None)
        .order_by("-letter__issued_at")
        .first()
    )


def _issue_answer(
    one: Taking, findings: dict[str, Any], at: datetime, corrects: Letter | None = None
) -> None:
    petition, vault = one.petition, one.vault
    kind = _kind_of(findings)
    if kind is LetterKind.SUGGESTION_REPLY:
        facts = letters.suggestion_reply(petition, vault, findings=findings, at=at)
    elif kind is LetterKind.REPLY:
        facts = letters.reply(petition, vault, answer=findings["answer"], at=at)
    elif kind is LetterKind.OPINION:
        facts = letters.opinion(petition, vault, findings=findings, at=at)
    else:
        facts = letters.information(petition, vault, told=findings, at=at)
    issue_to_petitioner(one, kind, facts, is_answer=True, corrects=corrects)
    one.words |= findings


def _kind_of(findings: dict[str, Any]) -> LetterKind:
    """The letter that such findings make; the row of the table says whether it may be issued."""
    if "adoption" in findings:
        return LetterKind.SUGGESTION_REPLY
    if "answer" in findings:
        return LetterKind.REPLY
    if "requests" in findings:
        return LetterKind.OPINION
    return LetterKind.INFORMATION


def inform(
    petition_id: UUID,
    *,
    told: dict[str, str],
    by: Viewer,
    at: datetime,
    version: int | None = None,
) -> Event:
    """告知. Lead into the right procedure (R31), or name the competent organ (R23.1).

    `told` holds procedure or organ, legal_basis, time_limit and what_to_do.
    """
    with taking(Step.INFORM, petition_id, by=by, at=at, version=version) as one:
        _issue_answer(one, told, at)
    return one.result


def reply(
    petition_id: UUID, *, answer: str, by: Viewer, at: datetime, version: int | None = None
) -> Event:
    """直接回复. A simple enquiry is answered at once (1.4)."""
    with taking(Step.REPLY, petition_id, by=by, at=at, version=version) as one:
        _issue_answer(one, {"answer": answer}, at)
    return one.result


def correct_letter(
    petition_id: UUID,
    *,
    findings: dict[str, Any],
    reason: str,
    by: Viewer,
    at: datetime,
    version: int | None = None,
) -> Event:
    """更正文书. A new letter that names the old; it must be served anew."""
    if not reason.strip():
        raise Refused("请写明更正的理由。", field="reason")
    with taking(Step.CORRECT_LETTER, petition_id, by=by, at=at, version=version) as one:
        old = (
            PetitionLetter.objects.select_related("letter")
            .filter(petition=one.petition, is_answer=True, is_current=True)
            .order_by("-letter__issued_at")
            .first()
        )
        if old is None:
            raise Refused("没有可以更正的答复文书。")
        old.is_current = False
        old.save(update_fields=["is_current"])
        if LetterKind(old.letter.kind) is not _kind_of(findings):
            raise Refused("更正的文书须与原文书同类。")
        _issue_answer(one, findings, at, corrects=old.letter)
        one.codes["corrects"] = str(old.letter_id)
        one.words["reason"] = reason
    return one.result


def ask_name(
    petition_id: UUID, *, reason: str, by: Viewer, at: datetime, version: int | None = None
) -> Event:
    """申请知悉姓名. The unit asks with a reason; the petitioner decides (G4)."""
    if not reason.strip():
        raise Refused("请写明需要知悉姓名的理由，信访人会看到。", field="reason")
    with taking(Step.ASK_NAME, petition_id, by=by, at=at, version=version) as one:
        one.petition.name_disclosure = "asked"
        one.words["reason"] = reason
        one.topics.append(("tell", one.petition.id, {"about": "name"}))
    return one.result
