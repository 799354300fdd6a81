"""What a decoder hands back, and how it declines."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from headstamp.evidence.sandbox import wire


class OverLimit(Exception):  # noqa: N818
    """The file wants more than it may have: too many pixels, bytes, members."""


class NotKnown(Exception):  # noqa: N818
    """The file is of a kind, or uses a feature, that is not decoded here."""


@dataclass(frozen=True, slots=True)
class RawPart:
    """Pixels (three bytes each, rows from the top), grey frames with their times, or UTF-8 text.

    Attributes:
        kind: 'thumbnail', 'frame', 'sequence' (see `wire.SEQUENCE_FRAME`) or 'text'.
        data: the bytes; or something that writes them to a descriptor, which saves a copy.
        width: of a picture.
        height: of a picture.
        at: of a frame, milliseconds from the start.
    """

    kind: str
    data: bytes | Callable[[int], None]
    width: int = 0
    height: int = 0
    at: int | None = None

    def size(self) -> int:
        """How many bytes it has."""
        return len(self.data) if isinstance(self.data, bytes) else self.width * self.height * 3


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

    def send(self, reply: int) -> None:
        """Write all of it to a descriptor, as `wire` has it."""
        header = json.dumps(self.header()).encode("ascii")
        write(reply, wire.HEADER.pack(wire.MAGIC, len(header)) + header)
        for part in self.parts:
            if isinstance(part.data, bytes):
                write(reply, part.data)
            else:
                part.data(reply)

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
                    "size": each.size(),
                }
                for each in self.parts
            ],
        }


def write(descriptor: int, data: bytes) -> None:
    """Write all of some bytes."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
