"""建议书. Drafted of a theme, signed by a second person, handed over, answered in writing (R40.4).

Every version is kept. What is signed takes a number, and the figures of its theme stand still.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from huiyin.documents.actions import next_serial
from huiyin.emergency.opinions_rows import (
    Addressed,
    Feedback,
    Proposal,
    ProposalIssue,
    ProposalReturn,
    Submission,
    Theme,
)
from huiyin.emergency.opinions_seen import evidence_seen, figures
from huiyin.emergency.writing import lines, text_typed
from huiyin.notifications.actions import leave
from huiyin.organisations.actions import note
from huiyin.organisations.calendars import in_force
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import Office
from huiyin.organisations.tree import alone
from huiyin.rules.feedback import feedback_due
from huiyin.rules.ids import new_id
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import Adoption, Role
from huiyin.rules.terms_opinions import ProposalKind, SubmissionWay

WRITING = frozenset({Role.DISPATCHER, Role.LEADER})
"""Who drafts for a bureau, and notes what was handed over and what came back."""
SIGNING = frozenset({Role.LEADER})
SERIES, COUNTED = "建", "proposal"
LONGEST = {"title": 60, "problem": 6000, "advice": 6000, "reason": 500, "text": 6000}
MOST_ADDRESSEES = 8


@dataclass(frozen=True, kw_only=True)
class Wording:
    """A proposal as it would be kept."""

    kind: str
    title: str
    addressees: tuple[str, ...]
    problem: str
    advice: str


def considered(form: Mapping[str, str]) -> Wording:
    """What was typed, tidied; Refused, with the field, for what cannot be."""
    if form.get("kind") not in set(ProposalKind):
        raise Refused(_("请选择建议书种类。"), field="kind")
    title = text_typed(form, "title", LONGEST["title"], missing=_("请填写标题。"))
    organs = tuple(dict.fromkeys(lines(form.get("addressees", ""), "addressees")))
    if not organs:
        raise Refused(_("请填写送给哪个机关，一行一个。"), field="addressees")
    if len(organs) > MOST_ADDRESSEES:
        raise Refused(_("最多送%(most)s个机关。") % {"most": MOST_ADDRESSEES}, field="addressees")
    return Wording(
        kind=form["kind"],
        title=title,
        addressees=organs,
        problem=text_typed(
            form, "problem", LONGEST["problem"], many_lines=True, missing=_("请写明反映的问题。")
        ),
        advice=text_typed(
            form, "advice", LONGEST["advice"], many_lines=True, missing=_("请写明建议。")
        ),
    )


@transaction.atomic
def draft(theme: Theme, wording: Wording, *, by: Viewer, at: datetime) -> Proposal:
    """起草. The first version of a proposal on a theme; the same form sent twice is one draft."""
    alone()
    _refuse_others(theme.office, by)
    _refuse_numbers(theme, wording, by, at)
    begun = Proposal.objects.filter(theme=theme, version=1, written_by=by.id)
    if known := begun.filter(**_columns(wording)).first():
        return known
    key = new_id()
    return _kept(theme, wording, key=key, root=key, version=1, by=by, at=at)


@transaction.atomic
def revise(last: Proposal, wording: Wording, *, by: Viewer, at: datetime) -> Proposal:
    """修改. A new version of one that was not issued; `last` is the one that was read."""
    alone()
    _refuse_others(last.theme.office, by)
    newest = _newest(last.root)
    if newest.issued:
        raise Refused(_("已经编号制发，不能再改。需要补充的，另写一份。"))
    if newest != last:
        raise Refused(_("别人刚刚改过这一份。您填写的内容还在，请看过现在的内容，再保存一次。"))
    _refuse_numbers(last.theme, wording, by, at)
    if wording == wording_of(last) and not last.returned:
        return last
    version = last.version + 1
    return _kept(last.theme, wording, key=new_id(), root=last.root, version=version, by=by, at=at)


def wording_of(row: Proposal) -> Wording:
    """What a version says."""
    given = {name: getattr(row, name) for name in Wording.__dataclass_fields__}
    return Wording(**given | {"addressees": tuple(row.addressees)})


def why_not_sign(row: Proposal, *, by: Viewer) -> str:
    """Why this person cannot sign this version; nothing if it can be done."""
    if by.may_act(SIGNING, str(row.theme.office_id)) is None:
        return _("由本机构负责人核签。")
    if row.written_by == by.id:
        return _("要由起草人以外的负责人核签。请另一位负责人核签，或者请转办员起草。")
    if row.returned:
        return _("这一版已经退回，修改以后再核签。")
    return ""


@transaction.atomic
def issue(row: Proposal, *, by: Viewer, at: datetime) -> ProposalIssue:
    """核签. Give it its number; text and figures never change again."""
    alone()
    last = _newest(row.root)
    if last != row:
        raise Refused(_("这不是最新的一版，请看过最新的一版再核签。"))
    row = last  # as it stands now: somebody may have been quicker
    if row.issued:
        raise Refused(_("这一份已经核签，不用再签。"))
    if refusal := why_not_sign(row, by=by):
        raise Refused(refusal)
    _refuse_numbers(row.theme, wording_of(row), by, at)  # of what joined since, too
    counted = figures(row.theme, by, today=localdate(at))
    if not counted["total"]:
        raise Refused(_("主题里还没有信访件，没有依据，不能制发。"))
    office = row.theme.office
    year = localdate(at).year
    number = f"{office.letter_code}{SERIES}〔{year}〕{next_serial(office, COUNTED, year)}号"
    made = ProposalIssue.objects.create(
        proposal=row, number=number, figures=counted, issued_by=by.id, issued_at=at
    )
    Addressed.objects.bulk_create(
        Addressed(issue=made, name=name, order=order) for order, name in enumerate(row.addressees)
    )
    leave("proposal_paper", subject=row.pk, at=at)
    note("issue_proposal", office.number_code, by=by, at=at, details=number)
    return made


@transaction.atomic
def send_back(row: Proposal, reason: str, *, by: Viewer, at: datetime) -> None:
    """退回修改. Do not sign this version, and say why."""
    alone()
    last = _newest(row.root)
    if last != row or last.issued or last.returned:
        raise Refused(_("这一版已经处理过，请看过最新的一版。"))
    if by.may_act(SIGNING, str(row.theme.office_id)) is None:
        raise Refused(_("由本机构负责人核签。"))
    why = text_typed(
        {"reason": reason}, "reason", LONGEST["reason"], many_lines=True,
        missing=_("请写明要改什么。"),
    )  # fmt: skip
    ProposalReturn.objects.create(proposal=row, reason=why, returned_by=by.id, returned_at=at)


@transaction.atomic
def submit(
    organ: Addressed, *, way: str, delivered_on: date, by: Viewer, at: datetime
) -> Submission:
    """报送. Note that an organ received it on a day: from then on its thirty days run (L13)."""
    alone()
    _refuse_others(organ.issue.proposal.theme.office, by)
    if Submission.objects.filter(addressed=organ).exists():
        raise Refused(_("已经登记过报送。"))
    if way not in set(SubmissionWay):
        raise Refused(_("请选择怎样报送。"), field="way")
    if delivered_on > localdate(at):
        raise Refused(_("送到的日子不能晚于今天。"), field="delivered_on")
    if delivered_on < localdate(organ.issue.issued_at):
        raise Refused(_("送到的日子不能早于核签的日子。"), field="delivered_on")
    counted = feedback_due(delivered_on, in_force(localdate(at)))
    return Submission.objects.create(
        addressed=organ,
        way=way,
        delivered_on=delivered_on,
        target_on=counted.target,
        legal_on=counted.legal,
        explanation=counted.explanation.as_json(),
        calendar=counted.calendar_version,
        rule_set=counted.rule_set,
        entered_by=by.id,
        entered_at=at,
    )


@transaction.atomic
def answer(
    sent: Submission, *, adoption: str, text: str, received_on: date, by: Viewer, at: datetime
) -> Feedback:
    """书面反馈. What the organ wrote back, and when; a second letter is added to the first."""
    alone()
    _refuse_others(sent.addressed.issue.proposal.theme.office, by)
    if adoption not in set(Adoption):
        raise Refused(_("请选择采纳情况。"), field="adoption")
    if received_on > localdate(at):
        raise Refused(_("收到反馈的日子不能晚于今天。"), field="received_on")
    if received_on < sent.delivered_on:
        raise Refused(_("收到反馈的日子不能早于送到的日子。"), field="received_on")
    words = text_typed(
        {"text": text}, "text", LONGEST["text"], many_lines=True, missing=_("请写明反馈的内容。")
    )
    same = {"adoption": adoption, "text": words, "received_on": received_on}
    before = sent.feedback.filter(**same).first()
    if before is not None:
        return before  # a second tap
    return Feedback.objects.create(submission=sent, entered_by=by.id, entered_at=at, **same)


def whole(rows: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """Proposals with everything that says how far they have come."""
    organs = Addressed.objects.select_related("submission").prefetch_related("submission__feedback")
    return rows.select_related(
        "theme__office", "theme__emergency", "issue", "sent_back"
    ).prefetch_related(Prefetch("issue__addressed", queryset=organs))


def newest(offices: list[UUID]) -> list[Proposal]:
    """The newest version of every proposal of these bureaus, the newest first."""
    last = Proposal.objects.order_by("root", "-version").distinct("root").values("pk")
    rows = Proposal.objects.filter(theme__office__in=offices, pk__in=last)
    return list(whole(rows).order_by("-written_at"))


def may_write(office: Office, viewer: Viewer) -> bool:
    """Whether this viewer drafts for a bureau."""
    return viewer.may_act(WRITING, str(office.pk)) is not None


def _newest(root: UUID) -> Proposal:
    return whole(Proposal.objects.filter(root=root)).order_by("-version")[0]


def _refuse_others(office: Office, by: Viewer) -> None:
    if not may_write(office, by):
        raise Refused(_("由信访部门负责人或者转办员办理。"))


def _refuse_numbers(theme: Theme, wording: Wording, by: Viewer, at: datetime) -> None:
    """A proposal speaks of what many say: no petition of its theme is named in it."""
    rows = evidence_seen(theme, by, today=localdate(at)).order_by()
    known = {each for pair in rows.values_list("official", "receipt") for each in pair if each}
    for field in ("title", "problem", "advice"):
        text = getattr(wording, field)
        if any(each in text for each in known):
            raise Refused(_("建议书里不写信访件编号，请删去。"), field=field)


def _kept(
    theme: Theme,
    wording: Wording,
    *,
    key: UUID,
    root: UUID,
    version: int,
    by: Viewer,
    at: datetime,
) -> Proposal:
    return Proposal.objects.create(
        id=key,
        root=root,
        version=version,
        theme=theme,
        written_by=by.id,
        written_at=at,
        **_columns(wording),
    )


def _columns(wording: Wording) -> dict[str, Any]:
    return vars(wording) | {"addressees": list(wording.addressees)}
