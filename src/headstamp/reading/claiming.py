"""What the rules of all claim types share: the document being read, and how a claim is put together."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from headstamp.reading.carrying import Thread
from headstamp.reading.claim import Basis, Claim, ClaimType, Count, Modality, Slot, Value, make_claim
from headstamp.reading.mention import (
    DateMention,
    GoodsMention,
    Mention,
    MoneyMention,
    QuantityMention,
    WeaponMention,
)
from headstamp.reading.party import Group, Party
from headstamp.reading.passage import Passage, named_goods


@dataclass(frozen=True)
class Read:
    """A document while it is read: its text, its passages, and the thread that runs through them.

    Attributes:
        text: as it stands, what quotes are taken from.
        passages: its sentences, in order.
        thread: what can be carried from one to another.
    """

    text: str
    passages: Sequence[Passage]
    thread: Thread

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the text, in hex."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    def _full_stop(self, end: int) -> bool:
        """Whether what ends here ends in the full stop of its sentence."""
        return self.text[end - 1] == "." and self.text[end - 3 : end - 1].islower()

    def claim(
        self,
        type: ClaimType,
        start: int,
        end: int,
        slots: Iterable[Slot],
        *,
        rule: str,
        modality: Modality = Modality.ASSERTED,
        negated: bool = False,
    ) -> Claim:
        """A claim over a stretch of the text, blanks and marks around it left out."""
        while end > start and (self.text[end - 1] in " \t\n\xa0,;:" or self._full_stop(end)):
            end -= 1
        while start < end and self.text[start] in " \t\n\xa0,;:":
            start += 1
        return make_claim(
            self.text,
            self.digest,
            type,
            start,
            end,
            slots,
            rule=rule,
            modality=modality,
            negated=negated,
        )


def stated(name: str, value: Value, start: int, end: int) -> Slot:
    """A field that stands in the claim's sentence."""
    return Slot(name, value, Basis.STATED, start, end)


def inferred(name: str, value: Value, start: int, end: int) -> Slot:
    """A field carried from elsewhere."""
    return Slot(name, value, Basis.INFERRED, start, end)


def party_slot(name: str, group: Group) -> Slot:
    """A field that names those of a list; a count of states stays with those named beside it only alone."""
    members = [one for one in group.members if one.kind != "age"] or list(group.members)
    told = tuple(dict.fromkeys(one.named for one in members))
    value: Value = told[0] if len(told) == 1 else told
    return stated(name, value, group.start, group.end)


def one_party(name: str, party: Party) -> Slot:
    """A field that names one."""
    return stated(name, party.named, party.start, party.end)


def goods_slot(goods: Sequence[Mention], name: str = "item") -> Slot:
    """A field that names weapons or arms."""
    told = tuple(dict.fromkeys(named_goods(one) for one in goods))
    value: Value = told[0] if len(told) == 1 else told
    return stated(name, value, goods[0].start, goods[-1].end)


def number_of(mention: Mention) -> int | None:
    """The number that stands before a weapon."""
    value = mention.value
    return value.quantity if isinstance(value, WeaponMention | GoodsMention) else None


def count_of(mention: Mention) -> Count:
    """A quantity as a field holds it."""
    value = mention.value
    assert isinstance(value, QuantityMention)
    number = None if value.vague else Decimal(value.value)
    return Count(number, value.comparator, mention.quote)


def worth_slots(one: Mention) -> list[Slot]:
    """What arms were worth, with its currency."""
    value = one.value
    assert isinstance(value, MoneyMention)
    number = None if value.vague else Decimal(value.value)
    worth = stated("value", Count(number, value.comparator, one.quote), one.start, one.end)
    return [worth, *([stated("currency", value.currency, one.start, one.end)] if value.currency else [])]


def date_slot(passage: Passage, start: int, end: int, near: int) -> Slot | None:
    """The time named in a stretch, the nearest to a place where there are several; None where none is."""
    found = passage.dates(start, end)
    if not found:
        return None
    nearest = min(found, key=lambda one: abs(one.start - near))
    value = nearest.value
    assert isinstance(value, DateMention)
    told: Value = nearest.quote if value.span is None else value.span
    return stated("date", told, nearest.start, nearest.end)


def _only_counts(passage: Passage, start: int, end: int) -> bool:
    """Whether a 'no' is part of a number ('no fewer than 12'), or of 'not only'."""
    if passage.words.pattern("not_denying").match(passage.text, start) is not None:
        return True
    return any(
        isinstance(one.value, QuantityMention) and one.start <= start < one.end for one in passage.mentions
    )


_MODAL = (
    (Modality.RISK, "risk"),
    (Modality.CALLED_FOR, "called_for"),
    (Modality.ALLEGED, "alleged"),
    (Modality.SUGGESTED, "suggested"),
    (Modality.APPARENT, "apparent"),
    (Modality.LIKELY, "likely"),
    (Modality.POSSIBLE, "possible"),
    (Modality.PLANNED, "planned"),
)
_HEDGES = tuple(words for _, words in _MODAL)


def modality_of(passage: Passage, start: int, end: int) -> Modality:
    """How surely the words of a stretch put it; asserted where none of them hedges."""
    if passage.words.pattern("that").match(passage.text, start):
        # 'a risk that', 'urged that': what stands before belongs to it.
        start = max(passage.start, start - 30)
    if passage.says(*_HEDGES, start=start, end=end) is None:
        return Modality.ASSERTED
    for modality, words in _MODAL:
        if passage.says(words, start=start, end=end):
            return modality
    return Modality.ASSERTED


def is_negated(passage: Passage, start: int, place: int) -> bool:
    """Whether a word of denial stands shortly before a place, or 'denied' before the clause it stands in."""
    found = passage.says("negation", start=max(start, place - 28), end=place)
    if found is not None and not _only_counts(passage, found.start(), found.end()):
        return True
    return passage.says("denying", start=start - 12, end=start) is not None


def share_slot(passage: Passage, start: int, end: int) -> list[Slot]:
    """How much of the whole a claim speaks of ('most', 'a large proportion'), in the words of the text."""
    found = passage.says("share_most", "share_part", start=start, end=end)
    return [] if found is None else [stated("share", found[0], found.start(), found.end())]
