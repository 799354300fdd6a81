"""`headstamp records values`, `diff` and `export`: money by year, two editions compared, rows handed on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from headstamp.cli.arguments import PATH, STAGES, exits, years
from headstamp.cli.columns import print_table
from headstamp.cli.output import bold, count, json_option, print_json, say
from headstamp.cli.records.asking import shipped_names

if TYPE_CHECKING:
    from headstamp.records import Difference, Values, ValueSeries
    from headstamp.values import Json

_STAGE = click.Choice(STAGES)
_SHOWN = 10


@click.command("values", epilog=exits(not_found="nobody known bears a name"))
@click.option("--supplier", metavar="NAME", help="Id, name or alias of the supplier.")
@click.option("--recipient", metavar="NAME", help="Id, name or alias of the recipient or end user.")
@click.option(
    "--years", metavar="A-B", callback=years, help="Years, of a fiscal year the one it is named by."
)
@click.option("--stage", metavar="STAGE", type=_STAGE, help="Only this stage.")
@click.option("--source", metavar="NAME", help="Only what this source tells.")
@click.option(
    "--under", metavar="NAME", help="Only this category (ML1) or programme, as the source names it."
)
@click.option("--split", is_flag=True, help="One series a category or programme.")
@click.option(
    "--to", "target", metavar="FILE", type=PATH, help="Write it: a table (.csv, .xlsx) or a chart (.svg)."
)
@json_option("records.values/1")
def values(
    supplier: str | None,
    recipient: str | None,
    years: tuple[int, int] | None,
    stage: str | None,
    source: str | None,
    under: str | None,
    split: bool,
    target: Path | None,
    as_json: bool,
) -> None:
    """Add up what transfers were worth, by year; nothing is added across stages, currencies or sources.

    \b
    Example:
      headstamp records values --recipient Iraq --years 2011-2013 --under "Foreign Military Sales"
    """
    from headstamp.records import Filters, Library
    from headstamp.records import values as ask

    filters = Filters(supplier, recipient, None, years, stage, source)
    found = ask(Library(), shipped_names(), filters, under=under, split=split)
    if target is not None:
        _write(target, found)
    if as_json:
        print_json("records.values/1", _values_body(found))
        return
    for one in found.series:
        click.echo(bold(f"{heading(one)}: {one.amount:,} in all"))
        rows = [
            (str(each.year), f"{each.amount:,}", str(each.n), str(each.totals or "")) for each in one.years
        ]
        print_table(("year", one.currency, "records", "sums"), rows, right=(1, 2, 3))
    if not found.series:
        say("No record that fits names a value.")
    say(f"Scope: {found.scope}", 0, 2)
    if found.without:
        say(f"{count(found.without, 'record')} that fit name no value.")
    if target is not None:
        say(f"{target}: written.")


def heading(one: ValueSeries) -> str:
    """A series in words: its stage, category, currency and basis, and whose it is."""
    under = f", {one.under}" if one.under else ""
    basis = f" ({one.basis})" if one.basis and one.basis != one.stage else ""
    return f"{one.stage.replace('_', ' ')}{under}, {one.currency}{basis}, {one.source.upper()}"


def _write(target: Path, found: Values) -> None:
    if target.suffix.casefold() == ".svg":
        from headstamp.publishing.bars import Bars, bars_svg

        panels = [
            Bars(heading(one), [(each.year, float(each.amount)) for each in one.years])
            for one in found.series
        ]
        target.write_text(
            bars_svg("What transfers were worth, by year", panels, found.scope), encoding="utf-8"
        )
        return
    from headstamp.tables import write_table

    header = ("source", "stage", "currency", "basis", "under", "year", "amount", "records", "sums")
    rows = [
        dict(
            zip(
                header,
                (
                    one.source,
                    one.stage,
                    one.currency,
                    one.basis or "",
                    one.under or "",
                    str(each.year),
                    str(each.amount),
                    str(each.n),
                    str(each.totals),
                ),
                strict=True,
            )
        )
        for one in found.series
        for each in one.years
    ]
    write_table(target, header, rows, target.suffix.lstrip(".") or "csv")


def _values_body(found: Values) -> dict[str, Json]:
    from headstamp.values import encode

    series: list[Json] = [
        {
            "source": one.source,
            "stage": one.stage,
            "currency": one.currency,
            "basis": one.basis,
            "under": one.under,
            "amount": encode(one.amount),
            "years": encode(one.years),
            "records": list(one.records),
        }
        for one in found.series
    ]
    return {"series": series, "scope": found.scope, "without": found.without}


@click.command("diff", epilog=exits(not_found="there is no such snapshot"))
@click.argument("older")
@click.argument("newer")
@json_option("records.diff/1")
def diff(older: str, newer: str, as_json: bool) -> None:
    """Say what became of the records of one edition in another, by kind of change.

    OLDER and NEWER are the first digits of two fingerprints, as `records list` shows them.

    \b
    Example:
      headstamp records diff 8c1d 4f2a
    """
    from headstamp.records import Library
    from headstamp.records import diff as ask
    from headstamp.values import encode

    library = Library()
    found = ask(library, shipped_names(), older, newer)
    if as_json:
        body = encode(found)
        assert isinstance(body, dict)
        print_json("records.diff/1", body)
        return
    _print_diff(found)


def _print_diff(found: Difference) -> None:
    kept = found.keys_kept / found.keys_before if found.keys_before else 1.0
    say(
        f"{found.same:,} records are the same, {len(found.changed):,} changed, {len(found.renamed):,} are "
        f"written under another name, {len(found.vanished):,} vanished, {len(found.appeared):,} appeared."
    )
    say(f"Of {found.keys_before:,} keys (who, whom, what, when) {found.keys_kept:,} are kept: {kept:.1%}.")
    if found.kinds:
        print_table(("what changed", "records"), [(name, f"{n:,}") for name, n in found.kinds], right=(1,))
    for title, told in (("Vanished", found.vanished), ("Appeared", found.appeared)):
        if told:
            click.echo(bold(title))
            _print_some([words for _, words in told])
    for title, changed in (("Written under another name", found.renamed), ("Changed", found.changed)):
        if changed:
            click.echo(bold(title))
            _print_some([f"{one.record} ({_cells(one.cells)})" for one in changed])


def _cells(cells: tuple[tuple[str, str, str], ...]) -> str:
    return "; ".join(f"{name}: {was or 'nothing'} → {now or 'nothing'}" for name, was, now in cells)


def _print_some(lines: list[str]) -> None:
    for line in lines[:_SHOWN]:
        say(line, 2, 2)
    if len(lines) > _SHOWN:
        say(f"and {len(lines) - _SHOWN:,} more; --json lists them all", 2)


@click.command("export", epilog=exits(not_found="nobody known bears a name"))
@click.argument("target", metavar="FILE", type=PATH)
@click.option("--supplier", metavar="NAME", help="Id, name or alias of the supplier.")
@click.option("--recipient", metavar="NAME", help="Id, name or alias of the recipient or end user.")
@click.option("--weapon", metavar="NAME", help="A weapon and everything below it in the catalogue.")
@click.option("--years", metavar="A-B", callback=years, help="Years of delivery, or of the record.")
@click.option("--stage", metavar="STAGE", type=_STAGE, help="Only this stage.")
@click.option("--source", metavar="NAME", help="Only what this source tells.")
@click.option("--wider", is_flag=True, help="Also lines of categories (ML1, HS 9301) that may include it.")
@json_option("records.export/1")
def export(
    target: Path,
    supplier: str | None,
    recipient: str | None,
    weapon: str | None,
    years: tuple[int, int] | None,
    stage: str | None,
    source: str | None,
    wider: bool,
    as_json: bool,
) -> None:
    """Write the transfers that fit to FILE (.csv, .xlsx, .json), as far as their sources permit.

    The table has the columns of `headstamp transfers`, so that a case can import it. An export that would
    hold more of a register than its terms permit is refused; counts and citations are always allowed.

    \b
    Example:
      headstamp records export cameroon.csv --recipient Cameroon --source nl-licences
    """
    from headstamp.records import Filters, Library, find, hand_on

    library = Library()
    filters = Filters(supplier, recipient, weapon, years, stage, source, wider=wider)
    done = hand_on(library, find(library, shipped_names(), filters).transfers, target)
    if as_json:
        print_json(
            "records.export/1", {"file": str(target), "rows": done.rows, "snapshots": dict(done.snapshots)}
        )
        return
    say(f"{target}: {count(done.rows, 'transfer')}.")
