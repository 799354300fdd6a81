"""A sighting as the model sees it: texts resolved, dates as day numbers, marks as actors.

What could not be resolved is kept out, never guessed; the words for it stay with the assessment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from headstamp.records import Names, WeaponWeight
from headstamp.records.context import context_of
from headstamp.records.designation import key
from headstamp.records.names import weighed
from headstamp.sightings import Sighting
from headstamp.tracing.assessment import ActorWeight
from headstamp.values import Place, Span


@dataclass(frozen=True, slots=True)
class Marks:
    """What is read on the item, its box or its papers."""

    imported_by: str | None = None
    consignee: str | None = None
    maker: str | None = None
    lot: str | None = None
    serial: str | None = None
    contract: str | None = None
    year: tuple[int, int] | None = None

    @property
    def documented(self) -> bool:
        """Whether anything was read that a record can name."""
        return self.lot is not None or self.serial is not None or self.contract is not None

    @property
    def any(self) -> bool:
        """Whether anything was read."""
        return any(
            one is not None
            for one in (
                self.imported_by,
                self.consignee,
                self.maker,
                self.lot,
                self.serial,
                self.contract,
                self.year,
            )
        )


@dataclass(frozen=True, slots=True)
class Observation:
    """What of a sighting enters the score; equal observations have equal assessments.

    Attributes:
        day: the last day on which it can have been seen, as a day number.
        reviewed: whether that day has been checked; only then can a later delivery be ruled out.
        country: the state on whose territory it was seen.
    """

    weapon: tuple[WeaponWeight, ...]
    holder: tuple[ActorWeight, ...]
    seen: Span
    day: int
    reviewed: bool
    country: str | None
    place: Place
    confidence: float | None
    marks: Marks


def observe(sighting: Sighting, names: Names, registered: Mapping[str, tuple[str, ...]]) -> Observation:
    """Resolve a sighting.

    Args:
        registered: nodes that only a register holds, by their designation's key; a weapon that the catalogue
            does not know may be one of these.

    Raises:
        ValueError: the sighting has no last day; the table of sightings requires one.
    """
    if sighting.seen.to is None:
        raise ValueError(f"sighting {sighting.id} has no last day")
    country = names.actors.find(sighting.place.country) if sighting.place.country else None
    return Observation(
        weapon=_weapons(sighting, names, registered),
        holder=_holders(sighting.holder, names),
        seen=sighting.seen,
        day=sighting.seen.to.toordinal(),
        reviewed=sighting.date_reviewed,
        country=names.actors.state_of(country.id) if country else None,
        place=sighting.place,
        confidence=sighting.confidence,
        marks=_marks(sighting, names),
    )


def _weapons(
    sighting: Sighting, names: Names, registered: Mapping[str, tuple[str, ...]]
) -> tuple[WeaponWeight, ...]:
    found = []
    # Holder, place and maker's marks are findings of the assessment itself and must not count twice.
    context = context_of(names.actors, on=sighting.seen, calibre=sighting.calibre)
    for text, weight in sighting.weapon:
        known = names.weapon_known(text, context).candidates
        if not known:
            nodes = registered.get(key(text), ())
            known = tuple(WeaponWeight(node, text, 1.0 / len(nodes)) for node in nodes)
        found += [(one, weight) for one in known]
    return weighed(found)


def _holders(candidates: tuple[tuple[str, float], ...], names: Names) -> tuple[ActorWeight, ...]:
    holders = []
    for text, weight in candidates:
        actor = names.actors.find(text)
        holders.append(ActorWeight(actor.id if actor else None, actor.name if actor else text, weight))
    return tuple(sorted(holders, key=lambda one: -one.weight))


def _marks(sighting: Sighting, names: Names) -> Marks:
    year = sighting.year_marked
    bounds = None
    if year is not None and year.first_year is not None and year.last_year is not None:
        bounds = (year.first_year, year.last_year)
    return Marks(
        imported_by=_state(sighting.import_mark, names),
        consignee=_state(sighting.consignee_marked, names),
        maker=sighting.maker_mark or None,
        lot=sighting.lot or None,
        serial=sighting.serial if sighting.serial and sighting.serial_state == "read" else None,
        contract=sighting.contract_no or None,
        year=bounds,
    )


def _state(text: str | None, names: Names) -> str | None:
    actor = names.actors.find(text) if text else None
    return names.actors.state_of(actor.id) if actor else None
