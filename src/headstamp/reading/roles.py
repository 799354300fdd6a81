"""Who stands where around a trigger: subject, object, owner, and those governed by a preposition.

Told from the order of words and from small words, without a parser. Where a sentence is too involved, a place
stays empty; what is empty is a missing field, and never a guess.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from headstamp.reading.frames import Trigger
from headstamp.reading.party import Group
from headstamp.reading.passage import Passage

_VERB_FAMILIES = frozenset({"transfer", "diversion", "holder"})
_NOUN_SHAPES = frozenset(
    {"noun", "mode", "noun_take", "use_noun", "in_hands", "arsenal", "supplier", "contract"}
)
_MODALS = frozenset({"will", "would", "can", "could", "may", "might", "shall", "should", "must", "to"})


@dataclass(frozen=True, slots=True)
class Roles:
    """The places around a trigger.

    Attributes:
        left, right: the stretch that belongs to it.
        passive: whether what stands before a verb is what it was done to.
        subject: the list before it without a preposition.
        object: the first list after it without a preposition.
        owner: whoever owns a noun, or stands before it as a word of nationality.
        after: lists after it by the class of their preposition.
        before: lists before it, likewise.
        pronoun: where a pronoun stands for the subject; None where none does.
    """

    left: int
    right: int
    passive: bool
    subject: Group | None
    object: Group | None
    owner: Group | None
    after: dict[str, Group] = field(default_factory=dict)
    before: dict[str, Group] = field(default_factory=dict)
    pronoun: int | None = None

    def governed(self, *names: str) -> Group | None:
        """The list after the trigger, else before it, that one of these classes of prepositions governs."""
        for places in (self.after, self.before):
            for name in names:
                if name in places:
                    return places[name]
        return None


def roles(passage: Passage, trigger: Trigger) -> Roles:
    """The places around a trigger of a passage."""
    left, right = passage.clause(trigger.start, trigger.end)
    following = [one.start for one in passage.triggers if one.start > trigger.end and _is_verb(one)]
    limit = min([right, *following])
    groups = passage.groups
    after: dict[str, Group] = {}
    object_ = None
    for group in groups:
        # A list may go on behind what parts it from the verb: 'supplied by 30 states, including ...'.
        if not trigger.end <= group.start < limit:
            continue
        if not group.governor:
            object_ = object_ or _no_adjective(group)
        elif group.governor not in after or after[group.governor].head.kind == "count":
            after[group.governor] = group
    preceding = [one for one in groups if left <= one.start and one.start < trigger.start]
    before: dict[str, Group] = {}
    subject = owner = None
    for group in reversed(preceding):
        if group.governor:
            before.setdefault(group.governor, group)
        elif not group.head.adjective and not group.head.possessive:
            subject = subject or group
    for group in reversed(preceding):
        if (group.members[-1].adjective or group.members[-1].possessive) and owner is None:
            near = passage.text[group.end : trigger.start]
            owner = group if len(near.split()) <= 4 and "," not in near else None
    if preceding and passage.text.endswith("ing", trigger.start, trigger.end):
        # 'rifles carried by soldiers using grenades': whoever stands right before does it.
        last = preceding[-1]
        subject = last if trigger.start - last.end <= 2 and not last.head.adjective else subject
    if subject is None:
        subject = _antecedent(passage, left, trigger.start)
    pronoun = _pronoun(passage, left, trigger.start)
    passive = _is_passive(passage, trigger, subject, left)
    return Roles(left, right, passive, subject, object_, owner, after, before, pronoun)


def _is_verb(one: Trigger) -> bool:
    return one.frame.type in _VERB_FAMILIES and one.frame.shape not in _NOUN_SHAPES


def _no_adjective(group: Group) -> Group | None:
    return None if group.head.adjective else group


def _antecedent(passage: Passage, left: int, place: int) -> Group | None:
    """Whom 'who' or 'which' at the beginning of a clause stands for."""
    word = passage.words.pattern("relative").match(passage.text, left)
    if word is None or word.end() > place or not _only_small(passage, word.end(), place):
        return None
    nearest = [one for one in passage.groups if one.end <= left]
    return nearest[-1] if nearest and left - nearest[-1].end <= 3 and not nearest[-1].head.adjective else None


def _pronoun(passage: Passage, left: int, place: int) -> int | None:
    """A pronoun with nothing but small words between it and the verb."""
    found = list(passage.words.pattern("pronoun").finditer(passage.text, left, place))
    if not found:
        return None
    return found[-1].start() if _only_small(passage, found[-1].end(), place) else None


def _only_small(passage: Passage, start: int, end: int) -> bool:
    """Whether nothing but auxiliaries and adverbs stands in a stretch."""
    small = passage.words.all("be") | passage.words.all("have") | passage.words.all("adverb")
    between = (one.strip(",") for one in passage.text[start:end].split())
    return all(not one or one in small or one.endswith("ly") or one in _MODALS for one in between)


def _is_passive(passage: Passage, trigger: Trigger, subject: Group | None, left: int) -> bool:
    """Whether the trigger is a participle of what was done to something."""
    if not trigger.past:
        return False
    # A name may fold into a small word ('IS'), so that only what stands behind the last name is looked at.
    named = [one.end for one in passage.parties if one.end <= trigger.start]
    tokens = passage.text[max([left, trigger.start - 40, *named[-1:]]) : trigger.start].split()[-4:]
    be, have = passage.words.all("be"), passage.words.all("have")
    for number, token in enumerate(reversed(tokens)):
        bare = token.strip(",\"'")
        if bare in be:
            # French: 'se sont emparés' is what they did themselves.
            behind = tokens[-number - 2] if number + 2 <= len(tokens) else ""
            return behind not in passage.words.all("reflexive")
        if bare in have:
            return False
        if number and not (bare.endswith("ly") or bare in passage.words.all("adverb")):
            break
    if passage.words.pattern("by").match(passage.text, trigger.end + 1):
        return True
    if subject is None and _pronoun(passage, left, trigger.start) is not None:
        return False
    if subject is None:
        # 'Nobody-we-know seized rifles': words before the verb, and the arms behind it.
        before_it = passage.text[left : trigger.start].strip(" ,")
        arms = passage.goods_within(trigger.end, trigger.end + 40)
        return not (before_it and arms and not passage.goods_within(left, trigger.start)) or _ends_small(
            passage, before_it
        )
    gap = passage.text[subject.end : trigger.start]
    # 'IS fighters seized': nothing but a noun of people or an adverb stands between subject and verb.
    if any(one.start >= subject.end for one in passage.goods_within(subject.end, trigger.start)):
        return True
    return len(gap.split()) > 4 and "," in gap


def _ends_small(passage: Passage, before: str) -> bool:
    """Whether what stands before a participle is only a small word, or an adverb."""
    last = before.split()[-1]
    small = (
        "boundary",
        "relative",
        "determiner",
        "to",
        "from",
        "of",
        "in",
        "with",
        "for",
        "other_preposition",
        "glue",
    )
    return last.endswith("ly") or any(last in passage.words.all(name) for name in small)
