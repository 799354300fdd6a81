"""Reading made-up sentences and the annotated articles, for the tests of claims."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from headstamp.reading.claim import Claim, ClaimType, Named
from headstamp.reading.claims import Reading, read_claims
from headstamp.reading.conflict import Told
from headstamp.reading.document import from_text

SHARED = Path(__file__).parents[3] / "shared"
SEEDS = SHARED / "seeds"
MUC = SHARED / "data" / "muc4" / "doc_train"
WITHOUT_SEEDS = "the annotated articles may not be passed on: put them into ../shared/seeds to run this"


def claims(text: str, *types: ClaimType) -> list[Claim]:
    """The claims of a text, of some types."""
    return [one for one in read_claims(from_text(text)).claims if not types or one.type in types]


def ids(claim: Claim, field: str) -> list[str]:
    """Parties or weapons of a field: ids where they are known, words elsewhere."""
    return [one.id or one.name for one in claim.names(field)]


def sides(text: str) -> list[tuple[list[str], list[str], str | None]]:
    """Supplier, recipient and status of each transfer of a text."""
    found = claims(text, ClaimType.TRANSFER)
    return [(ids(one, "supplier"), ids(one, "recipient"), one.word("status")) for one in found]


def name(value: object) -> str | None:
    """The words of a party."""
    return value.name if isinstance(value, Named) else None


@cache
def seed(number: str) -> Reading:
    """One of the articles, read."""
    return read_claims(from_text((SEEDS / f"{number}.txt").read_text(encoding="utf-8")))


def told() -> list[Told]:
    """All five, as contradictions are looked for in them."""
    return [Told(number, seed(number)) for number in ("000", "001", "002", "003", "004")]
