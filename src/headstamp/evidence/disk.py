"""What the vault asks of the file system: bytes that stay after a power cut, and locks between programs.

Every promise of the vault comes down to these few calls, which the durability tests kill, fail and replay
one by one; the docs on durability say what they rest on.
"""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_FULL = getattr(fcntl, "F_FULLFSYNC", None)
_NO_LOCKS = (errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS, errno.EINVAL)


def sync_file(descriptor: int) -> None:
    """Wait until what was written to a file is on the disk."""
    _sync(descriptor)


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _sync(descriptor)
    finally:
        os.close(descriptor)


def _sync(descriptor: int) -> None:
    # On macOS a plain fsync leaves the data in the drive's cache.
    if _FULL is not None:
        fcntl.fcntl(descriptor, _FULL)
    else:
        os.fsync(descriptor)


def write(descriptor: int, block: memoryview) -> None:
    """Write the whole block where the file stands."""
    while block:
        block = block[os.write(descriptor, block) :]


def start_writing_out(descriptor: int, start: int, length: int) -> None:
    """Let the system begin to write a range out, so that the sync at the end has less to wait for."""
    if hasattr(os, "posix_fadvise"):
        # Of pages that still wait to be written, this advice keeps the memory and starts the writing.
        with suppress(OSError):
            os.posix_fadvise(descriptor, start, length, os.POSIX_FADV_DONTNEED)


@contextmanager
def locked(file: Path, *, alone: bool, wait: bool = True) -> Iterator[bool]:
    """Hold a lock between programs for as long as the block lasts; it ends with the program.

    Args:
        file: a file that stands for the lock; made when missing, never removed.
        alone: keep everybody else out, instead of only those who want to be alone.
        wait: wait for the lock; otherwise see whether it is free.

    Yields:
        Whether the lock is held: False where it was not free, or the file system knows no locks.
    """
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        yield _lock(descriptor, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | (0 if wait else fcntl.LOCK_NB))
    finally:
        os.close(descriptor)


def _lock(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind)
    except BlockingIOError:
        return False
    except OSError as error:
        if error.errno in _NO_LOCKS:
            return False
        raise
    return True
