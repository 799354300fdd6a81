"""Trigger frames: the words that point at claims, and the pattern in which each has its arguments.

The words are data, one table a language: `languages/<language>/frames.csv` holds a row a rule (type, value,
shape, words, words in the past), `frame_words.csv` the small words by class. Words are compared folded. What
stands around a word is looked at in `passage` and the modules of the claim types.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from ahocorasick_rs import AhoCorasick, MatchKind

from headstamp.reading.folding import fold
from headstamp.reading.languages import LANGUAGES, rows

PREPOSITIONS = ("to", "from", "by", "in", "with", "for", "of", "other_preposition")
"""The classes of small words that can govern a name, the first that has a word deciding."""

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Frame:
    """One rule: what words of it claim, and in which shape its arguments stand.

    Attributes:
        rule: its id, printed with every claim it finds.
        type: what it triggers; a claim type, or a family of them.
        value: the status, mode or kind that it says.
        shape: how its arguments stand, see the module that reads the type.
        language: whose words these are.
    """

    rule: str
    type: str
    value: str
    shape: str
    language: str


@dataclass(frozen=True, slots=True)
class Trigger:
    """Words of a frame found in a text; `past` for a past tense or participle."""

    frame: Frame
    start: int
    end: int
    past: bool


class SmallWords:
    """The small words of one language by class, each class as a set and as a pattern."""

    def __init__(self, classes: Mapping[str, tuple[str, ...]]) -> None:
        self._classes = classes
        self._sets = {name: frozenset(words) for name, words in classes.items()}
        self._patterns: dict[tuple[str, ...], re.Pattern[str]] = {}
        governing = {word: name for name in reversed(PREPOSITIONS) for word in self.all(name)}
        self.governing: Mapping[str, str] = governing | dict.fromkeys(self.all("including"), "including")
        """Word to the class of preposition that it is, or to 'including'."""

    def pattern(self, *names: str) -> re.Pattern[str]:
        """A pattern for whole words of some classes, the longest first; it matches nothing where none are."""
        found = self._patterns.get(names)
        if found is None:
            words = sorted({one for name in names for one in self._classes.get(name, ())}, key=len)
            told = "|".join(map(re.escape, reversed(words)))
            found = re.compile(rf"(?<!\w)(?:{told})(?!\w)" if told else r"(?!)")
            self._patterns[names] = found
        return found

    def all(self, name: str) -> frozenset[str]:
        """The words of a class."""
        return self._sets.get(name, _NONE)


class Frames:
    """All frames of all languages in one automaton."""

    def __init__(self) -> None:
        by_word: dict[str, list[tuple[Frame, bool]]] = defaultdict(list)
        for frame, word, past in _words():
            by_word[word].append((frame, past))
        self._frames = list(by_word.values())
        self._words = list(by_word)
        self._automaton = AhoCorasick(self._words, matchkind=MatchKind.Standard)

    def find(self, folded: str) -> list[Trigger]:
        """The triggers in a folded text by start; of one type the longest where several overlap."""
        found: list[tuple[int, int, Frame, bool]] = []
        length = len(folded)
        for index, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True):
            if end < length and folded[end].isalnum():
                continue
            # Neither inside a word nor behind a hyphen: 'free-flowing' does not say that anything flowed.
            if (
                start
                and folded[start].isalnum()
                and (folded[start - 1].isalnum() or folded[start - 1] == "-")
            ):
                continue
            found += [(start, -end, frame, past) for frame, past in self._frames[index]]
        found.sort(key=lambda one: one[:2])
        kept: dict[str, int] = {}
        triggers = []
        for start, minus_end, frame, past in found:
            if start >= kept.get(frame.type, 0):
                kept[frame.type] = -minus_end
                triggers.append(Trigger(frame, start, -minus_end, past))
        return triggers


def between(triggers: list[Trigger], start: int, end: int) -> list[Trigger]:
    """Those of sorted triggers that begin within a stretch."""
    first = bisect_left(triggers, start, key=lambda one: one.start)
    last = bisect_left(triggers, end, first, key=lambda one: one.start)
    return triggers[first:last]


@lru_cache(maxsize=1)
def shipped_frames() -> Frames:
    """The shipped frames, built once."""
    return Frames()


@lru_cache(maxsize=16)
def small_words(language: str) -> SmallWords:
    """The small words of a language; of one without any, none."""
    return SmallWords({row["class"]: _split(row["words"]) for row in rows(language, "frame_words")})


def _words() -> Iterator[tuple[Frame, str, bool]]:
    for language in LANGUAGES:
        for row in rows(language, "frames"):
            frame = Frame(row["rule"], row["type"], row.get("value", ""), row.get("shape", ""), language)
            for column in ("words", "past"):
                for word in _split(row.get(column, "")):
                    yield frame, word, column == "past"


def _split(cell: str) -> tuple[str, ...]:
    return tuple(fold(one.strip()) for one in cell.split(";") if one.strip())
