"""What a report keeps back by default: persons' names, full serial numbers, exact coordinates, human sources.

Fields that hold such things are never printed; free text (reasons, notes of sources) is gone over once more
on its way into the page, so that a name or a number does not slip through in a sentence. Faces and victims
are not in the data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from headstamp.publishing.facts import ReportFacts

PERSON = "a person (name withheld)"
SERIAL = "[serial withheld]"
HUMAN_SOURCES = frozenset({"interview", "witness", "testimony", "person", "confidential"})
"""Kinds of source that are people: neither title nor address of these is printed."""

_COORDINATES = re.compile(r"(?<![\d.])(-?\d{1,2}\.\d{2,})(\s*[,;/ ]\s*)(-?\d{1,3}\.\d{2,})(?!\d|\.\d)")
_YEAR_LIKE = re.compile(r"(18|19|20)\d\d")


class Withheld:
    """What must not be printed, and how a text reads without it."""

    def __init__(self, persons: Iterable[str], serials: Iterable[str]) -> None:
        self._rules = [
            (_word(name), PERSON) for name in sorted(persons, key=len, reverse=True) if len(name) > 2
        ]
        self._rules += [
            (_serial(one), rf"\g<1>{SERIAL}") for one in sorted(serials, key=len, reverse=True) if one
        ]

    @classmethod
    def of(cls, facts: ReportFacts) -> Withheld:
        """What the facts of a case oblige a report to keep back."""
        persons = {facts.actors.get(one, one) for one in facts.persons} | set(facts.persons)
        serials = {one.serial for one in facts.sightings.values() if one.serial}
        return cls(persons, serials)

    def clean(self, text: str) -> str:
        """The text without persons and serials, coordinates rounded to a tenth of a degree (some 11 km)."""
        for rule, instead in self._rules:
            text = rule.sub(instead, text)
        return _COORDINATES.sub(lambda m: f"{float(m[1]):.1f}{m[2]}{float(m[3]):.1f}", text)


def _word(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)


def _serial(serial: str) -> re.Pattern[str]:
    # A serial that looks like a year would take every such year out of the report.
    before = r"(serial(?:\s+(?:number|no\.?))?\W{0,3})" if _YEAR_LIKE.fullmatch(serial) else r"((?<!\w))"
    return re.compile(rf"{before}{re.escape(serial)}(?!\w)", re.IGNORECASE)
