"""Files that commands write where the user says: refused early where they cannot be, whole or not there."""

from __future__ import annotations

import os
from pathlib import Path


def check_place(path: Path, what: str, such_as: str) -> None:
    """Refuse a place that no file can be written to, before the work is done.

    Args:
        path: the file to be written.
        what: what it will hold, such as 'report'.
        such_as: a name it could have.

    Raises:
        NotFound: there is no such folder.
        Refused: a folder is there.
    """
    from headstamp.values import NotFound, Refused

    if not path.parent.is_dir():
        raise NotFound(f"There is no folder {path.parent} to write the {what} to", do="make it first")
    if path.is_dir():
        raise Refused(f"{path} is a folder", do=f"name a file for the {what}, such as {such_as}")


def write_whole(path: Path, text: str) -> None:
    """Write a file so that it is there whole or not at all."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with aside.open("w", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
