"""Cells on their way to and from files: formulas made harmless, without losing a character.

A spreadsheet runs a cell that begins with = + - @ as a formula (OWASP, CSV injection). Such cells leave with
one more leading apostrophe and come back without it; numbers are left alone.
"""

from __future__ import annotations

import re

# The full-width forms are taken for their ASCII twins by some spreadsheets.
_FORMULA = re.compile(r"[\s']*[=+\-@\t\r＝＋－＠]")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def neutralise(cell: str) -> str:
    """The cell with one more leading apostrophe if a spreadsheet could run it.

    >>> neutralise("=1+1"), neutralise("-7"), neutralise("'=x")
    ("'=1+1", '-7', "''=x")
    """
    return f"'{cell}" if _runs(cell) else cell


def restore(cell: str) -> str:
    """The inverse of `neutralise`: ``restore(neutralise(cell)) == cell`` for every text."""
    return cell[1:] if cell.startswith("'") and _runs(cell[1:]) else cell


def header_name(cell: str) -> str:
    """A column's name as headstamp writes it: lower case, blanks as underscores."""
    return "_".join(cell.split()).lower()


def _runs(cell: str) -> bool:
    return _FORMULA.match(cell) is not None and _NUMBER.fullmatch(cell) is None
