"""Tables for people: cells in columns, cut so that no line is wider than the terminal.

Where the output is no terminal nothing is cut, so that what is kept in a file or searched is whole.
"""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Iterable, Sequence

import click

_GAP = 2
_LEAST = 8
_BESIDE = 24


def room() -> int | None:
    """How many columns a line may have: the terminal's (or COLUMNS); None where the output is no terminal."""
    return shutil.get_terminal_size(fallback=(0, 0)).columns or None


def print_table(
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    right: Sequence[int] = (),
    *,
    indent: int = 0,
    remarks: bool = False,
) -> None:
    """A table in columns; nothing when there are no rows.

    Args:
        right: columns whose cells stand at the right, such as numbers; they are never cut.
        indent: blanks before each line.
        remarks: whether the last column is a remark; it stands below its row where there is no room beside.
    """
    cells = [[" ".join(cell.split()) for cell in row] for row in rows]
    if not cells:
        return
    for number, line in enumerate(laid_out([list(header), *cells], right, room(), indent, remarks)):
        click.echo(click.style(line, bold=True) if number == 0 else line)


def laid_out(
    lines: Sequence[Sequence[str]], right: Sequence[int], space: int | None, indent: int, remarks: bool
) -> list[str]:
    """The lines of a table, the header first.

    Args:
        lines: rows of cells, the header first.
        space: how many columns there are; None for as many as it takes.
    """
    natural = [max(columns(line[index]) for line in lines) for index in range(len(lines[0]))]
    left = None if space is None else space - indent
    below = remarks and left is not None and left - sum(natural[:-1]) - _GAP * (len(natural) - 1) < _BESIDE
    beside = natural[:-1] if below else natural
    widths = _fitted(beside, right, left)
    made = []
    for number, line in enumerate(lines):
        shown = [
            _placed(cell, width, index in right)
            for index, (cell, width) in enumerate(zip(line, widths, strict=False))
        ]
        made.append(" " * indent + (" " * _GAP).join(shown).rstrip())
        if below and number and line[-1] and left is not None:
            made.append(" " * (indent + _GAP) + cut(line[-1], left - _GAP))
    return made


def _fitted(natural: Sequence[int], right: Sequence[int], space: int | None) -> list[int]:
    """Widths that fit: the widest column gives way first, and numbers never do."""
    widths = list(natural)
    free = [index for index in range(len(widths)) if index not in right]
    while space is not None and free and sum(widths) + _GAP * (len(widths) - 1) > space:
        widest = max(free, key=lambda index: widths[index])
        if widths[widest] <= _LEAST:
            break
        widths[widest] -= 1
    return widths


def _placed(cell: str, width: int, at_right: bool) -> str:
    text = cut(cell, width)
    blanks = " " * (width - columns(text))
    return blanks + text if at_right else text + blanks


def cut(text: str, width: int) -> str:
    """The text, or as much of it as fits with a sign that something is missing."""
    if columns(text) <= width:
        return text
    kept = text
    while kept and columns(kept) >= width:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def columns(text: str) -> int:
    """How many columns a text takes: two for a wide letter of East Asia, none for a combining sign."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        for sign in text
    )
