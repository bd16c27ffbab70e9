"""The picture of an office: uploaded, drawn anew, shown at the head of its portal, taken away."""

import io
import struct
import zlib
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image, ImageCms

from huiyin.audit.models import Access
from huiyin.documents.logos import MOST_BYTES
from huiyin.organisations.models import Logo, Office
from tests.documents.hostile import picture, wide_png
from tests.make import an_office
from tests.people import AUDIT_ADMIN, CLERK, SECURITY_ADMIN, SYSTEM_ADMIN, Person
from tests.web.desk import desk_of, text

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]
BUREAU = "yunling-bureau"


@pytest.fixture
def admin() -> Client:
    return desk_of(SYSTEM_ADMIN)


def address(slug: str = BUREAU, name: str = "office_logo") -> str:
    return reverse(f"desk:{name}", args=[an_office(slug).pk])


def upload(client: Client, content: bytes, name: str = "biao.png", slug: str = BUREAU) -> "Answer":
    return client.post(address(slug), {"logo": SimpleUploadedFile(name, content)})


def digest(slug: str = BUREAU) -> str:
    return Office.objects.get(pk=an_office(slug).pk).logo


def saved(image: Image.Image, form: str, **given: Any) -> bytes:
    made = io.BytesIO()
    image.save(made, form, **given)
    return made.getvalue()


def drawn() -> Image.Image:
    return Image.open(io.BytesIO(bytes(Logo.objects.get().png)))


def portal(path: str = "/") -> "Answer":
    with override_settings(ROOT_URLCONF="huiyin.config.urls_portal"):
        return Client().get(path)


def deeds() -> list[str]:
    return [
        each.subject.partition(":")[0]
        for each in Access.objects.filter(kind=Access.ADMIN).order_by("pk")
    ]


@pytest.mark.parametrize("who", [SECURITY_ADMIN, AUDIT_ADMIN, CLERK])
def test_nobody_else_finds_the_pages(admin: Client, who: Person) -> None:
    upload(admin, picture("PNG"))
    before = digest()
    client = desk_of(who)
    for name in ("office_logo", "office_logo_remove"):
        assert client.get(address(name=name)).status_code == 404
        assert client.post(address(name=name)).status_code == 404
    assert upload(client, picture("PNG", size=(9, 9))).status_code == 404
    assert digest() == before != ""


def test_the_picture_of_an_office_above_is_not_theirs(admin: Client) -> None:
    assert upload(admin, picture("PNG"), slug="nanjiang-bureau").status_code == 404
    assert not Logo.objects.exists()


def test_it_stands_at_the_head_of_the_portal_and_costs_it_no_query(admin: Client) -> None:
    with CaptureQueriesContext(connection) as without:
        page = text(portal())
    assert "/logo/" not in page
    assert "mark.svg" in page.split("<header", 1)[1]
    assert upload(admin, picture("PNG")).status_code == 302
    with CaptureQueriesContext(connection) as with_it:
        page = text(portal())
    head = page.split("<header", 1)[1].split("</header>")[0]
    assert f'src="/logo/{digest()}.png" alt="{an_office(BUREAU).name}"' in head
    assert "mark.svg" not in head
    assert len(with_it) == len(without)
    assert deeds() == ["put_logo"]


def test_the_logo_of_another_office_is_not_at_the_head(admin: Client) -> None:
    upload(admin, picture("PNG"), slug="yunling-water")
    assert "/logo/" not in text(portal())
    assert "不属于本机构" in text(admin.get(address("yunling-water")))


def test_it_is_served_for_a_year_and_cannot_act(admin: Client) -> None:
    upload(admin, picture("PNG"))
    upload(admin, picture("PNG"), slug="yunling-water")  # the same picture for two offices
    for answer in (portal(f"/logo/{digest()}.png"), Client().get(f"/logo/{digest()}.png")):
        assert answer.status_code == 200
        assert answer["Content-Type"] == "image/png"
        assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")
    assert portal(f"/logo/{'0' * 64}.png").status_code == 404
    assert portal("/logo/.png").status_code == 404


def test_it_is_small_and_keeps_what_is_transparent(admin: Client) -> None:
    upload(admin, saved(Image.new("RGBA", (900, 300), (200, 30, 20, 0)), "PNG"))
    assert (drawn().size, drawn().mode, drawn().format) == ((240, 80), "RGBA", "PNG")
    assert drawn().getpixel((9, 9))[3] == 0  # type: ignore[index]
    palette = Image.new("P", (20, 300), 1)
    palette.putpalette([255, 0, 0, 0, 255, 0])
    upload(admin, saved(palette, "PNG", transparency=1))
    assert drawn().size == (16, 240)
    assert drawn().getpixel((9, 9))[3] == 0  # type: ignore[index]


def test_nothing_but_pixels_is_kept(admin: Client) -> None:
    assert upload(admin, picture(exif=True), "biao.jpg").status_code == 302
    assert drawn().size == (48, 64)  # stood upright
    assert (drawn().format, drawn().info, dict(drawn().getexif())) == ("PNG", {}, {})
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    with_profile = saved(Image.new("RGB", (30, 30), "red"), "PNG", icc_profile=profile)
    said = b"tEXt" + b"Author\0Chen"
    chunk = struct.pack(">I", len(said) - 4) + said + struct.pack(">I", zlib.crc32(said))
    upload(admin, with_profile[:33] + chunk + with_profile[33:])
    kept = bytes(Logo.objects.get().png)
    assert drawn().info == {}
    assert not any(name in kept for name in (b"iCCP", b"tEXt", b"eXIf", b"Chen"))


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("biao.png", "这不是图片".encode(), "只能是 PNG 或者 JPEG"),
        ("biao.png", b"", "请选择一张图片"),
        ("biao.gif", picture("GIF"), "只能是 PNG 或者 JPEG"),
        ("biao.png", picture("WEBP"), "只能是 PNG 或者 JPEG"),
        ("biao.svg", b"<svg onload='alert(1)'/>", "只能是 PNG 或者 JPEG"),
        ("biao.png", b"<svg onload='alert(1)'/>", "只能是 PNG 或者 JPEG"),
        ("biao.png", picture("PNG")[:60], "打不开"),
        ("biao.jpg", b"\xff\xd8\xff" + bytes(90), "打不开"),
        ("biao.png", wide_png(9000, 9000), "画面过大"),
        ("biao.png", picture("PNG") + bytes(MOST_BYTES), "不能超过 1 MB"),
    ],
)
def test_what_cannot_be_a_logo_is_refused_and_the_old_one_stays(
    admin: Client, name: str, content: bytes, sentence: str
) -> None:
    upload(admin, picture("PNG"))
    before = digest()
    answer = upload(admin, content, name)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert digest() == before != ""
    assert deeds() == ["put_logo"]


def test_a_form_without_a_file_is_asked_for_one(admin: Client) -> None:
    for form in ({}, {"logo": "biao.png"}):
        answer = admin.post(address(), form)
        assert answer.status_code == 422
        assert "请选择一张图片" in text(answer)


def test_the_same_picture_twice_is_one_act_and_another_replaces_it(admin: Client) -> None:
    for _again in range(2):
        assert upload(admin, picture("PNG")).status_code == 302
    first = digest()
    assert deeds() == ["put_logo"]
    upload(admin, picture("PNG", size=(30, 30)))
    assert Logo.objects.get().digest == digest() != first
    assert deeds() == ["put_logo", "put_logo"]
    assert portal(f"/logo/{first}.png").status_code == 404


def test_it_is_taken_away_after_a_question(admin: Client) -> None:
    remove = address(name="office_logo_remove")
    assert admin.get(remove)["Location"] == address()
    upload(admin, picture("PNG"))
    assert f"/logo/{digest()}.png" in text(admin.get(address()))
    assert remove in text(admin.get(address()))
    assert "图片将被删除" in text(admin.get(remove))
    assert digest()
    for _again in range(2):
        assert admin.post(remove)["Location"] == address()
    assert digest() == ""
    assert not Logo.objects.exists()
    assert "/logo/" not in text(portal())
    assert deeds() == ["put_logo", "remove_logo"]


def test_the_page_is_found_from_the_office_and_needs_no_script(admin: Client) -> None:
    assert address() in text(admin.get(address(name="office")))
    main = text(admin.get(address())).split("<main", 1)[1].split("</main>")[0]
    assert 'enctype="multipart/form-data"' in main
    assert "<script" not in main
