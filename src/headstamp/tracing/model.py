"""Competing expected counts: what each route would contribute, and so how probable it is.

    Lambda(m, A, E) = rho_m * a(A | m, holder, time) * Q(E, A; findings) / Q(A)
    P(route)        = Lambda / (sum over routes + Lambda_unknown)

Every state has some reach for every holder, supply that no record names competes with supply that one does, and
age, quantity, time and identification each enter once. Everything is summed exactly; the scores are logarithms
of the same numbers, so the softmax of the scores gives the probabilities back.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from headstamp.tracing.ledger import Floats, Ints
from headstamp.tracing.priors import Priors
from headstamp.tracing.rows import Rows
from headstamp.tracing.terms import TERMS, decibans

_FINDING = np.array([term.finding for term in TERMS])
_SMALLEST = 1e-300


@dataclass(frozen=True)
class Scores:
    """The routes of one sighting, ranked.

    Attributes:
        rows: the routes in rank order.
        terms: decibans, shape (routes, len(TERMS)).
        probability: one a route; with `unknown` they sum to 1.
        unknown_terms: decibans of the unknown route: its prior, and what it would show.
    """

    rows: Rows
    terms: Floats
    probability: Floats
    unknown: float
    unknown_terms: tuple[float, float]

    @cached_property
    def score(self) -> Floats:
        """The sum of the terms, one a route, in decibans."""
        return np.asarray(self.terms.sum(axis=1))

    @cached_property
    def prior(self) -> Floats:
        """Each route's probability before anything was found on the item.

        With the routes that the findings rule out, and the unknown, they sum to 1.
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

    def first(self, most: int) -> Scores:
        """Only the first routes, their numbers as they are."""
        kept: Ints = np.arange(min(most, len(self.probability)))
        return Scores(
            self.rows.taken(kept), self.terms[kept], self.probability[kept], self.unknown, self.unknown_terms
        )


def score(rows: Rows, priors: Priors) -> Scores:
    """Rank the routes of a sighting; those that the findings rule out are left out."""
    terms = np.stack([decibans(term.factor(rows)) for term in TERMS], axis=1)
    possible = np.flatnonzero(np.isfinite(terms).all(axis=1))
    order = np.argsort(-terms[possible].sum(axis=1), kind="stable")
    chosen = possible[order]
    unknown_terms = (float(decibans(np.array(priors.unknown))), float(decibans(np.array(max(rows.world, 1e-30)))))
    weight = 10.0 ** (terms[chosen].sum(axis=1) / 10.0)
    other = 10.0 ** (sum(unknown_terms) / 10.0)
    whole = weight.sum() + other
    return Scores(rows.taken(chosen), terms[chosen], weight / whole, float(other / whole), unknown_terms)
