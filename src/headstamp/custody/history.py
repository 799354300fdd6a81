"""What happened to a case and to each of its rows, and how to take a change back: as a new event.

The log is read, never touched. Undoing puts rows back as they were before a change, which is a change of its
own; a row that did not exist before is left without cells, and tables no longer list it. What is withheld
cannot be put back, and that is said.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from headstamp.custody.events import KEY_FIELD, Entry, read_line
from headstamp.custody.projection import SETTING_TABLE, column_of
from headstamp.custody.store import Store
from headstamp.values import NotFound, Refused


@dataclass(frozen=True, slots=True)
class CaseChange:
    """One act on a case, however many rows it had.

    Attributes:
        first, last: numbers of its first and last event.
        at: UTC, as the clock said.
        rows: (table, key) of every row concerned; settings are not among them.
    """

    first: int
    last: int
    at: str
    who: str
    act: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RowEvent:
    """One event in the life of a row.

    Attributes:
        cells: column to (before, after); None where the cell was or became empty.
    """

    seq: int
    at: str
    who: str
    act: str
    cells: Mapping[str, tuple[str | None, str | None]]


@dataclass(frozen=True, slots=True)
class _Told:
    """An event with its values: a field that is withheld is not among them."""

    entry: Entry
    table: str
    key: str | None
    cells: Mapping[str, str | None]
    withheld: bool


def changes(store: Store) -> tuple[CaseChange, ...]:
    """Every act on the case, oldest first."""
    found: list[CaseChange] = []
    for told in _told(store):
        entry = told.entry
        row = ((told.table, told.key),) if told.key is not None and told.table != SETTING_TABLE else ()
        if found and (found[-1].at, found[-1].who, found[-1].act) == (entry.at, entry.who, entry.act):
            before = found.pop()
            row = (*before.rows, *row)
            found.append(CaseChange(before.first, entry.seq, entry.at, entry.who, entry.act, row))
        else:
            found.append(CaseChange(entry.seq, entry.seq, entry.at, entry.who, entry.act, row))
    return tuple(found)


def row_history(store: Store, table: str, key: str) -> tuple[RowEvent, ...]:
    """Every event in the life of one row, oldest first.

    Raises:
        NotFound: the case never had such a row.
    """
    before: dict[str, str | None] = {}
    found = []
    for told in _told(store):
        if (told.table, told.key) != (table, key):
            continue
        cells = {column: (before.get(column), text) for column, text in told.cells.items()}
        before.update(told.cells)
        found.append(RowEvent(told.entry.seq, told.entry.at, told.entry.who, told.entry.act, cells))
    if not found:
        raise NotFound(
            f"The case never had a row '{key}' in {table}", do=f"see `headstamp {table} list CASE`"
        )
    return tuple(found)


def undo(store: Store, who: str, seq: int | None = None) -> CaseChange:
    """Put the rows of a change back as they were before it.

    Args:
        who: who takes it back.
        seq: the number of any event of the change; None takes the last change of rows.

    Returns:
        The change that was taken back.

    Raises:
        NotFound: there is no such change.
        Refused: rows of it were changed again since, or its values are withheld.
    """
    change = _change_at(changes(store), seq)
    earlier: dict[tuple[str, str], dict[str, str | None]] = {row: {} for row in change.rows}
    for told in _told(store):
        row = (told.table, told.key or "")
        if row not in earlier:
            continue
        if told.entry.seq > change.last:
            raise Refused(
                f"'{told.key}' in {told.table} was changed again in event {told.entry.seq}",
                do=f"take that change back first, with --event {told.entry.seq}",
            )
        if told.withheld:
            raise Refused(f"Cells of '{told.key}' in {told.table} are withheld and cannot be put back")
        if told.entry.seq < change.first:
            earlier[row].update(told.cells)
    span = f"{change.first}" if change.first == change.last else f"{change.first}-{change.last}"
    with store.change(who, f"undo of {span}") as writing:
        for (table, key), cells in earlier.items():
            writing.put(table, key, {column: text for column, text in cells.items() if text})
    return change


def _change_at(found: tuple[CaseChange, ...], seq: int | None) -> CaseChange:
    for one in reversed(found):
        if one.rows and (seq is None or one.first <= seq <= one.last):
            return one
    which = "no change of rows" if seq is None else f"no change of rows with an event {seq}"
    raise NotFound(f"The case has {which}", do="see `headstamp case history CASE`")


def _told(store: Store) -> Iterator[_Told]:
    keys: dict[str, str] = {}
    for line in store.events():
        entry = read_line(line)
        values = {one.field: one.value for one in store.disclosures(entry.seq)}
        if KEY_FIELD in values:
            keys[entry.subject] = str(json.loads(values[KEY_FIELD]))
        cells: dict[str, str | None] = {
            column_of(field): json.loads(text) for field, text in values.items() if field != KEY_FIELD
        }
        withheld = any(field not in values for field in entry.commitments)
        yield _Told(entry, entry.subject.rpartition(":")[0], keys.get(entry.subject), cells, withheld)
