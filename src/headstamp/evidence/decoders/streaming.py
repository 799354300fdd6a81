"""How an archive's members leave the sandbox: one frame after another, as they are unpacked."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Protocol

from headstamp.evidence.sandbox import wire

LONGEST_NAME = 4096


class Readable(Protocol):
    """Anything that hands out bytes."""

    def read(self, size: int, /) -> bytes: ...


class Sender:
    """Writes frames to the reply pipe."""

    def __init__(self, reply: int) -> None:
        self._reply = reply
        self._write(wire.MAGIC)

    def member(self, name: str, facts: Mapping[str, str], content: Readable) -> None:
        """A member and its bytes; an error of `content` is told and raised again by the caller's own rules."""
        self._json(wire.MEMBER, {"name": name[:LONGEST_NAME], "facts": dict(facts)})
        while piece := content.read(wire.PIECE):
            for start in range(0, len(piece), wire.PIECE):
                part = piece[start : start + wire.PIECE]
                self._write(wire.FRAME.pack(wire.BYTES, len(part)) + part)

    def ended(self, facts: Mapping[str, str] | None = None, why: str = "") -> None:
        """The member at hand is at its end, whole unless `why` says otherwise."""
        self._json(wire.ENDED, {"facts": dict(facts or {}), "why": why})

    def turned_away(self, name: str, why: str, facts: Mapping[str, str] | None = None) -> None:
        """A member that is not handed out."""
        self._json(wire.TURNED_AWAY, {"name": name[:LONGEST_NAME], "facts": dict(facts or {}), "why": why})

    def done(self, verdict: str = "ok", why: str = "") -> None:
        """The archive is at its end."""
        self._json(wire.DONE, {"verdict": verdict, "why": why})

    def _json(self, kind: bytes, told: object) -> None:
        data = json.dumps(told).encode("ascii")
        self._write(wire.FRAME.pack(kind, len(data)) + data)

    def _write(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(self._reply, rest) :]
