"""How much of what moved the records at hand tell: coverage by class, from sources that overlap.

Of the flows that other sources tell, the share that one source tells too estimates that source's coverage
(capture and recapture: Petersen 1896, Lincoln 1930). Together sources miss what each of them misses. A flow
is a supplier, a custodian, a class and three years. Estimates are shrunk: by class towards those of all
classes, and these towards the preset's coverage, shared out by what each source tells; so that one source
alone, which nothing checks, has the preset's. A source that derives from another is no second source, and a
line that repeats another verbatim is no second word. Large flows are told more often than small ones, and
sources look at the same things; what both together do to what is missing is one factor, which is learned.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np

from headstamp.records import sources
from headstamp.tracing.identification import Readings
from headstamp.tracing.ledger import Floats, Ints, Ledger, Truths, added
from headstamp.tracing.priors import Priors

_YEARS = 3
_DAYS = 365.25 * _YEARS


class Coverage:
    """Coverage of one ledger.

    Args:
        visible: whether any register at hand records weapons of a class node.
    """

    def __init__(
        self, ledger: Ledger, readings: Readings, priors: Priors, visible: Callable[[str], bool]
    ) -> None:
        self._ledger, self._readings, self._priors = ledger, readings, priors
        self._registered = np.array([visible(one) for one in readings.classes], bool)
        own = np.zeros(len(ledger.line), bool)
        for source in set(ledger.sources) - set(sources()):
            own |= ledger.of_source(source)
        self._own = np.flatnonzero(own & (ledger.count > 0))

    def sees(self, day: int) -> Floats:
        """How far each class is one that records see, 0 to 1; a case's own records count by their number.

        Args:
            day: only what began before it counts, a day number.
        """
        told = self._own[self._ledger.start[self._own] < day]
        _, first = np.unique(self._ledger.flow[told], return_index=True)
        of_class = self._readings.class_index[self._ledger.node[told[first]]]
        flows = added(of_class, np.ones(len(first)), len(self._readings.classes))
        return np.where(self._registered, 1.0, flows / (flows + self._priors.seen_from))

    def of_class(self, day: int) -> Floats:
        """Share of what moved of each class that is recorded, in sight of the records.

        Args:
            day: only what began before it counts, a day number.
        """
        told = self._independent & (self._ledger.start < day)
        classes, prior = len(self._readings.classes), self._priors.record_coverage
        once = np.unique(self._flow[told] * self._sources + self._source[told])
        flow, source = once // self._sources, once % self._sources
        if not len(once):
            return np.full(classes, self._corrected(np.array(prior)))
        of_flow = np.zeros(int(flow.max()) + 1, np.int64)
        of_flow[self._flow[told]] = self._of_class[told]
        tellers = np.bincount(flow)
        again = tellers[flow] > 1
        shape = (self._sources, classes)
        both = _table(source[again], of_flow[flow[again]], shape)
        alone = _table(source[~again], of_flow[flow[~again]], shape)
        flows = added(of_flow[tellers > 0], np.ones(int((tellers > 0).sum())), classes)
        others = flows[None, :] - alone
        weight = self._priors.coverage_shrink
        part = (both + alone).sum(axis=1) / flows.sum()
        whole = (both.sum(axis=1) + weight * prior * part) / (others.sum(axis=1) + weight)
        each = (both + weight * whole[:, None]) / (others + weight)
        return self._corrected(1.0 - np.prod(1.0 - each, axis=0))

    def _corrected(self, coverage: Floats) -> Floats:
        """Coverage when more is missing than overlaps say."""
        return np.asarray(1.0 / (1.0 + self._priors.unseen_factor * (1.0 / np.maximum(coverage, 1e-3) - 1.0)))

    @property
    def _sources(self) -> int:
        return len(self._ledger.lines.sources) + 1

    @cached_property
    def _source(self) -> Ints:
        return np.asarray(self._ledger.lines.source[self._ledger.line], np.int64)

    @cached_property
    def _of_class(self) -> Ints:
        return self._readings.class_index[self._ledger.node]

    @cached_property
    def _flow(self) -> Ints:
        """Number of the supplier, custodian, class and years of each entry."""
        ledger = self._ledger
        years = (ledger.start / _DAYS).astype(np.int64)
        keys = np.stack([ledger.supplier, ledger.custodian, self._of_class, years])
        return np.unique(keys, axis=1, return_inverse=True)[1].reshape(-1)

    @cached_property
    def _independent(self) -> Truths:
        """Whether an entry is a source's own word: it leans on no other source and repeats none verbatim."""
        ledger = self._ledger
        if not len(ledger.line):
            return np.zeros(0, bool)
        derives = np.zeros(len(ledger.lines), bool)
        for origin, lines in ledger.lines_from.items():
            derives[lines] = len(origin) > 1
        cells = [ledger.supplier, ledger.custodian, ledger.node, ledger.start, ledger.end]
        told = np.round(ledger.told * 1e6).astype(np.int64)
        same = np.unique(np.stack([*cells, told]), axis=1, return_inverse=True)[1].reshape(-1)
        # Who agrees on every cell has most likely copied; the first by name stands for all.
        first = np.full(int(same.max()) + 1, self._sources)
        np.minimum.at(first, same, self._source)
        return np.asarray(~derives[ledger.line] & (ledger.supplier >= 0) & (self._source == first[same]))


def _table(row: Ints, column: Ints, shape: tuple[int, int]) -> Floats:
    """How often each row and column occur together."""
    return added(row * shape[1] + column, np.ones(len(row)), shape[0] * shape[1]).reshape(shape)
