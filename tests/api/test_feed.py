"""`huiyin feed` and `huiyin token`: a file of messages through the public API, once and for all."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pytest_django.live_server_helper import LiveServer

from huiyin.commands import feed, token
from huiyin.commands.home import Trouble
from huiyin.commands.messages import Message, Unusable, columns_of, read
from huiyin.commands.tables import decoded, moment_of
from huiyin.petitions.models import Petition
from huiyin.petitions.tokens import IntakeToken
from huiyin.rules.moments import ZONE
from tests.city import a_city

HEADER = "留言编号,留言用户,留言主题,留言时间,留言详情,一级分类\n"
ROWS = (
    '1,青石巷居民,路灯不亮,2026/1/4 11:17:46,"\xa0三盏灯不亮_x000D_\n请修",城乡建设\n'
    "2,,井盖缺失,2026-02-03 08:00,走路危险,城乡建设\n"
    "3,老王,停水,2019-10-29 09:08:49,三天没有水,城乡建设\n"
    "3,老王,停水,2019-10-29 09:08:49,三天没有水,城乡建设\n"
    "4,,,,,\n"
    f"5,长信人,太长,,{'长' * 20_001},其他\n"
)


@pytest.fixture
def messages(tmp_path: Path) -> Path:
    path = tmp_path / "messages.csv"
    path.write_text(HEADER + ROWS, encoding="gb18030")
    return path


def run(command: object, *words: str) -> Result:
    result = CliRunner().invoke(command, words)  # type: ignore[arg-type]
    if isinstance(result.exception, Exception):
        raise result.exception
    return result


class TestReading:
    def test_columns_padding_and_breaks(self, messages: Path) -> None:
        first, second, *_rest = read(messages)
        assert isinstance(first, Message)
        assert isinstance(second, Message)
        assert first.petition == {
            "request": "路灯不亮",
            "facts": "三盏灯不亮\n\n请修",
            "name": "青石巷居民",
            "arrived_at": "2026-01-04T11:17:46+08:00",
        }
        assert second.petition["naming"] == "anonymous"

    def test_what_came_before_the_law_is_dated_today(self, messages: Path) -> None:
        old = list(read(messages))[2]
        assert isinstance(old, Message)
        assert old.was_dated_now
        assert "arrived_at" not in old.petition
        assert "原留言时间：2019-10-29 09:08:49" in old.petition["facts"]

    def test_keys_stay_the_same_and_differ_by_content(self, messages: Path) -> None:
        keys = [each.key for each in read(messages) if isinstance(each, Message)]
        assert keys == [each.key for each in read(messages) if isinstance(each, Message)]
        assert keys[2] == keys[3]
        assert len(set(keys)) == len(keys) - 1

    def test_an_empty_row_is_named(self, messages: Path) -> None:
        assert [each.row for each in read(messages) if isinstance(each, Unusable)] == [6]

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
    def test_encodings(self, tmp_path: Path, encoding: str) -> None:
        path = tmp_path / "x.csv"
        path.write_text("内容\n𬎆字", encoding=encoding)
        assert decoded(path) == "内容\n𬎆字"

    def test_another_encoding_is_told(self, tmp_path: Path) -> None:
        path = tmp_path / "x.csv"
        path.write_bytes(b"\xff\xff\xff\x80")
        with pytest.raises(Trouble):
            list(read(path))

    def test_a_header_without_words_is_told(self) -> None:
        with pytest.raises(Trouble):
            columns_of(["一级分类", "二级分类"])

    @pytest.mark.parametrize(
        ("text", "wanted"),
        [
            ("2020/1/4 11:17:46", datetime(2020, 1, 4, 11, 17, 46, tzinfo=ZONE)),
            ("2020-01-04 11:17", datetime(2020, 1, 4, 11, 17, tzinfo=ZONE)),
            ("2020年1月4日", datetime(2020, 1, 4, tzinfo=ZONE)),
            ("2020.1.4", datetime(2020, 1, 4, tzinfo=ZONE)),
            ("43834.5", datetime(2020, 1, 4, 12, tzinfo=ZONE)),
            ("2020/13/4", None),
            ("昨天", None),
            ("", None),
        ],
    )
    def test_dates_as_people_write_them(self, text: str, wanted: datetime | None) -> None:
        assert moment_of(text) == wanted


@pytest.fixture
def shown(_fresh: None) -> str:
    return run(token.command, "new", "--office", "市信访局", "--name", "热线").stdout.strip()


@pytest.mark.django_db(transaction=True)
class TestFeeding:
    def feed(self, live_server: LiveServer, shown: str, messages: Path) -> Result:
        return run(
            feed.command, str(messages), "--url", live_server.url, "--token", shown, "--clients=2"
        )

    def test_twice_makes_nothing_twice(
        self, live_server: LiveServer, shown: str, messages: Path
    ) -> None:
        first = self.feed(live_server, shown, messages)
        assert first.exit_code == 0
        assert Petition.objects.count() == 3
        said = first.stdout
        assert "read                6" in said
        assert "acknowledged      3" in said
        assert "same again      1" in said
        assert "refused           2" in said
        assert "第 6 行" in said
        assert "422 facts" in said
        assert "found again       3 / 3" in said
        again = self.feed(live_server, shown, messages)
        assert Petition.objects.count() == 3
        assert "acknowledged      0" in again.stdout
        assert "same again      4" in again.stdout

    def test_a_wrong_token_is_told_at_once(self, live_server: LiveServer, messages: Path) -> None:
        with pytest.raises(Trouble):
            self.feed(live_server, "hyt_wrong", messages)
        assert not Petition.objects.exists()


class TestTokens:
    def test_is_shown_once(self, shown: str) -> None:
        assert shown.startswith("hyt_")
        row = IntakeToken.objects.get()
        listed = run(token.command, "list").stdout
        assert shown not in listed
        assert str(row.pk) in listed
        assert row.office == a_city().offices["yunling-bureau"]

    def test_can_be_revoked(self, shown: str) -> None:
        row = IntakeToken.objects.get()
        run(token.command, "revoke", str(row.pk))
        row.refresh_from_db()
        assert row.revoked_at is not None
        assert row.revoked_at <= datetime.now(UTC)
        with pytest.raises(Trouble):
            run(token.command, "revoke", str(row.pk))

    def test_an_office_that_is_none_is_told(self) -> None:
        with pytest.raises(Trouble):
            run(token.command, "new", "--office", "没有", "--name", "x")
