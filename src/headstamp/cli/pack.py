"""`headstamp pack`: a case as one file for somebody else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from headstamp.cli.arguments import PATH, exits, priors_option
from headstamp.cli.columns import print_table
from headstamp.cli.output import count, json_option, print_json, progress, say

if TYPE_CHECKING:
    from headstamp.publishing.pack import Manifest


@click.command(
    epilog=exits(
        not_found="there is no such case or preset, or a pinned snapshot is missing",
        rejected="the case, the priors or the library cannot be read",
    )
)
@click.argument("case", type=PATH)
@click.option("--to", "target", type=PATH, required=True, metavar="FILE", help="The ZIP file to write.")
@priors_option("What the trace that says which rows are cited is made with.")
@click.option("--secret", is_flag=True, help="Pack items of evidence, too, that were said to be secret.")
@json_option("pack/1")
def command(case: Path, target: Path, priors: str, secret: bool, as_json: bool) -> None:
    """Write CASE as one ZIP file that another person can unpack, open and trace.

    It holds the case, its evidence and the rows of its pinned registers that a trace cites, as far as the
    terms of these registers allow; what is left out is counted. A manifest tells the fingerprint of every
    file and of every register that the recipient has to add. A file that is there already is refused.

    The whole case is in it, with the names of its sources: it is no publication.

    \b
    Example:
      headstamp pack mosul --to mosul.zip
    """
    from headstamp.case import Case
    from headstamp.records import Library
    from headstamp.values import encode

    with Case.open(case) as opened:
        bar = progress("Tracing", len(opened.sightings))
        packed = opened.pack(Library(), target, priors=priors, secret=secret, progress=bar)
    if as_json:
        print_json("pack/1", {"file": str(target), "manifest": encode(packed)})
        return
    _print_pack(target, packed)


def _print_pack(target: Path, packed: Manifest) -> None:
    held = count(len(packed.files), "file")
    say(f"{target}: the case {packed.case} in {held}; root of its log {packed.root[:16]}.")
    rows = [
        (one.sha256[:12], one.source, str(one.cited), str(one.carried), str(one.left_out))
        for one in packed.snapshots
    ]
    if rows:
        print_table(("snapshot", "source", "rows cited", "carried", "left out"), rows, right=(2, 3, 4))
    for one in packed.snapshots:
        if one.why is not None:
            say(f"{one.sha256[:12]}: {one.why}.", 0, 2)
    if rows:
        say("To trace the case, its recipient adds the same files of these registers.")
    else:
        say("The case pins no edition of a register, so no row of one is in the pack.")
