"""Handing records on to others, as far as the terms of their sources let one.

A row of a register belongs to whoever keeps the register. An export that holds more of a snapshot than its
terms allow is refused as a whole, with the reason; figures derived from the rows, and citations of them, may
always be handed on. What has no column in the table of transfers is left out, and nothing stands in for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from pathlib import Path

from headstamp.records.library import Library
from headstamp.records.manual import TRANSFERS
from headstamp.records.transfer import Transfer
from headstamp.records.visibility import sources
from headstamp.tables import parse_weighted, write_table
from headstamp.values import Quantity, Refused, Span, SpanStatus, ValueUnreadable
from headstamp.world import register_descriptions


class MoreThanAllowed(Refused):
    """An export would hand out more rows of a source than its terms permit.

    Attributes:
        source: id of the source.
        asked: how many lines the export holds.
        allowed: how many it may hold.
    """

    code = "more-than-allowed"

    def __init__(self, source: str, terms: str, asked: int, allowed: int, of: int) -> None:
        self.source, self.asked, self.allowed = source, asked, allowed
        may = f"at most {allowed:,} of its {of:,} lines" if allowed else "none of its lines"
        super().__init__(
            f"This would hand on {asked:,} lines of {source}, of which {may} may be handed on ({terms})",
            do="ask for fewer rows or for other sources (--source), or give figures and citations instead",
        )


@dataclass(frozen=True, slots=True)
class HandedOn:
    """How many rows were written, and of which snapshots."""

    rows: int
    snapshots: Mapping[str, int]


def allowed_lines(source: str, kept: int) -> int:
    """How many lines of a snapshot its source's terms let one hand on.

    A share below 1 is a limit that must not be reached ('less than 10 %'); of a source whose terms are not
    known nothing may be handed on.
    """
    described = sources().get(source)
    share = described.may_pass_on if described else 0.0
    return kept if share >= 1.0 else max(0, ceil(Fraction(str(share)) * kept) - 1)


def check_terms(library: Library, transfers: Iterable[Transfer]) -> None:
    """Refuse what the terms of a source do not permit.

    Raises:
        MoreThanAllowed: too many lines of one snapshot.
    """
    lines: dict[str, set[int]] = {}
    for one in transfers:
        if one.snapshot is not None:
            lines.setdefault(one.snapshot, set()).add(one.row)
    for sha256, rows in sorted(lines.items()):
        snapshot = library.snapshot(sha256)
        allowed = allowed_lines(snapshot.source, snapshot.kept)
        if len(rows) > allowed:
            described = sources().get(snapshot.source)
            terms = described.terms if described else "its terms are not known"
            raise MoreThanAllowed(snapshot.source, terms, len(rows), allowed, snapshot.kept)


def hand_on(library: Library, transfers: Iterable[Transfer], target: Path) -> HandedOn:
    """Write transfers as a table of transfers that another case can import.

    Args:
        library: that they come from.
        transfers: what was found.
        target: .csv, .xlsx or .json; an existing file is replaced.

    Raises:
        MoreThanAllowed: the terms of a source do not permit it; nothing is written.
        Refused: the form of the file is not known.
        OSError: the file cannot be written.
    """
    rows = list(transfers)
    check_terms(library, rows)
    cells = [_cells(one) for one in rows]
    write_table(target, TRANSFERS.header, cells, target.suffix.lstrip(".").casefold() or "csv")
    counted = Counter(one.snapshot for one in rows if one.snapshot)
    return HandedOn(len(rows), dict(sorted(counted.items())))


def _cells(one: Transfer) -> dict[str, str]:
    scheme, _, code = (one.category or "").partition(":")
    plain = _is_one_name(one.item)
    described = register_descriptions().get((one.item_class or "").casefold())
    delivered = one.delivered
    cells = {
        "id": one.id,
        "source": one.source,
        "stage": one.stage,
        "supplier": one.supplier.name,
        "recipient": one.recipient.name,
        "reported_by": one.reported_by.name if one.reported_by else "",
        "origin": one.origin.name if one.origin else "",
        "end_user": one.end_user.name if one.end_user else "",
        "via": "; ".join(party.name for party in one.via),
        "terms": one.terms or "",
        "item_type": "component" if described is not None and described.component else "",
        "weapon": one.item if plain else "",
        "description": (one.item_class or "") if plain else one.item,
        "category_scheme": scheme,
        "category": code,
        "quantity": _number_of(one.quantity),
        "quantity_status": str(one.quantity.status.value),
        "unit": one.quantity.unit,
        "value": str(one.value.amount) if one.value else "",
        "currency": one.value.currency if one.value else "",
        "value_basis": (one.value.basis or "") if one.value else "",
        "ordered": _time(one.ordered),
        "dated_from": _time(one.dated),
        "delivered_from": _time(delivered) if delivered else "",
        "condition": one.condition or "",
        "licence_no": one.reference or "",
        "comment": "; ".join(part for part in (one.comment, _gaps(one)) if part),
        "locator": f"snapshot {one.snapshot[:12]}, line {one.row}" if one.snapshot else "",
    }
    return {name: text for name, text in cells.items() if text}


def _is_one_name(item: str) -> bool:
    """Whether a weapon cell can hold the text: there, semicolons part candidates, colons their weights."""
    try:
        return parse_weighted(item) in ((), ((item.strip(), 1.0),))
    except ValueUnreadable:
        return False


def _number_of(quantity: Quantity) -> str:
    """A quantity as text that is read as the same, the words of the source where these are."""
    for text in (quantity.raw, str(quantity)):
        try:
            read = Quantity.parse(text, quantity.unit)
        except ValueUnreadable:
            continue
        if (read.value, read.low, read.high) == (quantity.value, quantity.low, quantity.high):
            return text
    return "" if quantity.value is None else str(quantity.value)


def _time(span: Span) -> str:
    """A span as text that is read as the same span, an estimate as an estimate."""
    if not span.is_known:
        return ""
    text = str(span)
    try:
        read = Span.parse(text)
    except ValueUnreadable:
        read = Span.unknown()
    if (read.from_, read.to) == (span.from_, span.to):
        return text
    about = "about " if span.status is SpanStatus.ESTIMATE else ""
    return f"{about}{span.from_} to {span.to}" if span.from_ and span.to else ""


def _gaps(one: Transfer) -> str:
    """The years of delivery where some between the first and the last have none, which a span cannot say."""
    years = sorted({each.when.first_year for each in one.deliveries if each.when.first_year is not None})
    gone = bool(years) and years[-1] - years[0] + 1 > len(years)
    return f"delivered in {', '.join(map(str, years))}" if gone else ""
