"""Files on their way into the vault: read once, written aside, made durable together, named last.

Each file is hashed while it is written to a name without meaning. Names are given when the block ends and
every sync has succeeded, one program at a time, and the folders of the names are synced before the block
is left. So a name stands for bytes that are on the disk, whatever moment the power fails. Rows that name
the files are committed after that, by others.
"""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from headstamp.evidence import disk
from headstamp.evidence.asides import Asides
from headstamp.evidence.checking import same_bytes
from headstamp.evidence.errors import VaultFailed
from headstamp.evidence.layout import Layout, length
from headstamp.evidence.pieces import PIECE, Digests
from headstamp.evidence.source import Source, opened
from headstamp.evidence.stored import Stored

BLOCK = 32 * PIECE
"""Bytes read at a time; at most two such blocks are in memory for each file being put."""

_HASHING = 3


@dataclass(frozen=True, slots=True)
class _Put:
    """A file put.

    Attributes:
        stored: how it is known.
        aside: what it is written under until it gets its name; None where it is held.
        leaves: the same of its leaf hashes; None where it needs none.
        mends: whether something damaged had its name.
    """

    stored: Stored
    aside: Path | None = None
    leaves: Path | None = None
    mends: bool = False


class Batch:
    """What is put in one `with vault.batch()` block. It may be put from several threads.

    Attributes:
        mended: hashes of files that were held but damaged, and were replaced by the bytes put; complete
            once the block was left.
    """

    def __init__(self, layout: Layout, reread: bool) -> None:
        self.mended: list[str] = []
        self._layout, self._reread = layout, reread
        self._puts: dict[str, _Put] = {}
        self._guard = threading.Lock()
        self._asides = Asides(layout.tmp)
        self._hashing = ThreadPoolExecutor(_HASHING, "vault-hash")
        self._blocks: list[memoryview] = []
        self._ended = False

    def put(self, source: Path | bytes | BinaryIO) -> Stored:
        """Take in one file; it has a name in the vault, durably, once the block was left without an error.

        What is held already is not written again. Where it is held in another length than it has, or
        without its leaves, it is replaced by what is put; with `reread` of the batch, also where its bytes
        have changed.

        Args:
            source: a regular file, bytes, or a stream that is read to its end.

        Raises:
            SourceUnfit: the source is not a regular file, or cannot be read.
            SourceChanged: it was written to meanwhile.
            VaultFailed: the disk or the file system refused.
        """
        if self._ended:
            raise RuntimeError("the batch has ended")
        with opened(source) as found:
            blocks = self._block(), self._block()
            try:
                return self._take(found, *blocks)
            except OSError as error:
                raise VaultFailed(self._layout.folder, error.strerror or str(error)) from error
            finally:
                self._blocks += blocks

    def _block(self) -> memoryview:
        try:
            return self._blocks.pop()
        except IndexError:
            return memoryview(bytearray(BLOCK))

    def _take(self, source: Source, block: memoryview, other: memoryview) -> Stored:
        digests, count = Digests(), source.fill(block)
        if count == BLOCK:
            return self._stream(source, digests, block, other)
        digests.all(block[:count])
        source.settle(count)
        put = self._put(digests, count)
        return self._keep(put, self._asides.write(block[:count]), digests) if put.stored.new else put.stored

    def _stream(self, source: Source, digests: Digests, block: memoryview, other: memoryview) -> Stored:
        """Take in a file of several blocks: one is read while the one before is hashed and written."""
        aside, descriptor = self._asides.begin()
        try:
            count, size = BLOCK, 0
            while count:
                now = block[:count]
                running = [self._hashing.submit(take, now) for take in (digests.whole, digests.pieces)]
                running.append(self._hashing.submit(_write_on, descriptor, now, size))
                try:
                    digests.quick(now)
                    size += count
                    count = source.fill(other)
                finally:
                    wait(running)
                for each in running:
                    each.result()
                block, other = other, block
            source.settle(size)
            put = self._put(digests, size)
        except BaseException:
            self._asides.drop(aside, descriptor)
            raise
        if not put.stored.new:
            self._asides.drop(aside, descriptor)
            return put.stored
        self._asides.end(descriptor)
        return self._keep(put, aside, digests)

    def _put(self, digests: Digests, size: int) -> _Put:
        """What was read; it counts as new where it has to be written."""
        known = Stored(digests.sha256, digests.blake3, size, digests.root, True)
        with self._guard:
            if known.sha256 in self._puts:
                return _Put(replace(known, new=False))
            if self._layout.held(known.sha256, size) and not (
                self._reread and not same_bytes(self._layout, known)
            ):
                return self._puts.setdefault(known.sha256, _Put(replace(known, new=False)))
        return _Put(known, mends=length(self._layout.file(known.sha256)) is not None)

    def _keep(self, put: _Put, aside: Path, digests: Digests) -> Stored:
        try:
            leaves = self._asides.write(memoryview(digests.leaves)) if put.stored.size > PIECE else None
        except BaseException:
            self._asides.drop(aside)
            raise
        with self._guard:
            # Where another thread put the same bytes meanwhile, these are dropped when the batch ends.
            kept = self._puts.setdefault(put.stored.sha256, replace(put, aside=aside, leaves=leaves))
        return replace(put.stored, new=kept.aside is aside)

    def finish(self) -> None:
        """Make everything put durable and give it its name.

        Raises:
            VaultFailed: the disk or the file system refused; what was put has no name.
        """
        self._ended = True
        try:
            self._asides.wait()
            # One program at a time looks again at what is held and gives names: otherwise one could take
            # for held what another then has to take back.
            with disk.locked(self._layout.naming, alone=True):
                self._name_all()
        except OSError as error:
            raise VaultFailed(self._layout.folder, error.strerror or str(error)) from error
        finally:
            self.give_up()

    def _name_all(self) -> None:
        named: list[Path] = []
        try:
            for put in self._puts.values():
                self._name(put, named)
            # Names that stood there are synced like new ones: a program killed before it synced its
            # folders leaves names that look as good as any and would be gone after a power cut.
            self._asides.sync_folders(sorted({self._layout.file(sha256).parent for sha256 in self._puts}))
            self._layout.sync_above()
        except BaseException:
            for file in named:
                with suppress(OSError):
                    file.unlink()
            raise

    def _name(self, put: _Put, named: list[Path]) -> None:
        sha256, file = put.stored.sha256, self._layout.file(put.stored.sha256)
        if put.aside is None or not put.mends:
            if self._layout.held(sha256, put.stored.size):
                _make_young(file)
                return
            if put.aside is None:
                raise VaultFailed(self._layout.folder, f"{sha256} disappeared from it meanwhile")
        file.parent.mkdir(exist_ok=True)
        if put.leaves is not None:
            self._asides.name(put.leaves, self._layout.leaves(sha256))
        if put.mends:
            self.mended.append(sha256)
        else:
            named.append(file)
        self._asides.name(put.aside, file)

    def give_up(self) -> None:
        """Drop what has no name yet and let go of everything; harmless when done twice."""
        self._ended = True
        self._hashing.shutdown()
        self._asides.close()


def _write_on(descriptor: int, block: memoryview, start: int) -> None:
    disk.write(descriptor, block)
    disk.start_writing_out(descriptor, start, len(block))


def _make_young(file: Path) -> None:
    """So that no sweep takes a file for a leftover while the row that names it is not yet committed."""
    # Only its owner may: another user of the same vault leaves it its age, see `Vault.sweep`.
    with suppress(PermissionError):
        os.utime(file)
