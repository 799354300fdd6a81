"""Taking archives apart: members become finds of their own that point at the archive they came out of.

The archive is parsed in the sandbox; here its members are laid out as a folder under their own names, as far
as these are names a folder can have, so that a reader of some tool's export finds what it expects. A name out
of an archive is data: none is ever used as a path before it was checked.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from headstamp.evidence.find import Find
from headstamp.evidence.sandbox import Member, Sandbox

CONTAINERS = frozenset(
    {
        "application/zip",
        "application/x-tar",
        "application/gzip",
        "application/x-bzip2",
        "application/x-xz",
        "application/warc",
    }
)
"""Media types that are taken apart."""
DEPTH = 3
"""How deep archives in archives are taken apart: a web archive in a ZIP in a ZIP."""
ASIDE = ".unpacking-"
"""How folders that hold an archive's members for a while are named; leftovers are swept."""
_LONGEST_NAME = 255


@dataclass(frozen=True, slots=True)
class Unpacked:
    """An archive taken apart.

    Attributes:
        folder: its members under their own names, as far as these are proper ones.
        members: all of them in the archive's order, with those that were refused.
    """

    folder: Path
    members: tuple[Member, ...]


@contextmanager
def unpacked(sandbox: Sandbox, file: Path, media_type: str, beside: Path) -> Iterator[Unpacked]:
    """The members of an archive, for as long as the block lasts.

    Args:
        beside: a folder on the disk on which there is room.
    """
    with TemporaryDirectory(prefix=ASIDE, dir=beside) as aside:
        flat, tree = Path(aside, "members"), Path(aside, "tree")
        flat.mkdir()
        tree.mkdir()
        members = tuple(sandbox.members(file, media_type, flat))
        for member in members:
            if member.file is not None and (place := proper_path(member.name)) is not None:
                _lay_out(member.file, tree, place)
        yield Unpacked(tree, members)


def member_finds(members: Iterable[Member], container: Find, item: str) -> Iterator[Find]:
    """The members of an archive as finds, with what the archive tells of each.

    Args:
        container: how the archive itself came; its members came the same way.
        item: the archive's id.
    """
    for member in members:
        if member.file is None:
            continue
        facts = dict(member.facts)
        yield Find(
            file=member.file,
            name=member.name,
            source=facts.pop("url", container.source),
            collected=facts.pop("date", container.collected),
            collected_by=container.collected_by,
            how=container.how,
            search=container.search,
            container=item,
            facts=facts,
        )


def proper_path(name: str) -> PurePosixPath | None:
    """The relative path that a member's name is, None where it points elsewhere or is no name for a file."""
    parts = name.replace("\\", "/").split("/")
    if not name or "\0" in name or name.startswith(("/", "\\")) or ":" in parts[0]:
        return None
    if any(part in ("", ".", "..") or len(os.fsencode(part)) > _LONGEST_NAME for part in parts):
        return None
    return PurePosixPath(*parts)


def _lay_out(file: Path, tree: Path, place: PurePosixPath) -> None:
    target = tree / place
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        os.link(file, target)
    except OSError:
        # Two members of one name, or a file where another has a folder: the later stays among the members.
        return
