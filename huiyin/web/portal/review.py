"""What was filled in, as rows to be read once more before it is sent, or after it differed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from huiyin.rules.terms import Matter, Naming
from huiyin.web.portal import choices
from huiyin.web.portal.forms import SubmissionForm
from huiyin.web.portal.places import places

FIELDS = {"office": "place", "division": "place"}
"""Where a field of the form is called otherwise than in what the office keeps."""

WORDS = (
    "name",
    "phone",
    "identity",
    "address",
    "email",
    "request",
    "facts",
    "reasons",
    "complained_about",
    "place_detail",
)
PARTS = (
    ("naming", "name", "address", "phone", "email", "identity", "people_count"),
    ("request", "facts", "reasons", "complained_about", "wish"),
    ("place", "place_detail"),
    ("attachments",),
    ("consents_electronic",),
)


@dataclass(frozen=True)
class Row:
    """One answer with its question."""

    label: str
    value: str


@dataclass(frozen=True)
class Part:
    """The answers of one step."""

    title: str
    rows: list[Row]


def parts(form: SubmissionForm, file_names: Sequence[str]) -> list[Part]:
    """The filled form, step by step; what was left empty is left out."""
    return [
        Part(title, [row for row in _rows(form, names, file_names) if row.value])
        for title, names in zip(choices.steps(), _parts(form), strict=True)
    ]


def _parts(form: SubmissionForm) -> list[tuple[str, ...]]:
    """The fields of each step; the others who sign stand with the first."""
    who, *rest = PARTS
    is_named = form.cleaned_data.get("naming") != Naming.ANONYMOUS
    others = tuple(field.name for row in form.other_rows for field in row) if is_named else ()
    return [who + others, *rest]


def _rows(form: SubmissionForm, names: Iterable[str], file_names: Sequence[str]) -> list[Row]:
    return [Row(str(form.fields[name].label), _shown(form, name, file_names)) for name in names]


def _shown(form: SubmissionForm, name: str, file_names: Sequence[str]) -> str:
    given = form.cleaned_data.get(name, "")
    match name:
        case "naming":
            return _(Naming(given).zh)
        case "wish":
            return _(Matter(given).zh) if given else ""
        case "place":
            return next((each.name for each in places() if each.division == given), "")
        case "attachments":
            return "\n".join(file_names) or _("没有文件")
        case "consents_electronic":
            return _("同意") if given else _("不同意，邮寄或者当面送达")
        case _:
            return str(given or "")


def changed(form: SubmissionForm, names: Sequence[str]) -> list[Row]:
    """What this sending says otherwise than the first."""
    fields = dict.fromkeys(FIELDS.get(name, name) for name in names)
    return [
        Row(str(form.fields[field].label), _shown(form, field, ()))
        for field in fields
        if field in form.fields
    ] or [Row(choices.other(), "")]
