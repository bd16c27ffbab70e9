"""常用语. Texts that an office keeps for its forms: written, changed, retired, and put in.

A text may hold the places of `PLACES` in braces and no others. They are filled one by one from a
table, never by a format: nothing of a program or of a petitioner can be asked for in them.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from huiyin.language.clean import Unclean, one_line, tidy
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import Office, ReplyTemplate
from huiyin.organisations.tree import alone
from huiyin.rules.ids import new_id
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import OfficeKind, ReplyUse

LONGEST_NAME = 30
LONGEST_TEXT = 4000
MOST_IN_USE = 60
"""Of one office: all of them stand in the lists of its forms."""

PLACES = ("编号", "收到日期", "承办单位", "联系电话", "今天")
_PLACE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class ReplyWording:
    """A template as it is typed."""

    name: str
    use: str
    text: str
    is_shared: bool = False


def newest(offices: Iterable[UUID]) -> list[ReplyTemplate]:
    """The newest version of every template of these offices, retired ones too."""
    rows = ReplyTemplate.objects.filter(office__in=list(offices)).select_related("office")
    last = rows.order_by("root", "-version").distinct("root")
    return sorted(last, key=_order)


def offered(offices: Sequence[Office]) -> list[ReplyTemplate]:
    """What people of these offices may put in: their own, then what superiors share with them.

    Superiors are the offices above in the tree, and the petition bureaus of its governments.
    """
    if not offices:
        return []
    lines = {path for office in offices for path in office.line()}
    above = Q(path__in=lines) | Q(kind=OfficeKind.BUREAU, parent__path__in=lines)
    own = {office.pk for office in offices}
    found = newest(Office.objects.filter(above).values_list("pk", flat=True))
    return sorted(
        (
            each
            for each in found
            if not each.is_retired and (each.is_shared or each.office_id in own)
        ),
        key=lambda each: (each.office_id not in own, _order(each)),
    )


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its places filled; a place for which nothing is known stays in 【】."""
    return _PLACE.sub(lambda found: values.get(found[1]) or f"【{found[1]}】", text)


def considered(wording: ReplyWording) -> ReplyWording:
    """A template as it would be kept; Refused, with the field, for what cannot be."""
    try:
        name = one_line(wording.name, limit=LONGEST_NAME)
    except Unclean as problem:
        raise Refused(problem.sentence(_), field="name") from None
    if not name:
        raise Refused(_("请填写名称，例如“已联系抢修”。"), field="name")
    if wording.use not in set(ReplyUse):
        raise Refused(_("请选择用在哪里。"), field="use")
    try:
        text = tidy(wording.text, limit=LONGEST_TEXT)
    except Unclean as problem:
        raise Refused(problem.sentence(_), field="text") from None
    if not text.strip():
        raise Refused(_("请填写常用语的内容。"), field="text")
    _refuse_unknown_places(text)
    return ReplyWording(name, wording.use, text, wording.is_shared)


@transaction.atomic
def add_reply(office: Office, wording: ReplyWording, *, by: Viewer, at: datetime) -> ReplyTemplate:
    """Keep a new template for an office."""
    alone()
    clean = considered(wording)
    _refuse_crowd(office)
    _refuse_same_name(office, clean, None)
    return _written(office, clean, root=new_id(), version=1, by=by, at=at)


@transaction.atomic
def change_reply(
    last: ReplyTemplate, wording: ReplyWording, *, by: Viewer, at: datetime
) -> ReplyTemplate:
    """Keep a new version; `last` is the one that was read, and must still be the newest."""
    alone()
    _refuse_outdated(last)
    clean = considered(wording)
    _refuse_same_name(last.office, clean, last.root)
    if clean == wording_of(last):
        return last
    return _written(last.office, clean, root=last.root, version=last.version + 1, by=by, at=at)


@transaction.atomic
def retire_reply(last: ReplyTemplate, *, retired: bool, by: Viewer, at: datetime) -> ReplyTemplate:
    """Offer a template no longer, or again; its versions stay."""
    alone()
    _refuse_outdated(last)
    if last.is_retired == retired:
        return last
    if not retired:
        _refuse_crowd(last.office)
        _refuse_same_name(last.office, wording_of(last), last.root)
    return _written(
        last.office,
        wording_of(last),
        root=last.root,
        version=last.version + 1,
        is_retired=retired,
        by=by,
        at=at,
    )


def wording_of(template: ReplyTemplate) -> ReplyWording:
    """What a version says."""
    return ReplyWording(template.name, template.use, template.text, template.is_shared)


def _written(
    office: Office,
    clean: ReplyWording,
    *,
    root: UUID,
    version: int,
    by: Viewer,
    at: datetime,
    is_retired: bool = False,
) -> ReplyTemplate:
    return ReplyTemplate.objects.create(
        root=root,
        version=version,
        office=office,
        use=clean.use,
        name=clean.name,
        text=clean.text,
        is_shared=clean.is_shared,
        is_retired=is_retired,
        written_by=by.id,
        written_at=at,
    )


def _order(template: ReplyTemplate) -> tuple[int, str, str]:
    return list(ReplyUse).index(ReplyUse(template.use)), template.office.path, template.name


def _refuse_unknown_places(text: str) -> None:
    known = "".join(f"{{{each}}}" for each in PLACES)
    for name in _PLACE.findall(text):
        if name not in PLACES:
            raise Refused(
                _("没有“%(place)s”这个可以代入的内容。可以用的有：%(known)s。")
                % {"place": f"{{{name[:20]}}}", "known": known},
                field="text",
            )
    if re.search(r"[{}]", _PLACE.sub("", text)):
        raise Refused(
            _("花括号只能用来写可以代入的内容：%(known)s。") % {"known": known}, field="text"
        )


def _refuse_crowd(office: Office) -> None:
    if sum(not each.is_retired for each in newest([office.pk])) >= MOST_IN_USE:
        raise Refused(
            _("一个机构最多有%(most)s条常用语，请先停用不再需要的。") % {"most": MOST_IN_USE}
        )


def _refuse_same_name(office: Office, clean: ReplyWording, root: UUID | None) -> None:
    for each in newest([office.pk]):
        is_other = each.root != root and not each.is_retired
        if is_other and (each.use, each.name) == (clean.use, clean.name):
            raise Refused(_("同一个用处已经有同名的常用语。"), field="name")


def _refuse_outdated(last: ReplyTemplate) -> None:
    if ReplyTemplate.objects.filter(root=last.root, version__gt=last.version).exists():
        raise Refused(_("别人刚刚改过这一条。您填写的内容还在，请看过现在的内容，再保存一次。"))
