"""How a case's own weapons join the shipped ones, and every reason for which a row of them cannot.

The rows are taken together, so that their order does not matter and a child may stand before its parent. What
the tree answers once it stands is left to `weapons`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from headstamp.values import HeadstampError, ValueUnreadable
from headstamp.world.weapon import Level, Weapon, weapon_from_row

UNCLASSED: Final = "unclassed"
"""The class of a case's own weapon that names neither a parent nor a class."""


@dataclass(frozen=True, slots=True)
class RowFault:
    """Why a row cannot join the catalogue.

    Attributes:
        row: its place among the rows given, from 0.
        id: its id, '' without one.
        column: the column that is wrong.
        why: a sentence that says what to do.
    """

    row: int
    id: str
    column: str
    why: str


class WeaponsRejected(HeadstampError):  # noqa: N818
    """Rows that cannot join the catalogue.

    Attributes:
        faults: every fault of the rows given, at least one.
    """

    code = "weapons-rejected"

    def __init__(self, faults: tuple[RowFault, ...]) -> None:
        self.faults = faults
        more = f" ({len(faults) - 1} more stand in these rows)" if len(faults) > 1 else ""
        super().__init__(faults[0].why.rstrip(".") + more)
        self.column = faults[0].column


def laid_over(
    shipped: Mapping[str, Weapon], rows: tuple[Mapping[str, str], ...]
) -> tuple[dict[str, Weapon], tuple[RowFault, ...]]:
    """All nodes by id with the rows laid over the shipped ones, and what is wrong with the rows.

    Only without faults is the tree whole.
    """
    laid, taken, faults = dict(shipped), dict[str, int](), list[RowFault]()
    for place, row in enumerate(rows):
        try:
            node = weapon_from_row(row)
        except ValueUnreadable as error:
            faults.append(RowFault(place, row.get("id") or "", error.column or "", error.message))
            continue
        node = replace(node, review="case")
        if node.id in taken and node != laid[node.id]:
            why = f"The weapon '{node.id}' stands in two rows that differ; keep one of them."
            faults.append(RowFault(place, node.id, "id", why))
            continue
        taken.setdefault(node.id, place)
        laid[node.id] = node
    _place(shipped, laid, taken)
    return laid, (*faults, *_misplaced(laid, taken))


class _Finder:
    """Finds the node that a cell of a row means: by id, else by a name that means one node only."""

    def __init__(self, nodes: Mapping[str, Weapon]) -> None:
        self._nodes = nodes

    def find(self, text: str | None) -> str | None:
        """The id meant, or the text as it is when it means none or several."""
        if not text or text in self._nodes:
            return text
        meant = self._by_name.get(text.casefold(), set())
        return next(iter(meant)) if len(meant) == 1 else text

    def find_class(self, text: str) -> str | None:
        """The id of the class meant, None when the text names no class."""
        node = self._nodes.get(self.find(text) or "")
        return node.id if node is not None and node.level is Level.CLASS else None

    @cached_property
    def _by_name(self) -> dict[str, set[str]]:
        found: defaultdict[str, set[str]] = defaultdict(set)
        for node in self._nodes.values():
            for text in (node.name, *node.aliases):
                found[text.casefold()].add(node.id)
        return found


def _place(shipped: Mapping[str, Weapon], laid: dict[str, Weapon], taken: Mapping[str, int]) -> None:
    """Give the rows just taken their parents, then their classes and kinds of item."""
    finder = _Finder(dict(laid))
    for own in taken:
        node, before = laid[own], shipped.get(own)
        class_ = finder.find_class(node.class_)
        parent = finder.find(node.parent) or (before.parent if before else None)
        if parent is None and node.level is not Level.CLASS:
            parent = class_ or (UNCLASSED if UNCLASSED in laid else None)
        licence = finder.find(node.licence_of)
        laid[own] = replace(node, parent=parent, class_=class_ or "", licence_of=licence)
    for own in taken:
        node = laid[own]
        class_ = own if node.level is Level.CLASS else node.class_ or _class_above(laid, node)
        item_type = node.item_type or laid[class_].item_type or "weapon"
        laid[own] = replace(node, class_=class_, item_type=item_type)


def _class_above(nodes: Mapping[str, Weapon], node: Weapon) -> str:
    for above in _line(nodes, node):
        if above.level is Level.CLASS:
            return above.id
    return UNCLASSED if UNCLASSED in nodes else node.id


def _misplaced(nodes: Mapping[str, Weapon], taken: Mapping[str, int]) -> Iterator[RowFault]:
    for node in nodes.values():
        parent = node.parent
        if node.id in taken:
            why = _why_misplaced(nodes, node)
            if why is not None:
                yield RowFault(taken[node.id], node.id, "parent", why)
        # A row that takes a shipped node's place still has to fit above what the shipped one stood above.
        elif parent is not None and parent in taken and not nodes[parent].level.may_hold(node.level):
            what = f"The {nodes[parent].level} '{parent}' cannot stand above the {node.level} '{node.id}'"
            yield RowFault(taken[parent], parent, "level", f"{what}; keep its level or use another id.")


def _why_misplaced(nodes: Mapping[str, Weapon], node: Weapon) -> str | None:
    if node.parent is None:
        return None
    above = nodes.get(node.parent)
    if above is None:
        do = "give the id of a weapon that is known, or add a row for it"
        return f"The parent '{node.parent}' of the weapon '{node.id}' is not in the catalogue; {do}."
    if any(one.id == node.id for one in _line(nodes, node)):
        return f"The weapon '{node.id}' stands below itself; give it another parent than '{node.parent}'."
    if not above.level.may_hold(node.level):
        do = "give a parent of a higher level"
        return f"The {node.level} '{node.id}' cannot stand under the {above.level} '{above.id}'; {do}."
    return None


def _line(nodes: Mapping[str, Weapon], node: Weapon) -> Iterator[Weapon]:
    """The nodes above, nearest first; a circle ends where it closes."""
    seen: set[str] = set()
    above = nodes.get(node.parent or "")
    while above is not None and above.id not in seen:
        seen.add(above.id)
        yield above
        above = nodes.get(above.parent or "")
