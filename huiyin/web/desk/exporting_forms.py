"""What the forms for registers and exported lists share: columns to choose, and a purpose."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.petitions.errors import Refused
from huiyin.petitions.registers import COLUMNS
from huiyin.web.desk.doorway import reason_of
from huiyin.web.desk.forms import line


class PurposeForm(forms.Form):
    """A purpose that says something; every export is written down with it."""

    use_required_attribute = False

    reason = line(label=gettext_lazy("用途（会记入访问记录）"), limit=200)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for name, each in self.fields.items():
            widget = each.widget
            if isinstance(widget, forms.Select):
                widget.attrs.setdefault("class", "form-select")
            elif not isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
                widget.attrs.setdefault("class", "form-control")
            widget.attrs.setdefault("data-field", name)

    def clean_reason(self) -> str:
        """A purpose of at least four characters."""
        try:
            return reason_of(self.cleaned_data["reason"])
        except Refused as refused:
            raise forms.ValidationError(refused.sentence) from None

    def offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        """Set what a field lets one choose."""
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices


def column_choices() -> list[tuple[str, str]]:
    """Every column, in its order."""
    return [(each.name, _(each.zh)) for each in COLUMNS.values()]
