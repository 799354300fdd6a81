"""Numbers by year as bars: one panel a series, its own scale, in one SVG that needs nothing else.

Series of two currencies, stages or sources never share an axis, so that no reader adds them up by eye.
Colours follow the reader's light or dark setting.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10

from headstamp.publishing.svg import LINE, broken, document, text

_WIDTH, _PANEL, _TOP, _LEFT, _RIGHT, _FOOT = 720, 170, 64, 72, 16, 40
_LABEL, _WIDEST = 40, 60
_TITLE_WIDTH, _HEAD_WIDTH, _FOOT_WIDTH = 74, 88, 100


@dataclass(frozen=True, slots=True)
class Bars:
    """One panel: its heading, and a number for some years."""

    heading: str
    numbers: Sequence[tuple[int, float]]


def bars_svg(title: str, panels: Sequence[Bars], foot: str) -> str:
    """Draw panels of bars under one axis of years.

    Args:
        title: what is shown.
        panels: years that a panel does not name have no bar, which is not nought; without any it says so.
        foot: scope and sources, in sentences; broken into lines here.
    """
    years = [year for panel in panels for year, _ in panel.numbers]
    first, last = (min(years), max(years)) if years else (0, 0)
    lines = broken(foot, _FOOT_WIDTH)
    drawn, at = [], float(_TOP)
    for panel in panels:
        parts, tall = _panel(panel, at, (first, last))
        drawn += parts
        at += tall
    if not panels:
        drawn, at = [text("There is nothing to show.", 16, at + 10, "head")], at + 30
    height = at + _FOOT + LINE * len(lines)
    parts = [
        text(broken(title, _TITLE_WIDTH)[0] if title.split() else "", 16, 30, "title"),
        *drawn,
        *(text(line, 16, at + 12 + LINE * (n + 1), "faint") for n, line in enumerate(lines)),
    ]
    return document(_WIDTH, height, title, parts)


def _panel(panel: Bars, top: float, years: tuple[int, int]) -> tuple[list[str], float]:
    """The marks of one panel, and how high it is."""
    first, last = years
    unit, name = _unit(max((number for _, number in panel.numbers), default=0.0))
    heads = broken(f"{panel.heading}, {name}" if name else panel.heading, _HEAD_WIDTH)
    parts = [text(line, 16, top + 10 + LINE * n, "head") for n, line in enumerate(heads)]
    top += LINE * max(0, len(heads) - 1)
    bottom, room = top + _PANEL - 44, _PANEL - 70
    highest = _highest(max((number for _, number in panel.numbers), default=0.0) / unit)
    step = (_WIDTH - _LEFT - _RIGHT) / (last - first + 1)
    for part in (0.0, 0.5, 1.0):
        y = bottom - part * room
        parts.append(f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:g}" y2="{y:g}"/>')
        parts.append(text(_number(part * highest), _LEFT - 8, y + 4, "faint", "end"))
    wide = min(step * 0.7, _WIDEST)
    for year, number in panel.numbers:
        # What is told is seen, however little it is beside the rest.
        tall = max(number / unit / highest * room, 1.0 if number > 0 else 0.0)
        x = _LEFT + (year - first + 0.5) * step - wide / 2
        parts.append(
            f'<rect class="bar" x="{x:.1f}" y="{bottom - tall:.1f}" width="{wide:.1f}" '
            f'height="{tall:.1f}"><title>{year}: {_number(number)}</title></rect>'
        )
    if panel.numbers:
        # Round years where not every one has room for its label.
        every = next(each for each in (1, 2, 5, 10, 20, 50, 100, 1000) if each * step >= _LABEL)
        for year in range(first + -first % every, last + 1, every):
            x = _LEFT + (year - first + 0.5) * step
            parts.append(text(str(year), x, bottom + 17, "faint", "middle"))
    return parts, _PANEL + LINE * max(0, len(heads) - 1)


def _number(number: float) -> str:
    """A number with what counts of it: '1,500,000', '2.5', '0.0004'."""
    if number >= 1000 or number == int(number):
        return f"{number:,.0f}"
    return f"{number:.4g}" if number >= 1e-4 else f"{number:.1g}"


def _unit(most: float) -> tuple[float, str]:
    """How much a unit of an axis is, and what it is called."""
    sizes = ((1e9, "thousand millions"), (1e6, "millions"), (1e3, "thousands"))
    return next(((size, word) for size, word in sizes if most >= 2 * size), (1.0, ""))


def _highest(shown: float) -> float:
    """The top of an axis: a round number at or above the highest bar."""
    if shown <= 0:
        return 1.0
    power = 10.0 ** floor(log10(shown))
    # Of the largest and smallest numbers ten times the power may fall short by a rounding.
    return next((part * power for part in (1, 2, 4, 5, 10) if part * power >= shown), shown)
