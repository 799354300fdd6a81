"""What two passages say differently, or one leaves open: the finding, and what the rules compare."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from rapidfuzz import fuzz

from headstamp.reading.claim import Claim, ClaimType, Named
from headstamp.reading.claims import Reading
from headstamp.reading.folding import fold
from headstamp.reading.frames import small_words
from headstamp.reading.mention import ActorMention, DemonymMention, PlaceMention

RETOLD: Final = 86
"""Above this likeness (0 to 100) two quotes are one sentence told again, and are not reported twice."""


@dataclass(frozen=True, slots=True)
class Place:
    """Words of a document.

    Attributes:
        document: what the document is called.
        quote: the words.
        start, end: where they stand, end exclusive.
        claim: id of the claim they are of, None where they are of none.
    """

    document: str
    quote: str
    start: int
    end: int
    claim: str | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two places that do not say the same, or one that cannot be understood by itself.

    Attributes:
        kind: what sort of difference, such as 'comparator lost'.
        because: the difference in a sentence.
        places: the places, one or two; where a document tells one again, only the first is here.
        retold: further places that say the same as one of these.
        link: whether it is no difference, but a connection to look at.
    """

    kind: str
    because: str
    places: tuple[Place, ...]
    retold: tuple[Place, ...] = ()
    link: bool = False


@dataclass(frozen=True)
class Told:
    """A document with its claims, as the rules compare it."""

    name: str
    reading: Reading

    def of(self, *types: ClaimType) -> list[Claim]:
        """Its claims of some types that are not denied."""
        return [one for one in self.reading.claims if one.type in types and not one.negated]

    def place(self, claim: Claim) -> Place:
        """Where a claim stands."""
        return Place(self.name, claim.quote, claim.start, claim.end, claim.id)

    def words(self, start: int, end: int) -> Place:
        """Words that are no claim."""
        return Place(self.name, self.reading.document.text[start:end], start, end)

    def sentence(self, claim: Claim) -> str:
        """The line that a claim stands in, folded."""
        text = self.folded
        return text[self.text.rfind("\n", 0, claim.start) + 1 : _line_end(self.text, claim.end)]

    @property
    def text(self) -> str:
        """Its text."""
        return self.reading.document.text

    @cached_property
    def folded(self) -> str:
        """Its text, folded."""
        return fold(self.text)

    @cached_property
    def about(self) -> frozenset[str]:
        """The states it names most: those named at least half as often as the first."""
        named: Counter[str] = Counter()
        for one in self.reading.mentions:
            value = one.value
            if isinstance(value, ActorMention | PlaceMention | DemonymMention) and value.state is not None:
                named[value.state] += 1
        most = max(named.values(), default=0)
        return frozenset(one for one, number in named.items() if number * 2 >= most)

    @cached_property
    def groups(self) -> frozenset[str]:
        """The armed groups it names."""
        kinds = ("non_state_armed_group", "militia")
        return frozenset(
            one.value.id
            for one in self.reading.mentions
            if isinstance(one.value, ActorMention) and one.value.kind in kinds and one.value.id is not None
        )


def one_theatre(one: Told, other: Told) -> bool:
    """Whether two documents speak of the same war: they share a state they name most, and a group."""
    return bool(one.about & other.about) and bool(one.groups & other.groups)


def ids(named: Iterable[Named]) -> frozenset[str]:
    """Parties by id, by their folded words where nobody known is meant."""
    return frozenset(one.id or _bare(fold(one.name)) for one in named)


def _bare(name: str) -> str:
    """A name without the 'states' or 'nations' at its end, which say the same."""
    first, _, last = name.rpartition(" ")
    return first if first and last in small_words("en").all("country_noun") else name


def likeness(one: str, other: str) -> float:
    """How alike two quotes are, 0 to 100."""
    return fuzz.ratio(fold(one), fold(other))


def merged(found: Sequence[Conflict]) -> list[Conflict]:
    """Findings with those left out that only tell one of the others again."""
    kept: list[Conflict] = []
    for one in found:
        index = next((number for number, each in enumerate(kept) if _same(each, one)), None)
        if index is None:
            kept.append(one)
            continue
        known = kept[index]
        seen = {*known.places, *known.retold}
        more = tuple(each for each in one.places if each not in seen)
        kept[index] = Conflict(known.kind, known.because, known.places, known.retold + more, known.link)
    return kept


def _same(one: Conflict, other: Conflict) -> bool:
    if one.kind != other.kind or len(one.places) != len(other.places) or one.link != other.link:
        return False
    if len(one.places) == 1:
        return one.places == other.places
    (a, b), (c, d) = one.places, other.places
    if one.because == other.because and {a, b, *one.retold} & {c, d}:
        # One list of orders beside one delivery is one finding.
        return True
    return (_retells(a, c) and _retells(b, d)) or (_retells(a, d) and _retells(b, c))


def _retells(one: Place, other: Place) -> bool:
    return one == other or likeness(one.quote, other.quote) >= RETOLD


def _line_end(text: str, place: int) -> int:
    end = text.find("\n", place)
    return len(text) if end < 0 else end
