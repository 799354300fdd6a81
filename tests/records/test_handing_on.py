"""Rows handed on as far as terms permit, as a table that a case reads again; all deals are made up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sipri_files import Deal, sipri

from headstamp.records import (
    Added,
    CaseTransfer,
    Filters,
    Library,
    MoreThanAllowed,
    Names,
    Transfer,
    allowed_lines,
    find,
    hand_on,
    rows_of,
)
from headstamp.records.finding import transfer_of
from headstamp.tables import read_table
from headstamp.values import Refused
from headstamp.world import Actors

EU = (
    'unique-id;" ""year""";importing-country;exporting-country;CML-category;'
    "num-licenses-imported;val-licenses-imported;val-arms-imported"
)


def filled(extra: list[Deal], lines: int = 60) -> bytes:
    """A register of so many lines that a few of them are less than a tenth."""
    return sipri([*extra, *(Deal(recipient="Andorra", item=f"F-{n}") for n in range(lines - len(extra)))])


@pytest.mark.parametrize(
    ("kept", "allowed"), [(0, 0), (1, 0), (10, 0), (11, 1), (20, 1), (21, 2), (60, 5), (29_916, 2_991)]
)
def test_less_than_a_tenth_is_less_than_a_tenth(kept: int, allowed: int) -> None:
    assert allowed_lines("sipri", kept) == allowed
    assert allowed < kept / 10 or allowed == 0


@pytest.mark.parametrize("source", ["acled", "comtrade", "nobody-knows"])
def test_of_some_sources_nothing_is_handed_on(source: str) -> None:
    assert allowed_lines(source, 1_000_000) == 0
    assert allowed_lines("eu-coarm", 7) == 7


def test_an_export_of_too_much_is_refused_and_nothing_is_written(
    library: Library, names: Names, add: Callable[..., Added], tmp_path: Path
) -> None:
    add(filled([Deal(item=f"M-{n}") for n in range(6)]))
    found = find(library, names, Filters(recipient="Bhutan")).transfers
    target = tmp_path / "out.csv"
    target.write_text("as before", encoding="utf-8")
    with pytest.raises(MoreThanAllowed) as refused:
        hand_on(library, found, target)
    assert (refused.value.source, refused.value.asked, refused.value.allowed) == ("sipri", 6, 5)
    assert refused.value.exit_code == Refused.exit_code == 2
    assert "at most 5 of its 60 lines" in str(refused.value)
    assert target.read_text(encoding="utf-8") == "as before"
    done = hand_on(library, found[:5], target)
    assert (done.rows, list(done.snapshots.values())) == (5, [5])
    assert sorted(tmp_path.glob("out*")) == [target]


def test_lines_are_counted_not_records(
    library: Library, names: Names, add: Callable[..., Added], tmp_path: Path
) -> None:
    """One line of the EU's reports becomes a licence and an export."""
    add("\r\n".join([EU, "7;2009;Bhutan;Iceland;ML1;3;1200;900", ""]).encode(), "eu.csv")
    found = find(library, names, Filters(recipient="Bhutan")).transfers
    assert hand_on(library, found, tmp_path / "out.CSV").rows == 2


@pytest.fixture
def passed_on(
    library: Library, names: Names, add: Callable[..., Added], tmp_path: Path
) -> Callable[..., tuple[Transfer, Transfer]]:
    """A deal as the library has it, and as a case reads it from the table that was written."""

    def passed(deal: Deal, form: str = "csv") -> tuple[Transfer, Transfer]:
        add(filled([deal]))
        (one,) = find(library, names, Filters(recipient=deal.recipient, supplier=deal.supplier)).transfers
        target = tmp_path / f"out.{form}"
        hand_on(library, [one], target)
        (row,) = read_table(target).rows
        cells = {name: text for name, text in row.cells.items() if text}
        (told,) = rows_of([CaseTransfer(cells["id"], cells)], {}).to_pylist()
        return one, transfer_of(told, names)

    return passed


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_what_is_written_is_read_as_the_same(
    passed_on: Callable[..., tuple[Transfer, Transfer]], form: str
) -> None:
    deal = Deal(
        ordered="2011?", delivered="1200?", number="1200?", item="T-55", comment='Via Andorra; =1+1; "x": 3'
    )
    one, again = passed_on(deal, form)
    for name in ("id", "stage", "supplier", "recipient", "via", "item", "weapon", "condition", "terms"):
        assert getattr(again, name) == getattr(one, name), name
    assert again.quantity == one.quantity
    assert (again.ordered, again.delivered) == (one.ordered, one.delivered)
    assert again.comment == one.comment
    assert again.source == "sipri"


@pytest.mark.parametrize(
    "item", ["Tank; spare parts", "M-1; M-2:0.5", "Model:3", "former:name", "=HYPERLINK(1)", "-5", "Wing 2:1"]
)
def test_marks_that_have_a_meaning_in_cells_survive(
    passed_on: Callable[..., tuple[Transfer, Transfer]], item: str
) -> None:
    one, again = passed_on(Deal(item=item))
    assert again.item == one.item == item


def test_years_between_deliveries_are_not_invented(
    passed_on: Callable[..., tuple[Transfer, Transfer]],
) -> None:
    one, again = passed_on(Deal(years="1980; 1981; 1985"))
    assert again.delivered == one.delivered
    assert again.comment == "delivered in 1980, 1981, 1985"


def test_what_is_not_told_stays_untold(passed_on: Callable[..., tuple[Transfer, Transfer]]) -> None:
    one, again = passed_on(Deal(delivered="0", years="", number="", ordered="2012?"))
    assert (again.stage, again.quantity.value, again.value, again.delivered) == ("ordered", None, None, None)
    assert again.ordered == one.ordered
    assert (again.end_user, again.reported_by, again.origin, again.reference) == (None, None, None, None)


def test_a_category_and_its_money_survive(
    library: Library, names: Names, add: Callable[..., Added], tmp_path: Path
) -> None:
    add("\r\n".join([EU, "7;2009;Bhutan;Iceland;ML1;3;1200;900", ""]).encode(), "eu.csv")
    found = find(library, names, Filters(recipient="Bhutan")).transfers
    hand_on(library, found, tmp_path / "out.csv")
    cells = [{k: v for k, v in row.cells.items() if v} for row in read_table(tmp_path / "out.csv").rows]
    table = rows_of([CaseTransfer(one["id"], one) for one in cells], {})
    again = {one.id: one for one in (transfer_of(row, names) for row in table.to_pylist())}
    for one in found:
        twin = again[one.id]
        assert (twin.category, twin.value, twin.stage) == (one.category, one.value, one.stage)
        assert (twin.quantity, twin.reported_by) == (one.quantity, one.reported_by)
        assert (twin.weapon, twin.reference) == (one.weapon, one.reference)


def test_a_part_is_handed_on_as_a_part(
    library: Library, names: Names, add: Callable[..., Added], tmp_path: Path
) -> None:
    add(filled([Deal(item="Engine-7", described="aircraft engine")]))
    hand_on(library, find(library, names, Filters(recipient="Bhutan")).transfers, tmp_path / "out.csv")
    (row,) = read_table(tmp_path / "out.csv").rows
    assert (row.cells["item_type"], row.cells["description"]) == ("component", "aircraft engine")


def test_every_actor_is_read_again_as_the_same() -> None:
    actors = Actors.load()
    assert [one.id for one in actors if (read := actors.find(one.name)) is None or read.id != one.id] == []


def test_a_place_or_form_that_cannot_be_written_is_refused(library: Library, tmp_path: Path) -> None:
    for target in (tmp_path / "out.pdf", tmp_path / "none" / "out.csv"):
        with pytest.raises(Refused):
            hand_on(library, [], target)
