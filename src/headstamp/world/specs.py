"""The tables in which a case says what it knows: weapons, headstamps, actors, relations and sources.

Column names are a contract with those who type the tables. Whether a row holds together with the rest of the
world is left to whoever lays it over: here each row is looked at alone. For that reason a cell that may name
something of the same file (a parent, a neighbour, an actor in a relation) is not looked up.
"""

from __future__ import annotations

from headstamp.tables import CellKind, Column, TableSpec
from headstamp.values import Reliability
from headstamp.world.actors import ActorKind
from headstamp.world.relations import RelationKind
from headstamp.world.weapons import ITEM_TYPES, Level

_SOURCE = Column("source", what="who says so, or the id of a row of the table sources")
_REVIEW = Column(
    "review", what="how far the row was checked: checked, checked once, year doubtful, unverified"
)
_FROM = Column("from", CellKind.SPAN, what="when it began, as vaguely as it is known")
_TO = Column("to", CellKind.SPAN, what="when it ended")

WEAPONS = TableSpec(
    name="weapons",
    key=("id",),
    columns=(
        Column(
            "id", CellKind.ID, required=True, what="short name of the node, as it is used in other tables"
        ),
        Column("name", required=True, what="name to print"),
        Column("level", CellKind.CHOICE, required=True, choices=tuple(Level), what="how exact the node is"),
        # Every node but a class has one, and the top of a made-up catalogue is a class.
        Column("parent", CellKind.ID, what="id of the node above; empty only for a class"),
        Column("aliases", CellKind.LIST, what="other names and spellings, in any script"),
        Column("item_type", CellKind.CHOICE, choices=ITEM_TYPES, what="what sort of thing it is"),
        Column("class", CellKind.ID, what="id of the class it belongs to"),
        Column("calibre", what="calibre, as in 7.62x39"),
        Column(
            "makers",
            CellKind.LIST,
            what="factories; `workshops` where none makes it but workshops, as a copy",
        ),
        Column("designed_in", CellKind.ACTOR, what="state of its design"),
        Column("made_in", CellKind.ACTORS, what="states in which it is or was made"),
        Column("licence_of", CellKind.ID, what="id of the weapon it is a licensed or unlicensed copy of"),
        Column("made_from", CellKind.SPAN, what="first made; nothing of the kind exists before"),
        Column("made_to", CellKind.SPAN, what="last made"),
        _SOURCE,
        _REVIEW,
    ),
)

HEADSTAMPS = TableSpec(
    name="headstamps",
    key=("code", "maker", "state", "position", "calibre", "from"),
    columns=(
        Column("code", required=True, what="the mark as it is stamped"),
        Column("maker", required=True, what="factory that used it"),
        Column("state", CellKind.ACTOR, required=True, what="state in which the factory stood"),
        Column("position", what="where on the base it stands, as on a clock"),
        Column("calibre", what="calibre on which it was seen; empty for any"),
        Column("from", CellKind.SPAN, what="first year in which it was used"),
        Column("to", CellKind.SPAN, what="last year in which it was used"),
        _SOURCE,
        _REVIEW,
    ),
)

ACTORS = TableSpec(
    name="actors",
    key=("id",),
    columns=(
        Column("id", CellKind.ID, required=True, what="ISO 3166-1 alpha-3 for a state, else a short name"),
        Column("name", required=True, what="name to print"),
        Column(
            "kind", CellKind.CHOICE, required=True, choices=tuple(ActorKind), what="what sort of party it is"
        ),
        Column("aliases", CellKind.LIST, what="other names, spellings and codes, in any script"),
        Column("country", what="the state it belongs to or stands in"),
        Column("parent", what="the actor it is part of"),
        _FROM,
        _TO,
        Column("successors", CellKind.LIST, what="states that took over its stocks"),
        Column("operates_in", CellKind.LIST, what="states in which it is known to act"),
        Column(
            "lat", CellKind.NUMBER, low=-90, high=90, what="latitude in degrees of a point that stands for it"
        ),
        Column("lon", CellKind.NUMBER, low=-180, high=180, what="longitude in degrees"),
        Column("neighbours", CellKind.LIST, what="those it shares a land border with; one side is enough"),
        Column("listed_as", what="its number on a sanctions list"),
        _SOURCE,
        _REVIEW,
    ),
)

RELATIONS = TableSpec(
    name="relations",
    key=("from_actor", "to_actor", "kind", "from"),
    columns=(
        Column("from_actor", required=True, what="who backs, trains, fights or belongs"),
        Column("to_actor", required=True, what="whom, or to whom"),
        Column(
            "kind",
            CellKind.CHOICE,
            required=True,
            choices=tuple(RelationKind),
            what="what the one is to the other",
        ),
        Column("from", CellKind.SPAN, what="when it began; 'since 2014' leaves the end open"),
        Column("to", CellKind.SPAN, what="when it ended; empty: the end of from"),
        Column("credibility", CellKind.INTEGER, low=1, high=6, what="1 confirmed to 6 cannot be judged"),
        _SOURCE,
    ),
)

SOURCES = TableSpec(
    name="sources",
    key=("id",),
    columns=(
        Column("id", CellKind.ID, required=True, what="short name, as it is used in other tables"),
        Column("title", required=True, what="title"),
        Column("publisher", what="who published it"),
        Column("date", CellKind.SPAN, what="when it was published"),
        Column("url", what="where it was found"),
        Column("archive_url", what="where a copy is kept"),
        Column("accessed", CellKind.SPAN, what="when it was read"),
        Column("kind", what="what sort of source it is, in a word or two"),
        Column(
            "reliability",
            CellKind.CHOICE,
            choices=tuple(Reliability),
            what="A completely reliable to F cannot be judged",
        ),
        Column(
            "derived_from", CellKind.LIST, what="ids of the sources it rests on; it confirms none of them"
        ),
        Column("sees", what="what it can see and what it cannot"),
    ),
)
