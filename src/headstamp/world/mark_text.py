"""Taking the text of a headstamp apart into pieces, before anyone asks what a piece means.

Clock positions, stars, brackets and a calibre within the text are recognised here; whether a number is a code
or a year is left to `marks`, because the text alone does not say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from headstamp.world.calibres import Calibres, calibre_key
from headstamp.world.headstamps import NO_CODE, Headstamps, plain

# '12:' or "6 o'clock:" before what stands there.
_POSITION = re.compile(r"(?<![\d.])(1[0-2]|0?[1-9])\s*(?:o\s*['’]?\s*clock)?\s*:")
_CALIBRE = re.compile(
    r"(?<![\w.])\d{1,2}(?:[.,]\d{1,2})?\s*(?:mm)?\s*[x×х*]\s*\d{2,3}\s*(?:mm\s*)?(?:sr|r|b)?\s*(?:mm)?(?!\w)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[\s,;_·•★☆✶⋆*+]+")
_WITHIN = re.compile(r"[/|\\]+|(?<=\d)-(?=\d)")
_EDGES = "()[]{}\"'“”‘’«»:.⊙○◯"
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a mark.

    Attributes:
        text: as written, without what stands around it.
        position: where it stands, as on a clock; None when the text does not say.
    """

    text: str
    position: int | None = None


@dataclass(frozen=True, slots=True)
class MarkText:
    """A headstamp's text, taken apart.

    Attributes:
        pieces: what may be a code or a year, in the order of the text.
        calibre: the calibre that the text itself names, by the name known here; None without one.
    """

    pieces: tuple[Piece, ...]
    calibre: str | None


def take_apart(text: str, codes: Headstamps, calibres: Calibres) -> MarkText:
    """The pieces of a headstamp's text.

    Args:
        text: as read off the base, such as 'ppu 04' or '12: 539 6: 83'.
        codes: the known codes; a piece that is one as a whole is not divided further.
        calibres: the known calibres.
    """
    if text.strip() == NO_CODE:
        return MarkText((Piece(NO_CODE),), None)
    stripped, named = _without_calibre(text, calibres)
    parts: list[Piece] = []
    for position, words in _positioned(stripped):
        for word in _BETWEEN.split(words):
            parts += (Piece(one, position) for one in _divided(word, codes))
    return _named_by_alias(tuple(parts[:_LONGEST]), named, codes, calibres)


def _without_calibre(text: str, calibres: Calibres) -> tuple[str, str | None]:
    found = _CALIBRE.search(text)
    if found is None:
        return text, None
    known = calibres.find(found.group())
    name = calibre_key(found.group()) if known is None else known.name
    return f"{text[: found.start()]} {text[found.end() :]}", name


def _positioned(text: str) -> list[tuple[int | None, str]]:
    marks = list(_POSITION.finditer(plain(text)))
    # Folding may change the length of a text, and then its places no longer hold.
    text = plain(text) if len(plain(text)) != len(text) else text
    ends = [*(one.start() for one in marks[1:]), len(text)]
    before = text[: marks[0].start()] if marks else text
    placed = [(int(one.group(1)), text[one.end() : end]) for one, end in zip(marks, ends, strict=False)]
    return [(None, before), *placed]


def _divided(word: str, codes: Headstamps) -> list[str]:
    for whole in (word.strip(_EDGES), word):
        if whole and codes.with_code(whole):
            return [whole]
    return [bare for part in _WITHIN.split(word) if (bare := part.strip(_EDGES))]


def _named_by_alias(
    pieces: tuple[Piece, ...], named: str | None, codes: Headstamps, calibres: Calibres
) -> MarkText:
    """A calibre may stand as a name ('.303') rather than as two numbers; a code of that name is stronger."""
    for piece in pieces if named is None else ():
        known = calibres.find(piece.text) or calibres.find(f".{piece.text}")
        if known is not None and not codes.with_code(piece.text):
            return MarkText(tuple(one for one in pieces if one is not piece), known.name)
    return MarkText(pieces, named)
