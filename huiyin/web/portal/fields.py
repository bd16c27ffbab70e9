"""The fields of the forms for citizens: text that is tidied, and what is said beside it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huiyin.language.clean import Unclean, tidy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

Said: TypeAlias = "str | StrPromise"
Form = TypeVar("Form", bound=forms.Form)

REQUIRED = {"required": lazy("请填写这一项")}
CHOOSE = {"required": lazy("请选一项"), "invalid_choice": lazy("请从列出的选项里选一项")}
PHONE = re.compile(r"[0-9０-９+＋\-－—()（） ]{5,24}")


class Text(forms.CharField):
    """Text that is tidied at the edge (D12): nothing invisible, nothing unstorable."""

    def __init__(
        self,
        *,
        label: Said,
        limit: int,
        lines: int = 1,
        required: bool = True,
        is_judged_later: bool = False,
        help_text: Said = "",
        attrs: dict[str, str] | None = None,
    ) -> None:
        self.limit, self.lines, self.is_judged_later = limit, lines, is_judged_later
        marks: dict[str, str | int] = {"class": "form-control", **(attrs or {})}
        super().__init__(
            widget=forms.Textarea({"rows": lines, **marks})
            if lines > 1
            else forms.TextInput(marks),
            label=label,
            required=required,
            help_text=help_text,
            error_messages=dict(REQUIRED),
        )

    def to_python(self, value: object) -> str:
        """The tidied text, or a sentence that says how to mend it."""
        text = super().to_python(value) or ""
        try:
            return tidy(text, limit=self.limit, many_lines=self.lines > 1)
        except Unclean as unclean:
            raise forms.ValidationError(unclean.sentence(_)) from unclean


class _Shared(dict[str, forms.Field]):
    """Fields that are used as they were declared: nothing of them is copied for a form."""

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, forms.Field]:
        return dict(self)


def sharing_fields(form: type[Form]) -> type[Form]:
    """A form whose declared fields nobody changes: to copy them takes as long as to judge them."""
    form.base_fields = _Shared(form.base_fields)
    return form
