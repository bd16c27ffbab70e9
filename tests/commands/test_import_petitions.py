"""`huiyin import`: a sheet of another system, each petition once, nothing overwritten."""

from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from click.testing import CliRunner, Result
from python_calamine import CalamineWorkbook

from huiyin.commands import import_petitions, tables
from huiyin.commands.home import Trouble
from huiyin.petitions import importing
from huiyin.petitions.letters import personal
from huiyin.petitions.models import Petition
from huiyin.petitions.vault import Vault
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Channel, Matter, Naming
from tests.make import an_office, assert_sound, story

pytestmark = pytest.mark.django_db

HEADER = [
    "信访件编号", "姓名", "信访人数", "住址", "手机号码", "问题属地", "信访目的", "内容分类",
    "信访日期", "登记日期", "限办时间", "信访形式", "概况",
]  # fmt: skip
FIRST = [
    "XF001", "郑小满", "3", "云岭市柳荫街44号", "19900001206", "云岭市", "求决",
    "城乡建设_供水", "2026-03-02 09:00", "2026-03-03", "2026-05-02", "来信", "请恢复供水。",
]  # fmt: skip
SECOND = [
    "XF002",
    "",
    "",
    "",
    "",
    "",
    "揭发控告",
    "",
    "2026/3/4",
    "",
    "",
    "电话信访",
    "有人吃回扣。",
]


def a_csv(path: Path, *rows: list[str], encoding: str = "gb18030") -> Path:
    file = path / "sheet.csv"
    lines = [",".join(row) for row in (HEADER, *rows)]
    file.write_text("\n".join(lines), encoding=encoding)
    return file


def run(file: Path, *words: str) -> Result:
    given = [str(file), "--office", "云岭市信访局", *words]
    result = CliRunner().invoke(import_petitions.command, given)
    if isinstance(result.exception, Exception):
        raise result.exception
    return result


def report(file: Path) -> list[list[str]]:
    with CalamineWorkbook.from_path(file.with_name(f"{file.stem}-导入结果.xlsx")) as book:
        rows = book.get_sheet_by_index(0).to_python()
    return [[str(cell) for cell in row] for row in rows[1:]]


def test_a_trial_writes_nothing(tmp_path: Path) -> None:
    an_office()
    file = a_csv(tmp_path, FIRST, SECOND)
    done = run(file)
    assert "这次只是试" in done.output
    assert "可以导入 new：2" in done.output
    assert not Petition.objects.exists()
    assert [row[2] for row in report(file)] == ["可以导入", "可以导入"]


def test_what_is_written_is_a_petition_like_any_other(tmp_path: Path) -> None:
    an_office()
    file = a_csv(tmp_path, FIRST, SECOND)
    assert run(file, "--write").exit_code == 0
    first = Petition.objects.get(wish=Matter.CLAIM)
    assert first.channel == Channel.LETTER
    assert first.people_count == 3
    assert localdate(first.arrived_at).isoformat() == "2026-03-02"
    assert personal(first, Vault(first.pk, first.key))["phone"] == "19900001206"
    assert story(first)[0].codes["foreign"] == "XF001"
    assert first.matter is None, "what the other system decided is decided anew"
    assert_sound(first)
    second = Petition.objects.get(wish=Matter.ACCUSATION)
    assert second.naming == Naming.ANONYMOUS
    assert second.is_sealed
    assert {row[5] for row in report(file)} == {first.receipt, second.receipt}


def test_a_second_run_makes_nothing_new_and_overwrites_nothing(tmp_path: Path) -> None:
    an_office()
    run(a_csv(tmp_path, FIRST, SECOND), "--write")
    changed = [*FIRST[:3], "新住址", *FIRST[4:]]
    file = a_csv(tmp_path, changed, SECOND, encoding="utf-8-sig")
    again = run(file, "--write")
    assert again.exit_code == 1
    assert Petition.objects.count() == 2
    first, second = report(file)
    assert first[2] == "以前导入过，内容不同，没有改动"
    assert first[3] == "住址"
    assert second[2] == "以前导入过，内容一样"
    petition = Petition.objects.get(wish=Matter.CLAIM)
    assert personal(petition, Vault(petition.pk, petition.key))["address"] == FIRST[3]


def test_the_same_number_twice_in_a_sheet_comes_in_once(tmp_path: Path) -> None:
    an_office()
    other = [*FIRST[:12], "另一件事。"]
    file = a_csv(tmp_path, FIRST, FIRST, other)
    assert run(file, "--write").exit_code == 1
    assert Petition.objects.count() == 1
    assert [row[2] for row in report(file)][1:] == [
        "以前导入过，内容一样",
        "以前导入过，内容不同，没有改动",
    ]


@pytest.mark.parametrize(
    ("place", "value", "column"),
    [
        (8, "昨天", "信访日期"),
        (8, "2019-01-01", "信访日期"),
        (8, "2999-01-01", "信访日期"),
        (2, "几个", "信访人数"),
        (2, "100000", "信访人数"),
        (11, "飞鸽", "信访形式"),
        (6, "闲聊", "信访目的"),
        (12, "", "概况"),
        (12, "坏\x00字", "概况"),
        (12, "长" * 20_001, "概况"),
    ],
)
def test_a_row_that_cannot_be_taken_is_named(
    tmp_path: Path, place: int, value: str, column: str
) -> None:
    an_office()
    wrong = [*FIRST]
    wrong[place] = value
    file = a_csv(tmp_path, wrong, SECOND)
    assert run(file, "--write").exit_code == 1
    assert Petition.objects.count() == 1, "the other row is taken"
    bad = report(file)[0]
    assert (bad[0], bad[2], bad[3]) == ("2.0", "不能导入", column)
    assert bad[4]


def test_a_spreadsheet_with_numbers_dates_and_formulas(tmp_path: Path) -> None:
    an_office()
    file = tmp_path / "sheet.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, FIRST)
        sheet.write_number(1, 4, 19900001206)
        sheet.write_number(1, 8, 46083.375)
        sheet.write_row(3, 0, SECOND)
        sheet.write_string(3, 0, '=HYPERLINK("x")')
    assert run(file, "--write").exit_code == 0
    petition = Petition.objects.get(wish=Matter.CLAIM)
    assert personal(petition, Vault(petition.pk, petition.key))["phone"] == "19900001206"
    assert localdate(petition.arrived_at).isoformat() == "2026-03-02"
    assert report(file)[1][1] == '=HYPERLINK("x")', "text, not a formula"


def test_damaged_text_is_pointed_out(tmp_path: Path) -> None:
    an_office()
    file = a_csv(tmp_path, [*FIRST[:12], "锟斤拷锟斤拷停水三天"])
    run(file)
    assert "可能在别处转换时损坏" in report(file)[0][4]


def test_a_run_that_was_killed_is_taken_up_where_it_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_office()
    rows = [[f"XF{n}", *FIRST[1:12], f"第{n}件。"] for n in range(5)]
    file = a_csv(tmp_path, *rows)
    batches = iter([None, None, KeyboardInterrupt()])

    def until_killed(*given: Any, **named: Any) -> Any:  # noqa: ANN401
        if stop := next(batches):
            raise stop
        return importing.take_in(*given, **named)

    monkeypatch.setattr(import_petitions, "BATCH", 2)
    with monkeypatch.context() as killed:
        killed.setattr(import_petitions, "take_in", until_killed)
        assert run(file, "--write").exit_code == 1
    assert Petition.objects.count() == 4
    again = run(file, "--write")
    assert "已导入 new：1" in again.output
    assert "内容一样 same：4" in again.output
    assert Petition.objects.count() == 5


def test_what_somebody_else_imports_meanwhile_comes_in_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_office()
    run(a_csv(tmp_path, FIRST), "--write")
    monkeypatch.setattr(importing, "_known", lambda _digests: set())
    third = ["XF003", *FIRST[1:]]
    file = a_csv(tmp_path, SECOND, FIRST, third)
    run(file, "--write")
    assert [row[2] for row in report(file)] == ["已导入", "以前导入过，内容一样", "已导入"]
    for petition in Petition.objects.all():
        assert_sound(petition)


def test_a_file_that_is_no_table_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_office()
    for content, words in (
        (b"", "表头里没有"),
        (b"\x00\xff\xff\xff", "既不是 UTF-8 也不是"),
        (b"PK\x03\x04 broken", "不是完整的表格文件"),
        ("姓名,电话\n甲,1".encode(), "表头里没有概况、信访日期"),
    ):
        file = tmp_path / "bad"
        file.write_bytes(content)
        with pytest.raises(Trouble, match=words):
            run(file)
    monkeypatch.setattr(tables, "LARGEST_FILE", 10)
    with pytest.raises(Trouble, match="太大"):
        run(a_csv(tmp_path, FIRST))
    with pytest.raises(Trouble, match="没有名为"):
        CliRunner().invoke(
            import_petitions.command,
            [str(file), "--office", "没有的局"],
            catch_exceptions=False,
        )
