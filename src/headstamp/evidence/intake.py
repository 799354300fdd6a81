"""Intake: files into the vault, what is made from them beside them, and both into the case's log.

A file is acknowledged once its bytes and all that was made from them are on disk under their names and the
log says so. Files go in rounds: while one round is hashed, the pictures of the round before are decoded in
the sandbox. The same file taken in again says nothing new, so an intake that was cut off is simply run
again. Nothing that is wrong with one file costs another. How a file is decoded is left to the sandbox,
what other programs' exports say to `headstamp.exchange`.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from headstamp import __version__
from headstamp.custody import Change, Store
from headstamp.custody import Outcome as Put
from headstamp.evidence.errors import SourceChanged, SourceUnfit
from headstamp.evidence.find import Find
from headstamp.evidence.item import ACQUISITIONS, ITEMS, Acquisition, EvidenceItem, derived_id, original_id
from headstamp.evidence.sandbox import Decoded, Member, Part, Sandbox, Verdict
from headstamp.evidence.unpack import ASIDE, CONTAINERS, DEPTH, member_finds, unpacked
from headstamp.evidence.vault import Batch, Stored, Vault
from headstamp.values import Refused

ROUND_FILES = 48
ROUND_BYTES = 256 * 2**20
_LOCK = ".intake.lock"
_HASHES = {"md5": "md5", "sha1": "sha1", "sha256": "sha256", "sha512": "sha512", "sha3-512": "sha3_512"}


class Outcome(StrEnum):
    """What taking a find in did."""

    NEW = "new"
    """The case did not hold the file."""
    MET_AGAIN = "met_again"
    """The case held the file, and now knows of one more way in which it came."""
    SAME = "same"
    """Nothing new was said."""
    FAILED = "failed"
    """The file could not be read; nothing of it was kept."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one find; it is on disk when this is seen.

    Attributes:
        find: what was taken in.
        outcome: what that did.
        item: the item's id; empty where it failed.
        verdict: what came of decoding it; empty where that was done before or it failed.
        made: ids of what was made from it now.
        why: why it failed or was not decoded, and which claimed hash it does not have.
    """

    find: Find
    outcome: Outcome
    item: str = ""
    verdict: str = ""
    made: tuple[str, ...] = ()
    why: str = ""


Reader = Callable[[tuple[Member, ...], Find, str], Iterable[Find]]
"""Reads the finds of an unpacked archive: its members, how the archive came, and the archive's id."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A find whose bytes are on disk, and what is to be made from it."""

    find: Find
    depth: int
    stored: Stored
    id: str
    mismatch: str
    decoding: Future[Decoded] | None


class Intake:
    """One run of taking files into a case; `only_intake` sees to it that it is the only one."""

    def __init__(
        self, store: Store, vault: Vault, sandbox: Sandbox, *, who: str, read: Reader = member_finds
    ) -> None:
        self._store, self._vault, self._sandbox = store, vault, sandbox
        self._who, self._read = who, read
        unsafe = sandbox.confinement == "none"
        self._act = "evidence add --unsafe-decode" if unsafe else "evidence add"
        self._made_with = f"headstamp {__version__}, confined by {sandbox.confinement}"
        self._waiting: deque[tuple[Find, int]] = deque()
        self._archives: deque[tuple[_Kept, str]] = deque()

    def take(self, finds: Iterable[Find]) -> Iterator[Taken]:
        """Take files in; the members of an archive come after it.

        Args:
            finds: what to take in, read as it goes.

        Yields:
            What became of each, once that is on disk.

        Raises:
            HeadstampError: the case itself cannot be written, as on a full disk; what was yielded stays.
        """
        coming = iter(finds)
        before: list[_Kept] = []
        with ExitStack() as archive:
            while True:
                failed: list[Taken] = []
                self._open_next(archive, failed)
                chosen = list(self._next_round(coming))
                with self._vault.batch() as batch:
                    kept = list(self._keep(batch, chosen, failed))
                    made = [self._make(batch, one) for one in before]
                yield from failed
                yield from self._commit(before, made)
                before = [self._decode(one) for one in kept]
                if not (before or chosen or self._waiting or self._archives):
                    return

    def _open_next(self, archive: ExitStack, failed: list[Taken]) -> None:
        """Take the next archive apart, once all members of the one before are in the vault."""
        if self._waiting:
            return
        archive.close()
        if not self._archives:
            return
        kept, media_type = self._archives.popleft()
        file = self._vault.path(kept.stored.sha256)
        members = archive.enter_context(unpacked(self._sandbox, file, media_type, self._vault.folder))
        self._waiting.extend((find, kept.depth + 1) for find in self._read(members, kept.find, kept.id))
        for member in members:
            if not member.name:
                # Of the archive as a whole, which is kept: its tail is damaged, or a limit ended it.
                failed.append(Taken(kept.find, Outcome.SAME, kept.id, why=f"of its members: {member.why}"))
            elif member.file is None:
                find = Find(file, member.name, container=kept.id).in_words()
                failed.append(Taken(find, Outcome.FAILED, why=member.why))

    def _next_round(self, coming: Iterator[Find]) -> Iterator[tuple[Find, int]]:
        """The files of the next round: members of the open archive first, which lie on disk meanwhile."""
        size = 0
        for _ in range(ROUND_FILES):
            one = self._waiting.popleft() if self._waiting else next(((find, 0) for find in coming), None)
            if one is None:
                return
            yield one[0].in_words(), one[1]
            size += _size(one[0].file)
            if size >= ROUND_BYTES:
                return

    def _keep(self, batch: Batch, chosen: list[tuple[Find, int]], failed: list[Taken]) -> Iterator[_Kept]:
        for find, depth in chosen:
            try:
                stored = batch.put(find.file)
                mismatch = _mismatch(find, stored)
            except (SourceChanged, SourceUnfit) as error:
                failed.append(Taken(find, Outcome.FAILED, why=str(error)))
                continue
            yield _Kept(find, depth, stored, original_id(stored.sha256), mismatch, None)

    def _decode(self, kept: _Kept) -> _Kept:
        """Start decoding what the case does not know yet."""
        if self._store.row(ITEMS, kept.id) is not None:
            return kept
        decoding = self._sandbox.submit(self._vault.path(kept.stored.sha256))
        return _Kept(kept.find, kept.depth, kept.stored, kept.id, kept.mismatch, decoding)

    def _make(self, batch: Batch, kept: _Kept) -> tuple[EvidenceItem | None, tuple[EvidenceItem, ...]]:
        """The item and what was made from it, with bytes on disk; nothing for an item known before."""
        if kept.decoding is None:
            return None, ()
        decoded = kept.decoding.result()
        item = _item(kept, decoded)
        return item, tuple(self._derived(batch, item, part) for part in decoded.parts)

    def _derived(self, batch: Batch, parent: EvidenceItem, part: Part) -> EvidenceItem:
        derivation = part.kind if part.at is None else f"{part.kind} {part.at:.3f}"
        stored = batch.put(part.data)
        return EvidenceItem(
            derived_id(parent.id, derivation),
            stored.sha256,
            stored.blake3,
            stored.size,
            stored.pieces,
            part.media_type,
            parent=parent.id,
            derivation=derivation,
            made_with=self._made_with,
        )

    def _commit(
        self, kept: list[_Kept], made: list[tuple[EvidenceItem | None, tuple[EvidenceItem, ...]]]
    ) -> list[Taken]:
        if not kept:
            return []
        with self._store.change(self._who, self._act) as change:
            return [self._say(change, *one) for one in zip(kept, made, strict=True)]

    def _say(
        self, change: Change, kept: _Kept, made: tuple[EvidenceItem | None, tuple[EvidenceItem, ...]]
    ) -> Taken:
        """Write one item, what was made from it, and how it came."""
        item, derived = made
        new = item is not None and change.put(ITEMS, item.id, item.cells()) is Put.NEW
        for each in derived if new else ():
            change.put(ITEMS, each.id, each.cells())
        acquisition = Acquisition.of(kept.id, kept.find, kept.mismatch)
        met = change.put(ACQUISITIONS, acquisition.id, acquisition.cells()) is Put.NEW
        media_type = item.media_type if item is not None else self._known(kept.id).media_type
        unopened = ""
        if media_type in CONTAINERS and kept.depth < DEPTH:
            self._archives.append((kept, media_type))
        elif media_type in CONTAINERS:
            unopened = f"not taken apart, since it lies {DEPTH} archives deep"
        return Taken(
            kept.find,
            Outcome.NEW if new else Outcome.MET_AGAIN if met else Outcome.SAME,
            kept.id,
            item.verdict if item is not None and new else "",
            tuple(each.id for each in derived) if new else (),
            "; ".join(
                each for each in (item.why if item is not None else "", kept.mismatch, unopened) if each
            ),
        )

    def _known(self, key: str) -> EvidenceItem:
        row = self._store.row(ITEMS, key)
        assert row is not None
        return EvidenceItem.from_cells(row.key, row.cells)


def _item(kept: _Kept, decoded: Decoded) -> EvidenceItem:
    stored, why = kept.stored, decoded.why if decoded.verdict is not Verdict.OK else ""
    return EvidenceItem(
        kept.id,
        stored.sha256,
        stored.blake3,
        stored.size,
        stored.pieces,
        decoded.media_type,
        kept.find.name,
        decoded.verdict.value,
        why,
        facts=dict(decoded.facts),
    )


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:  # it is told when it is read
        return 0


def _mismatch(find: Find, stored: Stored) -> str:
    """Which claimed hash the file does not have, as a phrase; empty where all fit."""
    wrong = []
    for name, claimed in sorted(find.claimed.items()):
        if name == "sha256":
            real = stored.sha256
        elif name in _HASHES:
            with find.file.open("rb") as opened:
                real = hashlib.file_digest(opened, _HASHES[name]).hexdigest()
        else:
            continue
        if real != claimed.lower():
            wrong.append(name)
    return f"its finder claims another {' and '.join(wrong)}" if wrong else ""


@contextmanager
def only_intake(folder: Path) -> Iterator[bool]:
    """Be the one intake of a case while the block lasts.

    Args:
        folder: the vault's.

    Yields:
        Whether an earlier intake was cut off, so that there are leftovers to sweep.

    Raises:
        Refused: another intake of this case is running.
    """
    with (folder / _LOCK).open("a+b") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(
                "Files are being taken into this case by another program", do="wait until it has ended"
            ) from None
        # What stands in the file when the lock is free was left by an intake that did not end by itself.
        lock.seek(0)
        cut_off = bool(lock.read(1))
        for left in folder.glob(f"{ASIDE}*") if cut_off else ():
            shutil.rmtree(left, ignore_errors=True)
        lock.write(b"running")
        lock.flush()
        yield cut_off
        lock.truncate(0)
