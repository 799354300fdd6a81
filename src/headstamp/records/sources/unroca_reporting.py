"""Which states reported to the UN Register for which years, as collected from the register's own site.

A state without any year has never reported: a missing report of it is no evidence that nothing came. A list
of countries without years says nothing of the kind and is refused.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping

from headstamp.records.event_schemas import REPORTING_SCHEMA
from headstamp.records.sources.delimited import decoded
from headstamp.records.sources.form import Form, Kind, Known, Parsed, RecordsUnreadable, Reject, short
from headstamp.records.sources.json_entries import check_storable, entry_text
from headstamp.records.sources.rows import Rows
from headstamp.records.sources.table import Parties, Taken, Unfit, covering, parsed

SOURCE = "unroca-reporting"
TITLE = "UN Register, years for which states reported"
_BEGINNING = re.compile(rb'(?:\xef\xbb\xbf)?\s*\[\s*\{\s*"country"\s*:\s*"[^"]*"\s*(?:,\s*"years"\s*:|\})')


def recognises(head: bytes) -> bool:
    """Whether it begins as a list of countries, each with its years or alone."""
    return _BEGINNING.match(head) is not None


def _parse(data: bytes, name: str, known: Known) -> Parsed:
    """Read who reported when.

    Raises:
        RecordsUnreadable: it is not whole JSON, or tells no years at all.
    """
    entries = _entries(data, name)
    rows, parties = Rows(SOURCE, hashlib.sha256(data).hexdigest(), REPORTING_SCHEMA), Parties(known)
    rejected: list[Reject] = []
    years: set[int] = set()
    kept = 0
    for line, entry in enumerate(entries, start=1):
        try:
            years |= _add(rows, line, entry, parties)
        except Unfit as unfit:
            rejected.append(Reject(line, unfit.column, unfit.why, entry_text(entry)))
        else:
            kept += 1
    return parsed(rows, Taken(tuple(rejected), kept, 0), len(entries), covering(years))


def _entries(data: bytes, name: str) -> list[object]:
    try:
        found = json.loads(decoded(data))
    except (ValueError, RecursionError):
        raise RecordsUnreadable(
            f"{name} is cut or damaged: it is not whole JSON", file=name, do="get the file again"
        ) from None
    if not isinstance(found, list) or not any(isinstance(one, dict) and "years" in one for one in found):
        raise RecordsUnreadable(
            f"{name} lists countries and no years, so it does not say who reported",
            file=name,
            do="add the file that lists the years of each country",
        )
    return found


def _add(rows: Rows, line: int, entry: object, parties: Parties) -> set[int]:
    """Keep a state's years, or that it has none; the years kept.

    Raises:
        Unfit: the entry does not hold together; none of its years is kept then.
    """
    if not isinstance(entry, dict) or not isinstance(entry.get("country"), str):
        raise Unfit("country", "the entry names no country")
    check_storable(entry, "country")
    party = parties.named(str(entry["country"]), "country")
    told = entry.get("years")
    if not isinstance(told, list):
        raise Unfit("years", "the entry has no list of years")
    years = sorted({_year(one) for one in told})
    told_years: list[int | None] = [*years] or [None]
    for year in told_years:
        rows.add(line, entry, f"/{year}", party=party, year=year)
    return set(years)


def _year(told: object) -> int:
    year = told.get("year") if isinstance(told, Mapping) else told
    if isinstance(year, str) and year.isascii() and year.isdecimal() and len(year) == 4:
        year = int(year)
    if not isinstance(year, int) or isinstance(year, bool) or not 1900 <= year <= 2100:
        raise Unfit("years", f"'{short(str(year))}' is not a year")
    return year


UNROCA_REPORTING = Form(
    name="unroca-reporting",
    source=SOURCE,
    title=TITLE,
    version=1,
    recognises=recognises,
    parse=_parse,
    kind=Kind.REPORTING,
)
