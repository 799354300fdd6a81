"""Which column of a stranger's table holds what, told from its name in the usual languages or its cells.

The words stand in `column_words.csv`. A column is taken for a time or a name only by its own name, since
nothing in a cell says whether a date is that of a deed, a post or its collection.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from headstamp.tables import Table
from headstamp.tables.cells import header_name
from headstamp.values import NotFound, Refused

ROLES = ("url", "file", "date", "who", "note", "hash")
"""What a column can be for."""
_URL = re.compile(r"(?:https?|ftp)://\S+|www\.\S+\.\S+", re.IGNORECASE)
_NUMBERED = re.compile(r"[\s_]*\(?[0-9]+\)?$")
_LOOKED_AT = 2_000  # rows; enough to tell what a column holds


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table by what they are for, in the order of the table; any may be empty."""

    by_role: Mapping[str, tuple[str, ...]]

    def of(self, role: str) -> tuple[str, ...]:
        """The columns for something."""
        return self.by_role.get(role, ())


@cache
def words() -> Mapping[str, str]:
    """What columns are called, and what they are for."""
    text = files("headstamp.exchange").joinpath("column_words.csv").read_text(encoding="utf-8")
    return {_folded(row["word"]): row["role"] for row in csv.DictReader(text.splitlines())}


def find_columns(
    table: Table, is_file: Callable[[str], bool], told: Mapping[str, Sequence[str]] | None = None
) -> Columns:
    """Tell what the columns of a table are for.

    What the user says counts alone; else the names of columns do ('link', 'link 2', 'Ссылка'), and for links
    and files also their cells, where at least half of those filled are links, or names of files that exist.

    Args:
        is_file: whether a cell names a file that lies with the table.
        told: columns by role, as the user says.

    Raises:
        Refused: the user names a role that there is not.
        NotFound: the user names a column that the table lacks.
    """
    said = {role: tuple(header_name(one) for one in columns) for role, columns in (told or {}).items()}
    for role, columns in said.items():
        if role not in ROLES:
            raise Refused(f"No column can be for '{role}'", do=f"choose one of {', '.join(ROLES)}")
        lacking = [one for one in columns if one not in table.header]
        if lacking:
            raise NotFound(f"There is no column '{lacking[0]}'", file=table.name, do="check the header")
    taken = {one for columns in said.values() for one in columns}
    found: dict[str, list[str]] = {role: [] for role in ROLES}
    for column in table.header:
        if column in taken:
            continue
        guessed = _by_name(column) or _by_cells(table, column, is_file)
        if guessed is not None and guessed not in said:
            found[guessed].append(column)
    return Columns({role: said.get(role, tuple(found[role])) for role in ROLES})


def links(cell: str) -> list[str]:
    """The links in a cell, whatever stands between them.

    >>> links("https://a.org/1, https://b.org/2")
    ['https://a.org/1', 'https://b.org/2']
    """
    return [one.rstrip(".,;)>]\"'") for one in re.findall(r"(?:https?|ftp)://[^\s<>\"]+", cell)]


def _by_name(column: str) -> str | None:
    known = words()
    return known.get(_folded(column)) or known.get(_folded(_NUMBERED.sub("", column)))


def _by_cells(table: Table, column: str, is_file: Callable[[str], bool]) -> str | None:
    cells = [row.cells[column] for row in table.rows[:_LOOKED_AT] if row.cells.get(column)]
    if not cells:
        return None
    if 2 * sum(_URL.match(cell) is not None for cell in cells) >= len(cells):
        return "url"
    return "file" if 2 * sum(map(is_file, cells)) >= len(cells) else None


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", header_name(name)).casefold()
