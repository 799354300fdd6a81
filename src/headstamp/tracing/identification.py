"""How likely it is that a weapon is read as it was, for every node that it may truly be.

    P(read as k | truly v) = (1 - e) [v under k] + e * confusion(v -> k)

with e the chance of error, from the sighting's own confidence or by the level of the reading. A record that
is coarser than the reading counts with the share of its leaves that lie under it. Where a person gives
weighted candidates, the weights are beliefs that already hold how common each weapon is; they are divided by
the number of leaves under each, so that prevalence is not counted twice (docs/method.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache

import numpy as np

from headstamp.records import Names, WeaponWeight
from headstamp.records.designation import REGISTER
from headstamp.tracing.ledger import Floats, Ints, Truths
from headstamp.tracing.naming import class_of
from headstamp.tracing.priors import Mechanism, Priors

_LONG_AGO, _STILL = 1, 9999


class Readings:
    """Likelihoods of readings over a fixed list of nodes.

    Args:
        nodes: ids, as a ledger lists them.
        absent: nodes that nobody in play can hold; a made-up world has none of the shipped weapons.

    Attributes:
        classes: ids of the class nodes; `class_index` gives each node's.
        is_leaf: whether a node stands for one weapon and not for several.
    """

    def __init__(
        self, nodes: Sequence[str], names: Names, priors: Priors, absent: frozenset[str] = frozenset()
    ) -> None:
        self._names, self._priors, self._absent = names, priors, absent
        catalogue = names.catalogue
        self.nodes = tuple(nodes)
        self.at = {node: index for index, node in enumerate(self.nodes)}
        own_class = [class_of(node, names) for node in self.nodes]
        self.classes = tuple(dict.fromkeys(own_class))
        class_at = {one: index for index, one in enumerate(self.classes)}
        self.class_index: Ints = np.array([class_at[one] for one in own_class], np.int64)
        self._registered = np.array([node.startswith(REGISTER) for node in self.nodes], bool)
        self._leaves = np.array([self._leaf_count(node) for node in self.nodes], np.float64)
        below = [
            node not in absent and (node.startswith(REGISTER) or len(catalogue.descendants(node)) == 1)
            for node in self.nodes
        ]
        self.is_leaf = np.array(below, bool)
        self._carried: dict[str, Floats] = {}
        self._made_of: dict[tuple[str, ...], Ints] = {}
        self.likelihood = lru_cache(maxsize=512)(self._likelihood)
        self.made_in = lru_cache(maxsize=512)(self._made_in)
        self.made_by = lru_cache(maxsize=1024)(self._made_by)
        self.under = lru_cache(maxsize=1024)(self._under)
        self._confusion = lru_cache(maxsize=1024)(self._confused)
        self.makers_in = lru_cache(maxsize=4096)(names.catalogue.makers_in)
        self.again = lru_cache(maxsize=512)(self._again)

    def _leaf_count(self, node: str) -> float:
        if node.startswith(REGISTER):
            return 1.0
        leaves = (one for one in self._names.catalogue.leaves(node) if one not in self._absent)
        return float(max(1, sum(1 for _ in leaves)))

    def error(self, node: str, confidence: float | None) -> float:
        """The chance that a reading is wrong."""
        if confidence is not None:
            return 1.0 - confidence
        level = "model" if node.startswith(REGISTER) else str(self._names.catalogue.node(node).level.value)
        return self._priors.error.get(level, self._priors.error["model"])

    def _likelihood(
        self, candidates: tuple[WeaponWeight, ...], confidence: float | None, year: int
    ) -> Floats:
        """P(reading | true node), up to one factor, for every node.

        Args:
            candidates: what the sighting may be; none says nothing, and every node is as likely.
            confidence: the sighting's own probability that the identification is right.
            year: when it was seen; what was made only later is hardly what it was.

        Returns:
            One number a node, shape (len(nodes),); the factor makes the likeliest candidate's own part at
            most 1.
        """
        known = [one for one in candidates if one.id in self.at]
        if not known:
            return np.ones(len(self.nodes))
        spread = {one.id: one.weight / self._leaves[self.at[one.id]] for one in known}
        scale = max(spread.values())
        parts = [spread[one.id] / scale * self._one(one.id, self.error(one.id, confidence)) for one in known]
        later = np.where(self._made[0] > year, self._priors.wrong_mark, 1.0)
        return np.asarray(sum(parts) * later)

    @cached_property
    def of_workshops(self) -> Truths:
        """Whether only workshops make a node, wherever it stands: no state has it from a factory."""
        catalogue = self._names.catalogue
        return np.array([one in catalogue and catalogue.node(one).of_workshops for one in self.nodes], bool)

    @cached_property
    def _made(self) -> tuple[Ints, Ints]:
        """First and last year in which each node was made; far apart where it is not known."""
        catalogue = self._names.catalogue
        spans = []
        for node in self.nodes:
            weapon = catalogue.node(node) if node in catalogue else None
            first = weapon.made_from if weapon else None
            last = weapon.made_to if weapon else None
            spans.append(
                (
                    first.first_year if first and first.first_year is not None else _LONG_AGO,
                    last.last_year if last and last.last_year is not None else _STILL,
                )
            )
        table = np.array(spans, np.int64).reshape(-1, 2)
        return table[:, 0], table[:, 1]

    def _again(self, leaves: tuple[int, ...], nodes: tuple[int, ...]) -> Floats:
        """P(read as one of some leaves by an examiner who names a leaf | node), shape (nodes, leaves)."""
        error, among = self._priors.error["model"], np.array(nodes)
        return np.stack([self._one(self.nodes[one], error)[among] for one in leaves], axis=1)

    def years(self, nodes: Ints, seen: int) -> tuple[Ints, Ints]:
        """First and last year in which some nodes may have been made, when one was seen in a year."""
        first = np.maximum(self._made[0][nodes], seen - int(self._priors.year_lag["any_years"]) + 1)
        return first, np.maximum(first, np.minimum(self._made[1][nodes], seen))

    def _made_in(self, read: tuple[int, int], seen: int) -> Floats:
        """P(year read | node) for a weapon of which no delivery is told: any year in which it was made."""
        any_years, wrong = self._priors.year_lag["any_years"], self._priors.wrong_mark
        first, last = self.years(np.arange(len(self.nodes)), seen)
        shared = np.minimum(last, read[1]) - np.maximum(first, read[0]) + 1.0
        inside = np.clip(shared, 0.0, None) / (read[1] - read[0] + 1) / (last - first + 1.0)
        return np.asarray((1.0 - wrong) * inside + wrong / any_years)

    def _made_by(self, mark: str) -> Floats:
        """P(maker's mark | node): it names a maker of the catalogue, or the state in which it was made.

        Who makes anything below a node can have made what a record calls by the node's name alone.
        """
        catalogue, actor = self._names.catalogue, self._names.actors.find(mark)
        state = self._names.actors.state_of(actor.id) if actor is not None else None
        wanted = f" {mark.casefold()} "
        fits = np.zeros(len(self.nodes), bool)
        for index, node in enumerate(self.nodes):
            if node in catalogue:
                below = (catalogue.node(one).makers for one in catalogue.descendants(node))
                by_name = any(wanted in f" {maker.casefold()} " for makers in below for maker in makers)
                fits[index] = by_name or state in self.makers_in(node)
        # A mark that nobody is known by says nothing.
        return np.where(fits, 1.0, self._priors.wrong_mark) if fits.any() else np.ones(len(self.nodes))

    def carries(self, mechanism: Mechanism, node: str) -> float:
        """How readily a node moves in a way, by itself or the nearest above that the preset names."""
        return next(
            (mechanism.carries[one] for one in self._names.line(node) if one in mechanism.carries), 1.0
        )

    def carried(self, mechanism: Mechanism) -> Floats:
        """How readily each class moves in a way, one number a class."""
        if mechanism.id not in self._carried:
            self._carried[mechanism.id] = np.array([self.carries(mechanism, one) for one in self.classes])
        return self._carried[mechanism.id]

    def mean_of(self, makes: tuple[str, ...], node: Floats) -> float:
        """The mean of one number a node over what holders make themselves; 0 where there is nothing such.

        Args:
            makes: nodes of which all that stands below is made by holders, beside what workshops alone make.
        """
        if makes not in self._made_of:
            below = {one for above in makes for one in self._names.under(above)}
            inside = np.array([one in below for one in self.nodes], bool) | self.of_workshops
            self._made_of[makes] = np.flatnonzero(inside & self.is_leaf)
        leaves = self._made_of[makes]
        return float(node[leaves].mean()) if len(leaves) else 0.0

    def _under(self, node: str) -> Floats:
        """For every node, the share of it that stands under one: 1 below it, a part of what is above."""
        catalogue = self._names.catalogue
        share = np.zeros(len(self.nodes))
        below = set(catalogue.descendants(node)) if node in catalogue else {node}
        share[[self.at[one] for one in below if one in self.at]] = 1.0
        # What only a register names stands under a class, so a reading of that class takes it in.
        inside = np.array([one in below for one in self.classes], bool)[self.class_index]
        share[inside & self._registered] = 1.0
        # What a record calls by the name of a family came from a factory.
        mine = 0.0 if self.of_workshops[self.at[node]] else self._leaves[self.at[node]]
        for above in catalogue.ancestors(node) if node in catalogue else ():
            if above in self.at:
                share[self.at[above]] = mine / self._leaves[self.at[above]]
        return share

    def _one(self, node: str, error: float) -> Floats:
        return np.asarray((1.0 - error) * self.under(node) + error * self._confusion(node))

    def _confused(self, node: str) -> Floats:
        shares = self._priors.confusion
        result = np.full(len(self.nodes), shares["any"] / len(self.nodes))
        same_class = self.class_index == self.class_index[self.at[node]]
        result += same_class * shares["class"] / int(same_class.sum())
        family = self._family(node)
        if family:
            result[family] += shares["family"] / len(family)
        else:
            result += same_class * shares["family"] / int(same_class.sum())
        return result

    def _family(self, node: str) -> list[int]:
        catalogue = self._names.catalogue
        if node not in catalogue:
            return []
        line = (node, *catalogue.ancestors(node))
        family = next((one for one in line if str(catalogue.node(one).level.value) == "family"), None)
        return [self.at[one] for one in catalogue.descendants(family) if one in self.at] if family else []
