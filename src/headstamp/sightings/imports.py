"""Bringing a table into a case: good rows in, each bad one named, the same file twice without effect.

An import never deletes rows that a file leaves out. Actors are imported first where a case brings its own,
because a name that nobody bears is refused in the columns of states; a weapon that fits nothing is kept as it
is written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from headstamp.custody import Outcome, Store
from headstamp.records.manual import TRANSFERS
from headstamp.sightings.specs import SPECS
from headstamp.tables import CheckedRow, Rejection, TableSpec, read_table
from headstamp.values import NotFound
from headstamp.world import ACTORS, HEADSTAMPS, RELATIONS, SOURCES, WEAPONS, Catalogue

TABLES: dict[str, TableSpec] = {
    spec.name: spec for spec in (SOURCES, ACTORS, RELATIONS, WEAPONS, HEADSTAMPS, TRANSFERS, *SPECS)
}
"""Every table that people type or import, in the order in which a folder of them is imported."""


@dataclass(frozen=True, slots=True)
class Import:
    """What an import did: read = new + changed + same + rejected; a repeated row counts as same."""

    table: str
    read: int
    new: int
    changed: int
    same: int
    rejected: tuple[Rejection, ...]
    unknown_columns: tuple[str, ...]


def table_spec(name: str) -> TableSpec:
    """The columns of a table.

    Raises:
        NotFound: there is no such table.
    """
    if name not in TABLES:
        raise NotFound(f"There is no table '{name}'", do=f"choose one of {', '.join(TABLES)}")
    return TABLES[name]


def import_table(
    store: Store, name: str, path: Path, *, who: str, actor_known: Callable[[str], bool]
) -> Import:
    """Read a file into a table of the case, all good rows in one change.

    Args:
        who: who imports; readable in the log.
        actor_known: whether an id, name or alias of an actor is known to the world or the case.

    Raises:
        NotFound: there is no such table or file.
        TableUnreadable: the file is no table, or lacks a required column; the case is as before.
    """
    spec = table_spec(name)
    table = read_table(path)
    checked = spec.check(table, actor_known)
    misfits = _misfits(store, checked.rows) if spec is WEAPONS else {}
    good = [row for row in checked.rows if row.key not in misfits]
    rejected = sorted([*checked.rejected, *misfits.values()], key=lambda one: one.line or 0)
    with store.change(who, f"{name} import") as change:
        outcomes = [change.put(name, row.key, row.cells) for row in good]
    repeated = len(table.rows) + len(table.rejected) - len(good) - len(rejected)
    return Import(
        table=name,
        read=len(table.rows) + len(table.rejected),
        new=outcomes.count(Outcome.NEW),
        changed=outcomes.count(Outcome.CHANGED),
        same=outcomes.count(Outcome.SAME) + repeated,
        rejected=tuple(rejected),
        unknown_columns=checked.unknown_columns,
    )


def _misfits(store: Store, rows: Sequence[CheckedRow]) -> dict[str, Rejection]:
    """Weapons that find no place in the tree: one such row would keep the whole catalogue from loading."""
    found: dict[str, Rejection] = {}
    coming = {row.key: row for row in rows}
    held = {row.key: row.cells for row in store.rows(WEAPONS.name) if row.key not in coming}
    while True:
        laid = [*held.values(), *(row.cells for key, row in coming.items() if key not in found)]
        keys = [*held, *(key for key in coming if key not in found)]
        faults = {keys[one.row]: one for one in Catalogue.load().faults(laid)}
        new = {key: one for key, one in faults.items() if key in coming}
        if not new:
            return found
        found |= {key: Rejection(coming[key].line, one.column, one.why) for key, one in new.items()}
