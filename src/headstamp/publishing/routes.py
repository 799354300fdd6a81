"""Routes as a report shows them: each step with what it rests on, each term of the score with its reason.

The first routes are printed in full and the rest counted; every route is in the program's own output.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from headstamp.publishing import chains, evidence, seen, stepwords
from headstamp.publishing.lookup import Cites, Lookup
from headstamp.publishing.words import count, decibans, figure, listed, plain, sentence, set_band
from headstamp.tracing.assessment import Route, RouteAssessment, Step, Term
from headstamp.values import strength_word

SHOWN = 5
_AT_LEAST, _WORTH_PRINTING = 2, 0.02
_PIECES = 6
_IDLE = 0.05


@dataclass(frozen=True, slots=True)
class TermRow:
    """One term of a score, in words and decibans."""

    name: str
    db: str
    versus_next: str
    because: str
    cites: Cites


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step and the records and incidents it rests on; `more` says what is left out."""

    from_: str
    to: str
    how: str
    when: str
    kind: str
    state: str
    records: tuple[evidence.Piece, ...]
    incidents: tuple[evidence.Piece, ...]
    more: str


@dataclass(frozen=True, slots=True)
class RouteRow:
    """One route: its parties, its way, how likely, its steps and its terms."""

    rank: int
    supplier: str
    custodian: str
    mechanism: str
    maker: str
    band: str
    figure: str
    score: str
    prior: str
    strength: str
    strength_words: str
    steps: tuple[StepRow, ...]
    terms: tuple[TermRow, ...]


def rows(assessment: RouteAssessment, lookup: Lookup) -> tuple[RouteRow, ...]:
    """The first routes in full; records already listed under an earlier route are not listed again."""
    listed_under: dict[tuple[str, ...], int] = {}
    return tuple(_route(one, lookup, listed_under) for one in _shown(assessment))


def _shown(assessment: RouteAssessment) -> list[Route]:
    first = list(assessment.routes[:SHOWN])
    return [one for one in first if one.rank <= _AT_LEAST or one.probability >= _WORTH_PRINTING]


def left_out(assessment: RouteAssessment) -> str:
    """How many routes are not printed, and what they hold together."""
    shown = _shown(assessment)
    number = len(assessment.routes) - len(shown) + assessment.rest.n
    if not number:
        return ""
    # Routes, rest and unknown sum to 1; asking each of thousands of routes for its share would make it first.
    share = max(0.0, 1.0 - assessment.unknown.probability - sum(one.probability for one in shown))
    are = "is" if number == 1 else "are"
    return f"{count(number, 'further route')} {are} not printed; together {figure(share)} of 1."


def terms(found: Iterable[Term], lookup: Lookup) -> tuple[TermRow, ...]:
    """Terms of a score as rows; those that change nothing share one, or tables would be mostly noughts."""
    kept = list(found)
    idle = [one for one in kept if abs(one.db) < _IDLE and abs(one.versus_next or 0.0) < _IDLE]
    if len(idle) < 2:
        idle = []
    rows = [_term(one, lookup) for one in kept if one not in idle]
    return (*rows, _together(idle, lookup)) if idle else tuple(rows)


def _term(one: Term, lookup: Lookup) -> TermRow:
    versus = "none" if one.versus_next is None else decibans(one.versus_next)
    return TermRow(
        _name(one, lookup), decibans(one.db), versus, sentence(one.because), lookup.cites(one.cites)
    )


def _together(idle: list[Term], lookup: Lookup) -> TermRow:
    because = " ".join(dict.fromkeys(sentence(one.because) for one in idle))
    cites = lookup.cites(cite for one in idle for cite in one.cites)
    return TermRow(f"{count(len(idle), 'term')} without effect here", "0.0", "0.0", because, cites)


def _name(one: Term, lookup: Lookup) -> str:
    return sentence(lookup.facts.terms.get(one.name, plain(one.name)))[:-1]


def _route(route: Route, lookup: Lookup, listed_under: dict[tuple[str, ...], int]) -> RouteRow:
    supplier, custodian = chains.ends(route.supplier, route.custodian, lookup)
    return RouteRow(
        rank=route.rank,
        supplier=sentence(supplier)[:-1],
        custodian=custodian,
        mechanism=lookup.mechanism(route.mechanism),
        maker=lookup.party(route.maker, "not known"),
        band=set_band(route.band),
        figure=figure(route.probability),
        score=decibans(route.score_db),
        prior=decibans(route.prior_db),
        strength=decibans(route.strength_db),
        strength_words=strength_word(route.strength_db),
        steps=tuple(_step(one, route.rank, lookup, listed_under) for one in route.steps),
        terms=terms(route.terms, lookup),
    )


def _step(step: Step, rank: int, lookup: Lookup, listed_under: dict[tuple[str, ...], int]) -> StepRow:
    earlier = listed_under.setdefault(step.records, rank) if step.records else rank
    shown = step.records[:_PIECES] if earlier == rank else ()
    return StepRow(
        from_=lookup.party(step.from_, "not known"),
        to=lookup.party(step.to, "not known"),
        how=stepwords.how(step, lookup),
        when=stepwords.when(step, lookup),
        kind=stepwords.kind(step, lookup),
        state=stepwords.STATES[stepwords.kind(step, lookup)],
        records=tuple(evidence.record(one, lookup) for one in shown),
        incidents=tuple(evidence.incident(one, lookup) for one in step.incidents[:_PIECES]),
        more=_more(step, earlier, rank),
    )


def _more(step: Step, earlier: int, rank: int) -> str:
    if earlier != rank:
        return f"The same {count(len(step.records), 'record')} as under route {earlier}."
    left = [
        count(len(found) - _PIECES, f"further {noun}")
        for found, noun in ((step.records, "record"), (step.incidents, "incident"))
        if len(found) > _PIECES
    ]
    return f"{sentence(listed(left))[:-1]} not printed here." if left else ""


def heading(assessment: RouteAssessment, lookup: Lookup) -> str:
    """What was seen with whom, as the title of a section."""
    return f"{seen.first_weapon(assessment)}, seen with {seen.first_holder(assessment, lookup)}"
