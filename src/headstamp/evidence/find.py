"""A find: a file met somewhere, with what is told about how it came. Reading it is left to intake."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Find:
    """A file to take in, and what its finder told.

    Attributes:
        file: where it lies now; it is read, never altered.
        name: what it was called where it was met; never used as a path.
        source: URL, collection or person it came from; empty where nobody says.
        collected: when it was collected, ISO 8601 or span text; empty where nobody says.
        collected_by: who collected it.
        how: the tool and its version, or the way in words.
        note: remarks.
        search: id of the search that turned it up, from the table `searches`.
        container: id of the item that it came out of, such as an archive.
        claimed: hashes the finder claims, such as 'sha256' or 'sha3-512', as lower-case hex.
        facts: everything else the finder told, kept as told.
    """

    file: Path
    name: str
    source: str = ""
    collected: str = ""
    collected_by: str = ""
    how: str = ""
    note: str = ""
    search: str = ""
    container: str = ""
    claimed: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)

    def in_words(self) -> Find:
        """The same with every text one that can be kept: bytes of names that are no text are spelled out."""
        claimed, facts = (
            {_kept(name): _kept(text) for name, text in told.items()} for told in (self.claimed, self.facts)
        )
        return Find(
            self.file,
            _kept(self.name),
            _kept(self.source),
            _kept(self.collected),
            _kept(self.collected_by),
            _kept(self.how),
            _kept(self.note),
            self.search,
            self.container,
            claimed,
            facts,
        )


def _kept(text: str) -> str:
    """The text with half characters spelled out, as those that stand for bytes of a name that is no text."""
    spelled = (f"\\x{ord(sign) - 0xDC00:02x}" if "\udc80" <= sign <= "\udcff" else sign for sign in text)
    return "".join(spelled).encode("utf-8", "backslashreplace").decode()
