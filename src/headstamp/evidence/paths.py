"""Finds from files and folders as a person names them, with what that person tells of all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from headstamp.evidence.find import Find
from headstamp.values import NotFound, Refused

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


def files_of(paths: Iterable[Path], *, case: Path | None = None) -> list[tuple[Path, str]]:
    """The files that paths name, folders with all they hold, in order, each with its name.

    A link is followed where it is named itself. In a folder it may lead anywhere, so it is listed as it is,
    and so are pipes and the like: whoever reads them refuses and tells them.

    Args:
        case: the folder of the case they are for; what lies in it is left out.

    Returns:
        (file, name); a name in a folder is told from that folder on.

    Raises:
        NotFound: there is nothing at a path.
        Refused: a path lies in the case itself.
    """
    found: list[tuple[Path, str]] = []
    own = case.resolve() if case is not None else None
    for path in paths:
        whole = path.resolve()
        if own is not None and whole.is_relative_to(own):
            raise Refused(
                f"{path} lies in the case itself", do="name files that are not kept already, from elsewhere"
            )
        if whole.is_dir():
            inside = [one for one in _in(whole) if own is None or not one.is_relative_to(own)]
            found += [(file, f"{whole.name}/{file.relative_to(whole).as_posix()}") for file in inside]
        elif whole.exists():
            found.append((whole, path.name))
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
        if (file.is_symlink() or not file.is_dir()) and file.name not in _NOISE
    )
