"""`headstamp records`: add registers to the library, look at them, ask them."""

from __future__ import annotations

from pathlib import Path

import click

from headstamp.cli.arguments import YEARS
from headstamp.cli.output import json_option, note, print_json, print_table
from headstamp.records import (
    STAGES,
    Claimed,
    Filters,
    Found,
    Library,
    Names,
    Snapshot,
    SupplierCount,
    find,
    recipients,
    sources,
    suppliers,
)
from headstamp.values import HeadstampError, Json, encode
from headstamp.world import Actors, Catalogue


@click.group()
def command() -> None:
    """Add registers of the arms trade to the library, and ask them.

    The library lies in HEADSTAMP_HOME, else in the platform's folder for user data.
    """


def names() -> Names:
    """What names stand for outside any case."""
    return Names(Actors.load(), Catalogue.load())


@command.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option("--source", metavar="NAME", help="Refuse files of any other source.")
@json_option
@click.pass_context
def add(ctx: click.Context, files: tuple[Path, ...], source: str | None, as_json: bool) -> None:
    """Recognise each FILE, check it and store it; the same file again adds nothing.

    Rows that cannot be read are kept aside (`records rejects`), and the exit code is then 4.

    \b
    Example:
      headstamp records add trade-register.csv
    """
    library, entries, worst = Library(), [], 0
    for path in files:
        try:
            done = library.add(path, source=source)
        except (HeadstampError, OSError) as error:
            refused = error if isinstance(error, HeadstampError) else _no_file(path, error)
            worst = max(worst, refused.exit_code)
            entries.append(_refused(path, refused))
            if not as_json:
                note(f"{click.style('Error:', bold=True)} {refused}")
            continue
        snapshot = done.snapshot
        worst = max(worst, 4 if snapshot.rejected and done.new else 0)
        entries.append(
            {
                "file": done.file,
                "source": snapshot.source,
                "snapshot": snapshot.sha256,
                "read": snapshot.read,
                "kept": snapshot.kept,
                "merged": snapshot.merged,
                "rejected": len(snapshot.rejected),
                "new": done.new,
            }
        )
        if not as_json:
            _say_added(snapshot, done.new)
    if as_json:
        print_json("records.add/1", {"files": entries})
    ctx.exit(worst)


def _no_file(path: Path, error: OSError) -> HeadstampError:
    from headstamp.values import NotFound

    return NotFound(f"{path} cannot be read: {(error.strerror or str(error)).lower()}", file=str(path), do="check its name")


def _refused(path: Path, error: HeadstampError) -> dict[str, Json]:
    told: dict[str, Json] = {"code": error.code, "message": str(error), "line": error.line, "column": error.column}
    return {
        "file": path.name,
        "source": None,
        "snapshot": None,
        "read": 0,
        "kept": 0,
        "merged": 0,
        "rejected": 0,
        "new": 0,
        "error": {**told, "do": error.do},
    }


def _say_added(snapshot: Snapshot, new: int) -> None:
    counted = f"{snapshot.kept:,} rows kept, {snapshot.merged} lines joined, {len(snapshot.rejected)} rejected"
    if new:
        click.echo(f"{snapshot.file}: {snapshot.edition}; {counted}; snapshot {snapshot.short}.")
    else:
        click.echo(f"{snapshot.file}: already in the library as {snapshot.short} ({snapshot.edition}); nothing new.")
    for reject in snapshot.rejected[:5] if new else ():
        note(f"  line {reject.line}{f', {reject.column}' if reject.column else ''}: {reject.why}.")
    if new and len(snapshot.rejected) > 5:
        note(f"  and {len(snapshot.rejected) - 5} more: headstamp records rejects {snapshot.short}")


@command.command("list")
@json_option
def list_(as_json: bool) -> None:
    """List the snapshots of the library, newest edition first."""
    snapshots = Library().snapshots()
    if as_json:
        print_json("records.list/1", {"snapshots": [_facts(one) for one in snapshots]})
        return
    if not snapshots:
        click.echo("The library is empty; add a register with `headstamp records add FILE`.")
    rows = [
        (one.short, one.edition, f"{one.kept:,}", _years(one), str(len(one.rejected)), one.file) for one in snapshots
    ]
    print_table(("snapshot", "edition", "rows", "years", "rejected", "file"), rows, right=(2, 4))


def _years(snapshot: Snapshot) -> str:
    years = snapshot.coverage.years
    return f"{years[0]}-{years[1]}" if years else "none"


def _facts(snapshot: Snapshot) -> dict[str, Json]:
    return {
        "snapshot": snapshot.sha256,
        "source": snapshot.source,
        "form": snapshot.form,
        "file": snapshot.file,
        "generated": snapshot.generated.isoformat() if snapshot.generated else None,
        "added": snapshot.added.isoformat(),
        "selection": snapshot.selection,
        "years": list(snapshot.coverage.years) if snapshot.coverage.years else None,
        "read": snapshot.read,
        "kept": snapshot.kept,
        "merged": snapshot.merged,
        "rejected": len(snapshot.rejected),
    }


@command.command()
@click.argument("snapshot")
@json_option
def show(snapshot: str, as_json: bool) -> None:
    """Show what a SNAPSHOT holds; the first digits of its fingerprint are enough."""
    found = Library().snapshot(snapshot)
    if as_json:
        print_json("records.show/1", _facts(found))
        return
    source = sources().get(found.source)
    rows = [(name, str(value)) for name, value in _facts(found).items() if value is not None]
    if source:
        rows += [("title", source.title), ("does not record", source.does_not_see), ("terms of use", source.terms)]
    for name, value in rows:
        click.echo(f"{name:16}  {value}")


@command.command()
@click.argument("snapshot")
@json_option
def rejects(snapshot: str, as_json: bool) -> None:
    """Show the rows of a SNAPSHOT that could not be kept, with line, reason and text."""
    found = Library().snapshot(snapshot)
    if as_json:
        print_json("records.rejects/1", {"snapshot": found.sha256, "rejected": encode(found.rejected)})
        return
    if not found.rejected:
        click.echo(f"Nothing of {found.file} was rejected.")
    print_table(
        ("line", "column", "why", "text"),
        [(str(one.line), one.column or "", one.why, one.raw) for one in found.rejected],
        right=(0,),
    )


@command.command("sources")
@json_option
def sources_(as_json: bool) -> None:
    """Say for each known register what it can see, and on what terms it may be used."""
    known = sources()
    if as_json:
        print_json("records.sources/1", {"sources": [encode(one) for one in known.values()]})
        return
    for one in known.values():
        click.echo(click.style(f"{one.id}: {one.title} ({one.publisher})", bold=True))
        click.echo(f"  records          {', '.join(one.sees)}")
        click.echo(f"  does not record  {one.does_not_see}")
        click.echo(f"  stages           {', '.join(one.stages)}; from {one.years[0] or 'unknown'}")
        click.echo(f"  units            {one.units}")
        click.echo(f"  terms of use     {one.terms}")
        click.echo(f"  where            {one.url}")


@command.command()
@json_option
def rebuild(as_json: bool) -> None:
    """Read every file of the library again from its kept bytes, with the parsers of today."""
    done = Library().rebuild()
    if as_json:
        print_json("records.list/1", {"snapshots": [_facts(one) for one in done]})
        return
    for one in done:
        click.echo(f"{one.file}: {one.kept:,} rows, {len(one.rejected)} rejected.")


@command.command("find")
@click.option("--supplier", metavar="NAME", help="Id, name or alias of the supplier.")
@click.option("--recipient", metavar="NAME", help="Id, name or alias of the recipient or end user.")
@click.option("--weapon", metavar="NAME", help="A weapon and everything below it in the catalogue.")
@click.option("--years", type=YEARS, help="Years of delivery, or of the order where nothing was delivered.")
@click.option("--stage", type=click.Choice(STAGES), help="Only what is told at this stage.")
@click.option("--source", metavar="NAME", help="Only what this source tells.")
@click.option("--snapshot", metavar="SHA", multiple=True, help="Ask this edition instead of the newest.")
@click.option("--whole-weapons", is_flag=True, help="Leave out engines, radars, turrets and other parts.")
@json_option
def find_(
    supplier: str | None,
    recipient: str | None,
    weapon: str | None,
    years: tuple[int, int] | None,
    stage: str | None,
    source: str | None,
    snapshot: tuple[str, ...],
    whole_weapons: bool,
    as_json: bool,
) -> None:
    """Find transfers; say also which sources could not have seen what is asked.

    \b
    Example:
      headstamp records find --supplier "United States" --recipient Iraq --weapon "M1A1 Abrams"
    """
    library = Library()
    chosen = tuple(library.snapshot(one).sha256 for one in snapshot) or None
    filters = Filters(supplier, recipient, weapon, years, stage, source, chosen, whole_weapons)
    found = find(library, names(), filters)
    if as_json:
        body = encode(found)
        assert isinstance(body, dict)
        print_json("records.find/1", {"transfers": body["transfers"], "cannot_see": body["cannot_see"]})
        return
    _print_found(found)


def _print_found(found: Found) -> None:
    rows = [
        (
            one.supplier.name,
            one.recipient.name,
            one.item,
            str(one.quantity),
            one.stage,
            str(one.ordered),
            str(one.delivered or ""),
            one.comment,
        )
        for one in found.transfers
    ]
    print_table(("supplier", "recipient", "item", "number", "stage", "ordered", "delivered", "comment"), rows)
    asked = "; ".join(found.searched) or "an empty library"
    click.echo(f"{len(rows) or 'No'} record{'s' if len(rows) != 1 else ''} in {asked}.")
    for one in found.cannot_see:
        click.echo(f"Cannot be seen there: {one.why}")


@command.command("suppliers")
@click.argument("recipient")
@click.option("--years", type=YEARS, required=True, help="First and last year, such as 1980-1988.")
@click.option("--also", metavar="OTHER", help="Another recipient, to count who supplied both.")
@click.option("--stage", type=click.Choice(STAGES), default="delivered", show_default=True)
@click.option("--claimed", metavar="N/BOTH", help="A published count, printed beside the recomputed one.")
@json_option
def suppliers_(
    recipient: str, years: tuple[int, int], also: str | None, stage: str, claimed: str | None, as_json: bool
) -> None:
    """Count who supplied a RECIPIENT; no count is printed without its scope.

    \b
    Example:
      headstamp records suppliers Iraq --years 1980-1988 --also Iran --claimed 34/28
    """
    told = Claimed.parse(claimed) if claimed else None
    found = suppliers(Library(), names(), recipient, years=years, also=also, stage=stage, claimed=told)
    _print_count(found, as_json, "suppliers")


@command.command("recipients")
@click.argument("supplier")
@click.option("--years", type=YEARS, required=True, help="First and last year, such as 1980-1988.")
@click.option("--stage", type=click.Choice(STAGES), default="delivered", show_default=True)
@json_option
def recipients_(supplier: str, years: tuple[int, int], stage: str, as_json: bool) -> None:
    """Count whom a SUPPLIER supplied; no count is printed without its scope."""
    _print_count(recipients(Library(), names(), supplier, years=years, stage=stage), as_json, "recipients")


def _print_count(found: SupplierCount, as_json: bool, what: str) -> None:
    if as_json:
        print_json(f"records.{what}/1", _count_body(found, what))
        return
    click.echo(f"{found.recipient.name}: {found.n} {what}")
    click.echo("  " + ", ".join(one.name for one in found.suppliers))
    if found.also is not None:
        click.echo(f"{found.also.name}: {found.n_other} {what}")
        click.echo("  " + ", ".join(one.name for one in found.suppliers_other))
        click.echo(f"Both: {found.n_both}")
        click.echo("  " + ", ".join(one.name for one in found.both))
    if found.claimed is not None:
        both = f", {found.claimed.n_both} both" if found.claimed.n_both is not None else ""
        here = f"{found.n}" + (f", {found.n_both} both" if found.n_both is not None else "")
        click.echo(f"Claimed: {found.claimed.n}{both} (scope not stated with the claim). Recomputed: {here}.")
    click.echo(f"Scope: {found.scope}")
    click.echo(f"Records: {len(found.records)}; snapshots: {', '.join(one[:12] for one in found.snapshots) or 'none'}.")


def _count_body(found: SupplierCount, what: str) -> dict[str, Json]:
    asked = "recipient" if what == "suppliers" else "supplier"
    body = encode(found)
    assert isinstance(body, dict)
    return {
        asked: body["recipient"],
        "also": body["also"],
        "stage": found.stage,
        "years": list(found.years),
        "n": found.n,
        "n_other": found.n_other,
        "n_both": found.n_both,
        what: body["suppliers"],
        f"{what}_other": body["suppliers_other"],
        "both": body["both"],
        "scope": found.scope,
        "claimed": body["claimed"],
        "snapshots": body["snapshots"],
        "records": body["records"],
    }
