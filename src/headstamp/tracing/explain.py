"""Routes in words: each row of numbers as steps, terms with their reasons, and the ids it rests on.

A sighting has hundreds of routes and a case thousands of sightings, so a route is put into words when
somebody looks at it. What each term's sentence says is in `because`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import overload

import numpy as np

from headstamp.records import Party
from headstamp.tracing.assessment import Route, Step, Term
from headstamp.tracing.because import Basis, because
from headstamp.tracing.findings import matches
from headstamp.tracing.ledger import Floats, Ints, Truths, added
from headstamp.tracing.model import Scores
from headstamp.tracing.observation import Observation
from headstamp.tracing.reach import OWN_STOCK
from headstamp.tracing.reasons import Reason
from headstamp.tracing.rows import LOCAL, OWN, RECORDED, UNRECORDED
from headstamp.tracing.solve import Model
from headstamp.tracing.terms import TERMS
from headstamp.values import Likelihood, Precision, Span

NOT_RECORDED = Party(None, "supplier not recorded")
# A record is a ground for a route when it tells of the weapon itself, not of what it may be mistaken for.
_GROUND = 0.2
_MOST_RECORDS = 40
_DELIVERED = ("delivered", "delivery_verified")
_Grounds = tuple[tuple[tuple[str, dict[str, bool]], ...], tuple[str, ...], Span | None]
"""The records that name a mark that was read, and whether it is this one; all ids of records; when."""


@dataclass(frozen=True)
class RouteList(Sequence[Route]):
    """The routes of one sighting above one in a million, by rank, each made when it is asked for.

    Attributes:
        reasons: as in `headstamp.tracing.reach.Reach`.
        lost: (mechanism, party index) for which incidents say when, and the last day of it where they are all
            that speaks for it.
        node: P(reading | node), one a node of the ledger.
    """

    model: Model
    seen: Observation
    reasons: Mapping[tuple[str, int], Sequence[Reason]]
    lost: Mapping[tuple[str, int], int | None]
    node: Floats
    scores: Scores

    def __len__(self) -> int:
        return self.scores.listed

    @overload
    def __getitem__(self, index: int) -> Route: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Route, ...]: ...
    def __getitem__(self, index: int | slice) -> Route | tuple[Route, ...]:
        """The route of a rank, from 0."""
        if isinstance(index, slice):
            return tuple(self._route(one) for one in range(*index.indices(len(self))))
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        return self._route(index % len(self))

    def __iter__(self) -> Iterator[Route]:
        return (self._route(index) for index in range(len(self)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return id(self)

    def _party(self, index: int) -> Party:
        return self.model.parties[index] if index >= 0 else NOT_RECORDED

    @cached_property
    def holder(self) -> Party:
        """The holder that the steps end with: the most likely candidate."""
        first = self.seen.holder[0]
        return Party(first.id, first.name)

    def _ends_with(self, basis: Basis) -> Party:
        """Whom the last step leads to; from its own stock, the candidate who is the custodian's force."""
        actors = self.model.names.actors
        for one in self.seen.holder if basis.mechanism.id == OWN_STOCK else ():
            if one.id is not None and actors.state_of(one.id) == basis.custodian.id:
                return Party(one.id, one.name)
        return self.holder

    def _route(self, at: int) -> Route:
        basis = self._basis(at)
        probability = float(self.scores.probability[at])
        return Route(
            rank=at + 1,
            steps=self._steps(basis),
            maker=self._maker(basis),
            supplier=None if basis.supplier is NOT_RECORDED else basis.supplier,
            custodian=None if basis.kind == LOCAL else basis.custodian,
            mechanism=basis.mechanism.id,
            probability=probability,
            band=Likelihood(min(1.0, probability)).band,
            score_db=float(self.scores.score[at]),
            prior_db=float(self.scores.prior_db[at]),
            strength_db=float(self.scores.strength_db[at]),
            terms=self._terms(at, basis),
        )

    def _basis(self, at: int) -> Basis:
        rows = self.scores.rows
        kind, custodian, supplier = int(rows.kind[at]), int(rows.custodian[at]), int(rows.supplier[at])
        mechanism = self.model.priors.mechanisms[int(rows.mechanism[at])]
        until = self.lost.get((mechanism.id, custodian))
        told, records, when = self._grounds(supplier, custodian, until)
        local = kind == LOCAL
        return Basis(
            seen=self.seen,
            kind=kind,
            mechanism=mechanism,
            supplier=self.holder if local else self._party(supplier),
            custodian=self.holder if local else self._party(custodian),
            reasons=tuple(self.reasons.get((mechanism.id, custodian), ())),
            records=records if kind in (RECORDED, UNRECORDED) else (),
            marked=told if kind == RECORDED else (),
            when=when if kind in (RECORDED, UNRECORDED) else None,
            lost=(mechanism.id, custodian) in self.lost,
            doubt=self.model.priors.doubt,
            share=float(rows.share[at]),
            reach=float(rows.reach[at]),
            total=float(rows.total[at]),
            shared=float(rows.shared[at]),
            sums=rows.sums[:, at],
        )

    def _grounds(self, supplier: int, custodian: int, until: int | None) -> _Grounds:
        """What is told between two parties; routes by several mechanisms ask for the same."""
        key = (supplier, custodian, until)
        if key not in self._kept:
            entries = self._entries(*key)
            record = self.model.ledger.lines.record
            told = tuple((record(line), answers) for line, answers in self._told(entries))
            self._kept[key] = told, *self._records(entries)
        return self._kept[key]

    @cached_property
    def _kept(self) -> dict[tuple[int, int, int | None], _Grounds]:
        return {}

    def records(self, at: int) -> tuple[str, ...]:
        """The ids of the records that a route rests on."""
        return self._basis(at).records

    def _entries(self, supplier: int, custodian: int, until: int | None) -> Ints:
        """The entries that tell of the weapon itself, between two parties, by a day where one is given."""
        ledger = self.model.ledger
        entries = ledger.pairs.entries.get((supplier, custodian), np.zeros(0, np.int64))
        day = self.seen.day if until is None else until
        late = until is None and not self.seen.reviewed
        entries = entries[self._told_apart[ledger.node[entries]]]
        start = ledger.start[entries] - np.where(ledger.estimated[entries], self.model.priors.slack_days, 0)
        return np.asarray(entries[(ledger.count[entries] > 0) & (late | (start <= day))])

    @cached_property
    def _told_apart(self) -> Truths:
        """The nodes that a record must tell of to be a ground."""
        return np.asarray(self.node >= _GROUND * self.node.max())

    def _records(self, grounds: Ints) -> tuple[tuple[str, ...], Span | None]:
        """Ids of the records that entries come from, the largest first, and when the deliveries were."""
        ledger = self.model.ledger
        if not len(grounds):
            return (), None
        found, at = np.unique(ledger.line[grounds], return_inverse=True)
        total, record = added(at.reshape(-1), ledger.count[grounds], len(found)), ledger.lines.record
        lines = [(-count, record(line)) for line, count in zip(found.tolist(), total.tolist(), strict=True)]
        first = date.fromordinal(int(ledger.start[grounds].min()))
        last = date.fromordinal(int(ledger.end[grounds].max()))
        precision = Precision.YEAR if first.year == last.year else Precision.RANGE
        return tuple(record for _, record in sorted(lines)[:_MOST_RECORDS]), Span(first, last, precision)

    def _told(self, grounds: Ints) -> tuple[tuple[int, dict[str, bool]], ...]:
        """Lines that name a lot, serial or contract where one was read, and whether it is this one."""
        ledger = self.model.ledger
        lines = np.unique(ledger.line[grounds]) if self.seen.marks.documented else ()
        told = ((int(line), ledger.marks[int(line)]) for line in lines if int(line) in ledger.marks)
        found = ((line, matches(self.seen.marks, marks)) for line, marks in told)
        return tuple((line, answers) for line, answers in found if answers)

    def document(self, supplier: int, custodian: int) -> str | None:
        """'serial' or 'lot' where a delivery on record between two parties names what was read, else None."""
        if supplier < 0:
            return None
        lines = self.model.ledger.lines
        # A document that came after the sighting, however it is dated, tells of another delivery.
        told = self._told(self._entries(supplier, custodian, self.seen.day))
        named = [
            answers for line, answers in told if lines[line].stage in _DELIVERED and all(answers.values())
        ]
        return next((mark for mark in ("serial", "lot") if any(answers.get(mark) for answers in named)), None)

    def _steps(self, basis: Basis) -> tuple[Step, ...]:
        mechanism = basis.mechanism.id
        if basis.kind == LOCAL:
            return (Step(self.holder, self.holder, mechanism, self.seen.seen),)
        incidents = tuple(
            cite for reason in basis.reasons if reason.name == "incident" for cite in reason.cites
        )
        until = Span(None, self.seen.seen.to, Precision.RANGE)
        holder = self._ends_with(basis)
        last = Step(basis.custodian, holder, mechanism, until, (), incidents)
        if basis.kind == OWN:
            first = Step(basis.custodian, basis.custodian, "production", None)
        else:
            how = "delivered" if basis.kind == RECORDED else "not recorded"
            # A record without a supplier dates itself, not all that is estimated beside it.
            when = basis.when if basis.kind == RECORDED else None
            first = Step(basis.supplier, basis.custodian, how, when, basis.records)
        # What was delivered to the holder itself needs no second step.
        return (first,) if basis.custodian == holder else (first, last)

    def _maker(self, basis: Basis) -> Party | None:
        if basis.kind == LOCAL:
            return self.holder
        makers = self._makers
        if basis.supplier.id in makers:
            return basis.supplier
        return self.model.names.party(makers[0]) if len(makers) == 1 else None

    @cached_property
    def _makers(self) -> tuple[str, ...]:
        """The states that make what was read."""
        catalogue = self.model.names.catalogue
        known = self.seen.weapon and self.seen.weapon[0].id in catalogue
        return self.model.readings.makers_in(self.seen.weapon[0].id) if known else ()

    def _terms(self, at: int, basis: Basis) -> tuple[Term, ...]:
        values = self.scores.terms
        following = (values[at] - values[at + 1]).tolist() if at + 1 < len(values) else None
        mine = values[at].tolist()
        words = because(basis)
        cites = {
            "reach": tuple(dict.fromkeys(cite for reason in basis.reasons for cite in reason.cites)),
            "supply": basis.records,
            "weapon": basis.records,
            "marks": tuple(record for record, _ in basis.marked),
        }
        return tuple(
            Term(
                name=rule.name,
                db=mine[index],
                versus_next=None if following is None else following[index],
                because=words[rule.name],
                cites=cites.get(rule.name, ()),
            )
            for index, rule in enumerate(TERMS)
        )
