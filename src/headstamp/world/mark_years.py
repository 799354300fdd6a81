"""Which years the digits or the letter of a mark can stand for.

Two digits never settle the century, and not every factory counts as the Gregorian calendar does, so several
years are the usual answer. Which codes of years a state used stands in `data/year_codes.csv`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from headstamp.world.actors import shipped_rows
from headstamp.world.headstamps import code_key, plain

EARLIEST: Final = 1870
"""No year before this one is read: cases of metal were hardly made in numbers, and not marked with years."""


@dataclass(frozen=True, slots=True)
class YearRule:
    """How a state's factories wrote a year otherwise.

    Attributes:
        mark: the letter or sign that stands for one year; '' for a calendar.
        state: actor id of the state.
        year: the year that the letter stands for; None for a calendar.
        add: least and greatest number of years to add to a year of the calendar; (0, 0) for a letter.
        what: what it is, in words.
        source: where the rule comes from.
        review: checked, checked once or unverified.
    """

    mark: str
    state: str
    year: int | None
    add: tuple[int, int]
    what: str
    source: str
    review: str


@dataclass(frozen=True, slots=True)
class YearReading:
    """The years that a piece of a mark can stand for.

    Attributes:
        years: oldest first.
        rule: by which rule, None for the Gregorian calendar.
    """

    years: tuple[int, ...]
    rule: YearRule | None = None


def gregorian(text: str, first: int, last: int) -> tuple[int, ...]:
    """Years that two or four digits can stand for, oldest first; none for other texts.

    >>> gregorian("15", 1891, 2026)
    (1915, 2015)
    >>> gregorian("1986", 1891, 2026)
    (1986,)
    """
    digits = plain(text)
    if not (digits.isascii() and digits.isdigit() and len(digits) in (2, 4)):
        return ()
    if len(digits) == 4:
        return (int(digits),) if first <= int(digits) <= last else ()
    return tuple(year for year in range(first, last + 1) if year % 100 == int(digits))


def year_readings(text: str, state: str, first: int, last: int) -> tuple[YearReading, ...]:
    """The years of a piece, by the Gregorian calendar and by the rules of a state.

    Args:
        text: the piece.
        state: actor id of the state whose rules apply.
        first: no year before this one.
        last: no year after this one.
    """
    rules = (rule for rule in year_rules() if rule.state == state)
    ruled = (YearReading(_by_rule(text, rule, first, last), rule) for rule in rules)
    found = (YearReading(gregorian(text, first, last)), *ruled)
    return tuple(one for one in found if one.years)


def _by_rule(text: str, rule: YearRule, first: int, last: int) -> tuple[int, ...]:
    if rule.year is not None:
        return (rule.year,) if code_key(text) == code_key(rule.mark) and first <= rule.year <= last else ()
    low, high = rule.add
    counted = gregorian(text, max(1, first - high), last - low)
    years = {year + more for year in counted for more in range(low, high + 1)}
    return tuple(sorted(year for year in years if first <= year <= last))


@lru_cache(maxsize=1)
def year_rules() -> tuple[YearRule, ...]:
    """The shipped rules, read once."""
    return tuple(_from_row(row) for row in shipped_rows("year_codes.csv"))


def _from_row(row: Mapping[str, str]) -> YearRule:
    year = row.get("year", "")
    add = (int(row.get("add_low") or 0), int(row.get("add_high") or 0))
    return YearRule(
        row.get("mark", ""),
        row["state"],
        int(year) if year else None,
        add,
        row["what"],
        row["source"],
        row["review"],
    )
