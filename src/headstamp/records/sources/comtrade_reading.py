"""One reading of a customs file, which may be far larger than memory.

A file is read three times and never held: once to see whether its text can be trusted, once by DuckDB, which
takes the rows apart, and once more for the text of the rows that are kept. What is needed in between lies in
the folder of the file, some 200 bytes for each row of arms, and twenty bytes a row in memory. Where DuckDB
finds anything that is no row, the lines are looked at one by one, and those that are no rows become rejects:
every row of the file is kept, merged or rejected.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from headstamp.records.sources.comtrade_layout import REASONS, Layout, query
from headstamp.records.sources.comtrade_once import KEPT, Trades
from headstamp.records.sources.comtrade_rows import CELLS, Numbers, transfers
from headstamp.records.sources.comtrade_text import Wellformed, survey
from headstamp.records.sources.form import REJECT_SCHEMA, Coverage, Facts, RecordsUnreadable

_BATCH = 25_000
_CACHED = 512 * 1024
_MEMORY = "400MB"
_BLANK = 255
_MOST_REASONS = 250

Fates = npt.NDArray[np.uint8]


_SPOKEN_OF = ("supplier", "recipient", "reported_by", "category")


class Reading:
    """One reading of a file: its parts are to be taken in the order rows, rejected, facts.

    Args:
        layout: which column holds what.
        path: the file; its folder takes what is needed while it is read.
        name: what to call it in messages.
        sha256: of its bytes; begins the ids of its rows.

    Attributes:
        fates: for each line 0 for a row of arms, the number of the reason against it, or _BLANK.

    Raises:
        RecordsUnreadable: the file has no header of the layout, or cannot be taken apart.
    """

    def __init__(self, layout: Layout, path: Path, name: str, sha256: str) -> None:
        self._layout, self._name, self._prefix = layout, name, sha256[:8]
        self._text = survey(path, layout.columns, name, layout.title)
        self._reasons: list[tuple[str, str | None]] = list(REASONS)
        self._folder = TemporaryDirectory(dir=path.parent, prefix=".reading-")
        self._cells = Path(self._folder.name) / "cells.arrow"
        self._names: tuple[set[str], ...] = tuple(set() for _ in _SPOKEN_OF)
        self._stages: set[str] = set()
        self._years: list[int] = []
        self._kept = 0
        self.fates = np.zeros(self._text.lines, np.uint8)
        self.fates[: self._text.header + 1] = _BLANK
        try:
            self._trades = self._taken_apart()
            self._marks = self._trades.verdicts()
        except BaseException:
            self._folder.cleanup()
            raise

    def _taken_apart(self) -> Trades:
        """Read the rows; if anything stands in the way, once more without the lines that are no rows."""
        if self._text.plain and (trades := self._read_plain()) is not None:
            return trades
        clean = Path(self._folder.name) / "clean.csv"
        rows = self._write_clean(clean)
        try:
            return self._read(clean, header=False, places=rows)
        except _Uneven as error:
            raise RecordsUnreadable(
                f"{self._name} cannot be taken apart into rows of {self._layout.title}",
                file=self._name,
                do="download the file again and add it unchanged",
            ) from error

    def _read_plain(self) -> Trades | None:
        """What the rows tell if every line is one, else None."""
        rows = np.arange(self._text.header + 1, self._text.lines)
        try:
            return self._read(self._text.path, header=True, places=rows)
        except _Uneven:
            self.fates[self._text.header + 1 :] = 0
            return None

    def _read(self, path: Path, *, header: bool, places: npt.NDArray[np.int64]) -> Trades:
        """Let DuckDB take rows apart, whose lines are known; keeps the cells of those that may be kept.

        Raises:
            _Uneven: not every line is a row.
        """
        trades, done = Trades(len(places), self._name), 0
        sql = query(self._layout, str(path), self._text.delimiter, header)
        with (
            _engine(self._folder.name) as engine,
            pa.OSFile(str(self._cells), "wb") as file,
            pa.ipc.new_stream(file, CELLS) as cells,
        ):
            for batch in _batches(engine, sql):
                why = batch["why"].to_numpy(zero_copy_only=False)
                where = places[done : done + len(why)]
                if len(where) < len(why):
                    raise _Uneven
                self.fates[where] = why
                done += len(why)
                _gather(batch if not why.any() else batch.filter(pa.array(why == 0)), trades, cells)
        if done != len(places):
            raise _Uneven
        return trades

    def _write_clean(self, path: Path) -> npt.NDArray[np.int64]:
        """Write the lines that are rows, and number the reason against the others; the lines written."""
        wellformed = Wellformed(len(self._layout.columns), self._text.delimiter)
        written, first = [np.empty(0, np.int64)], 0
        with path.open("wb") as clean:
            for block in self._text.blocks():
                lines = block.split(b"\n")[:-1]
                fates = self.fates[first : first + len(lines)]
                for place in range(max(0, self._text.header + 1 - first), len(lines)):
                    fates[place] = self._fate(lines[place], wellformed)
                good = np.flatnonzero(fates == 0)
                clean.write(b"".join(lines[place] + b"\n" for place in good))
                written.append(good + first)
                first += len(lines)
        return np.concatenate(written)

    def _fate(self, line: bytes, wellformed: Wellformed) -> int:
        if not line.strip():
            return _BLANK
        fault = wellformed.fault(line)
        return 0 if fault is None else self._numbered(fault)

    def _numbered(self, why: str) -> int:
        if (why, None) not in self._reasons:
            if len(self._reasons) >= _MOST_REASONS:
                why = "another number of cells than the header has"
            if (why, None) not in self._reasons:
                self._reasons.append((why, None))
        return self._reasons.index((why, None))

    def rows(self) -> Iterator[pa.RecordBatch]:
        """The rows that are kept, as transfers."""
        cells = _Cells(self._cells)
        pending = _Pending()
        try:
            for first, lines in self._lines():
                rows = self.fates[first : first + len(lines)] == 0
                kept = (self._marks[pending.done : pending.done + np.count_nonzero(rows)] & KEPT) != 0
                rows[rows] = kept
                chosen = lines if rows.all() else lines.filter(pa.array(rows))
                pending.add(len(kept), _unended(chosen), first + np.flatnonzero(rows))
                if pending.kept >= _BATCH:
                    yield self._batch(cells, pending)
                    pending = _Pending(pending.done)
            if pending.kept:
                yield self._batch(cells, pending)
        finally:
            cells.close()

    def _batch(self, cells: _Cells, pending: _Pending) -> pa.RecordBatch:
        marks = self._marks[pending.since : pending.done]
        kept = (marks & KEPT) != 0
        told = cells.next(len(marks))
        (chosen,) = (told if kept.all() else told.filter(pa.array(kept))).combine_chunks().to_batches()
        numbers: Numbers = (np.concatenate(pending.places) + 1).astype(np.int32)
        raw = pending.lines[0] if len(pending.lines) == 1 else pa.concat_arrays(pending.lines)
        batch = transfers(chosen, marks[kept], numbers, raw, self._prefix)
        self._note(batch)
        return batch

    def _note(self, batch: pa.RecordBatch) -> None:
        """Remember what the rows speak of."""
        self._kept += batch.num_rows
        for names, column in zip(self._names, _SPOKEN_OF, strict=True):
            names.update(name for name in batch[column].unique().to_pylist() if name)
        self._stages.update(batch["stage"].unique().to_pylist())
        ends = pc.min_max(batch["first_year"]).as_py()
        self._years += [ends["min"], ends["max"]]

    def rejected(self) -> Iterator[pa.RecordBatch]:
        """The rows that are not kept, as they stand in the file; afterwards nothing is left beside it."""
        whys = pa.array([why for why, _ in self._reasons], pa.string())
        columns = pa.array([column for _, column in self._reasons], pa.string())
        try:
            if not ((self.fates != 0) & (self.fates != _BLANK)).any():
                return
            for first, lines in self._lines():
                fates = self.fates[first : first + len(lines)]
                refused = (fates != 0) & (fates != _BLANK)
                if len(places := np.flatnonzero(refused)):
                    reasons = pa.array(fates[places])
                    raw = _unended(lines.filter(pa.array(refused)))
                    cells = [pa.array(places + first + 1), columns.take(reasons), whys.take(reasons), raw]
                    yield pa.record_batch(cells, schema=REJECT_SCHEMA)
        finally:
            self._folder.cleanup()

    def _lines(self) -> Iterator[tuple[int, pa.Array]]:
        """The lines of the file, each with its line feed, with the index of the first."""
        first = 0
        for block in self._text.blocks():
            lines = _lines_of(block)
            yield first, lines
            first += len(lines)

    def facts(self) -> Facts:
        """What became of the lines."""
        read = int((self.fates != _BLANK).sum())
        candidates = int((self.fates == 0).sum())
        last = self.fates[self.fates != _BLANK][-1:]
        years = (min(self._years), max(self._years)) if self._years else None
        suppliers, recipients, reporters, categories = (tuple(sorted(names)) for names in self._names)
        return Facts(
            read=read,
            kept=self._kept,
            merged=candidates - self._kept,
            rejected=read - candidates,
            generated=None,
            selection=self._selection(),
            coverage=Coverage(
                suppliers, recipients, years, tuple(sorted(self._stages)), reporters, categories
            ),
            cut=bool(not self._text.closed and len(last) and last[0] >= len(REASONS)),
        )

    def _selection(self) -> str:
        goods = self._trades.goods()
        told = ", ".join(goods[:12]) + (f" and {len(goods) - 12} more" if len(goods) > 12 else "")
        return f"goods {told} of the Harmonized System" if goods else "no goods that are arms"


class _Uneven(Exception):  # noqa: N818 - never leaves this module
    """Not every line of the file is a row."""


class _Pending:
    """Rows that are kept, until there are enough of them for a batch.

    Attributes:
        since: how many rows of arms stand before the first of them.
        done: how many rows of arms have been looked at.
    """

    def __init__(self, since: int = 0) -> None:
        self.since = self.done = since
        self.kept = 0
        self.lines: list[pa.Array] = []
        self.places: list[npt.NDArray[np.int64]] = []

    def add(self, rows: int, lines: pa.Array, places: npt.NDArray[np.int64]) -> None:
        """Take what a block holds: so many rows of arms, and the lines of those that are kept."""
        self.done += rows
        self.kept += len(lines)
        self.lines.append(lines)
        self.places.append(places)


class _Cells:
    """The cells kept on the first reading, taken back in the same order, so many at a time."""

    def __init__(self, path: Path) -> None:
        self._file = pa.OSFile(str(path), "rb")
        self._batches = iter(pa.ipc.open_stream(self._file))
        self._left: pa.RecordBatch = pa.RecordBatch.from_pylist([], schema=CELLS)

    def next(self, count: int) -> pa.Table:
        """The next so many rows."""
        taken = []
        while count > len(self._left):
            taken.append(self._left)
            count -= len(self._left)
            self._left = next(self._batches)
        taken.append(self._left.slice(0, count))
        self._left = self._left.slice(count)
        return pa.Table.from_batches(taken, CELLS)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def _gather(batch: pa.RecordBatch, trades: Trades, cells: pa.ipc.RecordBatchStreamWriter) -> None:
    """Take rows of arms in: what they tell of, and their cells."""
    if not len(batch):
        return
    numbers = [batch[name].to_numpy(zero_copy_only=False) for name in ("trade", "rank", "part")]
    trades.add(numbers[0], numbers[1], batch["code"], numbers[2])
    cells.write_batch(batch.select(CELLS.names).cast(CELLS))


def _lines_of(block: bytes) -> pa.Array:
    """The lines of a block as texts, without copying them."""
    signs = np.frombuffer(block, np.uint8)
    starts = [np.zeros(1, np.int32)]
    for piece in range(0, len(signs), _CACHED):
        ends = np.flatnonzero(signs[piece : piece + _CACHED] == 10)
        starts.append((ends + (piece + 1)).astype(np.int32))
    offsets = np.concatenate(starts)
    return pa.StringArray.from_buffers(len(offsets) - 1, pa.py_buffer(offsets), pa.py_buffer(block))


def _unended(lines: pa.Array) -> pa.Array:
    """Lines without their line feeds."""
    return pc.utf8_rtrim(lines, "\n")


def _batches(engine: duckdb.DuckDBPyConnection, sql: str) -> Iterator[pa.RecordBatch]:
    """The answer to a query, some rows at a time.

    Raises:
        _Uneven: the file holds something that is no row.
    """
    try:
        yield from engine.sql(sql).to_arrow_reader(_BATCH)
    except duckdb.Error as error:
        raise _Uneven from error
    except OSError as error:
        # Arrow hands an error of DuckDB in the middle of an answer on as one of the system without a number.
        if error.errno is not None:
            raise
        raise _Uneven from error


@contextmanager
def _engine(folder: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """DuckDB within bounds: little memory, and what exceeds it beside the file."""
    engine = duckdb.connect()
    try:
        engine.execute(f"SET memory_limit = '{_MEMORY}'")
        engine.execute("SET temp_directory = '" + folder.replace("'", "''") + "'")
        # With more than one thread a stream of batches does not come in the order of the file (DuckDB 2.0).
        engine.execute("SET threads = 1")
        yield engine
    finally:
        engine.close()
