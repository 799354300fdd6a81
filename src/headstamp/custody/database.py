"""The SQLite file under a store: its tables, its connections, and what its errors mean.

Every connection works in WAL with synchronous=FULL, so that what was committed survives a power cut. A
transaction that writes takes the one writer's lock at its start, which is what puts the log in order.
Which statements run, and what the rows mean, is left to the store.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    Column,
    Connection,
    Engine,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    create_engine,
    event,
)
from sqlalchemy.exc import DBAPIError

from headstamp.custody.errors import StoreDamaged, StoreLocked, StoreNewer, WriteFailed

APPLICATION_ID = 0x68737470  # 'hstp', so that `file` and a stranger can tell what the file is
FORM = 1
WRITES = "headstamp_writes"

schema = MetaData()

events = Table(
    "events",
    schema,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("line", LargeBinary, nullable=False),
)
disclosures = Table(
    "disclosures",
    schema,
    Column("seq", Integer, nullable=False),
    Column("field", Text, nullable=False),
    Column("salt", LargeBinary, nullable=False),
    Column("value", Text, nullable=False),
    PrimaryKeyConstraint("seq", "field"),
    sqlite_with_rowid=False,
)
rows = Table(
    "row",
    schema,
    Column("table", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("cells", Text, nullable=False),
    Column("first_seq", Integer, nullable=False),
    Column("last_seq", Integer, nullable=False),
    PrimaryKeyConstraint("table", "key"),
    sqlite_with_rowid=False,
)
Index("row_order", rows.c.table, rows.c.first_seq)
settings = Table(
    "setting",
    schema,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    Column("last_seq", Integer, nullable=False),
    sqlite_with_rowid=False,
)
origin = Table(
    "origin",
    schema,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""What the log belongs to: case, salt (hex), and head ('<seq> <hex leaf hash>' of the last line)."""


def connect(path: Path, wait: float) -> Engine:
    """An engine for one store.

    Args:
        path: the file.
        wait: seconds to wait for another writer.
    """
    engine = create_engine(
        URL.create("sqlite", database=str(path)), connect_args={"timeout": wait, "isolation_level": None}
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA synchronous=FULL")
    # Text that UTF-8 cannot hold is damage to be told, not an error. No function of our own, since a log
    # holds a million texts.
    connection.text_factory = partial(str, encoding="utf-8", errors="backslashreplace")
    # On macOS a plain fsync leaves the data in the drive's cache; elsewhere this does nothing.
    connection.execute("PRAGMA fullfsync=ON")


def _begin(connection: Connection) -> None:
    # Left to itself the driver begins with the first INSERT: two changes could then read the same head.
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def make(engine: Engine) -> None:
    """Lay out an empty store in an empty file."""
    with engine.connect() as connection:
        raw = driver(connection)
        # Where the disk refuses, the engine stays in the mode it had and raises nothing.
        if raw.execute("PRAGMA journal_mode=WAL").fetchone() != ("wal",):
            raise sqlite3.OperationalError("the disk refused to begin a write-ahead log")
        raw.execute(f"PRAGMA application_id={APPLICATION_ID}")
        raw.execute(f"PRAGMA user_version={FORM}")
    schema.create_all(engine.execution_options(**{WRITES: True}))


def settle(engine: Engine) -> None:
    """Bring all that was committed into the file itself; closing it would try the same and hide a failure."""
    with engine.connect() as connection:
        (waiting, _, _) = driver(connection).execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if waiting:
        raise sqlite3.OperationalError("another program holds the file")


def recognise(engine: Engine, path: Path) -> None:
    """Refuse a file that is not a store, or is one of a later form.

    Raises:
        StoreDamaged: the file is not a store.
        StoreNewer: its form is not known here.
    """
    with engine.connect() as connection:
        raw = driver(connection)
        (application,) = raw.execute("PRAGMA application_id").fetchone()
        (form,) = raw.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION_ID:
        raise StoreDamaged(path, "it is not a case store")
    if form > FORM:
        raise StoreNewer(path, form)


def driver(connection: Connection) -> sqlite3.Connection:
    """The driver's own connection under one of ours."""
    raw: Any = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)
    return raw


def faults(connection: Connection) -> list[str]:
    """What the engine's own check finds wrong with the file, empty when sound."""
    found = [str(said) for (said,) in connection.exec_driver_sql("PRAGMA integrity_check")]
    return [said for said in found if said != "ok"]


def rename(aside: Path, path: Path) -> None:
    """Give a closed database its name, durably.

    Raises:
        WriteFailed: the disk or the file system refused.
    """
    try:
        _sync(aside)
        aside.rename(path)
        _sync(path.parent)
    except OSError as error:
        raise WriteFailed(path, error.strerror or str(error)) from error


def discard(aside: Path) -> None:
    """Remove a database that did not get a name, as far as the disk lets go of it."""
    for suffix in ("", "-journal", "-wal", "-shm"):
        with suppress(OSError):
            aside.with_name(f"{aside.name}{suffix}").unlink(missing_ok=True)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def translated(path: Path, wait: float) -> Iterator[None]:
    """Turn the engine's errors into ours.

    Raises:
        StoreLocked: another writer did not let go in time.
        StoreDamaged: the file cannot be read as a database.
        WriteFailed: the disk or the file system refused.
    """
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        raised = error.orig if isinstance(error, DBAPIError) else error
        said = str(raised)
        code = getattr(raised, "sqlite_errorcode", 0) & 0xFF
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise StoreLocked(path, wait) from error
        if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise StoreDamaged(path, f"the database says '{said}'") from error
        raise WriteFailed(path, said) from error
