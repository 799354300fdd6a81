"""One ledger with everything that is needed to score sightings against it.

Leaving records out means another ledger, so a model is made of the ledger and shares the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from headstamp.records import Names, Party, Source, sees, sources
from headstamp.records.visibility import MODEL
from headstamp.sightings import Incident
from headstamp.tracing.columns import Columns
from headstamp.tracing.identification import Readings
from headstamp.tracing.ledger import Ledger, Truths
from headstamp.tracing.observation import Observation
from headstamp.tracing.patch import Patch
from headstamp.tracing.priors import Priors
from headstamp.tracing.reach import Reach, Reacher
from headstamp.tracing.routes import Routes
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

    @property
    def ledger(self) -> Ledger:
        """The ledger that this model reads."""
        return self.stocks.ledger

    def routes(self, seen: Observation, reach: Reach) -> Routes:
        """The routes of a sighting, not yet scored."""
        return Routes(seen, reach, self.columns, self.stocks, self.readings, self.names, self.priors)

    def without(self, entries: Truths) -> Model | Patch:
        """The same without some entries; another model where a register's absence changes what is visible.

        Args:
            entries: one truth an entry of the ledger; true is taken out.
        """
        ledger = self.ledger.among(~entries)
        if _registers(ledger) == _registers(self.ledger):
            return Patch(self.stocks, entries)
        stocks = Stocks(ledger, self.readings, self.names, self.priors, _visible(ledger, self.names))
        return Model(stocks, Columns(ledger), self.readings, self.reacher, self.names, self.priors)


def model(
    ledger: Ledger, names: Names, priors: Priors, relations: Sequence[Relation], incidents: Sequence[Incident]
) -> Model:
    """Make a model of a ledger and what is known of the world and the case."""
    readings = Readings(ledger.nodes, names, priors)
    stocks = Stocks(ledger, readings, names, priors, _visible(ledger, names))
    reacher = Reacher(ledger.parties, names, priors, relations, incidents)
    return Model(stocks, Columns(ledger), readings, reacher, names, priors)


def _registers(ledger: Ledger) -> list[Source]:
    return [source for name, source in sources().items() if name in ledger.sources]


def _visible(ledger: Ledger, names: Names) -> Visible:
    # What is licensed by category, or summed up, tells nothing of what was delivered of a class.
    described = [one for one in _registers(ledger) if one.finest == MODEL and "delivered" in one.stages]
    return lambda node: any(sees(source, node, names) for source in described)
