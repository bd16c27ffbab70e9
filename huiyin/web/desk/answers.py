"""政策解答. Answers with their sources: found by everybody at the desk, written by the bureau."""

from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from huiyin.accounts.models import User
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import Office
from huiyin.publishing import answers as verbs
from huiyin.publishing.models import Answer
from huiyin.web.desk.admin_pages import wanted
from huiyin.web.desk.forms import Day, Text, line
from huiyin.web.desk.gate import PETITION_ROLES, StaffRequest, staff_page
from huiyin.web.desk.notices_forms import Refusable
from huiyin.web.desk.publishing_pages import WRITING, page


class AnswerForm(Refusable):
    """A question, its answer, and what it rests on."""

    question = line(limit=verbs.LINES["question"], label=gettext_lazy("问题"))
    answer = Text(
        limit=verbs.TEXTS["answer"],
        label=gettext_lazy("解答"),
        help_text=gettext_lazy("只写有依据的事实；空一行分段"),
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    source_title = line(limit=verbs.LINES["source_title"], label=gettext_lazy("依据的文件或者通报"))
    source_organ = line(limit=verbs.LINES["source_organ"], label=gettext_lazy("发布机关"))
    source_on = Day(label=gettext_lazy("依据的日期"))
    source_link = line(
        limit=verbs.LINES["source_link"],
        required=False,
        label=gettext_lazy("原文网址"),
        help_text=gettext_lazy("以 https:// 开头；门户上只印出来，不做跳转"),
    )
    valid_from = Day(label=gettext_lazy("从哪一天起有效"))
    valid_until = Day(
        required=False,
        label=gettext_lazy("到哪一天止"),
        help_text=gettext_lazy("依据有截止日期的填写；过后不再显示，并提醒复核"),
    )
    tags = line(
        limit=200,
        required=False,
        label=gettext_lazy("标签"),
        help_text=gettext_lazy("用空格分开，例如：出行返岗 复工复产"),
    )
    question_en = line(
        limit=verbs.LINES["question_en"], required=False, label=gettext_lazy("问题（英文）")
    )
    answer_en = Text(
        limit=verbs.TEXTS["answer_en"], required=False, label=gettext_lazy("解答（英文）")
    )

    def wording(self) -> verbs.AnswerWording:
        """What was typed, as the action takes it."""
        return verbs.AnswerWording(**self.cleaned_data)


@require_GET
@staff_page(roles=PETITION_ROLES)
def answers(request: StaffRequest) -> HttpResponse:
    """What may be used in replies today, to be searched; for its writers what needs a look."""
    words = wanted(request)
    force = verbs.in_force(request.today)
    found = list(verbs.searched(force, words)[: verbs.MOST_FOUND])
    return page(
        request,
        "desk/publishing/answers.html",
        tab="answers",
        q=words,
        found=found,
        may_write=bool(WRITING & request.viewer.roles),
        to_review=list(verbs.to_review(request.today)) if WRITING & request.viewer.roles else [],
    )


@require_http_methods(["GET", "POST"])
@staff_page(roles=WRITING)
def new(request: StaffRequest) -> HttpResponse:
    """Publish an answer."""
    office = Office.objects.filter(pk__in=request.viewer.office_ids(WRITING))[0]
    form = AnswerForm(request.POST or None, initial={"valid_from": request.today})
    if request.method == "POST" and form.is_valid():
        try:
            made = verbs.publish(office, form.wording(), by=request.viewer, at=request.now)
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("desk:answer", made.root)
    return _form(request, form, [])


@require_http_methods(["GET", "POST"])
@staff_page(roles=PETITION_ROLES)
def answer(request: StaffRequest, root: UUID) -> HttpResponse:
    """One answer with its versions; for the bureau that wrote it a form to change it."""
    rows = Answer.objects.filter(root=root).select_related("office").order_by("-version")
    versions = list(rows)
    if not versions:
        raise Http404
    last = versions[0]
    if last.office_id not in request.viewer.office_ids(WRITING):
        if request.method == "POST":
            raise Http404
        return _form(request, None, versions)
    form = AnswerForm(initial=vars(verbs.wording_of(last)))
    if request.method == "POST":
        seen = request.POST.get("version", "")
        read = next((each for each in versions if str(each.version) == seen), versions[-1])
        form = AnswerForm(request.POST)
        try:
            if "retire" in request.POST:
                verbs.retire(read, by=request.viewer, at=request.now)
                return redirect(f"{request.path}?done=retired")
            if "checked" in request.POST:
                same = verbs.wording_of(last)
                verbs.revise(read, same, by=request.viewer, at=request.now)
                return redirect(f"{request.path}?done=checked")
            if form.is_valid():
                verbs.revise(read, form.wording(), by=request.viewer, at=request.now)
                return redirect(f"{request.path}?done=changed")
        except Refused as refused:
            form.refuse(refused)
    return _form(request, form, versions)


def _form(request: StaffRequest, form: AnswerForm | None, versions: list[Answer]) -> HttpResponse:
    ids = {each.written_by for each in versions}
    names = {str(each.pk): each.name for each in User.objects.filter(pk__in=ids)}
    told = [(each, names[each.written_by]) for each in versions]
    return page(
        request,
        "desk/publishing/answer.html",
        tab="answers",
        status=422 if form and form.errors else 200,
        form=form,
        last=versions[0] if versions else None,
        versions=told,
        done=request.GET.get("done", ""),
    )
