"""One ledger with everything that is needed to score sightings against it.

Leaving records out means another ledger, so a model is made of the ledger and shares the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from headstamp.records import Names, Party, Source, sees, sources
from headstamp.records.visibility import MODEL
from headstamp.sightings import Incident
from headstamp.tracing.columns import Columns
from headstamp.tracing.held_then import Thens
from headstamp.tracing.identification import Readings
from headstamp.tracing.ledger import Ints, Ledger, Truths
from headstamp.tracing.lots import Told
from headstamp.tracing.observation import Observation
from headstamp.tracing.priors import Priors
from headstamp.tracing.reach import Reach, Reacher
from headstamp.tracing.routes import Routes
from headstamp.tracing.sharing import Shared
from headstamp.tracing.stock import Stocks, Visible
from headstamp.world import Relation


@dataclass(frozen=True)
class Model:
    """What sightings are scored against."""

    stocks: Stocks
    columns: Columns
    readings: Readings
    reacher: Reacher
    names: Names
    priors: Priors

    @cached_property
    def parties(self) -> tuple[Party, ...]:
        """The ledger's parties, as assessments name them."""
        return tuple(self.names.party(one) for one in self.ledger.parties)

    @cached_property
    def chain_of_entry(self) -> Ints:
        """The number of the supply chain that each entry of the ledger tells of."""
        return self.columns.chain[self.columns.of_entry]

    @cached_property
    def thens(self) -> Thens:
        """What parties held on days of loss."""
        return Thens(self.stocks)

    @property
    def ledger(self) -> Ledger:
        """The ledger that this model reads."""
        return self.stocks.ledger

    def routes(
        self, seen: Observation, reach: Reach, shared: Shared | None = None, lots: Told | None = None
    ) -> Routes:
        """The routes of a sighting, not yet scored.

        Args:
            shared: what other sightings of the holder say; None is nothing.
            lots: what those say that may be of one lot with it; None is nothing.
        """
        return Routes(self, seen, reach, shared, lots)

    def without(self, entries: Truths) -> Model:
        """The same as if some entries had never been told; what is estimated is estimated anew.

        Args:
            entries: one truth an entry of the ledger; true is taken out.
        """
        return _model(self.ledger.among(~entries), self.readings, self.reacher, self.names, self.priors)


def model(
    ledger: Ledger,
    names: Names,
    priors: Priors,
    relations: Sequence[Relation],
    incidents: Sequence[Incident],
    absent: frozenset[str] = frozenset(),
) -> Model:
    """Make a model of a ledger and what is known of the world and the case.

    Args:
        absent: nodes that nobody in play can hold.
    """
    readings = Readings(ledger.nodes, names, priors, absent)
    # Class by class, custodian by custodian and flow by flow, so that what belongs together is a slice.
    order = np.lexsort((ledger.flow, ledger.custodian, readings.class_index[ledger.node]))
    reacher = Reacher(ledger.parties, names, priors, relations, incidents)
    if not np.array_equal(order, np.arange(len(order))):
        ledger = ledger.among(order)
    return _model(ledger, readings, reacher, names, priors)


def _model(ledger: Ledger, readings: Readings, reacher: Reacher, names: Names, priors: Priors) -> Model:
    columns = Columns(ledger)
    stocks = Stocks(ledger, columns, readings, names, priors, _visible(ledger, names))
    return Model(stocks, columns, readings, reacher, names, priors)


def _registers(ledger: Ledger) -> list[Source]:
    return [source for name, source in sources().items() if name in ledger.sources]


def _visible(ledger: Ledger, names: Names) -> Visible:
    # What is licensed by category, or summed up, tells nothing of what was delivered of a class.
    described = [one for one in _registers(ledger) if one.finest == MODEL and "delivered" in one.stages]
    return lambda node: any(sees(source, node, names) for source in described)
