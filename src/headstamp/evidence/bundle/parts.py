"""The parts of a bundle: names of its files, and the lines that stand in them."""

from __future__ import annotations

import binascii
import json
import os
import re
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

from headstamp.custody import Disclosure
from headstamp.custody.disclosures import SALT_BYTES
from headstamp.values import HeadstampError, canonical

MANIFEST, SIGNATURE = "MANIFEST", "MANIFEST.sig"
LOG, VALUES, WITHHELD = "events.jsonl", "disclosures.jsonl", "withheld.jsonl"
CHECKPOINT, KEY = "checkpoint", "key.pem"
VERIFIER, GUIDE = "verify.py", "VERIFY.md"
OBJECTS, PIECES, STAMPS = "objects", "pieces", "stamps"
HASH = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(
    r"VERIFY\.md|verify\.py|checkpoint|key\.pem|(events|disclosures|withheld)\.jsonl"
    r"|(objects|pieces)/[0-9a-f]{64}|stamps/[0-9a-z-]+\.(checkpoint|tsr)"
)


def is_bundle(path: Path) -> bool:
    """Whether a folder is a bundle, a damaged one too: it holds parts of one and is no case."""
    named = (MANIFEST, LOG, CHECKPOINT, VERIFIER)
    return not (path / "case.toml").exists() and any((path / name).is_file() for name in named)


def is_part(name: str) -> bool:
    """Whether a file of a bundle can be called so."""
    return _NAME.fullmatch(name) is not None


def disclosure_line(one: Disclosure) -> bytes:
    """A line of `disclosures.jsonl`, with its line feed."""
    salt = b64encode(one.salt).decode("ascii")
    return canonical({"field": one.field, "line": one.seq, "salt": salt, "value": one.value}) + b"\n"


def read_disclosure(line: bytes) -> Disclosure | None:
    """What a line of `disclosures.jsonl` says, None where it is not in its exact form."""
    told = _told(line, {"field": str, "line": int, "salt": str, "value": str})
    if told is None:
        return None
    try:
        salt = b64decode(told["salt"], validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(salt) != SALT_BYTES or b64encode(salt).decode("ascii") != told["salt"]:
        return None
    return Disclosure(told["line"], told["field"], salt, told["value"])


def withheld_line(seq: int, name: str) -> bytes:
    """A line of `withheld.jsonl`: a field of a line of the log or, for line 0, a file."""
    return canonical({"field": name, "line": seq} if seq else {"object": name}) + b"\n"


def read_withheld(line: bytes) -> tuple[int, str] | None:
    """What a line of `withheld.jsonl` says, None where it is not in its exact form."""
    if (file := _told(line, {"object": str})) is not None:
        return 0, file["object"]
    field = _told(line, {"field": str, "line": int})
    return None if field is None or field["line"] < 1 else (field["line"], field["field"])


def _told(line: bytes, kinds: dict[str, type]) -> dict[str, Any] | None:
    try:
        told = json.loads(line.decode("utf-8"))
        if canonical(told) != line or not isinstance(told, dict):
            return None
    except (ValueError, RecursionError, HeadstampError):
        return None
    return told if {name: type(one) for name, one in told.items()} == kinds else None


def inside(folder: Path, part: str = "") -> set[str]:
    """The files in a folder of a bundle and below, as paths from the bundle; a link to a folder is one."""
    found = set()
    for top, folders, names in os.walk(folder / part):
        links = [one for one in folders if Path(top, one).is_symlink()]
        found |= {Path(top, one).relative_to(folder).as_posix() for one in (*names, *links)}
    return found
