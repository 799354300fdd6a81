"""A claim found in a text: its exact words, what they say, and where each thing said was taken from.

A claim found here is a proposal. It says which words of the document it rests on, which of its fields stand
in these words and which were carried from elsewhere, and which it lacks. Nothing here judges whether a claim
is true; a person accepts it, never the program.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeAlias

from headstamp.values import Span

_ID_LENGTH: Final = 12


class ClaimType(StrEnum):
    """What sort of thing is claimed."""

    TRANSFER = "transfer"
    DIVERSION = "diversion"
    HOLDER = "holder"
    ORIGIN = "origin"
    STOCK = "stock"
    SUPPLIER_STAT = "supplier_stat"
    RULE = "rule"
    INCIDENT = "incident"
    VIOLATION = "violation"
    STATEMENT = "statement"
    DENIAL = "denial"
    UNKNOWN = "unknown"
    VERIFICATION = "verification"
    ATTRIBUTION = "attribution"


class Modality(StrEnum):
    """How surely a text puts a claim; the words are those of the text, not a judgement of ours."""

    ASSERTED = "asserted"
    LIKELY = "likely"
    POSSIBLE = "possible"
    SUGGESTED = "suggested"
    APPARENT = "apparent"
    ALLEGED = "alleged"
    RISK = "risk"
    CALLED_FOR = "called-for"
    PLANNED = "planned"


class Basis(StrEnum):
    """Whether a field stands in the claim's own sentence or was carried from elsewhere in the document."""

    STATED = "stated"
    INFERRED = "inferred"


@dataclass(frozen=True, slots=True)
class Named:
    """A party or weapon as the text names it.

    Attributes:
        id: the actor or node that the name stands for; None where nobody known bears it, or a word such as
            'rebels' stands for nobody in particular.
        name: the words of the text, or the printed name where an id is known.
    """

    id: str | None
    name: str


@dataclass(frozen=True, slots=True)
class Count:
    """A number with its comparator.

    Attributes:
        value: the number; None where the text has words such as 'dozens' only.
        comparator: '=', '>', '>=', '<', '<=' or '~'.
        words: as written.
    """

    value: Decimal | None
    comparator: str
    words: str


Value: TypeAlias = str | int | Decimal | Span | Count | Named | tuple[Named, ...] | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """One field of a claim and the words it was taken from.

    Attributes:
        name: the field.
        value: what it holds.
        basis: whether it is stated in the claim's sentence.
        start, end: the characters it was taken from, end exclusive.
    """

    name: str
    value: Value
    basis: Basis
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Attribution:
    """One link of the chain of who says it: 'BIRN' told by the page, 'UN data' cited by BIRN.

    Attributes:
        source: who or what is named as the source.
        how: 'says' for whoever speaks, 'citing' for what a speaker rests on.
        quote: the words that attribute.
        start, end: where they stand, end exclusive.
    """

    source: Named
    how: str
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Claim:
    """Something a document claims.

    Attributes:
        id: the same whenever the same text is read: of document text, type and place.
        type: what sort of claim.
        quote: the exact words, `text[start:end]` of the document.
        start, end: characters of the document's text, end exclusive.
        slots: what is said, in the order of `FIELDS`.
        missing: fields that the type should have and that were not found.
        attribution: who says it, nearest first.
        modality: how surely it is put.
        negated: whether the text says that it is not so.
        rule: the id of the rule that found it.
    """

    id: str
    type: ClaimType
    quote: str
    start: int
    end: int
    slots: tuple[Slot, ...]
    missing: tuple[str, ...]
    attribution: tuple[Attribution, ...]
    modality: Modality
    negated: bool
    rule: str

    def slot(self, name: str) -> Slot | None:
        """A field with the place it was taken from, None where it was not found."""
        return next((one for one in self.slots if one.name == name), None)

    def get(self, name: str) -> Value | None:
        """What a field holds, None where it was not found."""
        found = self.slot(name)
        return None if found is None else found.value

    def word(self, name: str) -> str | None:
        """A field that is a word, None where it was not found or is none."""
        found = self.get(name)
        return found if isinstance(found, str) else None

    def names(self, name: str) -> tuple[Named, ...]:
        """A field that names one or several, () where it was not found."""
        found = self.get(name)
        if isinstance(found, Named):
            return (found,)
        if isinstance(found, tuple):
            return tuple(one for one in found if isinstance(one, Named))
        return ()

    def words(self, name: str) -> tuple[str, ...]:
        """A field that is one or several words, () where it was not found."""
        found = self.get(name)
        if isinstance(found, str):
            return (found,)
        if isinstance(found, tuple):
            return tuple(one for one in found if isinstance(one, str))
        return ()


EXPECTED: Final[Mapping[ClaimType, tuple[str, ...]]] = {
    ClaimType.TRANSFER: ("supplier", "recipient", "item", "quantity", "date", "stage"),
    ClaimType.DIVERSION: ("from", "to", "item", "place", "date"),
    ClaimType.HOLDER: ("holder", "item", "place", "date"),
    ClaimType.ORIGIN: ("item",),
    ClaimType.STOCK: ("actor", "date"),
    ClaimType.SUPPLIER_STAT: ("n", "recipient", "date"),
    ClaimType.RULE: ("rule", "target"),
    ClaimType.INCIDENT: ("kind", "place", "date"),
    ClaimType.VIOLATION: ("kind", "alleged_actor", "place", "date"),
    ClaimType.STATEMENT: ("speaker",),
    ClaimType.DENIAL: ("speaker", "target"),
    ClaimType.UNKNOWN: ("what",),
    ClaimType.VERIFICATION: ("by", "content"),
    ClaimType.ATTRIBUTION: ("source",),
}
"""The fields that a claim of each type should have; those not found are listed as missing."""


def make_claim(
    text: str,
    digest: str,
    type: ClaimType,
    start: int,
    end: int,
    slots: Iterable[Slot] = (),
    *,
    rule: str,
    attribution: tuple[Attribution, ...] = (),
    modality: Modality = Modality.ASSERTED,
    negated: bool = False,
) -> Claim:
    """A claim with its id, quote and missing fields filled in.

    Args:
        text: the document's text.
        digest: SHA-256 of that text, so that the id names the text as well as the place.
    """
    held = tuple({one.name: one for one in slots}.values())
    names = {one.name for one in held}
    # A name is the first thing that a row of the case will be known by, so the rule is no part of it.
    told = f"{digest}:{type.value}:{start}:{end}"
    return Claim(
        id=f"cl-{hashlib.sha256(told.encode()).hexdigest()[:_ID_LENGTH]}",
        type=type,
        quote=text[start:end],
        start=start,
        end=end,
        slots=held,
        missing=tuple(one for one in EXPECTED[type] if one not in names),
        attribution=attribution,
        modality=modality,
        negated=negated,
        rule=rule,
    )
