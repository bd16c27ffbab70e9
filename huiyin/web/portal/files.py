"""Files as the browser sent them, as the store takes them."""

from typing import Any

from django import forms

from huiyin.documents.actions import reread
from huiyin.documents.models import Purpose, StoredFile
from huiyin.petitions.intake import IncomingFile
from huiyin.petitions.models import Draft
from huiyin.petitions.vault import Vault


def incoming(form: forms.Form) -> tuple[IncomingFile, ...]:
    """The files of a valid form, each read whole; sizes were judged before."""
    return tuple(
        IncomingFile(name=each.name or "", content=each.read())
        for each in form.cleaned_data.get("attachments") or []
    )


def staged_files(draft: Draft, kept: dict[str, Any]) -> list[IncomingFile]:
    """The files of a draft once more, for when its page was changed and is checked again."""
    vault = Vault(draft.id, draft.key)
    stored = StoredFile.objects.filter(owner_id=draft.id, purpose=Purpose.ORIGINAL)
    return [
        IncomingFile(name=name, content=reread(each, vault.key))
        for name, each in zip(kept["file_names"], stored, strict=True)
    ]
