"""The queries a store answers with, each given an open connection.

They return the nouns of this package and leave transactions to the store. Text that is no longer UTF-8
is read with the offending bytes escaped, so that damage is found and placed instead of ending the search.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import starmap
from pathlib import Path

from sqlalchemy import Connection, func, select

from headstamp.custody import database
from headstamp.custody.disclosures import Disclosure
from headstamp.custody.errors import StoreDamaged
from headstamp.custody.events import Event
from headstamp.custody.merkle import leaf_hash
from headstamp.custody.projection import ProjectedRow, ProjectedSetting, Projection, StoredRow
from headstamp.values.json import Json

PAGE = 1_000
_TAKEN_BACK = "{}"
_LAST = "\U0010ffff"

_EVENT, _DISCLOSURE = database.events.c, database.disclosures.c
_ALL_DISCLOSURES = str(select(*_DISCLOSURE).order_by(_DISCLOSURE.seq, _DISCLOSURE.field))
_ROW, _SETTING = database.rows.c, database.settings.c


@dataclass(frozen=True, slots=True)
class Page:
    """Which rows of a table to read.

    Attributes:
        most: how many at most; None for all.
        after: key of the row after which to go on.
        without: leave out rows whose key holds this.
        beginning: take only rows whose key begins so.
        cells: column to the text that it has to hold.
    """

    most: int | None = None
    after: str | None = None
    without: str | None = None
    beginning: str | None = None
    cells: Mapping[str, str] = field(default_factory=dict)


def case_and_salt(connection: Connection, path: Path) -> tuple[str, bytes]:
    """The case's id and its salt.

    Raises:
        StoreDamaged: one of them is gone or unreadable.
    """
    facts = _facts(connection)
    try:
        return facts["case"], bytes.fromhex(facts["salt"])
    except (KeyError, ValueError):
        raise StoreDamaged(path, "what it says of its own origin is unreadable") from None


def head(connection: Connection, path: Path) -> tuple[int, str]:
    """Number and hex leaf hash of the last event, as noted beside the log; (0, '') for an empty one.

    Raises:
        StoreDamaged: the note is gone or unreadable.
    """
    try:
        seq, _, leaf = _facts(connection)["head"].partition(" ")
        return int(seq), leaf
    except (KeyError, ValueError):
        raise StoreDamaged(path, "the note of where its log ends is unreadable") from None


def _facts(connection: Connection) -> Mapping[str, str]:
    found = connection.execute(select(database.origin.c.name, database.origin.c.value))
    return {fact.name: fact.value for fact in found}


def last_event(connection: Connection) -> tuple[int, str]:
    """Number and hex leaf hash of the last event, from the log itself; (0, '') for an empty one."""
    newest = select(_EVENT.seq, _EVENT.line).order_by(_EVENT.seq.desc()).limit(1)
    found = connection.execute(newest).one_or_none()
    return (0, "") if found is None else (found[0], leaf_hash(found[1]).hex())


def events_after(connection: Connection, seq: int) -> list[Event]:
    """Up to a page of events numbered above `seq`, in order."""
    page = select(_EVENT.seq, _EVENT.line).where(_EVENT.seq > seq).order_by(_EVENT.seq).limit(PAGE)
    return [Event(number, line) for number, line in connection.execute(page)]


def all_events(connection: Connection) -> Iterator[Event]:
    """Every event, in order."""
    found = connection.execute(select(_EVENT.seq, _EVENT.line).order_by(_EVENT.seq))
    return (Event(seq, line) for seq, line in found)


def all_disclosures(connection: Connection) -> Iterator[Disclosure]:
    """Every disclosure, in order of events."""
    # By the driver itself: there are a dozen for every event, and a check reads them all.
    found = database.driver(connection).execute(_ALL_DISCLOSURES)
    return starmap(Disclosure, found)


def disclosures_of(connection: Connection, seq: int) -> list[Disclosure]:
    """The disclosures of one event, by field name."""
    found = select(*_DISCLOSURE).where(_DISCLOSURE.seq == seq).order_by(_DISCLOSURE.field)
    return [Disclosure(*each) for each in connection.execute(found)]


def rows(connection: Connection, path: Path, table: str) -> list[StoredRow]:
    """The rows of a table, in the order in which they were first put; a row without cells was taken back."""
    found = select(_ROW.key, _ROW.cells).where(_ROW.table == table, _ROW.cells != _TAKEN_BACK)
    found = found.order_by(_ROW.first_seq)
    return [StoredRow(key, _cells(path, cells)) for key, cells in connection.execute(found).all()]


def page(connection: Connection, path: Path, table: str, ask: Page) -> list[StoredRow]:
    """Some rows of a table, in the order in which they were first put."""
    found = select(_ROW.key, _ROW.cells).where(_ROW.table == table, _ROW.cells != _TAKEN_BACK)
    if ask.after is not None:
        before = select(_ROW.first_seq).where(_ROW.table == table, _ROW.key == ask.after).scalar_subquery()
        found = found.where(_ROW.first_seq > before)
    if ask.without is not None:
        found = found.where(_ROW.key.not_like(f"%{ask.without}%"))
    if ask.beginning is not None:
        # A range, not a pattern: the primary key answers it.
        found = found.where(_ROW.key >= ask.beginning, _ROW.key < ask.beginning + _LAST)
    for column, text in ask.cells.items():
        found = found.where(func.json_extract(_ROW.cells, f'$."{column}"') == text)
    found = found.order_by(_ROW.first_seq).limit(ask.most)
    return [StoredRow(key, _cells(path, cells)) for key, cells in connection.execute(found)]


def count(connection: Connection, table: str, without: str | None) -> int:
    """How many rows a table has."""
    found = select(func.count()).where(_ROW.table == table)
    if without is not None:
        found = found.where(_ROW.key.not_like(f"%{without}%"))
    return connection.execute(found).scalar_one()


def row(connection: Connection, path: Path, table: str, key: str) -> StoredRow | None:
    """One row of a table; None also where it was taken back."""
    wanted = select(_ROW.cells).where(_ROW.table == table, _ROW.key == key, _ROW.cells != _TAKEN_BACK)
    cells = connection.execute(wanted).scalar_one_or_none()
    return None if cells is None else StoredRow(key, _cells(path, cells))


def first_event(connection: Connection, table: str, key: str) -> bytes | None:
    """The line by which a row was first put; None where there never was one."""
    seq = select(_ROW.first_seq).where(_ROW.table == table, _ROW.key == key).scalar_subquery()
    return connection.execute(select(_EVENT.line).where(_EVENT.seq == seq)).scalar_one_or_none()


def setting(connection: Connection, path: Path, name: str) -> Json:
    """A setting's value, None where it was never set."""
    text = connection.execute(select(_SETTING.value).where(_SETTING.name == name)).scalar_one_or_none()
    return None if text is None else _loaded(path, text)


def projection(connection: Connection) -> Projection:
    """All tables; a row that cannot be read gets one cell without a column, holding its text."""
    found = connection.execute(select(*_ROW).order_by(_ROW.first_seq)).all()
    kept = {
        (table, key): ProjectedRow(_cells_or_text(cells), first, last)
        for table, key, cells, first, last in found
    }
    named = connection.execute(select(*_SETTING).order_by(_SETTING.name))
    return Projection(kept, {name: ProjectedSetting(_value_or_text(text), seq) for name, text, seq in named})


def _cells(path: Path, text: str) -> Mapping[str, str]:
    cells = _loaded(path, text)
    if not isinstance(cells, dict):
        raise StoreDamaged(path, "a row of its tables is unreadable")
    return {column: str(cell) for column, cell in cells.items()}


def _loaded(path: Path, text: str) -> Json:
    try:
        value: Json = json.loads(text)
    except (ValueError, RecursionError):
        raise StoreDamaged(path, "a row of its tables is unreadable") from None
    return value


def _cells_or_text(text: str) -> Mapping[str, str]:
    cells = _value_or_text(text)
    if not isinstance(cells, dict):
        return {"": text}
    return {column: cell if isinstance(cell, str) else repr(cell) for column, cell in cells.items()}


def _value_or_text(text: str) -> Json:
    try:
        value: Json = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return value
