"""The table of transfers as a file of the library: a national report typed once, for every case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from hypothesis import example, given, settings
from hypothesis import strategies as st

from headstamp.records import Added, Library
from headstamp.records.sources import Parsed, RecordsUnreadable, form_of
from headstamp.records.sources.transfers_table import TRANSFERS_TABLE
from headstamp.records.transfer_schema import TRANSFER_SCHEMA
from headstamp.world import Actors

HEADER = "supplier,recipient,stage,source,weapon,quantity,delivered_from,derived_from"
KNOWN = Actors.load()


def parse(*lines: str, header: str = HEADER) -> Parsed:
    data = ("\n".join([header, *lines]) + "\n").encode()
    form = form_of(data, "transfers.csv")
    assert form.name == "transfers-table"
    parsed = form.parse(data, "transfers.csv", lambda name: KNOWN.find(name) is not None)
    assert parsed.read == parsed.kept + parsed.merged + len(parsed.rejected)
    return parsed


def test_a_row_of_the_table() -> None:
    parsed = parse("Iceland,Bhutan,delivered,rep-2015,Model-1,12,2015,press-1")
    assert parsed.rows.schema == TRANSFER_SCHEMA
    (row,) = parsed.rows.to_pylist()
    assert (row["source"], row["row"], row["stage"]) == ("transfers-table", 2, "delivered")
    assert (row["supplier"], row["recipient"], row["item"], row["quantity"]) == (
        "Iceland",
        "Bhutan",
        "Model-1",
        12.0,
    )
    assert row["derived_from"] == ["press-1", "rep-2015"]
    assert row["deliveries"][0]["from"] == date(2015, 1, 1)
    assert parsed.coverage.years == (2015, 2015)


def test_what_the_table_turns_away_is_rejected_with_its_line_and_text() -> None:
    wrong = "Atlantis,Bhutan,delivered,,Model-1,12,2015,"
    parsed = parse("Iceland,Bhutan,delivered,,Model-1,12,2015,", wrong, "Iceland,Bhutan,soon,,,,,", "Iceland")
    assert [(one.line, one.column, one.raw) for one in parsed.rejected] == [
        (3, "supplier", wrong),
        (4, "stage", "Iceland,Bhutan,soon,,,,,"),
        (5, None, "Iceland"),
    ]
    assert parsed.kept == 1


def test_the_same_row_twice_is_one_row() -> None:
    line = "Iceland,Bhutan,delivered,,Model-1,12,2015,"
    parsed = parse(line, line)
    assert (parsed.read, parsed.kept, parsed.merged) == (2, 1, 1)


def test_two_tables_stand_side_by_side(library: Library, add: Callable[..., Added]) -> None:
    for number in (1, 2):
        line = f"Iceland,Bhutan,delivered,,Model-{number},12,2015,"
        add(f"{HEADER}\n{line}\n".encode(), name=f"{number}.csv")
    rows = library.transfers()
    assert rows is not None
    assert rows.count().execute() == 2


CELLS = st.sampled_from(["", "Iceland", "Bhutan", "delivered", "12", '"', "2015", "x\0", "=1"])


@settings(max_examples=80)
@given(st.lists(st.lists(CELLS, min_size=7, max_size=9).map(",".join), max_size=6))
@example(["Iceland,Bhutan,delivered,,,,,", "Iceland,Bhutan,delivered,,,,,", "x,,,,,,,"])
def test_every_line_is_accounted_for(lines: list[str]) -> None:
    assert parse(*lines).read == len([line for line in lines if line.strip()])


@settings(max_examples=80)
@given(st.binary(max_size=120))
@example(b",stage\nIceland")
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for beginning in (HEADER.encode() + b"\n", HEADER.encode()):
        try:
            TRANSFERS_TABLE.parse(beginning + data, "transfers.csv", lambda name: name == "Iceland")
        except RecordsUnreadable:
            continue
