"""Where the names of the lexicon come from: the catalogue, the actors, the gazetteer, the word lists.

What a register writes ('Germany (East)', codes, starred names) is no name of a text and is left out; names
that are words of their own ('Hawk', 'Tiger') are marked to count only beside a word for a weapon.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from headstamp.reading.folding import fold
from headstamp.reading.languages import LANGUAGES, rows, word_set, words
from headstamp.reading.lexicon import Case, Name, NameKind, Party
from headstamp.tables import read_table, split_list
from headstamp.world import STATES, Actor, Actors, Catalogue, Level, Weapon

_DATA = Path(__file__).parent / "data"
_REGISTER = re.compile(r"[*(),/\[\]]")
_CODE = re.compile(r"[A-Z]{2,4}")
_SPOKEN_CODES: Final = frozenset(
    ("US", "UK", "USA", "UAE", "DRC", "USSR", "URSS", "GDR", "FRY", "RDC", "VS", "VK", "EAU")
)
_SHORT = 5
_BARE_DESIGNATION = re.compile(r"[A-Za-zА-Яа-я]{1,2}[- ]?\d{1,3}")
_PLURALS = re.compile(r"[a-z]{3,}$")
_UNCHANGED = ("aircraft", "craft", "artillery", "ammunition", "s", "matériel", "weaponry", "defence", "tnt")


def known_parties(actors: Actors) -> tuple[Party, ...]:
    """Organisations, towns and regions that the actors do not hold; actors known there come first."""
    found = [
        Party(row["id"], row["name"], row["kind"], row["country"] or None)
        for row in _table("organisations.csv")
        if row["id"] not in actors
    ]
    for table in ("regions.csv", "places.csv"):
        for row in _table(table):
            state = (row.get("states") or row.get("state") or "").partition(";")[0] or None
            found.append(Party(f"{state or 'world'}:{row['name']}", row["name"], row["kind"], state))
    return tuple({party.id: party for party in reversed(found)}.values())


def known_names(catalogue: Catalogue, actors: Actors, parties: Iterable[Party]) -> Iterator[Name]:
    """Every name that is looked for in texts."""
    yield from _weapons(catalogue)
    for row in _table("instruments.csv"):
        for text in (row["name"], *split_list(row["aliases"])):
            yield Name(NameKind.INSTRUMENT, text, (row["name"],), Case.EXACT if _is_code(text) else Case.ANY)
    for actor in actors.all:
        yield from _of_actor(actor, actor.id in actors.own)
    yield from _of_parties({party.id for party in parties})
    for language in LANGUAGES:
        yield from _states(language)
        yield from _demonyms(language)
        yield from _goods(language)
        yield from _anchors(language)


def _weapons(catalogue: Catalogue) -> Iterator[Name]:
    left_out = {fold(word) for word, _, use, _ in _weapon_words() if use == "never"}
    left_out |= {f"{word}s" for word in left_out}
    near = {fold(word) for word, _, use, _ in _weapon_words() if use == "near"}
    for text, id_ in catalogue.names():
        node = catalogue.node(id_)
        if text == id_ and text != node.name and text not in node.aliases:
            continue
        for form in _forms(text, node):
            if fold(form) not in left_out and not _REGISTER.search(form):
                yield Name(
                    NameKind.WEAPON,
                    form,
                    (id_,),
                    _weapon_case(form, node),
                    fold(form) in near or _needs_company(form, node),
                )
    for word, id_, use, language in _weapon_words():
        if use != "never" and id_ in catalogue:
            case = Case.EXACT if _is_code(word) else Case.ANY
            yield Name(NameKind.WEAPON, word, (id_,), case, use == "near", _own(language, word))


def _forms(text: str, node: Weapon) -> Iterator[str]:
    """A name, and its plural where it is an English one of a class."""
    yield text
    if node.level is Level.CLASS and _PLURALS.search(text) and not text.endswith(_UNCHANGED):
        yield text[:-1] + "ies" if text.endswith("y") else text + "s"
    elif (
        node.level is not Level.CLASS
        and re.search(r"[A-Za-z]\w*$", text)
        and len(text) > 1
        and text.isascii()
    ):
        yield text + "s"


def _weapon_case(text: str, node: Weapon) -> Case:
    if _is_code(text):
        return Case.EXACT
    return Case.ANY if node.level is Level.CLASS else Case.TITLE


def _needs_company(text: str, node: Weapon) -> bool:
    """Whether a name says nothing by itself: a word, a given name, a bare letter and figure."""
    if node.level is Level.CLASS:
        return False
    bare = re.sub(r"(?:-(?:style|type|pattern|series)|s)$", "", fold(text))
    return (
        bare in word_set("wordlike")
        or _BARE_DESIGNATION.fullmatch(text) is not None
        or (_is_code(text) and len(text) <= 2)
    )


def _is_code(text: str) -> bool:
    bare = text.removesuffix("s")
    return len(bare) <= _SHORT and bare.isalpha() and bare.upper() == bare and bare.lower() != bare


@lru_cache(maxsize=1)
def _weapon_words() -> tuple[tuple[str, str, str, str], ...]:
    """Word, node, use ('any', 'near', 'never') and language, of all lists."""
    return tuple(
        (word, row["node"], row["use"], language)
        for language in LANGUAGES
        for row in rows(language, "weapons")
        for word in split_list(row["words"])
    )


def _of_actor(actor: Actor, own: bool) -> Iterator[Name]:
    if actor.id == "not-known":
        return
    kind = NameKind.PLACE if actor.kind in STATES else NameKind.ACTOR
    for text in dict.fromkeys(
        (actor.name, *actor.aliases, actor.id if actor.id in _SPOKEN_CODES else actor.name)
    ):
        if _REGISTER.search(text):
            continue
        code = _CODE.fullmatch(text) is not None
        if code and kind is NameKind.PLACE and not own and text not in _SPOKEN_CODES:
            continue
        yield Name(kind, text, (actor.id,), Case.EXACT if _is_code(text) else Case.TITLE)


def _of_parties(known: set[str]) -> Iterator[Name]:
    for row in _table("organisations.csv"):
        if row["id"] in known:
            for text in (row["name"], *split_list(row["aliases"])):
                yield Name(NameKind.ACTOR, text, (row["id"],), Case.EXACT if _is_code(text) else Case.TITLE)
    for table in ("regions.csv", "places.csv"):
        for row in _table(table):
            state = (row.get("states") or row.get("state") or "").partition(";")[0] or "world"
            for text in (row["name"], *split_list(row["aliases"])):
                yield Name(NameKind.PLACE, text, (f"{state}:{row['name']}",), Case.TITLE)


def _states(language: str) -> Iterator[Name]:
    for row in (*rows(language, "states"), *rows(language, "other_states")):
        for text in split_list(row["names"]):
            yield Name(NameKind.PLACE, text, (row["state"],), Case.TITLE)


def _demonyms(language: str) -> Iterator[Name]:
    for row in rows(language, "demonyms"):
        for word in split_list(row["words"]):
            case = Case.EXACT if _is_code(word.replace(".", "")) else Case.TITLE
            yield Name(NameKind.DEMONYM, word, (row["state"],), case)
            if word[0].islower():
                yield Name(NameKind.DEMONYM, word, (row["state"],), Case.ANY, language=_own(language, word))


def _goods(language: str) -> Iterator[Name]:
    for row in rows(language, "goods"):
        for word in split_list(row["words"]):
            yield Name(NameKind.GOODS, word, (word,), language=_own(language, word))


def _anchors(language: str) -> Iterator[Name]:
    """Words that tell where a number or a time without figures may stand."""
    told = words(language)
    for table in ("numbers", "vague", "scales"):
        for word in told.get(table, {}):
            yield Name(NameKind.NUMBER, word, (table,), language=language)
    for table in ("months", "weekdays", "relative"):
        for word in told.get(table, {}):
            yield Name(NameKind.DATE, word, (table,), language=language)
    for table in ("speech", "titles"):
        for word in word_set(table, language):
            yield Name(NameKind.SAYING, word, (table,), language=language)


def _own(language: str, word: str) -> str:
    """The language to which a word is kept: English is everywhere, other scripts tell themselves."""
    return "" if language == "en" or not fold(word)[0].isascii() else language


@lru_cache(maxsize=8)
def _table(name: str) -> tuple[Mapping[str, str], ...]:
    return tuple(row.cells for row in read_table(_DATA / name).rows)
