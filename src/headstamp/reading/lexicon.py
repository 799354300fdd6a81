"""All names in one automaton: weapons, parties, places and words of nationality, in every script.

A name is looked for in the text with everything but letters and digits made a blank, so that 'U.S.-made',
'AK-47' and 'AK 47' need no spelling each, and only between blanks, so that no word is found inside another.
What a found name means beside others is left to `mentions`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from headstamp.reading.folding import fold, words_only
from headstamp.reading.languages import LANGUAGES, rows
from headstamp.reading.mention import MentionKind
from headstamp.world import STATES, Actor, Actors, Catalogue

_CODE = re.compile(r"[A-Z]{2,4}|[A-Z]{4}XX")
_NO_NAME = re.compile(r"[*(),/\[\]]")
_SHORT: Final = 4


@dataclass(frozen=True, slots=True)
class Name:
    """A name to look for.

    Attributes:
        kind: what sort of thing bears it.
        text: as it is written.
        ids: catalogue or actor ids of those that bear it.
        cased: whether it counts only when written with the same capitals ('IS', 'CAR').
    """

    kind: MentionKind
    text: str
    ids: tuple[str, ...]
    cased: bool = False


class Hit(NamedTuple):
    """A name found in a text."""

    start: int
    end: int
    names: tuple[Name, ...]


class Lexicon:
    """Names ready to be found; build it once, it takes a second for a hundred thousand.

    Args:
        names: what to look for; several may share a text.
        catalogue: what weapons are.
        actors: who parties are.
    """

    def __init__(self, names: Iterable[Name], catalogue: Catalogue, actors: Actors) -> None:
        self.catalogue, self.actors = catalogue, actors
        by_key: dict[str, dict[Name, None]] = {}
        for name in names:
            for key in _keys(name.text):
                by_key.setdefault(f" {key} ", {})[name] = None
        self._names = [tuple(found) for found in by_key.values()]
        self._automaton = AhoCorasick(list(by_key), matchkind=MatchKind.Standard)

    def __len__(self) -> int:
        return len(self._names)

    @classmethod
    def load(
        cls,
        names: Iterable[Name] | None = None,
        catalogue: Catalogue | None = None,
        actors: Actors | None = None,
    ) -> Lexicon:
        """The shipped names, with further ones.

        Args:
            names: further names, such as those of a sanctions list.
            catalogue: the shipped one, or that of a case.
            actors: the shipped ones, or those of a case.
        """
        if names is None and catalogue is None and actors is None:
            return _shipped()
        weapons, parties = catalogue or Catalogue.load(), actors or Actors.load()
        return cls((*_known(weapons, parties), *(names or ())), weapons, parties)

    def find(self, folded: str) -> Iterator[Hit]:
        """Every name in a folded text, those inside others too, in order of their ends."""
        spaced = f" {words_only(folded)} "
        names = self._names
        for index, start, end in self._automaton.find_matches_as_indexes(spaced, overlapping=True):
            yield Hit(start, end - 2, names[index])


@lru_cache(maxsize=1)
def _shipped() -> Lexicon:
    catalogue, actors = Catalogue.load(), Actors.load()
    return Lexicon(_known(catalogue, actors), catalogue, actors)


def _known(catalogue: Catalogue, actors: Actors) -> Iterator[Name]:
    for text, node in catalogue.names():
        if text != node:
            yield Name(MentionKind.WEAPON, text, (node,), len(text) <= _SHORT and text.upper() == text)
    for actor in actors.all:
        yield from _actor_names(actor)
    for language in LANGUAGES:
        for row in rows(language, "demonyms"):
            for word in row["words"].split(";"):
                yield Name(MentionKind.DEMONYM, word, (row["state"],), len(word) <= 3)


def _actor_names(actor: Actor) -> Iterator[Name]:
    kind = MentionKind.PLACE if actor.kind in STATES else MentionKind.ACTOR
    for text in dict.fromkeys((actor.name, *actor.aliases)):
        code = _CODE.fullmatch(text) is not None
        if _NO_NAME.search(text) or (code and kind is MentionKind.PLACE and text not in ("US", "UK", "USA")):
            continue
        yield Name(kind, text, (actor.id,), code)


def _keys(text: str) -> Iterator[str]:
    yield " ".join(words_only(fold(text)).split())
