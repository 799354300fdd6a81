"""`headstamp records values`, `diff` and `export`: money by year, two editions compared, rows handed on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from headstamp.cli.arguments import PATH, exits, years
from headstamp.cli.columns import print_table
from headstamp.cli.output import bold, count, json_object, json_option, print_json, say, working
from headstamp.cli.records.filters import (
    RECIPIENT,
    SOURCE,
    STAGE,
    SUPPLIER,
    WEAPON,
    WIDER,
    YEARS,
    shipped_names,
)

if TYPE_CHECKING:
    from headstamp.records import Difference, Values, ValueSeries
    from headstamp.values import Json

_SHOWN = 10
_PANELS = "Each panel has a scale of its own; a year without a bar has no figure, which is not nought."


@click.command("values", epilog=exits(not_found="nobody known bears a name"))
@SUPPLIER
@RECIPIENT
@click.option(
    "--years", metavar="A-B", callback=years, help="Years, of a fiscal year the one it is named by."
)
@STAGE
@SOURCE
@click.option(
    "--under", metavar="NAME", help="Only this category (ML1) or programme, as the source names it."
)
@click.option("--split", is_flag=True, help="One series a category or programme.")
@click.option(
    "--to",
    "target",
    metavar="FILE",
    type=PATH,
    help="Write a table (.csv, .xlsx, .json) or a chart (.svg) to FILE, in place of what is there.",
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

    Sums beside their parts, renewals of licences and re-exports are left out, and how many is said.

    \b
    Example:
      headstamp records values --recipient Iraq --years 2011-2013 --under "Foreign Military Sales"
    """
    from headstamp.records import Filters, Library
    from headstamp.records import values as ask

    if target is not None:
        _form(target)
    filters = Filters(supplier, recipient, None, years, stage, source)
    with working("Adding up"):
        found = ask(Library(), shipped_names(), filters, under=under, split=split)
    if target is not None:
        _write(target, found)
    if as_json:
        print_json("records.values/1", _values_body(found))
        return
    _print_values(found)
    if target is not None:
        say(f"{target}: written.")


def _print_values(found: Values) -> None:
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
        say(f"Records that fit and name no value: {found.without:,}.")
    if found.left_out:
        say(_left_out(found), 0, 2)


def _left_out(found: Values) -> str:
    """Which records name a value and are in no series; nothing where there are none."""
    told = "; ".join(f"{one.n:,} {one.why}" for one in found.left_out)
    return f"Left out: {told}." if told else ""


def heading(one: ValueSeries) -> str:
    """A series in words: its stage, category, currency and basis, whose it is, and which side told it."""
    under = f", {(one.under.partition(':')[2] or one.under)}" if one.under else ""
    basis = f" ({one.basis})" if one.basis and one.basis != one.stage else ""
    told = ", told by the recipient" if one.by_recipient else ""
    return f"{one.stage.replace('_', ' ')}{under}, {one.currency}{basis}, {one.source.upper()}{told}"


_HEADER = (
    "source",
    "stage",
    "currency",
    "basis",
    "told_by",
    "under",
    "year",
    "amount",
    "records",
    "sums",
)


def _form(target: Path) -> str:
    """How the file is to be written, which its name tells.

    Raises:
        Refused: the ending is of no form that can be written.
    """
    from headstamp.values import Refused

    form = target.suffix.casefold().lstrip(".") or "csv"
    if form not in ("csv", "xlsx", "json", "svg"):
        raise Refused(
            f"'{target.name}' ends like no file that can be written here",
            do="end it in .csv, .xlsx, .json or .svg",
        )
    return form


def _write(target: Path, found: Values) -> None:
    form = _form(target)
    if form == "svg":
        from headstamp.publishing.bars import Bars, bars_svg

        panels = [
            Bars(heading(one), [(each.year, float(each.amount)) for each in one.years])
            for one in found.series
        ]
        told = f"{found.scope} {_PANELS} {_left_out(found)}".strip()
        drawn = bars_svg("What transfers were worth, by year", panels, told)
        target.write_text(drawn, encoding="utf-8")
        return
    from headstamp.tables import write_table

    rows = [
        {
            "source": one.source,
            "stage": one.stage,
            "currency": one.currency,
            "basis": one.basis or "",
            "told_by": "recipient" if one.by_recipient else "",
            "under": one.under or "",
            "year": str(each.year),
            "amount": str(each.amount),
            "records": str(each.n),
            "sums": str(each.totals),
        }
        for one in found.series
        for each in one.years
    ]
    write_table(target, _HEADER, rows, form)


def _values_body(found: Values) -> dict[str, Json]:
    from headstamp.values import encode

    series: list[Json] = [
        {
            "source": one.source,
            "stage": one.stage,
            "currency": one.currency,
            "basis": one.basis,
            "by_recipient": one.by_recipient,
            "under": one.under,
            "amount": encode(one.amount),
            "years": encode(one.years),
            "records": list(one.records),
        }
        for one in found.series
    ]
    return {
        "series": series,
        "scope": found.scope,
        "without": found.without,
        "left_out": encode(found.left_out),
        "snapshots": list(found.snapshots),
    }


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

    library = Library()
    with working("Comparing"):
        found = ask(library, shipped_names(), older, newer)
    if as_json:
        print_json("records.diff/1", json_object(found))
        return
    _print_diff(found)


def _print_diff(found: Difference) -> None:
    say(found.scope, 0, 2)
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
@SUPPLIER
@RECIPIENT
@WEAPON
@YEARS
@STAGE
@SOURCE
@WIDER
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

    The table has the columns of `headstamp transfers`, so that a case can import it; a FILE that is there is
    replaced. An export that would hold more of a register than its terms permit is refused and nothing is
    written; counts and citations are always allowed.

    \b
    Example:
      headstamp records export cameroon.csv --recipient Cameroon --source nl-licences
    """
    from headstamp.records import Filters, Library, find, hand_on

    library = Library()
    filters = Filters(supplier, recipient, weapon, years, stage, source, wider=wider)
    with working("Asking the library"):
        found = find(library, shipped_names(), filters).transfers
    done = hand_on(library, found, target)
    if as_json:
        print_json(
            "records.export/1", {"file": str(target), "rows": done.rows, "snapshots": dict(done.snapshots)}
        )
        return
    say(f"{target}: {count(done.rows, 'transfer')}.")
