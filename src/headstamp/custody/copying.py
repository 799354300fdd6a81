"""A copy of a store that is open, as whole as its last commit.

A file copied while a program writes to it can be torn, and what was committed last may stand in a file
beside it; so the engine itself makes the copy.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from headstamp.custody.errors import StoreDamaged


def copy_of(path: Path) -> bytes:
    """The bytes of a store with everything that was committed; equal stores give equal bytes.

    Raises:
        StoreDamaged: the file cannot be read as a database.
    """
    try:
        with (
            closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as store,
            closing(sqlite3.connect(":memory:")) as copy,
        ):
            store.backup(copy)
            return copy.serialize()
    except sqlite3.Error as error:
        raise StoreDamaged(path, f"the database says '{error}'") from error
