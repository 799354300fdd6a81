"""A country's page of the UN Register as the site's own interface answers it, in JSON.

Every flow is told twice: by the country itself (fields ending in `_1`) and by its partner (`_2`). They become
two records that share a `reference` and are never averaged. The lists by partner give no year, so their
figures may cover every year reported and are kept as aggregates without one; the lists by year give no
partner and are kept as aggregates too. Built from a description of the interface: no answer was at hand, and
what is not sure of it is marked uncertain in every record.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from headstamp.records.sources.delimited import decoded
from headstamp.records.sources.form import Coverage, Form, Known, Parsed, RecordsUnreadable, Reject, short
from headstamp.records.sources.json_entries import check_storable, entry_text
from headstamp.records.sources.rows import Rows, delivery, span_cells
from headstamp.records.sources.table import Parties, Taken, Unfit, parsed
from headstamp.records.sources.unroca_categories import SiteCode, site_codes, stage_told
from headstamp.values import Span

SOURCE = "unroca"
TITLE = "UN Register, the page of one country"
FIRST_YEAR = 1992
"""The first calendar year for which states reported."""

_MARKS = (
    b'"available_reports"',
    b'"countryname_slug"',
    b'"hw_imp"',
    b'"hw_exp"',
    b'"salw_exp"',
    b'"sa_imp_time"',
    b'"lw_imp_time"',
)
_FLOWS = re.compile(r"(?:hw|salw|sa|lw)_(?P<way>imp|exp)")
_SERIES = re.compile(r"(?:hw|salw|sa|lw)_(?P<way>imp|exp)_time")
_FIELD = re.compile(r"(?P<code>.+)_(?P<side>[12])")
_NO_FLOWS = ("available_reports",)


def recognises(head: bytes) -> bool:
    """Whether it begins as a JSON object with at least two of the page's own keys."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    return start == b"{" and sum(mark in head for mark in _MARKS) >= 2


@dataclass(frozen=True, slots=True)
class _Figure:
    """A number of the page: None where it is secret, and its year where one is told."""

    amount: float | None
    year: int | None
    secret: bool


@dataclass(frozen=True, slots=True)
class _Entry:
    """One object of one list of the page."""

    part: str
    told: Mapping[str, object]
    text: object


def _parse(data: bytes, name: str, known: Known) -> Parsed:
    """Read a country's page.

    Raises:
        RecordsUnreadable: it is not whole JSON, or does not say whose page it is.
    """
    page = _page(data, name)
    parties = Parties(known)
    country = _country(page, name, parties)
    entries = [_Entry(part, one if isinstance(one, dict) else {}, one) for part, one in _listed(page)]
    reader = _Reader(Rows(SOURCE, hashlib.sha256(data).hexdigest()), country, parties, _years(page))
    rejected: list[Reject] = []
    for line, entry in enumerate(entries, start=1):
        try:
            reader.add(line, entry)
        except Unfit as unfit:
            rejected.append(Reject(line, unfit.column, unfit.why, entry_text(entry.text)))
    read = sum(len(part) for key, part in page.items() if isinstance(part, list) and key not in _NO_FLOWS)
    taken = Taken(tuple(rejected), len(entries) - len(rejected), 0)
    return parsed(reader.rows, taken, read, reader.coverage())


def _page(data: bytes, name: str) -> dict[str, object]:
    try:
        found = json.loads(decoded(data))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise RecordsUnreadable(
            f"{name} is cut or damaged: it is not whole JSON", file=name, do="get the page again"
        )
    return found


def _country(page: Mapping[str, object], name: str, parties: Parties) -> str:
    told = page.get("country")
    fields = told if isinstance(told, dict) else {"name_en": told}
    for key in ("name_en", "countryname_slug", "iso_2_acronym"):
        text = fields.get(key)
        try:
            return parties.named(text, key) if isinstance(text, str) else parties.named("", key)
        except Unfit:
            continue
    raise RecordsUnreadable(
        f"{name} does not say whose page it is, or names a state that headstamp does not know",
        file=name,
        do="get the page again, whole",
    )


def _listed(page: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for key, part in page.items():
        if isinstance(part, list) and key not in _NO_FLOWS:
            yield from ((key, one) for one in part)


def _years(page: Mapping[str, object]) -> set[int]:
    reports = page.get("available_reports")
    found = (
        one.get("year") for one in (reports if isinstance(reports, list) else []) if isinstance(one, dict)
    )
    return {year for year in found if isinstance(year, int) and FIRST_YEAR <= year <= 2100}


@dataclass(slots=True)
class _Reader:
    """Gathers the records of a page."""

    rows: Rows
    country: str
    parties: Parties
    years: set[int]

    def add(self, line: int, entry: _Entry) -> None:
        """Keep the records of an entry; raises Unfit before any is kept."""
        if not entry.told:
            raise Unfit(short(entry.part), "the entry is no object with fields")
        check_storable(entry.told, short(entry.part))
        if flow := _FLOWS.fullmatch(entry.part):
            records = list(self._flow(entry, flow["way"]))
        elif series := _SERIES.fullmatch(entry.part):
            records = list(self._series(entry, series["way"]))
        else:
            raise Unfit(
                short(entry.part), f"'{short(entry.part)}' is no part of the page that headstamp knows"
            )
        for number, record in enumerate(records):
            self.rows.add(line, dict(entry.told), f"/{number}", **record)
            if record["first_year"] is not None:
                self.years.add(record["first_year"])

    def _flow(self, entry: _Entry, way: str) -> Iterator[dict[str, Any]]:
        named = entry.told.get("country") or entry.told.get("countryname_slug")
        partner = self.parties.named(named if isinstance(named, str) else "", "country")
        for field, value in entry.told.items():
            found = _FIELD.fullmatch(field)
            if found is None:
                continue
            for figure in _figures(value, field, entry.told.get("year")):
                teller = self.country if found["side"] == "1" else partner
                yield self._record(entry.part, way, partner, teller, _meaning(found["code"]), figure)

    def _series(self, entry: _Entry, way: str) -> Iterator[dict[str, Any]]:
        code = _meaning(str(entry.told.get("tow") or entry.told.get("tow_verbose") or "not told"))
        for field, teller in (("own_values", self.country), ("other_values", None)):
            for figure in _figures(entry.told.get(field), field, None):
                yield self._record(entry.part, way, None, teller, code, figure)

    def _record(
        self, part: str, way: str, partner: str | None, teller: str | None, code: SiteCode, figure: _Figure
    ) -> dict[str, Any]:
        supplier, recipient = (partner, self.country) if way == "imp" else (self.country, partner)
        stage = stage_told(supplier, code.category) if supplier and teller == supplier else "delivered"
        together = partner is None or figure.year is None
        return {
            "stage": stage,
            "reported_by": teller,
            "supplier": supplier,
            "recipient": recipient,
            "item": code.label,
            "category": code.category or None,
            "quantity": figure.amount,
            "quantity_unit": "object",
            **_dated(figure, stage, _status(figure, together)),
            "quantity_raw": "" if figure.amount is None else f"{figure.amount:g}",
            "uncertain": [
                *([] if code.sure else ["category"]),
                *([] if figure.year is not None else ["year"]),
            ],
            "reference": f"{self.country}/{part}/{partner or 'all'}/{code.code}/{figure.year or 'no year'}",
            "comment": "part of the figure is secret" if figure.secret else "",
        }

    def coverage(self) -> Coverage:
        """A later page covers an earlier one of the same country, and no other's.

        Flows between two countries stand on both their pages in part, so naming parties here would let one
        page silence rows that it does not hold.
        """
        page = (f"the page of {self.country}",)
        years = self.years or {FIRST_YEAR}
        return Coverage(page, page, (min(years), max(years)))


def _meaning(code: str) -> SiteCode:
    return site_codes().get(code) or SiteCode(code, code, "", sure=False)


def _status(figure: _Figure, together: bool) -> str:
    if figure.amount is None:
        return "withheld"
    if together:
        return "aggregate"
    return "at_least" if figure.secret else "reported"


def _dated(figure: _Figure, stage: str, status: str) -> dict[str, Any]:
    """The year as a delivery where the figure is one, else as the time that the record speaks of."""
    if figure.year is None:
        return {"quantity_status": status, "first_year": None, "last_year": None}
    year = Span.year(figure.year)
    told: dict[str, Any] = {
        "quantity_status": status,
        "first_year": figure.year,
        "last_year": figure.year,
    }
    if stage == "delivered":
        return told | {"deliveries": [delivery(year, figure.amount, status)]}
    return told | span_cells("dated", year)


def _figures(value: object, field: str, year: object) -> list[_Figure]:
    """The numbers that a field holds: a number alone, an object with year and amount, or a list of these.

    A nought that hides nothing tells of no transfer.

    Raises:
        Unfit: it holds anything else.
    """
    parts: Sequence[object] = value if isinstance(value, list) else [value]
    found = [_figure(part, field, year) for part in parts if part not in (None, "")]
    return [one for one in found if one.amount or one.secret]


def _figure(part: object, field: str, year: object) -> _Figure:
    if isinstance(part, dict):
        secret = part.get("contains_classified") is True
        amount = _amount(part.get("amount"), field)
        return _Figure(amount or None if secret else amount, _year(part.get("year", year), field), secret)
    return _Figure(_amount(part, field), _year(year, field), secret=False)


def _amount(value: object, field: str) -> float | None:
    if value is None or value == "":
        return None
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdecimal():
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e12:
        raise Unfit(short(field), f"'{short(str(value))}' is not a number of 0 or more")
    return float(value)


def _year(value: object, field: str) -> int | None:
    if value is None or value == "":
        return None
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) == 4:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not FIRST_YEAR <= value <= 2100:
        raise Unfit(short(field), f"'{short(str(value))}' is not a year of the register")
    return value


UNROCA_SITE = Form(
    name="unroca-site",
    source=SOURCE,
    title=TITLE,
    version=1,
    recognises=recognises,
    parse=_parse,
)
