"""The mentions of a document: what names, numbers and times its text holds, and what each may mean."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from headstamp.reading.bodies import bodies
from headstamp.reading.dates import FoundDate, date_at, eras
from headstamp.reading.document import Document
from headstamp.reading.folding import fold
from headstamp.reading.lexicon import Lexicon, NameKind
from headstamp.reading.mention import (
    DateMention,
    DemonymMention,
    GoodsMention,
    Mention,
    MentionKind,
    MoneyMention,
    QuantityMention,
    WeaponMention,
)
from headstamp.reading.money import money_at
from headstamp.reading.numbers import number_at
from headstamp.reading.parties import Parties, without_shorter
from headstamp.reading.people import people
from headstamp.reading.quantities import quantity_at
from headstamp.reading.spotting import Spot, masked, spots
from headstamp.reading.weapon_mentions import Weapons, with_surroundings

_FIGURES = re.compile(r"\d+")
_HEADING = 600  # characters in which a document tells its own date


def find_mentions(document: Document, lexicon: Lexicon | None = None) -> tuple[Mention, ...]:
    """What a document names, in order of start; no two of a kind overlap.

    Args:
        document: what to read.
        lexicon: the names to look for; the shipped ones where none is given.
    """
    names = lexicon or Lexicon.load()
    text = document.text
    folded = fold(masked(text))
    found = spots(text, folded, document.language, names)
    parties = Parties(text, folded, names)
    actor_spots = found[NameKind.ACTOR]
    actors = parties.actors(actor_spots)
    places = parties.places(found[NameKind.PLACE], actor_spots)
    demonyms = parties.demonyms(found[NameKind.DEMONYM], actor_spots, found[NameKind.PLACE])
    demonyms = without_shorter([*demonyms, *parties.state_demonyms(found[NameKind.PLACE])])
    weapons = _weapons(text, folded, names, found, demonyms)
    nations = sorted((*places, *demonyms), key=_place)
    actors = without_shorter([*actors, *bodies(text, actors, nations)])
    taken = sorted((one.start, one.end) for group in (actors, nations, weapons) for one in group)
    actors = without_shorter([*actors, *people(text, found[NameKind.SAYING], taken)])
    dates = _dates(document, folded, found, parties)
    numbers = _numbers(document, folded, found, dates, weapons)
    weapons = _with_quantities(weapons, numbers)
    return tuple(sorted((*weapons, *actors, *places, *demonyms, *dates, *numbers), key=_place))


def of_kind(mentions: Iterable[Mention], *kinds: MentionKind) -> Iterator[Mention]:
    """The mentions of some kinds."""
    return (mention for mention in mentions if mention.kind in kinds)


def _place(mention: Mention) -> tuple[int, int, str]:
    return mention.start, -mention.end, mention.kind.value


def _weapons(
    text: str, folded: str, names: Lexicon, found: dict[NameKind, list[Spot]], demonyms: Sequence[Mention]
) -> list[Mention]:
    reader = Weapons(text, folded, names)
    inside = [
        (s.start, s.end)
        for s in (*found[NameKind.ACTOR], *found[NameKind.PLACE], *found[NameKind.INSTRUMENT])
    ]
    inside.sort()
    # 'Zastava arms factory' is a maker, 'Kalashnikov Concern' too: no weapon inside a longer name of another.
    weapons = [s for s in found[NameKind.WEAPON] if not _held(inside, s.start, s.end)]
    goods = [s for s in found[NameKind.GOODS] if not _held(inside, s.start, s.end)]
    taken = sorted({*inside, *((one.start, one.end) for one in demonyms)})
    made = [
        one
        for one in reader.mentions(weapons, goods)
        if not (
            isinstance(one.value, WeaponMention) and one.value.fuzzy and _meets(taken, one.start, one.end)
        )
    ]
    told = [
        (one.start, one.end, one.value.state, one.value.sense)
        for one in demonyms
        if isinstance(one.value, DemonymMention)
    ]
    return with_surroundings(made, text, folded, told, names.catalogue)


def _held(stretches: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether a longer stretch holds this one."""
    place = bisect_right(stretches, (start, 1 << 62)) - 1
    return (
        place >= 0 and stretches[place][1] >= end and stretches[place][1] - stretches[place][0] > end - start
    )


def _meets(stretches: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    place = bisect_left(stretches, (end, 0)) - 1
    return place >= 0 and stretches[place][1] > start


def _dates(
    document: Document, folded: str, found: dict[NameKind, list[Spot]], parties: Parties
) -> list[Mention]:
    language = document.language or "en"
    anchors = [one.start() for one in _FIGURES.finditer(folded)]
    anchors.extend(spot.start for spot in found[NameKind.DATE])
    made: list[FoundDate] = []
    end = 0
    for place in sorted(anchors):
        if place < end:
            continue
        one = date_at(folded, place, language, document.published)
        if one is not None and one.start >= end:
            made.append(one)
            end = one.end
    made.extend(parties.eras(found[NameKind.DEMONYM]))
    made.extend(parties.eras(found[NameKind.PLACE]))
    made.extend(eras(folded))
    text = document.text
    mentions = [Mention(MentionKind.DATE, d.start, d.end, text[d.start : d.end], d.value) for d in made]
    return _with_role(without_shorter(mentions), text)


def _with_role(dates: list[Mention], text: str) -> list[Mention]:
    """The dates, the one that stands alone at the head of the text marked as its own."""
    for place, one in enumerate(dates):
        if one.start > _HEADING:
            break
        line_start = text.rfind("\n", 0, one.start) + 1
        value = one.value
        alone = not text[line_start : one.start].strip()
        if alone and isinstance(value, DateMention) and _is_a_day(value):
            dates[place] = replace(one, value=replace(value, role="publication"))
            break
    return dates


def _is_a_day(value: DateMention) -> bool:
    span = value.span
    return not value.relative and span is not None and span.from_ is not None and span.from_ == span.to


def _numbers(
    document: Document,
    folded: str,
    found: dict[NameKind, list[Spot]],
    dates: Sequence[Mention],
    weapons: Sequence[Mention],
) -> list[Mention]:
    language = document.language or "en"
    taken = sorted((one.start, one.end) for one in (*dates, *weapons))
    anchors = [one.start() for one in _FIGURES.finditer(folded) if not _joined(folded, one.start())]
    anchors.extend(spot.start for spot in found[NameKind.NUMBER])
    made: list[Mention] = []
    end = 0
    text = document.text
    for place in sorted(anchors):
        if place < end or _covered(taken, place):
            continue
        number = number_at(folded, place, language)
        if number is None or number.core < end:
            continue
        kind = MentionKind.MONEY
        told: tuple[int, int, MoneyMention | QuantityMention] | None = money_at(folded, number)
        if told is None:
            kind, told = MentionKind.QUANTITY, quantity_at(folded, number, language, weapons)
        if told is not None:
            start, end, value = told
            made.append(Mention(kind, start, end, text[start:end], value))
    return made


def _joined(folded: str, place: int) -> bool:
    """Whether figures are part of a word or go on a number ('M16', '7.62')."""
    before = folded[max(0, place - 2) : place]
    return bool(before) and (before[-1].isalnum() or (before[-1] in ".,:/-" and before[:1].isalnum()))


def _covered(stretches: Sequence[tuple[int, int]], place: int) -> bool:
    at = bisect_right(stretches, (place, 1 << 62)) - 1
    return at >= 0 and stretches[at][1] > place


def _with_quantities(weapons: list[Mention], numbers: Sequence[Mention]) -> list[Mention]:
    """The weapons with the number that counts them."""
    ends = {}
    for one in numbers:
        value = one.value
        if isinstance(value, QuantityMention) and value.counts == "weapons" and not value.vague:
            ends[one.end] = value.value
    told = []
    for one in weapons:
        number = ends.get(one.end)
        if isinstance(number, int) and isinstance(one.value, WeaponMention | GoodsMention):
            one = replace(one, value=replace(one.value, quantity=number))
        told.append(one)
    return told
