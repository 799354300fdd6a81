"""SIPRI's archive of arms embargoes: target, three days, and the document that set the embargo up.

The archive names no body, so that is read from the form of the document (`records/data/embargo_bodies.csv`),
or not told. Its years have two digits: '7-Aug-63' is 1963, for an embargo of 2063 has not been set up. What
the archive gets wrong is kept as it stands and marked as uncertain, never put right here: the case's own
embargo list has the better dates, and this file is a check on it.
https://www.sipri.org/databases/embargoes
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from itertools import combinations, product
from typing import Any

from headstamp.records.event_schemas import EMBARGO_SCHEMA
from headstamp.records.sources.delimited import Line, ends_within_a_row
from headstamp.records.sources.form import Form, Kind, Known, Parsed
from headstamp.records.sources.named_columns import NamedTable, column_key, first_columns, named_table
from headstamp.records.sources.rows import Rows
from headstamp.records.sources.table import Taken, Unfit, covering, keep, parsed
from headstamp.records.sources.written_days import written_day

SOURCE = "sipri-embargoes"
TITLE = "SIPRI's archive of arms embargoes"
NOT_TOLD = "not told"
_REQUIRED = (
    ("Target",),
    ("Entry into force",),
    ("Suspended",),
    ("Lifted",),
    ("Establishing document",),
)
_SHORT_YEAR = re.compile(r"(?P<day>\d{1,2})[- ](?P<month>[A-Za-z]{3,9})[- ](?P<year>\d{2})", re.ASCII)
_SCOPE = re.compile(
    r"(?P<target>.+?)\s*\((?P<scope>NGF|non-governmental forces|[^()]*(?:forces|groups))\)", re.I
)
_RESOLUTION = re.compile(r"UNSCR (\d{1,5})", re.ASCII)
# The oldest embargo of the archive is of 1963 and its newest of 2021; two digits from here on are of the last
# century.
_TURN = 50


@dataclass(frozen=True, slots=True)
class _Embargo:
    line: Line
    target: str
    scope: str | None
    days: tuple[date | None, date | None, date | None]
    document: str
    uncertain: tuple[str, ...]


def recognises(head: bytes) -> bool:
    """Whether the first line has the archive's columns, or all but one of them."""
    wanted = {column_key(one[0]) for one in _REQUIRED}
    return len(first_columns(head) & wanted) >= len(wanted) - 1


def _parse(data: bytes, name: str, known: Known) -> Parsed:
    """Read the archive.

    Raises:
        RecordsUnreadable: a column is missing.
    """
    table = _without_empty_rows(named_table(data, name, TITLE, _REQUIRED))
    found: list[_Embargo] = []
    taken = keep(table.lines(), lambda line: found.append(_embargo(table, line)))
    rows = Rows(SOURCE, hashlib.sha256(data).hexdigest(), EMBARGO_SCHEMA)
    doubted = out_of_order([(one.days[0], one.document) for one in found])
    for index, one in enumerate(found):
        uncertain = [*one.uncertain, *(["document"] if index in doubted else [])]
        _add(rows, table, one, uncertain)
    return _told(rows, taken, table, found)


def _without_empty_rows(table: NamedTable) -> NamedTable:
    """The table, its rows of separators alone blank: a spreadsheet writes them below the last row."""
    text = [line if line.strip(table.delimiter + " \r") else "" for line in table.text]
    return NamedTable(table.names, table.at, text, table.first, table.delimiter)


def _told(rows: Rows, taken: Taken, table: NamedTable, found: Sequence[_Embargo]) -> Parsed:
    years = [day.year for one in found for day in one.days if day is not None]
    cut = ends_within_a_row(table.text, taken.rejected)
    return parsed(rows, taken, table.read, covering(years), cut=cut)


def _add(rows: Rows, table: NamedTable, one: _Embargo, uncertain: list[str]) -> None:
    entry, suspended, lifted = one.days
    cells: dict[str, Any] = {
        "body": body_of(one.document),
        "target": one.target,
        "scope": one.scope,
        "from": entry,
        "to": lifted,
        "suspended": suspended,
        "document": one.document,
        "uncertain": uncertain,
    }
    rows.add(one.line.number, table.raw(one.line), **cells)


def _embargo(table: NamedTable, line: Line) -> _Embargo:
    whole = " ".join(table.cell(line, "target").split())
    if not whole:
        raise Unfit("Target", "the cell is empty")
    if not table.cell(line, "entryintoforce"):
        raise Unfit("Entry into force", "the cell is empty")
    columns = ("Entry into force", "Suspended", "Lifted")
    days, ordered = _days([table.cell(line, column_key(one)) for one in columns], columns)
    narrowed = _SCOPE.fullmatch(whole)
    document = " ".join(table.cell(line, "establishingdocument").split())
    return _Embargo(
        line,
        narrowed["target"] if narrowed else whole,
        narrowed["scope"] if narrowed else None,
        days,
        document,
        () if ordered else ("from", "suspended", "to"),
    )


def _days(
    texts: Sequence[str], columns: Sequence[str]
) -> tuple[tuple[date | None, date | None, date | None], bool]:
    """The three days, and whether they follow each other.

    Of the centuries that two digits leave open the likely one is taken, unless only another puts the days in
    order.
    """
    readings = [list(_readings(text, column)) for text, column in zip(texts, columns, strict=True)]
    choices = sorted(product(*(enumerate(one) for one in readings)), key=_unlikeliness)
    days = [tuple(day for _, day in choice) for choice in choices]
    fitting = next((one for one in days if _in_order(one)), None)
    entry, suspended, lifted = fitting or days[0]
    return (entry, suspended, lifted), fitting is not None


def _unlikeliness(choice: Sequence[tuple[int, date | None]]) -> tuple[int, date]:
    """How often the less likely century is taken; of equals, the days that end first, for none is to come."""
    return sum(number for number, _ in choice), max((day for _, day in choice if day), default=date.min)


def _in_order(days: Sequence[date | None]) -> bool:
    told = [day for day in days if day is not None]
    return told == sorted(told)


def _readings(text: str, column: str) -> Iterator[date | None]:
    """What a cell can mean, the likeliest first; raises Unfit."""
    if text in ("", "-"):
        yield None
    elif found := _SHORT_YEAR.fullmatch(text):
        century = ("19", "20") if int(found["year"]) >= _TURN else ("20", "19")
        for first in century:
            yield written_day(f"{found['day']} {found['month']} {first}{found['year']}", column)
    else:
        yield written_day(text, column)


@lru_cache(maxsize=1)
def _bodies() -> tuple[tuple[re.Pattern[str], str], ...]:
    text = files("headstamp.records").joinpath("data/embargo_bodies.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple((re.compile(row["pattern"], re.IGNORECASE), row["body"]) for row in rows)


def body_of(document: str) -> str:
    """Whose embargo a document sets up, judged by its form; 'not told' where the form does not say.

    >>> body_of("UNSCR 1333"), body_of("2001/154/CFSP"), body_of("-")
    ('UN', 'EU', 'not told')
    """
    return next((body for pattern, body in _bodies() if pattern.fullmatch(document)), NOT_TOLD)


def out_of_order(told: Sequence[tuple[date | None, str]]) -> frozenset[int]:
    """Places of resolutions whose number belongs to another time than their day, by the archive's own rows.

    Resolutions of the Security Council are numbered as they are adopted, so two rows whose days and numbers
    run against each other cannot both be right. The row that quarrels with most others is the doubtful one;
    where several quarrel alike, all of them are.

    Args:
        told: the day and the document of every row.
    """
    numbered = {
        place: (day, int(found[1]))
        for place, (day, document) in enumerate(told)
        if day is not None and (found := _RESOLUTION.fullmatch(document))
    }
    doubted: set[int] = set()
    while quarrels := _quarrels({place: one for place, one in numbered.items() if place not in doubted}):
        most = max(quarrels.values())
        doubted |= {place for place, times in quarrels.items() if times == most}
    return frozenset(doubted)


def _quarrels(numbered: dict[int, tuple[date, int]]) -> Counter[int]:
    found: Counter[int] = Counter()
    for (one, (day, number)), (other, (later, greater)) in combinations(numbered.items(), 2):
        if (day < later and number > greater) or (day > later and number < greater):
            found.update((one, other))
    return found


SIPRI_EMBARGOES = Form(
    name="sipri-embargoes",
    source=SOURCE,
    title=TITLE,
    version=1,
    recognises=recognises,
    parse=_parse,
    kind=Kind.EMBARGOES,
)
