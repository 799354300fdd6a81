"""Claims as the contract has them, for programs."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from headstamp.reading.claim import Claim, Count, Named, Value
from headstamp.reading.conflict import Conflict, Place
from headstamp.values import Span, encode

if TYPE_CHECKING:
    from headstamp.reading.case_documents import CaseDocument
    from headstamp.reading.claims import Reading
    from headstamp.reading.review import Unread
    from headstamp.values import Json


def claim_body(claim: Claim) -> dict[str, Json]:
    """A claim; `fields` as annotations name them, `taken` where each field was taken from."""
    return {
        "id": claim.id,
        "type": claim.type.value,
        "quote": claim.quote,
        "start": claim.start,
        "end": claim.end,
        "fields": {one.name: _value(one.value) for one in claim.slots},
        "taken": {
            one.name: {"basis": one.basis.value, "start": one.start, "end": one.end} for one in claim.slots
        },
        "missing": list(claim.missing),
        "attribution": [
            {
                "source": _value(one.source),
                "how": one.how,
                "quote": one.quote,
                "start": one.start,
                "end": one.end,
            }
            for one in claim.attribution
        ],
        "modality": claim.modality.value,
        "negated": claim.negated,
        "rule": claim.rule,
    }


def reading_body(document: CaseDocument, reading: Reading) -> dict[str, Json]:
    """A document with its claims and the sentences for review."""
    told = reading.document
    return {
        "document": {
            "item": document.item,
            "text": document.text,
            "sha256": document.sha256,
            "name": document.name,
            "title": told.title,
            "published": encode(told.published) if told.published is not None else None,
            "publisher": told.publisher,
            "language": told.language,
            "kind": told.kind,
            "characters": len(told.text),
        },
        "claims": [claim_body(one) for one in reading.claims],
        "review": [_unread(one) for one in reading.review],
    }


def conflict_body(conflict: Conflict) -> dict[str, Json]:
    """A contradiction, tension or link with its places."""
    return {
        "kind": conflict.kind,
        "because": conflict.because,
        "places": _places(conflict.places),
        "retold": _places(conflict.retold),
    }


def _places(places: Sequence[Place]) -> list[Json]:
    return [
        {
            "document": one.document,
            "claim": one.claim,
            "quote": one.quote,
            "start": one.start,
            "end": one.end,
        }
        for one in places
    ]


def _unread(one: Unread) -> Json:
    return {"start": one.start, "end": one.end, "quote": one.quote, "because": one.because}


def _value(value: Value | Named) -> Json:
    if isinstance(value, Named):
        return {"id": value.id, "name": value.name}
    if isinstance(value, tuple):
        return [_value(one) for one in value]
    if isinstance(value, Span):
        return encode(value)
    if isinstance(value, Count):
        number = None if value.value is None else _number(value.value)
        return {"value": number, "comparator": value.comparator, "words": value.words}
    return _number(value) if isinstance(value, Decimal) else value


def _number(value: Decimal) -> Json:
    return int(value) if value == value.to_integral_value() else float(value)
