"""A made-up world: what is true in it, and the tables in which some of that is told."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final

import numpy as np

from headstamp.records.manual import TRANSFERS
from headstamp.sightings.specs import INCIDENTS, SIGHTINGS
from headstamp.tracing.simulate import cells
from headstamp.tracing.simulate.arming import Lot, arm
from headstamp.tracing.simulate.arsenal import Arsenal, make_arsenal
from headstamp.tracing.simulate.clock import FIRST_YEAR, HISTORY, first_day
from headstamp.tracing.simulate.conflict import Event, Holder, make_events, make_holders
from headstamp.tracing.simulate.coverage import Coverage, make_coverage
from headstamp.tracing.simulate.dials import KINDS, MECHANISMS, Dials, Rng
from headstamp.tracing.simulate.filming import Camera, Item, film
from headstamp.tracing.simulate.geography import States, make_states
from headstamp.tracing.simulate.market import Market, make_market
from headstamp.tracing.simulate.publishing import Record, publish
from headstamp.tracing.simulate.reading import Nodes, Reader, Shown, import_marks
from headstamp.tracing.simulate.supply import Shares, Stocks, Supply, make_supply
from headstamp.tracing.simulate.telling import tell_incidents, tell_relations
from headstamp.tracing.simulate.trade import Deals, make_deals
from headstamp.tracing.simulate.truth import Truth
from headstamp.world import ACTORS, RELATIONS, SOURCES, WEAPONS

TABLES: Final = {
    "actors": ACTORS,
    "weapons": WEAPONS,
    "sources": SOURCES,
    "relations": RELATIONS,
    "incidents": INCIDENTS,
    "transfers": TRANSFERS,
    "sightings": SIGHTINGS,
}
"""The tables of a world, in the order in which they are to be imported."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How big a world is; records is what it aims at in published rows, about, before thinning."""

    states: int = 150
    producers: int = 30
    models: int = 200
    records: int = 12_000
    groups: int = 40
    units: int = 10


@dataclass(frozen=True, slots=True)
class Making:
    """How a world was made, beside its deals: what only the oracles may look at."""

    states: States
    arsenal: Arsenal
    market: Market
    coverage: Coverage
    holders: tuple[Holder, ...]
    events: tuple[Event, ...]
    shares: Shares
    supply: Supply
    lots: tuple[Lot, ...]
    nodes: Nodes
    marks: np.ndarray
    items: tuple[Item, ...]
    shown: tuple[Shown, ...]
    records: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class World:
    """One made-up world.

    Attributes:
        seed, kind: what it was drawn from.
        dials: its hyper-parameters.
        sizes: how big it is.
        tables: rows of text cells by table, as a CSV would hold them; an empty cell is left out.
        truth: what is true of each row of the table of sightings, in its order.
        deals: every true delivery.
        making: everything else that is true.
    """

    seed: int
    kind: str
    dials: Dials
    sizes: Sizes
    tables: dict[str, list[dict[str, str]]]
    truth: tuple[Truth, ...]
    deals: Deals
    making: Making

    def write(self, folder: Path) -> None:
        """Write each table, and the truth, as a CSV file."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, rows in self.tables.items():
            _write(folder / f"{name}.csv", TABLES[name].header, rows)
        told = [{name: str(getattr(one, name)) for name in Truth.__slots__} for one in self.truth]
        _write(folder / "truth.csv", [one.name for one in fields(Truth)], told)


def _write(path: Path, header: tuple[str, ...] | list[str], rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def world(
    seed: int, kind: str = "neutral", *, sightings: int = 400, dials: Dials | None = None, **sizes: int
) -> World:
    """Make a world.

    Args:
        seed: the same seed, kind, dials and sizes give the same world, to the byte.
        kind: one of `KINDS`.
        sightings: how many rows the table of sightings has.
        dials: given hyper-parameters; drawn anew without.
        **sizes: fields of `Sizes`.

    Raises:
        ValueError: there is no such kind, or the world is too small for anybody to hold anything.
    """
    size = Sizes(**sizes)
    if kind not in KINDS:
        raise ValueError(f"'{kind}' is no kind of world; choose one of {', '.join(KINDS)}")
    draw = _streams(seed, kind)
    dials = Dials.draw(draw["dials"], kind) if dials is None else dials
    states = make_states(draw["states"], dials, size.states)
    arsenal = make_arsenal(draw["arsenal"], states, size.models, size.producers)
    holders = make_holders(draw["holders"], dials, states, size.groups, size.units)
    events = make_events(draw["events"], dials, states, holders)
    market = make_market(draw["market"], dials, states, arsenal, round(_DEALS_PER_RECORD * size.records))
    deals = make_deals(draw["deals"], dials, states, arsenal, market, events)
    coverage = make_coverage(draw["coverage"], dials, states)
    records = publish(draw["records"], dials, states, arsenal, market, deals, coverage)
    shares = Shares(true_stocks(dials, arsenal, deals), size.states, dials.recent_years)
    supply = make_supply(dials, states, holders, events, shares)
    lots = arm(draw["lots"], dials, arsenal, deals, shares, supply)
    camera = Camera(draw["items"], dials, states, holders, deals, lots, arsenal.class_of)
    items = film(camera, sightings)
    nodes, marks = Nodes(dials, arsenal), import_marks(states, deals)
    reader = Reader(draw["shown"], dials, arsenal, holders, deals, nodes, marks)
    shown = tuple(reader.read(item, lots[item.lot].leaf, lots[item.lot].deal) for item in items)
    relations = tell_relations(draw["relations"], dials, states, holders)
    incidents = tell_incidents(draw["incidents"], dials, states, holders, events, lots, len(arsenal.leaves))
    tables = {
        "actors": cells.actor_rows(states, np.unique(deals.maker).tolist(), holders),
        "weapons": cells.weapon_rows(states, arsenal, deals.licensees()),
        "sources": cells.source_rows(states, coverage, records),
        "relations": cells.relation_rows(relations),
        "incidents": cells.incident_rows(states, arsenal, incidents),
        "transfers": cells.transfer_rows(draw["order"], states, records),
        "sightings": cells.sighting_rows(draw["contexts"], states, nodes, holders, items, shown),
    }
    truth = _truth(states, arsenal, holders, deals, lots, items, published(deals, records))
    making = Making(
        states=states,
        arsenal=arsenal,
        market=market,
        coverage=coverage,
        holders=holders,
        events=events,
        shares=shares,
        supply=supply,
        lots=lots,
        nodes=nodes,
        marks=marks,
        items=items,
        shown=shown,
        records=records,
    )
    return World(seed, kind, dials, size, tables, truth, deals, making)


_DEALS_PER_RECORD: Final = 1.15
_STREAMS: Final = (
    *("dials", "states", "arsenal", "holders", "events", "market", "deals", "coverage", "records"),
    *("lots", "items", "shown", "relations", "incidents", "order", "contexts"),
)


def _streams(seed: int, kind: str) -> Mapping[str, Rng]:
    """Numbers of its own for each part, so that a change in one leaves the others as they were."""
    roots = np.random.SeedSequence([seed, KINDS.index(kind)]).spawn(len(_STREAMS))
    return {name: np.random.default_rng(root) for name, root in zip(_STREAMS, roots, strict=True)}


def true_stocks(dials: Dials, arsenal: Arsenal, deals: Deals) -> Stocks:
    """What there is to be lost: every delivery's stock to the world's power."""
    weight = deals.stock**dials.quantity_power
    return Stocks(deals.custodian, arsenal.class_of[deals.leaf], deals.start, weight)


def published(deals: Deals, records: tuple[Record, ...]) -> np.ndarray:
    """[deal] whether a record tells of it."""
    told = np.zeros(len(deals), bool)
    told[[record.deal for record in records if record.tells(deals)]] = True
    return told


def _truth(
    states: States,
    arsenal: Arsenal,
    holders: tuple[Holder, ...],
    deals: Deals,
    lots: tuple[Lot, ...],
    items: tuple[Item, ...],
    told: np.ndarray,
) -> tuple[Truth, ...]:
    found = []
    for number, item in enumerate(items):
        lot, holder = lots[item.lot], holders[item.holder].id
        first = number if item.shown_before < 0 else item.shown_before
        local = lot.deal < 0
        named = lot.describable and not local
        found.append(
            Truth(
                sighting=cells.sighting_id(number),
                object=f"o-{item.object:05}",
                cluster=cells.sighting_id(first),
                group=holder,
                mechanism=MECHANISMS[lot.mechanism],
                root=MECHANISMS[lot.root],
                custodian=states.ids[lot.state] if named else "",
                supplier=holder if local else states.ids[int(deals.supplier[lot.deal])] if named else "",
                model=arsenal.leaves[lot.leaf].id,
                published=bool(not local and told[lot.deal]),
                describable=lot.describable,
                deal=lot.deal,
                delivered=None if local else FIRST_YEAR + int(deals.start[lot.deal]) // 4,
                lot=item.lot,
                acquired=first_day(HISTORY + lot.step),
                seen=item.day,
            )
        )
    return tuple(found)
