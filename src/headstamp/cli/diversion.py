"""`headstamp diversion`: what is documented of a recipient's weapons that ended elsewhere."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from headstamp.cli.arguments import PATH, exits, priors_option
from headstamp.cli.columns import print_table
from headstamp.cli.output import bold, json_object, json_option, print_json, progress, say

if TYPE_CHECKING:
    from headstamp.case import Case
    from headstamp.stocks import Diversion
    from headstamp.stocks.diversion import Route
    from headstamp.tracing import RouteAssessment


@click.command(
    epilog=exits(
        not_found="there is no such case, actor, weapon or preset, or a pinned snapshot is missing",
        rejected="the priors cannot be read",
    )
)
@click.argument("case", type=PATH)
@click.argument("recipient")
@click.option(
    "--weapon", metavar="NAME", required=True, help="A class or a weapon with all below it, by id or name."
)
@click.option("--known-by", metavar="DATE", help="Only what could be known by this day, such as 2016-06-01.")
@click.option("--traced", is_flag=True, help="Trace the sightings too; what is only likely is listed apart.")
@priors_option()
@json_option("diversion/1")
def command(
    case: Path, recipient: str, weapon: str, known_by: str | None, traced: bool, priors: str, as_json: bool
) -> None:
    """List what CASE documents of weapons of RECIPIENT that ended with others: a lower bound, and its routes.

    Incidents, sightings with a known custodian or a marked consignee, and serials that a record names. It
    says what has come to light, and is no forecast.

    \b
    Example:
      headstamp diversion mosul Iraq --weapon rifle
      headstamp diversion mosul Iraq --weapon tank --known-by 2014-12-31
    """
    from headstamp.case import Case

    by = _day(known_by)
    with Case.open(case) as opened:
        told, name = _told(opened, recipient, weapon, by, priors if traced else None), opened.name
    if as_json:
        print_json("diversion/1", {"case": name, **json_object(told)})
        return
    _print(told)


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"'{text}' is no day such as 2016-06-01.", param_hint="--known-by") from None


def _told(case: Case, recipient: str, weapon: str, by: date | None, priors: str | None) -> Diversion:
    from headstamp.records import Library
    from headstamp.sightings import Claim
    from headstamp.stocks import diversion

    library = Library()
    book = case.book(library, recipient)
    assessments: tuple[RouteAssessment, ...] = ()
    if priors is not None:
        bar = progress("Assessing", len(case.sightings))
        assessments = case.trace(library, priors=priors, progress=bar).assessments
    return diversion(
        book,
        recipient,
        weapon,
        sightings=case.sightings,
        incidents=case.incidents,
        claims=[Claim.from_cells(row.key, row.cells) for row in case.store.rows("claims")],
        assessments=assessments,
        known_by=by,
    )


def _print(told: Diversion) -> None:
    say(bold(f"{told.weapon.name}, {told.recipient.name}: documented elsewhere"))
    say(told.wording)
    say(
        f"By incidents {told.by_incidents:,.0f}, by sightings {told.by_sightings:,.0f}; the two may tell of "
        "the same weapons, so the greater counts.",
        0,
        2,
    )
    say(f"Delivered to it, as far as told: {told.delivered:,.0f} in {told.deliveries:,} transfers.", 0, 2)
    click.echo()
    _print_routes(told.routes)
    if told.learnt_later:
        say(bold(f"Known only after {told.known_by}"))
        _print_routes(told.learnt_later)
    if told.assessed:
        say(bold("Likely by assessment, and not documented"))
        rows = [(one.sighting, f"{one.probability:.2f}", one.wording) for one in told.assessed]
        print_table(("sighting", "probability", "wording"), rows, right=(1,), remarks=True)
        click.echo()
    for claim in told.claims:
        say(f"{claim.id}, {claim.speaker or 'speaker not told'}: {claim.text}", 0, 2)
    say(told.caveat, 0, 2)


def _print_routes(routes: tuple[Route, ...]) -> None:
    rows = [
        (
            one.id,
            one.when,
            one.from_,
            one.to,
            one.weapon,
            f"{one.number:,.0f}",
            one.how.replace("_", " ") + (f"; not counted: it {one.why}" if one.why else ""),
        )
        for one in routes
    ]
    header = ("row", "when", "from", "to", "weapon", "at least", "how it is known")
    print_table(header, rows, right=(5,), remarks=True)
    if rows:
        click.echo()
