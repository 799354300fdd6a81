"""Finds from files and folders as a person names them, with what that person tells of all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from headstamp.evidence.find import Find
from headstamp.values import NotFound

_NOISE = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True)
class Told:
    """What whoever adds files tells of all of them; see `Find` for each."""

    source: str = ""
    collected: str = ""
    collected_by: str = ""
    how: str = ""
    note: str = ""
    search: str = ""


def files_of(paths: Iterable[Path]) -> list[tuple[Path, str]]:
    """The files that paths name, folders with all they hold, in order, each with its name.

    A link is followed where it is named itself, and left out inside a folder: it may lead anywhere.

    Returns:
        (file, name); a name in a folder is told from that folder on.

    Raises:
        NotFound: there is nothing at a path.
    """
    found: list[tuple[Path, str]] = []
    for path in paths:
        if path.is_dir():
            found += [(file, f"{path.name}/{file.relative_to(path).as_posix()}") for file in _in(path)]
        elif path.exists():
            found.append((path, path.name))
        else:
            raise NotFound(f"There is nothing at {path}", do="check the path")
    return found


def finds_of(files: Iterable[tuple[Path, str]], told: Told) -> Iterator[Find]:
    """Files as finds of which the same is told."""
    for file, name in files:
        yield Find(
            file, name, told.source, told.collected, told.collected_by, told.how, told.note, told.search
        )


def _in(folder: Path) -> list[Path]:
    return sorted(
        file
        for file in folder.rglob("*")
        if file.is_file() and not file.is_symlink() and file.name not in _NOISE
    )
