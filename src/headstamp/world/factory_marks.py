"""What the symbols and letters on a weapon say: its factory, its owner, or the language of its selector.

They are described in words in `data/factory_marks.csv`, as an investigator would describe a picture. A symbol
says where a part was made; that the whole weapon was made there is left to whoever looks at the rest of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from headstamp.world.actors import shipped_rows
from headstamp.world.headstamps import plain

_WORDS = re.compile(r"[^\W_]+|[∞]")
_SMALL = frozenset({"a", "an", "and", "in", "inside", "mark", "of", "on", "symbol", "the", "under", "with"})
_SAME = {"circled": "circle", "circles": "circle", "triangles": "triangle", "ovals": "oval", "two": "double"}


@dataclass(frozen=True, slots=True)
class FactoryMark:
    """A symbol on a weapon.

    Attributes:
        mark: the symbol in words, or its letters.
        kind: maker, property, selector or remark.
        says: what it says.
        maker: the factory; '' where the symbol names none.
        state: actor id of the state.
        where: on which part it stands.
        source: where the row comes from.
        review: checked, checked once or unverified.
    """

    mark: str
    kind: str
    says: str
    maker: str
    state: str
    where: str
    source: str
    review: str


@lru_cache(maxsize=1)
def factory_marks() -> tuple[FactoryMark, ...]:
    """The shipped symbols, read once."""
    names, rows = FactoryMark.__dataclass_fields__, shipped_rows("factory_marks.csv")
    return tuple(FactoryMark(**{name: row.get(name, "") for name in names}) for row in rows)


def find_factory_marks(text: str) -> tuple[FactoryMark, ...]:
    """The symbols that a description can mean: all its words are the symbol's, whatever their order.

    >>> [one.mark for one in find_factory_marks("triangle with 66")]
    ['66 in a triangle']
    """
    asked = _words(text)
    return tuple(one for one in factory_marks() if asked and asked == _words(one.mark))


def _words(text: str) -> frozenset[str]:
    found = (_SAME.get(word, word) for word in _WORDS.findall(plain(text)))
    return frozenset(word for word in found if word not in _SMALL)
