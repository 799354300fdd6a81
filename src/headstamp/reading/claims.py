"""The claims of a document: what it says of transfers, diversions, holders and the rest, each with its quote.

Each type of claim has a module that reads one sentence at a time; here the document is taken apart, the types
are asked in turn, and who says it is put beside what is said. A sentence that names arms and somebody who may
hold or trade them, and in which no rule found a claim, goes to `review`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from headstamp.reading.attribution import Said, attributions, chain, speakers, statements
from headstamp.reading.carrying import Thread
from headstamp.reading.claim import Claim, ClaimType, Named
from headstamp.reading.claiming import Read
from headstamp.reading.claims_diversion import diversions
from headstamp.reading.claims_holder import holders
from headstamp.reading.claims_origin import origins, stocks
from headstamp.reading.claims_said import said_claims
from headstamp.reading.claims_statistic import supplier_statistics
from headstamp.reading.claims_transfer import transfers
from headstamp.reading.document import Document
from headstamp.reading.folding import fold
from headstamp.reading.frames import between, shipped_frames
from headstamp.reading.lexicon import Lexicon
from headstamp.reading.mention import Mention
from headstamp.reading.mentions import find_mentions
from headstamp.reading.passage import Passage
from headstamp.reading.review import Unread, unread
from headstamp.reading.sentences import sentences

LONGEST = 1200
"""Characters of a sentence that are read at once; what takes part in one claim stands nearer together."""

_TITLE_LINES = 3
_SAID = frozenset({"denial", "unknown", "verification", "rule", "violation", "incident"})


@dataclass(frozen=True, slots=True)
class Reading:
    """What a document was read into.

    Attributes:
        document: what was read.
        mentions: what it names, by start.
        claims: what it claims, by start.
        review: sentences that probably hold a claim that no rule found.
    """

    document: Document
    mentions: tuple[Mention, ...]
    claims: tuple[Claim, ...]
    review: tuple[Unread, ...]


def read_claims(document: Document, lexicon: Lexicon | None = None) -> Reading:
    """Read a document into mentions and claims.

    Args:
        document: what to read.
        lexicon: the names to look for; the shipped ones where none is given.
    """
    return claims_of(document, find_mentions(document, lexicon))


def claims_of(document: Document, mentions: tuple[Mention, ...]) -> Reading:
    """The claims of a document whose mentions are known."""
    folded = fold(document.text)
    passages = _passages(document.text, folded, mentions)
    read = Read(document.text, passages, Thread(passages, _titles(document, passages)))
    said = _said(passages)
    everybody = [one for each in said for one in each]
    quoted = list(statements(read, folded, everybody))
    around = Quoted(quoted)
    found: list[Claim] = []
    traded: list[Claim] = []
    for number, passage in enumerate(passages):
        told = _told(read, number, traded)
        found += (
            replace(one, attribution=chain(read, passage, said[number], around.of(one))) for one in told
        )
    found += [*quoted, *attributions(read, everybody)]
    found.sort(key=lambda one: (one.start, one.end, one.type))
    return Reading(document, mentions, tuple(found), tuple(unread(passages, found)))


def _told(read: Read, number: int, traded: list[Claim]) -> list[Claim]:
    """The claims of one passage; only the types that a word of it points at are asked."""
    passage = read.passages[number]
    types = passage.trigger_types
    found: list[Claim] = []
    if "transfer" in types:
        found += transfers(read, number, traded)
    if "diversion" in types:
        found += diversions(read, number)
    if "holder" in types:
        found += holders(read, number)
    if types & _SAID:
        found += said_claims(read, number)
    if "stock_claim" in types:
        found += stocks(read, number)
    if passage.mentions:
        found += supplier_statistics(read, number)
        found += origins(read, number)
    return found


def _passages(raw: str, folded: str, mentions: Sequence[Mention]) -> list[Passage]:
    triggers = shipped_frames().find(folded)
    starts = [one.start for one in mentions]
    found = []
    for start, end in _pieces(raw):
        inside = mentions[bisect_right(starts, start - 1) : bisect_right(starts, end - 1)]
        found.append(Passage(raw, folded, start, end, inside, between(triggers, start, end)))
    return found


def _pieces(raw: str) -> Iterator[tuple[int, int]]:
    """The sentences, very long ones in pieces: a table, or a text without a full stop."""
    for start, end in sentences(raw):
        while end - start > LONGEST:
            cut = raw.rfind(" ", start + LONGEST // 2, start + LONGEST)
            cut = cut if cut > 0 else start + LONGEST
            yield start, cut
            start = cut
        yield start, end


def _titles(document: Document, passages: Sequence[Passage]) -> int:
    """How many of the first passages are title and opening lines."""
    return min(_TITLE_LINES, len(passages))


def _said(passages: Sequence[Passage]) -> list[list[Said]]:
    last: Named | None = None
    found = []
    for passage in passages:
        told = speakers(passage, last)
        found.append(told)
        last = told[-1].source if told else last
    return found


class Quoted:
    """Statements by where they stand, so that a long document is not gone through for each claim.

    Args:
        quoted: the statements of a document.
    """

    def __init__(self, quoted: Sequence[Claim]) -> None:
        self._quoted = sorted(quoted, key=lambda one: one.start)
        self._starts = [one.start for one in self._quoted]
        self._longest = max((one.end - one.start for one in quoted), default=0)

    def of(self, claim: Claim) -> Claim | None:
        """The first statement that a claim stands in, None where it stands in none."""
        first = bisect_left(self._starts, claim.end - self._longest)
        last = bisect_right(self._starts, claim.start)
        return next((one for one in self._quoted[first:last] if claim.end <= one.end), None)


def of_type(claims: Sequence[Claim], *types: ClaimType) -> list[Claim]:
    """The claims of some types."""
    return [one for one in claims if one.type in types]
