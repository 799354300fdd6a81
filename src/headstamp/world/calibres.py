"""Since when a calibre has been made, because that often settles the century of a two-digit year.

The years stand in `data/calibres.csv`, each with its source and how far it was checked. What is known here is
a name and a beginning only: no dimension, no load, no use.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from headstamp.tables import split_list
from headstamp.world.actors import shipped_rows
from headstamp.world.headstamps import plain

_SIGNS = str.maketrans(",×х*", ".xxx")
_MILLIMETRES = re.compile(r"(?<=[\d.])mm|mm$")


@dataclass(frozen=True, slots=True)
class Calibre:
    """A calibre and the year since which it is known.

    Attributes:
        name: as the catalogue writes it, such as 7.62x39.
        aliases: other names.
        first_year: the year of adoption, or of the first making that the source tells.
        source: where the year comes from.
        review: checked, checked once or unverified.
    """

    name: str
    aliases: tuple[str, ...]
    first_year: int
    source: str
    review: str


def calibre_key(text: str) -> str:
    """What is compared of a calibre's name.

    >>> calibre_key("7,62 × 39 mm")
    '7.62x39'
    """
    return _MILLIMETRES.sub("", "".join(plain(text).split()).translate(_SIGNS))


class Calibres:
    """The calibres of which a first year is known, by every name."""

    __slots__ = ("_by_key", "_rows")

    def __init__(self, rows: Iterable[Calibre]) -> None:
        self._rows = tuple(rows)
        self._by_key = {calibre_key(name): row for row in self._rows for name in (*row.aliases, row.name)}

    @classmethod
    def load(cls) -> Calibres:
        """The shipped calibres, read once."""
        return _shipped()

    def find(self, text: str) -> Calibre | None:
        """The calibre of this name, None when none is known by it."""
        return self._by_key.get(calibre_key(text))

    def __iter__(self) -> Iterator[Calibre]:
        return iter(self._rows)


def _from_row(row: Mapping[str, str]) -> Calibre:
    aliases = split_list(row.get("aliases", ""))
    return Calibre(row["calibre"], aliases, int(row["first_year"]), row["source"], row["review"])


@lru_cache(maxsize=1)
def _shipped() -> Calibres:
    return Calibres(map(_from_row, shipped_rows("calibres.csv")))
