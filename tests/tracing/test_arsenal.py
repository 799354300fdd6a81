"""The arsenal: copies count once, every table sums to 1, doubts that objects share do not average out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_up_world import World, seen

from headstamp.sightings import Sighting
from headstamp.tracing.arsenal import Seen, copies_of
from headstamp.tracing.draws import DRAWS, Doubts, shortest
from headstamp.tracing.holdings import TITLE, Holding, Shares
from headstamp.tracing.origins import CUSTODIAN, DIMENSIONS, wrong_as
from headstamp.tracing.trace import Tracer
from headstamp.values import NotFound, encode

RIFLE = seen(id="a")
AGAIN = seen(id="b", same_as="a")
OTHER = seen(id="c", weapon="R-78 rifle", to="2014-07-01", year_marked="2010")
WITH_OTHERS = seen(id="d", holder="red-shirts")
ALL = (RIFLE, AGAIN, OTHER, WITH_OTHERS)


@pytest.fixture(scope="module")
def traced() -> Tracer:
    return replace(World().tracer(), sightings=ALL)


@pytest.fixture(scope="module")
def holdings(traced: Tracer) -> tuple[Holding, tuple[Holding, ...]]:
    return Seen(traced, ALL).holdings()


def share(table: Shares, name: str) -> float:
    return next((one.expected for one in table.shares if name in (one.id, one.name)), 0.0)


def test_copies_of_one_object_count_once(holdings: tuple[Holding, tuple[Holding, ...]]) -> None:
    whole, (grey, red) = holdings
    assert (whole.observations, whole.objects) == (4, 3)
    assert (grey.observations, grey.objects) == (3, 2)
    assert grey.holder is not None
    assert grey.holder.id == "grey-coats"
    assert (red.observations, red.objects) == (1, 1)
    assert share(grey.types, "r-77") == pytest.approx(0.5, abs=0.1)
    assert share(whole.families, "r-pattern") > 0.95


def test_what_two_name_as_the_same_is_one_though_it_is_not_of_the_case() -> None:
    one, two, three = seen(id="1", same_as="x"), seen(id="2", same_as="x"), seen(id="3", same_as="2")
    assert [len(its) for its in copies_of((one, two, three, RIFLE))] == [3, 1]
    assert [[one.id for one in its] for its in copies_of((AGAIN, RIFLE))] == [["b", "a"]]


def test_every_table_sums_to_one_and_its_ranges_hold_the_point(
    holdings: tuple[Holding, tuple[Holding, ...]],
) -> None:
    whole, each = holdings
    for holding in (whole, *each):
        for name in DIMENSIONS:
            table: Shares = getattr(holding, name)
            assert sum(one.expected for one in table.shares) + table.rest.expected == pytest.approx(1)
            for one in table.shares:
                assert 0 <= one.low <= min(one.median, one.expected)
                assert max(one.median, one.expected) <= one.high <= 1


def test_every_object_is_counted_in_every_draw_and_table(traced: Tracer) -> None:
    found = Seen(traced, ALL)
    for holder, counts in found.counts():
        for table in counts:
            assert table.shape[0] == DRAWS
            assert set(table.sum(axis=1)) == {len(found.by_holder[holder])}


def test_the_expected_share_is_the_mean_of_the_traces(
    traced: Tracer, holdings: tuple[Holding, tuple[Holding, ...]]
) -> None:
    _, (grey, _) = holdings

    def of(one: Sighting) -> float:
        parties = [party.id for party in traced.model.parties]
        return float(traced.routes(one).custodians[parties.index("ruritania")])

    mean = ((of(RIFLE) + of(AGAIN)) / 2 + of(OTHER)) / 2
    assert share(grey.custodians, "ruritania") == pytest.approx(mean, abs=1e-3)


def test_mechanisms_are_ranges_only(holdings: tuple[Holding, tuple[Holding, ...]]) -> None:
    whole, _ = holdings
    captured = next(one for one in whole.mechanisms if one.mechanism == "battlefield_capture")
    assert 0 < captured.low < captured.high < 1
    assert not {"expected", "median", "probability"} & set(type(captured).__slots__)


def test_a_year_read_on_the_object_gives_its_decade(
    holdings: tuple[Holding, tuple[Holding, ...]],
) -> None:
    _, (grey, red) = holdings
    assert share(grey.produced, "2010s") == pytest.approx(0.5)
    assert share(red.produced, "not recorded") == pytest.approx(1)


def test_the_same_case_gives_the_same_bytes(traced: Tracer) -> None:
    told = [Seen(traced, ALL).arsenal(case="c", priors="mixed", snapshots=()) for _ in range(2)]
    assert str(encode(told[0])) == str(encode(told[1]))
    assert (told[0].title, told[0].draws) == (TITLE, DRAWS) == ("Share of the objects seen", 2000)


def test_one_holder_can_be_asked_for_by_name(traced: Tracer) -> None:
    found = Seen(traced, ALL)
    for name in ("red-shirts", "Red Shirts"):
        told = found.arsenal(case="c", priors="mixed", snapshots=(), holder=name)
        assert [one.objects for one in told.holders] == [1]
        assert told.whole.objects == 3
    with pytest.raises(NotFound, match="Blue Caps"):
        found.arsenal(case="c", priors="mixed", snapshots=(), holder="Blue Caps")


def test_no_sightings_make_an_empty_arsenal(traced: Tracer) -> None:
    whole, each = Seen(traced, ()).holdings()
    assert (whole.objects, whole.types.shares, whole.mechanisms, each) == (0, (), (), ())


def test_doubts_that_objects_share_make_ranges_wider(traced: Tracer) -> None:
    many = tuple(seen(id=f"m{n}", place=f"Village {n}") for n in range(20))
    found = Seen(traced, many)

    def spread(doubts: Doubts) -> float:
        (_, counts), *_ = found.counts(doubts)
        number = [one for one, _ in found.categories(CUSTODIAN)].index("ruritania")
        return float(counts[CUSTODIAN][:, number].std())

    alone = Doubts(mix=1e6, lots=1e9, quantity=0.0, unrecorded=0.0)
    assert spread(Doubts()) > spread(Doubts(mix=1e6)) > spread(alone)


def test_the_sightings_own_counts_stand_apart(traced: Tracer) -> None:
    crowd = seen(id="crowd", count_low="5", count_high="8")
    whole, _ = Seen(traced, (RIFLE, crowd)).holdings()
    assert (whole.objects, whole.counted_low, whole.counted_high) == (2, 6, 9)


def test_the_shortest_range_holds_nine_in_ten() -> None:
    assert shortest(np.repeat([0, 1, 2, 9], [40, 30, 25, 5])) == (0, 2)
    assert shortest(np.repeat([0, 5, 6, 7], [5, 30, 35, 30])) == (5, 7)
    assert shortest(np.zeros(10, np.int64)) == (0, 0)


def test_wrong_identifications_come_up_as_much_more_often_as_is_asked() -> None:
    draws, wrong = np.linspace(0.0005, 0.9995, 1000), np.full(1000, 0.1)
    as_it_is = wrong_as(draws, wrong, np.ones(1000))
    assert np.allclose(as_it_is, draws)
    often = wrong_as(draws, wrong, np.full(1000, 9.0))
    assert (often > 0.9).mean() == pytest.approx(0.5, abs=0.002)
