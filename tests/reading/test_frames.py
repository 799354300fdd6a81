"""The trigger words as data: every row can be used, and says something that the rules know."""

from __future__ import annotations

import pytest

from headstamp.reading.folding import fold
from headstamp.reading.frames import between, shipped_frames, small_words
from headstamp.reading.languages import LANGUAGES, rows
from headstamp.reading.transfer_stages import STAGES
from headstamp.records import STAGES as RECORD_STAGES

TYPES = {
    "transfer": {
        "send",
        "receive",
        "arrive",
        "carry",
        "flood",
        "inflow",
        "contract",
        "approve",
        "noun",
        "supplier",
        "beneficiary",
        "finance",
        "decrease",
        "equip",
        "not",
    },
    "diversion": {
        "lose_to",
        "take",
        "mode",
        "noun_take",
        "leak",
        "move",
        "lose",
        "handover",
        "hands",
        "equip_group",
        "acquire",
        "make",
        "stocks",
    },
    "holder": {"use", "have", "armed", "in_hands", "arsenal", "use_noun", "made_by"},
    "origin": {"made", "made_adjective", "of_origin", "of_origin_after", "makers", "era", "recent"},
    "stock_claim": {"stock"},
    "rule": {"treaty", "measure"},
    "speech": {""},
    "according": {""},
    "denial": {""},
    "unknown": {""},
    "verification": {""},
    "violation": {""},
    "incident": {""},
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_row_is_of_a_type_and_shape_that_is_read(language: str) -> None:
    told = rows(language, "frames")
    assert told
    for row in told:
        assert row["type"] in TYPES, row
        assert row["shape"] in TYPES[row["type"]], row
        assert row["words"] or row["past"], row
    assert len({row["rule"] for row in told}) == len(told)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_class_of_small_words_is_told_once(language: str) -> None:
    told = [row["class"] for row in rows(language, "frame_words")]
    assert len(told) == len(set(told))
    for name in told:
        words = small_words(language).all(name)
        assert all(word == fold(word) for word in words)


def test_stages_are_those_of_the_records() -> None:
    assert set(STAGES.values()) <= set(RECORD_STAGES)
    values = {
        row["value"]
        for language in LANGUAGES
        for row in rows(language, "frames")
        if row["type"] == "transfer"
    }
    assert values <= set(STAGES) | {"", "sold", "decreased", "offered"}


def test_a_word_is_found_whole_and_not_behind_a_hyphen() -> None:
    folded = fold("free-flowing arms, unsold, sold and re-sold")
    found = [
        (folded[one.start : one.end]) for one in shipped_frames().find(folded) if one.frame.type == "transfer"
    ]
    assert found == ["sold"]


def test_the_longest_of_overlapping_words_of_a_type_counts() -> None:
    folded = fold("It handed over the rifles.")
    told = [
        folded[one.start : one.end] for one in shipped_frames().find(folded) if one.frame.type == "diversion"
    ]
    assert told == ["handed over"]
    assert between(shipped_frames().find(folded), 0, 3) == []
