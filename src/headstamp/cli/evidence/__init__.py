"""`headstamp evidence`: the files that a case holds, kept so that a stranger can check them."""

from __future__ import annotations

import click

from headstamp.cli.arguments import InOrder
from headstamp.cli.evidence.adding import add
from headstamp.cli.evidence.alike import lookalikes
from headstamp.cli.evidence.handing import export, exposure
from headstamp.cli.evidence.listing import list_, show
from headstamp.cli.evidence.verifying import checkpoint, stamp, verify


@click.group(cls=InOrder)
def command() -> None:
    """Take files of evidence into a case, look at them, and check that they are what they were.

    A file is kept as it came, under the hash of its bytes, and decoded in a sandbox only. Every act on it is
    an event of the case's log.
    """


for _one in (add, list_, show, lookalikes, verify, checkpoint, stamp, exposure, export):
    command.add_command(_one)
