"""What the petitioner does with number and code: 补充 撤回 评价, and deciding on the own name."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from huiyin.documents.actions import store
from huiyin.documents.files import MOST_BYTES_IN_ALL, MOST_FILES
from huiyin.documents.models import StoredFile
from huiyin.language.clean import tidy
from huiyin.petitions import letters
from huiyin.petitions.errors import Refused
from huiyin.petitions.intake import LONGEST, IncomingFile
from huiyin.petitions.models import Event
from huiyin.petitions.taking import taking
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import LetterKind, Rating, Step


def supplement(
    petition_id: UUID,
    *,
    words: str,
    files: Sequence[IncomingFile] = (),
    by: Viewer,
    at: datetime,
) -> Event:
    """补充材料. More words or files; stamped, seen by who holds the petition (F67)."""
    text = tidy(words, limit=LONGEST)
    if not text and not files:
        raise Refused("请写明要补充的内容，或者选择文件。", field="words")
    with taking(Step.SUPPLEMENT, petition_id, by=by, at=at) as one:
        kept = StoredFile.objects.filter(owner_id=petition_id, purpose="original")
        sizes = sum(kept.values_list("size", flat=True))
        if kept.count() + len(files) > MOST_FILES:
            raise Refused("每件信访事项最多20个文件。", field="files")
        if sizes + sum(len(each.content) for each in files) > MOST_BYTES_IN_ALL:
            raise Refused("每件信访事项的文件合计不能超过100MB。", field="files")
        stored = [
            store(each.content, name=each.name, owner_id=petition_id, key=one.vault.key, at=at)
            for each in files
        ]
        one.codes["files"] = [bytes(each.digest).hex() for each in stored]
        one.words["supplement"] = text
        before = Event.objects.filter(petition=petition_id, step=Step.SUPPLEMENT).last()
        said = one.vault.digest(one.words)
        if (
            before is not None  # the words of a repeat that was attached name no files
            and before.codes.get("files") == one.codes["files"]
            and bytes(before.words_digest or b"") == said
        ):
            raise Refused("同样的内容已经收到，不用再提交。", field="words")
        one.topics.extend(("derive", each.id, {}) for each in stored)
        one.topics.append(
            (
                "tell_office",
                petition_id,
                {"office": str(one.petition.holder_id), "about": "supplement"},
            )
        )
    return one.result


def withdraw(petition_id: UUID, *, reason: str, by: Viewer, at: datetime) -> Event:
    """撤回. Ends the clocks and stays visible; an accusation goes on (R30.1)."""
    with taking(Step.WITHDRAW, petition_id, by=by, at=at) as one:
        one.words["reason"] = tidy(reason, limit=2000)
        if one.rule.after is not None:
            one.petition.closed_at = at
            one.issue(
                LetterKind.WITHDRAWAL,
                letters.withdrawal(one.petition, one.vault, at=at),
                office=one.petition.registering,
                needs_service=False,
            )
    return one.result


def rate(
    petition_id: UUID,
    *,
    bureau: Rating,
    organ: Rating | None,
    reason: str = "",
    by: Viewer,
    at: datetime,
) -> Event:
    """评价. Bureau and organ apart; as often as wished within the period, the last counts (G8)."""
    with taking(Step.RATE, petition_id, by=by, at=at) as one:
        one.codes |= {"bureau": str(bureau), "organ": str(organ or "")}
        one.words["reason"] = tidy(reason, limit=2000)
    return one.result


def answer_name(petition_id: UUID, *, agrees: bool, by: Viewer, at: datetime) -> Event:
    """答复是否公开姓名. The petitioner lets the unit know the name, or does not (G4)."""
    with taking(Step.ANSWER_NAME, petition_id, by=by, at=at) as one:
        one.petition.name_disclosure = "granted" if agrees else "refused"
        one.codes["agrees"] = agrees
    return one.result
