"""A balance by year as one SVG that needs nothing else: its range, its middle, what was delivered, audits.

Only what `headstamp.stocks` computed is drawn. Colours follow the reader's light or dark setting.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from math import floor, log10

from headstamp.publishing.svg import LINE, broken, document, plain, text
from headstamp.stocks import Stock
from headstamp.stocks.answer import Compared

_WIDTH, _LEFT, _RIGHT, _TOP, _TALL = 720, 76, 16, 92, 250
_TITLE_WIDTH, _FOOT_WIDTH, _LABEL = 72, 100, 40
_STYLE = (
    ".band{fill:#2f5d8a;fill-opacity:.2}.middle{fill:none;stroke:#2f5d8a;stroke-width:2.2}"
    ".came{fill:none;stroke:#7d5410;stroke-width:1.6;stroke-dasharray:5 4}"
    ".found{fill:#a3301f}.found-line{stroke:#a3301f;stroke-width:1.6}"
)
_DARK = (
    ".band{fill:#7fb0dd}.middle{stroke:#7fb0dd}.came{stroke:#e0b15c}.found{fill:#f0785f}"
    ".found-line{stroke:#f0785f}"
)

Point = tuple[float, float]


def stock_svg(told: Stock) -> str:
    """Draw a balance; one of which nothing is told says so."""
    chart = _Chart(told)
    lines = broken(_foot(told), _FOOT_WIDTH)
    bottom = _TOP + _TALL + 34
    titles = broken(f"{told.weapon.name} of {told.actor.name}, to the end of {told.at}", _TITLE_WIDTH)
    parts = [
        *(text(line, 16, 30 + 20 * n, "title") for n, line in enumerate(titles[:2])),
        *(chart.parts() if told.years else [text(told.wording[:90], 16, _TOP, "head")]),
        *(text(line, 16, bottom + LINE * (n + 1), "faint") for n, line in enumerate(lines)),
    ]
    height = bottom + LINE * (len(lines) + 1)
    return document(_WIDTH, height, titles[0] if titles else "Stock", parts, style=_STYLE, dark=_DARK)


def _foot(told: Stock) -> str:
    words = [
        "Blue: what should be there, its middle and the range that holds nine in ten draws.",
        "Dashed: delivered so far, as sources state it.",
    ]
    if any(one.unaccounted is not None for one in told.counts):
        words.append("Red: found by audits, counts or declarations.")
    if not told.opening_known:
        words.append("What was there before the first movement is not known and not in it.")
    return " ".join([*words, told.caveat])


class _Chart:
    """Where years and numbers stand in the drawing."""

    def __init__(self, told: Stock) -> None:
        self._told = told
        tall = [one.high90 for one in told.years] + [one.delivered for one in told.years]
        tall += [one.high or one.low or 0.0 for one in told.counts if one.unaccounted is not None]
        self._highest = _highest(max(tall, default=1.0))
        first, last = (told.years[0].year, told.years[-1].year) if told.years else (told.at, told.at)
        self._first, self._many = first, last - first + 1

    def _x(self, year: float) -> float:
        return _LEFT + (year - self._first) / self._many * (_WIDTH - _LEFT - _RIGHT)

    def _y(self, number: float) -> float:
        return _TOP + _TALL * (1 - number / self._highest)

    def parts(self) -> Iterator[str]:
        """The marks, what lies behind first."""
        yield from self._grid()
        yield self._band()
        yield _line(self._line("delivered"), "came")
        yield _line(self._line("median"), "middle")
        for one in self._told.counts:
            if one.unaccounted is not None:
                yield from self._found(one, one.unaccounted.on)

    def _grid(self) -> Iterator[str]:
        for part in (0.0, 0.25, 0.5, 0.75, 1.0):
            y = self._y(part * self._highest)
            yield f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:g}" y2="{y:g}"/>'
            yield text(_number(part * self._highest), _LEFT - 8, y + 4, "faint", "end")
        step = (_WIDTH - _LEFT - _RIGHT) / self._many
        every = next(each for each in (1, 2, 5, 10, 20, 50, 100, 1000) if each * step >= _LABEL)
        for year in range(self._first + -self._first % every, self._first + self._many, every):
            yield text(str(year), self._x(year + 0.5), _TOP + _TALL + 18, "faint", "middle")

    def _line(self, end: str) -> list[Point]:
        """From what was there when the ledger begins through the end of each year."""
        opening = next((one for one in self._told.terms if one.part == "opening"), None)
        began = float(getattr(opening, end)) if opening is not None and end != "delivered" else 0.0
        points = [(self._x(one.year + 1), self._y(getattr(one, end))) for one in self._told.years]
        return [(self._x(self._first), self._y(began)), *points]

    def _band(self) -> str:
        above, below = self._line("high90"), self._line("low90")
        return f'<polygon class="band" points="{_points([*above, *reversed(below)])}"/>'

    def _found(self, one: Compared, on: date) -> Iterator[str]:
        x = self._x(on.year + on.timetuple().tm_yday / 366)
        low = one.low if one.low is not None else 0.0
        high = one.high if one.high is not None else low
        if high > low:
            top, bottom = self._y(high), self._y(low)
            yield f'<line class="found-line" x1="{x:.1f}" x2="{x:.1f}" y1="{bottom:.1f}" y2="{top:.1f}"/>'
        y = self._y((low + high) / 2)
        words = plain(f"{one.kind}, {one.at}: {_number(low)}{f' to {_number(high)}' if high > low else ''}")
        yield f'<path class="found" d="M{x:.1f} {y - 6:.1f}l6 6-6 6-6-6Z"><title>{words}</title></path>'


def _line(points: Iterable[Point], kind: str) -> str:
    return f'<polyline class="{kind}" points="{_points(points)}"/>'


def _points(points: Iterable[Point]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _number(number: float) -> str:
    return f"{number:,.0f}" if number >= 10 or number == int(number) else f"{number:.1f}"


def _highest(shown: float) -> float:
    """The top of the axis: a round number above everything shown."""
    if shown <= 0:
        return 1.0
    power = 10.0 ** floor(log10(shown))
    return next(part * power for part in (1, 2, 4, 5, 8, 10, 20) if part * power >= shown)
