"""回访 and 办结, and the records beside the way: contacts, inner notes, a new query code."""

from datetime import date, datetime
from uuid import UUID, uuid5

from huiyin.language.clean import tidy
from huiyin.notifications.actions import tell
from huiyin.notifications.models import Notice
from huiyin.petitions.errors import Refused
from huiyin.petitions.models import Event, Petition
from huiyin.petitions.standing import running
from huiyin.petitions.taking import Taking, taking
from huiyin.petitions.vault import Vault
from huiyin.privacy.codes import in_groups, new_code
from huiyin.privacy.indexes import blind
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import State, Step, TimeLimit

AFTER_SERVICE = (State.SERVED, State.CLOSED)


def follow_up(
    petition_id: UUID,
    *,
    reached: bool,
    words: str,
    by: Viewer,
    at: datetime,
    version: int | None = None,
) -> Event:
    """回访. Ask whether the answer arrived and was good; no answer is an outcome of its own."""
    with taking(Step.FOLLOW_UP, petition_id, by=by, at=at, version=version) as one:
        if one.facts.state in AFTER_SERVICE:
            one.petition.followed_up_at = at  # an emergency is followed up before that too
        one.codes["reached"] = reached
        one.words["words"] = tidy(words, limit=4000)
    return one.result


def close(
    petition_id: UUID, *, words: str = "", by: Viewer, at: datetime, version: int | None = None
) -> Event:
    """办结. Only with an answer served; the petitioner's own periods run on (2.8)."""
    with taking(Step.CLOSE, petition_id, by=by, at=at, version=version) as one:
        one.petition.closed_at = at
        one.words["words"] = tidy(words, limit=4000)
    return one.result


def note_review(
    petition_id: UUID,
    *,
    asked_on: date,
    way: str,
    evidence: str,
    by: Viewer,
    at: datetime,
    version: int | None = None,
) -> Event:
    """登记复查申请. A request handed in, with its day and what proves it (R35.1, L7).

    In time it ends L7; late it is no review: it is taken as information, and explained.
    """
    with taking(Step.NOTE_REVIEW, petition_id, by=by, at=at, version=version) as one:
        clock = next((each for each in running(one.petition) if each.limit == TimeLimit.L7), None)
        if clock is None:
            raise Refused("该事项没有可以申请的复查，或者已经登记过。")
        if not localdate(clock.started_at) <= asked_on <= localdate(at):
            raise Refused("申请日期应在送达之日以后、今天以前。", field="asked_on")
        proof = tidy(evidence, limit=400)
        if not proof:
            raise Refused("请写明日期的凭据，例如邮戳或者当面递交的签收。", field="evidence")
        in_time = asked_on <= clock.legal_on
        if in_time:
            one.end(TimeLimit.L7, at=at)
        one.codes |= {"asked_on": asked_on.isoformat(), "in_time": in_time}
        one.words |= {"way": tidy(way, limit=100), "evidence": proof}
    return one.result


def contact(
    petition_id: UUID,
    *,
    way: str,
    result: str,
    words: str,
    by: Viewer,
    at: datetime,
    version: int | None = None,
) -> Event:
    """联系记录. When and how the petitioner was spoken to, and what came of it (F54)."""
    with taking(Step.CONTACT, petition_id, by=by, at=at, version=version) as one:
        one.codes |= {"way": tidy(way, limit=40), "result": tidy(result, limit=40)}
        one.words["words"] = tidy(words, limit=4000)
    return one.result


def note(
    petition_id: UUID, *, words: str, by: Viewer, at: datetime, version: int | None = None
) -> Event:
    """内部备注. For colleagues; the petitioner never sees it (F49)."""
    text = tidy(words, limit=4000)
    if not text:
        raise Refused("请写下备注内容。", field="words")
    with taking(Step.NOTE, petition_id, by=by, at=at, version=version) as one:
        one.words["note"] = text
    return one.result


def reissue_code(
    petition_id: UUID, *, matched: list[str], by: Viewer, at: datetime
) -> tuple[Event, str]:
    """补发查询码. After three matching facts; the old code dies (G10)."""
    if len(set(matched)) < 3:
        raise Refused("须核对三项信息一致，才能补发查询码。", field="matched")
    code = new_code()
    with taking(Step.REISSUE_CODE, petition_id, by=by, at=at) as one:
        _replace_code(one, code)
        one.codes["matched"] = sorted(set(matched))
    return one.result, code


def send_new_code(petition_id: UUID, *, by: Viewer, at: datetime) -> Event:
    """补发查询码. By SMS to the number on file; the code stands in no table but sealed (G10)."""
    code = new_code()
    with taking(Step.REISSUE_CODE, petition_id, by=by, at=at) as one:
        _replace_code(one, code)
        one.codes["matched"] = ["sms"]
        notice_key = f"code:{petition_id}:{one.petition.event_count + 1}"
        tell(
            key=notice_key,
            way="sms",
            text="您的信访事项新查询码：{secret}。旧查询码已作废。",
            subject=petition_id,
            secret=one.vault.seal(
                in_groups(code), "notifications_notice.secret", uuid5(petition_id, notice_key)
            ),
        )
    return one.result


def _replace_code(one: Taking, code: str) -> None:
    petition = one.petition
    petition.code = one.vault.seal(code, "petitions_petition.code", petition.id)
    petition.code_index = blind("code", code)


def message_text(notice: Notice) -> str:
    """A message as its receiver reads it, its secret opened: for the gateway that sends it."""
    if notice.secret is None or notice.subject is None:
        return notice.text
    petition = Petition.objects.get(pk=notice.subject)
    vault = Vault(petition.id, petition.key)
    row = uuid5(petition.id, notice.key)
    return notice.text.format(secret=vault.open(notice.secret, "notifications_notice.secret", row))
