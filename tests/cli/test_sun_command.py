"""`headstamp sun`, as people and programs use it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from asked import Answer

Run = Callable[..., Answer]
HERE = ("sun", "--lat", "10.9", "--lon", "13.9")


def test_an_instant_is_told_for_people(run: Run) -> None:
    told = run(*HERE, "--at", "2015-03-28T10:30+01:00")
    assert (told.code, told.err) == (0, "")
    assert "at 2015-03-28T10:30+01:00" in told.out
    assert "106.06°" in told.out
    assert "286.06°" in told.out
    assert "never settles the date by itself" in " ".join(told.out.split())


def test_an_instant_is_told_for_programs(run: Run) -> None:
    told = run(*HERE, "--at", "2015-03-28T09:30Z", "--shadow-azimuth", "286+-2", "--json").json("sun/1")
    assert told["instant"]["time"] == "2015-03-28T09:30Z"
    assert told["instant"]["azimuth"] == pytest.approx(106.0634)
    assert told["instant"]["fits"] is True
    assert told["fits"] == [{"begin": "2015-03-28T09:17Z", "end": "2015-03-28T09:40Z"}]


def test_a_day_without_a_measurement_is_a_table_of_hours(run: Run) -> None:
    told = run(*HERE, "--at", "2015-03-28", "--offset", "+01:00")
    assert [line.split()[0] for line in told.out.splitlines()[1:13]] == [f"{n:02}:00" for n in range(7, 19)]
    body = run(*HERE, "--at", "2015-03-28", "--json").json("sun/1")
    assert len(body["hours"]) == 24
    assert body["measured"] is None


def test_the_polar_night_has_no_hours(run: Run) -> None:
    told = run("sun", "--lat", "80", "--lon", "0", "--at", "2015-12-21")
    assert "does not stand above the horizon" in told.out


def test_days_of_a_year_that_fit(run: Run) -> None:
    asked = (*HERE, "--at", "2015", "--shadow-azimuth", "286+-2", "--shadow-ratio", "0.49+-0.03")
    told = run(*asked, "--json").json("sun/1")
    assert [one["first"] for one in told["days"]] == ["2015-03-25", "2015-09-13"]
    assert "13 days of 365 looked at" in run(*asked).out
    never = run(*HERE, "--at", "2015", "--shadow-azimuth", "286+-2", "--between", "18:00-20:00")
    assert "No instant fits" in never.out


def test_the_sky_is_drawn(run: Run) -> None:
    told = run(*HERE, "--at", "2015-03-28T09:30Z", "--drawing", "sky.svg", "--json").json("sun/1")
    assert told["drawing"] == "sky.svg"
    assert Path("sky.svg").read_text(encoding="utf-8").startswith("<svg")
    assert "no folder" in run(*HERE, "--at", "2015-03-28T09:30Z", "--drawing", "nowhere/sky.svg").error(3)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--at", "2015-03-28T10:30"), "no zone"),
        (("--at", "2015"), "something has to be measured"),
        (("--at", "since 2015", "--shadow-ratio", "1+-0.1"), "open end"),
        (("--at", "10:30"), "no instant"),
        (("--at", "2015", "--shadow-ratio", "1+-0.1", "--between", "9-8"), "no span of times"),
        (("--at", "2015-03-28", "--offset", "CET"), "no zone such as"),
        (("--at", "2015-03-28T09:30Z", "--between", "09:00-10:00"), "one instant"),
        (("--at", "2015-03-28", "--shadow-ratio", "1.4"), "not a measured number"),
    ],
)
def test_what_cannot_be_answered_is_said(run: Run, given: tuple[str, ...], said: str) -> None:
    told = run(*HERE, *given)
    assert told.code == 2
    assert said in " ".join(told.err.split())
