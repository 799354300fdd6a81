"""Every delivery that is told, as arrays: what the expected counts are summed over.

A record becomes one entry per delivery it names and node it may mean. An entry's weight is the count expected of it, with a
large flow counting for less than its size; splitting a record into several changes nothing, because the flow of one
supplier, custodian, node and stage is raised as a whole. Names are resolved once a distinct text, not once a row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from headstamp.records import Names, Resolution, WeaponWeight
from headstamp.records.designation import REGISTER
from headstamp.tables import parse_weighted
from headstamp.tracing.priors import Priors
from headstamp.values import ValueUnreadable

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
UNKNOWN_PARTY = "not-known"
_COUNTED = ("object", "round", "box", "")
# A record at a stage before delivery says no date; what follows an order mostly arrives within five years of it.
_YEARS_TO_DELIVERY = 5


@dataclass(frozen=True, slots=True)
class Line:
    """What explanation needs of a record: its id, source and state in words; the rest is in the arrays."""

    record: str
    source: str
    item: str
    derived_from: tuple[str, ...] = ()


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

    def sum_of(self, entries: Ints, values: Floats) -> Floats:
        """Add up one value for each of some entries into one a pair."""
        return np.bincount(self.entry[entries], values, len(self.supplier)) if len(entries) else np.zeros(len(self.supplier))

    def sum(self, values: Floats) -> Floats:
        """Add up one value an entry into one a pair."""
        return np.bincount(self.entry, values, len(self.supplier)) if len(self.entry) else np.zeros(0)


@dataclass(frozen=True)
class Ledger:
    """Entries in columns, all of one length, and what their numbers index.

    Attributes:
        parties: actor ids; `supplier` and `custodian` index them, and -1 is a supplier not known.
        nodes: ids of weapon nodes; `node` indexes them.
        line: index into `lines`, the record that an entry comes from.
        start, end: first and last day of the delivery as day numbers; `estimated` where the record marks it so.
        weight: expected count, tempered by the size of its flow; at least 0.
    """

    parties: tuple[str, ...]
    nodes: tuple[str, ...]
    lines: tuple[Line, ...]
    line: Ints
    supplier: Ints
    custodian: Ints
    node: Ints
    start: Ints
    end: Ints
    estimated: npt.NDArray[np.bool_]
    weight: Floats
    new: Floats
    marks: Mapping[int, Mapping[str, Any]]

    def without(self, lines: npt.NDArray[np.bool_]) -> Ledger:
        """The same ledger with the entries of some lines taken out.

        Args:
            lines: one truth a line; true is taken out.
        """
        keep = ~lines[self.line] if len(self.line) else np.zeros(0, bool)
        names = ("line", "supplier", "custodian", "node", "start", "end", "estimated", "weight", "new")
        return replace(self, **{name: getattr(self, name)[keep] for name in names})

    @cached_property
    def pairs(self) -> Pairs:
        """Every supplier and custodian between whom anything is told, and the pair of each entry."""
        parties = len(self.parties)
        keys, entry = np.unique((self.supplier + 1) * parties + self.custodian, return_inverse=True)
        return Pairs(keys // parties - 1, keys % parties, entry.reshape(-1))

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """The sources that any entry comes from."""
        used = np.unique(self.line)
        return tuple(sorted({self.lines[int(index)].source for index in used}))

    @cached_property
    def entries_of(self) -> dict[str, Ints]:
        """The entries of each source."""
        line_source = np.array([self.sources.index(line.source) if line.source in self.sources else -1 for line in self.lines])
        entry_source = line_source[self.line] if len(self.line) else np.zeros(0, np.int64)
        return {source: np.flatnonzero(entry_source == index) for index, source in enumerate(self.sources)}

    def entries_for(self, records: frozenset[str]) -> Ints:
        """The entries of some records."""
        wanted = np.array([line.record in records for line in self.lines], bool)
        return np.flatnonzero(wanted[self.line]) if len(self.line) else np.zeros(0, np.int64)

    def lines_of(self, source: str) -> npt.NDArray[np.bool_]:
        """One truth a line: whether the record is of that source."""
        return np.array([line.source == source for line in self.lines], bool)


@dataclass(slots=True)
class _Columns:
    line: list[int]
    supplier: list[str]
    custodian: list[str]
    node: list[str]
    stage: list[str]
    start: list[int]
    end: list[int]
    estimated: list[bool]
    count: list[float]
    new: list[float]


def build(tables: Iterable[pa.Table], names: Names, priors: Priors, custodians: Iterable[str]) -> Ledger:
    """Read transfers into arrays.

    Args:
        tables: rows in the Transfer schema, of the library and of the case.
        names: who and what the texts stand for.
        custodians: actors that are to have a number whether or not a record names them: every state.
    """
    columns = _Columns([], [], [], [], [], [], [], [], [], [])
    lines: list[Line] = []
    marks: dict[int, Mapping[str, Any]] = {}
    for table in tables:
        for row in table.to_pylist():
            _enter(row, names, priors, columns, lines, marks)
    parties = tuple(dict.fromkeys([*custodians, *columns.custodian, *(one for one in columns.supplier if one)]))
    nodes = tuple(dict.fromkeys([*(node.id for node in names.catalogue.nodes), *columns.node]))
    party_at = {party: index for index, party in enumerate(parties)}
    node_at = {node: index for index, node in enumerate(nodes)}
    supplier = np.array([party_at.get(one, -1) for one in columns.supplier], np.int64)
    custodian = np.array([party_at[one] for one in columns.custodian], np.int64)
    node = np.array([node_at[one] for one in columns.node], np.int64)
    count = np.array(columns.count, np.float64)
    return Ledger(
        parties=parties,
        nodes=nodes,
        lines=tuple(lines),
        line=np.array(columns.line, np.int64),
        supplier=supplier,
        custodian=custodian,
        node=node,
        start=np.array(columns.start, np.int64),
        end=np.array(columns.end, np.int64),
        estimated=np.array(columns.estimated, bool),
        weight=_tempered(count, supplier, custodian, node, columns.stage, priors.quantity_exponent),
        new=np.array(columns.new, np.float64),
        marks=marks,
    )


def _tempered(count: Floats, supplier: Ints, custodian: Ints, node: Ints, stage: list[str], exponent: float) -> Floats:
    if not len(count):
        return count
    stages = {name: index for index, name in enumerate(dict.fromkeys(stage))}
    keys = np.stack([supplier, custodian, node, np.array([stages[one] for one in stage], np.int64)])
    _, flow = np.unique(keys, axis=1, return_inverse=True)
    flow = flow.reshape(-1)
    total = np.bincount(flow, count)[flow]
    return np.asarray(count * np.where(total > 0, total, 1.0) ** (exponent - 1.0))


def _enter(
    row: Mapping[str, Any],
    names: Names,
    priors: Priors,
    columns: _Columns,
    lines: list[Line],
    marks: dict[int, Mapping[str, Any]],
) -> None:
    happened = priors.happened.get(row["stage"], 0.0)
    custodians = _custodians(row, names)
    periods = _periods(row)
    weapons = weapons_of(row["item"] or "", row["item_class"], names).candidates
    if happened == 0.0 or not custodians or not periods or not weapons:
        return
    supplier = names.actor(row["supplier"]) if row["supplier"] else None
    number = row["quantity"] if (row["quantity_unit"] or "") in _COUNTED else None
    expected = happened * (number if number is not None else priors.blank_quantity)
    index = len(lines)
    lines.append(Line(row["id"], row["source"], row["item"] or "", tuple(row["derived_from"] or ())))
    if row["lots"] or row["serial_from"] or row["contract_no"]:
        marks[index] = {name: row[name] for name in ("lots", "serial_from", "serial_to", "contract_no")}
    split = sum(count for *_, count in periods)
    new = _newness(row["condition"], priors)
    for weapon in weapons:
        for custodian, part in custodians:
            for start, end, estimated, count in periods:
                columns.line.append(index)
                columns.supplier.append(supplier.id if supplier is not None and supplier.id != UNKNOWN_PARTY else "")
                columns.custodian.append(custodian)
                columns.node.append(weapon.id)
                columns.stage.append(row["stage"])
                columns.start.append(start)
                columns.end.append(end)
                columns.estimated.append(estimated)
                columns.count.append(expected * weapon.weight * part * count / split)
                columns.new.append(new)


def weapons_of(text: str, described: str | None, names: Names) -> Resolution:
    """What the weapon cell of a record or a sighting is; a cell may hold weighted candidates."""
    if described is not None or ":" not in text:
        return names.weapon(text, described)
    try:
        parts = parse_weighted(text)
    except ValueUnreadable:
        return names.weapon(text, described)
    found: dict[str, WeaponWeight] = {}
    for part, weight in parts:
        for one in names.weapon(part, None).candidates:
            before = found[one.id].weight if one.id in found else 0.0
            found[one.id] = WeaponWeight(one.id, one.name, before + weight * one.weight)
    total = sum(one.weight for one in found.values())
    shared = tuple(WeaponWeight(one.id, one.name, one.weight / total) for one in found.values()) if total else ()
    level = names.weapon(parts[0][0], None).level
    return Resolution(text, shared, "weighted candidates", level)


def _custodians(row: Mapping[str, Any], names: Names) -> tuple[tuple[str, float], ...]:
    """Who held it then; what a dissolved state held passed to its successors, in equal parts for want of better."""
    actor = names.actor(row["end_user"]) if row["end_user"] else None
    if actor is None:
        actor = names.actor(row["recipient"]) if row["recipient"] else None
    if actor is None or actor.id == UNKNOWN_PARTY:
        return ()
    if actor.kind == "former_state" and actor.successors:
        return tuple((one, 1.0 / len(actor.successors)) for one in actor.successors)
    if actor.kind in ("unit", "police"):
        state = names.actors.state_of(actor.id)
        return ((state, 1.0),) if state else ((actor.id, 1.0),)
    return ((actor.id, 1.0),)


def _periods(row: Mapping[str, Any]) -> list[tuple[int, int, bool, float]]:
    """First day, last day, whether the record marks the date as an estimate, and the share of the total."""
    found = []
    for one in row["deliveries"] or ():
        start, end = one["from"] or one["to"], one["to"] or one["from"]
        if start is not None:
            found.append((start.toordinal(), end.toordinal(), one["status"] != "reported", one["quantity"] or 1.0))
    if found:
        return found
    start = row["ordered_from"] or row["ordered_to"]
    if start is None:
        return []
    end = row["ordered_to"] or start
    return [(start.toordinal(), _later(end, _YEARS_TO_DELIVERY).toordinal(), True, 1.0)]


def _later(day: date, years: int) -> date:
    return date(day.year + years, 12, 31)


def _newness(condition: str | None, priors: Priors) -> float:
    told = (condition or "").casefold()
    if told.startswith("new"):
        return priors.year_lag["new_share_new"]
    if told:
        return priors.year_lag["new_share_used"]
    return priors.year_lag["new_share_unknown"]


def class_of(node: str, names: Names) -> str:
    """The class node that a node, or a register's own node, stands under."""
    if node.startswith(REGISTER):
        return node.removeprefix(REGISTER).split("/", 1)[0]
    return names.catalogue.class_of(node)
