"""Whatever happens to a customs file, no line is lost from the account and only our own errors come out."""

from __future__ import annotations

import pytest
from comtrade_files import old_row, old_table, row, table
from hypothesis import example, given, settings
from hypothesis import strategies as st

from headstamp.records.sources import Form, Parsed, RecordsUnreadable, form_of
from headstamp.records.sources.comtrade import COMTRADE, COMTRADE_LEGACY
from headstamp.records.sources.comtrade_json import COMTRADE_JSON
from headstamp.records.sources.comtrade_layout import API
from headstamp.values import HeadstampError

HEADER = (",".join(API.columns) + "\n").encode()


def parse(data: bytes, form: Form = COMTRADE) -> Parsed:
    parsed = form.parse(data, "comtrade.csv", lambda name: True)
    assert parsed.read == parsed.kept + parsed.merged + len(parsed.rejected)
    return parsed


def lines_of(parsed: Parsed) -> tuple[list[int], list[int]]:
    return parsed.rows["row"].to_pylist(), [one.line for one in parsed.rejected]


def test_a_broken_line_spoils_itself_alone() -> None:
    rows = [row(), row()[:60], row(cmdCode="9302"), row(cmdCode="9303") + ",1", row(cmdCode="9304")]
    parsed = parse(table(rows))
    assert lines_of(parsed) == ([2, 4, 6], [3, 5])
    assert [one.why for one in parsed.rejected] == [
        "17 cells where the header has 47",
        "48 cells where the header has 47",
    ]
    assert [one.raw for one in parsed.rejected] == [rows[1], rows[3]]
    assert not parsed.cut


@pytest.mark.parametrize("stray", ['"Military weapons', 'Military" weapons"x"', '"Military" weapons', '"""'])
def test_a_stray_quote_swallows_no_other_row(stray: str) -> None:
    broken = row(cmdCode="8710", cmdDesc="@").replace("@", stray)
    parsed = parse(table([row(), broken, row(cmdCode="9302"), broken, row(cmdCode="9303", cmdDesc="a, b")]))
    kept, rejected = lines_of(parsed)
    assert {2, 4, 6} <= set(kept)
    assert sorted(kept + rejected) == ([2, 3, 4, 6] if parsed.merged else [2, 3, 4, 5, 6])


def test_quotes_that_close_are_read() -> None:
    told = parse(table([row(cmdDesc='Bombs, "grenades", mines'), row(cmdCode="9302", cmdDesc="a, b")])).rows
    assert told["item"].to_pylist() == ['Bombs, "grenades", mines', "a, b"]


def test_the_end_of_a_download_that_broke_off_is_told() -> None:
    data = table([row(), row(cmdCode="9302")])
    parsed = parse(data[:-90])
    assert lines_of(parsed) == ([2], [3])
    assert parsed.cut
    assert not parse(data[:-1]).cut
    assert parse(data[:-1]).kept == 2


def test_a_row_with_nul_bytes_is_kept_aside() -> None:
    parsed = parse(table([row(), row(cmdDesc="a\0b"), row(cmdCode="9302")]))
    assert lines_of(parsed) == ([2, 4], [3])
    assert parsed.rejected[0].why == "the row holds NUL bytes"
    assert parsed.rejected[0].raw == row(cmdDesc="a\0b")


def test_blank_lines_are_not_counted_and_rows_keep_their_numbers() -> None:
    data = table(["", row(), "   ", "", row(cmdCode="9302"), ""])
    parsed = parse(data)
    assert (parsed.read, lines_of(parsed)) == (2, ([3, 6], []))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_every_delimiter_and_ending_is_read_with_a_byte_order_mark_or_without(
    delimiter: str, ending: str
) -> None:
    rows = [row(delimiter, cmdDesc="a, b; c"), row(delimiter, cmdCode="9302"), "x"]
    data = table(rows, delimiter=delimiter, ending=ending)
    for whole in (data, b"\xef\xbb\xbf" + data, data.removesuffix(f"x{ending}".encode())):
        parsed = parse(whole)
        assert form_of(whole, "any.csv") is COMTRADE
        assert parsed.rows["item"].to_pylist()[0] == "a, b; c"
        assert parsed.rows["row"].to_pylist() == [2, 3]
        assert parsed.rows["raw"].to_pylist() == rows[:2]


def test_endings_that_change_in_the_middle_are_read() -> None:
    data = HEADER + (row() + "\r\n" + row(cmdCode="9302") + "\n" + row(cmdCode="9303") + "\r\n").encode()
    assert lines_of(parse(data)) == ([2, 3, 4], [])


def test_a_carriage_return_inside_a_row_breaks_it() -> None:
    parsed = parse(table([row(), row(cmdCode="9302", cmdDesc="a\rb")]))
    assert lines_of(parsed) == ([2], [3])
    assert parsed.rejected[0].why == "the row is broken by a carriage return"


def test_names_in_windows_1252_are_read() -> None:
    data = table([row(partnerCode="384", partnerDesc="Côte d’Ivoire"), row(cmdCode="9302")]).decode()
    parsed = parse(data.encode("cp1252"))
    assert parsed.rows["recipient"].to_pylist() == ["Côte d’Ivoire", "Bhutan"]
    assert parse(data.encode()).rows["recipient"].to_pylist() == ["Côte d’Ivoire", "Bhutan"]


def test_bytes_that_windows_1252_does_not_know_are_not_lost() -> None:
    parsed = parse(table([row(), "@"]).replace(b"@", b"\x81\xff"))
    assert [one.raw for one in parsed.rejected] == ["\x81\xff"]


def test_a_blank_before_a_quote_makes_no_quote() -> None:
    stray = row(cmdCode="9302", cmdDesc="@").replace("@", ' "Pistols')
    parsed = parse(table([row(), stray, row(cmdCode="9303")]))
    assert lines_of(parsed) == ([2, 4], [3])
    assert parsed.rejected[0].raw == stray


def test_what_breaks_far_down_a_file_spoils_nothing_above() -> None:
    """DuckDB has handed on batches by then; they are taken again."""
    rows = [row(period=str(1962 + year), partnerCode=str(code)) for year in range(60) for code in range(600)]
    parsed = parse(table([*rows, '1,"2', row(cmdCode="9303")]))
    assert (parsed.kept, lines_of(parsed)[1]) == (36_001, [36_002])


def test_a_row_longer_than_any_is_kept_aside() -> None:
    parsed = parse(table([row(), row(cmdCode="9302", cmdDesc="x" * 3_000_000), row(cmdCode="9303")]))
    assert lines_of(parsed) == ([2, 4], [3])


def test_lines_before_the_header_are_no_rows() -> None:
    assert lines_of(parse(b"Made on a Sunday\n\n" + table([row()]))) == ([4], [])


def test_a_file_without_rows_is_an_empty_file() -> None:
    parsed = parse(HEADER)
    assert (parsed.read, parsed.kept, parsed.coverage.years) == (0, 0, None)
    assert parse(HEADER[:-1]).read == 0


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (HEADER.replace(b",qty,", b",pieces,"), "the column 'qty' is missing"),
        (HEADER.replace(b"typeCode,freqCode", b"freqCode,typeCode"), "the columns are in another order"),
        (HEADER.replace(b"\n", b",more\n"), "the column 'more' is not known"),
    ],
)
def test_another_header_is_told_in_one_sentence(header: bytes, said: str) -> None:
    data = header + row().encode()
    assert form_of(data, "any.csv") is COMTRADE
    with pytest.raises(RecordsUnreadable, match=said) as caught:
        parse(data)
    assert "\n" not in str(caught.value)


def test_the_old_table_breaks_as_gently() -> None:
    parsed = parse(old_table([old_row(), "x", old_row(Year="2012", Period="2012")]), COMTRADE_LEGACY)
    assert lines_of(parsed) == ([2, 4], [3])


def test_other_files_are_not_taken_for_customs() -> None:
    for form in (COMTRADE, COMTRADE_LEGACY, COMTRADE_JSON):
        assert not form.recognises(b"")
        assert not form.recognises(b"Recipient,Supplier,Year of order\n")
        assert not form.recognises(b"<html>")


ROWS = st.builds(
    row,
    cmdCode=st.sampled_from(("930190", "9302", "9301", "090111")),
    cmdDesc=st.sampled_from(("Weapons", "Bombs, mines", 'the "other" kind', "")),
    customsCode=st.sampled_from(("C00", "C05", "")),
    qty=st.sampled_from(("12.0", "0", "", "x")),
    partnerCode=st.sampled_from(("64", "0", "")),
)
BREAKS = st.sampled_from(
    ("\n", "\r\n", "\r", "\n\n", '"', '""', ",", "", "\0", "\x0b", "Á", '",', ' "', "NA")
)


@settings(max_examples=60)
@given(st.lists(ROWS, max_size=6), st.data())
def test_every_line_of_a_broken_file_is_accounted_for(rows: list[str], data: st.DataObject) -> None:
    text = "\n".join(rows)
    for _ in range(data.draw(st.integers(0, 4))):
        place = data.draw(st.integers(0, len(text)))
        length = data.draw(st.sampled_from((0, 0, 1, 30)))
        text = text[:place] + data.draw(BREAKS) + text[place + length :]
    encoding = data.draw(st.sampled_from(("utf-8", "cp1252")))
    parsed = parse(HEADER + text.encode(encoding))
    lines = {number: line for number, line in enumerate(text.split("\n"), 2) if line.strip()}
    assert parsed.read == len(lines)
    told = [(one.line, one.raw) for one in parsed.rejected]
    told += list(zip(parsed.rows["row"].to_pylist(), parsed.rows["raw"].to_pylist(), strict=True))
    assert len({number for number, _ in told}) == len(told)
    for number, raw in told:
        assert raw.rstrip("\r") == lines[number].rstrip("\r")


@settings(max_examples=60)
@given(st.sampled_from(("new", "old", "json")), st.binary(max_size=300))
@example("new", b"")
@example("new", b"\xff\xfe")
@example("old", b'"')
@example("json", b"[" * 2000)
def test_no_bytes_raise_anything_but_our_own_error(kind: str, data: bytes) -> None:
    start = {"new": HEADER, "old": old_table([])[:-1] + b"\n", "json": b'{"data": ['}[kind]
    form = {"new": COMTRADE, "old": COMTRADE_LEGACY, "json": COMTRADE_JSON}[kind]
    for whole in (data, start + data, start[: len(data)] + data):
        form.recognises(whole)
        said = ""
        try:
            parse(whole, form)
        except HeadstampError as error:
            said = str(error)
        assert "\n" not in said
