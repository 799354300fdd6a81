"""`headstamp law show`: the treaties, codes and unions that bind a state, and the embargoes against it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from headstamp.cli.arguments import exits
from headstamp.cli.law.reasons import print_reasons
from headstamp.cli.law.times import time_option
from headstamp.cli.output import bold, json_option, print_json, say

if TYPE_CHECKING:
    from headstamp.values import Json, Span
    from headstamp.world import Actor, Actors, Instrument, Standing

BOUND = {True: "bound", False: "not bound", None: "cannot tell"}


@click.command("show", epilog=exits(not_found="nobody known bears the name"))
@click.argument("state")
@time_option("The day, or a longer time, that is asked of.")
@json_option("law.show/1")
def show(state: str, on: Span, as_json: bool) -> None:
    """Show what binds STATE at a time, and which embargoes are directed at it.

    \b
    Examples:
      headstamp law show Serbia --on 2015-06-01
      headstamp law show Finland --on 2026
    """
    from headstamp.cli.law.steps import notes_json, say_notes, step_json, step_rows
    from headstamp.values import NotFound, encode
    from headstamp.world import Actors, Embargoes, Instruments
    from headstamp.world.shared_names import shared_name

    actors = Actors.load()
    found = actors.find(state, on)
    if found is None:
        raise NotFound(f"Nobody is known by the name '{state}'", do="give an id, a name or an alias")
    told = [_standing(one, found, actors, on) for one in Instruments.load()]
    table = Embargoes.load()
    steps = table.directed((found.id,), on)
    notes = shared_name(state, found.id), table.beyond(on)
    if as_json:
        body: dict[str, Json] = {
            "actor": {"id": found.id, "name": found.name},
            "on": encode(on),
            "instruments": [_json(one) for one in told],
            "embargoes": [step_json(one, held, actors) for one, held in steps],
            "notes": notes_json(*notes),
        }
        print_json("law.show/1", body)
        return
    click.echo(bold(f"{found.name}, {on}"))
    say_notes(*notes)
    rows = [(one.instrument.name, BOUND[one.bound], _because(one)) for one in told]
    print_reasons(("instrument", "", "because"), rows)
    click.echo()
    click.echo(bold("Embargoes directed at it"))
    if not steps:
        say("None in the table then.")
    print_reasons(("body", "scope", "since", "in force", "remarks"), step_rows(steps, actors))


def _standing(one: Instrument, actor: Actor, actors: Actors, on: Span) -> Standing:
    """What binds an actor; what is no state is not bound, as in an assessment."""
    from headstamp.law.proposal import side
    from headstamp.world import Instruments, Standing

    told = side(actor, actors, actor.name)
    if told.state is None or told.government is False:
        because = f"{actor.name} is no state, and the instrument binds states"
        return Standing(one, actor.id, False, because, None)
    return Instruments.load().standing(one.id, actor.id, on, actor.name)


def _because(one: Standing) -> str:
    note = (
        f"; {one.row.note}"
        if one.row is not None and one.row.note and one.row.note not in one.because
        else ""
    )
    return one.because + note + (" [unverified]" if one.unverified else "")


def _json(one: Standing) -> dict[str, Json]:
    row = one.row
    return {
        "id": one.instrument.id,
        "name": one.instrument.name,
        "kind": one.instrument.kind,
        "force": one.instrument.force,
        "bound": one.bound,
        "because": one.because,
        "note": row.note if row is not None else "",
        "source": row.source if row is not None else one.instrument.source,
        "unverified": one.unverified,
    }
