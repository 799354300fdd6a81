"""Weapons as texts name them: names beside each other made one, with what the words around say of them.

'M02 Coyote heavy machine guns' is one weapon and not two; 'AK-47 ammunition' is ammunition. A misspelt name
counts only in capitals and beside a word for a weapon, and is marked; a designation that nobody lists counts
as its class where a word for the class stands right beside it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from rapidfuzz import fuzz, process

from headstamp.reading.folding import fold
from headstamp.reading.languages import word_set
from headstamp.reading.lexicon import Lexicon
from headstamp.reading.mention import GoodsMention, Mention, MentionKind, Sense, WeaponMention
from headstamp.reading.spotting import NEAR, Spot
from headstamp.world import Catalogue, Level

_GAP = re.compile(r"s?(?:[ -](?:series|pattern|family)|-(?:style|type|class))?[ -]?")
_TAIL = re.compile(r"(?:-(?:style|type|pattern|series)|[ -](?:series|family|models?|variants?))(?!\w)")
_IN_BRACKETS = re.compile(r" ?\($")
_ORDER = (Level.CLASS, Level.FAMILY, Level.MODEL, Level.VARIANT)
_DESIGNATION = re.compile(
    r"(?<![\w-])(?:(?:[A-Z]{1,5}|Mk|Mod|Md|md|Type|Model)[-. ]{0,2}\d{1,4}[A-Z]{0,3}\d?"
    r"|[A-Z]{1,3}-[A-Z]\d{1,3}|[A-Z][a-z]{2,10}-\d{1,3}[A-Z]?|\d{1,2}[A-Z]\d{1,4}[A-Z]?)(?![\w-])"
)
_CAPITALISED = re.compile(r"(?<!\w)[A-Z][A-Za-zÀ-ž]{5,}(?!\w)")
_CLOSE = 83.0  # rapidfuzz ratio; all nine probes of the notes rank first above it
_AMMUNITION = frozenset(("ammunition", "munition", "cartridge", "artillery-rocket"))


class Weapons:
    """Reads the weapons of one text.

    Args:
        text: as it stands.
        folded: the same folded.
        lexicon: the names.
    """

    def __init__(self, text: str, folded: str, lexicon: Lexicon) -> None:
        self._text, self._folded, self._lexicon = text, folded, lexicon
        self._catalogue = lexicon.catalogue
        # A text names few weapons often; what each is, is looked up once.
        self._values: dict[tuple[str, ...], WeaponMention] = {}

    def mentions(self, spots: Sequence[Spot], goods: Sequence[Spot]) -> list[Mention]:
        """The weapons and arms in general, in order of start.

        Args:
            spots: names of weapons, the longest of each place.
            goods: words for arms in general.
        """
        found = [self._mention(*one) for one in self._joined(spots)]
        starts = [one.start for one in found]
        for spot in goods:
            place = bisect_left(starts, spot.end)
            if place == 0 or found[place - 1].end <= spot.start:
                value = GoodsMention(self._folded[spot.start : spot.end])
                found.append(self._made(MentionKind.GOODS, spot.start, spot.end, value))
        found.sort(key=lambda one: one.start)
        for others in (self._unlisted(found), list(self._misspelt(found))):
            found = _taken_in(found, others, self._text)
        return found

    def _joined(self, spots: Sequence[Spot]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """Spots right beside each other as one, with the nodes they stand for together."""
        waiting: tuple[int, int, tuple[str, ...]] | None = None
        for spot in spots:
            nodes = tuple(dict.fromkeys(id_ for name in spot.names for id_ in name.ids))
            if waiting is None:
                waiting = (spot.start, spot.end, nodes)
                continue
            start, end, before = waiting
            gap = self._folded[end : spot.start] if spot.start >= end else " "
            together = self._together(before, nodes, gap)
            if together is None:
                yield waiting
                waiting = (spot.start, spot.end, nodes)
            else:
                waiting = (
                    start,
                    spot.end
                    + (
                        self._folded[spot.end : spot.end + 1] == ")" and "(" in self._folded[end : spot.start]
                    ),
                    together,
                )
        if waiting is not None:
            yield waiting

    def _together(self, before: tuple[str, ...], after: tuple[str, ...], gap: str) -> tuple[str, ...] | None:
        """What two names beside each other stand for, None where they are two things."""
        one, other = self._level(before), self._level(after)
        if _IN_BRACKETS.fullmatch(gap):
            return before if self._related(before, after) else None
        if _GAP.fullmatch(gap) is None:
            return None
        if one is not Level.CLASS and self._fires(before) and not self._fires(after):
            # '7.62 mm rifles' are rifles.
            return after if other is Level.CLASS else None
        if one is Level.CLASS and other is Level.CLASS:
            return after if gap in (" ", "-") else None
        if other is Level.CLASS:
            return after if self._fires(after) and not self._fires(before) else self._of_class(before, after)
        if one is Level.CLASS:
            return self._of_class(after, before) if self._related(before, after) else None
        return before if self._related(before, after) else None

    def _of_class(self, nodes: tuple[str, ...], classes: tuple[str, ...]) -> tuple[str, ...]:
        """Of weapons that share a name, those of the class beside it; all where none is."""
        return tuple(one for one in nodes if self._related((one,), classes)) or nodes

    def _fires(self, nodes: tuple[str, ...]) -> bool:
        """Whether the words are for what is fired or thrown."""
        return any(
            self._catalogue.node(one).item_type in ("ammunition", "munition") and self._under_ammunition(one)
            for one in nodes
        )

    def _under_ammunition(self, node: str) -> bool:
        return not _AMMUNITION.isdisjoint((node, *self._catalogue.ancestors(node)))

    def _related(self, before: tuple[str, ...], after: tuple[str, ...]) -> bool:
        return any(
            one in (other, *self._catalogue.ancestors(other)) or other in self._catalogue.ancestors(one)
            for one in before
            for other in after
        )

    def _level(self, nodes: tuple[str, ...]) -> Level:
        return self._catalogue.node(nodes[0]).level

    def _mention(self, start: int, end: int, nodes: tuple[str, ...]) -> Mention:
        if tail := _TAIL.match(self._folded, end):
            end = tail.end()
        value = self._values.get(nodes)
        if value is None:
            value = self._values[nodes] = self._value(nodes)
        start, maker = self._maker(start, value.nodes)
        if maker is not None:
            value = replace(value, maker=maker)
        return self._made(MentionKind.WEAPON, start, end, value)

    def _maker(self, start: int, nodes: tuple[str, ...]) -> tuple[int, str | None]:
        """Where a weapon begins with its maker's name before it ('Zastava M70'), and whose that is."""
        if self._text[start - 1 : start] not in (" ", "\xa0"):
            return start, None
        head = self._folded[max(0, start - 24) : start - 1]
        word = head[head.rfind(" ") + 1 :]
        begin = start - 1 - len(word)
        for node in nodes if len(word) > 2 and self._text[begin].isupper() else ():
            for maker in self._catalogue.node(node).makers:
                if fold(maker).partition(" ")[0] == word:
                    return begin, maker
        return start, None

    def _value(self, nodes: tuple[str, ...]) -> WeaponMention:
        kept = _without_descendants(nodes, self._catalogue)
        node = self._catalogue.node(kept[0])
        improvised = _is_improvised(kept[0], self._catalogue)
        return WeaponMention(kept, node.class_, node.level.value, improvised=improvised)

    def _made(self, kind: MentionKind, start: int, end: int, value: WeaponMention | GoodsMention) -> Mention:
        return Mention(kind, start, end, self._text[start:end], value)

    def _unlisted(self, found: Sequence[Mention]) -> list[Mention]:
        """Designations that nobody lists, right beside a word for the class: the class's."""
        made = []
        for one in found:
            if not isinstance(one.value, WeaponMention) or one.value.level != "class":
                continue
            head, tail = self._text[max(0, one.start - 12) : one.start], self._text[one.end : one.end + 12]
            before = next((m for m in _DESIGNATION.finditer(head) if not head[m.end() :].strip(" -")), None)
            after = _DESIGNATION.match(tail.lstrip())
            if before is not None:
                place = one.start - len(head) + before.start()
                made.append((one, place, one.start - len(head) + before.end(), before[0]))
            elif after is not None and len(tail) - len(tail.lstrip()) == 1:
                made.append((one, one.end + 1, one.end + 1 + after.end(), after[0]))
        taken = sorted((m.start, m.end) for m in found)
        kept = []
        for one, start, end, designation in made:
            place = bisect_left(taken, (end, 0))
            if place and taken[place - 1][1] > start:
                continue
            assert isinstance(one.value, WeaponMention)
            value = replace(one.value, designation=designation)
            kept.append(self._made(MentionKind.WEAPON, start, end, value))
        return kept

    def _misspelt(self, found: Sequence[Mention]) -> Iterator[Mention]:
        """Capitalised words beside a word for a weapon that are nearly the name of one."""
        if not found or self._text.isupper():
            return
        starts, ends = [one.start for one in found], [one.end for one in found]
        seen: set[int] = set()
        for one in found:
            low, high = max(0, one.start - NEAR), one.end + NEAR
            for word in _CAPITALISED.finditer(self._text, low, high):
                if word.start() in seen or (word.start() == low and low and self._text[low - 1].isalnum()):
                    continue
                seen.add(word.start())
                place = bisect_left(starts, word.end())
                if place and ends[place - 1] > word.start():
                    continue
                if (node := _nearly(self._folded[word.start() : word.end()], self._catalogue)) is not None:
                    known = self._catalogue.node(node)
                    value = WeaponMention((node,), known.class_, known.level.value, fuzzy=True)
                    yield self._made(MentionKind.WEAPON, word.start(), word.end(), value)


def with_surroundings(
    mentions: Sequence[Mention],
    text: str,
    folded: str,
    demonyms: Sequence[tuple[int, int, str, Sense]],
    catalogue: Catalogue,
) -> list[Mention]:
    """The same mentions with origin, age and making that the words right before and after them tell.

    Args:
        mentions: of weapons and arms in general.
        text: as it stands.
        folded: the same folded.
        demonyms: words of nationality: start, end, state and sense, in order.
        catalogue: where weapons are made, to tell those apart that share a name.
    """
    ends = [one[1] for one in demonyms]
    starts = [one[0] for one in demonyms]
    new, old = word_set("era", "en", "new"), word_set("era", "en", "old")
    improvised = word_set("improvised")
    told = []
    for one in mentions:
        start, value = one.start, one.value
        assert isinstance(value, WeaponMention | GoodsMention)
        before = _adjectives(folded[max(0, start - 50) : start])
        era = next((word for word in before if word in new or word in old), None)
        origin, era_state = None, None
        place = bisect_left(ends, start + 1) - 1
        if place >= 0 and _leads_to(folded[ends[place] : start]):
            begin, _, state, sense = demonyms[place]
            if sense is Sense.ERA:
                era_state = text[begin : ends[place]]
            elif sense is not Sense.POLITICAL:
                origin = state
        if origin is None:
            origin = _origin_after(one.end, bisect_left(starts, one.end), demonyms, folded, text)
        if isinstance(value, GoodsMention):
            told.append(one if origin is None else replace(one, value=replace(value, origin=origin)))
            continue
        homemade = value.improvised or any(word in improvised for word in before)
        if origin is not None or era is not None or era_state is not None or homemade != value.improvised:
            nodes = _made_there(value.nodes, origin, catalogue)
            value = replace(value, nodes=nodes, origin=origin, era=era_state or era, improvised=homemade)
            one = replace(one, value=value)
        told.append(one)
    return told


def _made_there(nodes: tuple[str, ...], state: str | None, catalogue: Catalogue) -> tuple[str, ...]:
    """Of weapons that share a name, those made in a state; all where none is, or no state is told."""
    if state is None or len(nodes) == 1:
        return nodes
    return tuple(one for one in nodes if state in catalogue.makers_in(one)) or nodes


_ORIGIN_WORDS = (" origin", " make", " manufacture", " design")


def _origin_after(
    end: int, place: int, demonyms: Sequence[tuple[int, int, str, Sense]], folded: str, text: str
) -> str | None:
    """The state of a word of nationality behind a weapon: 'of Soviet origin', 'kalachnikovs chinoises'."""
    if place == len(demonyms):
        return None
    start, stop, state, _ = demonyms[place]
    between = folded[end:start]
    if between == " of ":
        return state if folded[stop : stop + 30].startswith(_ORIGIN_WORDS) else None
    return state if between == " " and text[start].islower() else None


_STEP = re.compile(
    r"(?:[ -](?:made|manufactured|built|produced|designed|style|era|type|supplied))?(?: [a-z'-]+){0,2} ?"
)


def _leads_to(between: str) -> bool:
    """Whether what stands between a word of nationality and a weapon only describes the weapon."""
    if between in (
        " ",
        "-made ",
        "-manufactured ",
        "-era ",
        "-built ",
        "-produced ",
        "-designed ",
        "-supplied ",
    ):
        return True
    if _STEP.fullmatch(between) is None:
        return False
    return not any(word in word_set("stop") for word in between.replace("-", " ").split())


_NO_ADJECTIVES = frozenset(
    ("and", "of", "the", "a", "an", "with", "by", "to", "in", "from", "for", "or", "on")
)
_ENDS = frozenset('.,;:()!?"')


def _adjectives(head: str) -> list[str]:
    """The words before a weapon back to the first that cannot describe it, the nearest first."""
    found: list[str] = []
    for word in reversed(head.split()[-4:]):
        if word in _NO_ADJECTIVES or word[-1] in _ENDS or word.isdigit():
            break
        found.append(word)
    return found


def _taken_in(found: list[Mention], others: Sequence[Mention], text: str) -> list[Mention]:
    """Mentions with further ones, each made one with the word for a class right behind it."""
    made = []
    for one in others:
        place = bisect_left(found, one.end, key=lambda each: each.start)
        after = found[place] if place < len(found) else None
        if after is not None and after.start <= one.end + 1 and isinstance(after.value, WeaponMention):
            del found[place]
            one = replace(one, end=after.end, quote=text[one.start : after.end])
        made.append(one)
    return sorted((*found, *made), key=lambda one: one.start)


def _without_descendants(nodes: tuple[str, ...], catalogue: Catalogue) -> tuple[str, ...]:
    """Of nodes that share a name, those that none of the others stands above; the others say too much."""
    kept = tuple(
        one for one in nodes if one in catalogue and not any(o in catalogue.ancestors(one) for o in nodes)
    )
    return kept or nodes


def _is_improvised(node: str, catalogue: Catalogue) -> bool:
    return "improvised" in (node, *catalogue.ancestors(node))


@lru_cache(maxsize=20_000)
def _nearly(word: str, catalogue: Catalogue) -> str | None:
    """The node whose name a word nearly is."""
    names = _long_names(catalogue)
    if word in names:
        return None
    best = process.extractOne(word, names.keys(), scorer=fuzz.ratio, score_cutoff=_CLOSE)
    if best is None or abs(len(best[0]) - len(word)) > 2 or best[0][0] != word[0]:
        return None
    return names[best[0]]


@lru_cache(maxsize=4)
def _long_names(catalogue: Catalogue) -> dict[str, str]:
    """Names of one word and six letters or more, of families and below, with their nodes."""
    found: dict[str, str] = {}
    for text, node in catalogue.names():
        if catalogue.node(node).level is not Level.CLASS and len(text) >= 6 and text.isalpha():
            found.setdefault(fold(text), node)
    return found
