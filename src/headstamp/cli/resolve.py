"""`headstamp resolve`: what a name means to the program, and why."""

from __future__ import annotations

from pathlib import Path

import click

from headstamp.cli.arguments import PATH, exits
from headstamp.cli.columns import print_table
from headstamp.cli.output import json_option, print_json, say


@click.command(epilog=exits(not_found="there is no such case or class"))
@click.argument("text")
@click.option("--class", "class_", metavar="NODE", help="Only weapons of this class, such as tank.")
@click.option("--case", type=PATH, help="With the weapons and actors of this case.")
@json_option("resolve/1")
def command(text: str, class_: str | None, case: Path | None, as_json: bool) -> None:
    """Show what TEXT would be taken for, as a weapon and as an actor, and why.

    A name that several weapons bear gives them all, with weights; what fits nothing stays unresolved, which
    is an answer.

    \b
    Example:
      headstamp resolve "M-1A1 Abrams"
      headstamp resolve M84 --class tank
    """
    from headstamp.case import Case
    from headstamp.records import Names
    from headstamp.values import encode
    from headstamp.world import Actors, Catalogue

    if case is None:
        names = Names(Actors.load(), Catalogue.load())
    else:
        with Case.open(case) as opened:
            names = opened.names
    if class_ is not None:
        names.catalogue.node(class_)
    found = names.resolver.resolve(text, class_)
    actor = names.actors.find(text)
    if as_json:
        party = {"id": actor.id, "name": actor.name} if actor else None
        print_json(
            "resolve/1",
            {
                "text": text,
                "weapons": encode(found.candidates),
                "level": found.level,
                "because": found.reason,
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
    said = (
        f"{actor.name} ({actor.id}, {actor.kind.replace('_', ' ')})" if actor else "nobody known is called so"
    )
    say(f"As an actor: {said}.")
