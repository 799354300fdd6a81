"""Where things lie in a vault, so that a stranger finds them without this program.

evidence/
├── objects/ab/ab12…       a file under the SHA-256 of its bytes, read-only
├── objects/ab/ab12….pieces   its leaf hashes, 32 raw bytes each; only where it has several pieces
├── tmp/                   what is being written; without a name yet, so without meaning
├── lock, naming           empty; held (flock) by programs at work, see `disk.locked`
"""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from headstamp.evidence import disk
from headstamp.evidence.pieces import LEAF, pieces_in

_OBJECTS = "objects"
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Layout:
    """The places in a vault.

    Attributes:
        folder: the vault itself.
    """

    folder: Path

    @property
    def objects(self) -> Path:
        """The folder of what has a name."""
        return self.folder / _OBJECTS

    @property
    def tmp(self) -> Path:
        """The folder of what has no name yet."""
        return self.folder / "tmp"

    @property
    def lock(self) -> Path:
        """Shared by all who add; alone for one who sweeps."""
        return self.folder / "lock"

    @property
    def naming(self) -> Path:
        """Alone for the one who gives names."""
        return self.folder / "naming"

    def file(self, sha256: str) -> Path:
        """Where the file of that hash lies, or would."""
        return Path(self.folder, _OBJECTS, sha256[:2], sha256)

    def leaves(self, sha256: str) -> Path:
        """Where its leaf hashes lie, or would."""
        return Path(self.folder, _OBJECTS, sha256[:2], f"{sha256}.pieces")

    def make(self) -> None:
        """Make the folders that are missing."""
        for folder in (self.folder, self.objects, self.tmp):
            folder.mkdir(parents=folder is self.folder, exist_ok=True)

    def sync_above(self) -> None:
        """Wait until the folders above the files have their names on the disk.

        They are synced whether or not this program made them: one killed between making and syncing them
        leaves them looking as good as any.
        """
        for folder in (self.objects, self.folder, self.folder.absolute().parent):
            disk.sync_folder(folder)

    def held(self, sha256: str, size: int) -> bool:
        """Whether the file of that hash, and its leaves where it needs some, stand there in full length."""
        pieces = pieces_in(size)
        return length(self.file(sha256)) == size and (
            pieces < 2 or length(self.leaves(sha256)) == pieces * LEAF
        )

    def names(self) -> Iterator[str]:
        """The hashes of all that is held, in order."""
        for folder in sorted(self.objects.glob("[0-9a-f][0-9a-f]")):
            yield from sorted(file.name for file in folder.iterdir() if is_hash(file.name))


def is_passing(place: Path) -> bool:
    """Whether a file of a vault, by its place in it, is a lock or a half-written file and no evidence."""
    first = place.parts[0]
    return first in ("lock", "naming", "tmp") or first.startswith(".")


def is_hash(text: str) -> bool:
    """Whether the text is a SHA-256 as the vault writes it."""
    return _HASH.fullmatch(text) is not None


def length(file: Path) -> int | None:
    """Size of a regular file in bytes, None where there is none."""
    try:
        seen = file.lstat()
    except FileNotFoundError:
        return None
    return seen.st_size if stat.S_ISREG(seen.st_mode) else None
