"""What a headstamp can mean: every maker and every year that fit it, ranked, each with its reasons.

A mark seldom settles anything: a number may be a code or a year, a code may be that of several makers, two
digits leave the century open. All of it is kept. The weights order the readings by the evidence at hand; they
are stated judgements, not measured frequencies, and leave a share for a maker that is not in the table. Who
supplied what is left to the records, and whether a mark is genuine to whoever holds the case.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

from headstamp.world.actors import ActorKind, Actors
from headstamp.world.calibres import Calibres
from headstamp.world.headstamps import Headstamp, Headstamps
from headstamp.world.mark_fits import Fit, Question, fits
from headstamp.world.mark_text import MarkText, take_apart
from headstamp.world.mark_years import EARLIEST, gregorian

UNKNOWN_POINTS: Final = 0.2
"""What a maker that is not in the table weighs against a checked code whose year fits, which weighs 1."""

LEAD_YEARS: Final = 5
"""Trial lots come before adoption; a calibre is taken to be made so many years before its first year."""

CANNOT_TELL: Final = (
    "who supplied, owned or fired it: a maker's mark names who made the case",
    "when or to whom it was delivered: the year is that of making or loading",
    "whether the mark is genuine: marks are copied, and cases are loaded again and packed under other labels",
)
"""What no headstamp can tell."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing that a headstamp can mean.

    Attributes:
        code: the code as the table writes it; '' for the unknown maker.
        maker: the factory; None for a maker that is not in the table.
        state: actor id of the state in which the factory stood; None for the unknown maker.
        today: actor id of the state in which it stands today, where that state is gone and this is known.
        years: every year that the mark can stand for, oldest first; empty when it shows none that fits.
        calibre: the one given or read in the text, else the one on which the code was seen; None without.
        weight: share of this reading, 0 to 1; those of one mark sum to 1.
        reasons: why it is read so, and what speaks against it.
        cannot_tell: what the mark cannot tell.
        source: where the code comes from; '' for the unknown maker.
        review: how far that was checked; '' for the unknown maker.
        own: whether the code is a case's own, not the program's.
    """

    code: str
    maker: str | None
    state: str | None
    today: str | None
    years: tuple[int, ...]
    calibre: str | None
    weight: float
    reasons: tuple[str, ...]
    cannot_tell: tuple[str, ...]
    source: str
    review: str
    own: bool = False


def read(
    text: str,
    *,
    calibre: str | None = None,
    on: date | None = None,
    codes: Headstamps | None = None,
    actors: Actors | None = None,
) -> tuple[Reading, ...]:
    """Every reading of a headstamp, the best supported first; never empty, and no text is an error.

    Args:
        text: as read off the base: 'ppu 04', '539 83', '12: 539 6: 83', '7.62x39 POF 93'.
        calibre: the calibre, when something other than the text tells it.
        on: the day on which the case was seen, after which it cannot have been made; None for today.
        codes: the known codes; None for the shipped ones. A case lays its own over them.
        actors: who is known; None for the shipped ones. A state's codes end with the state.

    Returns:
        Readings with weights that sum to 1. One of them has no maker: that the mark is not in the table.
    """
    calibres, known = Calibres.load(), codes or Headstamps.load()
    mark = take_apart(text, known, calibres)
    wanted = None if calibre is None else calibres.find(calibre)
    name = (calibre if wanted is None else wanted.name) if calibre else mark.calibre
    question = _question(mark, name, calibres, on or date.today())
    people = actors or Actors.load()
    found = _best_per_use(fits(mark, question, known, people))
    return _weighed([(one, _today(one.row, known, people)) for one in found], mark, question)


def _question(mark: MarkText, name: str | None, calibres: Calibres, on: date) -> Question:
    made = None if name is None else calibres.find(name)
    first = EARLIEST if made is None else max(EARLIEST, made.first_year - LEAD_YEARS)
    return Question(name, made, first, on.year)


def _best_per_use(found: Iterable[Fit]) -> list[Fit]:
    """One fit per code, maker and state; where the year suits one state of a maker, the others drop out."""
    best: dict[tuple[str, str, str], Fit] = {}
    for one in sorted(found, key=lambda fit: fit.points):
        best[one.row.code, one.row.maker, one.row.state] = one
    ordered = sorted(best.values(), key=_place)
    kept: list[Fit] = []
    for _, rivals in groupby(ordered, key=lambda fit: (fit.row.code, fit.row.maker)):
        group = list(rivals)
        suiting = [one for one in group if one.years]
        kept += suiting or group
    return kept


def _today(row: Headstamp, codes: Headstamps, actors: Actors) -> str | None:
    """The state that lasts among those in which the maker is known to have stood."""
    if not _gone(row.state, actors):
        return None
    same = (one.state for one in codes if one.maker == row.maker)
    return next((state for state in same if not _gone(state, actors)), None)


def _gone(state: str, actors: Actors) -> bool:
    return state in actors and actors.get(state).kind is ActorKind.FORMER_STATE


def _place(fit: Fit) -> tuple[str, str, str, str]:
    return fit.row.code, fit.row.maker, fit.row.state, fit.row.calibre


def _weighed(found: list[tuple[Fit, str | None]], mark: MarkText, question: Question) -> tuple[Reading, ...]:
    total = UNKNOWN_POINTS + sum(one.points for one, _ in found)
    known = [_reading(one, today, question, one.points / total) for one, today in found]
    known.append(_unknown(mark, question, UNKNOWN_POINTS / total))
    return tuple(sorted(known, key=lambda one: (-one.weight, one.maker is None, one.code, one.state or "")))


def _reading(fit: Fit, today: str | None, question: Question, weight: float) -> Reading:
    row = fit.row
    return Reading(
        code=row.code,
        maker=row.maker,
        state=row.state,
        today=today,
        years=fit.years,
        calibre=question.calibre or row.calibre or None,
        weight=weight,
        reasons=fit.reasons,
        cannot_tell=CANNOT_TELL,
        source=row.source,
        review=row.review,
        own=row.own,
    )


def _unknown(mark: MarkText, question: Question, weight: float) -> Reading:
    years = {year for one in mark.pieces for year in gregorian(one.text, question.first, question.last)}
    why = "No table of marks is complete; a maker that is not in this one always keeps a share."
    return Reading(
        code="",
        maker=None,
        state=None,
        today=None,
        years=tuple(sorted(years)),
        calibre=question.calibre,
        weight=weight,
        reasons=(why,),
        cannot_tell=CANNOT_TELL,
        source="",
        review="",
    )
