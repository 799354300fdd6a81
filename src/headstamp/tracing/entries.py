"""Records into arrays: one entry a delivery that a record names and node it may mean.

The rows never pass through Python: their distinct texts are resolved once, and `expected` makes entries of
the rest. Splitting a record into several changes nothing, because what counts is the flow of one supplier,
custodian, node and stage as a whole. A record whose recipient nobody is known by has no custodian and stays
out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import cache

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from headstamp.records import TRANSFER_SCHEMA, Names, sources
from headstamp.tracing.expected import AT, READ, TRANSFER, Rules, distinct, statement
from headstamp.tracing.ledger import Floats, Ints, Ledger, Lines
from headstamp.tracing.meanings import HELD, WEAPON, Meanings, meanings
from headstamp.tracing.overlap import settled
from headstamp.tracing.priors import Priors

_OF_LINES = ["id", "source", "stage", "derived_from", "lots", "serial_from", "serial_to", "contract_no"]
_COLUMNS = list(dict.fromkeys((*READ, *_OF_LINES, "row")))
_EPOCH = date(1970, 1, 1).toordinal()


def build(tables: Iterable[pa.Table], names: Names, priors: Priors, parties: Iterable[str]) -> Ledger:
    """Read transfers into arrays.

    Args:
        tables: rows in the Transfer schema, of the library and of the case.
        names: who and what the texts stand for.
        parties: actors that are to have a number whether or not a record names them: every state.
    """
    rows, rules, known = _together(tables), Rules.of(priors), tuple(dict.fromkeys(parties))
    order = _in_order(rows)
    engine = ibis.duckdb.connect()
    try:
        numbered = rows.select(READ).append_column(AT, pa.array(_places(order)))
        engine.con.register(TRANSFER, numbered)
        weapons, suppliers, held = (
            engine.con.sql(distinct(rules, *columns)).to_arrow_table()
            for columns in (WEAPON, ["supplier"], HELD)
        )
        told = meanings(weapons, suppliers, held, names, known, priors.coarse_own_make)
        for name, table in told.tables.items():
            engine.con.register(name, table)
        found = engine.con.sql(statement(rules)).to_arrow_table()
    finally:
        engine.disconnect()
    at = _ints(found[AT])
    used = np.unique(at)
    lines = Lines(rows.select(_OF_LINES).take(pa.array(order[used])))
    return _ledger(found, lines, np.searchsorted(used, at), told, len(known), names, priors)


def _together(tables: Iterable[pa.Table]) -> pa.Table:
    """What is read of all tables, without a copy of it, each row with the number of its table."""
    schema = pa.schema([TRANSFER_SCHEMA.field(name).with_nullable(True) for name in _COLUMNS])
    told = [schema.empty_table(), *(table.select(_COLUMNS).cast(schema) for table in tables)]
    numbered = (one.append_column("table", pa.repeat(at, one.num_rows)) for at, one in enumerate(told))
    return pa.concat_tables(numbered)


def _in_order(rows: pa.Table) -> Ints:
    """Places of the rows in an order that does not depend on how they were read."""
    keys = [(name, "ascending") for name in ("table", "row", "id")]
    return _ints(pc.sort_indices(rows.select(["table", "row", "id"]), sort_keys=keys))


def _places(order: Ints) -> Ints:
    at = np.empty(len(order), np.int64)
    at[order] = np.arange(len(order))
    return at


def _ledger(
    found: pa.Table, lines: Lines, line: Ints, told: Meanings, known: int, names: Names, priors: Priors
) -> Ledger:
    """The arrays of a ledger; parties and nodes that no entry names have no number, but for those known."""
    supplier, custodian = _ints(found["supplier"].fill_null(-1)), _ints(found["custodian"])
    node = _ints(found["node"])
    party_at = _kept(known, len(told.parties), supplier[supplier >= 0], custodian)
    node_at = _kept(len(names.catalogue.nodes), len(told.nodes), node)
    supplier = np.where(supplier >= 0, party_at[supplier], -1)
    custodian, node = party_at[custodian], node_at[node]
    nodes = _of(told.nodes, node_at)
    return Ledger(
        parties=_of(told.parties, party_at),
        nodes=nodes,
        lines=lines,
        line=line,
        supplier=supplier,
        custodian=custodian,
        node=node,
        flow=_numbered(supplier, custodian, node, lines.stage[line]),
        start=_days(found["start"]),
        end=_days(found["end"]),
        estimated=found["estimated"].to_numpy(),
        told=found["told"].to_numpy(),
        new=found["new"].to_numpy(),
        marks=lines.marks,
        settle=_settling(names, nodes, priors),
    )


def _ints(column: pa.ChunkedArray | pa.Array) -> Ints:
    return np.asarray(column).astype(np.int64)


def _days(column: pa.ChunkedArray) -> Ints:
    """Days as ordinals; Arrow counts them from 1970."""
    return _ints(column.cast(pa.int32())) + _EPOCH


def _kept(known: int, length: int, *used: Ints) -> Ints:
    """A new number for each that is known or used, in their order; -1 for the others."""
    keep = np.arange(length) < known
    for one in used:
        keep[one] = True
    return np.where(keep, np.cumsum(keep) - 1, -1)


def _of(ids: tuple[str, ...], number: Ints) -> tuple[str, ...]:
    return tuple(one for one, there in zip(ids, (number >= 0).tolist(), strict=True) if there)


def _numbered(*keys: Ints) -> Ints:
    """One number for each distinct combination."""
    number = np.zeros(len(keys[0]), np.int64)
    for key in keys:
        combined = number * (int(key.max(initial=0)) + 2) + key + 1
        number = np.unique(combined, return_inverse=True)[1].reshape(-1)
    return number


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
