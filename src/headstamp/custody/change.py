"""One change to a case: what is put into it, and the events that record it.

Events are gathered and written in batches, all in the one transaction the store has opened; nothing of
a change can be seen before it is committed. A row that says nothing new makes no event. Opening and
committing the transaction is left to the store, and what a cell may say to the table's own package.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import ClauseElement, Connection, bindparam, insert, select, update
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.sqlite import insert as upsert

from headstamp.custody import database
from headstamp.custody.disclosures import Disclosure
from headstamp.custody.events import KEY_FIELD, canonical_text, make_event, subject_of
from headstamp.custody.merkle import leaf_hash
from headstamp.custody.projection import SETTING_TABLE, VALUE_FIELD, ProjectedRow, field_of
from headstamp.values.json import Json

BATCH = 1_000
_TABLE_NAME = re.compile(r"[a-z][a-z0-9_]*")

_SQLITE = sqlite.dialect(paramstyle="named")


def _sql(statement: ClauseElement) -> str:
    """A statement for the driver itself: a table of ten thousand rows runs a quarter of a million of them."""
    return str(statement.compile(dialect=_SQLITE))


_ROW, _SETTING = database.rows.c, database.settings.c
_FIND_ROW = _sql(
    select(_ROW.cells, _ROW.first_seq, _ROW.last_seq).where(
        _ROW.table == bindparam("at_table"), _ROW.key == bindparam("at_key")
    )
)
_FIND_SETTING = select(_SETTING.value).where(_SETTING.name == bindparam("at_name"))
_ADD_EVENT = _sql(insert(database.events))
_ADD_DISCLOSURE = _sql(insert(database.disclosures))
_NEW_ROW = upsert(database.rows)
_PUT_ROW = _sql(
    _NEW_ROW.on_conflict_do_update(
        index_elements=["table", "key"],
        set_={"cells": _NEW_ROW.excluded.cells, "last_seq": _NEW_ROW.excluded.last_seq},
    )
)
_NEW_SETTING = upsert(database.settings)
_PUT_SETTING = _sql(
    _NEW_SETTING.on_conflict_do_update(
        index_elements=["name"],
        set_={"value": _NEW_SETTING.excluded.value, "last_seq": _NEW_SETTING.excluded.last_seq},
    )
)


class Outcome(StrEnum):
    """What putting a row did."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Author:
    """Whose change it is and under what name it goes; both are readable in the log."""

    case: str
    salt: bytes
    who: str
    act: str


class Change:
    """What is being written, inside `with store.change(...)`.

    Attributes:
        written: events recorded by this change so far.
    """

    def __init__(self, connection: Connection, author: Author, seq: int, leaf: str) -> None:
        self.written = 0
        self._connection, self._driver = connection, database.driver(connection)
        self._author = author
        self._seq, self._leaf = seq, leaf
        # One time for the whole change: it is one act, however many rows it has.
        self._at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        self._forget()

    def put(self, table: str, key: str, cells: Mapping[str, str]) -> Outcome:
        """Say what a row holds from now on.

        Args:
            table: name of the table, lower case.
            key: the row's key.
            cells: column to text, the whole row: a column left out, or with an empty text, is empty.

        Returns:
            NEW, CHANGED (the event holds the changed cells only, null for one that became empty), or
            SAME (no event).

        Raises:
            ValueError: the table's name is not one.
            ValueUnreadable: a cell, a column's name or the key holds half a character.
        """
        if not _TABLE_NAME.fullmatch(table):
            raise ValueError(f"{table!r} cannot be the name of a table")
        new = {column: text for column, text in cells.items() if text}
        old = self._row(table, key)
        before = {} if old is None else old.cells
        columns = sorted(before.keys() | new.keys())
        fields: dict[str, Json] = {KEY_FIELD: key} if old is None else {}
        fields |= {field_of(each): new.get(each) for each in columns if before.get(each) != new.get(each)}
        if not fields:
            return Outcome.SAME
        seq = self._record(subject_of(self._author.salt, table, key), fields)
        self._rows[table, key] = ProjectedRow(new, seq if old is None else old.first_seq, seq)
        return Outcome.NEW if not before else Outcome.CHANGED

    def set(self, name: str, value: Json) -> Outcome:
        """Say what a setting is from now on.

        Args:
            name: the setting's name.
            value: anything JSON can hold; decimals and floats are kept as text, which `decode` reads back.

        Returns:
            NEW, CHANGED, or SAME (no event).
        """
        text = canonical_text(value)
        old = self._setting(name)
        if text == old:
            return Outcome.SAME
        fields: dict[str, Json] = {KEY_FIELD: name} if old is None else {}
        seq = self._record(subject_of(self._author.salt, SETTING_TABLE, name), fields | {VALUE_FIELD: value})
        self._settings[name] = (text, seq)
        return Outcome.NEW if old is None else Outcome.CHANGED

    def finish(self) -> None:
        """Write what was gathered and the new head; called by the store before it commits."""
        if self.written:
            self._flush()
            head = update(database.origin).where(database.origin.c.name == "head")
            self._connection.execute(head, {"value": f"{self._seq} {self._leaf}"})

    def _row(self, table: str, key: str) -> ProjectedRow | None:
        if (table, key) in self._rows:
            return self._rows[table, key]
        found = self._driver.execute(_FIND_ROW, {"at_table": table, "at_key": key}).fetchone()
        return None if found is None else ProjectedRow(json.loads(found[0]), found[1], found[2])

    def _setting(self, name: str) -> str | None:
        if name in self._settings:
            return self._settings[name][0]
        return self._connection.execute(_FIND_SETTING, {"at_name": name}).scalar_one_or_none()

    def _record(self, subject: str, fields: Mapping[str, Json]) -> int:
        if len(self._events) >= BATCH:
            self._flush()
        line, disclosed = make_event(
            seq=self._seq + 1,
            prev=self._leaf,
            case=self._author.case,
            act=self._author.act,
            who=self._author.who,
            at=self._at,
            subject=subject,
            fields=fields,
        )
        self._seq, self._leaf = self._seq + 1, leaf_hash(line).hex()
        self._events.append({"seq": self._seq, "line": line})
        self._disclosures += map(_columns_of, disclosed)
        self.written += 1
        return self._seq

    def _flush(self) -> None:
        rows = [
            {
                "table": table,
                "key": key,
                "cells": _text(row.cells),
                "first_seq": row.first_seq,
                "last_seq": row.last_seq,
            }
            for (table, key), row in self._rows.items()
        ]
        settings = [
            {"name": name, "value": text, "last_seq": seq} for name, (text, seq) in self._settings.items()
        ]
        for statement, gathered in (
            (_ADD_EVENT, self._events),
            (_ADD_DISCLOSURE, self._disclosures),
            (_PUT_ROW, rows),
            (_PUT_SETTING, settings),
        ):
            if gathered:
                self._driver.executemany(statement, gathered)
        self._forget()

    def _forget(self) -> None:
        self._events: list[dict[str, object]] = []
        self._disclosures: list[dict[str, object]] = []
        self._rows: dict[tuple[str, str], ProjectedRow] = {}
        self._settings: dict[str, tuple[str, int]] = {}


def _text(cells: Mapping[str, str]) -> str:
    return json.dumps(cells, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _columns_of(disclosure: Disclosure) -> dict[str, object]:
    return {
        "seq": disclosure.seq,
        "field": disclosure.field,
        "salt": disclosure.salt,
        "value": disclosure.value,
    }
