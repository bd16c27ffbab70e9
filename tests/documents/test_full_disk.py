"""A disk that takes no file: the citizen reads that nothing is lost, and no part of it stays."""

import errno
import os
from pathlib import Path
from typing import NoReturn

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from huiyin.documents.models import StoredFile
from huiyin.petitions.models import Petition
from tests.api.test_submit_files import PNG, hand_in
from tests.web.portal import a_form, a_portal

pytestmark = pytest.mark.django_db
SENTENCE = "不会重复登记"


def no_room(_handle: int) -> NoReturn:
    """The bytes went into the cache, and the disk does not take them."""
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    """No room for any file."""
    monkeypatch.setattr(os, "fsync", no_room)


def kept() -> list[Path]:
    return list(Path(settings.HUIYIN_FILES).glob("??/*"))


def test_the_api_says_come_again_and_nothing_stays(full: None) -> None:
    a_portal()
    before = kept()
    answer = hand_in(("证据.png", PNG), key="full-disk-1")
    assert answer.status == 503
    assert SENTENCE in answer.body["detail"]
    assert kept() == before
    assert not StoredFile.objects.exists()
    assert not Petition.objects.exists()


def test_the_form_says_so_too(full: None) -> None:
    a_portal()
    client = Client(raise_request_exception=False)
    upload = SimpleUploadedFile("证据.png", PNG, "image/png")
    page = client.post("/submit", {**a_form(), "attachments": [upload]})
    assert page.status_code == 503
    assert SENTENCE in page.content.decode()
    assert page.headers["Retry-After"]
    assert not Petition.objects.exists()


def test_the_same_key_is_taken_once_there_is_room(monkeypatch: pytest.MonkeyPatch) -> None:
    a_portal()
    with monkeypatch.context() as without:
        without.setattr(os, "fsync", no_room)
        assert hand_in(("证据.png", PNG), key="full-disk-2").status == 503
    assert hand_in(("证据.png", PNG), key="full-disk-2").status == 201
    assert Petition.objects.count() == 1
