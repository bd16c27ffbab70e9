"""One's own data on the portal: a copy of all of it, and asking for something to be put right."""

import subprocess
from pathlib import Path

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from huiyin.audit.models import Access
from huiyin.petitions.actions.correcting import ask_correction
from huiyin.petitions.actions.joining import attach
from huiyin.petitions.models import Petition
from huiyin.petitions.own_data import MOST_COPIES, sections
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Matter, Naming, State, Step
from tests.make import a_petition, fresh, later, story
from tests.people import CLERK, HANDLER, petitioner
from tests.web.desk import desk_of, lists_with, posted, step_of, text
from tests.web.portal import a_portal, open_petition

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_portal")]
FORM = {"name": "", "phone": "19900007777", "address": "", "email": "", "reason": "换了号码"}


@pytest.fixture
def visitor(client: Client) -> Client:
    a_portal()
    return client


def said(petition: Petition) -> str:
    parts = sections(fresh(petition), petitioner(petition), today=localdate(later(petition)))
    return "\n".join(
        f"{part.title} {part.note} " + " ".join(" ".join(row) for row in part.rows)
        for part in parts
    )


def test_without_the_code_nothing_is_had(visitor: Client) -> None:
    for name in ("own", "correction"):
        assert visitor.get(reverse(f"portal:{name}"))["Location"] == reverse("portal:track")
    assert visitor.post(reverse("portal:own_copy"))["Location"] == reverse("portal:track")


def test_the_copy_is_a_pdf_with_everything(visitor: Client, tmp_path: Path) -> None:
    petition = a_petition(State.SERVED, place_detail="柳荫街<b>44号")
    open_petition(visitor, petition)
    assert "下载副本" in text(visitor.get(reverse("portal:own")))
    answer = visitor.post(reverse("portal:own_copy"))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    file = tmp_path / "copy.pdf"
    file.write_bytes(answer.content)
    drawn = subprocess.run(
        ["pdftotext", "-layout", str(file), "-"], capture_output=True, check=True
    ).stdout.decode()
    for words in ("本人信息副本", "郑小满", "19900001206", petition.number, "柳荫街<b>44号"):
        assert words in drawn
    noted = Access.objects.get(petition_id=petition.pk, subject="own_copy")
    assert noted.office == ""


def test_the_copy_says_what_is_kept_and_who_looked() -> None:
    petition = a_petition(State.SERVED)
    copy = said(petition)
    for words in (
        "郑小满",
        "请尽快恢复柳荫新村的供水",
        "信访处理意见书",
        "保存多久",
        "还没有机关打开过",
        "您没有提交过材料。",
    ):
        assert words in copy
    assert "没有您写的内容" not in copy
    assert "还没有给您的文书" not in copy
    assert "还没有给您的文书。" in said(a_petition(State.RECEIVED))
    secret = a_petition(State.HANDED_OVER, matter=Matter.ACCUSATION)
    assert "检举控告只显示数目" in said(secret)
    assert "郑小满" not in said(a_petition(naming=Naming.ANONYMOUS))


def test_the_copy_is_not_made_without_end(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huiyin.petitions.own_data.make_own_copy", lambda _paper: b"%PDF")
    open_petition(visitor, a_petition())
    for _each in range(MOST_COPIES):
        assert visitor.post(reverse("portal:own_copy")).status_code == 200
    assert visitor.post(reverse("portal:own_copy")).status_code == 429


def test_a_correction_is_asked_for_and_decided(visitor: Client) -> None:
    a_petition(name="柳成荫", phone="19900001111")  # somebody else's, read by nobody here
    petition = a_petition(State.ACCEPTED)
    open_petition(visitor, petition)
    address = reverse("portal:correction")
    assert "只填要改的" in text(visitor.get(address))
    lost = visitor.post(address, FORM | {"reason": ""})
    assert lost.status_code == 422
    assert FORM["phone"] in text(lost), "nothing typed is lost"
    assert visitor.post(address, FORM | {"phone": "电话"}).status_code == 422
    done = visitor.post(address, FORM)
    assert "更正申请已收到" in text(visitor.get(done["Location"]))
    assert visitor.get(address).status_code == 302, "one at a time"
    with override_settings(ROOT_URLCONF="huiyin.config.urls_desk"):
        assert "to-correct" in lists_with(CLERK, petition)
        assert "to-correct" not in lists_with(HANDLER, petition)
        desk = desk_of(CLERK)
        page = text(desk.get(step_of(petition, Step.DECIDE_CORRECTION)))
        assert "19900001206" in page
        assert FORM["phone"] in page
        assert Access.objects.filter(kind=Access.REVEAL, subject="correction").exists()
        assert FORM["phone"] not in text(
            desk_of(HANDLER).get(step_of(petition, Step.DECIDE_CORRECTION))
        )
        form = posted(petition, decision="yes", reason="已核对身份证")
        assert desk.post(step_of(petition, Step.DECIDE_CORRECTION), form).status_code == 302
    assert story(petition)[-1].step == Step.DECIDE_CORRECTION
    told = text(visitor.get(reverse("portal:petition")))
    assert "答复您的更正申请" in told
    assert "已核对身份证" in told


def test_a_waiting_request_shows_on_the_page(visitor: Client) -> None:
    petition = a_petition()
    ask_correction(
        petition.pk,
        wanted={"name": "郑晓满"},
        reason="写错了",
        by=petitioner(petition),
        at=later(petition),
    )
    open_petition(visitor, petition)
    assert "正在核对" in text(visitor.get(reverse("portal:own")))


def test_what_was_said_in_a_petition_joined_to_it_stands_in_that_ones_copy() -> None:
    first = a_petition(State.SIGNED)
    other = a_petition(State.RECEIVED, request="我是隔壁楼的，也请恢复供水。")
    by, at = CLERK.viewer, later(other)
    attach(other.pk, to=first.pk, compared="同一事项。", by=by, at=at)
    assert "我是隔壁楼的" not in said(first)
    assert "我是隔壁楼的" in said(other)
