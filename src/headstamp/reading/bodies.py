"""Ministries and departments that no list holds, by their form, with the state that a word beside names.

'the Ministry of Defence of Serbia', 'the Iraqi Interior Ministry': bodies of a state are many and named alike
everywhere, so they are read by their form. Which state it is, is told only where the words beside tell it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from headstamp.reading.mention import ActorMention, DemonymMention, Mention, MentionKind, PlaceMention

_FIELD = (
    r"(?:Defen[cs]e|Interior|Foreign Affairs|Foreign|Trade|Justice|Finance|Economy|Economic Affairs|Security"
    r"|Industry|Commerce)"
)
_FRENCH = "(?:Défense|Intérieur|Affaires étrangères|Armées|Justice)"
_BODY = re.compile(
    rf"\b(?:(?:Ministry|Department) of (?:the )?{_FIELD}(?:(?:,| and) (?:the )?[A-Z]\w+)*"
    rf"|{_FIELD} (?:Ministry|Department)"
    rf"|[Mm]inistère (?:de la |de l['’]|des? ){_FRENCH})\b"
)


def bodies(text: str, actors: Sequence[Mention], nations: Sequence[Mention]) -> Iterator[Mention]:
    """The bodies of states in a text, in order.

    Args:
        text: as it stands.
        actors: those known by name, in order; a body that one of them is told as is left out.
        nations: places and words of nationality, in order.
    """
    taken = [(one.start, one.end) for one in actors]
    starts = [one.start for one in nations]
    for found in _BODY.finditer(text):
        start, end = found.span()
        before = bisect_right(taken, (end, 0)) - 1
        if before >= 0 and taken[before][1] > start:
            continue
        state = None
        place = bisect_left(starts, end)
        if place < len(nations) and text[end : nations[place].start].strip() in (
            "of",
            "of the",
            "de la",
            "du",
            "in",
        ):
            state = _state(nations[place])
        elif place and text[nations[place - 1].end : start].strip(" '\u2019s") == "":
            state = _state(nations[place - 1])
        yield Mention(
            MentionKind.ACTOR, start, end, found[0], ActorMention(None, found[0], "organisation", state)
        )


def _state(nation: Mention) -> str | None:
    return nation.value.state if isinstance(nation.value, PlaceMention | DemonymMention) else None
