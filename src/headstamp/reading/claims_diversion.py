"""Diversions: arms said to have left lawful hands, and how: capture, looted stock, leak, trade, loss.

Words that stand together ('captured or traded illicitly') are one claim with several modes. A mode named as a
risk stays a risk; 'unknown' is the mode where a text says that arms changed hands and not how.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from headstamp.reading.carrying import Carried
from headstamp.reading.claim import Claim, ClaimType, Modality, Slot, Value
from headstamp.reading.claiming import (
    Read,
    date_slot,
    goods_slot,
    is_negated,
    modality_of,
    number_of,
    party_slot,
    stated,
)
from headstamp.reading.frames import Trigger
from headstamp.reading.mention import Mention, MentionKind, PlaceMention
from headstamp.reading.party import Group
from headstamp.reading.passage import Passage
from headstamp.reading.roles import Roles, roles

_TOGETHER: Final = 50
_NEAR: Final = 100
_TAKING = frozenset({"take", "acquire", "make"})
_MODAL = frozenset({Modality.ASSERTED, Modality.CALLED_FOR, Modality.PLANNED})


def diversions(read: Read, number: int) -> Iterator[Claim]:
    """The diversions that a passage claims."""
    passage = read.passages[number]
    triggers = [one for one in passage.triggers if one.frame.type == "diversion"]
    for together in _gathered(passage, triggers):
        claim = _claim(read, number, together)
        if claim is not None:
            yield claim


def _gathered(passage: Passage, triggers: Sequence[Trigger]) -> Iterator[list[Trigger]]:
    """Triggers in lists: those of one clause that stand close to each other."""
    gathered: list[Trigger] = []
    for one in triggers:
        if gathered:
            last = gathered[-1]
            same = passage.clause(one.start, one.end) == passage.clause(last.start, last.end)
            if not same or one.start - last.end > _TOGETHER:
                yield gathered
                gathered = []
        gathered.append(one)
    if gathered:
        yield gathered


def _claim(read: Read, number: int, triggers: list[Trigger]) -> Claim | None:
    passage = read.passages[number]
    places = [roles(passage, one) for one in triggers]
    left, right = places[0].left, places[0].right
    modes = _modes(passage, triggers, places)
    if not modes or not _of_arms(passage, triggers, places):
        return None
    modality = modality_of(passage, left, right)
    negated = is_negated(passage, left, triggers[0].start) and "missing" not in modes
    wanted = passage.says("called_for", start=passage.start, end=triggers[0].start) is not None
    if negated and (wanted or modality is Modality.CALLED_FOR):
        return None
    slots = [stated("mode", modes, triggers[0].start, triggers[-1].end)]
    slots += _ends(read, number, triggers, places, modes)
    slots += _goods(passage, triggers, places)
    slots += _where(passage, left, right)
    date = date_slot(passage, left, right, triggers[0].start)
    slots += [date] if date else []
    if modality not in _MODAL:
        slots.append(stated("certainty", modality.value, left, right))
    start = min(
        [
            triggers[0].start,
            *_nouns(passage, triggers, places),
            *(one.start for one in slots if left <= one.start and one.name != "certainty"),
        ]
    )
    end = max(
        [
            triggers[-1].end,
            *_stock_after(passage, slots, right),
            *(one.end for one in slots if one.end <= right and one.name != "certainty"),
        ]
    )
    return read.claim(
        ClaimType.DIVERSION,
        start,
        end,
        slots,
        rule=triggers[0].frame.rule,
        modality=Modality.ASSERTED if modality is Modality.CALLED_FOR else modality,
        negated=negated,
    )


def _modes(passage: Passage, triggers: Sequence[Trigger], places: Sequence[Roles]) -> tuple[str, ...]:
    """How the arms changed hands; () where the words say too little."""
    modes = []
    for one, place in zip(triggers, places, strict=True):
        value = one.frame.value
        if one.frame.shape in ("take", "acquire") and _from_stock(passage, one, place):
            value = "looted_stock"
        if value:
            modes.append(value)
    if all(one.frame.shape == "mode" for one in triggers):
        first = triggers[0]
        left = max(places[0].left, first.start - 60)
        if (
            passage.says("acquire_word", start=left, end=first.start) is None
            and first.frame.value != "capture"
        ):
            return ()
        if not passage.says("acquire_word", start=left, end=triggers[-1].end):
            return ()
    known = [one for one in modes if one != "unknown"]
    return tuple(dict.fromkeys(known or modes))


def _from_stock(passage: Passage, trigger: Trigger, place: Roles) -> bool:
    """Whether it was taken from a stock: 'seized from army depots'."""
    after = passage.says("from", start=trigger.end, end=place.right)
    if after is None:
        return False
    return passage.says("stock_noun", start=after.end(), end=min(place.right, after.end() + 60)) is not None


def _of_arms(passage: Passage, triggers: Sequence[Trigger], places: Sequence[Roles]) -> bool:
    """Whether it is arms that changed hands."""
    first, place = triggers[0], places[0]
    shape = first.frame.shape
    if shape in _TAKING:
        after = passage.goods_within(first.end, place.right)
        if not place.passive and not after and _begins_relative(passage, place.left):
            # 'missiles, which the group captured': the arms stand before the clause.
            behind = passage.goods_within(passage.start, place.left)
            return bool(behind) and place.left - behind[-1].end < _TOGETHER
        if not place.passive:
            return (
                bool(after)
                and after[0].start - first.end < _NEAR
                and not _pictured(passage, first.end, after[0])
            )
        if after and after[0].start - first.end <= 2:
            return True
        before = passage.goods_within(passage.start, first.start)
        near = [one for one in before if first.start - one.end < _NEAR]
        return bool(near) or _refers(passage, place.left, first.start) or _from_stock(passage, first, place)
    if shape in ("handover", "lose", "hands", "leak"):
        before = passage.goods_within(passage.start, first.end)
        after = [one for one in passage.goods_within(first.end, place.right) if shape != "hands"]
        return bool(before or after) or _refers(passage, place.left, first.start)
    if shape == "equip_group":
        return True
    if shape == "lose_to":
        lost = passage.goods_within(first.end, place.right) or passage.says(
            "pronoun_object", start=first.end, end=first.end + 20
        )
        return place.after.get("to") is not None and bool(lost) and bool(passage.goods)
    return bool(passage.goods) or _refers(passage, place.left, first.start)


def _begins_relative(passage: Passage, left: int) -> bool:
    return passage.words.pattern("relative").match(passage.text, left) is not None


def _pictured(passage: Passage, place: int, goods: Mention) -> bool:
    """Whether it is images of arms that were captured."""
    return passage.says("evidence_noun", start=place, end=goods.start) is not None


def _refers(passage: Passage, left: int, place: int) -> bool:
    return passage.says("anaphor_goods", start=max(left, place - 60), end=place) is not None


def _ends(
    read: Read, number: int, triggers: Sequence[Trigger], places: Sequence[Roles], modes: tuple[str, ...]
) -> Iterator[Slot]:
    """From whom, to whom."""
    passage = read.passages[number]
    from_ = next((found for each in zip(triggers, places, strict=True) if (found := _loser(*each))), None)
    to = next(
        (found for each in zip(triggers, places, strict=True) if (found := _taker(passage, *each))), None
    )
    if from_ is not None:
        yield party_slot("from", from_)
    elif "missing" in modes and (state := read.thread.state(number, triggers[0].start)) is not None:
        yield Carried(state).slot("from")
    if to is not None:
        yield _taking_slot(read, number, to)
    elif triggers[0].frame.shape in ("take", "acquire", "mode"):
        lost = {one.start for one in from_.members} if from_ is not None else set()
        inside = [each for one in passage.groups for each in one.members if each.kind == "group"]
        inside = [one for one in inside if one.start not in lost]
        group = inside[0] if inside else read.thread.group(number, triggers[0].start)
        if group is not None:
            yield Carried(group).slot("to")


def _taking_slot(read: Read, number: int, group: Group) -> Slot:
    """Who got them: the group that 'the militants' stands for, where one was named before."""
    members = [one for one in group.members if one.kind != "age"]
    told = [one for one in members if one.named.id is not None]
    if told:
        value: Value = told[0].named if len(told) == 1 else tuple(one.named for one in told)
        return stated("to", value, group.start, group.end)
    passage = read.passages[number]
    if passage.words.pattern("anaphor_group").search(passage.text, max(0, group.start - 4), group.end):
        before = read.thread.group(number, group.start)
        if before is not None:
            return Carried(before).slot("to")
    return party_slot("to", group)


def _loser(trigger: Trigger, place: Roles) -> Group | None:
    if trigger.frame.shape in ("handover", "lose_to") and not place.passive:
        return place.subject
    found = place.before.get("from") if trigger.frame.shape == "hands" else place.governed("from")
    if found is None and trigger.frame.shape == "handover":
        return place.governed("by")
    return found


def _taker(passage: Passage, trigger: Trigger, place: Roles) -> Group | None:
    shape = trigger.frame.shape
    if shape in _TAKING or shape == "noun_take":
        return place.governed("by") if place.passive or shape == "noun_take" else place.subject
    if shape == "hands":
        near = [one for one in passage.groups if trigger.end <= one.start < trigger.end + 40]
        return near[0] if near else None
    if shape == "equip_group":
        return place.object or next((one for one in passage.groups if one.start >= trigger.end), None)
    if shape in ("move", "handover", "lose_to"):
        return place.after.get("to")
    return None


def _goods(passage: Passage, triggers: Sequence[Trigger], places: Sequence[Roles]) -> Iterator[Slot]:
    place = places[0]
    after = passage.goods_within(triggers[0].end, place.right)
    before = passage.goods_within(place.left, triggers[0].start)
    if not after and not before and _begins_relative(passage, place.left):
        before = passage.goods_within(passage.start, place.left)
    chosen = (before[-1:] or after[:1]) if place.passive or not after else after[:1]
    if chosen:
        yield goods_slot(chosen)
        number = number_of(chosen[0])
        if number is not None:
            yield stated("quantity", number, chosen[0].start, chosen[0].end)


def _stock_after(passage: Passage, slots: Sequence[Slot], right: int) -> list[int]:
    """The end of 'stocks' behind whose they were."""
    lost = next((one for one in slots if one.name == "from"), None)
    if lost is None:
        return []
    found = passage.says("stock_noun", start=lost.end, end=min(right, lost.end + 24))
    return [] if found is None else [found.end()]


def _nouns(passage: Passage, triggers: Sequence[Trigger], places: Sequence[Roles]) -> list[int]:
    """Where the words for arms before a trigger begin, with their number."""
    before = passage.goods_within(places[0].left, triggers[0].start)
    return (
        [passage.noun_start(before[-1])]
        if before and (places[0].passive or triggers[0].frame.shape == "lose")
        else []
    )


def _where(passage: Passage, left: int, right: int) -> Iterator[Slot]:
    for one in passage.of_kind(MentionKind.PLACE):
        value = one.value
        if isinstance(value, PlaceMention) and value.kind != "state" and left <= one.start < right:
            yield stated("place", one.quote, one.start, one.end)
            return
