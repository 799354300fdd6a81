"""`headstamp law check`: transfers of a case under an embargo of their time, and what its devices are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from headstamp.cli.arguments import PATH, exits
from headstamp.cli.columns import print_table
from headstamp.cli.output import bold, json_option, print_json, say, working

if TYPE_CHECKING:
    from headstamp.law import DeviceAnswer, UnderEmbargo

_FOUND = 1
_EXITS = exits(not_found="there is no such case")


@click.command(
    "check",
    epilog=f"{_EXITS.removesuffix('.')}; 1 a transfer in scope or a prohibited type.",
)
@click.argument("case", type=PATH)
@click.option(
    "--records", is_flag=True, help="Also what the library's registers tell of the states of the case."
)
@json_option("law.check/1")
@click.pass_context
def check(ctx: click.Context, case: Path, records: bool, as_json: bool) -> None:
    """Tell which of CASE's transfers lie in the scope of an embargo of their time, and what its devices are.

    A transfer is in scope or not; exemptions are unchecked. Devices come from the table `devices`: how one is
    set off decides, is kept in the case, and is never published.

    \b
    Example:
      headstamp law check mosul
    """
    from headstamp.case import Case
    from headstamp.law.seen import IN_SCOPE, PROHIBITED, PROHIBITED_TYPE
    from headstamp.records import Library
    from headstamp.values import encode

    with Case.open(case) as opened, working("Looking for embargoes"):
        transfers, told = opened.law_check(Library() if records else None)
        name = opened.name
    if as_json:
        body = {"case": name, "transfers": encode(transfers), "devices": encode(told)}
        print_json("law.check/1", body)
    else:
        _print(transfers, told)
    found = any(one.answer == IN_SCOPE for one in transfers)
    found |= any(one.answer in (PROHIBITED, PROHIBITED_TYPE) for one in told)
    ctx.exit(_FOUND if found else 0)


def _print(transfers: tuple[UnderEmbargo, ...], told: tuple[DeviceAnswer, ...]) -> None:
    click.echo(bold("Transfers under an embargo of their time"))
    if not transfers:
        say("None of the case's own transfers lies in the scope of an embargo that bound its supplier.")
    rows = [
        (
            one.transfer,
            one.stage,
            f"{one.supplier} to {one.recipient}",
            str(one.when),
            one.answer,
            one.because,
        )
        for one in transfers
    ]
    print_table(("transfer", "stage", "from and to", "when", "answer", "because"), rows, remarks=True)
    click.echo()
    click.echo(bold("Devices"))
    if not told:
        say("The case has none; `headstamp devices template` writes a table to begin with.")
    marked = [(one.device, one.sighting, one.treaty, one.answer, one.kept) for one in told]
    print_table(
        ("device", "sighting", "treaty", "answer", "because (kept in the case)"), marked, remarks=True
    )
    unverified = [row for one in transfers for row in one.unverified]
    unverified += [row for one in told for row in one.unverified]
    if unverified:
        say(f"Unverified rows that decide: {', '.join(dict.fromkeys(unverified))}.")
