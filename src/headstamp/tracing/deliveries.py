"""What of the records counts on a day: what had come by then, what of it is in use, what came later."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from headstamp.tracing.ledger import Floats, Ints, Ledger, added
from headstamp.tracing.priors import Priors


@dataclass(frozen=True, slots=True)
class Flows:
    """Entries as they stand on a day, one number an entry.

    Attributes:
        weight: expected counts delivered by that day, a large flow counting for less than its size.
        aged: the same times the share still in use.
        late: expected counts delivered after that day.
    """

    weight: Floats
    aged: Floats
    late: Floats

    def of(self, entries: Ints) -> Flows:
        """Some of the entries."""
        return Flows(self.weight[entries], self.aged[entries], self.late[entries])


class Deliveries:
    """The entries of a ledger on any day; the days asked for last are kept."""

    def __init__(self, ledger: Ledger, priors: Priors, *, days: int = 32) -> None:
        self._ledger, self._priors = ledger, priors
        self.on = lru_cache(maxsize=days)(self._on)

    @cached_property
    def _timing(self) -> tuple[Ints, Floats, Floats]:
        """First day that counts, length in days, and survival to a day in common, one an entry."""
        ledger = self._ledger
        # A record that marks its own date as an estimate may be out by so much; no other has slack.
        start = ledger.start - np.where(ledger.estimated, self._priors.slack_days, 0)
        length = (ledger.end - ledger.start + 1).astype(np.float64)
        middle = (ledger.start + ledger.end) / 2.0
        return start, length, self._survival(self._reference - middle)

    @cached_property
    def _reference(self) -> float:
        return float(self._ledger.end.max(initial=0))

    def _survival(self, days: Floats | float) -> Floats:
        return np.asarray(self._priors.yearly_survival ** (np.asarray(days) / 365.25))

    @cached_property
    def in_full(self) -> Floats:
        """Each entry's expected count once all of its flow has come."""
        return self._tempered(self._ledger.count)

    @cached_property
    def _flow(self) -> tuple[Ints, int]:
        numbers, flow = np.unique(self._ledger.flow, return_inverse=True)
        return flow.reshape(-1), len(numbers)

    def _tempered(self, count: Floats) -> Floats:
        flow, many = self._flow
        total = added(flow, count, many)
        less = self._priors.quantity_exponent - 1.0
        scale = np.power(total, less, out=np.zeros_like(total), where=total > 0)
        return np.asarray(count * scale[flow])

    def _on(self, day: int) -> Flows:
        """The entries on a day; a delivery spread over a year counts in part while the year runs."""
        start, length, survived = self._timing
        by_then = np.clip((day - start + 1) / length, 0.0, 1.0)
        weight = self._tempered(self._ledger.count * by_then)
        in_use = np.minimum(1.0, survived * float(self._survival(day - self._reference)))
        return Flows(weight, weight * in_use, self.in_full * (1.0 - by_then))
