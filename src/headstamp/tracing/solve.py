"""One ledger with everything that is needed to score sightings against it.

Leaving a source out means another ledger, so a model is made of the ledger and shares the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from headstamp.records import Names, sees, sources
from headstamp.sightings import Incident
from headstamp.tracing.identification import Readings
from headstamp.tracing.ledger import Ints, Ledger
from headstamp.tracing.model import Scores, score
from headstamp.tracing.observation import Observation
from headstamp.tracing.priors import Priors
from headstamp.tracing.reach import Reach, Reacher
from headstamp.tracing.rows import Routes
from headstamp.tracing.stock import Stocks
from headstamp.world import Relation


@dataclass(frozen=True)
class Model:
    """Scores sightings against one ledger."""

    stocks: Stocks
    readings: Readings
    reacher: Reacher
    names: Names
    priors: Priors

    @property
    def ledger(self) -> Ledger:
        """The ledger that this model reads."""
        return self.stocks.ledger

    def routes(self, seen: Observation, reach: Reach) -> Routes:
        """The routes of a sighting, not yet scored."""
        return Routes(seen, reach, self.stocks, self.readings, self.names, self.priors)

    def scores(self, routes: Routes, without: Ints | None = None) -> Scores:
        """Every route of a sighting, ranked; without some entries, as if they had never been told.

        What is estimated of unrecorded stock stays as it was; only a whole register's absence changes what is visible.
        """
        return score(routes.rows(without), self.priors)

    def over(self, ledger: Ledger) -> Model:
        """The same model over another selection of the same entries."""
        stocks = Stocks(ledger, self.readings, self.names, self.priors, _visible(ledger, self.names))
        return Model(stocks, self.readings, self.reacher, self.names, self.priors)

    def without_source(self, source: str) -> Model:
        """The same model as if a register had never been kept: what it made visible is not, either."""
        return self.over(self.ledger.without(self.ledger.lines_of(source)))


def model(
    ledger: Ledger, names: Names, priors: Priors, relations: Sequence[Relation], incidents: Sequence[Incident]
) -> Model:
    """Make a model of a ledger and what is known of the world and the case."""
    readings = Readings(ledger.nodes, names, priors)
    stocks = Stocks(ledger, readings, names, priors, _visible(ledger, names))
    return Model(stocks, readings, Reacher(ledger.parties, names, priors, relations, incidents), names, priors)


def _visible(ledger: Ledger, names: Names):  # type: ignore[no-untyped-def]
    described = [source for name, source in sources().items() if name in ledger.sources]
    return lambda node: any(sees(source, node, names) for source in described)
