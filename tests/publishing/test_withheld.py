from __future__ import annotations

import pytest

from headstamp.publishing.withheld import PERSON, SERIAL, Withheld

KEPT = Withheld(["Jan Doe", "Jan Doe the Elder"], ["AB-1234", "2014"])


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("seen by Jan Doe", f"seen by {PERSON}"),
        ("JAN DOE THE ELDER said so", f"{PERSON} said so"),
        ("Jan Doering is another", "Jan Doering is another"),
        ("no. ab-1234, worn", f"no. {SERIAL}, worn"),
        ("AB-12345 is another", "AB-12345 is another"),
        # A serial that looks like a year is only withheld where it is called a serial.
        ("delivered 2014, serial number 2014", f"delivered 2014, serial number {SERIAL}"),
        ("at 36.34512, 43.13001 exactly", "at 36.3, 43.1 exactly"),
        ("at -1.2345; -3.4567", "at -1.2; -3.5"),
        ("scores of 0.25 and 0.75", "scores of 0.25 and 0.75"),
        ("edition 3.12.2014", "edition 3.12.2014"),
    ],
)
def test_what_is_printed(text: str, printed: str) -> None:
    assert KEPT.clean(text) == printed
