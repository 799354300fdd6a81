"""One source's claim that arms were to move, or moved, at one stage.

Registers write rows, cases write rows, and both become the same thing here: a flat Arrow schema that Parquet
keeps, and `Transfer`, a view of one row for people and JSON. Nothing here decides what a name means; texts
stay as the source wrote them, and resolution is derived later.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from headstamp.values import Precision, Quantity, QuantityStatus, Span, SpanStatus

STAGES = (
    "notified",
    "authorised",
    "refused",
    "revoked",
    "ordered",
    "delivered",
    "delivery_verified",
    "retransfer_authorised",
    "customs_exit",
    "customs_entry",
    "transit",
)
"""The stages at which a transfer can be claimed; none is ever merged with another."""

CODE_SCHEMES = ("unroca", "att", "ml", "hs")
"""Schemes of category codes that the catalogue's classes bear."""

CLASS_SCHEME = "class"
"""Scheme of a category that is a class of the catalogue itself, read from the words of a source."""

TERMS = ("sale", "aid", "gift", "barter", "loan", "licensed_production", "return")
"""On what terms a transfer was made, as far as the source says."""


@dataclass(frozen=True, slots=True)
class Party:
    """A party as the source names it, with the actor the name stands for when it is known."""

    id: str | None
    name: str


@dataclass(frozen=True, slots=True)
class WeaponWeight:
    """One node of the catalogue that a text may stand for, and how likely it is that it does."""

    id: str
    name: str
    weight: float


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery that a source names: when, and how many where it splits the total."""

    when: Span
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class Money:
    """What a source says a transfer was worth, on which basis; values of two bases are never added.

    Attributes:
        amount: in whole units of the currency.
        currency: ISO 4217.
        basis: licence, contract, notified, delivered, fob, cif, aid.
    """

    amount: int | Decimal
    currency: str
    basis: str | None


@dataclass(frozen=True, slots=True)
class Transfer:
    """A row of a register or a case, read: `quantity` belongs to `stage`.

    Attributes:
        id: sixteen hexadecimal digits, the same whenever the same file is read.
        snapshot: sha256 of the file, or None for a row of the case itself.
        row: the line in that file, from 1.
        weapon: what the item text resolves to, weights summing to 1; empty when it fits nothing.
        level: class, family, model or variant of the first candidate; 'register' for a designation that the
            catalogue does not hold; None when unresolved.
        reported_by: the state or body that told the source, where that is one side of the transfer.
        category: scheme and code, such as 'ml:ML1', of a source that names categories and no models.
        dated: when, for a record that is neither of an order nor of a delivery.
        reference: the source's own number of the record.
    """

    id: str
    source: str
    snapshot: str | None
    row: int
    stage: str
    supplier: Party
    recipient: Party
    end_user: Party | None
    via: tuple[Party, ...]
    item: str
    item_class: str | None
    weapon: tuple[WeaponWeight, ...]
    level: str | None
    quantity: Quantity
    ordered_quantity: Quantity
    ordered: Span
    deliveries: tuple[Delivery, ...]
    condition: str | None
    terms: str | None
    uncertain: tuple[str, ...]
    comment: str
    reported_by: Party | None
    origin: Party | None
    category: str | None
    dated: Span
    value: Money | None
    reference: str | None

    @property
    def delivered(self) -> Span | None:
        """From the first to the last delivery named, or None where the source names none."""
        if not self.deliveries:
            return None
        span = self.deliveries[0].when
        for delivery in self.deliveries[1:]:
            span = span.hull(delivery.when)
        return span


def transfer_id(source: str, snapshot: str, row_key: str) -> str:
    """Sixteen hexadecimal digits that name one row of one file for ever."""
    return hashlib.sha256(f"{source}|{snapshot}|{row_key}".encode()).hexdigest()[:16]


def whole(number: float | None) -> int | Decimal | None:
    """A number of the schema as a value: an integer where it is whole, else with its fraction."""
    if number is None:
        return None
    return int(number) if number.is_integer() else Decimal(str(number))


def span_of(row: Mapping[str, object], prefix: str) -> Span:
    """The span that the columns `<prefix>_from`, `_to`, `_precision`, `_status` of a row hold."""
    precision = row[f"{prefix}_precision"]
    if precision is None:
        return Span.unknown()
    start, end = row[f"{prefix}_from"], row[f"{prefix}_to"]
    return Span(
        start if isinstance(start, date) else None,
        end if isinstance(end, date) else None,
        Precision(str(precision)),
        SpanStatus(str(row[f"{prefix}_status"])),
    )


def delivery_of(cell: Mapping[str, object], unit: str) -> Delivery:
    """One element of the `deliveries` column as a value."""
    start, end, count = cell["from"], cell["to"], cell["quantity"]
    when = Span(
        start if isinstance(start, date) else None,
        end if isinstance(end, date) else None,
        Precision(str(cell["precision"])),
        SpanStatus(str(cell["status"])),
    )
    value = whole(count) if isinstance(count, float) else None
    return Delivery(when, Quantity(value, unit=unit, status=QuantityStatus(str(cell["quantity_status"]))))
