"""`headstamp law`: what binds whom on a day, the rules, and what a case holds that the law touches."""

from __future__ import annotations

import click

from headstamp.cli.arguments import InOrder
from headstamp.cli.law.checking import check
from headstamp.cli.law.embargoes import embargoes
from headstamp.cli.law.rules import rules
from headstamp.cli.law.show import show


@click.group(cls=InOrder)
def command() -> None:
    """Show what binds a state on a day, which embargoes hold, and what of a case the law touches.

    Facts come with their source and state of review; where only a year is held, the answer is "cannot tell".
    """


command.add_command(show)
command.add_command(embargoes)
command.add_command(rules)
command.add_command(check)
