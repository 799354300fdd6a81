"""What may have come together tells of one supply chain: marks of one speak for others, copies never do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_up_world import World, chains, seen, transfer

from headstamp.records import WeaponWeight
from headstamp.tracing.lots import MOST, Item, Told, factors
from headstamp.world import Catalogue

TWO_TIMES = (
    *transfer("T-1 | fredonia | ruritania | R-77 rifle | 200 | 1995"),
    *transfer("T-2 | utopia | ruritania | R-77 rifle | 200 | 2010"),
)
WORLD = World(transfers=TWO_TIMES)
CATALOGUE = Catalogue.load()


def among(*others: dict[str, str], **cells: str) -> dict[str, float]:
    """The chains of the standing sighting in a case with some others, each at a place of its own."""
    one = seen(**cells)
    told = [seen(id=f"M-{n}", place=f"Place {n}", **other) for n, other in enumerate(others)]
    return chains(WORLD.tracer(sightings=(*told, one)).assess(one))


def item(
    weapon: str, found: list[float], unmarked: list[float] | None = None, cluster: int = 0, day: int = 1
) -> Item:
    plain = np.array(found if unmarked is None else unmarked)
    marks = {} if unmarked is None else {"year": ""}
    return Item((WeaponWeight(weapon, weapon, 1.0),), np.array(found), plain, marks, cluster, day)


def test_a_year_on_one_rifle_tells_of_another_that_was_read_alike() -> None:
    early = among({"year_marked": "1995"})
    late = among({"year_marked": "2010"})
    neither = among({})
    assert early["Fredonia -> Ruritania"] > neither["Fredonia -> Ruritania"] > late["Fredonia -> Ruritania"]


def test_it_tells_nothing_of_another_weapon_but_for_its_custodian() -> None:
    tank, marked = ({"weapon": "Big One tank", "year_marked": year} for year in ("1995", "2010"))
    assert among(tank)["Fredonia -> Ruritania"] == pytest.approx(
        among(marked)["Fredonia -> Ruritania"], rel=0.02
    )


def test_a_finer_reading_tells_of_a_coarser_one() -> None:
    world = World(transfers=(*TWO_TIMES, *transfer("T-3 | ergoland | ruritania | R-78 rifle | 900 | 2005")))
    coarse, fine = (
        seen(weapon="R-pattern"),
        [seen(id=f"M-{n}", place=f"P {n}", weapon="R-78") for n in range(6)],
    )
    alone, with_fine = (chains(world.tracer(sightings=(*told, coarse)).assess(coarse)) for told in ((), fine))
    assert with_fine["Ergoland -> Ruritania"] > 1.2 * alone["Ergoland -> Ruritania"]


def test_who_reads_as_much_and_bears_no_mark_changes_nothing() -> None:
    rifles = [item("akm", [0.3, 0.6, 0.1], cluster=number) for number in range(5)]
    for told in factors(rifles, CATALOGUE, 16.0):
        assert told == pytest.approx(np.full(3, told[0]), rel=1e-12)


def test_copies_speak_once_and_never_for_each_other() -> None:
    marked = item("akm", [0.3, 0.06, 0.01], [0.3, 0.6, 0.1], cluster=1)
    plain = item("akm", [0.3, 0.6, 0.1], cluster=2)
    once, often = (factors([plain, *[marked] * many], CATALOGUE, 16.0)[0] for many in (1, 9))
    assert often == pytest.approx(once, rel=1e-12)
    copies = factors([marked, marked], CATALOGUE, 16.0)
    assert copies[0] == pytest.approx(np.ones(3), abs=0)


def test_of_very_many_the_nearest_in_time_speak() -> None:
    far = [item("akm", [0.3, 0.0, 0.0], [0.3, 0.6, 0.1], cluster=n, day=100_000 + n) for n in range(1, 50)]
    near = [item("akm", [0.0, 0.6, 0.0], [0.3, 0.6, 0.1], cluster=100 + n, day=n) for n in range(MOST)]
    one = item("akm", [0.3, 0.6, 0.1], cluster=0, day=1)
    assert factors([one, *far, *near], CATALOGUE, 16.0)[0] == pytest.approx(
        factors([one, *near], CATALOGUE, 16.0)[0]
    )


def test_before_anything_is_found_all_still_sums_to_one() -> None:
    one, others = seen(), [seen(id=f"M-{n}", place=f"P {n}", year_marked="1995") for n in range(4)]
    routes = WORLD.tracer(sightings=(*others, one)).routes(one)
    known = sum(routes.prior_of_chain(chain) for chain in range(len(routes.model.columns.ends)))
    unknown = routes.priors.unknown * routes.factor[-1] * routes.lot[-1]
    assert known + unknown == pytest.approx(1.0, abs=1e-6)
    assert routes.lot.max() > 1.05


def test_another_ledger_takes_the_factors_of_the_chains_that_it_has() -> None:
    ends = [(0, 1), (2, 1), (-2, -1)]
    told = Told(np.array([2.0, 3.0, 1.0, 0.5], np.float32), {one: at for at, one in enumerate(ends)}, ends)
    assert told.of([(2, 1), (5, 1), (-2, -1)]).tolist() == [3.0, 1.0, 1.0, 0.5]
    assert told.of(ends).tolist() == [2.0, 3.0, 1.0, 0.5]


def test_two_items_with_different_makers_are_of_two_lots_and_one_maker_is_one_finding() -> None:
    zenda = replace(item("akm", [0.3, 0.06, 0.01], [0.3, 0.6, 0.1], cluster=1), marks={"maker": "Zenda"})
    same = replace(zenda, cluster=2)
    other = replace(item("akm", [0.03, 0.6, 0.01], [0.3, 0.6, 0.1], cluster=3), marks={"maker": "Strelsau"})
    assert factors([zenda, other], CATALOGUE, 16.0)[0] == pytest.approx(np.ones(3), abs=0)
    once = factors([zenda, same], CATALOGUE, 16.0)[0]
    assert once == pytest.approx(np.full(3, once[0]), rel=1e-12)


def test_copies_without_number_crowd_out_nobody() -> None:
    marked = item("akm", [0.3, 0.06, 0.01], [0.3, 0.6, 0.1], cluster=1, day=500)
    one, copy = item("akm", [0.3, 0.6, 0.1], cluster=2), item("akm", [0.3, 0.6, 0.1], cluster=3)
    few, many = (factors([one, marked, *[copy] * n], CATALOGUE, 16.0)[0] for n in (1, MOST + 50))
    assert many == pytest.approx(few, rel=1e-9)
