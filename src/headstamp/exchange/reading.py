"""What a reader of a foreign format hands back: files found, files told of but not there, and the rest.

Facts carry what the tool told under the tool's own names. Names that begin with ``import.`` are ours: which
format, file and line a fact came from and how the file was matched; ``doubt.<name>`` says why a fact is not
to be trusted; ``private.<name>`` holds what must not be published (devices, networks, cells).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from headstamp.evidence.find import Find
from headstamp.exchange.ledger import Ledger

PRIVATE = "private."
"""What the names of facts begin with that a publication leaves out."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A file that an export tells of and that does not lie with it; the fields are those of a `Find`.

    Attributes:
        why: why there is no file, in a sentence.
        looked_for: the names and places told for it.
    """

    name: str
    why: str
    looked_for: tuple[str, ...] = ()
    source: str = ""
    collected: str = ""
    collected_by: str = ""
    how: str = ""
    note: str = ""
    claimed: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """Something an export tells that is no file: an incident, a project, a row without a link.

    Attributes:
        kind: what it is, in one word.
        key: what the tool calls it.
        facts: all that is told, under the tool's own names.
    """

    kind: str
    key: str
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Page:
    """A web page that a web archive lists; its bytes stand in a WARC record.

    Attributes:
        url: its address.
        at: when it was captured, as told (ISO 8601).
        title: its title.
        text: its text as the archiving tool extracted it.
        facts: everything else told of it.
    """

    url: str
    at: str
    title: str
    text: str
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of an export.

    Attributes:
        format: name of the format.
        finds: files that are there; the export's own tables are among them (fact ``import.what``: 'export').
        ledger: what became of every row.
        missing: files that are told of and not there.
        told: what is told that is no file.
        pages: pages of a web archive.
        searches: rows of the table `searches`, for what was looked for and not found.
        unnamed: names of files within the export that no row speaks of; they are not among the finds.
    """

    format: str
    finds: tuple[Find, ...]
    ledger: Ledger
    missing: tuple[Missing, ...] = ()
    told: tuple[Told, ...] = ()
    pages: tuple[Page, ...] = ()
    searches: tuple[Mapping[str, str], ...] = ()
    unnamed: tuple[str, ...] = ()
