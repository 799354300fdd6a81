"""Worlds that are made up whole: a case of made-up states and weapons, where no shipped one has a part.

Every state keeps some reach for every holder, but the states of this world have none in another one. A case
whose sightings, incidents, relations and records name its own states alone is taken to be such a world.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from headstamp.records import Names
from headstamp.sightings import Incident, Sighting
from headstamp.tracing.ledger import Ledger
from headstamp.tracing.priors import Priors
from headstamp.world import Relation

_OWN = "case"


def states_in_play(
    names: Names, sightings: Sequence[Sighting], incidents: Sequence[Incident], relations: Sequence[Relation]
) -> tuple[str, ...]:
    """Ids of the states that may have had a part: the case's own where it names no other, else all."""
    every = tuple(actor.id for actor in names.actors.states)
    own = names.actors.own & set(every)
    if not own or not set(_named(names, sightings, incidents, relations)) <= own:
        return every
    return tuple(one for one in every if one in own)


def _named(
    names: Names, sightings: Sequence[Sighting], incidents: Sequence[Incident], relations: Sequence[Relation]
) -> Iterator[str]:
    """Ids of the states that a case names."""
    texts: list[str | None] = []
    for sighting in sightings:
        texts += [sighting.place.country, *(text for text, _ in sighting.holder)]
    for incident in incidents:
        texts += [incident.from_actor, incident.to_actor]
    for relation in relations:
        # The shipped relations are told of every case.
        ends = [names.actors.find(one) for one in (relation.from_actor, relation.to_actor)]
        if any(one is not None and one.id in names.actors.own for one in ends):
            texts += [relation.from_actor, relation.to_actor]
    for text in dict.fromkeys(texts):
        actor = names.actors.find(text) if text else None
        state = names.actors.state_of(actor.id) if actor is not None else None
        if state is not None:
            yield state


def absent(ledger: Ledger, names: Names, priors: Priors, states: Iterable[str]) -> frozenset[str]:
    """Nodes that nobody in play can hold: in a made-up world the shipped ones that no record names."""
    if not {*states, *ledger.parties} <= names.actors.own:
        return frozenset()
    told = {ledger.nodes[one] for one in set(ledger.node.tolist())}
    made = {node for one in priors.mechanisms for above in one.makes for node in names.under(above)}
    kept = told | made
    return frozenset(node.id for node in names.catalogue.nodes if node.review != _OWN and node.id not in kept)
