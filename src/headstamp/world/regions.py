"""What stands in a register where a party should, and is none: regions, sums of states, and 'not stated'.

'World', 'Areas nes' and 'Various countries' are listed in `data/regions.csv`, each with where it was met, so
that a reader of records can tell them from a state it does not know. None is ever added to a state, taken for
one or split into those it holds. A cell that names several parties is taken apart by `read_cell`, whole or
not at all: what is understood of it only in part stays as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Final

from headstamp.tables import split_list
from headstamp.values import Span
from headstamp.world.actors import Actor, Actors, name_key, shipped_rows


class RegionKind(StrEnum):
    """Why a text names no party."""

    REGION = "region"
    AGGREGATE = "aggregate"
    NOT_STATED = "not_stated"


@dataclass(frozen=True, slots=True)
class Region:
    """A text that stands where a party should and is none.

    Attributes:
        name: the name to print.
        kind: a part of the world, a sum over parties, or a word for 'not stated'.
        aliases: every other spelling of it.
        source: where it was met, or who defines it.
    """

    name: str
    kind: RegionKind
    aliases: tuple[str, ...]
    source: str


class Regions:
    """All regions, sums and words for 'not stated', by name.

    >>> Regions.load().find("Diverse landen").kind
    <RegionKind.AGGREGATE: 'aggregate'>
    """

    __slots__ = ("_all", "_by_key")

    def __init__(self, regions: Iterable[Region] = ()) -> None:
        self._all = tuple(regions)
        self._by_key = {
            name_key(name): one for one in self._all for name in (*one.aliases, one.name) if name_key(name)
        }

    @classmethod
    def load(cls) -> Regions:
        """The shipped ones, read once."""
        return _shipped()

    def find(self, text: str) -> Region | None:
        """What this text stands for when it is no party; None when it is not one of these."""
        return self._by_key.get(name_key(text))

    def __iter__(self) -> Iterator[Region]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)


def region(text: str) -> Region | None:
    """The shipped region, sum or word for 'not stated' that a text is; None for anything else.

    >>> region("Areas, nes").kind
    <RegionKind.NOT_STATED: 'not_stated'>
    >>> region("South Africa") is None
    True
    """
    return _shipped().find(text)


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell of a register says about parties.

    Attributes:
        parties: whom it names, each once, in its order; which of them got how much is not said.
        via: whom it names as the way there.
        returns: whether it says that the goods come back ('v.v.', vice versa).
    """

    parties: tuple[Actor | Region, ...]
    via: tuple[Actor | Region, ...] = ()
    returns: bool = False


def read_cell(text: str, actors: Actors, on: Span | date | None = None) -> Cell | None:
    """The parties of a cell that names one or several; None when any part of it is not understood.

    >>> cell = read_cell("Rusland, Letland, VS", Actors.load())
    >>> [party.name for party in cell.parties]
    ['Russia', 'Latvia', 'United States']

    Args:
        text: the cell, such as 'Irak via VAE', 'VK v.v.' or 'Germany; Poland'.
        actors: who is known.
        on: when it was written, for names that passed from one state to another.
    """
    whole = _one(text, actors, on)
    if whole is not None:
        return Cell((whole,))
    there = _RETURN.sub("", text)
    goal, *way = _VIA.split(there)
    parties = _several(goal, actors, on)
    stops = [_several(stop, actors, on) for stop in way]
    if not parties or not all(stops):
        return None
    via = tuple(dict.fromkeys(one for stop in stops for one in stop))
    return Cell(parties, via, returns=there != text)


_RETURN: Final = re.compile(r"\s+(?:v\.\s?v\.|vice versa)\s*$", re.IGNORECASE)
_VIA: Final = re.compile(r"[\s,]+via\s+", re.IGNORECASE)
# From the plainest sign of a list to the one that most often stands within a name.
_LISTS: Final = tuple(
    re.compile(sign, re.IGNORECASE) for sign in (r"[;\n]", r",", r"\s+(?:and|en|et|und)\s+", r"/", r"\+")
)


def _one(text: str, actors: Actors, on: Span | date | None) -> Actor | Region | None:
    return actors.find(text, on) or region(text)


def _several(
    text: str, actors: Actors, on: Span | date | None, signs: tuple[re.Pattern[str], ...] = _LISTS
) -> tuple[Actor | Region, ...]:
    """Whom a list names; nobody when a part of it is not understood, for that may change what the rest is."""
    whole = _one(text, actors, on)
    if whole is not None:
        return (whole,)
    if not signs:
        return ()
    parts = [part.strip() for part in signs[0].split(text)]
    told = [_several(part, actors, on, signs[1:]) for part in parts if part]
    if not all(told) or _is_address(told):
        return ()
    return tuple(dict.fromkeys(one for part in told for one in part))


def _is_address(told: list[tuple[Actor | Region, ...]]) -> bool:
    """Whether two parts are a territory and its state, which is one place and no list ('Macao, China')."""
    if [len(part) for part in told] != [1, 1]:
        return False
    (place,), (state,) = told
    return isinstance(place, Actor) and isinstance(state, Actor) and place.country == state.id


@lru_cache(maxsize=1)
def _shipped() -> Regions:
    return Regions(
        Region(row["name"], RegionKind(row["kind"]), split_list(row["aliases"]), row["source"])
        for row in shipped_rows("regions.csv")
    )
