"""Tables of other tools: read by `headstamp.tables`, with two things forgiven that strangers' tables do.

Two columns may share a name, and the second is then called 'name (2)'; and a negative number may carry the
apostrophe by which its tool keeps spreadsheets from running formulas.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from headstamp.exchange.ledger import Count
from headstamp.exchange.opening import file_bytes
from headstamp.tables import Rejection, Table, TableUnreadable, read_table
from headstamp.tables.cells import header_name
from headstamp.tables.csv_form import read_csv
from headstamp.tables.table import assemble
from headstamp.tables.xlsx_form import sheets
from headstamp.values import NotFound

LARGEST_TABLE = 2**28
"""Bytes."""
_SEP = re.compile(r'"?sep=(.)"?\s*')
_GUARDED_NUMBER = re.compile(r"'[+-][0-9.]+(?:[eE][+-]?[0-9]+)?")


def read_sheet(path: Path) -> Table:
    """Read a stranger's table.

    Raises:
        NotFound: there is no such file.
        ExportUnreadable: it is no ordinary file, or too large.
        TableUnreadable: it cannot be read as a table.
    """
    if not path.exists():
        raise NotFound("There is no such file", file=str(path), do="check the name")
    data = file_bytes(path, LARGEST_TABLE)
    try:
        return read_table(path)
    except TableUnreadable as error:
        if error.kind != "header" or not error.columns:
            raise
        return _renamed(data, str(path))


def own_cells(cells: Mapping[str, str]) -> dict[str, str]:
    """Filled cells, negative numbers without the apostrophe that guards formulas."""
    return {
        name: cell[1:] if _GUARDED_NUMBER.fullmatch(cell) else cell for name, cell in cells.items() if cell
    }


def rejected_rows(table: Table, count: Count) -> None:
    """Enter into a ledger what the reader of tables could not use."""
    for one in table.rejected:
        if one.line is None:
            count.remark(None, one.why)
        else:
            count.reject(one.line, one.why)


def unlike(header: Sequence[str]) -> list[str]:
    """A header in which every name is another.

    >>> unlike(["Date", "note", "date"])
    ['Date', 'note', 'date (2)']
    """
    taken = {header_name(one) for one in header}
    met: Counter[str] = Counter()
    made: list[str] = []
    for one in header:
        name, free = header_name(one), one
        met[name] += 1
        if name and met[name] > 1:
            while header_name(f"{one} ({met[name]})") in taken:
                met[name] += 1
            free = f"{one} ({met[name]})"
            taken.add(header_name(free))
        made.append(free)
    return made


def _renamed(data: bytes, name: str) -> Table:
    """The table with an unlike header; JSON never comes here, since it refuses a repeated key by row."""
    if not data.startswith(b"PK"):
        return read_csv(_with_unlike_header(data.decode("utf-8-sig")).encode(), name)
    filled = [(title, records) for title, records in sheets(data, name) if records]
    (line, header), *rest = filled[0][1]
    table = assemble(name, [(line, unlike(header)), *rest])
    others = ", ".join(title for title, _ in filled[1:])
    why = f"Only the worksheet '{filled[0][0]}' was read, not {others}; save each as a file of its own."
    return replace(table, rejected=(*table.rejected, Rejection(None, None, why))) if others else table


def _with_unlike_header(text: str) -> str:
    """CSV text with its first row rewritten; every other row stays on its line."""
    lines = list(io.StringIO(text, newline=""))
    first = next(at for at, line in enumerate(lines) if line.strip() and not _SEP.fullmatch(line))
    bare = re.sub(r'"[^"]*"', "", lines[first])
    told = next((found[1] for line in lines[:first] if (found := _SEP.fullmatch(line))), None)
    delimiter = told or max((",", ";", "\t"), key=bare.count)
    reader = csv.reader(lines[first:], delimiter=delimiter)
    header = next(reader)
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerow(unlike(header))
    end = first + reader.line_num
    made = "".join(lines[:first]) + out.getvalue()
    # Blank rows are passed over, so they can make up for lines that are gone.
    gone = end - first - out.getvalue().count("\n")
    return made + "\n" * gone + "".join(lines[end:])
