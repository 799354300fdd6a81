"""What UCDP's event dataset becomes; rows made up, quirks from the events of one country."""

from __future__ import annotations

import csv
import io
import warnings
from collections import Counter
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headstamp.records.event_schemas import EVENT_SCHEMA
from headstamp.records.sources import Kind, Parsed, RecordsUnreadable, form_of

REAL = Path(__file__).parents[3] / "shared" / "data" / "conflict" / "ucdp-ged-syria.rda"
HEADER = [
    "id",
    "relid",
    "year",
    "active_year",
    "code_status",
    "type_of_violence",
    "conflict_new_id",
    "conflict_name",
    "dyad_name",
    "side_a",
    "side_b",
    "number_of_sources",
    "source_article",
    "source_headline",
    "source_original",
    "where_prec",
    "where_coordinates",
    "adm_1",
    "adm_2",
    "latitude",
    "longitude",
    "geom_wkt",
    "priogrid_gid",
    "country",
    "country_id",
    "region",
    "event_clarity",
    "date_prec",
    "date_start",
    "date_end",
    "deaths_a",
    "deaths_b",
    "deaths_civilians",
    "deaths_unknown",
    "best",
    "high",
    "low",
]
ROW = {
    "id": "7",
    "type_of_violence": "1",
    "conflict_name": "Bhutan: Government",
    "side_a": "Government of Bhutan",
    "side_b": "Made-up Group",
    "source_article": '"Made-up Paper, 2015-01-02, A headline"',
    "source_headline": "A headline",
    "where_prec": "3",
    "where_coordinates": "Town",
    "adm_1": "Province",
    "latitude": "27.5",
    "longitude": "89.5",
    "country": "Bhutan",
    "date_prec": "1",
    "date_start": "2015-01-02 00:00:00.000",
    "date_end": "2015-01-02 00:00:00.000",
    "best": "4",
    "high": "9",
    "low": "2",
}


def written(*rows: dict[str, str]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, HEADER, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def parse(data: bytes) -> Parsed:
    form = form_of(data, "GEDEvent.csv")
    assert (form.name, form.kind) == ("ucdp-ged", Kind.EVENTS)
    parsed = form.parse(data, "GEDEvent.csv", lambda _: True)
    assert parsed.read == parsed.kept + parsed.merged + len(parsed.rejected)
    return parsed


def one(**cells: str) -> dict[str, object]:
    (row,) = parse(written(ROW | cells)).rows.to_pylist()
    return row


def test_a_plain_event() -> None:
    assert parse(written(ROW)).rows.schema == EVENT_SCHEMA
    row = one()
    assert (row["reference"], row["kind"], row["sub_kind"]) == (
        "7",
        "state-based conflict",
        "Bhutan: Government",
    )
    assert (row["from"], row["to"], row["precision"]) == (date(2015, 1, 2), date(2015, 1, 2), "day")
    assert row["actors"] == ["Government of Bhutan", "Made-up Group"]
    assert (row["deaths_low"], row["deaths"], row["deaths_high"]) == (2, 4, 9)
    assert (row["place"], row["place_precision"], row["admin1"]) == ("Town", "3", "Province")
    assert (row["told_by"], row["note"]) == ('"Made-up Paper, 2015-01-02, A headline"', "A headline")


@pytest.mark.parametrize(
    ("cells", "precision"),
    [
        ({"date_prec": "2"}, "range"),
        ({"date_prec": "4", "date_start": "2015-01-01", "date_end": "2015-01-31"}, "month"),
        ({"date_prec": "5", "date_start": "2015-01-01", "date_end": "2015-12-31"}, "year"),
        ({"date_prec": "1", "date_end": "2015-01-05"}, "range"),
    ],
)
def test_a_day_that_is_not_known_is_no_day(cells: dict[str, str], precision: str) -> None:
    assert one(**cells)["precision"] == precision


def test_bounds_that_contradict_the_best_estimate_bound_nothing() -> None:
    row = one(low="177", best="142", high="177")
    assert (row["deaths_low"], row["deaths"], row["deaths_high"]) == (None, 142, None)
    assert '"low": "177"' in str(row["raw"])


def test_kinds_of_violence() -> None:
    kinds = [one(type_of_violence=text)["kind"] for text in ("1", "2", "3", "9")]
    assert kinds == ["state-based conflict", "non-state conflict", "one-sided violence", "9"]


@pytest.mark.parametrize(
    ("cells", "column", "why"),
    [
        (
            {"date_end": "2015-01-01"},
            "date_end",
            "the event ends on 2015-01-01 before it begins on 2015-01-02",
        ),
        ({"date_prec": "6"}, "date_prec", "'6' is not 1 to 5"),
        ({"date_start": "16801.0"}, "date_start", "'16801.0' is not a day"),
        ({"best": "-1"}, "best", "'-1' is not a number of 0 or more"),
        ({"side_b": ""}, "side_b", "the cell is empty"),
        ({"id": ""}, "id", "the cell is empty"),
    ],
)
def test_a_cell_that_makes_no_sense_costs_its_row(cells: dict[str, str], column: str, why: str) -> None:
    parsed = parse(written(ROW | cells, ROW))
    assert [(reject.line, reject.column, reject.why) for reject in parsed.rejected] == [(2, column, why)]


def test_a_column_that_is_missing_is_named() -> None:
    with pytest.raises(RecordsUnreadable, match=r"the column 'date_prec' is missing"):
        parse(written(ROW).replace(b"date_prec", b"date_pre"))


def test_streaming_says_the_same_as_reading_at_once(tmp_path: Path) -> None:
    data = written(*[ROW | {"id": str(number), "low": "" if number % 7 else "x"} for number in range(50)])
    (tmp_path / "raw").write_bytes(data)
    form = form_of(data, "GEDEvent.csv")
    assert form.stream is not None
    told = form.stream(tmp_path / "raw", "GEDEvent.csv", lambda _: True, sha256(data).hexdigest())
    rows = [row for batch in told.rows for row in batch.to_pylist()]
    rejects = [row for batch in told.rejected for row in batch.to_pylist()]
    whole = parse(data)
    assert rows == whole.rows.to_pylist()
    assert [row["line"] for row in rejects] == [one.line for one in whole.rejected]
    assert told.facts() == whole.facts


@settings(max_examples=60)
@given(st.lists(st.text(st.sampled_from(',"\n 12-/x²'), max_size=90), max_size=6))
def test_any_lines_are_kept_or_rejected(lines: list[str]) -> None:
    text = "\n".join(lines)
    parsed = parse(written(ROW) + text.encode())
    assert parsed.read == 1 + len([line for line in text.split("\n") if line.strip()])


@pytest.mark.skipif(not REAL.is_file(), reason="UCDP's events are read from ../shared/data/conflict")
def test_the_events_at_hand_are_read_whole() -> None:
    """The file at hand is of R; it is written out as the dataset's own CSV first."""
    rdata = pytest.importorskip(
        "rdata", reason="the package rdata reads R's files; it is no part of headstamp"
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        (frame,) = rdata.read_rda(REAL).values()
    told = frame.to_dict("records")
    rows = [{name: _cell(str(name), value) for name, value in row.items() if name in HEADER} for row in told]
    parsed = parse(written(*rows))
    assert (len(told), parsed.kept, parsed.rejected) == (16_566, 16_566, ())
    assert parsed.coverage.years == (2016, 2019)
    assert Counter(parsed.rows["kind"].to_pylist())["one-sided violence"] == 482
    doubtful = [row for row in parsed.rows.to_pylist() if row["deaths_low"] is None]
    assert len(doubtful) == 101


def _cell(name: str, value: object) -> str:
    if value is None or value != value:
        return ""
    if isinstance(value, float) and name in ("date_start", "date_end"):
        return (date(1970, 1, 1) + timedelta(days=value)).isoformat()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
