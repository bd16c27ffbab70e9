"""草稿. The no-script form between its page and the check page: sealed, for 24 hours."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from huiyin.documents.actions import forget, store
from huiyin.documents.models import StoredFile
from huiyin.petitions.failpoints import Failpoint, reach
from huiyin.petitions.intake import IncomingFile
from huiyin.petitions.models import Draft
from huiyin.petitions.vault import Vault, as_json
from huiyin.rules.ids import new_id

LASTS = timedelta(hours=24)


def stage(form: Mapping[str, Any], files: Sequence[IncomingFile], *, at: datetime) -> Draft:
    """Keep a filled form and its files sealed under the key the petition will have."""
    draft_id = new_id()
    vault = Vault(draft_id)
    draft = Draft(
        id=draft_id,
        key=vault.wrapped(),
        form=vault.seal(as_json(form), "petitions_draft.form", draft_id),
        expires_at=at + LASTS,
    )
    draft.save(force_insert=True)
    for each in files:
        store(each.content, name=each.name, owner_id=draft_id, key=vault.key, at=at)
        reach(Failpoint.AFTER_FILE_WRITTEN)
    return draft


def staged(draft_id: UUID, *, at: datetime) -> tuple[Draft, dict[str, Any]] | None:
    """A draft that still lasts and the form it holds, or None."""
    draft = Draft.objects.filter(pk=draft_id, expires_at__gt=at).first()
    if draft is None:
        return None
    vault = Vault(draft.id, draft.key)
    form = json.loads(vault.open(draft.form, "petitions_draft.form", draft.id))
    return draft, form


def sweep(*, at: datetime) -> int:
    """Remove drafts past their day, files first; what became a petition has no draft any more."""
    old = list(Draft.objects.filter(expires_at__lte=at))
    for draft in old:
        for stored in StoredFile.objects.filter(owner_id=draft.id):
            forget(stored)
        draft.delete()
    return len(old)
