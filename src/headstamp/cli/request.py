"""`headstamp request`: a draft of a trace request."""

from __future__ import annotations

from pathlib import Path

import click

from headstamp.cli.arguments import PATH, exits
from headstamp.cli.output import json_object, json_option, note, print_json, say


@click.command(epilog=exits(not_found="there is no such case, sighting or folder to write to"))
@click.argument("case", type=PATH)
@click.argument("sighting")
@click.option("--to", "target", type=PATH, metavar="FILE", help="Write it to a file, one Markdown text.")
@json_option("request/1")
def command(case: Path, sighting: str, target: Path | None, as_json: bool) -> None:
    """Draft a trace request for the weapon of SIGHTING in CASE, to its maker's state or last importer.

    The fields are after the International Tracing Instrument and ISACS 05.31; what is not known
    is said to be. No person, source or exact place is in it. Even so it may show who filmed: read what
    stands at its head.

    \b
    Example:
      headstamp request mosul S-01
    """
    from headstamp.case import Case
    from headstamp.cli.written import check_place, write_whole

    if target is not None:
        check_place(target, "request", "request.md")
    with Case.open(case) as opened:
        draft = opened.request(sighting)
    if target is not None:
        write_whole(target, draft.markdown)
    if as_json:
        print_json("request/1", {**json_object(draft), "file": str(target) if target is not None else None})
        return
    if target is None:
        click.echo(draft.markdown, nl=False)
        return
    say(f"Request: {target}")
    for one in draft.warnings:
        note(one)
