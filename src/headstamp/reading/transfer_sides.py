"""The sides of a transfer: who supplies, who receives, who takes part for them, told or carried.

A side is a state, somebody who serves one, a count of states, a company or an armed group; a person is none.
A side that its sentence leaves out is carried from the sentences before only where the words call for one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from headstamp.reading.claim import Basis, Claim, Named, Slot
from headstamp.reading.claiming import Read, inferred, stated
from headstamp.reading.folding import fold
from headstamp.reading.frames import Trigger
from headstamp.reading.mention import Mention
from headstamp.reading.party import Group, Party
from headstamp.reading.passage import Passage
from headstamp.reading.roles import Roles
from headstamp.reading.transfer_goods import stands_for_goods

NEAREST = 40
"""How many of the transfers found before are looked back at."""

_NEAR = 24
_OF_STATES = frozenset({"unit", "trader"})


@dataclass(frozen=True, slots=True)
class Sides:
    """Who supplies and who receives, and who else of either side is named."""

    supplier: Slot | None
    recipient: Slot | None
    others: tuple[Slot, ...] = ()

    @property
    def named(self) -> bool:
        """Whether at least one side stands in the sentence itself."""
        return any(one is not None and one.basis is Basis.STATED for one in (self.supplier, self.recipient))


def sides_of(read: Read, number: int, trigger: Trigger, place: Roles) -> Sides:
    """The sides that the places around a trigger name, by the shape of its frame."""
    passage, shape = read.passages[number], trigger.frame.shape
    supplier: Group | None = None
    recipient: Group | None = None
    subject = place.subject
    match shape:
        case "send" | "approve" if place.passive:
            supplier = place.governed("by", "from")
            recipient = place.after.get("to") or _whole_subject(passage, trigger, subject)
            if recipient is None and subject is not None and passage.goods_within(trigger.end, place.right):
                recipient = subject  # 'was handed 30 tanks by'
        case "send":
            supplier = subject
            recipient = place.after.get("to") or _indirect(passage, trigger, place) or place.after.get("in")
        case "carry":
            supplier, recipient = place.governed("from"), place.after.get("to")
        case "approve":
            supplier, recipient = subject, place.after.get("to")
        case "equip":
            supplier, recipient = (
                (place.governed("by"), subject) if place.passive else (subject, place.object)
            )
        case "receive" if place.passive:
            supplier, recipient = place.after.get("from"), place.governed("by", "for")
        case "receive":
            supplier, recipient = place.after.get("from"), subject
        case "arrive":
            supplier = place.governed("from")
            recipient = place.after.get("to") or place.object or place.after.get("in")
        case "flood":
            recipient = subject
        case "inflow":
            supplier, recipient = place.governed("from"), _governed_by(passage, trigger)
        case "noun":
            supplier = place.owner or place.governed("by", "from") or _who_called_off(passage, trigger)
            recipient = place.after.get("to") or place.after.get("for")
            if supplier is None or recipient is None:
                return Sides(None, None)
        case "contract":
            supplier, recipient = subject, place.governed("with") or place.after.get("to")
        case "supplier":
            supplier = subject or _nearest(passage, trigger.start)
            recipient = place.governed("to") or place.after.get("in")
        case "beneficiary":
            recipient, supplier = subject, _adjective(passage, trigger) or place.after.get("of")
        case "finance":
            return Sides(None, None)
        case "decrease":
            recipient = _first_state(passage, trigger.start)
    by_adjective = shape in ("noun", "beneficiary")
    return Sides(
        side("supplier", supplier, by_adjective), side("recipient", recipient), _others(supplier, recipient)
    )


def called_off(passage: Passage, trigger: Trigger) -> re.Match[str] | None:
    """The word that stops an order or a delivery: 'cancelled the order for', 'blocked deliveries'."""
    if trigger.frame.shape not in ("noun", "contract"):
        return None
    return passage.says("called_off", start=trigger.start - _NEAR, end=trigger.start)


def _who_called_off(passage: Passage, trigger: Trigger) -> Group | None:
    """The state that stops a delivery, which is the one to supply it."""
    word = called_off(passage, trigger)
    if word is None:
        return None
    found = [one for one in passage.groups if one.end <= word.start() and word.start() - one.end < _NEAR]
    return found[-1] if found and found[-1].head.is_state and not found[-1].head.adjective else None


def _indirect(passage: Passage, trigger: Trigger, place: Roles) -> Group | None:
    """Whoever stands between a verb and the arms: 'gave Mali tanks', 'supplied Mali with tanks'."""
    goods = passage.goods_within(trigger.end, place.right)
    near = place.object
    return near if near is not None and goods and near.start < goods[0].start else None


def side(name: str, group: Group | None, adjective: bool = False) -> Slot | None:
    """A side of a transfer: states by name, whoever serves a state as that state."""
    if group is None:
        return None
    members = [one for one in group.members if _can_trade(one) and (adjective or not one.adjective)]
    if not members:
        return None
    # 'more than 30 countries, including A and B': those named say more than their number.
    members = [one for one in members if one.kind != "count"] or members
    told = tuple(dict.fromkeys(map(_as_side, members)))
    return stated(name, told[0] if len(told) == 1 else told, group.start, group.end)


def _can_trade(party: Party) -> bool:
    return party.kind not in ("person", "age")


def _as_side(party: Party) -> Named:
    return Named(party.state, party.named.name) if party.kind in _OF_STATES and party.state else party.named


def _others(supplier: Group | None, recipient: Group | None) -> tuple[Slot, ...]:
    """Who of a side took part: a company that exports, a dealer that buys, a unit that is to use it."""
    found = []
    for group, names in (
        (supplier, {"trader": "exporter"}),
        (recipient, {"trader": "buyer", "unit": "end_user"}),
    ):
        if group is not None and group.head.kind in names:
            head = group.head
            found.append(stated(names[head.kind], head.named, head.start, head.end))
    return tuple(found)


def _whole_subject(passage: Passage, trigger: Trigger, subject: Group | None) -> Group | None:
    """The state that a participle at the end of a sentence speaks of: 'X armed itself, supplied by ...'."""
    if subject is not None:
        if not subject.head.is_state:
            return None
        between = passage.goods_within(subject.end, trigger.start)
        acts = [one for one in passage.triggers if between and subject.end <= one.start < between[0].start]
        return subject if acts or not between else None
    bare = [
        one
        for one in passage.groups
        if not one.governor and one.end < trigger.start and not one.head.adjective and not one.head.possessive
    ]
    return bare[0] if bare and bare[0].head.is_state and bare[0].head.kind != "count" else None


def _nearest(passage: Passage, place: int) -> Group | None:
    found = [one for one in passage.groups if one.end < place and not one.governor and place - one.end < 30]
    return found[-1] if found else None


def _adjective(passage: Passage, trigger: Trigger) -> Group | None:
    found = [one for one in passage.groups if trigger.end <= one.start < trigger.end + 30]
    return found[0] if found and found[0].head.adjective else None


def _governed_by(passage: Passage, trigger: Trigger) -> Group | None:
    found = [one for one in passage.groups if trigger.end <= one.start < trigger.end + 12]
    return found[0] if found else None


def _first_state(passage: Passage, place: int) -> Group | None:
    found = [one for one in passage.groups if one.end < place and one.head.kind == "state"]
    found = [one for one in found if one.governor in ("", "other_preposition")]
    plain = [one for one in found if not one.head.adjective]
    return plain[0] if plain else None


def by_pronoun(read: Read, number: int, trigger: Trigger, place: Roles, sides: Sides) -> Sides:
    """The sides with whom 'it' stands for: the subject before it in the sentence, or in the one before."""
    shape = trigger.frame.shape
    name = {"send": "supplier", "receive": "recipient", "approve": "supplier"}.get(shape)
    if name is None or place.passive or place.pronoun is None or place.subject is not None:
        return sides
    if (sides.supplier if name == "supplier" else sides.recipient) is not None:
        return sides
    passage = read.passages[number]
    if passage.words.pattern("state_pronoun").match(passage.text, place.pronoun) is None:
        return sides
    party = _subject_of(passage, place.pronoun) or (
        _subject_of(read.passages[number - 1]) if number else None
    )
    if party is None:
        return sides
    slot = inferred(name, _as_side(party), party.start, party.end)
    if name == "supplier":
        return Sides(slot, sides.recipient, sides.others)
    return Sides(sides.supplier, slot, sides.others)


def _subject_of(passage: Passage, place: int | None = None) -> Party | None:
    """The first state in a sentence that is not governed by a preposition."""
    for one in passage.groups:
        if place is not None and one.end > place:
            return None
        if one.head.is_side and one.head.state is not None and not one.governor and not one.head.adjective:
            return one.head
    return None


def between_groups(trigger: Trigger, place: Roles, sides: Sides) -> bool:
    """Whether arms change hands between those who are no state, which is a diversion and no transfer."""
    if trigger.frame.shape not in ("send", "receive"):
        return False
    if trigger.frame.rule == "transfer.send" and sides.recipient is None:
        return True  # a government that sends armoured cars somewhere deploys its own
    if not place.passive and None in (sides.supplier, sides.recipient):
        only = place.subject if trigger.frame.shape == "receive" else (place.after.get("to") or place.object)
        alone = only or place.subject
        return alone is not None and alone.head.is_group
    if trigger.frame.shape != "send":
        return False
    giver = place.subject if not place.passive else place.after.get("by")
    taker = place.after.get("to") or place.object
    if giver is None or taker is None or not taker.head.is_group:
        return False
    return giver.head.is_group or giver.head.kind == "some_state"


def only_origin(passage: Passage, trigger: Trigger, goods: list[Mention], sides: Sides) -> bool:
    """Whether it says only where arms of a group are from: 'the group's rifles come from four states'."""
    if sides.recipient is not None or not goods or trigger.frame.shape not in ("receive", "arrive"):
        return False
    return any(one.head.is_group and 0 <= goods[0].start - one.end <= 3 for one in passage.groups)


def carries(trigger: Trigger, place: Roles, passage: Passage) -> bool:
    """Whether a claim without a named side may take both from the sentences before."""
    if trigger.frame.shape == "finance":
        return passage.says("anaphor_goods", start=place.left, end=trigger.start) is not None
    if trigger.frame.shape in ("flood", "inflow"):
        return True
    return trigger.frame.value == "flowed" and passage.says("where", end=trigger.start) is not None


def carried(
    read: Read, number: int, trigger: Trigger, sides: Sides, place: Roles, before: list[Claim]
) -> Sides:
    """The sides with what the sentences before tell of those that are missing or only described."""
    passage = read.passages[number]
    supplier, recipient = sides.supplier, sides.recipient
    near = [one for one in before[-NEAREST:] if one.start >= read.passages[max(0, number - 2)].start]
    last = near[-1] if near else None
    same = last is not None and last.start >= passage.start
    if recipient is not None and _is_described(recipient, passage):
        found = _last_side(last, "recipient") or _state_before(read, number, recipient.start, supplier)
        recipient = found or recipient
    if recipient is None and _wants_recipient(trigger, place):
        recipient = _last_side(last, "recipient") or _state_before(read, number, trigger.start, supplier)
    before_it = read.passages[number - 1] if number else None
    told = same or (last is not None and before_it is not None and last.start >= before_it.start)
    passed_on = place.passive and trigger.frame.shape in ("send", "receive")
    if supplier is None and told and passed_on and stands_for_goods(passage, trigger, place, before_it):
        supplier = _last_side(last, "supplier")
    return Sides(supplier, recipient, sides.others)


def _wants_recipient(trigger: Trigger, place: Roles) -> bool:
    """Whether the sentence leaves out a recipient that one before it names.

    A plain 'weapons came from three states' says nothing of whoever got them, so that nothing is carried.
    """
    shape = trigger.frame.shape
    return shape in ("contract", "finance", "flood", "inflow") or trigger.frame.value == "flowed"


def _is_described(slot: Slot, passage: Passage) -> bool:
    """Whether a side is a word such as 'the government', which stands for a state named elsewhere."""
    if not isinstance(slot.value, Named) or slot.value.id is not None:
        return False
    return passage.words.pattern("state_noun").fullmatch(fold(slot.value.name)) is not None


def _last_side(claim: Claim | None, name: str) -> Slot | None:
    slot = None if claim is None else claim.slot(name)
    if claim is None or slot is None or not any(one.id is not None for one in claim.names(name)):
        return None
    return inferred(name, slot.value, slot.start, slot.end)


def _state_before(read: Read, number: int, place: int, supplier: Slot | None) -> Slot | None:
    """The state named before, which the supplier is not."""
    values = () if supplier is None else supplier.value
    named = (values,) if isinstance(values, Named) else values if isinstance(values, tuple) else ()
    but = frozenset(one.id for one in named if isinstance(one, Named) and one.id is not None)
    found = read.thread.state(number, place, but)
    # 'the country' is the state, though only its army was named.
    return None if found is None else inferred("recipient", _as_side(found), found.start, found.end)
