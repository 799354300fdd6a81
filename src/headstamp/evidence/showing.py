"""How far each item may be shown, with what lies in it, what it lies in, and what it was made from.

An archive is never freer than what is in it, and what came out of an archive that is secret is secret too,
unless it was also met elsewhere. What was made from an item is never freer than the item; a text says more
than its look, so what a person said that a file shows is not said of its text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from headstamp.evidence.exposure import Exposure, Sensitivity
from headstamp.evidence.item import Acquisition, EvidenceItem

_ORDER = tuple(Sensitivity)
_TEXT = "text"


class Showing:
    """The exposure of every item of a case.

    Args:
        items: all of them, with what was made from them.
        acquisitions: all of them: they say what came out of which archive.
    """

    def __init__(self, items: Iterable[EvidenceItem], acquisitions: Iterable[Acquisition]) -> None:
        self._items = {one.id: one for one in items}
        self._containers: dict[str, list[str]] = defaultdict(list)
        self._members: dict[str, list[str]] = defaultdict(list)
        for one in acquisitions:
            self._containers[one.item].append(one.container)
            if one.container:
                self._members[one.container].append(one.item)
        self._known: dict[str, Exposure] = {}

    def of(self, item: EvidenceItem) -> Exposure:
        """How far an item may be shown."""
        if not item.derived:
            return self._whole(item.id)
        parent = self._whole(item.parent)
        return (replace(parent, shows=()) if item.derivation == _TEXT else parent).over(item.exposure)

    def _whole(self, key: str) -> Exposure:
        if key not in self._known:
            # An archive can hold itself: what is being asked about counts for nothing below.
            self._known[key] = self._items[key].exposure
            found = _stricter(self._items[key].exposure, *self._from_containers(key, frozenset({key})))
            for member in self._members.get(key, ()):
                if member in self._items:
                    inner = self._whole(member)
                    found = _stricter(found, inner.sensitivity, inner.release_from)
            self._known[key] = found
        return self._known[key]

    def _from_containers(self, key: str, asked: frozenset[str]) -> tuple[Sensitivity, date | None]:
        """What the archives that an item came out of forbid; nothing where it was met outside of them."""
        containers = self._containers.get(key, ())
        if not containers or any(one not in self._items or one in asked for one in containers):
            return Sensitivity.OPEN, None
        forbidden = [self._forbidden(one, asked | {one}) for one in containers]
        days = [day for _, day in forbidden]
        return (
            min((level for level, _ in forbidden), key=_ORDER.index),
            None if None in days else min(day for day in days if day is not None),
        )

    def _forbidden(self, key: str, asked: frozenset[str]) -> tuple[Sensitivity, date | None]:
        """What a person forbade of an archive, or of one that it lies in; its default forbids nothing."""
        own = self._items[key].exposure
        said = own.sensitivity if own.sensitivity is Sensitivity.SECRET else Sensitivity.OPEN
        found = _stricter(replace(own, sensitivity=said), *self._from_containers(key, asked))
        return found.sensitivity, found.release_from


def _stricter(one: Exposure, level: Sensitivity, day: date | None) -> Exposure:
    days = [each for each in (one.release_from, day) if each is not None]
    return replace(
        one,
        sensitivity=max(one.sensitivity, level, key=_ORDER.index),
        release_from=max(days, default=None),
    )
