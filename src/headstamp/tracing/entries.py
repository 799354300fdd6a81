"""Records into arrays: one entry a delivery that a record names and node it may mean.

Splitting a record into several changes nothing, because what counts is the flow of one supplier, custodian,
node and stage as a whole. Names are resolved once a distinct text, not once a row. A record whose recipient
nobody is known by has no custodian and stays out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa

from headstamp.records import Names, WeaponWeight, sources
from headstamp.tracing.coarse import gathered
from headstamp.tracing.ledger import Floats, Ints, Ledger, Line, Told
from headstamp.tracing.overlap import settled
from headstamp.tracing.priors import Priors
from headstamp.values import SpanStatus
from headstamp.world import Actor

UNKNOWN_PARTY = "not-known"
_OF_A_STATE = ("unit", "police")
_READ = [
    "id",
    "source",
    "stage",
    "supplier",
    "recipient",
    "end_user",
    "item",
    "item_class",
    "category",
    "component",
    "quantity",
    "quantity_low",
    "quantity_high",
    "quantity_unit",
    "quantity_status",
    "deliveries",
    "ordered_from",
    "ordered_to",
    "ordered_status",
    "dated_from",
    "dated_to",
    "dated_status",
    "condition",
    "lots",
    "serial_from",
    "serial_to",
    "contract_no",
    "derived_from",
]
_ROWS_AT_ONCE = 2000

Row = Mapping[str, Any]
OwnLeaves = Callable[[str, str], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Period:
    """A time of delivery as day numbers, and its part of the total."""

    start: int
    end: int
    estimated: bool
    part: float


@dataclass(slots=True)
class _Columns:
    lines: list[Line] = field(default_factory=list)
    marks: dict[int, Told] = field(default_factory=dict)
    line: list[int] = field(default_factory=list)
    supplier: list[str] = field(default_factory=list)
    custodian: list[str] = field(default_factory=list)
    node: list[str] = field(default_factory=list)
    stage: list[str] = field(default_factory=list)
    period: list[_Period] = field(default_factory=list)
    count: list[float] = field(default_factory=list)
    new: list[float] = field(default_factory=list)


def build(tables: Iterable[pa.Table], names: Names, priors: Priors, parties: Iterable[str]) -> Ledger:
    """Read transfers into arrays.

    Args:
        tables: rows in the Transfer schema, of the library and of the case.
        names: who and what the texts stand for.
        parties: actors that are to have a number whether or not a record names them: every state.
    """
    columns, made = _Columns(), cache(lambda node, state: _own_leaves(node, state, names))
    for table in tables:
        for part in gathered(table):
            for batch in part.select(_READ).to_batches(_ROWS_AT_ONCE):
                for row in batch.to_pylist():
                    _enter(row, names, priors, columns, made)
    known = tuple(dict.fromkeys(parties))
    told = {*columns.custodian, *columns.supplier} - {""}
    everybody = (*known, *sorted(told - set(known)))
    catalogued = tuple(node.id for node in names.catalogue.nodes)
    nodes = (*catalogued, *sorted(set(columns.node) - set(catalogued)))
    supplier, custodian = _indices(columns.supplier, everybody), _indices(columns.custodian, everybody)
    node = _indices(columns.node, nodes)
    stage = _indices(columns.stage, tuple(dict.fromkeys(columns.stage)))
    return Ledger(
        parties=everybody,
        nodes=nodes,
        lines=tuple(columns.lines),
        line=np.array(columns.line, np.int64),
        supplier=supplier,
        custodian=custodian,
        node=node,
        flow=_numbered(supplier, custodian, node, stage),
        start=np.array([one.start for one in columns.period], np.int64),
        end=np.array([one.end for one in columns.period], np.int64),
        estimated=np.array([one.estimated for one in columns.period], bool),
        told=np.array(columns.count, np.float64),
        new=np.array(columns.new, np.float64),
        marks=columns.marks,
        settle=_settling(names, nodes, priors),
    )


def _settling(names: Names, nodes: tuple[str, ...], priors: Priors) -> Callable[[Ledger], Floats]:
    at = {node: index for index, node in enumerate(nodes)}

    @cache
    def above(index: int) -> frozenset[int]:
        return frozenset(at[one] for one in names.line(nodes[index]) if one in at)

    def settle(ledger: Ledger) -> Floats:
        return settled(
            ledger.told,
            ledger.line,
            (ledger.supplier, ledger.custodian),
            ledger.node,
            (ledger.start, ledger.end),
            ledger.lines,
            firm=lambda source: source in sources(),
            above=above,
            days_to_delivery=priors.years_to_delivery * 366,
        )

    return settle


def _indices(texts: list[str], known: tuple[str, ...]) -> Ints:
    at = {text: index for index, text in enumerate(known)}
    return np.array([at.get(text, -1) for text in texts], np.int64)


def _numbered(*keys: Ints) -> Ints:
    """One number for each distinct combination."""
    if not len(keys[0]):
        return np.zeros(0, np.int64)
    return np.unique(np.stack(keys), axis=1, return_inverse=True)[1].reshape(-1)


def _enter(row: Row, names: Names, priors: Priors, columns: _Columns, made: OwnLeaves) -> None:
    if row["component"] or row["quantity_status"] == "aggregate":
        return
    happened = priors.happened.get(row["stage"], 0.0)
    custodians = _custodians(row, names)
    periods = _periods(row, priors)
    weapons = names.weapon(row["item"] or "", row["item_class"], row["category"]).candidates
    if happened == 0.0 or not custodians or not periods or not weapons:
        return
    expected = happened * _number(row, priors)
    supplier, new, index = _supplier(row, names), _newness(row["condition"], priors), len(columns.lines)
    columns.lines.append(Line(row["id"], row["source"], row["stage"], tuple(row["derived_from"] or ())))
    told = Told(
        tuple(row["lots"] or ()),
        row["serial_from"],
        row["serial_to"] or row["serial_from"],
        row["contract_no"],
    )
    if told != Told():
        columns.marks[index] = told
    for weapon in _made_there(weapons, supplier, made, priors):
        for custodian, part in custodians:
            for period in periods:
                columns.line.append(index)
                columns.supplier.append(supplier)
                columns.custodian.append(custodian)
                columns.node.append(weapon.id)
                columns.stage.append(row["stage"])
                columns.period.append(period)
                columns.count.append(expected * weapon.weight * part * period.part)
                columns.new.append(new)


def _made_there(
    weapons: Iterable[WeaponWeight], supplier: str, own_leaves: OwnLeaves, priors: Priors
) -> Iterator[WeaponWeight]:
    """A coarse line mostly means what its supplier makes; the rest stays with the whole class or family."""
    for one in weapons:
        made = own_leaves(one.id, supplier) if supplier else ()
        own = priors.coarse_own_make if made else 0.0
        for leaf in made:
            yield WeaponWeight(leaf, leaf, one.weight * own / len(made))
        if own < 1.0:
            yield WeaponWeight(one.id, one.name, one.weight * (1.0 - own))


def _own_leaves(node: str, supplier: str, names: Names) -> tuple[str, ...]:
    catalogue = names.catalogue
    if node not in catalogue or len(leaves := catalogue.leaves(node)) < 2:
        return ()
    return tuple(leaf for leaf in leaves if supplier in catalogue.makers_in(leaf))


def _number(row: Row, priors: Priors) -> float:
    """How many a record tells of, in units of one weapon; an order of magnitude where it gives no number."""
    unit = priors.units.get(row["quantity_unit"] or "object")
    bounds = [one for one in (row["quantity_low"], row["quantity_high"]) if one is not None]
    number = row["quantity"] if row["quantity"] is not None else sum(bounds) / len(bounds) if bounds else None
    return priors.blank_quantity if unit is None or number is None else float(number) * unit


def _supplier(row: Row, names: Names) -> str:
    """The supplier's id, a state's for a unit of it; empty when nobody known is named."""
    actor = names.actor(row["supplier"]) if row["supplier"] else None
    if actor is None or actor.id == UNKNOWN_PARTY:
        return ""
    return _whose(actor, names)


def _whose(actor: Actor, names: Names) -> str:
    state = names.actors.state_of(actor.id) if actor.kind in _OF_A_STATE else None
    return state or actor.id


def _custodians(row: Row, names: Names) -> tuple[tuple[str, float], ...]:
    """Who held it then; what a dissolved state held passed to its successors, in equal parts."""
    named = (names.actor(row[cell]) for cell in ("end_user", "recipient") if row[cell])
    actor = next((one for one in named if one is not None and one.id != UNKNOWN_PARTY), None)
    if actor is None:
        return ()
    heirs = [one for one in actor.successors if one in names.actors] if actor.kind == "former_state" else []
    if heirs:
        return tuple((one, 1.0 / len(heirs)) for one in heirs)
    return ((_whose(actor, names), 1.0),)


def _periods(row: Row, priors: Priors) -> list[_Period]:
    """When it was delivered; an order without a delivery date may be filled within some years."""
    told = [one for one in row["deliveries"] or () if one["from"] or one["to"]]
    if told:
        return list(_delivered(told))
    claimed = "ordered" if row["ordered_from"] or row["ordered_to"] else "dated"
    start = row[f"{claimed}_from"] or row[f"{claimed}_to"]
    if start is None:
        return []
    last = date((row[f"{claimed}_to"] or start).year + priors.years_to_delivery, 12, 31)
    estimated = row[f"{claimed}_status"] == SpanStatus.ESTIMATE
    return [_Period(start.toordinal(), last.toordinal(), estimated, 1.0)]


def _delivered(told: list[Mapping[str, Any]]) -> Iterator[_Period]:
    counts = [one["quantity"] for one in told]
    # A source that does not say how the total was split gives every delivery the same part.
    split = [1.0] * len(told) if None in counts or not sum(counts) else counts
    for one, part in zip(told, split, strict=True):
        start, end = one["from"] or one["to"], one["to"] or one["from"]
        estimated = one["status"] == SpanStatus.ESTIMATE
        yield _Period(start.toordinal(), end.toordinal(), estimated, part / sum(split))


def _newness(condition: str | None, priors: Priors) -> float:
    told = (condition or "").casefold()
    if told.startswith("new"):
        return priors.year_lag["new_share_new"]
    return priors.year_lag["new_share_used" if told else "new_share_unknown"]
