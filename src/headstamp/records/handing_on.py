"""Handing records on to others, as far as the terms of their sources let one.

A row of a register belongs to whoever keeps the register. An export that holds more of a snapshot than its
terms allow is refused as a whole, with the reason; figures derived from the rows, and citations of them, may
always be handed on.
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
from headstamp.tables import write_table
from headstamp.values import HeadstampError, Span


class MoreThanAllowed(HeadstampError):  # noqa: N818
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
            do="ask for fewer rows, or give figures and citations instead",
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
    write_table(target, TRANSFERS.header, cells, target.suffix.lstrip(".") or "csv")
    counted = Counter(one.snapshot for one in rows if one.snapshot)
    return HandedOn(len(rows), dict(sorted(counted.items())))


def _cells(one: Transfer) -> dict[str, str]:
    scheme, _, code = (one.category or "").partition(":")
    when = one.delivered
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
        # A weapon cell parts candidates by semicolons and weights by colons.
        "weapon": one.item if not set(one.item) & set(";:") else "",
        "description": one.item if set(one.item) & set(";:") else one.item_class or "",
        "category_scheme": scheme,
        "category": code,
        "quantity": _number(one.quantity.value),
        "quantity_status": str(one.quantity.status.value),
        "unit": one.quantity.unit,
        "value": _number(one.value.amount) if one.value else "",
        "currency": one.value.currency if one.value else "",
        "value_basis": (one.value.basis or "") if one.value else "",
        "ordered": _bounds(one.ordered),
        "dated_from": _bounds(one.dated),
        "delivered_from": _bounds(when) if when else "",
        "condition": one.condition or "",
        "licence_no": one.reference or "",
        "comment": one.comment,
        "locator": f"snapshot {one.snapshot[:12]}, line {one.row}" if one.snapshot else "",
    }
    return {name: text for name, text in cells.items() if text}


def _number(value: object) -> str:
    return "" if value is None else str(value)


def _bounds(span: Span) -> str:
    """A span as text that is read as the same span."""
    if span.from_ is None or span.to is None:
        return ""
    return str(span.from_) if span.from_ == span.to else f"{span.from_} to {span.to}"
