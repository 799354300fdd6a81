"""Incidents that moved weapons, as every sighting reads them: whose stock was lost, to whom, and when.

How far an incident speaks for its loser depends on the holder and on the ground where a weapon was seen, so
that what does not depend on the day or the weapon is worked out once for each of these.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from headstamp.records import Names
from headstamp.sightings import Incident
from headstamp.tracing.observation import Observation
from headstamp.tracing.priors import Mechanism, Priors
from headstamp.tracing.reasons import NOT_GRADED, Reason, whose
from headstamp.world import Actor


@dataclass(frozen=True, slots=True)
class Loss:
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
class _Spoken:
    """What an incident says for its loser where neither the day nor the weapon matters.

    Attributes:
        start: the first day on which it speaks.
        nodes: the weapons that it names, for which it speaks more.
    """

    party: str
    start: int
    nodes: tuple[str, ...]
    reason: Reason


class Losses:
    """The incidents of a case.

    Args:
        held: the parties whose stocks are told of, by their index.
    """

    def __init__(
        self, incidents: Sequence[Incident], names: Names, priors: Priors, held: Mapping[str, int]
    ) -> None:
        self._names, self._priors, self._held = names, priors, held
        self._by_kind = self._prepared(incidents)
        self._spoken = lru_cache(maxsize=4096)(self._speaking)
        self._akin = lru_cache(maxsize=4096)(self._is_akin)

    def speak(
        self, mechanism: Mechanism, holder: Actor | None, seen: Observation
    ) -> Iterator[tuple[str, Reason]]:
        """The losers that incidents speak for, each with its reason, for one mechanism and sighting."""
        for one in self._spoken(mechanism.id, holder.id if holder is not None else None, seen.country):
            if one.start > seen.day:
                continue
            if not (one.nodes and seen.weapon):
                yield one.party, one.reason
            elif (weight := one.reason.weight * self._fits(one.nodes, seen)) > 0:
                told = one.reason
                yield one.party, Reason(told.name, weight, told.words, told.cites, told.until)

    def _speaking(self, mechanism: str, holder: str | None, country: str | None) -> tuple[_Spoken, ...]:
        """What speaks for a mechanism, a holder and a country, in the order of the incidents."""
        rule, actors = self._priors.mechanism(mechanism), self._names.actors
        who = actors.get(holder) if holder is not None else None
        ground = {country, *(who.operates_in if who is not None else ())} - {None}
        around = {one for state in ground if state for one in actors.get(state).neighbours}
        found = []
        for loss in (one for kind in rule.kinds for one in self._by_kind.get(kind, ())):
            if not _took(loss, who):
                continue
            weight = rule.reach["incident"] * loss.factor
            if loss.taker is None:
                # It names no taker, and speaks for everybody, more for those near it.
                near = (
                    "there" if loss.party in ground else "neighbour" if loss.party in around else "elsewhere"
                )
                weight *= self._priors.taker_unknown[near]
            if weight > 0:
                reason = Reason("incident", weight, loss.words, (loss.incident.id,), loss.end)
                found.append(_Spoken(loss.party, loss.start, loss.nodes, reason))
        return tuple(found)

    def _prepared(self, incidents: Sequence[Incident]) -> dict[str, list[Loss]]:
        """The incidents by kind, with everything resolved that does not depend on a sighting."""
        found: dict[str, list[Loss]] = defaultdict(list)
        for one in incidents:
            party = self._loser(one)
            start, end = one.span.from_ or one.span.to, one.span.to or one.span.from_
            if party is None or start is None or end is None:
                continue
            taker = self._names.actors.find(one.to_actor)
            told = [node.id for text in one.weapons for node in self._names.resolver.resolve(text).candidates]
            found[one.kind].append(
                Loss(
                    incident=one,
                    party=party,
                    taker=None if taker is None or taker.id == "not-known" else taker,
                    start=start.toordinal(),
                    end=end.toordinal(),
                    nodes=tuple(told),
                    factor=self._priors.credibility[int(one.credibility or NOT_GRADED)],
                    words=f"{one.kind.replace('_', ' ')} is reported ({one.span})",
                )
            )
        return found

    def _loser(self, incident: Incident) -> str | None:
        """Whose stock was lost; a militia's own, or its state's where no record names the militia."""
        party = whose(self._names, incident.from_actor)
        if party is None or party in self._held:
            return party
        actor = self._names.actors.get(party)
        return actor.country if actor.kind == "militia" else None

    def _fits(self, nodes: tuple[str, ...], seen: Observation) -> float:
        """An incident that names weapons speaks more for these and less for others."""
        weights = self._priors.incident_weapons
        return sum(
            one.weight * weights["named" if self._akin(one.id, nodes) else "others"] for one in seen.weapon
        )

    def _is_akin(self, node: str, told: tuple[str, ...]) -> bool:
        return any(one in self._names.line(node) or node in self._names.line(one) for one in told)


def _took(loss: Loss, holder: Actor | None) -> bool:
    """Whether the incident names the holder, somebody it belongs to, or nobody known."""
    taker = loss.taker
    if taker is None:
        return True
    return holder is not None and (holder.id in (taker.id, taker.parent) or taker.id == holder.parent)
