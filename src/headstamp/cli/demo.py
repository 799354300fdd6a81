"""`headstamp demo`: the example cases, traced and reported, for somebody who is new to the program."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from headstamp.cli.arguments import PATH, exits
from headstamp.cli.output import bold, json_option, print_json, say, working

if TYPE_CHECKING:
    from headstamp.case import Case
    from headstamp.values import Json


@click.command(epilog=exits())
@click.argument("directory", type=PATH, default=Path("demo"), metavar="[DIRECTORY]")
@json_option("demo/1")
def command(directory: Path, as_json: bool) -> None:
    """Trace the example cases in DIRECTORY (default: demo), write their reports and say where they lie.

    Without a register in the library the cases' own transfers answer alone, and the assessments say so. An
    example that is there already is traced again, never replaced.

    \b
    Example:
      headstamp demo
    """
    from headstamp.case import Case, examples
    from headstamp.cli.trace import print_trace
    from headstamp.cli.written import write_whole
    from headstamp.records import Library

    library = Library()
    done: list[Json] = []
    folders = {example: directory / example for example in examples()}
    for example, folder in folders.items():
        _opened(folder, example).close()
    for example, folder in folders.items():
        with Case.open(folder) as case, working(f"Tracing {example}"):
            traced = case.trace(library, repin=True)
            write_whole(folder / "report.html", case.report(traced, library))
        done.append({"example": example, "case": str(folder), "report": str(folder / "report.html")})
        if not as_json:
            click.echo(bold(f"Example case {example}\n"))
            print_trace(traced, library)
            say(f"Report: {folder / 'report.html'}")
    if as_json:
        print_json("demo/1", {"cases": done})
    elif not library.snapshots():
        say("No register is in the library: add one with `headstamp records add FILE`, then run this again.")


def _opened(folder: Path, example: str) -> Case:
    from headstamp.case import Case
    from headstamp.values import Refused

    if not (folder / "case.toml").is_file():
        return Case.create(folder, example=example)
    case = Case.open(folder)
    if case.example != example:
        case.close()
        raise Refused(f"{folder} is a case of your own, so it was left untouched", do="name another folder")
    return case
