"""What is documented of a recipient's weapons that ended elsewhere: a lower bound, with the routes behind it.

Only what somebody documented counts: incidents in which the recipient lost weapons, and sightings of items
with others whose last lawful custodian or marked consignee is the recipient, or which a record traces to it
by serial. What a route assessment finds likely is listed apart and never counted. A lower bound says what has
come to light; it is no rate, and no forecast of what will happen to the next consignment.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from headstamp.records import Party, WeaponWeight
from headstamp.records.names import weighed
from headstamp.sightings import Claim, Incident, Sighting
from headstamp.stocks.book import Book
from headstamp.stocks.flows import Figure
from headstamp.stocks.movements import may_be_one, parts_of_kinds
from headstamp.stocks.subject import Fit, Subject
from headstamp.tracing.assessment import RouteAssessment

CAVEAT = (
    "A lower bound of what is documented in this case: what nobody found or wrote down is not in it, and it "
    "says nothing of how likely it is that the next consignment goes astray."
)
_BELIEVED = (1, 2, 3)
_LIKELY = 0.5


@dataclass(frozen=True, slots=True)
class Route:
    """One documented way by which weapons of the recipient came to somebody else.

    Attributes:
        kind: incident or sighting.
        how: the kind of incident, or what shows that the item was the recipient's.
        number: how many at least.
        counts: whether it is in the lower bound, and `why` it is not.
        known_from: the first day on which it can have been known; None where no row says.
        ids: of the rows that show it.
    """

    kind: str
    id: str
    from_: str
    to: str
    when: str
    weapon: str
    how: str
    number: float
    counts: bool
    why: str
    credibility: int | None
    known_from: date | None
    source: str | None
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A claim about one of the routes or the deliveries, which counts for nothing by itself."""

    id: str
    text: str
    speaker: str | None
    stance: str | None
    about: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assessed:
    """A sighting whose likeliest custodian is the recipient: an assessment and no document."""

    sighting: str
    probability: float
    wording: str


@dataclass(frozen=True, slots=True)
class Diversion:
    """What is documented.

    Attributes:
        known_by: only what could be known by that day counts; None for everything.
        at_least: how many weapons: the greater of what incidents and what sightings show, since the two may
            tell of the same weapons.
        deliveries: how many transfers to the recipient are told, and `delivered` of how many weapons.
        learnt_later: what became known after `known_by`.
    """

    recipient: Party
    weapon: Party
    known_by: date | None
    at_least: float
    by_incidents: float
    by_sightings: float
    deliveries: int
    delivered: float
    delivery_ids: tuple[str, ...]
    routes: tuple[Route, ...]
    learnt_later: tuple[Route, ...]
    assessed: tuple[Assessed, ...]
    claims: tuple[Said, ...]
    wording: str
    caveat: str


def diversion(
    book: Book,
    recipient: str,
    weapon: str,
    *,
    sightings: Sequence[Sighting] = (),
    incidents: Sequence[Incident] = (),
    claims: Sequence[Claim] = (),
    assessments: Sequence[RouteAssessment] = (),
    known_by: date | None = None,
) -> Diversion:
    """Gather what is documented.

    Args:
        book: all that is told of the recipient's stocks.
        recipient: an id, name or alias.
        weapon: an item class or anything below one, by id, name or alias.
        assessments: of sightings, if they were traced; they rest on all that is known today, so that none
            is told with `known_by`.
        known_by: leave what became known later to `learnt_later`.

    Raises:
        NotFound: nobody known bears the name, or nothing known bears the weapon's.
        Refused: the weapon's name means several things.
    """
    subject = book.subject(recipient, weapon)
    told = tuple(assessments) if known_by is None else ()
    traced = {one.sighting: one for one in told}
    found = [*_incidents(incidents, subject), *_sightings(sightings, subject, traced)]
    late = [one for one in found if known_by is not None and not _known(one, known_by)]
    routes = [one for one in found if one not in late]
    lost = _summed([one for one in routes if one.kind == "incident"], _twice(incidents))
    seen = _summed([one for one in routes if one.kind == "sighting"], _same(sightings))
    flows = [flow for flow in book.ledger(recipient, weapon).flows if flow.part == "delivered"]
    known = [flow for flow in flows if known_by is None or flow.first <= known_by]
    ids = {row for flow in known for row in flow.ids}
    about = {one.id for one in routes} | ids
    return Diversion(
        recipient=subject.actor,
        weapon=subject.weapon,
        known_by=known_by,
        at_least=max(lost, seen),
        by_incidents=lost,
        by_sightings=seen,
        deliveries=len(known),
        delivered=float(round(sum(flow.stated for flow in known))),
        delivery_ids=tuple(sorted(ids)),
        routes=tuple(routes),
        learnt_later=tuple(late),
        assessed=tuple(_assessed(told, {one.id for one in found}, subject, sightings)),
        claims=tuple(_said(claims, about, known_by)),
        wording=_wording(subject, max(lost, seen), len(routes), len(late), known_by),
        caveat=CAVEAT,
    )


def _incidents(incidents: Sequence[Incident], subject: Subject) -> Iterator[Route]:
    for one in incidents:
        if not subject.is_member(one.from_actor) or subject.is_member(one.to_actor):
            continue
        if "produced" in parts_of_kinds()[one.kind]:
            continue
        named = [subject.names.resolver.resolve(text).candidates for text in one.weapons]
        fits = {subject.fit(each) for each in named}
        mine = fits & {Fit.SAME, Fit.BELOW}
        if not mine and one.weapons and Fit.WIDER not in fits:
            continue
        grade = int(one.credibility) if one.credibility is not None else None
        why = _not_counting(bool(mine), grade)
        low = Figure.of(one.count).low
        alone = len(one.weapons) == 1 and one.count.unit != "box"
        known = one.known_from.to if one.known_from is not None else one.span.to
        yield Route(
            kind="incident",
            id=one.id,
            from_=one.from_actor,
            to=one.to_actor,
            when=str(one.span),
            weapon="; ".join(one.weapons) or "not named",
            how=one.kind,
            # Whoever lost weapons lost one at least; a number of several sorts says no more of each.
            number=max(1.0, low or 0.0) if alone else 1.0,
            counts=not why,
            why=why,
            credibility=grade,
            known_from=known,
            source=one.source,
            ids=(one.id,),
        )


def _not_counting(named: bool, grade: int | None) -> str:
    if not named:
        return "names no weapon, or a wider kind"
    if grade is None:
        return "is not graded"
    return "" if grade in _BELIEVED else f"has credibility {grade}"


def _sightings(
    sightings: Sequence[Sighting], subject: Subject, traced: Mapping[str, RouteAssessment]
) -> Iterator[Route]:
    for one in sightings:
        holders = [subject.is_member(name) for name, _ in one.holder]
        if any(holders) or subject.fit(_weapon(one, subject)) in (Fit.OTHER, Fit.WIDER):
            continue
        basis = _basis(one, subject, traced.get(one.id))
        if not basis:
            continue
        grade = int(one.credibility) if one.credibility is not None else None
        low = Figure.of(one.count).low
        why = _not_counting(True, grade)
        if not why and all(name == "not known" for name, _ in one.holder):
            why = "does not say with whom it was"
        yield Route(
            kind="sighting",
            id=one.id,
            from_=subject.actor.name,
            to="; ".join(name for name, _ in one.holder),
            when=str(one.seen),
            weapon="; ".join(name for name, _ in one.weapon),
            how=basis,
            number=max(1.0, low or 0.0),
            counts=not why,
            why=why,
            credibility=grade,
            known_from=one.seen.to,
            source=one.source,
            ids=(one.id, *one.same_as),
        )


def _weapon(one: Sighting, subject: Subject) -> tuple[WeaponWeight, ...]:
    resolve = subject.names.resolver.resolve
    return weighed([(each, weight) for text, weight in one.weapon for each in resolve(text).candidates])


def _basis(one: Sighting, subject: Subject, traced: RouteAssessment | None) -> str:
    """What documents that the item was the recipient's; empty where nothing does."""
    if one.custodian and subject.is_member(one.custodian):
        return "its last lawful custodian is known"
    if one.consignee_marked and subject.is_member(one.consignee_marked):
        return "it is marked for the recipient"
    if traced is not None and traced.wording.startswith("Traced to") and traced.supply_chains:
        custodian = traced.supply_chains[0].custodian
        if custodian is not None and custodian.id in subject.members:
            return "a record of a delivery to the recipient names its serial"
    return ""


def _known(one: Route, by: date) -> bool:
    # What no row dates cannot be shown to have been known.
    return one.known_from is not None and one.known_from <= by


def _summed(routes: Sequence[Route], together: Mapping[str, str]) -> float:
    """How many at least, rows that tell of the same weapons once."""
    most: dict[str, float] = {}
    for one in routes:
        if one.counts:
            group = together.get(one.id, one.id)
            most[group] = max(most.get(group, 0.0), one.number)
    return sum(most.values())


def _twice(incidents: Sequence[Incident]) -> dict[str, str]:
    """Incidents that may be one event told twice: each leads to the first."""
    groups = {one.id: one.id for one in incidents}
    for one, other in combinations(incidents, 2):
        if may_be_one(one, other):
            _unite(groups, one.id, other.id)
    return groups


def _same(sightings: Sequence[Sighting]) -> dict[str, str]:
    """Sightings of the same item: each leads to the first."""
    groups = {one.id: one.id for one in sightings}
    for one in sightings:
        for other in one.same_as:
            if other in groups:
                _unite(groups, one.id, other)
    return groups


def _unite(groups: dict[str, str], one: str, other: str) -> None:
    first, second = groups[one], groups[other]
    for each, group in groups.items():
        if group == second:
            groups[each] = first


def _assessed(
    assessments: Sequence[RouteAssessment],
    documented: set[str],
    subject: Subject,
    sightings: Sequence[Sighting],
) -> Iterator[Assessed]:
    held = {one.id for one in sightings if any(subject.is_member(name) for name, _ in one.holder)}
    for one in assessments:
        if one.sighting in documented | held or subject.fit(one.weapon) in (Fit.OTHER, Fit.WIDER):
            continue
        mine = (each for each in one.supply_chains if each.custodian and each.custodian.id in subject.members)
        probability = sum(each.probability for each in mine)
        if probability >= _LIKELY:
            yield Assessed(one.sighting, round(probability, 4), one.wording)


def _said(claims: Sequence[Claim], about: set[str], known_by: date | None) -> Iterator[Said]:
    for one in claims:
        when = one.known_from or one.date
        late = known_by is not None and (when is None or when.to is None or when.to > known_by)
        if about.intersection(one.about) and not late:
            yield Said(one.id, one.text, one.speaker, one.stance, one.about)


def _wording(subject: Subject, at_least: float, routes: int, late: int, known_by: date | None) -> str:
    what, who = subject.weapon.name, subject.actor.name
    by = f" by {known_by}" if known_by is not None else ""
    later = f"; {late} more became known later" if late else ""
    if at_least > 0:
        return f"At least {at_least:,.0f} of {what} that {who} had are documented with others{by}{later}."
    if routes:
        told = "row speaks" if routes == 1 else "rows speak"
        return f"Nothing that counts documents {what} of {who} with others{by}; {routes} {told} of it{later}."
    none = "which does not mean that there were none"
    return f"Nothing in this case documents {what} of {who} with others{by}, {none}{later}."
