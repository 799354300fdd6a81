"""Which tool made an export, told by what is in it and not by its name.

A ZIP is only listed here. It is unpacked by the sandbox, and its members are handed over as `Contents`.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from headstamp.exchange import auto_archiver, auto_archiver_sheet, link_sheets
from headstamp.exchange.atlos import CSV, EXPORT
from headstamp.exchange.auto_archiver_media import NAME as AUTO_ARCHIVER
from headstamp.exchange.contents import Contents
from headstamp.exchange.errors import ExportUnreadable, FormatUnclear
from headstamp.exchange.facts import LARGEST_JSON, as_list, as_object, parse_json
from headstamp.exchange.opening import file_bytes, file_head
from headstamp.exchange.proofmode import META, PROOF, PROOFMODE, STARLING
from headstamp.exchange.sheet import read_sheet
from headstamp.exchange.wacz import NAME as WACZ
from headstamp.exchange.wacz import PACKAGE
from headstamp.tables import Table, TableUnreadable
from headstamp.values import Json, NotFound, Refused

FORMATS: dict[str, str] = {
    AUTO_ARCHIVER: "auto-archiver's db.csv or metadata.json",
    auto_archiver_sheet.SHEET: "a spreadsheet that auto-archiver fills",
    CSV: "Atlos's CSV of incidents",
    EXPORT: "Atlos's full export",
    WACZ: "a web archive (WACZ)",
    PROOFMODE: "a ProofMode bundle",
    STARLING: "a Starling bundle",
    link_sheets.NAME: "a table of links, with files beside it",
}
"""Every format by the name that `--as` takes."""
_ATLOS_FOLDER = re.compile(r"(?:^|/)([^/]+)/\1-[0-9]+/metadata\.json$")
_RESULT = re.compile(rb'\s*(?:\[\s*)?\{\s*"(?:status|metadata|media|id|url|result)"\s*:')
_DB_HEADER = re.compile(rb'(?:\xef\xbb\xbf)?"?status"?,"?metadata"?,"?media"?\s')
_TABLES = (".csv", ".tsv", ".xlsx", ".json")
_MOST_MEMBERS = 500_000
_LARGEST_LISTING = 2**26  # bytes of a ZIP's central directory


@dataclass(frozen=True, slots=True)
class Format:
    """What an export is.

    Attributes:
        name: one of `FORMATS`.
        why: by what it was recognised, in a sentence.
        packed: whether it is a ZIP, whose members the sandbox unpacks before it is read.
        tables: the files to read, where the format is one of tables.
    """

    name: str
    why: str
    packed: bool = False
    tables: tuple[Path, ...] = ()


def recognise(given: Path | Contents) -> Format | None:
    """Which format a file, a folder or the members of an archive are; None where they are none of ours.

    Raises:
        NotFound: there is no such file or folder.
        FormatUnclear: several formats fit; the user names one.
    """
    if isinstance(given, Contents):
        return _of_contents(given, "the archive")
    if not given.exists():
        raise NotFound("There is no such file or folder", file=str(given), do="check the name")
    if given.is_dir():
        return _of_contents(Contents.of_folder(given), str(given))
    path = given.resolve()
    try:
        head = file_head(path, 4096)
        if head.startswith(b"PK") and not path.name.lower().endswith((".xlsx", ".xlsm")):
            return _one(_by_names(_listing(path)), str(given), packed=True)
        found = _of_json(path, head) or _of_table(read_sheet(path), path, None)
    except (ExportUnreadable, TableUnreadable):
        return None
    return found


def _of_contents(contents: Contents, where: str) -> Format | None:
    strong = _by_names(contents)
    tables = tables_in(contents) if not strong else []
    sheets = [one for one in tables if one.name == link_sheets.NAME]
    better = strong + [one for one in tables if one.name != link_sheets.NAME]
    if better or len(sheets) < 2:
        return _one(better or sheets, where)
    named = ", ".join(path.name for one in sheets for path in one.tables)
    raise Refused(f"{where} holds several tables of links ({named})", do="name the table itself")


def _one(found: Sequence[Format], where: str, *, packed: bool = False) -> Format | None:
    by_name = {one.name: one for one in found}
    if len(by_name) > 1:
        raise FormatUnclear(where, tuple(by_name))
    if not found:
        return None
    tables = tuple(path for one in found for path in one.tables)
    return Format(found[0].name, found[0].why, packed, tables)


def _by_names(names: Iterable[str]) -> list[Format]:
    """Formats that the names of files within an export give away; names are part of these formats."""
    listed = list(names)
    found: list[Format] = []
    if PACKAGE in listed and any(one.startswith(("archive/", "pages/")) for one in listed):
        found.append(Format(WACZ, f"It holds {PACKAGE} beside records or pages."))
    if atlos := next((one for one in listed if _ATLOS_FOLDER.search(one)), None):
        found.append(Format(EXPORT, f"It holds source material within the folder of an incident ({atlos})."))
    if proof := next((one for one in listed if PROOF.search(one)), None):
        found.append(Format(PROOFMODE, f"It holds a proof ({proof})."))
    if meta := next((one for one in listed if META.search(one)), None):
        found.append(Format(STARLING, f"It holds the description of a file ({meta})."))
    return found


def tables_in(contents: Contents) -> list[Format]:
    """The tables of an export, each with what it is."""
    found: list[Format] = []
    for name in contents:
        path = contents.files[name]
        if not name.lower().endswith(_TABLES):
            continue
        try:
            head = file_head(path, 4096)
            one = _of_json(path, head)
            if one is None and (_DB_HEADER.match(head) or "/" not in name) and not _is_object(head):
                one = _of_table(read_sheet(path), path, contents)
        except (ExportUnreadable, TableUnreadable):
            continue
        if one is not None:
            found.append(one)
    return found


def _of_json(path: Path, head: bytes) -> Format | None:
    if not _RESULT.match(head.removeprefix(b"\xef\xbb\xbf")):
        return None
    found = parse_json(file_bytes(path, LARGEST_JSON), path.name)
    several = as_list(found) or [found]
    if not all(map(_is_result, several)):
        return None
    return Format(AUTO_ARCHIVER, "It is JSON with status, metadata and media.", tables=(path,))


def _is_result(value: Json) -> bool:
    one = as_object(value)
    inner = as_object(one.get("result")) or one
    return {"metadata", "media"} <= inner.keys() and isinstance(inner["media"], list)


def _is_object(head: bytes) -> bool:
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")


def _of_table(table: Table, path: Path, contents: Contents | None) -> Format | None:
    header = set(table.header)
    if header == set(auto_archiver.COLUMNS):
        why = f"Its columns are {', '.join(auto_archiver.COLUMNS)}."
        return Format(AUTO_ARCHIVER, why, tables=(path,))
    if auto_archiver_sheet.looks_like_sheet(table.header):
        why = "It has the columns that auto-archiver fills."
        return Format(auto_archiver_sheet.SHEET, why, tables=(path,))
    if {"slug", "inserted_at", "updated_at"} <= header and header & {"description", "status", "sensitive"}:
        return Format(CSV, "It has the columns slug, inserted_at and updated_at.", tables=(path,))
    roles = link_sheets.columns_of(table, contents or Contents([]))
    if not roles.of("url") and contents is None:
        # Only now are the files beside a lone table worth listing.
        roles = link_sheets.columns_of(table, Contents.of_folder(path.parent))
    named = roles.of("url") or roles.of("file")
    if not named:
        return None
    return Format(link_sheets.NAME, f"Its column {named[0]} holds links or files.", tables=(path,))


def _listing(path: Path) -> list[str]:
    """The names in a ZIP; nothing is unpacked, and a monstrous listing is not read.

    Raises:
        ExportUnreadable: it cannot be listed.
    """
    if _directory_size(path) > _LARGEST_LISTING:
        raise ExportUnreadable("The ZIP lists too many files", file=str(path), do="check what it is")
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError, OverflowError) as error:
        raise ExportUnreadable(
            f"The ZIP cannot be listed ({type(error).__name__})", file=str(path), do="download it again"
        ) from None
    return list(Contents.of_members((name, path) for name in names[:_MOST_MEMBERS] if name[-1:] != "/"))


def _directory_size(path: Path) -> int:
    """How long a ZIP says its listing is, 0 where it does not say; zipfile would read all of it."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        stream.seek(max(0, size - 66_000))
        tail = stream.read()
    at = tail.rfind(b"PK\x05\x06")
    told = int.from_bytes(tail[at + 12 : at + 16], "little") if at >= 0 else 0
    # In ZIP64 the size stands elsewhere; the file's own size is a bound then.
    return size if told == 0xFFFFFFFF else min(told, size)
