from __future__ import annotations

from headstamp.reading.shown import hides, shown


def test_signs_that_turn_the_order_of_letters_are_written_out() -> None:
    assert (
        shown("sold \u202eyawa\u202c")
        == "sold <U+202E RIGHT-TO-LEFT OVERRIDE>yawa<U+202C POP DIRECTIONAL FORMATTING>"
    )
    assert hides("\u2067x")


def test_signs_without_width_are_written_out() -> None:
    assert shown("14\u200b0") == "14<U+200B ZERO WIDTH SPACE>0"
    assert shown("a\ufeffb\x00") == "a<U+FEFF ZERO WIDTH NO-BREAK SPACE>b<U+0000 CONTROL>"


def test_plain_text_in_any_script_stays_as_it_is() -> None:
    for text in ("Kalashnikov", "калашников", "كلاشنيكوف", "line\nand\ttab"):
        assert shown(text) == text
        assert not hides(text)
