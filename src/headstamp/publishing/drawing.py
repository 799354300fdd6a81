"""A chain of steps as a line drawing: where the dots, lines and words go, in units of the drawing.

Two forms of the same chain, across for wide pages and paper, down for narrow ones. Only geometry stands
here; the template writes the SVG, so that every word in it is escaped like any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LINE_WORDS = {
    "recorded": "solid line: recorded by a source",
    "undelivered": "long dashes: ordered, licensed or announced; delivery not shown",
    "own": "thin line: within one state",
    "diversion": "dashed line: diversion, by an incident or by assumption",
    "unrecorded": "dotted line: not recorded",
}
"""What each kind of line means."""

_WIDE, _NARROW = 720, 320
_EDGE = 8
_MOST_ACROSS = 5
# Mean advance of Inter in ems, measured over English text; names are set a little heavier.
_ADVANCE = 0.56


@dataclass(frozen=True, slots=True)
class Stop:
    """A holder along the way: its name, its part, its shape ('source', 'stock', 'seen', 'missing')."""

    name: str
    role: str
    shape: str


@dataclass(frozen=True, slots=True)
class Hop:
    """What joins two stops: how, when and on what it rests, and the kind of line (a key of `LINE_WORDS`)."""

    how: str
    detail: str
    kind: str


@dataclass(frozen=True, slots=True)
class Words:
    """Text at a point: lines of it, 16 units apart, and where the point stands to it (start, middle, end)."""

    x: float
    y: float
    anchor: str
    style: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A stop's shape and its centre."""

    x: float
    y: float
    shape: str


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line and the head of its arrow, an SVG path."""

    x1: float
    y1: float
    x2: float
    y2: float
    kind: str
    head: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """One form of a chain."""

    form: str
    width: int
    height: int
    marks: tuple[Mark, ...]
    strokes: tuple[Stroke, ...]
    words: tuple[Words, ...]


def drawings(stops: Sequence[Stop], hops: Sequence[Hop]) -> tuple[Drawing, ...]:
    """The forms a chain is drawn in; a long one is drawn downwards only.

    Args:
        stops: two or more.
        hops: one between each two stops.
    """
    narrow = down(stops, hops)
    return (across(stops, hops), narrow) if len(stops) <= _MOST_ACROSS else (narrow,)


def across(stops: Sequence[Stop], hops: Sequence[Hop]) -> Drawing:
    """From left to right, words of the lines above them and names below the dots."""
    step = (_WIDE - 2 * _EDGE) / (len(stops) - 1)
    xs = [_EDGE + step * index for index in range(len(stops))]
    told = [(wrap(hop.how, step - 26, 12), wrap(hop.detail, step - 26, 11)) for hop in hops]
    y = 8 + 15 * max(len(how) + len(detail) for how, detail in told)
    words: list[Words] = []
    for x, (how, detail) in zip(xs, told, strict=False):
        top = y - 8 - 15 * (len(how) + len(detail) - 1)
        words.append(Words(x + step / 2, top, "middle", "how", how))
        words.append(Words(x + step / 2, top + 15 * len(how), "middle", "detail", detail))
    named = [_named(index, stops, xs, step, y) for index in range(len(stops))]
    words += [one for pair in named for one in pair]
    strokes = tuple(_right(x, xs[i + 1], y, hops[i].kind) for i, x in enumerate(xs[:-1]))
    marks = tuple(Mark(x, y, stop.shape) for x, stop in zip(xs, stops, strict=True))
    return Drawing(
        "across", _WIDE, y + 38 + 16 * max(len(name.lines) for name, _ in named), marks, strokes, tuple(words)
    )


def _named(
    index: int, stops: Sequence[Stop], xs: Sequence[float], step: float, y: float
) -> tuple[Words, Words]:
    """The name of a stop and its part, flush with the edge at both ends and centred between."""
    at, anchor, room = xs[index], "middle", step * 0.9
    if index == 0:
        at, anchor, room = 0.0, "start", step * 0.5
    elif index == len(stops) - 1:
        at, anchor, room = float(_WIDE), "end", step * 0.5
    name = wrap(stops[index].name, room, 13)
    role = Words(at, y + 29 + 16 * len(name), anchor, "role", (stops[index].role,))
    return Words(at, y + 28, anchor, "name", name), role


def down(stops: Sequence[Stop], hops: Sequence[Hop]) -> Drawing:
    """From top to bottom, all words to the right."""
    x, y = _EDGE, 12.0
    left, room = 26.0, _NARROW - 34.0
    words: list[Words] = []
    marks: list[Mark] = []
    strokes: list[Stroke] = []
    for index, stop in enumerate(stops):
        marks.append(Mark(x, y, stop.shape))
        name = wrap(stop.name, room, 13)
        words += [
            Words(left, y + 5, "start", "name", name),
            Words(left, y + 5 + 16 * len(name), "start", "role", (stop.role,)),
        ]
        top, y = y, y + 16 * len(name) + 30
        if index < len(hops):
            how, detail = wrap(hops[index].how, room, 12), wrap(hops[index].detail, room, 11)
            words += [
                Words(left, y, "start", "how", how),
                Words(left, y + 16 * len(how), "start", "detail", detail),
            ]
            y += 16 * (len(how) + len(detail)) + 18
            strokes.append(_downward(x, top, y, hops[index].kind))
    return Drawing("down", _NARROW, round(y - 6), tuple(marks), tuple(strokes), tuple(words))


def wrap(text: str, room: float, size: float) -> tuple[str, ...]:
    """Text in lines no wider than `room`, by the mean width of a letter; no word is broken, none dropped."""
    most = max(6, int(room / (size * _ADVANCE)))
    lines: list[str] = []
    for word in filter(None, text.split(" ")):
        if lines and len(lines[-1]) + 1 + len(word) <= most:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return tuple(lines)


def _right(x1: float, x2: float, y: float, kind: str) -> Stroke:
    tip = x2 - 11
    return Stroke(
        _r(x1 + 9), y, _r(tip - 6), y, kind, f"M{_r(tip - 8)} {y - 4}L{_r(tip)} {y}L{_r(tip - 8)} {y + 4}Z"
    )


def _downward(x: float, y1: float, y2: float, kind: str) -> Stroke:
    tip = y2 - 11
    return Stroke(
        x, _r(y1 + 9), x, _r(tip - 6), kind, f"M{x - 4} {_r(tip - 8)}L{x} {_r(tip)}L{x + 4} {_r(tip - 8)}Z"
    )


def _r(number: float) -> float:
    return round(number, 1)
