"""Taking archives apart: members become finds of their own that point at the archive they came out of.

The archive is parsed in the sandbox, and its members are written under names of this program's own: a name
out of an archive is data, and none is used as a path.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
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


@contextmanager
def unpacked(sandbox: Sandbox, file: Path, media_type: str, beside: Path) -> Iterator[tuple[Member, ...]]:
    """The members of an archive in its order, with those that were refused, as long as the block lasts.

    Args:
        beside: a folder on the disk on which there is room.
    """
    with TemporaryDirectory(prefix=ASIDE, dir=beside) as aside:
        yield tuple(sandbox.members(file, media_type, Path(aside)))


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
        yield replace(
            container,
            file=member.file,
            name=member.name,
            source=facts.pop("url", container.source),
            collected=facts.pop("date", container.collected),
            container=item,
            claimed={},
            facts=facts,
        )
