"""`headstamp questions`: what to ask next, over all of a case."""

from __future__ import annotations

from pathlib import Path

import click

from headstamp.cli.arguments import PATH, exits, priors_option
from headstamp.cli.columns import print_table
from headstamp.cli.output import count, json_option, print_json, progress, say


@click.command(
    epilog=exits(
        not_found="there is no such case or preset, or a pinned snapshot is missing",
        rejected="the priors, the case or the library cannot be read",
    )
)
@click.argument("case", type=PATH)
@click.option(
    "--most",
    type=click.IntRange(1),
    default=10,
    show_default=True,
    metavar="N",
    help="How many questions at most.",
)
@priors_option()
@json_option("questions/1")
def command(case: Path, most: int, priors: str, as_json: bool) -> None:
    """Show what to ask next in CASE, of whom, and how much each answer is expected to tell, in bits.

    Each question counts for what it adds to those above it: of several views of one thing only the best
    question is listed, and what one sighting's answer says of others of its holder is taken off theirs.
    Bits are what an answer tells times the assumed chance that there is one; they are not to be added up.

    \b
    Example:
      headstamp questions mosul --most 5
    """
    from headstamp.case import Case
    from headstamp.records import Library
    from headstamp.values import encode

    with Case.open(case) as opened:
        bar = progress("Asking", len(opened.sightings))
        told = opened.questions(Library(), most=most, priors=priors, progress=bar)
    if as_json:
        print_json(
            "questions/1",
            {
                "case": told.case,
                "priors": told.priors,
                "snapshots": list(told.snapshots),
                "questions": encode(told.questions),
                "left": told.left,
            },
        )
        return
    if not told.questions:
        say("No question is expected to tell anything of the supply chains.")
        return
    print_table(
        ("bits", "alone", "answered", "if so", "sighting", "of", "question"),
        [
            (
                f"{one.bits:.2f}",
                f"{one.alone:.2f}",
                f"{one.chance:.0%}",
                f"{one.if_answered:.2f}",
                one.sighting,
                one.of,
                one.ask,
            )
            for one in told.questions
        ],
        right=(0, 1, 2, 3),
        remarks=True,
    )
    say(
        "Bits: what the question adds to those above it; alone: if nothing else were asked; if so: once it "
        "is answered. The chances of an answer are assumed, and bits are not to be added up.",
        0,
        2,
    )
    if told.left:
        say(f"{count(told.left, 'more question')} of other sightings would tell something too.", 0, 2)
