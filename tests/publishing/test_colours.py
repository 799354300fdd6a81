"""Contrast of the report's colours by the WCAG 2 formula: axe sees neither marks nor one-letter texts."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

CSS = files("headstamp.publishing").joinpath("static/report.css").read_text(encoding="utf-8")
THEMES = [
    dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6});", block))
    for block in re.findall(r":root \{(.*?)\}", CSS, re.S)
]


def luminance(colour: str) -> float:
    parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_there_are_three_themes_with_the_same_names() -> None:
    assert len(THEMES) == 3
    assert set(THEMES[0]) == set(THEMES[1]) == set(THEMES[2])


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", ["ink", "mute", "tr", "si", "stock"])
def test_text_colours_stand_out(theme: dict[str, str], name: str) -> None:
    assert contrast(theme[name], theme["paper"]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_marks_stand_out(theme: dict[str, str]) -> None:
    assert contrast(theme["or"], theme["paper"]) >= 3.0
