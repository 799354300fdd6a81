"""The catalogue of weapons: a tree from class to variant, so that a vague name is a node and not a failure.

The shipped nodes stand in `data/weapons.csv`, a source and a state of review per row; a case lays its own
over them. Which node a text means is left to whoever resolves names; the words of registers stand in
`descriptions`.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache

from headstamp.values import NotFound
from headstamp.world.actors import shipped_rows
from headstamp.world.weapon import (
    ITEM_TYPES,
    REVIEWS,
    SCHEMES,
    Codes,
    Level,
    Weapon,
    codes_from_row,
    weapon_from_row,
)
from headstamp.world.weapon_overlay import UNCLASSED, RowFault, WeaponsRejected, laid_over

__all__ = [
    "ITEM_TYPES",
    "REVIEWS",
    "SCHEMES",
    "UNCLASSED",
    "Catalogue",
    "Codes",
    "Level",
    "RowFault",
    "Weapon",
    "WeaponsRejected",
]


class Catalogue:
    """All nodes by id; never changed, only laid over.

    >>> catalogue = Catalogue.load()
    >>> catalogue.ancestors("m4")[:2]
    ('m16-pattern', 'assault-rifle')
    """

    def __init__(self, nodes: Iterable[Weapon] = (), codes: Mapping[str, Codes] | None = None) -> None:
        self._by_id = {node.id: node for node in nodes}
        self._codes = dict(codes or {})

    @classmethod
    def load(cls) -> Catalogue:
        """The shipped catalogue, read once."""
        return _shipped()

    def overlay(self, rows: Iterable[Mapping[str, str]]) -> Catalogue:
        """This catalogue with a case's own rows laid over it; this object stays as it is.

        A row with a known id takes that node's place; a blank parent then leaves the node where it stood. A
        parent, class or licence may be given by id, or by a name that means one node only. A row below class
        level without a parent stands under its class, else under `UNCLASSED`; a class cell that names none is
        passed over. The review becomes 'case'.

        Args:
            rows: cells by column of the table `weapons`; a missing cell is an empty one.

        Raises:
            WeaponsRejected: if a row has no id, a level or time that cannot be read, another row's id, or a
                parent that is unknown, of no higher level, or its own descendant.
        """
        own = tuple(rows)
        if not own:
            return self
        laid, faults = laid_over(self._by_id, own)
        if faults:
            raise WeaponsRejected(faults)
        return Catalogue(laid.values(), self._codes)

    def faults(self, rows: Iterable[Mapping[str, str]]) -> tuple[RowFault, ...]:
        """Everything that keeps these rows from being laid over; empty when `overlay` takes them."""
        return laid_over(self._by_id, tuple(rows))[1]

    @property
    def nodes(self) -> tuple[Weapon, ...]:
        """Every node, the shipped ones with parents before their children, then a case's own."""
        return tuple(self._by_id.values())

    def __contains__(self, id: object) -> bool:
        return id in self._by_id

    def __len__(self) -> int:
        return len(self._by_id)

    def node(self, id: str) -> Weapon:
        """The node with this id; raises NotFound."""
        try:
            return self._by_id[id]
        except KeyError:
            do = "give the id of a node, or import the case's own weapons first"
            raise NotFound(f"There is no weapon with the id '{id}' in the catalogue", do=do) from None

    def names(self) -> Iterator[tuple[str, str]]:
        """Every id, name and alias with the id of its node; a text comes once for each node that bears it."""
        for node in self._by_id.values():
            for text in dict.fromkeys((node.id, node.name, *node.aliases)):
                yield text, node.id

    def ancestors(self, id: str) -> tuple[str, ...]:
        """Ids of the nodes above, nearest first, itself excluded; raises NotFound."""
        above: list[str] = []
        parent = self.node(id).parent
        while parent is not None:
            above.append(parent)
            parent = self.node(parent).parent
        return tuple(above)

    def descendants(self, id: str) -> tuple[str, ...]:
        """Ids of the nodes below, itself first, depth before breadth; raises NotFound."""
        below: list[str] = []
        waiting = [self.node(id).id]
        while waiting:
            below.append(waiting.pop())
            waiting.extend(reversed(self._children.get(below[-1], ())))
        return tuple(below)

    def leaves(self, id: str) -> tuple[str, ...]:
        """Ids of the nodes below that have none below them; itself if it is one. Raises NotFound."""
        return tuple(one for one in self.descendants(id) if one not in self._children)

    def class_of(self, id: str) -> str:
        """Id of the node's class; raises NotFound."""
        return self.node(id).class_

    def makers_in(self, id: str) -> tuple[str, ...]:
        """Actor ids of the states where a weapon of this node can have been made, in the order of the tree.

        The states of all nodes below are gathered; a variant that names none was made where its model was.
        Empty for what is improvised and for what nobody has recorded: silence, not a statement.

        Raises:
            NotFound: if there is no such node.
        """
        below = [self.node(one) for one in self.descendants(id)]
        states = tuple(dict.fromkeys(state for node in below for state in node.made_in))
        parent = below[0].parent
        if states or parent is None or below[0].level is not Level.VARIANT:
            return states
        return self.node(parent).made_in

    def codes(self, id: str) -> Codes:
        """The codes of the node's class, or of the nearest class above that has any; raises NotFound."""
        start = self.class_of(id)
        known = (self._codes.get(one) for one in (start, *self.ancestors(start)))
        return next((codes for codes in known if codes is not None), Codes())

    def with_code(self, scheme: str, code: str) -> tuple[str, ...]:
        """Ids of the classes under a code, for lines of a record that name a category only.

        Args:
            scheme: unroca, att, ml or hs.
            code: a code of that scheme; blanks and dots do not matter.

        Raises:
            NotFound: if there is no such scheme.
        """
        if scheme not in SCHEMES:
            raise NotFound(f"There is no scheme of codes '{scheme}'", do=f"use {', '.join(SCHEMES)}")
        return tuple(one for one, codes in self._codes.items() if codes.hold(scheme, code))

    def tiles(self, scheme: str, codes: Iterable[str]) -> tuple[str, ...]:
        """Ids of the highest classes that lie under these codes whole, none below another of them.

        A category of a register cuts through the tree: ML1 holds small arms and heavy machine guns, but no
        other light weapons. What all its classes have in common is said once and not once a class.

        Raises:
            NotFound: if there is no such scheme.
        """
        under = {node for code in codes for node in self.with_code(scheme, code)}
        whole = [one for one in self._codes if one in under and self._classes_below(one) <= under]
        return tuple(one for one in whole if not any(above in whole for above in self.ancestors(one)))

    def _classes_below(self, id: str) -> set[str]:
        return {one for one in self.descendants(id) if self.node(one).level is Level.CLASS}

    def closure(self) -> list[tuple[str, str, int]]:
        """Every (ancestor, node, steps between them), each node with itself at 0 steps included."""
        lines = ((one, (one, *self.ancestors(one))) for one in self._by_id)
        return [(above, one, steps) for one, line in lines for steps, above in enumerate(line)]

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the content in hexadecimal: under one digest every text resolves alike."""
        told = hashlib.sha256()
        for one in sorted(self._by_id):
            told.update(f"{self._by_id[one]!r} {self._codes.get(one)!r}\n".encode())
        return told.hexdigest()

    @cached_property
    def _children(self) -> dict[str, tuple[str, ...]]:
        below: defaultdict[str, list[str]] = defaultdict(list)
        for node in self._by_id.values():
            if node.parent is not None:
                below[node.parent].append(node.id)
        return {parent: tuple(children) for parent, children in below.items()}


@lru_cache(maxsize=1)
def _shipped() -> Catalogue:
    rows = shipped_rows("weapons.csv")
    coded = {row["id"]: codes for row in rows if (codes := codes_from_row(row)) != Codes()}
    return Catalogue(map(weapon_from_row, rows), coded)
