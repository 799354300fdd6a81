"""What the distinct items of a library mean, kept beside it, since the same texts are asked for every time.

The meaning is derived and may be thrown away at any time: a file is good for one catalogue and one way of
resolving only, and is made anew for any other. Nothing is lost when it cannot be written.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from secrets import token_hex

import pyarrow as pa
import pyarrow.parquet as pq

from headstamp.records.names import Names
from headstamp.world import register_descriptions

Told = tuple[str, str, str]
"""Item, description and category of a record; '' where the record has none."""

_FOLDER = "resolved"
_KEPT = 8
_ABANDONED = 24 * 60 * 60.0
"""After how many seconds what a writer left behind is swept up."""
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
    """What the file holds; nothing of a file that is damaged, or that somebody else wrote."""
    try:
        with path.open("rb") as opened:
            rows = pq.read_table(opened)
        if not rows.schema.equals(_SCHEMA):
            return {}
        rows.validate(full=True)
        columns = [rows[name].to_pylist() for name in _SCHEMA.names]
        return {
            (item, described, category): tuple(nodes)
            for item, described, category, nodes in zip(*columns, strict=True)
        }
    except (OSError, ValueError, TypeError, pa.ArrowException):
        return {}


def _write(path: Path, known: dict[Told, tuple[str, ...]]) -> None:
    columns = [list(column) for column in zip(*known, strict=True)]
    table = pa.table([*columns, [list(nodes) for nodes in known.values()]], schema=_SCHEMA)
    aside = path.with_name(f".{os.getpid()}-{token_hex(4)}")
    # A library that cannot be written to is read all the same.
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            pq.write_table(table, aside, compression="zstd")
            os.replace(aside, path)
        finally:
            aside.unlink(missing_ok=True)
        _forget(path.parent)


def _forget(folder: Path) -> None:
    """Remove all but the newest few, for a case's own weapons make a catalogue of their own."""
    newest = sorted(folder.glob("*.parquet"), key=lambda path: path.stat().st_mtime, reverse=True)
    left_behind = [path for path in folder.glob(".*") if path.stat().st_mtime < time.time() - _ABANDONED]
    for path in [*newest[_KEPT:], *left_behind]:
        path.unlink(missing_ok=True)


def _digest(names: Names) -> str:
    return hashlib.sha256(f"{names.catalogue.digest}{_way_of_resolving()}".encode()).hexdigest()[:32]


@lru_cache(maxsize=1)
def _way_of_resolving() -> str:
    """A fingerprint of what resolves beside the catalogue, so that a change in it asks every text again."""
    told = hashlib.sha256()
    here = Path(__file__).parent
    modules = ("records/designation.py", "records/names.py", "records/context.py", "tables/lists.py")
    for name in (*modules, "world/weapons.py", "world/calibres.py"):
        told.update((here.parent / name).read_bytes())
    told.update(repr(sorted(register_descriptions().items())).encode())
    # Names that are alike are found by a library, whose measure may change.
    told.update(version("rapidfuzz").encode())
    return told.hexdigest()
