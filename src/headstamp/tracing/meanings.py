"""What the texts of records stand for, as long tables to join: each distinct text is resolved once.

A library holds some thousand designations and party names for however many rows. Resolution is derived and
never stored with the records, so that a better catalogue reads old files anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from headstamp.records import Names
from headstamp.world import Actor

UNKNOWN_PARTY = "not-known"
_OF_A_STATE = ("unit", "police")
WEAPON, HELD = ["item", "item_class", "category"], ["recipient", "end_user"]
"""The columns whose texts stand together for a weapon and for who held it."""
_TEXT, _NUMBER, _SHARE = pa.string(), pa.int32(), pa.float64()
SCHEMAS = {
    "weapon": pa.schema([*((name, _TEXT) for name in WEAPON), ("node", _NUMBER), ("weight", _SHARE)]),
    "make": pa.schema(
        [("node", _NUMBER), ("supplier", _NUMBER), ("leaf", _NUMBER), ("made", _SHARE), ("among", _SHARE)]
    ),
    "supplier": pa.schema([("name", _TEXT), ("party", _NUMBER)]),
    "custodian": pa.schema([*((name, _TEXT) for name in HELD), ("custodian", _NUMBER), ("share", _SHARE)]),
}
"""The tables of what texts stand for, by name.

A text that stands for nothing known has no row. A row of `make` says that of what a supplier is told to have
sent of a node, which stands for several weapons, the part `made` is a leaf, or one of `among` so many leaves.
"""
Rows = Sequence[tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Meanings:
    """What texts stand for.

    Attributes:
        parties, nodes: ids; the tables number them by their places here.
        tables: one for each of `SCHEMAS`.
    """

    parties: tuple[str, ...]
    nodes: tuple[str, ...]
    tables: Mapping[str, pa.Table]


def meanings(
    weapons: pa.Table,
    suppliers: pa.Table,
    custodians: pa.Table,
    names: Names,
    parties: Iterable[str],
    own_make: float,
) -> Meanings:
    """Resolve distinct texts, given as tables of the columns that they stand in.

    Args:
        parties: actors that have a number whether or not a text names them; theirs come first.
        own_make: the part of what is told of a coarse node that its supplier's own make is taken to be.
    """
    meant = [
        (*row.values(), one.id, one.weight)
        for row in weapons.to_pylist()
        for one in names.weapon(row["item"], row["item_class"], row["category"]).candidates
    ]
    named = ((name, _supplier(name, names)) for name in suppliers["supplier"].to_pylist())
    supplied = [(name, party) for name, party in named if party is not None]
    held = [
        (*row.values(), *one)
        for row in custodians.to_pylist()
        for one in _custodians(row["end_user"], row["recipient"], names)
    ]
    everybody = _numbered(parties, (one for _, one in supplied), (row[2] for row in held))
    nodes = _numbered((one.id for one in names.catalogue.nodes), (row[3] for row in meant))
    coarse = dict.fromkeys(row[3] for row in meant)
    made = [row for node in coarse for row in _makes(node, names, own_make) if row[1] in everybody]
    numbers = {
        "node": nodes,
        "leaf": nodes,
        "supplier": everybody,
        "party": everybody,
        "custodian": everybody,
    }
    told: dict[str, Rows] = {"weapon": meant, "make": made, "supplier": supplied, "custodian": held}
    return Meanings(
        parties=tuple(everybody),
        nodes=tuple(nodes),
        tables={name: _table(schema, told[name], numbers) for name, schema in SCHEMAS.items()},
    )


def _numbered(first: Iterable[str], *others: Iterable[str]) -> dict[str, int]:
    known = list(dict.fromkeys(first))
    more = {one for told in others for one in told} - set(known)
    return {one: number for number, one in enumerate([*known, *sorted(more)])}


def _table(schema: pa.Schema, rows: Rows, numbers: Mapping[str, Mapping[str, int]]) -> pa.Table:
    columns: list[list[Any]] = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in schema]
    read = [
        [numbers[field.name][one] for one in column] if field.type == _NUMBER else column
        for field, column in zip(schema, columns, strict=True)
    ]
    return pa.table(read, schema=schema)


def _makes(node: str, names: Names, own_make: float) -> Iterator[tuple[object, ...]]:
    """A coarse line mostly means what its supplier makes; the rest stays with the whole class or family."""
    catalogue = names.catalogue
    if node not in catalogue or len(leaves := catalogue.leaves(node)) < 2:
        return
    made: dict[str, list[str]] = {}
    for leaf in leaves:
        for maker in dict.fromkeys(catalogue.makers_in(leaf)):
            made.setdefault(maker, []).append(leaf)
    for maker, own in made.items():
        yield from ((node, maker, leaf, own_make, float(len(own))) for leaf in own)
        if own_make < 1.0:
            yield node, maker, node, 1.0 - own_make, 1.0


def _supplier(name: str | None, names: Names) -> str | None:
    """The supplier's id, a state's for a unit of it; None when nobody known is named."""
    actor = names.actor(name) if name else None
    return None if actor is None or actor.id == UNKNOWN_PARTY else _whose(actor, names)


def _whose(actor: Actor, names: Names) -> str:
    state = names.actors.state_of(actor.id) if actor.kind in _OF_A_STATE else None
    return state or actor.id


def _custodians(end_user: str, recipient: str, names: Names) -> tuple[tuple[str, float], ...]:
    """Who held it then; what a dissolved state held passed to its successors, in equal parts."""
    named = (names.actor(name) for name in (end_user, recipient) if name)
    actor = next((one for one in named if one is not None and one.id != UNKNOWN_PARTY), None)
    if actor is None:
        return ()
    heirs = [one for one in actor.successors if one in names.actors] if actor.kind == "former_state" else []
    if heirs:
        return tuple((one, 1.0 / len(heirs)) for one in heirs)
    return ((_whose(actor, names), 1.0),)
