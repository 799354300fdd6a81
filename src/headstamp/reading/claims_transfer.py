"""Transfers: who is said to have sold, ordered, delivered or received arms, and at which stage.

A contract is no delivery, a notification no contract: the status is the text's own word, the stage what that
word means in records, and no stage is said where the word leaves it open ('sold'). A transfer needs arms in its
clause and at least one side that is named; the other may be carried from the sentences before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from headstamp.reading.carrying import Carried
from headstamp.reading.claim import Basis, Claim, ClaimType, Modality, Named, Slot
from headstamp.reading.claiming import (
    Read,
    date_slot,
    goods_slot,
    inferred,
    is_negated,
    modality_of,
    share_slot,
    stated,
    worth_slots,
)
from headstamp.reading.folding import fold
from headstamp.reading.frames import Trigger
from headstamp.reading.lists import Share, items_in, shares_in
from headstamp.reading.mention import Mention, MentionKind
from headstamp.reading.passage import Group, Party, Passage
from headstamp.reading.roles import Roles, roles

STAGES: Final = {
    "contracted": "ordered",
    "delivered": "delivered",
    "supplied": "delivered",
    "given": "delivered",
    "exported": "delivered",
    "sourced": "delivered",
    "flowed": "delivered",
    "authorised": "authorised",
    "notified": "notified",
    "refused": "refused",
}
"""The stage of records that each status means; a status that is not here leaves the stage open."""

_NOT_DONE = frozenset({Modality.RISK, Modality.CALLED_FOR})
_MEASURED = frozenset({MentionKind.QUANTITY, MentionKind.MONEY, MentionKind.DATE, MentionKind.DEMONYM})
_PARTING = ("for", "from", "by", "in", "to", "of", "other_preposition", "be", "have", "boundary", "pronoun", "glue", "not_goods")
_WORDS_BETWEEN: Final = 8
_TOKENS = re.compile(r"[^\s,]+|,")
_OF_STATES = frozenset({"unit", "trader"})
_NEAR: Final = 90


@dataclass(frozen=True, slots=True)
class _Sides:
    supplier: Slot | None
    recipient: Slot | None
    others: tuple[Slot, ...] = ()

    @property
    def named(self) -> bool:
        return any(one is not None and one.basis is Basis.STATED for one in (self.supplier, self.recipient))


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
    told = [one for one in before if one.start < claim.end and claim.start < one.end]
    return all(
        one.get("item") != claim.get("item") and claim.rule == one.rule
        or (one.get("recipient"), one.get("supplier")) != (claim.get("recipient"), claim.get("supplier"))
        and one.get("recipient") is not None
        and claim.get("recipient") is not None
        for one in told
    )


def _of_trigger(read: Read, number: int, trigger: Trigger, before: list[Claim]) -> Iterator[Claim]:
    passage = read.passages[number]
    place = roles(passage, trigger)
    if _is_adjective(passage, trigger, place):
        return
    goods = [one for one in _goods(passage, trigger, place) if not _no_item(passage, one)]
    if goods and passage.says("not_goods", start=trigger.end, end=goods[0].start):
        return
    if not goods and not _stands_for_goods(passage, trigger, place):
        return
    sides = _sides(read, number, trigger, place)
    modality = modality_of(passage, place.left, place.right)
    if _only_origin(passage, trigger, goods, sides):
        return
    if modality in _NOT_DONE or _between_groups(trigger, place, sides) or _is_purpose(passage, trigger):
        return
    sides = _by_pronoun(read, number, trigger, place, sides)
    if trigger.frame.value == "flowed" and not trigger.past and None in (sides.supplier, sides.recipient):
        return
    if not sides.named and not _carries(trigger, place, passage):
        return
    named = sides
    sides = _carried(read, number, trigger, sides, place, before)
    if sides.supplier is not None and sides.recipient is not None:
        if sides.supplier.value == sides.recipient.value:
            return
    words = [(one.start, one.end) for one in (named.supplier, named.recipient) if one is not None]
    if not goods and place.pronoun is not None:
        words.append((place.pronoun, trigger.end))
    yield from _claims(read, passage, trigger, place, goods, sides, modality, words)


def _is_adjective(passage: Passage, trigger: Trigger, place: Roles) -> bool:
    """Whether a participle only describes the arms behind it: 'exported weapons were found'."""
    shape = trigger.frame.shape
    if not place.passive or place.subject is not None or shape == "noun":
        return False
    return bool(passage.goods_within(trigger.end, trigger.end + 2))


def _by_pronoun(read: Read, number: int, trigger: Trigger, place: Roles, sides: _Sides) -> _Sides:
    """The sides with whom 'it' stands for: the subject before it in the sentence, else the state before that."""
    shape = trigger.frame.shape
    name = {"send": "supplier", "receive": "recipient", "approve": "supplier"}.get(shape)
    if name is None or place.passive or place.pronoun is None or place.subject is not None:
        return sides
    if (sides.supplier if name == "supplier" else sides.recipient) is not None:
        return sides
    passage = read.passages[number]
    if passage.words.pattern("state_pronoun").match(passage.text, place.pronoun) is None:
        return sides
    party = _subject_of(passage, place.pronoun) or (_subject_of(read.passages[number - 1]) if number else None)
    if party is None:
        return sides
    slot = inferred(name, _as_side(party), party.start, party.end)
    if name == "supplier":
        return _Sides(slot, sides.recipient, sides.others)
    return _Sides(sides.supplier, slot, sides.others)


def _is_purpose(passage: Passage, trigger: Trigger) -> bool:
    """Whether a verb only says what something else is for: 'money for buying rifles'."""
    if not passage.text.endswith("ing", trigger.start, trigger.end):
        return False
    before = passage.text[max(passage.start, trigger.start - 8) : trigger.start].split()
    return bool(before) and before[-1] in passage.words.all("for")


def _subject_of(passage: Passage, place: int | None = None) -> Party | None:
    """The first state in a sentence that is not governed by a preposition."""
    for one in passage.groups:
        if place is not None and one.end > place:
            return None
        if one.head.is_side and one.head.state is not None and not one.governor and not one.head.adjective:
            return one.head
    return None


def _between_groups(trigger: Trigger, place: Roles, sides: _Sides) -> bool:
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


def _only_origin(passage: Passage, trigger: Trigger, goods: list[Mention], sides: _Sides) -> bool:
    """Whether it says only where arms of a group are from: 'the group's rifles come from four states'."""
    if sides.recipient is not None or not goods or trigger.frame.shape not in ("receive", "arrive"):
        return False
    return any(one.head.is_group and 0 <= goods[0].start - one.end <= 3 for one in passage.groups)


def _goods(passage: Passage, trigger: Trigger, place: Roles) -> list[Mention]:
    """The arms that are moved: behind an active verb, before a passive one or a noun."""
    after = [one for one in passage.goods_within(trigger.end, place.right) if one.start - trigger.end < _NEAR]
    before = [
        one for one in passage.goods_within(place.left, trigger.start) if trigger.start - one.end < _NEAR
    ]
    shape = trigger.frame.shape
    if shape in ("arrive", "finance", "inflow"):
        return before or after
    if shape in ("flood", "contract", "equip", "supplier", "beneficiary", "decrease"):
        return after
    if shape == "noun":
        return before[-1:] or after
    if place.passive or shape == "carry":
        told = before or _antecedents(passage, trigger, place)
        return told or ([] if place.subject is None else _objects(passage, trigger, after))
    return _objects(passage, trigger, after)


def _no_item(passage: Passage, one: Mention) -> bool:
    """Whether words that speak of arms name none: 'military aid', 'arms sales'."""
    return passage.words.pattern("no_item").fullmatch(passage.text[one.start : one.end]) is not None


def _antecedents(passage: Passage, trigger: Trigger, place: Roles) -> list[Mention]:
    """The arms before a clause that begins with 'which' or 'they'."""
    begins = passage.says("relative", "anaphor_goods", start=place.left, end=place.left + 12)
    begins = begins or passage.says("share_most", "share_part", start=place.left, end=place.left + 32)
    if begins is None and place.left > passage.start:
        return []
    found = passage.goods_within(passage.start, trigger.start)
    return [one for one in found[-3:] if trigger.start - one.end < _NEAR]


def _objects(passage: Passage, trigger: Trigger, after: list[Mention]) -> list[Mention]:
    """Arms that are what the verb is about, and not about something else that the verb is about.

    Between the two may stand numbers, adjectives, whoever receives, and measures ('billions worth of'), but
    no other thing: 'gave advice on arms' gives no arms.
    """
    if not after:
        return []
    start, end = trigger.end, passage.noun_start(after[0])
    spans = [(one.start, one.end) for one in passage.parties if start <= one.start < end]
    spans += [(one.start, one.end) for one in passage.mentions if start <= one.start < end and one.kind in _MEASURED]
    marks = {place for a, b in spans for place in range(a, b)}
    between = "".join(" " if each in marks else passage.text[each] for each in range(start, max(start, end)))
    ends = {b for _, b in spans}
    words, before = passage.words, ""
    tokens = list(_TOKENS.finditer(between))
    if len(tokens) > _WORDS_BETWEEN:
        return []
    for number, found in enumerate(tokens):
        token, at = found[0], start + found.start()
        measured = before in words.all("measure") or any(0 <= at - each <= 2 for each in ends) or number == 0
        if token in words.all("determiner"):
            before = token
            continue
        if (token in words.all("of") and measured) or (token in words.all("with") and number <= 1):
            before = token
            continue
        if token == "," or any(token in words.all(name) for name in _PARTING):
            return []
        before = token
    return after


def _stands_for_goods(passage: Passage, trigger: Trigger, place: Roles) -> bool:
    """Whether a word such as 'they' or 'these arms' stands for arms named before."""
    if trigger.frame.shape == "inflow":
        return passage.says("occur", start=max(place.left, trigger.start - 40), end=trigger.start) is not None
    if trigger.frame.shape == "noun":
        return bool(passage.goods)
    if trigger.frame.shape == "decrease":
        return passage.says("carried_noun", start=trigger.end, end=trigger.end + 24) is not None
    if place.passive or trigger.frame.shape in ("arrive", "finance"):
        left = max(place.left, trigger.start - 60)
        word = passage.says("anaphor_goods", start=left, end=trigger.start)
        # A bare 'they' stands for arms only where arms were named before.
        return word is not None and (" " in word[0] or bool(passage.goods_within(passage.start, word.start())))
    return False


def _sides(read: Read, number: int, trigger: Trigger, place: Roles) -> _Sides:
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
            supplier, recipient = (place.governed("by"), subject) if place.passive else (subject, place.object)
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
            supplier = place.owner or place.governed("by", "from")
            recipient = place.after.get("to") or place.after.get("for")
            if supplier is None or recipient is None:
                return _Sides(None, None)
        case "contract":
            supplier, recipient = subject, place.governed("with")
        case "supplier":
            supplier = subject or _nearest(passage, trigger.start)
            recipient = place.governed("to") or place.after.get("in")
        case "beneficiary":
            recipient, supplier = subject, _adjective(passage, trigger) or place.after.get("of")
        case "finance":
            return _Sides(None, None)
        case "decrease":
            recipient = _first_state(passage, trigger.start)
    by_adjective = shape in ("noun", "beneficiary")
    return _Sides(
        _side("supplier", supplier, by_adjective), _side("recipient", recipient), _others(supplier, recipient)
    )


def _indirect(passage: Passage, trigger: Trigger, place: Roles) -> Group | None:
    """Whoever stands between a verb and the arms: 'gave Mali tanks', 'supplied Mali with tanks'."""
    goods = passage.goods_within(trigger.end, place.right)
    near = place.object
    return near if near is not None and goods and near.start < goods[0].start else None


def _side(name: str, group: Group | None, adjective: bool = False) -> Slot | None:
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
    for group, names in ((supplier, {"trader": "exporter"}), (recipient, {"trader": "buyer", "unit": "end_user"})):
        if group is not None and group.head.kind in names:
            head = group.head
            found.append(stated(names[head.kind], head.named, head.start, head.end))
    return tuple(found)


def _whole_subject(passage: Passage, trigger: Trigger, subject: Group | None) -> Group | None:
    """The state that a participle at the end of a sentence speaks of: 'Iraq armed itself, supplied by ...'."""
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


def _carries(trigger: Trigger, place: Roles, passage: Passage) -> bool:
    """Whether a claim without a named side may take both from the sentences before."""
    if trigger.frame.shape == "finance":
        return passage.says("anaphor_goods", start=place.left, end=trigger.start) is not None
    if trigger.frame.shape in ("flood", "inflow"):
        return True
    return trigger.frame.value == "flowed" and passage.says("where", end=trigger.start) is not None


def _carried(
    read: Read, number: int, trigger: Trigger, sides: _Sides, place: Roles, before: list[Claim]
) -> _Sides:
    """The sides with what the sentences before tell of those that are missing or only described."""
    passage = read.passages[number]
    supplier, recipient = sides.supplier, sides.recipient
    near = [one for one in before if one.start >= read.passages[max(0, number - 2)].start]
    last = near[-1] if near else None
    same = last is not None and last.start >= passage.start
    if recipient is not None and _is_described(recipient, passage):
        found = _last_side(last, "recipient") or _state_before(read, number, recipient.start)
        recipient = found or recipient
    if recipient is None and _wants_recipient(trigger, place):
        recipient = _last_side(last, "recipient") or _state_before(read, number, trigger.start)
    if supplier is None and same and _stands_for_goods(passage, trigger, place) and place.passive:
        supplier = _last_side(last, "supplier")
    return _Sides(supplier, recipient, sides.others)


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
    assert claim is not None or slot is None
    if slot is None or not any(one.id is not None for one in claim.names(name)) :
        return None
    return inferred(name, slot.value, slot.start, slot.end)


def _state_before(read: Read, number: int, place: int) -> Slot | None:
    found = read.thread.state(number, place)
    return None if found is None else Carried(found).slot("recipient")


def _claims(
    read: Read,
    passage: Passage,
    trigger: Trigger,
    place: Roles,
    goods: list[Mention],
    sides: _Sides,
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
    negated = is_negated(passage, place.left, trigger.start)
    told = {"rule": trigger.frame.rule, "modality": modality, "negated": negated}
    shares = shares_in(passage, trigger.end, place.right)
    if len(shares) > 1:
        yield from _shared(read, shares, shared, goods, (start, end), told)
        return
    first = True
    for item in items or [None]:
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
        side = _side(name, one.group)
        if side is None:
            continue
        slots = [each for each in shared if each.name not in (name, "end_user", "buyer", "exporter")]
        slots += [side, *(goods_slot(goods[:1]) for _ in goods[:1]), *one.slots]
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
    if not value or modality is Modality.PLANNED:
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
        (one.start, one.end)
        for one in slots
        if one.basis is Basis.STATED and passage.start <= one.start and one.end <= passage.end
    ]
    near = [(one.start, one.end) for one in goods if place.left <= one.start < place.right]
    spans = [(trigger.start, trigger.end), *within, *near, *words]
    return min(start for start, _ in spans), max(end for _, end in spans)


