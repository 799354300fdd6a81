"""Why a party may have been the custodian: what is known of the place, the holder and whom it is tied to.

Each reason is named, cited where it rests on a relation, and believed by its grade; how much it counts is for
each mechanism to say (`headstamp.tracing.reach`). What incidents say is in `losses`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from headstamp.records import Names
from headstamp.tracing.observation import Observation
from headstamp.tracing.priors import Priors
from headstamp.world import Actor, Relation

NOT_GRADED = 6
"""The grade that counts for what has none."""
OF_A_STATE = ("state", "unit", "police")
_ARMED = ("militia", "non_state_armed_group", "criminal_network", "private_military_company")
_BACKING = {
    "backs": "it backs the holder",
    "trains": "it trains the holder",
    "allied_with": "it is allied with the holder",
}
_ALWAYS = 0


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
class Ground:
    """What is known of a party, before a mechanism weighs it.

    Attributes:
        since: the day from which it is so, as a day number.
    """

    party: str
    name: str
    words: str
    cites: tuple[str, ...] = ()
    factor: float = 1.0
    since: int = _ALWAYS

    def weighed(self, weight: float) -> Reason:
        """The reason that it is for a mechanism that gives its kind a weight."""
        return Reason(self.name, weight * self.factor, self.words, self.cites)


class Grounds:
    """What is known of whoever may have been the custodian.

    Args:
        parties: actor ids, as a ledger lists them.
        relations: dated relations between actors, shipped and the case's own.
    """

    def __init__(
        self, parties: Sequence[str], names: Names, priors: Priors, relations: Sequence[Relation]
    ) -> None:
        self._names, self._priors, self._relations = names, priors, tuple(relations)
        actors = (names.actors.get(party) for party in parties)
        self._armed = [actor for actor in actors if actor.kind in _ARMED]
        self._of = lru_cache(maxsize=1024)(self._known)

    def of(self, holder: Actor | None, country: str | None) -> tuple[Ground, ...]:
        """All that is known where the holder and the state on whose territory it was seen are these."""
        return self._of(holder.id if holder is not None else None, country)

    def told(self, holder: Actor | None, seen: Observation) -> Iterator[Ground]:
        """What was so by the day of a sighting."""
        return (one for one in self.of(holder, seen.country) if one.since <= seen.day)

    def _known(self, holder: str | None, country: str | None) -> tuple[Ground, ...]:
        who = self._names.actors.get(holder) if holder is not None else None
        found = [*self._of_place(country)]
        if who is not None:
            found += [*self._of_holder(who), *self._of_relations(who)]
        return (*found, *self._of_groups(who, country))

    def _of_place(self, country: str | None) -> Iterator[Ground]:
        if country:
            yield Ground(country, "territory", "the item was seen on its territory")
            for neighbour in self._names.actors.get(country).neighbours:
                yield Ground(neighbour, "neighbour", "it borders the state where the item was seen")

    def _of_holder(self, holder: Actor) -> Iterator[Ground]:
        for state in holder.operates_in:
            yield Ground(state, "operates", "the holder operates there")
        if holder.kind in (*OF_A_STATE, "militia"):
            home = self._names.actors.state_of(holder.id)
            if home is not None:
                yield Ground(home, "home", "the holder is its own force")
        if holder.kind not in OF_A_STATE:
            yield Ground(holder.id, "recipient", "records name the holder itself as the recipient")
            if holder.parent is not None:
                yield Ground(holder.parent, "recipient", "the holder is part of it")

    def _of_relations(self, holder: Actor) -> Iterator[Ground]:
        for relation in self._relations:
            ends = (relation.from_actor, relation.to_actor)
            if holder.id not in ends:
                continue
            begun = relation.from_.from_ if relation.from_ is not None else None
            since = begun.toordinal() if begun is not None else _ALWAYS
            rival = ends[1] if ends[0] == holder.id else ends[0]
            other = whose(self._names, rival)
            towards = ends[1] == holder.id or relation.kind == "allied_with"
            cites = (relation.source,) if relation.source else ()
            factor = self._priors.credibility[int(relation.credibility or NOT_GRADED)]
            if other is not None and relation.kind in _BACKING and towards:
                yield Ground(other, "backs", _BACKING[relation.kind], cites, factor, since)
            group = self._names.actors.find(rival)
            if group is not None and group.kind in _ARMED and holder.kind in _ARMED:
                for state in dict.fromkeys((group.country, *group.operates_in)):
                    if state is not None:
                        words = f"{group.name}, which it fights or is allied with, operates there"
                        yield Ground(state, "through", words, cites, factor, since)
            if other is not None and relation.kind == "fights":
                yield Ground(other, "fights", "it and the holder fight each other", cites, factor, since)

    def _of_groups(self, holder: Actor | None, country: str | None) -> Iterator[Ground]:
        """Other armed groups that a register names as recipients, on the territory where this was seen."""
        for actor in self._armed if country is not None else ():
            if (holder is None or actor.id != holder.id) and country in (actor.country, *actor.operates_in):
                yield Ground(actor.id, "group", "it is another armed group there")


def whose(names: Names, name: str) -> str | None:
    """Whose stock an actor's weapons are: its state's for a unit, its own for an armed group."""
    actor = names.actors.find(name)
    if actor is None:
        return None
    return names.actors.state_of(actor.id) if actor.kind in OF_A_STATE else actor.id
