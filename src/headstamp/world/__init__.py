"""What is known of the world before any record is read: weapons, actors, what they are to each other.

Facts stand as data in `world/data/`, each with its source and how far it was checked; a case lays its own
over them. What states reported stands in `records`, and what was seen in `sightings`.
"""

from __future__ import annotations

from headstamp.world.actors import NOT_KNOWN, STATES, Actor, ActorKind, Actors, name_key
from headstamp.world.descriptions import Description, register_descriptions
from headstamp.world.relations import Relation, RelationKind, load_relations, read_relations
from headstamp.world.specs import ACTORS, HEADSTAMPS, RELATIONS, SOURCES, WEAPONS
from headstamp.world.weapons import Catalogue, Level, Weapon

__all__ = [
    "ACTORS",
    "HEADSTAMPS",
    "NOT_KNOWN",
    "RELATIONS",
    "SOURCES",
    "STATES",
    "WEAPONS",
    "Actor",
    "ActorKind",
    "Actors",
    "Catalogue",
    "Description",
    "Level",
    "Relation",
    "RelationKind",
    "Weapon",
    "load_relations",
    "name_key",
    "read_relations",
    "register_descriptions",
]
