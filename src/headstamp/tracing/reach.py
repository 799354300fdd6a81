"""Who can have been the last custodian: for each mechanism, a share for each state, with the reasons.

    a(A | m, holder, time) = kernel, normalised; a part of every mechanism's share goes to the way 'not told apart', which
    reaches every state by distance and evenly, so that none is ever out of reach.

The reasons are the territory where it was seen, where the holder operates, whom it fights and who backs it, neighbours, and
incidents that moved weapons, each dated and cited. A mechanism for which no reason names anybody gives its whole share to
the way not told apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from headstamp.records import Names
from headstamp.sightings import Incident
from headstamp.tracing.ledger import Floats
from headstamp.tracing.observation import Observation
from headstamp.tracing.priors import Mechanism, Priors
from headstamp.values import Place
from headstamp.world import NOT_KNOWN, Actor, Relation

OTHER = "other"
_STATE_KINDS = ("state", "unit", "police")
_BACKING = ("backs", "trains", "allied_with")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a state may have been the custodian, its weight before normalising, and what it rests on."""

    name: str
    weight: float
    words: str
    cites: tuple[str, ...] = ()


@dataclass(slots=True)
class Reach:
    """For one holder and sighting: the share of each mechanism and, within it, of each custodian.

    Attributes:
        share: mechanism to its probability before anything is found; sums to 1 - unknown.
        kernel: mechanism to one number a party, summing to 1.
        reasons: (mechanism, party index) to the reasons that made the number.
        until: (mechanism, party index) to the last day on which a weapon can have left, where incidents decide it.
    """

    share: dict[str, float]
    kernel: dict[str, Floats]
    reasons: dict[tuple[str, int], list[Reason]] = field(default_factory=dict)
    until: dict[tuple[str, int], int] = field(default_factory=dict)


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
        self._incidents = tuple(incidents)
        self._states = np.array([actor.kind == "state" for actor in self._actors], bool)
        self._custodians = np.array([actor.kind != "former_state" for actor in self._actors], bool)
        self._points = np.array(
            [(actor.lat, actor.lon) if actor.lat is not None else (np.nan, np.nan) for actor in self._actors], np.float64
        )

    def reach(self, seen: Observation) -> Reach:
        """The reach of the sighting's holder candidates together, each with its weight."""
        share: dict[str, float] = defaultdict(float)
        kernel: dict[str, Floats] = {}
        result = Reach({}, {})
        for holder in seen.holder:
            actor = self._names.actors.find(holder.id) if holder.id else None
            self._add(actor, holder.weight, seen, share, kernel, result)
        left = 1.0 - self._priors.unknown
        result.share = {one: left * part for one, part in share.items() if part > 0}
        result.kernel = {one: kernel[one] / kernel[one].sum() for one in result.share if one in kernel}
        return result

    def _add(
        self,
        holder: Actor | None,
        weight: float,
        seen: Observation,
        share: dict[str, float],
        kernel: dict[str, Floats],
        result: Reach,
    ) -> None:
        shares = self._priors.shares_for(holder.kind if holder else "default")
        for mechanism in self._priors.mechanisms:
            part = shares.get(mechanism.id, 0.0) * weight
            if part == 0.0:
                continue
            if mechanism.id == "local_manufacture":
                share[mechanism.id] += part
                continue
            reasons = self._reasons(mechanism, holder, seen, result)
            if mechanism.id == OTHER:
                kernel.setdefault(OTHER, np.zeros(len(self._actors)))
                kernel[OTHER] += part * self._everywhere(mechanism, seen)
                share[OTHER] += part
                continue
            row = np.zeros(len(self._actors))
            for index, found in reasons.items():
                row[index] = sum(one.weight for one in found)
                result.reasons.setdefault((mechanism.id, index), []).extend(found)
            if row.sum() == 0.0:
                far = part
            else:
                far = part * self._priors.unreached
                share[mechanism.id] += part - far
                kernel.setdefault(mechanism.id, np.zeros(len(self._actors)))
                kernel[mechanism.id] += (part - far) * row / row.sum()
            share[OTHER] += far
            kernel.setdefault(OTHER, np.zeros(len(self._actors)))
            kernel[OTHER] += far * self._everywhere(self._mechanism(OTHER), seen)

    def _mechanism(self, name: str) -> Mechanism:
        return next(one for one in self._priors.mechanisms if one.id == name)

    def _everywhere(self, mechanism: Mechanism, seen: Observation) -> Floats:
        even = self._states / max(1, int(self._states.sum()))
        origin = self._origin(seen)
        if origin is None:
            return np.asarray(even)
        km = _distances(origin, self._points)
        near = np.where(np.isnan(km) | ~self._states, 0.0, np.exp(-np.nan_to_num(km) / self._priors.distance_km))
        if near.sum() == 0.0:
            return np.asarray(even)
        weights = mechanism.reach
        total = weights.get("uniform", 0.0) + weights.get("distance", 0.0)
        return np.asarray(
            (weights.get("uniform", 0.0) * even + weights.get("distance", 0.0) * near / near.sum()) / (total or 1.0)
        )

    def _origin(self, seen: Observation) -> tuple[float, float] | None:
        if seen.place.lat is not None and seen.place.lon is not None:
            return seen.place.lat, seen.place.lon
        index = self._at.get(seen.country) if seen.country else None
        if index is None or np.isnan(self._points[index]).any():
            return None
        return float(self._points[index][0]), float(self._points[index][1])

    def _reasons(
        self, mechanism: Mechanism, holder: Actor | None, seen: Observation, result: Reach
    ) -> dict[int, list[Reason]]:
        found: dict[int, list[Reason]] = defaultdict(list)
        weights = mechanism.reach

        def add(party: str | None, name: str, words: str, cites: tuple[str, ...] = (), factor: float = 1.0) -> None:
            index = self._at.get(party) if party else None
            if index is not None and weights.get(name) and self._custodians[index]:
                found[index].append(Reason(name, weights[name] * factor, words, cites))

        if mechanism.id == OTHER:
            return found
        if seen.country:
            add(seen.country, "territory", "it was seen on this state's territory")
            for neighbour in self._names.actors.get(seen.country).neighbours:
                add(neighbour, "neighbour", "it borders the state where this was seen")
        for state in self._theatre(seen, holder):
            add(state, "operates", "the holder operates there")
        if holder is not None:
            if holder.kind in (*_STATE_KINDS, "militia"):
                add(self._names.actors.state_of(holder.id), "home", "the holder is this state's own")
            self._related(holder, seen, add)
        self._groups(holder, seen, weights, found)
        self._by_incident(mechanism, holder, seen, weights, found, result)
        return found

    def _theatre(self, seen: Observation, holder: Actor | None) -> tuple[str, ...]:
        return holder.operates_in if holder is not None else ()

    def _related(self, holder: Actor, seen: Observation, add: object) -> None:
        for relation in self._relations:
            if relation.from_ is not None and relation.from_.from_ is not None:
                if relation.from_.from_.toordinal() > seen.day:
                    continue
            cite = (relation.source,) if relation.source else ()
            if relation.to_actor == holder.id and relation.kind in _BACKING:
                add(self._party(relation.from_actor), "backs", f"it {relation.kind.replace('_', ' ')} the holder", cite)  # type: ignore[operator]
            if relation.kind == "fights" and holder.id in (relation.from_actor, relation.to_actor):
                other = relation.to_actor if relation.from_actor == holder.id else relation.from_actor
                add(self._party(other), "fights", "it fights the holder", cite)  # type: ignore[operator]

    def _party(self, name: str) -> str | None:
        """Whose stock an actor's weapons are: its state's for a unit, its own for an armed group."""
        actor = self._names.actors.find(name)
        if actor is None:
            return None
        return self._names.actors.state_of(actor.id) if actor.kind in _STATE_KINDS else actor.id

    def _groups(
        self, holder: Actor | None, seen: Observation, weights: Mapping[str, float], found: dict[int, list[Reason]]
    ) -> None:
        """Other armed groups that a register names as recipients, on the territory where this was seen."""
        if not weights.get("group") or seen.country is None:
            return
        for index, actor in enumerate(self._actors):
            if self._states[index] or not self._custodians[index] or (holder and actor.id == holder.id):
                continue
            if actor.country == seen.country or seen.country in actor.operates_in:
                found[index].append(Reason("group", weights["group"], "another armed group there"))

    def _by_incident(
        self,
        mechanism: Mechanism,
        holder: Actor | None,
        seen: Observation,
        weights: Mapping[str, float],
        found: dict[int, list[Reason]],
        result: Reach,
    ) -> None:
        latest: dict[int, int] = {}
        for incident in self._incidents:
            if incident.kind not in mechanism.kinds or not weights.get("incident"):
                continue
            index = self._loser(incident)
            start = incident.span.from_ or incident.span.to
            if index is None or start is None or start.toordinal() > seen.day or not self._took(incident, holder):
                continue
            grade = int(incident.credibility) if incident.credibility is not None else 6
            weight = weights["incident"] * self._priors.incident_credibility[grade] * self._fits(incident, seen)
            if weight <= 0:
                continue
            found[index].append(Reason("incident", weight, f"{incident.kind.replace('_', ' ')} {incident.span}", (incident.id,)))
            end = incident.span.to or incident.span.from_
            if end is not None:
                latest[index] = max(latest.get(index, 0), end.toordinal())
        for index, day in latest.items():
            by_incident = sum(one.weight for one in found[index] if one.name == "incident")
            # Where incidents carry most of the reach, only what had been delivered by then can have been lost in them.
            if by_incident >= 0.5 * sum(one.weight for one in found[index]):
                result.until[(mechanism.id, index)] = min(seen.day, day)

    def _loser(self, incident: Incident) -> int | None:
        actor = self._names.actors.find(incident.from_actor)
        if actor is None or actor.id == "not-known":
            return None
        index = self._at.get(self._party(actor.id) or actor.id)
        return index if index is not None else self._at.get(actor.country or "")

    def _took(self, incident: Incident, holder: Actor | None) -> bool:
        """Whether the incident names the holder, somebody it belongs to, or nobody known."""
        taker = self._names.actors.find(incident.to_actor) if incident.to_actor else None
        if taker is None or taker.id == "not-known" or incident.to_actor == NOT_KNOWN:
            return True
        return holder is not None and (taker.id == holder.id or taker.id == holder.parent or taker.parent == holder.id)

    def _fits(self, incident: Incident, seen: Observation) -> float:
        """An incident that names weapons speaks more for these and less for others."""
        told = [node for text in incident.weapons for node in _nodes(text, self._names)]
        if not told:
            return 1.0
        catalogue = self._names.catalogue
        for candidate in seen.weapon:
            for node in told:
                line = (candidate.id, *(catalogue.ancestors(candidate.id) if candidate.id in catalogue else ()))
                if node in line or (node in catalogue and candidate.id in catalogue.ancestors(node)):
                    return 1.5
        return 0.3


def _nodes(text: str, names: Names) -> tuple[str, ...]:
    return tuple(one.id for one in names.resolver.resolve(text).candidates)


def _distances(origin: tuple[float, float], points: Floats) -> Floats:
    """Great-circle distances in km (haversine, mean radius 6,371 km); nan where a point is not known."""
    lat, lon = np.radians(origin[0]), np.radians(origin[1])
    lats, lons = np.radians(points[:, 0]), np.radians(points[:, 1])
    inner = np.sin((lats - lat) / 2) ** 2 + np.cos(lat) * np.cos(lats) * np.sin((lons - lon) / 2) ** 2
    return np.asarray(2 * 6371.0 * np.arcsin(np.sqrt(np.clip(inner, 0, 1))))


def place_known(place: Place) -> bool:
    """Whether a place has coordinates, so that distance can count."""
    return place.lat is not None and place.lon is not None
