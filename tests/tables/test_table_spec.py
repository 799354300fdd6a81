from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headstamp.tables import (
    CellKind,
    CheckedRow,
    Column,
    Rejection,
    Row,
    Table,
    TableSpec,
    TableUnreadable,
    read_table,
)

SPEC = TableSpec(
    "sightings",
    (
        Column("id", CellKind.ID, required=True),
        Column(
            "item_type",
            CellKind.CHOICE,
            required=True,
            choices=("weapon", "ammunition", "non_state_armed_group"),
        ),
        Column("weapon", CellKind.WEIGHTED),
        Column("country", CellKind.ACTOR),
        Column("neighbours", CellKind.ACTORS),
        Column("from", CellKind.SPAN),
        Column("to", CellKind.SPAN),
        Column("lat", CellKind.NUMBER, low=-90, high=90),
        Column("lon", CellKind.NUMBER, low=-180, high=180),
        Column("count_low", CellKind.INTEGER, low=0),
        Column("count_high", CellKind.INTEGER, low=0),
        Column("quantity", CellKind.QUANTITY),
        Column("same_as", CellKind.LIST),
        Column("verified", CellKind.YESNO),
        Column("note"),
    ),
    key=("id",),
)


def known(name: str) -> bool:
    return name in {"IRQ", "Ruritania"}


def check(*rows: dict[str, str], spec: TableSpec = SPEC):
    full = [{"id": str(line), "item_type": "weapon"} | row for line, row in enumerate(rows, start=2)]
    header = dict.fromkeys(column for row in full for column in row)
    lines = tuple(Row(line, row) for line, row in enumerate(full, start=2))
    return spec.check(Table("s.csv", tuple(header), lines), known)


def kept(column: str, text: str) -> str:
    checked = check({column: text})
    assert checked.rejected == ()
    return checked.rows[0].cells[column]


@pytest.mark.parametrize(
    ("column", "text", "normal"),
    [
        ("id", "S  1", "S 1"),
        ("item_type", "Weapon", "weapon"),
        ("item_type", "Non-state armed group", "non_state_armed_group"),
        ("weapon", " m05e3 : 0.70 ; ak : .3", "m05e3:0.7;ak:0.3"),
        ("weapon", "some unheard-of rifle", "some unheard-of rifle"),
        ("country", "IRQ", "IRQ"),
        ("country", "Not known", "not known"),
        ("neighbours", "IRQ; Ruritania", "IRQ;Ruritania"),
        ("from", "late 1970s", "late 1970s"),
        ("count_low", "1,200", "1200"),
        ("count_low", "34.0", "34"),
        ("quantity", "about 50", "about 50"),
        ("same_as", " a ;; b ", "a;b"),
        ("verified", "TRUE", "yes"),
        ("note", "any = text", "any = text"),
    ],
)
def test_a_good_cell_is_kept_in_one_form(column: str, text: str, normal: str) -> None:
    assert kept(column, text) == normal


@pytest.mark.parametrize(
    ("column", "text", "says"),
    [
        (
            "item_type",
            "gun",
            "'gun' is not allowed; write one of: weapon, ammunition, non_state_armed_group.",
        ),
        ("weapon", "a:0.5;b:0.2", "sum to 0.7; make them sum to 1"),
        (
            "country",
            "Atlantis",
            "'Atlantis' is not a known actor; correct the name, or import the actor first.",
        ),
        ("neighbours", "IRQ;Atlantis", "'Atlantis' is not a known actor"),
        ("from", "03/04/2014", "write 2014-04-03 or 3 April 2014"),
        ("from", "2013-2011", "ends before it begins"),
        ("count_low", "a few", "is not a whole number"),
        ("count_low", "-1", "is less than 0"),
        ("quantity", "lots", "cannot be read as a quantity"),
        ("verified", "perhaps", "neither yes nor no"),
        ("item_type", "", "item_type is empty; it is required."),
        ("lat", "36.3", "only one coordinate"),
    ],
)
def test_a_bad_cell_says_what_to_do(column: str, text: str, says: str) -> None:
    checked = check({column: text})
    assert checked.rows == ()
    (rejection,) = checked.rejected
    assert (rejection.line, rejection.column) == (2, column)
    assert says in rejection.why


@pytest.mark.parametrize(
    ("lat", "lon", "good"),
    [
        ("36.3", "43", True),
        ("91", "0", False),
        ("x", "0", False),
        ("36,3", "43,25", True),
        ("36,300", "43", False),
        ("4e-5", "-0.5", True),
    ],
)
def test_coordinates(lat: str, lon: str, good: bool) -> None:
    assert bool(check({"lat": lat, "lon": lon}).rows) is good


def test_one_entry_per_row_names_every_fault() -> None:
    checked = check({"item_type": "gun", "count_low": "x"})
    assert len(checked.rejected) == 1
    assert "not allowed" in checked.rejected[0].why
    assert "count_low: 'x' is not a whole number" in checked.rejected[0].why


def test_inverted_pairs_are_rejected() -> None:
    checked = check(
        {"from": "2014", "to": "2013"},
        {"from": "2014", "to": "June 2014"},
        {"from": "June 2014", "to": "2014"},
        {"count_low": "10", "count_high": "9"},
    )
    assert [row.line for row in checked.rows] == [3, 4]
    assert [(r.line, r.column) for r in checked.rejected] == [(2, "from"), (5, "count_low")]
    assert checked.rejected[0].why == "from '2014' lies after to '2013'; exchange them."


def test_unknown_columns_are_kept_and_named_and_empty_cells_dropped() -> None:
    checked = check({"analyst": "me", "note": ""})
    assert checked.unknown_columns == ("analyst",)
    assert checked.rows == (CheckedRow(2, "2", {"id": "2", "item_type": "weapon", "analyst": "me"}),)


def test_identical_rows_count_once_and_different_ones_not_at_all() -> None:
    checked = check({"id": "a", "note": "x"}, {"id": "a", "note": "x"}, {"id": "b"}, {"id": "b", "note": "y"})
    assert [(row.line, row.key) for row in checked.rows] == [(2, "a")]
    assert [(r.line, r.column) for r in checked.rejected] == [(4, "id"), (5, "id")]
    assert checked.rejected[0].why.startswith("duplicate id 'b' on lines 4, 5")


def test_the_rejections_of_the_reader_are_passed_on() -> None:
    table = Table(
        "s.csv", ("id", "item_type"), (Row(2, {"id": "1", "item_type": "x"}),), (Rejection(1, None, "no"),)
    )
    assert [r.line for r in SPEC.check(table, known).rejected] == [1, 2]


def test_missing_required_columns_are_all_named() -> None:
    with pytest.raises(
        TableUnreadable, match="The sightings table lacks the columns 'id', 'item_type'"
    ) as caught:
        SPEC.check(Table("s.csv", ("weapon",), ()), known)
    assert (caught.value.kind, caught.value.columns) == ("missing-columns", ("id", "item_type"))
    assert SPEC.check(Table("s.json", (), ()), known).rows == ()


def test_keys_of_several_columns_and_of_none() -> None:
    pair = TableSpec("headstamps", (Column("code"), Column("maker")), key=("code", "maker"))
    table = Table(
        "h.csv",
        ("code", "maker"),
        (Row(2, {"code": "1|1", "maker": ""}), Row(3, {"code": "1", "maker": "1|"})),
    )
    assert [row.key for row in pair.check(table, known).rows] == ["1\\|1|", "1|1\\|"]
    loose = TableSpec("transfers", (Column("id"), Column("supplier")), key=("id",))
    rows = (
        Row(2, {"id": "", "supplier": "A"}),
        Row(3, {"id": "", "supplier": "B"}),
        Row(4, {"id": "", "supplier": "A"}),
    )
    keys = [row.key for row in loose.check(Table("t.csv", ("id", "supplier"), rows), known).rows]
    assert len(keys) == len(set(keys)) == 2
    assert all(key.startswith("row-") and len(key) == 20 for key in keys)


def test_a_file_from_end_to_end(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    path.write_text("ID;Item type;Country\nS1;Weapon;IRQ\nS2;gun;IRQ\nS3;weapon;IRQ;x\n", encoding="utf-8")
    checked = SPEC.check(read_table(path), known)
    assert checked.rows == (CheckedRow(2, "S1", {"id": "S1", "item_type": "weapon", "country": "IRQ"}),)
    assert [(r.line, r.column) for r in checked.rejected] == [(3, "item_type"), (4, None)]


CELL = st.text(max_size=12) | st.text("0123456789.,-:;e/ ", max_size=10)


@given(st.dictionaries(st.sampled_from(SPEC.header), CELL.map(str.strip), min_size=1))
def test_any_row_is_kept_or_rejected_and_checking_twice_changes_nothing(row: dict[str, str]) -> None:
    checked = check(row)
    assert len(checked.rows) + len(checked.rejected) == 1
    for good in checked.rows:
        again = check(dict(good.cells))
        assert again.rows[0].cells == good.cells
