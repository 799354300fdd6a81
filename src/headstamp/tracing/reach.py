"""Who can have been the last custodian: for each mechanism, a share for each state, with the reasons.

    a(A | m, holder, time) = kernel, normalised; a part of every mechanism's share goes to the way 'not told
    apart', which reaches every state by distance and evenly, so that none is ever out of reach.

The reasons are the territory where it was seen, where the holder operates, whom it fights and who backs it,
neighbours (`reasons`), and incidents that moved weapons, each dated and cited (`losses`). A mechanism for
which no reason names anybody gives its whole share to the way not told apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from headstamp.records import Names
from headstamp.sightings import Incident
from headstamp.tracing.geography import kilometres, points
from headstamp.tracing.ledger import Floats
from headstamp.tracing.losses import Losses
from headstamp.tracing.observation import Observation
from headstamp.tracing.priors import OTHER, Mechanism, Priors
from headstamp.tracing.reasons import OF_A_STATE, Grounds, Reason
from headstamp.world import Actor, Relation

OWN_STOCK = "own_stock"
_WORTH_DATING = 5e-3


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
        self._grounds = Grounds(parties, names, priors, relations)
        self._losses = Losses(incidents, names, priors, self._at)
        self._states = np.array([actor.kind == "state" for actor in self._actors], bool)
        # A dissolved state can have supplied, but it is nobody's custodian any more.
        self._custodians = np.array([actor.kind != "former_state" for actor in self._actors], bool)
        self._points = points(parties, names)
        self._everywhere = lru_cache(maxsize=256)(self._by_distance)
        self._lasting = lru_cache(maxsize=8192)(self._lasting_reasons)

    def reach(self, seen: Observation) -> Reach:
        """The reach of the sighting's holder candidates together, each with its weight."""
        found = Reach()
        mass: dict[str, Floats] = defaultdict(lambda: np.zeros(len(self._actors)))
        lost: dict[tuple[str, int], dict[int, float]] = defaultdict(lambda: defaultdict(float))
        for holder in seen.holder:
            actor = self._names.actors.find(holder.id) if holder.id else None
            shares = self._priors.shares_for(actor.kind if actor else "default")
            for mechanism in self._priors.mechanisms:
                part = (1.0 - self._priors.unknown) * shares.get(mechanism.id, 0.0) * holder.weight
                if part > 0.0:
                    reasons = self._reasons(mechanism, actor, seen)
                    self._share_out(part, mechanism, reasons, seen, found, mass, lost)
        found.share = {one: sum(drawn.values()) for one, drawn in found.drawn.items()}
        found.kernel = {one: row / whole for one, row in mass.items() if (whole := row.sum()) > 0}
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
        for one in self._grounds.told(holder, seen):
            index = self._at.get(one.party)
            if index is not None and self._custodians[index]:
                reasons.append((index, one.name, one.factor))
        incidents = []
        for number, mechanism in enumerate(self._priors.mechanisms):
            if not mechanism.reach.get("incident"):
                continue
            for party, reason in self._losses.speak(mechanism, holder, seen):
                index = self._at.get(party)
                if index is not None and self._custodians[index]:
                    incidents.append((number, index, reason.weight / mechanism.reach["incident"]))
        own = self._own(holder)
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
        self, mechanism: Mechanism, holder: Actor | None, seen: Observation
    ) -> dict[int, list[Reason]]:
        """The reasons that count for a mechanism, by party."""
        if mechanism.id == OTHER or mechanism.makes:
            return {}
        found: dict[int, list[Reason]] = defaultdict(list)
        name = holder.id if holder is not None else None
        for index, since, reason in self._lasting(mechanism.id, name, seen.country):
            if since <= seen.day:
                found[index].append(reason)
        if mechanism.reach.get("incident"):
            own = self._own(holder)
            for party, reason in self._losses.speak(mechanism, holder, seen):
                if (at := self._fitting(party, mechanism, own)) is not None:
                    found[at].append(reason)
        return found

    def _lasting_reasons(
        self, mechanism: str, holder: str | None, country: str | None
    ) -> tuple[tuple[int, int, Reason], ...]:
        """What counts for a mechanism whatever was seen and when: party index, day from which, reason."""
        rule = self._priors.mechanism(mechanism)
        who = self._names.actors.get(holder) if holder is not None else None
        own, found = self._own(who), []
        for one in self._grounds.of(who, country):
            index, reason = self._fitting(one.party, rule, own), one.weighed(rule.reach.get(one.name, 0.0))
            if index is not None and reason.weight > 0:
                found.append((index, one.since, reason))
        return tuple(found)

    def _fitting(self, party: str, mechanism: Mechanism, own: str | None) -> int | None:
        """The index of a party that can be the custodian in a mechanism.

        Args:
            own: the state whose force the holder is.
        """
        # A state's forces have what is their own from its stock, and from nowhere else.
        if party == own and mechanism.id != OWN_STOCK:
            return None
        index = self._at.get(party)
        return index if index is not None and self._custodians[index] else None

    def _own(self, holder: Actor | None) -> str | None:
        """The state whose force a holder is."""
        of_a_state = holder is not None and holder.kind in OF_A_STATE
        return self._names.actors.state_of(holder.id) if holder is not None and of_a_state else None


def _draw(found: Reach, mechanism: str, source: str, part: float) -> None:
    drawn = found.drawn.setdefault(mechanism, {})
    drawn[source] = drawn.get(source, 0.0) + part
