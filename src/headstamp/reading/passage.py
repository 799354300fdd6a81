"""One sentence as the rules see it: who and what is named, in which lists, governed by which small words.

There is no parser here. A list is a run of names with nothing but commas and 'and' between them; its governor
is the preposition before its first member; a clause ends at marks and at words such as 'which' and 'before'.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property

from headstamp.reading.claim import Named
from headstamp.reading.frames import SmallWords, Trigger, small_words
from headstamp.reading.mention import (
    DateMention,
    GoodsMention,
    Mention,
    MentionKind,
    MoneyMention,
    QuantityMention,
    WeaponMention,
)
from headstamp.reading.party import Group, Party, alike, parties_in

_MARKS = re.compile(r"[;:]| - |--| \(|\) ")
_TOKEN = re.compile(r"[^\s,;:()\"]+|[,;:()\"]")
_FAR = 5  # words between a preposition and a name
_MODEL = re.compile(r"(?:(?:[A-Z][\w/-]*|[A-Za-z]+-?\d[\w/-]*) ){1,3}$")


class Passage:
    """A sentence with its mentions and triggers.

    Args:
        raw: the document's text.
        text: the same, folded.
        start, end: the sentence.
        mentions: those that begin in it, by start.
        triggers: those that begin in it, by start.
    """

    def __init__(
        self,
        raw: str,
        text: str,
        start: int,
        end: int,
        mentions: Sequence[Mention],
        triggers: Sequence[Trigger],
    ) -> None:
        self.raw, self.text, self.start, self.end = raw, text, start, end
        self.mentions, self._triggers = mentions, triggers

    @property
    def trigger_types(self) -> frozenset[str]:
        """What its words point at; a cheap first look."""
        return frozenset(one.frame.type for one in self._triggers)

    @cached_property
    def triggers(self) -> tuple[Trigger, ...]:
        """The triggers, by start; a verb used as a noun ('the export of rifles') has a noun's shape."""
        names = [
            (one.start, one.end)
            for one in self.mentions
            if one.kind in (MentionKind.ACTOR, MentionKind.PLACE)
        ]
        # 'United States' states nothing.
        outside = [
            one for one in self._triggers if not any(a <= one.start and one.end <= b for a, b in names)
        ]
        return tuple(map(self._as_it_stands, outside))

    def _as_it_stands(self, one: Trigger) -> Trigger:
        if one.past or one.frame.type != "transfer" or one.frame.shape not in ("send", "receive", "equip"):
            return one
        if self.text.endswith("ing", one.start, one.end):
            return one
        before = self.text[max(self.start, one.start - 24) : one.start].split()
        if not before or before[-1] not in self.words.all("noun_marker"):
            return one
        return Trigger(replace(one.frame, shape="noun"), one.start, one.end, False)

    @cached_property
    def language(self) -> str:
        """The language of most of its triggers, English where there are none."""
        told = [one.frame.language for one in self._triggers]
        return max(set(told), key=told.count) if told else "en"

    @cached_property
    def words(self) -> SmallWords:
        """The small words of its language."""
        return small_words(self.language)

    def says(self, *classes: str, start: int | None = None, end: int | None = None) -> re.Match[str] | None:
        """The first word of some classes within a stretch of the sentence, None where there is none."""
        first = self.start if start is None else max(self.start, start)
        last = self.end if end is None else min(self.end, end)
        return self.words.pattern(*classes).search(self.text, first, max(first, last))

    @cached_property
    def goods(self) -> tuple[Mention, ...]:
        """Weapons and arms in general, those inside others left out."""
        found = [one for one in self.mentions if one.kind in (MentionKind.WEAPON, MentionKind.GOODS)]
        found += self._more_goods(found)
        kept: list[Mention] = []
        for one in sorted(found, key=lambda each: (each.start, -each.end)):
            if not kept or one.start >= kept[-1].end:
                kept.append(one)
        return tuple(kept)

    def _more_goods(self, known: Sequence[Mention]) -> Iterable[Mention]:
        """Arms whose model no list knows, by their general word: '24 Rafale jets'."""
        for found in self.words.pattern("goods_noun", "goods_after_model").finditer(
            self.text, self.start, self.end
        ):
            if found[0] not in self.words.all("goods_noun") and not self._named_model(found.start()):
                continue
            if any(one.start < found.end() and found.start() < one.end for one in known):
                continue
            model = _MODEL.search(self.raw[max(self.start, found.start() - 40) : found.start()])
            start = found.start() - (len(model[0]) if model is not None else 0)
            numbers = [
                one.value.value
                for one in self.mentions
                if isinstance(one.value, QuantityMention)
                and (one.start <= start <= one.end + 1 or one.start <= found.start() < one.end)
                and not one.value.vague
            ]
            number = int(numbers[0]) if numbers else None
            quote = self.raw[start : found.end()]
            yield Mention(MentionKind.GOODS, start, found.end(), quote, GoodsMention(found[0], number))

    def _named_model(self, place: int) -> bool:
        """Whether a designation with a number stands before: 'F-15 fighters', and not 'rebel fighters'."""
        before = self.raw[max(self.start, place - 20) : place].split()
        return bool(before) and before[-1][:1].isupper() and any(map(str.isdigit, before[-1]))

    def of_kind(self, kind: MentionKind) -> tuple[Mention, ...]:
        """Mentions of a kind."""
        return tuple(one for one in self.mentions if one.kind is kind)

    @cached_property
    def parties(self) -> tuple[Party, ...]:
        """Everybody named, by start, none inside another."""
        return parties_in(self.raw, self.text, self.start, self.end, self.mentions, self.words)

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The parties in lists, each with its governor."""
        lists: list[list[Party]] = []
        for one in self.parties:
            if lists and self._joined(lists[-1][-1], one):
                lists[-1].append(one)
            else:
                lists.append([one])
        return tuple(Group(tuple(each), self._governor(each[0].start, each[0].kind)) for each in lists)

    def _joined(self, one: Party, other: Party) -> bool:
        gap = self.text[one.end : other.start]
        if one.possessive or len(gap) > 24 or not alike(one, other):
            return False
        bare = self.words.pattern("glue", "determiner", "including").sub(" ", gap)
        return ("," in gap or bare != gap) and not bare.strip(" ,")

    def _governor(self, place: int, of: str = "") -> str:
        """The class of the preposition that governs what begins here; '' for none."""
        words, kinds = self.words, self.words.governing
        # A number begins a phrase of its own, so that only what stands right before it can govern it.
        far = 1 if of == "count" else _FAR
        tokens = _TOKEN.findall(self.text, max(self.start, place - 60), place)[-far:]
        for number, token in enumerate(reversed(tokens)):
            kind = kinds.get(token)
            before = tokens[-number - 2] if number + 2 <= len(tokens) else ""
            if f"{before} {token}" in kinds:
                token, kind = f"{before} {token}", kinds[f"{before} {token}"]
            if kind == "including":
                # 'countries including Russia': whatever governs the countries.
                return self._governor(self.text.rfind(token, self.start, place))
            if kind is not None:
                return kind
            if (
                token in ',;:()"--'
                or (len(token) == 4 and token.isdigit())
                or token in words.all("stop")
                or token in words.all("be")
            ):
                return ""
        return ""

    @cached_property
    def _borders(self) -> tuple[int, ...]:
        marks = [one.start() for one in _MARKS.finditer(self.text, self.start, self.end)]
        words = [
            one.start() for one in self.words.pattern("boundary").finditer(self.text, self.start, self.end)
        ]
        return tuple(sorted(marks + words + self._reported))

    @cached_property
    def _reported(self) -> list[int]:
        """Where what somebody said begins: 'the report, released on Monday, found that ...'."""
        found = []
        for one in self.triggers:
            if one.frame.type == "speech":
                that = self.says("that", start=one.end, end=one.end + 60)
                found += [that.start()] if that is not None else []
        return found

    def clause(self, start: int, end: int) -> tuple[int, int]:
        """The stretch between the marks and words that part clauses, around a stretch of the sentence."""
        borders = self._borders
        left = bisect_left(borders, start)
        right = bisect_left(borders, end)
        return (
            borders[left - 1] if left else self.start,
            borders[right] if right < len(borders) else self.end,
        )

    def dates(self, start: int, end: int) -> list[Mention]:
        """Times named within a stretch, without durations, ages and the document's own date."""
        return [
            one
            for one in self.mentions
            if isinstance(one.value, DateMention)
            and start <= one.start < end
            and not (one.value.duration or one.value.era or one.value.role)
        ]

    def money(self, start: int, end: int) -> list[Mention]:
        """Amounts named within a stretch."""
        return [
            one for one in self.mentions if isinstance(one.value, MoneyMention) and start <= one.start < end
        ]

    def noun_start(self, one: Mention) -> int:
        """Where the words for arms begin, with their number and 'these'."""
        for each in self.mentions:
            if isinstance(each.value, QuantityMention) and each.start < one.start <= each.end + 1:
                return self.noun_start(each) if each.start > self.start else each.start
        before = self.text[max(self.start, one.start - 12) : one.start].split()
        if before and before[-1] in self.words.all("demonstrative"):
            return self.text.rfind(before[-1], self.start, one.start)
        return one.start

    def goods_within(self, start: int, end: int) -> list[Mention]:
        """Weapons and arms named within a stretch."""
        return [one for one in self.goods if start <= one.start < end]


def named_goods(mention: Mention) -> Named:
    """A weapon as a field holds it: the node where the words stand for one."""
    value = mention.value
    if isinstance(value, WeaponMention):
        return Named(value.nodes[0] if len(value.nodes) == 1 else None, mention.quote)
    assert isinstance(value, GoodsMention)
    return Named(None, mention.quote)
