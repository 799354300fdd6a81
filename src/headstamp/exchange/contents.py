"""The files of an export under the names its tool gave them, and which of them a told name means.

Only files found under the export's folder, or handed over as the unpacked members of its archive, can ever
be opened: a name in a cell is looked up here and never used as a path. Links are not followed.
"""

from __future__ import annotations

import os
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, takewhile
from pathlib import Path

from headstamp.exchange.opening import file_bytes
from headstamp.exchange.told_paths import UNIQUE_STEM, fits, folded, likeness, parts_of, shown
from headstamp.values import NotFound, Refused
from headstamp.values.digest import Digest

_MOST_FILES = 500_000
_TOO_MANY = 1_000  # files of one name, which nobody tells apart by it
# What is named by the hash of a file and is not that file: signatures, time stamps, device checks.
_ATTACHMENTS = frozenset({"asc", "sig", "ots", "gst", "tsr", "devicecheck"})
_PART_OF_SHA256 = 24  # hex digits of the SHA-256 by which auto-archiver names files


@dataclass(frozen=True, slots=True)
class Match:
    """Which file a told name means.

    Attributes:
        file: the file; None where there is none, or no telling which.
        name: its name within the export.
        how: by what it was matched: 'path', 'end of the path', 'name', 'hash in the name'.
        why: why there is no file, in a sentence.
    """

    file: Path | None = None
    name: str = ""
    how: str = ""
    why: str = ""


class Contents:
    """The files of an export by name.

    Attributes:
        folder: the folder they lie in, None for members of an archive.
        files: path by name within the export, parts separated by '/'.
        refused: names that were passed over, with the reason.
    """

    def __init__(
        self,
        named: Iterable[tuple[str, Path]],
        refused: Iterable[tuple[str, str]] = (),
        folder: Path | None = None,
    ) -> None:
        self.folder = folder
        self.files: dict[str, Path] = {}
        many: dict[str, list[Path]] = defaultdict(list)
        for name, path in named:
            many["/".join(map(shown, parts_of(name)[0]))].append(path)
        # Only now: a walk finds what it refuses on its way.
        turned_away = list(refused)
        self._several = {folded(name.rpartition("/")[2]) for name, paths in many.items() if len(paths) > 1}
        self.files |= {name: paths[0] for name, paths in many.items() if len(paths) == 1 and name}
        for name, paths in many.items():
            if len(paths) == 1 and name:
                continue
            # Which one a manifest means is anybody's guess, and an attacker's choice.
            why = f"{len(paths)} files bear this name, so none of them is matched by it."
            turned_away.append((name, why) if name else ("unnamed", f"{len(paths)} files have no name."))
            number = 0
            for path in paths:
                while (free := f"{name or 'unnamed'} ({(number := number + 1)})") in self.files:
                    pass
                self.files[free] = path
        self.refused = tuple(turned_away)
        self._sorted = sorted(self.files)
        self._names = {path: name for name, path in self.files.items()}
        self._by_last: dict[str, list[str]] = defaultdict(list)
        self._by_two: dict[str, list[str]] = defaultdict(list)
        self._by_hash: dict[str, list[str]] = defaultdict(list)
        self._carrying: dict[str, list[str]] = defaultdict(list)
        for name in self.files:
            last = name.rpartition("/")[2]
            self._by_last[folded(last)].append(name)
            if "/" in name:
                self._by_two[folded("/".join(name.split("/")[-2:]))].append(name)
            digest = Digest.of_name(last)
            stem, _, ending = last.lower().partition(".")
            if digest is not None:
                self._carrying[digest.hex].append(name)
                if stem.endswith(digest.hex) and ending not in _ATTACHMENTS and "." not in ending:
                    self._by_hash[digest.hex].append(name)
            elif len(stem) == _PART_OF_SHA256 and UNIQUE_STEM.fullmatch(stem):
                self._by_hash[stem].append(name)

    @classmethod
    def of_folder(cls, folder: Path) -> Contents:
        """The files under a folder, links and devices passed over.

        Raises:
            NotFound: there is no such folder.
            Refused: it holds more files than an export does.
        """
        if not folder.is_dir():
            raise NotFound("There is no such folder", file=str(folder), do="check the name")
        root = folder.resolve()
        refused: list[tuple[str, str]] = []
        return cls(_walk(root, refused), refused, root)

    @classmethod
    def of_members(cls, members: Iterable[tuple[str, Path]]) -> Contents:
        """The unpacked members of an archive: the name the archive gives, and the file it was written to."""
        return cls(members)

    def __iter__(self) -> Iterator[str]:
        return iter(self._sorted)

    def name_of(self, path: Path) -> str | None:
        """What a file is called within the export, None where it lies elsewhere."""
        return self._names.get(path)

    def under(self, folder: str) -> list[str]:
        """Names of the files in a folder of the export, those of deeper folders included."""
        if not folder:
            return list(self._sorted)
        first = bisect_left(self._sorted, f"{folder}/")
        return list(takewhile(lambda name: name.startswith(f"{folder}/"), islice(self._sorted, first, None)))

    def match(self, told: str) -> Match:
        """Which file a told path, name or address means.

        The ends of the paths are compared, since exports are moved about: the file must lie as told, or one
        of the two paths must end the other; only names of 16 hex digits or more are taken wherever they lie.
        Letter case and Unicode form count only where several files would fit.
        """
        parts, plain = parts_of(told)
        if not parts:
            return Match(why="No name of a file is told.")
        name = "/".join(parts)
        if plain and name in self.files:
            return Match(self.files[name], name, "path")
        # Whatever shares two parts is nearer than whatever shares one.
        alike = self._by_two.get(folded("/".join(parts[-2:])), []) if len(parts) > 1 else []
        alike = alike or self._by_last.get(folded(parts[-1]), [])
        if len(alike) > _TOO_MANY:
            return Match(
                why=f"{len(alike):,} files are called '{parts[-1]}', and the path does not say which."
            )
        ranked = sorted(((likeness(parts, other.split("/")), other) for other in alike), reverse=True)
        fitting = [(rank, other) for rank, other in ranked if fits(rank[0], parts, other)]
        if not fitting and folded(parts[-1]) in self._several:
            return Match(why=f"Several files are called '{parts[-1]}'.")
        if not fitting:
            return Match(why=f"No file '{parts[-1]}' lies where it is told to.")
        if len(fitting) > 1 and fitting[0][0] == fitting[1][0]:
            return Match(why=f"Several files are called '{parts[-1]}', and the path does not say which.")
        (common, _), found = fitting[0]
        return Match(self.files[found], found, "end of the path" if common > 1 else "name")

    def of_hash(self, sha256: str) -> Match:
        """The file whose name is this SHA-256, or its first 24 digits."""
        for key in (sha256, sha256[:_PART_OF_SHA256]):
            names = self._by_hash.get(key, [])
            if len(names) == 1:
                return Match(self.files[names[0]], names[0], "hash in the name")
            if names:
                return Match(why=f"Several files are named by the hash {key}.")
        return Match(why=f"No file is named by the hash {sha256[:_PART_OF_SHA256]}.")

    def carrying(self, sha256: str) -> list[str]:
        """Names of all files whose name carries a hash: the file itself, its signature, its description."""
        return sorted(self._carrying.get(sha256, []))

    def data(self, name: str, limit: int) -> bytes:
        """The bytes of one of the files.

        Raises:
            ExportUnreadable: it cannot be opened, is no ordinary file, or is larger than `limit` bytes.
        """
        return file_bytes(self.files[name], limit, name)


def _walk(root: Path, refused: list[tuple[str, str]]) -> Iterator[tuple[str, Path]]:
    folders = [root]
    count = 0
    while folders:
        folder = folders.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda one: one.name)
        except OSError as error:
            refused.append((str(folder), f"The folder cannot be opened ({error.strerror})."))
            continue
        for entry in entries:
            path = Path(entry.path)
            name = path.relative_to(root).as_posix()
            if entry.is_symlink():
                refused.append((shown(name), "A link, not a file; links are not followed."))
            elif entry.is_dir(follow_symlinks=False):
                folders.append(path)
            elif entry.is_file(follow_symlinks=False):
                count += 1
                yield name, path
            else:
                refused.append((shown(name), "A device or pipe, not a file."))
        if count > _MOST_FILES:
            raise Refused(
                f"{root} holds more than {_MOST_FILES:,} files", do="name the folder of the export itself"
            )
