"""The main job: sightings in, route assessments out.

Everything that decides is in the model; here the parts of an assessment are put together: the ranking, what
is left over, what it looks like without one source or without derived records, what was ruled out, what to
ask next, and how far a report may go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import numpy as np
import pyarrow as pa

from headstamp.records import CannotSee, Names, cannot_see, sources
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
from headstamp.tracing.entries import build
from headstamp.tracing.explain import RouteList
from headstamp.tracing.ledger import Floats, Truths
from headstamp.tracing.lots import Item, Lots, Told, of_lot
from headstamp.tracing.made_up import absent, states_in_play
from headstamp.tracing.model import Scores, score
from headstamp.tracing.observation import Marks, Observation, observe
from headstamp.tracing.priors import OTHER, Priors
from headstamp.tracing.questions import questions
from headstamp.tracing.reach import OWN_STOCK, Reach
from headstamp.tracing.routes import Routes
from headstamp.tracing.sharing import Pool
from headstamp.tracing.shown import Kept
from headstamp.tracing.solve import Model, model
from headstamp.tracing.wording import wording
from headstamp.world import Relation

_MATCHES = 0.3
_BRIEFLY = 0.02
_MOST_KEPT = 500_000_000


_NO_REGISTER = CannotSee(
    "library",
    "No register is in the library, so no delivery is known but those that the case itself records.",
)


class _FirstPass:
    """What sightings show, as far as memory allows: those that are pooled are looked at twice."""

    def __init__(self) -> None:
        self._kept: dict[Observation, tuple[Kept, Reach]] = {}
        self._size = 0

    def get(self, seen: Observation) -> Kept | None:
        """What was kept of a sighting."""
        told = self._kept.get(seen)
        return told[0] if told is not None else None

    def reach(self, seen: Observation) -> Reach | None:
        """Who can have been its custodian."""
        told = self._kept.get(seen)
        return told[1] if told is not None else None

    def put(self, routes: Routes) -> None:
        """Keep what a sighting shows, unless too much is kept already."""
        if self._size < _MOST_KEPT:
            kept = routes.shown.keep()
            self._kept[routes.seen] = kept, routes.reach
            self._size += kept.size + sum(row.nbytes for row in routes.reach.kernel.values())


@dataclass(frozen=True)
class Tracer:
    """Assesses the sightings of one case against records that are read once.

    Attributes:
        asked: ids of the sources that took part, for what they cannot see.
        parents: for a source of the case, the sources that it derives from.
        sightings: all of the case; those of one holder tell of each other.
        brief: for many sightings: routes of 0.02 or more, and what a source's absence takes from the
            first chain without estimating the rest anew.
    """

    model: Model
    asked: tuple[str, ...]
    parents: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sightings: tuple[Sighting, ...] = ()
    brief: bool = False
    _kept: dict[tuple[Observation, frozenset[int], int | None], RouteAssessment] = field(default_factory=dict)
    _lines: dict[str | None, frozenset[int]] = field(default_factory=dict)
    _first_pass: _FirstPass = field(default_factory=lambda: _FirstPass())
    _blinded: dict[str | frozenset[int], Model] = field(default_factory=dict)
    _seen: dict[str, tuple[Sighting, Observation]] = field(default_factory=dict)
    _items: dict[str, Item] = field(default_factory=dict)

    def assess(self, sighting: Sighting) -> RouteAssessment:
        """The route assessment of one sighting; sightings that show the same are assessed once."""
        seen = self._observed(sighting)
        derived = self._derived(sighting.source)
        if self.brief:
            return self._assess(sighting, seen, derived)
        key = (seen, derived, self._pool.cluster(sighting))
        if key not in self._kept:
            self._kept[key] = self._assess(sighting, seen, derived)
        return _renamed(self._kept[key], sighting.id)

    def routes(self, sighting: Sighting) -> Routes:
        """The routes of a sighting, with what other sightings of its holder say."""
        told, alone = self._pool.told(sighting), self.alone(sighting)
        return replace(alone, told=told, lots=self._lot(sighting), kept=self._first_pass.get(alone.seen))

    def alone(self, sighting: Sighting) -> Routes:
        """The routes of a sighting, whatever others of its holder say."""
        seen = self._observed(sighting)
        reach = self._first_pass.reach(seen) or self.model.reacher.reach(self._holders_as_given(seen))
        return self.model.routes(seen, reach)

    def _observed(self, sighting: Sighting) -> Observation:
        """A sighting resolved, once."""
        known = self._seen.get(sighting.id)
        if known is None or known[0] != sighting:
            found = observe(sighting, self.model.names, self.model.ledger.registered)
            known = self._seen[sighting.id] = sighting, found
        return known[1]

    @cached_property
    def _pool(self) -> Pool:
        return Pool(self.sightings, self._custodians, self.holder)

    def _lot(self, sighting: Sighting) -> Told | None:
        """What sightings that may be of one lot with it say; those of a case alone speak."""
        holder, columns = self.holder(sighting), self.model.columns
        if holder is None or self.cluster(sighting) is None:
            return None
        factor = self._lots.told(holder, sighting.id)
        return None if factor is None else Told(factor, columns.chain_at, columns.ends)

    @cached_property
    def _lots(self) -> Lots:
        fresh = self.model.priors.shared["fresh"]
        return Lots(self._pool.members, self._item, self.model.names.catalogue, fresh)

    def _item(self, sighting: Sighting) -> Item:
        """What was found on a sighting, with its marks and without them; the first pass has just seen it."""
        if sighting.id in self._items:
            return self._items.pop(sighting.id)
        return self._as_item(sighting, self.alone(sighting))

    def _as_item(self, sighting: Sighting, routes: Routes) -> Item:
        found = unmarked = routes.found
        if routes.seen.marks.any:
            plain = replace(routes.seen, marks=Marks())
            unmarked = self.model.routes(plain, routes.reach).found
        cluster = self._pool.cluster(sighting)
        assert cluster is not None
        return Item(routes.seen.weapon, found, unmarked, of_lot(routes.seen.marks), cluster, routes.seen.day)

    def _custodians(self, sighting: Sighting) -> Floats:
        """What a sighting says alone; it will be asked for again, and what fits into memory is kept."""
        routes = self.alone(sighting)
        self._first_pass.put(routes)
        self._items[sighting.id] = self._as_item(sighting, routes)
        return routes.custodians

    def cluster(self, sighting: Sighting) -> int | None:
        """The number of what the sighting is one view of; None for one that is not of the case."""
        return self._pool.cluster(sighting)

    def copies(self, sighting: Sighting) -> int:
        """How many sightings are views of the same, itself included."""
        return self._pool.copies(sighting)

    def holder(self, sighting: Sighting) -> str | None:
        """Whom a sighting is pooled with: its holder, when it is one who is known."""
        if len(sighting.holder) != 1:
            return None
        actor = self.model.names.actors.find(sighting.holder[0][0])
        return actor.id if actor is not None else None

    def _assess(self, sighting: Sighting, seen: Observation, derived: frozenset[int]) -> RouteAssessment:
        found = self.routes(sighting)
        scores = score(found, _BRIEFLY) if self.brief else score(found)
        reach = found.reach
        lost = {key: reach.until(*key) for key in reach.lost}
        routes = RouteList(self.model, seen, reach.reasons, lost, found.node, scores)
        chains = Chains(found, routes.holder)
        return RouteAssessment(
            sighting=sighting.id,
            weapon=seen.weapon,
            holder=seen.holder,
            seen=seen.seen,
            routes=routes,
            unknown=_unknown(scores, self.model.priors),
            not_recorded=scores.not_recorded,
            rest=Rest(*scores.rest),
            cannot_see=self._cannot_see(seen),
            supply_chains=chains.all,
            rest_chains=chains.rest,
            set90=smallest_set(chains.all.probability),
            without_derived=self._without(derived, chains),
            leave_one_out=self._leave_one_out(chains),
            scenarios=chains.scenarios(),
            mechanisms=chains.mechanisms(),
            ruled_out=tuple(_ruled_out(self.model, found)),
            next_questions=questions(chains),
            wording=wording(
                chains.all,
                holder_known=any(one.id is not None for one in seen.holder),
                unknown=scores.unknown,
                first_everywhere=chains.first_everywhere,
                document=routes.document(*chains.ends(chains.first)) if chains.first is not None else None,
                found=bool(seen.weapon) or seen.marks.any,
                condition=_condition(seen, routes),
                strength=chains.strength_db,
                scope=f"of the routes considered, under preset {self.model.priors.name}",
            ),
        )

    def _cannot_see(self, seen: Observation) -> tuple[CannotSee, ...]:
        if not self.asked:
            return (_NO_REGISTER,)
        return cannot_see(self.model.names, [one.id for one in seen.weapon] or None, self.asked)

    def _holders_as_given(self, seen: Observation) -> Observation:
        """Holder candidates weighed so that, after everything found, each has the weight it was given.

        Who held a weapon is a conclusion of its own, with its own basis: which weapon it was, and who
            supplies
        whom, must not confirm it.
        """
        if len(seen.holder) < 2:
            return seen
        alone = [replace(seen, holder=(replace(one, weight=1.0),)) for one in seen.holder]
        evidence = [self.model.routes(one, self.model.reacher.reach(one)).evidence for one in alone]
        weights = [one.weight / told for one, told in zip(seen.holder, evidence, strict=True)]
        whole = sum(weights)
        holders = zip(seen.holder, weights, strict=True)
        return replace(seen, holder=tuple(replace(one, weight=weight / whole) for one, weight in holders))

    def _derived(self, source: str | None) -> frozenset[int]:
        if source not in self._lines:
            self._lines[source] = self._resting_on(source)
        return self._lines[source]

    def _resting_on(self, source: str | None) -> frozenset[int]:
        """Records that rest on the investigation that the sighting comes from: they cannot confirm it."""
        if not source:
            return frozenset()
        # A register is nobody's investigation, though reports lean on it.
        own = self._lineage(source) - set(sources())
        return frozenset(
            line
            for origin, lines in self.model.ledger.lines_from.items()
            if any(self._lineage(one) & own for one in origin)
            for line in lines
        )

    def _lineage(self, source: str) -> frozenset[str]:
        """A source and all that it derives from, however far back."""
        found, ahead = {source}, [source]
        while ahead:
            new = set(self.parents.get(ahead.pop(), ())) - found
            found |= new
            ahead += new
        return frozenset(found)

    def _without(self, derived: frozenset[int], chains: Chains) -> WithoutDerived:
        ledger = self.model.ledger
        if self.brief and not derived:
            return WithoutDerived((), ())
        if derived:
            chains = self._over(derived, lambda: ledger.of_lines(derived), chains)
        records = sorted(ledger.lines[line].record for line in derived)
        return WithoutDerived(tuple(records), chains.all)

    def _leave_one_out(self, chains: Chains) -> tuple[LeaveOneOut, ...]:
        if not self.brief:
            return tuple(self._left_out(source, chains) for source in self.model.ledger.sources)
        if chains.first is None:
            return ()
        left = ((source, chains.without(share)) for source, share in chains.told_by(chains.first).items())
        return tuple(
            LeaveOneOut(source, words(*chains.parties(first)), probability)
            for source, (first, probability) in left
        )

    def _left_out(self, source: str, chains: Chains) -> LeaveOneOut:
        """The first chain without a source, as if it had never told anything."""
        left = self._over(source, lambda: self.model.ledger.of_source(source), chains)
        if left.first is None:
            return LeaveOneOut(source, "not known", 0.0)
        return LeaveOneOut(source, words(*left.parties(left.first)), float(left.probability[left.first]))

    def _over(self, key: str | frozenset[int], without: Callable[[], Truths], chains: Chains) -> Chains:
        """The chains without some entries; what is estimated is estimated anew."""
        if key not in self._blinded:
            self._blinded[key] = self.model.without(without())
        found = chains.routes
        blinded = self._blinded[key].routes(found.seen, found.reach, found.told, found.lots)
        return Chains(blinded, chains.holder)


def tracer(
    tables: Iterable[pa.Table],
    names: Names,
    priors: Priors,
    *,
    relations: Sequence[Relation],
    incidents: Sequence[Incident],
    asked: Sequence[str],
    parents: Mapping[str, tuple[str, ...]] | None = None,
    sightings: Sequence[Sighting] = (),
    brief: bool = False,
) -> Tracer:
    """Read the records and make ready to assess.

    Args:
        tables: rows in the Transfer schema, of the library and of the case; none is an answer too.
        asked: ids of the registers that took part.
        parents: for a source of the case, the sources that it derives from.
        sightings: all of the case, whether or not they are to be assessed.
        brief: as in `Tracer`.
    """
    states = states_in_play(names, sightings, incidents, relations)
    ledger = build(tables, names, priors, states)
    known = model(ledger, names, priors, relations, incidents, absent(ledger, names, priors, states))
    return Tracer(known, tuple(asked), parents or {}, tuple(sightings), brief)


def _condition(seen: Observation, routes: RouteList) -> str | None:
    """What the first route takes for granted of a holder who is not certain."""
    if len(seen.holder) < 2 or not len(routes) or routes[0].mechanism != OWN_STOCK:
        return None
    return f"if the holder is {routes[0].steps[-1].to.name}"


def _renamed(assessment: RouteAssessment, name: str) -> RouteAssessment:
    return assessment if assessment.sighting == name else replace(assessment, sighting=name)


def _unknown(scores: Scores, priors: Priors) -> Unknown:
    prior, shared, world = scores.unknown_terms
    terms = (
        Term("unknown", prior, None, f"{priors.unknown:.0%} is kept for what no route here describes.", ()),
        Term("shared", shared, None, "What other sightings of the holder say of their supply chains.", ()),
        Term("weapon", world, None, "How common what was found is in all stocks together.", ()),
    )
    return Unknown(scores.unknown, prior + shared + world, terms)


def _ruled_out(model: Model, routes: Routes) -> Iterator[RuledOut]:
    """Records that fit weapon and custodian, and came too late; only a reviewed date rules anything out."""
    ledger, seen = model.ledger, routes.seen
    if not seen.reviewed or seen.seen.to is None:
        return
    near = np.zeros(len(ledger.parties), bool)
    for name, kernel in routes.reach.kernel.items():
        near |= (kernel > 0) & (name != OTHER)
    read = routes.node >= _MATCHES * routes.node.max()
    classes = np.unique(model.readings.class_index[read]).tolist()
    parts = [np.arange(one.start, one.stop) for one in map(model.stocks.entries, classes)]
    fits = np.concatenate(parts) if parts else np.zeros(0, np.int64)
    fits = fits[read[ledger.node[fits]]]
    fits = fits[near[ledger.custodian[fits]] & (ledger.count[fits] > 0)]
    slack = np.where(ledger.estimated[fits], model.priors.slack_days, 0)
    late = ledger.start[fits] - slack > seen.day
    by_then, after = set(ledger.line[fits[~late]].tolist()), fits[late]
    lines, at = np.unique(ledger.line[after], return_inverse=True)
    first = np.full(len(lines), np.iinfo(np.int64).max)
    np.minimum.at(first, at, ledger.start[after])
    told = zip(lines.tolist(), first.tolist(), strict=True)
    found = [(start, ledger.lines.record(line), line) for line, start in told if line not in by_then]
    for start, record, line in sorted(found):
        stage = ledger.lines.stages[ledger.lines.stage[line]]
        came = "Delivered" if stage.startswith("deliver") else f"At the stage '{stage}'"
        yield RuledOut(
            record,
            f"{came} from {date.fromordinal(start).year}, after it was seen "
            f"(by {seen.seen.to.isoformat()}, a reviewed date).",
        )
