"""Every delivery that is told, as arrays: what the expected counts are summed over.

How rows become arrays is in `entries`, how one transfer told twice counts once in `overlap`; what of it
counts on a day, and for how much, in `stock`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from typing import overload

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

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


class Lines(Sequence[Line]):
    """Records in columns; a `Line` is made when it is asked for.

    Args:
        table: id, source, stage, derived_from, lots, serial_from, serial_to and contract_no of each.

    Attributes:
        sources, stages: the distinct ones; `source` and `stage` give each line's by its place there.
    """

    def __init__(self, table: pa.Table) -> None:
        self._record, self._rests_on = (table[name].combine_chunks() for name in ("id", "derived_from"))
        self.sources, self.source = _distinct(table["source"])
        self.stages, self.stage = _distinct(table["stage"])
        self.marks = _marks(table)
        self.record = lru_cache(maxsize=65536)(self._id)

    def __len__(self) -> int:
        return len(self._record)

    @overload
    def __getitem__(self, index: int) -> Line: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Line, ...]: ...
    def __getitem__(self, index: int | slice) -> Line | tuple[Line, ...]:
        """The line of a number."""
        if isinstance(index, slice):
            return tuple(self[one] for one in range(*index.indices(len(self))))
        at = int(index)
        source, stage = self.sources[self.source[at]], self.stages[self.stage[at]]
        return Line(self.record(at), source, stage, self._parents(at))

    def _id(self, at: int) -> str:
        """The id of a line's record."""
        return str(self._record[at].as_py())

    def _parents(self, at: int) -> tuple[str, ...]:
        return tuple(self._rests_on[at].as_py() or ())

    @cached_property
    def origins(self) -> dict[tuple[str, ...], Ints]:
        """The lines by what they rest on: their source and those that it derives from."""
        derived = pc.fill_null(pc.greater(pc.list_value_length(self._rests_on), 0), False)
        derives = derived.to_numpy(zero_copy_only=False)
        found: dict[tuple[str, ...], Ints] = {
            (source,): np.flatnonzero((self.source == number) & ~derives)
            for number, source in enumerate(self.sources)
        }
        reports: dict[tuple[str, ...], list[int]] = {}
        for at in np.flatnonzero(derives).tolist():
            reports.setdefault((self.sources[self.source[at]], *self._parents(at)), []).append(at)
        found.update((origin, np.array(lines, np.int64)) for origin, lines in reports.items())
        return found


def _distinct(column: pa.ChunkedArray) -> tuple[tuple[str, ...], Ints]:
    """The distinct texts of a column in their order, and each row's place among them."""
    texts = tuple(sorted(pc.unique(column).to_pylist()))
    return texts, pc.index_in(column, pa.array(texts, column.type)).to_numpy().astype(np.int64)


def _marks(table: pa.Table) -> dict[int, Told]:
    named = pc.fill_null(pc.greater(pc.list_value_length(table["lots"]), 0), False)
    for name in ("serial_from", "serial_to", "contract_no"):
        named = pc.or_(named, table[name].is_valid())
    found = np.flatnonzero(named.to_numpy())
    marked = table.select(["lots", "serial_from", "serial_to", "contract_no"]).take(pa.array(found))
    return {
        number: Told(
            tuple(row["lots"] or ()),
            row["serial_from"],
            row["serial_to"] or row["serial_from"],
            row["contract_no"],
        )
        for number, row in zip(found.tolist(), marked.to_pylist(), strict=True)
    }


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
    lines: Lines
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

    def among(self, keep: Truths | Ints) -> Ledger:
        """The same ledger with some of its entries only; what the others had told already counts again.

        Args:
            keep: one truth an entry, or indices of entries, whose order is then the ledger's.
        """
        names = ["line", "supplier", "custodian", "node", "flow", "start", "end", "estimated", "told", "new"]
        return replace(self, **{name: getattr(self, name)[keep] for name in names})

    def of_source(self, source: str) -> Truths:
        """One truth an entry: whether it comes from a source."""
        known = self.lines.sources
        return np.asarray(self._source_of_entry == (known.index(source) if source in known else -1))

    def of_lines(self, lines: frozenset[int]) -> Truths:
        """One truth an entry: whether it is of one of some lines."""
        return np.isin(self.line, sorted(lines))

    @cached_property
    def naming(self) -> dict[str, list[int]]:
        """The lines that name a lot, a serial or a contract."""
        return {
            "lot": [line for line, told in self.marks.items() if told.lots],
            "serial": [line for line, told in self.marks.items() if told.serial_from],
            "contract": [line for line, told in self.marks.items() if told.contract],
        }

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
        return tuple(self.lines.sources[one] for one in np.unique(self._source_of_entry))

    @property
    def lines_from(self) -> Mapping[tuple[str, ...], Ints]:
        """The lines by what they rest on: their source and those that it derives from."""
        return self.lines.origins

    @cached_property
    def registered(self) -> dict[str, tuple[str, ...]]:
        """Nodes that only a register holds, by the designation's key."""
        found: dict[str, list[str]] = {}
        for node in self.nodes:
            if node.startswith(REGISTER):
                found.setdefault(node.split("/", 1)[1], []).append(node)
        return {key: tuple(nodes) for key, nodes in found.items()}

    @cached_property
    def _source_of_entry(self) -> Ints:
        return self.lines.source[self.line]


def added(index: Ints, weight: Floats, length: int) -> Floats:
    """Weights added up by index, into an array of a length."""
    # Without any weights numpy counts, in whole numbers.
    return np.bincount(index, weight, length).astype(np.float64, copy=False)


def ranked(values: Floats, least: float) -> Ints:
    """Indices of the values that are at least so much, the greatest first, equals in their order."""
    found = np.flatnonzero(values >= least)
    return np.asarray(found[np.argsort(-values[found], kind="stable")])


def first_of(values: Floats, least: float, many: int) -> Ints:
    """The first of `ranked`, without ranking the others."""
    if len(values) > many:
        least = max(least, float(np.partition(values, -many)[-many]))
    return ranked(values, least)[:many]


def _years(days: Ints) -> Ints:
    epoch = date(1970, 1, 1).toordinal()
    return np.asarray((days - epoch).astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970)
