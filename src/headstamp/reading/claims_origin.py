"""Where and when arms were made or designed, and stocks that grew; a maker is no supplier."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from headstamp.reading.claim import Claim, ClaimType, Named, Slot, Value
from headstamp.reading.claiming import (
    Read,
    date_slot,
    goods_slot,
    modality_of,
    share_slot,
    stated,
)
from headstamp.reading.frames import Trigger
from headstamp.reading.mention import DateMention, DemonymMention, Mention, MentionKind, Sense
from headstamp.reading.party import Group
from headstamp.reading.passage import Passage
from headstamp.reading.roles import roles

_NEAR: Final = 60
_DATE_NEAR: Final = 12


def origins(read: Read, number: int) -> Iterator[Claim]:
    """What a passage says of where and when arms were made."""
    passage = read.passages[number]
    if "origin" not in passage.trigger_types and not any(map(_is_origin, passage.mentions)):
        return
    taken: list[tuple[int, int]] = []
    for start, end, slots, rule in (*_by_words(passage), *_by_nationality(passage)):
        if any(start < last and first < end for first, last in taken):
            continue
        taken.append((start, end))
        slots += share_slot(passage, max(passage.start, start - _NEAR), end)
        yield read.claim(
            ClaimType.ORIGIN, start, end, slots, rule=rule, modality=modality_of(passage, start, end)
        )


def _is_origin(one: Mention) -> bool:
    return isinstance(one.value, DemonymMention) and one.value.sense is Sense.ORIGIN


_Found = tuple[int, int, list[Slot], str]


def _by_words(passage: Passage) -> Iterator[_Found]:
    for one in passage.triggers:
        if one.frame.type != "origin":
            continue
        found = _MAKING[one.frame.shape](passage, one) if one.frame.shape in _MAKING else None
        if found is not None:
            yield (*found, one.frame.rule)


def _made(passage: Passage, one: Trigger) -> tuple[int, int, list[Slot]] | None:
    """'produced in A and B', 'made by A': the list right behind."""
    after = [each for each in passage.groups if one.end <= each.start <= one.end + 30]
    if not after or not passage.goods or not _states(after[0]):
        return None
    goods = _goods_before(passage, one.start)
    start = goods[0].start if goods else one.start
    return start, after[0].end, [*_country(after[0]), *_item(goods)]


def _makers(passage: Passage, one: Trigger) -> tuple[int, int, list[Slot]] | None:
    """'from Russian and Chinese manufacturers'."""
    before = [
        each
        for each in passage.groups
        if 0 <= one.start - each.end <= 12 or each.start < one.start <= each.end
    ]
    if not before or not passage.goods or not _states(before[-1]):
        return None
    goods = _goods_before(passage, before[-1].start)
    return before[-1].start, one.end, [*_country(before[-1]), *_item(goods)]


def _of_origin(passage: Passage, one: Trigger) -> tuple[int, int, list[Slot]] | None:
    """'of Soviet origin'."""
    of = passage.says("of", start=one.start - 30, end=one.start)
    if of is None or not passage.goods:
        return None
    words = passage.raw[of.end() : one.start].strip()
    before = [each for each in passage.groups if of.end() <= each.start < one.start]
    goods = _goods_before(passage, of.start() + 1)
    country = (
        _country(before[-1])
        if before and _states(before[-1])
        else [stated("country", words, of.end(), one.start)]
    )
    if not words:
        return None
    start = goods[0].start if goods and of.start() - goods[0].end < 4 else of.start()
    return start, one.end, [*country, *_item(goods)]


def _era(passage: Passage, one: Trigger) -> tuple[int, int, list[Slot]] | None:
    """'date from the 1970s to the 1990s'."""
    dates = [each for each in passage.dates(one.start, one.end + _DATE_NEAR) if each.end > one.end]
    if not dates or not passage.goods:
        return None
    value = dates[0].value
    assert isinstance(value, DateMention)
    told: Value = dates[0].quote if value.span is None else value.span
    goods = _goods_before(passage, one.start)
    slots = [stated("era", told, dates[0].start, dates[0].end), *_item(goods)]
    return one.start, dates[0].end, slots


def _recent(passage: Passage, one: Trigger) -> tuple[int, int, list[Slot]] | None:
    """'manufactured recently'."""
    goods = _goods_before(passage, one.start)
    if not goods:
        return None
    return goods[0].start, one.end, [stated("era", one.frame.value, one.start, one.end), *_item(goods)]


_MAKING = {"made": _made, "makers": _makers, "of_origin": _of_origin, "era": _era, "recent": _recent}


def _by_nationality(passage: Passage) -> Iterator[_Found]:
    """'US-made rifles': the word of nationality says who made them."""
    for one in passage.of_kind(MentionKind.DEMONYM):
        value = one.value
        if not isinstance(value, DemonymMention) or value.sense is not Sense.ORIGIN:
            continue
        joined = passage.text[one.start : one.end + 16]
        if passage.words.pattern("made_verb", "designed_verb").search(joined) is None:
            continue
        goods = [each for each in passage.goods if one.start <= each.start < one.end + 40]
        if goods:
            slots = [stated("country", Named(value.state, one.quote), one.start, one.end), *_item(goods[:1])]
            yield one.start, goods[0].end, slots, "origin.nationality"


def _states(group: Group) -> bool:
    return any(one.kind == "state" for one in group.members)


def _country(group: Group) -> list[Slot]:
    told = tuple(one.named for one in group.members if one.kind == "state")
    return [stated("country", told[0] if len(told) == 1 else told, group.start, group.end)] if told else []


def _goods_before(passage: Passage, place: int) -> list[Mention]:
    found = [one for one in passage.goods_within(passage.start, place) if place - one.end < _NEAR]
    return found[-1:]


def _item(goods: list[Mention]) -> list[Slot]:
    return [goods_slot(goods)] if goods else []


def stocks(read: Read, number: int) -> Iterator[Claim]:
    """Stocks that a passage says have grown."""
    passage = read.passages[number]
    for one in passage.triggers:
        if one.frame.type != "stock_claim":
            continue
        place = roles(passage, one)
        owners = [
            each
            for each in passage.groups
            if each.end <= one.start and (each.head.possessive or not each.governor)
        ]
        whose = owners[-1] if owners else None
        stock = passage.says("stock_noun", start=place.left, end=place.right)
        goods = passage.goods_within(place.left, place.right)
        if whose is None or not whose.head.is_state or (stock is None and not goods):
            continue
        head = whose.head
        named = Named(head.state, head.named.name) if head.state else head.named
        date = date_slot(passage, place.left, place.right, one.start) or date_slot(
            passage, passage.start, passage.end, one.start
        )
        slots = [
            stated("actor", named, whose.start, whose.end),
            stated("change", one.frame.value, one.start, one.end),
            *([date] if date else []),
        ]
        end = max([one.end, *(each.end for each in slots)])
        yield read.claim(ClaimType.STOCK, whose.start, end, slots, rule=one.frame.rule)
