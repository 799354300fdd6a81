"""`headstamp arsenal`: what the objects seen are and where they come from, together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from headstamp.cli.arguments import PATH, exits, priors_option
from headstamp.cli.columns import print_table
from headstamp.cli.output import bold, count, json_object, json_option, print_json, progress, say

if TYPE_CHECKING:
    from headstamp.sightings import Sighting
    from headstamp.tracing.holdings import Arsenal, Holding, Shares

_TABLES = {
    "types": "type, as identified",
    "families": "family",
    "made_in": "country of manufacture",
    "makers": "maker",
    "custodians": "last lawful custodian",
    "suppliers": "who supplied the custodian",
    "delivered": "decade of delivery",
    "produced": "decade marked on it",
}
_LINES = 8
_WORTH_SHOWING = 0.01


@click.command(
    epilog=exits(
        not_found="there is no such case, holder or preset, or a pinned snapshot is missing",
        rejected="the priors, the case or the library cannot be read",
    )
)
@click.argument("case", type=PATH)
@click.option("--holder", metavar="NAME", help="Only what was seen with this holder.")
@priors_option()
@json_option("arsenal/1")
def command(case: Path, holder: str | None, priors: str, as_json: bool) -> None:
    """Tell what the objects seen in CASE are and where they come from, as shares of the objects seen.

    Copies of one object count once. Ranges come from joint draws, in which doubts that objects share do not
    average out; ways of acquisition are told only as ranges over assumptions. What is filmed is not drawn at
    random, so these are no shares of what a holder has.

    \b
    Example:
      headstamp arsenal mosul
      headstamp arsenal mosul --holder islamic-state
    """
    from headstamp.case import Case
    from headstamp.records import Library

    with Case.open(case) as opened:
        bar: Callable[[Iterable[Sighting]], Iterable[Sighting]] = progress("Assessing", len(opened.sightings))
        told = opened.arsenal(Library(), holder=holder, priors=priors, progress=bar)
    if as_json:
        print_json("arsenal/1", json_object(told))
        return
    print_arsenal(told)


def print_arsenal(told: Arsenal) -> None:
    """The tables of the whole case, or of the holder that was asked for, then of each holder in brief."""
    alone = len(told.holders) == 1
    if not told.holders:
        say("No sighting is in the case, so there is nothing to count.")
        return
    shown = told.holders[0] if alone else told.whole
    say(bold(f"{told.title}: {_whose(shown)}"))
    _print_counts(shown)
    for name, title in _TABLES.items():
        _print_shares(title, getattr(shown, name))
    _print_ways(shown)
    for one in () if alone else told.holders:
        say(bold(f"{told.title}: {_whose(one)}"))
        _print_counts(one)
        _print_shares(_TABLES["families"], one.families)
        _print_shares(_TABLES["custodians"], one.custodians)
    say(f"Ranges hold nine in ten of {told.draws:,} joint draws. Priors: {told.priors}.", 0, 2)
    say("These are shares of the objects seen, not of what anybody has: what is filmed is chosen.", 0, 2)
    say(
        "Ranges are set on made-up worlds; they validate the method and are not calibrated on any real flow.",
        0,
        2,
    )


def _whose(one: Holding) -> str:
    return one.holder.name if one.holder is not None else "the whole case"


def _print_counts(one: Holding) -> None:
    told = f"{count(one.objects, 'object')} in {count(one.observations, 'observation')}"
    if one.counted_high > one.objects:
        told += f"; by the sightings' own counts {one.counted_low:,} to {one.counted_high:,} items"
    if one.holder_uncertain:
        told += f"; the holder of {one.holder_uncertain:,} is not certain, and the likeliest is taken"
    say(f"{told}.")
    click.echo()


def _print_shares(title: str, shares: Shares) -> None:
    lines = [one for one in shares.shares if one.expected >= _WORTH_SHOWING][:_LINES]
    if not lines:
        return
    rows = [
        (one.name, f"{one.median:.2f}", f"{one.low:.2f}-{one.high:.2f}", f"{one.expected:.2f}")
        for one in lines
    ]
    left = len(shares.shares) + shares.rest.n - len(lines)
    if left:
        rest = 1.0 - sum(one.expected for one in lines)
        rows.append((f"{left} more", "", "", f"{max(0.0, rest):.2f}"))
    print_table((title, "median", "90 % range", "expected"), rows, right=(1, 2, 3), indent=2)
    click.echo()


def _print_ways(one: Holding) -> None:
    rows = [
        (way.words, f"{way.low:.2f}-{way.high:.2f}") for way in one.mechanisms if way.high >= _WORTH_SHOWING
    ]
    print_table(("how it came, over assumptions", "from-to"), rows, right=(1,), indent=2)
    click.echo()
