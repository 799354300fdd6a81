"""A trace as the plain rows of a report, in reading order; the template only lays them out.

Sources are numbered while the sections are built, so the order of `build` is the order of the report.
"""

from __future__ import annotations

from dataclasses import dataclass

from headstamp.publishing import chains, gaps, picture, routes, seen, sourcelist, summary, tested
from headstamp.publishing.facts import PriorRow, ReportFacts
from headstamp.publishing.lookup import Lookup
from headstamp.publishing.routes import TermRow
from headstamp.publishing.words import STAGES, STATUSES, count, day, figure, listed, plain, sentence, set_band
from headstamp.tracing.assessment import RouteAssessment, Trace
from headstamp.values import Credibility, Likelihood, Reliability, strength_word

CAVEAT = (
    "Probabilities follow from published constants, learned and checked on made-up worlds whose truth is "
    "known; they have not been calibrated on real flows, and cannot be."
)
"""Printed beside every probability's first appearance; the one place where it is worded."""


@dataclass(frozen=True, slots=True)
class Unseen:
    """A source that could not have recorded this kind of weapon, and why."""

    title: str
    why: str


@dataclass(frozen=True, slots=True)
class Section:
    """Everything about one sighting; `n` is its number in the whole report."""

    n: int
    id: str
    weapon: str
    title: str
    verdict: str
    flips: tuple[str, ...]
    leaning: str
    lines: tuple[seen.Line, ...]
    chains: chains.ChainTable
    scope: str
    picture: picture.Picture | None
    routes: tuple[routes.RouteRow, ...]
    routes_left: str
    unknown_terms: tuple[TermRow, ...]
    tests: tuple[tested.Group, ...]
    ruled_out: tuple[tested.Out, ...]
    ruled_out_left: str
    cannot_see: tuple[Unseen, ...]
    questions: tuple[tested.Asked, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """A word and what it means."""

    word: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Share:
    """One share of the priors, with its bar."""

    label: str
    figure: str
    cite: str
    bar: chains.Bar


@dataclass(frozen=True, slots=True)
class ShareTable:
    """The shares for one kind of holder, with their sum."""

    holder: str
    shares: tuple[Share, ...]
    total: str


@dataclass(frozen=True, slots=True)
class Report:
    """The whole report as rows."""

    title: str
    case: str
    as_of: str
    version: str
    priors: str
    scope: str
    editions: tuple[str, ...]
    caveat: str
    summary: tuple[summary.SummaryRow, ...]
    sections: tuple[Section, ...]
    gaps: tuple[str, ...]
    likelihoods: tuple[Word, ...]
    strengths: tuple[Word, ...]
    reliabilities: tuple[Word, ...]
    credibilities: tuple[Word, ...]
    stages: tuple[Word, ...]
    statuses: tuple[Word, ...]
    terms: tuple[Word, ...]
    sources: tuple[sourcelist.Entry, ...]
    prior_paragraphs: tuple[str, ...]
    prior_title: str
    shares: tuple[ShareTable, ...]


def build(trace: Trace, facts: ReportFacts) -> Report:
    """Turn a trace and its facts into the rows of a report."""
    lookup = Lookup(facts)
    numbered = list(enumerate(trace.assessments, start=1))
    sections = tuple(_section(n, one, lookup) for n, one in numbered)
    return Report(
        title=facts.title,
        case=trace.case,
        as_of=day(facts.as_of),
        version=facts.version,
        priors=trace.priors,
        scope=_scope(trace, facts),
        editions=tuple(f"{one.edition} (fingerprint {one.short})" for one in facts.snapshots),
        caveat=CAVEAT,
        summary=tuple(summary.row(n, one, lookup) for n, one in numbered),
        sections=sections,
        gaps=gaps.gaps(trace, lookup),
        likelihoods=_likelihoods(),
        strengths=_strengths(),
        reliabilities=tuple(Word(one.value, one.words) for one in Reliability),
        credibilities=tuple(Word(str(one.value), one.words) for one in Credibility),
        stages=_stages(facts),
        statuses=_statuses(facts),
        terms=_terms(trace, facts),
        sources=sourcelist.entries(lookup),
        prior_paragraphs=facts.priors_description.paragraphs,
        prior_title=facts.priors_description.title,
        shares=_shares(facts.priors_description.rows),
    )


def _section(n: int, one: RouteAssessment, lookup: Lookup) -> Section:
    more = len(one.ruled_out) - tested.SHOWN
    return Section(
        n=n,
        id=one.sighting,
        weapon=seen.first_weapon(one),
        title=routes.heading(one, lookup),
        verdict=summary.verdict(one, lookup),
        flips=tested.flips(one, lookup),
        leaning=tested.leaning(one),
        lines=seen.lines(one, lookup.facts.sightings.get(one.sighting), lookup),
        chains=chains.table(one, lookup),
        scope=f"{count(len(one.routes) + one.rest.n, 'route')} weighed",
        picture=picture.picture(one, lookup),
        routes=routes.rows(one, lookup),
        routes_left=routes.left_out(one),
        unknown_terms=routes.terms(one.unknown.terms, lookup),
        tests=tested.tests(one, lookup),
        ruled_out=tested.ruled_out(one, lookup),
        ruled_out_left=f"{count(more, 'further record')} not printed here." if more > 0 else "",
        cannot_see=tuple(Unseen(lookup.title(s.source), sentence(s.why)) for s in one.cannot_see),
        questions=tested.questions(one),
    )


def _scope(trace: Trace, facts: ReportFacts) -> str:
    parts = [
        count(len(trace.assessments), "sighting"),
        count(len(facts.transfers), "record of transfers cited", "records of transfers cited"),
        count(len(facts.incidents), "incident"),
    ]
    return listed(parts)


def _likelihoods() -> tuple[Word, ...]:
    inside = (0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98)
    bands = [set_band(Likelihood(one).band) for one in inside]
    return tuple(
        Word(word.strip(), rest.rstrip(")")) for word, _, rest in (one.partition("(") for one in bands)
    )


def _strengths() -> tuple[Word, ...]:
    factors = ("1 to 10", "10 to 100", "100 to 1,000", "1,000 to 10,000", "over 10,000")
    return tuple(
        Word(strength_word(10.0 * step + 5.0), f"{factor} times") for step, factor in enumerate(factors)
    )


def _stages(facts: ReportFacts) -> tuple[Word, ...]:
    used = {one.stage for one in facts.transfers.values()}
    return tuple(Word(word, meaning) for name, (word, meaning) in STAGES.items() if name in used)


def _statuses(facts: ReportFacts) -> tuple[Word, ...]:
    used = {str(q.status) for one in facts.transfers.values() for q in (one.quantity, one.ordered_quantity)}
    return tuple(Word(word, meaning) for name, (word, meaning) in STATUSES.items() if name in used)


def _terms(trace: Trace, facts: ReportFacts) -> tuple[Word, ...]:
    used = dict.fromkeys(
        term.name for one in trace.assessments for route in one.routes for term in route.terms
    )
    return tuple(Word(plain(name), facts.terms[name]) for name in used if name in facts.terms)


def _shares(rows: tuple[PriorRow, ...]) -> tuple[ShareTable, ...]:
    found = []
    for holder in dict.fromkeys(one.holder for one in rows):
        mine = [one for one in rows if one.holder == holder]
        shares = tuple(Share(one.label, figure(one.share), one.cite, chains.bar(one.share)) for one in mine)
        found.append(ShareTable(plain(holder), shares, f"{sum(one.share for one in mine):.2f}"))
    return tuple(found)
