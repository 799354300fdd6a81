"""The one way into and out of table files; everything that reads or writes a table comes through here."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TextIO

from headstamp.tables.csv_form import read_csv, write_csv
from headstamp.tables.errors import TableUnreadable
from headstamp.tables.json_form import read_json, write_json
from headstamp.tables.sniffing import sniff
from headstamp.tables.table import Table
from headstamp.tables.xlsx_form import read_xlsx, write_xlsx
from headstamp.values import NotFound, Refused

FORMS = ("csv", "xlsx", "json")


def read_table(path: str | Path) -> Table:
    """Read a CSV, TSV, XLSX or JSON table: by its content first, then by its suffix.

    Text is UTF-8 with or without byte order mark; header names are lowered and their blanks become
    underscores; cells are stripped and formulas that `write_table` made harmless restored; blank rows are
    passed over.

    Raises:
        NotFound: if there is no such file.
        TableUnreadable: if it cannot be read as a table; the subclasses say what it is instead.
    """
    path = Path(path)
    data = _bytes(path)
    name = str(path)
    sniff(data, name)
    if data.startswith(b"PK"):
        return read_xlsx(data, name)
    return read_json(data, name) if _is_json(data, path) else read_csv(data, name)


def write_table(
    target: str | Path | TextIO, header: Sequence[str], rows: Iterable[Mapping[str, str]], form: str
) -> None:
    """Write a table; `read_table` reads the same rows back.

    A file is written aside and then put in place, so that a crash leaves either the old file or the new one.

    Args:
        target: a path, or a text stream (CSV and JSON only).
        header: the columns, in order.
        rows: cells by column name; a missing cell is empty.
        form: 'csv', 'xlsx' or 'json'. Formulas are made harmless in CSV and XLSX.

    Raises:
        Refused: for another form, a workbook on a text stream, a row with a column that the header lacks, or
        a
            place that cannot be written to.
    """
    if form not in FORMS:
        raise Refused(f"There is no table form '{form}'", do=f"choose one of {', '.join(FORMS)}")
    known = _checked(frozenset(header), rows)
    if isinstance(target, str | Path):
        path = Path(target)
        _put(path, _rendered(path.stem, header, known, form))
    elif form == "xlsx":
        raise Refused("A workbook cannot be written to a text stream", do="name a file that ends in .xlsx")
    else:
        target.write(_text(header, known, form))


def _is_json(data: bytes, path: Path) -> bool:
    if path.suffix.casefold() == ".json":
        return True
    beginning = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:64]
    return beginning.startswith((b"[", b"{")) and beginning[1:].lstrip()[:1] in (b"{", b'"', b"]")


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise NotFound("There is no such file", file=str(path), do="check the name") from None
    except (OSError, ValueError) as error:
        raise TableUnreadable(
            f"The file cannot be opened ({_reason(error)})",
            file=str(path),
            do="check that it is a readable file",
        ) from None


def _checked(header: frozenset[str], rows: Iterable[Mapping[str, str]]) -> Iterator[Mapping[str, str]]:
    for row in rows:
        if not row.keys() <= header:
            odd = ", ".join(sorted(row.keys() - header))
            raise Refused(f"A row has the column {odd}, which the header lacks", do="add it to the header")
        yield row


def _text(header: Sequence[str], rows: Iterable[Mapping[str, str]], form: str) -> str:
    return write_csv(header, rows) if form == "csv" else write_json(header, rows)


def _rendered(name: str, header: Sequence[str], rows: Iterable[Mapping[str, str]], form: str) -> bytes:
    return write_xlsx(name, header, rows) if form == "xlsx" else _text(header, rows, form).encode()


def _put(path: Path, data: bytes) -> None:
    aside = path.with_name(f"{path.name}.part")
    try:
        with aside.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        aside.replace(path)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise Refused(
            f"The file cannot be written ({_reason(error)})", file=str(path), do="choose another place"
        ) from None


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
