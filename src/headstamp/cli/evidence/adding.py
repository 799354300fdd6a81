"""`headstamp evidence add`: files, folders, archives and other programs' exports into a case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from headstamp.cli.arguments import PATH, exits
from headstamp.cli.output import count, json_option, note, print_json, progress, say

if TYPE_CHECKING:
    from headstamp.evidence.find import Find
    from headstamp.evidence.intake import Taken
    from headstamp.exchange.bringing import Bringing
    from headstamp.values import Json

_SHOWN = 10
# The formats of `headstamp.exchange`, written again since that costs to import; a test compares.
FORMATS = (
    "auto-archiver",
    "auto-archiver-sheet",
    "atlos-csv",
    "atlos-export",
    "wacz",
    "proofmode",
    "starling",
    "links",
)
REJECTED = 4
NOT_FOUND = 3


def _when(context: click.Context, parameter: click.Parameter, value: str) -> str:
    """A time as people write it, or with its hour; it is kept as it was written.

    Raises:
        click.BadParameter: it is none.
    """
    from datetime import datetime

    from headstamp.values import HeadstampError, Span

    try:
        if value:
            Span.parse(value)
    except HeadstampError as error:
        try:
            datetime.fromisoformat(value)
        except ValueError:
            raise click.BadParameter(str(error)) from None
    return value


@click.command(
    epilog=exits(
        not_found="there is no such case or path", rejected="a file could not be taken in; the others were"
    )
)
@click.argument("case", type=PATH)
@click.argument("paths", nargs=-1, required=True, type=PATH, metavar="PATH...")
@click.option("--source", default="", metavar="URL", help="Where the files come from: a URL, a collection.")
@click.option("--collected", default="", metavar="WHEN", callback=_when, help="When they were collected.")
@click.option("--by", default="", metavar="WHO", help="Who collected them.")
@click.option("--how", default="", metavar="TEXT", help="With which tool, or in what way.")
@click.option("--note", "remark", default="", metavar="TEXT", help="A remark on all of them.")
@click.option("--search", default="", metavar="ID", help="The search that turned them up.")
@click.option(
    "--as",
    "as_",
    type=click.Choice(("files", *FORMATS)),
    help="What the paths are; recognised if left out, 'files' for no export at all.",
)
@click.option(
    "--processes", type=click.IntRange(1), default=2, show_default=True, help="Files decoded at a time."
)
@click.option(
    "--unsafe-decode",
    is_flag=True,
    help="Decode without a sandbox where this machine has none. It is written into the log.",
)
@json_option("evidence.add/1")
@click.pass_context
def add(
    ctx: click.Context,
    case: Path,
    paths: tuple[Path, ...],
    source: str,
    collected: str,
    by: str,
    how: str,
    remark: str,
    search: str,
    as_: str | None,
    processes: int,
    unsafe_decode: bool,
    as_json: bool,
) -> None:
    """Take files into CASE: pictures, films, documents, pages, folders and archives of them.

    A file is copied, never altered. It is kept under the hash of its bytes, so the same file added again is
    known; thumbnail, key frames and text are made in a sandbox and kept beside it. ZIP, TAR and web archives
    are taken apart, and what auto-archiver, Atlos, ProofMode and the like have exported is recognised and
    read with what it tells of each file. An intake that was cut off is simply run again.

    \b
    Example:
      headstamp evidence add mosul footage/ --source https://example.org/channel --by "J. D."
    """
    from headstamp.custody.author import author
    from headstamp.evidence.collection import Collection
    from headstamp.evidence.paths import Told
    from headstamp.evidence.sandbox import Sandbox
    from headstamp.exchange.bringing import Bringing

    bringing = Bringing(Told(source, collected, by, how, remark, search), as_, case)
    here = [one for one in paths if one.exists()]
    # With nothing at any path the first is told as an error; else what is there is taken in all the same.
    finds = bringing.finds(here or paths)
    absent = [one for one in paths if one not in here]
    with Collection.open(case) as opened:
        opened.check_search(search)
        with (
            Sandbox(processes=processes, unsafe=unsafe_decode) as sandbox,
            opened.intake(sandbox, who=author(), read=bringing.read) as intake,
        ):
            bar: Callable[[Iterable[Find]], Iterable[Find]] = progress("Taking in", len(finds))
            taken = list(intake.take(bar(finds)))
            confinement = sandbox.confinement
        opened.keep_told(bringing.missing(), bringing.searches(), who=author())
    if as_json:
        told: dict[str, Json] = {"exports": _exports(bringing), "absent": [str(one) for one in absent]}
        print_json("evidence.add/1", _body(case, taken, confinement) | told)
    else:
        _say(case, taken, confinement)
        _say_exports(bringing)
        for one in absent:
            note(f"  {one}: there is nothing at this path.")
    failed = any(one.outcome.value == "failed" for one in taken)
    ctx.exit(REJECTED if failed else NOT_FOUND if absent else 0)


def _body(case: Path, taken: list[Taken], confinement: str) -> dict[str, Json]:
    told = Counter(one.outcome.value for one in taken)
    return {
        "case": str(case),
        "read": len(taken),
        "new": told["new"],
        "met_again": told["met_again"],
        "same": told["same"],
        "failed": told["failed"],
        "confined_by": confinement,
        "files": [
            {
                "name": one.find.name,
                "outcome": one.outcome.value,
                "item": one.item or None,
                "container": one.find.container or None,
                "verdict": one.verdict or None,
                "made": list(one.made),
                "why": one.why or None,
            }
            for one in taken
        ],
    }


def _exports(bringing: Bringing) -> list[Json]:
    return [
        {
            "read": name,
            "format": reading.format,
            "rows": reading.ledger.read,
            "understood": reading.ledger.understood,
            "kept_raw": reading.ledger.kept_raw,
            "rejected": reading.ledger.rejected,
            "remarks": [
                {"file": one.file, "line": remark.line, "why": remark.why}
                for one in reading.ledger.files
                for remark in one.remarks
            ],
            "missing": [
                {"name": one.name, "source": one.source or None, "why": one.why} for one in reading.missing
            ],
            "searches": [row["id"] for row in reading.searches],
        }
        for name, reading in bringing.readings
    ]


def _say_exports(bringing: Bringing) -> None:
    for name, reading in bringing.readings:
        told = reading.ledger
        say(
            f"{name}, read as {reading.format}: {count(told.read, 'row')}; {told.understood:,} understood, "
            f"{told.kept_raw:,} kept as they are, {told.rejected:,} rejected; "
            f"{count(len(reading.missing), 'file')} told of and not here."
        )
        remarks = [(one.file, remark) for one in told.files for remark in one.remarks]
        for file, remark in remarks[:_SHOWN]:
            where = file if remark.line is None else f"{file}, line {remark.line}"
            note(f"  {where}: {remark.why.rstrip('.')}.")
        for one in reading.missing[:_SHOWN]:
            note(f"  not here: {one.name or one.source}: {one.why.rstrip('.')}.")


def _say(case: Path, taken: list[Taken], confinement: str) -> None:
    told = Counter(one.outcome.value for one in taken)
    made = sum(len(one.made) for one in taken)
    if not taken:
        say(f"{case}: there was no file to take in.")
        return
    say(
        f"{case}: {count(len(taken), 'file')} read: {told['new']:,} new, {told['met_again']:,} met again, "
        f"{told['same']:,} known already, {told['failed']:,} not taken in; "
        f"{count(made, 'thing')} made from them, confined by {confinement}."
    )
    members = sum(1 for one in taken if one.find.container)
    if members:
        say(f"{count(members, 'file')} of these came out of archives.")
    remarks = [one for one in taken if one.why]
    # What was not taken in comes first: there may be many that no decoder here reads.
    remarks.sort(key=lambda one: one.outcome.value != "failed")
    for one in remarks[:_SHOWN]:
        where = f" in {one.find.container}" if one.find.container else ""
        note(f"  {one.find.name}{where}: {one.why.rstrip('.')}.")
    if len(remarks) > _SHOWN:
        note(f"  and {len(remarks) - _SHOWN:,} more; --json lists them all.")
