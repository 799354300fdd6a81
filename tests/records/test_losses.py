"""What lists of lost equipment become; headers as two widespread copies have them, rows made up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headstamp.records import Added, Library
from headstamp.records.sources import FileNotRecognised, Kind, Parsed, RecordsUnreadable, form_of
from headstamp.records.sources.losses import LOSSES

# scarnecchia/oryx_data, totals_by_system.csv, and its copies with a row number and the day of the copy.
ROWS = "country,origin,system,status,url,date_recorded,sysID,imageID,statusID,matID"
NUMBERED = f'"",{",".join(chr(34) + one + chr(34) for one in ROWS.split(","))},"Date"'
# leedrake5/Russia-Ukraine, 'Dates Raw'.
EARLY = '"","system","country","origin","status","url","class","Date"'


def parse(*lines: str) -> Parsed:
    data = ("\n".join(lines) + "\n").encode()
    form = form_of(data, "losses.csv")
    assert (form.name, form.kind) == ("loss-list", Kind.EVENTS)
    parsed = form.parse(data, "losses.csv", lambda _: True)
    assert parsed.read == parsed.kept + parsed.merged + len(parsed.rejected)
    return parsed


def test_a_captured_tank() -> None:
    (row,) = parse(
        ROWS, "Bhutan,Iceland,53 Model-1,captured,https://example.org/1.jpg,2023-04-20,2,6,3,7-263"
    ).rows.to_pylist()
    assert (row["kind"], row["sub_kind"], row["reference"]) == ("equipment loss", "captured", "7-263")
    assert row["actors"] == ["Bhutan"]
    assert (row["note"], row["told_by"]) == ("53 Model-1 (made in Iceland)", "https://example.org/1.jpg")


def test_the_day_of_writing_it_down_only_bounds_the_loss() -> None:
    (row,) = parse(ROWS, "Bhutan,,Model-1,destroyed,https://example.org,2023-04-20,1,1,1,1").rows.to_pylist()
    assert (row["from"], row["to"], row["precision"]) == (None, date(2023, 4, 20), "range")


def test_a_day_of_the_loss_is_one() -> None:
    (row,) = parse(
        "side,model,status,link,date of loss", "Bhutan,Model-1,captured,u,2 March 2022"
    ).rows.to_pylist()
    assert (row["from"], row["to"], row["precision"]) == (date(2022, 3, 2), date(2022, 3, 2), "day")


def test_where_it_happened_is_not_told() -> None:
    (row,) = parse(ROWS, "Bhutan,,Model-1,captured,u,2023-04-20,1,1,1,1").rows.to_pylist()
    assert [row[name] for name in ("country", "place", "lat", "lon")] == [None] * 4


def test_a_copy_with_row_numbers_says_the_same() -> None:
    """Its second date is the day of the copy, month first; the first one is taken."""
    cells = '"1","Bhutan","Iceland","Model-1","captured","u","2023-04-20",1,1,1,"7-111","04/20/2023"'
    (row,) = parse(NUMBERED, cells).rows.to_pylist()
    assert (row["to"], row["reference"]) == (date(2023, 4, 20), "7-111")


def test_an_early_copy_without_a_side() -> None:
    rows = parse(
        EARLY,
        '"1","100mm Model-2",NA,"Iceland","captured","u","Towed Artillery","03/03/2022"',
        '"2","Model-3",NA,"Iceland","abandoned","u ","Towed Artillery","03/24/2022"',
    ).rows.to_pylist()
    assert [row["actors"] for row in rows] == [[], []]
    assert rows[0]["note"] == "100mm Model-2 (Towed Artillery; made in Iceland)"
    assert [row["to"] for row in rows] == [date(2022, 3, 3), date(2022, 3, 24)]


def test_two_states_of_one_object_stay_two_rows() -> None:
    line = "Bhutan,,Model-1,{},u,2023-04-20,2,6,3,7-26{}"
    rows = parse(ROWS, line.format("damaged", 3), line.format("captured", 1)).rows.to_pylist()
    assert [row["sub_kind"] for row in rows] == ["damaged", "captured"]
    assert len({row["id"] for row in rows}) == 2


@pytest.mark.parametrize(
    ("line", "column", "why"),
    [
        ("Bhutan,,,captured,u,2023-04-20,1,1,1,1", "system", "the cell is empty"),
        ("Bhutan,,Model-1,,u,2023-04-20,1,1,1,1", "status", "the cell is empty"),
        ("Bhutan,,Model-1,captured,u,spring,1,1,1,1", "date", "'spring' is not a day"),
        (
            "Bhutan,,Model-1,captured,u,03/04/2022,1,1,1,1",
            "date",
            "'03/04/2022' leaves open which figure is the day, and so does the column",
        ),
        ("Bhutan,Model-1,captured,u", None, "4 cells where the header has 10"),
    ],
)
def test_a_line_that_makes_no_sense_is_rejected(line: str, column: str | None, why: str) -> None:
    parsed = parse(ROWS, line, "Bhutan,,Model-1,captured,u,2023-04-20,1,1,1,1")
    assert [(one.line, one.column, one.why, one.raw) for one in parsed.rejected] == [(2, column, why, line)]


def test_an_undated_loss_has_no_date() -> None:
    (row,) = parse(ROWS, "Bhutan,,Model-1,captured,u,NA,1,1,1,1").rows.to_pylist()
    assert (row["from"], row["to"], row["precision"]) == (None, None, "unknown")


@pytest.mark.parametrize(
    "header",
    [
        "country,equipment_type,destroyed,abandoned,captured,damaged,type_total",
        "country,system,status,url"[:22],
    ],
)
def test_totals_are_no_list_of_losses(header: str) -> None:
    with pytest.raises(FileNotRecognised):
        form_of(f"{header}\nBhutan,Tanks,1,2,3,4,10\n".encode(), "losses.csv")


def test_a_list_of_what_was_captured_does_not_silence_one_of_what_was_destroyed(
    library: Library, add: Callable[..., Added]
) -> None:
    for status in ("captured", "destroyed"):
        line = f"Bhutan,,Model-1,{status},u,2023-04-20,1,1,1,1"
        add(f"{ROWS}\n{line}\n".encode(), name=f"{status}.csv")
    rows = library.rows(Kind.EVENTS)
    assert rows is not None
    assert rows.count().execute() == 2


@settings(max_examples=60)
@given(st.binary(max_size=120))
def test_any_bytes_are_kept_or_rejected(data: bytes) -> None:
    whole = ROWS.encode() + b"\n" + data
    try:
        parsed = LOSSES.parse(whole, "losses.csv", lambda _: True)
    except RecordsUnreadable:
        return
    assert parsed.read == parsed.kept + parsed.merged + len(parsed.rejected)
