"""Records and incidents as one line each: quantities with their status, years, edition and row.

A record stays one source's claim at one stage; nothing is added up here.
"""

from __future__ import annotations

from dataclasses import dataclass

from headstamp.publishing.lookup import NO_CITES, Cites, Lookup
from headstamp.publishing.words import NBSP, STAGES, plain, span
from headstamp.records import Transfer
from headstamp.sightings import Incident
from headstamp.values import Quantity, QuantityStatus

_ORDERED = ("ordered", "delivered", "delivery_verified")


@dataclass(frozen=True, slots=True)
class Piece:
    """A record or an incident: what it says, where it stands, and the number of its source."""

    id: str
    text: str
    where: str
    cites: Cites


def record(one: str, lookup: Lookup) -> Piece:
    """A transfer by id; one that the facts do not hold is named by its id alone."""
    found = lookup.facts.transfers.get(one)
    if found is None:
        return Piece(one, "a record that is not reprinted here", f"record {one}", NO_CITES)
    supplier, recipient = (
        lookup.party(found.supplier, "not known"),
        lookup.party(found.recipient, "not known"),
    )
    user = f" for {lookup.party(found.end_user, '')}" if found.end_user else ""
    uncertain = (
        f"; marked uncertain by the source: {', '.join(map(plain, found.uncertain))}"
        if found.uncertain
        else ""
    )
    text = f"{supplier} to {recipient}{user}: {found.item}; {amounts(found)}; {times(found)}{uncertain}"
    return Piece(one, text, _place_of(found, lookup), lookup.cites([one]))


def amounts(found: Transfer) -> str:
    """How many, at which stage, and of how many ordered where the source says so."""
    stage = STAGES.get(found.stage, (plain(found.stage), ""))[0]
    if found.quantity.status in (QuantityStatus.BLANK, QuantityStatus.WITHHELD):
        text = f"{stage}, number {found.quantity}"
    else:
        text = f"{_many(found.quantity)} {stage}"
    if found.stage != "ordered" and found.ordered_quantity.status is not QuantityStatus.BLANK:
        text += f" of {found.ordered_quantity} ordered"
    return text


def times(found: Transfer) -> str:
    """When ordered and when delivered, as far as the source says."""
    parts = []
    if found.ordered.is_known:
        # A notice or a licence has a day too, and it is no order.
        parts.append(f"{'ordered' if found.stage in _ORDERED else 'dated'} {span(found.ordered)}")
    if found.delivered is not None and found.delivered.is_known:
        # A bare 'delivered' would claim more than a notice or a licence does.
        word = "delivered" if found.stage in _ORDERED else "dated"
        parts.append(f"{word} {span(found.delivered)}")
    return ", ".join(parts) or "no year given"


def incident(one: str, lookup: Lookup) -> Piece:
    """An incident by id; one that the facts do not hold is named by its id alone."""
    found = lookup.facts.incidents.get(one)
    if found is None:
        return Piece(one, "an incident that is not reprinted here", f"incident {one}", NO_CITES)
    grade = f", credibility {found.credibility.value}" if found.credibility is not None else ", not graded"
    return Piece(one, _event(found, lookup), f"incident {one}{grade}", lookup.cites([found.source]))


def _event(found: Incident, lookup: Lookup) -> str:
    country = lookup.actor(found.place.country) if found.place.country else None
    places = [part for part in (found.place.name, found.place.admin2, found.place.admin1, country) if part]
    what = f"; {', '.join(found.weapons)}" if found.weapons else ""
    many = "" if found.count.status is QuantityStatus.BLANK else f"; {_many(found.count)}"
    parties = f"from {lookup.actor(found.from_actor)} to {lookup.actor(found.to_actor)}"
    at = f", {', '.join(dict.fromkeys(places))}" if places else ", place not stated"
    return f"{plain(found.kind)} {parties}; {span(found.span)}{at}{what}{many}"


def _many(quantity: Quantity) -> str:
    unit = "" if quantity.unit in ("object", "") else f"{NBSP}{quantity.unit}s"
    total = " in all" if quantity.status is QuantityStatus.AGGREGATE else ""
    return f"{quantity}{unit}{total}"


def _place_of(found: Transfer, lookup: Lookup) -> str:
    if found.snapshot is None:
        return f"record {found.id} of this case"
    edition = next(
        (one.edition for one in lookup.facts.snapshots if one.sha256 == found.snapshot), found.source
    )
    return f"{edition}, row {found.row:,}, record {found.id}"
