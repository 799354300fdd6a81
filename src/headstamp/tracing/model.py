"""Competing expected counts: what each route would contribute, and so how probable it is.

    Lambda(m, A, E) = rho_m * a(A | m, holder, time) * Q(E, A; findings) / Q(A)
    P(route)        = Lambda / (sum over routes + Lambda_unknown)

This is section 10 of the method: every state has some reach for every holder, supply that no record names competes with
supply that one does, and age, quantity, time and identification each enter once. Everything is summed exactly; the scores
are logarithms of the same numbers, so the softmax of the scores gives the probabilities back.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from headstamp.tracing.ledger import Floats, Ints
from headstamp.tracing.priors import Priors
from headstamp.tracing.rows import LOCAL, Rows
from headstamp.tracing.terms import TERMS, decibans


HOLDER = -2
"""Stands for the supplier of what the holder made itself; -1 is a supplier not recorded."""


@dataclass(frozen=True)
class ChainTable:
    """Supply chains as columns, most probable first, and the chain of each route."""

    supplier: Ints
    custodian: Ints
    probability: Floats
    of_route: Ints


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
        """Each route's probability before anything was found on the item; with the unknown route they sum to 1."""
        finding = np.array([term.finding for term in TERMS])
        return np.asarray(10.0 ** (self.terms[:, ~finding].sum(axis=1) / 10.0))

    @cached_property
    def prior_db(self) -> Floats:
        """Prior odds against all rivals, unknown included, in decibans."""
        prior = self.prior / (self.prior.sum() + 10.0 ** (self.unknown_terms[0] / 10.0))
        return decibans(prior / np.maximum(1.0 - prior, 1e-300))

    @cached_property
    def strength_db(self) -> Floats:
        """Findings given the route against findings given its rivals, prior-weighted, in decibans."""
        posterior = np.clip(self.probability, 1e-300, None)
        rivals = np.maximum(self.unknown + self.probability.sum() - self.probability, 1e-300)
        return np.asarray(decibans(posterior / rivals) - self.prior_db)

    @cached_property
    def chains(self) -> ChainTable:
        """Routes summed over mechanisms: the supply chains, most probable first."""
        supplier = np.where(self.rows.kind == LOCAL, HOLDER, self.rows.supplier)
        width = int(self.rows.custodian.max(initial=0)) + 2
        keys, chain = np.unique((supplier - HOLDER) * width + self.rows.custodian + 1, return_inverse=True)
        chain = chain.reshape(-1)
        total = np.bincount(chain, self.probability, len(keys))
        order = np.argsort(-total, kind="stable")
        place = np.empty(len(order), np.int64)
        place[order] = np.arange(len(order))
        return ChainTable(keys[order] // width + HOLDER, keys[order] % width - 1, total[order], place[chain])

    def chains_under(self, factors: Floats) -> Floats:
        """The probability of each chain when each mechanism's share is multiplied by a factor, in the same order.

        Args:
            factors: one a mechanism of the priors, such that the shares still sum to what they did.
        """
        weighted = self.probability * factors[self.rows.mechanism]
        weighted /= weighted.sum() + self.unknown
        return np.bincount(self.chains.of_route, weighted, len(self.chains.probability))


def score(rows: Rows, priors: Priors) -> Scores:
    """Rank the routes of a sighting; routes that cannot be have been left out by the rows already."""
    terms = np.stack([decibans(term.factor(rows)) for term in TERMS], axis=1)
    possible = np.isfinite(terms).all(axis=1)
    unknown_terms = (float(decibans(np.array(priors.unknown))), float(decibans(np.array(max(rows.world, 1e-30)))))
    total = terms[possible].sum(axis=1)
    order = np.argsort(-total, kind="stable")
    chosen = np.flatnonzero(possible)[order]
    weight = 10.0 ** (terms[chosen].sum(axis=1) / 10.0)
    other = 10.0 ** (sum(unknown_terms) / 10.0)
    whole = weight.sum() + other
    return Scores(_taken(rows, chosen), terms[chosen], weight / whole, float(other / whole), unknown_terms)


def trimmed(scores: Scores, count: int) -> Scores:
    """The first routes alone, with what was worked out from all of them; a case holds thousands of sightings."""
    first = np.arange(count)
    short = Scores(
        _taken(scores.rows, first), scores.terms[first], scores.probability[first], scores.unknown, scores.unknown_terms
    )
    for name in ("prior_db", "strength_db"):
        short.__dict__[name] = getattr(scores, name)[first]
    return short


def _taken(rows: Rows, chosen: Ints) -> Rows:
    return Rows(
        rows.mechanism[chosen],
        rows.custodian[chosen],
        rows.supplier[chosen],
        rows.kind[chosen],
        rows.share[chosen],
        rows.reach[chosen],
        rows.total[chosen],
        rows.sums[:, chosen],
        rows.world,
    )
