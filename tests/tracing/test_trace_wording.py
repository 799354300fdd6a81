"""How far a report may go."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_world import World, chains

from headstamp.records import Party
from headstamp.tracing import load
from headstamp.tracing.assessment import ActorWeight, SupplyChain
from headstamp.tracing.chains import smallest_set
from headstamp.tracing.wording import wording

A, B, C = (Party(name.lower(), name) for name in ("Arland", "Borland", "Corland"))


def listed(*shares: float) -> tuple[SupplyChain, ...]:
    pairs = ((A, C), (B, C), (None, C), (C, C))
    return tuple(SupplyChain(*pair, one, one, one) for pair, one in zip(pairs, shares, strict=False))


@pytest.mark.parametrize(
    ("shares", "more", "sentence"),
    [
        ((0.9,), {"document": "serial"}, "Traced to a record that names this serial: Arland -> Corland."),
        ((0.1, 0.1), {"document": "lot"}, "Same lot as one recorded: Arland -> Corland."),
        ((0.6, 0.2), {}, "Best supported: Arland -> Corland."),
        ((0.6, 0.2), {"first_everywhere": False}, "Consistent with: Arland -> Corland."),
        ((0.4, 0.1), {}, "Consistent with: Arland -> Corland."),
        ((0.4, 0.3), {}, "Not separated: Arland -> Corland, from Borland -> Corland."),
        ((0.49, 0.3, 0.1), {}, "Not separated: Arland -> Corland, from Borland -> Corland."),
        ((0.1, 0.01), {}, "Not excluded: Arland -> Corland."),
        (
            (0.3, 0.1),
            {"unknown": 0.5},
            "Not excluded: Arland -> Corland; that no chain here describes it is likelier.",
        ),
        ((), {}, "Not excluded: no route can be told from what is recorded."),
    ],
)
def test_words_follow_the_evidence(shares: tuple[float, ...], more: dict[str, object], sentence: str) -> None:
    given_ = {"unknown": 0.05, "first_everywhere": True, "document": None, "found": True} | more
    assert wording(listed(*shares), **given_) == sentence  # type: ignore[arg-type]


def test_a_weapon_that_is_not_identified_supports_nothing() -> None:
    sentence = wording(listed(0.9), unknown=0.01, first_everywhere=True, document=None, found=False)
    assert sentence.startswith("Not excluded")
    assert "not identified" in sentence


def test_that_nobody_recorded_the_supplier_is_said_as_such() -> None:
    nameless = SupplyChain(
        None, C, 0.7, 0.6, 0.8, (ActorWeight("a", "Arland", 0.9), ActorWeight(None, "others", 0.1))
    )
    sentence = wording((nameless,), unknown=0.05, first_everywhere=True, document=None, found=True)
    assert sentence == "Best supported: Corland as custodian, its supplier not recorded (perhaps Arland)."


def test_two_holders_keep_the_weights_they_were_given() -> None:
    # Ergoland's army would fit the rifle far worse; that says nothing of who held it.
    found = World().assess(holder="ruritania-army:0.5;grey-coats:0.5")
    assert [one.weight for one in found.holder] == [0.5, 0.5]
    own = sum(one.probability for one in found.routes if one.mechanism == "own_stock")
    alone = sum(
        one.probability
        for one in World().assess(holder="ruritania-army").routes
        if one.mechanism == "own_stock"
    )
    assert own == pytest.approx(0.5 * alone, rel=0.02)


@given(st.lists(st.floats(0.0, 0.3), min_size=1, max_size=12))
def test_the_smallest_set_stops_as_soon_as_it_holds_enough(shares: list[float]) -> None:
    ranked = np.array(sorted(shares, reverse=True))
    chosen = smallest_set(ranked)
    if chosen:
        assert ranked[list(chosen)].sum() >= 0.9 - 1e-12
        assert ranked[list(chosen)[:-1]].sum() < 0.9
    else:
        assert ranked.sum() < 0.9


def test_the_first_chain_is_first_everywhere_or_is_not_best_supported() -> None:
    found = World().assess()
    first = next(iter(chains(found)))
    firsts = {next(iter(chains(one.supply_chains))) for one in found.scenarios}
    if found.wording.startswith("Best supported"):
        assert firsts == {first}
    assert {one.name for one in found.scenarios} == set(load().scenarios)


def test_of_what_nobody_known_held_nothing_more_is_said() -> None:
    said = wording(
        listed(0.6, 0.2), unknown=0.1, first_everywhere=True, document=None, found=True, holder_known=False
    )
    assert said.startswith("Not excluded: ")
    assert said.endswith("nothing more can be said, for nobody known here held it.")
