"""`headstamp evidence exposure` and `export`: who may see an item, and copies for those who may."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from headstamp.cli.arguments import PATH, exits
from headstamp.cli.output import count, json_object, json_option, note, print_json, say

if TYPE_CHECKING:
    from headstamp.evidence.item import EvidenceItem
    from headstamp.evidence.showing import Showing
    from headstamp.values import Json

# The words of `headstamp.evidence.exposure`, written again since that costs to import; a test compares.
LEVELS = ("open", "restricted", "secret")
CONSENTS = ("not_asked", "given", "refused", "not_needed")
SHOWS = ("nothing", "people", "victims", "graphic", "personal_information", "deceptive")
REJECTED = 4
_SHOWN = 20
_FORGET = "unsaid"
_DAY = click.DateTime(["%Y-%m-%d"])


@click.command(epilog=exits(not_found="there is no such case or item"))
@click.argument("case", type=PATH)
@click.argument("items", nargs=-1, required=True, metavar="ITEM...")
@click.option("--sensitivity", type=click.Choice(LEVELS), help="Who may see them.")
@click.option(
    "--shows",
    multiple=True,
    type=click.Choice((*SHOWS, _FORGET)),
    help="What they show; may be repeated. 'unsaid' takes back what was said.",
)
@click.option("--consent", type=click.Choice(CONSENTS), help="Of those shown, or of the source.")
@click.option(
    "--release-from",
    metavar="DAY",
    help="Before this day only those of the case see them; 'unsaid' takes it back.",
)
@json_option("evidence.exposure/1")
def exposure(
    case: Path,
    items: tuple[str, ...],
    sensitivity: str | None,
    shows: tuple[str, ...],
    consent: str | None,
    release_from: str | None,
    as_json: bool,
) -> None:
    """Say who may see ITEMs of CASE, what they show, and from when they may be released.

    Until somebody says otherwise an item is restricted, and taken to show people. The file itself is never
    open, since it carries what its maker's device wrote into it; what was made from its pixels can be.

    \b
    Example:
      headstamp evidence exposure mosul ev-1f3a9c --sensitivity open --shows nothing
    """
    from headstamp.custody.author import author
    from headstamp.evidence.collection import Collection

    if len(shows) > 1 and {"nothing", _FORGET} & set(shows):
        raise click.UsageError(f"--shows {'nothing' if 'nothing' in shows else _FORGET} is said alone.")
    told = {
        "sensitivity": sensitivity,
        "shows": ";".join(shows) if shows else None,
        "consent": consent,
        "release_from": _day(release_from),
    }
    said = {name: "" if text == _FORGET else text for name, text in told.items() if text is not None}
    if not said:
        raise click.UsageError("Say something of them, such as --sensitivity open.")
    with Collection.open(case) as opened:
        found = [opened.item(one) for one in items]
        changed = opened.expose(found, said, who=author())
        showing = opened.showing()
        held = [one.id for one in found if one.derived and _held_back(showing, opened.item(one.id))]
    if as_json:
        ids: list[Json] = [one.id for one in found]
        body: dict[str, Json] = {
            "case": str(case),
            "items": ids,
            "changed": list(changed),
            "said": dict(said),
        }
        print_json("evidence.exposure/1", body)
        return
    say(f"{count(len(changed), 'item')} changed, {len(found) - len(changed)} were so already.")
    for one in held:
        note(f"  {one}: it stays as strict as the file that it was made from.")


def _day(text: str | None) -> str | None:
    from datetime import date

    if text is None or text == _FORGET:
        return text
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise click.BadParameter(f"'{text}' is no day such as 2027-01-31.") from None


def _held_back(showing: Showing, item: EvidenceItem) -> bool:
    """Whether what was said of something made from a file is freer than the file."""
    return showing.of(item).sensitivity is not item.exposure.sensitivity


@click.command(
    epilog=exits(not_found="there is no such case or item", rejected="an item that was named was withheld")
)
@click.argument("case", type=PATH)
@click.argument("items", nargs=-1, metavar="[ITEM...]")
@click.option("--to", "target", type=PATH, required=True, metavar="DIR", help="A new or empty folder.")
@click.option("--level", type=click.Choice(LEVELS), required=True, help="What its readers may see.")
@click.option("--for", "recipient", default="", metavar="WHO", help="Who is given it; kept in the case.")
@click.option("--on", type=_DAY, metavar="DAY", help="The day of handing over; today if left out.")
@json_option("evidence.export/1")
@click.pass_context
def export(
    ctx: click.Context,
    case: Path,
    items: tuple[str, ...],
    target: Path,
    level: str,
    recipient: str,
    on: datetime | None,
    as_json: bool,
) -> None:
    """Copy ITEMs of CASE, or all of them, to a folder as far as the readers' level allows.

    What is withheld is listed with the reason. The copy is an event of the case's log.

    \b
    Example:
      headstamp evidence export mosul ev-1f3a9c --to handed-over --level restricted --for "the court"
    """
    from datetime import date

    from headstamp.custody.author import author
    from headstamp.evidence.collection import Collection
    from headstamp.evidence.export import export as hand_over
    from headstamp.evidence.exposure import Sensitivity

    if on is not None and on.date() > date.today():
        raise click.BadParameter(f"{on.date()} is still to come: nothing is released before its day.")
    with Collection.open(case) as opened:
        found = [opened.item(one) for one in items] if items else opened.items()
        done = hand_over(
            opened,
            found,
            target,
            level=Sensitivity(level),
            on=on.date() if on else date.today(),
            who=author(),
            recipient=recipient,
        )
    if as_json:
        print_json("evidence.export/1", {"case": str(case), **json_object(done)})
    else:
        say(f"{target}: {count(len(done.exported), 'file')} written, {len(done.withheld):,} withheld.")
        for one in done.withheld[:_SHOWN]:
            note(f"  {one.item}: {one.why}.")
        if len(done.withheld) > _SHOWN:
            note(f"  and {len(done.withheld) - _SHOWN:,} more; --json lists them all.")
    named = {one.id for one in found} if items else set()
    ctx.exit(REJECTED if any(one.item in named for one in done.withheld) else 0)
