"""The one way into foreign formats: an export in, a `Reading` out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from headstamp.exchange import atlos, auto_archiver, auto_archiver_media, auto_archiver_sheet, link_sheets
from headstamp.exchange.atlos import EXPORT, read_atlos_csv, read_atlos_export
from headstamp.exchange.contents import Contents
from headstamp.exchange.proofmode import PROOFMODE, STARLING, read_proofmode, read_starling
from headstamp.exchange.reading import Reading
from headstamp.exchange.recognition import FORMATS, Format, recognise, tables_in
from headstamp.exchange.wacz import NAME as WACZ
from headstamp.exchange.wacz import read_wacz
from headstamp.values import NotFound, Refused

_OF_CONTENTS: dict[str, Callable[[Contents], Reading]] = {
    EXPORT: read_atlos_export,
    WACZ: read_wacz,
    PROOFMODE: read_proofmode,
    STARLING: read_starling,
}


def read_export(
    path: Path,
    as_: str | None = None,
    *,
    beside: Contents | None = None,
    columns: Mapping[str, Sequence[str]] | None = None,
) -> Reading:
    """Read an export with the reader of its format.

    Args:
        path: a file, or a folder that holds the export.
        as_: name of the format (`FORMATS`); recognised where none is told.
        beside: the files it speaks of, or the unpacked members of a ZIP; else those in its own folder.
        columns: which columns of a table hold what: for a table of links by `columns.ROLES`, for a sheet of
            auto-archiver by what the tool calls them.

    Raises:
        NotFound: there is no such file, folder or column.
        FormatUnclear: several formats fit.
        Refused: no format fits, there is no such format, or it has to be unpacked first.
        ExportUnreadable, TableUnreadable: it cannot be read.
    """
    if as_ is not None and as_ not in FORMATS:
        raise Refused(f"There is no format '{as_}'", do=f"choose one of {', '.join(FORMATS)}")
    if beside is None and not path.exists():
        raise NotFound("There is no such file or folder", file=str(path), do="check the name")
    if as_ in _OF_CONTENTS:
        found: Format | None = Format(as_, "The user says so.", packed=beside is None and path.is_file())
    elif as_ is not None:
        found = Format(as_, "The user says so.", tables=_told_tables(path, as_))
    else:
        found = recognise(path)
    if found is None:
        known = ", ".join(FORMATS)
        raise Refused(f"{path} is no export that is known here", do=f"say what it is with --as ({known})")
    if found.packed and beside is None:
        raise Refused(f"{path} is packed", do="hand over its unpacked members")
    if beside is None:
        beside = Contents.of_folder(path if path.is_dir() else path.resolve().parent)
    if found.name in _OF_CONTENTS:
        return _OF_CONTENTS[found.name](beside)
    return _read_tables(found, beside, columns)


def _read_tables(found: Format, beside: Contents, columns: Mapping[str, Sequence[str]] | None) -> Reading:
    first = found.tables[0]
    match found.name:
        case auto_archiver_media.NAME:
            return auto_archiver.read_auto_archiver(found.tables, beside)
        case auto_archiver_sheet.SHEET:
            single = {role: names[0] for role, names in (columns or {}).items() if names}
            return auto_archiver_sheet.read_auto_archiver_sheet(first, beside, single)
        case atlos.CSV:
            return read_atlos_csv(first, beside)
        case _:
            return link_sheets.read_link_sheet(first, beside, columns)


def _told_tables(path: Path, name: str) -> tuple[Path, ...]:
    """The tables of a format that the user names: the file itself, or those of the folder that fit."""
    if not path.exists():
        raise NotFound("There is no such file or folder", file=str(path), do="check the name")
    if path.is_file():
        return (path.resolve(),)
    contents = Contents.of_folder(path)
    found = [one for one in tables_in(contents) if one.name == name]
    tables = tuple(table for one in found for table in one.tables)
    if not tables or (len(tables) > 1 and name != auto_archiver_media.NAME):
        raise Refused(f"{path} holds {len(tables)} tables of that format", do="name the table itself")
    return tables
