"""UN Comtrade's API answers: the rows of its table as JSON, as `{"data": [...]}` or as a bare list.

An answer holds at most some hundred thousand rows. Each entry becomes a line of the table, so that both are
read alike; the row of a transfer is then the number of its entry.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pyarrow as pa

from headstamp.records.sources.comtrade import parsed
from headstamp.records.sources.comtrade_layout import API
from headstamp.records.sources.comtrade_rows import ids
from headstamp.records.sources.delimited import decoded
from headstamp.records.sources.form import Form, Known, Parsed, RecordsUnreadable

_TITLE = "UN Comtrade's API answer"
_MARKS = (b'"reporterCode"', b'"cmdCode"', b'"flowCode"')


def _recognises(head: bytes) -> bool:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    return start in (b"{", b"[") and all(mark in head for mark in _MARKS)


def _parse(data: bytes, name: str, known: Known) -> Parsed:
    """What an answer says.

    Raises:
        RecordsUnreadable: it is no JSON, or holds no list of entries.
    """
    table = io.StringIO(newline="")
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(API.columns)
    writer.writerows(_cells(entry) for entry in _entries(data, name))
    told = parsed(API, table.getvalue().encode("utf-8", errors="replace"), name, known)
    numbers = told.rows["row"].combine_chunks().to_numpy() - np.int32(1)
    prefix = hashlib.sha256(data).hexdigest()[:8]
    rows = told.rows.set_column(0, told.rows.schema.field("id"), ids(prefix, numbers))
    rows = rows.set_column(2, rows.schema.field("row"), pa.array(numbers))
    return replace(
        told, rows=rows, rejected=tuple(replace(one, line=one.line - 1) for one in told.rejected), cut=False
    )


def _entries(data: bytes, name: str) -> list[object]:
    try:
        told = json.loads(decoded(data))
    except (ValueError, RecursionError):
        told = None
    found = told.get("data") if isinstance(told, dict) else told
    if not isinstance(found, list):
        raise RecordsUnreadable(
            f"{name} is no whole answer of {_TITLE.removesuffix(' answer')}",
            file=name,
            do="ask the API again and add the answer as it comes",
        )
    return found


def _cells(entry: object) -> Iterable[str]:
    """The cells of an entry in the order of the table; what is no entry is one cell, to be rejected."""
    if not isinstance(entry, dict):
        return [_plain(json.dumps(entry, ensure_ascii=False))]
    return [_plain(_text(entry.get(column))) for column in API.columns]


def _text(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _plain(text: str) -> str:
    """A line of the table is a row: no cell may hold what breaks it."""
    return text.replace("\r", " ").replace("\n", " ").replace("\0", " ")


COMTRADE_JSON = Form(
    name="comtrade-json",
    source="comtrade",
    title=_TITLE,
    version=1,
    recognises=_recognises,
    parse=_parse,
)
"""The answer of UN Comtrade's API, as JSON."""
