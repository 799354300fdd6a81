"""Files in the form of UN Comtrade's tables, with made-up figures: real columns, no real trade."""

from __future__ import annotations

from collections.abc import Iterable

from headstamp.records.sources.comtrade_layout import API, LEGACY

SUM = {"partner2Code": "0", "customsCode": "C00", "motCode": "0"}
TRADE = {
    "typeCode": "C",
    "freqCode": "A",
    "refYear": "2015",
    "refMonth": "52",
    "period": "2015",
    "reporterCode": "352",
    "reporterISO": "ISL",
    "reporterDesc": "Iceland",
    "flowCode": "X",
    "flowDesc": "Export",
    "partnerCode": "64",
    "partnerISO": "BTN",
    "partnerDesc": "Bhutan",
    "classificationCode": "H4",
    "isOriginalClassification": "True",
    "cmdCode": "930190",
    "cmdDesc": "Military weapons; other than artillery",
    "qtyUnitCode": "5",
    "qtyUnitAbbr": "u",
    "qty": "12.0",
    "isQtyEstimated": "False",
    "netWgt": "48.5",
    "fobvalue": "6000.5",
    "primaryValue": "6000.5",
    **SUM,
}
LEGACY_TRADE = {
    "Classification": "H3",
    "Year": "2011",
    "Period": "2011",
    "Trade Flow Code": "2",
    "Trade Flow": "Export",
    "Reporter Code": "352",
    "Reporter": "Iceland",
    "Reporter ISO": "ISL",
    "Partner Code": "64",
    "Partner": "Bhutan",
    "Partner ISO": "BTN",
    "Commodity Code": "930190",
    "Commodity": "Military weapons",
    "Qty Unit Code": "5",
    "Qty Unit": "Number of items",
    "Qty": "7",
    "Netweight (kg)": "30",
    "Trade Value (US$)": "900",
    "Flag": "0",
}


def quoted(cell: str, delimiter: str = ",") -> str:
    return '"' + cell.replace('"', '""') + '"' if delimiter in cell or '"' in cell else cell


def row(delimiter: str = ",", **cells: str) -> str:
    """A row of the table of today: the made-up trade with some cells changed."""
    told = {**TRADE, **cells}
    assert set(told) <= set(API.columns)
    return delimiter.join(quoted(told.get(column, ""), delimiter) for column in API.columns)


def old_row(**cells: str) -> str:
    """A row of the table before 2022; the names of its columns with blanks, given as a dictionary."""
    told = {**LEGACY_TRADE, **cells}
    assert set(told) <= set(LEGACY.columns)
    return ",".join(quoted(told.get(column, "")) for column in LEGACY.columns)


def table(rows: Iterable[str], *, delimiter: str = ",", ending: str = "\n") -> bytes:
    return (ending.join([delimiter.join(API.columns), *rows]) + ending).encode()


def old_table(rows: Iterable[str]) -> bytes:
    return ("\n".join([",".join(LEGACY.columns), *rows]) + "\n").encode()
