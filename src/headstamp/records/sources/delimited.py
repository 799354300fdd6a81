"""Lines of delimited text: encoding, header, and cells that hold together, whatever became of the file.

A stray quote may not swallow the rows after it: a line in which a quoted cell stays open is joined with the
next ones only where they close it and the row then has the cells it must have; else it is rejected alone. One
broken byte may not spoil the rest either: a file that is not UTF-8 throughout is decoded line by line. What
the cells mean is left to each format.
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
    """Text in UTF-8; each line that is not that in the code page of Windows, else in Latin-1."""
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return "".join(_decoded_line(line) for line in data.splitlines(keepends=True))


def _decoded_line(line: bytes) -> str:
    for encoding in ("utf-8", "cp1252"):
        try:
            return line.decode(encoding)
        except UnicodeDecodeError:
            continue
    return line.decode("latin-1")


def text_lines(data: bytes) -> list[str]:
    """The lines of a file, whichever signs end them; a carriage return may still end each.

    The last is empty where the file ends with the end of a line, as whole files do.
    """
    text = decoded(data)
    # Old Macintosh files end lines by a carriage return alone; elsewhere one within a line is a broken cell.
    only_returns = text.count("\r") > 2 * text.count("\n")
    return text.split("\r") if only_returns else text.split("\n")


def cells_of(line: str, delimiter: str) -> list[str]:
    """The cells of one line, quotes taken away; of a line that no rule takes apart, what its signs divide."""
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return line.split(delimiter)


def head_line(head: bytes) -> str:
    """The first line that is not blank, for telling formats apart."""
    for line in decoded(head).lstrip("\ufeff").splitlines():
        if line.strip():
            return line.strip()
    return ""


def delimiter_in(lines: Sequence[str], wanted: Sequence[str], usual: str) -> str:
    """The sign between the cells: the usual one, or that of a program which saved the file again.

    Args:
        wanted: the columns, in order; only a header that holds them all and no other tells another sign.
    """
    plain = [_plain(one) for one in wanted]
    for line in lines[:20]:
        for sign in (usual, ",", ";", "\t"):
            if [_plain(one) for one in cells_of(line.rstrip("\r"), sign)] == plain:
                return sign
    return usual


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
            beside = [one for one in found if one not in plain]
            what = "the columns are in another order"
            if missing or beside:
                what = (
                    f"the column '{short((missing or beside)[0])}' is {'missing' if missing else 'not known'}"
                )
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
        taken = 1
        if '"' in text:
            row, taken = _quoted(lines, index, width, delimiter, spare)
            yield row, sum(1 for line in lines[index + 1 : index + taken] if line.strip())
        elif text and not text.isspace():
            yield _fitting(index + 1, text.split(delimiter), text, width), 0
        index += taken


def _trimmed(line: str, spare: str) -> str:
    return line.rstrip("\r" + spare)


def _quoted(
    lines: Sequence[str], index: int, width: int, delimiter: str, spare: str
) -> tuple[Line | Reject, int]:
    """The row that begins with a line in which quotes stand, and how many lines it takes."""
    number, text = index + 1, _trimmed(lines[index], spare)
    try:
        cells, used = _read([text, ""], delimiter)
        if used == 1:
            return _fitting(number, cells, text, width), 1
        joined = [_trimmed(line, spare) for line in lines[index : index + 1 + _MOST_JOINED]]
        if (row := _joined(number, joined, width, delimiter)) is not None:
            return row, row.raw.count("\n") + 1
        return Reject(number, None, "a quote is opened and not closed", text), 1
    except csv.Error as error:
        return Reject(number, None, f"the row cannot be taken apart ({short(str(error))})", text), 1


def _joined(number: int, lines: Sequence[str], width: int, delimiter: str) -> Line | None:
    """The row that lines make together whose first leaves a cell open; None where they make none.

    Read strictly: what follows a closing quote must be a delimiter. So the opening quote of a later row is
    not taken for the closing one of this.
    """
    try:
        cells, used = _read(lines, delimiter, strict=True)
    except csv.Error:
        return None
    return Line(number, tuple(cells), "\n".join(lines[:used])) if len(cells) == width else None


def _read(lines: Sequence[str], delimiter: str, *, strict: bool = False) -> tuple[list[str], int]:
    """The cells of the row that these lines begin with, and how many of them it takes."""
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=delimiter, strict=strict)
    return next(reader, []), reader.line_num


def _fitting(number: int, cells: Sequence[str], text: str, width: int) -> Line | Reject:
    if len(cells) != width:
        return Reject(number, None, f"{len(cells)} cells where the header has {width}", text)
    return Line(number, tuple(cells), text)


def data_lines(lines: Sequence[str], first: int, spare: str = "") -> int:
    """How many lines after the header are not blank."""
    return sum(1 for line in lines[first:] if _trimmed(line, spare).strip())


def ends_within_a_row(lines: Sequence[str], rejected: Sequence[Reject]) -> bool:
    """Whether a file was cut: its last line does not end, and is no row that holds together."""
    return bool(lines[-1].strip() and rejected and rejected[-1].line == len(lines))
