"""Opening files of an export: ordinary ones only, as much as is asked for and no more."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from headstamp.exchange.errors import ExportUnreadable


def file_bytes(path: Path, limit: int, name: str = "") -> bytes:
    """The bytes of an ordinary file; a link, device or larger file is refused.

    Raises:
        ExportUnreadable: it cannot be read so.
    """
    data = file_head(path, limit + 1, name)
    if len(data) > limit:
        raise ExportUnreadable(
            f"The file is larger than the {limit // 2**20} MB that such a file may have",
            file=name or str(path),
            do="check whether it is what its name says",
        )
    return data


def file_head(path: Path, size: int, name: str = "") -> bytes:
    """The first bytes of an ordinary file.

    Raises:
        ExportUnreadable: it is a link or device, or cannot be opened.
    """
    told = name or str(path)
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(handle, "rb") as stream:
            found = os.fstat(stream.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise ExportUnreadable("This is no ordinary file", file=told, do="give the file itself")
            return stream.read(size)
    except (OSError, ValueError) as error:
        why = (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
        raise ExportUnreadable(f"The file cannot be opened ({why})", file=told, do="check it") from None
