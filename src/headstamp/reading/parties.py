"""Parties, places and words of nationality as texts name them, none inside a longer name of another.

'Free Syrian Army' holds no word of nationality: it is the group's own name. 'Iraqi Army' does, for it is the
army of that state. 'Moscow' is a town here; whether it stands for a government is for the claims to see.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from headstamp.reading.dates import FoundDate
from headstamp.reading.languages import word_set
from headstamp.reading.lexicon import Lexicon
from headstamp.reading.mention import (
    ActorMention,
    DateMention,
    DemonymMention,
    Mention,
    MentionKind,
    PlaceMention,
    Sense,
)
from headstamp.reading.spotting import Spot
from headstamp.values import Span
from headstamp.world import STATES

_STATE_FORCES = frozenset(("unit", "police"))
_METONYMS = frozenset(("kremlin", "white-house", "elysee", "quai-dorsay", "whitehall", "downing-street"))
_HYPHENED = re.compile(r"-([a-z]+)(?![\w-])")
_ERA = re.compile(r"(?:[ -](?:union|bloc))?-era(?!\w)|(?:[ -](?:union|bloc))?-(?:vintage|period)(?!\w)")
_MADE_BY = re.compile(r"(?:[ -]?(?:made|manufactured|built|produced|designed))(?!\w)")


class Parties:
    """Reads the parties and places of one text.

    Args:
        text: as it stands.
        folded: the same folded.
        lexicon: the names.
    """

    def __init__(self, text: str, folded: str, lexicon: Lexicon) -> None:
        self._text, self._folded, self._lexicon = text, folded, lexicon
        # A text names few parties often; what each is, is looked up once.
        self._actors: dict[str, ActorMention] = {}
        self._places: dict[tuple[str, ...], PlaceMention] = {}

    def actors(self, spots: Sequence[Spot]) -> list[Mention]:
        """Those whom the actors or the list of organisations know."""
        return [self._made(MentionKind.ACTOR, s.start, s.end, self._actor(s.names[0].ids[0])) for s in spots]

    def places(self, spots: Sequence[Spot], actors: Sequence[Spot]) -> list[Mention]:
        """States, towns and regions; none inside the name of a party that is not of that very state."""
        found = []
        inside = _Cover(actors)
        for spot in spots:
            ids = tuple(id_ for name in spot.names for id_ in name.ids)
            value = self._places.get(ids)
            if value is None:
                value = self._places[ids] = self._place(ids)
            if self._folded[spot.end : spot.end + 1] == "$":
                continue
            holder = inside.around(spot.start, spot.end)
            if holder is None or self._belongs(holder, value.state):
                found.append(self._made(MentionKind.PLACE, spot.start, self._dotted(spot), value))
        return found

    def demonyms(
        self, spots: Sequence[Spot], actors: Sequence[Spot], places: Sequence[Spot]
    ) -> list[Mention]:
        """Words of nationality with the word that a hyphen joins to them."""
        found = []
        in_actor, in_place = _Cover(actors), _Cover(places)
        for spot in spots:
            state = spot.names[0].ids[0]
            holder = in_actor.around(spot.start, spot.end)
            longer = in_place.around(spot.start, spot.end)
            if holder is not None and not self._belongs(holder, state):
                continue
            if longer is not None and (longer.end - longer.start) > (spot.end - spot.start):
                continue
            end, sense = self._sense(spot.end)
            found.append(self._made(MentionKind.DEMONYM, spot.start, end, DemonymMention(state, sense)))
        return found

    def state_demonyms(self, spots: Sequence[Spot]) -> list[Mention]:
        """Names of states that a hyphen makes words of nationality: 'US-led', 'Iran-backed'."""
        found = []
        for spot in spots:
            state, end = spot.names[0].ids[0], self._dotted(spot)
            if state not in self._lexicon.actors or self._folded[end : end + 1] != "-":
                continue
            end, sense = self._sense(end)
            if sense in (Sense.ORIGIN, Sense.POLITICAL):
                found.append(self._made(MentionKind.DEMONYM, spot.start, end, DemonymMention(state, sense)))
        return found

    def eras(self, spots: Sequence[Spot]) -> Iterator[FoundDate]:
        """'Soviet-era', 'Yugoslav-era': the age of a state or of what is named so."""
        for spot in spots:
            if era := _ERA.match(self._folded, spot.end):
                state = spot.names[0].ids[0]
                actor = self._lexicon.actors.get(state) if state in self._lexicon.actors else None
                span = None
                if actor is not None and actor.to is not None:
                    begin = actor.from_.from_ if actor.from_ else None
                    span = Span.between(begin, actor.to.to)
                named = self._folded[spot.start : era.end()]
                yield FoundDate(spot.start, era.end(), DateMention(span, era=named))

    def _dotted(self, spot: Spot) -> int:
        """Where a name ends with the full stop that belongs to it ('U.S.')."""
        end = spot.end
        inside = "." in self._text[spot.start : end]
        return end + 1 if inside and self._text[end : end + 1] == "." else end

    def _sense(self, end: int) -> tuple[int, Sense]:
        """Where a word of nationality ends with what is joined to it, and what it says."""
        if era := _ERA.match(self._folded, end):
            return era.end(), Sense.ERA
        if joined := _HYPHENED.match(self._folded, end):
            if joined[1] in word_set("political"):
                return joined.end(), Sense.POLITICAL
            if joined[1] in word_set("made", "en"):
                return joined.end(), Sense.ORIGIN
        if _MADE_BY.match(self._folded, end):
            return end, Sense.ORIGIN
        return end, Sense.PLAIN

    def _belongs(self, holder: Spot, state: str | None) -> bool:
        """Whether a party's name holds the name of its own state because it is a force or body of it."""
        id_ = holder.names[0].ids[0]
        if id_ in self._lexicon.parties:
            party = self._lexicon.parties[id_]
            if party.state is None:
                return not self._is_own_name(holder, party.name)
            return party.state == state
        actor = self._lexicon.actors.get(id_)
        if self._lexicon.actors.state_of(id_) != state:
            # 'Syrian Kurdish People's Protection Units': what stands before the group's own name.
            return state == "kurds" and not self._is_own_name(holder, actor.name)
        return actor.kind.value in _STATE_FORCES or not self._is_own_name(holder, actor.name)

    def _is_own_name(self, holder: Spot, name: str) -> bool:
        return self._text[holder.start : holder.end].casefold() == name.casefold()

    def _actor(self, id_: str) -> ActorMention:
        known = self._actors.get(id_)
        if known is None:
            known = self._actors[id_] = self._looked_up(id_)
        return known

    def _looked_up(self, id_: str) -> ActorMention:
        if id_ in self._lexicon.parties:
            party = self._lexicon.parties[id_]
            return ActorMention(id_, party.name, party.kind, party.state, id_ in _METONYMS)
        actor = self._lexicon.actors.get(id_)
        return ActorMention(id_, actor.name, actor.kind.value, self._lexicon.actors.state_of(id_))

    def _place(self, ids: Sequence[str]) -> PlaceMention:
        """A state before a town, a capital before another town of its name."""
        known = self._lexicon.actors
        for id_ in ids:
            if id_ in known and known.get(id_).kind in STATES:
                return PlaceMention(id_, known.get(id_).name, "state", id_)
        parties = [self._lexicon.parties[id_] for id_ in ids if id_ in self._lexicon.parties]
        parties.sort(key=lambda one: ("region", "continent", "capital", "town").index(one.kind))
        best = parties[0]
        return PlaceMention(None, best.name, best.kind, best.state)

    def _made(
        self, kind: MentionKind, start: int, end: int, value: ActorMention | PlaceMention | DemonymMention
    ) -> Mention:
        return Mention(kind, start, end, self._text[start:end], value)


class _Cover:
    """Which of some spots in order holds a place; asked in order, too."""

    def __init__(self, spots: Sequence[Spot]) -> None:
        self._spots, self._next = spots, 0

    def around(self, start: int, end: int) -> Spot | None:
        """The spot that holds a stretch whole, if any."""
        while self._next < len(self._spots) and self._spots[self._next].end < end:
            self._next += 1
        if self._next == len(self._spots):
            return None
        spot = self._spots[self._next]
        return spot if spot.start <= start and end <= spot.end else None


def without_shorter(mentions: list[Mention]) -> list[Mention]:
    """Mentions of one kind in order, the longer of two that overlap."""
    mentions.sort(key=lambda one: (one.start, -one.end))
    kept: list[Mention] = []
    for one in mentions:
        if kept and one.start < kept[-1].end:
            if one.end - one.start > kept[-1].end - kept[-1].start:
                kept[-1] = one
            continue
        kept.append(one)
    return kept
