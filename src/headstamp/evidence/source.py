"""Reading a file that is to be taken in: without altering it, and not while somebody else does.

A folder handed over by strangers can hold links to a home folder, pipes that never end and devices, so
only a regular file that is no link is read. Even the time of its last reading is left as it was, where
the system allows that.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from headstamp.evidence.errors import SourceChanged, SourceUnfit

_LINKED = (errno.ELOOP, errno.EMLINK)


@dataclass(frozen=True, slots=True)
class Source:
    """Bytes to take in.

    Attributes:
        fill: fills a buffer and returns how much of it; less than all of it only at the end.
        settle: to be called with the number of bytes read, after the last of them.
    """

    fill: Callable[[memoryview], int]
    settle: Callable[[int], None]


@contextmanager
def opened(source: Path | bytes | BinaryIO) -> Iterator[Source]:
    """Open a source for one pass.

    Raises:
        SourceUnfit: it is not a regular file, or cannot be read.
        SourceChanged: (from `settle`) it was written to meanwhile.
    """
    if isinstance(source, Path):
        with _opened_file(source) as found:
            yield found
    elif isinstance(source, bytes | bytearray | memoryview):
        yield Source(_from_bytes(memoryview(source)), lambda _read: None)
    else:
        name = f"the stream {getattr(source, 'name', 'given')}"
        yield Source(_filling(lambda buffer: _read_into(source, buffer), name), lambda _read: None)


@contextmanager
def _opened_file(path: Path) -> Iterator[Source]:
    name = str(path)
    descriptor = _descriptor(path)
    try:
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode):
            raise SourceUnfit(name, "it is not a regular file")

        taken = 0

        def read(buffer: memoryview) -> int:
            nonlocal taken
            count = os.readv(descriptor, [buffer])
            taken += count
            # Said at once: a file that grows as fast as it is read has no end.
            if taken > before.st_size:
                raise SourceChanged(name)
            return count

        def settle(read: int) -> None:
            if read != before.st_size or _state(before) != _state(os.fstat(descriptor)):
                raise SourceChanged(name)

        yield Source(_filling(read, name), settle)
    finally:
        os.close(descriptor)


def _state(seen: os.stat_result) -> tuple[int, int]:
    # The time of the inode's own change is left out: a backup that makes a hard link changes it.
    return seen.st_size, seen.st_mtime_ns


def _descriptor(path: Path) -> int:
    # Opening a pipe without O_NONBLOCK would wait for somebody to write to it.
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        try:
            return os.open(path, flags | getattr(os, "O_NOATIME", 0))
        except PermissionError:
            # Only a file's owner may read it without leaving the time of it.
            return os.open(path, flags)
    except OSError as error:
        why = "it is a link" if error.errno in _LINKED else f"it cannot be read ({error.strerror})"
        raise SourceUnfit(str(path), why) from error


def _filling(read: Callable[[memoryview], int], name: str) -> Callable[[memoryview], int]:
    def fill(buffer: memoryview) -> int:
        filled = 0
        try:
            while filled < len(buffer) and (got := read(buffer[filled:])):
                filled += got
        except OSError as error:
            raise SourceUnfit(name, f"it cannot be read ({error.strerror})") from error
        return filled

    return fill


def _read_into(stream: BinaryIO, buffer: memoryview) -> int:
    if hasattr(stream, "readinto"):
        return stream.readinto(buffer) or 0
    some = stream.read(len(buffer))
    buffer[: len(some)] = some
    return len(some)


def _from_bytes(data: memoryview) -> Callable[[memoryview], int]:
    taken = 0

    def fill(buffer: memoryview) -> int:
        nonlocal taken
        some = data[taken : taken + len(buffer)]
        buffer[: len(some)] = some
        taken += len(some)
        return len(some)

    return fill
