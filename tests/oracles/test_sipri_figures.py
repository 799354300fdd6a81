"""Published figures, and figures measured independently of this program, against SIPRI's real register.

The register may not be passed on, so it is read from beside the project and the tests are skipped without it.
Where each figure comes from stands in README.md, under the name of the test.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from headstamp.records import Filters, Library, Names, Snapshot, Transfer, cannot_see, find, suppliers
from headstamp.values import QuantityStatus
from headstamp.world import Actors, Catalogue

SIPRI = Path(__file__).parents[3] / "shared" / "data" / "sipri"
MAY_2026, OCTOBER_2024 = (SIPRI / f"trade-register-{day}.csv" for day in ("2026-05-18", "2024-10-13"))

pytestmark = pytest.mark.skipif(
    not (MAY_2026.is_file() and OCTOBER_2024.is_file()),
    reason="SIPRI's register may not be passed on: put the editions of 18 May 2026 and 13 October 2024 into "
    "../shared/data/sipri to run these",
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    held = Library(tmp_path_factory.mktemp("library"))
    held.add(OCTOBER_2024)
    held.add(MAY_2026)
    return held


@pytest.fixture(scope="module")
def editions(library: Library) -> tuple[Snapshot, Snapshot]:
    newer, older = library.snapshots()
    return newer, older


@pytest.fixture(scope="module")
def names() -> Names:
    return Names(Actors.load(), Catalogue.load())


@pytest.fixture(scope="module")
def rows(library: Library) -> list[dict[str, object]]:
    """What answers: the newer edition alone, which covers the older."""
    told = library.transfers()
    assert told is not None
    columns = [
        "recipient",
        "supplier",
        "item",
        "condition",
        "stage",
        "deliveries",
        "ordered_quantity",
        "raw",
        "snapshot",
    ]
    return told.select(columns).to_pyarrow().to_pylist()


@pytest.fixture(scope="module")
def deals(library: Library, names: Names) -> tuple[Transfer, ...]:
    """United States to Iraq."""
    return find(library, names, Filters(supplier="USA", recipient="Iraq")).transfers


def test_what_the_edition_of_may_2026_holds(
    editions: tuple[Snapshot, Snapshot], rows: list[dict[str, object]]
) -> None:
    newer, _ = editions
    assert (newer.read, newer.kept, newer.merged, newer.rejected) == (29_916, 29_916, 0, 0)
    assert newer.edition == "SIPRI, generated 18 May 2026"
    assert newer.coverage.suppliers is newer.coverage.recipients is None
    assert len(rows) == 29_916
    assert [len({row[name] for row in rows}) for name in ("recipient", "supplier")] == [255, 138]


def test_designations(rows: list[dict[str, object]]) -> None:
    """Two differ by a blank at the end, 'Black Scorpion' and 'Black Scorpion ', and are one item here."""
    as_written = {json.loads(str(row["raw"]))[6] for row in rows}
    assert len(as_written) == 4_248
    assert len({row["item"] for row in rows}) == 4_247


def test_what_the_edition_of_october_2024_holds(editions: tuple[Snapshot, Snapshot]) -> None:
    _, older = editions
    assert (older.read, older.kept, older.merged, older.rejected) == (27_953, 27_951, 2, 0)


def test_the_older_edition_is_covered_and_does_not_answer(
    editions: tuple[Snapshot, Snapshot], rows: list[dict[str, object]]
) -> None:
    assert {row["snapshot"] for row in rows} == {editions[0].sha256}


def test_conditions(rows: list[dict[str, object]]) -> None:
    assert Counter(row["condition"] for row in rows) == {
        "New": 22_276,
        "Second hand": 7_121,
        "Second hand but modernized": 519,
    }


def test_undelivered_gaps_and_numbers_not_known(rows: list[dict[str, object]]) -> None:
    years = [[one["from"].year for one in row["deliveries"]] for row in rows]  # type: ignore[attr-defined]
    assert sum(row["stage"] == "ordered" for row in rows) == 1_220
    assert sum(row["ordered_quantity"] is None for row in rows) == 318
    assert sum(bool(each) and each[-1] - each[0] >= len(each) for each in years) == 1_714
    assert max(map(len, years)) == 42


@pytest.mark.parametrize(
    ("years", "stage", "counts"),
    [
        ((1980, 1988), "delivered", (22, 19, 10)),
        ((1980, 1990), "delivered", (23, 21, 12)),
        ((1970, 1990), "delivered", (23, 22, 13)),
        ((1980, 1988), "ordered", (21, 15, 7)),
    ],
)
def test_who_supplied_iraq_and_iran(
    library: Library, names: Names, years: tuple[int, int], stage: str, counts: tuple[int, int, int]
) -> None:
    found = suppliers(library, names, "Iraq", also="Iran", years=years, stage=stage)
    assert (found.n, found.n_other, found.n_both) == counts
    assert f"'{stage}'" in found.scope
    assert f"{years[0]}-{years[1]}, as SIPRI, generated 18 May 2026 tells it" in found.scope


def test_who_supplied_both_by_name(library: Library, names: Names) -> None:
    found = suppliers(library, names, "Iraq", also="Iran", years=(1980, 1988))
    assert (
        " ".join(one.id or "" for one in found.both)
        == "AUT CAN CHN FRA ITA former:soviet-union SWE CHE GBR USA"
    )


def test_the_older_edition_counts_alike(
    library: Library, names: Names, editions: tuple[Snapshot, Snapshot]
) -> None:
    asked = [editions[1].sha256]
    found = suppliers(library, names, "Iraq", also="Iran", years=(1980, 1988), snapshots=asked)
    assert (found.n, found.n_other, found.n_both) == (22, 19, 10)
    assert "SIPRI, generated 13 October 2024" in found.scope
    assert found.snapshots == tuple(asked)


def told(deals: tuple[Transfer, ...], item: str) -> list[tuple[str, str, str, str]]:
    """Number and year of order, number delivered and years of every deal of an item, oldest order first."""
    mine = sorted(
        (one for one in deals if one.item == item), key=lambda one: (one.ordered.first_year, one.row)
    )
    return [
        (str(one.ordered_quantity), str(one.ordered), str(one.quantity), str(one.delivered)) for one in mine
    ]


def test_abrams_to_iraq(deals: tuple[Transfer, ...]) -> None:
    assert told(deals, "M-1A1 Abrams") == [
        ("140", "about 2008", "about 140", "2010-2012"),
        ("6", "2014", "6", "2015"),
    ]
    six = next(one for one in deals if one.item == "M-1A1 Abrams" and one.quantity.value == 6)
    assert (six.condition, six.terms) == ("Second hand", "aid")


def test_stinger_avenger_and_hawk_to_iraq(
    library: Library, names: Names, deals: tuple[Transfer, ...]
) -> None:
    """681 Stinger were notified; the register has what was ordered and delivered."""
    assert told(deals, "Stinger") == [("about 200", "2012", "about 200", "2013-2014")]
    assert told(deals, "Avenger") == [("8", "about 2012", "about 8", "2013-2014")]
    assert find(library, names, Filters(recipient="Iraq", supplier="USA", weapon="HAWK")).transfers == ()
    assert not any(one.quantity.value == 681 for one in deals)


def test_f_16_to_iraq(library: Library, names: Names, deals: tuple[Transfer, ...]) -> None:
    assert told(deals, "F-16C Block-50") == [
        ("18", "2011", "about 18", "2014-2015"),
        ("18", "2013", "about 18", "2016-2017"),
    ]
    assert len(find(library, names, Filters(recipient="Iraq", weapon="F-16")).transfers) == 2


def test_armoured_hmmwv_to_iraq(deals: tuple[Transfer, ...]) -> None:
    found = told(deals, "HMMWV-UA")
    assert found[0] == ("about 8,500", "2005", "about 8,500", "2006-2009")
    assert sorted(row[0] for row in found[1:]) == ["134", "64", "about 1,000", "about 2,620"]


def test_no_american_order_for_iraq_between_1985_and_2004(deals: tuple[Transfer, ...]) -> None:
    ordered = {one.ordered.first_year for one in deals}
    assert 1985 in ordered
    assert [year for year in ordered if year is not None and 1985 < year < 2004] == []


def test_nothing_from_serbia_to_burkina_faso_and_why(library: Library, names: Names) -> None:
    found = find(library, names, Filters(supplier="Serbia", recipient="Burkina Faso"))
    assert found.transfers == ()
    (blind,) = found.cannot_see
    assert "does not record small arms" in blind.why
    rifle = find(library, names, Filters(supplier="Serbia", recipient="Burkina Faso", weapon="Zastava M05"))
    assert [one.source for one in rifle.cannot_see] == ["sipri"]


def test_serbian_mortars_to_cameroon(library: Library, names: Names) -> None:
    (one,) = find(library, names, Filters(supplier="Serbia", recipient="Cameroon")).transfers
    assert (one.item, str(one.quantity), str(one.delivered)) == ("UBM-52 120mm", "about 40", "2016")
    assert "designation" in one.uncertain
    assert [weapon.id for weapon in one.weapon] == ["mortar-ubm52"]


def test_chinese_missiles_to_cameroon(library: Library, names: Names) -> None:
    found = find(library, names, Filters(supplier="China", recipient="Cameroon", weapon="FN-6")).transfers
    (one,) = found
    assert (str(one.quantity), str(one.ordered), str(one.delivered)) == ("about 50", "2012", "2013")
    assert "FN-16 version" in one.comment


def test_no_small_arms_at_all(library: Library, names: Names) -> None:
    for weapon in ("assault rifle", "pistol", "machine gun", "rifle"):
        nodes = [one.id for one in names.resolver.resolve(weapon).candidates]
        assert [one.source for one in cannot_see(names, nodes, ["sipri"])] == ["sipri"]
        assert find(library, names, Filters(weapon=weapon)).transfers == ()


def test_more_than_half_of_what_was_delivered_is_an_estimate(library: Library) -> None:
    rows = library.transfers()
    assert rows is not None
    delivered = rows.filter(rows.stage == "delivered")
    share = (delivered.quantity_status == QuantityStatus.ESTIMATE.value).mean().execute()
    assert 0.55 < share < 0.59
    assert 0.52 < (rows.ordered_status == "estimate").mean().execute() < 0.53


def test_every_party_has_an_actor(library: Library, names: Names) -> None:
    rows = library.transfers()
    assert rows is not None
    parties = {
        name
        for column in ("supplier", "recipient")
        for name in rows.select(column).distinct().to_pyarrow()[column].to_pylist()
    }
    assert [name for name in parties if names.actor(name) is None] == []


def test_routes_of_comments_lead_through_known_states(library: Library, names: Names) -> None:
    """Two are companies by name: what a comment says outright is kept, known or not."""
    rows = library.transfers()
    assert rows is not None
    via = {name for cell in rows.select("via").to_pyarrow()["via"].to_pylist() for name in cell}
    assert {name for name in via if names.actor(name) is None} == {"Euromissile", "Unicorn International"}
    assert len(via) > 35
