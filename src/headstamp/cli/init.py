"""`headstamp init`: a new case."""

from __future__ import annotations

from pathlib import Path

import click

from headstamp.case import Case
from headstamp.cli.output import json_option, print_json


@click.command()
@click.argument("case", type=click.Path(path_type=Path))
@click.option("--example", metavar="NAME", help="Fill it with an example case, such as iraq-2014.")
@json_option
def command(case: Path, example: str | None, as_json: bool) -> None:
    """Make a new CASE in an empty or new folder; a folder that holds anything is left untouched.

    \b
    Example:
      headstamp init mosul --example iraq-2014
    """
    with Case.create(case, example=example) as made:
        held = {table: len(made.rows(table)) for table in ("sightings", "incidents", "transfers", "claims", "sources")}
    if as_json:
        print_json("init/1", {"case": str(case), "example": example, "rows": dict(held)})
        return
    told = ", ".join(f"{count} {table}" for table, count in held.items() if count)
    click.echo(f"{case} is a new case" + (f" with {told}." if told else "; import sightings with `headstamp sightings import`."))
