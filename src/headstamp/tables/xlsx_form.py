"""Tables as XLSX workbooks: text out of any cell type, and typed, harmless cells in.

Formulas are never evaluated: their text is what a reader gets. Dates become ISO text, truth values yes and
no.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from headstamp.tables.cells import neutralise
from headstamp.tables.errors import TableUnreadable, ZipArchive
from headstamp.tables.table import Record, Rejection, Table, assemble
from headstamp.values import Refused

_LONGEST_CELL = 32_767  # characters, the limit of the format
_LARGEST_UNPACKED = 2**29  # bytes; a table of this size would not be typed by people
# Characters that XML cannot hold are written _x000D_ (ECMA-376 part 1, 22.9.2.19), and so is text of that
# look.
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile(r"_x(?![dD][89a-fA-F])([0-9A-Fa-f]{4})_")
_WHOLE = re.compile(r"-?[0-9]{1,15}")
_FRACTION = re.compile(r"-?[0-9]{1,9}\.[0-9]{1,6}")


def read_xlsx(data: bytes, name: str) -> Table:
    """Read the first worksheet that holds anything; further ones are reported as not read.

    Raises:
        ZipArchive: if the workbook is broken or unpacks to an unreasonable size.
    """
    filled = [(title, records) for title, records in sheets(data, name) if records]
    if not filled:
        return assemble(name, [])
    table = assemble(name, filled[0][1])
    unread = [title for title, _ in filled[1:]]
    if not unread:
        return table
    others = ", ".join(unread)
    why = f"Only the worksheet '{filled[0][0]}' was read, not {others}; save each as a file of its own."
    return replace(table, rejected=(*table.rejected, Rejection(None, None, why)))


def write_xlsx(name: str, header: Sequence[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    """A workbook with one worksheet; numbers become number cells where that loses nothing, all else text.

    Raises:
        Refused: if a cell is longer than the format allows.
    """
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    # All cells first: a refusal must not leave a half-written worksheet behind.
    lines = [[_typed(column, column) for column in header]]
    lines += [[_typed(column, row.get(column, "")) for column in header] for row in rows]
    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\']", " ", name)[:31].strip() or "table")

    def cell(value: int | float | str | None) -> object:
        made = WriteOnlyCell(sheet, value=value)
        if isinstance(value, str):
            made.data_type = "s"  # openpyxl would take '#N/A' for an error value
        return made

    for line in lines:
        sheet.append([cell(value) for value in line])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sheets(data: bytes, name: str) -> list[tuple[str, list[Record]]]:
    """The worksheets of a workbook with their rows, whatever stands in the first one.

    Raises:
        ZipArchive: if the workbook is broken or unpacks to an unreasonable size.
    """
    from openpyxl import load_workbook

    try:
        _check_size(data, name)
        with warnings.catch_warnings():
            # openpyxl warns about styles and extensions that a table does not need.
            warnings.simplefilter("ignore")
            # Only a workbook read whole tells which cells are merged; people merge cells, programs do not.
            merged = b"mergeCell " in _worksheets(data)
            book = load_workbook(io.BytesIO(data), read_only=not merged, data_only=False, keep_links=False)
            if merged:
                for sheet in book.worksheets:
                    _unmerge(sheet)
            return [(sheet.title, list(_records(sheet))) for sheet in book.worksheets]
    except TableUnreadable:
        raise
    except Exception as error:
        # openpyxl raises whatever its parts do on a damaged workbook: KeyError, ValueError, ParseError and
        # more.
        raise ZipArchive(
            f"The workbook is damaged ({type(error).__name__})",
            file=name,
            do="open it in a spreadsheet and save again",
        ) from error


def _worksheets(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return b"".join(archive.read(part) for part in archive.namelist() if "worksheets/" in part)


def _unmerge(sheet: Any) -> None:
    """Give every cell of a merged block in one column the block's text: that is what it says to a reader."""
    for block in list(sheet.merged_cells.ranges):
        value = sheet.cell(block.min_row, block.min_col).value
        sheet.unmerge_cells(str(block))
        if block.min_col == block.max_col:
            for row in range(block.min_row, block.max_row + 1):
                sheet.cell(row, block.min_col).value = value


def _check_size(data: bytes, name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        unpacked = sum(part.file_size for part in archive.infolist())
    if unpacked > _LARGEST_UNPACKED:
        raise ZipArchive(
            f"The workbook unpacks to {unpacked // 2**20} MB", file=name, do="save the table alone as CSV"
        )


def _records(sheet: Any) -> Iterator[Record]:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

    if isinstance(sheet, ReadOnlyWorksheet):
        sheet.reset_dimensions()
    for line, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        cells = [_text(value) for value in values]
        if any(cell.strip() for cell in cells):
            yield line, cells


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case str():
            return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)
        case bool():
            return "yes" if value else "no"
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
        case datetime():
            return (
                value.date().isoformat() if value.time() == time.min else value.isoformat(timespec="seconds")
            )
        case date() | time():
            return value.isoformat()
        case _:
            return str(getattr(value, "text", value))


def _typed(column: str, text: str) -> int | float | str | None:
    if not text:
        return None
    number = _as_number(text)
    return _escaped(column, neutralise(text)) if number is None else number


def _as_number(text: str) -> int | float | None:
    number = int(text) if _WHOLE.fullmatch(text) else float(text) if _FRACTION.fullmatch(text) else None
    return number if number is not None and _text(number) == text else None


def _escaped(column: str, text: str) -> str:
    safe = _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    if len(safe) > _LONGEST_CELL:
        raise Refused(
            f"A cell holds {len(safe)} characters, more than the {_LONGEST_CELL} of an XLSX cell",
            column=column,
            do="export the table as CSV or JSON",
        )
    return safe
