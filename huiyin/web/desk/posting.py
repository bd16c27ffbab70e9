"""送达打印. The letters that wait for service, several at once: printed in order, ready to post."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_http_methods

from huiyin.audit.actions import note_access
from huiyin.audit.models import Access
from huiyin.petitions.errors import Refused
from huiyin.petitions.explaining import people_moment
from huiyin.petitions.exports import Export, Product
from huiyin.petitions.exports_asking import ask_export
from huiyin.petitions.exports_posting import (
    ADDRESSES,
    LETTERS,
    POSTED,
    SERVING,
    SLIPS,
    waiting_letters,
)
from huiyin.petitions.models import PetitionLetter
from huiyin.rules.terms import LetterKind
from huiyin.web.desk.exporting_forms import PurposeForm
from huiyin.web.desk.frame import page
from huiyin.web.desk.gate import StaffRequest, staff_page
from huiyin.web.desk.signin_proof import when_sent

MOST = 200
PAPERS = {
    LETTERS: gettext_noop("文书"),
    ADDRESSES: gettext_noop("地址页（开窗信封）"),
    POSTED: gettext_noop("交寄清单"),
    SLIPS: gettext_noop("送达回证"),
}


@dataclass(frozen=True)
class Waiting:
    """A letter that waits for service."""

    id: str
    kind: str
    number: str
    petition_id: UUID
    petition: str
    issued: str
    is_ready: bool
    is_chosen: bool


class PostingForm(PurposeForm):
    """Which letters, which papers of each."""

    letters = forms.MultipleChoiceField(
        error_messages={"required": gettext_lazy("请至少选择一份文书。")}
    )
    papers = forms.MultipleChoiceField(
        label=gettext_lazy("打印什么"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("请至少选择一种。")},
    )

    def __init__(self, request: StaffRequest, links: list[PetitionLetter]) -> None:
        initial: dict[str, Any] = {"papers": list(PAPERS), "reason": _("邮寄送达文书")}
        super().__init__(request.POST if request.method == "POST" else None, initial=initial)
        ready = [each for each in links if each.letter.pdf_id]
        self.offer("letters", [(str(each.letter_id), each.letter.number) for each in ready])
        self.offer("papers", [(name, _(label)) for name, label in PAPERS.items()])


@require_http_methods(["GET", "POST"])
@staff_page(roles=SERVING, proves=when_sent)
def posting(request: StaffRequest) -> HttpResponse:
    """Choose letters to print for service; posted, the worker makes them."""
    links = list(waiting_letters(request.viewer, request.today)[:MOST])
    form = PostingForm(request, links)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("desk:export", _ask(request, form, links).pk)
        except Refused as refusal:
            form.add_error(None, _(refusal.sentence))
    chosen = set(form["letters"].value() or ()) if form.is_bound else None
    return page(
        request,
        "desk/print_posting.html",
        status=422 if form.errors else 200,
        here="to-serve",
        form=form,
        waiting=[_shown(each, request, chosen) for each in links],
    )


def _shown(link: PetitionLetter, request: StaffRequest, chosen: set[str] | None) -> Waiting:
    letter = link.letter
    return Waiting(
        id=str(letter.pk),
        kind=_(LetterKind(letter.kind).zh),
        number=letter.number,
        petition_id=link.petition_id,
        petition=link.petition.number,
        issued=people_moment(letter.issued_at, request.today),
        is_ready=letter.pdf_id is not None,
        is_chosen=letter.pdf_id is not None and (chosen is None or str(letter.pk) in chosen),
    )


def _ask(request: StaffRequest, form: PostingForm, links: list[PetitionLetter]) -> Export:
    """Ask the worker; that names and addresses will be opened is written down for each."""
    wanted, papers = set(form.cleaned_data["letters"]), form.cleaned_data["papers"]
    chosen = [each for each in links if str(each.letter_id) in wanted]
    reason = form.cleaned_data["reason"]
    about = f"{len(chosen)} 份文书：" + "、".join(PAPERS[name] for name in PAPERS if name in papers)
    opens = bool({ADDRESSES, POSTED, SLIPS} & set(papers))
    petitions = {each.petition_id for each in chosen}
    if opens:
        for petition in sorted(petitions):
            note_access(
                Access.REVEAL,
                viewer=request.viewer,
                at=request.now,
                petition_id=petition,
                subject="name address",
                reason=reason,
            )
    return ask_export(
        Product.POSTING,
        title="送达打印",
        about=about,
        arguments={
            "letters": [str(each.letter_id) for each in chosen],
            "papers": list(papers),
            "about": about,
        },
        reason=reason,
        office=chosen[0].server_id,
        petitions=sorted(petitions),
        is_unmasked=opens,
        total=len(chosen),
        by=request.viewer,
        at=request.now,
    )
