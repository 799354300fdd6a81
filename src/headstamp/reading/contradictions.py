"""Contradictions and tensions within documents and between them, and what only looks like one.

Rules compare claims by what they say: the same count with another number, a comparator or a range that a
retelling lost, a contract told as a delivery, a possibility told as a fact, makers told as suppliers. Figures
that can both hold ('more than 24', 'at least 25') are no contradiction. Nothing here says which is right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, product

from headstamp.reading.claim import Claim, ClaimType, Count, Modality
from headstamp.reading.comparing_documents import ALONE, TOGETHER
from headstamp.reading.conflict import Conflict, Told, ids, merged, one_theatre
from headstamp.reading.frames import small_words
from headstamp.values import Span

_SURE = frozenset({Modality.ASSERTED})
_UNSURE = frozenset({Modality.POSSIBLE, Modality.LIKELY, Modality.SUGGESTED, Modality.APPARENT})
_KIN = {"looted_stock": "taken", "capture": "taken", "leak": "taken"}
_MOST_SPAN_YEARS = 10

Pair = tuple[Told, Claim, Told, Claim]


def contradictions(documents: Sequence[Told]) -> tuple[Conflict, ...]:
    """What documents say differently, each document with itself and with the others."""
    found: list[Conflict] = []
    for told in documents:
        for alone in ALONE:
            found += alone(told)
    for rule, type_ in _RULES:
        for pair in _pairs(documents, type_):
            conflict = rule(*pair)
            if conflict is not None:
                found.append(conflict)
    for one, other in combinations(documents, 2):
        for together in TOGETHER:
            found += together(one, other)
    return tuple(merged(found))


def _pairs(documents: Sequence[Told], type_: ClaimType) -> Iterator[Pair]:
    """Claims of a type two by two, those within one document first."""
    held = [(told, _once(told.of(type_))) for told in documents]
    for told, claims in held:
        for one, other in combinations(claims, 2):
            yield told, one, told, other
    for (first, mine), (second, others) in combinations(held, 2):
        for one, other in product(mine, others):
            if one.quote != other.quote:
                yield first, one, second, other


def _once(claims: Sequence[Claim]) -> list[Claim]:
    """Claims with those left out that repeat another's words: a table tells a line as often as it likes."""
    return list({one.quote: one for one in reversed(claims)}.values())[::-1]


def _conflict(kind: str, because: str, a: Told, one: Claim, b: Told, other: Claim) -> Conflict:
    return Conflict(kind, because, (a.place(one), b.place(other)))


def _bounds(claim: Claim) -> tuple[float, float] | None:
    """The numbers that a count allows."""
    number, sign = claim.get("n"), claim.word("cmp") or "="
    if not isinstance(number, int):
        return None
    return {
        ">": (number + 1, float("inf")),
        ">=": (number, float("inf")),
        "<": (0, number - 1),
        "<=": (0, number),
    }.get(sign, (number, number))


def _count(a: Told, one: Claim, b: Told, other: Claim) -> Conflict | None:
    """One count of states with another number, or without its comparator."""
    left, right = _bounds(one), _bounds(other)
    if left is None or right is None or one.get("recipient") is None or other.get("recipient") is None:
        return None
    if ids(one.names("recipient")) != ids(other.names("recipient")):
        return None
    if one.get("n") == other.get("n") and one.word("cmp") != other.word("cmp"):
        words = f"the same number {one.get('n')}, once '{one.word('cmp')}' and once '{other.word('cmp')}'"
        return _conflict("comparator lost", words, a, one, b, other)
    if left[0] > right[1] or right[0] > left[1]:
        words = f"{one.get('n')} and {other.get('n')} states for one recipient"
        return _conflict("number", words, a, one, b, other)
    return None


def _maker(a: Told, one: Claim, b: Told, other: Claim) -> Conflict | None:
    """One count, of makers here and of suppliers too there."""
    if a is b or one.get("n") != other.get("n") or one.word("cmp") != other.word("cmp"):
        return None
    left, right = set(one.words("what")), set(other.words("what"))
    made = {"manufactured", "designed"}
    if ("supplied" in left) == ("supplied" in right) or not (left & made and right & made):
        return None
    words = "the same count is of states that made the arms, and of states that supplied them"
    return _conflict("maker taken for supplier", words, a, one, b, other)


def _era(a: Told, one: Claim, b: Told, other: Claim) -> Conflict | None:
    """When most arms were made: two times that exclude each other, or a range that became a list."""
    left, right = one.get("era"), other.get("era")
    if isinstance(left, Span) and isinstance(right, Span):
        shapes = {_listed(a, one, left), _listed(b, other, right)}
        if (left.from_, left.to) == (right.from_, right.to) and shapes == {True, False}:
            words = "two ends of a time are told once as a range and once as two times"
            return _conflict("range garbled", words, a, one, b, other)
        return None
    if isinstance(left, Span):
        return _era(b, other, a, one)
    if left != "recent" or not isinstance(right, Span) or right.to is None:
        return None
    if not (_of_most(a, one) and _of_most(b, other)) or (a is not b and not one_theatre(a, b)):
        return None
    words = f"most are said to be of recent make, and most to date from {right}"
    return _conflict("direct", words, a, one, b, other)


def _listed(told: Told, claim: Claim, span: Span) -> bool:
    """Whether a time is told as a list of ends that do not touch ('the 70s and 90s')."""
    slot = claim.slot("era")
    if slot is None or span.from_ is None or span.to is None:
        return False
    words = told.folded[slot.start : slot.end]
    far = span.to.year - span.from_.year > 2 * _MOST_SPAN_YEARS
    return far and small_words("en").pattern("glue").search(words) is not None


def _of_most(told: Told, claim: Claim) -> bool:
    """Whether a claim speaks of most arms, by the words before it in its sentence."""
    before = told.folded[max(0, claim.start - 120) : claim.end]
    before = before[before.rfind(". ", 0, len(before) - len(claim.quote)) + 1 :]
    return small_words("en").pattern("share_most").search(before) is not None


def _precision(a: Told, one: Claim, b: Told, other: Claim) -> Conflict | None:
    """One event, here within narrower times than there."""
    left, right = one.get("date"), other.get("date")
    if a is b or not isinstance(left, Span) or not isinstance(right, Span) or left == right:
        return None
    if ids(one.names("actor")) != ids(other.names("actor")) or one.word("change") != other.word("change"):
        return None
    if left.within(right) is True or right.within(left) is True:
        return _conflict("precision lost", f"{left} and {right} for one event", a, one, b, other)
    if left.overlaps(right) is False:
        return _conflict("date", f"{left} and {right} for one event", a, one, b, other)
    return None


def _strength(a: Told, one: Claim, b: Told, other: Claim) -> Conflict | None:
    """One transfer, said of most here and of a part there."""
    if a is b or not _same_sides(one, other) or one.word("status") != other.word("status"):
        return None
    left, right = one.word("share") or "", other.word("share") or ""
    most = small_words("en").pattern("share_most")
    if left and right and bool(most.fullmatch(left)) != bool(most.fullmatch(right)):
        return _conflict("strength", f"'{left}' and '{right}' of the same arms", a, one, b, other)
    return None


def _same_sides(one: Claim, other: Claim) -> bool:
    left, right = ids(one.names("supplier")), ids(other.names("supplier"))
    return left == right != frozenset() and ids(one.names("recipient")) == ids(other.names("recipient"))


def _stage(a: Told, one: Claim, b: Told, other: Claim) -> Conflict | None:
    """The same sides, ordered here and delivered there."""
    stages = {one.word("stage"), other.word("stage")}
    if None in stages or len(stages) < 2 or not _same_sides(one, other) or not one.get("recipient"):
        return None
    left, right = ids(one.names("item")), ids(other.names("item"))
    same = "" if left & right else "; the goods are not the same"
    words = f"{one.word('stage')} is not {other.word('stage')}{same}"
    return _conflict("stage", words, a, one, b, other)


def _number(a: Told, one: Claim, b: Told, other: Claim) -> Conflict | None:
    """One transfer with two numbers."""
    if not _same_sides(one, other) or one.word("stage") != other.word("stage"):
        return None
    if ids(one.names("item")) != ids(other.names("item")) or not one.names("item"):
        return None
    left, right = one.get("quantity"), other.get("quantity")
    if left is None or right is None or left == right:
        return None
    dates = one.get("date"), other.get("date")
    if isinstance(dates[0], Span) and isinstance(dates[1], Span) and dates[0].overlaps(dates[1]) is False:
        return None
    return _conflict("number", f"{left} and {right} of one item", a, one, b, other)


def _worth(a: Told, one: Claim, b: Told, other: Claim) -> Conflict | None:
    """One transfer with two amounts of money."""
    left, right = one.get("value"), other.get("value")
    if not (isinstance(left, Count) and isinstance(right, Count)) or not _same_sides(one, other):
        return None
    if one.word("stage") != other.word("stage") or one.get("date") != other.get("date") or a is b:
        return None
    if left.value is None or right.value is None or left.value == right.value:
        return None
    return _conflict("number", f"{left.words} and {right.words} for one transfer", a, one, b, other)


def _scope(a: Told, one: Claim, b: Told, other: Claim) -> Conflict | None:
    """Most arms from one loser here, from more of them there."""
    if a is b or not one_theatre(a, b) or not (_of_most(a, one) and _of_most(b, other)):
        return None
    left, right = _losers(one), _losers(other)
    if not left or not right or left == right or not (left < right or right < left):
        return None
    if not (_taken_modes(one) & _taken_modes(other)):
        return None
    fewer, more = sorted((sorted(left), sorted(right)), key=len)
    words = f"taken from {', '.join(fewer)} by one, from {', '.join(more)} by the other"
    return _conflict("scope", words, a, one, b, other)


def _losers(claim: Claim) -> frozenset[str]:
    return ids(claim.names("from"))


def _taken_modes(claim: Claim) -> frozenset[str]:
    """Modes, those alike taken together: stock that is looted is captured, too."""
    return frozenset(_KIN.get(one, one) for one in claim.words("mode")) - {"unknown"}


def _certainty(a: Told, one: Claim, b: Told, other: Claim) -> Conflict | None:
    """The same ways, possible here and plain fact there."""
    if a is b or not one_theatre(a, b) or len(one.words("mode")) < 2:
        return None
    if set(one.words("mode")) != set(other.words("mode")):
        return None
    if {one.modality, other.modality} & _SURE and {one.modality, other.modality} & _UNSURE:
        words = f"{one.modality.value} in one, {other.modality.value} in the other"
        return _conflict("certainty", words, a, one, b, other)
    return None


def _mode(a: Told, one: Claim, b: Told, other: Claim) -> Conflict | None:
    """Within one document, the arms of a group in general got there in two ways that exclude each other."""
    if a is not b or one.modality not in _SURE or other.modality not in _SURE:
        return None
    left, right = _taken_modes(one), _taken_modes(other)
    if len(left) != 1 or len(right) != 1 or left == right or {"taken", "illicit_trade"} != left | right:
        return None
    if ids(one.names("to")) != ids(other.names("to")) or not one.names("to"):
        return None
    if not (_of_most(a, one) or _of_most(b, other)):
        return None
    words = f"said to be got by {' and by '.join(sorted({*one.words('mode'), *other.words('mode')}))}"
    return _conflict("mode", words, a, one, b, other)


Rule = Callable[[Told, Claim, Told, Claim], Conflict | None]
_RULES: tuple[tuple[Rule, ClaimType], ...] = (
    (_era, ClaimType.ORIGIN),
    (_precision, ClaimType.STOCK),
    (_count, ClaimType.SUPPLIER_STAT),
    (_maker, ClaimType.SUPPLIER_STAT),
    (_strength, ClaimType.TRANSFER),
    (_stage, ClaimType.TRANSFER),
    (_number, ClaimType.TRANSFER),
    (_worth, ClaimType.TRANSFER),
    (_scope, ClaimType.DIVERSION),
    (_certainty, ClaimType.DIVERSION),
    (_mode, ClaimType.DIVERSION),
)
