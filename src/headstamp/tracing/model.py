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

from headstamp.tracing.ledger import Floats, Ints, added
from headstamp.tracing.routes import Routes
from headstamp.tracing.rows import UNRECORDED, Rows
from headstamp.tracing.terms import TERMS, decibans

_SMALLEST = 1e-300
LISTED = 1e-6
"""Routes and chains below this are counted together."""


@dataclass(frozen=True)
class Scores:
    """The routes of one sighting that are listed, ranked, and what is left over.

    Attributes:
        mechanism, column: the listed routes in rank order and, where there is one, the next, as in
            `headstamp.tracing.routes.Weights`.
        probability: one a row.
        weight: Lambda, one a row.
        listed: how many of the rows are listed.
        rest: how many other routes there are, and their probability; with the listed and `unknown` all is 1.
        not_recorded: probability of the routes whose supplier is not recorded, of all where few are listed.
        mechanisms: probability of each of the priors' mechanisms.
        unknown_terms: decibans of the unknown route: its prior, what other sightings say, what it would show.
    """

    routes: Routes
    mechanism: Ints
    column: Ints
    probability: Floats
    weight: Floats
    listed: int
    rest: tuple[int, float]
    not_recorded: float
    mechanisms: Floats
    unknown: float
    unknown_terms: tuple[float, float, float]

    @cached_property
    def rows(self) -> Rows:
        """The rows with their partial sums."""
        return self.routes.rows(self.mechanism, self.column)

    @cached_property
    def terms(self) -> Floats:
        """Decibans, shape (rows, len(TERMS))."""
        return decibans(np.stack([term.factor(self.rows) for term in TERMS], axis=1))

    @cached_property
    def score(self) -> Floats:
        """The sum of the terms, one a row, in decibans."""
        return decibans(self.weight)

    @cached_property
    def prior(self) -> Floats:
        """Each route's probability before anything was found on the item.

        With those of all other routes, the ones that the findings rule out included, and of the unknown they
        sum to 1.
        """
        return self.routes.prior(self.mechanism, self.column)

    @cached_property
    def prior_db(self) -> Floats:
        """Prior odds against all rivals, unknown included, in decibans."""
        return decibans(np.maximum(self.prior, _SMALLEST) / np.maximum(1.0 - self.prior, _SMALLEST))

    @cached_property
    def strength_db(self) -> Floats:
        """Findings given the route against findings given its rivals, prior-weighted, in decibans."""
        rivals = np.maximum(1.0 - self.probability, _SMALLEST)
        return np.asarray(decibans(np.maximum(self.probability, _SMALLEST) / rivals) - self.prior_db)


def score(routes: Routes, least: float = LISTED) -> Scores:
    """Rank the routes of a sighting; those that the findings rule out are left out.

    Args:
        least: routes less probable are counted together.
    """
    told = routes.weights()
    whole = float(told.weight.sum()) + routes.unknown
    probability = told.weight / whole
    order = np.flatnonzero(probability >= least)
    # The greatest first, equals in the order of their mechanisms and supplies.
    order = order[np.lexsort((told.column[order], told.mechanism[order], -probability[order]))]
    small = np.flatnonzero((probability < least) & (told.weight > 0))
    shown = np.append(order, small[np.argmax(probability[small])]) if len(small) else order
    kind = np.append(routes.model.columns.kind, -1)[told.column]
    found = (routes.priors.unknown, routes.factor[-1] * routes.lot[-1], routes.world)
    return Scores(
        routes=routes,
        mechanism=told.mechanism[shown],
        column=told.column[shown],
        probability=probability[shown],
        weight=told.weight[shown],
        listed=len(order),
        rest=(len(small), float(probability[small].sum())),
        not_recorded=float(probability[order][kind[order] == UNRECORDED].sum())
        if least == LISTED
        else float(probability[kind == UNRECORDED].sum()),
        mechanisms=added(told.mechanism, probability, len(routes.priors.mechanisms)),
        unknown=routes.unknown / whole,
        unknown_terms=(
            float(decibans(np.array(found[0]))),
            float(decibans(np.array(found[1]))),
            float(decibans(np.array(found[2]))),
        ),
    )
