"""Denials, what is said not to be known, who checked what, demands and rules, harms and attacks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from headstamp.reading.attribution import person_before
from headstamp.reading.claim import Claim, ClaimType, Modality, Named, Slot
from headstamp.reading.claiming import Read, date_slot, modality_of, party_slot, stated
from headstamp.reading.frames import Trigger
from headstamp.reading.mention import MentionKind, PlaceMention, QuantityMention
from headstamp.reading.party import Group
from headstamp.reading.passage import Passage
from headstamp.reading.roles import roles

_FAR: Final = 120
_DOERS = frozenset({"group", "some_group", "unit", "state", "some_state"})


def said_claims(read: Read, number: int) -> Iterator[Claim]:
    """Denials, unknowns, verifications, rules, violations and incidents of a passage."""
    passage = read.passages[number]
    reached: dict[str, int] = {}
    for one in passage.triggers:
        make = _MAKING.get(one.frame.type)
        if make is None or one.start < reached.get(one.frame.type, 0):
            continue
        claim = make(read, passage, one)
        if claim is not None:
            reached[one.frame.type] = claim.end
            yield claim


def _clause_end(passage: Passage, one: Trigger) -> int:
    _, right = passage.clause(one.start, one.end)
    mark = passage.text.find('"', one.end, right)
    right = right if mark < 0 else mark
    if right - one.end > _FAR:
        right = passage.text.rfind(" ", one.end, one.end + _FAR)
    return max(right, one.end)


def _denial(read: Read, passage: Passage, one: Trigger) -> Claim | None:
    place = roles(passage, one)
    target = passage.says("evidence_noun", start=place.left, end=place.right)
    doubted = one.frame.rule == "denial.false"
    content = _denied_words(passage, one)
    if doubted and target is None and content is None:
        target = passage.says("evidence_noun", end=one.start)
    if target is None and not doubted and content is None:
        return None
    person = person_before(passage, one)
    if person is not None:
        speaker: Group | None = Group((person,), "")
    else:
        speaker = place.subject
    speaker = speaker or next((each for each in reversed(passage.groups) if each.end <= one.start), None)
    if doubted and person is None and speaker is not None and not _speaks(passage, speaker, one):
        # 'Reports that A delivered tanks are false': nobody is named who says so.
        speaker = None
    if speaker is None and not doubted:
        return None
    end = max(one.end, target.end() if target is not None else one.end, _clause_end(passage, one))
    start = min([one.start, *([speaker.start] if speaker is not None else [])])
    start = min(start, target.start()) if target is not None and doubted else start
    slots: list[Slot] = []
    if speaker is not None:
        slots.append(party_slot("speaker", speaker))
    if target is not None:
        slots.append(stated("target", target[0], target.start(), target.end()))
    elif content is not None:
        slots.append(stated("target", passage.raw[content[0] : content[1]], *content))
        end = max(end, content[1])
    return read.claim(ClaimType.DENIAL, start, end, slots, rule=one.frame.rule)


def _speaks(passage: Passage, speaker: Group, one: Trigger) -> bool:
    """Whether a word of speech stands between somebody and a word of denial."""
    if passage.says("be", start=one.start - 6, end=one.start + 6) is None:
        return True  # 'called the reports baseless'
    return any(
        each.frame.type == "speech" and speaker.end <= each.start < one.start for each in passage.triggers
    )


def _denied_words(passage: Passage, one: Trigger) -> tuple[int, int] | None:
    """What is denied in so many words: 'denied that the state knew', 'denied supplying arms'."""
    behind = passage.text[one.end : passage.end].split(" ")[1:2]
    if not behind or not (behind[0] in passage.words.all("that") or behind[0].endswith("ing")):
        return None
    end = passage.end if passage.end - one.end <= _FAR else passage.text.rfind(" ", one.end, one.end + _FAR)
    while end > one.end and passage.raw[end - 1] in ' .,;"”':
        end -= 1
    return (one.end + 1, end) if end > one.end + 1 else None


def _unknown(read: Read, passage: Passage, one: Trigger) -> Claim | None:
    end = _clause_end(passage, one)
    if end - one.end < 3:
        # 'It is unclear who paid': the question is the clause behind.
        end = min(passage.end, one.end + _FAR)
        end = end if end == passage.end else passage.text.rfind(" ", one.end, end)
    who = roles(passage, one).subject
    start = who.start if who is not None and one.start - who.end < _FAR else one.start
    slots = [party_slot("who", who)] if who is not None else []
    what = one.frame.value or passage.raw[one.end : end].strip(" .,;")
    if what:
        slots.append(stated("what", what, one.end, end))
    return read.claim(ClaimType.UNKNOWN, start, end, slots, rule=one.frame.rule)


def _verification(read: Read, passage: Passage, one: Trigger) -> Claim | None:
    end = _clause_end(passage, one)
    near = passage.says("evidence_noun", start=passage.start, end=passage.end)
    if near is None and not passage.goods:
        return None
    by = roles(passage, one).subject or next(
        (
            each
            for each in reversed(passage.groups)
            if each.end <= one.start and each.head.kind in ("body", "person")
        ),
        None,
    )
    slots: list[Slot] = [party_slot("by", by)] if by is not None else []
    content = passage.raw[one.end : passage.end].strip(" .,;")
    if content:
        slots.append(stated("content", content, one.end, passage.end))
    if near is not None:
        slots.append(stated("target", near[0], near.start(), near.end()))
    units = [each for each in passage.of_kind(MentionKind.QUANTITY) if _items(each.value)]
    if units:
        slots.append(stated("units", units[0].quote, units[0].start, units[0].end))
    start = by.start if by is not None else one.start
    return read.claim(ClaimType.VERIFICATION, start, end, slots, rule=one.frame.rule)


def _items(value: object) -> bool:
    return isinstance(value, QuantityMention) and value.counts == "items"


def _rule(read: Read, passage: Passage, one: Trigger) -> Claim | None:
    end = one.end if one.frame.shape == "treaty" else _clause_end(passage, one)
    slots = [stated("rule", one.frame.value, one.start, one.end)]
    if one.frame.shape == "measure":
        modality = modality_of(passage, passage.start, passage.end)
        target = next((each for each in passage.groups if each.start >= one.end and each.end <= end), None)
        if target is not None:
            slots.append(party_slot("target", target))
        # The 'risk' of 'risk assessments' is part of the rule, and hides no demand.
        called = modality is Modality.CALLED_FOR or (
            modality is Modality.RISK and passage.says("called_for") is not None
        )
        slots.append(stated("status", "called-for" if called else "in force", one.start, one.end))
        date = date_slot(passage, passage.start, passage.end, one.start)
        slots += [date] if date else []
    start = one.start
    return read.claim(ClaimType.RULE, start, end, slots, rule=one.frame.rule)


def _violation(read: Read, passage: Passage, one: Trigger) -> Claim | None:
    return _harm(read, passage, one, ClaimType.VIOLATION, "alleged_actor")


def _incident(read: Read, passage: Passage, one: Trigger) -> Claim | None:
    return _harm(read, passage, one, ClaimType.INCIDENT, "from_actor")


def _harm(read: Read, passage: Passage, one: Trigger, type: ClaimType, actor: str) -> Claim | None:
    place = roles(passage, one)
    doer = place.governed("by") or place.subject
    slots: list[Slot] = [stated("kind", one.frame.value, one.start, one.end)]
    if doer is not None and any(each.kind in _DOERS for each in doer.members):
        slots.append(party_slot(actor, doer))
    slots += _place(passage, place.left, place.right)
    dangling = passage.words.pattern("of").search(passage.text, one.end - 3, one.end) is not None
    if len(slots) == 1 or (dangling and not any(each.start >= one.end for each in slots)):
        return None
    date = date_slot(passage, place.left, place.right, one.start)
    slots += [date] if date else []
    inside = [each for each in slots if place.left <= each.start and each.end <= place.right]
    start = min([one.start, *(each.start for each in inside)])
    end = max([one.end, *(each.end for each in inside)])
    modality = modality_of(passage, place.left, place.right)
    if modality in (Modality.CALLED_FOR, Modality.RISK):
        return None
    return read.claim(type, start, end, slots, rule=one.frame.rule, modality=modality)


def _place(passage: Passage, left: int, right: int) -> Iterator[Slot]:
    """Where: a town or region, else a state with 'in' before it."""
    towns = [
        (each.start, each.end, Named(each.value.id, each.value.name))
        for each in passage.of_kind(MentionKind.PLACE)
        if isinstance(each.value, PlaceMention) and each.value.kind != "state"
    ]
    states = [
        (each.start, each.end, each.head.named)
        for each in passage.groups
        if each.governor == "in" and each.head.kind == "state" and not each.head.adjective
    ]
    for start, end, named in (*towns, *states):
        if left <= start < right:
            yield stated("place", named, start, end)
            return


_MAKING = {
    "denial": _denial,
    "unknown": _unknown,
    "verification": _verification,
    "rule": _rule,
    "violation": _violation,
    "incident": _incident,
}
