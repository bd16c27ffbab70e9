"""卷宗. What the whole file of a petition holds for one viewer, frozen for the worker to bind.

Letters, attachments and story are those of the page: who may not learn the name gets masked
copies and no cover sheet (G4).
"""

from datetime import datetime
from typing import Any

from huiyin.documents.sheets import Box, FormSheet, paired
from huiyin.petitions.explaining import people_date, people_moment
from huiyin.rules.moments import localdate
from huiyin.rules.terms import LetterKind, Matter, Naming, State
from huiyin.web.desk.attachments import attachments, originals
from huiyin.web.desk.dossier import Dossier, category_of
from huiyin.web.desk.printing_sheets import EVERY_YEAR, has_cover
from huiyin.web.desk.printing_sheets import cover as warning
from huiyin.web.desk.sheet import letters_for, telling_of
from huiyin.web.desk.story import Entry, story_of


def whole_file(one: Dossier, registration: FormSheet, *, at: datetime) -> dict[str, Any]:
    """Everything that is bound, in its order; letters and files by their ids."""
    petition = one.petition
    return {
        "number": petition.number,
        "head": petition.registering.name,
        "cover": [each.as_json() for each in _covers(one, at)],
        "registration": registration.as_json(),
        "registered": people_date(
            localdate(petition.registered_at or petition.arrived_at), EVERY_YEAR
        ),
        "letters": [
            {
                "letter": str(link.letter_id),
                "title": LetterKind(link.letter.kind).zh,
                "number": link.letter.number,
                "day": people_date(localdate(link.letter.issued_at), EVERY_YEAR),
            }
            for link in reversed(letters_for(one))
        ],
        "files": _files(one, at),
        "story": [_told(each) for each in reversed(_story(one))],
        "events": petition.event_count,
        "chain": bytes(petition.chain_head).hex(),
    }


def _covers(one: Dossier, at: datetime) -> list[FormSheet]:
    petition = one.petition
    closed = people_moment(petition.closed_at, EVERY_YEAR) if petition.closed_at else ""
    boxes = [
        Box("编号", petition.number),
        Box("状态", State(petition.state).zh),
        Box("类别", Matter(petition.matter).zh if petition.matter else ""),
        Box("署名方式", Naming(petition.naming).zh),
        Box("收到时间", people_moment(petition.arrived_at, EVERY_YEAR)),
        Box("办结时间", closed),
    ]
    rows = [
        *paired(boxes),
        (Box("内容分类", str(category_of(petition, reads=True) or "")),),
        (Box("登记机构", petition.registering.name),),
        (Box("当前单位", petition.holder.name),),
        (Box("制卷时间", people_moment(at, EVERY_YEAR)),),
        (Box("说明", "各件的文号、题名、日期、页数和校验值见卷内目录；校验方法写在目录之后。"),),
    ]
    face = FormSheet(
        head=petition.registering.name,
        title="信访事项卷宗",
        number=f"编号：{petition.number}",
        rows=tuple(rows),
    )
    return [face, warning(one)] if has_cover(petition) else [face]


def _files(one: Dossier, at: datetime) -> list[dict[str, str]]:
    """The attachments as copies that this viewer may look at; what has none is only named."""
    shown = attachments(one, at)
    copies = {str(each.original_id): str(each.pk) for each in one.files if each.original_id}
    came = {str(each.pk): each.created_at for each in originals(one)}
    days = [people_date(localdate(each), EVERY_YEAR) for each in came.values()]
    return [
        {
            "file": (copies.get(str(each.id), str(each.id)) if each.can_be_looked_at else ""),
            "title": each.name,
            "day": day,
        }
        for each, day in zip(shown, days, strict=True)
    ]


def _story(one: Dossier) -> list[Entry]:
    return story_of(one.events, one.words, telling_of(one, EVERY_YEAR, reads=True))


def _told(entry: Entry) -> list[str]:
    """One event as a line: its place, when, who, which step, what."""
    who = "　".join(part for part in (entry.who, entry.post) if part)
    letters = [f"{each.kind} {each.number}" for each in entry.letters]
    details = [f"{label}：{text}" if label else text for label, text in entry.lines]
    what = "\n".join(part for part in (entry.what, *letters, *details) if part)
    step = f"{entry.step}（内部）" if entry.is_inner else entry.step
    return [str(entry.seq), people_moment(entry.at, EVERY_YEAR), who, step, what]
