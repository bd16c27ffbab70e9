"""POST /petitions: hand in a petition, once for each Idempotency-Key (D6)."""

import re
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _
from ninja import Router

from huiyin.api.guarding import FILES, FORM, JSON
from huiyin.api.places import bureau_of, forget
from huiyin.api.problems import Kind, Problem, ProblemDetails, refused
from huiyin.api.shapes import Deadline, NewPetition, Receipt
from huiyin.api.slowing import seconds_to_wait
from huiyin.api.ways import closed_of
from huiyin.documents.files import Refused as FileRefused
from huiyin.documents.files import judge, within_limits
from huiyin.organisations.models import Office
from huiyin.petitions import intake
from huiyin.petitions.explaining import explained
from huiyin.petitions.failpoints import Failpoint, reach
from huiyin.petitions.simulation import law_time
from huiyin.petitions.submissions import (
    LONGEST_KEY,
    SHORTEST_KEY,
    IncomingFile,
    Person,
    Submission,
    checked,
    flaw_of_arrival,
)
from huiyin.petitions.tokens import SUBMIT, IntakeToken, token_of
from huiyin.petitions.viewing import viewing
from huiyin.privacy.codes import in_groups
from huiyin.rules.actor import CITIZEN, Actor
from huiyin.rules.clock import Due
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import NOBODY
from huiyin.rules.terms import Channel, Door, OfficeKind, TimeLimit

KEY = re.compile(rf"[\x21-\x7e]{{{SHORTEST_KEY},{LONGEST_KEY}}}")
WITH_TOKEN = ("channel", "office", "arrived_at", "on_the_spot")
SCHEME = "IntakeToken"

router = Router(tags=["petitions"])


def _sender(request: HttpRequest) -> IntakeToken | Actor:
    """Who hands in: asked before anything else of the request is read."""
    return _token(request) or CITIZEN


@router.post(
    "/petitions",
    operation_id="submit",
    summary="提交信访事项 Hand in a petition",
    response={
        201: Receipt,
        200: Receipt,
        **dict.fromkeys((400, 401, 413, 415, 422, 429, 503), ProblemDetails),
    },
    openapi_extra={
        "parameters": [
            {
                "in": "header",
                "name": "Idempotency-Key",
                "required": True,
                "description": "Made by the client for each petition and sent again with each"
                " retry, for months if need be: the same key and body give the same answer (200),"
                " another body is refused (422, key-used).",
                "schema": {
                    "type": "string",
                    "minLength": SHORTEST_KEY,
                    "maxLength": LONGEST_KEY,
                    "pattern": r"^[\x21-\x7e]+$",
                },
            }
        ],
        "security": [{}, {SCHEME: []}],
    },
    auth=_sender,
)
def submit(request: HttpRequest, petition: NewPetition) -> HttpResponse:
    """Anybody may hand in a petition; a system with a token does so in the name of its office.

    With files: multipart/form-data with one part `petition` (this JSON) and up to 20 parts `files`,
    each at most 20 MB and 100 MB in all, judged by what they are. Answered only after the petition
    is stored for good. Without a token a source that hands in very much is asked to wait (429).
    """
    now = law_time(timezone.now())
    key = request.META.get("HTTP_IDEMPOTENCY_KEY", "")
    if not KEY.fullmatch(key):
        raise Problem(Kind.KEY)
    sender = request.auth  # type: ignore[attr-defined]  # ninja puts it there
    token = sender if isinstance(sender, IntakeToken) else None
    office = _office(petition, token)
    submission = checked(_submission(petition, office, token, now, _files(request)))
    if token is not None:
        key = f"{token.id}:{key}"
    else:
        key = f"api:{key}"
    slowed = _slowed(request, submission, key=key, now=now) if token is None else None
    receipt = slowed or _once(submission, office, token, key=key, now=now)
    if receipt.changed:
        raise Problem(Kind.KEY_USED, differs=receipt.changed)
    reach(Failpoint.AFTER_COMMIT_BEFORE_ANSWER)
    # Written at once: the receipt was checked as it was made, and need not be taken apart again.
    return HttpResponse(
        _answer(receipt, office, now).model_dump_json(),
        status=201 if receipt.is_new else 200,
        content_type=f"{JSON}; charset=utf-8",
    )


def _files(request: HttpRequest) -> tuple[IncomingFile, ...]:
    """The files sent beside the petition, each judged by its content as on the portal (D7)."""
    if request.content_type != FORM:
        return ()
    sent = request.FILES.getlist(FILES)
    try:
        within_limits(each.size or 0 for each in sent)
        files = tuple(IncomingFile(name=each.name or "", content=each.read()) for each in sent)
        for each in files:
            judge(each.name, each.content)
    except FileRefused as refusal:
        raise refused(FILES, refusal.sentence) from refusal
    return files


def _slowed(
    request: HttpRequest, submission: Submission, *, key: str, now: datetime
) -> intake.Receipt | None:
    """Ask a source that hands in very much to wait; what it handed in before is still answered."""
    seconds = seconds_to_wait(request.META.get("REMOTE_ADDR", ""), at=now)
    if not seconds:
        return None
    with viewing(NOBODY):
        first = intake.earlier(submission, key)
    if first is None:
        raise Problem(Kind.SUBMISSIONS, retry_after=seconds)
    return first


def _once(
    submission: Submission, office: Office, token: IntakeToken | None, *, key: str, now: datetime
) -> intake.Receipt:
    viewer = token.viewer() if token else NOBODY
    actor = Actor(str(token.id), token.name, "token", str(token.office_id)) if token else CITIZEN
    if submission.files:
        with viewing(viewer):
            return intake.receive(submission, key=key, by=actor, at=now, office=office)
    try:
        return intake.receive_once(
            submission, key=key, by=actor, at=now, office=office, viewer=viewer
        )
    except IntegrityError:
        with viewing(viewer):
            first = intake.earlier(submission, key)
        if first is None:
            # Not the key then: most likely an office that is no more.
            forget()
            raise Problem(Kind.UNAVAILABLE) from None
        return first


def _token(request: HttpRequest) -> IntakeToken | None:
    """The token that the request shows; a problem for one that is not, or no longer, good."""
    shown = request.META.get("HTTP_AUTHORIZATION")
    if shown is None:
        return None
    scheme, _space, text = shown.partition(" ")
    if scheme.lower() != "bearer":
        raise Problem(Kind.TOKEN)
    with viewing(NOBODY):
        token = token_of(text.strip())
    if token is None or SUBMIT not in token.scopes:
        raise Problem(Kind.TOKEN)
    return token


def _office(petition: NewPetition, token: IntakeToken | None) -> Office:
    """The office that takes it in: of the place, or as a system with a token says."""
    if token is None:
        for name in WITH_TOKEN:
            if getattr(petition, name):
                raise refused(name, gettext_noop("只有持接入令牌的系统才能填写此项。"))
        if petition.division is None:
            raise refused("division", gettext_noop("此项必填。"))
        return bureau_of(petition.division)
    if petition.office is None or petition.office == token.office_id:
        return token.office
    return _below(token.office, petition.office)


def _below(own: Office, wanted: UUID) -> Office:
    """An office under the token's own, or under the government whose bureau that is."""
    top = own.path
    if own.kind == OfficeKind.BUREAU:
        top = own.path.rstrip("/").rpartition("/")[0] + "/"
    with viewing(NOBODY):
        found = Office.objects.under(top).filter(pk=wanted, is_open=True).first()
    if found is None:
        raise refused("office", gettext_noop("只能填写令牌所属机构或者其下级机构。"))
    return found


def _submission(
    petition: NewPetition,
    office: Office,
    token: IntakeToken | None,
    now: datetime,
    files: tuple[IncomingFile, ...],
) -> Submission:
    arrived_at = petition.arrived_at
    if arrived_at is not None:
        if flaw := flaw_of_arrival(arrived_at, at=now):
            raise refused("arrived_at", flaw)
        arrived_at = arrived_at.astimezone(UTC)
    channel = petition.channel or Channel.WEB
    return Submission(
        office_id=office.id,
        channel=channel,
        door=Door(token.door) if token and token.door and channel == Channel.WEB else None,
        naming=petition.naming,
        wish=petition.wish,
        request=petition.request,
        facts=petition.facts,
        reasons=petition.reasons,
        division=petition.division or office.division,
        place_detail=petition.place_detail,
        complained_about=petition.complained_about,
        name=petition.name,
        phone=petition.phone,
        identity=petition.identity,
        address=petition.address,
        email=petition.email,
        people_count=petition.people_count,
        on_the_spot=petition.on_the_spot,
        petitioners=tuple(Person(**each.model_dump()) for each in petition.petitioners),
        consents_electronic=petition.consents_electronic,
        arrived_at=arrived_at or now,
        states_arrival=arrived_at is not None,
        files=files,
    )


def _answer(receipt: intake.Receipt, office: Office, now: datetime) -> Receipt:
    return Receipt(
        number=receipt.number,
        code=in_groups(receipt.code),
        office=office.name,
        due=_deadline(receipt.limit, receipt.due, localdate(now), get_language()),
        track_at=_track_at(),
        closed=closed_of(office, now),
    )


@cache
def _track_at() -> str:
    return settings.HUIYIN_PORTAL_ADDRESS.rstrip("/") + reverse("portal:track")


@lru_cache(maxsize=256)
def _deadline(limit: TimeLimit, due: Due, today: date, language: str | None) -> Deadline:
    """A due date as citizens are told it; the same for everything that comes in on a day."""
    return Deadline(
        limit=limit,
        name=_(limit.zh),
        legal_on=due.legal,
        reason=explained(due.explanation.as_json(), today, for_citizen=True),
    )
