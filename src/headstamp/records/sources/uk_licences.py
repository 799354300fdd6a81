"""Strategic export licences as the Campaign Against Arms Trade serves them: one line a licence and rating.

Each line is a decision on so many licences of one rating for one destination; 1 under `refused` makes it a
refusal, which has no value. Ratings outside the Military List are kept under the list they are of and mean no
class of weapon: codes of the EU's dual-use list as 'dual-use:', the state's own (among them a few military
ones, PL5001 to PL5035) as 'national:'. Lines of one case share its number, the `reference`. Low values may be
off by a pound or two, and open licences have none (README of the source).
"""

from __future__ import annotations

import hashlib
import re
from datetime import date
from functools import lru_cache

from headstamp.records.sources.delimited import (
    Line,
    data_lines,
    delimiter_in,
    ends_within_a_row,
    head_line,
    header_at,
    rows_after,
    text_lines,
)
from headstamp.records.sources.form import Form, Known, Parsed, short
from headstamp.records.sources.rows import Rows, dated
from headstamp.records.sources.table import (
    Parties,
    Unfit,
    covering,
    keep,
    military_codes,
    number,
    parsed,
    whole_number,
)
from headstamp.records.visibility import reporter_of
from headstamp.values import Span

_SIGNS = re.compile(r'[,;\t"]+')
SOURCE = "uk-licences"
_TITLE = "the export licences of the Campaign Against Arms Trade"
_COLUMNS = ["licence_group", "date", "rating", "count", "value", "country", "refused"]
_LATER = ["licence_id", "licence_cohort_id", *_COLUMNS[1:]]
_DUAL_USE = re.compile(r"[0-9][A-E][0-9]{3}.*")


def _parse(data: bytes, name: str, known: Known) -> Parsed:
    """Read the licences.

    Raises:
        RecordsUnreadable: the header is another one.
    """
    lines = text_lines(data)
    columns = _LATER if "licence_cohort_id" in head_line(data[:4096]) else _COLUMNS
    sign = delimiter_in(lines, columns, ",")
    first = header_at(lines, columns, sign, name, _TITLE) + 1
    rows, parties, years = Rows(SOURCE, hashlib.sha256(data).hexdigest()), Parties(known), set[int]()
    reporter = reporter_of(SOURCE)

    def add(line: Line) -> None:
        day, rating, count, worth, country, refused = line.cells[1 - len(_COLUMNS) :]
        when = _day(day)
        recipient = parties.named(country, "country")
        if refused.strip() not in ("0", "1"):
            raise Unfit("refused", f"'{short(refused)}' is neither 0 nor 1")
        is_refusal = refused.strip() == "1"
        value, licences = number(worth, "value"), whole_number(count, "count")
        # What was refused has no value; a nought there is an empty cell that a program filled.
        value = None if is_refusal and not value else value
        rows.add(
            line.number,
            line.cells,
            stage="refused" if is_refusal else "authorised",
            reported_by=reporter,
            supplier=reporter,
            recipient=recipient,
            item="",
            category=_category(rating),
            quantity=None if licences is None else float(licences),
            quantity_unit="licence",
            quantity_status="blank" if licences is None else "reported",
            quantity_raw=count,
            value=value,
            currency="GBP" if value is not None else None,
            value_basis="licence",
            reference=line.cells[0].strip(),
            **dated(when),
        )
        years.add(when.first_year or 0)

    taken = keep(rows_after(lines, first, len(columns), sign), add)
    cut = ends_within_a_row(lines, taken.rejected)
    covered = covering(years, suppliers=[reporter])
    return parsed(rows, taken, data_lines(lines, first), covered, cut=cut)


@lru_cache(maxsize=4096)
def _day(text: str) -> Span:
    try:
        return Span.day(date.fromisoformat(text.strip()))
    except ValueError:
        raise Unfit("date", f"'{short(text)}' is no day such as 2008-01-02") from None


@lru_cache(maxsize=1024)
def _category(rating: str) -> str | None:
    plain = rating.strip()
    codes, others = military_codes(plain)
    if codes and not others:
        return f"ml:{';'.join(codes)}"
    if not plain:
        return None
    return f"dual-use:{plain}" if _DUAL_USE.fullmatch(plain) else f"national:{plain}"


UK_LICENCES = Form(
    name="uk-licences",
    source=SOURCE,
    title="Strategic export licences, Campaign Against Arms Trade",
    version=2,
    recognises=lambda head: {"rating", "refused", "country"} <= set(_SIGNS.split(head_line(head))),
    parse=_parse,
)
