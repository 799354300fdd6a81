"""Who is named in a sentence: states and who serves them, groups, companies, counts of states, bare nouns.

A name takes the noun behind it with it ('Iraqi government', 'Boko Haram fighters'); a word of nationality
joined to another word ('US-backed') names nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from headstamp.reading.claim import Named
from headstamp.reading.frames import SmallWords
from headstamp.reading.mention import (
    ActorMention,
    DemonymMention,
    Mention,
    PlaceMention,
    QuantityMention,
    Sense,
    WeaponMention,
)

_STEP = re.compile(r"\w+ ")
_GROUP_KINDS = frozenset({"non_state_armed_group", "militia", "criminal_network", "private_military_company"})
_UNIT_KINDS = frozenset({"unit", "police"})
_TOWNS = frozenset({"capital", "town"})
_NOUNS = ("group_noun", "anaphor_group", "state_noun")
_SIDES = (
    frozenset({"state", "count", "unit", "some_state", "town"}),
    frozenset({"group", "some_group", "unit"}),
)


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody named in a sentence.

    Attributes:
        start, end: where, with the noun that belongs to it ('Iraqi government').
        named: who.
        kind: state, unit, group, body, person, count ('34 countries'), town (its state is meant at most),
            trader ('Bulgarian dealer'), or a noun that names nobody in
            particular: some_group ('rebels'), some_state ('government forces').
        state: id of the state it is or serves.
        adjective: whether it is only a word of nationality beside something else.
        possessive: whether it owns what follows ('Serbia's').
    """

    start: int
    end: int
    named: Named
    kind: str
    state: str | None = None
    adjective: bool = False
    possessive: bool = False

    @property
    def is_group(self) -> bool:
        """Whether it is an armed group, named or not."""
        return self.kind in ("group", "some_group")

    @property
    def is_side(self) -> bool:
        """Whether it can sell, send or receive arms as a state does."""
        return self.is_state or self.kind in ("town", "trader")

    @property
    def is_state(self) -> bool:
        """Whether it is a state or serves one."""
        return self.kind in ("state", "unit", "some_state", "count")


@dataclass(frozen=True, slots=True)
class Group:
    """A list of parties with one governor, mostly of one member.

    Attributes:
        governor: class of the preposition before it; '' where it has none.
    """

    members: tuple[Party, ...]
    governor: str

    @property
    def start(self) -> int:
        """First character."""
        return self.members[0].start

    @property
    def end(self) -> int:
        """One after the last character."""
        return self.members[-1].end

    @property
    def head(self) -> Party:
        """The first member."""
        return self.members[0]


def parties_in(
    raw: str, text: str, start: int, end: int, mentions: Sequence[Mention], words: SmallWords
) -> tuple[Party, ...]:
    """Everybody named in a sentence, by start, none inside another.

    Args:
        raw, text: the document's text, and the same folded.
        start, end: the sentence.
        mentions: those that begin in it.
        words: the small words of its language.
    """
    finder = _Finder(raw, text, start, end, mentions, words)
    kept: list[Party] = []
    for one in sorted(finder.found(), key=lambda each: (each.start, -each.end, each.adjective)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    # 'US-backed' is no party; it only keeps the name of the state from being taken for one.
    return tuple(one for one in kept if one.kind != "age")


@dataclass(frozen=True, slots=True)
class _Finder:
    raw: str
    text: str
    start: int
    end: int
    mentions: Sequence[Mention]
    words: SmallWords

    def found(self) -> Iterable[Party]:
        yield from self._named()
        yield from self._nouns()

    def _named(self) -> Iterable[Party]:
        for one in self.mentions:
            value = one.value
            if isinstance(value, ActorMention):
                yield self._owned(one, Named(value.id, value.name), _kind_of(value), value.state)
            elif isinstance(value, PlaceMention) and value.kind == "state" and value.id is not None:
                yield self._owned(one, Named(value.id, value.name), "state", value.id)
            elif isinstance(value, PlaceMention) and value.kind in _TOWNS and value.state is not None:
                if self._in_a_weapon(one):
                    continue
                people = self.words.pattern("group_noun").match(self.text, one.end + 1)
                if people is None:
                    yield Party(one.start, one.end, Named(value.state, one.quote), "town", value.state)
                else:
                    words = Named(None, self.raw[one.start : people.end()])
                    yield Party(one.start, people.end(), words, "some_group", value.state)
            elif isinstance(value, DemonymMention):
                yield self._of_nationality(one, value)
            elif isinstance(value, QuantityMention) and counts_states(one, self.mentions):
                number = one.quote if value.vague else f"{value.value} countries"
                yield Party(one.start, one.end, Named(None, number), "count")

    def _in_a_weapon(self, one: Mention) -> bool:
        """Whether a town is only part of a weapon's name, as in 'Milan missiles'."""
        return any(
            isinstance(each.value, WeaponMention) and each.start <= one.start and one.end <= each.end
            for each in self.mentions
        )

    def _owned(self, one: Mention, named: Named, kind: str, state: str | None) -> Party:
        if self.text[one.end : one.end + 2].lstrip(".").startswith("-"):
            # 'US-trained': said of somebody else, and no party.
            return Party(one.start, one.end, named, "age", None, adjective=True)
        end = self._force_after(one.end) if kind == "state" else None
        if kind == "group":
            people = self.words.pattern("group_noun", "state_force", "group_word").match(
                self.text, one.end + 1
            )
            end = None if people is None else people.end()
        owns = self.text.startswith("'s", one.end) or (
            self.text.startswith("'", one.end) and self.text[one.end - 1] == "s"
        )
        if owns and kind == "state":
            # 'Mali's army' is the state's, and owns nothing of what follows.
            end = self._force_after(one.end + 2)
            owns = end is None
        if end is not None and not owns:
            return Party(one.start, end, named, kind, state)
        return Party(one.start, one.end, named, kind, state, possessive=owns)

    def _of_nationality(self, one: Mention, value: DemonymMention) -> Party:
        name = Named(value.state, one.quote)
        joined = self.text[one.end : one.end + 2].lstrip(".").startswith("-")
        if joined or value.sense in (Sense.POLITICAL, Sense.ERA):
            group = self.words.pattern("group_noun").match(self.text, one.end + 1)
            if group is not None:
                words = Named(None, self.raw[one.start : group.end()])
                return Party(one.start, group.end(), words, "some_group")
            return Party(one.start, one.end, name, "age", None, adjective=True)
        group = self.words.pattern("group_noun").match(self.text, one.end + 1)
        if group is not None:
            words = Named(None, self.raw[one.start : group.end()])
            return Party(one.start, group.end(), words, "some_group", value.state)
        trader = self.words.pattern("trader_noun").match(self.text, one.end + 1)
        if trader is None and (step := _STEP.match(self.text, one.end + 1)) is not None:
            trader = self.words.pattern("trader_noun").match(self.text, step.end())
        if trader is not None:
            words = Named(value.state, self.raw[one.start : trader.end()])
            return Party(one.start, trader.end(), words, "trader", value.state)
        end = self._force_after(one.end)
        if end is not None:
            return Party(one.start, end, name, "state", value.state)
        bloc = self.words.pattern("bloc_noun").match(self.text, one.end + 1)
        if bloc is not None:
            # States that are or were of a bloc are several, and none of them is the state it is named after.
            words = Named(None, self.raw[one.start : bloc.end()])
            return Party(one.start, bloc.end(), words, "state")
        return Party(one.start, one.end, name, "state", value.state, adjective=True)

    def _force_after(self, place: int) -> int | None:
        """The end of the noun of a state's body behind a name, a word between them or not."""
        found = self.words.pattern("state_force").match(self.text, place + 1)
        if found is None:
            step = _STEP.match(self.text, place + 1)
            if step is not None:
                found = self.words.pattern("state_force").match(self.text, step.end())
        return None if found is None else found.end()

    def _nouns(self) -> Iterable[Party]:
        # Most sentences have none of them, which one look tells.
        if self.words.pattern(*_NOUNS).search(self.text, self.start, self.end) is None:
            return
        named = self.words.pattern("group_noun")
        for kind, name in (
            ("some_group", "group_noun"),
            ("some_group", "anaphor_group"),
            ("some_state", "state_noun"),
        ):
            for found in self.words.pattern(name).finditer(self.text, self.start, self.end):
                # 'the rebels' are rebels; 'the group' is nothing else.
                if name == "anaphor_group" and named.search(found[0]):
                    continue
                words = Named(None, self.raw[found.start() : found.end()])
                yield Party(found.start(), found.end(), words, kind)


def alike(one: Party, other: Party) -> bool:
    """Whether two parties can be members of one list."""
    if one.kind == other.kind:
        return one.kind != "count"
    return "age" in (one.kind, other.kind) or any(one.kind in side and other.kind in side for side in _SIDES)


def counts_states(one: Mention, mentions: Sequence[Mention]) -> bool:
    """Whether a quantity counts states, also as a part of a count before it: '28 of which'."""
    value = one.value
    if not isinstance(value, QuantityMention):
        return False
    if value.counts == "countries":
        return True
    part = value.counts == "" and value.unit.startswith("of ")
    return part and any(
        isinstance(each.value, QuantityMention) and each.value.counts == "countries" and each.end <= one.start
        for each in mentions
    )


def _kind_of(value: ActorMention) -> str:
    if value.metonym or value.kind in ("state", "former_state"):
        return "state"
    if value.kind in _UNIT_KINDS:
        return "unit"
    if value.kind in _GROUP_KINDS:
        return "group"
    return "person" if value.kind == "person" else "body"
