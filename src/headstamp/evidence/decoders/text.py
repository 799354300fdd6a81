"""Plain texts: also CSV, JSON and XML, handed on as they are written. No entity is expanded, no link followed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from headstamp.evidence.decoders import reading
from headstamp.evidence.decoders.found import Found, RawPart

LOOKED_AT = 20  # lines
DELIMITERS = (",", ";", "\t", "|")


def prepare() -> None:
    """Load encodings."""
    reading.prepare()
    json.loads("{}")


def decode(file: int, asked: Mapping[str, Any]) -> Found:
    """One text."""
    data, whole = reading.first_bytes(file)
    text, encoding = reading.to_text(data)
    kept, uncut = reading.bounded(text)
    facts = {"encoding": encoding, "lines": str(text.count("\n") + (not text.endswith("\n") and bool(text)))}
    if not (whole and uncut):
        facts["text_cut"] = "yes"
    kind = asked["media_type"] if asked["media_type"] == "text/xml" else _kind(text, whole)
    return Found(kind, facts, (RawPart("text", kept),) if kept.strip() else ())


def _kind(text: str, whole: bool) -> str:
    start = text.lstrip()[:1]
    if start in ("{", "[") and whole:
        try:
            json.loads(text)
        except (ValueError, RecursionError):
            pass
        else:
            return "application/json"
    return "text/csv" if _is_table(text) else "text/plain"


def _is_table(text: str) -> bool:
    """Whether the first lines have the same delimiter equally often; fields in quotes that hold it are rare there."""
    lines = [line for line in text.split("\n", LOOKED_AT)[:LOOKED_AT] if line.strip()]
    if len(lines) < 2:
        return False
    for delimiter in DELIMITERS:
        counts = {line.count(delimiter) for line in lines}
        if len(counts) == 1 and min(counts) > 0:
            return True
    return False
