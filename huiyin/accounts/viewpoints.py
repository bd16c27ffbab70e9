"""Keeping views and columns: whose they are, who may change them, and how many there may be."""

from collections.abc import Sequence
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from huiyin.accounts.errors import Refused
from huiyin.accounts.models import User
from huiyin.accounts.saved_views import ListColumns, SavedView
from huiyin.language.clean import Unclean, one_line
from huiyin.organisations.models import Office
from huiyin.rules.permissions import READERS, Viewer
from huiyin.rules.rule import CONFIRMING

MOST_VIEWS = 20
LONGEST_NAME = 20


def views_of(viewer: Viewer) -> QuerySet[SavedView]:
    """The views that somebody is shown: their own, and those of the offices they work at."""
    theirs = Q(office__in=viewer.office_ids(READERS))
    return SavedView.objects.filter(Q(person=UUID(viewer.id)) | theirs).order_by("name", "id")


def may_change(view: SavedView, viewer: Viewer) -> bool:
    """Whether this viewer may rename or remove a view: its owner, or who speaks for its office."""
    if view.office_id is None:
        return str(view.person_id) == viewer.id
    return view.office_id in viewer.office_ids(CONFIRMING)


def save_view(
    worklist: str,
    *,
    name: str,
    query: str,
    columns: Sequence[str],
    by: Viewer,
    office: Office | None = None,
) -> SavedView:
    """Keep a list narrowed and sorted as it is; for an office only by who speaks for it."""
    view = SavedView(worklist=worklist, name=_name(name), query=query, columns=list(columns))
    if office is None:
        view.person_id = UUID(by.id)
        kept = SavedView.objects.filter(person=view.person_id)
    else:
        view.office = office
        kept = SavedView.objects.filter(office=office)
    if not may_change(view, by):
        raise Refused(_("机构的视图由转办员或者负责人保存。"))
    with transaction.atomic():
        _one_at_a_time(view)
        if kept.count() >= MOST_VIEWS:
            raise Refused(
                _("最多保存 %(most)s 个视图。请先删除不再使用的。") % {"most": MOST_VIEWS}
            )
        _write(view)
    return view


def rename_view(view: SavedView, *, name: str, by: Viewer) -> None:
    """Give a view another name."""
    if not may_change(view, by):
        raise Refused(_("机构的视图由转办员或者负责人保存。"))
    view.name = _name(name)
    _write(view)


def remove_view(view: SavedView, *, by: Viewer) -> None:
    """Remove a view; the list itself stays."""
    if not may_change(view, by):
        raise Refused(_("机构的视图由转办员或者负责人保存。"))
    view.delete()


def choose_columns(worklist: str, columns: Sequence[str], *, by: Viewer) -> None:
    """Remember which columns of a list somebody wants; none at all: the usual ones."""
    person = UUID(by.id)
    if columns:
        ListColumns.objects.update_or_create(
            person_id=person, worklist=worklist, defaults={"columns": list(columns)}
        )
    else:
        ListColumns.objects.filter(person=person, worklist=worklist).delete()


def _one_at_a_time(view: SavedView) -> None:
    """Two views saved at once must not together be one too many."""
    if view.office_id:
        Office.objects.select_for_update().get(pk=view.office_id)
    if view.person_id:
        User.objects.select_for_update().get(pk=view.person_id)


def _name(text: str) -> str:
    try:
        name = one_line(text, limit=LONGEST_NAME)
    except Unclean as flaw:
        raise Refused(flaw.sentence(_), field="name") from flaw
    if not name:
        raise Refused(_("请写下视图的名称。"), field="name")
    return name


def _write(view: SavedView) -> None:
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as clash:
        raise Refused(_("这个清单里已经有同名的视图。"), field="name") from clash
