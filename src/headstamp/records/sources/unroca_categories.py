"""The categories of the UN Register and of Arms Trade Treaty reports, as texts and the site name them.

Both use one form: seven categories of major weapons, and small arms and light weapons with a list each. Which
words mean which category stands in `records/data/register_categories.csv`, the site's own abbreviations in
`unroca_site_codes.csv`, and what some states report instead of deliveries in `register_practices.csv`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

_CODE = re.compile(r"(?:sa ?[1-6]|lw ?[1-7])", re.IGNORECASE | re.ASCII)
_NUMBERING = re.compile(r"^(?:category\b\s*)?(?:[(]?\d{1,2}[.)]\s*)?", re.IGNORECASE | re.ASCII)
SMALL, LIGHT = "small", "light"


@dataclass(frozen=True, slots=True)
class SiteCode:
    """An abbreviation of the site: what it means, and whether that is sure."""

    code: str
    label: str
    category: str
    sure: bool


@dataclass(frozen=True, slots=True)
class _Rule:
    pattern: re.Pattern[str]
    category: str
    section: str


def _rows(name: str) -> list[dict[str, str]]:
    text = files("headstamp.records").joinpath(f"data/{name}").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@lru_cache(maxsize=1)
def site_codes() -> Mapping[str, SiteCode]:
    """Every abbreviation that the site's answers use, by itself."""
    return {
        row["code"]: SiteCode(row["code"], row["label"], row["category"], row["sure"] == "yes")
        for row in _rows("unroca_site_codes.csv")
    }


@lru_cache(maxsize=1)
def _rules() -> tuple[_Rule, ...]:
    return tuple(
        _Rule(re.compile(row["pattern"], re.IGNORECASE), row["category"], row["section"])
        for row in _rows("register_categories.csv")
    )


def category_of(text: str, section: str | None = None) -> str | None:
    """Scheme and codes of what a table calls a category, or None where no rule knows it.

    Args:
        text: such as 'VIII. 4. Assault rifles', 'SA4' or 'III'.
        section: SMALL or LIGHT, for words such as 'Others' that mean nothing alone.

    >>> category_of("4. Assault rifles"), category_of("Others", "light"), category_of("boats")
    ('unroca:SA4', 'unroca:LW7', None)
    """
    plain = _NUMBERING.sub("", " ".join(text.split()))
    if _CODE.fullmatch(plain):
        return f"unroca:{plain.replace(' ', '').upper()}"
    return next(
        (
            rule.category
            for rule in _rules()
            if rule.section in ("", section or "") and rule.pattern.search(plain)
        ),
        None,
    )


def section_of(text: str) -> str | None:
    """Which list of the form a heading opens: small arms, light weapons, or neither alone."""
    plain = text.casefold()
    small, light = "small arm" in plain, "light weapon" in plain
    return SMALL if small and not light else LIGHT if light and not small else None


def section_of_category(category: str | None) -> str | None:
    """The list that a category belongs to."""
    first = (category or "").removeprefix("unroca:")[:2]
    return {"SA": SMALL, "LW": LIGHT}.get(first)


@lru_cache(maxsize=1)
def _practices() -> Mapping[tuple[str, str], str]:
    rows = _rows("register_practices.csv")
    return {(row["state"].casefold(), row["section"]): row["stage"] for row in rows}


def stage_told(exporter: str, category: str | None) -> str:
    """What an exporter's own figures are: deliveries, unless the state is known to report licences."""
    section = section_of_category(category)
    return _practices().get((exporter.casefold(), section or ""), "delivered")
