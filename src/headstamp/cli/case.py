"""`headstamp case`: what a case holds, what happened to it, and how to take a change back."""

from __future__ import annotations

from pathlib import Path

import click

from headstamp.cli.arguments import PATH, InOrder, exits
from headstamp.cli.columns import print_table
from headstamp.cli.output import count, json_option, print_json, say

_NO_CASE = exits(not_found="there is no such case")


@click.group(cls=InOrder)
def command() -> None:
    """Show what a case holds and what happened to it; take a change back.

    Nothing in a case is changed, only added: its log can be read from the first event to the last.
    """


@command.command(epilog=_NO_CASE)
@click.argument("case", type=PATH)
@json_option("case.show/1")
def show(case: Path, as_json: bool) -> None:
    """Show what CASE holds: rows by table, pinned editions, events, and the root of its log.

    \b
    Example:
      headstamp case show mosul
    """
    from headstamp.case import Case
    from headstamp.sightings import TABLES
    from headstamp.values import encode

    with Case.open(case) as opened:
        rows = {table: len(opened.rows(table)) for table in TABLES}
        pins, root = opened.pins or (), opened.store.root()
        events = sum(1 for _ in opened.store.events())
        damage = opened.store.check()
    if as_json:
        body = {"case": str(case), "rows": rows, "snapshots": pins, "events": events, "root": root}
        print_json(
            "case.show/1", {**{name: encode(value) for name, value in body.items()}, "damage": len(damage)}
        )
        return
    print_table(
        ("table", "rows"), [(table, f"{number:,}") for table, number in rows.items() if number], right=(1,)
    )
    pinned = "; ".join(f"{one.sha256[:12]} ({one})" for one in pins) or "none yet"
    say(f"Pinned editions of records: {pinned}.")
    say(f"Log: {count(events, 'event')}, root {root[:16]}; {'sound' if not damage else 'DAMAGED'}.")


@command.command(epilog=exits(not_found="there is no such case or row"))
@click.argument("case", type=PATH)
@click.option(
    "--row", nargs=2, metavar="TABLE ID", help="The life of one row instead, such as sightings S-01."
)
@json_option("case.history/1")
def history(case: Path, row: tuple[str, str] | None, as_json: bool) -> None:
    """List the changes of CASE, oldest first, or the life of one row of it.

    \b
    Example:
      headstamp case history mosul
      headstamp case history mosul --row sightings S-01
    """
    from headstamp.case import Case
    from headstamp.custody import changes, row_history
    from headstamp.values import encode

    with Case.open(case) as opened:
        if row is None:
            told = changes(opened.store)
            if as_json:
                print_json("case.history/1", {"case": str(case), "row": None, "events": encode(told)})
                return
            print_table(
                ("events", "when", "who", "what", "rows"),
                [(_span(one.first, one.last), one.at, one.who, one.act, str(len(one.rows))) for one in told],
                right=(4,),
            )
            return
        life = row_history(opened.store, *row)
    if as_json:
        print_json("case.history/1", {"case": str(case), "row": list(row), "events": encode(life)})
        return
    for event in life:
        say(f"{event.seq}  {event.at}  {event.who}: {event.act}")
        cells = [(name, before or "", after or "") for name, (before, after) in sorted(event.cells.items())]
        print_table(("column", "was", "became"), cells, indent=2)


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"


@command.command(epilog=exits(not_found="there is no such case or change"))
@click.argument("case", type=PATH)
@click.option(
    "--event", type=int, metavar="N", help="The change that holds this event, instead of the last one."
)
@json_option("case.undo/1")
def undo(case: Path, event: int | None, as_json: bool) -> None:
    """Take a change of CASE back, as a new event; the log keeps both.

    \b
    Example:
      headstamp case undo mosul
    """
    from headstamp.case import Case
    from headstamp.custody import undo as take_back
    from headstamp.custody.author import author
    from headstamp.values import encode

    with Case.open(case) as opened:
        done = take_back(opened.store, author(), event)
    if as_json:
        print_json("case.undo/1", {"case": str(case), "undone": encode(done)})
        return
    say(f"Taken back: {done.act} of {done.at} by {done.who} ({count(len(done.rows), 'row')}).")
