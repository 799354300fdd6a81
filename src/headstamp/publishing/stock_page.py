"""The page of a balance: one HTML file that holds all it shows, runs no script and asks nothing.

It says first what the number is and what it is not; every part stands with its sources, and what is not
counted stands beside what is. Where weapons are stored is never printed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

from markupsafe import Markup

from headstamp.publishing.facts import PriorsText, ReportFacts
from headstamp.publishing.lookup import Cites, Lookup
from headstamp.publishing.report import css, environment
from headstamp.publishing.sourcelist import entries
from headstamp.publishing.stock_chart import stock_svg
from headstamp.publishing.withheld import Withheld
from headstamp.publishing.words import STAGES, day, figure, plain, sentence
from headstamp.records import Snapshot, Transfer
from headstamp.records import sources as described
from headstamp.sightings import Incident
from headstamp.stocks import Spread, Stock
from headstamp.stocks.answer import Compared, Scenario, Unaccounted, spread
from headstamp.world import ActorKind, Actors


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table of the page: its cells, and what it rests on."""

    cells: tuple[str, ...]
    cites: Cites
    sub: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """What the template shows, in words."""

    title: str
    lede: str
    answer: str
    worst: str
    facts: tuple[tuple[str, str], ...]
    chart: Markup
    terms: tuple[Row, ...]
    counts: tuple[Row, ...]
    scenarios: tuple[Row, ...]
    movements: tuple[Row, ...]
    beside: tuple[Row, ...]
    left_out: tuple[Row, ...]
    notes: tuple[str, ...]
    assumed: tuple[str, ...]
    blind: tuple[str, ...]
    caveat: str


def stock_facts(
    told: Stock,
    as_of: date,
    version: str,
    *,
    transfers: Mapping[str, Transfer],
    incidents: Mapping[str, Incident],
    sources: Mapping[str, Mapping[str, str]],
    snapshots: tuple[Snapshot, ...],
    actors: Actors,
) -> ReportFacts:
    """What the page needs beside the balance: the rows it rests on and the words for what they name."""
    return ReportFacts(
        title=f"{told.weapon.name}, {told.actor.name}",
        as_of=as_of,
        version=version,
        sightings={},
        incidents=incidents,
        transfers=transfers,
        snapshots=snapshots,
        sources=sources,
        registers=described(),
        priors_description=PriorsText("", ""),
        mechanisms={},
        terms={},
        actors={one.id: one.name for one in actors},
        persons=frozenset(one.id for one in actors if one.kind is ActorKind.PERSON),
    )


def stock_page(told: Stock, facts: ReportFacts) -> str:
    """Write the page.

    Returns:
        One HTML document in UTF-8 text. The same balance and facts give the same text.
    """
    lookup = Lookup(facts)
    page = _page(told, lookup)
    own = "\n".join(
        files("headstamp.publishing").joinpath("static", name).read_text(encoding="utf-8")
        for name in ("verification.css", "stock.css")
    )
    return (
        environment(Withheld.of(facts))
        .get_template("stock.html")
        .render(
            page=page,
            as_of=day(facts.as_of),
            version=facts.version,
            sources=entries(lookup),
            css=Markup(f"{css()}\n{own}"),
        )
    )


def _page(told: Stock, lookup: Lookup) -> Page:
    return Page(
        title=f"{told.weapon.name}, {told.actor.name}",
        lede=f"What should be there at the end of {told.at}, by all that is told.",
        answer=told.wording,
        worst=_worst(told),
        facts=tuple(_facts(told)),
        # Written by our own SVG writer, which escapes every word.
        chart=Markup(stock_svg(told)) if told.years else Markup(""),
        terms=tuple(_terms(told, lookup)),
        counts=tuple(_count(one, lookup) for one in told.counts),
        scenarios=tuple(
            Row((one.words, spread(one.expected), _gap_in_brief(one)), Cites()) for one in told.scenarios
        ),
        movements=tuple(
            Row(
                (plain(one.part), _years(one.first, one.last), _number(one.number)),
                lookup.cites(one.sources),
                sentence(one.words) + (f" Believed to {figure(one.chance)}." if one.chance < 0.995 else ""),
            )
            for one in told.movements
        ),
        beside=tuple(
            Row((STAGES[one.stage][0], f"{one.transfers:,}", _number(one.quantity)), lookup.cites(one.ids))
            for one in told.beside
        ),
        left_out=tuple(
            Row((sentence(f"{one.what} {one.why}"),), lookup.cites(one.ids)) for one in told.not_counted
        ),
        notes=told.notes,
        assumed=tuple(sentence(one) for one in told.assumed),
        blind=tuple(one.why for one in told.cannot_see),
        caveat=told.caveat,
    )


def _worst(told: Stock) -> str:
    if told.worst is None:
        return ""
    high = "no upper end" if told.worst.high is None else _number(told.worst.high)
    return (
        f"At worst between {_number(told.worst.low)} and {high}: every number, day and share at its far end."
    )


def _facts(told: Stock) -> list[tuple[str, str]]:
    rows = [("Counted", f"{told.unit}s"), ("Through", f"the end of {told.at}")]
    rows.append(("Before that", "an opening figure" if told.opening_known else "not known, not in it"))
    if told.members:
        rows.append(("Counted with it", ", ".join(one.name for one in told.members)))
    if told.unaccounted is not None:
        rows.append(("Unaccounted for", _gap(told.unaccounted)))
    return rows


def _terms(told: Stock, lookup: Lookup) -> list[Row]:
    rows = []
    for one in told.terms:
        sign = "−" if one.sign < 0 else "+"
        recorded = "estimate" if one.recorded is None else _number(one.recorded)
        drawn = spread(Spread(one.median, one.low90, one.high90))
        cells = (f"{sign} {plain(one.part)}", recorded, drawn)
        rows.append(Row(cells, lookup.cites(one.ids), sentence(one.because)))
    return rows


def _count(one: Compared, lookup: Lookup) -> Row:
    ends = list(dict.fromkeys(end for end in (one.low, one.high) if end is not None))
    number = " to ".join(_number(end) for end in ends) or "not told"
    gap = sentence(f"not compared: it {one.why}") if one.unaccounted is None else _gap(one.unaccounted)
    return Row((f"{one.kind}, {one.at}", number, gap), lookup.cites([one.source or one.id]))


def _gap_in_brief(one: Scenario) -> str:
    return spread(one.unaccounted) if one.unaccounted is not None else ""


def _gap(gap: Unaccounted) -> str:
    words = f"{spread(gap)}; any missing: {figure(gap.p_positive)}"
    return f"{words}; more found than expected: {figure(gap.p_surplus)}" if gap.p_surplus >= 0.05 else words


def _years(first: date, last: date) -> str:
    return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"


def _number(number: float | None) -> str:
    return "" if number is None else f"{number:,.0f}"
