"""Counts of supplying or making states, with comparators: 'at least 34 countries, 28 of them also ...'."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from headstamp.reading.claim import Claim, ClaimType, Named, Slot
from headstamp.reading.claiming import Read, count_of, date_slot, inferred, stated
from headstamp.reading.mention import Mention, MentionKind, QuantityMention
from headstamp.reading.party import Group, counts_states
from headstamp.reading.passage import Passage
from headstamp.reading.periods import periods_in

_BEFORE: Final = 75
_AFTER: Final = 90
_VERBS = (("manufactured", "made_verb"), ("designed", "designed_verb"), ("supplied", "supplied_verb"))


def supplier_statistics(read: Read, number: int) -> Iterator[Claim]:
    """The counts of states that a passage gives."""
    passage = read.passages[number]
    counted = [one for one in passage.of_kind(MentionKind.QUANTITY) if counts_states(one, passage.mentions)]
    if not counted or not passage.goods:
        return
    first = counted[0]
    rest = [one for one in counted[1:] if passage.says("of", start=one.start, end=one.end)]
    place = _of_what(passage, first)
    if place is None:
        return
    start, end, what = place
    slots = [*_number("n", first), stated("what", what, start, end)]
    types = [one for one in passage.of_kind(MentionKind.QUANTITY) if _counts(one, "types")]
    types = [one for one in types if one.end <= first.start and first.start - one.end < 30]
    if types:
        slots += [stated("types", int(count_of(types[-1]).value or 0), types[-1].start, types[-1].end)]
        start = min(start, types[-1].start)
    slots += _party("recipient", passage, first.end, rest[0].start if rest else end)
    if not any(one.name == "recipient" for one in slots):
        slots += _subject(passage, first.start)
    if rest:
        slots += [stated("overlap", int(count_of(rest[0]).value or 0), rest[0].start, rest[0].end)]
        slots += _party("also", passage, rest[0].end, passage.end)
        end = max(end, *(one.end for one in slots if one.name in ("overlap", "also")))
    slots += _when(read, number, first.start)
    yield read.claim(ClaimType.SUPPLIER_STAT, start, end, slots, rule="stat.countries")


def _counts(one: Mention, what: str) -> bool:
    return isinstance(one.value, QuantityMention) and one.value.counts == what


def _number(name: str, one: Mention) -> Iterator[Slot]:
    count = count_of(one)
    told = one.quote.split()[0].lower() if count.value is None else int(count.value)
    yield stated(name, told, one.start, one.end)
    yield stated("cmp", count.comparator, one.start, one.end)


def _of_what(passage: Passage, count: Mention) -> tuple[int, int, tuple[str, ...]] | None:
    """Where it is said what the states did, and what: made, designed, supplied, or are the source of."""
    before = passage.text[max(passage.start, count.start - _BEFORE) : count.start]
    left = count.start - len(before)
    told = {
        what: found.start()
        for what, words in _VERBS
        if (found := passage.says(words, start=left, end=count.start)) is not None
    }
    governor = next((one.governor for one in passage.groups if one.start <= count.start < one.end), "")
    if told and governor in ("by", "in", "from"):
        return min(told.values()), count.end, tuple(told)
    if governor == "from":
        goods = [one for one in passage.goods if one.end <= count.start and count.start - one.end < 20]
        return (goods[0].start if goods else count.start, count.end, ("source",)) if goods else None
    after = passage.says("supplied_verb", start=count.end, end=min(passage.end, count.end + _AFTER))
    if after is not None and not governor:
        return count.start, after.end(), ("supplied",)
    return None


def _party(name: str, passage: Passage, start: int, end: int) -> Iterator[Slot]:
    for group in passage.groups:
        if start <= group.start < end + 25 and group.governor in ("", "to") and _state(group):
            yield stated(name, group.head.named, group.start, group.end)
            return


def _state(group: Group) -> bool:
    return group.head.state is not None and not group.head.adjective


def _subject(passage: Passage, place: int) -> Iterator[Slot]:
    for group in passage.groups:
        if group.end < place and not group.governor and _state(group) and group.head.is_state:
            named = group.head.named
            told = Named(group.head.state, named.name) if group.head.kind == "unit" else named
            yield stated("recipient", told, group.start, group.end)
            return


def _when(read: Read, number: int, place: int) -> Iterator[Slot]:
    """The time counted over: named in the sentence, else a war or time named in the two before."""
    passage = read.passages[number]
    date = date_slot(passage, passage.start, passage.end, place)
    if date is not None:
        yield date
        return
    first = read.passages[max(0, number - 2)]
    named = periods_in(passage.text, first.start, passage.end)
    if named:
        last = named[-1]
        told = stated if last.start >= passage.start else inferred
        yield told("date", last.span, last.start, last.end)
