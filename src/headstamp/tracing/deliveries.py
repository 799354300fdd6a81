"""What of the records counts on a day: what had come by then, what of it is in use, what came later."""

from __future__ import annotations

from dataclasses import dataclass

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


class Deliveries:
    """The entries of a ledger on any day.

    Args:
        ledger: its entries stand flow by flow, so that a slice that cuts no flow can be asked for alone.

    Attributes:
        in_full: each entry's expected count once all of its flow has come.
    """

    def __init__(self, ledger: Ledger, priors: Priors) -> None:
        self._less = priors.quantity_exponent - 1.0
        self._yearly = np.log(priors.yearly_survival) / 365.25
        # A record that marks its own date as an estimate may be out by so much; no other has slack.
        self._start = ledger.start - np.where(ledger.estimated, priors.slack_days, 0)
        self._length = (ledger.end - ledger.start + 1).astype(np.float64)
        self._middle = (ledger.start + ledger.end) / 2.0
        self._count = ledger.count
        first = (
            np.append(True, ledger.flow[1:] != ledger.flow[:-1]) if len(ledger.flow) else np.zeros(0, bool)
        )
        self._flow = np.cumsum(first) - 1
        self.in_full: Floats = self._tempered(self._count, slice(None))

    def on(self, day: int, part: slice | Ints = slice(None)) -> Flows:
        """Some entries on a day; a delivery spread over a year counts in part while the year runs.

        Args:
            part: whole flows, each in one piece.
        """
        by_then = (day + 1 - self._start[part]) / self._length[part]
        np.minimum(np.maximum(by_then, 0.0, out=by_then), 1.0, out=by_then)
        weight = self._tempered(self._count[part] * by_then, part)
        in_use = np.exp(self._yearly * np.maximum(0.0, day - self._middle[part]))
        return Flows(weight, weight * in_use, self.in_full[part] * (1.0 - by_then))

    def _tempered(self, count: Floats, part: slice | Ints) -> Floats:
        flow = self._flow[part]
        if not len(flow):
            return count
        if isinstance(part, slice):
            flow = flow - flow[0]
        else:
            flow = np.cumsum(np.append(False, flow[1:] != flow[:-1]))
        total = added(flow, count, int(flow[-1]) + 1)
        # Of a flow that has not begun nothing counts, whatever its scale.
        scale = np.power(np.where(total > 0, total, 1.0), self._less)
        return np.asarray(count * scale[flow])
