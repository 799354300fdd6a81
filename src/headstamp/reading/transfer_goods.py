"""Which arms a verb or noun of trade is about, and when a word such as 'they' stands for arms."""

from __future__ import annotations

import re
from typing import Final

from headstamp.reading.frames import Trigger
from headstamp.reading.mention import Mention, MentionKind
from headstamp.reading.passage import Passage
from headstamp.reading.roles import Roles

_MEASURED = frozenset({MentionKind.QUANTITY, MentionKind.MONEY, MentionKind.DATE, MentionKind.DEMONYM})
_PREPOSITIONS = ("for", "from", "by", "in", "to", "of", "other_preposition")
_PARTING = (*_PREPOSITIONS, "be", "have", "boundary", "pronoun", "glue", "not_goods")
"""The classes of small words behind which another thing begins."""

_WORDS_BETWEEN: Final = 8
_TOKENS = re.compile(r"\d[\d.,]*|[^\s,]+|,")
_ELIDED = re.compile(r"^(?:l|d|qu|s|n)'(?=\w)")
_NEAR: Final = 90


def transferred(passage: Passage, trigger: Trigger, place: Roles) -> list[Mention]:
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
    return _objects(passage, trigger, after) or _relative(passage, place, after)


def _relative(passage: Passage, place: Roles, after: list[Mention]) -> list[Mention]:
    """The arms before 'which' or 'that' where the clause has none of its own: 'rifles that X sold to Y'."""
    if after or passage.words.pattern("relative").match(passage.text, place.left) is None:
        return []
    found = passage.goods_within(passage.start, place.left)
    return [one for one in found[-1:] if place.left - one.end <= 3]


def names_none(passage: Passage, one: Mention) -> bool:
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
    spans += [
        (one.start, one.end) for one in passage.mentions if start <= one.start < end and one.kind in _MEASURED
    ]
    marks = {place for a, b in spans for place in range(a, b)}
    between = "".join(" " if each in marks else passage.text[each] for each in range(start, max(start, end)))
    ends = {b for _, b in spans}
    words, before = passage.words, ""
    tokens = list(_TOKENS.finditer(between))
    if len(tokens) > _WORDS_BETWEEN:
        return []
    for number, found in enumerate(tokens):
        token, at = _ELIDED.sub("", found[0]), start + found.start()
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


def stands_for_goods(passage: Passage, trigger: Trigger, place: Roles, before: Passage | None = None) -> bool:
    """Whether a word such as 'they' or 'these arms' stands for arms named before.

    Args:
        before: the passage before, where there is one.
    """
    if trigger.frame.shape == "inflow":
        return passage.says("occur", start=max(place.left, trigger.start - 40), end=trigger.start) is not None
    if trigger.frame.shape == "noun":
        return bool(passage.goods)
    if trigger.frame.shape == "decrease":
        return passage.says("carried_noun", start=trigger.end, end=trigger.end + 24) is not None
    if trigger.frame.shape != "approve" and (place.passive or trigger.frame.shape in ("arrive", "finance")):
        left = max(place.left, trigger.start - 60)
        word = passage.says("anaphor_goods", start=left, end=trigger.start)
        # A bare 'they' stands for arms only where arms were named before.
        if word is None or " " in word[0]:
            return word is not None
        return bool(passage.goods_within(passage.start, word.start()) or (before and before.goods))
    return False


def only_describes(passage: Passage, trigger: Trigger, place: Roles) -> bool:
    """Whether a participle only describes the arms behind it: 'exported weapons were found'."""
    shape = trigger.frame.shape
    if not place.passive or place.subject is not None or shape == "noun":
        return False
    return bool(passage.goods_within(trigger.end, trigger.end + 2))
