"""C6: a file handed in as a browser does, through the portal's form and through the desk's."""

from dataclasses import dataclass
from typing import Any

from django.http.response import HttpResponseBase
from django.test import Client, override_settings
from django.utils import timezone

from huiyin.documents.files import Fault
from huiyin.documents.models import Purpose, StoredFile
from huiyin.jobs.outbox import work_off
from huiyin.notifications.models import Outbox
from huiyin.petitions.models import Petition
from huiyin.petitions.vault import Vault
from huiyin.rules.ids import new_id
from tests.people import CLERK
from tests.verification.hostile_files import Sent
from tests.web.desk import desk_of, text
from tests.web.portal import a_form
from tests.web.test_desk_intake import CONFIRM, NEW, a_letter, hidden

PORTAL, DESK = "huiyin.config.urls_portal", "huiyin.config.urls_desk"
JSON = {"Accept": "application/json"}
BOUNDARY = "----as-a-browser-does"


@dataclass(frozen=True)
class Taken:
    """What the office has of a file that came in."""

    petition: Petition
    stored: StoredFile
    key: bytes


def multipart(fields: dict[str, Any], name: str, content: bytes) -> bytes:
    """A form with one file whose name goes out untouched: the test client would mend it."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{each}"\r\n\r\n{value}\r\n'.encode()
        for each, value in fields.items()
    ]
    # As the standard for forms says it: %22 and line ends, everything else as it is.
    told = name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="attachments"; filename="{told}"\r\n'
        "Content-Type: image/jpeg\r\n\r\n"
    ).encode(errors="surrogatepass")
    return b"".join([*parts, head, content, f"\r\n--{BOUNDARY}--\r\n".encode()])


def _post(client: Client, address: str, body: bytes, **more: Any) -> HttpResponseBase:
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    return client.post(address, body, content_type=kind, **more)


def by_the_portal(sent: Sent) -> Taken | str:
    """What became of a file that a citizen sends: kept, or the sentence of its refusal."""
    with override_settings(ROOT_URLCONF=PORTAL):
        body = multipart(a_form(key=f"portal-{new_id()}"), sent.name, sent.content)
        answer = _post(Client(raise_request_exception=False), "/submit", body, headers=JSON)
    assert answer.status_code in (201, 422), (sent.family, sent.name, answer.status_code)
    if answer.status_code == 422:
        return refusal_in(text(answer))
    return taken()


def by_the_desk(sent: Sent) -> Taken | str:
    """The same, brought to a clerk who scans it."""
    with override_settings(ROOT_URLCONF=DESK):
        client = desk_of(CLERK)
        form = a_letter() | hidden(client.get(NEW))
        answer = _post(client, NEW, multipart(form, sent.name, sent.content))
        assert answer.status_code in (200, 422), (sent.family, sent.name, answer.status_code)
        if answer.status_code == 422:
            return refusal_in(text(answer))
        done = client.post(CONFIRM, {"draft": hidden(answer)["draft"]})
        assert done.status_code == 302, text(done)
    return taken()


def refusal_in(page: str) -> str:
    """Which of the sentences the answer says; every refusal must say one."""
    said = page.encode().decode("unicode_escape") if page.startswith("{") else page
    found = [fault.value for fault in Fault if fault.zh in said]
    assert len(found) == 1, said[:2000]
    return found[0]


def taken() -> Taken:
    """The newest petition with its one file."""
    petition = Petition.objects.order_by("-recorded_at", "-id")[0]
    stored = StoredFile.objects.get(owner_id=petition.pk, purpose=Purpose.ORIGINAL)
    return Taken(petition, stored, Vault(petition.pk, petition.key).key)


def let_the_worker_look() -> None:
    """Work off what waits for files, by the worker's own way; nothing may fail."""
    now = timezone.now()
    Outbox.objects.exclude(topic="derive").filter(done_at=None).update(done_at=now)
    while work_off(now):
        pass
    assert list(Outbox.objects.exclude(failure="").values_list("failure", flat=True)) == []
