"""Losses and calibration of forecasts whose answers are known, against figures worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from headstamp.tracing.calibrate import (
    Claims,
    bootstrap,
    calibration_error,
    expected_error_of_perfect,
    log_loss,
    slope,
)


def test_the_loss_is_the_logarithm_and_no_zero_is_infinite() -> None:
    assert log_loss(np.array([1.0, 0.5, 0.0])) == pytest.approx([0.0, 0.693147, 13.815511], abs=1e-6)


def test_a_forecast_that_claims_too_much_is_found() -> None:
    # Ten claims of 0.9 of which six are true, all in one bin each of equal size: 0.3 apart.
    claims = Claims(np.full(20, 0.9), np.array([True] * 12 + [False] * 8))
    assert calibration_error(claims) == pytest.approx((12 * 0.1 + 8 * 0.9) / 20)
    assert claims.over(0.95).probability.size == 0


def _perfect(scale: float) -> Claims:
    rng = np.random.default_rng(1)
    odds = rng.normal(0.0, 1.5, 40_000)
    true = rng.random(40_000) < 1.0 / (1.0 + np.exp(-odds))
    return Claims(1.0 / (1.0 + np.exp(-scale * odds)), true)


def test_a_perfect_forecast_has_slope_1_and_no_more_error_than_chance() -> None:
    claims = _perfect(1.0)
    assert slope(claims) == pytest.approx(1.0, abs=0.03)
    chance = expected_error_of_perfect(claims, np.random.default_rng(2))
    assert calibration_error(claims) == pytest.approx(chance, abs=0.004)


def test_probabilities_too_far_apart_have_a_slope_below_1() -> None:
    assert slope(_perfect(2.0)) == pytest.approx(0.5, abs=0.02)


def test_resampling_holds_the_figure_and_keeps_groups_together() -> None:
    world, group = np.repeat([0, 1], 50), np.repeat(np.arange(10), 10)
    values = np.repeat(np.arange(10.0), 10)
    found = bootstrap(world, group, lambda at: float(values[at].mean()), np.random.default_rng(3), 200)
    assert found.mean == pytest.approx(4.5)
    assert found.low < 4.5 < found.high
    # Resampled one by one, a hundred sightings would leave a far narrower range.
    assert found.high - found.low > 2.0
