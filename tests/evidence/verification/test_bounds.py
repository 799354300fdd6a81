"""Times that bound one another."""

from __future__ import annotations

import random
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from headstamp.evidence.verification import Bounds, Conflict, bounds
from headstamp.values import Span


def told(**spans: str) -> list[tuple[str, Span]]:
    return [(name, Span.parse(text)) for name, text in spans.items()]


def test_buildings_on_satellite_images_bound_a_scene_from_both_sides() -> None:
    """BBC Africa Eye, 2018: walls not yet built in November 2014, a building gone by February 2016."""
    found = bounds(told(walls="since November 2014", gone="until February 2016", posted="until 10 July 2018"))
    assert found.span is not None
    assert (found.span.from_, found.span.to) == (date(2014, 11, 1), date(2016, 2, 29))
    assert (found.earliest, found.latest, found.conflicts) == (("walls",), ("gone",), ())


def test_two_proofs_may_set_one_end() -> None:
    found = bounds(told(b="until 2015", a="2014 to 2015"))
    assert (found.earliest, found.latest) == (("a",), ("a", "b"))


def test_times_that_contradict_each_other_are_named_pair_by_pair() -> None:
    found = bounds(told(metadata="2013", walls="since November 2014", rifle="since 2010", light="March 2015"))
    assert found.span is None
    assert found.conflicts == (Conflict("metadata", "light"), Conflict("metadata", "walls"))


def test_nothing_told_bounds_nothing() -> None:
    assert bounds([]) == Bounds(Span.unknown())
    assert bounds([("a", Span.unknown("no day"))]) == Bounds(Span.unknown())


def test_an_open_end_is_set_by_nobody() -> None:
    found = bounds(told(a="since 2014"))
    assert found.span is not None
    assert (found.span.to, found.earliest, found.latest) == (None, ("a",), ())


DAYS = st.dates(date(2010, 1, 1), date(2012, 12, 31))
SPANS = st.tuples(st.none() | DAYS, st.none() | DAYS).map(
    lambda ends: Span.between(*(sorted(ends) if None not in ends else ends))
)


@given(st.lists(SPANS, max_size=7), st.randoms(use_true_random=False))
def test_the_order_of_proofs_does_not_matter(spans: list[Span], chance: random.Random) -> None:
    named = [(f"P-{n}", span) for n, span in enumerate(spans)]
    shuffled = list(named)
    chance.shuffle(shuffled)
    assert bounds(named) == bounds(shuffled)


@given(st.lists(SPANS, min_size=1, max_size=6))
def test_what_is_left_is_what_every_proof_leaves(spans: list[Span]) -> None:
    found = bounds((f"P-{n}", span) for n, span in enumerate(spans))
    days = [
        date.fromordinal(n) for n in range(date(2009, 12, 1).toordinal(), date(2013, 2, 1).toordinal(), 7)
    ]
    for day in days:
        possible = all(span.contains(day) is not False for span in spans)
        left = found.span is not None and found.span.contains(day) is not False
        assert possible == left or (found.span is None and not possible)


@given(st.lists(SPANS, min_size=2, max_size=6))
def test_no_day_is_left_only_where_a_pair_is_named(spans: list[Span]) -> None:
    found = bounds((f"P-{n}", span) for n, span in enumerate(spans))
    assert (found.span is None) == bool(found.conflicts)
