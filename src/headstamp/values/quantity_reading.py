"""The phrases in which people state a number of things, for ``Quantity.parse``; docs/values.md lists them.

A point that may be a thousands mark is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from headstamp.values.errors import ValueUnreadable

Number = int | Decimal

LONGEST = 200  # characters; longer text is a remark, not a number

# Fractions of a rifle are not counted, so a point in a count is probably a thousands mark.
_COUNTED = frozenset({"object", "round", "box"})
_BLANK = frozenset(
    {"", "..", "...", "?", "n/a", "na", "not known", "not reported", "not stated", "unknown", "blank"}
)
_WITHHELD = frozenset({"withheld", "classified", "confidential"})
_ABOUT = re.compile(r"(?:~|(?:c|ca|circa|about|around|approx|approximately|some)\b\.?)\s*(?=\S)")
_AT_LEAST = re.compile(r"(?:at least|no fewer than|no less than|more than|over|≥|>=?)\s*(?=\S)")
_UP_TO = re.compile(r"(?:up to|at most|no more than|fewer than|less than|under|≤|<=?)\s*(?=\S)")
_RANGE = re.compile(r"(?:between\s+)?(\S.*?)\s*(?:-|\bto\b|\band\b)\s*(\S.*)")
_PLAIN = re.compile(r"\d+(?:\.\d+)?")
_GROUPED = re.compile(r"\d{1,3}(?:([, ’'])\d{3})(?:\1\d{3})*(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class QuantityReading:
    """What a phrase says: number, bounds and the value of its status."""

    value: Number | None
    low: Number | None
    high: Number | None
    status: str


def read_quantity(text: str, unit: str) -> QuantityReading:
    """Read one phrase; raises ValueUnreadable."""
    words = " ".join(re.sub("[\u2010-\u2015\u2212]", "-", text).casefold().split())
    if words in _BLANK:
        return QuantityReading(None, None, None, "blank")
    if words in _WITHHELD:
        return QuantityReading(None, None, None, "withheld")
    found = (_limited(words, unit) or _stated(words, unit)) if len(words) <= LONGEST else None
    if found is None:
        raise _unreadable(
            text, "cannot be read as a quantity", "write 34, about 50, at least 34, up to 400 or 10-20"
        )
    if found.low is not None and found.high is not None and found.high < found.low:
        raise _unreadable(text, "runs downwards", "write the smaller number first")
    return found


def _limited(words: str, unit: str) -> QuantityReading | None:
    if begin := _AT_LEAST.match(words):
        number = _number(words[begin.end() :], unit)
        return None if number is None else QuantityReading(number, number, None, "at_least")
    if words.endswith("+"):
        number = _number(words[:-1].rstrip(), unit)
        return None if number is None else QuantityReading(number, number, None, "at_least")
    if begin := _UP_TO.match(words):
        number = _number(words[begin.end() :], unit)
        return None if number is None else QuantityReading(number, None, number, "up_to")
    return None


def _stated(words: str, unit: str) -> QuantityReading | None:
    begin = _ABOUT.match(words)
    doubted = words.endswith("?")
    rest = words[begin.end() if begin else 0 :].rstrip("? ")
    status = "estimate" if begin or doubted else "reported"
    number = _number(rest, unit)
    if number is not None:
        return QuantityReading(number, None, None, status)
    ends = _RANGE.fullmatch(rest)
    low, high = (_number(part, unit) for part in ends.groups()) if ends else (None, None)
    return None if low is None or high is None else QuantityReading(None, low, high, status)


def _number(words: str, unit: str) -> Number | None:
    if unit in _COUNTED and re.fullmatch(r"[1-9]\d{0,2}(?:\.\d{3})+", words):
        plain = words.replace(".", "")
        raise _unreadable(
            words, "may be a whole number with a thousands point or a fraction", f"write {plain}"
        )
    if not (_PLAIN.fullmatch(words) or _GROUPED.fullmatch(words)):
        return None
    number = Decimal(re.sub("[, ’']", "", words))
    return int(number) if number == number.to_integral_value() else number


def _unreadable(text: str, why: str, do: str) -> ValueUnreadable:
    return ValueUnreadable(f"'{text}' {why}", text=text, kind="quantity", do=do)
