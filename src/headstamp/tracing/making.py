"""Whose make a supplier passes on: what a maker's mark says of who supplied the weapon.

    P(mark of M | weapon v from E) = own [E is M] + (1 - own) / makers(v)   where E makes such weapons
                                     1 / makers(v)                          where it does not

Many weapons are made in several states. Which weapon it is, a mark tells by itself (`identification`); here
is what it tells beyond that: a maker delivers mostly its own make, who makes none passes on anybody's, and
what a maker of such weapons is recorded to have had from another it may have built itself, under licence.
"""

from __future__ import annotations

from functools import cached_property, lru_cache

import numpy as np

from headstamp.records import Names
from headstamp.tracing.ledger import Floats, Ints, Truths, added
from headstamp.tracing.priors import Priors
from headstamp.tracing.ranges import Ranges


class Making:
    """Who makes which nodes of one ledger.

    Args:
        ranges: what suppliers may supply where no record tells it, over the nodes and parties of the ledger.
    """

    def __init__(self, ranges: Ranges, names: Names, priors: Priors) -> None:
        self._ranges, self._names, self._priors = ranges, names, priors
        self._nodes = ranges.ledger.nodes
        self._at = {party: index for index, party in enumerate(ranges.ledger.parties)}
        self.maker = lru_cache(maxsize=1024)(self._maker)
        self.imported = lru_cache(maxsize=8192)(self._imported)
        self.by_entry = lru_cache(maxsize=32)(self._by_entry)

    def _maker(self, mark: str) -> int | None:
        """The state whose make a mark shows, by index; None where it is that of no party, or of several."""
        actor = self._names.actors.find(mark)
        if actor is not None:
            state = self._names.actors.state_of(actor.id)
            return None if state is None else self._at.get(state)
        named = self._made_by.get(mark.casefold(), frozenset())
        # A maker of weapons that were made in several states is told by those that were made in one.
        return self._at.get(next(iter(named))) if len(named) == 1 else None

    @cached_property
    def _made_by(self) -> dict[str, frozenset[str]]:
        """The states in which a maker by this name made what was made in one state alone."""
        found: dict[str, set[str]] = {}
        catalogue = self._names.catalogue
        for node in self._nodes:
            if node in catalogue and len(weapon := catalogue.node(node).made_in) == 1:
                for name in catalogue.node(node).makers:
                    found.setdefault(name.casefold(), set()).add(weapon[0])
        return {name: frozenset(states) for name, states in found.items()}

    @cached_property
    def _makes(self) -> Truths:
        """Whether a node, or anything below it, is made by a party: shape (nodes, parties)."""
        catalogue = self._names.catalogue
        table = np.zeros((len(self._nodes), len(self._at)), bool)
        for row, node in enumerate(self._nodes):
            for state in catalogue.makers_in(node) if node in catalogue else ():
                if state in self._at:
                    table[row, self._at[state]] = True
        return table

    @cached_property
    def _makers(self) -> Floats:
        """How many make each node, one where nobody is known to."""
        return np.asarray(np.maximum(self._makes.sum(axis=1), 1.0))

    def passed_on(self, maker: int, nodes: Ints, suppliers: Ints, custodians: Ints | None = None) -> Floats:
        """P(mark | node, supplier), against the node's own, for nodes and suppliers in columns of one shape.

        Args:
            maker: the party whose mark it is.
            suppliers: -1 for one who is not named.
            custodians: who had it from them; None where that is not told.

        Returns:
            At most 1; 1 for nodes that the maker is not known to make, which the reading itself weighs.
        """
        own = self._priors.first_hand
        any_make: Floats = 1.0 / self._makers[nodes]
        itself = (suppliers >= 0) & self._makes[nodes, suppliers]
        makes = own * (suppliers == maker) + (1.0 - own) * any_make
        found = np.where(itself, makes, any_make)
        if custodians is not None:
            licensed = self._priors.under_licence
            found = np.where(custodians == maker, (1.0 - licensed) * found + licensed, found)
        return np.asarray(np.where(self._makes[nodes, maker], found, 1.0))

    def _by_entry(self, maker: int) -> np.ndarray:
        """The same for every entry of the ledger; kept, for one maker's mark is on many items."""
        ledger = self._ranges.ledger
        told = self.passed_on(maker, ledger.node, ledger.supplier, ledger.custodian)
        return told.astype(np.float32)

    def _imported(self, maker: int, of_class: int, year: int) -> Floats:
        """The same for what came unrecorded, one a node of the ledger: the mean over whoever may supply it.

        Who supplies a custodian is known less well than who makes what, and one mean serves all custodians.
        """
        found, many = self._ranges.of(of_class, year), len(self._nodes)
        capacity = self._ranges.suppliers(of_class, year).mean(axis=0)
        weight = capacity[found.at] * found.share
        shows = self.passed_on(maker, found.node, found.suppliers[found.at])
        whole, told = added(found.node, weight, many), added(found.node, weight * shows, many)
        return np.divide(told, whole, out=np.ones(many), where=whole > 0)

    def own(self, maker: int) -> Floats:
        """The same for what a party made itself, one a party: nobody else's mark is on it, unless misread."""
        parties = np.arange(len(self._at))
        return np.asarray(np.where(parties == maker, 1.0, self._priors.wrong_mark))
