"""What the worker makes of an export: claimed, built piece by piece, kept sealed for 24 hours.

Each part of the work is a transaction of its own, so that progress shows; a worker that died is
followed by another after ten minutes. Heavy: for the worker only.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop

from huiyin.accounts.models import User
from huiyin.documents import word
from huiyin.documents.actions import store_made
from huiyin.documents.letters import DOCX, legible_paper
from huiyin.documents.models import Purpose
from huiyin.documents.paper import Block, Grid, Paper
from huiyin.documents.printing import PDF, draw_forms, draw_listing, draw_paper
from huiyin.documents.sheets import Listing, Part
from huiyin.documents.tables import Table, write
from huiyin.documents.typefaces import typefaces
from huiyin.petitions import exports_asking
from huiyin.petitions.door import PetitionQuerySet, hides_name_from
from huiyin.petitions.dossiers import dossier_of, pieces_in
from huiyin.petitions.errors import Refused
from huiyin.petitions.exports import MOST_TRIES, Export, Product
from huiyin.petitions.exports_papers import papers_to_serve
from huiyin.petitions.exports_posting import ready_to_serve
from huiyin.petitions.filters import Filters
from huiyin.petitions.models import Petition
from huiyin.petitions.registers import COLUMNS, Line, lines_of, on_paper, register_rows
from huiyin.petitions.sorting import SORTS
from huiyin.petitions.vault import Vault
from huiyin.petitions.viewing import viewing
from huiyin.petitions.worklists import BY_NAME
from huiyin.rules.moments import localdate, localtime
from huiyin.rules.permissions import Viewer, job_viewer

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP = "application/zip"
GIVEN_UP_AFTER = timedelta(minutes=10)
MOST_ON_PAPER = 5_000  # more would take the worker minutes and gigabytes
NOT_MADE = gettext_noop("没有做成，请重新申请；再不成功的，请告诉系统管理员。")
log = logging.getLogger("huiyin.exports")


class Made(NamedTuple):
    """A file that was made."""

    name: str
    media_type: str
    content: bytes


@dataclass
class Work:
    """One export at work: what was chosen, as whom it is read, how to tell how far it is."""

    export: Export
    viewer: Viewer
    at: datetime
    chosen: dict[str, Any]
    row_count: int | None = None
    columns: list[str] = field(default_factory=list)
    listed: list[str] = field(default_factory=list)  # what stands in a list that was made
    named: list[str] = field(default_factory=list)  # of which of them the name

    def told(self, done: int, total: int | None = None) -> None:
        """Say how far it is, at once and to everybody."""
        now = {"done": done} | ({"total": total} if total is not None else {})
        with viewing(job_viewer("export")):
            Export.objects.filter(pk=self.export.pk).update(**now)

    @property
    def foot(self) -> str:
        """What every printed page says of its printing."""
        at = localtime(self.at)
        reason = exports_asking.reason_of(self.export)
        return f"{self.viewer.name}　{at:%Y-%m-%d %H:%M}　用途：{reason}"


def make_next(at: datetime) -> bool:
    """Make one export that waits; False when none does."""
    export = _claim(at)
    if export is None:
        return False
    if export.tries > MOST_TRIES:  # what kills the worker is not tried for ever either
        _fail(export, NOT_MADE)
        return True
    try:
        work = _begin(export, at)
        made = MAKERS[Product(export.kind)](work)
        _finish(work, made)
    except Refused as refusal:
        _fail(export, refusal.sentence)
    except Exception:  # any fault of one export is logged and tried again; the next one goes on
        log.exception("export %s", export.pk)
        if export.tries >= MOST_TRIES:
            _fail(export, NOT_MADE)
    return True


def _claim(at: datetime) -> Export | None:
    ready = Q(decides=None) | Q(agreed=True)
    with viewing(job_viewer("export")):
        waiting = Export.objects.filter(ready, made_at=None, failure="").filter(
            Q(claimed_at=None) | Q(claimed_at__lt=at - GIVEN_UP_AFTER)
        )
        export = waiting.select_for_update(skip_locked=True, of=("self",)).order_by("asked_at")
        one = export.first()
        if one is not None:
            one.claimed_at, one.tries = at, one.tries + 1
            one.save(update_fields=["claimed_at", "tries"])
        return one


def _begin(export: Export, at: datetime) -> Work:
    """As whom it is read: who asked, with the rights of this moment."""
    person = User.objects.filter(pk=export.asked_by, is_active=True).first()
    viewer = person.viewer(localdate(at)) if person else None
    if viewer is None:
        raise Refused("您已经不能看到这项内容，没有制作。")
    with viewing(viewer):
        if not exports_asking.is_entitled(export, viewer, at):
            raise Refused("您已经不能看到这项内容，没有制作。")
    return Work(export, viewer, at, exports_asking.opened(export))


def _finish(work: Work, made: list[Made]) -> None:
    vault = Vault(work.export.pk, work.export.key)
    with viewing(job_viewer("export")), transaction.atomic():
        export = Export.objects.select_for_update(of=("self",)).get(pk=work.export.pk)
        if export.made_at is not None:
            return
        for each in made:
            store_made(
                each.content,
                name=each.name,
                media_type=each.media_type,
                owner_id=export.pk,
                key=vault.key,
                at=work.at,
                purpose=Purpose.EXPORT,
            )
        export.made_at, export.row_count = work.at, work.row_count
        export.petitions = export.petitions or work.listed
        if work.named:
            exports_asking.seal_named(export, work.named)
        export.done = export.total = max(export.total, 1)
        export.save()
        exports_asking.note(
            export,
            "made",
            by=work.viewer,
            at=work.at,
            reason=exports_asking.reason_of(export),
            columns=work.columns,
        )


def _fail(export: Export, sentence: str) -> None:
    with viewing(job_viewer("export")):
        Export.objects.filter(pk=export.pk).update(failure=sentence)


# -- the products ----------------------------------------------------------------------------------


def _sheets(work: Work) -> list[Made]:
    pdf = draw_forms(work.chosen["sheets"], foot=work.foot, dated=work.at)
    return [Made(f"{work.export.title}.pdf", PDF, pdf)]


def _dossier(work: Work) -> list[Made]:
    today = localdate(work.at)
    with viewing(work.viewer):
        seen = Petition.objects.visible_to(work.viewer, today=today)
        petition = seen.get(pk=work.export.petitions[0])
    work.told(0, pieces_in(work.chosen))
    pdf, archive = dossier_of(petition, work.chosen, foot=work.foot, at=work.at, told=work.told)
    title = work.export.title
    return [Made(f"{title}.pdf", PDF, pdf), Made(f"{title}.zip", ZIP, archive)]


def _posting(work: Work) -> list[Made]:
    with viewing(work.viewer):
        ready = ready_to_serve(work.viewer, work.chosen, localdate(work.at))
    work.told(0, len(ready))
    names = {
        link.petition_id for link, _said in ready if not hides_name_from(link.petition, work.viewer)
    }
    work.named = sorted(map(str, names))
    pdf = papers_to_serve(ready, work.chosen, foot=work.foot, at=work.at, told=work.told)
    return [Made(f"{work.export.title}.pdf", PDF, pdf)]


def _register(work: Work) -> list[Made]:
    chosen = work.chosen
    today = localdate(work.at)
    rows = partial(
        register_rows,
        work.viewer,
        office=work.export.office_id,
        since=date.fromisoformat(chosen["since"]),
        until=date.fromisoformat(chosen["until"]),
        today=today,
    )
    names = list(chosen["columns"])
    lines = _lines(work, rows, names, is_unmasked=False)
    if chosen["as"] == "xlsx":
        return [_spreadsheet(work, lines, names)]
    if len(lines) > MOST_ON_PAPER:
        raise Refused("内容太多，不适合打印。请缩短日期，或者选择电子表格。")
    listing = Listing(
        head=work.export.office.name,
        title="信访事项登记簿",
        about=work.export.about,
        right=f"共 {len(lines)} 件",
        columns=tuple((COLUMNS[name].zh, COLUMNS[name].on_paper) for name in names),
        parts=_parts(lines, names, by=chosen["by"]),
        empty="这段时间没有收到信访件。",
        foot=work.foot,
        wide=True,
    )
    return [Made(f"{work.export.title}.pdf", PDF, draw_listing(listing, dated=work.at))]


def _list(work: Work) -> list[Made]:
    chosen, today = work.chosen, localdate(work.at)
    listed = BY_NAME[chosen["list"]]
    if not listed.is_for(work.viewer):
        raise Refused("您已经不能看到这项内容，没有制作。")
    filters = Filters.read(dict(parse_qsl(chosen["query"])))
    month = [date.fromisoformat(each) for each in chosen["month"]]
    sort, span = SORTS[chosen["sort"]], (month[0], month[1]) if month else None

    def rows() -> PetitionQuerySet:
        return filters.apply(listed.rows(work.viewer, today, sort, span), today)

    names = list(chosen["columns"])
    most = None if work.export.agreed else exports_asking.MOST_BY_ONE
    lines = _lines(work, rows, names, is_unmasked=chosen["unmasked"], most=most)
    return [_spreadsheet(work, lines, names)]


def _parts(lines: list[Line], names: list[str], *, by: str) -> list[Part]:
    """The lines under the day they arrived or the unit that holds them."""
    found: dict[str, list[list[str]]] = {}
    for line in lines:
        day = localdate(line.petition.arrived_at).isoformat()
        heading = day if by == "day" else line.petition.holder.name
        row = [on_paper(COLUMNS[name].value(line)) for name in names]
        found.setdefault(heading, []).append(row)
    ordered = sorted(found.items()) if by == "day" else found.items()
    return [Part(f"{heading}　{len(rows)} 件", rows) for heading, rows in ordered] or [Part("", [])]


def _lines(
    work: Work,
    rows: Callable[[], PetitionQuerySet],
    names: list[str],
    *,
    is_unmasked: bool,
    most: int | None = None,
) -> list[Line]:
    with viewing(work.viewer):
        ids = list(rows().values_list("pk", flat=True))
    if most is not None and len(ids) > most:
        raise Refused("件数已经超过 5,000，须由另一个人审批，请重新申请。")
    work.told(0, len(ids))
    lines = list(lines_of(rows, work.viewer, is_unmasked=is_unmasked, ids=ids, told=work.told))
    work.row_count, work.columns = len(lines), [COLUMNS[name].zh for name in names]
    work.listed = [str(line.petition.pk) for line in lines]
    work.named = [str(line.petition.pk) for line in lines if line.is_named]
    return lines


def _spreadsheet(work: Work, lines: list[Line], names: list[str]) -> Made:
    columns = [COLUMNS[name] for name in names]
    table = Table(
        name="信访事项",
        head=[
            f"{work.export.office.name}　{work.export.title}",
            f"范围：{work.export.about}　共 {len(lines)} 件",
            work.foot,
        ],
        columns=[(each.zh, each.in_sheet) for each in columns],
        rows=([each.value(line) for each in columns] for line in lines),
    )
    return Made(f"{work.export.title}.xlsx", XLSX, write(table))


def _report(work: Work) -> list[Made]:
    """Figures as they were when they were asked for: nothing is counted again."""
    given, title = work.chosen, work.export.title
    if given["as"] == "xlsx":
        head = [given["title"], given["about"], given["note"], work.foot]
        columns = [(name, float(width)) for name, width in given["columns"]]
        cells = write(Table(name=title, head=head, columns=columns, rows=given["cells"]))
        return [Made(f"{title}.xlsx", XLSX, cells)]
    blocks = tuple(Block(style, text) for style, text in given.get("blocks", ()))
    grids = tuple(
        Grid(heading, tuple(columns), tuple(map(tuple, rows)))
        for heading, columns, rows in given.get("grids", ())
    )
    paper = Paper(
        form="tables" if grids else "letter",
        head=given["head"],
        number=given.get("number", ""),
        title=given["title"],
        blocks=blocks,
        grids=grids,
        signer=given["head"],
        signed_on=given.get("signed_on", ""),
        note=given["note"],
        foot=work.foot,
    )
    if given["as"] == "docx":
        faces = typefaces()
        content = word.write(legible_paper(paper, faces), faces, work.at)
        return [Made(f"{title}.docx", DOCX, content)]
    return [Made(f"{title}.pdf", PDF, draw_paper(paper, dated=work.at))]


MAKERS: dict[Product, Callable[[Work], list[Made]]] = {
    Product.SHEETS: _sheets,
    Product.DOSSIER: _dossier,
    Product.REGISTER: _register,
    Product.LIST: _list,
    Product.POSTING: _posting,
    Product.REPORT: _report,
}
