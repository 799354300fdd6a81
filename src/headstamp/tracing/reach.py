"""Who can have been the last custodian: for each mechanism, a share for each state, with the reasons.

    a(A | m, holder, time) = kernel, normalised; a part of every mechanism's share goes to the way 'not told
    apart', which reaches every state by distance and evenly, so that none is ever out of reach.

The reasons are the territory where it was seen, where the holder operates, whom it fights and who backs it,
neighbours, and incidents that moved weapons, each dated and cited. A mechanism for which no reason names
anybody gives its whole share to the way not told apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from headstamp.records import Names
from headstamp.sightings import Incident
from headstamp.tracing.geography import kilometres, points
from headstamp.tracing.ledger import Floats
from headstamp.tracing.observation import Observation
from headstamp.tracing.priors import OTHER, Mechanism, Priors
from headstamp.world import Actor, Relation

OWN_STOCK = "own_stock"
_OF_A_STATE = ("state", "unit", "police")
_ARMED = ("militia", "non_state_armed_group", "criminal_network", "private_military_company")
_BACKING = {
    "backs": "it backs the holder",
    "trains": "it trains the holder",
    "allied_with": "it is allied with the holder",
}
_NOT_GRADED = 6
_WORTH_DATING = 5e-3


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a party may have been the custodian, its weight before normalising, and what it rests on.

    Attributes:
        until: for an incident, the last day on which a weapon can have been lost in it, as a day number.
    """

    name: str
    weight: float
    words: str
    cites: tuple[str, ...] = ()
    until: int | None = None


@dataclass(frozen=True, slots=True)
class _Told:
    """What is known of a party, before a mechanism weighs it."""

    party: str
    name: str
    words: str
    cites: tuple[str, ...] = ()
    factor: float = 1.0


@dataclass(frozen=True, slots=True)
class _Loss:
    """An incident as every sighting reads it.

    Attributes:
        party: whose stock was lost.
        taker: who took it; None where nobody known is named.
        start, end: first and last day, as day numbers.
        nodes: the weapons that it names.
        factor: how far its grade is believed.
    """

    incident: Incident
    party: str
    taker: Actor | None
    start: int
    end: int
    nodes: tuple[str, ...]
    factor: float
    words: str


@dataclass(frozen=True, slots=True)
class Told:
    """What reach is made of.

    Attributes:
        holder: who held it, if known.
        reasons: party index, name of the reason, and how far it is believed.
        incidents: mechanism number, party index, and how far the incident speaks for it.
        own: index of the state whose force the holder is.
    """

    holder: Actor | None
    reasons: list[tuple[int, str, float]]
    incidents: list[tuple[int, int, float]]
    own: int | None


@dataclass(slots=True)
class Reach:
    """For one holder and sighting: the share of each mechanism and, within it, of each custodian.

    Attributes:
        share: mechanism to its probability before anything is found; sums to 1 - unknown.
        kernel: mechanism to one number a party, summing to 1.
        drawn: mechanism to the mechanisms whose prior share makes up its own; only the way not told apart has
            several, for it takes in what no reason places.
        reasons: (mechanism, party index) to the reasons that made the number.
        lost: (mechanism, party index) to days on which weapons were lost and the part of the reach that is
            theirs.
    """

    share: dict[str, float] = field(default_factory=dict)
    kernel: dict[str, Floats] = field(default_factory=dict)
    drawn: dict[str, dict[str, float]] = field(default_factory=dict)
    reasons: dict[tuple[str, int], list[Reason]] = field(default_factory=dict)
    lost: dict[tuple[str, int], list[tuple[int, float]]] = field(default_factory=dict)

    def until(self, mechanism: str, party: int) -> int | None:
        """The day by which a party had lost it, a day number, where incidents are all that speaks for it."""
        days = self.lost.get((mechanism, party), [])
        return max(day for day, _ in days) if sum(part for _, part in days) > 1.0 - 1e-9 else None

    def factors(self, mechanisms: Sequence[Mechanism], scaled: Mapping[str, float]) -> Floats:
        """What an assumption multiplies each mechanism's share by, the shares still summing to what they did.

        Args:
            scaled: factors on the priors' shares, by mechanism; 1 for what is not named.
        """
        shares = {
            one: sum(part * scaled.get(source, 1.0) for source, part in drawn.items())
            for one, drawn in self.drawn.items()
        }
        whole = sum(self.share.values()) / max(1e-300, sum(shares.values()))
        return np.array(
            [
                whole * shares[one.id] / self.share[one.id] if self.share.get(one.id) else 1.0
                for one in mechanisms
            ]
        )


class Reacher:
    """Works out reach from what is known of the world and of the case.

    Args:
        parties: actor ids, as a ledger lists them.
        relations: dated relations between actors, shipped and the case's own.
        incidents: the case's incidents.
    """

    def __init__(
        self,
        parties: Sequence[str],
        names: Names,
        priors: Priors,
        relations: Sequence[Relation],
        incidents: Sequence[Incident],
    ) -> None:
        self._names, self._priors = names, priors
        self._at = {party: index for index, party in enumerate(parties)}
        self._actors: list[Actor] = [names.actors.get(party) for party in parties]
        self._relations = tuple(relations)
        self._incidents = self._prepared(incidents)
        self._states = np.array([actor.kind == "state" for actor in self._actors], bool)
        # A dissolved state can have supplied, but it is nobody's custodian any more.
        self._custodians = np.array([actor.kind != "former_state" for actor in self._actors], bool)
        self._points = points(parties, names)
        self._armed = [index for index, actor in enumerate(self._actors) if actor.kind in _ARMED]
        self._everywhere = lru_cache(maxsize=256)(self._by_distance)

    def reach(self, seen: Observation) -> Reach:
        """The reach of the sighting's holder candidates together, each with its weight."""
        found = Reach()
        mass: dict[str, Floats] = defaultdict(lambda: np.zeros(len(self._actors)))
        lost: dict[tuple[str, int], dict[int, float]] = defaultdict(lambda: defaultdict(float))
        for holder in seen.holder:
            actor = self._names.actors.find(holder.id) if holder.id else None
            told = tuple(self._told(actor, seen))
            shares = self._priors.shares_for(actor.kind if actor else "default")
            for mechanism in self._priors.mechanisms:
                part = (1.0 - self._priors.unknown) * shares.get(mechanism.id, 0.0) * holder.weight
                if part > 0.0:
                    reasons = self._reasons(mechanism, actor, seen, told)
                    self._share_out(part, mechanism, reasons, seen, found, mass, lost)
        found.share = {one: sum(drawn.values()) for one, drawn in found.drawn.items()}
        found.kernel = {one: row / row.sum() for one, row in mass.items() if row.sum() > 0}
        for (one, index), days in lost.items():
            whole = float(mass[one][index])
            if whole < _WORTH_DATING:
                continue  # as well drawn from what it holds today
            found.lost[one, index] = [(day, part / whole) for day, part in sorted(days.items())]
        return found

    def told(self, seen: Observation) -> Told:
        """What reach is made of, before any weight, for a sighting of one holder."""
        holder = self._names.actors.find(seen.holder[0].id) if seen.holder[0].id else None
        reasons = []
        for one in self._told(holder, seen):
            index = self._at.get(one.party)
            if index is not None and self._custodians[index]:
                reasons.append((index, one.name, one.factor))
        incidents = []
        for number, mechanism in enumerate(self._priors.mechanisms):
            if not mechanism.reach.get("incident"):
                continue
            for party, reason in self._of_incidents(mechanism, holder, seen):
                index = self._at.get(party)
                if index is not None and self._custodians[index]:
                    incidents.append((number, index, reason.weight / mechanism.reach["incident"]))
        of_a_state = holder is not None and holder.kind in _OF_A_STATE
        own = self._names.actors.state_of(holder.id) if holder is not None and of_a_state else None
        return Told(holder, reasons, incidents, self._at.get(own) if own is not None else None)

    def everywhere(self, seen: Observation) -> tuple[Floats, Floats]:
        """The two parts of the way not told apart: evenly over states, and by distance."""
        even = np.asarray(self._states / max(1, int(self._states.sum())))
        near = self._near_to(self._origin(seen))
        return even, even if near is None else near

    def _share_out(
        self,
        part: float,
        mechanism: Mechanism,
        reasons: Mapping[int, list[Reason]],
        seen: Observation,
        found: Reach,
        mass: dict[str, Floats],
        lost: dict[tuple[str, int], dict[int, float]],
    ) -> None:
        """Give a mechanism's share to those whom a reason names, and the rest to the way not told apart."""
        weights = {index: sum(one.weight for one in mine) for index, mine in reasons.items()}
        whole = sum(weights.values())
        near = part if mechanism.makes else part * (1.0 - self._priors.unreached) if whole > 0 else 0.0
        if near > 0:
            _draw(found, mechanism.id, mechanism.id, near)
        for index, weight in weights.items():
            mass[mechanism.id][index] += near * weight / whole
            found.reasons.setdefault((mechanism.id, index), []).extend(reasons[index])
            for one in reasons[index]:
                if one.until is not None and one.until < seen.day:
                    lost[mechanism.id, index][one.until] += near * one.weight / whole
        if part > near:
            _draw(found, OTHER, mechanism.id, part - near)
            mass[OTHER] += (part - near) * self._everywhere(self._origin(seen))

    def _by_distance(self, origin: tuple[float, float] | None) -> Floats:
        """Every state's part of the way not told apart: evenly, and more when near."""
        even = np.asarray(self._states / max(1, int(self._states.sum())))
        near = self._near_to(origin)
        weights = self._priors.mechanism(OTHER).reach
        uniform, distance = weights.get("uniform", 0.0), weights.get("distance", 0.0)
        if near is None or uniform + distance == 0.0:
            return even
        return np.asarray((uniform * even + distance * near) / (uniform + distance))

    def _near_to(self, origin: tuple[float, float] | None) -> Floats | None:
        """States by their distance, summing to 1; None where no distance is known."""
        if origin is None:
            return None
        km = kilometres(np.array(origin), self._points)
        near = np.where(
            np.isnan(km) | ~self._states, 0.0, np.exp(-np.nan_to_num(km) / self._priors.distance_km)
        )
        return near / near.sum() if near.sum() > 0.0 else None

    def _origin(self, seen: Observation) -> tuple[float, float] | None:
        if seen.place.lat is not None and seen.place.lon is not None:
            return seen.place.lat, seen.place.lon
        index = self._at.get(seen.country) if seen.country else None
        if index is None or np.isnan(self._points[index]).any():
            return None
        return float(self._points[index][0]), float(self._points[index][1])

    def _reasons(
        self, mechanism: Mechanism, holder: Actor | None, seen: Observation, told: Sequence[_Told]
    ) -> dict[int, list[Reason]]:
        """The reasons that count for a mechanism, by party."""
        if mechanism.id == OTHER or mechanism.makes:
            return {}
        of_a_state = holder is not None and holder.kind in _OF_A_STATE
        own = self._names.actors.state_of(holder.id) if holder is not None and of_a_state else None
        weighed = ((one.party, _weighed(one, mechanism.reach)) for one in told)
        incidents = self._of_incidents(mechanism, holder, seen) if mechanism.reach.get("incident") else ()
        found: dict[int, list[Reason]] = defaultdict(list)
        for party, reason in (*weighed, *incidents):
            index = self._at.get(party)
            # A state's forces have what is their own from its stock, and from nowhere else.
            fits = party != own or mechanism.id == OWN_STOCK
            if index is not None and reason.weight > 0 and fits and self._custodians[index]:
                found[index].append(reason)
        return found

    def _told(self, holder: Actor | None, seen: Observation) -> Iterator[_Told]:
        yield from self._of_place(seen)
        if holder is not None:
            yield from self._of_holder(holder)
            yield from self._of_relations(holder, seen)
        yield from self._of_groups(holder, seen)

    def _of_place(self, seen: Observation) -> Iterator[_Told]:
        if seen.country:
            yield _Told(seen.country, "territory", "the item was seen on its territory")
            for neighbour in self._names.actors.get(seen.country).neighbours:
                yield _Told(neighbour, "neighbour", "it borders the state where the item was seen")

    def _of_holder(self, holder: Actor) -> Iterator[_Told]:
        for state in holder.operates_in:
            yield _Told(state, "operates", "the holder operates there")
        if holder.kind in (*_OF_A_STATE, "militia"):
            home = self._names.actors.state_of(holder.id)
            if home is not None:
                yield _Told(home, "home", "the holder is its own force")
        if holder.kind not in _OF_A_STATE:
            yield _Told(holder.id, "recipient", "records name the holder itself as the recipient")
            if holder.parent is not None:
                yield _Told(holder.parent, "recipient", "the holder is part of it")

    def _of_relations(self, holder: Actor, seen: Observation) -> Iterator[_Told]:
        for relation in self._relations:
            ends = (relation.from_actor, relation.to_actor)
            begun = relation.from_.from_ if relation.from_ is not None else None
            if holder.id not in ends or (begun is not None and begun.toordinal() > seen.day):
                continue
            other = self._whose(ends[1] if ends[0] == holder.id else ends[0])
            towards = ends[1] == holder.id or relation.kind == "allied_with"
            cites = (relation.source,) if relation.source else ()
            factor = self._priors.credibility[int(relation.credibility or _NOT_GRADED)]
            if other is not None and relation.kind in _BACKING and towards:
                yield _Told(other, "backs", _BACKING[relation.kind], cites, factor)
            other_group = self._names.actors.find(ends[1] if ends[0] == holder.id else ends[0])
            if other_group is not None and other_group.kind in _ARMED and holder.kind in _ARMED:
                for state in dict.fromkeys((other_group.country, *other_group.operates_in)):
                    if state is not None:
                        words = f"{other_group.name}, which it fights or is allied with, operates there"
                        yield _Told(state, "through", words, cites, factor)
            if other is not None and relation.kind == "fights":
                yield _Told(other, "fights", "it and the holder fight each other", cites, factor)

    def _whose(self, name: str) -> str | None:
        """Whose stock an actor's weapons are: its state's for a unit, its own for an armed group."""
        actor = self._names.actors.find(name)
        if actor is None:
            return None
        return self._names.actors.state_of(actor.id) if actor.kind in _OF_A_STATE else actor.id

    def _of_groups(self, holder: Actor | None, seen: Observation) -> Iterator[_Told]:
        """Other armed groups that a register names as recipients, on the territory where this was seen."""
        for index in self._armed if seen.country is not None else ():
            actor = self._actors[index]
            if (holder is None or actor.id != holder.id) and seen.country in (
                actor.country,
                *actor.operates_in,
            ):
                yield _Told(actor.id, "group", "it is another armed group there")

    def _prepared(self, incidents: Sequence[Incident]) -> dict[str, list[_Loss]]:
        """The incidents by kind, with everything resolved that does not depend on a sighting."""
        found: dict[str, list[_Loss]] = defaultdict(list)
        for one in incidents:
            party = self._loser(one)
            start, end = one.span.from_ or one.span.to, one.span.to or one.span.from_
            if party is None or start is None or end is None:
                continue
            taker = self._names.actors.find(one.to_actor)
            told = [node.id for text in one.weapons for node in self._names.resolver.resolve(text).candidates]
            found[one.kind].append(
                _Loss(
                    incident=one,
                    party=party,
                    taker=None if taker is None or taker.id == "not-known" else taker,
                    start=start.toordinal(),
                    end=end.toordinal(),
                    nodes=tuple(told),
                    factor=self._priors.credibility[int(one.credibility or _NOT_GRADED)],
                    words=f"{one.kind.replace('_', ' ')} is reported ({one.span})",
                )
            )
        return found

    def _of_incidents(
        self, mechanism: Mechanism, holder: Actor | None, seen: Observation
    ) -> Iterator[tuple[str, Reason]]:
        ground = {seen.country, *(holder.operates_in if holder is not None else ())} - {None}
        around = {one for state in ground if state for one in self._names.actors.get(state).neighbours}
        for loss in (one for kind in mechanism.kinds for one in self._incidents.get(kind, ())):
            if loss.start > seen.day or not _took(loss, holder):
                continue
            weight = mechanism.reach["incident"] * loss.factor
            if loss.taker is None:
                # It names no taker, and speaks for everybody, more for those near it.
                weight *= self._priors.taker_unknown[
                    "there" if loss.party in ground else "neighbour" if loss.party in around else "elsewhere"
                ]
            if weight > 0 and loss.nodes and seen.weapon:
                weight *= self._fits(loss, seen)
            if weight > 0:
                yield loss.party, Reason("incident", weight, loss.words, (loss.incident.id,), loss.end)

    def _loser(self, incident: Incident) -> str | None:
        """Whose stock was lost; a militia's own, or its state's where no record names the militia."""
        party = self._whose(incident.from_actor)
        if party is None or party in self._at:
            return party
        actor = self._names.actors.get(party)
        return actor.country if actor.kind == "militia" else None

    def _fits(self, loss: _Loss, seen: Observation) -> float:
        """An incident that names weapons speaks more for these and less for others."""
        weights = self._priors.incident_weapons
        return sum(
            one.weight * weights["named" if self._akin(one.id, loss.nodes) else "others"]
            for one in seen.weapon
        )

    def _akin(self, node: str, told: Sequence[str]) -> bool:
        return any(one in self._names.line(node) or node in self._names.line(one) for one in told)


def _took(loss: _Loss, holder: Actor | None) -> bool:
    """Whether the incident names the holder, somebody it belongs to, or nobody known."""
    taker = loss.taker
    if taker is None:
        return True
    return holder is not None and (holder.id in (taker.id, taker.parent) or taker.id == holder.parent)


def _weighed(told: _Told, weights: Mapping[str, float]) -> Reason:
    return Reason(told.name, weights.get(told.name, 0.0) * told.factor, told.words, told.cites)


def _draw(found: Reach, mechanism: str, source: str, part: float) -> None:
    drawn = found.drawn.setdefault(mechanism, {})
    drawn[source] = drawn.get(source, 0.0) + part
