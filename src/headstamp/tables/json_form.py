"""Tables as JSON: a list of objects, or an object whose ``rows`` is one.

Numbers keep their digits as written; formulas mean nothing here, so cells go in and out as they are.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import NoReturn

from headstamp.tables.cells import UNSTORABLE, header_name
from headstamp.tables.errors import TableUnreadable
from headstamp.tables.table import Rejection, Row, Table, check_names, unstorable


class _Misplaced(Exception):  # noqa: N818 - never leaves this module
    def __init__(self, column: str | None, why: str) -> None:
        super().__init__(why)
        self.column, self.why = column, why


class _Pairs(list[tuple[str, object]]):
    """A JSON object with its keys in order, repeated ones included."""


def read_json(data: bytes, name: str) -> Table:
    """Read a JSON table; true and false become yes and no, null an empty cell, lists are joined with ';'.

    ``line`` of a row is its position in the list, from 1. An optional ``header`` beside ``rows`` names
    columns that no row fills.

    Raises:
        TableUnreadable: if it is not JSON, or neither a list of objects nor an object with such ``rows``.
    """
    header, objects = _objects(_parsed(data, name), name)
    check_names(name, header, None)
    rows: list[Row] = []
    rejected: list[Rejection] = []
    for line, item in enumerate(objects, start=1):
        try:
            cells = _cells(item)
        except _Misplaced as fault:
            rejected.append(Rejection(line, fault.column, fault.why))
            continue
        header += [column for column in cells if column not in header]
        if any(cells.values()):
            bad = unstorable(line, cells)
            if bad:
                rejected.append(bad)
            else:
                rows.append(Row(line, cells))
    full = tuple(Row(row.line, {column: row.cells.get(column, "") for column in header}) for row in rows)
    return Table(name, tuple(header), full, tuple(rejected))


def write_json(header: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """An object with ``header`` and ``rows``; empty cells are left out of a row."""
    kept = [{column: row[column] for column in header if row.get(column)} for row in rows]
    return json.dumps({"header": list(header), "rows": kept}, ensure_ascii=False, indent=1) + "\n"


def _parsed(data: bytes, name: str) -> object:
    try:
        return json.loads(
            data.decode("utf-8-sig"),
            object_pairs_hook=_Pairs,
            parse_float=str,
            parse_int=str,
            parse_constant=_refuse_constant,
        )
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise TableUnreadable(
            "The text is not UTF-8", kind="encoding", file=name, line=line, do="save it again as UTF-8"
        ) from None
    except json.JSONDecodeError as error:
        raise TableUnreadable(
            f"The file is not complete JSON ({error.msg})",
            kind="truncated",
            file=name,
            line=error.lineno,
            do="get the whole file again or correct that line",
        ) from None
    except (ValueError, RecursionError):
        raise TableUnreadable(
            "The file is JSON, but no table",
            file=name,
            do="give a list of objects without nesting, NaN or Infinity",
        ) from None


def _refuse_constant(text: str) -> NoReturn:
    raise ValueError(text)


def _objects(data: object, name: str) -> tuple[list[str], list[object]]:
    header: list[str] = []
    if isinstance(data, _Pairs):
        found = dict(data)
        named, data = found.get("header"), found.get("rows")
        if isinstance(named, list) and not isinstance(named, _Pairs):
            header = [header_name(column) for column in named if isinstance(column, str)]
            header = [column for column in header if column and not UNSTORABLE.search(column)]
    if not isinstance(data, list) or isinstance(data, _Pairs):
        raise TableUnreadable(
            "The JSON holds no rows", file=name, do='give a list of objects, or {"rows": [...]}'
        )
    return header, data


def _cells(item: object) -> dict[str, str]:
    if not isinstance(item, _Pairs):
        raise _Misplaced(None, "The entry is not an object; write one object per row.")
    cells: dict[str, str] = {}
    for key, value in item:
        column = header_name(key)
        if not column or UNSTORABLE.search(column):
            raise _Misplaced(None, "The object holds a value without a readable name; give it one.")
        if column in cells:
            raise _Misplaced(column, f"The object names {column} twice; remove one of them.")
        cells[column] = _text(column, value)
    return cells


def _text(column: str, value: object) -> str:
    if isinstance(value, _Pairs):
        raise _Misplaced(column, "The cell holds an object; write text, a number or a list of these.")
    if isinstance(value, list):
        return ";".join(_item(column, part) for part in value if part is not None)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value).strip()


def _item(column: str, part: object) -> str:
    if isinstance(part, list):
        raise _Misplaced(column, "The cell holds a list inside a list or an object; write a plain list.")
    text = _text(column, part)
    if ";" in text:
        raise _Misplaced(column, f"'{text}' in the list holds a semicolon, which separates lists; reword it.")
    return text
