"""Every delivery that is told, as arrays: what the expected counts are summed over.

How rows become arrays is in `entries`, how one transfer told twice counts once in `overlap`; what of it
counts on a day, and for how much, in `stock`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt

from headstamp.records.designation import REGISTER

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Line:
    """What explanation needs of a record; its numbers are in the arrays.

    Attributes:
        derived_from: sources that the record rests on.
    """

    record: str
    source: str
    stage: str
    derived_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """Marks that a record names."""

    lots: tuple[str, ...] = ()
    serial_from: str | None = None
    serial_to: str | None = None
    contract: str | None = None


@dataclass(frozen=True)
class Pairs:
    """Supplier and custodian indices, one a pair, and the index of its pair for each entry."""

    supplier: Ints
    custodian: Ints
    entry: Ints

    @cached_property
    def entries(self) -> dict[tuple[int, int], Ints]:
        """The entries of each pair, by supplier and custodian."""
        order = np.argsort(self.entry, kind="stable")
        bounds = np.searchsorted(self.entry[order], np.arange(len(self.supplier) + 1))
        return {
            (int(self.supplier[index]), int(self.custodian[index])): order[bounds[index] : bounds[index + 1]]
            for index in range(len(self.supplier))
        }


@dataclass(frozen=True)
class Ledger:
    """Entries in columns, all of one length, and what their numbers index.

    Attributes:
        parties: actor ids; `supplier` and `custodian` index them, and -1 is a supplier not known.
        nodes: ids of weapon nodes; `node` indexes them.
        lines: the records; `line` indexes them.
        flow: number of the flow, one supplier, custodian, node and stage, that an entry is part of.
        start, end: first and last day of the delivery as day numbers; `estimated` where the record marks it
            so.
        told: expected count as the record's own source tells it, at least 0.
        settle: makes `count` of what is told: each transfer once, see `overlap`.
        new: chance that what was delivered was new.
        marks: lots, serials and contracts by index into `lines`.
    """

    parties: tuple[str, ...]
    nodes: tuple[str, ...]
    lines: tuple[Line, ...]
    line: Ints
    supplier: Ints
    custodian: Ints
    node: Ints
    flow: Ints
    start: Ints
    end: Ints
    estimated: Truths
    told: Floats
    new: Floats
    marks: Mapping[int, Told]
    settle: Callable[[Ledger], Floats]

    @cached_property
    def count(self) -> Floats:
        """Expected count of each entry when each transfer counts once."""
        return self.settle(self)

    def among(self, keep: Truths) -> Ledger:
        """The same ledger with some of its entries only; what the others had told already counts again."""
        names = ["line", "supplier", "custodian", "node", "flow", "start", "end", "estimated", "told", "new"]
        return replace(self, **{name: getattr(self, name)[keep] for name in names})

    def of_source(self, source: str) -> Truths:
        """One truth an entry: whether it comes from a source."""
        return np.asarray(self._source_of_entry == self._source_number.get(source, -1))

    def of_lines(self, lines: frozenset[int]) -> Truths:
        """One truth an entry: whether it is of one of some lines."""
        return np.isin(self.line, sorted(lines))

    @cached_property
    def pairs(self) -> Pairs:
        """Every supplier and custodian between whom anything is told, and the pair of each entry."""
        parties = len(self.parties)
        keys, entry = np.unique((self.supplier + 1) * parties + self.custodian, return_inverse=True)
        return Pairs(keys // parties - 1, keys % parties, entry.reshape(-1))

    @cached_property
    def years(self) -> tuple[Ints, Ints]:
        """First and last year of each entry."""
        return _years(self.start), _years(self.end)

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """The sources that any entry comes from."""
        names = {number: source for source, number in self._source_number.items()}
        return tuple(sorted(names[int(one)] for one in np.unique(self._source_of_entry)))

    @cached_property
    def lines_from(self) -> dict[tuple[str, ...], tuple[int, ...]]:
        """The lines by what they rest on: their source and those that it derives from."""
        found: dict[tuple[str, ...], list[int]] = {}
        for index, line in enumerate(self.lines):
            found.setdefault((line.source, *line.derived_from), []).append(index)
        return {origin: tuple(lines) for origin, lines in found.items()}

    @cached_property
    def registered(self) -> dict[str, tuple[str, ...]]:
        """Nodes that only a register holds, by the designation's key."""
        found: dict[str, list[str]] = {}
        for node in self.nodes:
            if node.startswith(REGISTER):
                found.setdefault(node.split("/", 1)[1], []).append(node)
        return {key: tuple(nodes) for key, nodes in found.items()}

    @cached_property
    def _source_number(self) -> dict[str, int]:
        return {
            source: number for number, source in enumerate(dict.fromkeys(line.source for line in self.lines))
        }

    @cached_property
    def _source_of_entry(self) -> Ints:
        numbers = np.array([self._source_number[line.source] for line in self.lines], np.int64)
        return numbers[self.line]


def added(index: Ints, weight: Floats, length: int) -> Floats:
    """Weights added up by index, into an array of a length."""
    # Without any weights numpy counts, in whole numbers.
    return np.bincount(index, weight, length).astype(np.float64, copy=False)


def ranked(values: Floats, least: float) -> Ints:
    """Indices of the values that are at least so much, the greatest first, equals in their order."""
    found = np.flatnonzero(values >= least)
    return np.asarray(found[np.argsort(-values[found], kind="stable")])


def _years(days: Ints) -> Ints:
    epoch = date(1970, 1, 1).toordinal()
    return np.asarray((days - epoch).astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970)
