"""Which instants fit a measured shadow."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headstamp.values import ValueUnreadable
from headstamp.world.measured import Measured
from headstamp.world.shadows import Fit, Shadow, fitting, fitting_days
from headstamp.world.sun import sun

DAY = date(2015, 3, 28)
YEAR = (date(2015, 1, 1), date(2015, 12, 31))


@pytest.mark.parametrize(
    ("text", "value", "margin"),
    [("123+-2", 123, 2), ("1.4 ± 0.1", 1.4, 0.1), (" 90 +/- 0 ", 90, 0)],
)
def test_a_measurement_is_read(text: str, value: float, margin: float) -> None:
    assert Measured.parse(text) == Measured(value, margin)


@pytest.mark.parametrize("text", ["123", "", "about 5", "-3+-1", "5+-"])
def test_a_number_without_its_margin_is_refused(text: str) -> None:
    with pytest.raises(ValueUnreadable, match="not a measured number"):
        Measured.parse(text)


def test_something_has_to_be_measured() -> None:
    with pytest.raises(ValueUnreadable, match="Nothing was measured"):
        Shadow()
    with pytest.raises(ValueUnreadable, match="not a direction"):
        Shadow(Measured(361, 1))


def test_a_direction_fits_for_some_minutes_of_a_day() -> None:
    # The sun stood at 106.06 degrees at 09:30.
    (fit,) = fitting(10.9, 13.9, DAY, DAY, Shadow(azimuth=Measured(286.06, 2)))
    assert (fit.begin, fit.end) == (
        datetime(2015, 3, 28, 9, 18, tzinfo=UTC),
        datetime(2015, 3, 28, 9, 40, tzinfo=UTC),
    )


def test_a_length_fits_before_and_after_noon() -> None:
    morning, afternoon = fitting(10.9, 13.9, DAY, DAY, Shadow(ratio=Measured(1.0, 0.05)))
    assert morning.end < datetime(2015, 3, 28, 11, tzinfo=UTC) < afternoon.begin


def test_direction_and_length_together_leave_a_few_days_twice_a_year() -> None:
    shadow = Shadow(Measured(286.06, 2), Measured(0.4865, 0.03))
    days = fitting_days(fitting(10.9, 13.9, *YEAR, shadow))
    assert days == (
        (date(2015, 3, 25), date(2015, 3, 31)),
        (date(2015, 9, 13), date(2015, 9, 18)),
    )


def test_times_of_day_are_those_of_the_zone() -> None:
    zone = timezone(timedelta(hours=1))
    hours = (time(10), time(10, 30))
    fits = fitting(10.9, 13.9, DAY, DAY, Shadow(azimuth=Measured(286.06, 2)), zone=zone, between=hours)
    (fit,) = fits
    assert (fit.begin.time(), fit.end.time()) == (time(10, 18), time(10, 30))
    assert fit.begin.tzinfo is zone


def test_nothing_fits_in_the_polar_night() -> None:
    assert fitting(80, 0, date(2015, 12, 21), date(2015, 12, 21), Shadow(ratio=Measured(2, 1))) == ()


def test_a_pass_near_the_zenith_is_not_missed() -> None:
    """There the direction sweeps half the sky within minutes."""
    at = datetime(2015, 3, 20, 12, 7, tzinfo=UTC)
    told = sun(0.0, 0.0, at)
    assert told.shadow_azimuth is not None
    fits = fitting(0.0, 0.0, at.date(), at.date(), Shadow(azimuth=Measured(told.shadow_azimuth, 0.01)))
    assert any(fit.begin <= at <= fit.end for fit in fits)


def test_days_that_cannot_be_searched_are_refused() -> None:
    shadow = Shadow(ratio=Measured(1, 0.1))
    with pytest.raises(ValueUnreadable, match="cannot be searched"):
        fitting(0, 0, date(2015, 2, 1), date(2015, 1, 1), shadow)
    with pytest.raises(ValueUnreadable, match="is inverted"):
        fitting(0, 0, DAY, DAY, shadow, between=(time(9), time(8)))


@settings(max_examples=60, deadline=None)
@given(
    st.floats(-65, 65),
    st.floats(-180, 180),
    st.datetimes(datetime(2000, 1, 1), datetime(2035, 1, 1)),
    # Where the shadow is shortest its length hardly changes: without any margin no instant at all may fit.
    st.floats(0.02, 5),
)
def test_the_true_instant_always_fits_what_it_throws(
    lat: float, lon: float, at: datetime, margin: float
) -> None:
    at = at.replace(tzinfo=UTC, microsecond=0)
    told = sun(lat, lon, at)
    if told.shadow_azimuth is None or told.shadow_ratio is None or told.apparent < 1:
        return
    shadow = Shadow(Measured(told.shadow_azimuth, margin), Measured(told.shadow_ratio, margin / 50))
    fits = fitting(lat, lon, at.date(), at.date(), shadow)
    assert any(fit.begin <= at <= fit.end for fit in fits)


@settings(max_examples=30, deadline=None)
@given(st.floats(0, 360), st.floats(0, 4), st.floats(0, 4))
def test_a_wider_margin_never_takes_a_time_away(azimuth: float, narrow: float, more: float) -> None:
    def minutes(margin: float) -> set[datetime]:
        fits = fitting(33.5, 44.4, DAY, DAY, Shadow(azimuth=Measured(azimuth, margin)))
        return {
            fit.begin + timedelta(minutes=n)
            for fit in fits
            for n in range(int((fit.end - fit.begin).total_seconds()) // 60 + 1)
        }

    assert minutes(narrow) <= minutes(narrow + more)


def test_days_that_follow_each_other_are_one_run() -> None:
    def fit(day: int) -> Fit:
        at = datetime(2015, 3, day, 9, tzinfo=UTC)
        return Fit(at, at)

    assert fitting_days((fit(1), fit(1), fit(2), fit(5))) == (
        (date(2015, 3, 1), date(2015, 3, 2)),
        (date(2015, 3, 5), date(2015, 3, 5)),
    )
