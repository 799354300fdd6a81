"""States, groups, rifles and deliveries that never were, to be traced without a case on disk.

Shipped states stand beside the made-up ones, since every state has some reach; no register takes part unless
a test brings one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import pyarrow as pa

from headstamp.records import CaseTransfer, Names, rows_of
from headstamp.sightings import Incident, Sighting
from headstamp.tracing import Priors, RouteAssessment, Tracer, load, tracer
from headstamp.tracing.assessment import SupplyChain
from headstamp.tracing.chains import words
from headstamp.world import Actors, Catalogue, read_relations

Rows = tuple[Mapping[str, str], ...]
MIXED = load()


def rows(header: str, *lines: str) -> Rows:
    """Rows from lines of cells parted by '|', empty cells dropped."""
    names = header.split()
    cells = ([one.strip() for one in line.split("|")] for line in lines)
    return tuple({name: cell for name, cell in zip(names, line, strict=True) if cell} for line in cells)


ACTORS = rows(
    "id name kind country operates_in successors parent lat lon neighbours",
    "ruritania | Ruritania | state | | | | | 10 | 10 | ergoland",
    "ergoland | Ergoland | state | | | | | 12 | 10 | ",
    "fredonia | Fredonia | state | | | | | 50 | 50 | ",
    "utopia | Utopia | state | | | | | -40 | 90 | ",
    "former:old-union | Old Union | former_state | | | ruritania;ergoland | | | | ",
    "ruritania-army | Ruritanian Army | unit | ruritania | | | | | | ",
    "home-guard | Home Guard | militia | ruritania | | | | | | ",
    "grey-coats | Grey Coats | non_state_armed_group | ruritania | ruritania | | | | | ",
    "red-shirts | Red Shirts | non_state_armed_group | ruritania | | | | | | ",
)
WEAPONS = rows(
    "id name level parent aliases item_type makers made_in",
    "r-pattern | R-pattern rifle | family | assault-rifle | | weapon | | ",
    "r-77 | R-77 rifle | model | r-pattern | | weapon | Zenda Works | fredonia",
    "r-78 | R-78 rifle | model | r-pattern | | weapon | Strelsau Works | utopia",
    "big-one | Big One tank | model | tank | | vehicle | | fredonia",
    "pipe-mortar | Pipe mortar | model | improvised | | munition | | ",
)
RELATIONS = rows(
    "from_actor to_actor kind from to credibility source",
    "ergoland | grey-coats | backs | since 2010 | | 2 | daily",
    "grey-coats | ruritania | fights | since 2011 | | 1 | daily",
)
INCIDENTS = rows(
    "id kind from_actor to_actor from to weapons credibility source",
    "I-1 | depot_loss | ruritania-army | grey-coats | 2014-05-01 | 2014-05-03 | R-pattern rifle | 2 | daily",
)
TRANSFERS = rows(
    "id supplier recipient end_user stage weapon quantity delivered_from source condition lots "
    "serial_from serial_to",
    "T-1 | fredonia | ruritania | | delivered | R-77 rifle | 500 | 2008 | audit | new | | | ",
    "T-2 | utopia | ruritania | | delivered | R-78 rifle | 100 | 2012 | audit | new |L-12;L-13| A100 | A199",
    "T-3 | fredonia | ergoland | | delivered | R-77 rifle | 50 | 2009 | audit | | | | ",
    "T-4 | not known | ruritania | | delivered | R-pattern rifle | 40 | 2005 | audit | | | | ",
    "T-5 | utopia | red-shirts | | delivered | R-78 rifle | 30 | 2013 | leak | | | | ",
    "T-6 | fredonia | ruritania | ruritania-army | delivered | R-77 rifle | 20 | 2010 | audit | | | | ",
    "T-7 | utopia | former:old-union | | delivered | R-78 rifle | 200 | 1980 | audit | | | | ",
    "T-8 | fredonia | ruritania | | delivered | Big One tank | 25 | 2007 | audit | | | | ",
)
SIGHTING: Mapping[str, str] = {
    "id": "S-1",
    "item_type": "weapon",
    "weapon": "R-77 rifle",
    "holder": "grey-coats",
    "to": "2014-06-30",
    "date_basis": "verified",
    "country": "ruritania",
}


@lru_cache(maxsize=16)
def _names(
    actors: tuple[tuple[tuple[str, str], ...], ...], weapons: tuple[tuple[tuple[str, str], ...], ...]
) -> Names:
    return Names(Actors.load().overlay(map(dict, actors)), Catalogue.load().overlay(map(dict, weapons)))


def _frozen(table: Rows) -> tuple[tuple[tuple[str, str], ...], ...]:
    return tuple(tuple(row.items()) for row in table)


@dataclass(frozen=True)
class World:
    """A case's tables as cells, and what can be traced with them."""

    actors: Rows = ACTORS
    weapons: Rows = WEAPONS
    relations: Rows = RELATIONS
    incidents: Rows = INCIDENTS
    transfers: Rows = TRANSFERS
    derived: tuple[tuple[str, tuple[str, ...]], ...] = ()
    registers: tuple[pa.Table, ...] = ()
    asked: tuple[str, ...] = ()
    priors: Priors = MIXED

    @property
    def names(self) -> Names:
        return _names(_frozen(self.actors), _frozen(self.weapons))

    def tracer(self, sightings: Sequence[Sighting] = ()) -> Tracer:
        """Everything read, ready to assess."""
        told = (CaseTransfer(row["id"], row) for row in self.transfers)
        return tracer(
            [rows_of(told, dict(self.derived)), *self.registers],
            self.names,
            self.priors,
            relations=read_relations(self.relations, self.names.actors),
            incidents=[Incident.from_cells(row["id"], row) for row in self.incidents],
            asked=self.asked,
            parents=dict(self.derived),
            sightings=sightings,
        )

    def assess(self, **cells: str) -> RouteAssessment:
        """The assessment of the standing sighting with some cells changed; an empty cell is dropped."""
        return self.tracer().assess(seen(**cells))

    def plus(self, **tables: Rows) -> World:
        """The same world with more rows."""
        return replace(self, **{name: (*getattr(self, name), *more) for name, more in tables.items()})


def seen(**cells: str) -> Sighting:
    """The standing sighting with some cells changed."""
    told = {name: cell for name, cell in (SIGHTING | cells).items() if cell}
    return Sighting.from_cells(told["id"], told)


def transfer(text: str) -> Rows:
    """One more transfer: id | supplier | recipient | weapon | quantity | delivered."""
    names = ("id", "supplier", "recipient", "weapon", "quantity", "delivered_from")
    cells = dict(zip(names, (one.strip() for one in text.split("|")), strict=True))
    return ({**cells, "stage": "delivered", "source": "audit"},)


def chains(found: RouteAssessment | Sequence[SupplyChain]) -> dict[str, float]:
    """Chains in words with their probability."""
    listed = found.supply_chains if isinstance(found, RouteAssessment) else found
    return {words(one.supplier, one.custodian): one.probability for one in listed}


def of_custodian(found: RouteAssessment, custodian: str) -> float:
    """The probability of all chains of one custodian."""
    return sum(
        one.probability for one in found.supply_chains if one.custodian and one.custodian.id == custodian
    )
