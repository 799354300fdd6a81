"""Who held it, by clues with weights."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headstamp.evidence.verification import Basis, holders

ARMY = "army"


def clue(share: float, *, id: str = "P-1", weight: float = 1.0, day: date | None = None) -> Basis:
    return Basis(id, ((ARMY, share), ("not known", 1 - share)), weight, day)


def test_one_clue_says_what_it_says() -> None:
    assert dict(holders([clue(0.7)]).shares) == pytest.approx({ARMY: 0.7, "not known": 0.3})


def test_two_clues_multiply() -> None:
    found = dict(holders([clue(0.7, id="P-1"), clue(0.6, id="P-2")]).shares)
    # Odds 7:3 and 6:4 make 42:12.
    assert found[ARMY] == pytest.approx(42 / 54)


def test_a_clue_that_counts_half_moves_the_odds_half_as_far() -> None:
    found = dict(holders([clue(0.8, weight=0.5)]).shares)
    # Odds 4:1 to the power of one half are 2:1.
    assert found[ARMY] == pytest.approx(2 / 3)


def test_a_clue_that_counts_nothing_changes_nothing() -> None:
    assert dict(holders([clue(0.99, weight=0)]).shares) == pytest.approx({ARMY: 0.5, "not known": 0.5})


def test_whoever_a_clue_does_not_name_is_among_those_it_leaves_open() -> None:
    found = dict(holders([clue(0.6, id="P-1"), Basis("P-2", (("militia", 0.5), ("not known", 0.5)))]).shares)
    # By P-2 the army is as likely as anybody; by P-1 the militia is.
    assert found["militia"] == pytest.approx(found["not known"])
    assert found[ARMY] == pytest.approx(0.6 / (0.6 + 0.4 + 0.4))


def test_steps_stand_in_the_order_in_which_they_became_known() -> None:
    late, early = clue(0.9, id="P-1", day=date(2020, 9, 21)), clue(0.6, id="P-2", day=date(2018, 7, 12))
    steps = holders([late, early]).steps
    assert [step.basis.id for step in steps] == ["P-2", "P-1"]
    assert dict(steps[0].after)[ARMY] == pytest.approx(0.6)


def test_without_clues_nothing_is_said() -> None:
    assert holders([]).shares == ()


@given(st.lists(st.floats(0, 1), min_size=1, max_size=6), st.floats(0, 1))
def test_shares_sum_to_one_and_nothing_becomes_impossible(shares: list[float], weight: float) -> None:
    found = holders(clue(share, id=f"P-{n}", weight=weight) for n, share in enumerate(shares))
    assert sum(share for _, share in found.shares) == pytest.approx(1)
    assert all(share > 0 for _, share in found.shares)


@given(st.lists(st.floats(0.01, 0.99), min_size=2, max_size=6))
def test_the_end_does_not_depend_on_the_order(shares: list[float]) -> None:
    clues = [clue(share, id=f"P-{n}") for n, share in enumerate(shares)]
    assert holders(clues) == holders(reversed(clues))
