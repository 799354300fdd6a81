"""What a language model proposes, held to the text: exact quotes, and fields that our readers find in them.

A model is never believed. A quote that is no exact part of the text is refused, however alike it looks:
'signed' and 'delivered', 140 and 14 differ by little and mean another thing. A field is kept only where its
words stand in the quote, or in a second exact quote, and where the readers of names, numbers and dates find
there what it says; the status of a transfer needs a word of that status. How surely a claim is put, and
whether it is denied, is read from the text and never asked. What a page tells the model to do changes
nothing, since nothing but quotes of the page can come back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from headstamp.reading.claim import Basis, Claim, ClaimType, Named, Slot, Value, make_claim
from headstamp.reading.claiming import count_of, modality_of
from headstamp.reading.folding import fold
from headstamp.reading.frames import Trigger, shipped_frames, small_words
from headstamp.reading.mention import DateMention, Mention, MentionKind, MoneyMention, QuantityMention
from headstamp.reading.party import Party, parties_in
from headstamp.reading.passage import Passage, named_goods
from headstamp.reading.sentences import sentence_at, sentences
from headstamp.reading.transfer_stages import STAGES

TYPES: Final = (ClaimType.TRANSFER, ClaimType.DIVERSION, ClaimType.HOLDER)
"""The types that may be proposed; all others are left to the rules."""

PARTIES: Final = frozenset({"supplier", "recipient", "from", "to", "holder"})
WORDS: Final = frozenset({"status", "mode"})
FIELDS: Final = (*sorted(PARTIES), "item", "quantity", "date", *sorted(WORDS))
"""The fields that may be proposed."""

_FRAME_TYPES = {"status": "transfer", "mode": "diversion"}


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a model returned for one claim, nothing of it verified.

    Attributes:
        type: a type of claim.
        sentence: the number of the sentence the quote is said to stand in, from 1.
        quote: said to be exact words of the text.
        fields: name to words said to stand in the quote, or in `elsewhere`.
        elsewhere: name to a second quote that the field's words stand in.
    """

    type: str
    sentence: int
    quote: str
    fields: Mapping[str, str]
    elsewhere: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that a model proposed and that does not follow from the text."""

    quote: str
    field: str
    why: str


@dataclass(frozen=True, slots=True)
class Held:
    """The claims that are left of proposals, and what was refused."""

    claims: tuple[Claim, ...]
    refused: tuple[Refusal, ...]


def held_to_text(text: str, mentions: Sequence[Mention], proposals: Iterable[Proposal], rule: str) -> Held:
    """Keep of proposals what follows from the text.

    Args:
        text: the document's text.
        mentions: what our own readers found in it.
        rule: what the claims say they were found by, such as 'model:name'.
    """
    told = _Text(text, mentions)
    claims: list[Claim] = []
    refused: list[Refusal] = []
    for one in proposals:
        found = _claim(told, one, rule, refused)
        if found is not None:
            claims.append(found)
    return Held(tuple({one.id: one for one in claims}.values()), tuple(refused))


class _Text:
    """A text with its fold, sentences and mentions."""

    def __init__(self, raw: str, mentions: Sequence[Mention]) -> None:
        self.raw, self.folded = raw, fold(raw)
        self.mentions = mentions
        self.sentences = sentences(raw)
        self.digest = hashlib.sha256(raw.encode("utf-8", "surrogatepass")).hexdigest()

    def place(self, quote: str, near: int) -> tuple[int, int] | None:
        """Where an exact quote stands, the nearest to a character; None where it does not.

        Folding changes no length, so that a blank or a mark of another kind is no other word.
        """
        wanted = fold(quote)
        if not wanted.strip():
            return None
        places, start = [], self.folded.find(wanted)
        while start >= 0:
            if _whole(self.folded, start, start + len(wanted)):
                places.append(start)
            start = self.folded.find(wanted, start + 1)
        if not places:
            return None
        nearest = min(places, key=lambda each: abs(each - near))
        return nearest, nearest + len(wanted)

    def passage(self, place: int) -> Passage:
        """The sentence that a character stands in."""
        start, end = self.sentences[max(0, sentence_at(self.sentences, place))]
        inside = [one for one in self.mentions if start <= one.start < end]
        triggers = shipped_frames().find(self.folded[start:end])
        moved = [Trigger(one.frame, one.start + start, one.end + start, one.past) for one in triggers]
        return Passage(self.raw, self.folded, start, end, inside, moved)

    def parties(self, start: int, end: int) -> tuple[Party, ...]:
        """Who is named in a stretch."""
        inside = [one for one in self.mentions if start <= one.start and one.end <= end]
        return parties_in(self.raw, self.folded, start, end, inside, small_words("en"))


def _whole(text: str, start: int, end: int) -> bool:
    """Whether a stretch begins and ends between words, so that '14' is not found in '140'."""
    before = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
    behind = end < len(text) and text[end].isalnum() and text[end - 1].isalnum()
    return not (before or behind)


def _claim(told: _Text, one: Proposal, rule: str, refused: list[Refusal]) -> Claim | None:
    if one.type not in [each.value for each in TYPES]:
        refused.append(Refusal(one.quote, "type", f"'{one.type}' may not be proposed"))
        return None
    number = one.sentence - 1
    near = told.sentences[number][0] if 0 <= number < len(told.sentences) else 0
    place = told.place(one.quote, near)
    if place is None:
        refused.append(Refusal(one.quote, "quote", "the text has no such words"))
        return None
    slots = list(_slots(told, one, place, refused))
    if not any(each.name in PARTIES for each in slots):
        refused.append(Refusal(one.quote, "fields", "nobody named in it is known to the readers"))
        return None
    passage = told.passage(place[0])
    return make_claim(
        told.raw,
        told.digest,
        ClaimType(one.type),
        *place,
        slots,
        rule=rule,
        modality=modality_of(passage, *place),
        negated=passage.says("negation", start=place[0], end=place[1]) is not None,
    )


def _slots(told: _Text, one: Proposal, place: tuple[int, int], refused: list[Refusal]) -> Iterator[Slot]:
    for name, words in one.fields.items():
        if name not in FIELDS or not words:
            continue
        inside = told.place(words, place[0])
        basis = Basis.STATED
        if inside is None or not (place[0] <= inside[0] and inside[1] <= place[1]):
            second = one.elsewhere.get(name, "")
            where = told.place(second, place[0]) if second else None
            at = fold(second).find(fold(words)) if where is not None else -1
            if where is None or at < 0:
                refused.append(Refusal(one.quote, name, f"'{words}' does not stand in its quote"))
                continue
            inside, basis = (where[0] + at, where[0] + at + len(words)), Basis.INFERRED
        value = _value(told, name, *inside)
        if value is None:
            refused.append(Refusal(one.quote, name, f"'{words}' says nothing of the kind to the readers"))
            continue
        yield Slot(name, value, basis, *inside)
        if name == "status" and isinstance(value, str) and value in STAGES:
            yield Slot("stage", STAGES[value], basis, *inside)


def _value(told: _Text, name: str, start: int, end: int) -> Value | None:
    """What our own readers make of the words of a field."""
    if name in PARTIES:
        found = tuple(dict.fromkeys(_side(one) for one in told.parties(start, end)))
        return None if not found else (found[0] if len(found) == 1 else found)
    near = [one for one in told.mentions if one.start < end and start < one.end]
    if name == "item":
        goods = [one for one in near if one.kind in (MentionKind.WEAPON, MentionKind.GOODS)]
        return named_goods(goods[0]) if goods else None
    if name == "quantity":
        return _number(near)
    if name == "date":
        spans = [one.value.span for one in near if isinstance(one.value, DateMention) and one.value.span]
        return spans[0] if spans else None
    said = shipped_frames().find(told.folded[start:end])
    values = [one.frame.value for one in said if one.frame.type == _FRAME_TYPES[name] and one.frame.value]
    if not values:
        return None
    return values[0] if name == "status" else tuple(dict.fromkeys(values))


def _side(party: Party) -> Named:
    return Named(party.state, party.named.name) if party.kind == "unit" and party.state else party.named


def _number(near: Sequence[Mention]) -> int | None:
    counted = [one for one in near if isinstance(one.value, QuantityMention) and not one.value.vague]
    if not counted or any(isinstance(one.value, MoneyMention) for one in near):
        return None
    value = count_of(counted[0]).value
    return None if value is None else int(value)
