"""A table of links with the files beside it, in whatever columns its author made: CSV, XLSX or JSON.

Every row becomes its files, or a file that is missing; every column that is for nothing known is kept as a
fact under its own name. Nothing is downloaded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from headstamp.exchange.auto_archiver_sheet import addresses
from headstamp.exchange.columns import Columns, find_columns, links
from headstamp.exchange.contents import Contents
from headstamp.exchange.gathering import Account, Gathering, claims
from headstamp.exchange.reading import Reading
from headstamp.exchange.sheet import own_cells, read_sheet, rejected_rows
from headstamp.tables import Row, Table
from headstamp.values import Refused

NAME = "links"
_SEPARATORS = ("\n", ";", "|", ",")


def read_link_sheet(
    table_file: Path, contents: Contents, columns: Mapping[str, Sequence[str]] | None = None
) -> Reading:
    """Read a table of links.

    Args:
        columns: which columns hold what, where their names do not say it (`columns.ROLES`).

    Raises:
        Refused: the table has neither links nor files, or `columns` names a role that there is not.
        NotFound, ExportUnreadable, TableUnreadable: the table cannot be read, or lacks a column named.
    """
    table = read_sheet(table_file)
    roles = columns_of(table, contents, columns)
    if not roles.of("url") and not roles.of("file"):
        raise Refused(
            f"No column of {table.name} holds links or names of files",
            do="say which does, by url or file",
        )
    gathering = Gathering(NAME, contents)
    count = gathering.own(table_file)
    rejected_rows(table, count)
    for role in ("url", "file", "date", "who", "note", "hash"):
        if roles.of(role):
            count.remark(None, f"Taken for {role}: {', '.join(roles.of(role))}.")
    for row in table.rows:
        count.close(row.line, _row(gathering, count.file, row, roles))
    return gathering.done()


def columns_of(table: Table, contents: Contents, told: Mapping[str, Sequence[str]] | None = None) -> Columns:
    """What the columns of a table of links are for."""
    return find_columns(table, lambda cell: contents.match(cell).file is not None, told)


def _row(gathering: Gathering, file: str, row: Row, roles: Columns) -> list[str]:
    doubts: list[str] = []
    cells = own_cells(row.cells)
    found = [one for column in roles.of("url") for one in _links(cells.get(column, ""))]
    claimed = claims({_hash_name(one): cells.get(one, "") for one in roles.of("hash")}, doubts)
    account = Account(
        source=found[0] if found else "",
        collected=_first(cells, roles.of("date")),
        collected_by=_first(cells, roles.of("who")),
        how="table of links",
        note="; ".join(cells[one] for one in roles.of("note") if one in cells),
        facts=cells,
    )
    named = [cells[one] for one in roles.of("file") if one in cells]
    told = [name for cell in named for name in _names(gathering.contents, cell)]
    if len(told) > 1 and claimed:
        doubts.append("The row tells one hash and several files; whose it is remains open.")
        account = replace(account, facts=cells | {"import.hash": "of one of several files"})
        claimed = {}
    for name in told:
        gathering.take([name], replace(account, claimed=claimed), file, row.line)
    if not told and (found or claimed):
        # Only a hash can still say which file it is.
        named_so = replace(account, name=_last(account.source), claimed=claimed)
        gathering.take([], named_so, file, row.line, "The row names no file.")
    elif not told:
        gathering.tell("row", f"{file}, line {row.line}", cells)
        doubts.append("The row holds neither a link nor the name of a file.")
    return doubts


def _links(cell: str) -> list[str]:
    if cell.startswith("="):
        return addresses(cell)
    return links(cell) or ([cell] if cell else [])


def _first(cells: Mapping[str, str], columns: Sequence[str]) -> str:
    return next((cells[one] for one in columns if one in cells), "")


def _last(url: str) -> str:
    return re.sub(r"[?#].*", "", url).rstrip("/").rpartition("/")[2]


def _hash_name(column: str) -> str:
    """The algorithm that a column's name tells: 'file_hash_sha256' is 'sha256'."""
    told = re.search(r"(sha3?[-_]?(?:1|256|384|512)|md5|blake3)", column)
    if told is None:
        return column
    plain = told[1].replace("_", "").replace("-", "")
    return plain.replace("sha3", "sha3-") if plain.startswith("sha3") and plain != "sha384" else plain


def _names(contents: Contents, cell: str) -> list[str]:
    """The names in a cell: all of it where that is a file, else its parts."""
    if contents.match(cell).file is not None:
        return [cell]
    for separator in _SEPARATORS:
        parts = [part.strip() for part in cell.split(separator) if part.strip()]
        if len(parts) > 1 and (separator != "," or any(contents.match(part).file for part in parts)):
            return parts
    return [cell]
