"""The examples of docs/api.md do what the page says: they are run as they stand there."""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from huiyin.notifications.webhooks import signed
from huiyin.petitions.models import Event
from huiyin.rules.ids import new_id
from huiyin.rules.terms import State, Step
from tests.api.staff import Program
from tests.make import a_petition
from tests.people import CLERK, LEADER
from tests.web.desk import PHONE

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

PAPER = (Path(__file__).parents[2] / "docs" / "api.md").read_text()
SHELL = re.findall(r"^```sh\n(.*?)^```$", PAPER, re.M | re.S)
PYTHON = re.findall(r"^```python\n(.*?)^```$", PAPER, re.M | re.S)


def commands(word: str) -> list[str]:
    """The commands that call the portal or the desk, each whole; files are sent elsewhere."""
    whole = "".join(block for block in SHELL if word in block and "@" not in block)
    return re.split(r"\n(?=curl)", whole.strip())


def run(command: str, **given: str) -> Any:  # noqa: ANN401 (JSON)
    """Run a command as it is written, with these names set."""
    # Not every machine has the command that makes an id.
    command = f"uuidgen() {{ echo {new_id()}; }}\n{command}"
    told = {"PATH": os.environ["PATH"], "NO_PROXY": "*", **given}
    done = subprocess.run(
        ["/bin/bash", "-euc", command], env=told, capture_output=True, timeout=30, check=True
    )
    return json.loads(done.stdout)


@pytest.mark.django_db(transaction=True)
@pytest.mark.urls("huiyin.config.urls_desk")
def test_the_examples_of_the_desk(live_server: "LiveServer") -> None:
    petition = a_petition(State.REGISTERED, phone=PHONE)
    names = {
        "DESK": live_server.url,
        "TOKEN": Program(CLERK).token,
        "NUMBER": petition.number,
        "PERSON": str(petition.petitioners.get().pk),
        "VERSION": str(petition.version),
    }
    asking = [each for each in commands("$DESK") if "/figures" not in each]
    me, lists, page, read, opened, steps, taken = [run(command, **names) for command in asking]
    (figures,) = [each for each in commands("$DESK") if each not in asking]
    assert run(figures, DESK=live_server.url, TOKEN=Program(LEADER).token)["by"] == "month"
    assert me["name"] == CLERK.user.name
    assert {each["name"] for each in lists} >= {"to-register", "late"}
    assert page["notes"] == []
    assert read["number"] == petition.number
    fields = {each["name"]: each for each in opened["people"][0]["fields"]}
    assert fields["phone"]["value"] == PHONE
    assert {each["step"] for each in steps["steps"]} >= {"note"}
    assert taken["step"] == "note"
    assert Event.objects.filter(petition=petition, step=Step.NOTE).exists()


@pytest.mark.django_db(transaction=True)
def test_the_examples_of_the_portal(live_server: "LiveServer") -> None:
    handing_in, statistics = commands("$PORTAL")
    assert run(handing_in, PORTAL=live_server.url)["number"]
    assert run(statistics, PORTAL=live_server.url)["months"] == []


def test_the_example_of_checking_a_signature(monkeypatch: pytest.MonkeyPatch) -> None:
    (example,) = [each for each in PYTHON if "def is_ours" in each]
    names: dict[str, Any] = {}
    exec(example, names)  # noqa: S102 (of our own page)
    monkeypatch.setattr(names["time"], "time", lambda: 1000.0)
    key, body = b"k" * 32, b"{}"
    secret = "whsec_a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="
    headers = {
        "webhook-id": "e",
        "webhook-timestamp": "900",
        "webhook-signature": signed(key, "e", 900, body),
    }
    assert names["is_ours"](secret, headers, body)
    assert not names["is_ours"](secret, headers, b"{ }")
    old = {**headers, "webhook-timestamp": "1", "webhook-signature": signed(key, "e", 1, body)}
    assert not names["is_ours"](secret, old, body)
