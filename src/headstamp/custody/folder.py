"""Making a case's folder so that it exists whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

from headstamp.values import Refused


@contextmanager
def made_whole(target: Path) -> Iterator[Path]:
    """A folder to fill, which takes its name only once it has been filled.

    Args:
        target: a name that is free, or an empty folder.

    Raises:
        Refused: something stands there; it is untouched.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise Refused(f"{target} is not empty, so no case was made there", do="name a new or an empty folder")
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.parent / f".{target.name}-{token_hex(4)}"
    try:
        aside.mkdir()
        yield aside
        aside.replace(target)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
