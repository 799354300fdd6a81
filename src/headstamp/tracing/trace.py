"""The main job: sightings in, route assessments out.

Everything that decides is in the model; here the parts of an assessment are put together: the ranking, what is left over,
what it looks like without one source or without derived records, what was ruled out, what to ask next, and how far a report
may go.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import pyarrow as pa

from headstamp.records import Names, Party, cannot_see, sources
from headstamp.sightings import Incident, Sighting
from headstamp.tracing.assessment import (
    LeaveOneOut,
    Rest,
    RouteAssessment,
    RuledOut,
    Term,
    Unknown,
    WithoutDerived,
)
from headstamp.tracing.chains import Chains, smallest_set, words
from headstamp.tracing.explain import RouteList
from headstamp.tracing.ledger import build
from headstamp.tracing.model import Scores, trimmed
from headstamp.tracing.observation import Observation, observe
from headstamp.tracing.priors import Priors
from headstamp.tracing.questions import questions
from headstamp.tracing.reach import OTHER, Reach
from headstamp.tracing.rows import RECORDED, UNRECORDED, Routes
from headstamp.tracing.solve import Model, model
from headstamp.tracing.wording import wording
from headstamp.world import Relation

_MATCHES = 0.3
_FIRST_CHAINS = 10


@dataclass(frozen=True)
class Tracer:
    """Assesses the sightings of one case against records that are read once.

    Attributes:
        asked: ids of the sources that took part, for what they cannot see.
    """

    model: Model
    asked: tuple[str, ...]
    _kept: dict[tuple[Observation, frozenset[str]], RouteAssessment] = field(default_factory=dict)
    _blinded: dict[str, Model] = field(default_factory=dict)

    def assess(self, sighting: Sighting) -> RouteAssessment:
        """The route assessment of one sighting; sightings that show the same are assessed once."""
        seen = observe(sighting, self.model.names)
        derived = self._derived(sighting)
        key = (seen, derived)
        if key not in self._kept:
            self._kept[key] = self._assess(sighting.id, seen, derived)
        return _renamed(self._kept[key], sighting.id)

    def _assess(self, name: str, seen: Observation, derived: frozenset[str]) -> RouteAssessment:
        reach = self.model.reacher.reach(seen)
        unscored = self.model.routes(seen, reach)
        scores = self.model.scores(unscored)
        routes = RouteList(self.model, seen, reach, scores)
        chains = Chains(self.model, seen, scores, routes.holder)
        listed = chains.all
        unrecorded = scores.rows.kind == UNRECORDED
        small = scores.probability[len(routes) :]
        return RouteAssessment(
            sighting=name,
            weapon=seen.weapon,
            holder=seen.holder,
            seen=seen.seen,
            routes=replace(routes, scores=trimmed(scores, len(routes))),
            unknown=_unknown(scores, self.model.priors),
            not_recorded=float(scores.probability[unrecorded].sum()),
            rest=Rest(len(small), float(small.sum())),
            cannot_see=cannot_see(self.model.names, [one.id for one in seen.weapon] or None, self.asked),
            supply_chains=listed,
            rest_chains=chains.rest,
            set90=smallest_set(listed.probability),
            without_derived=self._without(derived, unscored, routes),
            leave_one_out=tuple(self._left_out(source, unscored, routes.holder) for source in self.model.ledger.sources),
            scenarios=chains.under_each(),
            ruled_out=tuple(_ruled_out(self.model, seen, reach)),
            next_questions=questions(chains, listed),
            wording=wording(
                listed,
                first_everywhere=chains.first_everywhere,
                document=_document(self.model, seen, scores),
            ),
        )

    def _derived(self, sighting: Sighting) -> frozenset[str]:
        """Records that rest on the very source that the sighting comes from: they cannot confirm it."""
        if not sighting.source:
            return frozenset()
        return frozenset(
            line.record
            for line in self.model.ledger.lines
            if line.source == sighting.source or sighting.source in line.derived_from
        )

    def _without(self, derived: frozenset[str], unscored: Routes, routes: RouteList) -> WithoutDerived:
        scores = routes.scores
        if derived:
            scores = self.model.scores(unscored, self.model.ledger.entries_for(derived))
        chains = Chains(self.model, unscored.seen, scores, routes.holder)
        return WithoutDerived(tuple(sorted(derived)), chains.listed(_FIRST_CHAINS))

    def _left_out(self, source: str, unscored: Routes, holder: Party) -> LeaveOneOut:
        """The first chain without a source; a register's absence also changes what is visible at all."""
        if source in sources():
            if source not in self._blinded:
                self._blinded[source] = self.model.without_source(source)
            other = self._blinded[source]
            scores = other.scores(other.routes(unscored.seen, unscored.reach))
        else:
            other = self.model
            scores = other.scores(unscored, self.model.ledger.entries_of[source])
        chains = Chains(other, unscored.seen, scores, holder)
        first = chains.first
        if first is None:
            return LeaveOneOut(source, "not known", 0.0)
        return LeaveOneOut(source, words(*chains.parties(first)), chains.listed(1)[0].probability)


def tracer(
    tables: Iterable[pa.Table],
    names: Names,
    priors: Priors,
    *,
    relations: Sequence[Relation],
    incidents: Sequence[Incident],
    asked: Sequence[str],
) -> Tracer:
    """Read the records and make ready to assess.

    Args:
        tables: rows in the Transfer schema, of the library and of the case; none is an answer too.
        asked: ids of the registers that took part.
    """
    states = [actor.id for actor in names.actors.states if actor.kind == "state"]
    ledger = build(tables, names, priors, states)
    return Tracer(model(ledger, names, priors, relations, incidents), tuple(asked))


def _renamed(assessment: RouteAssessment, name: str) -> RouteAssessment:
    return assessment if assessment.sighting == name else replace(assessment, sighting=name)


def _unknown(scores: Scores, priors: Priors) -> Unknown:
    prior, world = scores.unknown_terms
    terms = (
        Term("unknown", prior, None, f"{priors.unknown:.0%} is kept for what no route here describes.", ()),
        Term("weapon", world, None, "How common what was seen is in all stocks together.", ()),
    )
    return Unknown(scores.unknown, prior + world, terms)


def _ruled_out(model: Model, seen: Observation, reach: Reach) -> Iterator[RuledOut]:
    """Records that fit weapon and custodian, and came too late; only a reviewed date rules anything out."""
    ledger = model.ledger
    if not seen.reviewed or not len(ledger.line):
        return
    near = np.zeros(len(ledger.parties), bool)
    for name, kernel in reach.kernel.items():
        if name != OTHER:
            near |= kernel > 0
    reading = model.readings.likelihood(seen.weapon, seen.confidence)
    fits = near[ledger.custodian] & (reading[ledger.node] >= _MATCHES * reading.max())
    late = model.stocks.flows(seen.day).weight == 0.0
    by_then = {int(line) for line in ledger.line[fits & ~late]}
    told: dict[int, int] = {}
    for entry in np.flatnonzero(fits & late & (ledger.weight > 0)):
        line = int(ledger.line[entry])
        told[line] = min(told.get(line, 10**9), int(ledger.start[entry]))
    until = seen.seen.to
    for line, start in sorted(told.items(), key=lambda one: one[1]):
        if line in by_then:
            continue
        year = date.fromordinal(start).year
        yield RuledOut(
            ledger.lines[line].record,
            f"Delivered from {year}, after it was seen (by {until.isoformat() if until else 'then'}, a reviewed date).",
        )


def _document(model: Model, seen: Observation, scores: Scores) -> str | None:
    """Whether a record names the serial or lot that was read, for the first route."""
    if not (seen.marks.serial or seen.marks.lot) or not len(scores.probability):
        return None
    rows = scores.rows
    if int(rows.kind[0]) != RECORDED:
        return None
    entries = model.ledger.pairs.entries[(int(rows.supplier[0]), int(rows.custodian[0]))]
    told = [model.ledger.marks[int(line)] for line in np.unique(model.ledger.line[entries]) if int(line) in model.ledger.marks]
    for mark in told:
        if seen.marks.serial and mark["serial_from"] and mark["serial_from"] <= seen.marks.serial <= (mark["serial_to"] or mark["serial_from"]):
            return "serial"
    if seen.marks.lot and any(seen.marks.lot in (mark["lots"] or ()) for mark in told):
        return "lot"
    return None
