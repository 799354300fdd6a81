"""Formats of the other tools that investigators work with, read without losing or believing anything.

`read_export` makes a `Reading` of an export: files found, files told of but not there, incidents and pages,
and a ledger of what became of each row. Readers open only what lies within the export, run nothing, and
take a claim for a claim: hashes are checked by whoever keeps the files. Unpacking archives is left to the
sandbox, keeping files to intake.
"""

from __future__ import annotations

from headstamp.exchange.contents import Contents
from headstamp.exchange.errors import ExportUnreadable, FormatUnclear
from headstamp.exchange.exports import read_export
from headstamp.exchange.ledger import FileLedger, Ledger, Outcome, Remark
from headstamp.exchange.reading import PRIVATE, Missing, Page, Reading, Told
from headstamp.exchange.recognition import FORMATS, Format, recognise
from headstamp.exchange.wacz import Pages

__all__ = [
    "FORMATS",
    "PRIVATE",
    "Contents",
    "ExportUnreadable",
    "FileLedger",
    "Format",
    "FormatUnclear",
    "Ledger",
    "Missing",
    "Outcome",
    "Page",
    "Pages",
    "Reading",
    "Remark",
    "Told",
    "read_export",
    "recognise",
]
