"""How likely what a sighting shows is, of each delivery that it may have come by, and on each day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from headstamp.tracing.simulate.clock import HISTORY, KEPT, step_of
from headstamp.tracing.simulate.conflict import Holder
from headstamp.tracing.simulate.dials import Dials
from headstamp.tracing.simulate.reading import (
    SERIALS,
    SURE_OF_FIRST,
    Nodes,
    Shown,
    confidence_density,
    other_holders,
)

_OFFSETS: Final = (-10, -3, -2, -1, 1, 2, 3, 10)
NOT_TOLD: Final = -1
"""In place of a serial number, a root or a maker that is not known of a row."""

EARLIER: Final = -2
"""In place of the importer of second-hand weapons: whoever had them before may have had his mark put on."""

_BEARS_EARLIER: Final = 0.3
"""How many of these bear a mark, about."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What would be read on the weapons of each row, one entry of each array per row.

    Attributes:
        leaf: index in the arsenal.
        maker: index of the state of making; `NOT_TOLD` where any of the weapon's makers can be.
        made_first, made_last: years of making.
        serial_first, serial_last: block of serial numbers; `NOT_TOLD` for any.
        root: of production lots; `NOT_TOLD` for any.
        parts: number of production lots.
        importer: state whose mark it bears, -1 for none, or `EARLIER`.
    """

    leaf: np.ndarray
    maker: np.ndarray
    made_first: np.ndarray
    made_last: np.ndarray
    serial_first: np.ndarray
    serial_last: np.ndarray
    root: np.ndarray
    parts: np.ndarray
    importer: np.ndarray

    def of(self, rows: np.ndarray) -> Marks:
        """These rows alone."""
        return Marks(*(getattr(self, name)[rows] for name in Marks.__slots__))


@dataclass(frozen=True, slots=True)
class Rows:
    """What an item can be, one row for each delivery and weapon.

    Attributes:
        marks: what would be read on them.
        supplier: [row] index of the state, -1 where it is not recorded.
        stock: [row] index of the stock that it is part of.
        share: [row] what share of that stock it is.
    """

    marks: Marks
    supplier: np.ndarray
    stock: np.ndarray
    share: np.ndarray


@dataclass(frozen=True, slots=True)
class Extent:
    """What there is to be read anywhere in a world, for rows of which it is not told.

    Attributes:
        makers: [leaf, state] chance of each maker.
        serials: [leaf] how many serial numbers were given out.
        roots: [leaf] how many deliveries there are whose lots are not told.
        told: roots whose lots are told in a record.
        deals: number of deals, for lots misread.
        producers: indices of the states that make arms.
        importers: number of states that have their mark put on imports.
    """

    makers: np.ndarray
    serials: np.ndarray
    roots: np.ndarray
    told: frozenset[int]
    deals: int
    producers: frozenset[int]
    importers: int


def of_weapon(dials: Dials, nodes: Nodes, shown: Shown) -> np.ndarray:
    """[leaf] how likely the reading of the weapon is of each leaf."""
    if len(shown.weapons) == 2:
        likely = np.zeros(nodes.chance.shape[1])
        for (node, _), sure in zip(shown.weapons, (SURE_OF_FIRST, 1 - SURE_OF_FIRST), strict=True):
            leaf = int(np.flatnonzero(nodes.above[:, 3] == node)[0])
            likely[leaf] = sure / len(nodes.siblings[leaf])
        return likely
    node = shown.weapons[0][0]
    likely = nodes.chance[node].copy()
    if shown.confidence is not None:
        likely *= confidence_density(dials, shown.confidence, nodes.right[node])
    return np.asarray(likely)


def of_marks(dials: Dials, extent: Extent, shown: Shown, rows: Marks) -> np.ndarray:
    """[row] how likely the marks read, and those not read, are of each row."""
    error = dials.mark_error
    likely = np.ones(len(rows.leaf))
    if shown.maker >= 0:
        known = np.where(
            rows.maker >= 0, rows.maker == shown.maker, extent.makers[rows.leaf, shown.maker]
        ).astype(float)
        wrong = (shown.maker in extent.producers) / len(extent.producers)
        likely *= (1 - error) * known + error * wrong
    if shown.year is not None:
        right = _made_in(rows, shown.year)
        wrong_years = sum(_made_in(rows, shown.year - offset) for offset in _OFFSETS) / len(_OFFSETS)
        likely *= (1 - error) * right + error * wrong_years
    if shown.serial is not None:
        likely *= (1 - error) * _numbered(extent, shown.serial, rows) + error * (
            (shown.serial[1] - shown.serial[0] + 1) / SERIALS
        )
    if shown.lot is not None:
        likely *= (1 - error) * _of_lot(extent, shown.lot, rows) + error * (
            (shown.lot[1] == 0) / extent.deals
        )
    bears = np.where(rows.importer == EARLIER, _BEARS_EARLIER, rows.importer >= 0)
    if shown.importer >= 0:
        whose = np.where(
            rows.importer == EARLIER, 1 / max(1, extent.importers), rows.importer == shown.importer
        )
        likely *= bears * whose
    else:
        likely *= 1 - dials.import_read * bears
    return likely


def of_no_marks(dials: Dials, shown: Shown) -> float:
    """How likely the marks are of what a workshop made, relative to what a factory made."""
    read = shown.maker >= 0 or shown.importer >= 0
    if read or shown.year is not None or shown.serial is not None or shown.lot is not None:
        return 0.0
    unread = (1 - dials.maker_mark) * (1 - dials.year_mark) * (1 - dials.serial_read) * (1 - dials.lot_read)
    return 1.0 / unread


def _made_in(rows: Marks, year: int) -> np.ndarray:
    there = (rows.made_first <= year) & (year <= rows.made_last)
    share: np.ndarray = there / (rows.made_last - rows.made_first + 1)
    return share


def _numbered(extent: Extent, serial: tuple[int, int], rows: Marks) -> np.ndarray:
    first = np.maximum(rows.serial_first, serial[0])
    last = np.minimum(rows.serial_last, serial[1])
    told = np.maximum(0, last - first + 1) / (rows.serial_last - rows.serial_first + 1)
    given = extent.serials[rows.leaf]
    any_ = np.where(serial[0] <= given + 1000, (serial[1] - serial[0] + 1) / given, 0.0)
    return np.where(rows.serial_first == NOT_TOLD, any_, told)


def _of_lot(extent: Extent, lot: tuple[int, int], rows: Marks) -> np.ndarray:
    told = (rows.root == lot[0]) & (lot[1] < rows.parts)
    any_ = 0.0 if lot[0] in extent.told else 1.0 / np.maximum(1, extent.roots[rows.leaf])
    return np.asarray(np.where(rows.root == NOT_TOLD, any_, told) / rows.parts)


def of_days(dials: Dials, chances: np.ndarray, shown: Shown) -> np.ndarray:
    """[step] how likely each quarter is, given the dates shown.

    Args:
        dials: the world's.
        chances: [step] of filming the holder, before any date is seen.
        shown: what the sighting shows.
    """
    if shown.verified and shown.first is not None:
        width = (shown.last - shown.first).days
        earlier = width - np.arange(max(0, width - 15), min(15, width) + 1)
        weight = np.ones(len(earlier))
    else:
        mean = 365 * dials.upload_delay
        reach = (shown.last - shown.first).days if shown.first is not None else int(12 * mean) + 90
        # At the earliest a year after `from`, which is never later than the scene.
        earlier = np.arange(max(0, reach - 365) if shown.first is not None else 0, reach + 1, 5)
        weight = np.exp(-earlier / mean)
    when = np.bincount(_steps_before(shown.last, earlier), weight, minlength=KEPT)
    likely: np.ndarray = np.asarray(when * chances)
    if likely.sum() > 0:
        return likely
    # Dates on the very edge of a quarter: take them at their word.
    return when


def _steps_before(day: date, earlier: np.ndarray) -> np.ndarray:
    """The steps from `HISTORY`, within what is kept, of days so many days before a day."""
    quarters = (np.datetime64(day) - earlier.astype("timedelta64[D]")).astype("datetime64[M]").astype(
        int
    ) // 3
    steps: np.ndarray = np.clip(quarters + step_of(1970) - HISTORY, 0, KEPT - 1)
    return steps


def of_holders(holders: tuple[Holder, ...], shown: Shown) -> tuple[tuple[int, float], ...]:
    """(holder, how likely the holders shown are if it is that one)."""
    if len(shown.holders) == 1:
        return ((shown.holders[0][0], 1.0),)
    return tuple((one, weight / len(other_holders(holders, one))) for one, weight in shown.holders)
