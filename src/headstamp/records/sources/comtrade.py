"""UN Comtrade's tables of customs records, as CSV of any size: the layout of today and that before 2022.

Quantities and values are never weapons by themselves: a heading mixes rifles with machine guns, values are on
two bases, and what is exported and imported never agrees. Which goods are arms is data
(`records/data/hs_arms.csv`); every other row is rejected, with its text.
"""

from __future__ import annotations

import hashlib
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa

from headstamp.records.sources.comtrade_layout import API, LEGACY, Layout
from headstamp.records.sources.comtrade_reading import Reading
from headstamp.records.sources.comtrade_text import delimiter_of
from headstamp.records.sources.delimited import cells_of, head_line
from headstamp.records.sources.form import Form, Known, Parsed, Reject, Streamed
from headstamp.records.transfer_schema import TRANSFER_SCHEMA


def _recognises(layout: Layout, head: bytes) -> bool:
    """Whether most columns of the layout stand in the first line; which ones lack is told on reading."""
    found = {cell.strip().casefold() for cell in cells_of(head_line(head), delimiter_of(head))}
    return len(found & {column.casefold() for column in layout.columns}) * 2 > len(layout.columns)


def _stream(layout: Layout, path: Path, name: str, known: Known, sha256: str) -> Streamed:
    """What a file says, in batches; parties stay as the file names them.

    Raises:
        RecordsUnreadable: the file has no header of the layout, or cannot be taken apart.
    """
    reading = Reading(layout, path, name, sha256)
    return Streamed(reading.rows(), reading.rejected(), reading.facts)


def parsed(layout: Layout, data: bytes, name: str, known: Known) -> Parsed:
    """What a small file says, all at once; raises RecordsUnreadable."""
    with TemporaryDirectory(prefix="headstamp-") as folder:
        path = Path(folder) / "raw"
        path.write_bytes(data)
        told = _stream(layout, path, name, known, hashlib.sha256(data).hexdigest())
        rows = list(told.rows)
        rejects = [Reject(**row) for batch in told.rejected for row in batch.to_pylist()]
    facts = told.facts()
    return Parsed(
        rows=pa.Table.from_batches(rows, TRANSFER_SCHEMA),
        rejected=tuple(rejects),
        read=facts.read,
        kept=facts.kept,
        merged=facts.merged,
        generated=facts.generated,
        selection=facts.selection,
        coverage=facts.coverage,
        cut=facts.cut,
    )


def _form(name: str, layout: Layout) -> Form:
    return Form(
        name=name,
        source="comtrade",
        title=layout.title,
        version=1,
        recognises=partial(_recognises, layout),
        parse=partial(parsed, layout),
        stream=partial(_stream, layout),
    )


COMTRADE = _form("comtrade", API)
"""The table that the API and the site of today give, 47 columns."""

COMTRADE_LEGACY = _form("comtrade-legacy", LEGACY)
"""The table that the site and its bulk files gave before 2022, 35 columns."""
