"""The one reader and writer of CSV, XLSX and JSON tables, and the check of a table against its columns.

Every table that people type, import or export passes through here, so that quoting, encodings, formulas and
rejections are handled once. What a name in a cell stands for is left to the world.
"""

from __future__ import annotations

from headstamp.tables.cells import neutralise, restore
from headstamp.tables.errors import EmptyFile, HtmlPage, NotATable, TableUnreadable, Utf16Text, ZipArchive
from headstamp.tables.files import FORMS, read_table, write_table
from headstamp.tables.kinds import CellKind, Column
from headstamp.tables.lists import join_weighted, parse_weighted, split_list
from headstamp.tables.sniffing import sniff
from headstamp.tables.spec import Checked, CheckedRow, TableSpec
from headstamp.tables.table import Rejection, Row, Table

__all__ = [
    "FORMS",
    "CellKind",
    "Checked",
    "CheckedRow",
    "Column",
    "EmptyFile",
    "HtmlPage",
    "NotATable",
    "Rejection",
    "Row",
    "Table",
    "TableSpec",
    "TableUnreadable",
    "Utf16Text",
    "ZipArchive",
    "join_weighted",
    "neutralise",
    "parse_weighted",
    "read_table",
    "restore",
    "sniff",
    "split_list",
    "write_table",
]
