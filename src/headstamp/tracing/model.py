"""Competing expected counts: what each route would contribute, and so how probable it is.

    Lambda(m, A, E) = rho_m * a(A | m, holder, time) * Q(E, A; findings) / Q(A)
    P(route)        = Lambda / (sum over routes + Lambda_unknown)

Every state has some reach for every holder, supply that no record names competes with supply that one does,
and age, quantity, time and identification each enter once. Everything is summed exactly; the scores are
logarithms of the same numbers, so the softmax of the scores gives the probabilities back.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from headstamp.tracing.ledger import Floats, ranked
from headstamp.tracing.priors import Priors
from headstamp.tracing.rows import UNRECORDED, Rows
from headstamp.tracing.terms import TERMS, decibans

_FINDING = np.array([term.finding for term in TERMS])
_SMALLEST = 1e-300
LISTED = 1e-6
"""Routes and chains below this are counted together."""


@dataclass(frozen=True)
class Scores:
    """The routes of one sighting that are listed, ranked, and what is left over.

    Attributes:
        rows: the listed routes in rank order and, where there is one, the next.
        probability: one a row.
        listed: how many of the rows are listed: those above one in a million.
        rest: how many other routes there are, and their probability; with the listed and `unknown` all is 1.
        not_recorded: probability of all routes whose supplier is not recorded.
        unknown_terms: decibans of the unknown route: its prior, and what it would show.
    """

    rows: Rows
    probability: Floats
    listed: int
    rest: tuple[int, float]
    not_recorded: float
    unknown: float
    unknown_terms: tuple[float, float]

    @cached_property
    def terms(self) -> Floats:
        """Decibans, shape (rows, len(TERMS))."""
        return np.stack([decibans(term.factor(self.rows)) for term in TERMS], axis=1)

    @cached_property
    def score(self) -> Floats:
        """The sum of the terms, one a row, in decibans."""
        return np.asarray(self.terms.sum(axis=1))

    @cached_property
    def prior(self) -> Floats:
        """Each route's probability before anything was found on the item.

        With those of all other routes, the ones that the findings rule out included, and of the unknown they
        sum to 1.
        """
        return np.asarray(10.0 ** (self.terms[:, ~_FINDING].sum(axis=1) / 10.0))

    @cached_property
    def prior_db(self) -> Floats:
        """Prior odds against all rivals, unknown included, in decibans."""
        return decibans(self.prior / np.maximum(1.0 - self.prior, _SMALLEST))

    @cached_property
    def strength_db(self) -> Floats:
        """Findings given the route against findings given its rivals, prior-weighted, in decibans."""
        rivals = np.maximum(1.0 - self.probability, _SMALLEST)
        return np.asarray(decibans(np.maximum(self.probability, _SMALLEST) / rivals) - self.prior_db)


def score(rows: Rows, priors: Priors) -> Scores:
    """Rank the routes of a sighting; those that the findings rule out are left out."""
    weight = rows.share * rows.reach * rows.sums[-1] / rows.total
    unknown_terms = (float(decibans(np.array(priors.unknown))), float(decibans(np.array(rows.world))))
    other = 10.0 ** (sum(unknown_terms) / 10.0)
    whole = float(weight.sum()) + other
    probability = weight / whole
    order = ranked(probability, LISTED)
    small = np.flatnonzero((probability < LISTED) & (weight > 0))
    shown = np.append(order, small[np.argmax(probability[small])]) if len(small) else order
    return Scores(
        rows=rows.taken(shown),
        probability=probability[shown],
        listed=len(order),
        rest=(len(small), float(probability[small].sum())),
        not_recorded=float(probability[rows.kind == UNRECORDED].sum()),
        unknown=other / whole,
        unknown_terms=unknown_terms,
    )
