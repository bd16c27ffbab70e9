"""What the forms of the steps share: tidy text, who takes the step, and how a refusal is shown.

Each step has a form of its own in forms_*.py; `steps.FORMS` says which.
"""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.language.clean import Unclean, tidy
from huiyin.petitions.errors import Refused
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import ReplyUse, Step
from huiyin.web.desk.days import EARLIEST, LATEST
from huiyin.web.desk.dossier import Dossier

LONG = 20_000
USUAL = 4_000
LINE = 200


Choices = Sequence[tuple[str, Any]]


@dataclass(frozen=True)
class Hand:
    """Who takes a step, when, and of which version of the petition."""

    petition_id: UUID
    by: Viewer
    at: datetime
    version: int | None


class Text(forms.CharField):
    """Text as it is stored: tidied by the one gate, refused with its sentence."""

    # Reply templates that may be put in here (inserting.py).
    phrases: Sequence[Any] = ()

    def __init__(self, *, limit: int = USUAL, many_lines: bool = True, **options: Any) -> None:
        self.limit, self.many_lines = limit, many_lines
        if many_lines:
            options.setdefault("widget", forms.Textarea(attrs={"rows": 4}))
        options.setdefault("error_messages", {"required": gettext_lazy("请填写这一项。")})
        super().__init__(strip=False, **options)
        # The gate refuses what cannot be stored, with a better sentence.
        self.validators = []

    def to_python(self, value: Any) -> str:  # noqa: ANN401
        """The tidied text."""
        try:
            return tidy(str(value or ""), limit=self.limit, many_lines=self.many_lines)
        except Unclean as flaw:
            raise ValidationError(flaw.sentence(_)) from flaw


def line(*, limit: int = LINE, **options: Any) -> Text:
    """A text of one line."""
    return Text(limit=limit, many_lines=False, **options)


class Chosen(forms.ChoiceField):
    """One of several, all in view."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.RadioSelect)
        options.setdefault("error_messages", {"required": gettext_lazy("请选择一项。")})
        super().__init__(**options)


class Day(forms.DateField):
    """A day, as the browser's calendar writes it."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        options.setdefault(
            "error_messages",
            {
                "required": gettext_lazy("请填写日期。"),
                "invalid": gettext_lazy("请写成年月日，例如 2026-03-02。"),
            },
        )
        super().__init__(**options)

    def to_python(self, value: Any) -> date | None:  # noqa: ANN401
        """The day; one with which nobody can reckon is none."""
        day = super().to_python(value)
        if day is not None and not EARLIEST <= day <= LATEST:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class Listed(forms.ChoiceField):
    """One of a long list."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("error_messages", {"required": gettext_lazy("请选择一项。")})
        super().__init__(**options)


def terms_as_choices(terms: Any) -> list[tuple[str, str]]:  # noqa: ANN401
    """Words of the procedure as choices, in the language of the page."""
    return [(each.value, _(each.zh)) for each in terms]


class StepForm(forms.Form):
    """A short form for one step; `take` takes it."""

    template: ClassVar[str] = "desk/steps/plain.html"
    # What the step does can be shown beforehand by trying it and undoing it.
    is_tried: ClassVar[bool] = True
    explains: ClassVar[Any] = ""
    warning: str = ""  # what cannot be done any more afterwards
    # What stands on the button; empty: the name of the step.
    button: ClassVar[Any] = ""
    # The step that the page confirms afterwards; None: the step itself.
    confirms: ClassVar[Step | None] = None
    # Texts into which a reply template of this use may be put.
    phrases: ClassVar[Mapping[str, ReplyUse]] = {}
    # Whether what is missing is said; not while somebody is still putting texts together.
    is_judged = True
    use_required_attribute = False

    def __init__(
        self,
        posted: QueryDict | None = None,
        *,
        one: Dossier,
        today: date,
        at: datetime,
    ) -> None:
        self.one, self.today, self.at = one, today, at
        super().__init__(posted, initial=self.at_first(one, at))
        self.prepare()
        for name, field in self.fields.items():
            widget = field.widget
            if isinstance(widget, forms.Select):
                widget.attrs.setdefault("class", "form-select")
            elif not isinstance(widget, forms.RadioSelect | forms.CheckboxInput):
                widget.attrs.setdefault("class", "form-control")
            widget.attrs.setdefault("data-field", name)

    def at_first(self, one: Dossier, at: datetime) -> dict[str, Any]:
        """What the fields hold before anything is typed."""
        return {}

    def prepare(self) -> None:
        """Fill in choices that depend on the petition."""

    def offer(self, name: str, choices: Choices) -> None:
        """Set what a field lets one choose."""
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    @abstractmethod
    def take(self, hand: Hand) -> object:
        """Take the step with what was typed."""

    def attempt(self, hand: Hand) -> object:
        """Do what the preview shows; where a second person confirms, as if that had happened."""
        return self.take(hand)

    def full_clean(self) -> None:
        """Judge what was typed, unless it is only shown again."""
        if self.is_judged:
            super().full_clean()
        else:
            self._errors, self.cleaned_data = ErrorDict(), {}

    def refuse(self, refusal: Refused) -> None:
        """Set the sentence of a refusal beside its field."""
        field = refusal.field if refusal.field in self.fields else None
        self.add_error(field, _(refusal.sentence))
