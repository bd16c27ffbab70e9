"""应急事项: 标记 上报 阅知 催问, and that the result was told within the hours (A15, A18-A24)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_noop

from huiyin.duty.alerts import settle
from huiyin.language.clean import tidy
from huiyin.petitions.emergency_marks import EmergencyMark, Response, mark_of
from huiyin.petitions.errors import Refused
from huiyin.petitions.models import Event, Petition
from huiyin.petitions.requests import Request
from huiyin.petitions.taking import Taking, taking
from huiyin.rules.hours import end_of, next_warning, warnings
from huiyin.rules.permissions import Viewer, job_viewer
from huiyin.rules.rows.unseen import REPORTED_UP
from huiyin.rules.terms import Stage, Step
from huiyin.rules.terms_emergency import TAGS, Found, Tag

# Who asks again for the same stage within this time has been heard already.
PATIENCE = timedelta(minutes=10)


@transaction.atomic
def mark(
    petition_id: UUID,
    *,
    response: Response,
    tags: Sequence[Tag] = (),
    found_at: datetime | None = None,
    by: Viewer,
    at: datetime,
    version: int | None = None,
) -> Event:
    """标记应急. The hours begin, and the leading group is told in the same step (A18, A19).

    Marked when it is registered they count from the receipt, found later from when it was found:
    now, or the earlier moment that is stated where the mark is entered late.
    """
    strange = set(tags) - set(TAGS[response.kind])
    if strange:
        raise Refused("请选择这次应急的标签。", field="tags")
    found, counted_from = _since(petition_id, response.emergency, found_at, at)
    with taking(
        Step.MARK,
        petition_id,
        by=by,
        at=at,
        version=version,
        happened_at=counted_from,
        hours=response.hours,
    ) as one:
        if one.petition.drill != response.drill:
            raise Refused(
                gettext_noop("演练只能标记这次演练的演练信访件，不能标记真实的信访件。")
                if response.drill
                else gettext_noop("这是演练信访件，只能按它的那次演练标记。"),
                field="emergency",
            )
        stand(
            one,
            EmergencyMark(
                petition=one.petition,
                emergency=response.emergency,
                kind=response.kind,
                group=response.group,
                leading=response.leading,
                coordinating=response.coordinating,
                supervising=response.supervising,
                found=found,
                tags=[each.value for each in Tag if each in tags],
                marked_at=at,
                marked_by=UUID(by.id),
                counted_from=counted_from,
                due_at=end_of(counted_from, response.hours),
                minutes=dict(response.minutes),
            ),
        )
    report_up(petition_id, at=at)
    return one.result


def stand(one: Taking, made: EmergencyMark) -> None:
    """Let a mark stand on the petition under way, and tell its groups and who is on duty.

    Of warnings whose moment has passed before it was entered only the breach is still told.
    """
    moments = warnings(made.counted_from, made.due_at)
    made.warned = sum(each <= one.at for each in moments[:-1])
    made.warn_at = next_warning(made.counted_from, made.due_at, made.warned)
    made.save(force_insert=True)
    one.petition.urgent = True
    one.forget("emergency_marks")
    one.codes |= {
        "mark": str(made.pk),
        "emergency": str(made.emergency),
        "found": made.found,
        "tags": made.tags,
        "counted_from": made.counted_from.isoformat(),
        "due_at": made.due_at.isoformat(),
        "group": str(made.group_id),
    }
    for office in sorted(made.group_ids):
        _tell(one, office, "marked")
    one.topics.append(("alert", one.petition.id, {}))


def _since(
    petition_id: UUID, emergency: UUID, found_at: datetime | None, at: datetime
) -> tuple[Found, datetime]:
    """How it was found, and the moment from which its hours count.

    Whoever marks anew what was cleared by mistake wins no time: the first hours count (1.6).
    """
    if found_at is not None and found_at > at:
        raise Refused("发现的时间不能晚于现在。", field="found_at")
    petition = Petition.objects.filter(pk=petition_id).values_list("registered_at", "arrived_at")
    registered, arrived = petition.first() or (at, at)
    earlier = EmergencyMark.objects.filter(petition=petition_id, emergency=emergency)
    before = [each for each in earlier if each.cleared_at is not None]
    if before:
        first = min(before, key=lambda each: each.counted_from)
        return Found(first.found), first.counted_from
    if registered is None or registered == at:
        return Found.REGISTRATION, arrived
    if found_at is not None and found_at < registered:
        raise Refused("发现的时间不能早于登记；登记时就知道的，从收到起算。", field="found_at")
    return Found.SCREENING, found_at or at


def report_up(petition_id: UUID, *, at: datetime) -> Event | None:
    """上报. To the leading group, by the marking itself; None where the emergency has none."""
    viewer = job_viewer("report")
    with taking(
        Step.REPORT_UP, petition_id, by=viewer, at=at, choose=lambda _facts: REPORTED_UP
    ) as one:
        made = the_mark(one)
        if made.leading_id:
            one.codes["to"] = str(made.leading_id)
            _tell(one, made.leading_id, "reported_up")
    return one.result


def check_mark(one: Taking, _arguments: dict[str, object]) -> None:
    """Whether there is a mark that can be cleared; the row of the table has asked already."""
    the_mark(one)


def clear_mark(one: Taking, _request: Request, reason: str) -> None:
    """撤销应急标记. Only a wrong mark, by two persons, with the reason; its record stays."""
    made = the_mark(one)
    made.cleared_at, made.cleared_by, made.warn_at = one.at, UUID(one.viewer.id), None
    made.save(update_fields=["cleared_at", "cleared_by", "warn_at"])
    one.petition.urgent = False
    one.forget("emergency_marks")
    settle(one.petition.pk, one.at)
    one.codes["mark"] = str(made.pk)
    one.words["reason"] = reason


def acknowledge(
    petition_id: UUID, *, by: Viewer, at: datetime, version: int | None = None
) -> Event:
    """阅知. A member of the leading group has read the report; once each (A19)."""
    with taking(Step.ACKNOWLEDGE, petition_id, by=by, at=at, version=version) as one:
        made = the_mark(one)
        if _since_mark(made, Step.ACKNOWLEDGE).filter(actor=by.id).exists():
            raise Refused("您已经阅知。")
    return one.result


def chase(
    petition_id: UUID, *, stage: Stage, by: Viewer, at: datetime, version: int | None = None
) -> Event:
    """催问. Ask whoever has the missing stage to see to it; no clock moves (B24)."""
    with taking(Step.CHASE, petition_id, by=by, at=at, version=version) as one:
        made = the_mark(one)
        recent = _since_mark(made, Step.CHASE).filter(at__gt=at - PATIENCE)
        if recent.filter(codes__stage=stage.value).exists():
            raise Refused("十分钟以内已经催过这一项。")
        office = _whose(one, made, stage)
        one.codes |= {"to": str(office), "stage": stage.value}
        _tell(one, office, f"chased_{stage.value}")
    return one.result


def _whose(one: Taking, made: EmergencyMark, stage: Stage) -> UUID:
    """The office that has a stage in hand."""
    if stage is Stage.REPORT and made.leading_id:
        return made.leading_id
    if stage in (Stage.RECEIVE, Stage.ASSIGN):
        return one.petition.registering_id
    if stage is Stage.HANDLE:
        return one.petition.holder_id
    return made.group_id


def tell_result(
    petition_id: UUID,
    *,
    way: str,
    told_at: datetime,
    words: str,
    by: Viewer,
    at: datetime,
    version: int | None = None,
) -> Event:
    """反馈结果. What came of it was told to the petitioner; ends the hours, serves no letter (A23).

    `told_at` is when it was told; when it was recorded stands beside it.
    """
    said = tidy(words, limit=4000)
    if not said:
        raise Refused("请写明告知信访人的办理结果。", field="words")
    with taking(
        Step.TELL_RESULT, petition_id, by=by, at=at, version=version, happened_at=told_at
    ) as one:
        made = the_mark(one)
        if told_at > at:
            raise Refused("反馈时间不能晚于现在。", field="told_at")
        if told_at < made.counted_from:
            raise Refused("反馈时间不能早于开始计时的时刻。", field="told_at")
        made.told_at, made.warn_at = told_at, None
        made.save(update_fields=["told_at", "warn_at"])
        one.forget("emergency_marks")
        told_too(one.petition, told_at)
        settle(one.petition.pk, at)
        one.codes |= {"way": tidy(way, limit=40), "told_at": told_at.isoformat()}
        one.words["words"] = said
        if made.supervising_id:
            _tell(one, made.supervising_id, "result_told")
    return one.result


def told_too(petition: Petition, told_at: datetime) -> None:
    """Who is told of the first has been told of the repeats that joined it; of the whole, who
    was told of every part."""
    standing = EmergencyMark.objects.filter(cleared_at=None, told_at=None)
    standing.filter(petition__attached_to=petition).update(told_at=told_at, warn_at=None)
    whole = petition.parent_id
    if whole and not standing.filter(petition__parent=whole).exists():
        standing.filter(petition=whole).update(told_at=told_at, warn_at=None)


def the_mark(one: Taking) -> EmergencyMark:
    """The mark that stands on the petition under way."""
    made = mark_of(one.petition)
    if made is None:
        raise Refused("该事项没有应急标记。")
    return made


def _since_mark(made: EmergencyMark, step: Step) -> QuerySet[Event]:
    return Event.objects.filter(petition=made.petition_id, step=step, at__gte=made.marked_at)


def _tell(one: Taking, office: UUID, about: str) -> None:
    one.topics.append(("tell_office", one.petition.id, {"office": str(office), "about": about}))
