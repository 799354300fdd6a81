"""Assessments beside what is true: made-up worlds traced as any case is, for training and for measuring.

A world comes in as ordinary tables, so that what is measured is the real pipeline. Own production is never
published in these worlds, so it counts with what is not recorded, as their labels have it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pyarrow as pa

from headstamp.records import CaseTransfer, Names, rows_of
from headstamp.sightings import Incident, Sighting
from headstamp.tables import split_list
from headstamp.tracing.entries import build
from headstamp.tracing.expected import Rules
from headstamp.tracing.ledger import Floats, Ledger, added
from headstamp.tracing.made_up import absent, states_in_play
from headstamp.tracing.priors import OTHER, Priors
from headstamp.tracing.routes import Routes
from headstamp.tracing.rows import NOBODY
from headstamp.tracing.simulate import UNKNOWN, Label, Truth, World, label, world
from headstamp.tracing.solve import model
from headstamp.tracing.trace import Tracer
from headstamp.world import Actors, Catalogue, Relation, read_relations


def _rules(priors: Priors) -> tuple[Rules, float]:
    return Rules.of(priors), priors.coarse_own_make


@dataclass(frozen=True)
class Case:
    """A made-up world as a case reads it.

    Attributes:
        tables: its transfers, in the Transfer schema.
        labels: the right answer of each sighting.
    """

    seed: int
    kind: str
    names: Names
    table: pa.Table
    parents: Mapping[str, tuple[str, ...]]
    relations: tuple[Relation, ...]
    incidents: tuple[Incident, ...]
    sightings: tuple[Sighting, ...]
    truth: tuple[Truth, ...]
    _ledgers: dict[tuple[Rules, float], Ledger] = field(default_factory=dict)

    @classmethod
    def made(cls, seed: int, kind: str, sightings: int) -> Case:
        """Make a world and read it."""
        return cls.of(world(seed, kind, sightings=sightings))

    @classmethod
    def of(cls, made: World) -> Case:
        """Read a world."""
        tables = made.tables
        names = Names(Actors.load().overlay(tables["actors"]), Catalogue.load().overlay(tables["weapons"]))
        parents = {
            row["id"]: split_list(row["derived_from"]) for row in tables["sources"] if row.get("derived_from")
        }
        rows = (CaseTransfer(row["id"], row) for row in tables["transfers"])
        return cls(
            seed=made.seed,
            kind=made.kind,
            names=names,
            table=rows_of(rows, parents),
            parents=parents,
            relations=tuple(read_relations(tables["relations"], names.actors)),
            incidents=tuple(Incident.from_cells(row["id"], row) for row in tables["incidents"]),
            sightings=tuple(Sighting.from_cells(row["id"], row) for row in tables["sightings"]),
            truth=made.truth,
        )

    @cached_property
    def labels(self) -> tuple[Label, ...]:
        """The right answer of each sighting."""
        return tuple(label(one) for one in self.truth)

    def tracer(self, priors: Priors) -> Tracer:
        """The world under a preset."""
        states = states_in_play(self.names, self.sightings, self.incidents, self.relations)
        ledger = self.ledger(priors)
        known = model(
            ledger,
            self.names,
            priors,
            self.relations,
            self.incidents,
            absent(ledger, self.names, priors, states),
        )
        # In order already, so that what is counted once stays counted.
        self._ledgers[_rules(priors)] = known.ledger
        return Tracer(known, (), self.parents, self.sightings)

    def ledger(self, priors: Priors) -> Ledger:
        """The records as a preset reads them; kept, for most numbers of a preset leave them as they are."""
        rules = _rules(priors)
        if rules not in self._ledgers:
            states = states_in_play(self.names, self.sightings, self.incidents, self.relations)
            self._ledgers[rules] = build([self.table], self.names, priors, states)
        return self._ledgers[rules]

    @staticmethod
    def reasons(priors: Priors) -> list[str]:
        """The names of the reasons of a preset, incidents and the way not told apart left out."""
        found = {name for one in priors.mechanisms if one.id != OTHER for name in one.reach}
        return sorted(found - {"incident"})

    def reach_rows(self, priors: Priors) -> Iterator[Mapping[str, np.ndarray]]:
        """For each sighting of one holder, what its loss is made of when only reach moves."""
        traced = self.tracer(priors)
        reacher, parties = traced.model.reacher, len(traced.model.ledger.parties)
        columns, reasons = traced.model.columns, self.reasons(priors)
        for sighting, right in zip(self.sightings, self.labels, strict=True):
            if len(sighting.holder) != 1:
                continue
            routes = traced.alone(sighting)
            answer = Answer(traced, routes)
            told = reacher.told(routes.seen)
            holder = told.holder
            by_reason = np.zeros((len(reasons), parties), np.float32)
            for index, name, factor in told.reasons:
                if name in reasons:
                    by_reason[reasons.index(name), index] += factor
            by_incident = np.zeros((len(priors.mechanisms), parties), np.float32)
            for mechanism, index, factor in told.incidents:
                by_incident[mechanism, index] += factor
            shares = priors.shares_for(holder.kind if holder is not None else "default")
            kind, custodian, part, held = answer.parts(right)
            uniform, near = reacher.everywhere(routes.seen)
            own = np.ones(parties, np.float32)
            if told.own is not None:
                own[told.own] = 0.0
            yield {
                "reasons": by_reason,
                "incidents": by_incident,
                "shares": np.array([shares.get(one.id, 0.0) for one in priors.mechanisms]),
                "shown": added(columns.custodian, routes.ratio, parties).astype(np.float32),
                "held": (routes.shown.total > 0).astype(np.float32),
                "way": routes.way.astype(np.float32),
                "uniform": uniform.astype(np.float32),
                "near": near.astype(np.float32),
                "right": np.array(part),
                "right_held": np.array(held),
                "custodian": np.array(custodian),
                "answer": np.array(kind),
                "local": np.array(sum(found for _, _, found in routes.local)),
                "world": np.array(routes.world),
                "stocks": np.array(routes.shown.world),
                "not_own": own,
            }


@dataclass(frozen=True)
class Labelled:
    """One assessment beside the truth.

    Attributes:
        right: the probability of the right chain.
        chains: the probabilities of all chains, own production with what is not recorded, and of the unknown
            last.
        at: which of these is right; -1 where no chain of the records is.
    """

    right: float
    chains: Floats
    at: int
    routes: Routes

    @property
    def loss(self) -> float:
        """Logarithmic loss, in nats."""
        return float(-np.log(max(self.right, 1e-6)))


class Answer:
    """The chains of one tracer, found by the labels of a world."""

    def __init__(self, traced: Tracer, routes: Routes) -> None:
        self._traced, self._routes = traced, routes
        self._at = {party: index for index, party in enumerate(traced.model.ledger.parties)}

    def number(self, right: Label) -> int:
        """The number of the chain that a label names; the unknown is the last, -1 none."""
        columns = self._traced.model.columns
        if right == UNKNOWN:
            return len(columns.ends)
        assert not isinstance(right, str)
        supplier, custodian = right
        if not custodian:
            return len(columns.ends) - 1
        ends = (self._at.get(supplier, -9) if supplier else NOBODY, self._at[custodian])
        return columns.chain_at.get(ends, -1)

    def parts(self, right: Label) -> tuple[int, int, float, float]:
        """0, 1 or 2 for a chain, local make or unknown; the custodian; what its stock shows and is of it."""
        columns, at = self._traced.model.columns, self.number(right)
        if at >= len(columns.ends) - 1:
            return at - len(columns.ends) + 2, 0, 0.0, 0.0
        custodian = self._at[right[1]]
        if at < 0:
            return 0, custodian, 0.0, 0.0
        mine = columns.merged == at
        routes = self._routes
        return 0, custodian, float(routes.ratio[mine].sum()), float(routes.shown.part[mine].sum())

    def labelled(self, right: Label) -> Labelled:
        """The assessment beside the truth."""
        columns, at = self._traced.model.columns, self.number(right)
        chains, unknown = self._routes.chains()
        own = columns.own_chains
        merged = chains.copy()
        merged[own[0]] += chains[own[1]]
        merged[own[1]] = 0.0
        told = np.append(merged, unknown)
        return Labelled(float(told[at]) if at >= 0 else 0.0, told, at, self._routes)


def labelled(case: Case, priors: Priors, *, pooled: bool = True) -> list[Labelled]:
    """Every sighting of a world, assessed.

    Args:
        pooled: whether sightings of one holder tell of each other.
    """
    traced = case.tracer(priors)
    found = []
    for sighting, right in zip(case.sightings, case.labels, strict=True):
        routes = traced.routes(sighting) if pooled else traced.alone(sighting)
        found.append(Answer(traced, routes).labelled(right))
    return found
