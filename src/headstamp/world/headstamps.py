"""Which maker used which mark on the base of a cartridge case, in which state, and when.

The shipped rows stand in `data/headstamps.csv`, a source and a state of review per row; a case lays its own
over them. One code may be that of several makers: all are kept, and choosing among them is left to `marks`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from headstamp.values import Span
from headstamp.world.actors import Actors, shipped_rows, span_cell
from headstamp.world.weapon import REVIEWS

NO_CODE: Final = "(none)"
"""The code of a row for cases that bear no maker's code at all."""

_IGNORED = re.compile(r"[\s.\-()\[\]{}\"'“”’]+")
# Cyrillic letters that the eye takes for Latin ones, both casefolded.
_LOOKALIKES = str.maketrans("авекмнорстухі", "abekmhopctyxi")


@dataclass(frozen=True, slots=True)
class Headstamp:
    """One maker's use of one code.

    Attributes:
        code: the mark as it is stamped; `NO_CODE` where the case bears none.
        maker: the factory, with today's name of the place where the state is gone.
        state: actor id of the state in which the factory stood.
        position: where on the base it stands, as on a clock; '' when that is not recorded.
        calibre: the calibre on which it was seen; '' for any.
        from_: first year of its use; None when no source says.
        to: last year of its use; None when it goes on or no source says.
        source: where the row comes from.
        review: checked, checked once, year doubtful, unverified, or case for a case's own that does not say.
        own: whether the row is a case's own.
    """

    code: str
    maker: str
    state: str
    position: str
    calibre: str
    from_: Span | None
    to: Span | None
    source: str
    review: str
    own: bool = False

    @property
    def first_year(self) -> int | None:
        """The first year in which the code can have been stamped, None when no source says."""
        return None if self.from_ is None else self.from_.first_year

    @property
    def last_year(self) -> int | None:
        """The last year in which the code can have been stamped, None when no source says."""
        return None if self.to is None else self.to.last_year


def headstamp_from_row(row: Mapping[str, str]) -> Headstamp:
    """A code from the cells of its row in the table `headstamps`; a missing cell is an empty one.

    Raises:
        ValueUnreadable: if a time cannot be read.
    """
    cell = {column: (text or "").strip() for column, text in row.items()}.get
    return Headstamp(
        code=cell("code", ""),
        maker=cell("maker", ""),
        state=cell("state", ""),
        position=cell("position", ""),
        calibre=cell("calibre", ""),
        from_=span_cell(row, "from"),
        to=span_cell(row, "to"),
        source=cell("source", ""),
        review=cell("review", "") or "case",
    )


def plain(text: str) -> str:
    """Text as marks are compared: digits of every script as 0-9, no case, compatible forms as one.

    >>> plain("٢٧ ИК")
    '27 ик'
    """
    forms = unicodedata.normalize("NFKC", text)
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in forms).casefold()


def code_key(text: str) -> str:
    """What is compared of a code: `plain`, without blanks, dots, hyphens, brackets and quotation marks.

    >>> code_key("((10))"), code_key("W.R.A."), code_key("(none)")
    ('10', 'wra', '')
    """
    return "" if text == NO_CODE else _IGNORED.sub("", plain(text))


def lookalike_key(text: str) -> str:
    """The key with letters of one script that look like those of another read as these."""
    return code_key(text).translate(_LOOKALIKES)


class Headstamps:
    """Every known code with its makers; never changed, only laid over.

    >>> {one.state for one in Headstamps.load().with_code("LC")}
    {'USA'}
    """

    __slots__ = ("_by_key", "_by_look", "_rows")

    def __init__(self, rows: Iterable[Headstamp] = ()) -> None:
        self._rows = tuple(rows)
        self._by_key: defaultdict[str, list[Headstamp]] = defaultdict(list)
        self._by_look: defaultdict[str, list[Headstamp]] = defaultdict(list)
        for row in self._rows:
            self._by_key[code_key(row.code)].append(row)
            self._by_look[lookalike_key(row.code)].append(row)

    @classmethod
    def load(cls) -> Headstamps:
        """The shipped codes, read once."""
        return _shipped()

    def overlay(self, rows: Iterable[Mapping[str, str]], actors: Actors | None = None) -> Headstamps:
        """These codes with a case's own laid over them; this object stays as it is.

        A row with the same code, maker and state takes the place of all shipped ones with these. A review in
        words that no row of the program bears counts as unverified.

        Args:
            rows: cells by column of the table `headstamps`; a missing cell is an empty one.
            actors: who is known, for states that the rows name otherwise than by id; None takes the shipped
                ones.

        Raises:
            ValueUnreadable: if a time cannot be read.
        """
        people = actors if actors is not None else Actors.load()
        own = tuple(_own(headstamp_from_row(row), people) for row in rows)
        replaced = {_identity(row) for row in own}
        return Headstamps((*(row for row in self._rows if _identity(row) not in replaced), *own))

    def with_code(self, text: str) -> tuple[Headstamp, ...]:
        """The rows of this code, whatever its case, dots and brackets; '' asks for cases without a code."""
        return tuple(self._by_key.get(code_key(text), ()))

    def looking_like(self, text: str) -> tuple[Headstamp, ...]:
        """The rows whose code looks like this one in letters of another script, without those of the code."""
        same = set(self.with_code(text))
        return tuple(row for row in self._by_look.get(lookalike_key(text), ()) if row not in same)

    @property
    def all(self) -> tuple[Headstamp, ...]:
        """Every row."""
        return self._rows

    def __iter__(self) -> Iterator[Headstamp]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def _own(row: Headstamp, actors: Actors) -> Headstamp:
    state = actors.find(row.state)
    review = row.review.casefold()
    return replace(
        row,
        state=row.state if state is None else state.id,
        review=review if review in REVIEWS else "unverified",
        own=True,
    )


def _identity(row: Headstamp) -> tuple[str, str, str]:
    return code_key(row.code), row.maker, row.state


@lru_cache(maxsize=1)
def _shipped() -> Headstamps:
    return Headstamps(headstamp_from_row(row) for row in shipped_rows("headstamps.csv"))
