"""`headstamp consignments`: what is due, done and overdue in the life of consignments on a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from headstamp.cli.arguments import PATH, exits
from headstamp.cli.columns import print_table
from headstamp.cli.output import bold, count, json_object, json_option, print_json, say

if TYPE_CHECKING:
    from headstamp.case import Case
    from headstamp.stocks import Consignment, Consignments

_OVERDUE = 1
_EXITS = exits(not_found="there is no such case or consignment")


@click.command(epilog=f"{_EXITS.removesuffix('.')}; 1 something is overdue.")
@click.argument("case", type=PATH)
@click.option("--on", metavar="DATE", help="As of this day, such as 2026-06-30; today without it.")
@click.option("--of", metavar="NAME", help="Only this consignment, in the words of its rows.")
@json_option("consignments/1")
@click.pass_context
def command(ctx: click.Context, case: Path, on: str | None, of: str | None, as_json: bool) -> None:
    """Show how the consignments of CASE stand: licences, certificates, checks, loss reports, trace requests.

    The rows are those of the tables `controls` and `certificates`. Beside the steps stands what certificates
    promise and no row tells, and what papers disagree on. Where something is overdue the exit code is 1.

    \b
    Example:
      headstamp consignments mosul
      headstamp consignments mosul --on 2026-06-30
    """
    from headstamp.case import Case

    day = _day(on)
    with Case.open(case) as opened:
        found, name = _found(opened, day, of), opened.name
    if as_json:
        print_json("consignments/1", {"case": name, **json_object(found)})
    else:
        _print(found)
    ctx.exit(_OVERDUE if found.overdue else 0)


def _day(text: str | None) -> date:
    if text is None:
        return date.today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"'{text}' is no day such as 2026-06-30.", param_hint="--on") from None


def _found(case: Case, day: date, of: str | None) -> Consignments:
    from headstamp.records.finding import transfer_of
    from headstamp.sightings import Certificate, Control
    from headstamp.stocks import consignments
    from headstamp.values import NotFound

    names = case.names

    def same_actor(one: str, other: str) -> bool | None:
        first, second = names.actor(one), names.actor(other)
        # A unit of a state may stand for it on paper.
        if first is None or second is None:
            return None
        return first.id == second.id or names.actors.state_of(first.id) == names.actors.state_of(second.id)

    found = consignments(
        [Control.from_cells(row.key, row.cells) for row in case.store.rows("controls")],
        [Certificate.from_cells(row.key, row.cells) for row in case.store.rows("certificates")],
        [transfer_of(row, names) for row in case.transfer_rows().to_pylist()],
        day,
        incidents=frozenset(one.id for one in case.incidents),
        same_actor=same_actor,
        only=of,
    )
    if of is not None and not found.consignments:
        raise NotFound(
            f"No row of {case.name} is of a consignment '{of}'", do="see `headstamp controls list`"
        )
    return found


def _print(found: Consignments) -> None:
    if not found.consignments:
        say("No consignment is told of; `headstamp controls template` writes a table to begin with.")
        return
    for one in found.consignments:
        _print_one(one)
    say(f"On {found.on}: {count(found.overdue, 'step')} overdue. {found.caveat}", 0, 2)


def _print_one(one: Consignment) -> None:
    click.echo(bold(one.consignment))
    rows = []
    for step in one.steps:
        state = step.state.upper() if step.state in ("overdue", "adverse") else step.state
        remark = "; ".join(
            part
            for part in (
                step.result or "",
                f"open for {count(step.waits, 'day')}" if step.waits else "",
                "no longer holds" if step.lapsed else "",
            )
            if part
        )
        what = step.step.replace("_", " ")
        rows.append((step.id, what, step.status, state, step.begun, step.due, step.done, remark))
    header = ("row", "step", "status", "stands", "begun", "due", "done", "remark")
    print_table(header, rows, indent=2, remarks=True)
    for name, why in one.wanted:
        say(f"Missing: {name.replace('_', ' ')} ({why}).", 2, 2)
    for fault in one.disagreements:
        say(f"{', '.join(fault.ids)}: {fault.what}", 2, 2)
    if one.untold:
        say(f"No row tells: {', '.join(name.replace('_', ' ') for name in one.untold)}.", 2, 2)
    click.echo()
