"""Transfers: who is said to have sold, ordered, delivered or received arms, and at which stage.

A contract is no delivery, a notification no contract: the status is the text's own word, the stage what that
word means in records, and no stage is said where the word leaves it open ('sold'). A transfer needs arms in
its clause and at least one side that is named; the other may be carried from the sentences before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from headstamp.reading.claim import Basis, Claim, ClaimType, Modality, Slot
from headstamp.reading.claiming import (
    Read,
    date_slot,
    goods_slot,
    is_negated,
    modality_of,
    share_slot,
    stated,
    worth_slots,
)
from headstamp.reading.frames import Trigger
from headstamp.reading.lists import Item, Share, items_in, shares_in
from headstamp.reading.mention import Mention
from headstamp.reading.passage import Passage
from headstamp.reading.roles import Roles, roles
from headstamp.reading.transfer_goods import names_none, only_describes, stands_for_goods, transferred
from headstamp.reading.transfer_sides import (
    NEAREST,
    Sides,
    between_groups,
    by_pronoun,
    called_off,
    carried,
    carries,
    only_origin,
    side,
    sides_of,
)
from headstamp.reading.transfer_stages import STAGES

_OFFERED = "offered"
_NOT_DONE = frozenset({Modality.RISK, Modality.CALLED_FOR})


def transfers(read: Read, number: int, before: list[Claim]) -> Iterator[Claim]:
    """The transfers that a passage claims.

    Args:
        number: which passage.
        before: the transfers found so far, to carry sides from.
    """
    passage = read.passages[number]
    taken: list[tuple[int, int]] = []
    for trigger in passage.triggers:
        if trigger.frame.type != "transfer" or trigger.frame.shape == "not":
            continue
        for claim in _of_trigger(read, number, trigger, before):
            if any(start < claim.end and claim.start < end for start, end in taken) and not _more(
                claim, before
            ):
                continue
            taken.append((claim.start, claim.end))
            before.append(claim)
            yield claim


def _more(claim: Claim, before: list[Claim]) -> bool:
    """Whether a claim that shares words with one before says another item or names another side."""
    told = [one for one in before[-NEAREST:] if one.start < claim.end and claim.start < one.end]
    return all(
        (one.get("item") != claim.get("item") and claim.rule == one.rule)
        or (
            (one.get("recipient"), one.get("supplier")) != (claim.get("recipient"), claim.get("supplier"))
            and one.get("recipient") is not None
            and claim.get("recipient") is not None
        )
        for one in told
    )


def _of_trigger(read: Read, number: int, trigger: Trigger, before: list[Claim]) -> Iterator[Claim]:
    passage = read.passages[number]
    place = roles(passage, trigger)
    if only_describes(passage, trigger, place):
        return
    goods = [one for one in transferred(passage, trigger, place) if not names_none(passage, one)]
    if goods and passage.says("not_goods", start=trigger.end, end=goods[0].start):
        return
    before_it = read.passages[number - 1] if number else None
    if not goods and not stands_for_goods(passage, trigger, place, before_it):
        return
    sides = sides_of(read, number, trigger, place)
    modality = modality_of(passage, place.left, place.right)
    if only_origin(passage, trigger, goods, sides):
        return
    if modality in _NOT_DONE or between_groups(trigger, place, sides) or _is_purpose(passage, trigger):
        return
    if _handed_on(passage, trigger, place):
        return
    sides = by_pronoun(read, number, trigger, place, sides)
    if trigger.frame.value == "flowed" and not trigger.past and None in (sides.supplier, sides.recipient):
        return
    if not sides.named and not carries(trigger, place, passage):
        return
    named = sides
    sides = carried(read, number, trigger, sides, place, before)
    if sides.supplier is not None and sides.supplier.value == (sides.recipient and sides.recipient.value):
        return
    words = [(one.start, one.end) for one in (named.supplier, named.recipient) if one is not None]
    if not goods and place.pronoun is not None:
        words.append((place.pronoun, trigger.end))
    yield from _claims(read, passage, trigger, place, goods, sides, modality, words)


def _handed_on(passage: Passage, trigger: Trigger, place: Roles) -> bool:
    """Whether 'handed over to militias' is told as a diversion already."""
    over = [one for one in passage.triggers if one.frame.type == "diversion" and one.start == trigger.start]
    to = place.after.get("to")
    return bool(over) and to is not None and to.head.is_group


def _is_purpose(passage: Passage, trigger: Trigger) -> bool:
    """Whether a verb only says what something else is for: 'money for buying rifles'."""
    if not passage.text.endswith("ing", trigger.start, trigger.end):
        return False
    before = passage.text[max(passage.start, trigger.start - 8) : trigger.start].split()
    return bool(before) and before[-1] in passage.words.all("for")


def _claims(
    read: Read,
    passage: Passage,
    trigger: Trigger,
    place: Roles,
    goods: list[Mention],
    sides: Sides,
    modality: Modality,
    words: list[tuple[int, int]],
) -> Iterator[Claim]:
    shared = [one for one in (sides.supplier, sides.recipient, *sides.others) if one is not None]
    date = date_slot(passage, place.left, place.right, trigger.start) or date_slot(
        passage, passage.start, passage.end, trigger.start
    )
    shared += [date] if date else []
    shared += share_slot(passage, place.left, trigger.start)
    shared += _status(passage, trigger, place, modality)
    shared += _finance(passage, trigger, place)
    items = items_in(passage, goods)
    kept = [each for item in items for each in item.goods] or goods
    start, end = _stretch(passage, trigger, place, kept, shared, words)
    stopped = called_off(passage, trigger)
    negated = is_negated(passage, place.left, trigger.start if stopped is None else stopped.start())
    # 'did not cancel the order' leaves it standing.
    negated = negated != (stopped is not None) or _said_false(passage, trigger)
    told = {"rule": trigger.frame.rule, "modality": modality, "negated": negated}
    shares = shares_in(passage, trigger.end, place.right)
    if len(shares) > 1:
        yield from _shared(read, shares, shared, goods, (start, end), told)
        return
    first = True
    listed: list[Item | None] = [*items] or [None]
    for item in listed:
        slots = list(shared)
        if item is not None:
            slots += [goods_slot(item.goods)]
            if item.number is not None:
                slots.append(stated("quantity", item.number, item.start, item.end))
        slots += _worth(passage, place, trigger)
        if first:
            last = end if item is None or item.alone else max(trigger.end, item.end)
            yield _claim(read, start, last, slots, told)
        elif item is not None:
            yield _claim(read, item.start, item.end, slots, told)
        first = False


def _said_false(passage: Passage, trigger: Trigger) -> bool:
    """Whether the whole claim is called false: 'it is untrue that ...', 'reports that ... are false'."""
    for one in passage.triggers:
        if one.frame.rule != "denial.false":
            continue
        if one.end <= trigger.start:
            that = passage.says("that", start=one.end, end=one.end + 6)
            if that is not None:
                return True
            continue
        noun = passage.says("evidence_noun", start=passage.start, end=trigger.start)
        if noun is not None and passage.says("that", "of", start=noun.end(), end=noun.end() + 6) is not None:
            return True
    return False


def _shared(
    read: Read,
    shares: Sequence[Share],
    shared: Sequence[Slot],
    goods: Sequence[Mention],
    stretch: tuple[int, int],
    told: dict[str, object],
) -> Iterator[Claim]:
    """One claim for each amount with its own side: '$406m to A and $267m to B'."""
    for number, one in enumerate(shares):
        name = "recipient" if one.group.governor == "to" else "supplier"
        told_side = side(name, one.group)
        if told_side is None:
            continue
        slots = [each for each in shared if each.name not in (name, "end_user", "buyer", "exporter")]
        slots += [told_side, *(goods_slot(goods[:1]) for _ in goods[:1]), *one.slots]
        start = stretch[0] if number == 0 else one.start
        yield _claim(read, start, one.group.end, slots, told)


def _claim(read: Read, start: int, end: int, slots: list[Slot], told: dict[str, object]) -> Claim:
    return read.claim(
        ClaimType.TRANSFER,
        start,
        end,
        slots,
        rule=str(told["rule"]),
        modality=Modality(str(told["modality"])),
        negated=bool(told["negated"]),
    )


def _status(passage: Passage, trigger: Trigger, place: Roles, modality: Modality) -> list[Slot]:
    value = trigger.frame.value
    start, end = trigger.start, trigger.end
    if trigger.frame.shape == "arrive":
        # 'exported weapons have come from': the participle beside the arms says more than 'come'.
        said = [one for one in passage.triggers if one.frame.type == "transfer" and place.left <= one.start]
        said = [one for one in said if one.end < trigger.start and one.frame.shape == "send" and one.past]
        if said:
            value, start, end = said[0].frame.value, said[0].start, said[0].end
    if not value or (modality is Modality.PLANNED and value != _OFFERED):
        return []
    found = [stated("status", value, start, end)]
    if value in STAGES:
        found.append(stated("stage", STAGES[value], start, end))
    return found


def _finance(passage: Passage, trigger: Trigger, place: Roles) -> list[Slot]:
    if trigger.frame.shape != "finance":
        return []
    by = passage.says("by", start=trigger.end, end=place.right)
    if by is None:
        return []
    words = passage.text[by.end() : place.right].strip(" .,;\"'")
    return [stated("finance", words, by.end() + 1, by.end() + 1 + len(words))] if words else []


def _worth(passage: Passage, place: Roles, trigger: Trigger) -> list[Slot]:
    found = passage.money(place.left, place.right)
    if not found:
        return []
    one = min(found, key=lambda each: abs(each.start - trigger.end))
    return worth_slots(one)


def _stretch(
    passage: Passage,
    trigger: Trigger,
    place: Roles,
    goods: list[Mention],
    slots: list[Slot],
    words: list[tuple[int, int]],
) -> tuple[int, int]:
    """The words from the first argument in the clause to the last."""
    within = [
        (one.start, one.end) for one in slots if one.basis is Basis.STATED and _belongs(one, passage, place)
    ]
    near = [(one.start, one.end) for one in goods if place.left <= one.start < place.right]
    spans = [(trigger.start, trigger.end), *within, *near, *words]
    return min(start for start, _ in spans), max(end for _, end in spans)


def _belongs(slot: Slot, passage: Passage, place: Roles) -> bool:
    """Whether a field is part of the quote; a time told elsewhere in the sentence is not."""
    first, last = (place.left, place.right) if slot.name == "date" else (passage.start, passage.end)
    return first <= slot.start and slot.end <= last
