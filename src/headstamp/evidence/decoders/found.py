"""What a decoder hands back, and how it declines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


class OverLimit(Exception):  # noqa: N818
    """The file wants more than it may have: too many pixels, bytes, members."""


class NotKnown(Exception):  # noqa: N818
    """The file is of a kind, or uses a feature, that is not decoded here."""


@dataclass(frozen=True, slots=True)
class RawPart:
    """Pixels (three bytes each, rows from the top) or UTF-8 text.

    Attributes:
        kind: 'thumbnail', 'frame' or 'text'.
        data: the bytes.
        width: of a picture.
        height: of a picture.
        at: of a frame, milliseconds from the start.
    """

    kind: str
    data: bytes
    width: int = 0
    height: int = 0
    at: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """All that was found in one file.

    Attributes:
        media_type: where the decoder knows better than the first bytes did; else empty.
        facts: short texts by name.
        parts: pictures and text.
        verdict: as `headstamp.evidence.sandbox.Verdict` spells it.
        why: one line for any verdict but 'ok'.
    """

    media_type: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[RawPart, ...] = ()
    verdict: str = "ok"
    why: str = ""

    def header(self) -> dict[str, object]:
        """What goes before the bytes on the wire."""
        return {
            "verdict": self.verdict,
            "why": self.why,
            "media_type": self.media_type,
            "facts": dict(self.facts),
            "parts": [
                {
                    "kind": each.kind,
                    "at": each.at,
                    "width": each.width,
                    "height": each.height,
                    "size": len(each.data),
                }
                for each in self.parts
            ],
        }
