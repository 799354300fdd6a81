"""The JSON of an assessment as text: what a sighting has hundreds of is written out directly.

A sighting has hundreds of supply chains and dozens of terms, and a case thousands of sightings; the codec
would take longer over them than the assessment takes. The text says what the codec says, every number the
same double; the many chains of small probability have Arrow's shortest digits (1e-6, not 1e-06).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from functools import lru_cache
from json.encoder import encode_basestring, encode_basestring_ascii
from math import isfinite
from typing import TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from headstamp.records import Party
from headstamp.tracing.assessment import (
    ActorWeight,
    LeaveOneOut,
    MechanismShare,
    Question,
    Route,
    RouteAssessment,
    RuledOut,
    Scenario,
    Step,
    SupplyChain,
    Term,
)
from headstamp.tracing.chains import ChainList
from headstamp.tracing.rows import HOLDER
from headstamp.values import Span, encode

T = TypeVar("T")
Quote = Callable[[str], str]
_NOBODY_LIKELY = ', "likely_suppliers": []}'


def assessment_text(assessment: RouteAssessment, *, ascii_only: bool = False) -> str:
    """The JSON of one assessment, as `headstamp.trace/1` has it.

    Args:
        ascii_only: escape whatever is not ASCII, for an output that cannot show it.

    Raises:
        ValueError: for a number that is not finite.
    """
    write = _ascii if ascii_only else _readable
    told = (f'"{one.name}": {write.field(assessment, one.name)}' for one in fields(assessment))
    return "{" + ", ".join(told) + "}"


class _Begun:
    """The beginnings of chains between the parties of one ledger, as an Arrow array that grows.

    Attributes:
        place: the place of each pair's text, -1 for what was never written; nobody and the holder have the
            last rows and columns.
    """

    def __init__(self, parties: Sequence[Party]) -> None:
        self.parties = parties
        self.place = np.full((len(parties) + 2, len(parties) + 2), -1, np.int64)
        self._texts: list[str] = []
        self._array: pa.StringArray | None = None

    @property
    def texts(self) -> pa.StringArray:
        """All texts, in the order in which they came."""
        if self._array is None:
            self._array = pa.array(self._texts, pa.string())
        return self._array

    def add(self, supplier: int, custodian: int, text: str) -> int:
        """Keep one more; its place."""
        self._texts.append(text)
        self._array, at = None, len(self._texts) - 1
        self.place[supplier, custodian] = at
        return at


class _Writer:
    """Writes the parts of an assessment.

    Args:
        ascii_only: as in `assessment_text`.
    """

    def __init__(self, ascii_only: bool) -> None:
        self._ascii_only = ascii_only
        self._quote: Quote = encode_basestring_ascii if ascii_only else encode_basestring
        self._kept = lru_cache(maxsize=8192)(self._coded)
        self._spans = lru_cache(maxsize=8192)(lambda span, raw: self._coded(span))
        self._begun: _Begun | None = None

    def field(self, assessment: RouteAssessment, name: str) -> str:
        """One field of an assessment."""
        value = getattr(assessment, name)
        match name:
            case "routes":
                return _list(self._route, value)
            case "supply_chains":
                return self._chains(value)
            case "scenarios":
                return _list(self._scenario, value)
            case "mechanisms":
                return _list(self._mechanism, value)
            case "next_questions":
                return _list(self._question, value)
            case "leave_one_out":
                return _list(self._left_out, value)
            case "ruled_out":
                return _list(self._ruled_out, value)
            case "cannot_see":
                return _list(self._kept, value)
            case "seen":
                return self._when(value)
            case "weapon" | "holder":
                return self._kept(value)
            case "not_recorded":
                return _number(value)
            case "set90":
                return f"[{', '.join(map(str, value))}]"
            case "sighting" | "wording":
                return self._quote(value)
        return self._coded(value)

    def _coded(self, value: object) -> str:
        """Whatever is too rare to be worth more."""
        return json.dumps(encode(value), ensure_ascii=self._ascii_only, allow_nan=False)

    def _when(self, span: Span | None) -> str:
        # Spans that differ only in how they were written are equal, and are not written alike.
        return "null" if span is None else self._spans(span, span.raw)

    def _texts(self, values: Iterable[str]) -> str:
        return f"[{', '.join(map(self._quote, values))}]"

    def _party(self, party: Party | None) -> str:
        return "null" if party is None else self._kept(party)

    def _route(self, one: Route) -> str:
        if not isfinite(sum(term.db + (term.versus_next or 0.0) for term in one.terms)):
            raise ValueError(f"a term of route {one.rank} has no form in JSON")
        return (
            f'{{"rank": {one.rank}, "steps": {_list(self._step, one.steps)}, '
            f'"maker": {self._party(one.maker)}, "supplier": {self._party(one.supplier)}, '
            f'"custodian": {self._party(one.custodian)}, "mechanism": {self._quote(one.mechanism)}, '
            f'"probability": {_number(one.probability)}, "band": {self._quote(one.band)}, '
            f'"score_db": {_number(one.score_db)}, "prior_db": {_number(one.prior_db)}, '
            f'"strength_db": {_number(one.strength_db)}, "terms": {_list(self._term, one.terms)}}}'
        )

    def _step(self, one: Step) -> str:
        return (
            f'{{"from": {self._party(one.from_)}, "to": {self._party(one.to)}, '
            f'"how": {self._quote(one.how)}, '
            f'"when": {self._when(one.when)}, "records": {self._texts(one.records)}, '
            f'"incidents": {self._texts(one.incidents)}}}'
        )

    def _term(self, one: Term) -> str:
        # That both are finite was seen to.
        following = "null" if one.versus_next is None else repr(one.versus_next)
        return (
            f'{{"name": {self._quote(one.name)}, "db": {one.db!r}, "versus_next": {following}, '
            f'"because": {self._quote(one.because)}, "cites": {self._texts(one.cites)}}}'
        )

    def _scenario(self, one: Scenario) -> str:
        return (
            f'{{"name": {self._quote(one.name)}, "supply_chains": {_list(self._chain, one.supply_chains)}}}'
        )

    def _chain(self, one: SupplyChain) -> str:
        likely = _list(self._weighed, one.likely_suppliers)
        return (
            f"{self._ends(one.supplier, one.custodian)}{_number(one.probability)}, "
            f'"low": {_number(one.low)}, "high": {_number(one.high)}, "likely_suppliers": {likely}}}'
        )

    def _weighed(self, one: ActorWeight) -> str:
        name = "null" if one.id is None else self._quote(one.id)
        return f'{{"id": {name}, "name": {self._quote(one.name)}, "weight": {_number(one.weight)}}}'

    def _ends(self, supplier: Party | None, custodian: Party | None) -> str:
        """A chain up to its probability."""
        return (
            f'{{"supplier": {self._party(supplier)}, "custodian": {self._party(custodian)}, "probability": '
        )

    def _chains(self, chains: Sequence[SupplyChain]) -> str:
        if not isinstance(chains, ChainList):
            return _list(self._chain, chains)
        few = max(chains.likely, default=-1) + 1
        told = [self._chain(one) for one in chains[:few]]
        if few < len(chains):
            told.append(self._bare_chains(chains, few))
        return f"[{', '.join(told)}]"

    def _bare_chains(self, chains: ChainList, first: int) -> str:
        """The chains from a rank on, which have no likely suppliers, written column by column."""
        numbers = np.concatenate([one[first:] for one in (chains.probability, chains.low, chains.high)])
        digits, many = pa.array(numbers).cast(pa.string()), len(chains) - first
        p, low, high = (digits[start : start + many] for start in (0, many, 2 * many))
        ends = self._beginnings(chains, first)
        texts = pc.binary_join_element_wise(ends, p, ', "low": ', low, ', "high": ', high, _NOBODY_LIKELY, "")
        told = texts.to_pylist()
        # The holder is another for another sighting.
        for own in np.flatnonzero(chains.ends[first:, 0] == HOLDER).tolist():
            told[own] = self._chain(chains[first + own])
        return ", ".join(told)

    def _beginnings(self, chains: ChainList, first: int) -> pa.StringArray:
        """The chains from a rank on up to their probability; what is written once is kept."""
        if self._begun is None or self._begun.parties is not chains.parties:
            self._begun = _Begun(chains.parties)
        begun, pairs = self._begun, chains.ends[first:]
        at = begun.place[pairs[:, 0], pairs[:, 1]]
        for new in np.flatnonzero(at < 0).tolist():
            supplier, custodian = pairs[new].tolist()
            at[new] = begun.add(supplier, custodian, self._ends(*chains.parties_of(first + new)))
        return begun.texts.take(at)

    def _mechanism(self, one: MechanismShare) -> str:
        return (
            f'{{"mechanism": {self._quote(one.mechanism)}, "words": {self._quote(one.words)}, '
            f'"probability": {_number(one.probability)}, "low": {_number(one.low)}, '
            f'"high": {_number(one.high)}}}'
        )

    def _question(self, one: Question) -> str:
        return (
            f'{{"ask": {self._quote(one.ask)}, "of": {self._quote(one.of)}, "bits": {_number(one.bits)}, '
            f'"about": {self._quote(one.about)}, "chance": {_number(one.chance)}, '
            f'"if_answered": {_number(one.if_answered)}}}'
        )

    def _left_out(self, one: LeaveOneOut) -> str:
        return (
            f'{{"source": {self._quote(one.source)}, "first": {self._quote(one.first)}, '
            f'"probability": {_number(one.probability)}}}'
        )

    def _ruled_out(self, one: RuledOut) -> str:
        return f'{{"record": {self._quote(one.record)}, "because": {self._quote(one.because)}}}'


_readable, _ascii = _Writer(ascii_only=False), _Writer(ascii_only=True)


def _list(write: Callable[[T], str], values: Iterable[T]) -> str:
    return f"[{', '.join(map(write, values))}]"


def _number(number: float) -> str:
    if not isfinite(number):
        raise ValueError(f"{number} has no form in JSON")
    return float.__repr__(number)
