"""Ranges hold the truth of made-up stocks about as often as they say; `make bench-stocks` measures it."""

from __future__ import annotations

import sys
from pathlib import Path

from headstamp.stocks import load_assumptions

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from stocks_made_up import make

import stocks as bench


def test_ranges_hold_the_truth_of_most_made_up_stocks() -> None:
    # Nominal 0.90; with 90 stocks chance alone moves it by some 0.03 either way.
    lines = bench.measured(80_000, 90, load_assumptions())
    told = bench.summary(lines)
    assert len(lines) > 80
    assert 0.80 <= told["coverage"] <= 0.98
    assert 0.80 <= told["coverage_unaccounted"] <= 0.99
    assert told["width / ideal (own dials), median"] < 2.5
    assert told["mean p_positive where some are missing"] > told["mean p_positive where none is"] + 0.1


def test_a_made_up_stock_is_the_same_each_time() -> None:
    assert make(3) == make(3)
    assert make(3) != make(4)
