"""Where sentences begin and end, in newswire capitals, with abbreviations, headlines and glued captions.

A sentence ends at a full stop, question or exclamation mark that is followed by what can begin another one;
an abbreviation, an initial or a number does not end it. A blank line, and a line break after a line that
reads like a headline, ends it too.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from headstamp.reading.languages import word_set

Offsets = tuple[int, int]

_ENDS = re.compile(r"""[.!?…؟。][.!?…]*["'”’»)\]]*(?=\s|$|[“"«])|\n\s*\n|\n""")
_LAST_WORD = re.compile(r"([^\W\d_](?:[\w.]*[^\W_])?)\.$")
_NEXT_WORD = re.compile(r"\s+([A-Z]\w*)")
_LIST_MARK = re.compile(r"\s*(?:[-*•–]|\d+[.)])\s")


def sentences(text: str) -> tuple[Offsets, ...]:
    """The sentences of a text, in order, without the blanks around them.

    >>> [text[a:b] for text in ["It sold 140 tanks, Gen. Smith said. Iraq paid."] for a, b in sentences(text)]
    ['It sold 140 tanks, Gen. Smith said.', 'Iraq paid.']
    """
    return tuple(_trimmed(text))


def sentence_at(found: tuple[Offsets, ...], place: int) -> int:
    """Which sentence a character stands in, or the last one before it; -1 before the first."""
    return bisect_right(found, (place, 1 << 62)) - 1


def _trimmed(text: str) -> Iterator[Offsets]:
    start = 0
    for end in (*_breaks(text), len(text)):
        piece = text[start:end]
        bare = piece.strip()
        if bare:
            first = start + len(piece) - len(piece.lstrip())
            yield first, first + len(bare)
        start = end


def _breaks(text: str) -> Iterator[int]:
    line = 0
    for found in _ENDS.finditer(text):
        mark, end = found[0], found.end()
        if mark == "\n":
            if _line_ends(text, line, found.start(), end):
                yield end
            line = end
        elif mark.startswith("\n"):
            yield end
            line = end
        elif not _abbreviates(text, found.start(), end):
            yield end


def _line_ends(text: str, start: int, stop: int, after: int) -> bool:
    """Whether a single line break ends a sentence, and is not just where the line was full."""
    line = text[start:stop].rstrip()
    following = text[after : after + 80].lstrip(" \t")
    if not line or not following.strip():
        return True
    if _LIST_MARK.match(following):
        return True
    # Newswire and PDF lines break anywhere; the next one then goes on in the middle of a sentence.
    if following[0].islower() or line[-1] in ",;-–—(":
        return False
    # Where lines were filled up to a width, they are about as long as each other.
    ended = line[-1] in ".!?:…\"'”’»)"
    following_line = (
        text[after:].split("\n", 1)[0]
        if len(text) - after < 400
        else text[after : after + 400].split("\n", 1)[0]
    )
    filled = 55 <= len(line) <= 100 and len(following_line) <= 100
    return ended or not filled


def _abbreviates(text: str, start: int, end: int) -> bool:
    """Whether a full stop belongs to an abbreviation, an initial or a number."""
    if text[start] != "." or end - start > 1:
        return False
    before = _LAST_WORD.search(text, max(0, start - 14), start + 1)
    if before is None:
        return False
    word = before[1].lower()
    if word in word_set("abbreviations"):
        # 'in the U.S. The weapons' ends there, 'the U.S. Army' does not, and 'Gen. Smith' never does.
        following = _NEXT_WORD.match(text, end)
        return "." not in word or following is None or following[1].lower() not in word_set("small")
    return len(word) == 1 and word not in "iao" and not text[max(0, start - 2) : start - 1].isdigit()
