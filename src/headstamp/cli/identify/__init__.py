"""`headstamp identify`: what a weapon can be by the features that were seen, and what to look at next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from headstamp.cli.arguments import exits
from headstamp.cli.columns import print_table
from headstamp.cli.identify.told import answer, print_answer, row_of
from headstamp.cli.output import count, json_option, print_json, say

if TYPE_CHECKING:
    from headstamp.world import Catalogue
    from headstamp.world.features import Features


@click.command(
    epilog=exits(not_found="there is no such feature, value or kind", rejected="a tick cannot be read")
)
@click.argument("ticks", nargs=-1, metavar="[FEATURE=VALUE]...")
@click.option("--among", metavar="KIND", help="Only weapons of this class, family or model: id or name.")
@click.option("--why", is_flag=True, help="Tell each tick beside what the best candidates show.")
@click.option(
    "--features",
    "listed",
    is_flag=True,
    help="List the features and their values; with --json beside the answer.",
)
@click.option("--id", "id_", metavar="ID", default="", help="The id of the sighting, for the printed row.")
@click.option("--holder", metavar="NAME", default="not known", help="Who held it, for the printed row.")
@click.option("--to", metavar="DATE", default="", help="By when it was seen, for the printed row.")
@json_option("identify/1")
def command(
    ticks: tuple[str, ...],
    among: str | None,
    why: bool,
    listed: bool,
    id_: str,
    holder: str,
    to: str,
    as_json: bool,
) -> None:
    """Rank what a weapon can be by the features that were seen on it, and ask for the most telling one.

    A tick is FEATURE=VALUE; FEATURE=A|B is either of two, FEATURE!=A anything else, and a '?' after it says
    that it was not seen well. What cannot be seen is left out. It ends with a row for the table of sightings.

    \b
    Examples:
      headstamp identify --features
      headstamp identify slots=three grenade_sight=yes "stock=under-folding?"
      headstamp identify feed=belt --among machine-gun --json
    """
    from headstamp.world import Catalogue
    from headstamp.world.features import Features
    from headstamp.world.identify import identify
    from headstamp.world.ticks import Tick

    catalogue, features = Catalogue.load(), Features.load()
    if listed and not as_json:
        _list(features)
        return
    kind = None if among is None else catalogue.descendants(_node(among, catalogue))
    found = identify([Tick.parse(one, features) for one in ticks], features, kind)
    row = row_of(found, catalogue, {"id": id_, "holder": holder, "to": to})
    if as_json:
        print_json("identify/1", answer(found, catalogue, row, features if listed else ()))
    else:
        print_answer(found, catalogue, row, why=why)


def _node(text: str, catalogue: Catalogue) -> str:
    from headstamp.values import NotFound

    wanted = text.casefold()
    meant = dict.fromkeys(node for name, node in catalogue.names() if name.casefold() == wanted)
    if text in catalogue:
        return text
    if len(meant) != 1:
        what = (
            f"'{text}' means {len(meant)} nodes of the catalogue" if meant else f"There is no kind '{text}'"
        )
        raise NotFound(what, do=f"give an id: {', '.join(meant) or 'see `headstamp resolve`'}")
    return next(iter(meant))


def _list(features: Features) -> None:
    rows = [
        ("" if number else one.id, "" if number else one.asks, value, says if says != value else "")
        for one in features
        for number, (value, says) in enumerate(one.values.items())
    ]
    print_table(("feature", "asks", "value", "what it looks like"), rows, whole=(0, 2), remarks=True)
    known = sum(1 for _ in features.rows())
    checked = sum(row.review not in ("unverified", "") for row in features.rows())
    say(
        f"{count(len(list(features)), 'feature')} of {count(len(features.weapons), 'weapon')}: "
        f"{count(known, 'row')}, {checked:,} of them checked against a source; the others are general "
        "knowledge."
    )
