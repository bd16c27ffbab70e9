"""回访 and 办结, and the records beside the way: contacts, inner notes, a new query code."""

from datetime import datetime
from uuid import UUID, uuid5

from huiyin.language.clean import tidy
from huiyin.notifications.actions import tell
from huiyin.notifications.models import Notice
from huiyin.petitions.errors import Refused
from huiyin.petitions.models import Event, Petition
from huiyin.petitions.taking import Taking, taking
from huiyin.petitions.vault import Vault
from huiyin.privacy.codes import in_groups, new_code
from huiyin.privacy.indexes import blind
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import Step


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
        one.petition.followed_up_at = at
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
