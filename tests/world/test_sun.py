"""Where the sun stands, at instants that everybody can check."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from headstamp.values import ValueUnreadable
from headstamp.world.sun import sun


def test_the_worked_example_of_the_reference() -> None:
    """Reda and Andreas, 2004, appendix A.5: zenith 50.11162, azimuth 194.34024 (820 hPa, 1830 m there)."""
    at = datetime(2003, 10, 17, 12, 30, 30, tzinfo=timezone(timedelta(hours=-7)))
    told = sun(39.742476, -105.1786, at)
    assert told.azimuth == pytest.approx(194.34024, abs=0.01)
    assert told.apparent == pytest.approx(90 - 50.11162, abs=0.02)


def test_noon_at_the_equator_on_the_equinox_throws_hardly_a_shadow() -> None:
    told = sun(0, 0, datetime(2015, 3, 20, 12, 7, 30, tzinfo=UTC))
    assert told.apparent > 89.7
    assert told.shadow_ratio is not None
    assert told.shadow_ratio < 0.01


def test_a_shadow_points_away_from_the_sun() -> None:
    told = sun(48.85, 2.35, datetime(2015, 6, 21, 7, 0, tzinfo=UTC))
    assert told.shadow_azimuth == pytest.approx((told.azimuth + 180) % 360)
    assert 80 < told.azimuth < 100


def test_half_way_up_a_shadow_is_as_long_as_what_throws_it() -> None:
    told = sun(10.9, 13.9, datetime(2015, 3, 28, 8, 11, tzinfo=UTC))
    assert told.apparent == pytest.approx(44.7, abs=0.5)
    assert told.shadow_ratio == pytest.approx(1.0, abs=0.03)


def test_at_night_there_is_no_shadow() -> None:
    told = sun(10.9, 13.9, datetime(2015, 3, 28, 23, 0, tzinfo=UTC))
    assert told.elevation < -50
    assert told.apparent == told.elevation
    assert (told.shadow_azimuth, told.shadow_ratio) == (None, None)


def test_one_instant_told_in_two_zones_is_one() -> None:
    here = datetime(2015, 3, 28, 10, 30, tzinfo=timezone(timedelta(hours=1)))
    assert sun(10.9, 13.9, here) == sun(10.9, 13.9, here.astimezone(UTC))


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueUnreadable, match="has no zone"):
        sun(10.9, 13.9, datetime(2015, 3, 28, 10, 30))


@pytest.mark.parametrize(("lat", "lon"), [(91, 0), (0, 181), (float("nan"), 0)])
def test_what_is_no_place_is_refused(lat: float, lon: float) -> None:
    with pytest.raises(ValueUnreadable, match="is not a"):
        sun(lat, lon, datetime(2015, 3, 28, tzinfo=UTC))
