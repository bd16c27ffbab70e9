"""POST /petitions/track: where a petition is, for who holds its number and code (G10)."""

from datetime import date

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router

from huiyin.api.problems import Kind, Problem, ProblemDetails
from huiyin.api.proving import DIFFICULTY, HEADER, PARAMETER, challenge_for, is_proved
from huiyin.api.shapes import (
    Extension,
    LetterLine,
    Question,
    RelatedLine,
    ReviewRequest,
    Right,
    Running,
    StageReached,
    Standing,
)
from huiyin.petitions.explaining import explained
from huiyin.petitions.models import Clock, Petition
from huiyin.petitions.saying import INNER_LIMITS
from huiyin.petitions.simulation import law_time
from huiyin.petitions.telling import told
from huiyin.petitions.tracking import NeedsProof, Opened, Wrong, holder_viewer, open_with
from huiyin.petitions.turns import Extended, Related, ReviewAsked
from huiyin.petitions.viewing import tell_database, viewing
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import NOBODY
from huiyin.rules.terms import LetterKind, Stage, TimeLimit

router = Router(tags=["petitions"])


@router.post(
    "/petitions/track",
    operation_id="track",
    summary="查询办理情况 See where a petition is",
    response={200: Standing, **dict.fromkeys((400, 404, 413, 415, 422, 429, 503), ProblemDetails)},
    openapi_extra={"parameters": [PARAMETER]},
)
def track(request: HttpRequest, question: Question) -> Standing:
    """Whatever is wrong, the answer is the same 404.

    After many wrong guesses of a number, or from one source, 429 with a `challenge`: find a text
    so that SHA-256 of 「challenge:text」 begins with `difficulty` zero bits, and ask again with the
    header `Proof-Of-Work: challenge:text`. A challenge is good for this number, once, for ten
    minutes. A right code with a proof always opens.
    """
    now = law_time(timezone.now())
    source = request.META.get("REMOTE_ADDR", "")
    proof = request.META.get(HEADER, "")
    with viewing(NOBODY):
        found = open_with(
            question.number,
            question.code,
            question.phone_tail,
            source=source,
            at=now,
            proved=is_proved(proof, question.number, at=now),
        )
        if isinstance(found, Opened):
            tell_database(holder_viewer(found.petition))
            return _standing(found.petition, localdate(now))
    # Outside: the wrong guess stays counted.
    match found:
        case NeedsProof():
            challenge = challenge_for(question.number, at=now)
            raise Problem(Kind.GUESSES, challenge=challenge, difficulty=DIFFICULTY)
        case Wrong():
            raise Problem(Kind.NOT_FOUND)


def _standing(petition: Petition, today: date) -> Standing:
    """What the tracking page tells, and every clock and stage with its code."""
    story = told(petition, holder_viewer(petition), today=today)
    clocks = [each for each in petition.clocks.all() if each.limit not in INNER_LIMITS]
    return Standing(
        number=story.number,
        receipt=story.receipt,
        state=story.state,
        sentence=story.sentence,
        remarks=list(story.remarks),
        office=story.holder,
        arrived_at=petition.arrived_at,
        stages=_stages(petition),
        clocks=[_running(clock, today) for clock in clocks],
        letters=_letters(petition),
        next_right=_next_right(clocks),
        extension=_extension(story.extended),
        review=_review(story.review),
        parts=[_related(each) for each in story.parts],
        joined=_related(story.joined) if story.joined else None,
    )


def _extension(extended: Extended | None) -> Extension | None:
    if extended is None:
        return None
    return Extension(
        days=extended.days,
        old_day=extended.old_day,
        new_day=extended.new_day,
        reason=extended.reason,
        is_void=extended.is_void,
    )


def _review(asked: ReviewAsked | None) -> ReviewRequest | None:
    if asked is None:
        return None
    return ReviewRequest(asked_on=asked.asked_on, in_time=asked.in_time, organ=asked.organ)


def _related(other: Related) -> RelatedLine:
    return RelatedLine(
        number=other.number,
        state=other.state,
        name=other.label,
        arrived_at=other.arrived_at,
        closed_at=other.closed_at,
    )


def _stages(petition: Petition) -> list[StageReached]:
    events = petition.events.exclude(stage=None).order_by("seq")
    return [
        StageReached(stage=Stage(stage), name=_(Stage(stage).zh), at=at)
        for stage, at in events.values_list("stage", "at")
        if stage is not None
    ]


def _running(clock: Clock, today: date) -> Running:
    limit = TimeLimit(clock.limit)
    return Running(
        limit=limit,
        name=_(limit.zh),
        legal_on=clock.legal_on,
        reason=explained(clock.explanation, today, for_citizen=True),
        office=clock.office.name if clock.office else "",
        is_yours=clock.is_petitioners,
        ended_at=clock.ended_at,
    )


def _letters(petition: Petition) -> list[LetterLine]:
    links = petition.letters.filter(to_office=None).select_related("letter").order_by("letter__id")
    return [
        LetterLine(
            kind=LetterKind(link.letter.kind),
            name=_(LetterKind(link.letter.kind).zh),
            number=link.letter.number,
            issued_on=localdate(link.letter.issued_at),
            served_at=link.served_at,
        )
        for link in links
    ]


def _next_right(clocks: list[Clock]) -> Right | None:
    open_ones = [clock for clock in clocks if clock.is_petitioners and clock.ended_at is None]
    if not open_ones:
        return None
    nearest = min(open_ones, key=lambda clock: (clock.legal_on, clock.limit))
    limit = TimeLimit(nearest.limit)
    return Right(limit=limit, name=_(limit.zh), last_on=nearest.legal_on)
