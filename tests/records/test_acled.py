"""What ACLED's lists become; quirks of its old, its new and its copied columns, rows made up."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from headstamp.records import Added, Library
from headstamp.records.event_schemas import EVENT_SCHEMA
from headstamp.records.sources import Kind, Parsed, RecordsUnreadable, form_of
from headstamp.records.sources.acled import ACLED

REAL = Path(__file__).parents[3] / "shared" / "data" / "conflict" / "acled-boko-haram-2009-2019.csv"
OLD = [
    "GWNO",
    "EVENT_ID_CNTY",
    "EVENT_ID_NO_CNTY",
    "EVENT_DATE",
    "YEAR",
    "TIME_PRECISION",
    "EVENT_TYPE",
    "ACTOR1",
    "ALLY_ACTOR_1",
    "INTER1",
    "ACTOR2",
    "ALLY_ACTOR_2",
    "INTER2",
    "INTERACTION",
    "COUNTRY",
    "ADMIN1",
    "ADMIN2",
    "ADMIN3",
    "LOCATION",
    "LATITUDE",
    "LONGITUDE",
    "GEO_PRECISION",
    "SOURCE",
    "NOTES",
    "FATALITIES",
]
NEW = [
    "event_id_cnty",
    "event_date",
    "year",
    "time_precision",
    "disorder_type",
    "event_type",
    "sub_event_type",
    "actor1",
    "assoc_actor_1",
    "inter1",
    "actor2",
    "assoc_actor_2",
    "inter2",
    "interaction",
    "civilian_targeting",
    "iso",
    "region",
    "country",
    "admin1",
    "admin2",
    "admin3",
    "location",
    "latitude",
    "longitude",
    "geo_precision",
    "source",
    "source_scale",
    "notes",
    "fatalities",
    "tags",
    "timestamp",
]
COPY = ["", "cc", "data_id", *[one for one in NEW if one not in ("disorder_type", "tags")], "iso3", "Cons"]
ROW = {
    "event_id_cnty": "BHU1",
    "event_date": "28 December 2022",
    "year": "2022",
    "time_precision": "1",
    "event_type": "Battles",
    "sub_event_type": "Armed clash",
    "actor1": "Made-up Forces",
    "assoc_actor_1": "Made-up Police; Made-up Guards",
    "actor2": "Made-up Group",
    "country": "Bhutan",
    "admin1": "Province",
    "admin2": "District",
    "location": "Town",
    "latitude": "27.5",
    "longitude": "-89.25",
    "geo_precision": "2",
    "source": "Made-up Paper",
    "notes": "A made-up event.",
    "fatalities": "3",
}


def written(header: Sequence[str], *rows: dict[str, str]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    for row in rows:
        told = {"ally_actor_1": row.get("assoc_actor_1", ""), **row}
        writer.writerow([told.get(column.casefold(), "") for column in header])
    return out.getvalue().encode()


def parse(data: bytes) -> Parsed:
    form = form_of(data, "events.csv")
    assert (form.name, form.kind) == ("acled", Kind.EVENTS)
    return form.parse(data, "events.csv", lambda _: True)


def accounted(parsed: Parsed) -> None:
    assert parsed.read == parsed.kept + parsed.merged + len(parsed.rejected)
    assert parsed.rows.num_rows == parsed.kept


@pytest.mark.parametrize("header", [OLD, NEW, COPY], ids=["old, 25 columns", "new, 31", "copied, 33"])
def test_every_edition_of_the_columns_says_the_same(header: list[str]) -> None:
    parsed = parse(written(header, ROW))
    accounted(parsed)
    assert parsed.rows.schema == EVENT_SCHEMA
    (row,) = parsed.rows.to_pylist()
    assert (row["reference"], row["kind"], row["country"]) == ("BHU1", "Battles", "Bhutan")
    assert row["sub_kind"] == (None if header is OLD else "Armed clash")
    assert (row["from"], row["to"], row["precision"]) == (date(2022, 12, 28), date(2022, 12, 28), "day")
    assert row["actors"] == ["Made-up Forces", "Made-up Police", "Made-up Guards", "Made-up Group"]
    assert (row["lat"], row["lon"], row["place_precision"]) == (27.5, -89.25, "2")
    assert (row["deaths_low"], row["deaths"], row["deaths_high"]) == (None, 3, None)
    assert (row["told_by"], row["note"], row["place"]) == ("Made-up Paper", "A made-up event.", "Town")


def test_columns_may_stand_in_any_order_and_between_other_signs() -> None:
    plain = parse(written(NEW, ROW)).rows
    turned = parse(written(list(reversed(NEW)), ROW)).rows
    tabs = parse(written(NEW, ROW).replace(b",", b"\t")).rows
    for other in (turned, tabs):
        assert other["note"].to_pylist() == plain["note"].to_pylist()
        assert other["actors"].to_pylist()[0][0] == "Made-up Forces"


@pytest.mark.parametrize("text", ["28 December 2022", "2022-12-28", "28-December-2022", "28/12/2022"])
def test_every_way_of_writing_the_day(text: str) -> None:
    (row,) = parse(written(NEW, ROW | {"event_date": text})).rows.to_pylist()
    assert (row["from"], row["precision"]) == (date(2022, 12, 28), "day")


def test_slashes_are_read_as_another_date_of_the_file_proves() -> None:
    june, july = {"event_date": "11/06/2009", "year": "2009"}, {"event_date": "26/07/2009", "year": "2009"}
    proved = parse(written(NEW, ROW | june, ROW | july))
    assert proved.rows["from"].to_pylist() == [date(2009, 6, 11), date(2009, 7, 26)]
    american = parse(written(NEW, ROW | june, ROW | {"event_date": "07/26/2009", "year": "2009"}))
    assert american.rows["from"].to_pylist() == [date(2009, 11, 6), date(2009, 7, 26)]


@pytest.mark.parametrize("others", [[], ["26/07/2009", "07/26/2009"]], ids=["nothing", "both orders"])
def test_a_day_that_the_file_leaves_open_is_not_invented(others: list[str]) -> None:
    rows = [ROW | {"event_date": text, "year": "2009"} for text in ["11/06/2009", "05/05/2009", *others]]
    parsed = parse(written(NEW, *rows))
    accounted(parsed)
    (reject,) = parsed.rejected
    assert (reject.line, reject.column) == (2, "event_date")
    assert reject.why == "'11/06/2009' leaves open which figure is the day, and so does the column"


@pytest.mark.parametrize(
    ("precision", "told"),
    [
        ("1", (date(2022, 12, 28), date(2022, 12, 28), "day")),
        ("2", (date(2022, 12, 22), date(2023, 1, 3), "range")),
        ("3", (date(2022, 12, 1), date(2022, 12, 31), "month")),
    ],
)
def test_the_day_is_as_vague_as_its_precision(precision: str, told: tuple[date, date, str]) -> None:
    (row,) = parse(written(NEW, ROW | {"time_precision": precision})).rows.to_pylist()
    assert (row["from"], row["to"], row["precision"]) == told


@pytest.mark.parametrize(
    ("cells", "column", "why"),
    [
        ({"event_date": ""}, "event_date", "the cell is empty"),
        ({"event_date": "December 2022"}, "event_date", "'December 2022' is not a day"),
        ({"event_date": "2022-02-30"}, "event_date", "'2022-02-30' is not a day"),
        ({"event_date": "28 December 0022"}, "event_date", "'28 December 0022' is not a day"),
        ({"year": "2021"}, "year", "the year 2021 contradicts the date 2022-12-28"),
        ({"time_precision": "4"}, "time_precision", "'4' is not 1, 2 or 3"),
        ({"event_type": ""}, "event_type", "the cell is empty"),
        ({"actor1": " "}, "actor1", "the cell is empty"),
        ({"country": ""}, "country", "the cell is empty"),
        ({"latitude": ""}, "latitude", "only one coordinate is given"),
        ({"latitude": "91"}, "latitude", "'91' lies outside -90 to 90"),
        ({"longitude": "east"}, "longitude", "'east' is not a number"),
        ({"fatalities": "many"}, "fatalities", "'many' is not a number"),
        ({"fatalities": "1.5"}, "fatalities", "'1.5' is not a whole number"),
        ({"fatalities": "3000000000"}, "fatalities", "3000000000 is more people than there are"),
    ],
)
def test_a_cell_that_makes_no_sense_costs_its_row(cells: dict[str, str], column: str, why: str) -> None:
    parsed = parse(written(NEW, ROW | cells, ROW))
    accounted(parsed)
    (reject,) = parsed.rejected
    assert (reject.line, reject.column) == (2, column)
    assert reject.why.startswith(why)
    assert parsed.kept == 1


def test_an_event_without_a_place_has_none() -> None:
    (row,) = parse(written(NEW, ROW | {"latitude": "", "longitude": ""})).rows.to_pylist()
    assert (row["lat"], row["lon"]) == (None, None)


def test_a_note_over_several_lines_is_one_note() -> None:
    parsed = parse(written(NEW, ROW | {"notes": "One.\nTwo, and three."}, ROW))
    accounted(parsed)
    assert (parsed.read, parsed.kept, parsed.merged) == (3, 2, 1)
    assert parsed.rows["note"].to_pylist()[0] == "One.\nTwo, and three."


def test_a_column_that_is_missing_is_named() -> None:
    with pytest.raises(RecordsUnreadable, match=r"line 1: the column 'notes' is missing"):
        parse(written([one for one in NEW if one != "notes"], ROW))


def test_what_the_file_speaks_of() -> None:
    coverage = parse(
        written(NEW, ROW, ROW | {"country": "Iceland", "year": "", "event_date": "2019-01-01"})
    ).coverage
    assert (coverage.recipients, coverage.years) == (("Bhutan", "Iceland"), (2019, 2022))


def test_the_library_keeps_events_apart_from_transfers(library: Library, add: Callable[..., Added]) -> None:
    added = add(written(NEW, ROW, ROW | {"event_date": "soon"}))
    assert (added.snapshot.kind, added.snapshot.kept, added.snapshot.rejected) == (Kind.EVENTS, 1, 1)
    assert library.transfers() is None
    events = library.rows(Kind.EVENTS, source="acled")
    assert events is not None
    assert events.count().execute() == 1
    assert [one.column for one in library.rejects(added.snapshot)] == ["event_date"]


CELLS = st.sampled_from(["", "1", "3", '"', "x", "11/06/2009", "26/07/2009", "2022-12-28", "²", "1e400"])


@settings(max_examples=60)
@given(st.lists(st.lists(CELLS, min_size=30, max_size=32).map(",".join), max_size=6))
def test_every_line_is_accounted_for(rows: list[str]) -> None:
    text = "\n".join(rows)
    parsed = parse(",".join(NEW).encode() + b"\n" + text.encode())
    accounted(parsed)
    assert parsed.read == len([line for line in text.split("\n") if line.strip()])


@settings(max_examples=100)
@given(st.binary(max_size=200))
@example(b"\xef\xbb\xbf")
@example(b'event_id_cnty,event_date,"')
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for beginning in (b"", ",".join(NEW).encode() + b"\n", ",".join(OLD).encode()[:100]):
        assert "\n" not in refusal(beginning + data)


def refusal(data: bytes) -> str:
    """What is said of bytes that are no list of events; nothing where they are one. No other error passes."""
    try:
        accounted(ACLED.parse(data, "events.csv", lambda _: True))
    except RecordsUnreadable as error:
        return str(error)
    return ""


@pytest.mark.skipif(
    not REAL.is_file(),
    reason="ACLED's data may not be passed on: put its list of 2009-2019 into ../shared/data/conflict",
)
def test_the_list_at_hand_is_read_whole() -> None:
    """Counts measured with the csv module of the standard library, not with this program."""
    parsed = parse(REAL.read_bytes())
    assert (parsed.read, parsed.kept, parsed.merged, parsed.rejected) == (3_795, 3_795, 0, ())
    assert Counter(parsed.rows["country"].to_pylist()) == {
        "Nigeria": 2_728,
        "Cameroon": 825,
        "Niger": 189,
        "Chad": 53,
    }
    assert Counter(parsed.rows["precision"].to_pylist()) == {"day": 3_463, "range": 304, "month": 28}
    assert parsed.coverage.years == (2009, 2019)
    overtaken = [
        one for one in parsed.rows["sub_kind"].to_pylist() if "Non-state actor overtakes" in (one or "")
    ]
    assert len(overtaken) == 42


def test_a_list_that_breaks_off_is_known_as_cut() -> None:
    data = written(NEW, ROW, ROW)
    assert not parse(data).cut
    assert parse(data[:-30]).cut
