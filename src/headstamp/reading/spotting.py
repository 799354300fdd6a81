"""Which of the names found in a text count there: by their capitals, their language and their company.

'IS' is a name and 'is' a word; in a line of capitals nobody can tell, so there it is a word. 'Hawk' is a
weapon beside 'missile' and a bird elsewhere. Figures in web addresses are nobody's.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from headstamp.reading.folding import fold
from headstamp.reading.languages import word_set
from headstamp.reading.lexicon import Case, Lexicon, Name, NameKind

NEAR = 60  # characters, measured on misspelt and unlisted designations of development texts
_AROUND = 30
_ANY, _TITLE = Case.ANY, Case.TITLE
_WEB = re.compile(r"(?:[Hh]ttps?://|[Ww]ww\.)\S+")
_MAIL = re.compile(r"@[\w-]+\.[\w.-]+")
_FILE = re.compile(r"\.(?:pdf|html?|jpe?g|png|mp4|docx?)\b", re.I)
_BEFORE_FILE = re.compile(r"\S+$")


class Spot(NamedTuple):
    """A place in the text and the names of one kind that count there."""

    start: int
    end: int
    names: tuple[Name, ...]


def masked(text: str) -> str:
    """A text with its web and mail addresses, and names of files, made blank; as long as the text."""
    spans = [found.span() for found in _WEB.finditer(text)]
    for pattern in (_MAIL, _FILE) if "@" in text else (_FILE,):
        for found in pattern.finditer(text):
            head = _BEFORE_FILE.search(text, max(0, found.start() - 120), found.start())
            spans.append((head.start() if head else found.start(), found.end()))
    if not spans:
        return text
    pieces: list[str] = []
    end = 0
    for start, stop in sorted(spans):
        if stop > end:
            pieces += (text[end : max(end, start)], " " * (stop - max(end, start)))
            end = stop
    return "".join((*pieces, text[end:]))


def spots(text: str, folded: str, language: str | None, lexicon: Lexicon) -> dict[NameKind, list[Spot]]:
    """The names that count, by kind, in order of start, no two of a kind overlapping: the longest first.

    Args:
        text: as it stands.
        folded: the same folded, addresses masked.
        language: of the text; None where it is not known.
        lexicon: the names.
    """
    found: dict[NameKind, list[Spot]] = {kind: [] for kind in NameKind}
    waiting: list[Spot] = []
    for start, end, names in lexicon.find(folded):
        if len(names) == 1:
            (name,) = names
            if _counts(name, text, start, end, language):
                (waiting if name.near else found[name.kind]).append(Spot(start, end, names))
            continue
        kept = [name for name in names if _counts(name, text, start, end, language)]
        for kind in dict.fromkeys(name.kind for name in kept):
            of_kind = tuple(name for name in kept if name.kind is kind)
            sure = tuple(name for name in of_kind if not name.near)
            if sure:
                found[kind].append(Spot(start, end, sure))
            else:
                waiting.append(Spot(start, end, of_kind))
    _admit(waiting, found)
    return {kind: list(_longest(those, kind is NameKind.WEAPON)) for kind, those in found.items()}


def _counts(name: Name, text: str, start: int, end: int, language: str | None) -> bool:
    if name.language and name.language != language:
        return False
    case = name.case
    if case is _ANY:
        return True
    if case is _TITLE:
        return not text[start].islower()
    raw = text[start:end]
    if raw.upper() != raw and not (raw[-1] == "s" and raw[:-1].upper() == raw[:-1]):
        return False
    return fold(raw) not in word_set("exact") or not in_capitals(text, start, end)


def in_capitals(text: str, start: int, end: int) -> bool:
    """Whether a stretch stands among capitals only, so that its own capitals say nothing."""
    around = text[max(0, start - _AROUND) : start] + text[end : end + _AROUND]
    line = around.strip()
    return any(sign.isalpha() for sign in line) and not any(sign.islower() for sign in line)


def _admit(waiting: Iterable[Spot], found: dict[NameKind, list[Spot]]) -> None:
    """Let in the names that need company where a surer word for a weapon stands near."""
    if not waiting:
        return
    sure = sorted(spot.start for kind in (NameKind.WEAPON, NameKind.GOODS) for spot in found[kind])
    for spot in waiting:
        place = bisect_left(sure, spot.start - NEAR)
        if place < len(sure) and sure[place] <= spot.end + NEAR:
            found[spot.names[0].kind].append(spot)


def _longest(those: list[Spot], crossing: bool) -> Iterator[Spot]:
    """The longest of those that overlap, the first of those that are as long.

    Args:
        those: of one kind.
        crossing: whether both stay where neither holds the other ('M1A1 Abrams', 'Abrams tanks').
    """
    those.sort(key=lambda spot: (spot.start, -spot.end))
    kept: Spot | None = None
    for spot in those:
        if kept is not None and spot.start < kept.end:
            if crossing and spot.start > kept.start and spot.end > kept.end:
                yield kept
                kept = spot
            elif spot.end - spot.start > kept.end - kept.start:
                kept = spot
            elif (spot.start, spot.end) == (kept.start, kept.end):
                kept = Spot(kept.start, kept.end, tuple(dict.fromkeys((*kept.names, *spot.names))))
            continue
        if kept is not None:
            yield kept
        kept = spot
    if kept is not None:
        yield kept
