"""What every format of plain rows does alike: read lines, keep what holds together, reject the rest.

A format says how one line becomes rows; counting, rejecting and covering are done here, so that no line of
any format can be lost on the way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from headstamp.records.sources.delimited import Line
from headstamp.records.sources.form import Coverage, Known, Parsed, Reject, short
from headstamp.records.sources.rows import Rows


class Unfit(Exception):  # noqa: N818 - never leaves the formats
    """A line cannot be kept: which column, and why."""

    def __init__(self, column: str | None, why: str) -> None:
        super().__init__(why)
        self.column, self.why = column, why


class Parties:
    """Checks the names of parties, each distinct one once.

    Args:
        known: whether a name is known.
    """

    def __init__(self, known: Known) -> None:
        self._known = known
        self._seen: dict[str, bool] = {}

    def named(self, text: str, column: str) -> str:
        """The name without blanks around it.

        Raises:
            Unfit: the cell is empty, or nobody known bears the name.
        """
        name = " ".join(text.split())
        if not name:
            raise Unfit(column, "the cell is empty")
        if name not in self._seen:
            self._seen[name] = self._known(name)
        if not self._seen[name]:
            raise Unfit(column, f"'{short(name)}' is no state or region that headstamp knows")
        return name

    def as_named(self, text: str, column: str) -> str | None:
        """The name whether or not anybody is known by it, for registers that write parties in free words."""
        try:
            return self.perhaps(text, column)
        except Unfit:
            return " ".join(text.split())

    def perhaps(self, text: str, column: str) -> str | None:
        """The name, or None for an empty cell; raises Unfit."""
        return self.named(text, column) if text.strip() else None


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of lines: the rejects, how many were kept, and how many were joined to another."""

    rejected: tuple[Reject, ...]
    kept: int
    merged: int

    def joining(self, lines: int) -> Taken:
        """The same, with so many of the kept lines joined to another."""
        return Taken(self.rejected, self.kept - lines, self.merged + lines)


def keep(lines: Iterable[tuple[Line | Reject, int]], add: Callable[[Line], None]) -> Taken:
    """Give each line to a format.

    Args:
        lines: rows or rejects, each with how many lines were joined to it.
        add: keeps the rows of a line; raises Unfit before it keeps any.

    Returns:
        What became of the lines.
    """
    rejected: list[Reject] = []
    kept = merged = 0
    for line, joined in lines:
        merged += joined
        if isinstance(line, Reject):
            rejected.append(line)
            continue
        try:
            add(line)
        except Unfit as unfit:
            rejected.append(Reject(line.number, unfit.column, unfit.why, line.raw))
        else:
            kept += 1
    return Taken(tuple(rejected), kept, merged)


def parsed(
    rows: Rows,
    taken: Taken,
    read: int,
    coverage: Coverage,
    *,
    selection: str = "",
    generated: datetime | None = None,
    cut: bool = False,
) -> Parsed:
    """What a file of plain rows says; `read` counts the lines of the file, not what was taken of them."""
    return Parsed(
        rows.table(), taken.rejected, read, taken.kept, taken.merged, generated, selection, coverage, cut
    )


def covering(
    years: Iterable[int | None],
    suppliers: Iterable[str] | None = None,
    recipients: Iterable[str] | None = None,
) -> Coverage:
    """What rows of these years speak of; parties None for all of the register's."""
    known = [year for year in years if year is not None]
    return Coverage(
        tuple(sorted(set(suppliers))) if suppliers is not None else None,
        tuple(sorted(set(recipients))) if recipients is not None else None,
        (min(known), max(known)) if known else None,
    )


_NUMBER = re.compile(r"[0-9]{1,15}(?:\.[0-9]*)?|\.[0-9]+|[0-9](?:\.[0-9]+)?[eE]\+?[0-9]{1,2}")


def number(text: str, column: str) -> float | None:
    """A number with a decimal point, None for an empty cell; raises Unfit."""
    plain = text.strip()
    if not plain:
        return None
    found = float(plain) if _NUMBER.fullmatch(plain) else -1.0
    if not 0 <= found < 1e15:
        raise Unfit(column, f"'{short(plain)}' is not a number of 0 or more")
    return found


def whole_number(text: str, column: str) -> int | None:
    """A whole number, None for an empty cell; raises Unfit."""
    found = number(text, column)
    if found is not None and not found.is_integer():
        raise Unfit(column, f"'{short(text)}' is not a whole number")
    return None if found is None else int(found)


_MILITARY_LIST = 22
_APART = re.compile(r"[;,/+&]|\ben\b|\.(?=\s*ML)|(?=PL ?\d)", re.I)
_CODE = re.compile(r"(ML)? ?(\d{1,2})\.?([a-z][a-z0-9.-]*)?\.?", re.I | re.A)
_PART_LETTER = re.compile(r"[a-z]\d?", re.I | re.A)


@lru_cache(maxsize=1024)
def military_codes(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Codes of the Common Military List in a cell such as 'ML2, ML6a' or 'ML10a,b', and what else it holds.

    A number counts as a code once the list has been named, a letter as a part of the code before it.
    """
    codes, others = list[str](), list[str]()
    before = ""
    for part in (one.strip() for one in _APART.split(text)):
        found = _CODE.fullmatch(part)
        if found and (found[1] or before) and 1 <= int(found[2]) <= _MILITARY_LIST:
            before = f"ML{int(found[2])}"
            codes.append(f"{before}{(found[3] or '').casefold().rstrip('.')}")
        elif before and _PART_LETTER.fullmatch(part):
            codes.append(f"{before}{part.casefold()}")
        elif part:
            others.append(part)
    return tuple(dict.fromkeys(codes)), tuple(others)


def year(text: str, column: str) -> int:
    """A year; raises Unfit."""
    plain = text.strip()
    if not (len(plain) == 4 and plain.isascii() and plain.isdigit() and 1900 <= int(plain) <= 2100):
        raise Unfit(column, f"'{short(plain)}' is not a year")
    return int(plain)
