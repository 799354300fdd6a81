"""A case as one file for somebody else: the case itself, and the rows of registers that its answer rests on.

A register is not handed on: of each pinned edition the pack carries the rows that a trace cites, as far as
the register's terms allow, and says how many it left out and why. Its fingerprint tells the recipient which
file to add. Equal cases give equal bytes, so two people can compare packs by their fingerprints. What may be
published is another matter: a pack holds the whole case, with the names of its sources.
"""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from headstamp.evidence.layout import is_passing
from headstamp.records import Snapshot, Transfer, allowed_lines, sources
from headstamp.tracing import RouteAssessment
from headstamp.values import Refused, dumps

FORM = 1
MANIFEST = "manifest.json"
_CITED, _EVIDENCE = "cited", "evidence"
# The earliest time that the format can hold: a pack says nothing of when it was made.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_PIECE = 1024 * 1024
_LARGEST_PLAIN = 2**31  # bytes; what is larger needs the longer form of the format


@dataclass(frozen=True, slots=True)
class PackedSnapshot:
    """A pinned edition, and what of it the pack carries.

    Attributes:
        file: what the file was called that the recipient needs, too.
        cited: how many lines of that file the trace cites.
        carried: how many of these the pack carries.
        why: why not all; None where all are.
        rows: the file of the pack that holds them; None without any.
    """

    sha256: str
    source: str
    title: str
    generated: datetime | None
    file: str
    terms: str
    cited: int
    carried: int
    left_out: int
    why: str | None
    rows: str | None


@dataclass(frozen=True, slots=True)
class PackedFile:
    """A file of the pack, by its path within the case's folder."""

    path: str
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a pack holds; its last file says the same.

    Attributes:
        root: of the case's log, as `headstamp case show` tells it.
        priors: the preset that the citing trace was made with; None where no edition is pinned.
        files: every file of the pack but the manifest.
    """

    form: int
    case: str
    program: str
    root: str
    priors: str | None
    snapshots: tuple[PackedSnapshot, ...]
    files: tuple[PackedFile, ...]


def in_order(assessments: Iterable[RouteAssessment], cited: frozenset[str]) -> tuple[str, ...]:
    """The records cited, those of the likeliest routes first: if a part has to do, it is these."""
    steps = (step for one in assessments for route in one.routes for step in route.steps)
    first = dict.fromkeys(record for step in steps for record in step.records if record in cited)
    return tuple(dict.fromkeys((*first, *sorted(cited))))


def packed_rows(snapshot: Snapshot, cited: Sequence[Transfer]) -> tuple[PackedSnapshot, tuple[Transfer, ...]]:
    """What of an edition may be carried, and its rows by line.

    Args:
        cited: the rows of this edition that are cited, the most important first.
    """
    described = sources().get(snapshot.source)
    lines = tuple(dict.fromkeys(one.row for one in cited))
    # One line of a file may be an order and a delivery: what is counted is what the register wrote.
    allowed = allowed_lines(snapshot.source, snapshot.kept)
    taken = frozenset(lines[:allowed])
    rows = tuple(sorted((one for one in cited if one.row in taken), key=lambda one: (one.row, one.id)))
    terms = described.terms if described else ""
    packed = PackedSnapshot(
        sha256=snapshot.sha256,
        source=snapshot.source,
        title=described.title if described else snapshot.source,
        generated=snapshot.generated,
        file=snapshot.file,
        terms=terms,
        cited=len(lines),
        carried=len(taken),
        left_out=len(lines) - len(taken),
        why=_why(terms, snapshot.kept) if len(taken) < len(lines) else None,
        rows=f"{_CITED}/{snapshot.sha256}.json" if rows else None,
    )
    return packed, rows


def _why(terms: str, lines: int) -> str:
    if not terms:
        return "the terms of this source are not known, so none of its rows is passed on"
    return f"the terms of this source ({terms}) allow no more of the {lines:,} rows of this file"


def check_target(target: Path, case: Path) -> None:
    """Refuse a place for a pack before the work is done.

    Raises:
        Refused: something stands there, it lies within the case, or it is not called .zip.
    """
    if target.suffix.casefold() != ".zip":
        raise Refused(f"A pack is one ZIP file, not '{target.name}'", do="name a file that ends in .zip")
    if target.exists() or target.is_symlink():
        raise Refused(f"{target} is there already, so it was left untouched", do="name a new file")
    if target.resolve().is_relative_to(case.resolve()):
        raise Refused(f"{target} lies within the case", do="name a file beside its folder")


@dataclass(frozen=True, slots=True)
class Packing:
    """What goes into a pack.

    Attributes:
        folder: the case's.
        store: the bytes of its store.
        rows: for each pinned edition what of it is carried.
    """

    folder: Path
    case: str
    program: str
    root: str
    priors: str | None
    store: bytes
    rows: Mapping[PackedSnapshot, tuple[Transfer, ...]]


def write_pack(target: Path, packing: Packing) -> Manifest:
    """Write a pack; it is there whole or not at all.

    Raises:
        Refused: something stands at the target, or a piece of evidence cannot be packed.
        OSError: a file cannot be read or written.
    """
    aside = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        with zipfile.ZipFile(aside, "x", zipfile.ZIP_DEFLATED) as archive:
            manifest = _fill(archive, packing)
        with aside.open("rb") as written:
            os.fsync(written.fileno())
        check_target(target, packing.folder)
        aside.rename(target)
    finally:
        aside.unlink(missing_ok=True)
    return manifest


def _fill(archive: zipfile.ZipFile, packing: Packing) -> Manifest:
    files = []
    for path, content in sorted(_parts(packing), key=lambda one: one[0]):
        if path.endswith("/"):
            archive.writestr(_entry(f"{packing.case}/{path}"), b"")
        else:
            files.append(_put(archive, packing.case, path, content))
    manifest = Manifest(
        form=FORM,
        case=packing.case,
        program=packing.program,
        root=packing.root,
        priors=packing.priors,
        snapshots=tuple(packing.rows),
        files=tuple(files),
    )
    _put(archive, packing.case, MANIFEST, dumps(manifest, indent=1).encode())
    return manifest


def _parts(packing: Packing) -> Iterator[tuple[str, Path | bytes]]:
    """Every file of the pack but the manifest, by its path within the case's folder."""
    yield "case.db", packing.store
    yield "case.toml", packing.folder / "case.toml"
    for snapshot, rows in packing.rows.items():
        if snapshot.rows is not None:
            told = {"snapshot": snapshot.sha256, "source": snapshot.source, "rows": rows}
            yield snapshot.rows, dumps(told, indent=1).encode()
    if (packing.folder / _EVIDENCE).is_dir():
        # Without an entry of its own a folder that holds nothing would be lost.
        yield f"{_EVIDENCE}/", b""
    for path in (packing.folder / _EVIDENCE).rglob("*"):
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            raise Refused(f"{path} is a link, and a pack holds files", do="put the file itself in its place")
        if path.is_file() and not is_passing(path.relative_to(packing.folder / _EVIDENCE)):
            yield path.relative_to(packing.folder).as_posix(), path


def _put(archive: zipfile.ZipFile, case: str, path: str, content: Path | bytes) -> PackedFile:
    told, size = hashlib.sha256(), 0
    expected = content.stat().st_size if isinstance(content, Path) else len(content)
    entry = _entry(f"{case}/{path}")
    with (
        content.open("rb") if isinstance(content, Path) else io.BytesIO(content) as data,
        archive.open(entry, "w", force_zip64=expected >= _LARGEST_PLAIN) as out,
    ):
        while piece := data.read(_PIECE):
            told.update(piece)
            size += len(piece)
            out.write(piece)
    return PackedFile(path, told.hexdigest(), size)


def _entry(name: str) -> zipfile.ZipInfo:
    """An entry without time, owner or system, so that equal cases give equal bytes.

    Raises:
        Refused: the name of the file is no text.
    """
    try:
        name.encode()
    except UnicodeEncodeError:
        raise Refused(f"{name!r} is no name that a ZIP file can hold", do="rename the file") from None
    entry = zipfile.ZipInfo(name, _NO_TIME)
    entry.compress_type = zipfile.ZIP_STORED if name.endswith("/") else zipfile.ZIP_DEFLATED
    entry.create_system = 3  # Unix, whatever this is written on
    entry.external_attr = (0o40755 if name.endswith("/") else 0o100644) << 16
    return entry
