"""What a case holds that bears on a transfer, parted by what was known in time and what was learnt later.

A fact counts only if it was known, on its own showing, by the day asked of; what may have been known does not
count and is told apart, and what says nothing about when it was known is named as missing. Whether a fact is
true is not decided here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from headstamp.law.proposal import Proposal
from headstamp.records import Names
from headstamp.sightings import Claim, Incident, Sighting, Violation
from headstamp.values import Span, ValueUnreadable


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """The rows of a case that can bear on transfers.

    Attributes:
        violations: alleged harms.
        incidents: events that can move weapons.
        sightings: what was seen.
        claims: what was said.
        source_dates: id of a source to its date, for rows that do not say since when they were known.
    """

    violations: tuple[Violation, ...] = ()
    incidents: tuple[Incident, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    claims: tuple[Claim, ...] = ()
    source_dates: Mapping[str, Span] | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One row that bears on the transfer.

    Attributes:
        kind: violations, incidents, sightings or claims.
        id: of the row.
        what: what it says, as a sentence without its full stop.
        when: when it happened or was seen, if told.
        known_from: since when it could be known; None where nothing says so.
        cites: ids of the row and of its source.
        actors: ids of those it is about.
        unit: the unit it names, in the row's words.
        about: of a claim, ids of the rows that it is about.
    """

    kind: str
    id: str
    what: str
    when: Span | None
    known_from: Span | None
    cites: tuple[str, ...]
    actors: frozenset[str] = frozenset()
    unit: str | None = None
    about: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Facts by what was known.

    Attributes:
        known: known by the day asked of.
        later: known only afterwards, or not surely before.
        undated: facts of which nothing says since when they were known; they do not count.
    """

    known: tuple[Fact, ...] = ()
    later: tuple[Fact, ...] = ()
    undated: tuple[Fact, ...] = ()

    def of(self, kinds: Iterable[str]) -> tuple[Fact, ...]:
        """The facts known of these kinds; of claims, those about a fact of the other kinds."""
        wanted = frozenset(kinds)
        found = [one for one in self.known if one.kind in wanted and one.kind != _CLAIMS]
        if _CLAIMS in wanted:
            found += claims_on(found, self.known)
        return tuple(found)


_CLAIMS = "claims"


def claims_on(facts: Iterable[Fact], known: Iterable[Fact]) -> list[Fact]:
    """What was said of these facts."""
    ids = {one.id for one in facts}
    return [one for one in known if one.kind == _CLAIMS and one.about & ids]


def listed(facts: Sequence[Fact]) -> str:
    """Facts by kind, with their ids: '2 violations (V-01, V-02), 1 incident (I-01)'."""
    by_kind: dict[str, list[str]] = {}
    for one in facts:
        by_kind.setdefault(one.kind, []).append(one.id)
    return ", ".join(
        f"{len(ids)} {kind if len(ids) > 1 else kind.removesuffix('s')} ({', '.join(ids)})"
        for kind, ids in by_kind.items()
    )


def evidence(facts: CaseFacts, proposal: Proposal, names: Names) -> Evidence:
    """The facts that bear on a transfer, parted by what was known on `proposal.known_by`."""
    told = relevant(facts, proposal, names)
    known = [one for one in told if _by(one.known_from, proposal.known_by) is True]
    undated = [one for one in told if one.known_from is None]
    later = [one for one in told if one not in known and one not in undated]
    return Evidence(tuple(known), tuple(later), tuple(undated))


def relevant(facts: CaseFacts, proposal: Proposal, names: Names) -> tuple[Fact, ...]:
    """Every fact that bears on the transfer, whenever it was known.

    Violations alleged of the receiving side; losses of the receiving side; sightings of such weapons with
    somebody else who acts in the recipient's state; and what was said of any of these.
    """
    reader = _Reader(facts, proposal, names)
    found = [*reader.violations(), *reader.incidents(), *reader.sightings()]
    ids = {one.id for one in found}
    return (*found, *reader.claims(ids))


def _by(known_from: Span | None, day: date) -> bool | None:
    if known_from is None or not known_from.is_known:
        return None
    if known_from.to is not None and known_from.to <= day:
        return True
    return False if known_from.from_ is not None and known_from.from_ > day else None


class _Reader:
    """Reads the rows of a case for one transfer."""

    def __init__(self, facts: CaseFacts, proposal: Proposal, names: Names) -> None:
        self.facts, self.proposal, self.names = facts, proposal, names
        self.dates = facts.source_dates or {}
        self.ours = frozenset(proposal.parties)
        self.state = proposal.recipient.state
        asked = proposal.item.id.split(";") if proposal.item.known else ()
        self.asked = frozenset(each for one in asked for each in (one, names.catalogue.class_of(one)))

    def violations(self) -> Iterable[Fact]:
        for one in self.facts.violations:
            actors = self._actors((one.alleged_actor,))
            if not self._receiving(actors):
                continue
            called = f", called {one.qualification} by {one.qualified_by}" if one.qualification else ""
            unit = f", unit: {one.unit}" if one.unit else ""
            what = f"{one.kind}, alleged of {self._name(one.alleged_actor)} ({one.span}){unit}{called}"
            yield self._fact(
                "violations", one.id, what, one.span, one.known_from, one.source, actors, one.unit
            )

    def incidents(self) -> Iterable[Fact]:
        for one in self.facts.incidents:
            losing = self._actors((one.from_actor,))
            if not self._receiving(losing):
                continue
            kind = one.kind.replace("_", " ")
            arms = f" of {', '.join(one.weapons)}" if one.weapons else ""
            what = f"{kind}{arms}: {self._name(one.from_actor)} to {self._name(one.to_actor)} ({one.span})"
            yield self._fact("incidents", one.id, what, one.span, one.known_from, one.source, losing)

    def sightings(self) -> Iterable[Fact]:
        for one in self.facts.sightings:
            holders = self._actors(text for text, _ in one.holder)
            if not holders or self._receiving(holders) or not (self._alike(one) and self._near(one, holders)):
                continue
            weapon = " or ".join(text for text, _ in one.weapon)
            holder = " or ".join(self._name(text) for text, _ in one.holder)
            what = f"{weapon} seen with {holder} ({one.seen})"
            yield self._fact("sightings", one.id, what, one.seen, None, one.source, holders)

    def claims(self, ids: set[str]) -> Iterable[Fact]:
        for one in self.facts.claims:
            about = [each for each in one.about if each in ids]
            if about:
                stance = f", {one.stance}" if one.stance else ""
                what = f"{one.speaker or 'somebody'} on {', '.join(about)}{stance}: {one.text}"
                known = one.known_from or one.date
                cites = (one.id, one.source) if one.source else (one.id,)
                known_from = known or self.dates.get(one.source or "")
                said = what.rstrip(".")
                yield Fact("claims", one.id, said, one.date, known_from, cites, about=frozenset(about))

    def _fact(
        self,
        kind: str,
        id_: str,
        what: str,
        when: Span | None,
        known: Span | None,
        source: str | None,
        actors: frozenset[str] = frozenset(),
        unit: str | None = None,
    ) -> Fact:
        cites = (id_, source) if source else (id_,)
        return Fact(kind, id_, what, when, known or self.dates.get(source or ""), cites, actors, unit)

    def _actors(self, texts: Iterable[str]) -> frozenset[str]:
        found = (self.names.actor(text) for text in texts)
        return frozenset(one.id for one in found if one is not None and one.id != "not-known")

    def _receiving(self, actors: frozenset[str]) -> bool:
        """Whether any is the end user or recipient, or part of that government."""
        if actors & self.ours:
            return True
        world = self.names.actors
        return any(
            world.state_of(one) == self.state and world.get(one).kind in ("state", "unit", "police")
            for one in actors
            if self.state is not None
        )

    def _alike(self, one: Sighting) -> bool:
        """Whether what was seen can be such a weapon, or is of its class."""
        item = self.proposal.item
        wanted = frozenset[str]().union(*item.nodes)
        return any(
            seen.id in wanted or not self.asked.isdisjoint(self.names.line(seen.id))
            for text, _ in one.weapon
            for seen in self.names.weapon(text).candidates
        )

    def _near(self, one: Sighting, holders: frozenset[str]) -> bool:
        """Whether it was seen in the recipient's state, or with somebody who acts there."""
        place = self.names.actor(one.place.country) if one.place.country else None
        if place is not None:
            return place.id == self.state
        world = self.names.actors
        return any(self.state in (*world.get(id_).operates_in, world.get(id_).country) for id_ in holders)

    def _name(self, text: str) -> str:
        actor = self.names.actor(text)
        return actor.name if actor is not None else text


def source_dates(rows: Iterable[Mapping[str, str]]) -> dict[str, Span]:
    """The dates of a case's sources, by id; a date that cannot be read is none."""
    found: dict[str, Span] = {}
    for row in rows:
        if row.get("date"):
            try:
                found[row["id"]] = Span.parse(row["date"])
            except ValueUnreadable:
                continue
    return found


def states_of_case(facts: CaseFacts, names: Names) -> tuple[str, ...]:
    """Ids of the states in which something was seen, and of those whose forces lost arms."""
    texts = [one.place.country for one in facts.sightings] + [one.place.country for one in facts.incidents]
    told = [actor for text in texts if text and (actor := names.actor(text)) is not None]
    losing = [actor for one in facts.incidents if (actor := names.actor(one.from_actor)) is not None]
    told += [one for one in losing if one.kind in ("state", "unit", "police")]
    states = (names.actors.state_of(one.id) for one in told)
    return tuple(dict.fromkeys(one for one in states if one is not None))
