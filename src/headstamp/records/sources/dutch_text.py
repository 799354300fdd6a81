"""What two registers in one language have in common: their days, their goods, their ways of naming a journey.

Words of the language stand in `records/data/item_words.csv`. A text that says 'parts of ...' names the weapon
that the parts are for, so that it is marked as a component and never taken for the weapon.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files

from headstamp.records.sources.form import short
from headstamp.records.sources.table import Unfit

_LANGUAGE = "nl"
_SLASHED = re.compile(r"(\d{2})/(\d{2})/(\d{4})")
_CATEGORY = re.compile(r"(?:ML)? ?(\d{1,2})([a-z]\d{0,2}(?:\.\w)*)?", re.I)
_BACK = re.compile(r"\s+v\.\s?v\.\s*$", re.I)
_VIA = re.compile(r"[\s,]+via\s+", re.I)


@dataclass(frozen=True, slots=True)
class Journey:
    """A cell that names where goods go: the destination, what they pass through, and whether they return."""

    to: str
    via: tuple[str, ...]
    returns: bool


def journey(text: str) -> Journey:
    """Take 'A via B' and 'A v.v.' apart."""
    there = _BACK.sub("", " ".join(text.split()))
    goal, *way = _VIA.split(there)
    return Journey(goal.strip(), tuple(stop.strip() for stop in way), bool(_BACK.search(text)))


def day(text: str, column: str) -> date:
    """A day written month first, as these files have them; raises Unfit."""
    found = _SLASHED.fullmatch(text.strip())
    try:
        if found:
            return date(int(found[3]), int(found[1]), int(found[2]))
    except ValueError:
        pass
    raise Unfit(column, f"'{short(text)}' is no day such as 12/31/2014, month first")


def categories(text: str) -> str | None:
    """The categories of a cell such as 'ML2, ML6' or 'ML2,6' as scheme and codes; None without any."""
    found = [_CATEGORY.fullmatch(part.strip()) for part in re.split(r"[,;/+]| en ", text) if part.strip()]
    if not found or not all(found):
        return None
    return "ml:" + ";".join(f"ML{one[1]}{(one[2] or '').casefold()}" for one in found if one)


@lru_cache(maxsize=1)
def _words() -> Mapping[str, re.Pattern[str]]:
    text = files("headstamp.records").joinpath("data/item_words.csv").read_text(encoding="utf-8")
    means: dict[str, list[str]] = {}
    for row in csv.DictReader(text.splitlines()):
        if row["language"] == _LANGUAGE:
            means.setdefault(row["means"], []).append(row["pattern"])
    return {meaning: re.compile("|".join(patterns), re.I) for meaning, patterns in means.items()}


def is_component(item: str) -> bool:
    """Whether the text names parts of a weapon and not the weapon."""
    return _words()["component"].search(item) is not None


def are_rounds(item: str) -> bool:
    """Whether a number of these is a number of rounds (or of cases and primers for so many)."""
    return _words()["round"].search(item) is not None
