"""Lines of delimited text: encoding, header, and cells that hold together, whatever became of the file.

A stray quote may not swallow the rows after it: a line whose quotes do not close is joined with the next ones
only as far as a broken cell goes, and otherwise rejected alone. What the cells mean is left to each format.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from headstamp.records.sources.form import RecordsUnreadable, Reject, short

# A cell that goes on for more lines than this is no cell but a quote that was never closed.
_MOST_JOINED = 20


@dataclass(frozen=True, slots=True)
class Line:
    """A row: the line where it begins, from 1, its cells, and its text as it stands in the file."""

    number: int
    cells: tuple[str, ...]
    raw: str


def decoded(data: bytes) -> str:
    """Text in UTF-8 or, where it is not that, in Latin-1, which names never form in UTF-8 by accident."""
    if data.startswith(codecs.BOM_UTF8):
        return data.decode("utf-8-sig", errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def text_lines(data: bytes) -> list[str]:
    """The lines of a file, whichever signs end them; a carriage return may still end each."""
    text = decoded(data)
    return text.split("\n") if "\n" in text else text.split("\r")


def cells_of(line: str, delimiter: str) -> list[str]:
    """The cells of one line, quotes taken away."""
    return next(csv.reader([line], delimiter=delimiter), [])


def head_line(head: bytes) -> str:
    """The first line that is not blank, for telling formats apart."""
    for line in decoded(head).lstrip("\ufeff").splitlines():
        if line.strip():
            return line.strip()
    return ""


def header_at(lines: Sequence[str], wanted: Sequence[str], delimiter: str, name: str, title: str) -> int:
    """Index of the header, among the first lines.

    Args:
        wanted: the columns, in order.
        name: of the file.
        title: of the format.

    Raises:
        RecordsUnreadable: there is none like it; names the column that is missing.
    """
    plain = [_plain(one) for one in wanted]
    for index, line in enumerate(lines[:20]):
        found = [_plain(one) for one in cells_of(line.rstrip("\r"), delimiter)]
        if found == plain:
            return index
        if len(set(found) & set(plain)) * 2 > len(plain):
            missing = [one for one, key in zip(wanted, plain, strict=True) if key not in found]
            what = f"the column '{missing[0]}' is missing" if missing else "the columns are in another order"
            raise RecordsUnreadable(
                f"{name}, line {index + 1}: {what} for a file of {title}",
                file=name,
                line=index + 1,
                column=missing[0] if missing else None,
                do="download the file again and add it unchanged",
            )
    raise RecordsUnreadable(
        f"{name} has no header of {title}", file=name, do="download the file again and add it unchanged"
    )


def _plain(name: str) -> str:
    return "".join(name.replace('"', "").split()).casefold()


def rows_after(
    lines: Sequence[str], first: int, width: int, delimiter: str = ",", spare: str = ""
) -> Iterator[tuple[Line | Reject, int]]:
    """Rows of so many cells or rejects, each with how many lines were joined to its first.

    Args:
        lines: of the whole file.
        first: index of the first line after the header.
        width: how many cells a row has.
        spare: signs that a program which saved the file again has put behind every line.
    """
    index = first
    while index < len(lines):
        text = _trimmed(lines[index], spare)
        if not text.strip():
            index += 1
            continue
        joined = 0 if text.count('"') % 2 == 0 else _joined(lines, index, spare)
        text = "\n".join(_trimmed(one, spare) for one in lines[index : index + joined + 1])
        yield _row(index + 1, text, width, delimiter), _not_blank(lines, index + 1, index + joined + 1)
        index += joined + 1


def _trimmed(line: str, spare: str) -> str:
    return line.rstrip("\r" + spare) if spare else line.rstrip("\r")


def _joined(lines: Sequence[str], index: int, spare: str) -> int:
    """How many of the lines after this one its open quote takes in; none where it never closes."""
    for more in range(1, min(_MOST_JOINED, len(lines) - 1 - index) + 1):
        if lines[index + more].count('"') % 2:
            return more
    return 0


def _not_blank(lines: Sequence[str], first: int, end: int) -> int:
    return sum(1 for line in lines[first:end] if line.strip())


def _row(number: int, text: str, width: int, delimiter: str) -> Line | Reject:
    try:
        cells = cells_of(text, delimiter) if '"' in text else text.split(delimiter)
    except csv.Error as error:
        return Reject(number, None, f"the row cannot be taken apart ({short(str(error))})", text)
    if len(cells) != width:
        return Reject(number, None, f"{len(cells)} cells where the header has {width}", text)
    return Line(number, tuple(cells), text)


def data_lines(lines: Sequence[str], first: int, spare: str = "") -> int:
    """How many lines after the header are not blank."""
    return sum(1 for line in lines[first:] if _trimmed(line, spare).strip())
