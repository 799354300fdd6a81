"""Entries of a JSON file as text, whatever signs they hold.

JSON can name half of a sign (a lone surrogate), which no file and no database keeps.
"""

from __future__ import annotations

import json

from headstamp.records.sources.table import Unfit


def entry_text(entry: object) -> str:
    """The entry as JSON that can be stored: half signs stay escaped."""
    text = json.dumps(entry, ensure_ascii=False)
    return text if _storable(text) else json.dumps(entry)


def check_storable(entry: object, column: str) -> None:
    """Raise Unfit where an entry holds signs that cannot be kept."""
    if not _storable(json.dumps(entry, ensure_ascii=False)):
        raise Unfit(column, "the entry holds half of a sign, which cannot be kept")


def _storable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
