"""What parties held on days of loss, laid end to end, so that a sighting looks at all of them at once.

An incident says when its loser lost something, so that what was lost is drawn from what it held then. A
sighting has dozens of such days; each is kept by party and month, and only what the findings weigh is worked
out for each sighting.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

import numpy as np

from headstamp.tracing.ledger import Floats, Ints, added
from headstamp.tracing.stock import Stocks, end_of

_ERA = 5


@dataclass(frozen=True, slots=True)
class PartyThen:
    """All that one party held at the end of a month.

    Attributes:
        entries: of the ledger, all that it received.
        weight, aged, late: as in `headstamp.tracing.deliveries.Flows`, one an entry.
        slot: the place of each entry's supply among the columns of the party; a record that names no supplier
            adds to what is not recorded.
        columns: the party's columns; what is not recorded and its own make come last.
        era: the year whose estimates count.
        told: what is in use and what came late of all entries together.
        estimated: expected counts of unrecorded imports and of own make.
    """

    party: int
    entries: Ints
    weight: Floats
    aged: Floats
    late: Floats
    slot: Ints
    columns: Ints
    era: int
    told: tuple[float, float]
    estimated: tuple[float, float]

    @classmethod
    def of(cls, stocks: Stocks, party: int, month: int) -> PartyThen:
        """Look it up."""
        entries, flows = stocks.of_party(party, month)
        columns = stocks.columns.of(party)
        into = stocks.columns.of_entry[entries] - int(columns[0])
        # Losses lie all over the years, and what is estimated changes slowly.
        era = date.fromordinal(end_of(month)).year // _ERA * _ERA
        estimate = stocks.on(era)
        return cls(
            party=party,
            entries=entries,
            weight=flows.weight,
            aged=flows.aged,
            late=flows.late,
            slot=np.where(into < len(columns) - 2, into, len(columns) - 2),
            columns=columns,
            era=era,
            told=(float(flows.aged.sum()), float(flows.late.sum())),
            estimated=(float(estimate.imported[party]), float(estimate.produced[party])),
        )


@dataclass(frozen=True)
class HeldThen:
    """Several of these, end to end.

    Attributes:
        entries, aged, late: of all.
        node: the node of each entry.
        slot: the place of each entry's supply among `columns`.
        columns: the columns of each in turn.
        bounds: where the columns of each begin, and where the last end.
        party, era: one of each.
        told: what is in use and what came late, shape (2, parts).
        estimated: of unrecorded imports and own make, shape (2, parts).
        classes: what no record tells of a class, kept once it was asked for.
        places, used: as `of_classes` and `in_use` give them, likewise.
    """

    entries: Ints
    node: Ints
    aged: Floats
    late: Floats
    slot: Ints
    columns: Ints
    bounds: Ints
    party: Ints
    era: Ints
    told: Floats
    estimated: Floats
    classes: dict[int, tuple[Ints, Floats]] = field(default_factory=dict)
    places: dict[tuple[int, ...], Ints] = field(default_factory=dict)
    used: dict[float, tuple[Floats, Floats]] = field(default_factory=dict)

    @classmethod
    def of(cls, stocks: Stocks, parts: Sequence[PartyThen]) -> HeldThen:
        """Lay some end to end."""
        bounds = np.cumsum([0, *(len(one.columns) for one in parts)])
        many = [len(one.entries) for one in parts]
        entries = np.concatenate([one.entries for one in parts])
        return cls(
            entries=entries,
            node=stocks.ledger.node[entries],
            aged=np.concatenate([one.aged for one in parts]),
            late=np.concatenate([one.late for one in parts]),
            slot=np.concatenate([one.slot for one in parts]) + np.repeat(bounds[:-1], many),
            columns=np.concatenate([one.columns for one in parts]),
            bounds=bounds,
            party=np.array([one.party for one in parts]),
            era=np.array([one.era for one in parts]),
            told=np.array([one.told for one in parts]).T,
            estimated=np.array([one.estimated for one in parts]).T,
        )

    def of_classes(self, classes: tuple[int, ...], class_index: Ints) -> Ints:
        """The places of the entries of some classes.

        Args:
            class_index: the class of every node.
        """
        if classes not in self.places:
            self.places[classes] = np.flatnonzero(np.isin(class_index[self.node], classes))
        return self.places[classes]

    def in_use(self, late: float) -> tuple[Floats, Floats]:
        """What counts of each entry when what came late counts a part, and its sum by column."""
        if late not in self.used:
            weight = self.aged + late * self.late if late else self.aged
            self.used[late] = weight, added(self.slot, weight, int(self.bounds[-1]))
        return self.used[late]

    def untold(self, stocks: Stocks, of_class: int, imported: Floats, own: Floats) -> Floats:
        """Sums over the weapons of one class of what no record tells.

        Args:
            imported, own: what unrecorded imports and own make are weighed by, one number a node.

        Returns:
            Of unrecorded imports and of own make, shape (2, parts).
        """
        if of_class not in self.classes:
            self.classes[of_class] = self._of_class(stocks, of_class)
        nodes, table = self.classes[of_class]
        return np.asarray(np.einsum("kpn,kn->kp", table, np.stack([imported[nodes], own[nodes]])))

    def _of_class(self, stocks: Stocks, of_class: int) -> tuple[Ints, Floats]:
        """The weapons of one class, the same in every era, and what no record tells of them.

        Returns:
            Nodes, and expected counts of unrecorded imports and of own make, shape (2, parts, nodes).
        """
        nodes = stocks.estimated(of_class, int(self.era[0])).nodes
        table = np.zeros((2, len(self.party), len(nodes)))
        for era in np.unique(self.era).tolist():
            mine = np.flatnonzero(self.era == era)
            told, party = stocks.estimated(of_class, era), self.party[mine]
            table[0, mine], table[1, mine] = told.imported[party], told.produced[party]
        return nodes, table


class Thens:
    """What parties held on days of loss, kept, for many sightings lean on the same incidents.

    Args:
        stocks: of one ledger.
    """

    def __init__(self, stocks: Stocks) -> None:
        self._stocks = stocks
        self.one = lru_cache(maxsize=4096)(self._one)
        self.together = lru_cache(maxsize=256)(self._together)

    def _one(self, party: int, month: int) -> PartyThen:
        """What one party held at the end of a month, counted from the year 0."""
        return PartyThen.of(self._stocks, party, month)

    def _together(self, pairs: tuple[tuple[int, int], ...]) -> HeldThen:
        """The same for several parties and months, end to end."""
        return HeldThen.of(self._stocks, [self.one(party, month) for party, month in pairs])
