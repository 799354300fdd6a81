"""`headstamp resolve`: what a name means to the program, and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from headstamp.cli.arguments import PATH, exits
from headstamp.cli.columns import print_table
from headstamp.cli.output import json_option, print_json, say

if TYPE_CHECKING:
    from headstamp.values import Span
    from headstamp.world import Meant


def _time(context: click.Context, parameter: click.Parameter, value: str | None) -> Span | None:
    from headstamp.values import Span, ValueUnreadable

    try:
        return None if value is None else Span.parse(value)
    except ValueUnreadable as wrong:
        raise click.BadParameter(str(wrong)) from wrong


@click.command(epilog=exits(not_found="there is no such case or class"))
@click.argument("text")
@click.option("--class", "class_", metavar="NODE", help="Only weapons of this class, such as tank.")
@click.option(
    "--on", callback=_time, metavar="TIME", help="When the name was used, such as 1999 or 'June 2006'."
)
@click.option("--maker", metavar="NAME", help="Who made it, a state or a company.")
@click.option("--supplier", metavar="NAME", help="Who supplied it.")
@click.option("--holder", metavar="NAME", help="With whom it was seen.")
@click.option("--place", metavar="STATE", help="Where it was seen.")
@click.option("--calibre", metavar="TEXT", help="Its calibre, such as 7.62x39.")
@click.option("--case", type=PATH, help="With the weapons and actors of this case.")
@json_option("resolve/1")
def command(
    text: str,
    class_: str | None,
    on: Span | None,
    maker: str | None,
    supplier: str | None,
    holder: str | None,
    place: str | None,
    calibre: str | None,
    case: Path | None,
    as_json: bool,
) -> None:
    """Show what TEXT would be taken for, as a weapon and as an actor, and why.

    A name that several weapons bear gives them all, with weights; what fits nothing stays unresolved, which
    is an answer. What else is known (maker, supplier, holder, place, calibre, time) makes some of them
    likelier, each with its reason; only the time rules out. A name that passed from one state to another is
    read by the time given with --on.

    \b
    Example:
      headstamp resolve "M-1A1 Abrams"
      headstamp resolve M84 --class tank
      headstamp resolve M79 --maker Serbia --on 2013
      headstamp resolve YUG --on 1999
    """
    from headstamp.case import Case
    from headstamp.records import Names
    from headstamp.records.context import context_of
    from headstamp.values import encode
    from headstamp.world import Actors, Catalogue

    if case is None:
        names = Names(Actors.load(), Catalogue.load())
    else:
        with Case.open(case) as opened:
            names = opened.names
    if class_ is not None:
        names.catalogue.node(class_)
    context = context_of(
        names.actors,
        described=class_,
        maker=maker,
        supplier=supplier,
        holder=holder,
        place=place,
        on=on,
        calibre=calibre,
    )
    found = names.resolver.resolve(text, class_, context)
    meant = names.actors.meant(text, on)
    actor = meant.actor
    if as_json:
        party = {"id": actor.id, "name": actor.name} if actor else None
        print_json(
            "resolve/1",
            {
                "text": text,
                "weapons": encode(found.candidates),
                "level": found.level,
                "because": found.reason,
                "weighed": encode(found.weighed),
                "actor": encode(party),
            },
        )
        return
    say(f"As a weapon: {found.reason}.")
    rows = []
    for one in found.candidates:
        known = one.id in names.catalogue
        review = names.catalogue.node(one.id).review if known else "named by the register"
        line = " < ".join(names.line(one.id)[1:4])
        rows.append((one.name, one.id, f"{one.weight:.2f}", line, review))
    print_table(("weapon", "id", "weight", "stands under", "review"), rows, right=(2,), indent=2)
    for judged in found.weighed:
        say(f"{judged.name}: {'; '.join(judged.because)}", 2, 2)
    say(f"As an actor: {_in_words(text, meant, dated=on is not None)}.")


def _in_words(text: str, meant: Meant, *, dated: bool) -> str:
    from headstamp.world import region

    actor, kind = meant.actor, region(text)
    if actor is not None:
        said = f"{actor.name} ({actor.id}, {actor.kind.replace('_', ' ')})"
        return f"{said}: {meant.because}" if dated or meant.others else said
    if kind is None or meant.others:
        return meant.because
    what = {"region": "a region", "aggregate": "a sum of parties", "not_stated": "a word for 'not stated'"}
    return f"no party, but {what[kind.kind]} ({kind.name}), which is never added to a state"
