"""What the office refuses, put beside the field that it is about."""

from django import forms
from django.utils.translation import gettext as _

from huiyin.documents.files import Refused as FileRefused
from huiyin.language.clean import Unclean
from huiyin.petitions.errors import Refused

REFUSALS = (Refused, Unclean, FileRefused)
NAMED_HERE = {"files": "attachments", "division": "place"}


def blame(form: forms.Form, refused: Exception) -> None:
    """Put a refusal beside its field, or above the form; what was typed stays."""
    if isinstance(refused, Unclean):
        form.add_error(None, refused.sentence(_))
    elif isinstance(refused, FileRefused):
        form.add_error("attachments", _(refused.sentence))
    elif isinstance(refused, Refused):
        field = NAMED_HERE.get(refused.field, refused.field)
        form.add_error(field if field in form.fields else None, _(refused.sentence))
    else:
        raise refused
