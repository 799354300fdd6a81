"""Ids to what a reader understands: names of actors, words for mechanisms, numbers of sources.

A source gets its number where the report first cites it, so a report must be built in reading order.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from headstamp.publishing.facts import ReportFacts
from headstamp.publishing.withheld import HUMAN_SOURCES, PERSON, Withheld
from headstamp.publishing.words import plain
from headstamp.records import Party

SUPPLIER_MISSING = "supplier not recorded"
_OTHERS = 3


HUMAN_SOURCE = "a human source (withheld)"


@dataclass(frozen=True, slots=True)
class Cites:
    """What a statement rests on: numbers of sources, and ids that stand for no source here."""

    numbers: tuple[int, ...] = ()
    others: tuple[str, ...] = ()


NO_CITES = Cites()


class Lookup:
    """Names and numbers for one report."""

    def __init__(self, facts: ReportFacts) -> None:
        self.facts = facts
        self._withheld = Withheld.of(facts)
        self._numbers: dict[str, int] = {}

    @property
    def cited(self) -> tuple[str, ...]:
        """Ids of the sources cited so far, in the order of their numbers."""
        return tuple(self._numbers)

    def actor(self, text: str | None) -> str:
        """The name that an actor's id or text stands for; 'not known' for none."""
        if not text:
            return "not known"
        if text in self.facts.persons:
            return PERSON
        return self._withheld.clean(self.facts.actors.get(text, text))

    def party(self, party: Party | None, missing: str) -> str:
        """The name of a party, `missing` for none."""
        if party is None:
            return missing
        if party.id in self.facts.persons:
            return PERSON
        # Names are cleaned here too, since a drawing breaks them into lines before the page is written.
        return self._withheld.clean(party.name) or self.actor(party.id)

    def mechanism(self, name: str) -> str:
        """A mechanism, or the way of any step, in words."""
        return self.facts.mechanisms.get(name, plain(name))

    def title(self, source: str) -> str:
        """The title of a register or a source, its id where it has none."""
        if source in self.facts.registers:
            return self.facts.registers[source].title
        row = self.facts.sources.get(source, {})
        return HUMAN_SOURCE if row.get("kind", "").casefold() in HUMAN_SOURCES else row.get("title") or source

    def number(self, source: str) -> int:
        """The number of a source, given now if it has none yet."""
        return self._numbers.setdefault(source, len(self._numbers) + 1)

    def cites(self, ids: Iterable[str | None]) -> Cites:
        """What ids of records, incidents, sightings and sources lead to.

        A source that is told in words gets a number as well; an id that leads nowhere stays as it is.
        """
        numbers: dict[int, None] = {}
        others: dict[str, None] = {}
        for one in ids:
            source = self._source_of(one) if one else None
            if source is not None:
                numbers[self.number(source)] = None
            elif one:
                others[one] = None
        return Cites(tuple(sorted(numbers)), _few(tuple(others)))

    def _source_of(self, one: str) -> str | None:
        facts = self.facts
        if one in facts.transfers:
            return facts.transfers[one].source
        if one in facts.incidents:
            return facts.incidents[one].source
        if one in facts.sightings:
            return facts.sightings[one].source
        return one if one in facts.sources or one in facts.registers or " " in one else None


def _few(ids: tuple[str, ...]) -> tuple[str, ...]:
    return ids if len(ids) <= _OTHERS else (*ids[:_OTHERS], f"{len(ids) - _OTHERS} more")
