"""People whom a text lets speak or gives a title: names that no list holds, found by the words around them.

Two or three capitalised words beside a verb of saying, behind a title, or before a comma and a role are a
person's name; once found, the family name alone counts too. Without such a word nobody is guessed at.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from ahocorasick_rs import AhoCorasick, MatchKind

from headstamp.reading.folding import fold
from headstamp.reading.languages import word_set
from headstamp.reading.mention import ActorMention, Mention, MentionKind
from headstamp.reading.spotting import Spot

_WORD = r"(?:[A-ZÀ-Ž][a-zà-ž'’]+(?:-[A-ZÀ-Ž][a-zà-ž]+)*|[A-Z]\.)"
_NAME = rf"{_WORD}(?:[ \xa0](?:(?:al|el|bin|ben|von|van|de|der|da|di)[ -])?{_WORD}){{1,2}}"
_ROLE = (
    r"(?:(?:[A-Z][\w'’]+[ \xa0]){0,3}(?:Head|Director|Researcher|Adviser|Advisor|Minister|Spokes\w+|President"
    r"|Chief|Secretary|Commander|General|Executive|Professor|Ambassador)\b"
    r"|an?\s[\w' -]{0,40}(?:researcher|expert|analyst|spokes\w+|official|lawyer|director|officer|adviser)"
    r"|the\s[\w' -]{0,40}(?:researcher|expert|analyst|spokes\w+|director|head|minister)"
    r"|who\b|whose\b|chercheu\w+|directeur|directrice|porte-parole)"
)
_BODY = r"(?:[A-Z][\w]*(?:[ \xa0][A-Z]+)?['’]s[ \xa0][\w -]{0,40}(?:Director|Head|Researcher|Adviser|Chief))"
_FAMILY = 4  # letters of a family name that may stand alone


def people(text: str, sayings: Sequence[Spot], taken: Sequence[tuple[int, int]]) -> Iterator[Mention]:
    """The people in a text, in order.

    Args:
        text: as it stands.
        sayings: verbs of saying and titles in it.
        taken: stretches that name something else and are nobody's name, in order.
    """
    names: dict[str, str] = {}
    for start, end in _beside_a_word(text, sayings):
        name = text[start:end]
        if _is_phrase(name) or _meets(taken, start, end):
            continue
        names.setdefault(name, name)
        family = name.split()[-1]
        if len(family) >= _FAMILY:
            names.setdefault(family, name)
    if not names:
        return
    listed = list(names)
    finder = AhoCorasick(listed, matchkind=MatchKind.LeftmostLongest)
    for index, start, end in finder.find_matches_as_indexes(text):
        alone = not text[start - 1 : start].isalnum() and not text[end : end + 1].isalnum()
        if alone and not _meets(taken, start, end):
            name = names[listed[index]]
            yield Mention(MentionKind.ACTOR, start, end, listed[index], ActorMention(None, name, "person"))


def _meets(taken: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    place = bisect_right(taken, (end, 0)) - 1
    return place >= 0 and taken[place][1] > start


def _is_phrase(name: str) -> bool:
    """Whether capitalised words are a heading or the name of a body and not of a person."""
    return any(word in word_set("nobody") or word in word_set("small") for word in fold(name).split())


def _beside_a_word(text: str, sayings: Sequence[Spot]) -> Iterator[tuple[int, int]]:
    """Where names stand beside a verb of saying, behind a title, or before a comma and a role."""
    for spot in sayings:
        following = text[spot.end + 1 : spot.end + 3].lstrip()[:1]
        title = spot.names[0].ids[0] == "titles"
        if following.isupper():
            alone = title and text[spot.start : spot.end] in ("Mr", "Mrs", "Ms", "Mme")
            if after := (_ALONE if alone else _AFTER).match(text, spot.end):
                yield after.span(1)
        if title:
            continue
        head = text[max(0, spot.start - _LONGEST) : spot.start]
        before = _BEFORE.search(head) or _FAMILY_ONLY.search(head)
        if before is not None and (" " in before[1] or "\xa0" in before[1] or before[1][-1] != "s"):
            offset = spot.start - len(head)
            yield offset + before.start(1), offset + before.end(1)
    for comma in _COMMA.finditer(text):
        if before := _BEFORE_COMMA.search(text, max(0, comma.start() - _LONGEST), comma.start()):
            yield before.span(1)


_LONGEST = 60
_AFTER = re.compile(rf"\.?[ \xa0]({_NAME})")
_ALONE = re.compile(rf"\.?[ \xa0]({_WORD}(?:[ \xa0]{_WORD})?)")
_BEFORE = re.compile(rf"(?<!\w)({_NAME})[ \xa0]$")
# 'Example said': where nobody was introduced. Plurals ('Officials said') are left out.
_FAMILY_ONLY = re.compile(r"(?:^|[.!?\n\"”’] *)([A-ZÀ-Ž][a-zà-ž]{3,})[ \xa0]$")
_BEFORE_COMMA = re.compile(rf"(?<!\w)({_NAME})$")
_COMMA = re.compile(rf",[ \xa0](?:{_ROLE}|{_BODY})")
