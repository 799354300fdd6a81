"""Which of the weapons that a report names was used in what it reports, and not seized, found or spoken of.

Two logistic regressions, learned from the answer keys of MUC-4 (newswire of 1989 and 1990 on political
violence) by `tools/train_weapon_roles.py`: the first tells sentences that report an event from others by
their words, the second weighs that with the words around each mention. Their weights, and how they were
made, stand in `data/weapon_roles.json`. They know single words and their place, and no syntax; so they say
how likely, and a person decides.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, log
from pathlib import Path

from headstamp.reading.document import Document
from headstamp.reading.folding import fold, words_only
from headstamp.reading.languages import word_set, words
from headstamp.reading.mention import Mention, MentionKind, WeaponMention
from headstamp.reading.sentences import sentence_at, sentences

_MODEL = Path(__file__).parent / "data" / "weapon_roles.json"
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+")
_CLOSE, _FAR = 3, 9  # words before and after that are told apart
_NAMED = (MentionKind.ACTOR, MentionKind.PLACE, MentionKind.DEMONYM, MentionKind.DATE, MentionKind.MONEY)
_OPENING = 60  # words in which a report says what it is about


@dataclass(frozen=True, slots=True)
class WeaponUsed:
    """A weapon that a report names, and how likely it is the one that was used.

    Attributes:
        mentions: where it is named, in order; they share their words but for number.
        probability: that it was used in an incident that the text reports, as far as the training texts
            (newswire) resemble it.
    """

    mentions: tuple[Mention, ...]
    probability: float

    @property
    def quote(self) -> str:
        """The words it is named by most often."""
        return chosen_name(self.mentions)


@dataclass(frozen=True, slots=True)
class EventWords:
    """What each word says of whether its sentence reports an event.

    Attributes:
        weights: by word; what is not listed weighs nothing.
        bias: added to their sum.
    """

    weights: Mapping[str, float]
    bias: float

    def odds(self, words: Iterable[str]) -> float:
        """The log-odds of a sentence with these words, each counted once, between -7 and 7."""
        total = self.bias + sum(self.weights.get(word, 0.0) for word in words)
        return max(-7.0, min(7.0, total))


@dataclass(frozen=True, slots=True)
class RoleModel:
    """Learned weights.

    Attributes:
        weights: by feature; what is not listed weighs nothing.
        bias: added to their sum.
        threshold: the probability from which a weapon counts as used.
        events: the words of sentences that report events.
    """

    weights: Mapping[str, float]
    bias: float
    threshold: float
    events: EventWords

    def probability(self, features: Mapping[str, float]) -> float:
        """How likely a weapon with these features was used."""
        total = self.bias + sum(self.weights.get(name, 0.0) * value for name, value in features.items())
        return 1 / (1 + exp(-max(-40.0, min(40.0, total))))


def weapons_used(
    document: Document, mentions: Sequence[Mention], model: RoleModel | None = None
) -> tuple[WeaponUsed, ...]:
    """The weapons that were used in what a document reports, the likeliest first.

    Args:
        document: the report.
        mentions: all that it names.
        model: the weights; the shipped ones where none are given.
    """
    weights = model or load_roles()
    told = candidates(document, mentions, weights.events)
    judged = (WeaponUsed(group, weights.probability(features)) for group, features in told)
    return tuple(
        sorted((one for one in judged if one.probability >= weights.threshold), key=lambda o: -o.probability)
    )


@lru_cache(maxsize=1)
def load_roles() -> RoleModel:
    """The shipped weights."""
    told = json.loads(_MODEL.read_text(encoding="utf-8"))
    events = EventWords(told["events"]["weights"], told["events"]["bias"])
    return RoleModel(told["weights"], told["bias"], told["threshold"], events)


def candidates(
    document: Document, mentions: Sequence[Mention], events: EventWords
) -> Iterator[tuple[tuple[Mention, ...], dict[str, float]]]:
    """Each weapon of a document as its mentions, with the features that the model weighs."""
    text = _Text(document.text, mentions)
    odds = [events.odds(words) for words in text.sentence_words()]
    groups: dict[str, list[Mention]] = defaultdict(list)
    for one in mentions:
        if one.kind in (MentionKind.WEAPON, MentionKind.GOODS):
            groups[_head(one)].append(one)
    order = sorted(groups.values(), key=lambda group: group[0].start)
    classes = {one[0].value.class_ for one in order if isinstance(one[0].value, WeaponMention)}
    for place, group in enumerate(order):
        features = text.features(group)
        features["first named" if place == 0 else "named later"] = 1.0
        features["weapons named"] = log(len(order))
        own = group[0].value.class_ if isinstance(group[0].value, WeaponMention) else "arms"
        features |= text.event_features(group, odds)
        features |= {f"{own} beside {other}": 1.0 for other in classes if other != own}
        yield tuple(group), features


def chosen_name(group: Sequence[Mention]) -> str:
    """The words by which mentions of one weapon name it most often, the shortest of those."""
    counts = Counter(" ".join(one.quote.split()) for one in group)
    return min(counts, key=lambda quote: (-counts[quote], len(quote)))


def _head(mention: Mention) -> str:
    """What mentions of one weapon share: their words without number."""
    return " ".join(word.removesuffix("s") for word in words_only(fold(mention.quote)).split())


def sentence_words(document: Document, mentions: Iterable[Mention]) -> list[tuple[int, int, frozenset[str]]]:
    """The sentences of a document, each with its start, end and words, names left out."""
    text = _Text(document.text, mentions)
    return [(a, b, words) for (a, b), words in zip(text.sentences, text.sentence_words(), strict=True)]


class _Text:
    """The words of a document, names left out."""

    def __init__(self, text: str, mentions: Iterable[Mention]) -> None:
        named = sorted((one.start, one.end) for one in mentions if one.kind in _NAMED)
        ends = [end for _, end in named]
        starts = [start for start, _ in named]
        folded = fold(text)
        self._words: list[str] = []
        self._starts: list[int] = []
        for found in _WORD.finditer(folded):
            place = bisect_right(starts, found.start()) - 1
            self._starts.append(found.start())
            self._words.append("*" if place >= 0 and ends[place] > found.start() else _generic(found[0]))
        self._breaks = [found.start() for found in re.finditer(r"[.!?](?=\s)|\n\s*\n", folded)]
        self._length = max(1, len(folded))
        self.sentences = sentences(text)
        self._opening = {f"opening {word}" for word in self._words[:_OPENING]}
        self._all = {f"text {word}" for word in self._words}

    def features(self, group: Sequence[Mention]) -> dict[str, float]:
        """What is told by all mentions of one weapon together."""
        told: dict[str, float] = dict.fromkeys(self._opening | self._all, 1.0)
        for one in group:
            told |= dict.fromkeys(self._around(one), 1.0)
        told["mentions"] = log(1 + len(group))
        told["place"] = group[0].start / self._length
        told[f"head {_generic(_head(group[0]).split()[-1])}"] = 1.0
        if isinstance(group[0].value, WeaponMention):
            told[f"class {group[0].value.class_}"] = 1.0
            told[f"level {group[0].value.level}"] = 1.0
        else:
            told["arms in general"] = 1.0
        return told

    def sentence_words(self) -> Iterator[frozenset[str]]:
        """The words of each sentence."""
        for start, end in self.sentences:
            yield frozenset(self._words[bisect_left(self._starts, start) : bisect_left(self._starts, end)])

    def event_features(self, group: Sequence[Mention], odds: Sequence[float]) -> dict[str, float]:
        """How likely the sentences around the mentions report an event, given the log-odds of each."""
        if not odds:
            return {}
        here = [max(0, sentence_at(self.sentences, one.start)) for one in group]
        around = [odds[place] for at in here for place in range(max(0, at - 1), min(len(odds), at + 2))]
        likeliest = sorted(odds, reverse=True)[:3]
        return {
            "event here": max(odds[at] for at in here),
            "event first": odds[here[0]],
            "event near": max(around),
            "event most": likeliest[0],
            "event text": sum(likeliest) / len(likeliest),
        }

    def _around(self, one: Mention) -> Iterator[str]:
        first, last = bisect_left(self._starts, one.start), bisect_left(self._starts, one.end)
        here = bisect_right(self._breaks, one.start)
        low = self._breaks[here - 1] if here else 0
        high = self._breaks[here] if here < len(self._breaks) else self._length
        for step, place in enumerate(range(first - 1, max(-1, first - 1 - _FAR), -1)):
            if self._starts[place] < low:
                break
            yield f"before {self._words[place]}"
            if step < _CLOSE:
                yield f"close before {self._words[place]}"
            if step == 0:
                yield f"right before {self._words[place]}"
        for step, place in enumerate(range(last, min(len(self._words), last + _FAR))):
            if self._starts[place] >= high:
                break
            yield f"after {self._words[place]}"
            if step < _CLOSE:
                yield f"close after {self._words[place]}"
        begin, stop = bisect_left(self._starts, low), bisect_left(self._starts, high)
        for word in self._words[begin:stop]:
            yield f"sentence {word}"
            if (kind := _kind_of().get(word)) is not None:
                yield f"sentence {kind}"
        near = self._words[max(begin, first - 4) : first]
        behind = self._words[last : min(stop, last + 4)]
        yield from (f"just before {_kind_of()[word]}" for word in near if word in _kind_of())
        yield from (f"just after {_kind_of()[word]}" for word in behind if word in _kind_of())
        yield f"sentence {'first' if here == 0 else 'early' if here < 4 else 'late'}"
        if low < 40:
            yield "headline"


@lru_cache(maxsize=1)
def _kind_of() -> Mapping[str, str]:
    """Kinds of words that tell much and are too many to be learned one by one."""
    return {_generic(word): name for name in words("en")["roles"] for word in word_set("roles", "en", name)}


def _generic(word: str) -> str:
    """A word, figures as one word, and plain endings cut off."""
    if word[0].isdigit():
        return "#"
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending)
    return word
