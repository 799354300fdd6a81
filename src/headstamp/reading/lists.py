"""Lists of arms taken apart: 'for 140 tanks, fighter aircraft and 681 missiles' is three items, not one.

A number that heads a list ('425 weapons called A and B') is of all of them; such a list stays whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from headstamp.reading.claim import Slot
from headstamp.reading.claiming import number_of, stated, worth_slots
from headstamp.reading.mention import Mention, MentionKind, MoneyMention, QuantityMention, WeaponMention
from headstamp.reading.party import Group
from headstamp.reading.passage import Passage

_WIDEST_GAP = 40
_WIDEST_SHARE = 60


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list.

    Attributes:
        goods: the arms it names, several where they are told together.
        number: how many, None where that is not said.
        alone: whether it is the whole list.
        start: where it begins, with its number.
    """

    goods: tuple[Mention, ...]
    number: int | None
    alone: bool
    start: int

    @property
    def end(self) -> int:
        """One after the last character."""
        return self.goods[-1].end


@dataclass(frozen=True, slots=True)
class Share:
    """An amount with the side that is its own: '$267m to B'."""

    slots: tuple[Slot, ...]
    group: Group
    start: int


def shares_in(passage: Passage, start: int, end: int) -> list[Share]:
    """Amounts that are each followed by a side of their own."""
    amounts = [one for one in passage.mentions if start <= one.start < end and _is_amount(one)]
    if len(amounts) < 2:
        return []
    found = []
    for group in passage.groups:
        if group.governor not in ("to", "from") or not start <= group.start < end:
            continue
        for one in amounts:
            near = one.end < group.start <= one.end + _WIDEST_SHARE
            gap = passage.text[one.end : group.start] if near else ","
            if "," in gap or " and " in gap or len(gap.split()) > 4:
                continue
            found.append(Share(tuple(_amount(one)), group, one.start))
    return found


def _is_amount(one: Mention) -> bool:
    value = one.value
    return isinstance(value, MoneyMention) or (
        isinstance(value, QuantityMention) and value.counts in ("", "weapons")
    )


def _amount(one: Mention) -> list[Slot]:
    if isinstance(one.value, QuantityMention):
        return [stated("quantity", int(one.value.value), one.start, one.end)]
    return worth_slots(one)


def items_in(passage: Passage, goods: Sequence[Mention]) -> list[Item]:
    """The items of the arms named in a clause, each with the number that is its own."""
    told = _run(passage, goods)
    if not told:
        return []
    headed = _head(passage, told)
    if headed is not None:
        return [Item(tuple(told), headed, True, told[0].start)]
    if len(told) == 1 or not any(_is_one_of_its_own(one) for one in told[1:]):
        return [Item(tuple(told), number_of(told[0]), True, _start(passage, told[0]))]
    return [Item((one,), number_of(one), False, _start(passage, one)) for one in told]


def _run(passage: Passage, goods: Sequence[Mention]) -> list[Mention]:
    """The first arms and those that follow it in one list."""
    told: list[Mention] = []
    for one in goods:
        if told:
            gap = passage.text[told[-1].end : one.start]
            joined = len(gap) <= _WIDEST_GAP and ("," in gap or passage.words.pattern("glue").search(gap))
            called = passage.words.pattern("kinds_of").search(gap)
            if not joined and not called:
                break
        told.append(one)
    return told


def _head(passage: Passage, told: Sequence[Mention]) -> int | None:
    """The number of a general word that heads the list: '425 weapons called ...'."""
    if len(told) < 2 or number_of(told[0]) is None:
        return None
    gap = passage.text[told[0].end : told[1].start]
    return number_of(told[0]) if passage.words.pattern("kinds_of").search(gap) else None


def _is_one_of_its_own(one: Mention) -> bool:
    named = isinstance(one.value, WeaponMention) and one.value.level in ("family", "model", "variant")
    return named or number_of(one) is not None


def _start(passage: Passage, one: Mention) -> int:
    """Where an item begins: at the number that stands before it."""
    numbers = [
        each for each in passage.of_kind(MentionKind.QUANTITY) if each.start < one.start <= each.end + 1
    ]
    return numbers[0].start if numbers and number_of(one) is not None else one.start
