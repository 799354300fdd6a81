"""What was seen, as lines of a report: each line a fact with what it rests on.

Places are named, not pinned; of marks, the full serial is kept back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from headstamp.publishing.lookup import NO_CITES, Cites, Lookup
from headstamp.publishing.words import band, figure, listed, plain, span
from headstamp.records import WeaponWeight
from headstamp.sightings import Sighting
from headstamp.tracing.assessment import ActorWeight, RouteAssessment
from headstamp.values import Place, QuantityStatus

_SERIALS = {
    "read": "read (withheld here)",
    "partial": "read in part (withheld here)",
    "obliterated": "made unreadable",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A fact about a sighting: what it is called, what it says, what is to be added in small."""

    name: str
    text: str
    note: str = ""
    cites: Cites = NO_CITES


# Weapons of about the same weight are named together; more than a few are not all named.
_AS_LIKELY, _NAMED = 0.75, 3


def weapon(assessment: RouteAssessment) -> str:
    """What the weapon may be, the likeliest first, with shares where there is more than one candidate."""
    return _weighted(assessment.weapon) or "not identified"


def holder(assessment: RouteAssessment, lookup: Lookup) -> str:
    """Who was seen with it, likewise."""
    return _weighted(assessment.holder, lookup) or "not known"


def first_holder(assessment: RouteAssessment, lookup: Lookup) -> str:
    """The likeliest holder's name alone."""
    return _name(assessment.holder[0], lookup) if assessment.holder else "a holder not known"


def first_weapon(assessment: RouteAssessment) -> str:
    """The likeliest weapon's name, or the names that nothing tells apart: nobody identified one of them."""
    if not assessment.weapon:
        return "Weapon not identified"
    first = assessment.weapon[0].weight
    names = [one.name for one in assessment.weapon if one.weight >= first * _AS_LIKELY]
    if len(names) > _NAMED:
        return f"{', '.join(names[:_NAMED])} or others"
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def where(sighting: Sighting | None, lookup: Lookup) -> str:
    """The place as named; without any name, coordinates rounded to a tenth of a degree."""
    if sighting is None:
        return "not stated"
    place = sighting.place
    country = lookup.actor(place.country) if place.country else None
    names = [part for part in (place.name, place.admin2, place.admin1, country) if part]
    if names:
        return ", ".join(dict.fromkeys(names))
    return _rounded(place) or "not known"


def place(sighting: Sighting | None, lookup: Lookup) -> str:
    """The place in a table of many things, where a bare 'not known' would not say what is not known."""
    found = where(sighting, lookup)
    return f"place {found}" if found in ("not known", "not stated") else found


def lines(assessment: RouteAssessment, sighting: Sighting | None, lookup: Lookup) -> tuple[Line, ...]:
    """Every fact about the sighting that may be printed."""
    found = [Line("Weapon", weapon(assessment), _confidence(sighting)), _holder(assessment, sighting, lookup)]
    found.append(Line("Date", span(assessment.seen), _date_basis(sighting)))
    found.append(Line("Place", where(sighting, lookup), _radius(sighting)))
    if sighting is not None:
        found += _more(sighting, lookup)
    return tuple(found)


def _more(sighting: Sighting, lookup: Lookup) -> list[Line]:
    found = []
    if sighting.count.status is not QuantityStatus.BLANK:
        found.append(Line("Count", str(sighting.count)))
    marks = _marks(sighting)
    if marks:
        found.append(Line("Marks", "; ".join(marks)))
    if sighting.context:
        found.append(Line("Setting", plain(sighting.context)))
    if sighting.custodian:
        found.append(Line("Custodian", lookup.actor(sighting.custodian), "known for this very item"))
    if sighting.recovered_from:
        found.append(Line("Recovered from", lookup.actor(sighting.recovered_from)))
    if sighting.same_as:
        found.append(Line("Same item as", listed(sighting.same_as)))
    return [*found, _source(sighting, lookup)]


def _source(sighting: Sighting, lookup: Lookup) -> Line:
    grade = sighting.credibility
    credibility = (
        f"credibility {grade.value}: {grade.words}" if grade is not None else "credibility not graded"
    )
    if sighting.source is None:
        return Line("Source", "not stated", credibility)
    place = f", {sighting.locator}" if sighting.locator else ""
    return Line(
        "Source",
        f"{lookup.title(sighting.source)}{place}",
        credibility,
        lookup.cites([sighting.source]),
    )


def _holder(assessment: RouteAssessment, sighting: Sighting | None, lookup: Lookup) -> Line:
    if sighting is None or not sighting.holder_basis:
        return Line(
            "Seen with", holder(assessment, lookup), "basis not stated: the holder is a conclusion too"
        )
    unit = f"unit: {sighting.unit}; " if sighting.unit else ""
    return Line("Seen with", holder(assessment, lookup), f"{unit}basis: {plain(sighting.holder_basis)}")


def _confidence(sighting: Sighting | None) -> str:
    if sighting is None or sighting.confidence is None:
        return "how sure the identification is: not stated"
    return f"identification right: {band(sighting.confidence)}"


def _date_basis(sighting: Sighting | None) -> str:
    if sighting is None or not sighting.date_basis:
        return "basis not stated"
    reviewed = "" if sighting.date_reviewed else ", which nobody has reviewed"
    return f"basis: {plain(sighting.date_basis)}{reviewed}"


def _marks(sighting: Sighting) -> list[str]:
    told = (
        ("calibre", sighting.calibre),
        ("headstamp", sighting.headstamp),
        ("lot", sighting.lot),
        ("maker's mark", sighting.maker_mark),
        ("import mark", sighting.import_mark),
        ("year marked", span(sighting.year_marked) if sighting.year_marked else None),
        ("serial number", _serial(sighting)),
    )
    return [f"{name} {text}" for name, text in told if text]


def _serial(sighting: Sighting) -> str | None:
    if sighting.serial_state:
        return _SERIALS.get(sighting.serial_state, plain(sighting.serial_state))
    return _SERIALS["read"] if sighting.serial else None


def _radius(sighting: Sighting | None) -> str:
    if sighting is None or sighting.place.radius_km is None:
        return ""
    return f"known to within {sighting.place.radius_km:g} km; exact coordinates are withheld"


def _rounded(place: Place) -> str | None:
    if place.lat is None or place.lon is None:
        return None
    north, east = "N" if place.lat >= 0 else "S", "E" if place.lon >= 0 else "W"
    return f"about {abs(place.lat):.1f}° {north}, {abs(place.lon):.1f}° {east}"


def _weighted(candidates: Iterable[WeaponWeight | ActorWeight], lookup: Lookup | None = None) -> str:
    named = [(_name(one, lookup), one.weight) for one in candidates]
    if len(named) == 1:
        return named[0][0]
    return "; ".join(f"{name} ({figure(weight)})" for name, weight in named)


def _name(one: WeaponWeight | ActorWeight, lookup: Lookup | None) -> str:
    if lookup is not None and one.id in lookup.facts.persons:
        return lookup.actor(one.id)
    return one.name
