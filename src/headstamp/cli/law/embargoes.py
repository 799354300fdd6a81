"""`headstamp law embargoes`: which arms embargoes hold at a time, with their scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from headstamp.cli.arguments import exits
from headstamp.cli.law.reasons import print_reasons
from headstamp.cli.law.times import time_option
from headstamp.cli.output import count, json_option, print_json, say

if TYPE_CHECKING:
    from headstamp.values import Json, Span


@click.command("embargoes", epilog=exits(not_found="nobody known bears the name"))
@time_option("The day, or a longer time, that is asked of.")
@click.option("--body", metavar="NAME", help="Only those of one body: UN, EU, OSCE, ECOWAS ...")
@click.option("--against", metavar="ACTOR", help="Only those directed at this state or group.")
@json_option("law.embargoes/1")
def embargoes(on: Span, body: str | None, against: str | None, as_json: bool) -> None:
    """List the arms embargoes in force at a time, step by step, and those of which it cannot be told.

    The shipped table answers, a source and a state of review per row; `headstamp records embargoes` shows
    what archives in the library say.

    \b
    Examples:
      headstamp law embargoes --on 2010-01-01
      headstamp law embargoes --on 2025-10-15 --against Iran
    """
    from headstamp.cli.law.steps import notes_json, say_notes, step_json, step_rows
    from headstamp.values import NotFound, encode
    from headstamp.world import Actors, Embargoes
    from headstamp.world.shared_names import shared_name

    actors, table = Actors.load(), Embargoes.load()
    bodies = {one.body.casefold(): one.body for one in table}
    if body is not None and body.casefold() not in bodies:
        raise NotFound(f"There is no embargo of '{body}'", do=f"use one of {', '.join(bodies.values())}")
    steps = list(table.on(on, body=None if body is None else bodies[body.casefold()]))
    whom = None
    if against is not None:
        whom = actors.find(against, on)
        if whom is None:
            raise NotFound(f"Nobody is known by the name '{against}'", do="give an id, a name or an alias")
        aimed = dict(table.directed((whom.id,), on))
        steps = [(one, aimed[one]) for one, _ in steps if one in aimed]
    shared = None if against is None or whom is None else shared_name(against, whom.id)
    notes = shared, table.beyond(on)
    if as_json:
        told: list[Json] = [step_json(one, held, actors) for one, held in steps]
        print_json("law.embargoes/1", {"on": encode(on), "embargoes": told, "notes": notes_json(*notes)})
        return
    header = ("body", "against", "scope", "since", "in force", "remarks")
    print_reasons(header, step_rows(steps, actors, target=True))
    unsure = sum(held is None for _, held in steps)
    unverified = sum(one.unverified for one, _ in steps)
    told_of = f"{count(len(steps) - unsure, 'embargo', 'embargoes')} in force"
    told_of += f", {unsure} more of which it cannot be told" if unsure else ""
    told_of += (
        f"; {unverified} of the rows {'is' if unverified == 1 else 'are'} unverified" if unverified else ""
    )
    say(f"{told_of}.")
    say_notes(*notes)
