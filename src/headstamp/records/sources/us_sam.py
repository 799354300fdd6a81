"""Arms sales by country, year and programme as the Security Assistance Monitor keeps them, in JSON.

One entry holds up to three stages: sales notified to the legislature, agreements signed (the column
`authorizations`, which for commercial programmes holds licences instead) and deliveries. They are three
records, for a notification is no order and an order no delivery; nought in a column is none. Totals only, in
dollars of a fiscal year that begins in October of the year before; which stage a programme's authorisations
are stands in `records/data/sales_programmes.csv`.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any

from headstamp.records.sources.delimited import decoded
from headstamp.records.sources.form import Form, Known, Parsed, RecordsUnreadable, Reject
from headstamp.records.sources.rows import Rows, delivery, span_cells
from headstamp.records.sources.table import Parties, Taken, Unfit, covering, number, parsed, year
from headstamp.records.visibility import reporter_of
from headstamp.values import Span

SOURCE = "us-sam"
_KEYS = ("year", "country", "program", "authorizations", "deliveries", "notifications")
_BASES = {"notifications": "notified", "authorizations": "", "deliveries": "delivered"}
"""The basis of the value in each column; of authorisations it depends on the programme."""
_UNKNOWN_PROGRAMME: Mapping[str, str] = {"authorizations": "authorised", "terms": ""}


@lru_cache(maxsize=1)
def _programmes() -> Mapping[str, Mapping[str, str]]:
    text = files("headstamp.records").joinpath("data/sales_programmes.csv").read_text(encoding="utf-8")
    return {row["programme"]: row for row in csv.DictReader(text.splitlines())}


def _parse(data: bytes, name: str, known: Known) -> Parsed:
    """Read the sales.

    Raises:
        RecordsUnreadable: the file is not whole JSON, or not a list of entries.
    """
    entries = _entries(data, name)
    rows, parties, years = Rows(SOURCE, hashlib.sha256(data).hexdigest()), Parties(known), set[int]()
    rejected, kept = [], 0
    for line, entry in enumerate(entries, 1):
        text, is_text = _as_text(entry)
        try:
            if not is_text:
                raise Unfit(None, "the entry holds half a sign, which is no text")
            years.add(_add(line, entry, rows, parties))
        except Unfit as unfit:
            rejected.append(Reject(line, unfit.column, unfit.why, text))
        else:
            kept += 1
    covered = covering(years, suppliers=[reporter_of(SOURCE)])
    return parsed(rows, Taken(tuple(rejected), kept, 0), len(entries), covered)


def _entries(data: bytes, name: str) -> list[object]:
    try:
        found = json.loads(decoded(data))
        json.dumps(found)
    except (ValueError, RecursionError) as error:
        raise RecordsUnreadable(
            f"{name} is not whole JSON, so the download was cut short or changed",
            file=name,
            line=getattr(error, "lineno", None),
            do="download it again",
        ) from error
    if not isinstance(found, list):
        raise RecordsUnreadable(f"{name} holds no list of sales", file=name, do="download it again")
    return found


def _as_text(entry: object) -> tuple[str, bool]:
    """The entry as JSON, and whether it is text throughout; half a sign stays escaped."""
    text = json.dumps(entry, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(entry), False
    return text, True


def _add(line: int, entry: object, rows: Rows, parties: Parties) -> int:
    """Keep the records of one entry; the year it speaks of."""
    if not isinstance(entry, dict) or not all(isinstance(entry.get(key), str) for key in _KEYS):
        raise Unfit(None, f"the entry does not hold the texts {', '.join(_KEYS)}")
    when = year(entry["year"], "year")
    recipient = parties.named(entry["country"], "country")
    told = {key: number(entry[key], key) for key in _BASES}
    programme = _programmes().get(entry["program"].strip(), _UNKNOWN_PROGRAMME)
    for key, value in told.items():
        if not value:
            continue
        stage = {"notifications": "notified", "deliveries": "delivered"}.get(key, programme["authorizations"])
        rows.add(
            line,
            entry,
            key,
            stage=stage,
            reported_by=reporter_of(SOURCE),
            supplier=reporter_of(SOURCE),
            recipient=recipient,
            item="",
            terms=programme["terms"] or None,
            quantity_unit="object",
            quantity_status="blank",
            value=value,
            currency="USD",
            value_basis=_BASES[key] or ("contract" if stage == "ordered" else "licence"),
            reference=str(entry.get("key") or ""),
            comment=entry["program"],
            # The year that the entry names decides which selection by year finds it, not the quarter before.
            first_year=when,
            last_year=when,
            **_time(stage, when),
        )
    return when


@lru_cache(maxsize=1024)
def _time(stage: str, fiscal: int) -> Mapping[str, Any]:
    """The columns that hold a fiscal year, which begins in October of the year before."""
    span = Span.between(date(fiscal - 1, 10, 1), date(fiscal, 9, 30))
    if stage == "delivered":
        return {"deliveries": [delivery(span)]}
    return span_cells("ordered" if stage == "ordered" else "dated", span)


US_SAM = Form(
    name="us-sam",
    source=SOURCE,
    title="Arms sales by country and programme, Security Assistance Monitor",
    version=2,
    recognises=lambda head: b'"authorizations"' in head and b'"program"' in head,
    parse=_parse,
)
