"""Sentences for a person to look at: arms, parties and a word of trade, in which no rule found a claim."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from headstamp.reading.claim import Claim, ClaimType
from headstamp.reading.passage import Passage

_TELLING = frozenset(
    {
        ClaimType.TRANSFER,
        ClaimType.DIVERSION,
        ClaimType.HOLDER,
        ClaimType.ORIGIN,
        ClaimType.STOCK,
        ClaimType.SUPPLIER_STAT,
        ClaimType.RULE,
        ClaimType.UNKNOWN,
        ClaimType.VERIFICATION,
    }
)
_POINTING = frozenset({"transfer", "diversion", "holder"})


@dataclass(frozen=True, slots=True)
class Unread:
    """A sentence that probably holds a claim.

    Attributes:
        start, end: where it stands, end exclusive.
        quote: its words.
        because: what of it points at a claim.
    """

    start: int
    end: int
    quote: str
    because: str


def unread(passages: Sequence[Passage], claims: Sequence[Claim]) -> Iterator[Unread]:
    """The sentences that name arms, somebody and a word of trade or capture, without a claim."""
    told = [one for one in claims if one.type in _TELLING]
    index = 0
    for passage in passages:
        while index < len(told) and told[index].end <= passage.start:
            index += 1
        if index < len(told) and told[index].start < passage.end:
            continue
        if not passage.trigger_types & _POINTING:
            continue
        pointing = [one for one in passage.triggers if one.frame.type in _POINTING]
        if not pointing or not passage.goods:
            continue
        parties = [one for one in passage.parties if one.kind not in ("person", "age")]
        if not parties:
            continue
        words = passage.raw[pointing[0].start : pointing[0].end]
        arms = passage.goods[0].quote
        who = passage.raw[parties[0].start : parties[0].end]
        because = f"it names '{arms}' and '{who}' beside '{words}'"
        yield Unread(passage.start, passage.end, passage.raw[passage.start : passage.end], because)
