"""Faults that a program which promises durability must not have, each put into the ingest's own process.

They replace parts of the product from outside; the product has no switch for them. A harness that does not
find every one of them proves nothing. None of the first three loses anything to a kill.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from pathlib import Path

import ingesting
from ingesting import Ingest

from headstamp.custody import Store, database
from headstamp.evidence import disk
from headstamp.evidence.batch import Batch
from headstamp.evidence.pieces import Digests
from headstamp.evidence.vault import Stored

NOTHING = ""


def no_object_sync() -> type[Ingest]:
    """Files get their names while their bytes are only in memory."""
    disk.sync_file = lambda descriptor: None
    return Ingest


def no_folder_sync() -> type[Ingest]:
    """Names of files stay in memory."""
    disk.sync_folder = lambda folder: None
    return Ingest


def lazy_database() -> type[Ingest]:
    """SQLite's synchronous=NORMAL: a commit does not wait for the disk."""
    prepare = database._prepare

    def lazily(connection: sqlite3.Connection, record: object) -> None:
        prepare(connection, record)
        connection.execute("PRAGMA synchronous=NORMAL")

    database._prepare = lazily
    return Ingest


class LogFirst(Ingest):
    """Rows are committed before the files they name are in the vault."""

    def one(self, store: Store, number: int) -> None:
        rows = {}
        for each in range(number * ingesting.ITEMS, (number + 1) * ingesting.ITEMS):
            rows[str(each)] = ingesting.cells(each, hashed(ingesting.item(each)))
        self.name(store, number, rows)
        self.put(number)
        self.say(number)


class SayFirst(Ingest):
    """A batch is acknowledged before its rows are committed."""

    def name(self, store: Store, number: int, rows: dict[str, dict[str, str]]) -> None:
        with store.change("child", "ingest") as change:
            for key, row in rows.items():
                change.put("evidence", key, row)
            change.set("next", number + 1)
            self.say(number)

    def one(self, store: Store, number: int) -> None:
        self.name(store, number, self.put(number))


def in_place() -> type[Ingest]:
    """Files are written under their names at once, and synced afterwards."""

    def put(self: Batch, data: bytes) -> Stored:
        stored = hashed(data)
        file: Path = self._layout.file(stored.sha256)
        file.parent.mkdir(exist_ok=True)
        if not file.exists():
            with file.open("wb", buffering=0) as out:
                out.write(data[: len(data) // 2])
                out.write(data[len(data) // 2 :])
                os.fsync(out.fileno())
            if stored.size > ingesting.PIECE:
                digests = Digests()
                digests.all(memoryview(data))
                with self._layout.leaves(stored.sha256).open("wb", buffering=0) as out:
                    out.write(digests.leaves)
                    os.fsync(out.fileno())
        disk.sync_folder(file.parent)
        disk.sync_folder(file.parent.parent)
        return stored

    Batch.put = put
    return Ingest


def deaf_sync() -> type[Ingest]:
    """A failed sync is not noticed."""
    sync = disk.sync_file

    def deaf(descriptor: int) -> None:
        with suppress(OSError):
            sync(descriptor)

    disk.sync_file = deaf
    return Ingest


def trusts_names() -> type[Ingest]:
    """A name that stands there is taken for durable, though its giver may have died before the sync."""
    name_all = Batch._name_all

    def name_new(self: Batch) -> None:
        if any(put.aside is not None for put in self._puts.values()):
            name_all(self)

    Batch._name_all = name_new
    return Ingest


def hashed(data: bytes) -> Stored:
    digests = Digests()
    digests.all(memoryview(data))
    return Stored(digests.sha256, digests.blake3, len(data), digests.root, True)


BUGS = {
    "no-object-sync": no_object_sync,
    "no-folder-sync": no_folder_sync,
    "lazy-database": lazy_database,
    "log-first": lambda: LogFirst,
    "say-first": lambda: SayFirst,
    "in-place": in_place,
    "deaf-sync": deaf_sync,
    "trusts-names": trusts_names,
}


def plant(name: str) -> type[Ingest]:
    """Put one fault into this process; returns the ingest to run."""
    return BUGS[name]()
