"""The fingerprints of a still picture: of all of it, without its border, and of the picture within it.

Convention, which is part of every fingerprint kept: PDQ of the thumbnail of at most 512 pixels a side that
intake makes, in the luminance of ITU-R BT.601. Fingerprints of frames follow another (`frames`) and are not
to be mixed with these. A fingerprint of quality under 50 is of a picture too plain to tell, and is not kept.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headstamp.evidence.fingerprints.pdq import Pdq, variants

CONVENTION = "pdq/still-512/1"
LEAST_QUALITY = 50
_BORDER = 6.0
"""Standard deviation of grey up to which a row or column at the rim is border."""
_NEAR = 10
_PLAIN = 0.55
_PAPER, _LEAST_PAGE = 0.9, 0.06
"""How much of a row of bare page has one colour, and how many such rows a page has."""
_LEAST_SIDE = 32
_LEAST_AREA = 0.08
_ENOUGH = 0.97


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels: right and bottom are the first outside."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def area(self) -> int:
        """Pixels in it."""
        return max(0, self.right - self.left) * max(0, self.bottom - self.top)

    def of(self, grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """What of a picture lies in it."""
        return grey[self.top : self.bottom, self.left : self.right]


@dataclass(frozen=True, slots=True)
class View:
    """A part of a picture with its fingerprints.

    Attributes:
        name: 'whole', 'trimmed' (without its border), 'within' (without bars and text around it) or
            'off page' (without what has the colour of the page around it).
        box: which part it is.
        laid: its fingerprints laid down in the eight ways of `pdq.TURNS`.
    """

    name: str
    box: Box
    laid: tuple[Pdq, ...]


def views(grey: NDArray[np.uint8]) -> tuple[View, ...]:
    """The parts of a picture worth a fingerprint, the whole first; without those too plain to tell."""
    whole = Box(0, 0, grey.shape[1], grey.shape[0])
    boxes = {"whole": whole, "trimmed": trimmed(grey), "within": within(grey), "off page": off_page(grey)}
    found: list[View] = []
    for name, box in boxes.items():
        if min(box.right - box.left, box.bottom - box.top) < _LEAST_SIDE:
            continue
        if any(_same(box, other.box) for other in found):
            continue
        laid = variants(box.of(grey))
        if laid[0].quality >= LEAST_QUALITY:
            found.append(View(name, box, laid))
    return tuple(found)


def trimmed(grey: NDArray[np.uint8]) -> Box:
    """A picture without the plain rows and columns at its rim; all of it where nothing else would be left."""
    values = grey.astype(np.float32)
    rows, columns = values.std(1) > _BORDER, values.std(0) > _BORDER
    if not rows.any() or not columns.any():
        return Box(0, 0, grey.shape[1], grey.shape[0])
    down, across = np.flatnonzero(rows), np.flatnonzero(columns)
    return Box(int(across[0]), int(down[0]), int(across[-1]) + 1, int(down[-1]) + 1)


def within(grey: NDArray[np.uint8]) -> Box:
    """The picture within a screenshot, a letterbox or a caption: the tallest run of rows not mostly plain.

    A row of text is mostly of the colour of its paper; a row of a photograph seldom is of one colour.
    """
    whole = Box(0, 0, grey.shape[1], grey.shape[0])
    top, bottom = _longest(_full(grey))
    if bottom - top < _LEAST_SIDE:
        return whole
    left, right = _longest(_full(grey[top:bottom].T))
    box = Box(left, top, right, bottom)
    return box if right - left >= _LEAST_SIDE and box.area >= _LEAST_AREA * whole.area else whole


def off_page(grey: NDArray[np.uint8]) -> Box:
    """The picture within a screenshot, told by the colour of the page around it; all where there is no page.

    A plain picture has rows as plain as those of text, but of another colour.
    """
    whole = Box(0, 0, grey.shape[1], grey.shape[0])
    values = grey.astype(np.int16)
    middle = np.median(values, axis=1).astype(np.int16)
    plain = (np.abs(values - middle[:, None]) <= _NEAR).mean(1) >= _PAPER
    if plain.mean() < _LEAST_PAGE:
        return whole
    counts = np.bincount(middle[plain], minlength=256)
    page = int(np.convolve(counts, np.ones(9), "same").argmax())
    other = np.abs(values - page) > _NEAR
    top, bottom = _longest(other.mean(1) > _PLAIN)
    if bottom - top < _LEAST_SIDE:
        return whole
    left, right = _longest(other[top:bottom].mean(0) > _PLAIN)
    box = Box(left, top, right, bottom)
    return box if right - left >= _LEAST_SIDE and box.area >= _LEAST_AREA * whole.area else whole


def _full(grey: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Rows of which no single colour takes more than about half."""
    values = grey.astype(np.int16)
    middle = np.median(values, axis=1).astype(np.int16)
    found: NDArray[np.bool_] = (np.abs(values - middle[:, None]) <= _NEAR).mean(1) < _PLAIN
    return found


def _longest(full: NDArray[np.bool_]) -> tuple[int, int]:
    """The longest run, over gaps of a fiftieth; its beginning and the first place after it."""
    gap = max(2, len(full) // 50)
    places = np.flatnonzero(full)
    if not len(places):
        return 0, 0
    cuts = np.flatnonzero(np.diff(places) > gap)
    starts, ends = places[np.r_[0, cuts + 1]], places[np.r_[cuts, len(places) - 1]] + 1
    best = int(np.argmax(ends - starts))
    return int(starts[best]), int(ends[best])


def _same(one: Box, other: Box) -> bool:
    shared = Box(
        max(one.left, other.left),
        max(one.top, other.top),
        min(one.right, other.right),
        min(one.bottom, other.bottom),
    )
    return shared.area >= _ENOUGH * max(one.area, other.area)
