"""What two registers in one language have in common: their days, their goods, their ways of naming a journey.

Words of the language stand in `records/data/item_words.csv`. A text that says 'parts of ...' names the weapon
that the parts are for, so that it is marked as a component and never taken for the weapon; a list that names
weapons first and parts beside them is not. One number for a list of several kinds says of none how many.
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
from headstamp.records.sources.table import Unfit, military_codes
from headstamp.values import Span

_LANGUAGE = "nl"
_SLASHED = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")
_LISTED = re.compile(r"[;+&]|,(?!\d)|,(?=\d+ ?[a-z]{4})|(?<!- )\b(?:en|plus)\b", re.I)
_BACK = re.compile(r"\s+v\.\s?v\.\s*$", re.I)
_VIA = re.compile(r"[\s,]+via\s+", re.I)


@dataclass(frozen=True, slots=True)
class Journey:
    """A cell that names where goods go: the destination, what they pass through, and whether they return."""

    to: str
    via: tuple[str, ...]
    returns: bool


@lru_cache(maxsize=4096)
def journey(text: str) -> Journey:
    """Take 'A via B' and 'A v.v.' apart."""
    plain = " ".join(text.split())
    goal, *way = _VIA.split(_BACK.sub("", plain))
    return Journey(goal.strip(), tuple(stop.strip() for stop in way), _BACK.search(plain) is not None)


@lru_cache(maxsize=4096)
def day(text: str, column: str) -> Span:
    """A day written month first, as these files have them; raises Unfit."""
    found = _SLASHED.fullmatch(text.strip())
    try:
        if found:
            return Span.day(date(int(found[3]), int(found[1]), int(found[2])))
    except ValueError:
        pass
    raise Unfit(column, f"'{short(text)}' is no day such as 12/31/2014, month first")


def categories(text: str) -> str | None:
    """The categories of a cell such as 'ML2, ML6' or 'ML2,6' as scheme and codes; None where one is none."""
    codes, others = military_codes(text)
    return f"ml:{';'.join(codes)}" if codes and not others else None


@lru_cache(maxsize=1)
def _words() -> Mapping[str, re.Pattern[str]]:
    text = files("headstamp.records").joinpath("data/item_words.csv").read_text(encoding="utf-8")
    means: dict[str, list[str]] = {}
    for row in csv.DictReader(text.splitlines()):
        if row["language"] == _LANGUAGE:
            means.setdefault(row["means"], []).append(row["pattern"])
    return {meaning: re.compile("|".join(patterns), re.I) for meaning, patterns in means.items()}


def class_of_goods(item: str) -> str | None:
    """The class that the words name, as a category; None for parts, and where they name several or none.

    A rifle and its cartridges are two kinds of goods.
    """
    if is_component(item):
        return None
    told = [means for means, words in _words().items() if means.startswith("class:") and words.search(item)]
    if "class:cartridge" in told and "class:ammunition" in told:
        told.remove("class:ammunition")
    return told[0] if len(told) == 1 else None


def is_component(item: str) -> bool | None:
    """True where the text names parts and not the weapon they are for; None where it does not say so."""
    words = _words()
    return True if words["component"].search(item) and not words["whole"].match(item) else None


@dataclass(frozen=True, slots=True)
class Counted:
    """What a number before goods counts.

    Attributes:
        unit: round, object, package or kg.
        together: whether it counts several kinds of goods at once.
    """

    unit: str
    together: bool


@lru_cache(maxsize=16384)
def counted(item: str) -> Counted:
    """What a number of these goods counts; a number of crates or consignments says nothing of the goods."""
    words = _words()
    if words["weighed"].match(item):
        return Counted("kg", together=False)
    if words["packed"].match(item):
        return Counted("package", together=False)
    kinds = [kind for kind in map(str.strip, _LISTED.split(item)) if words["goods"].match(kind)]
    if kinds and all(words["round"].match(kind) for kind in kinds) and not is_component(item):
        return Counted("round", together=False)
    return Counted("object", together=len(kinds) > 1)
