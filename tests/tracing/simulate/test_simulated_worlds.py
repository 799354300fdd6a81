"""Made-up worlds: the same from the same seed, true to themselves, and of the kind that was asked for."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from small_worlds import SMALL, small_world

from headstamp.tracing.simulate import KINDS, MECHANISMS, UNKNOWN, Dials, Truth, World, label, world
from headstamp.tracing.simulate.clock import HISTORY, first_day, year_of
from headstamp.tracing.simulate.dials import NEUTRAL_MEAN, THEME_MEANS, ranges

SEEDS = range(1, 7)


def written(made: World, folder: Path) -> dict[str, bytes]:
    made.write(folder)
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def test_the_same_seed_makes_the_same_bytes(tmp_path: Path) -> None:
    first, again = (world(5, "thin", sightings=30, **SMALL) for _ in range(2))
    assert written(first, tmp_path / "a") == written(again, tmp_path / "b")
    assert len(written(first, tmp_path / "a")) == 8


def test_another_seed_and_another_kind_make_another_world() -> None:
    assert small_world(1).tables != small_world(2).tables
    assert small_world(1).dials != small_world(1, "thin").dials


def test_dials_that_are_given_are_kept() -> None:
    dials = Dials.draw(np.random.default_rng(0), "neutral")
    assert world(1, sightings=5, dials=dials, **SMALL).dials == dials


def test_a_kind_that_is_not_known_is_refused() -> None:
    with pytest.raises(ValueError, match="choose one of neutral, shifted, thin"):
        world(1, "odd")


@pytest.mark.parametrize("kind", KINDS)
def test_every_dial_is_drawn_within_its_range(kind: str) -> None:
    for seed in range(20):
        dials = Dials.draw(np.random.default_rng(seed), kind)
        for name, (usual, thin, _) in ranges().items():
            low, high = thin if kind == "thin" else usual
            assert low <= getattr(dials, name) <= high, name
        assert sum(dials.mix) == pytest.approx(1)


@pytest.mark.parametrize("mean", [NEUTRAL_MEAN, *THEME_MEANS.values()])
def test_mean_mixes_are_shares(mean: tuple[float, ...]) -> None:
    assert len(mean) == len(MECHANISMS)
    assert sum(mean) == pytest.approx(1)


@pytest.mark.parametrize("seed", SEEDS)
def test_there_is_one_truth_for_each_sighting(seed: int) -> None:
    made = small_world(seed)
    assert [one.sighting for one in made.truth] == [row["id"] for row in made.tables["sightings"]]
    assert len(made.truth) == 60


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_seen_was_delivered_to_its_custodian_before_the_holder_got_it(seed: int) -> None:
    made = small_world(seed)
    deals, ids = made.deals, made.making.states.ids
    for one in made.truth:
        assert one.acquired < one.seen
        if one.deal < 0:
            assert one.mechanism in ("local_manufacture", "other_group")
            continue
        assert made.making.arsenal.leaves[deals.leaf[one.deal]].id == one.model
        assert first_day(int(deals.start[one.deal])) < one.acquired
        if one.describable:
            assert one.custodian == ids[deals.custodian[one.deal]]
            assert one.supplier == ids[deals.supplier[one.deal]]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_custodian_has_the_weapon_when_it_is_lost(seed: int) -> None:
    made = small_world(seed)
    for lot in made.making.lots:
        if lot.deal >= 0 and lot.giver < 0:
            assert made.deals.stock[lot.deal, lot.step] > 0


def test_no_weapon_is_made_after_it_is_seen_or_before_its_line_begins() -> None:
    made = small_world(1)
    for one, item in zip(made.truth, made.making.items, strict=True):
        if item.year is not None:
            leaf = next(leaf for leaf in made.making.arsenal.leaves if leaf.id == one.model)
            assert leaf.first <= item.year <= one.seen.year


@pytest.mark.parametrize("seed", SEEDS)
def test_published_means_that_a_record_names_both_sides_of_the_delivery(seed: int) -> None:
    made = small_world(seed)
    ids, deals = made.making.states.ids, made.deals
    telling: set[int] = set()
    for record in made.making.records:
        if record.deal < 0 or record.stage in ("refused", "revoked"):
            continue
        recipients = {record.parties.recipient, record.parties.end_user}
        if record.parties.supplier == deals.supplier[record.deal]:
            telling |= {record.deal} if deals.custodian[record.deal] in recipients else set()
    for one in made.truth:
        assert one.published == (one.deal in telling)
        if one.published and one.describable:
            assert any(
                row["supplier"] == one.supplier and one.custodian in (row["recipient"], row.get("end_user"))
                for row in made.tables["transfers"]
            )
        assert one.custodian in (*ids, "")


def test_labels_say_what_can_be_known() -> None:
    plain = Truth(
        *("s-1", "o-1", "s-1", "grp-001", "leakage", "leakage", "st-002", "st-001", "m", True, True),
        *(7, 1990, 0, date(2010, 1, 1), date(2011, 1, 1)),
    )
    told = {name: getattr(plain, name) for name in Truth.__slots__}
    assert label(plain) == ("st-001", "st-002")
    assert label(Truth(**{**told, "published": False})) == (None, "st-002")
    assert label(Truth(**{**told, "describable": False})) == UNKNOWN
    assert label(Truth(**{**told, "custodian": "", "supplier": "grp-001"})) == ("grp-001", "")


def test_what_a_state_made_for_itself_has_it_as_supplier_and_no_record() -> None:
    own = [
        one
        for seed in SEEDS
        for one in small_world(seed).truth
        if one.supplier and one.supplier == one.custodian
    ]
    assert own
    assert {label(one) for one in own} == {(None, one.custodian) for one in own}


@pytest.mark.parametrize("seed", SEEDS)
def test_dates_shown_hold_the_day_of_the_scene(seed: int) -> None:
    made = small_world(seed)
    for one, row in zip(made.truth, made.tables["sightings"], strict=True):
        assert one.seen.isoformat() <= row["to"]
        assert row.get("from", "") <= one.seen.isoformat()


def test_reuploads_show_the_same_object_and_may_say_so() -> None:
    told = 0
    for seed in SEEDS:
        made = small_world(seed)
        by_id = {one.sighting: one for one in made.truth}
        for one, row in zip(made.truth, made.tables["sightings"], strict=True):
            assert by_id[one.cluster].object == one.object
            if "same_as" in row:
                told += 1
                assert row["same_as"] == one.cluster
        assert len({one.object for one in made.truth}) == len({one.cluster for one in made.truth})
    assert told


def test_holders_are_filmed_with_several_items_of_one_lot() -> None:
    repeated = [Counter(one.lot for one in small_world(seed).truth).most_common(1)[0][1] for seed in SEEDS]
    assert min(repeated) >= 2


def test_states_forces_mostly_hold_their_own_stock() -> None:
    units = [one for seed in SEEDS for one in small_world(seed, sightings=120).truth if "unit" in one.group]
    own = [one for one in units if one.mechanism == "own_stock"]
    assert len(own) > 0.6 * len(units)


def test_shifted_worlds_are_far_from_the_mean_that_neutral_ones_are_around() -> None:
    def distance(kind: str) -> float:
        drawn = [Dials.draw(np.random.default_rng(seed), kind).mix for seed in range(60)]
        return float(np.abs(np.mean(np.abs(np.array(drawn) - NEUTRAL_MEAN), axis=0)).sum())

    assert distance("shifted") > 1.8 * distance("neutral")
    themes = {Dials.draw(np.random.default_rng(seed), "shifted").theme for seed in range(30)}
    assert themes == set(THEME_MEANS)


def test_thin_worlds_have_fewer_and_coarser_records() -> None:
    def rows(kind: str) -> list[dict[str, str]]:
        return [row for seed in SEEDS for row in small_world(seed, kind).tables["transfers"]]

    def without_weapon(told: list[dict[str, str]]) -> float:
        reports = [row for row in told if row["source"].startswith("report-")]
        return sum("weapon" not in row for row in reports) / len(reports)

    def blank(told: list[dict[str, str]]) -> float:
        return sum("quantity" not in row for row in told if row["source"] != "register") / len(told)

    neutral, thin = rows("neutral"), rows("thin")
    assert len(thin) < 0.6 * len(neutral)
    assert without_weapon(thin) > without_weapon(neutral)
    assert blank(thin) > 0


def test_records_are_wrong_in_the_ways_that_records_are() -> None:
    made = [small_world(seed) for seed in SEEDS]
    records = [record for one in made for record in one.making.records]
    assert any(record.deal < 0 for record in records)
    assert any(record.copied_from == "register" for record in records)
    assert {"refused", "revoked"} & {record.stage for record in records}
    misnamed = [
        record
        for one in made
        for record in one.making.records
        if record.deal >= 0 and not record.tells(one.deals) and record.stage not in ("refused", "revoked")
    ]
    assert misnamed
    assert len(misnamed) < 0.08 * len(records)


def test_stocks_shrink_and_nobody_has_what_was_not_delivered() -> None:
    deals = small_world(1).deals
    assert (deals.stock >= 0).all()
    assert (deals.stock <= deals.quantity[:, None] + 0.5).all()
    assert (deals.ordered >= deals.quantity).all()
    begun = deals.start[:, None] < HISTORY + np.arange(deals.stock.shape[1])[None, :]
    assert (deals.stock[~begun] == 0).all()
    assert year_of(int(deals.start.max())) == 2020


def test_surplus_comes_from_a_stock_of_the_same_weapon() -> None:
    deals = small_world(1).deals
    sold = np.flatnonzero(deals.sold_from >= 0)
    source = deals.sold_from[sold]
    assert len(sold)
    assert (deals.leaf[sold] == deals.leaf[source]).all()
    assert (deals.supplier[sold] == deals.custodian[source]).all()
    assert (deals.start[sold] > deals.start[source]).all()
    assert (deals.serial_first[sold] >= deals.serial_first[source]).all()
    assert (deals.serial_last[sold] <= deals.serial_last[source]).all()
