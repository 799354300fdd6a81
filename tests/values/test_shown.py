"""Signs that cannot be seen are written out; what people write in stays."""

from __future__ import annotations

import pytest

from headstamp.values.shown import hides, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("photo\u202egpj.exe", "photo‹U+202E›gpj.exe"),
        ("zero\u200bwidth\ufeff", "zero‹U+200B›width‹U+FEFF›"),
        ("clear\x1b[2J", "clear‹U+001B›[2J"),
        ("half \udcff", "half ‹U+DCFF›"),
        ("tag\U000e0041", "tag‹U+E0041›"),
    ],
)
def test_what_hides_is_written_out(text: str, shown: str) -> None:
    assert hides(text)
    assert visible(text) == shown


@pytest.mark.parametrize(
    "text",
    ["Aïcha 500.jpg", "كلاشنيكوف", "می\u200cخواهم", "Заст\u0301ава", "two\nlines\tand a tab", "a\u00a0b"],
)
def test_what_people_write_stays(text: str) -> None:
    assert not hides(text)
    assert visible(text) == text
