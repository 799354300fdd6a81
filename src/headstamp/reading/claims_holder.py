"""Holders: who is said to have or use arms, and groups that make their own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from headstamp.reading.carrying import Carried
from headstamp.reading.claim import Claim, ClaimType, Modality, Slot
from headstamp.reading.claiming import Read, date_slot, goods_slot, inferred, modality_of, party_slot, stated
from headstamp.reading.frames import Trigger
from headstamp.reading.mention import Mention, MentionKind
from headstamp.reading.party import Group
from headstamp.reading.passage import Passage
from headstamp.reading.roles import Roles, roles

_NEAR: Final = 80
_HOLDERS = frozenset({"group", "some_group", "unit", "some_state"})
_NOT_HELD = frozenset({Modality.CALLED_FOR, Modality.RISK, Modality.PLANNED})


def holders(read: Read, number: int) -> Iterator[Claim]:
    """The holders that a passage names."""
    passage = read.passages[number]
    reached = -1
    for trigger in passage.triggers:
        if trigger.frame.type != "holder" or trigger.start < reached:
            continue
        place = roles(passage, trigger)
        holder = _holder(passage, trigger, place)
        goods = _goods(passage, trigger, place)
        pointed = not goods and trigger.frame.shape == "in_hands" and place.pronoun is not None and number > 0
        if pointed:
            goods = list(read.passages[number - 1].goods[-1:])
        if holder is None or not any(one.kind in _HOLDERS for one in holder.members) or not goods:
            continue
        modality = modality_of(passage, place.left, place.right)
        if modality in _NOT_HELD:
            continue
        item = goods_slot(goods)
        if pointed:
            item = inferred(item.name, item.value, item.start, item.end)
        slots = [_holder_slot(read, number, holder), item, *_where(passage, place)]
        if trigger.frame.value:
            slots.append(stated("role", trigger.frame.value, trigger.start, trigger.end))
        date = date_slot(passage, place.left, place.right, trigger.start)
        slots += [date] if date else []
        spans = [(trigger.start, trigger.end), (holder.start, holder.end)]
        spans += [(one.start, one.end) for one in goods if not pointed]
        start, end = min(first for first, _ in spans), max(last for _, last in spans)
        reached = end
        yield read.claim(ClaimType.HOLDER, start, end, slots, rule=trigger.frame.rule, modality=modality)


def _holder(passage: Passage, trigger: Trigger, place: Roles) -> Group | None:
    shape = trigger.frame.shape
    if shape in ("use", "have", "armed"):
        return place.after.get("by") if place.passive and shape != "armed" else place.subject
    if shape == "made_by":
        near = [one for one in passage.groups if trigger.end <= one.start < trigger.end + 20]
        return near[0] if near and near[0].head.is_group else None
    if shape == "in_hands":
        near = [one for one in passage.groups if trigger.end <= one.start < trigger.end + 40]
        return near[0] if near else None
    if shape in ("arsenal", "use_noun"):
        near = [one for one in passage.groups if 0 <= trigger.start - one.end <= 4]
        after = [one for one in passage.groups if trigger.end <= one.start < trigger.end + 6]
        return near[-1] if near else (after[0] if after and shape == "arsenal" else None)
    return None


def _goods(passage: Passage, trigger: Trigger, place: Roles) -> list[Mention]:
    shape = trigger.frame.shape
    before = [
        one for one in passage.goods_within(passage.start, trigger.start) if trigger.start - one.end < _NEAR
    ]
    after = [one for one in passage.goods_within(trigger.end, place.right) if one.start - trigger.end < _NEAR]
    if shape == "made_by":
        return before[-1:]
    if shape == "in_hands":
        return passage.goods_within(passage.start, trigger.start)[-1:]
    if shape == "arsenal":
        return after or before[-1:]
    found = before[-1:] if place.passive and shape in ("use", "have") else after
    # 'used these weapons' repeats what was said before, and names nothing.
    return [one for one in found if not _points_back(passage, one)]


def _points_back(passage: Passage, goods: Mention) -> bool:
    if goods.kind is not MentionKind.GOODS:
        return False
    return passage.says("demonstrative", start=goods.start - 6, end=goods.start) is not None


def _holder_slot(read: Read, number: int, holder: Group) -> Slot:
    """The holder; whom 'the group' stands for where the words themselves name nobody."""
    told = [one for one in holder.members if one.kind in _HOLDERS]
    named = [one for one in told if one.named.id is not None]
    words = read.passages[number].words.pattern("anaphor_group")
    text = read.passages[number].text
    points = bool(told) and words.search(text, max(0, told[0].start - 4), told[0].end) is not None
    if not named and points and told[0].kind == "some_group":
        group = read.thread.group(number, holder.start)
        if group is not None:
            return Carried(group).slot("holder")
    chosen = Group(tuple(named or told), holder.governor)
    return party_slot("holder", chosen)


def _where(passage: Passage, place: Roles) -> Iterator[Slot]:
    """Where: a place with a word such as 'in' or 'near' before it, not a side or a weapon's nationality."""
    for one in passage.of_kind(MentionKind.PLACE):
        if place.left <= one.start < place.right and _is_where(passage, one):
            yield stated("place", one.quote, one.start, one.end)
            return


def _is_where(passage: Passage, one: Mention) -> bool:
    if passage.text.startswith("-", one.end):
        return False
    before = passage.text[max(passage.start, one.start - 24) : one.start].rstrip()
    for found in passage.words.pattern("in", "locative").finditer(before):
        if found.end() == len(before):
            return True
    return any(
        each.governor == "in"
        and any(member.start == one.start and not member.adjective for member in each.members)
        for each in passage.groups
    )
