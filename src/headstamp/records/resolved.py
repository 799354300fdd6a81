"""What the distinct items of a library mean, kept beside it, since the same texts are asked for every time.

The meaning is derived and may be thrown away at any time: a file is good for one catalogue and one way of
resolving only, and is made anew for any other. Nothing is lost when it cannot be written.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from secrets import token_hex

import pyarrow as pa
import pyarrow.parquet as pq

from headstamp.records.names import Names

Told = tuple[str, str, str]
"""Item, description and category of a record; '' where the record has none."""

_FOLDER = "resolved"
_KEPT = 8
_SCHEMA = pa.schema(
    [
        pa.field("item", pa.string()),
        pa.field("item_class", pa.string()),
        pa.field("category", pa.string()),
        pa.field("nodes", pa.list_(pa.string())),
    ]
)


class ResolvedItems:
    """The candidates of items, read from the library's folder and resolved once where they are not there.

    Args:
        root: the library's folder.
        names: what names stand for.
    """

    def __init__(self, root: Path, names: Names) -> None:
        self._names = names
        self._path = root / _FOLDER / f"{_digest(names)}.parquet"
        self._known = _read(self._path)

    def nodes(self, told: Iterable[Told]) -> list[tuple[str, ...]]:
        """The ids of each item's candidates; those not met before are kept for the next time."""
        asked = list(told)
        new = {one: self._resolve(one) for one in asked if one not in self._known}
        if new:
            self._known |= new
            _write(self._path, self._known)
        return [self._known[one] for one in asked]

    def _resolve(self, told: Told) -> tuple[str, ...]:
        item, described, category = told
        found = self._names.weapon(item, described or None, category or None)
        return tuple(one.id for one in found.candidates)


def _read(path: Path) -> dict[Told, tuple[str, ...]]:
    try:
        rows = pq.read_table(path, schema=_SCHEMA)
    except (OSError, pa.ArrowException):
        return {}
    columns = [rows[name].to_pylist() for name in ("item", "item_class", "category")]
    return {
        (item, described, category): tuple(nodes)
        for item, described, category, nodes in zip(*columns, rows["nodes"].to_pylist(), strict=True)
    }


def _write(path: Path, known: dict[Told, tuple[str, ...]]) -> None:
    columns = [list(column) for column in zip(*known, strict=True)]
    table = pa.table([*columns, [list(nodes) for nodes in known.values()]], schema=_SCHEMA)
    aside = path.with_name(f".{os.getpid()}-{token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(table, aside, compression="zstd")
        os.replace(aside, path)
        _forget(path.parent)
    except OSError:
        # A library that cannot be written to is read all the same.
        aside.unlink(missing_ok=True)


def _forget(folder: Path) -> None:
    """Remove all but the newest few, for a case's own weapons make a catalogue of their own."""
    newest = sorted(folder.glob("*.parquet"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in newest[_KEPT:]:
        path.unlink(missing_ok=True)


def _digest(names: Names) -> str:
    return hashlib.sha256(f"{names.catalogue.digest}{_way_of_resolving()}".encode()).hexdigest()[:32]


@lru_cache(maxsize=1)
def _way_of_resolving() -> str:
    """A fingerprint of the modules that resolve, so that a change in them asks every text again."""
    told = hashlib.sha256()
    for name in ("designation.py", "names.py", "context.py"):
        told.update((Path(__file__).parent / name).read_bytes())
    return told.hexdigest()
