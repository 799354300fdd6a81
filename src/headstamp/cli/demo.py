"""`headstamp demo`: the example cases, traced and reported, for somebody who has just installed the program."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from headstamp.case import Case, examples
from headstamp.cli.output import json_option, print_json
from headstamp.cli.trace import print_trace, write_whole
from headstamp.records import Library
from headstamp.values import Refused


@click.command()
@click.argument("directory", type=click.Path(path_type=Path), default=Path("demo"))
@json_option
def command(directory: Path, as_json: bool) -> None:
    """Trace the example cases in DIRECTORY (default: demo), write their reports and say where they lie.

    Without a register in the library the cases' own transfers answer alone, and the assessments say so.
    """
    library, reports = Library(), {}
    for example in examples():
        folder = directory / example
        if (folder / "case.toml").is_file():
            shutil.rmtree(folder)
        elif folder.exists() and any(folder.iterdir()):
            raise Refused(f"{folder} holds something that is no demonstration case", do="name another folder")
        with Case.create(folder, example=example) as case:
            traced = case.trace(library)
            write_whole(folder / "report.html", case.report(traced, library))
        reports[example] = str(folder / "report.html")
        if not as_json:
            print_trace(traced)
    if as_json:
        print_json("demo/1", {"reports": dict(reports)})
        return
    for example, report in reports.items():
        click.echo(f"{example}: {report}")
    if not library.snapshots():
        click.echo("No register is in the library: add SIPRI's with `headstamp records add trade-register.csv` and trace again.")
