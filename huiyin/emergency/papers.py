"""预案文件. Schemes, measures, contingency plans: versions, put to use, rehearsed (B3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from huiyin.emergency.ending import DECIDING
from huiyin.emergency.meetings import may_write
from huiyin.emergency.models import Emergency, Paper, PaperUsed
from huiyin.emergency.writing import optional_text, text_typed
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import Office
from huiyin.organisations.tree import alone
from huiyin.rules.ids import new_id
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms_emergency import PaperKind, PaperUse

LONGEST_TITLE = 60
LONGEST_TEXT = 20_000
LONGEST_NOTE = 500


@dataclass(frozen=True)
class Wording:
    """A paper as it would be kept."""

    kind: str
    title: str
    text: str


def considered(form: Mapping[str, str]) -> Wording:
    """What was typed, tidied; Refused, with the field, for what cannot be."""
    if form.get("kind") not in set(PaperKind):
        raise Refused(_("请选择文件种类。"), field="kind")
    return Wording(
        form["kind"],
        text_typed(form, "title", LONGEST_TITLE, missing=_("请填写标题。")),
        text_typed(form, "text", LONGEST_TEXT, many_lines=True, missing=_("请填写正文。")),
    )


def newest_papers(bureau: Office) -> list[Paper]:
    """The newest version of each paper of a bureau."""
    rows = Paper.objects.filter(office=bureau).order_by("root", "-version").distinct("root")
    return sorted(rows, key=lambda each: (list(PaperKind).index(PaperKind(each.kind)), each.title))


@transaction.atomic
def write_paper(
    bureau: Office, wording: Wording, *, last: Paper | None = None, by: Viewer, at: datetime
) -> Paper:
    """编制、修订. A new paper, or a new version; `last` is the one that was read.

    The same form sent twice is one paper.
    """
    alone()
    if not may_write(bureau, by):
        raise Refused(_("由信访部门负责人或者转办员办理。"))
    if last is None:
        begun = Paper.objects.filter(office=bureau, version=1)
        if known := begun.filter(**vars(wording)).first():
            return known
        key = new_id()
        return _kept(key, key, 1, bureau, wording, by=by, at=at)
    if Paper.objects.filter(root=last.root, version__gt=last.version).exists():
        raise Refused(_("别人刚刚修订过。您填写的内容还在，请看过现在的文件，再保存一次。"))
    if (last.kind, last.title, last.text) == (wording.kind, wording.title, wording.text):
        return last
    return _kept(new_id(), last.root, last.version + 1, bureau, wording, by=by, at=at)


@transaction.atomic
def use_paper(
    paper: Paper,
    kind: str,
    *,
    used_on: date,
    note: str,
    emergency: Emergency | None,
    by: Viewer,
    at: datetime,
) -> PaperUsed:
    """启用、演练. That this version was put to use or rehearsed, and what came of it; once."""
    alone()
    if by.may_act(DECIDING, str(paper.office_id)) is None:
        raise Refused(_("由信访部门负责人办理。"))
    if kind not in set(PaperUse):
        raise Refused(_("请选择启用或者演练。"), field="use")
    if used_on > localdate(at):
        raise Refused(_("日期不能晚于今天。"), field="used_on")
    noted = optional_text({"note": note}, "note", LONGEST_NOTE, many_lines=True)
    if kind == PaperUse.DRILLED and not noted:
        raise Refused(_("请写明演练发现了什么。"), field="note")
    same = {"emergency": emergency, "kind": kind, "used_on": used_on, "note": noted}
    made, _new = PaperUsed.objects.get_or_create({"at": at}, paper=paper, by=by.id, **same)
    return made


def _kept(
    key: UUID,
    root: UUID,
    version: int,
    bureau: Office,
    wording: Wording,
    *,
    by: Viewer,
    at: datetime,
) -> Paper:
    return Paper.objects.create(
        id=key,
        root=root,
        version=version,
        office=bureau,
        kind=wording.kind,
        title=wording.title,
        text=wording.text,
        written_by=by.id,
        written_at=at,
    )
