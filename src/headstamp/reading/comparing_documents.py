"""What is compared beside claims of one type: denials and what they deny, models, holders, spelling, days."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import combinations, product

from rapidfuzz.distance import Levenshtein

from headstamp.reading.claim import ClaimType, Modality
from headstamp.reading.conflict import Conflict, Place, Told, ids
from headstamp.reading.folding import fold
from headstamp.reading.frames import small_words
from headstamp.reading.mention import (
    ActorMention,
    DateMention,
    Mention,
    WeaponMention,
)
from headstamp.reading.sentences import sentence_at, sentences
from headstamp.values import Span
from headstamp.world import Catalogue

_NAMED_LEVELS = ("model", "variant")
_WORD = re.compile(r"[^\W\d_]{5,}")
_CAPITALISED = re.compile(r"(?<!\w)[A-Z][a-z]{4,}(?!\w)")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b|\b\d0s\b")


def denied(told: Told) -> Iterator[Conflict]:
    """What somebody denies, beside what somebody else says was verified."""
    checked = told.of(ClaimType.VERIFICATION)
    asserted = [one for one in checked if one.get("target") is not None or one.get("content") is not None]
    for denial in told.of(ClaimType.DENIAL):
        target = denial.word("target")
        fitting = [one for one in asserted if target is None or target in told.sentence(one)]
        if target is not None and fitting:
            words = f"the {target} is denied by one and verified by another; both are kept"
            yield Conflict("claim against denial", words, (told.place(denial), told.place(fitting[0])))


def unknown_and_supposed(told: Told) -> Iterator[Conflict]:
    """What is not known, beside a supposition about it: neither answers the other."""
    for unknown in told.of(ClaimType.UNKNOWN):
        if unknown.word("what") == "no answer":
            continue
        near = [
            one
            for one in told.of(ClaimType.DIVERSION)
            if one.modality in (Modality.LIKELY, Modality.POSSIBLE, Modality.SUGGESTED)
            and abs(one.start - unknown.end) < 600
        ]
        if near:
            words = "how the arms got there is not known, and how is supposed; keep both"
            yield Conflict("unknown and supposed", words, (told.place(unknown), told.place(near[-1])))


def missing_recipient(told: Told) -> Iterator[Conflict]:
    """A transfer 'also' from others, whose recipient the document leaves to be guessed."""
    transfers = told.of(ClaimType.TRANSFER)
    for first, second in combinations(transfers, 2):
        if (
            second.get("recipient") is not None
            or first.get("recipient") is None
            or second.get("supplier") is None
        ):
            continue
        near = told.folded[second.start : second.end]
        if small_words("en").pattern("also").search(near) and first.get("supplier") != second.get("supplier"):
            words = "the second names suppliers and no recipient; that it is the first one's is not said"
            yield Conflict("missing argument", words, (told.place(first), told.place(second)))
            return


def context_lost(told: Told) -> Iterator[Conflict]:
    """'those weapons' after a sentence that names none which could be meant."""
    found = sentences(told.text)
    pattern = small_words("en").pattern("anaphor_goods")
    demands = [*told.of(ClaimType.RULE)]
    for claim in told.of(ClaimType.DIVERSION):
        number = sentence_at(found, claim.start)
        words = pattern.search(told.folded, found[number][0], claim.end)
        if words is None or number < 1 or not words[0].startswith(("those", "such")):
            continue
        start, end = found[number - 1]
        if any(start <= one.start < end and one.word("status") == "called-for" for one in demands):
            text = f"'{words[0]}' follows a demand and names nothing that it could stand for"
            yield Conflict("context lost", text, (told.place(claim),))


def undated(told: Told) -> Iterator[Conflict]:
    """Days told without a year in a document that bears no date."""
    if told.reading.document.published is not None:
        return
    dates = [one for one in told.reading.mentions if isinstance(one.value, DateMention)]
    if any(one.value.role == "publication" for one in dates if isinstance(one.value, DateMention)):
        return
    floating = [one for one in dates if _floats(one)]
    if floating:
        first = floating[0]
        others = ", ".join(f"'{one.quote}'" for one in floating[1:])
        words = "the document bears no date, so that the day stays relative or without its year"
        words += f"; so do {others}" if others else ""
        yield Conflict("undated", words, (told.words(first.start, first.end),))


def _floats(one: Mention) -> bool:
    value = one.value
    if not isinstance(value, DateMention) or value.era or value.duration:
        return False
    return (value.relative or value.span is None) and _YEAR.search(one.quote) is None


def spelt(told: Told) -> Iterator[Conflict]:
    """One weapon, or one person, in two spellings."""
    seen: dict[str, list[Mention]] = {}
    for one in told.reading.mentions:
        if isinstance(one.value, WeaponMention) and one.value.level in _NAMED_LEVELS:
            for node in one.value.nodes[:1]:
                seen.setdefault(node, []).append(one)
    for same in seen.values():
        for one, other in combinations(same, 2):
            if _misspelt(one.quote, other.quote):
                yield Conflict(
                    "spelling",
                    f"'{one.quote}' and '{other.quote}' are taken for one weapon",
                    (told.words(one.start, one.end), told.words(other.start, other.end)),
                )
                break
    yield from _persons(told)


def _misspelt(one: str, other: str) -> bool:
    left, right = _WORD.findall(fold(one)), _WORD.findall(fold(other))
    return any(_one_apart(a, b) for a, b in product(left, right)) and not set(left) & set(right)


def _one_apart(one: str, other: str) -> bool:
    if one == other or one + "s" == other or other + "s" == one:
        return False
    return one[0] == other[0] and len(one) == len(other) and Levenshtein.distance(one, other) == 1


def _persons(told: Told) -> Iterator[Conflict]:
    """A surname in two spellings that differ by a letter, among names that no list knows."""
    known = [(one.start, one.end) for one in told.reading.mentions if not _is_person(one)]
    unknown = [
        one
        for one in _CAPITALISED.finditer(told.text)
        if not any(start <= one.start() < end for start, end in known)
    ]
    first: dict[str, re.Match[str]] = {}
    for one in unknown:
        first.setdefault(one[0], one)
    for one, other in combinations(first.values(), 2):
        if _one_apart(fold(one[0]), fold(other[0])) and _is_surname(told.text, one):
            yield Conflict(
                "spelling",
                f"'{one[0]}' and '{other[0]}' are probably one person",
                (told.words(one.start(), one.end()), told.words(other.start(), other.end())),
            )


def _is_person(one: Mention) -> bool:
    return isinstance(one.value, ActorMention) and one.value.kind == "person"


def _is_surname(text: str, one: re.Match[str]) -> bool:
    """Whether another capitalised word stands right before: a first name."""
    return re.search(r"[A-Z][a-z]+ $", text[max(0, one.start() - 20) : one.start()]) is not None


def two_holders(told: Told) -> Iterator[Conflict]:
    """A model said to be sold to a state, and to be with a group that fights it."""
    for taken in told.of(ClaimType.DIVERSION):
        to = ids(taken.names("to"))
        for sold in told.of(ClaimType.TRANSFER):
            models = ids(taken.names("item")) & ids(sold.names("item")) & _models(told)
            if models and to and sold.get("recipient") is not None and not to & ids(sold.names("recipient")):
                words = "one model with two holders: sold to the one, taken by the other"
                yield Conflict("two holders", words, (told.place(sold), told.place(taken)))
                return


def _models(told: Told) -> frozenset[str]:
    return frozenset(
        node
        for one in told.reading.mentions
        if isinstance(one.value, WeaponMention) and one.value.level in _NAMED_LEVELS
        for node in one.value.nodes
    )


def shared_word(told: Told) -> Iterator[Conflict]:
    """One number over models of several sorts, whose maker and model share a word."""
    weapons = [one for one in told.reading.mentions if isinstance(one.value, WeaponMention)]
    for claim in told.of(ClaimType.TRANSFER):
        inside = [one for one in weapons if claim.start <= one.start < claim.end and _is_model(one)]
        classes = {one.value.class_ for one in inside if isinstance(one.value, WeaponMention)}
        if claim.get("quantity") is None or len(classes) < 2:
            continue
        for one in inside:
            place = _maker_elsewhere(told, one, weapons)
            if place is not None:
                sorts, maker = " and ".join(sorted(classes)), place.quote.split()[0]
                words = f"one number over {sorts}; '{maker}' is the maker, and part of a model's name"
                yield Conflict("maker and model", words, (told.place(claim), place))
                return


def _is_model(one: Mention) -> bool:
    return isinstance(one.value, WeaponMention) and one.value.level in _NAMED_LEVELS


def _maker_elsewhere(told: Told, one: Mention, weapons: list[Mention]) -> Place | None:
    assert isinstance(one.value, WeaponMention)
    for maker in _catalogue().node(one.value.nodes[0]).makers:
        first = fold(maker).split()[0]
        if first not in fold(one.quote):
            continue
        for found in re.finditer(rf"\b{re.escape(first)}\b(?: \w+){{1,2}}", told.folded):
            if not any(each.start <= found.start() < each.end for each in weapons):
                return told.words(found.start(), found.end())
    return None


@lru_cache(maxsize=1)
def _catalogue() -> Catalogue:
    return Catalogue.load()


def overlapping_times(told: Told) -> Iterator[Conflict]:
    """One pair of sides with two times that overlap: a link, and no contradiction."""
    for one, other in combinations(told.of(ClaimType.TRANSFER), 2):
        left, right = one.get("date"), other.get("date")
        if not isinstance(left, Span) or not isinstance(right, Span) or left == right:
            continue
        if ids(one.names("supplier")) != ids(other.names("supplier")) or not one.names("supplier"):
            continue
        if ids(one.names("recipient")) != ids(other.names("recipient")) or not one.names("recipient"):
            continue
        if one.word("stage") != other.word("stage") and one.word("stage") and other.word("stage"):
            continue
        if left.overlaps(right):
            words = f"{left} and {right} overlap; both can hold"
            yield Conflict("times overlap", words, (told.place(one), told.place(other)), link=True)


def same_model(one: Told, other: Told) -> Iterator[Conflict]:
    """One model in two documents about different places."""
    if one.groups & other.groups and one.about & other.about:
        return
    left, right = _by_node(one), _by_node(other)
    for node in left.keys() & right.keys():
        a, b = left[node], right[node]
        words = "one model in two places: a connection to look at, no contradiction"
        yield Conflict(
            "same model", words, (one.words(a.start, a.end), other.words(b.start, b.end)), link=True
        )


def _by_node(told: Told) -> dict[str, Mention]:
    found: dict[str, Mention] = {}
    for one in told.reading.mentions:
        if isinstance(one.value, WeaponMention) and _is_model(one) and len(one.value.nodes) == 1:
            found.setdefault(one.value.nodes[0], one)
    return found


ALONE: tuple[Callable[[Told], Iterator[Conflict]], ...] = (
    denied,
    unknown_and_supposed,
    missing_recipient,
    context_lost,
    undated,
    spelt,
    two_holders,
    shared_word,
    overlapping_times,
)
"""Rules that look at one document."""

TOGETHER: tuple[Callable[[Told, Told], Iterator[Conflict]], ...] = (same_model,)
"""Rules that look at two."""
