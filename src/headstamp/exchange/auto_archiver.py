"""What auto-archiver writes: `db.csv` of printed Python values, `metadata.json`, answers of its API.

Known faults of the tool that are met here: the printed values are no JSON; `timestamp` lost its time zone; a
status counts as success where the word merely occurs; PDQ hashes lost leading zeros; thumbnails and time
stamps hide inside the properties of other media. See docs/intake-formats.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from headstamp.exchange.auto_archiver_media import NAME, Saved, take_saved
from headstamp.exchange.contents import Contents
from headstamp.exchange.errors import ExportUnreadable
from headstamp.exchange.facts import LARGEST_JSON, as_list, as_object, flat, parse_json, text_of
from headstamp.exchange.gathering import Gathering
from headstamp.exchange.ledger import Count
from headstamp.exchange.opening import file_bytes, file_head
from headstamp.exchange.python_text import parse_python
from headstamp.exchange.reading import Reading
from headstamp.exchange.sheet import read_sheet, rejected_rows
from headstamp.values import Json

COLUMNS = ("status", "metadata", "media")
"""The header of `db.csv`, and the keys of a result."""


def read_auto_archiver(tables: Sequence[Path], contents: Contents) -> Reading:
    """Read results of auto-archiver.

    A `metadata.json` that a row of the same export names as one of its files says the same as that row, and
    is kept without being read again.

    Args:
        tables: `db.csv` files and `metadata.json` files.
        contents: the files it stored.

    Raises:
        NotFound, ExportUnreadable, TableUnreadable: one of the tables cannot be read; if there are several,
            those that can be are read and the ledger says why the others are not.
    """
    gathering = Gathering(NAME, contents)
    by_kind = sorted(tables, key=lambda path: _is_json(path))
    for path in by_kind:
        if gathering.is_taken(path):
            continue
        count = gathering.own(path)
        try:
            rows = list(_json_rows(path)) if _is_json(path) else list(_csv_rows(path, count))
        except ExportUnreadable as error:
            if len(tables) == 1:
                raise
            count.reject(None, error.message)
            continue
        for row in rows:
            count.close(row.line, row.doubts + take_saved(gathering, count.file, row))
    return gathering.done()


def _is_json(path: Path) -> bool:
    return file_head(path, 256).removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


def _csv_rows(path: Path, count: Count) -> Iterator[Saved]:
    table = read_sheet(path)
    rejected_rows(table, count)
    for row in table.rows:
        doubts: list[str] = []
        more = {name: cell for name, cell in row.cells.items() if name not in COLUMNS}
        values: dict[str, Json] = {}
        for column in ("metadata", "media"):
            cell = row.cells.get(column, "")
            try:
                read = parse_python(cell) if cell else None
            except ExportUnreadable as error:
                doubts.append(f"{column} is kept as it is written: {error}")
                more[column] = cell
                continue
            values[column] = None if read is None else read.value
            if read is not None and read.kept:
                shown = ", ".join(one[:60] for one in read.kept[:5])
                doubts.append(
                    f"{column}: {len(read.kept)} values are kept as they are written, not run: {shown}"
                )
        yield _made(row.line, row.cells.get("status", ""), values, more, doubts)


def _json_rows(path: Path) -> Iterator[Saved]:
    found = parse_json(file_bytes(path, LARGEST_JSON), path.name)
    results = found if isinstance(found, list) else [found]
    for line, one in enumerate(results, start=1):
        entry = as_object(one)
        # The API wraps a result: {id, url, result, public, author_id, ...}.
        result = as_object(entry.get("result")) or entry
        more = flat(entry, without=("result",)) if result is not entry else flat(entry, without=COLUMNS)
        yield _made(line, text_of(result.get("status")), result, more, [])


def _made(
    line: int, status: str, values: Mapping[str, Json], more: dict[str, str], doubts: list[str]
) -> Saved:
    metadata, media = values.get("metadata"), values.get("media")
    for column, value, kind in (("metadata", metadata, dict), ("media", media, list)):
        if value is not None and not isinstance(value, kind):
            more[column] = text_of(value)
            doubts.append(f"{column} is no {kind.__name__} and is kept as it is written.")
    return Saved(line, status, as_object(metadata), as_list(media), more, doubts)
