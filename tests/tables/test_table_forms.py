from __future__ import annotations

import io
import json
from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headstamp.tables import Rejection, Row, TableUnreadable, ZipArchive, read_table, write_table
from headstamp.values import HeadstampError, NotFound, Refused

HEADER = ["id", "weapon", "note"]
# No NUL and no surrogates: those are refused on the way in.
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
CELLS = TEXT | st.sampled_from(
    ["=1", "-7", "'x", "007", "1.50", "1e5", "a\nb", 'say "x"', "a;b,c", "_x000D_", "#N/A"]
)
ROWS = st.lists(st.fixed_dictionaries({column: CELLS.map(str.strip) for column in HEADER}), max_size=5)
SAME_FOLDER = [HealthCheck.function_scoped_fixture]


def put(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def cells(path: Path) -> list[dict[str, str]]:
    return [dict(row.cells) for row in read_table(path).rows]


def round_trip(folder: Path, form: str, rows: list[dict[str, str]]) -> None:
    path = folder / f"t.{form}"
    write_table(path, HEADER, rows, form)
    table = read_table(path)
    assert table.header == tuple(HEADER)
    assert [dict(row.cells) for row in table.rows] == [row for row in rows if any(row.values())]
    assert table.rejected == ()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_told_from_the_header(tmp_path: Path, delimiter: str) -> None:
    text = 'id|weapon|note\n1|rifle|"old, rusty; bent\tone"\n'.replace("|", delimiter)
    assert cells(put(tmp_path, "a.csv", text)) == [
        {"id": "1", "weapon": "rifle", "note": "old, rusty; bent\tone"},
    ]


def test_lines_blanks_and_quotes(tmp_path: Path) -> None:
    text = '\ufeff\r\nid,note\r\n1,"two\r\nlines"\r\n,\r\n\r\n 2 ,"say ""x"""\r\n'
    table = read_table(put(tmp_path, "a.csv", text))
    assert table.rows == (
        Row(3, {"id": "1", "note": "two\r\nlines"}),
        Row(7, {"id": "2", "note": 'say "x"'}),
    )


def test_header_names_are_brought_into_one_form(tmp_path: Path) -> None:
    table = read_table(put(tmp_path, "a.csv", " ID ,Recovered  From,,\n1,cache,,\n"))
    assert table.header == ("id", "recovered_from")
    assert table.rows == (Row(2, {"id": "1", "recovered_from": "cache"}),)


def test_a_line_that_names_the_delimiter_is_no_header(tmp_path: Path) -> None:
    table = read_table(put(tmp_path, "a.csv", "sep=;\nid;note\n1;a,b\n"))
    assert table.rows == (Row(3, {"id": "1", "note": "a,b"}),)


def test_more_cells_than_the_header_are_rejected_and_fewer_are_empty(tmp_path: Path) -> None:
    table = read_table(put(tmp_path, "a.csv", "id,note\n1,a,b\n2\n3,c,,\n"))
    assert table.rows == (Row(3, {"id": "2", "note": ""}), Row(4, {"id": "3", "note": "c"}))
    assert [(r.line, r.column) for r in table.rejected] == [(2, None)]
    assert "more cells than the 2 of the header" in table.rejected[0].why


def test_a_cell_under_no_name_is_rejected(tmp_path: Path) -> None:
    table = read_table(put(tmp_path, "a.csv", "id,,note\n1,x,a\n2,,b\n"))
    assert table.rows == (Row(3, {"id": "2", "note": "b"}),)
    assert "column without a name" in table.rejected[0].why


@pytest.mark.parametrize(
    ("name", "data", "kind", "line", "says"),
    [
        ("a.csv", b"id,note\n1,caf\xe9\n", "encoding", 2, "is not UTF-8.*CSV UTF-8"),
        ("a.csv", b'id,note\n1,x\n2,"cut', "truncated", 3, "ends inside a quoted cell"),
        ("a.csv", b'id,note\n1,"a"b\n', "not-a-table", 2, "quotes do not match"),
        ("a.csv", b"id,ID\n1,2\n", "header", 1, "Two columns are called id"),
        ("a.csv", b",,\n , \n", "empty", None, "no header and no rows"),
        ("a.json", b'[{"id": 1}, {"id', "truncated", 1, "not complete JSON"),
        ("a.json", b'{"rows": 3}', "not-a-table", None, "holds no rows"),
        ("a.json", b"3", "not-a-table", None, "holds no rows"),
        ("a.json", b"[NaN]", "not-a-table", None, "NaN"),
        ("a.json", b"[" * 100_000, "not-a-table", None, "nesting"),
        ("a.json", b'["caf\xe9"]', "encoding", 1, "UTF-8"),
        ("a.json", b'{"header": ["id", "ID"], "rows": []}', "header", None, "Two columns"),
    ],
)
def test_each_fault_of_a_file_has_its_sentence(
    tmp_path: Path, name: str, data: bytes, kind: str, line: int | None, says: str
) -> None:
    with pytest.raises(TableUnreadable, match=says) as caught:
        read_table(put(tmp_path, name, data))
    assert (caught.value.kind, caught.value.line) == (kind, line)


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no such file"):
        read_table(tmp_path / "none.csv")
    with pytest.raises(TableUnreadable, match="cannot be opened"):
        read_table(tmp_path)


def test_json_cells_become_text(tmp_path: Path) -> None:
    data = '[{"id": 12345678901234567890, "lat": 36.30, "y": true, "n": null, "l": ["a", 2]}, {"ID": "2"}]'
    table = read_table(put(tmp_path, "a.json", data))
    assert table.header == ("id", "lat", "y", "n", "l")
    assert table.rows[0] == Row(
        1, {"id": "12345678901234567890", "lat": "36.30", "y": "yes", "n": "", "l": "a;2"}
    )
    assert table.rows[1].line == 2
    assert table.rows[1].cells["id"] == "2"


@pytest.mark.parametrize("data", ['{"rows": [{"id": "1"}]}', '[{"id": "1"}]', '\ufeff [ {"id": "1"} ]'])
def test_both_json_shapes_are_read_whatever_the_suffix(tmp_path: Path, data: str) -> None:
    assert cells(put(tmp_path, "a.json", data)) == cells(put(tmp_path, "a.txt", data)) == [{"id": "1"}]


def test_json_entries_that_are_no_rows_are_rejected(tmp_path: Path) -> None:
    bad = '{"id": {"a": 1}}, 3, {"id": 1, "ID": 2}, {"l": ["a;b"]}, {"l": [[1]]}, {"": 1}, {"id": "\\u0000"}'
    data = f'[{bad}, {{"id": "ok"}}]'
    table = read_table(put(tmp_path, "a.json", data))
    assert [(r.line, r.column) for r in table.rejected] == [
        (1, "id"), (2, None), (3, "id"), (4, "l"), (5, "l"), (6, None), (7, "id"),
    ]  # fmt: skip
    assert [row.line for row in table.rows] == [8]


def test_typed_cells_of_a_workbook_become_text(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.create_sheet("empty")
    sheet = book.active
    sheet.append([None, None])
    sheet.append(["ID", "x"])
    values = [
        34,
        34.0,
        0.1 + 0.2,
        True,
        date(2014, 6, 14),
        datetime(2014, 6, 14, 10, 30),
        time(10, 30),
        "=1+1",
        " a ",
    ]
    for line, value in enumerate(values):
        sheet.append([line, value])
    path = tmp_path / "a.xlsx"
    book.save(path)
    table = read_table(path)
    assert [row.cells["x"] for row in table.rows] == [
        "34", "34", "0.3", "yes", "2014-06-14", "2014-06-14T10:30:00", "10:30:00", "=1+1", "a",
    ]  # fmt: skip
    assert table.rows[0].line == 3
    assert table.rejected == ()


def test_further_worksheets_are_reported(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["id"])
    book.active.append(["1"])
    book.create_sheet("old").append(["id"])
    path = tmp_path / "a.xlsx"
    book.save(path)
    table = read_table(path)
    assert [row.cells for row in table.rows] == [{"id": "1"}]
    why = "Only the worksheet 'Sheet' was read, not old; save each as a file of its own."
    assert table.rejected == (Rejection(None, None, why),)


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_table(path, ["id"], [{"id": "1"}], "xlsx")
    data = bytearray(path.read_bytes())
    data[200:260] = b"x" * 60
    with pytest.raises(ZipArchive, match=r"damaged|complete"):
        read_table(put(tmp_path, "b.xlsx", bytes(data)))


def test_written_cells_cannot_run(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    path = tmp_path / "a.xlsx"
    write_table(path, ["id", "=h"], [{"id": "=1+1", "=h": "34"}, {"id": "#N/A", "=h": "007"}], "xlsx")
    sheet = load_workbook(path).active
    assert [[cell.data_type for cell in row] for row in sheet.iter_rows()] == [
        ["s", "s"],
        ["s", "n"],
        ["s", "s"],
    ]
    out = io.StringIO()
    write_table(out, ["id", "=h"], [{"id": "=1+1", "=h": "-5"}], "csv")
    assert out.getvalue() == "id,'=h\r\n'=1+1,-5\r\n"
    assert read_table(put(tmp_path, "a.csv", out.getvalue())).header == ("id", "=h")


def test_json_is_written_as_it_is(tmp_path: Path) -> None:
    out = io.StringIO()
    write_table(out, ["id", "note"], [{"id": "=1", "note": ""}], "json")
    assert json.loads(out.getvalue()) == {"header": ["id", "note"], "rows": [{"id": "=1"}]}


def test_what_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no table form 'ods'"):
        write_table(tmp_path / "a.ods", ["id"], [], "ods")
    with pytest.raises(Refused, match="text stream"):
        write_table(io.StringIO(), ["id"], [], "xlsx")
    with pytest.raises(Refused, match="column weapon, which the header lacks"):
        write_table(tmp_path / "a.csv", ["id"], [{"weapon": "x"}], "csv")
    with pytest.raises(Refused, match="more than the 32767"):
        write_table(tmp_path / "a.xlsx", ["id"], [{"id": "x" * 40_000}], "xlsx")
    with pytest.raises(Refused, match="cannot be written"):
        write_table(tmp_path / "none" / "a.csv", ["id"], [], "csv")
    assert list(tmp_path.iterdir()) == []


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", "id\nold\n")
    with pytest.raises(Refused):
        write_table(path, ["id"], [{"id": "new"}, {"weapon": "x"}], "csv")
    assert cells(path) == [{"id": "old"}]


def test_a_long_cell_survives_csv_and_json(tmp_path: Path) -> None:
    rows = [{"id": "1", "weapon": "", "note": "x" * 300_000}]
    round_trip(tmp_path, "csv", rows)
    round_trip(tmp_path, "json", rows)


@given(ROWS)
@settings(suppress_health_check=SAME_FOLDER)
def test_csv_reads_back_what_was_written(tmp_path: Path, rows: list[dict[str, str]]) -> None:
    round_trip(tmp_path, "csv", rows)


@given(ROWS)
@settings(suppress_health_check=SAME_FOLDER)
def test_json_reads_back_what_was_written(tmp_path: Path, rows: list[dict[str, str]]) -> None:
    round_trip(tmp_path, "json", rows)


@given(ROWS)
@settings(max_examples=10, suppress_health_check=SAME_FOLDER)
def test_xlsx_reads_back_what_was_written(tmp_path: Path, rows: list[dict[str, str]]) -> None:
    round_trip(tmp_path, "xlsx", rows)


@given(
    st.binary(max_size=120) | st.text('id,;"\n\t{}[]:1', max_size=40).map(str.encode),
    st.sampled_from(["csv", "tsv", "xlsx", "json"]),
)
@settings(max_examples=200, suppress_health_check=SAME_FOLDER)
def test_random_bytes_are_read_or_refused(tmp_path: Path, data: bytes, suffix: str) -> None:
    try:
        read_table(put(tmp_path, f"a.{suffix}", data))
    except HeadstampError as error:
        assert isinstance(error, TableUnreadable)  # noqa: PT017
