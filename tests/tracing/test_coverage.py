"""Coverage from sources that overlap: more overlap is more coverage, and a copy is no second source."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made_up_world import Rows, World, chains, transfer

from headstamp.tracing.ranges import first_of

PAIRS = [("fredonia", "ruritania"), ("fredonia", "ergoland"), ("utopia", "ruritania"), ("utopia", "ergoland")]


def told(source: str, years: range, number: int) -> Rows:
    """One rifle delivery between each two parties in each of the years, as a source tells it."""
    return tuple(
        {
            **transfer(f"{source}-{year}-{at} | {one} | {two} | R-77 rifle | {number} | {year}")[0],
            "source": source,
        }
        for year in years
        for at, (one, two) in enumerate(PAIRS)
    )


def coverage(*tables: Rows, derived: tuple[tuple[str, tuple[str, ...]], ...] = ()) -> float:
    world = replace(World(), transfers=tuple(row for table in tables for row in table), derived=derived)
    model = world.tracer().model
    rifles = model.readings.classes.index("assault-rifle")
    return float(model.stocks.coverage.of_class(first_of(2016))[rifles])


FIRST, SAME = told("a", range(1990, 2010, 3), 10), told("b", range(1990, 2010, 3), 11)


def test_sources_that_tell_the_same_flows_miss_little() -> None:
    assert coverage(FIRST, SAME) > coverage(FIRST)


def test_sources_that_never_meet_miss_much() -> None:
    apart = told("b", range(1970, 1989, 3), 11)
    assert coverage(FIRST, apart) < coverage(FIRST, SAME)


def test_a_copy_or_a_derived_source_changes_nothing() -> None:
    copy = tuple({**row, "id": f"copy-{row['id']}", "source": "b"} for row in FIRST)
    assert coverage(FIRST, copy) == pytest.approx(coverage(FIRST), abs=1e-12)
    assert coverage(FIRST, SAME, derived=(("b", ("a",)),)) == pytest.approx(coverage(FIRST), abs=1e-12)


def test_what_came_later_says_nothing_of_what_came_before() -> None:
    world = replace(World(), transfers=FIRST)
    later = replace(World(), transfers=(*FIRST, *told("b", range(2016, 2019), 12)))
    assert chains(later.assess()) == pytest.approx(chains(world.assess()), abs=1e-9)
