"""The store of one case: one SQLite file with the log, what opens it, and the tables that follow from it.

`with store.change(who, act) as change:` is the only way to write. The writer's lock is taken when the
block is entered, so the log is ordered; everything put in the block is committed at its end in one
transaction, on disk before the block is left; an exception in the block undoes all of it. Several
programs and threads may hold the same store open; a reader sees whole changes only. A block inside
another block waits for itself and ends in `StoreLocked`.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from sqlalchemy import Connection, insert

from headstamp.custody import database, readings
from headstamp.custody.agreement import check_projection
from headstamp.custody.change import Author, Change
from headstamp.custody.check import check_history, paired
from headstamp.custody.damage import Damage, Examined, History, Origin, Withheld
from headstamp.custody.disclosures import Disclosure
from headstamp.custody.errors import StoreDamaged, StoreExists, StoreMissing
from headstamp.custody.events import Entry, read_line
from headstamp.custody.merkle import Tree, leaf_hash, tree_root
from headstamp.custody.projection import Projection, StoredRow, project
from headstamp.custody.readings import Page
from headstamp.values.json import Json

WAIT = 10.0
"""Seconds to wait for another writer."""


class Store:
    """The store of one case. Make one with `create` or `open`; close it, or use it in a `with` block.

    Attributes:
        path: the file.
        case: the case's id, which stands in every line of the log.
    """

    def __init__(self, path: Path, wait: float) -> None:
        self.path = path
        self._wait = wait
        self._engine = database.connect(path, wait)
        self._writer = self._engine.execution_options(**{database.WRITES: True})
        try:
            with database.translated(path, wait):
                database.recognise(self._engine, path)
            with self._reading() as connection:
                self.case, self._salt = readings.case_and_salt(connection, path)
        except BaseException:
            self.close()
            raise

    @classmethod
    def create(cls, path: Path, case_id: str, *, wait: float = WAIT) -> Store:
        """Make the store of a new case and open it.

        Args:
            path: the file to make; its folder stands already.
            case_id: the case's id. It is readable in every line of the log.
            wait: seconds to wait for another writer.

        Raises:
            StoreExists: something stands at the path; it is untouched.
            WriteFailed: the disk or the file system refused.
        """
        if path.exists():
            raise StoreExists(path)
        # A store that exists is whole: it gets its name only once it is laid out and on disk.
        aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.new")
        try:
            with database.translated(path, wait):
                _lay_out(aside, case_id, wait)
            database.rename(aside, path)
        finally:
            database.discard(aside)
        return cls(path, wait)

    @classmethod
    def open(cls, path: Path, *, wait: float = WAIT) -> Store:
        """Open the store of a case, recovering whatever a crash left behind.

        Args:
            path: the file.
            wait: seconds to wait for another writer.

        Raises:
            StoreMissing: no file stands there.
            StoreDamaged: the file is not a store, or cannot be read.
            StoreNewer: it was written by a later release.
        """
        if not path.is_file():
            raise StoreMissing(path)
        return cls(path, wait)

    def close(self) -> None:
        """Let go of the file; harmless when done twice."""
        self._engine.dispose()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def change(self, who: str, act: str) -> Iterator[Change]:
        """Change the case: all that is put in the block, or nothing.

        Args:
            who: who makes the change. Readable in the log: a role or an alias where a name would be a risk.
            act: what kind of change, such as 'sightings import'. Readable in the log.

        Yields:
            The change, to put rows and settings into. Reading through the store meanwhile gives what was
            committed before.

        Raises:
            StoreLocked: another program is writing and did not end in time.
            StoreDamaged: the log does not end as it was left, so nothing can be added to it.
            WriteFailed: the disk refused; nothing was changed.
        """
        with database.translated(self.path, self._wait), self._writer.begin() as connection:
            seq, leaf = self._head(connection)
            change = Change(connection, Author(self.case, self._salt, who, act), seq, leaf)
            yield change
            change.finish()

    def rows(self, table: str) -> list[StoredRow]:
        """The rows of a table, in the order in which they were first put."""
        with self._reading() as connection:
            return readings.rows(connection, self.path, table)

    def page(self, table: str, page: Page) -> list[StoredRow]:
        """Some rows of a table, in the order in which they were first put."""
        with self._reading() as connection:
            return readings.page(connection, self.path, table, page)

    def count(self, table: str, *, without: str | None = None) -> int:
        """How many rows a table has, those whose key holds `without` left out."""
        with self._reading() as connection:
            return readings.count(connection, table, without)

    def row(self, table: str, key: str) -> StoredRow | None:
        """One row, None where the table has none of that key."""
        with self._reading() as connection:
            return readings.row(connection, self.path, table, key)

    def put_by(self, table: str, key: str) -> Entry | None:
        """The event by which a row was first put: when, and by whom; None where there never was one.

        Raises:
            EventUnreadable: the line is damaged.
        """
        with self._reading() as connection:
            line = readings.first_event(connection, table, key)
        return None if line is None else read_line(line)

    def setting(self, name: str) -> Json:
        """A setting's value, None where it was never set. Decimals and floats come back as text."""
        with self._reading() as connection:
            return readings.setting(connection, self.path, name)

    def events(self) -> Iterator[bytes]:
        """The lines of the log in order, without newlines."""
        after = 0
        while True:
            with self._reading() as connection:
                page = readings.events_after(connection, after)
            if not page:
                return
            yield from (event.line for event in page)
            after = page[-1].seq

    def disclosures(self, seq: int) -> list[Disclosure]:
        """What opens the commitments of one event, by field name; values withheld are not among them."""
        with self._reading() as connection:
            return readings.disclosures_of(connection, seq)

    def told(self) -> Iterator[tuple[bytes, list[Disclosure]]]:
        """Every line with what opens it, as they stand at one moment.

        Raises:
            StoreDamaged: a value belongs to no line, or the log does not end as it was left.
        """
        with self._reading() as connection:
            self._head(connection)
            both = paired(readings.all_events(connection), readings.all_disclosures(connection))
            for event, disclosed in both:
                if event is None:
                    raise StoreDamaged(self.path, "a value in it belongs to no line of its log")
                yield event.line, disclosed

    def root(self) -> str:
        """The RFC 6962 root over all lines, 64 hex characters: one number that stands for the whole log."""
        return tree_root(leaf_hash(line) for line in self.events()).hex()

    def tree(self) -> Tree:
        """The RFC 6962 tree over all lines, which gives proofs about any of them."""
        return Tree(leaf_hash(line) for line in self.events())

    def projection(self) -> Projection:
        """The tables as kept beside the log."""
        with self._reading() as connection:
            return readings.projection(connection)

    def rebuild(self) -> Projection:
        """The tables as they follow from the log and its disclosures; what is withheld is left out.

        Raises:
            StoreDamaged: the log itself is damaged.
        """
        with self._reading() as connection:
            history = self._history(connection)
        if history.damage:
            raise StoreDamaged(self.path, f"event {history.damage[0].seq}: {history.damage[0].what}")
        return project(history.subjects)

    def check(self) -> list[Damage]:
        """Look through the file, the log, its disclosures and the tables.

        Returns:
            What is damaged, empty when all agrees. A value withheld is not damage: see `withheld`.
        """
        return list(self.examine().damage)

    def examine(self) -> Examined:
        """The same as `check`, with the hash of each line that was read on the way."""
        try:
            with self._reading() as connection:
                unsound = [Damage(None, f"database: {each}") for each in database.faults(connection)]
                history = self._history(connection)
                stored = readings.projection(connection)
                differing = check_projection(history.subjects, stored, self._salt)
                return Examined((*unsound, *history.damage, *differing), history.withheld, history.leaves)
        except StoreDamaged as error:
            return Examined((Damage(None, error.why),))
        except (TypeError, AttributeError):
            return Examined((Damage(None, "a value in the file is of another kind than its column"),))

    def withheld(self) -> list[Withheld]:
        """The commitments that nothing in this store discloses."""
        with self._reading() as connection:
            return list(self._history(connection).withheld)

    def _history(self, connection: Connection) -> History:
        case, salt = readings.case_and_salt(connection, self.path)
        origin = Origin(case, salt, readings.head(connection, self.path))
        return check_history(readings.all_events(connection), readings.all_disclosures(connection), origin)

    def _head(self, connection: Connection) -> tuple[int, str]:
        head = readings.head(connection, self.path)
        if readings.last_event(connection) != head:
            raise StoreDamaged(self.path, "its log does not end as it was left")
        return head

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with database.translated(self.path, self._wait), self._engine.begin() as connection:
            yield connection


def _lay_out(aside: Path, case_id: str, wait: float) -> None:
    engine = database.connect(aside, wait)
    try:
        database.make(engine)
        facts = {"case": case_id, "salt": secrets.token_hex(32), "head": "0 "}
        with engine.execution_options(**{database.WRITES: True}).begin() as connection:
            added = [{"name": name, "value": value} for name, value in facts.items()]
            connection.execute(insert(database.origin), added)
        database.settle(engine)
    finally:
        engine.dispose()
