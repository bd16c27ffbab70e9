"""单位标志. The picture of an office at the head of its portal: put there, taken away."""

from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from huiyin.documents import confined, files
from huiyin.organisations.actions import note
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import Logo, Office
from huiyin.rules.permissions import Viewer

MOST_BYTES = 1024 * 1024


def put_logo(office: Office, name: str, content: bytes, *, by: Viewer, at: datetime) -> bool:
    """Draw an upload anew and let it stand for the office; False if it does so already.

    Raises `Refused` for what is no picture that can be drawn. Only the drawing is kept.
    """
    png = _drawn(name, content)
    digest = sha256(png).hexdigest()
    with transaction.atomic():
        locked = Office.objects.select_for_update().get(pk=office.pk)
        if locked.logo == digest:
            return False
        Logo.objects.update_or_create(office=locked, defaults={"digest": digest, "png": png})
        _name(locked, digest)
        note("put_logo", locked.number_code, by=by, at=at, details=digest)
    return True


@transaction.atomic
def remove_logo(office: Office, *, by: Viewer, at: datetime) -> bool:
    """Let an office stand without a picture again; False if it has none."""
    locked = Office.objects.select_for_update().get(pk=office.pk)
    if not locked.logo:
        return False
    Logo.objects.filter(office=locked).delete()
    details = locked.logo
    _name(locked, "")
    note("remove_logo", locked.number_code, by=by, at=at, details=details)
    return True


def _name(office: Office, digest: str) -> None:
    office.logo = digest
    office.save(update_fields=["logo"])


def _drawn(name: str, content: bytes) -> bytes:
    if len(content) > MOST_BYTES:
        raise Refused(_("图片不能超过 1 MB，请缩小后再上传。"), field="logo")
    try:
        kind = files.judge(name, content)
    except files.Refused:
        kind = None
    if kind not in (files.PNG, files.JPEG):
        raise Refused(_("单位标志只能是 PNG 或者 JPEG 图片，请另存后再上传。"), field="logo")
    try:
        return confined.make_logo(kind.name, content)
    except confined.Unshown as unshown:
        if unshown.reason == confined.NoCopy.LARGE:
            sentence = _("图片的画面过大，请缩小后再上传。")
        else:
            sentence = _("这张图片打不开，可能已经损坏，请重新保存后再上传。")
        raise Refused(sentence, field="logo") from unshown
