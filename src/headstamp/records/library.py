"""The library of records: one folder a snapshot, written once; this module alone opens its Parquet.

A snapshot is written aside, flushed to the disk and renamed, so that it exists whole or not at all. There is
no database file and no index to go stale: the folders are the library. Which of several editions answers a
question is decided in `headstamp.records.editions`, what a name means in `headstamp.records.names`.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
from ibis.backends.duckdb import Backend as DuckDB
from ibis.expr.types import Table

from headstamp.custody.home import home
from headstamp.records.editions import answering, left_by
from headstamp.records.errors import LibraryDamaged, SnapshotMissing
from headstamp.records.snapshot import Snapshot, snapshot_of
from headstamp.records.sources import (
    REJECT_SCHEMA,
    SCHEMAS,
    FileNotRecognised,
    Form,
    Kind,
    Known,
    RecordsUnreadable,
    Reject,
    Streamed,
)
from headstamp.tables import sniff
from headstamp.values import HeadstampError, Refused, decode, dumps
from headstamp.world import Actors, read_cell

HEAD = 64 * 1024
"""How many bytes of a file tell its format."""
_PIECE = 1024 * 1024
_SNAPSHOT = pa.field("snapshot", pa.string(), nullable=False)
_NEVER_ALIKE = ("id", "row", "line", "raw")
"""Columns in which no two rows agree: a dictionary of their texts would only cost time."""
_GLOB = re.compile(r"[*?\[]")


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one file: `new` counts the rows that the library did not hold before."""

    file: str
    snapshot: Snapshot
    new: int


class Library:
    """Every register a person has added, as snapshots side by side.

    Args:
        root: the folder; made at the first addition. None stands for `home()`.
    """

    def __init__(self, root: Path | str | None = None) -> None:
        self.root = Path(root) if root is not None else home()
        self._connection: DuckDB | None = None
        self._opened: tuple[Snapshot, ...] | None = None
        self._views = 0
        self._asked: tuple[object, Actors, Table] | None = None

    @property
    def _shelf(self) -> Path:
        return self.root / "snapshots"

    def snapshots(self) -> tuple[Snapshot, ...]:
        """Every snapshot, newest edition first.

        Raises:
            LibraryDamaged: a folder does not hold what a snapshot holds.
        """
        if self._opened is None:
            folders = sorted(self._shelf.iterdir()) if self._shelf.is_dir() else []
            found = [self._read(folder) for folder in folders if len(folder.name) == 64]
            self._opened = tuple(sorted(found, key=lambda one: one.age, reverse=True))
        return self._opened

    def snapshot(self, sha256: str) -> Snapshot:
        """The snapshot whose fingerprint begins so.

        Raises:
            SnapshotMissing: none does, or more than one.
        """
        found = [one for one in self.snapshots() if one.sha256.startswith(sha256.lower())]
        if len(found) != 1 or not sha256:
            raise SnapshotMissing(sha256, several=len(found) > 1 and bool(sha256))
        return found[0]

    def add(self, path: Path, *, source: str | None = None, actors: Actors | None = None) -> Added:
        """Recognise a file, check it and store it; adding the same bytes again changes nothing.

        Args:
            path: the file, as the register's site gives it.
            source: the source that the file must be of; None takes what the content shows.
            actors: who is known; None takes the shipped actors.

        Raises:
            RecordsUnreadable: the file is no register that can be read; the library is as before.
            TableUnreadable: the file is a web page, an archive, empty or in UTF-16.
            Refused: the file is of another source than the one demanded.
            OSError: the file cannot be opened.
        """
        with path.open("rb") as opened:
            head = opened.read(HEAD)
        form = _form(path, head)
        if source is not None and source not in (form.source, form.name):
            raise Refused(
                f"{path.name} is a file of '{form.source}', not of '{source}'",
                do="leave out --source or correct it",
            )
        self._opened = None  # another process may have added to the library since
        if (same := self._held(path)) is not None and same.parser == form.version:
            return Added(path.name, same, 0)
        self._shelf.mkdir(parents=True, exist_ok=True)
        self._sweep()
        with self._aside() as aside:
            sha256 = _copied(path, aside / "raw")
            held = {one.sha256: one for one in self.snapshots()}.get(sha256)
            first_added = held.added if held is not None else None
            snapshot = self._read_into(aside, form, sha256, path.name, actors, first_added)
            self._place(aside, snapshot)
        return Added(path.name, snapshot, snapshot.kept if held is None else 0)

    def rebuild(self, actors: Actors | None = None) -> tuple[Snapshot, ...]:
        """Read every file again from its kept bytes, with the parsers of today.

        Raises:
            LibraryDamaged: the kept bytes are not those that were added.
        """
        from headstamp.records.sources.recognition import FORMS

        forms = {form.name: form for form in FORMS}
        for old in self.snapshots():
            self._check_kept_bytes(old)
            with self._aside() as aside:
                (aside / "raw").symlink_to(self._shelf / old.sha256 / "raw")
                snapshot = self._read_into(aside, forms[old.form], old.sha256, old.file, actors, old.added)
                (aside / "raw").unlink()
                self._place(aside, snapshot)
        return self.snapshots()

    def rejects(self, snapshot: Snapshot) -> tuple[Reject, ...]:
        """The rows of a file that could not be kept, in the order of its lines.

        Raises:
            LibraryDamaged: they cannot be read.
        """
        path = self._shelf / snapshot.sha256 / _rejects_name(snapshot)
        _check_parquet(path)
        rows = pq.read_table(path).to_pylist()
        return tuple(Reject(row["line"], row["column"], row["why"], row["raw"]) for row in rows)

    def _held(self, path: Path) -> Snapshot | None:
        """The snapshot of a file with these bytes; a file of a size that none has is not even read."""
        size = path.stat().st_size
        raw = {one: self._shelf / one.sha256 / "raw" for one in self.snapshots()}
        if not any(kept.is_file() and kept.stat().st_size == size for kept in raw.values()):
            return None
        with path.open("rb") as opened:
            sha256 = hashlib.file_digest(opened, "sha256").hexdigest()
        return next((one for one in raw if one.sha256 == sha256), None)

    def _check_kept_bytes(self, snapshot: Snapshot) -> None:
        name = f"snapshots/{snapshot.sha256}/raw"
        try:
            with (self.root / name).open("rb") as opened:
                same = hashlib.file_digest(opened, "sha256").hexdigest() == snapshot.sha256
        except OSError as error:
            raise LibraryDamaged(name, "cannot be read") from error
        if not same:
            raise LibraryDamaged(name, "does not match its fingerprint")

    @contextmanager
    def _aside(self) -> Iterator[Path]:
        """A folder that nobody sees until it is renamed, and that is gone in any case afterwards."""
        self._shelf.mkdir(parents=True, exist_ok=True)
        aside = self._shelf / f".{os.getpid()}-{token_hex(4)}"
        aside.mkdir()
        try:
            yield aside
        finally:
            shutil.rmtree(aside, ignore_errors=True)

    def _read_into(
        self,
        aside: Path,
        form: Form,
        sha256: str,
        file: str,
        actors: Actors | None,
        added: datetime | None,
    ) -> Snapshot:
        """Read the raw file of a folder and write there what it says."""
        who = actors if actors is not None else Actors.load()
        told = _told(form, aside / "raw", file, sha256, lambda name: read_cell(name, who) is not None)
        rows = aside / f"{form.kind}-{form.version}.parquet"
        count = _write_batches(rows, SCHEMAS[form.kind].append(_SNAPSHOT), _bearing(told.rows, sha256))
        _write_batches(aside / f"rejects-{form.version}.parquet", REJECT_SCHEMA, told.rejected)
        facts = told.facts()
        if facts.read and not facts.kept:
            first = pq.read_table(aside / f"rejects-{form.version}.parquet").slice(0, 1).to_pylist()
            why = f", the first because {first[0]['why']}" if first else ""
            raise RecordsUnreadable(
                f"{file} holds no row that could be kept: {facts.rejected:,} are rejected{why}",
                file=file,
                do="check what was downloaded; nothing of it is stored",
            )
        snapshot = snapshot_of(
            facts,
            records=count,
            kind=form.kind,
            sha256=sha256,
            source=form.source,
            form=form.name,
            parser=form.version,
            file=file,
            added=added or datetime.now(UTC).replace(microsecond=0, tzinfo=None),
        )
        (aside / "snapshot.json").write_text(dumps(snapshot, indent=1), encoding="utf-8")
        _flush(aside / "snapshot.json")
        return snapshot

    def _place(self, aside: Path, snapshot: Snapshot) -> None:
        target = self._shelf / snapshot.sha256
        if target.exists():
            # The bytes stay; only the reading is new. It takes effect when the facts naming it are replaced.
            for name in (_parquet_name(snapshot), _rejects_name(snapshot), "snapshot.json"):
                os.replace(aside / name, target / name)
                _flush(target)
        else:
            _flush(aside)
            try:
                aside.rename(target)
            except OSError:
                # Another process may have stored the same bytes meanwhile; then this copy is not needed.
                if not target.is_dir():
                    raise
            _flush(self._shelf)
        self._opened = None

    def _sweep(self) -> None:
        """Remove what a killed addition left behind; what a process that still runs writes is not touched."""
        for path in (*self._shelf.glob(".*"), *self._shelf.glob("[0-9a-f]*/.*")):
            owner = path.name[1:].split("-")[0]
            if owner.isdecimal() and _runs(int(owner)):
                continue
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)

    def _read(self, folder: Path) -> Snapshot:
        try:
            snapshot = decode(Snapshot, json.loads((folder / "snapshot.json").read_text(encoding="utf-8")))
        except (OSError, ValueError, HeadstampError) as error:
            raise LibraryDamaged(
                f"snapshots/{folder.name}", f"cannot be read ({type(error).__name__})"
            ) from error
        if snapshot.sha256 != folder.name or not (folder / _parquet_name(snapshot)).is_file():
            raise LibraryDamaged(f"snapshots/{folder.name}", "is not whole")
        return snapshot

    def transfers(
        self, *, snapshots: Iterable[str] | None = None, actors: Actors | None = None
    ) -> Table | None:
        """The rows that answer questions, each told by the newest edition that speaks of it.

        Args:
            snapshots: only these fingerprints take part; None takes all. A single one answers whole.
            actors: who is who, so that an edition which renames a state still covers it.

        Returns:
            An Ibis expression in the Transfer schema with one more column `snapshot`, or None when there are
            no rows to ask. It runs on in-memory DuckDB; the same expression compiles for Spark.

        Raises:
            SnapshotMissing: a fingerprint is not in the library.
            LibraryDamaged: the rows of a snapshot cannot be read.
        """
        who = actors if actors is not None else Actors.load()
        edited = self._answering(Kind.TRANSFERS, snapshots, who)
        # Those that no later edition touches answer whole, and are read together.
        whole = [one for one, newer in edited if not newer]
        present = [left_by(newer, self._parquet(one), who.find) for one, newer in edited if newer]
        if whole:
            present.insert(0, self._parquet(*whole))
        if not present:
            return None
        return ibis.union(*present, distinct=False) if len(present) > 1 else present[0]

    def answering(
        self, *, snapshots: Iterable[str] | None = None, actors: Actors | None = None
    ) -> tuple[Snapshot, ...]:
        """The snapshots of transfers that can answer, newest first; one that a newer covers is silent.

        Raises:
            SnapshotMissing: a fingerprint is not in the library.
        """
        who = actors if actors is not None else Actors.load()
        return tuple(one for one, _ in self._answering(Kind.TRANSFERS, snapshots, who))

    def _answering(
        self, kind: Kind, snapshots: Iterable[str] | None, who: Actors
    ) -> list[tuple[Snapshot, tuple[Snapshot, ...]]]:
        held = {one.sha256: one for one in self.snapshots()}
        if snapshots is not None:
            wanted = tuple(snapshots)
            for sha256 in wanted:
                if sha256 not in held:
                    raise SnapshotMissing(sha256)
            held = {sha256: held[sha256] for sha256 in wanted}
        chosen = [one for one in held.values() if one.kind is kind]
        return answering(sorted(chosen, key=lambda one: one.age, reverse=True), who.find)

    def asked(self, *, snapshots: Iterable[str] | None = None, actors: Actors | None = None) -> Table | None:
        """The rows of `transfers` as one table of this process, for asking several questions of them quickly.

        Raises:
            SnapshotMissing: a fingerprint is not in the library.
            LibraryDamaged: the rows of a snapshot cannot be read.
        """
        chosen = tuple(snapshots) if snapshots is not None else None
        who = actors if actors is not None else Actors.load()
        # The same question of the same files and people has the same table; people are told apart by being
        # the same object, which is therefore kept.
        key = (chosen, tuple((one.sha256, one.parser) for one in self.snapshots()))
        if self._asked is None or self._asked[0] != key or self._asked[1] is not who:
            rows = self.transfers(snapshots=chosen, actors=who)
            if rows is None or self._connection is None:
                return None
            self._views += 1
            self._asked = (key, who, self._connection.create_view(f"asked_{self._views}", rows))
        return self._asked[2]

    def rows(self, kind: Kind, *, source: str | None = None) -> Table | None:
        """The rows of another kind than transfers, of every snapshot that no newer one of its source covers.

        Args:
            source: only this one; None takes all.

        Returns:
            An Ibis expression in the schema of the kind with one more column `snapshot`; None without
            rows.

        Raises:
            LibraryDamaged: the rows of a snapshot cannot be read.
        """
        found = [one for one, _ in self._answering(kind, None, Actors.load()) if source in (None, one.source)]
        return self._parquet(*found) if found else None

    def _parquet(self, *snapshots: Snapshot) -> Table:
        """The rows of snapshots of one kind."""
        if self._connection is None:
            self._connection = ibis.duckdb.connect()
        paths = [self._shelf / one.sha256 / _parquet_name(one) for one in snapshots]
        for path in paths:
            _check_parquet(path)
        told = hashlib.sha256("".join(one.sha256 for one in snapshots).encode()).hexdigest()
        name = f"s_{snapshots[0].sha256 if len(snapshots) == 1 else told}"
        # A pattern in the name of the folder is no pattern.
        plain = [_GLOB.sub(r"[\g<0>]", str(path)) for path in paths]
        return self._connection.read_parquet(plain, table_name=name)


def _form(path: Path, head: bytes) -> Form:
    """The format of a file.

    Raises:
        TableUnreadable: the file is a web page, an archive, empty or in UTF-16.
        FileNotRecognised: no known register writes files like this one.
    """
    # The parsers are for whoever adds a file; asking takes none.
    from headstamp.records.sources.recognition import form_of

    try:
        form = form_of(head, path.name)
    except FileNotRecognised:
        sniff(path.read_bytes(), path.name)
        raise
    if form.stream is None:
        sniff(path.read_bytes(), path.name)
    return form


def _copied(path: Path, to: Path) -> str:
    """Copy a file and flush it to the disk; the SHA-256 of what was written."""
    digest = hashlib.sha256()
    with path.open("rb") as source, to.open("wb") as copy:
        while piece := source.read(_PIECE):
            digest.update(piece)
            copy.write(piece)
        copy.flush()
        os.fsync(copy.fileno())
    return digest.hexdigest()


def _told(form: Form, raw: Path, name: str, sha256: str, known: Known) -> Streamed:
    """What a file says, in batches whichever way its format is read."""
    if form.stream is not None:
        return form.stream(raw, name, known, sha256)
    parsed = form.parse(raw.read_bytes(), name, known)
    rejects = pa.Table.from_pylist([asdict(one) for one in parsed.rejected], schema=REJECT_SCHEMA)
    return Streamed(iter(parsed.rows.to_batches()), iter(rejects.to_batches()), lambda: parsed.facts)


def _bearing(batches: Iterable[pa.RecordBatch], sha256: str) -> Iterator[pa.RecordBatch]:
    """The batches with the fingerprint of their file in every row, so that files are read as one table."""
    for batch in batches:
        yield batch.append_column(_SNAPSHOT, pa.repeat(sha256, batch.num_rows))


def _write_batches(path: Path, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> int:
    """Write batches as Parquet and flush them to the disk; how many rows there were."""
    count = 0
    repeating = [name for name in schema.names if name not in _NEVER_ALIKE]
    with pq.ParquetWriter(
        path, schema, compression="zstd", use_dictionary=repeating, write_statistics=repeating
    ) as writer:
        for batch in batches:
            writer.write_batch(batch)
            count += batch.num_rows
    _flush(path)
    return count


def _parquet_name(snapshot: Snapshot) -> str:
    return f"{snapshot.kind}-{snapshot.parser}.parquet"


def _rejects_name(snapshot: Snapshot) -> str:
    return f"rejects-{snapshot.parser}.parquet"


def _check_parquet(path: Path) -> None:
    """Meet a damaged file here, where it can be named, not in the middle of a query."""
    try:
        pq.read_metadata(path)
    except (OSError, pa.ArrowException) as error:
        name = f"snapshots/{path.parent.name}/{path.name}"
        raise LibraryDamaged(name, "cannot be read as Parquet") from error


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
