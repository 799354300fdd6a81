"""Handing items over: copies of what a level allows, with a list of what was withheld and why.

Every export is an event of the log: who took what, at which level, for whom. Publishing is another thing, see
`headstamp.publishing`: what is published is rebuilt from the case's words, never a file of evidence.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from headstamp.evidence.collection import Collection
from headstamp.evidence.exposure import Sensitivity
from headstamp.evidence.item import EvidenceItem
from headstamp.values import Refused, canonical

EXPORTS = "exports"
"""The table of what was handed over."""
SUMS = "SHA256SUMS"
"""The file that lists what was written."""
_SUFFIXES = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/gif": ".gif",
    "image/tiff": ".tif",
    "image/bmp": ".bmp",
    "image/avif": ".avif",
    "application/vnd.headstamp.film-fingerprint": ".frames",
    "video/mp4": ".mp4",
    "video/webm": ".webm",
    "video/x-matroska": ".mkv",
    "application/pdf": ".pdf",
    "application/zip": ".zip",
    "text/html": ".html",
    "text/plain": ".txt",
}


@dataclass(frozen=True, slots=True)
class Exported:
    """One item written.

    Attributes:
        item: its id.
        file: name within the folder.
        sha256: of its bytes, hex.
    """

    item: str
    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class WithheldItem:
    """One item left out, and why."""

    item: str
    why: str


@dataclass(frozen=True, slots=True)
class Export:
    """The outcome of handing items over."""

    level: Sensitivity
    folder: str
    exported: tuple[Exported, ...]
    withheld: tuple[WithheldItem, ...]


def export(
    collection: Collection,
    items: Sequence[EvidenceItem],
    target: Path,
    *,
    level: Sensitivity,
    on: date,
    who: str,
    recipient: str = "",
) -> Export:
    """Copy items to a new folder as far as the level of its readers allows.

    With an item goes what was made from it. Names of files are the items' ids: a name under which a file was
    met can name a person. `SHA256SUMS` lists them as `sha256sum --check` reads it, and tells nothing of what
    was withheld.

    Args:
        target: a folder that does not exist, or is empty.
        level: what its readers may see.
        on: the day of handing over, against which release dates are held.
        who: who hands over; readable in the log.
        recipient: who is given it; kept in the case.

    Raises:
        Refused: the target is not empty or lies within the case; nothing was written.
    """
    _check(target, collection.path)
    exported: list[Exported] = []
    withheld: list[WithheldItem] = []
    chosen: list[EvidenceItem] = []
    showing = collection.showing()
    for item in _with_parts(collection, items):
        why = showing.of(item).why_withheld(level, on, original=not item.derived)
        if why is None:
            chosen.append(item)
        else:
            withheld.append(WithheldItem(item.id, why))
    for item in chosen:
        name = item.id.replace("/", "_") + _SUFFIXES.get(item.media_type.partition(";")[0], ".bin")
        if _copy(collection.vault.path(item.sha256), target / name) == item.sha256:
            exported.append(Exported(item.id, name, item.sha256))
        else:
            (target / name).unlink()
            why = "it is damaged in the vault, see `headstamp evidence verify`"
            withheld.append(WithheldItem(item.id, why))
    if exported:
        _list(exported, target)
    told = {"level": level.value, "on": on.isoformat(), "recipient": recipient}
    cells = told | {"items": "; ".join(one.item for one in exported)}
    key = f"ex-{hashlib.sha256(canonical([cells, str(target)])).hexdigest()[:16]}"
    with collection.store.change(who, "evidence export") as change:
        change.put(EXPORTS, key, cells)
    return Export(level, str(target), tuple(exported), tuple(withheld))


def _list(exported: Iterable[Exported], target: Path) -> None:
    lines = "".join(f"{one.sha256}  {one.file}\n" for one in exported)
    with (target / SUMS).open("x", encoding="ascii", newline="\n") as out:
        out.write(lines)
        out.flush()
        os.fsync(out.fileno())


def _check(target: Path, case: Path) -> None:
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise Refused(f"{target} is not empty, so nothing was written", do="name a new or an empty folder")
    if target.resolve().is_relative_to(case.resolve()):
        raise Refused(f"{target} lies within the case", do="name a folder beside it")
    target.mkdir(parents=True, exist_ok=True)


def _with_parts(collection: Collection, items: Iterable[EvidenceItem]) -> Iterable[EvidenceItem]:
    for item in items:
        yield item
        if not item.derived:
            yield from collection.made_from(item)


def _copy(source: Path, target: Path) -> str:
    told = hashlib.sha256()
    with source.open("rb") as read, target.open("xb") as out:
        while piece := read.read(2**20):
            told.update(piece)
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())
    return told.hexdigest()
