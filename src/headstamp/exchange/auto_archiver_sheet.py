"""The spreadsheet by which many teams run auto-archiver: one link a row, and columns that the tool fills.

Teams rename the columns; whoever reads such a sheet says which is which. Cells of the tool are cut at 49,999
characters, show pictures by formula, and hold several addresses of one file, one to a line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from headstamp.exchange.auto_archiver_media import NAME, NOT_MADE, ZONE_DOUBT, outcome, pdq_hashes
from headstamp.exchange.contents import Contents
from headstamp.exchange.gathering import Account, Gathering, claims
from headstamp.exchange.reading import Reading
from headstamp.exchange.sheet import own_cells, read_sheet, rejected_rows
from headstamp.tables import Row
from headstamp.tables.cells import header_name
from headstamp.values import Refused

SHEET = "auto-archiver-sheet"
ROLES: dict[str, str] = {
    "url": "link",
    "status": "archive_status",
    "folder": "destination_folder",
    "archive": "archive_location",
    "date": "archive_date",
    "thumbnail": "thumbnail",
    "timestamp": "upload_timestamp",
    "title": "upload_title",
    "text": "text_content",
    "screenshot": "screenshot",
    "hash": "hash",
    "pdq_hash": "perceptual_hashes",
    "wacz": "wacz",
    "replaywebpage": "replaywebpage",
}
"""What the tool calls a column in its settings, and the column's name where nobody renamed it."""
# The tool cuts at 49,999; blanks at the end of a cut cell are stripped when the table is read.
_CUT = 49_900
_FORMULA = re.compile(r'=\s*(?:_xlfn\.)?(?:IMAGE|HYPERLINK)\s*\(\s*"((?:[^"]|"")*)"', re.IGNORECASE)
_FILES = ("archive", "screenshot", "thumbnail", "wacz")


def read_auto_archiver_sheet(
    table_file: Path, contents: Contents, columns: Mapping[str, str] | None = None
) -> Reading:
    """Read a spreadsheet filled by auto-archiver, saved as CSV or XLSX.

    Args:
        columns: what columns are called, by what the tool calls them in its settings (`ROLES`).

    Raises:
        Refused: there is no column of links, or `columns` names a role or column that there is not.
        NotFound, ExportUnreadable, TableUnreadable: the table cannot be read.
    """
    table = read_sheet(table_file)
    named = ROLES | {role: header_name(column) for role, column in (columns or {}).items()}
    odd = [role for role in named if role not in ROLES]
    odd += [role for role in columns or {} if role in ROLES and named[role] not in table.header]
    if odd or named["url"] not in table.header:
        wrong = ", ".join(odd) or "url"
        raise Refused(
            f"The sheet {table.name} has no column for {wrong}",
            do=f"say which column is which, by {', '.join(ROLES)}",
        )
    gathering = Gathering(SHEET, contents)
    count = gathering.own(table_file)
    rejected_rows(table, count)
    for row in table.rows:
        cells = own_cells(row.cells)
        told = {role: cells[column] for role, column in named.items() if column in cells}
        count.close(row.line, _row(gathering, count.file, row, cells, told, named))
    return gathering.done()


def addresses(cell: str) -> list[str]:
    """The addresses in a cell: one to a line, or inside a formula that shows a picture or a link.

    >>> addresses('=IMAGE("https://x.org/a.jpg")')
    ['https://x.org/a.jpg']
    """
    shown = _FORMULA.match(cell)
    lines = [shown[1].replace('""', '"')] if shown else cell.splitlines()
    return [line.strip() for line in lines if line.strip()]


def _row(
    gathering: Gathering,
    file: str,
    row: Row,
    cells: Mapping[str, str],
    told: Mapping[str, str],
    named: Mapping[str, str],
) -> list[str]:
    facts = dict(cells) | {"import.outcome": outcome(told.get("status", ""))}
    long = [column for column, cell in cells.items() if len(cell) >= _CUT]
    doubts = [
        f"{column}: the cell is as long as the tool ever writes; its end may be cut." for column in long
    ]
    facts |= {f"doubt.{column}": "may be cut at 49,999 characters" for column in long}
    if "timestamp" in told:
        facts[f"doubt.{named['timestamp']}"] = ZONE_DOUBT
    if "pdq_hash" in told:
        facts["import.pdq"] = pdq_hashes(told["pdq_hash"].split(","))
    links = addresses(told.get("url", ""))
    account = Account(
        source=links[0] if links else "",
        collected=told.get("date", ""),
        how=NAME,
        note=told.get("title", ""),
        facts=facts,
    )
    hashed = told.get("hash", "")
    claimed = {} if hashed in NOT_MADE else claims({"hash": hashed}, doubts)
    count = 0
    for role in _FILES:
        places = addresses(told.get(role, ""))
        if places:
            about = {"import.relation": "" if role == "archive" else role, **facts}
            # The tool writes the hash of the file that stands under 'archive location'.
            kept = replace(account, facts=about, claimed=claimed if role == "archive" else {})
            gathering.take(places, kept, file, row.line)
            count += 1
    if not count:
        _without_file(gathering, file, row, account, told)
    return doubts


def _without_file(
    gathering: Gathering, file: str, row: Row, account: Account, told: Mapping[str, str]
) -> None:
    key = account.source or f"{file}, line {row.line}"
    gathering.tell("post" if account.source else "row", key, account.facts)
    came = account.facts["import.outcome"]
    if account.source and came in ("nothing archived", "failed"):
        gathering.not_found(account.source, NAME, account.collected, came, told["status"])


def looks_like_sheet(header: Sequence[str]) -> bool:
    """Whether a table has the columns that the tool fills: links, their status and three others."""
    known = set(header) & set(ROLES.values())
    return {ROLES["url"], ROLES["status"]} <= known and len(known) >= 4
