"""`headstamp records`: add registers to the library, look at them, ask them."""

from __future__ import annotations

import click

from headstamp.cli.arguments import InOrder
from headstamp.cli.records.adding import add, rebuild
from headstamp.cli.records.asides import embargoes, events, reporting
from headstamp.cli.records.asking import find, recipients, suppliers
from headstamp.cli.records.counting import diff, export, values
from headstamp.cli.records.linking import clusters
from headstamp.cli.records.looking import list_, rejects, show, sources
from headstamp.cli.records.mirror import mirror

__all__ = ["command"]


@click.group(cls=InOrder)
def command() -> None:
    """Add registers of the arms trade to the library, and ask them.

    The library lies in HEADSTAMP_HOME, else in the platform's folder for user data. A register is added as
    its site gives it; each file stays as one snapshot, and the newest edition answers.
    """


_LOOKING = (add, list_, show, rejects, sources)
_ASKING = (find, suppliers, recipients, values, clusters, mirror, diff, export)
_BESIDE = (events, embargoes, reporting)
for one in (*_LOOKING, *_ASKING, *_BESIDE, rebuild):
    command.add_command(one)
