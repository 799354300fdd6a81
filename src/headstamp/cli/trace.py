"""`headstamp trace`: the main job."""

from __future__ import annotations

import gc
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from headstamp.cli.arguments import PATH, exits, priors_option
from headstamp.cli.columns import print_table
from headstamp.cli.output import bold, json_option, json_text, progress, say, shows_all_scripts, working
from headstamp.cli.written import check_place, write_whole

if TYPE_CHECKING:
    from headstamp.records import Library
    from headstamp.sightings import Sighting
    from headstamp.tracing import RouteAssessment, Trace
    from headstamp.tracing.assessment import SupplyChain

_CHAINS = 3
_FEW = 4
_WORTH_SHOWING = 0.005


@click.command(
    epilog=exits(
        not_found="there is no such case, sighting or preset, or a pinned snapshot is missing",
        rejected="the priors, the case or the library cannot be read",
    )
)
@click.argument("case", type=PATH)
@click.option("--sighting", metavar="ID", help="Only this sighting.")
@priors_option()
@click.option(
    "--repin", is_flag=True, help="Use the library's editions of today instead of those of the first trace."
)
@click.option("--report", metavar="FILE", type=PATH, help="Write the report, one HTML file.")
@json_option("trace/1")
def command(
    case: Path, sighting: str | None, priors: str, repin: bool, report: Path | None, as_json: bool
) -> None:
    """Assess by which routes the weapons seen in CASE may have come, and how probable each is.

    The first trace with a register in the library pins its editions, so that the case keeps its answer.

    \b
    Example:
      headstamp trace mosul --report report.html
    """
    from headstamp.case import Case
    from headstamp.records import Library

    if report is not None:
        check_place(report, "report", "report.html")
    library = Library()
    with Case.open(case) as opened:
        sightings = opened.sightings
        bar: Callable[[Iterable[Sighting]], Iterable[Sighting]] = progress(
            "Tracing", 1 if sighting else len(sightings)
        )
        head, assessed = opened.tracing(library, sighting=sighting, priors=priors, repin=repin, progress=bar)
        if head.brief:
            # Thousands of assessments are made and let go, none in a cycle: looking for cycles costs a tenth.
            gc.disable()
        if as_json and report is None:
            print_trace_json(head, assessed)
            return
        traced = replace(head, assessments=tuple(assessed))
        if report is not None:
            with working("Writing the report"):
                write_whole(report, opened.report(traced, library, priors=priors))
    if as_json:
        print_trace_json(traced, traced.assessments)
        return
    print_trace(traced, library)
    if report is not None:
        say(f"Report: {report}")


def print_trace_json(head: Trace, assessments: Iterable[RouteAssessment]) -> None:
    """The trace as JSON, one assessment after another, so that a large case needs little memory."""
    from headstamp.tracing.json_text import assessment_text

    told = {
        "schema": "headstamp.trace/1",
        "case": head.case,
        "priors": head.priors,
        "snapshots": list(head.snapshots),
        "brief": head.brief,
    }
    ascii_only = not shows_all_scripts()
    click.echo(json_text(told)[:-1] + ', "assessments": [')
    # Written as it stands: looking for colours in a quarter of a megabyte a sighting takes its time.
    out = sys.stdout
    for index, assessment in enumerate(assessments):
        out.write("" if index == 0 else ",")
        out.write(assessment_text(assessment, ascii_only=ascii_only))
        out.write("\n")
    click.echo("]}")


def print_trace(traced: Trace, library: Library) -> None:
    """An overview, and the first supply chains of each sighting, for people."""
    if len(traced.assessments) > _FEW:
        rows = [(one.sighting, _weapon(one), one.wording) for one in traced.assessments]
        print_table(("sighting", "weapon", "how far a report may go"), rows)
        click.echo()
    for one in traced.assessments:
        _print_assessment(one)
    blind: dict[str, list[str]] = defaultdict(list)
    for one in traced.assessments:
        for unseen in one.cannot_see:
            blind[unseen.why].append(one.sighting)
    for why, sightings in blind.items():
        say(f"{', '.join(sightings)}: {why}", 0, 2)
    editions = [one.edition for one in library.snapshots() if one.sha256 in traced.snapshots]
    told = "; ".join(editions) or "none, so the case's own transfers answered alone"
    say(f"Priors: {traced.priors}. Editions of registers: {told}.", 0, 2)
    say("The range is over three assumptions on how holders get weapons; it is no confidence interval.", 0, 2)
    say("Probabilities are calibrated on made-up worlds, and not calibrated on any real flow.", 0, 2)


def _weapon(one: RouteAssessment) -> str:
    return " or ".join(candidate.name for candidate in one.weapon[:3]) or "not identified"


def _print_assessment(one: RouteAssessment) -> None:
    from headstamp.tracing.chains import words
    from headstamp.values import Likelihood

    weapon = _weapon(one)
    holder = " or ".join(candidate.name for candidate in one.holder[:2]) or "not known"
    say(bold(f"{one.sighting}  {weapon}, with {holder}, seen {one.seen}"))
    if changed := _changed(one):
        say(changed, 2, 2)
    say(one.wording, 2, 2)
    first, *others = one.supply_chains[:_CHAINS] or (None,)
    shown = [first] if first is not None else []
    shown += [chain for chain in others if chain is not None and chain.probability >= _WORTH_SHOWING]
    rows = [
        (
            words(chain.supplier, chain.custodian),
            two_digits(chain.probability),
            f"{two_digits(chain.low)}-{two_digits(chain.high)}",
            Likelihood(min(1.0, chain.probability)).word,
            _perhaps(chain),
        )
        for chain in shown
    ]
    unknown = one.unknown.probability
    rows.append(("unknown", two_digits(unknown), "", Likelihood(min(1.0, unknown)).word, ""))
    header = ("supply chain", "p", "range", "in words", "")
    print_table(header, rows, right=(1, 2), indent=2, remarks=True)
    if one.next_questions:
        first_asked = one.next_questions[0]
        say(f"Ask next: {first_asked.ask}, of {first_asked.of}: {first_asked.bits:.2f} bits expected.", 2, 2)
    click.echo("")


def two_digits(probability: float) -> str:
    """A probability as people read it: two digits, and never none or all."""
    if probability < 0.01:
        return "<0.01"
    return ">0.99" if probability > 0.99 else f"{probability:.2f}"


def _changed(one: RouteAssessment) -> str | None:
    """That the first chain depends on the assumption, which is said before anything else."""
    from headstamp.tracing.chains import words

    first = {
        scenario.name: words(scenario.supply_chains[0].supplier, scenario.supply_chains[0].custodian)
        for scenario in one.scenarios
        if scenario.supply_chains
    }
    if len(set(first.values())) < 2:
        return None
    told = "; ".join(f"{name}: {chain}" for name, chain in first.items())
    return f"Which chain comes first depends on the assumption ({told})."


def _perhaps(chain: SupplyChain) -> str:
    names = [likely.name for likely in chain.likely_suppliers[:3]]
    return f"supplier perhaps {' or '.join(names)}" if names else ""
