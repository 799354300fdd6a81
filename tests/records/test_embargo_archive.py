"""What SIPRI's archive of embargoes becomes; rows made up in its form, quirks from the file itself."""

from __future__ import annotations

import codecs
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from headstamp.records.event_schemas import EMBARGO_SCHEMA
from headstamp.records.sources import Kind, Parsed, RecordsUnreadable, form_of
from headstamp.records.sources.embargo_archive import NOT_TOLD, body_of, out_of_order

REAL = Path(__file__).parents[3] / "shared" / "data" / "embargo" / "embargoes-to-2021.csv"
HEADER = "Target,Entry into force,Suspended,Lifted,Establishing document"


def parse(*lines: str, beginning: bytes = codecs.BOM_UTF8) -> Parsed:
    data = beginning + "\n".join([HEADER, *lines]).encode()
    form = form_of(data, "embargoes.csv")
    assert (form.name, form.kind) == ("sipri-embargoes", Kind.EMBARGOES)
    parsed = form.parse(data, "embargoes.csv", lambda _: True)
    assert parsed.read == parsed.kept + parsed.merged + len(parsed.rejected)
    return parsed


def days(line: str) -> tuple[date | None, date | None, date | None]:
    (row,) = parse(line).rows.to_pylist()
    return row["from"], row["suspended"], row["to"]


def test_a_plain_embargo() -> None:
    parsed = parse("Bhutan,16-Jun-93,29-Sep-94,30-Sep-94,UNSCR 841")
    assert parsed.rows.schema == EMBARGO_SCHEMA
    (row,) = parsed.rows.to_pylist()
    assert (row["body"], row["target"], row["scope"], row["document"]) == ("UN", "Bhutan", None, "UNSCR 841")
    assert (row["from"], row["suspended"], row["to"]) == (
        date(1993, 6, 16),
        date(1994, 9, 29),
        date(1994, 9, 30),
    )
    assert parsed.coverage.years == (1993, 1994)


@pytest.mark.parametrize(
    ("text", "year"),
    [("7-Aug-63", 1963), ("16-Dec-66", 1966), ("1-Jan-50", 1950), ("13-Jul-18", 2018), ("6-May-2021", 2021)],
)
def test_no_embargo_lies_in_the_future(text: str, year: int) -> None:
    """%y of the C library reads '63' as 2063."""
    start, _, _ = days(f"Bhutan,{text},,,UNSCR 1")
    assert start is not None
    assert start.year == year


def test_the_order_of_the_days_decides_where_two_digits_do_not() -> None:
    assert days("Bhutan,1-Jan-48,,1-Jan-62,-") == (date(1948, 1, 1), None, date(1962, 1, 1))
    assert days("Bhutan,1-Jan-98,,1-Jan-01,-") == (date(1998, 1, 1), None, date(2001, 1, 1))


def test_days_that_no_century_puts_in_order_are_kept_as_written() -> None:
    assert days("Bhutan,5-Jan-2010,,5-Jan-2009,-") == (date(2010, 1, 5), None, date(2009, 1, 5))


@pytest.mark.parametrize(
    ("document", "body"),
    [
        ("UNSCR 1333", "UN"),
        ("2001/154/CFSP", "EU"),
        ("96/746/CFSP", "EU"),
        ("EC declaration", "EU"),
        ("EC Declaration", "EU"),
        ("EU agreement", "EU"),
        ("EU 2017/2063", "EU"),
        ("OSCE statement", "OSCE"),
        ("LAS statement", "League of Arab States"),
        ("-", NOT_TOLD),
        ("", NOT_TOLD),
        ("a letter", NOT_TOLD),
    ],
)
def test_whose_embargo_it_is_stands_in_the_document(document: str, body: str) -> None:
    assert body_of(document) == body
    assert parse(f"Bhutan,5-Jan-10,,,{document}").rows["body"].to_pylist() == [body]


def test_groups_and_lists_are_kept_as_named() -> None:
    rows = parse(
        "Bhutan (NGF),5-Jan-10,,,UNSCR 1",
        '"Made-up Group, others and associated entities",5-Jan-10,,,UNSCR 1',
    ).rows.to_pylist()
    assert [(row["target"], row["scope"]) for row in rows] == [
        ("Bhutan", "NGF"),
        ("Made-up Group, others and associated entities", None),
    ]


def test_a_resolution_out_of_its_time_is_marked_and_kept() -> None:
    told = [
        (date(1991, 9, 25), "UNSCR 2216"),
        (date(1993, 9, 15), "UNSCR 864"),
        (date(2000, 12, 19), "UNSCR 1333"),
        (date(2015, 4, 14), "UNSCR 2216"),
        (date(1990, 1, 1), "EC declaration"),
        (None, "UNSCR 9"),
    ]
    assert out_of_order(told) == {0}
    assert out_of_order(told[1:]) == frozenset()
    assert out_of_order([(date(2000, 1, 1), "UNSCR 5"), (date(2001, 1, 1), "UNSCR 4")]) == {0, 1}
    row = parse("Bhutan,25-Sep-91,,1-Oct-96,UNSCR 2216", "Iceland,19-Dec-00,,,UNSCR 1333").rows.to_pylist()[0]
    assert (row["from"], row["document"]) == (date(1991, 9, 25), "UNSCR 2216")


def test_rows_of_separators_alone_are_blank() -> None:
    parsed = parse("Bhutan,5-Jan-10,,,UNSCR 1", ",,,,", ",,,,")
    assert (parsed.read, parsed.kept) == (1, 1)


@pytest.mark.parametrize(
    ("line", "column", "why"),
    [
        (",5-Jan-10,,,UNSCR 1", "Target", "the cell is empty"),
        ("Bhutan,,,,UNSCR 1", "Entry into force", "the cell is empty"),
        ("Bhutan,31-Feb-10,,,UNSCR 1", "Entry into force", "'31 Feb 2010' is not a day"),
        ("Bhutan,5-Jan-10,soon,,UNSCR 1", "Suspended", "'soon' is not a day"),
        ("Bhutan,2010,,,UNSCR 1", "Entry into force", "'2010' is not a day"),
        ("Bhutan,5-Jan-10,UNSCR 1", None, "3 cells where the header has 5"),
    ],
)
def test_a_line_that_makes_no_sense_is_rejected(line: str, column: str | None, why: str) -> None:
    parsed = parse(line, "Bhutan,5-Jan-10,,,UNSCR 1")
    assert [(one.line, one.column, one.why, one.raw) for one in parsed.rejected] == [(2, column, why, line)]


def test_a_column_that_is_missing_is_named() -> None:
    data = HEADER.replace(",Suspended", "").encode()
    with pytest.raises(RecordsUnreadable, match=r"the column 'Suspended' is missing"):
        form_of(data, "embargoes.csv").parse(data, "embargoes.csv", lambda _: True)


@settings(max_examples=80)
@given(st.lists(st.text(st.sampled_from(',"\n -19/JanUNSCR²'), max_size=50), max_size=5))
@example(["Bhutan,٠١-Jan-10,,,UNSCR ٠"])
def test_any_lines_are_kept_or_rejected(lines: list[str]) -> None:
    text = "\n".join(lines)
    expected = [line for line in text.split("\n") if line.strip(", ")]
    assert parse(text).read == len(expected)


@pytest.mark.skipif(not REAL.is_file(), reason="SIPRI's archive is read from ../shared/data/embargo")
def test_the_archive_at_hand_is_read_whole() -> None:
    data = REAL.read_bytes()
    parsed = form_of(data, REAL.name).parse(data, REAL.name, lambda _: True)
    assert (parsed.read, parsed.kept, parsed.merged, parsed.rejected) == (79, 79, 0, ())
    rows = parsed.rows.to_pylist()
    bodies = Counter(row["body"] for row in rows)
    assert bodies == {"EU": 39, "UN": 33, "not told": 5, "OSCE": 1, "League of Arab States": 1}
    assert parsed.coverage.years == (1963, 2018)
    doubted = out_of_order([(row["from"], row["document"]) for row in rows])
    assert [rows[place]["target"] for place in doubted] == ["Yugoslavia"]
