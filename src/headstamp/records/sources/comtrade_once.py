"""Which rows of a customs file tell the same trade again: each trade is kept once.

A trade is a reporter, a flow, a partner, a period and a code of goods. A file may tell it in several editions
of the Harmonized System, and in each as a sum and broken down by customs procedure, means of transport and
second partner. Kept is the edition in which the reporter wrote (failing that the newest), decided for each
heading of four digits; in it the sum, or where there is none the breakdown by the fewest of the three, in
full. Of rows that agree in all of this the first is kept, whatever their figures.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from headstamp.records.sources.form import RecordsUnreadable

KEPT, SUM, PART = 1, 2, 4
"""Bits of a verdict: the row is kept; its code is the sum of longer codes kept; it is part of a breakdown."""

_CODES = 21
_RANK = 7
"""How many bits of a sort key the code of goods and the rank of the row take; the trade takes 36."""
_SLICE = 1 << 18

Ints = npt.NDArray[np.uint64]
Truths = npt.NDArray[np.bool_]


class Trades:
    """Gathers what rows tell of, some twenty bytes a row, and decides in the end which are kept.

    Args:
        most: how many rows there can be.
        name: of the file, for messages.
    """

    def __init__(self, most: int, name: str) -> None:
        self._name = name
        self._keys = np.empty(most, np.uint64)
        self._codes = np.empty(most, np.uint32)
        # Pages that are never written to take no memory: most files break few rows down.
        self._parts = np.zeros(most, np.uint64)
        self._numbers: dict[str, int] = {}
        self._size = 0

    def add(self, trades: Ints, ranks: npt.NDArray[np.uint8], codes: pa.Array, parts: Ints) -> None:
        """Take rows in the order of the file.

        Raises:
            RecordsUnreadable: there are more kinds of goods than any tariff has.
        """
        here = slice(self._size, self._size + len(trades))
        self._keys[here] = trades << np.uint64(_CODES + _RANK) | ranks
        self._codes[here] = self._numbered(codes)
        if parts.any():
            self._parts[here] = parts
        self._size = here.stop

    def _numbered(self, codes: pa.Array) -> npt.NDArray[np.uint32]:
        told = codes.dictionary_encode()
        numbers = [self._numbers.setdefault(code, len(self._numbers)) for code in told.dictionary.to_pylist()]
        if len(self._numbers) >= 1 << _CODES:
            raise RecordsUnreadable(
                f"{self._name} names more kinds of goods than any tariff has", file=self._name
            )
        numbered: npt.NDArray[np.uint32] = np.asarray(numbers, np.uint32)[told.indices.to_numpy()]
        return numbered

    def goods(self) -> tuple[str, ...]:
        """Every code of goods, sorted."""
        return tuple(sorted(self._numbers))

    def verdicts(self) -> npt.NDArray[np.uint8]:
        """For each row, in the order in which they came, the bits that hold; 0 for a row that is merged.

        To be called once: what was gathered is let go.
        """
        found = np.zeros(self._size, np.uint8)
        goods = _Goods(self.goods())
        self._rank_by_code(goods)
        keys, parts = self._keys[: self._size], self._parts
        self._keys = self._parts = np.empty(0, np.uint64)
        self._codes = np.empty(0, np.uint32)
        order = np.argsort(keys, kind="stable")
        for piece in _pieces(keys, order):
            rows = order[piece]
            found[rows] = _verdict(keys[rows], parts[rows], goods)
        return found

    def _rank_by_code(self, goods: _Goods) -> None:
        """Put into each key the place of its code in the sorted list."""
        place = {code: number for number, code in enumerate(goods.codes)}
        places = np.asarray([place[code] for code in self._numbers], np.uint64) << np.uint64(_RANK)
        for start in range(0, self._size, _SLICE):
            piece = slice(start, min(start + _SLICE, self._size))
            self._keys[piece] |= places[self._codes[piece]]


class _Goods:
    """The codes of goods of a file, sorted.

    Attributes:
        heading: for each code a number that codes of the same four digits share.
        end: for each code the place behind the last one that begins with it.
    """

    def __init__(self, codes: tuple[str, ...]) -> None:
        self.codes = codes
        starts = [code[:4] for code in codes]
        self.heading = np.cumsum([0, *(one != two for one, two in pairwise(starts))]).astype(np.uint64)
        self.end = np.asarray([bisect_left(codes, f"{code}:") for code in codes], np.uint64)


def _pieces(keys: Ints, order: npt.NDArray[np.int64]) -> Iterator[slice]:
    """The sorted rows in pieces that a processor likes, none of which ends inside a trade."""
    start = 0
    while start < len(order):
        end = min(start + _SLICE, len(order))
        while end < len(order):
            last = keys[order[end - 1]] >> np.uint64(_CODES + _RANK)
            following = keys[order[end : end + _SLICE]] >> np.uint64(_CODES + _RANK)
            same = int(np.searchsorted(following, last, side="right"))
            end += same
            if same < _SLICE:
                break
        yield slice(start, end)
        start = end


def _verdict(key: Ints, part: Ints, goods: _Goods) -> npt.NDArray[np.uint8]:
    """The bits that hold for sorted rows."""
    summed = (key & np.uint64(7)) == 0
    kept = _of_best_edition(key, goods) & _of_first_breakdown(key)
    # Equal keys of a sum are the same row told again; parts are told apart by what they are parts of.
    kept[1:] &= ~(summed[1:] & (key[1:] == key[:-1]))
    if not summed.all():
        kept = _without_repeated_parts(key, part, kept)
    bits = np.where(summed, np.uint8(KEPT), np.uint8(KEPT | PART))
    bits[~kept] = 0
    places = np.flatnonzero(kept)
    bits[places[_sums_of_longer(key[places] >> np.uint64(_RANK), goods)]] |= SUM
    return bits


def _of_best_edition(key: Ints, goods: _Goods) -> Truths:
    """Rows in the edition that tells most directly what crossed the border under their heading."""
    edition = ((key >> np.uint64(3)) & np.uint64(15)).astype(np.uint8)
    if edition.min() == edition.max():
        return np.ones(len(key), bool)
    heading = goods.heading[(key >> np.uint64(_RANK)) & np.uint64((1 << _CODES) - 1)]
    first = np.flatnonzero(_changes(key >> np.uint64(_RANK + _CODES)) | _changes(heading))
    best = np.minimum.reduceat(edition, first)
    same: Truths = edition == _spread(best, first, len(key))
    return same


def _of_first_breakdown(key: Ints) -> Truths:
    """Rows broken down like the first, least broken down row of the same trade, goods and edition."""
    first = np.flatnonzero(_changes(key >> np.uint64(3)))
    same: Truths = key == _spread(key[first], first, len(key))
    return same


def _without_repeated_parts(key: Ints, part: Ints, kept: Truths) -> Truths:
    """Of parts that are told twice, the first."""
    places = np.flatnonzero(kept & ((key & np.uint64(7)) != 0))
    sorting = np.lexsort((places, part[places], key[places]))
    keys, parts = key[places][sorting], part[places][sorting]
    again = (keys[1:] == keys[:-1]) & (parts[1:] == parts[:-1])
    kept[places[sorting][1:][again]] = False
    return kept


def _sums_of_longer(trade_and_code: Ints, goods: _Goods) -> Truths:
    """Rows whose code is followed by a longer one that begins with it, of the same trade."""
    first = np.flatnonzero(_changes(trade_and_code))
    code = trade_and_code[first] & np.uint64((1 << _CODES) - 1)
    trade = trade_and_code[first] >> np.uint64(_CODES)
    longer = np.zeros(len(first), bool)
    longer[:-1] = (trade[1:] == trade[:-1]) & (code[1:] < goods.end[code[:-1]])
    return _spread(longer, first, len(trade_and_code))


def _changes(sorted_values: Ints) -> Truths:
    """Where a value differs from the one before it."""
    new = np.ones(len(sorted_values), bool)
    new[1:] = sorted_values[1:] != sorted_values[:-1]
    return new


def _spread(values: npt.NDArray[Any], first: npt.NDArray[np.int64], size: int) -> npt.NDArray[Any]:
    """One value for each row of a group, of values for groups that begin at these rows."""
    return np.repeat(values, np.diff(first, append=size))
