from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headstamp.tables import join_weighted, parse_weighted, split_list
from headstamp.values import ValueUnreadable


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("m05e3:0.7;ak-pattern:0.3", (("m05e3", 0.7), ("ak-pattern", 0.3))),
        (" m05e3 : .7 ; ak-pattern : .3 ;", (("m05e3", 0.7), ("ak-pattern", 0.3))),
        ("ak-pattern", (("ak-pattern", 1.0),)),
        ("ak-pattern:1", (("ak-pattern", 1.0),)),
        ("former:soviet-union", (("former:soviet-union", 1.0),)),
        ("former:soviet-union:0.5;CHN:0.5", (("former:soviet-union", 0.5), ("CHN", 0.5))),
        (":1", ((":1", 1.0),)),
        ("", ()),
    ],
)
def test_candidates_are_read(text: str, candidates: tuple[tuple[str, float], ...]) -> None:
    assert parse_weighted(text) == candidates


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a:0.7;b:0.2", "sum to 0.9; make them sum to 1"),
        ("a:0.7", "sum to 0.7"),
        ("a;b", "gives 'a' no weight"),
        ("a:0.5;b", "gives 'b' no weight"),
        ("a:0;b:1", "weight above 0"),
        ("a:2", "weight above 0 and up to 1"),
        ("a:0.5;a:0.5", "twice"),
    ],
)
def test_other_weights_are_refused(text: str, says: str) -> None:
    with pytest.raises(ValueUnreadable, match=says):
        parse_weighted(text)


def test_lists() -> None:
    assert split_list(" a ; b;;c; ") == ("a", "b", "c")
    assert split_list("") == ()


@given(st.lists(st.integers(1, 999), min_size=1, max_size=6))
def test_joined_candidates_read_back(parts: list[int]) -> None:
    total = sum(parts)
    candidates = tuple((f"w{index}", part / total) for index, part in enumerate(parts))
    read = parse_weighted(join_weighted(candidates))
    assert [name for name, _ in read] == [name for name, _ in candidates]
    assert [weight for _, weight in read] == pytest.approx([weight for _, weight in candidates])
