"""Tables for people: cells in columns, cut so that no line is wider than the terminal.

Where the output is no terminal nothing is cut, so that what is kept in a file or searched is whole.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

import click

_GAP = 2
_LEAST = 8
_BESIDE = 24
# What `output.bold` writes, and the red of a warning.
_BOLD = re.compile(r"(\x1b\[(?:[01]|31)m)")


def room() -> int | None:
    """How many columns a line may have: COLUMNS, else the terminal's; None where there is no terminal."""
    if not os.environ.get("COLUMNS") and not sys.stdout.isatty():
        return None
    return shutil.get_terminal_size(fallback=(0, 0)).columns or None


def print_table(
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    right: Sequence[int] = (),
    *,
    whole: Sequence[int] = (),
    indent: int = 0,
    remarks: bool = False,
) -> None:
    """A table in columns; nothing when there are no rows.

    Args:
        right: columns whose cells stand at the right, such as numbers.
        whole: columns that are never cut; those at the right never are.
        indent: blanks before each line.
        remarks: whether the last column is a remark; it stands below its row where there is no room beside.
    """
    cells = [[printable(" ".join(cell.split())) for cell in row] for row in rows]
    if not cells:
        return
    layout = Layout(frozenset(right), frozenset(whole), indent, remarks)
    for number, line in enumerate(laid_out([list(header), *cells], layout, room())):
        click.echo(click.style(line, bold=True) if number == 0 else line)


def printable(text: str) -> str:
    """The text with every sign that cannot be seen shown by its number."""
    if text.isprintable():
        return text
    from headstamp.values.shown import visible  # costs more to load than most commands' help

    # Headings are made bold before they come here.
    return "".join(one if _BOLD.fullmatch(one) else visible(one) for one in _BOLD.split(text))


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table stands: see `print_table`."""

    right: frozenset[int] = frozenset()
    whole: frozenset[int] = frozenset()
    indent: int = 0
    remarks: bool = False


def laid_out(lines: Sequence[Sequence[str]], layout: Layout, space: int | None) -> list[str]:
    """The lines of a table, the header first.

    Args:
        lines: rows of cells, the header first.
        layout: how they stand.
        space: how many columns there are; None for as many as it takes.
    """
    natural = [max(columns(line[index]) for line in lines) for index in range(len(lines[0]))]
    left = None if space is None else space - layout.indent
    below = layout.remarks and left is not None and left - _taken(natural[:-1]) - _GAP < _BESIDE
    beside = natural[:-1] if below else natural
    widths = _fitted(beside, layout.right | layout.whole, left)
    made = []
    for number, line in enumerate(lines):
        placed = zip(line, widths, strict=False)
        shown = [_placed(cell, width, index in layout.right) for index, (cell, width) in enumerate(placed)]
        text = " " * layout.indent + (" " * _GAP).join(shown).rstrip()
        made.append(text if space is None else cut(text, space))
        if below and number and line[-1] and left is not None:
            made.append(" " * (layout.indent + _GAP) + cut(line[-1], left - _GAP))
    return made


def _taken(widths: Sequence[int]) -> int:
    return sum(widths) + _GAP * (len(widths) - 1)


def _fitted(natural: Sequence[int], kept: Set[int], space: int | None) -> list[int]:
    """Widths that fit: the widest column that may be cut gives way first."""
    widths = list(natural)
    free = [index for index in range(len(widths)) if index not in kept]
    while space is not None and free and _taken(widths) > space:
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
