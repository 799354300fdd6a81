"""Files that are being written and have no name yet, and the threads that wait until they are on the disk.

A sync waits for the disk and not for the processor, so several run at once and behind the next file's
reading. What a failed sync leaves in memory cannot be trusted, so a file whose sync failed is dropped and
never synced again.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from secrets import token_hex

from headstamp.evidence import disk

SYNCING = 8
"""Threads that wait for syncs: a journal commits for all who wait at once."""

_WAITING = 64
"""Files written and not yet synced, at most; each is an open descriptor."""

_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
_READ_ONLY = 0o444


class Asides:
    """What one batch writes aside. Its methods may be called from several threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: set[Path] = set()
        self._free = threading.BoundedSemaphore(_WAITING)
        self._syncs: list[Future[None]] = []
        self._threads = ThreadPoolExecutor(SYNCING, "vault-sync")
        self._given_up = False

    def begin(self) -> tuple[Path, int]:
        """Make an empty file; the descriptor is to be handed to `end` or `drop`."""
        aside = self._folder / token_hex(16)
        self._files.add(aside)
        return aside, os.open(aside, _NEW_FILE, _READ_ONLY)

    def end(self, descriptor: int) -> None:
        """Sync a file that is written, in the background, and close it."""
        self._free.acquire()
        self._syncs.append(self._threads.submit(self._sync_and_close, descriptor))

    def drop(self, aside: Path, descriptor: int | None = None) -> None:
        """Do without a file; a leftover is no harm, since it means nothing and the next sweep removes it."""
        if descriptor is not None:
            os.close(descriptor)
        try:
            aside.unlink(missing_ok=True)
        except OSError:
            return
        self._files.discard(aside)

    def write(self, data: memoryview) -> Path:
        """Write a whole file aside."""
        aside, descriptor = self.begin()
        try:
            disk.write(descriptor, data)
        except BaseException:
            self.drop(aside, descriptor)
            raise
        self.end(descriptor)
        return aside

    def name(self, aside: Path, file: Path) -> None:
        """Give a file its name, in place of what had it."""
        aside.replace(file)
        self._files.discard(aside)

    def wait(self) -> None:
        """Wait until every file is on the disk.

        Raises:
            OSError: of the first that is not.
        """
        for each in self._syncs:
            each.result()

    def sync_folders(self, folders: Iterable[Path]) -> None:
        """Wait until the names in these folders are on the disk."""
        list(self._threads.map(disk.sync_folder, folders))

    def close(self) -> None:
        """Drop what has no name, and let go of everything."""
        self._given_up = True
        self._threads.shutdown()
        for aside in tuple(self._files):
            self.drop(aside)

    def _sync_and_close(self, descriptor: int) -> None:
        try:
            if not self._given_up:
                disk.sync_file(descriptor)
        finally:
            os.close(descriptor)
            self._free.release()
