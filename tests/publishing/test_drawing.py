from __future__ import annotations

from itertools import pairwise

import pytest

from headstamp.publishing.drawing import Hop, Stop, across, down, drawings, wrap

STOPS = [Stop(f"Holder {n}", "holder", "stock") for n in range(6)]
HOPS = [
    Hop("delivered under an agreement of many words", "2009–2014, 3 records", "recorded") for _ in range(5)
]


def test_words_are_wrapped_and_none_is_lost() -> None:
    assert wrap("passed on without authorisation", 90, 12) == ("passed on", "without", "authorisation")
    assert wrap("incomprehensibilities", 10, 12) == ("incomprehensibilities",)
    assert wrap("", 90, 12) == ()


@pytest.mark.parametrize("number", [2, 3, 4, 5])
def test_stops_go_from_edge_to_edge(number: int) -> None:
    drawn = across(STOPS[:number], HOPS[: number - 1])
    xs = [mark.x for mark in drawn.marks]
    assert xs == sorted(xs)
    assert (xs[0], xs[-1]) == (8, 712)
    assert len(drawn.strokes) == number - 1
    assert all(stroke.x1 < stroke.x2 for stroke in drawn.strokes)


def test_words_stay_inside_the_drawing() -> None:
    for drawn in drawings(STOPS[:4], HOPS[:3]):
        bottom = max(words.y + 16 * (len(words.lines) - 1) for words in drawn.words)
        assert bottom <= drawn.height
        assert min(words.y for words in drawn.words) >= 8


def test_downwards_every_stop_is_below_the_last() -> None:
    drawn = down(STOPS, HOPS)
    assert all(upper.y < lower.y for upper, lower in pairwise(drawn.marks))


def test_a_long_chain_is_drawn_downwards_only() -> None:
    assert [one.form for one in drawings(STOPS, HOPS)] == ["down"]
    assert [one.form for one in drawings(STOPS[:3], HOPS[:2])] == ["across", "down"]
