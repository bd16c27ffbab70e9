"""应急事项: 解释说明 领导督办 报告督办结果 跟踪 (A15, A21, A22)."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from huiyin.accounts.models import Post, User
from huiyin.language.clean import tidy
from huiyin.petitions.actions.emergency import the_mark
from huiyin.petitions.emergency_marks import mark_of
from huiyin.petitions.errors import Refused
from huiyin.petitions.models import Event, Petition
from huiyin.petitions.taking import taking
from huiyin.petitions.wall import is_kept_from
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer
from huiyin.rules.rows.emergency import GROUP_LEADERS
from huiyin.rules.terms import Role, Step


def explain(
    petition_id: UUID,
    *,
    words: str,
    answers: Sequence[UUID] = (),
    by: Viewer,
    at: datetime,
    version: int | None = None,
) -> Event:
    """解释说明. What was explained to the petitioner, with the policy answers used (A21)."""
    said = tidy(words, limit=4000)
    if not said:
        raise Refused("请写明解释说明的内容。", field="words")
    with taking(Step.EXPLAIN, petition_id, by=by, at=at, version=version) as one:
        one.codes["answers"] = [str(each) for each in answers]
        one.words["words"] = said
    return one.result


def lead(
    petition_id: UUID,
    *,
    leader: User,
    instruction: str,
    until: date,
    by: Viewer,
    at: datetime,
    version: int | None = None,
) -> Event:
    """领导督办. A named leader says what is to be done, and by when to report (A22)."""
    said = tidy(instruction, limit=2000)
    if not said:
        raise Refused("请写明督办的要求。", field="instruction")
    if until < localdate(at):
        raise Refused("报告结果的日期不能早于今天。", field="until")
    with taking(Step.LEAD, petition_id, by=by, at=at, version=version) as one:
        made = the_mark(one)
        if leader.pk not in leaders(one.petition, localdate(at)):
            raise Refused("请选择领导小组或者本机构的负责人。", field="leader")
        if is_kept_from(petition_id, leader.viewer(localdate(at)), localdate(at)):
            raise Refused("此人须回避，请另选领导。", field="leader")
        made.led_by, made.led_until, made.led_done_at = leader, until, None
        made.save(update_fields=["led_by", "led_until", "led_done_at"])
        one.codes |= {"leader": str(leader.pk), "until": until.isoformat()}
        one.words["instruction"] = said
        for office in sorted({made.group_id, one.petition.holder_id}):
            told = {"office": str(office), "about": "led"}
            one.topics.append(("tell_office", one.petition.id, told))
    return one.result


def leaders(petition: Petition, today: date) -> set[UUID]:
    """Who may be named: heads and deputies of the leading group, leaders of the bureau."""
    made = mark_of(petition)
    mine = Q(office=petition.registering_id, role=Role.LEADER)
    if made is not None and made.leading_id:
        mine |= Q(office=made.leading_id, role__in=GROUP_LEADERS)
    return set(Post.objects.held(today).filter(mine).values_list("user", flat=True))


def lead_result(
    petition_id: UUID, *, words: str, by: Viewer, at: datetime, version: int | None = None
) -> Event:
    """报告督办结果. What became of the leader's instruction (A22)."""
    said = tidy(words, limit=4000)
    if not said:
        raise Refused("请写明督办的结果。", field="words")
    with taking(Step.LEAD_RESULT, petition_id, by=by, at=at, version=version) as one:
        made = the_mark(one)
        made.led_done_at = at
        made.save(update_fields=["led_done_at"])
        one.codes["leader"] = str(made.led_by_id)
        one.words["words"] = said
        if made.leading_id:
            told = {"office": str(made.leading_id), "about": "lead_result"}
            one.topics.append(("tell_office", one.petition.id, told))
    return one.result


def track(
    petition_id: UUID,
    *,
    is_confirmed: bool,
    words: str,
    by: Viewer,
    at: datetime,
    version: int | None = None,
) -> Event:
    """跟踪. What was promised, and whether it has come about; confirmed once, it is over (A15)."""
    said = tidy(words, limit=4000)
    if not said:
        raise Refused("请写明跟踪的情况。", field="words")
    with taking(Step.TRACK, petition_id, by=by, at=at, version=version) as one:
        made = the_mark(one)
        if is_confirmed:
            made.tracked_at = at
            made.save(update_fields=["tracked_at"])
        one.codes["confirmed"] = is_confirmed
        one.words["words"] = said
    return one.result
