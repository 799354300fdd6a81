"""The vault: files of evidence under the hash of their bytes, written once and never again.

A file can be disputed years later, so it is kept exactly as it came, read-only, under its SHA-256; who
found it where, and what became of it, stands in the case's log. Files come first and the rows that name
them after: a file without a row is a leftover and can be swept, a row without its file is damage.

    with vault.batch() as batch:
        stored = batch.put(path)
    with store.change(who, act) as change:
        change.put("evidence", key, {"sha256": stored.sha256, ...})

Decoding files, what they are and who may see them is left to others.
"""

from __future__ import annotations

import time
from collections.abc import Container, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from headstamp.evidence import checking, disk
from headstamp.evidence.batch import Batch
from headstamp.evidence.errors import EvidenceMissing, VaultBusy, VaultFailed
from headstamp.evidence.layout import Layout, is_hash
from headstamp.evidence.stored import Broken, Stored

__all__ = ["AN_HOUR", "Batch", "Broken", "Stored", "Vault"]

AN_HOUR = 3_600.0
"""Seconds after which a file without a row counts as left over."""


class Vault:
    """The files of one case. Several programs and threads may use the same vault.

    Attributes:
        folder: where it lies.
    """

    def __init__(self, folder: Path) -> None:
        """Open the vault, or make it where it is missing.

        Args:
            folder: the vault; its parent stands already.

        Raises:
            VaultFailed: the folder cannot be made.
        """
        self.folder, self._layout = folder, Layout(folder)
        with self._translated():
            self._layout.make()

    @contextmanager
    def batch(self, *, reread: bool = False) -> Iterator[Batch]:
        """Take in files: everything put in the block is durable and named when it is left, or nothing is.

        Args:
            reread: read what is held already and replace it where its bytes have changed.

        Yields:
            What to put files into.

        Raises:
            VaultFailed: the disk or the file system refused; nothing of the batch has a name.
        """
        with ExitStack() as held:
            # What the caller's own block raises is not translated.
            with self._translated():
                held.enter_context(disk.locked(self._layout.lock, alone=False))
            batch = Batch(self._layout, reread)
            try:
                yield batch
            except BaseException:
                batch.give_up()
                raise
            batch.finish()

    def path(self, sha256: str) -> Path:
        """Where a file lies, to be read only.

        Raises:
            EvidenceMissing: there is none of that hash.
        """
        if not is_hash(sha256) or not self._layout.file(sha256).is_file():
            raise EvidenceMissing(sha256, self.folder)
        return self._layout.file(sha256)

    def held(self) -> Iterator[str]:
        """The SHA-256 of everything that has a name here, in order."""
        return self._layout.names()

    def check(self, known: Stored, *, quick: bool = False) -> list[Broken]:
        """Look whether a file is still what it was.

        Args:
            known: the file as the log knows it.
            quick: see only whether it stands there in its length; otherwise read all of it.

        Returns:
            What is wrong with it, with the pieces where they can be named; empty when it is whole.
        """
        if not is_hash(known.sha256):
            return [Broken("missing")]
        return checking.look(self._layout, known, quick=quick)

    def sweep(self, named: Container[str], *, older: float = AN_HOUR) -> int:
        """Remove what crashes left over: files without a row, and files half written.

        A batch is named by rows only after it has ended, so its files are without a row for a moment, and
        `named` may have been put together just before. That is why young files are left alone.

        Args:
            named: the SHA-256 of every file that a row of the case names.
            older: seconds since a file was last put, less than which it stays.

        Returns:
            How many files were removed, lists of pieces not counted.

        Raises:
            VaultBusy: another program is adding files, or the file system knows no locks.
            VaultFailed: the disk or the file system refused.
        """
        with self._translated(), disk.locked(self._layout.lock, alone=True, wait=False) as free:
            if not free:
                raise VaultBusy(self.folder)
            before = time.time() - older
            tmp = sum(_removed(file, before) for file in list(self._layout.tmp.iterdir()))
            unnamed = [self._layout.file(sha256) for sha256 in self.held() if sha256 not in named]
            removed = sum(_removed(file, before) for file in unnamed)
            for leaves in list(self._layout.objects.glob("??/*.pieces")):
                # They mean nothing without their file; the other way round the file would look damaged.
                if not leaves.with_suffix("").exists():
                    leaves.unlink()
            return tmp + removed

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise VaultFailed(self.folder, error.strerror or str(error)) from error


def _removed(file: Path, before: float) -> bool:
    # A renamed file keeps the time it was written at and gets a new time of change.
    if file.lstat().st_ctime > before:
        return False
    file.unlink()
    return True
