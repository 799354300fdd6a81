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

    def _maker(self, mark: str) -> tuple[int, ...] | None:
        """The state whose make a mark shows, by index, beside those it succeeded; None where none is told."""
        actor = self._names.actors.find(mark)
        states = self._named(mark) if actor is None else {self._names.actors.state_of(actor.id)}
        return tuple(sorted(self._at[one] for one in states if one in self._at)) or None

    def _named(self, mark: str) -> set[str | None]:
        """The state in which a maker made what was made in one state alone; none for a maker of several.

        A works outlives its state: what a successor made there bears the same name.
        """
        catalogue, wanted = self._names.catalogue, f" {mark.casefold()} "
        weapons = [catalogue.node(one) for one in self._nodes if one in catalogue]
        of_maker = (
            one
            for one in weapons
            if len(one.made_in) == 1 and any(wanted in f" {name.casefold()} " for name in one.makers)
        )
        states = {one.made_in[0] for one in of_maker}
        # Where the cell of a case names no state that is known, nobody succeeded it.
        known = [actor for one in states if (actor := self._names.actors.find(one)) is not None]
        one_past = any(states <= {actor.id, *actor.successors} for actor in known)
        return set(states) if len(states) == 1 or one_past else set()

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

    def passed_on(
        self, maker: tuple[int, ...], nodes: Ints, suppliers: Ints, custodians: Ints | None = None
    ) -> Floats:
        """P(mark | node, supplier), against the node's own, for nodes and suppliers in columns of one shape.

        Args:
            maker: the parties whose mark it is.
            suppliers: -1 for one who is not named.
            custodians: who had it from them; None where that is not told.

        Returns:
            At most 1; 1 for nodes that the maker is not known to make, which the reading itself weighs.
        """
        own = self._priors.first_hand
        any_make: Floats = 1.0 / self._makers[nodes]
        itself = (suppliers >= 0) & self._makes[nodes, suppliers]
        makes = own * np.isin(suppliers, maker) + (1.0 - own) * any_make
        found = np.where(itself, makes, any_make)
        if custodians is not None:
            licensed = self._priors.under_licence
            found = np.where(np.isin(custodians, maker), (1.0 - licensed) * found + licensed, found)
        return np.asarray(np.where(self._by_any(maker)[nodes], found, 1.0))

    def _by_any(self, maker: tuple[int, ...]) -> Truths:
        """Which nodes any of some parties makes."""
        return np.asarray(self._makes[:, list(maker)].any(axis=1))

    def _by_entry(self, maker: tuple[int, ...]) -> np.ndarray:
        """The same for every entry of the ledger; kept, for one maker's mark is on many items."""
        ledger = self._ranges.ledger
        told = self.passed_on(maker, ledger.node, ledger.supplier, ledger.custodian)
        return told.astype(np.float32)

    def _imported(self, maker: tuple[int, ...], of_class: int, year: int) -> Floats:
        """The same for what came unrecorded, one a node of the ledger: the mean over whoever may supply it.

        Who supplies a custodian is known less well than who makes what, and one mean serves all custodians.
        """
        found, many = self._ranges.of(of_class, year), len(self._nodes)
        capacity = self._ranges.suppliers(of_class, year).mean(axis=0)
        weight = capacity[found.at] * found.share
        shows = self.passed_on(maker, found.node, found.suppliers[found.at])
        whole, told = added(found.node, weight, many), added(found.node, weight * shows, many)
        return np.divide(told, whole, out=np.ones(many), where=whole > 0)

    def own(self, maker: tuple[int, ...]) -> Floats:
        """The same for what a party made itself, one a party: nobody else's mark is on it, unless misread."""
        parties = np.arange(len(self._at))
        return np.asarray(np.where(np.isin(parties, maker), 1.0, self._priors.wrong_mark))
