"""What citizens fill in. Labels and errors are what they read, beside the field."""

from __future__ import annotations

import re
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huiyin.documents.files import (
    ACCEPT,
    MOST_BYTES,
    MOST_BYTES_IN_ALL,
    MOST_FILES,
    Refused,
    judge,
    within_limits,
)
from huiyin.petitions.intake import LONGEST
from huiyin.rules.terms import Matter, Naming, Rating
from huiyin.web.portal.fields import CHOOSE, PHONE, Text, sharing_fields
from huiyin.web.portal.forms_people import PeopleForm

WORDS = LONGEST
LIMITS = {
    "words": WORDS,
    "files": MOST_FILES,
    "file_bytes": MOST_BYTES,
    "all_bytes": MOST_BYTES_IN_ALL,
}


def new_key() -> str:
    """A fresh idempotency key for a form, kept until the office has answered (D6)."""
    return uuid4().hex


class ManyFilesInput(forms.FileInput):
    """A file box that takes several."""

    allow_multiple_selected = True


class ManyFiles(forms.FileField):
    """Up to 20 files, 20 MB each, 100 MB in all; what they are is judged on arrival (D7)."""

    def __init__(self) -> None:
        super().__init__(
            required=False,
            widget=ManyFilesInput({"class": "form-control", "accept": ACCEPT}),
            label=lazy("选择文件"),
            help_text=lazy(
                "图片、PDF、Word、Excel、文本、录音或者 MP4 视频；"
                "最多 20 个，每个不超过 20 MB，合起来不超过 100 MB"
            ),
        )

    def clean(self, data: object, initial: object = None) -> list[UploadedFile[bytes]]:
        """The list of files; each fault names its file."""
        files = list(cast("list[UploadedFile[bytes]]", data or []))
        try:
            within_limits(each.size or 0 for each in files)
        except Refused as refused:
            raise forms.ValidationError(_(refused.sentence)) from refused
        for each in files:
            _judged(each)
        return files


def _judged(file: UploadedFile[bytes]) -> None:
    """Refuses what may not come in, naming the file, before anything is stored."""
    name = file.name or ""
    try:
        judge(name, file.read())
    except Refused as refused:
        values = {"name": name, "why": _(refused.sentence)}
        raise forms.ValidationError(_("%(name)s：%(why)s") % values) from refused
    file.seek(0)


@sharing_fields
class SubmissionForm(PeopleForm):
    """投诉求助、建议、检举控告. The whole submission; the same fields with and without script."""

    key = forms.CharField(
        widget=forms.HiddenInput(attrs={"autocomplete": "off"}), min_length=32, max_length=180
    )
    naming = forms.ChoiceField(
        choices=Naming.choices, error_messages=dict(CHOOSE), label=lazy("用什么身份反映")
    )
    name = Text(
        limit=100,
        required=False,
        is_judged_later=True,
        label=lazy("姓名"),
        attrs={"autocomplete": "name"},
    )
    address = Text(
        limit=300,
        required=False,
        is_judged_later=True,
        label=lazy("住址"),
        help_text=lazy("书面答复会寄到这里"),
        attrs={"autocomplete": "street-address"},
    )
    phone = Text(
        limit=40,
        required=False,
        label=lazy("电话"),
        help_text=lazy("查询时要用后四位。没有可以不填"),
        attrs={"autocomplete": "tel", "inputmode": "tel"},
    )
    email = Text(
        limit=200,
        required=False,
        label=lazy("电子邮箱"),
        help_text=lazy("工作人员可以用它联系您"),
        attrs={"autocomplete": "email", "inputmode": "email"},
    )
    identity = Text(
        limit=40,
        required=False,
        label=lazy("身份证号"),
        help_text=lazy("只在要核实身份时用，可以以后再补"),
        attrs={"autocomplete": "off"},
    )
    people_count = forms.IntegerField(
        min_value=1,
        max_value=9999,
        initial=1,
        required=False,
        label=lazy("一共几个人反映"),
        help_text=lazy("只有您一个人就写 1"),
        widget=forms.NumberInput(attrs={"class": "form-control", "inputmode": "numeric"}),
        error_messages={
            "invalid": lazy("请写数字"),
            "min_value": lazy("至少 1 人"),
            "max_value": lazy("最多写 9999 人，更多请在事实里说明"),
        },
    )
    request = Text(
        limit=WORDS, lines=3, label=lazy("您的请求"), help_text=lazy("希望解决什么，一两句话就可以")
    )
    facts = Text(
        limit=WORDS,
        lines=8,
        label=lazy("事实经过"),
        help_text=lazy("什么时候、在哪里、发生了什么、找过谁、结果怎样"),
    )
    reasons = Text(
        limit=WORDS,
        lines=4,
        required=False,
        label=lazy("理由"),
        help_text=lazy("为什么应当这样解决；知道有关规定的可以写上"),
    )
    complained_about = Text(
        limit=200,
        required=False,
        label=lazy("反映的是哪个单位或者个人"),
        help_text=lazy("写全称；不清楚就不填"),
    )
    wish = forms.ChoiceField(
        choices=[("", ""), *Matter.choices()],
        required=False,
        error_messages=dict(CHOOSE),
        label=lazy("您希望按哪一类办理"),
    )
    place = forms.CharField(
        max_length=20,
        label=lazy("事情发生在哪里"),
        help_text=lazy("决定由哪个信访局登记"),
        error_messages={"required": lazy("请选事情发生的地方")},
    )
    place_detail = Text(
        limit=300,
        required=False,
        label=lazy("具体地点"),
        help_text=lazy("街道、小区、村组、门牌，或者附近的单位"),
    )
    attachments = ManyFiles()
    consents_electronic = forms.BooleanField(
        required=False,
        label=lazy("同意电子送达"),
        help_text=lazy(
            "文书作出后您在这里第一次打开就是送达，有关期限从那天算起。不同意的，邮寄或者当面送达。"
        ),
        widget=forms.CheckboxInput(
            attrs={
                "class": "form-check-input",
                "aria-labelledby": "label-consents",
                "aria-describedby": "id_consents_electronic_helptext",
            }
        ),
    )
    declares = forms.BooleanField(
        label=lazy("以上内容属实，由我负责"),
        help_text=lazy(
            "依据《信访工作条例》第十九条，对材料内容的真实性负责。写的时候记不清的地方，说明记不清就可以。"
        ),
        widget=forms.CheckboxInput(
            attrs={
                "class": "form-check-input",
                "aria-labelledby": "label-declares",
                "aria-describedby": "id_declares_helptext",
            }
        ),
        error_messages={"required": lazy("请先阅读，同意后打勾")},
    )

    def clean_phone(self) -> str:
        """A telephone number, written in any usual way."""
        phone = str(self.cleaned_data["phone"])
        if phone and not PHONE.fullmatch(phone):
            raise forms.ValidationError(_("电话号码只含数字、空格、+ 和 -，请核对"))
        return phone

    def clean_email(self) -> str:
        """An address that has an @ with something on both sides."""
        email = str(self.cleaned_data["email"])
        if email and not re.fullmatch(r"\S+@\S+\.\S+", email):
            raise forms.ValidationError(_("电子邮箱的写法不对，例如 name@example.com"))
        return email

    def clean(self) -> dict[str, Any]:
        """What hangs together: who must give a name, and how long the words are in all (R19.1)."""
        given = super().clean() or self.cleaned_data
        if given.get("naming") in (Naming.NAMED, Naming.WITHHELD):
            for name in ("name", "address"):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, _("请填写这一项；不愿留名的，请选“匿名”"))
        count = sum(len(given.get(name) or "") for name in ("request", "facts", "reasons"))
        if count > WORDS:
            self.add_error(
                "facts",
                _("请求、事实、理由合计 %(count)s 字，超过 20,000 字，请删减或者放进附件")
                % {"count": count},
            )
        return given


class SupplementForm(forms.Form):
    """补充材料. Words, files or both."""

    words = Text(
        limit=WORDS,
        lines=6,
        required=False,
        label=lazy("补充说明"),
        help_text=lazy("新的情况、更正、或者对文件的说明"),
    )
    attachments = ManyFiles()

    def clean(self) -> dict[str, Any]:
        """Something must be there."""
        given = super().clean() or self.cleaned_data
        if not given.get("words") and not given.get("attachments") and not self.errors:
            self.add_error("words", _("请写几句说明，或者选择文件"))
        return given


class WithdrawForm(forms.Form):
    """撤回. A reason helps, and is never asked for."""

    reason = Text(limit=2000, lines=3, required=False, label=lazy("原因"))


def _ratings() -> list[tuple[str, str]]:
    return [(each.value, _(each.zh)) for each in Rating]


class RatingForm(forms.Form):
    """评价. The bureau and the organ apart (SAT22 Art. 3); a reason is never a condition."""

    bureau = forms.ChoiceField(
        choices=_ratings,
        error_messages=dict(CHOOSE),
        label=lazy("对信访部门"),
        help_text=lazy("登记、转送、告知、回访"),
    )
    organ = forms.ChoiceField(
        choices=_ratings,
        error_messages=dict(CHOOSE),
        label=lazy("对办理机关"),
        help_text=lazy("受理、调查、答复"),
    )
    reason = Text(
        limit=2000,
        lines=3,
        required=False,
        label=lazy("想说的话"),
        help_text=lazy("哪里好，哪里不好"),
    )
