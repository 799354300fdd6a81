"""Routes in words: each row of numbers as steps, terms with their reasons, and the ids it rests on.

A sighting has hundreds of routes and a case thousands of sightings, so a route is put into words when somebody looks at it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import overload

import numpy as np

from headstamp.records import Party
from headstamp.tracing.assessment import Route, Step, Term
from headstamp.tracing.model import Scores
from headstamp.tracing.observation import Observation
from headstamp.tracing.reach import Reach, Reason
from headstamp.tracing.rows import LOCAL, OWN, RECORDED, UNRECORDED
from headstamp.tracing.solve import Model
from headstamp.tracing.terms import AGED, BASE, TERMS, WEAPON
from headstamp.values import Likelihood, Precision, Span

NOT_RECORDED = Party(None, "supplier not recorded")
_LISTED = 1e-6
# A record counts as a ground for a route when it tells of the weapon itself, not of what it may be mistaken for.
_GROUND = 0.2
_MOST_RECORDS = 40


@dataclass(frozen=True)
class RouteList(Sequence[Route]):
    """The routes of one sighting above one in a million, in rank order, each made when it is asked for."""

    model: Model
    seen: Observation
    reach: Reach
    scores: Scores

    def __len__(self) -> int:
        return int((self.scores.probability >= _LISTED).sum())

    @overload
    def __getitem__(self, index: int) -> Route: ...
    @overload
    def __getitem__(self, index: slice) -> list[Route]: ...
    def __getitem__(self, index: int | slice) -> Route | list[Route]:
        """The route of a rank, from 0."""
        if isinstance(index, slice):
            return [self._route(one) for one in range(*index.indices(len(self)))]
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        return self._route(index % len(self))

    def __iter__(self) -> Iterator[Route]:
        return (self._route(index) for index in range(len(self)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    def __hash__(self) -> int:
        return id(self)

    def _party(self, index: int) -> Party:
        return self.model.names.party(self.model.ledger.parties[index]) if index >= 0 else NOT_RECORDED

    @cached_property
    def holder(self) -> Party:
        """The holder that the steps end with: the most likely candidate."""
        first = self.seen.holder[0]
        return Party(first.id, first.name)

    def _route(self, at: int) -> Route:
        rows, scores = self.scores.rows, self.scores
        kind, custodian = int(rows.kind[at]), int(rows.custodian[at])
        mechanism = self.model.priors.mechanisms[int(rows.mechanism[at])]
        supplier = {RECORDED: int(rows.supplier[at]), OWN: custodian}.get(kind, -1)
        records = self._records(int(rows.supplier[at]), custodian) if kind in (RECORDED, UNRECORDED) else ((), None)
        reasons = self.reach.reasons.get((mechanism.id, custodian), [])
        probability = float(scores.probability[at])
        return Route(
            rank=at + 1,
            steps=self._steps(kind, supplier, custodian, mechanism.id, records, reasons),
            maker=self._maker(kind, supplier),
            supplier=self.holder if kind == LOCAL else self._party(supplier) if supplier >= 0 else None,
            custodian=None if kind == LOCAL else self._party(custodian),
            mechanism=mechanism.id,
            probability=probability,
            band=Likelihood(min(1.0, probability)).band,
            score_db=float(scores.score[at]),
            prior_db=float(scores.prior_db[at]),
            strength_db=float(scores.strength_db[at]),
            terms=self._terms(at, kind, custodian, supplier, mechanism.words, records[0], reasons),
        )

    def records(self, at: int) -> tuple[str, ...]:
        """The ids of the records that a route rests on."""
        rows = self.scores.rows
        if int(rows.kind[at]) not in (RECORDED, UNRECORDED):
            return ()
        return self._records(int(rows.supplier[at]), int(rows.custodian[at]))[0]

    def _records(self, supplier: int, custodian: int) -> tuple[tuple[str, ...], Span | None]:
        ledger = self.model.ledger
        entries = ledger.pairs.entries.get((supplier, custodian))
        if entries is None:
            return (), None
        node = self._node
        weight = self.model.stocks.flows(self.seen.day).weight[entries] * node[ledger.node[entries]]
        grounds = entries[(node[ledger.node[entries]] >= _GROUND * node.max()) & (weight > 0)]
        if not len(grounds):
            return (), None
        lines = ledger.line[grounds]
        total = np.bincount(lines, self.model.stocks.flows(self.seen.day).weight[grounds])
        order = sorted({int(line) for line in lines}, key=lambda line: -total[line])[:_MOST_RECORDS]
        start, end = int(ledger.start[grounds].min()), int(ledger.end[grounds].max())
        first, last = date.fromordinal(start), date.fromordinal(end)
        precision = Precision.YEAR if first.year == last.year else Precision.RANGE
        return tuple(ledger.lines[line].record for line in order), Span(first, last, precision)

    @cached_property
    def _node(self) -> np.typing.NDArray[np.float64]:
        return self.model.readings.likelihood(self.seen.weapon, self.seen.confidence)

    def _steps(
        self,
        kind: int,
        supplier: int,
        custodian: int,
        mechanism: str,
        records: tuple[tuple[str, ...], Span | None],
        reasons: list[Reason],
    ) -> tuple[Step, ...]:
        if kind == LOCAL:
            return (Step(self.holder, self.holder, mechanism, self.seen.seen),)
        holder = self._party(custodian)
        incidents = tuple(cite for reason in reasons if reason.name == "incident" for cite in reason.cites)
        last = Step(holder, self.holder, mechanism, self._until(), (), incidents)
        if kind == OWN:
            return (Step(holder, holder, "production", None), last)
        how = "delivered" if kind == RECORDED else "not recorded"
        return (Step(self._party(supplier), holder, how, records[1], records[0]), last)

    def _until(self) -> Span:
        return Span(None, self.seen.seen.to, Precision.RANGE)

    def _maker(self, kind: int, supplier: int) -> Party | None:
        if kind == LOCAL:
            return self.holder
        if not self.seen.weapon or self.seen.weapon[0].id not in self.model.names.catalogue:
            return None
        makers = self.model.names.catalogue.makers_in(self.seen.weapon[0].id)
        if supplier >= 0 and self.model.ledger.parties[supplier] in makers:
            return self._party(supplier)
        return self.model.names.party(makers[0]) if len(makers) == 1 else None

    def _terms(
        self,
        at: int,
        kind: int,
        custodian: int,
        supplier: int,
        mechanism: str,
        records: tuple[str, ...],
        reasons: list[Reason],
    ) -> tuple[Term, ...]:
        following = at + 1 < len(self.scores.probability)
        words = self._because(at, kind, custodian, supplier, mechanism, reasons)
        cites = {
            "reach": tuple(dict.fromkeys(cite for reason in reasons for cite in reason.cites)),
            "supply": records,
            "weapon": records,
            "marks": records,
        }
        values = self.scores.terms
        return tuple(
            Term(
                name=rule.name,
                db=float(values[at, index]),
                versus_next=float(values[at, index] - values[at + 1, index]) if following else None,
                because=words[rule.name],
                cites=cites.get(rule.name, ()),
            )
            for index, rule in enumerate(TERMS)
        )

    def _because(
        self, at: int, kind: int, custodian: int, supplier: int, mechanism: str, reasons: list[Reason]
    ) -> dict[str, str]:
        rows = self.scores.rows
        sums = rows.sums[:, at]
        return {
            "mechanism": f"{mechanism}: {_percent(rows.share[at])} before anything was found, for this kind of holder.",
            "reach": self._reached(float(rows.reach[at]), kind, custodian, reasons),
            "supply": self._supplied(kind, custodian, supplier, float(sums[BASE] / rows.total[at])),
            "age": f"{_percent(sums[AGED] / sums[BASE])} of it is taken to be still in use by then.",
            "weapon": f"{_percent(sums[WEAPON] / sums[AGED])} of it would be read as {self._weapon_words}.",
            "date": self._dated(),
            "year_marked": self._year_words(),
            "marks": self._mark_words(),
        }

    @cached_property
    def _weapon_words(self) -> str:
        if not self.seen.weapon:
            return "anything: the weapon is not identified"
        return " or ".join(one.name for one in self.seen.weapon[:3])

    def _reached(self, reach: float, kind: int, custodian: int, reasons: list[Reason]) -> str:
        if kind == LOCAL:
            return "The holder is its own source."
        name = self._party(custodian).name
        if not reasons:
            return f"{name} has {_percent(reach)} of this way: no reason is known, and every state keeps some reach, more when near."
        told = "; ".join(dict.fromkeys(reason.words for reason in reasons))
        return f"{name} has {_percent(reach)} of this way, because {told}."

    def _supplied(self, kind: int, custodian: int, supplier: int, share: float) -> str:
        if kind == LOCAL:
            return "The holder makes it."
        name = self._party(custodian).name
        if kind == RECORDED:
            return f"Recorded deliveries from {self._party(supplier).name} are {_percent(share)} of all that {name} is taken to have held."
        if kind == OWN:
            return f"Own production is taken as {_percent(share)} of all that {name} held."
        return f"Imports that no record names are taken as {_percent(share)} of all that {name} held."

    def _dated(self) -> str:
        if self.seen.reviewed:
            return "The date is reviewed: later deliveries are ruled out, not weighed."
        return "The date is not verified: later deliveries are held against a route, not ruled out."

    def _year_words(self) -> str:
        year = self.seen.marks.year
        return f"Production year read: {year[0]}." if year else "No production year was read."

    def _mark_words(self) -> str:
        return "Marks that were read are compared with the records." if self.seen.marks.any else "No marks were read."


def _percent(share: float) -> str:
    """A share for people: two significant figures."""
    value = 100.0 * float(share)
    if value >= 99.5:
        return "practically all" if value < 100.0 - 1e-9 else "all"
    return f"{value:.2g} %" if value >= 1e-3 else "less than 0.001 %"
