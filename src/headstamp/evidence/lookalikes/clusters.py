"""Copies as groups: what is one observation however often it was posted.

A pure function of matches and of how the items came. Only copies join a group: a shared template or a
candidate that no person has confirmed never does. Writing `same_as` into sightings is left to whoever asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol


class Shared(Protocol):
    """Whatever says that two items share something: a `Match` or an `Excerpt`."""

    @property
    def first(self) -> str:
        """The id of one."""

    @property
    def second(self) -> str:
        """The id of the other."""

    @property
    def counts(self) -> bool:
        """Whether it makes them copies."""


@dataclass(frozen=True, slots=True)
class Appearance:
    """An item met somewhere.

    Attributes:
        item: its id.
        collected: when, as the acquisition says, ISO 8601; empty where nobody says.
        source: where.
        by: who posted or collected it.
    """

    item: str
    collected: str = ""
    source: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Items that show one observation.

    Attributes:
        items: their ids, that of the first known appearance first, then by id.
        first: the earliest appearance of which a time is known; None where no time is.
        appearances: all of them, earliest first, those without a time last.
        because: the matches that join the items.
    """

    items: tuple[str, ...]
    first: Appearance | None
    appearances: tuple[Appearance, ...]
    because: tuple[Shared, ...] = field(default=())

    @property
    def stands_for_all(self) -> str:
        """The item that the others are copies of, as far as is known."""
        return self.items[0]


def clusters(matches: Iterable[Shared], came: Iterable[Appearance] = ()) -> list[Cluster]:
    """Groups of items that are copies of each other, directly or over others, in order of their first id.

    Args:
        matches: of which only those that count join items.
        came: how items came; of items without a match too, which are passed over.
    """
    counted = [one for one in matches if one.counts]
    leader: dict[str, str] = {}

    def lead(item: str) -> str:
        path = [item]
        while leader.setdefault(path[-1], path[-1]) != path[-1]:
            path.append(leader[path[-1]])
        for each in path:
            leader[each] = path[-1]
        return path[-1]

    for match in counted:
        one, other = sorted((lead(match.first), lead(match.second)))
        leader[other] = one
    groups: dict[str, list[str]] = {}
    for item in sorted(leader):
        groups.setdefault(lead(item), []).append(item)
    of: dict[str, list[Appearance]] = {}
    for each in came:
        if each.item in leader:
            of.setdefault(lead(each.item), []).append(each)
    joined: dict[str, list[Shared]] = {}
    for match in counted:
        joined.setdefault(lead(match.first), []).append(match)
    return [_cluster(items, of.get(name, []), joined[name]) for name, items in sorted(groups.items())]


def same_as(found: Iterable[Cluster]) -> Mapping[str, str]:
    """Each copy to the item that stands for its group; that item itself is not among them."""
    return {item: one.stands_for_all for one in found for item in one.items[1:]}


def _cluster(items: list[str], came: list[Appearance], because: list[Shared]) -> Cluster:
    ordered = sorted(came, key=lambda one: (not one.collected, one.collected, one.item, one.source))
    first = ordered[0] if ordered and ordered[0].collected else None
    leading = first.item if first is not None else items[0]
    return Cluster(
        (leading, *(item for item in items if item != leading)), first, tuple(ordered), tuple(because)
    )
