"""Tables whose last column is a legal reason, which no narrow terminal may cut."""

from __future__ import annotations

from collections.abc import Sequence

from headstamp.cli.columns import print_table, room
from headstamp.cli.output import say

_GAP = "  "


def print_reasons(
    header: Sequence[str], rows: Sequence[Sequence[str]], *, whole: Sequence[int] = (), indent: int = 0
) -> None:
    """A table with the reason whole: beside its row where there is room, else below it, broken at blanks.

    Args:
        whole: columns that are never cut in a table.
        indent: blanks before each line.
    """
    space = room()
    widths = [max(len(row[index]) for row in (header, *rows)) for index in range(len(header))]
    if space is None or indent + sum(widths) + len(_GAP) * (len(widths) - 1) <= space:
        print_table(header, rows, whole=whole, indent=indent, remarks=True)
        return
    for row in rows:
        say(_GAP.join(cell for cell in row[:-1] if cell), indent=indent, hanging=len(_GAP))
        if row[-1]:
            say(row[-1], indent=indent + len(_GAP))
