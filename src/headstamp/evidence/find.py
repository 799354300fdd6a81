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
