"""What a headstamp can mean, with every alternative kept."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headstamp.values import decode, encode
from headstamp.world import Headstamps, Reading, read_mark
from headstamp.world.calibres import Calibres
from headstamp.world.mark_text import MarkText, Piece, take_apart

SEEN = date(2015, 6, 30)


def best(text: str, calibre: str | None = None) -> Reading:
    return read_mark(text, calibre=calibre, on=SEEN)[0]


def apart(text: str) -> MarkText:
    return take_apart(text, Headstamps.load(), Calibres.load())


@pytest.mark.parametrize(
    ("text", "code", "state", "today", "years"),
    [
        ("ppu 04", "PPU", "former:serbia-and-montenegro", "SRB", (2004,)),
        ("ППУ 1988", "ППУ", "former:yugoslavia", "SRB", (1988,)),
        ("539 83", "539", "former:soviet-union", "RUS", (1983,)),
        ("539/83", "539", "former:soviet-union", "RUS", (1983,)),
        ("12: 539 6: 83", "539", "former:soviet-union", "RUS", (1983,)),
        ("10 07", "10", "BGR", None, (2007,)),
        ("((10)) 07", "10", "BGR", None, (2007,)),
        ("LC 05", "LC", "USA", None, (2005,)),
        ("L C 05", "LC", "USA", None, (2005,)),
        ("188 81", "188", "former:soviet-union", "RUS", (1981,)),
        ("ИК 1986", "ИК", "former:yugoslavia", "BIH", (1986,)),
        ("7.62x39 POF 93", "POF", "PAK", None, (1993,)),
        ("270 И", "270", "former:soviet-union", "UKR", (1955,)),
        ("RR Co 16", "RR Co", "CAN", None, (1916,)),
    ],
)
def test_the_best_reading(
    text: str, code: str, state: str, today: str | None, years: tuple[int, ...]
) -> None:
    told = best(text)
    assert (told.code, told.state, told.today, told.years) == (code, state, today, years)


def test_a_find_of_archaeologists_is_read_as_they_read_it() -> None:
    # archaeology.org, 19 October 2017: cases marked LC 81 were made in 1981 at Lake City.
    assert (best("LC 81").code, best("LC 81").years) == ("LC", (1981,))
    # comandantebigotes.blogspot.com, 29 May 2009: 38 and 44 are Yuryuzan, 1944; the plant left Tula in 1941.
    told = best("12: 38 6: 44", "7.62x54R")
    assert told.maker is not None
    assert told.maker.startswith("Yuryuzan")
    assert told.years == (1944,)


def test_a_number_may_be_the_code_or_the_year() -> None:
    told = read_mark("21 60", on=date(2026, 1, 1))
    assert {(one.code, one.years) for one in told if one.maker and one.years} == {
        ("21", (1960,)),
        ("60", (2021,)),
    }


def test_a_code_of_several_makers_gives_a_reading_for_each() -> None:
    told = read_mark("RA 52", on=SEEN)
    assert {one.state for one in told} == {"NOR", "USA", None}
    told = read_mark("SF 52", on=SEEN)
    assert {one.state for one in told} == {"ARG", "FRA", None}
    assert told[0].weight == told[1].weight


def test_the_century_stays_open_unless_calibre_or_use_of_the_code_settles_it() -> None:
    assert best("FNM 11").years == (1911, 2011)
    assert best("FNM 11", "7.62x51").years == (2011,)
    assert best("FNM 11", ".303").years == (1911, 2011)
    assert best("DAC 44").years == (1944,)


def test_nothing_is_made_after_it_was_seen() -> None:
    assert read_mark("FNM 14", on=date(2015, 1, 1))[0].years == (1914, 2014)
    assert read_mark("FNM 14", on=date(2013, 1, 1))[0].years == (1914,)


def test_a_year_outside_the_documented_use_counts_against_a_reading() -> None:
    within, outside = best("IVI 86"), best("IVI 2005")
    assert within.years == (1986,)
    assert outside.maker is None
    weak = read_mark("IVI 2005", on=SEEN)[1]
    assert (weak.code, weak.years) == ("IVI", ())
    assert any("no year in which" in reason for reason in weak.reasons)


def test_a_calibre_on_which_the_code_was_not_seen_counts_against_it() -> None:
    same, other = best("945 08", "7.62x54R"), best("945 08", "5.56x45")
    assert same.code == other.code == "945"
    assert same.weight > other.weight
    assert any("was seen on 7.62x54R only" in reason for reason in other.reasons)


def test_a_case_without_a_code_is_a_mark_too() -> None:
    # Conflict Armament Research, The Distribution of Iranian Ammunition in Africa: no factory code.
    told = best("02", "7.62x39")
    assert (told.code, told.state, told.years) == ("(none)", "IRN", (2002,))
    assert any("no maker's code" in reason for reason in told.reasons)


def test_letters_that_look_alike_give_a_weaker_reading() -> None:
    latin, cyrillic = read_mark("KA 75", on=SEEN)[0], read_mark("КА 75", on=SEEN)[1]
    assert (latin.code, latin.state) == ("KA", "KOR")
    assert cyrillic.weight < latin.weight
    assert (cyrillic.code, cyrillic.state) == ("KA", "KOR")
    assert any("another script" in reason for reason in cyrillic.reasons)


def test_every_reading_shows_how_far_it_was_checked_and_what_the_mark_cannot_tell() -> None:
    told = read_mark("ppu 04", on=SEEN)
    for one in told:
        assert len(one.cannot_tell) == 3
        assert one.reasons
        assert bool(one.source) == bool(one.review) == (one.maker is not None)
    assert decode(Reading, encode(told[0])) == told[0]


def test_what_is_checked_weighs_more_than_what_is_not() -> None:
    assert best("LC 81").weight > best("POF 81").weight


def test_a_mark_that_nobody_knows_is_the_unknown_makers_alone() -> None:
    for text in ("qqq", "", "  ★ ", "()"):
        (only,) = read_mark(text, on=SEEN)
        assert (only.maker, only.weight) == (None, 1.0)
    (only,) = read_mark("qqq 83", calibre="7.62x39", on=SEEN)
    assert (only.years, only.calibre) == ((1983,), "7.62x39")


def test_a_cases_own_code_is_read() -> None:
    row = {"code": "QZ", "maker": "Made-up works", "state": "XQA", "from": "1950", "to": "1960"}
    told = read_mark("QZ 55", on=SEEN, codes=Headstamps.load().overlay([row]))
    assert (told[0].maker, told[0].state, told[0].years) == ("Made-up works", "XQA", (1955,))


def test_the_text_is_taken_apart() -> None:
    assert apart("12: 539 6 o'clock: 83").pieces == (Piece("539", 12), Piece("83", 6))
    assert apart("7.62 × 39 mm POF 93") == MarkText((Piece("POF"), Piece("93")), "7.62x39")
    assert apart(".303 DI 43 z") == MarkText((Piece("DI"), Piece("43"), Piece("z")), ".303")
    assert apart("(10) ★ 07").pieces == (Piece("10"), Piece("07"))
    assert apart("539-83").pieces == (Piece("539"), Piece("83"))
    assert apart("SB-T 84").pieces == (Piece("SB-T"), Piece("84"))
    assert apart("D/|\\C").pieces == (Piece("D/|\\C"),)
    assert apart("83x77 AB").calibre == "83x77"


MARKS = st.lists(
    st.sampled_from(
        [
            "ppu",
            "539",
            "83",
            "04",
            "LC",
            "12:",
            "6:",
            "7.62x39",
            "ИК",
            "/",
            "★",
            "()",
            "T",
            "١٣",
            "٦:",
            ".303",
            "x",
        ]
    ),
    max_size=6,
).map(" ".join)


@settings(max_examples=100, deadline=None)
@given(
    text=st.one_of(st.text(), MARKS), calibre=st.one_of(st.none(), st.text(max_size=12), st.just("7.62x39"))
)
def test_no_text_is_an_error_and_weights_sum_to_one(text: str, calibre: str | None) -> None:
    told = read_mark(text, calibre=calibre, on=SEEN)
    assert all(0 <= one.weight <= 1 for one in told)
    assert sum(one.weight for one in told) == pytest.approx(1)
    assert [one.weight for one in told] == sorted((one.weight for one in told), reverse=True)
    assert sum(one.maker is None for one in told) == 1
    assert all(year <= SEEN.year for one in told for year in one.years)


@given(text=MARKS)
@settings(max_examples=50, deadline=None)
def test_the_same_question_has_the_same_answer(text: str) -> None:
    assert read_mark(text, on=SEEN) == read_mark(text, on=SEEN)
