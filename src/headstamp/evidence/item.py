"""Evidence items and acquisitions: what the case's log says of the files it holds, as rows and back.

An item is named by its content, so the same file found twice is one item with two acquisitions. What was made
from an item is an item of its own, named after its parent and how it was made. Nothing here reads a file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from headstamp.evidence.exposure import Exposure, Sensitivity
from headstamp.evidence.find import Find
from headstamp.evidence.vault import Stored
from headstamp.values import ValueUnreadable, canonical

ITEMS = "evidence"
"""The table of items."""
ACQUISITIONS = "acquisitions"
"""The table of how items came."""
_FACT = "fact."
_CLAIMED = "claimed."
_ID_LENGTH = 16


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """A file that the case holds.

    Attributes:
        id: 'ev-' and 16 hex characters of its hash; of a derived item its parent's id and how it was made.
        sha256: of the whole file, hex.
        blake3: of the whole file, hex.
        size: bytes.
        pieces: RFC 6962 root over its pieces of 64 KiB, hex.
        media_type: as its content tells, such as 'image/jpeg'.
        name: what it was called when it first came; empty for what was made from another item.
        verdict: what came of decoding it, see `headstamp.evidence.sandbox.Verdict`; empty for derived items.
        why: the reason of a verdict that is not 'ok'.
        parent: id of the item it was made from; empty for a file as it came.
        derivation: how it was made, such as 'thumbnail' or 'frame 12.480'.
        made_with: program and confinement that made it.
        facts: what its own bytes say, such as width, height, duration, camera, taken.
        exposure: how far it may be shown by itself; what was made from an item is never freer than that.
    """

    id: str
    sha256: str
    blake3: str
    size: int
    pieces: str
    media_type: str
    name: str = ""
    verdict: str = ""
    why: str = ""
    parent: str = ""
    derivation: str = ""
    made_with: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    exposure: Exposure = field(default_factory=Exposure)

    @property
    def stored(self) -> Stored:
        """What the vault knows it by."""
        return Stored(self.sha256, self.blake3, self.size, self.pieces, new=False)

    @property
    def derived(self) -> bool:
        """Whether it was made from another item."""
        return bool(self.parent)

    @classmethod
    def from_cells(cls, key: str, cells: Mapping[str, str]) -> EvidenceItem:
        """Read a row of the table `evidence`.

        Raises:
            ValueUnreadable: a cell cannot be read; its `column` says which.
        """
        size = cells.get("size", "")
        if not size.isdecimal():
            raise ValueUnreadable(f"The size of {key} is no number", text=size, kind="number", column="size")
        return cls(
            key,
            cells.get("sha256", ""),
            cells.get("blake3", ""),
            int(size),
            cells.get("pieces", ""),
            cells.get("media_type", ""),
            cells.get("name", ""),
            cells.get("verdict", ""),
            cells.get("why", ""),
            cells.get("parent", ""),
            cells.get("derivation", ""),
            cells.get("made_with", ""),
            _under(cells, _FACT),
            Exposure.from_cells(
                cells, unsaid=Sensitivity.OPEN if cells.get("parent") else Sensitivity.RESTRICTED
            ),
        )

    def cells(self) -> dict[str, str]:
        """The row without its exposure, which only a person changes."""
        told = {
            "sha256": self.sha256,
            "blake3": self.blake3,
            "size": str(self.size),
            "pieces": self.pieces,
            "media_type": self.media_type,
            "name": self.name,
            "verdict": self.verdict,
            "why": self.why,
            "parent": self.parent,
            "derivation": self.derivation,
            "made_with": self.made_with,
        }
        return told | {_FACT + name: text for name, text in self.facts.items()}


@dataclass(frozen=True, slots=True)
class Acquisition:
    """How an item came, once.

    Attributes:
        id: 'aq-' and a hash of all the rest, so that the same telling is one row.
        item: the item's id.
        mismatch: what the file does not agree with of what its finder claims; empty where all fits.
        source, name, collected, collected_by, how, note, search, container, claimed, facts: as in `Find`.
    """

    id: str
    item: str
    source: str = ""
    name: str = ""
    collected: str = ""
    collected_by: str = ""
    how: str = ""
    note: str = ""
    search: str = ""
    container: str = ""
    mismatch: str = ""
    claimed: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, item: str, find: Find, mismatch: str = "") -> Acquisition:
        """The acquisition that a find tells of."""
        told = {name: getattr(find, name) for name in _TOLD}
        claimed, facts = dict(find.claimed), dict(find.facts)
        whole = {"item": item, **told, "claimed": claimed, "facts": facts}
        digest = hashlib.sha256(canonical(whole)).hexdigest()
        key = f"aq-{digest[:_ID_LENGTH]}"
        return cls(key, item, **told, mismatch=mismatch, claimed=claimed, facts=facts)

    @classmethod
    def from_cells(cls, key: str, cells: Mapping[str, str]) -> Acquisition:
        """Read a row of the table `acquisitions`."""
        told = {name: cells.get(name, "") for name in ("item", "mismatch", *_TOLD)}
        return cls(key, **told, claimed=_under(cells, _CLAIMED), facts=_under(cells, _FACT))

    def cells(self) -> dict[str, str]:
        """The row."""
        told = {name: getattr(self, name) for name in ("item", "mismatch", *_TOLD)}
        told |= {_CLAIMED + name: text for name, text in self.claimed.items()}
        return told | {_FACT + name: text for name, text in self.facts.items()}


_TOLD = tuple(each.name for each in fields(Find) if each.name not in ("file", "claimed", "facts"))


def original_id(sha256: str) -> str:
    """The id of a file as it came."""
    return f"ev-{sha256[:_ID_LENGTH]}"


def derived_id(parent: str, derivation: str) -> str:
    """The id of what was made from an item: 'ev-0123456789abcdef/frame-12.480'."""
    return f"{parent}/{derivation.replace(' ', '-')}"


def _under(cells: Mapping[str, str], prefix: str) -> dict[str, str]:
    return {name.removeprefix(prefix): text for name, text in cells.items() if name.startswith(prefix)}
