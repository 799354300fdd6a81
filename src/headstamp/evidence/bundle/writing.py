"""Writing a bundle: the whole log, and of its values and files those that the recipient is to have.

Everything is read at one moment and checked on the way: a case that is damaged is not handed over. What is
left out is listed as withheld, field by field and file by file, so that an absence nobody spoke of is damage.
The bundle takes its name once it is whole.
"""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from headstamp.custody import Disclosure, Event, SigningKey, Store, read_checkpoint
from headstamp.custody.check import Checker, Origin
from headstamp.custody.checkpoint import origin_of, sign_checkpoint
from headstamp.custody.events import read_line
from headstamp.custody.merkle import Tree
from headstamp.custody.projection import Folded, add
from headstamp.custody.stamps import stamps_bytes
from headstamp.evidence.bundle import parts
from headstamp.evidence.bundle.guide import Told, guide, verifier
from headstamp.evidence.pieces import LEAF, PIECE, Digests
from headstamp.evidence.vault import Vault
from headstamp.values import Refused

Withhold = Callable[[str, str, str], bool]
"""Whether to withhold a value, by the table, the row's key and the field ('@key' for the key itself)."""

_ROWS_OF = "evidence:"
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_ZIP = ".zip"


@dataclass(frozen=True, slots=True)
class Stamped:
    """An older checkpoint of the log, and what a time stamp authority said of it.

    Attributes:
        checkpoint: byte for byte as it was stamped.
        reply: the `.tsr` file; None for a checkpoint without one.
    """

    checkpoint: bytes
    reply: bytes | None = None


@dataclass(frozen=True, slots=True)
class Bundled:
    """What went into a bundle.

    Attributes:
        path: the folder or ZIP file.
        events: lines of the log.
        values: values disclosed.
        files: files of evidence.
        withheld_values: values withheld.
        withheld_files: files withheld that the bundle names.
        root: of the log, hex.
        fingerprint: of the key that signed it; to be told to the recipient by another way than the bundle.
    """

    path: Path
    events: int
    values: int
    files: int
    withheld_values: int
    withheld_files: int
    root: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class _Read:
    """The log as it stood, and what of it is disclosed."""

    lines: list[bytes]
    disclosed: list[Disclosure]
    withheld: list[tuple[int, str]]
    rows: Mapping[str, Folded]
    keys: Mapping[str, str | None]
    tree: Tree


def write_bundle(
    store: Store,
    vault: Vault,
    target: Path,
    key: SigningKey,
    *,
    withhold: Withhold | None = None,
    without: Collection[str] = (),
    stamped: Sequence[Stamped] = (),
) -> Bundled:
    """Write a bundle of a case.

    Args:
        store: the case's.
        vault: its files.
        target: a new or empty folder, or a new file that ends in '.zip'.
        key: of this machine; it signs the checkpoint and the list of files.
        withhold: which values stay out; by default none. A file whose `sha256` is withheld stays out, too,
            and nothing says which it was.
        without: ids of items whose files stay out though their rows do not.
        stamped: older checkpoints of this log to hand over with it.

    Raises:
        Refused: the target is taken, or the case is damaged or does not go on from a stamped checkpoint.
        EvidenceMissing: the vault lacks a file that would go in.
    """
    _check(target, vault)
    read = _read(store, withhold or (lambda *_: False))
    aside = target.parent / f".{target.name}-{token_hex(4)}"
    try:
        aside.mkdir(parents=True)
        bundled = _fill(aside, store.case, read, vault, key, frozenset(without), stamped, target)
        if target.suffix == _ZIP:
            _zip(aside, target)
        else:
            aside.replace(target)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return bundled


def _check(target: Path, vault: Vault) -> None:
    taken = target.exists() and (not target.is_dir() or any(target.iterdir()) or target.suffix == _ZIP)
    if taken:
        raise Refused(f"{target} is there already, so no bundle was written", do="name a new one")
    if target.resolve().is_relative_to(vault.folder.resolve().parent):
        raise Refused(f"{target} lies within the case", do="name a folder beside it")


def _read(store: Store, withhold: Withhold) -> _Read:
    checker = Checker(Origin(store.case))
    lines: list[bytes] = []
    disclosed: list[Disclosure] = []
    withheld: list[tuple[int, str]] = []
    shown: dict[str, Folded] = {}
    keys: dict[str, str | None] = {}
    for seq, (line, opened) in enumerate(store.told(), start=1):
        checker.look(Event(seq, line), opened)
        entry = read_line(line)
        lines.append(line)
        given = {one.field: one for one in opened}
        folded = keys[entry.subject] = keys.get(entry.subject) or _key(given)
        table = entry.subject.rpartition(":")[0]
        kept = {name: one for name, one in given.items() if not withhold(table, folded or "", name)}
        disclosed += kept.values()
        withheld += [(seq, name) for name in entry.commitments if name not in kept]
        add(shown, entry, kept)
    if not lines:
        raise Refused(f"The log of {store.case} is empty, so there is nothing to hand over")
    if checker.end().damage:
        raise Refused(f"The log of {store.case} is damaged", do="run `headstamp evidence verify`")
    return _Read(lines, disclosed, withheld, shown, keys, Tree(checker.leaves))


def _key(given: Mapping[str, Disclosure]) -> str | None:
    alone = Folded(0, 0, {name: one.value for name, one in given.items()})
    return alone.key


def _fill(
    aside: Path,
    case: str,
    read: _Read,
    vault: Vault,
    key: SigningKey,
    without: frozenset[str],
    stamped: Sequence[Stamped],
    target: Path,
) -> Bundled:
    wanted, kept_out = _files(read, without)
    for sha256, pieces in wanted.items():
        _copy(vault, sha256, pieces, aside)
    checkpoint = sign_checkpoint(origin_of(case), len(read.lines), read.tree.root(), key)
    withheld = [*read.withheld, *((0, sha256) for sha256 in sorted(kept_out))]
    texts = {
        parts.LOG: b"".join(line + b"\n" for line in read.lines),
        parts.VALUES: b"".join(map(parts.disclosure_line, read.disclosed)),
        parts.WITHHELD: b"".join(parts.withheld_line(seq, name) for seq, name in withheld),
        parts.CHECKPOINT: checkpoint.encode(),
        parts.KEY: key.public.pem.encode(),
        parts.VERIFIER: verifier(),
        **_stamps(stamped, case, read.tree),
    }
    told = Told(
        case, len(read.lines), read.tree.root(), key.public, _example(read), sorted(wanted), len(stamped)
    )
    texts[parts.GUIDE] = guide(told)
    for name, text in texts.items():
        (aside / name).parent.mkdir(exist_ok=True)
        (aside / name).write_bytes(text)
    manifest = _manifest(aside)
    (aside / parts.MANIFEST).write_bytes(manifest)
    (aside / parts.SIGNATURE).write_bytes(key.sign(manifest))
    return Bundled(
        target,
        len(read.lines),
        len(read.disclosed),
        len(wanted),
        len(read.withheld),
        len(kept_out),
        read.tree.root().hex(),
        key.public.fingerprint,
    )


def _files(read: _Read, without: frozenset[str]) -> tuple[dict[str, str | None], set[str]]:
    """The files that go in, each with the root over its pieces if that is disclosed; and those that do not."""
    wanted: dict[str, str | None] = {}
    kept_out = set()
    for subject, folded in read.rows.items():
        cells = folded.cells
        if not subject.startswith(_ROWS_OF) or "sha256" not in cells:
            continue
        if read.keys.get(subject) in without:
            kept_out.add(cells["sha256"])
        else:
            wanted[cells["sha256"]] = cells.get("pieces")
    return wanted, kept_out - wanted.keys()


def _copy(vault: Vault, sha256: str, pieces: str | None, aside: Path) -> None:
    target = aside / parts.OBJECTS / sha256
    target.parent.mkdir(exist_ok=True)
    digests = Digests()
    with vault.path(sha256).open("rb") as source, target.open("xb") as copy:
        while block := source.read(16 * PIECE):
            digests.whole(memoryview(block))
            digests.pieces(memoryview(block))
            copy.write(block)
    if digests.sha256 != sha256 or pieces not in (None, digests.root):
        raise Refused(f"The file {sha256} is damaged", do="run `headstamp evidence verify`")
    if pieces is not None:
        leaves = digests.leaves
        listed = (leaves[at : at + LEAF].hex() + "\n" for at in range(0, len(leaves), LEAF))
        (aside / parts.PIECES).mkdir(exist_ok=True)
        (aside / parts.PIECES / sha256).write_text("".join(listed), "ascii")


def _stamps(stamped: Sequence[Stamped], case: str, tree: Tree) -> dict[str, bytes]:
    texts = {}
    for number, one in enumerate(stamped, start=1):
        told = read_checkpoint(one.checkpoint)
        if told.origin != origin_of(case) or told.size > len(tree) or tree.root(told.size) != told.root:
            raise Refused(
                f"The log does not go on from the checkpoint of {told.size} lines that is to go with it",
                do="run `headstamp evidence verify --against` it",
            )
        texts[f"{parts.STAMPS}/{number:04}.checkpoint"] = one.checkpoint
        if one.reply is not None:
            if not stamps_bytes(one.reply, one.checkpoint):
                raise Refused(
                    f"The time stamp is not of the checkpoint of {told.size} lines that it goes with"
                )
            texts[f"{parts.STAMPS}/{number:04}.tsr"] = one.reply
    return texts


def _example(read: _Read) -> Disclosure | None:
    """A value to show by hand how commitments are opened: a hash, which no shell takes for anything else."""
    found = (
        each for each in read.disclosed if each.field == "sha256" and parts.HASH.fullmatch(each.value[1:-1])
    )
    return next(found, None)


def _manifest(folder: Path) -> bytes:
    told = []
    for name in sorted(parts.inside(folder)):
        with (folder / name).open("rb") as file:
            told.append(f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {name}\n")
    return "".join(told).encode("ascii")


def _zip(folder: Path, target: Path) -> None:
    aside = folder.with_name(f"{folder.name}.zip")
    try:
        with zipfile.ZipFile(aside, "x") as archive:
            for name in sorted(parts.inside(folder)):
                entry = zipfile.ZipInfo(f"{target.stem}/{name}", _NO_TIME)
                entry.external_attr = 0o100644 << 16
                with (folder / name).open("rb") as source, archive.open(entry, "w", force_zip64=True) as copy:
                    shutil.copyfileobj(source, copy, 16 * PIECE)
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)
