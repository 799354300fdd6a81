"""Numbers as people write them in running text: figures, words, vague words, ranges, and what bounds them.

'at least 34', 'more than two dozen', 'hundreds of thousands', '20 to 30', '$500 million'. What is counted is
left to `quantities`, the amount of money to `money`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from headstamp.reading.folding import fold
from headstamp.reading.languages import word_set, words

_FIGURES = (
    r"(?:\d{1,3}(?:(?:,\d{3})+(?!\d)|(?: \d{3})+(?![\d])|(?:\.\d{3})+(?![\d,]))|\d+)(?:[.,]\d{1,2}(?![\d]))?"
)
_MOST_DIGITS = 18
# '$5m' and '3.2m rounds' are millions; '120m' alone may be a distance.
_SHORT = re.compile(r"(m|k|b|tn)(?![^\W_])( (?:rounds|people|cartridges|bullets|weapons|items|tonnes))?")
_SHORT_SCALES = {"k": 10**3, "m": 10**6, "b": 10**9, "tn": 10**12}


@dataclass(frozen=True, slots=True)
class Number:
    """A number where it stands.

    Attributes:
        start: first character, the words that bound it included.
        core: first character of the number itself.
        end: one after the last character.
        value: the number, or the least that a vague word allows.
        high: the greatest of a range, None otherwise.
        comparator: '=', '>', '>=', '<', '<=' or '~'.
        vague: whether no exact number is written.
    """

    start: int
    core: int
    end: int
    value: Decimal
    high: Decimal | None
    comparator: str
    vague: bool


def number_at(folded: str, place: int, language: str) -> Number | None:
    """The number that begins with the figure or word at a place; None where none does."""
    grammar = _grammar(language)
    first = grammar.core(folded, place)
    if first is None:
        return None
    value, end, vague = first
    start, core, comparator = grammar.before(folded, place)
    high = None
    if joined := grammar.range.match(folded, end):
        second = grammar.core(folded, joined.end())
        if second is not None and second[0] * 1 > value and not vague:
            scale = second[0] / Decimal(1)
            value = _scaled(value, folded[end : second[1]], scale)
            high, end = second[0], second[1]
    if high is None and (after := grammar.after.match(folded, end)):
        comparator, end = grammar.after_words[after[1]], after.end()
    return Number(start, core, end, value, high, comparator, vague)


def _scaled(low: Decimal, between: str, high: Decimal) -> Decimal:
    """The low end of '2 to 3 million', which borrows its scale from the high one."""
    for scale in (10**9, 10**6, 10**3):
        if high >= scale and low < 1000 and low * scale < high and re.search(r"[a-z]{2}", between[3:]):
            return low * scale
    return low


class _Grammar:
    """The number words of a language as patterns."""

    def __init__(self, language: str) -> None:
        told = words(language)
        small = {fold(w): int(str(n)) for w, n in told.get("numbers", {}).items()}
        self.small, self.vague = small, {fold(w): int(str(n)) for w, n in told.get("vague", {}).items()}
        self.scales = {fold(w): int(str(n)) for w, n in told.get("scales", {}).items()}
        self.comparators = {fold(w): str(c) for w, c in told.get("comparators", {}).items()}
        self.after_words = {fold(w): str(c) for w, c in told.get("after", {}).items()}
        one = word_set("one", language)
        scale = _one_of(self.scales)
        self._figures = re.compile(rf"({_FIGURES})(?:[ -]?({scale})(?![a-z]))?(?:[ -]?({scale})(?![a-z]))?")
        word, times = _one_of(small), rf"(?: ({scale})(?![^\W]))?"
        self._words = re.compile(rf"({word})(?:[ -]({word}))?(?![^\W]){times}{times}")
        self._vague = re.compile(rf"({_one_of(self.vague)})(?![^\W])")
        self._scale = re.compile(rf"({scale})(?![^\W])(?: ({scale})(?![^\W]))?")
        self._one = re.compile(rf"(?<![^\W])(?:{_one_of(one)}) $")
        self._before = re.compile(
            rf"(?<![^\W])({_one_of(self.comparators)}) ?(?:(?:the|les?|de|some|an?|us) )?"
            r"((?:us|eur|usd|gbp|chf)? ?[$€£]? ?)$"
        )
        self._sign = re.compile(r"(?:\b(?:us|can|c|a|au)|\b(?:eur|usd|gbp|chf|cfa) ?)?[$€£]? ?$")
        joining = r" ?- ?| to | and | or | a | et | bis | tot | до "
        self.range = re.compile(rf"(?:{joining})(?=\d)")
        self.after = re.compile(rf" ({_one_of(self.after_words)})(?![^\W])")

    def core(self, folded: str, place: int) -> tuple[Decimal, int, bool] | None:
        """Value, end and vagueness of the number at a place, without what bounds it."""
        if folded[place : place + 1].isdigit():
            found = self._figures.match(folded, place)
            value = None if found is None else _figures(found[1])
            if found is None or value is None:
                return None
            short = _SHORT.match(folded, found.end()) if found[2] is None else None
            if short is not None and (short[2] or folded[place - 1 : place] in ("$", "€", "£")):
                return value * _SHORT_SCALES[short[1]], short.end(1), False
            return value * self._times(found[2], found[3]), found.end(), False
        if found := self._vague.match(folded, place):
            return Decimal(self.vague[found[1]]), found.end(), True
        if found := self._words.match(folded, place):
            value = Decimal(self.small[found[1]])
            if found[2] is not None:
                value += self.small[found[2]]
            return value * self._times(found[3], found[4]), found.end(), False
        if (found := self._scale.match(folded, place)) and self._one.search(folded, max(0, place - 5), place):
            return Decimal(self._times(found[1], found[2])), found.end(), False
        return None

    def before(self, folded: str, place: int) -> tuple[int, int, str]:
        """Where the number begins with the words that bound it, where without, and what they say."""
        head = folded[max(0, place - 40) : place]
        offset = place - len(head)
        if one := self._one.search(head):
            head = head[: one.start()]
        core = offset + len(head)
        if found := self._before.search(head):
            return offset + found.start(), core - len(found[2]), self.comparators[found[1]]
        sign = self._sign.search(head)
        core -= len(sign[0]) if sign and sign[0].strip() else 0
        return core, core, "="

    def _times(self, *scales: str | None) -> int:
        times = 1
        for scale in scales:
            times *= self.scales[scale] if scale is not None else 1
        return times


@lru_cache(maxsize=8)
def _grammar(language: str) -> _Grammar:
    return _Grammar(language if words(language).get("scales") else "en")


def _one_of(told: dict[str, object] | dict[str, int] | dict[str, str] | frozenset[str]) -> str:
    """A pattern for one of some words, the longest first; for none where there are none."""
    listed = sorted(told, key=len, reverse=True)
    return "|".join(map(re.escape, listed)) if listed else r"(?!)"


def _figures(text: str) -> Decimal | None:
    """The number of some figures, whichever sign parts the thousands; None for what is too long to be one."""
    bare = text.replace(" ", "")
    whole, fraction = bare, ""
    if found := re.fullmatch(r"(.*)[.,](\d{1,2})", bare):
        whole, fraction = found[1], found[2]
    digits = whole.replace(",", "").replace(".", "")
    if len(digits) > _MOST_DIGITS or not digits.isascii():
        return None
    return Decimal(f"{digits}.{fraction}" if fraction else digits)
