"""Numbers of things: a number with the words of what is counted, up to where the count ends.

A bare number is no quantity: years, designations, page numbers and measures are many, and none of them is
counted here. So a quantity needs a word behind it that can be counted.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from headstamp.reading.languages import word_set, words
from headstamp.reading.mention import Mention, QuantityMention
from headstamp.reading.numbers import Number

_WORD = re.compile(r"[ -]([^\W\d_][\w'-]*|&)")
_MOST_WORDS = 7
_OF_WHICH = re.compile(r" of (?:which|whom|those|these|them)(?! \w+s\b)(?!\w)")
# 'Mk 82 bombs', 'md. 63 rifles', 'Type 56 rifles', 'page 4': a figure that names and does not count.
_NUMBERED = re.compile(
    r"(?<!\w)(?:mk|md|mod|type|typ|model|modele|no|nr|nos|page|pages|p|pp|article|art|annex|resolution|section"
    r"|chapter|table|figure|fig|para|paragraph|class|block|version|route|number)[. ]{1,2}$"
)
_PERCENT = re.compile(r" ?(?:%|percent\b|per cent\b|pour cent\b|procent\b|posto\b|процент\w*)")


def quantity_at(
    folded: str, number: Number, language: str, weapons: Sequence[Mention]
) -> tuple[int, int, QuantityMention] | None:
    """The quantity that a number begins, with where it begins and ends; None where nothing is counted.

    Args:
        folded: the folded text.
        number: the number.
        language: of the text.
        weapons: mentions of weapons in order; one of them may be what is counted.
    """
    value: int | Decimal = int(number.value) if number.value == int(number.value) else number.value
    high = None if number.high is None else int(number.high)
    if _NUMBERED.search(folded, max(0, number.start - 12), number.start):
        return None
    if found := _PERCENT.match(folded, number.end):
        share = QuantityMention(value, high, number.comparator, "%", "share", number.vague)
        return number.start, found.end(), share
    if found := _OF_WHICH.match(folded, number.end):
        told = QuantityMention(value, high, number.comparator, found[0].strip(), "", number.vague)
        return number.start, found.end(), told
    end, unit, counts = _counted(folded, number.end, language, weapons)
    if not unit:
        if not number.vague:
            return None
        return number.start, number.end, QuantityMention(value, high, number.comparator, "", "", True)
    if number.value < 13 and not counts and not folded[number.core].isdigit():
        return None
    return number.start, end, QuantityMention(value, high, number.comparator, unit, counts, number.vague)


def _counted(folded: str, place: int, language: str, weapons: Sequence[Mention]) -> tuple[int, str, str]:
    """Where what is counted ends, its words, and what that is in one word."""
    stops, counted = word_set("stop", language) | word_set("small", language), _counts(language)
    end, counts, held = place, "", 0
    of = word_set("of", language)
    while held < _MOST_WORDS:
        if weapon := _weapon_at(weapons, end):
            return weapon.end, folded[place : weapon.end].strip(" -"), counts or "weapons"
        found = _WORD.match(folded, end)
        if found is None:
            break
        word = found[1].rstrip("'-").removesuffix("'s")
        if word in word_set("measures") and held == 0:
            return place, "", ""
        if word in of and (counts or held == 0) and held < 4:
            # 'types of arms', 'hundreds of thousands of those weapons'
            if counts in ("countries", "people", "weapons"):
                break
            after = _WORD.match(folded, found.end())
            if after is None:
                break
            held += 1
            end_of = found.end()
            if after[1] in ("the", "those", "these", "same", "its", "their"):
                end_of = after.end()
            end = end_of
            continue
        if (
            counts
            and word == "and"
            and (weapon := _weapon_at(weapons, found.end()))
            and counts in ("types", "items")
        ):
            return weapon.end, folded[place : weapon.end].strip(" -"), counts
        if word in stops and not (word in ("same", "those") and held):
            break
        if counts and held and word not in counted:
            break
        held += 1
        end = found.end() - (len(found[1]) - len(found[1].rstrip("'-")))
        counts = counted.get(word, counts)
        if counts and counts not in ("types", "items"):
            break
    unit = folded[place:end].strip(" -")
    if not counts and unit:
        # Nobody knows where the words of an unknown thing end: two are enough to see what it is.
        short = re.match(r"[ -]\S+(?: \S+)?", folded[place:end])
        end = place + (short.end() if short else 0)
        unit = folded[place:end].strip(" -")
    return (end, unit, counts) if unit and len(unit) > 2 else (place, "", "")


def _weapon_at(weapons: Sequence[Mention], end: int) -> Mention | None:
    place = bisect_left(weapons, end, key=lambda one: one.start)
    if place < len(weapons) and weapons[place].start <= end + 1:
        return weapons[place]
    return None


@lru_cache(maxsize=8)
def _counts(language: str) -> dict[str, str]:
    """What is counted, by its word: of the language, and English."""
    return {
        word: name
        for one in ("en", language)
        for name in words(one).get("counts", {})
        for word in word_set("counts", one, name)
    }
