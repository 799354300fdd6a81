"""All names in one automaton: weapons, parties, places, words of nationality and of number, in every script.

A name is looked for in the text with everything but letters and digits made a blank, so that 'U.S.-made',
'AK-47' and 'AK 47' need no spelling each, and only between blanks, so that no word is found inside another.
Where names come from stands in `naming`, what a found name means beside others in `mentions`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from headstamp.reading.folding import fold, words_only
from headstamp.world import Actors, Catalogue

_DESIGNATION = re.compile(r"\b([a-z]{1,4}) (\d{1,4}[a-z]{0,3}\d?)\b")
_JOINED = re.compile(r"\b([a-z]{1,4})(\d)")
_CLITICS = ("و", "ب", "ل", "ف", "ك")
_ARABIC = re.compile("[\u0621-\u064a]")


class NameKind(StrEnum):
    """What sort of thing a name in the lexicon stands for.

    INSTRUMENT names treaties, inside which nothing is named. NUMBER, DATE and SAYING words only say where to
    look.
    """

    WEAPON = "weapon"
    GOODS = "goods"
    ACTOR = "actor"
    PLACE = "place"
    DEMONYM = "demonym"
    INSTRUMENT = "instrument"
    NUMBER = "number"
    DATE = "date"
    SAYING = "saying"


class Case(StrEnum):
    """With which capitals a name counts: EXACT as written ('IS'), TITLE with a first one, ANY however."""

    ANY = "any"
    TITLE = "title"
    EXACT = "exact"


@dataclass(frozen=True, slots=True)
class Name:
    """A name to look for.

    Attributes:
        kind: what sort of thing bears it.
        text: as it is written.
        ids: ids of those that bear it: of the catalogue, of actors, or of a table of the lexicon.
        case: with which capitals it counts.
        near: whether it counts only where a word for a weapon stands near.
        language: the language in whose texts alone it counts; '' for all.
    """

    kind: NameKind
    text: str
    ids: tuple[str, ...]
    case: Case = Case.ANY
    near: bool = False
    language: str = ""


class Hit(NamedTuple):
    """A name found in a text: where, and the names that are spelt so."""

    start: int
    end: int
    names: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Party:
    """Who or what bears a name that the actors do not know, or a place that is no state.

    Attributes:
        id: its id here.
        name: the name to print.
        kind: an actor kind; or 'capital', 'town', 'region', 'continent'.
        state: actor id of the state it belongs to or lies in, if any.
    """

    id: str
    name: str
    kind: str
    state: str | None


class Lexicon:
    """Names ready to be found; build it once, it takes a second or two for a hundred thousand.

    Args:
        names: what to look for; several may share a text.
        catalogue: what weapons are.
        actors: who parties are.
        parties: by id, those that `actors` does not hold.
    """

    def __init__(
        self,
        names: Iterable[Name],
        catalogue: Catalogue,
        actors: Actors,
        parties: Iterable[Party] = (),
    ) -> None:
        self.catalogue, self.actors = catalogue, actors
        self.parties = {party.id: party for party in parties}
        by_key: dict[str, tuple[Name, ...]] = {}
        for name in names:
            for key in spellings(name.text):
                spaced = f" {key} "
                known = by_key.get(spaced, ())
                if name not in known:
                    by_key[spaced] = (*known, name)
        self._names = list(by_key.values())
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
        return _built(catalogue or Catalogue.load(), actors or Actors.load(), names or ())

    def find(self, folded: str) -> Iterator[Hit]:
        """Every name in a folded text, those inside others too, in order of their ends."""
        spaced = f" {words_only(folded)} "
        names = self._names
        for index, start, end in self._automaton.find_matches_as_indexes(spaced, overlapping=True):
            yield Hit(start, end - 2, names[index])


@lru_cache(maxsize=1)
def _shipped() -> Lexicon:
    return _built(Catalogue.load(), Actors.load(), ())


def _built(catalogue: Catalogue, actors: Actors, further: Iterable[Name]) -> Lexicon:
    from headstamp.reading.naming import known_names, known_parties  # it needs the names defined here

    parties = known_parties(actors)
    return Lexicon((*known_names(catalogue, actors, parties), *further), catalogue, actors, parties)


def spellings(text: str) -> Iterator[str]:
    """How a name can be spelt in a text of letters, digits and single blanks.

    >>> list(spellings("AK-47"))
    ['ak 47', 'ak47']
    """
    plain = " ".join(words_only(fold(text)).split())
    if not plain:
        return
    yield plain
    if plain.isalpha() and plain.isascii():
        return
    if (joined := _DESIGNATION.sub(r"\1\2", plain)) != plain:
        yield joined
    elif (parted := _JOINED.sub(r"\1 \2", plain)) != plain:
        yield parted
    if _ARABIC.search(plain):
        yield from (clitic + plain for clitic in _CLITICS)
        if plain.startswith("ال"):
            yield "لل" + plain[2:]
        elif " " not in plain:
            yield "ال" + plain
