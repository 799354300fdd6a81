"""National reports typed into the table of transfers, added to the library instead of to one case.

The columns are those of `headstamp.records.manual.TRANSFERS`. The register is then the person's own file: its
source is 'transfers-table' in every row, and the source that a row names goes among those it derives from, so
that a chain of evidence still leads to the report. A row that the table's own check turns away is a reject.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

import pyarrow as pa

from headstamp.records.manual import TRANSFERS, CaseTransfer, rows_of
from headstamp.records.sources.delimited import Line, ends_within_a_row
from headstamp.records.sources.form import Coverage, Form, Known, Parsed, RecordsUnreadable, Reject
from headstamp.records.sources.named_columns import first_columns, named_table
from headstamp.records.sources.table import Taken, Unfit, keep
from headstamp.records.transfer import transfer_id
from headstamp.records.transfer_schema import TRANSFER_SCHEMA
from headstamp.tables import CheckedRow, Row, Table, TableUnreadable, restore

SOURCE = "transfers-table"
TITLE = "table of transfers, typed from reports"
_REQUIRED = (("supplier",), ("recipient",), ("stage",))


def recognises(head: bytes) -> bool:
    """Whether the first line names the columns that every such table has."""
    return {one[0] for one in _REQUIRED} <= first_columns(head)


def _parse(data: bytes, name: str, known: Known) -> Parsed:
    """Read a table of transfers.

    Raises:
        RecordsUnreadable: two columns bear one name.
    """
    table = named_table(data, name, TITLE, _REQUIRED)
    header = tuple("_".join(restore(one.strip()).split()).lower() for one in table.names)
    if twice := next((one for one in header if one and header.count(one) > 1), None):
        raise RecordsUnreadable(
            f"{name}: two columns are called '{twice}'", file=name, column=twice, do="remove one of them"
        )
    lines: dict[int, Line] = {}
    taken = keep(table.lines(), lambda line: lines.update({line.number: _storable(line)}))
    good, rejected = _checked(header, list(lines.values()), name, known)
    turned_away = [Reject(line, column, why, lines[line].raw) for line, column, why in rejected]
    # What is neither kept nor turned away is the same row once more.
    same = taken.kept - len(good) - len(turned_away)
    whole = Taken(
        tuple(sorted((*taken.rejected, *turned_away), key=lambda one: one.line)),
        len(good),
        taken.merged + same,
    )
    snapshot = hashlib.sha256(data).hexdigest()
    rows = _rows(good, lines, snapshot)
    covered, cut = _coverage(rows, snapshot), ends_within_a_row(table.text, whole.rejected)
    return Parsed(rows, whole.rejected, table.read, whole.kept, whole.merged, None, "", covered, cut)


def _storable(line: Line) -> Line:
    if "\0" in line.raw:
        raise Unfit(None, "the row holds signs that cannot be kept")
    return line


def _checked(
    header: Sequence[str], lines: Sequence[Line], name: str, known: Known
) -> tuple[tuple[CheckedRow, ...], list[tuple[int, str | None, str]]]:
    rows = tuple(
        Row(
            line.number,
            {
                column: restore(cell.strip()).strip()
                for column, cell in zip(header, line.cells, strict=True)
                if column
            },
        )
        for line in lines
    )
    try:
        checked = TRANSFERS.check(Table(name, tuple(filter(None, header)), rows), known)
    except TableUnreadable as error:
        raise RecordsUnreadable(
            f"{name} is no table of transfers", file=name, do="name its columns"
        ) from error
    rejected = [(one.line, one.column, one.why) for one in checked.rejected if one.line is not None]
    return checked.rows, rejected


def _rows(good: Sequence[CheckedRow], lines: dict[int, Line], snapshot: str) -> pa.Table:
    """The rows as a register's: named by the file, and resting on the sources that they name."""
    told = rows_of((CaseTransfer(one.key, one.cells) for one in good), {}).to_pylist()
    for row, one in zip(told, good, strict=True):
        named = {one.cells["source"]} if one.cells.get("source") else set()
        row["id"] = transfer_id(SOURCE, snapshot, f"{one.line}")
        row["row"] = one.line
        row["source"] = SOURCE
        row["derived_from"] = sorted({*row["derived_from"], *named})
        row["raw"] = json.dumps(lines[one.line].cells, ensure_ascii=False)
    return pa.Table.from_pylist(told, schema=TRANSFER_SCHEMA)


def _coverage(rows: pa.Table, snapshot: str) -> Coverage:
    """Each file speaks for itself: another table of other transfers of the same years silences none of it."""
    years = [year for column in ("first_year", "last_year") for year in rows[column].to_pylist() if year]
    label = (f"the table {snapshot[:12]}",)
    return Coverage(label, label, (min(years), max(years)) if years else (1900, 1900))


TRANSFERS_TABLE = Form(
    name="transfers-table",
    source=SOURCE,
    title=TITLE,
    version=1,
    recognises=recognises,
    parse=_parse,
)
