"""`headstamp stock`: what somebody should still have of a weapon, what audits found, and what is missing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from headstamp.cli.arguments import PATH, exits
from headstamp.cli.columns import print_table
from headstamp.cli.output import bold, json_object, json_option, print_json, say, working
from headstamp.cli.written import check_place, write_whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headstamp.case import Case
    from headstamp.records import Library, Snapshot
    from headstamp.stocks import Book, Spread, Stock

_SHOWN = 12


@click.command(
    epilog=exits(
        not_found="nobody known bears a name, or there is no such weapon, case or file",
        rejected="the assumptions cannot be used",
    )
)
@click.argument("actor")
@click.option("--weapon", metavar="NAME", required=True, help="A weapon with all below it, by id or name.")
@click.option(
    "--at",
    metavar="YEAR",
    type=click.IntRange(1800, 9999),
    required=True,
    help="Through the end of this year.",
)
@click.option("--case", "case", type=PATH, help="With the case's transfers, incidents and counts (`stocks`).")
@click.option("--assumptions", type=PATH, metavar="FILE", help="Your copy of the assumptions, edited.")
@click.option("--chart", type=PATH, metavar="FILE", help="Write the balance by year as an SVG drawing too.")
@click.option("--report", type=PATH, metavar="FILE", help="Write it as one HTML page too.")
@json_option("stock/1")
def command(
    actor: str,
    weapon: str,
    at: int,
    case: Path | None,
    assumptions: Path | None,
    chart: Path | None,
    report: Path | None,
    as_json: bool,
) -> None:
    """Tell how many of a weapon ACTOR should have at the end of a year, by all that is told.

    Deliveries, own make and captures less exports, hand-overs, known losses and wear, as a distribution;
    each transfer counts once and only what is told as delivered counts. Beside it stand audits, with what
    they leave unaccounted for, and everything that is not counted, with why. What was there before is said
    to be unknown unless it is entered.

    \b
    Example:
      headstamp stock Iraq --weapon M1A1 --at 2015
      headstamp stock Iraq --weapon M1A1 --at 2015 --case mosul
    """
    if chart is not None:
        check_place(chart, "chart", "stock.svg")
    if report is not None:
        check_place(report, "page", "stock.html")
    with working("Drawing up the balance"):
        told, page = _told(actor, weapon, at, case, assumptions, with_page=report is not None)
    if chart is not None:
        from headstamp.publishing.stock_chart import stock_svg

        write_whole(chart, stock_svg(told))
    if report is not None:
        write_whole(report, page)
    if as_json:
        written = {
            "chart": None if chart is None else str(chart),
            "report": None if report is None else str(report),
        }
        print_json("stock/1", {**json_object(told), **written})
        return
    print_stock(told)
    for path, what in ((chart, "chart"), (report, "page")):
        if path is not None:
            say(f"The {what} is in {path}.")


def _told(
    actor: str, weapon: str, at: int, case: Path | None, file: Path | None, *, with_page: bool
) -> tuple[Stock, str]:
    from headstamp.records import Library
    from headstamp.stocks import load_assumptions, open_book

    library, assumed = Library(), load_assumptions(file)
    if case is None:
        from headstamp.cli.records.filters import shipped_names

        book = open_book(library, shipped_names(), [actor], assumed)
        return _answer(book, library, (actor, weapon, at), None, None, with_page)
    from headstamp.case import Case

    with Case.open(case) as opened:
        book = opened.book(library, actor, assumed)
        pins = opened.pins
        snapshots = None if pins is None else tuple(one.sha256 for one in pins)
        return _answer(book, library, (actor, weapon, at), opened, snapshots, with_page)


def _answer(
    book: Book,
    library: Library,
    asked_for: tuple[str, str, int],
    opened: Case | None,
    snapshots: tuple[str, ...] | None,
    with_page: bool,
) -> tuple[Stock, str]:
    from headstamp.records.sources import Kind
    from headstamp.stocks import stock

    held = [one for one in library.snapshots() if one.kind is Kind.TRANSFERS]
    asked = [one for one in held if snapshots is None or one.sha256 in snapshots]
    actor, weapon, at = asked_for
    told = stock(
        book,
        actor,
        weapon,
        at,
        case=None if opened is None else opened.name,
        snapshots=[one.sha256 for one in asked],
    )
    return told, _page(told, book, opened, asked) if with_page else ""


def print_stock(told: Stock) -> None:
    """The balance for people."""
    from headstamp.stocks.answer import about

    say(bold(f"{told.weapon.name}, {told.actor.name}, end of {told.at}"))
    say(told.wording)
    if told.expected is None:
        _print_unseen(told)
        return
    if told.worst is not None:
        high = "no upper end" if told.worst.high is None else about(told.worst.high)
        say(
            f"At worst between {about(told.worst.low)} and {high}, with every number and date at its far end."
        )
    click.echo()
    rows = [
        (
            f"{'-' if one.sign < 0 else '+'} {one.part.replace('_', ' ')}",
            "estimate" if one.recorded is None else f"{one.recorded:,.0f}",
            about(one.median),
            f"{about(one.low90)} to {about(one.high90)}",
            one.because,
        )
        for one in told.terms
    ]
    rows.append(("= expected", "", about(told.expected.median), _range(told.expected), ""))
    print_table(
        ("part", "as told", "median", "90 % range", "what it is"), rows, right=(1, 2, 3), remarks=True
    )
    say("The parts are drawn together; their medians do not add up to that of the balance.")
    click.echo()
    _print_counts(told)
    _print_scenarios(told)
    _print_movements(told)
    _print_unseen(told)
    say(f"Assumed ({told.assumptions}): {'; '.join(told.assumed)}.", 0, 2)
    say(told.caveat, 0, 2)


def _range(one: Spread) -> str:
    from headstamp.stocks.answer import about

    return f"{about(one.low90)} to {about(one.high90)}"


def _print_counts(told: Stock) -> None:
    from headstamp.stocks.answer import spread

    rows = []
    for one in told.counts:
        ends = sorted({end for end in (one.low, one.high) if end is not None})
        number = " to ".join(f"{end:,.0f}" for end in ends) or "not told"
        if one.unaccounted is None:
            rows.append((one.id, one.kind, one.at, number, "", "", f"not compared: {one.why}"))
            continue
        gap = one.unaccounted
        chance = f"{gap.p_positive:.2f}"
        remark = f"more were found than expected in {gap.p_surplus:.2f}" if gap.p_surplus >= 0.05 else ""
        rows.append((one.id, one.kind, one.at, number, spread(gap), chance, remark))
    header = ("figure", "kind", "of", "found", "unaccounted for", "chance of any", "remark")
    print_table(header, rows, right=(3, 4, 5), remarks=True)
    if rows:
        click.echo()


def _print_scenarios(told: Stock) -> None:
    from headstamp.stocks.answer import spread

    rows = [
        (
            one.name,
            spread(one.expected),
            "" if one.unaccounted is None else spread(one.unaccounted),
            one.words,
        )
        for one in told.scenarios
    ]
    print_table(("if instead", "expected", "unaccounted for", ""), rows, right=(1, 2), remarks=True)
    click.echo()


def _print_movements(told: Stock) -> None:
    rows = []
    for one in told.movements[:_SHOWN]:
        when = str(one.first.year) if one.first.year == one.last.year else f"{one.first.year}-{one.last.year}"
        doubt = "" if one.chance >= 0.995 else f", believed to {one.chance:.2f}"
        number = f"{one.number:,.0f}"
        rows.append((one.part.replace("_", " "), when, number, ", ".join(one.sources), one.words + doubt))
    print_table(("part", "when", "number", "source", "told"), rows, right=(2,), remarks=True)
    if len(told.movements) > _SHOWN:
        say(f"and {len(told.movements) - _SHOWN:,} more; --json lists them all.")
    click.echo()


def _print_unseen(told: Stock) -> None:
    for one in told.beside:
        number = "no number" if one.quantity is None else f"{one.quantity:,.0f} in all"
        say(f"Beside it, not counted: {one.transfers:,} {one.stage.replace('_', ' ')} ({number}).", 0, 2)
    for left in told.not_counted:
        say(f"Not counted: {left.what}, which {left.why}.", 0, 2)
    for words in told.notes:
        say(words, 0, 2)
    for blind in told.cannot_see:
        say(blind.why, 0, 2)


def _page(told: Stock, book: Book, opened: Case | None, snapshots: Sequence[Snapshot]) -> str:
    from datetime import date

    from headstamp import __version__
    from headstamp.publishing.stock_page import stock_facts, stock_page

    facts = stock_facts(
        told,
        date.today(),
        __version__,
        transfers=book.transfers(),
        incidents={} if opened is None else {one.id: one for one in opened.incidents},
        sources={} if opened is None else {row["id"]: row for row in opened.rows("sources")},
        snapshots=tuple(snapshots),
        actors=book.names.actors,
    )
    return stock_page(told, facts)
