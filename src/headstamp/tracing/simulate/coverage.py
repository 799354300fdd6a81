"""Which sources would see a deal at all, and how likely each is to publish it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from headstamp.tracing.simulate.arsenal import CLASSES, HEAVY
from headstamp.tracing.simulate.dials import Dials, Rng
from headstamp.tracing.simulate.geography import States

SOURCES: Final = ("register", "reports", "declarations", "archives", "customs", "papers", "notified")
"""Kinds of source, in the order in which their rows are published."""

_DECLARED_SINCE: Final = 1992
_CUSTOMS_SINCE: Final = 1990
_NOTIFIED_SINCE: Final = 1976
_ARCHIVED_BEFORE: Final = 1995


@dataclass(frozen=True, slots=True)
class Coverage:
    """What each state publishes.

    Attributes:
        reports_from: [state] first year of its export reports; a year never reached where it is silent.
        declares: [state] whether it declares what it received.
        customs: [state] whether its customs rows are public.
        archives: [state] whether its archives of small arms are open.
        notifies: [state] whether its large sales are notified in advance.
        watched: [state] how closely organisations watch what goes there, about 1.
    """

    reports_from: np.ndarray
    declares: np.ndarray
    customs: np.ndarray
    archives: np.ndarray
    notifies: np.ndarray
    watched: np.ndarray

    def chance(
        self,
        dials: Dials,
        source: str,
        supplier: np.ndarray,
        recipient: np.ndarray,
        class_: np.ndarray,
        year: np.ndarray,
    ) -> np.ndarray:
        """How likely a kind of source publishes deals; the arrays are broadcast against each other."""
        heavy = HEAVY[np.minimum(class_, len(CLASSES) - 1)]
        seen = {
            "register": lambda: dials.register * heavy,
            "reports": lambda: dials.reports * (year >= self.reports_from[supplier]),
            "declarations": lambda: (
                dials.declarations * (self.declares[recipient] & (year >= _DECLARED_SINCE))
            ),
            "archives": lambda: (
                dials.archives * (self.archives[supplier] & (year < _ARCHIVED_BEFORE)) * ~heavy
            ),
            "customs": lambda: dials.customs * (self.customs[supplier] & (year >= _CUSTOMS_SINCE)),
            "papers": lambda: dials.papers * np.minimum(2.0, self.watched[recipient]),
            "notified": lambda: dials.notified * (self.notifies[supplier] & (year >= _NOTIFIED_SINCE)),
        }[source]()
        # A state does not report what it made for itself.
        chances: np.ndarray = np.where(supplier == recipient, 0.0, seen)
        return chances

    def unpublished(
        self,
        dials: Dials,
        supplier: np.ndarray,
        recipient: np.ndarray,
        class_: np.ndarray,
        year: np.ndarray,
    ) -> np.ndarray:
        """The chance that no source publishes a deal under its right names."""
        right = (1 - dials.misattributed) * (1 - dials.transits / 3)
        missed = np.ones(np.broadcast_shapes(supplier.shape, recipient.shape, class_.shape, year.shape))
        for source in SOURCES:
            missed = missed * (1 - right * self.chance(dials, source, supplier, recipient, class_, year))
        return missed


def make_coverage(rng: Rng, dials: Dials, states: States) -> Coverage:
    """Draw what each state publishes."""
    number = len(states)
    silent = rng.random(number) < dials.silent
    return Coverage(
        reports_from=np.where(silent, 9999, rng.integers(1994, 2009, number)),
        declares=rng.random(number) < 0.5,
        customs=rng.random(number) < 0.5,
        archives=rng.random(number) < 0.7,
        notifies=rng.random(number) < 0.25,
        watched=states.instability,
    )
