"""`headstamp init`: a new case."""

from __future__ import annotations

from pathlib import Path

import click

from headstamp.cli.arguments import PATH, exits
from headstamp.cli.output import json_option, print_json, say
from headstamp.cli.tables import counted


@click.command(epilog=exits(not_found="there is no such example"))
@click.argument("case", type=PATH)
@click.option("--example", metavar="NAME", help="Fill it with an example case, such as iraq-2014.")
@json_option("init/1")
def command(case: Path, example: str | None, as_json: bool) -> None:
    """Make a new CASE in an empty or new folder; a folder that holds anything is left untouched.

    \b
    Example:
      headstamp init mosul --example iraq-2014
    """
    from headstamp.case import Case
    from headstamp.sightings import TABLES

    with Case.create(case, example=example) as made:
        held = {table: len(made.rows(table)) for table in TABLES}
    if as_json:
        print_json("init/1", {"case": str(case), "example": example, "rows": dict(held)})
        return
    told = ", ".join(counted(number, table) for table, number in held.items() if number)
    import_ = f"import sightings with `headstamp sightings import {case} FILE`"
    trace = f"assess it with `headstamp trace {case}`"
    say(f"{case} is a new case with {told}; {trace}." if told else f"{case} is a new, empty case; {import_}.")
