"""Finding a petition again: number, code and tail; or number and telephone for a new code."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huiyin.privacy.codes import is_code, tidy_code


class LostForm(forms.Form):
    """补发查询码. The number and the whole telephone number given with it."""

    number = forms.CharField(
        max_length=60,
        label=lazy("编号"),
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
        error_messages={"required": lazy("请填写回执上的编号")},
    )
    phone = forms.CharField(
        max_length=40,
        label=lazy("提交时留的手机号"),
        widget=forms.TextInput(attrs={"class": "form-control", "inputmode": "tel"}),
        error_messages={"required": lazy("请填写提交时留的手机号")},
    )


class FindForm(forms.Form):
    """查询. Number, code and the last four digits of the telephone, if one was given."""

    number = forms.CharField(
        max_length=60,
        label=lazy("编号"),
        widget=forms.TextInput(
            attrs={
                "class": "form-control",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
        error_messages={"required": lazy("请填写回执上的编号")},
    )
    code = forms.CharField(
        max_length=60,
        label=lazy("查询码"),
        help_text=lazy("12 位数字，空格可有可无"),
        widget=forms.TextInput(
            attrs={
                "class": "form-control",
                "autocomplete": "off",
                "inputmode": "numeric",
                "spellcheck": "false",
            }
        ),
        error_messages={"required": lazy("请填写回执上的查询码")},
    )
    tail = forms.CharField(
        max_length=20,
        required=False,
        label=lazy("手机后四位"),
        help_text=lazy("没有留电话的不用填"),
        widget=forms.TextInput(
            attrs={
                "class": "form-control",
                "autocomplete": "off",
                "inputmode": "numeric",
                "spellcheck": "false",
            }
        ),
    )

    def clean_code(self) -> str:
        """A code whose check digit agrees: a slip of the pen is told before anything is asked."""
        code = str(self.cleaned_data["code"])
        if not is_code(code):
            raise forms.ValidationError(_("这不是完整的查询码，可能抄错了一位。请对照回执再看一遍"))
        return tidy_code(code)

    def clean_tail(self) -> str:
        """The last four digits of whatever was typed."""
        return tidy_code(str(self.cleaned_data["tail"]))[-4:]
