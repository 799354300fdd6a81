"""Whose weapons count as whose: a state's units and police hold for the state, a branch for its group."""

from __future__ import annotations

from headstamp.world import STATES, Actor, ActorKind, Actors

_OF_A_STATE = (ActorKind.UNIT, ActorKind.POLICE)


def members(actor: Actor, actors: Actors) -> frozenset[str]:
    """The actor and everybody whose weapons are counted with its own.

    Of a state these are its units and police; militias, groups and companies on its soil hold for themselves.
    """
    if actor.kind in STATES:
        own = (one.id for one in actors if one.kind in _OF_A_STATE and actors.state_of(one.id) == actor.id)
        return frozenset((actor.id, *own))
    return frozenset((actor.id, *(one.id for one in actors if actor.id in _above(one, actors))))


def above(actor: Actor, actors: Actors) -> frozenset[str]:
    """Those of whose weapons the actor's are a part: its state, for a unit or police, and its parents."""
    found = _above(actor, actors)
    state = actors.state_of(actor.id) if actor.kind in _OF_A_STATE else None
    return found | ({state} if state is not None and state != actor.id else set())


def _above(actor: Actor, actors: Actors) -> frozenset[str]:
    found: set[str] = set()
    parent = actor.parent
    while parent is not None and parent not in found and parent in actors:
        found.add(parent)
        parent = actors.get(parent).parent
    return frozenset(found)
