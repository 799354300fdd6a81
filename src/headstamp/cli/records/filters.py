"""What the questions to the library have in common: their options, and what names stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from headstamp.cli.arguments import STAGES, years

if TYPE_CHECKING:
    from headstamp.records import Names

_STAGE = click.Choice(STAGES)
_STAGE_LIST = f"{', '.join(STAGES[:-1])} or {STAGES[-1]}"

SUPPLIER = click.option("--supplier", metavar="NAME", help="Id, name or alias of the supplier.")
RECIPIENT = click.option(
    "--recipient", metavar="NAME", help="Id, name or alias of the recipient or end user."
)
WEAPON = click.option(
    "--weapon", metavar="NAME", help="A weapon with all below it, a class or a category (ML1)."
)
YEARS = click.option(
    "--years",
    metavar="A-B",
    callback=years,
    help="Years of delivery, or of the order or record where nothing was delivered.",
)
YEARS_COUNTED = click.option(
    "--years", metavar="A-B", callback=years, required=True, help="First and last year, such as 1980-1988."
)
STAGE = click.option(
    "--stage", metavar="STAGE", type=_STAGE, help=f"Only what is told at this stage: {_STAGE_LIST}."
)
STAGE_COUNTED = click.option(
    "--stage",
    metavar="STAGE",
    type=_STAGE,
    default="delivered",
    show_default=True,
    help=f"The one stage to count: {_STAGE_LIST}.",
)
SOURCE = click.option("--source", metavar="NAME", help="Only what this source tells.")
WIDER = click.option(
    "--wider", is_flag=True, help="Also lines of wider categories (ML1, HS 9301) that may include it."
)


def shipped_names() -> Names:
    """What names stand for outside any case."""
    from headstamp.records import Names
    from headstamp.world import Actors, Catalogue

    return Names(Actors.load(), Catalogue.load())
