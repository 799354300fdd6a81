"""What is known of the world before any record is read: weapons, actors, what they are to each other.

Facts stand as data in `world/data/`, each with its source and how far it was checked; a case lays its own
over them. What states reported stands in `records`, and what was seen in `sightings`.
"""

from __future__ import annotations

from headstamp.world.actors import NOT_KNOWN, STATES, Actor, ActorKind, Actors, Meant, name_key
from headstamp.world.descriptions import Description, register_descriptions
from headstamp.world.embargoes import Embargo, Embargoes, Listing, Scope
from headstamp.world.factory_marks import FactoryMark, factory_marks, find_factory_marks
from headstamp.world.headstamps import Headstamp, Headstamps
from headstamp.world.instruments import Instrument, Instruments, Party, Standing
from headstamp.world.marks import Reading
from headstamp.world.marks import read as read_mark
from headstamp.world.regions import Cell, Region, RegionKind, Regions, read_cell, region
from headstamp.world.relations import Relation, RelationKind, load_relations, read_relations
from headstamp.world.specs import ACTORS, HEADSTAMPS, RELATIONS, SOURCES, WEAPONS
from headstamp.world.weapon import WORKSHOPS
from headstamp.world.weapons import Catalogue, Level, Weapon

__all__ = [
    "ACTORS",
    "HEADSTAMPS",
    "NOT_KNOWN",
    "RELATIONS",
    "SOURCES",
    "STATES",
    "WEAPONS",
    "WORKSHOPS",
    "Actor",
    "ActorKind",
    "Actors",
    "Catalogue",
    "Cell",
    "Description",
    "Embargo",
    "Embargoes",
    "FactoryMark",
    "Headstamp",
    "Headstamps",
    "Instrument",
    "Instruments",
    "Level",
    "Listing",
    "Meant",
    "Party",
    "Reading",
    "Region",
    "RegionKind",
    "Regions",
    "Relation",
    "RelationKind",
    "Scope",
    "Standing",
    "Weapon",
    "factory_marks",
    "find_factory_marks",
    "load_relations",
    "name_key",
    "read_cell",
    "read_mark",
    "read_relations",
    "region",
    "register_descriptions",
]
