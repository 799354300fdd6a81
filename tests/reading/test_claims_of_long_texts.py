"""Texts without a full stop, and tables that repeat a line, end in claims; time is not measured here."""

from __future__ import annotations

import pytest

from headstamp.reading.claims import LONGEST, read_claims
from headstamp.reading.conflict import Told
from headstamp.reading.contradictions import contradictions
from headstamp.reading.document import from_text


@pytest.mark.parametrize(
    "piece",
    [
        "Serbia sold weapons to Iraq ",
        "34 countries supplied weapons, 28 of which ",
        '"',
        "Iraq and Iran and ",
        "he said ",
    ],
)
def test_a_sentence_without_end_is_read_in_pieces(piece: str) -> None:
    text = piece * (8 * LONGEST // len(piece))
    reading = read_claims(from_text(text))
    assert all(one.quote == text[one.start : one.end] for one in reading.claims)
    assert all(one.end - one.start <= LONGEST for one in reading.claims if one.type.value == "transfer")


def test_a_table_that_repeats_a_line_is_compared_once() -> None:
    reading = read_claims(from_text("Serbia sold rifles to Iraq.\n" * 400))
    assert len([one for one in reading.claims if one.type.value == "transfer"]) == 400
    assert contradictions([Told("a", reading), Told("b", reading)]) == ()
