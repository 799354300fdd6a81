"""`headstamp records find`, `suppliers` and `recipients`: what the registers say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from headstamp.cli.arguments import exits
from headstamp.cli.columns import print_table
from headstamp.cli.output import bold, count, json_object, json_option, print_json, say, working
from headstamp.cli.records.filters import (
    RECIPIENT,
    SOURCE,
    STAGE,
    STAGE_COUNTED,
    SUPPLIER,
    WEAPON,
    WIDER,
    YEARS,
    YEARS_COUNTED,
    shipped_names,
)

if TYPE_CHECKING:
    from headstamp.records import CannotSee, Claimed, Found, Library, Party, SupplierCount, Transfer
    from headstamp.values import Json, Span

_OTHERWISE = "stage"
_SHOWN = 500
_STAGES = (_OTHERWISE, "ordered", "delivered")
_UNKNOWN_NAME = exits(not_found="nobody known bears a name")


@click.command("find", epilog=exits(not_found="nobody known bears a name, or there is no such snapshot"))
@SUPPLIER
@RECIPIENT
@WEAPON
@YEARS
@STAGE
@SOURCE
@click.option("--snapshot", metavar="SHA", multiple=True, help="Ask this edition instead of the newest.")
@click.option("--whole-weapons", is_flag=True, help="Leave out engines, radars, turrets and other parts.")
@WIDER
@json_option("records.find/1")
def find(
    supplier: str | None,
    recipient: str | None,
    weapon: str | None,
    years: tuple[int, int] | None,
    stage: str | None,
    source: str | None,
    snapshot: tuple[str, ...],
    whole_weapons: bool,
    wider: bool,
    as_json: bool,
) -> None:
    """Find transfers; say also which sources could not have seen what is asked.

    \b
    Example:
      headstamp records find --supplier "United States" --recipient Iraq --weapon "M1A1 Abrams"
    """
    from headstamp.records import Filters, Library
    from headstamp.records import find as ask
    from headstamp.values import encode

    library = Library()
    chosen = tuple(library.snapshot(one).sha256 for one in snapshot) or None
    filters = Filters(supplier, recipient, weapon, years, stage, source, chosen, whole_weapons, wider)
    with working("Asking the library"):
        found = ask(library, shipped_names(), filters)
    if as_json:
        transfers, blind = encode(found.transfers), encode(found.cannot_see)
        print_json(
            "records.find/1",
            {
                "transfers": transfers,
                "cannot_see": blind,
                "wider": found.wider,
                "unplaced": found.unplaced,
                "unknown": found.unknown,
            },
        )
        return
    _print_found(found, library)


def _print_found(found: Found, library: Library) -> None:
    header = ("supplier", "recipient", "item", *_STAGES, "comment")
    rows = [_line(one) for one in found.transfers]
    # Registers tell of orders and deliveries; the column for other stages stands only where there are any.
    empty = [
        index for index, name in enumerate(header) if name == _OTHERWISE and not any(r[index] for r in rows)
    ]
    shown = [[cell for index, cell in enumerate(line) if index not in empty] for line in (header, *rows)]
    print_table(shown[0], shown[1 : 1 + _SHOWN], whole=range(3, len(shown[0]) - 1), remarks=True)
    if len(rows) > _SHOWN:
        say(f"and {len(rows) - _SHOWN:,} more; --json gives them all, a filter fewer")
    editions = {one.sha256: one.edition for one in library.snapshots()}
    answered = dict.fromkeys(editions[one.snapshot] for one in found.transfers if one.snapshot in editions)
    asked = "; ".join(answered) or "; ".join(found.searched) or "an empty library"
    say(f"{count(len(rows), 'record') if rows else 'No record'} in {asked}.")
    if found.wider:
        say(f"{count(found.wider, 'record')} of wider categories may include it or not; --wider shows them.")
    if found.unplaced:
        told = count(found.unplaced, "record")
        say(f"{told} more: goods named in words that nobody here can place, perhaps this weapon among them.")
    if found.unknown:
        say("No weapon and no category is known by that name: only records that write it so were looked for.")
    for why in _together(found.cannot_see):
        say(why)


def _together(blind: tuple[CannotSee, ...]) -> list[str]:
    """One sentence for all sources that are blind in the same way."""
    from headstamp.records import sources

    alike: dict[str, list[str]] = {}
    for one in blind:
        title = sources()[one.source].title if one.source in sources() else one.source
        alike.setdefault(one.why.removeprefix(title).strip(), []).append(title)
    said = []
    for rest, titles in alike.items():
        verb = rest.replace("names ", "name ", 1) if len(titles) > 1 else rest
        said.append(
            f"{', '.join(titles[:-1])} and {titles[-1]} {verb}" if titles[1:] else f"{titles[0]} {rest}"
        )
    return said


def _line(one: Transfer) -> tuple[str, ...]:
    """Who to whom, what, and for each stage how many and when."""
    delivered = one.stage == "delivered"
    otherwise = one.stage not in ("ordered", "delivered")
    differs = one.ordered_quantity.value not in (None, one.quantity.value) or one.stage == "ordered"
    words, worth, many = one.stage.replace("_", " "), _worth(one), _many(one)
    number = (f"{many}{worth}" if worth else str(one.ordered_quantity)) if differs else ""
    ordered = _told(number.strip(), one.ordered if not otherwise else None)
    return (
        one.supplier.name,
        f"{one.recipient.name} (for {one.end_user.name})" if one.end_user else one.recipient.name,
        one.item or (one.category or "").partition(":")[2],
        _told(" ".join(f"{words} {many}{worth}".split()), one.dated) if otherwise else "",
        ordered,
        _told(f"{many}{worth}".strip(), one.delivered) if delivered else "",
        one.comment,
    )


def _many(one: Transfer) -> str:
    """The quantity with its unit, where that is not the plain object."""
    unit = one.quantity.unit
    if unit == "object" or one.quantity.value is None:
        return "" if one.value is not None and one.quantity.value is None else str(one.quantity)
    return f"{one.quantity} {unit if one.quantity.value == 1 or unit == 'kg' else unit + 's'}"


def _worth(one: Transfer) -> str:
    """What it was worth, and on which basis."""
    return f" {one.value.currency} {one.value.amount:,}" if one.value is not None else ""


def _told(quantity: str, when: Span | None) -> str:
    span = str(when) if when is not None and when.is_known else ""
    return ", ".join(part for part in (quantity, span) if part)


def _claimed(context: click.Context, parameter: click.Parameter, value: str | None) -> Claimed | None:
    """Read N or N/BOTH.

    Raises:
        click.BadParameter: anything else.
    """
    if value is None:
        return None
    from headstamp.records import Claimed
    from headstamp.values import ValueUnreadable

    try:
        return Claimed.parse(value)
    except ValueUnreadable:
        raise click.BadParameter(f"'{value}' is not N or N/BOTH, such as 34/28.") from None


@click.command("suppliers", epilog=_UNKNOWN_NAME)
@click.argument("recipient")
@YEARS_COUNTED
@click.option("--also", metavar="OTHER", help="Another recipient, to count who supplied both.")
@STAGE_COUNTED
@WEAPON
@SOURCE
@click.option(
    "--claimed",
    metavar="N/BOTH",
    callback=_claimed,
    help="A published count, printed beside the recomputed one.",
)
@json_option("records.suppliers/1")
def suppliers(
    recipient: str,
    years: tuple[int, int],
    also: str | None,
    stage: str,
    weapon: str | None,
    source: str | None,
    claimed: Claimed | None,
    as_json: bool,
) -> None:
    """Count who supplied a RECIPIENT; no count is printed without its scope.

    \b
    Example:
      headstamp records suppliers Iraq --years 1980-1988 --also Iran --claimed 34/28
    """
    from headstamp.records import Library
    from headstamp.records import suppliers as ask

    library = Library()
    found = ask(
        library,
        shipped_names(),
        recipient,
        years=years,
        also=also,
        stage=stage,
        weapon=weapon,
        source=source,
        claimed=claimed,
    )
    _print_count(found, library, as_json, "suppliers")


@click.command("recipients", epilog=_UNKNOWN_NAME)
@click.argument("supplier")
@YEARS_COUNTED
@STAGE_COUNTED
@WEAPON
@SOURCE
@json_option("records.recipients/1")
def recipients(
    supplier: str,
    years: tuple[int, int],
    stage: str,
    weapon: str | None,
    source: str | None,
    as_json: bool,
) -> None:
    """Count whom a SUPPLIER supplied; no count is printed without its scope.

    \b
    Example:
      headstamp records recipients Serbia --years 2014-2020
      headstamp records recipients Serbia --years 2014-2020 --weapon mortar
    """
    from headstamp.records import Library
    from headstamp.records import recipients as ask

    library = Library()
    names = shipped_names()
    found = ask(library, names, supplier, years=years, stage=stage, weapon=weapon, source=source)
    _print_count(found, library, as_json, "recipients")


def _print_count(found: SupplierCount, library: Library, as_json: bool, what: str) -> None:
    if as_json:
        print_json(f"records.{what}/1", _count_body(found, what))
        return
    _print_side(f"{found.recipient.name}: {count(found.n, what[:-1])}", found.suppliers)
    if found.also is not None:
        _print_side(f"{found.also.name}: {count(found.n_other or 0, what[:-1])}", found.suppliers_other)
        _print_side(f"Both: {found.n_both}", found.both)
    if found.concentration is not None and found.n > 1:
        told = ", ".join(f"{one.party.name} {one.share:.0%}" for one in found.shares[:5])
        index = f"concentration (Herfindahl) {found.concentration:.2f}"
        say(f"Of the records of {found.recipient.name}: {told}; {index}.", 0, 2)
    if found.claimed is not None:
        both = f", {found.claimed.n_both} both" if found.claimed.n_both is not None else ""
        here = f"{found.n}" + (f", {found.n_both} both" if found.n_both is not None else "")
        say(
            f"Claimed: {found.claimed.n}{both} (scope not stated with the claim). Recomputed here: {here}.",
            0,
            2,
        )
    say(f"Scope: {found.scope}", 0, 2)
    editions = [
        f"{one.edition} ({one.short})" for one in library.snapshots() if one.sha256 in found.snapshots
    ]
    say(f"Behind it: {count(len(found.records), 'record')} in {'; '.join(editions) or 'no edition'}.", 0, 2)


def _print_side(heading: str, parties: tuple[Party, ...]) -> None:
    click.echo(bold(heading))
    if parties:
        say(", ".join(one.name for one in parties), 2)


def _count_body(found: SupplierCount, what: str) -> dict[str, Json]:

    body = json_object(found)
    if what == "recipients":
        return {
            "supplier": body["recipient"],
            "stage": body["stage"],
            "years": body["years"],
            "n": body["n"],
            "recipients": body["suppliers"],
            "scope": body["scope"],
            "snapshots": body["snapshots"],
            "records": body["records"],
            "shares": body["shares"],
            "concentration": body["concentration"],
        }
    return body
