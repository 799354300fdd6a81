"""Tables as delimited text: UTF-8, with comma, semicolon or tab, told from the header line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from headstamp.tables.cells import neutralise
from headstamp.tables.errors import TableUnreadable
from headstamp.tables.table import Record, Table, assemble

_DELIMITERS = (",", ";", "\t")
_LONGEST_CELL = (
    2**24
)  # characters; the csv module's own limit of 131,072 is less than a long witness statement
_SEP = re.compile(r'"?sep=(.)"?\s*')


def read_csv(data: bytes, name: str) -> Table:
    """Read delimited text.

    Raises:
        TableUnreadable: if it is not UTF-8, or a quoted cell does not close.
    """
    text = _decoded(data, name)
    # Excel writes the delimiter into a first line of its own.
    told = next((line for line in io.StringIO(text, newline="") if line.strip()), "")
    sep = _SEP.fullmatch(told)
    delimiter = sep[1] if sep else _delimiter(told)
    records = _records(text, name, delimiter)
    if sep:
        records = (record for record in records if not _is_sep(record, delimiter))
    return assemble(name, records)


def write_csv(header: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """Comma-separated text with formulas made harmless."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([neutralise(column) for column in header])
    writer.writerows([neutralise(row.get(column, "")) for column in header] for row in rows)
    return out.getvalue()


def _decoded(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TableUnreadable(
            "The text is not UTF-8",
            kind="encoding",
            file=name,
            line=data.count(b"\n", 0, error.start) + 1,
            do="save the table again as UTF-8 (in Excel: 'CSV UTF-8')",
        ) from None


def _delimiter(line: str) -> str:
    bare = re.sub(r'"[^"]*"', "", line)
    # The comma wins a tie, being first.
    return max(_DELIMITERS, key=bare.count)


def _records(text: str, name: str, delimiter: str) -> Iterator[Record]:
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _broken(str(error), name, line) from None
        yield line, cells


def _is_sep(record: Record, delimiter: str) -> bool:
    _, cells = record
    return _SEP.fullmatch(delimiter.join(cells)) is not None


def _broken(error: str, name: str, line: int) -> TableUnreadable:
    if "unexpected end" in error:
        return TableUnreadable(
            "The file ends inside a quoted cell",
            kind="truncated",
            file=name,
            line=line,
            do="get the whole file again, or close the quotes",
        )
    return TableUnreadable(
        "The quotes do not match",
        file=name,
        line=line,
        do='write a quotation mark inside a quoted cell twice ("")',
    )
