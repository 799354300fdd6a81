"""Holding each known code against a mark: which piece is the code, which the year, and how well that fits.

The points are judgements by kind of evidence, the same for every maker: how far the row was checked, whether
a year was read that lies within the documented use, whether the calibre agrees, what of the mark stays
unexplained. Turning them into weights is left to `marks`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from headstamp.world.actors import Actors
from headstamp.world.calibres import Calibre, calibre_key
from headstamp.world.headstamps import NO_CODE, Headstamp, Headstamps, code_key
from headstamp.world.mark_text import MarkText, Piece
from headstamp.world.mark_years import EARLIEST, YearReading, gregorian, year_readings

REVIEW_POINTS: Final = {"checked": 1.0, "case": 1.0, "checked once": 0.8, "year doubtful": 0.6}
UNVERIFIED_POINTS: Final = 0.4
YEAR_DOCUMENTED, YEAR_POSSIBLE, NO_YEAR, YEAR_OUTSIDE = 1.0, 0.7, 0.5, 0.1
CALIBRE_DIFFERS, PLACE_DIFFERS, LOOKS_LIKE, UNEXPLAINED = 0.4, 0.6, 0.7, 0.5
_LONGEST_CODE = 4


@dataclass(frozen=True, slots=True)
class Question:
    """What is known beside the mark.

    Attributes:
        calibre: its name, None when it is not known.
        made: when it is made since, None when that is not known.
        first: no year before this one.
        last: no year after this one.
    """

    calibre: str | None
    made: Calibre | None
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Fit:
    """A code found in a mark.

    Attributes:
        row: the code's row.
        years: the years that the rest of the mark can stand for; empty when none fits.
        points: how much evidence there is, above 0 and at most 1.
        reasons: in sentences.
    """

    row: Headstamp
    years: tuple[int, ...]
    points: float
    reasons: tuple[str, ...]


def fits(mark: MarkText, question: Question, codes: Headstamps, actors: Actors) -> Iterator[Fit]:
    """Every code that can be in the mark, with each piece that can be its year.

    Args:
        mark: the mark, taken apart.
        question: what is known beside it.
        codes: the known codes.
        actors: the known states.
    """
    for code, rest in _splits(mark.pieces):
        for row in codes.with_code(code.text):
            yield _fit(row, code, rest, question, actors, exact=True)
        for row in codes.looking_like(code.text):
            yield _fit(row, code, rest, question, actors, exact=False)


def _splits(pieces: tuple[Piece, ...]) -> Iterator[tuple[Piece, tuple[Piece, ...]]]:
    """Every run of pieces as the code, with what is left; and no code at all where a number stands alone."""
    for start in range(len(pieces)):
        for end in range(start + 1, min(start + _LONGEST_CODE, len(pieces)) + 1):
            run = pieces[start:end]
            code = Piece("".join(piece.text for piece in run), run[0].position)
            # Numbers that stand apart are not one number.
            joined = len(run) == 1 or not any(piece.text.isdecimal() for piece in run)
            if joined and (code_key(code.text) or code.text == NO_CODE):
                yield code, pieces[:start] + pieces[end:]
    if len(pieces) == 1 and code_key(pieces[0].text).isdecimal():
        yield Piece(NO_CODE), pieces


def _fit(
    row: Headstamp, code: Piece, rest: tuple[Piece, ...], question: Question, actors: Actors, *, exact: bool
) -> Fit:
    first, last = _bounds(row, question, actors)
    piece, read = _year(rest, row.state, first, last)
    years = tuple(sorted({year for one in read for year in one.years}))
    left = tuple(one for one in rest if one is not piece)
    year_points, year_reasons = _judge_year(row, rest, question, (first, last), piece, read)
    calibre_points, calibre_reasons = _judge_calibre(row, question)
    place_points, place_reasons = _judge_place(row, code)
    points = REVIEW_POINTS.get(row.review, UNVERIFIED_POINTS) * year_points * calibre_points * place_points
    points *= (1.0 if exact else LOOKS_LIKE) * UNEXPLAINED ** min(len(left), 4)
    against = (*year_reasons, *calibre_reasons, *place_reasons, *_left_reasons(left))
    reasons = (_code_reason(row, code.text, exact), *against)
    return Fit(row, years, points, reasons)


def _bounds(row: Headstamp, question: Question, actors: Actors) -> tuple[int, int]:
    """First and last year in which this can have been stamped: calibre, code, state and day seen together."""
    state = actors.get(row.state) if row.state in actors else None
    began = state.from_.first_year if state and state.from_ else None
    ended = state.to.last_year if state and state.to else None
    firsts = [year for year in (question.first, row.first_year, began) if year is not None]
    lasts = [year for year in (question.last, row.last_year, ended) if year is not None]
    return max(firsts), min(lasts)


def _year(
    rest: tuple[Piece, ...], state: str, first: int, last: int
) -> tuple[Piece | None, tuple[YearReading, ...]]:
    """The piece that can be the year, the last one that can: makers put it after the code as a rule."""
    for piece in reversed(rest):
        if first <= last and (read := year_readings(piece.text, state, first, last)):
            return piece, read
    return None, ()


def _judge_year(
    row: Headstamp,
    rest: tuple[Piece, ...],
    question: Question,
    bounds: tuple[int, int],
    piece: Piece | None,
    read: tuple[YearReading, ...],
) -> tuple[float, list[str]]:
    dated = row.first_year is not None or row.last_year is not None
    documented = dated and row.review in REVIEW_POINTS
    if piece is not None:
        reasons = [_year_reason(piece, one) for one in read]
        reasons += _left_out(piece, read, bounds, question)
        if dated:
            reasons.append(f"The table gives this use of the code {_window(row)} ({row.review}).")
        return (YEAR_DOCUMENTED if documented else YEAR_POSSIBLE), reasons
    outside = [one for one in rest if gregorian(one.text, EARLIEST, question.last)]
    if not outside:
        return NO_YEAR, ["No year was read, so only the code speaks."]
    named = " or ".join(f"'{one.text}'" for one in outside)
    return YEAR_OUTSIDE, [f"{named} is no year in which this could have been stamped ({_limits(bounds)})."]


def _year_reason(piece: Piece, read: YearReading) -> str:
    years = " or ".join(str(year) for year in read.years)
    if read.rule is None:
        return f"'{piece.text}' read as a year is {years}."
    told = f"{read.rule.what}; {read.rule.source}; {read.rule.review}"
    return f"'{piece.text}' is {years} if it is the {told}."


def _left_out(
    piece: Piece, read: tuple[YearReading, ...], bounds: tuple[int, int], question: Question
) -> list[str]:
    taken = {year for one in read for year in one.years}
    out = [year for year in gregorian(piece.text, EARLIEST, question.last) if year not in taken]
    if not out:
        return []
    why = [_limits(bounds)]
    if (made := question.made) and out[0] < made.first_year:
        why.append(f"{made.name} is known since {made.first_year} ({made.review})")
    return [f"{' and '.join(map(str, out))} is left out: {'; '.join(why)}."]


def _limits(bounds: tuple[int, int]) -> str:
    first, last = bounds
    return f"possible years {first}-{last}" if first <= last else "no year is possible"


def _window(row: Headstamp) -> str:
    if row.first_year is None:
        return f"until {row.last_year}"
    return f"since {row.first_year}" if row.last_year is None else f"{row.first_year}-{row.last_year}"


def _judge_calibre(row: Headstamp, question: Question) -> tuple[float, list[str]]:
    if question.calibre is None or not row.calibre:
        return 1.0, []
    if calibre_key(row.calibre) == calibre_key(question.calibre):
        return 1.0, [f"The code was seen on {row.calibre}."]
    return CALIBRE_DIFFERS, [f"The code was seen on {row.calibre} only, not on {question.calibre}."]


def _judge_place(row: Headstamp, code: Piece) -> tuple[float, list[str]]:
    if code.position is None or not row.position or row.position == str(code.position):
        return 1.0, []
    return PLACE_DIFFERS, [
        f"The code was seen at {row.position} o'clock, and here stands at {code.position}."
    ]


def _code_reason(row: Headstamp, code: str, exact: bool) -> str:
    told = f"({row.review})"
    if row.code == NO_CODE:
        return f"The mark shows no maker's code, as cases of {row.maker} {told}."
    if exact:
        return f"'{code}' is a code of {row.maker} {told}."
    return f"'{code}' looks like '{row.code}' in the letters of another script, a code of {row.maker} {told}."


def _left_reasons(left: tuple[Piece, ...]) -> list[str]:
    if not left:
        return []
    return [f"This leaves {', '.join(repr(one.text) for one in left)} unexplained."]
