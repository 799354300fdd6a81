"""`headstamp records mirror`: what exporter and importer report of the same flows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from headstamp.cli.arguments import exits, years
from headstamp.cli.columns import print_table
from headstamp.cli.output import bold, count, json_object, json_option, print_json, say, working
from headstamp.cli.records.filters import SOURCE, shipped_names

if TYPE_CHECKING:
    from headstamp.records import Mirror, MirroredFlow, Trust
    from headstamp.records.mirror_reports import Report

_HEADER = ("year", "category", "stage", "unit", "exporter", "importer", "ratio", "estimate", "90 %", "why")


@click.command("mirror", epilog=exits(not_found="nobody known bears a name"))
@click.argument("recipient")
@click.argument("supplier")
@click.option("--years", metavar="A-B", callback=years, help="First and last year; all without it.")
@SOURCE
@json_option("records.mirror/1")
def mirror(
    recipient: str, supplier: str, years: tuple[int, int] | None, source: str | None, as_json: bool
) -> None:
    """Hold what SUPPLIER and RECIPIENT each report of the same flows beside each other.

    Neither report replaces the other: both are shown, with a weighted estimate and its 90 % interval. How far
    a state is believed is learnt from all flows of the library that both sides report.

    \b
    Example:
      headstamp records mirror Iraq Iceland --years 2015-2020
    """
    from headstamp.records import Library
    from headstamp.records import mirror as ask

    with working("Holding reports beside each other"):
        found = ask(Library(), shipped_names(), recipient, supplier, years=years, source=source)
    if as_json:
        print_json("records.mirror/1", json_object(found))
        return
    _print(found)


def _print(found: Mirror) -> None:
    told = f"{count(len(found.flows), 'flow')}, {found.pairs:,} reported by both sides"
    click.echo(bold(f"{found.supplier.name} to {found.recipient.name}: {told}"))
    for source in dict.fromkeys(one.source for one in found.flows):
        click.echo(bold(source))
        rows = [_line(one) for one in found.flows if one.source == source]
        print_table(_HEADER, rows, right=range(4, 9), whole=(0,), indent=2, remarks=True)
    for trust in found.trusts:
        say(_trusted(trust), 0, 2)
    for remark in found.remarks:
        say(remark, 0, 2)
    say(f"Scope: {found.scope}", 0, 2)


def _line(one: MirroredFlow) -> tuple[str, ...]:
    told = one.exporter or one.importer
    between = f"{_figure(one.low)} to {_figure(one.high)}" if one.low is not None else ""
    return (
        str(one.year),
        one.category.partition(":")[2] or one.category,
        one.stage,
        told.quantity.unit if told is not None else "",
        _told(one.exporter),
        _told(one.importer),
        f"{one.ratio:.2f}" if one.ratio is not None else "",
        _figure(one.estimate),
        between,
        one.because,
    )


def _told(report: Report | None) -> str:
    """A report as it was made, with what older files of the register have for it."""
    if report is None:
        return "-"
    basis = f" {report.basis}" if report.basis in ("fob", "cif") else ""
    older = f" (before: {', '.join(map(str, report.also_told))})" if report.also_told else ""
    return f"{report.quantity}{basis}{older}"


def _figure(number: float | None) -> str:
    """A number as exact as an estimate deserves: whole above ten, else with two digits."""
    if number is None:
        return ""
    return f"{number:,.0f}" if number >= 10 else f"{number:.2g}"


def _trusted(one: Trust) -> str:
    """What the belief in one reporter rests on."""
    way = "exports" if one.role == "exporter" else "imports"
    told = f"{one.reporter.name} on its {way} ({one.source}, {one.unit})"
    if one.factor is None:
        return f"{told}: no flow of this register has two reports, so nothing tells how far to believe it."
    error = f"typical error a factor of {one.factor:.2f}"
    if one.tells is None:
        others = f"{count(one.flows_of_all, 'flow')} of others that both sides report"
        return f"{told}: {error}, that of reporters in general, from {others}; none of its own."
    leans = ", more than chance explains; the estimate is not corrected for it" if one.leans else ""
    return (
        f"{told}: {error}, from {count(one.flows, 'flow')} of its own among {one.flows_of_all:,} that both "
        f"sides report; on average it tells {one.tells:.2f} of what its partners tell{leans}."
    )
