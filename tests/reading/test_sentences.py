from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headstamp.reading.sentences import sentence_at, sentences


def told(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It sold 140 tanks. Iraq paid.", ["It sold 140 tanks.", "Iraq paid."]),
        ("Gen. Smith of the U.S. Army came. He left.", ["Gen. Smith of the U.S. Army came.", "He left."]),
        ("It cost 1.5 million. More came.", ["It cost 1.5 million.", "More came."]),
        ('"We sold them." He left.', ['"We sold them."', "He left."]),
        ("A HEADLINE\nThe text begins here.", ["A HEADLINE", "The text begins here."]),
        ("One paragraph\n\nAnother one", ["One paragraph", "Another one"]),
    ],
)
def test_sentences_end_where_a_reader_sees_it(text: str, expected: list[str]) -> None:
    assert told(text) == expected


def test_a_line_that_was_full_does_not_end_a_sentence() -> None:
    # As newswire comes: lines of about 70 characters, two blanks after a full stop.
    text = (
        "THE ARMY REPORTED THAT AN M-16 RIFLE AND FIVE GRENADES WERE FOUND IN THE\n"
        "SAME PLACE.  THE BRIGADE ADDED THAT THE SEIZURE WAS MADE YESTERDAY."
    )
    assert len(told(text)) == 2


@settings(deadline=None)
@given(st.text(alphabet="Ab. \n\"'!?1,-", max_size=200))
def test_sentences_are_in_order_hold_all_letters_and_never_overlap(text: str) -> None:
    found = sentences(text)
    assert all(start < end for start, end in found)
    assert all(one[1] <= other[0] for one, other in pairwise(found))
    assert "".join("".join(told(text)).split()) == "".join(text.split())


def test_the_sentence_of_a_place_is_found() -> None:
    text = "One. Two. Three."
    found = sentences(text)
    assert [sentence_at(found, text.index(word)) for word in ("One", "Two", "Three")] == [0, 1, 2]
