from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from values_page import rows_under

from headstamp.values import Likelihood, ValueUnreadable, strength_word


def test_words_and_bands_are_those_of_the_page() -> None:
    inside = (0.03, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97)
    assert [[Likelihood(p).word, Likelihood(p).band] for p in inside] == [
        [word, f"{word} ({band})"] for word, band in rows_under("word", "band")
    ]


@pytest.mark.parametrize(
    ("probability", "word"),
    [(0, "almost no chance"), (0.05, "very unlikely"), (0.2, "unlikely"), (0.45, "roughly even chance"),
     (0.55, "roughly even chance"), (0.8, "likely"), (0.95, "very likely"), (1, "almost certain")],
)  # fmt: skip
def test_a_border_gets_the_word_nearer_to_even(probability: float, word: str) -> None:
    assert Likelihood(probability).word == word


def test_a_likelihood_prints_word_and_band() -> None:
    assert str(Likelihood(0.7)) == "likely (55-80 %)"


@pytest.mark.parametrize("probability", [-0.1, 1.1, math.nan])
def test_a_probability_lies_between_0_and_1(probability: float) -> None:
    with pytest.raises(ValueUnreadable):
        Likelihood(probability)


def test_decibans() -> None:
    assert Likelihood(0.5).decibans == 0
    assert Likelihood(10 / 11).decibans == pytest.approx(10)
    assert Likelihood(0).decibans == -math.inf
    assert Likelihood(1).decibans == math.inf
    assert Likelihood.from_decibans(math.inf).probability == 1
    assert Likelihood.from_decibans(-math.inf).probability == 0
    assert Likelihood.from_decibans(1e6).probability == 1


@given(st.floats(-120, 120))
def test_decibans_read_back(db: float) -> None:
    assert Likelihood.from_decibans(db).decibans == pytest.approx(db, abs=1e-2)
    assert Likelihood.from_decibans(db).probability == pytest.approx(
        1 - Likelihood.from_decibans(-db).probability
    )


def test_strength_words_are_those_of_the_page() -> None:
    inside = (0, 5, 15, 25, 35, 45)
    assert [strength_word(db) for db in inside] == [
        word for _, _, word in rows_under("decibans", "likelihood ratio", "word")
    ]


def test_strength_against() -> None:
    assert strength_word(-15) == "moderate against"
    assert strength_word(-0.9) == "no support"
    assert strength_word(10) == "moderate"
    assert strength_word(math.inf) == "very strong"
    assert strength_word(-math.inf) == "very strong against"
