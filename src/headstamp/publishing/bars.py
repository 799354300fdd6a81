"""Numbers by year as bars: one panel a series, its own scale, in one SVG that needs nothing else.

Series of two currencies, stages or sources never share an axis, so that no reader adds them up by eye.
Colours follow the reader's light or dark setting.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

_WIDTH, _PANEL, _TOP, _LEFT, _RIGHT, _FOOT = 720, 170, 64, 72, 16, 40
_STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#1d2733}.title{font-size:17px;font-weight:600}"
    ".head{font-weight:600}.faint{fill:#5b6673;font-size:12px}.grid{stroke:#d9dee4}.bar{fill:#2f5d8a}"
    ".ground{fill:#fff}"
    "@media(prefers-color-scheme:dark){text{fill:#e6e9ed}.faint{fill:#9aa5b1}.grid{stroke:#38424d}"
    ".bar{fill:#7fb0dd}.ground{fill:#14181d}}"
)


@dataclass(frozen=True, slots=True)
class Bars:
    """One panel: its heading, and a number for some years."""

    heading: str
    numbers: Sequence[tuple[int, float]]


def bars_svg(title: str, panels: Sequence[Bars], foot: str) -> str:
    """Draw panels of bars under one axis of years.

    Args:
        title: what is shown.
        panels: at least one; years that a panel does not name have no bar, which is not nought.
        foot: scope and sources, in sentences; broken into lines here.
    """
    years = [year for panel in panels for year, _ in panel.numbers]
    first, last = (min(years), max(years)) if years else (0, 0)
    lines = _broken(foot, 100)
    unit, name = _unit(max((number for panel in panels for _, number in panel.numbers), default=0.0))
    height = _TOP + _PANEL * len(panels) + _FOOT + 17 * len(lines)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img">',
        f"<title>{escape(title)}</title><style>{_STYLE}</style>",
        f'<rect class="ground" width="{_WIDTH}" height="{height}"/>',
        f'<text class="title" x="16" y="30">{escape(title)}</text>',
    ]
    for index, panel in enumerate(panels):
        parts += _panel(panel, _TOP + index * _PANEL, (first, last), unit, name)
    at = _TOP + _PANEL * len(panels) + 12
    parts += [
        f'<text class="faint" x="16" y="{at + 17 * (n + 1)}">{escape(text)}</text>'
        for n, text in enumerate(lines)
    ]
    return "\n".join([*parts, "</svg>", ""])


def _panel(panel: Bars, top: float, years: tuple[int, int], unit: float, name: str) -> list[str]:
    first, last = years
    bottom, room = top + _PANEL - 44, _PANEL - 70
    highest = _highest(max((number for _, number in panel.numbers), default=0.0) / unit)
    step = (_WIDTH - _LEFT - _RIGHT) / max(1, last - first + 1)
    heading = f"{panel.heading}, {name}" if name else panel.heading
    parts = [f'<text class="head" x="16" y="{top + 10:g}">{escape(heading)}</text>']
    for part in (0.0, 0.5, 1.0):
        y = bottom - part * room
        parts.append(
            f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:g}" y2="{y:g}"/>'
            f'<text class="faint" x="{_LEFT - 8}" y="{y + 4:g}" text-anchor="end">{part * highest:,g}</text>'
        )
    for year, number in panel.numbers:
        tall = number / unit / highest * room if highest else 0.0
        x = _LEFT + (year - first) * step + step * 0.15
        parts.append(
            f'<rect class="bar" x="{x:.1f}" y="{bottom - tall:.1f}" width="{step * 0.7:.1f}" '
            f'height="{tall:.1f}"><title>{year}: {number:,.0f}</title></rect>'
        )
    every = max(1, ceil(40 / step))
    for year in range(first, last + 1, every):
        x = _LEFT + (year - first + 0.5) * step
        parts.append(
            f'<text class="faint" x="{x:.1f}" y="{bottom + 17:g}" text-anchor="middle">{year}</text>'
        )
    return parts


def _unit(most: float) -> tuple[float, str]:
    """How much a unit of every axis is, and what it is called."""
    sizes = ((1e9, "thousand millions"), (1e6, "millions"), (1e3, "thousands"))
    return next(((size, word) for size, word in sizes if most >= 2 * size), (1.0, ""))


def _highest(shown: float) -> float:
    """The top of an axis: a round number at or above the highest bar."""
    if shown <= 0:
        return 1.0
    power = 10.0 ** floor(log10(shown))
    return next(part * power for part in (1, 2, 4, 5, 10) if part * power >= shown)


def _broken(text: str, width: int) -> list[str]:
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [*lines, line] if line else lines
