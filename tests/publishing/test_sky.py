"""The plan of the sky: what stands where."""

from __future__ import annotations

from datetime import UTC, date, datetime
from xml.etree import ElementTree

from headstamp.publishing.sky import Sky, sky_over, sky_svg
from headstamp.world.measured import Measured
from headstamp.world.shadows import Shadow, fitting

DAYS = (date(2015, 3, 28), date(2015, 3, 28))


def test_north_is_up_and_east_right() -> None:
    drawn = ElementTree.fromstring(sky_svg(Sky("t", sun=(90, 0))))
    discs = [one for one in drawn.iter() if one.get("class") == "disc"]
    assert [(one.get("cx"), one.get("cy")) for one in discs] == [("480.0", "288.0")]


def test_words_are_escaped() -> None:
    drawn = sky_svg(Sky("<script>", foot="a & b"))
    assert "<script>" not in drawn
    assert "a &amp; b" in drawn
    ElementTree.fromstring(drawn)


def test_a_measured_shadow_is_a_sector_and_its_times_are_strokes() -> None:
    shadow = Shadow(azimuth=Measured(286, 2))
    fits = fitting(10.9, 13.9, *DAYS, shadow)
    sky = sky_over(10.9, 13.9, DAYS, shadow=shadow, fits=fits)
    assert sky.measured == (286, 2)
    drawn = sky_svg(sky)
    assert drawn.count('class="fit"') == len(fits) == 1
    assert "measured shadow: 286° ± 2°" in drawn


def test_the_sun_below_the_horizon_is_not_drawn() -> None:
    sky = sky_over(10.9, 13.9, DAYS, instant=datetime(2015, 3, 28, 23, tzinfo=UTC))
    assert sky.sun is None
    assert "2015-03-28T23:00+00:00" in sky.title


def test_of_many_days_those_that_fit_are_drawn() -> None:
    year = (date(2015, 1, 1), date(2015, 12, 31))
    shadow = Shadow(Measured(286, 1), Measured(0.49, 0.01))
    sky = sky_over(10.9, 13.9, year, shadow=shadow, fits=fitting(10.9, 13.9, *year, shadow))
    alone = sky_over(10.9, 13.9, year)
    assert len(sky.paths) == len(alone.paths) == 2
    assert sky.paths != alone.paths
