"""`headstamp records events`, `embargoes` and `reporting`: what the library holds beside transfers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from headstamp.cli.arguments import exits, years
from headstamp.cli.columns import print_table
from headstamp.cli.output import count, json_option, print_json, say
from headstamp.cli.records.filters import SOURCE, shipped_names

if TYPE_CHECKING:
    from headstamp.records import Event

_UNKNOWN = exits(not_found="nobody known bears a name")
_SHOWN = 50


@click.command("events", epilog=_UNKNOWN)
@click.option("--country", metavar="STATE", help="Where they happened: id, name or alias.")
@click.option("--years", metavar="A-B", callback=years, help="First and last year, such as 2014-2015.")
@click.option("--text", metavar="WORDS", help="Words that all stand in the note, the item or the names.")
@SOURCE
@json_option("records.events/1")
def events(
    country: str | None, years: tuple[int, int] | None, text: str | None, source: str | None, as_json: bool
) -> None:
    """Find conflict events and losses in the library; none becomes an incident of a case by itself.

    \b
    Example:
      headstamp records events --country Iraq --years 2014 --text barracks
    """
    from headstamp.records import Library
    from headstamp.records import events as ask
    from headstamp.values import encode

    library = Library()
    found = ask(library, shipped_names(), country=country, years=years, text=text, source=source)
    if as_json:
        print_json("records.events/1", {"events": encode(found)})
        return
    rows = [(_when(one), one.country or "", one.place or "", _what(one), _who(one)) for one in found]
    print_table(("when", "country", "place", "what", "who and what is told"), rows[:_SHOWN], remarks=True)
    if len(rows) > _SHOWN:
        say(f"and {len(rows) - _SHOWN:,} more; --json lists them all")
    said = "; ".join(one.edition for one in library.snapshots() if one.kind == "events")
    say(f"{count(len(found), 'event')} in {said or 'a library without lists of events'}.")


def _when(one: Event) -> str:
    if one.from_ is None or one.from_ == one.to:
        return str(one.to or "not told") if one.from_ else f"until {one.to}" if one.to else "not told"
    return f"{one.from_} to {one.to}"


def _what(one: Event) -> str:
    return ", ".join(part for part in (one.kind, one.sub_kind) if part)


def _who(one: Event) -> str:
    return ": ".join(part for part in ("; ".join(one.actors), one.note or one.item or "") if part)


@click.command("embargoes", epilog=_UNKNOWN)
@click.argument("target", required=False)
@json_option("records.embargoes/1")
def embargoes(target: str | None, as_json: bool) -> None:
    """List arms embargoes as the lists in the library tell them, of one TARGET or of all.

    A list says what somebody wrote down, not what was in force for whom on a day.

    \b
    Example:
      headstamp records embargoes Iraq
    """
    from headstamp.records import Library
    from headstamp.records import embargoes as ask
    from headstamp.values import encode

    library = Library()
    found = ask(library, shipped_names(), target)
    if as_json:
        print_json("records.embargoes/1", {"embargoes": encode(found)})
        return
    rows = [
        (
            one.body or "not told",
            f"{one.target} ({one.scope})" if one.scope else one.target,
            str(one.from_ or "not told"),
            str(one.suspended or ""),
            str(one.to or "no end told"),
            one.document or "",
            f"in doubt: {', '.join(one.uncertain)}" if one.uncertain else "",
        )
        for one in found
    ]
    print_table(("body", "target", "from", "suspended", "lifted", "document", "remark"), rows, remarks=True)
    said = "; ".join(one.edition for one in library.snapshots() if one.kind == "embargoes")
    say(f"{count(len(found), 'embargo', 'embargoes')} in {said or 'an empty library'}.")


@click.command("reporting", epilog=_UNKNOWN)
@click.argument("state")
@json_option("records.reporting/1")
def reporting(state: str, as_json: bool) -> None:
    """Say for which years a STATE reported to the registers whose reporting years the library holds.

    \b
    Example:
      headstamp records reporting Iraq
    """
    from headstamp.records import Library
    from headstamp.records import reporting as ask
    from headstamp.values import encode

    found = ask(Library(), shipped_names(), state)
    if as_json:
        print_json("records.reporting/1", {"reporting": encode(found)})
        return
    for one in found:
        told = ", ".join(_runs(one.years)) or "never"
        say(f"{one.state} in {one.source.upper()}, a list to {one.to}: {told}.")
    if not found:
        say("The library holds no list of reporting years that names this state.")


def _runs(told: tuple[int, ...]) -> list[str]:
    """Years as spans without gaps: 2001-2004, 2006."""
    runs: list[list[int]] = []
    for year in told:
        if runs and runs[-1][-1] == year - 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return [str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs]
