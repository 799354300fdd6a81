"""The lines of SIPRI's tables: the header of the deal form, and rows that newlines have broken.

The deal form is Latin-1 without quotes: eleven lines of preamble, a header in which three columns are named
by one blank, and sixteen cells a row. Raw newlines inside comments break a few rows of the 2024 and 2025
editions in two; they are joined again. Copies that were saved again may have quotes around some cells or all.
What the cells mean is left to the module of each table.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import zip_longest

from headstamp.records.sources.delimited import Line
from headstamp.records.sources.form import RecordsUnreadable, Reject, short

HEADER = [
    "Recipient",
    "Supplier",
    "Year of order",
    " ",
    "Number ordered",
    " ",
    "Weapon designation",
    "Weapon description",
    "Number delivered",
    " ",
    "Year(s) of delivery",
    "status",
    "Comments",
    "SIPRI TIV per unit",
    "SIPRI TIV for total order",
    "SIPRI TIV of delivered weapons",
]
# The site has called the number delivered so since the summer of 2026, and leaves it empty where it wrote 0.
_SINCE_2026 = {"Deliveries in the Year Range": "Number delivered"}
_TITLE = "SIPRI's deal form"
_CELLS = len(HEADER)
_PREAMBLE = 11
# The editions at hand break a comment once; what goes on for so many lines is no row.
_MOST_BREAKS = 20


def find_header(lines: list[str], name: str) -> int:
    """Index of the header.

    Raises:
        RecordsUnreadable: there is none, or not the one the site gives.
    """
    for index, line in enumerate(lines[:40]):
        if "Weapon designation" not in line:
            continue
        found = [cell.strip(' "') for cell in line.rstrip("\r").split(",")]
        if [_SINCE_2026.get(cell, cell) for cell in found] == [cell.strip() for cell in HEADER]:
            return index
        raise _unlike(found, name, index + 1)
    if sum(1 for line in lines if line.strip()) > _PREAMBLE:
        raise RecordsUnreadable(
            f"{name} is another table of SIPRI's database than the register of deals",
            file=name,
            do="download it with the site's 'trade register' button and add that file",
        )
    raise RecordsUnreadable(
        f"{name} ends before the header of SIPRI's deal form, so the download was cut short",
        file=name,
        line=len(lines),
        do="download the register again",
    )


def _unlike(found: list[str], name: str, line: int) -> RecordsUnreadable:
    pairs = zip_longest(found, HEADER, fillvalue=None)
    place, (there, wanted) = next(
        (place, pair)
        for place, pair in enumerate(pairs, start=1)
        if (pair[0] or "").strip() != (pair[1] or "").strip() or None in pair
    )
    shown = f"column {short(there)}" if there else "nothing" if there is None else "a column without a name"
    expected = f"'{wanted}'" if wanted and wanted.strip() else "one without a name" if wanted else "none"
    return RecordsUnreadable(
        f"{name}, line {line}: {shown} stands in place {place} where SIPRI's deal form has {expected}, "
        "so that its columns cannot be told apart",
        file=name,
        line=line,
        column=short(there or "") or None,
        do="download the register again and add it unchanged",
    )


def whole_lines(
    lines: list[str], first: int, width: int = _CELLS, title: str = _TITLE
) -> Iterator[tuple[Line | Reject, int]]:
    """Rows of so many cells or rejects, each with how many lines were joined to its first.

    Args:
        lines: of the whole file.
        first: index of the first line after the header.
        width: how many cells a row has.
        title: of the table, for messages.
    """
    held: list[str] = []
    start = 0
    for index in range(first, len(lines)):
        line = lines[index].rstrip("\r")
        if not line.strip():
            continue
        alone = cells_of_row(line, width)
        joined = cells_of_row(_run_together([*held, line]), width) if held else alone
        full = len(joined) > width or len(alone) == width or len(held) > _MOST_BREAKS
        if held and full:
            yield _broken(start, held, width, title), len(held) - 1
            held, joined = [], alone
        if not held:
            start = index + 1
        held.append(line)
        if len(joined) == width:
            yield Line(start, tuple(joined), "\n".join(held)), len(held) - 1
            held = []
    if held:
        yield _broken(start, held, width, title), len(held) - 1


def cells_of_row(text: str, width: int) -> list[str]:
    """The cells of a row, quotes taken away where they stand around cells; SIPRI itself quotes nothing.

    >>> cells_of_row('Norway,"Iceland, by air",2011', 3)
    ['Norway', 'Iceland, by air', '2011']
    """
    plain = text.split(",")
    if '"' not in text or (len(plain) == width and not any(_is_quoted(cell) for cell in plain)):
        return plain
    try:
        return next(csv.reader([text]), [])
    except csv.Error:
        # A cell beyond all measure, or a NUL: no row of any table.
        return plain


def _is_quoted(cell: str) -> bool:
    return len(cell) > 1 and cell[0] == cell[-1] == '"'


def _run_together(held: list[str]) -> str:
    """The text of a row whose comment was broken by newlines."""
    return " ".join(part.strip() for part in held)


def _broken(line: int, held: list[str], width: int, title: str) -> Reject:
    count = len(cells_of_row(_run_together(held) if len(held) > 1 else held[0], width))
    return Reject(
        line,
        None,
        f"{count} cells where {title} has {width}; the row is cut or run together",
        "\n".join(held),
    )
