"""The two layouts of UN Comtrade's tables, and the SQL by which DuckDB takes their rows apart.

Every row comes out in the order of the file with a number that says why it cannot be kept (0 where it can),
with the whole numbers by which rows of the same trade are told, and with the few cells that a transfer takes
over. Which goods are arms, what the flows are called and which areas are sums is data.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

FIRST_YEAR = 1900
MONTHS = 13
"""A time is counted as so many months of thirteen to a year, the month 0 standing for the whole year."""

REPORTED, ESTIMATE, BLANK, AGGREGATE = range(4)
"""What kind of statement a quantity is, as the SQL says it."""

REASONS: tuple[tuple[str, str | None], ...] = (
    ("", None),
    ("no arms heading", "commodity"),
    ("the goods are not classed by the Harmonized System", "classification"),
    ("the code of the goods is not a number", "commodity"),
    ("the flow is neither an export nor an import", "flow"),
    ("the period is neither a year nor a month", "period"),
    ("the reporter is no area of UN Comtrade", "reporter"),
    ("the partner is no area of UN Comtrade", "partner"),
    ("the quantity is not a number of 0 or more", "quantity"),
    ("the value is not a number of 0 or more", "value"),
)
"""Why a row is not kept, and in which column the reason lies, by the number that the SQL gives."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Which column of a file holds what.

    Attributes:
        title: for people.
        columns: in order.
        cells: SQL expressions, over the columns, of what every layout holds.
        flow_key: the column of `comtrade_flows.csv` that names the flows of this layout.
    """

    title: str
    columns: tuple[str, ...]
    cells: Mapping[str, str]
    flow_key: str


@dataclass(frozen=True, slots=True)
class Flow:
    """A direction of trade: its stage, and what has to be said of it."""

    code: str
    legacy: str
    stage: str
    comment: str | None


@dataclass(frozen=True, slots=True)
class Area:
    """A reporter or partner by UN Comtrade's own number; `kind` is state, former, area or sum."""

    code: int
    iso3: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Heading:
    """Goods of the Harmonized System: whether they are kept as arms, and whether they are parts."""

    code: str
    what: str
    keep: bool
    component: bool


API_COLUMNS = (
    "typeCode freqCode refPeriodId refYear refMonth period reporterCode reporterISO reporterDesc flowCode "
    "flowDesc partnerCode partnerISO partnerDesc partner2Code partner2ISO partner2Desc classificationCode "
    "classificationSearchCode isOriginalClassification cmdCode cmdDesc aggrLevel isLeaf customsCode "
    "customsDesc mosCode motCode motDesc qtyUnitCode qtyUnitAbbr qty isQtyEstimated altQtyUnitCode "
    "altQtyUnitAbbr altQty isAltQtyEstimated netWgt isNetWgtEstimated grossWgt isGrossWgtEstimated "
    "cifvalue fobvalue primaryValue legacyEstimationFlag isReported isAggregate"
)
API = Layout(
    title="UN Comtrade's table",
    columns=tuple(API_COLUMNS.split()),
    cells={
        "reporter_code": '"reporterCode"',
        "reporter": '"reporterDesc"',
        "partner_code": '"partnerCode"',
        "partner": '"partnerDesc"',
        "flow": '"flowCode"',
        "second": '"partner2Code"',
        "customs": '"customsCode"',
        "transport": '"motCode"',
        "classification": '"classificationCode"',
        "original": "lower(\"isOriginalClassification\") IN ('true', '1')",
        "code": '"cmdCode"',
        "item": '"cmdDesc"',
        "unit_code": '"qtyUnitCode"',
        "unit": '"qtyUnitAbbr"',
        "quantity": '"qty"',
        "estimated": "lower(\"isQtyEstimated\") IN ('true', '1')",
        "cif": '"cifvalue"',
        "fob": '"fobvalue"',
        "value": '"primaryValue"',
        "period": 'coalesce("period", "refYear")',
    },
    flow_key="code",
)
LEGACY_COLUMNS = (
    "Classification,Year,Period,Period Desc.,Aggregate Level,Is Leaf Code,Trade Flow Code,Trade Flow,"
    "Reporter Code,Reporter,Reporter ISO,Partner Code,Partner,Partner ISO,2nd Partner Code,2nd Partner,"
    "2nd Partner ISO,Customs Proc. Code,Customs,Mode of Transport Code,Mode of Transport,Commodity Code,"
    "Commodity,Qty Unit Code,Qty Unit,Qty,Alt Qty Unit Code,Alt Qty Unit,Alt Qty,Netweight (kg),"
    "Gross weight (kg),Trade Value (US$),CIF Trade Value (US$),FOB Trade Value (US$),Flag"
)
LEGACY = Layout(
    title="UN Comtrade's table before 2022",
    columns=tuple(LEGACY_COLUMNS.split(",")),
    cells={
        "reporter_code": '"Reporter Code"',
        "reporter": '"Reporter"',
        "partner_code": '"Partner Code"',
        "partner": '"Partner"',
        "flow": '"Trade Flow Code"',
        "second": '"2nd Partner Code"',
        "customs": '"Customs Proc. Code"',
        "transport": '"Mode of Transport Code"',
        "classification": '"Classification"',
        "original": "false",
        "code": '"Commodity Code"',
        "item": '"Commodity"',
        "unit_code": '"Qty Unit Code"',
        "unit": '"Qty Unit"',
        "quantity": '"Qty"',
        # The flag adds up 2 for an estimated quantity and 4 for an estimated weight.
        "estimated": "\"Flag\" IN ('2', '6')",
        "cif": '"CIF Trade Value (US$)"',
        "fob": '"FOB Trade Value (US$)"',
        "value": '"Trade Value (US$)"',
        "period": 'coalesce("Period", "Year")',
    },
    flow_key="legacy",
)


@lru_cache(maxsize=1)
def flows() -> tuple[Flow, ...]:
    """The flows that can be kept."""
    return tuple(
        Flow(row["code"], row["legacy"], row["stage"], row["comment"] or None)
        for row in _rows("comtrade_flows.csv")
    )


@lru_cache(maxsize=1)
def areas() -> dict[int, Area]:
    """UN Comtrade's areas by its own numbers, which are not those of ISO 3166 everywhere."""
    found = (
        Area(int(row["code"]), row["iso3"], row["name"], row["kind"]) for row in _rows("comtrade_areas.csv")
    )
    return {area.code: area for area in found}


@lru_cache(maxsize=1)
def headings() -> tuple[Heading, ...]:
    """Goods that are arms or might be, the longest code first."""
    found = [
        Heading(row["code"], row["what"], row["keep"] == "yes", row["component"] == "yes")
        for row in _rows("hs_arms.csv")
    ]
    return tuple(sorted(found, key=lambda one: (-len(one.code), one.code)))


def _rows(name: str) -> list[dict[str, str]]:
    text = files("headstamp.records").joinpath(f"data/{name}").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def query(layout: Layout, path: str, delimiter: str, header: bool) -> str:
    """The SQL that reads a file of whole, well-formed rows; any other row makes it fail."""
    columns = ", ".join(f"{_text(column)}: 'VARCHAR'" for column in layout.columns)
    # A pattern in the name of a folder is no pattern.
    plain = re.sub(r"[*?\[]", r"[\g<0>]", path)
    source = (
        f"read_csv({_text(plain)}, header = {str(header).lower()}, delim = {_text(delimiter)}, quote = '\"', "
        f"escape = '\"', columns = {{{columns}}}, auto_detect = false, strict_mode = true, "
        "nullstr = ['', 'NA'], max_line_size = 2097152)"
    )
    cells = ", ".join(f"{cell} AS {name}" for name, cell in layout.cells.items())
    return f"""
        WITH cells AS (SELECT {cells} FROM {source}),
        numbers AS (
            SELECT *,
                try_cast(reporter_code AS USMALLINT) AS reporter_no,
                try_cast(partner_code AS USMALLINT) AS partner_no,
                {_flow_number(layout)} AS flow_no,
                try_cast(period AS UINTEGER) AS written,
                try_cast(quantity AS DOUBLE) AS amount,
                try_cast(value AS DOUBLE) AS dollars,
                try_cast(cif AS DOUBLE) AS cif_dollars,
                try_cast(fob AS DOUBLE) AS fob_dollars
            FROM cells
        ),
        timed AS (
            SELECT *, {_TIME} AS time_no, {_BROKEN_DOWN} AS parts, flow_no IN ({_exits()}) AS leaves
            FROM numbers
        )
        SELECT
            {_why()} AS why,
            (reporter_no::UBIGINT << 26) | (partner_no::UBIGINT << 16) | (flow_no::UBIGINT << 12)
                | time_no::UBIGINT AS trade,
            (({_EDITION} << 3) | (CASE parts WHEN 3 THEN 4 WHEN 4 THEN 3 ELSE parts END))::UTINYINT AS rank,
            CASE WHEN parts > 0 THEN hash(second, customs, transport) ELSE 0 END AS part,
            code, reporter, partner, item,
            CASE WHEN {_NOT_COUNTED} THEN NULL ELSE amount END AS quantity,
            CASE unit_code WHEN '5' THEN 'object' WHEN '8' THEN 'kg' WHEN '-1' THEN NULL WHEN '1' THEN NULL
                ELSE unit END AS unit,
            (CASE WHEN partner_no IN ({_sums()}) OR reporter_no IN ({_sums()}) THEN {AGGREGATE}
                WHEN {_NOT_COUNTED} THEN {BLANK} WHEN estimated THEN {ESTIMATE} ELSE {REPORTED}
                END)::UTINYINT AS status,
            CASE WHEN {_NOT_COUNTED} THEN quantity END AS quantity_raw,
            CASE WHEN leaves THEN coalesce(nullif(fob_dollars, 0), dollars, fob_dollars)
                ELSE coalesce(nullif(cif_dollars, 0), nullif(fob_dollars, 0), dollars, cif_dollars)
                END AS value,
            leaves OR (coalesce(cif_dollars, 0) = 0 AND coalesce(fob_dollars > 0, false)) AS on_board
        FROM timed
    """


# Reporters write 0 where they count nothing: beside a value, or without a unit, it is no number of things.
_NOT_COUNTED = """(amount IS NULL OR (amount = 0
    AND (coalesce(unit_code, '-1') IN ('-1', '1') OR coalesce(dollars, 0) > 0)))"""

_TIME = f"""CASE WHEN written BETWEEN {FIRST_YEAR} AND 2100 THEN (written - {FIRST_YEAR}) * {MONTHS}
    WHEN written BETWEEN {FIRST_YEAR}01 AND 210012 AND written % 100 BETWEEN 1 AND 12
    THEN (written // 100 - {FIRST_YEAR}) * {MONTHS} + written % 100 END"""

# By customs procedure 1, by means of transport 2, by second partner 4; 0 where the row is the sum of all.
_BROKEN_DOWN = """(CASE WHEN coalesce(customs, 'C00') NOT IN ('C00', '0') THEN 1 ELSE 0 END)
    + (CASE WHEN coalesce(transport, '0') NOT IN ('0', '0.0') THEN 2 ELSE 0 END)
    + (CASE WHEN coalesce(second, '0') NOT IN ('0', '0.0') THEN 4 ELSE 0 END)"""

# What the reporter wrote itself first, then the newest edition of the Harmonized System; always below 16.
_EDITION = """(CASE WHEN original THEN 0 WHEN classification = 'HS' THEN 1
    ELSE 10 - least(8, coalesce(try_cast(substr(classification, 2) AS UTINYINT), 8)) END)"""


def _why() -> str:
    """The number of the first reason against a row."""
    return f"""(CASE WHEN NOT coalesce({_is_arms()}, false) THEN 1
        WHEN NOT coalesce(starts_with(classification, 'H'), false) THEN 2
        WHEN NOT regexp_full_match(code, '[0-9]{{2,12}}') THEN 3
        WHEN flow_no IS NULL THEN 4
        WHEN time_no IS NULL THEN 5
        WHEN {_nowhere("reporter")} THEN 6
        WHEN {_nowhere("partner")} THEN 7
        WHEN {_unfit("quantity", "amount")} THEN 8
        WHEN {_unfit("value", "dollars")} OR {_unfit("cif", "cif_dollars")} OR {_unfit("fob", "fob_dollars")}
        THEN 9 ELSE 0 END)::UTINYINT"""


def _is_arms() -> str:
    kept = [one.code for one in headings() if one.keep]
    shortest = [code for code in kept if not any(code != one and code.startswith(one) for one in kept)]
    return " OR ".join(f"starts_with(code, {_text(code)})" for code in shortest)


def _nowhere(side: str) -> str:
    """Whether an area has no number, or neither a name in the file nor a number that is known."""
    numbers = ", ".join(str(code) for code in sorted(areas()))
    return f"({side}_no IS NULL OR {side}_no > 1023 OR ({side} IS NULL AND {side}_no NOT IN ({numbers})))"


def _unfit(cell: str, number: str) -> str:
    return f"({cell} IS NOT NULL AND ({number} BETWEEN 0 AND 1e15) IS NOT TRUE)"


def _flow_number(layout: Layout) -> str:
    cases = " ".join(
        f"WHEN {_text(str(getattr(flow, layout.flow_key)))} THEN {number}"
        for number, flow in enumerate(flows())
    )
    return f"(CASE flow {cases} END)"


def _exits() -> str:
    return ", ".join(str(number) for number, flow in enumerate(flows()) if flow.stage == "customs_exit")


def _sums() -> str:
    return ", ".join(str(area.code) for area in areas().values() if area.kind == "sum")


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
