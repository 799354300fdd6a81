"""Lines of a customs file of any size: one pass tells whether its text can be trusted, others read blocks.

A cell of such a file never holds a line break, so that a line is a row: a stray quote spoils its own line and
no other. Nothing here keeps more of the file in memory than one block.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from headstamp.records.sources.delimited import cells_of, decoded, head_line, header_at
from headstamp.records.sources.form import RecordsUnreadable

HEAD = 64 * 1024
DELIMITERS = (",", ";", "\t")
LONGEST = 1024 * 1024
"""A line of more bytes than this is no row."""
_FAR_TOO_LONG = 64 * LONGEST
# Blocks that fit the caches of a processor are searched at half the cost of greater ones; but each block read
# for its text should make a batch of rows.
_SURVEYED = 1024 * 1024
_READ = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Text:
    """A file of lines and how to read it.

    Attributes:
        utf8: whether all of it is UTF-8; otherwise it is read as Windows-1252.
        plain: whether nothing in it could mislead a reader of well-formed CSV but broken rows.
        lines: how many, blank ones and the header included.
        header: index of the header.
        closed: whether the last line is ended.
    """

    path: Path
    delimiter: str
    utf8: bool
    plain: bool
    lines: int
    header: int
    closed: bool

    def blocks(self) -> Iterator[bytes]:
        """The text in UTF-8, whole lines at a time, each ended by a line feed, without a byte order mark."""
        first = True
        for piece in _pieces(self.path, _READ, self.path.name):
            block = piece.removeprefix(codecs.BOM_UTF8) if first else piece
            first = False
            if b"\r" in block:
                block = block.replace(b"\r\n", b"\n")
            if not self.utf8:
                block = _from_windows(block)
            yield block if block.endswith(b"\n") else block + b"\n"


def delimiter_of(head: bytes) -> str:
    """The sign between the cells of the first line."""
    line = head_line(head)
    return max(DELIMITERS, key=lambda sign: len(cells_of(line, sign)))


def survey(path: Path, columns: tuple[str, ...], name: str, title: str) -> Text:
    """Read a file once and say how it is to be read.

    Args:
        columns: of its header.
        name: what to call it in messages.
        title: of the format.

    Raises:
        RecordsUnreadable: it has no such header, or a line that is no row of anything.
    """
    with path.open("rb") as opened:
        head = opened.read(HEAD)
    delimiter = delimiter_of(head)
    top = decoded(head).lstrip("\ufeff").split("\n")
    header = header_at([line.rstrip("\r") for line in top], columns, delimiter, name, title)
    lines = returns = pairs = 0
    utf8 = True
    nul = False
    last = b""
    for piece in _pieces(path, _SURVEYED, name):
        lines += int(np.count_nonzero(np.frombuffer(piece, np.uint8) == 10))
        nul = nul or b"\0" in piece
        utf8 = utf8 and (piece.isascii() or _is_utf8(piece))
        if b"\r" in piece:
            returns += piece.count(b"\r")
            pairs += piece.count(b"\r\n")
        last = piece[-1:]
    closed = last == b"\n"
    total = lines if closed else lines + 1
    plain = utf8 and not nul and header == 0 and returns == pairs
    plain = plain and pairs in (0, lines)
    return Text(path, delimiter, utf8, plain, total, header, closed)


class Wellformed:
    """Tells rows of so many well-formed cells from everything else, and says what is wrong with the rest."""

    def __init__(self, width: int, delimiter: str) -> None:
        sign = re.escape(delimiter)
        # DuckDB lets blanks stand before an opening quote; here its first sign decides.
        cell = rf'(?:"(?:[^"\r\0]|"")*"| *[^" {sign}\r\0][^{sign}\r\0]*| +)?'
        self._row = re.compile(rf"{cell}(?:{sign}{cell}){{{width - 1}}}".encode())
        self._width, self._delimiter, self._sign = width, delimiter, delimiter.encode()

    def fault(self, line: bytes) -> str | None:
        """Why the line is no row, or None for a row."""
        if len(line) > LONGEST:
            return "the row is longer than a megabyte"
        if self._is_simple(line) or self._row.fullmatch(line) is not None:
            return None
        if b"\0" in line:
            return "the row holds NUL bytes"
        if b"\r" in line:
            return "the row is broken by a carriage return"
        return self._of_cells(line.decode(errors="replace"))

    def _is_simple(self, line: bytes) -> bool:
        """Whether the line is a row of at most one quoted cell, as most are, told without the pattern."""
        if b"\r" in line or b"\0" in line:
            return False
        start, end = line.find(b'"'), line.rfind(b'"')
        if start < 0:
            return line.count(self._sign) == self._width - 1
        if start == end or line.find(b'"', start + 1) != end:
            return False
        outside = line[:start] + line[end + 1 :]
        whole = line[max(start - 1, 0) : start] in (b"", self._sign) and line[end + 1 : end + 2] in (
            b"",
            self._sign,
        )
        return whole and outside.count(self._sign) == self._width - 1

    def _of_cells(self, line: str) -> str:
        try:
            cells = next(csv.reader([line], delimiter=self._delimiter, strict=True), [])
        except csv.Error:
            return "the quotes of the row do not close"
        if len(cells) != self._width:
            return f"{len(cells)} cells where the header has {self._width}"
        return "the quotes of the row do not close"


def _pieces(path: Path, size: int, name: str) -> Iterator[bytes]:
    """The bytes of a file, whole lines at a time.

    Raises:
        RecordsUnreadable: a line is longer than any row can be.
    """
    with path.open("rb") as opened:
        while piece := opened.read(size):
            rest = b"" if piece.endswith(b"\n") else opened.readline(_FAR_TOO_LONG)
            if len(rest) == _FAR_TOO_LONG:
                raise RecordsUnreadable(
                    f"{name} holds a line of more than {_FAR_TOO_LONG // 2**20} million bytes",
                    file=name,
                    do="download the file again and add it unchanged",
                )
            yield piece + rest if rest else piece


def _is_utf8(block: bytes) -> bool:
    if len(block) >= 2**31:
        return False
    offsets = pa.array([0, len(block)], pa.int32()).buffers()[1]
    try:
        pa.StringArray.from_buffers(1, offsets, pa.py_buffer(block)).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _from_windows(block: bytes) -> bytes:
    """Windows-1252 as UTF-8; bytes that it does not know are taken as Latin-1, so that none is lost."""
    try:
        text = block.decode("cp1252")
    except UnicodeDecodeError:
        text = block.decode("latin-1")
    return text.encode()
