"""Paths as exports tell them, from any system and any machine: compared with each other, never opened."""

from __future__ import annotations

import os
import re
import unicodedata
from urllib.parse import unquote, urlsplit

_LONGEST = 4096  # characters; what is told beyond is no path
UNIQUE_STEM = re.compile(r"[0-9a-f]{16,}", re.IGNORECASE)
"""Names that no two files share by chance."""


def parts_of(told: str) -> tuple[list[str], bool]:
    """The parts of a told path, and whether it stays inside the export; what comes before '..' is dropped."""
    text = told.strip()
    if len(text) > _LONGEST or "\0" in text:
        return [], False
    inside = True
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", text):
        inside = False
        try:
            text = unquote(urlsplit(text).path)
        except ValueError:
            return [], False
    inside = inside and not re.match(r"[\\/]|[A-Za-z]:", text)
    parts = [part for part in re.split(r"[\\/]+", text) if part not in ("", ".")]
    if ".." in parts:
        inside = False
        parts = parts[len(parts) - parts[::-1].index("..") :]
    return [part for part in parts if not re.fullmatch("[A-Za-z]:", part)], inside


def likeness(told: list[str], found: list[str]) -> tuple[int, int]:
    """How many parts agree from the end; and how closely, letter by letter, if that must decide."""
    common = close = 0
    for one, other in zip(reversed(told), reversed(found), strict=False):
        if folded(one) != folded(other):
            break
        common += 1
        close += 2 * (one == other) + (_composed(one) == _composed(other))
    return common, close


def fits(common: int, told: list[str], found: str) -> bool:
    """Whether so many agreeing parts make a match: one path ends the other, or no other has the name."""
    whole = common in (len(told), found.count("/") + 1)
    return whole or UNIQUE_STEM.fullmatch(told[-1].partition(".")[0]) is not None


def folded(name: str) -> str:
    """A name by which those that differ only in letter case or Unicode form are one."""
    return _composed(_composed(name).casefold())


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def shown(name: str) -> str:
    """File systems know names that are no text; they are shown with escapes."""
    return os.fsencode(name).decode("utf-8", "backslashreplace") if not name.isascii() else name
