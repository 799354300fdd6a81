"""What a maker's mark says: which weapons, of these who supplied them, and what only workshops make."""

from __future__ import annotations

import numpy as np
import pytest
from made_up_world import World, chains, rows, transfer

from headstamp.tracing.assessment import SupplyChain

TWO_MAKERS = rows(
    "id name level parent aliases item_type makers made_in",
    "r-80 | R-80 rifle | model | r-pattern | | weapon | Zenda Works;Strelsau Works | fredonia;utopia",
    "r-81 | R-81 rifle | model | r-pattern | | weapon | Zenda Works | fredonia",
)
BOTH_SELL = (
    *transfer("T-1 | fredonia | ruritania | R-80 rifle | 200 | 2008"),
    *transfer("T-2 | utopia | ruritania | R-80 rifle | 200 | 2008"),
    *transfer("T-3 | ergoland | ruritania | R-80 rifle | 200 | 2008"),
)
WORLD = World(transfers=BOTH_SELL).plus(weapons=TWO_MAKERS)


def of(supplier: str, world: World = WORLD, **cells: str) -> float:
    """The probability of all chains of one supplier."""
    told: tuple[SupplyChain, ...] = tuple(world.assess(weapon="R-80 rifle", **cells).supply_chains)
    return sum(one.probability for one in told if one.supplier is not None and one.supplier.id == supplier)


def test_of_two_makers_the_one_whose_mark_it_bears_is_likelier() -> None:
    assert of("fredonia") == pytest.approx(of("utopia"), rel=0.05)
    assert of("fredonia", maker_mark="Fredonia") > 3 * of("utopia", maker_mark="Fredonia")


def test_who_makes_none_passes_on_anybodys() -> None:
    assert of("utopia", maker_mark="Fredonia") < of("ergoland", maker_mark="Fredonia")
    assert of("ergoland", maker_mark="Fredonia") < of("fredonia", maker_mark="Fredonia")


def test_a_maker_by_name_is_placed_by_what_it_made_in_one_state_alone() -> None:
    # Zenda Works made the R-81 in Fredonia alone, so that it is Fredonia's on the R-80 too.
    assert of("fredonia", maker_mark="Zenda Works") == pytest.approx(
        of("fredonia", maker_mark="Fredonia"), rel=1e-6
    )


def test_a_record_of_the_family_stands_for_what_the_maker_makes_of_it() -> None:
    family = World(transfers=transfer("T-1 | ergoland | ruritania | R-pattern rifle | 500 | 2008"))
    unmarked, marked = (
        of("ergoland", family.plus(weapons=TWO_MAKERS), maker_mark=mark) for mark in ("", "Zenda Works")
    )
    assert marked > unmarked / 4


def test_the_chances_over_makers_sum_to_one() -> None:
    ledger = WORLD.tracer().model.ledger
    making = WORLD.tracer().model.stocks.making
    suppliers = np.array([ledger.parties.index(one) for one in ("fredonia", "utopia", "ergoland")])
    nodes = np.full(3, ledger.nodes.index("r-80"))
    told = [making.passed_on((int(maker),), nodes, suppliers) for maker in suppliers[:2]]
    assert sum(told) == pytest.approx([1.0, 1.0, 1.0])
    assert making.maker("Ergoland") == (ledger.parties.index("ergoland"),)
    assert making.maker("nobody at all") is None


def test_what_only_workshops_make_was_made_by_the_holder_not_by_a_state() -> None:
    copy = rows(
        "id name level parent aliases item_type makers made_in",
        "r-77-copy | Copy of the R-77 | model | r-pattern | | weapon | MAKERS | ",
    )
    unsaid, said = (
        chains(
            World()
            .plus(weapons=({**copy[0], "makers": makers},))
            .assess(weapon="Copy of the R-77", confidence="0.99")
        )
        for makers in ("", "workshops")
    )
    assert unsaid["made by Grey Coats"] < 0.01
    assert max(said, key=lambda one: said[one]) == "made by Grey Coats"


def test_part_of_a_makers_name_is_enough_and_its_state_may_have_been_succeeded() -> None:
    heirs = transfer("T-9 | SRB | ruritania | M70 | 10 | 2008")
    before = transfer("T-8 | former:yugoslavia | ruritania | M70 | 10 | 1985")
    model = World(transfers=(*heirs, *before)).tracer().model
    told = [model.ledger.parties[one] for one in model.stocks.making.maker("Zastava") or ()]
    assert sorted(told) == ["SRB", "former:yugoslavia"]
    assert model.stocks.making.maker("Works") is None  # of two states that share no past
