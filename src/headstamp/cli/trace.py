"""`headstamp trace`: the main job."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from headstamp.case import Case
from headstamp.cli.output import json_option, print_table, progress
from headstamp.records import Library
from headstamp.tracing import RouteAssessment, Trace
from headstamp.tracing.chains import words
from headstamp.values import Likelihood, encode

_CHAINS = 3


@click.command()
@click.argument("case", type=click.Path(path_type=Path))
@click.option("--sighting", metavar="ID", help="Only this sighting.")
@click.option("--priors", metavar="NAME", default="mixed", show_default=True, help="A preset, or the file of an edited one.")
@click.option("--repin", is_flag=True, help="Use the library's editions of today instead of those of the first trace.")
@click.option("--report", metavar="FILE", type=click.Path(path_type=Path), help="Write the report, one HTML file.")
@json_option
def command(case: Path, sighting: str | None, priors: str, repin: bool, report: Path | None, as_json: bool) -> None:
    """Assess by which routes the weapons seen in CASE may have come, and how probable each is.

    \b
    Example:
      headstamp trace mosul --report report.html
    """
    library = Library()
    with Case.open(case) as opened:
        bar = progress("Tracing", len(opened.sightings))
        traced = opened.trace(library, sighting=sighting, priors=priors, repin=repin, progress=bar)  # type: ignore[arg-type]
        if report is not None:
            write_whole(report, opened.report(traced, library))
    if as_json:
        print_trace_json(traced)
    else:
        print_trace(traced)
        if report is not None:
            click.echo(f"Report: {report}")


def write_whole(path: Path, text: str) -> None:
    """Write a file so that it is there whole or not at all."""
    aside = path.with_name(f".{path.name}.new")
    aside.write_text(text, encoding="utf-8")
    os.replace(aside, path)


def print_trace_json(traced: Trace) -> None:
    """The trace as JSON, one assessment after another, so that a large case needs little memory."""
    head = {"schema": "headstamp.trace/1", "case": traced.case, "priors": traced.priors, "snapshots": list(traced.snapshots)}
    click.echo(json.dumps(head, ensure_ascii=False)[:-1] + ', "assessments": [')
    for index, assessment in enumerate(traced.assessments):
        click.echo(("" if index == 0 else ",") + json.dumps(encode(assessment), ensure_ascii=False))
    click.echo("]}")


def print_trace(traced: Trace) -> None:
    """The first supply chains of each sighting, for people."""
    for one in traced.assessments:
        _print_assessment(one)
    told = ", ".join(sha[:12] for sha in traced.snapshots) or "none: only the case's own transfers answered"
    click.echo(f"Priors: {traced.priors}. Snapshots: {told}.")
    click.echo("Probabilities rest on hand-set, published constants; they are not calibrated on any real flow.")


def _print_assessment(one: RouteAssessment) -> None:
    weapon = " or ".join(candidate.name for candidate in one.weapon[:3]) or "not identified"
    holder = " or ".join(candidate.name for candidate in one.holder[:2])
    click.echo(click.style(f"{one.sighting}  {weapon}, with {holder}, seen {one.seen}", bold=True))
    click.echo(f"  {one.wording}")
    rows = [
        (
            "",
            words(chain.supplier, chain.custodian),
            Likelihood(min(1.0, chain.probability)).word,
            f"{chain.probability:.2f}",
            f"{chain.low:.2f}-{chain.high:.2f}",
            ", ".join(likely.name for likely in chain.likely_suppliers[:3]),
        )
        for chain in one.supply_chains[:_CHAINS]
    ]
    rows.append(("", "unknown", Likelihood(one.unknown.probability).word, f"{one.unknown.probability:.2f}", "", ""))
    print_table(("", "supply chain", "", "p", "three assumptions", "likely suppliers"), rows, right=(3,))
    for blind in one.cannot_see:
        click.echo(f"  {blind.why}")
    click.echo("")
