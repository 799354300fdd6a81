"""A person accepts a claim: it becomes a row of the case, cited to the words it stands in.

The program never accepts one by itself. A row of `claims` keeps the exact words, the document and the place;
a transfer, diversion or violation that says enough becomes a row of its table as well, which the claim is
then about. What a row would need and the claim does not say is told, and not made up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from headstamp.custody import Store
from headstamp.reading.case_documents import CaseDocument
from headstamp.reading.claim import Basis, Claim, ClaimType, Count, Modality, Named
from headstamp.sightings.imports import table_spec
from headstamp.tables import Row, Table
from headstamp.values import Refused, Span, ValueUnreadable

ACT: Final = "claims accept"
NOT_KNOWN: Final = "not known"
_KINDS: Final[Mapping[str, str]] = {
    "capture": "battlefield_capture",
    "looted_stock": "depot_loss",
    "illicit_trade": "illicit_purchase",
    "leak": "leakage",
    "defection": "defection",
    "handover": "hand_over",
    "own_manufacture": "local_manufacture",
}
"""The kind of incident that each mode of a diversion is; all others are 'other'."""

_EVENTS = frozenset(
    {Modality.ASSERTED, Modality.LIKELY, Modality.APPARENT, Modality.SUGGESTED, Modality.ALLEGED}
)


@dataclass(frozen=True, slots=True)
class AcceptedRow:
    """A row that an accepted claim becomes."""

    table: str
    key: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What an accepted claim became.

    Attributes:
        claim: its id.
        rows: the rows, the claim's own first.
        lacking: what it does not say that a row of transfers or incidents would need.
        new: whether anything was written; a claim accepted before is not accepted again.
    """

    claim: str
    rows: tuple[AcceptedRow, ...]
    lacking: tuple[str, ...]
    new: bool = True


def accept(store: Store, document: CaseDocument, claim: Claim, *, by: str) -> Acceptance:
    """Make a claim a row of the case, because a person says so.

    Args:
        store: the case's.
        document: the document it stands in.
        by: the person who accepts; readable in the log.

    Raises:
        Refused: nobody is named who accepts.
    """
    if not by.strip():
        raise Refused("A claim is accepted by a person", do="name who does with --by")
    acceptance = acceptance_of(document, claim, by)
    if store.row("claims", claim.id) is not None:
        return replace(acceptance, new=False)
    with store.change(by, ACT) as change:
        for row in acceptance.rows:
            if row.table == "sources" and store.row("sources", row.key) is not None:
                continue
            change.put(row.table, row.key, {"id": row.key, **row.cells})
    return acceptance


def acceptance_of(document: CaseDocument, claim: Claim, by: str) -> Acceptance:
    """The rows that a claim would become, without writing any."""
    events, lacking = [], list[str]()
    for one in _events(document, claim):
        faults = _faults(one)
        if faults:
            lacking += faults
        else:
            events.append(one)
    lacking += _unsaid(claim) if not events and not lacking else []
    own = AcceptedRow("claims", claim.id, _claim_cells(document, claim, by, [one.key for one in events]))
    source = AcceptedRow("sources", document.item, _source_cells(document))
    return Acceptance(claim.id, (own, *events, source), tuple(dict.fromkeys(lacking)))


def _claim_cells(document: CaseDocument, claim: Claim, by: str, about: list[str]) -> dict[str, str]:
    speakers = "; ".join(f"{one.source.name} ({one.how})" for one in claim.attribution)
    published = document.document.published
    return {
        "type": claim.type.value,
        "text": claim.quote,
        "about": ";".join(about),
        "stance": "denies" if claim.type is ClaimType.DENIAL or claim.negated else claim.modality.value,
        "speaker": speakers,
        "date": "" if published is None else _span(published),
        "source": document.item,
        "locator": _locator(document, claim),
        "accepted_by": by,
        "rule": claim.rule,
    }


def _locator(document: CaseDocument, claim: Claim) -> str:
    return f"{document.text}, characters {claim.start}-{claim.end}"


def _source_cells(document: CaseDocument) -> dict[str, str]:
    told = document.document
    return {
        "title": told.title or document.name,
        "publisher": told.publisher or "",
        "date": "" if told.published is None else _span(told.published),
        "kind": f"document ({told.kind})",
    }


def _events(document: CaseDocument, claim: Claim) -> Iterator[AcceptedRow]:
    if claim.negated or claim.modality not in _EVENTS:
        return
    if claim.type is ClaimType.TRANSFER:
        yield from _transfers(document, claim)
    elif claim.type is ClaimType.DIVERSION:
        yield AcceptedRow("incidents", f"{claim.id}-i", _incident(document, claim))
    elif claim.type is ClaimType.VIOLATION:
        yield AcceptedRow("violations", f"{claim.id}-v", _violation(document, claim))


def _transfers(document: CaseDocument, claim: Claim) -> Iterator[AcceptedRow]:
    """One row for each supplier and recipient; a number of several together is nobody's."""
    pairs = [(one, other) for one in claim.names("supplier") for other in claim.names("recipient")]
    alone = len(pairs) == 1
    for number, (supplier, recipient) in enumerate(pairs, start=1):
        if supplier.id is None or recipient.id is None:
            continue
        cells = {
            "supplier": supplier.id,
            "recipient": recipient.id,
            "stage": claim.word("stage") or "",
            "source": document.item,
            "end_user": "; ".join(one.name for one in claim.names("end_user")),
            "weapon": _weapon(claim) if len(claim.names("item")) == 1 else "",
            "description": "; ".join(one.name for one in claim.names("item")),
            "quantity": str(claim.get("quantity") or "") if alone and len(claim.names("item")) == 1 else "",
            "comment": f"read from a document and accepted; the text says '{claim.word('status')}'"
            + _elsewhere(claim),
            "locator": _locator(document, claim),
            **_dates(claim),
            **(_worth(claim) if alone else {}),
        }
        key = f"{claim.id}-t" if alone else f"{claim.id}-t{number}"
        yield AcceptedRow("transfers", key, cells)


def _elsewhere(claim: Claim) -> str:
    """Which fields stand in another sentence, so that whoever reads the row looks there too."""
    taken = [one.name for one in claim.slots if one.basis is Basis.INFERRED]
    return f"; taken from elsewhere in the text: {', '.join(taken)}" if taken else ""


def _weapon(claim: Claim) -> str:
    return next((one.id for one in claim.names("item") if one.id is not None), "")


def _dates(claim: Claim) -> dict[str, str]:
    date = claim.get("date")
    if not isinstance(date, Span) or not date.is_known:
        return {}
    if claim.word("stage") == "ordered":
        return {"ordered": _span(date)}
    first = "" if date.from_ is None else date.from_.isoformat()
    last = "" if date.to is None else date.to.isoformat()
    names = (
        ("delivered_from", "delivered_to")
        if claim.word("stage") == "delivered"
        else ("dated_from", "dated_to")
    )
    return {name: text for name, text in zip(names, (first, last), strict=True) if text}


def _worth(claim: Claim) -> dict[str, str]:
    value = claim.get("value")
    if not isinstance(value, Count) or value.value is None or not claim.word("currency"):
        return {}
    number = int(value.value) if value.value == value.value.to_integral_value() else Decimal(value.value)
    return {"value": str(number), "currency": claim.word("currency") or ""}


def _incident(document: CaseDocument, claim: Claim) -> dict[str, str]:
    modes = claim.words("mode")
    kind = _KINDS.get(modes[0], "other") if len(modes) == 1 else "other"
    quantity = claim.get("quantity")
    cells = {
        "kind": kind,
        "from_actor": _party(claim.names("from")),
        "to_actor": _party(claim.names("to")),
        "place": claim.word("place") or "",
        "weapons": ";".join(one.id or one.name for one in claim.names("item")),
        "count_low": str(quantity) if isinstance(quantity, int) else "",
        "count_high": str(quantity) if isinstance(quantity, int) else "",
        "source": document.item,
        "locator": _locator(document, claim),
        "note": f"read from a document and accepted; ways named: {', '.join(modes)}",
    }
    return cells | _when(document, claim)


def _violation(document: CaseDocument, claim: Claim) -> dict[str, str]:
    place = claim.names("place")
    cells = {
        "kind": claim.word("kind") or "",
        "alleged_actor": _party(claim.names("alleged_actor")),
        "place": place[0].name if place else "",
        "source": document.item,
        "locator": _locator(document, claim),
    }
    return cells | _when(document, claim)


def _when(document: CaseDocument, claim: Claim) -> dict[str, str]:
    """The time of an event; of one without, only that it was before the document came out."""
    date, published = claim.get("date"), document.document.published
    if isinstance(date, Span) and date.is_known:
        first = {} if date.from_ is None else {"from": date.from_.isoformat()}
        last = date.to or (published.to if published is not None else None)
        return first | ({} if last is None else {"to": last.isoformat()})
    if published is not None and published.to is not None:
        return {"to": published.to.isoformat()}
    return {}


def _party(named: tuple[Named, ...]) -> str:
    if not named:
        return NOT_KNOWN
    return ";".join(one.id or one.name for one in named)


def _span(span: Span) -> str:
    """A time as the tables read it."""
    if span.from_ is not None and span.from_ == span.to:
        return span.from_.isoformat()
    try:
        return str(span) if Span.parse(str(span)).is_known else ""
    except ValueUnreadable:
        return f"{span.from_ or ''} to {span.to or ''}" if span.from_ and span.to else ""


def _faults(row: AcceptedRow) -> list[str]:
    """What keeps the case's own check from taking a row."""
    spec = table_spec(row.table)
    cells = {"id": row.key, **row.cells}
    table = Table(row.table, tuple(dict.fromkeys((*spec.header, *cells))), (Row(1, cells),))
    checked = spec.check(table, lambda name: True)
    return [one.why.rstrip(".") for one in checked.rejected]


def _unsaid(claim: Claim) -> list[str]:
    """Which fields a claim lacks to be a row of its own."""
    if claim.type is ClaimType.TRANSFER:
        return [
            f"no {name} is named" for name in ("supplier", "recipient", "stage") if claim.get(name) is None
        ]
    return []
