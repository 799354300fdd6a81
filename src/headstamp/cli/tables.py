"""`headstamp sightings`, `headstamp incidents` and the other tables of a case: import, list, export."""

from __future__ import annotations

from pathlib import Path

import click

from headstamp.case import Case
from headstamp.cli.output import json_option, note, print_json, print_table
from headstamp.sightings import Import, table_spec
from headstamp.values import encode

_SHOWN = 6


def command(table: str) -> click.Group:
    """The commands of one table."""
    spec = table_spec(table)
    required = ", ".join(column.name for column in spec.columns if column.required)
    group = click.Group(
        table,
        help=f"Import, list and export the table of {table}.\n\nRequired columns: {required}. Others: "
        + ", ".join(column.name for column in spec.columns if not column.required)
        + ".",
    )
    group.add_command(_import(table))
    group.add_command(_list(table))
    group.add_command(_export(table))
    return group


def _import(table: str) -> click.Command:
    @click.command("import", help=f"Import {table} from a CSV, XLSX or JSON FILE into CASE; good rows are kept, each bad one is named.")
    @click.argument("case", type=click.Path(path_type=Path))
    @click.argument("file", type=click.Path(path_type=Path))
    @json_option
    @click.pass_context
    def import_(ctx: click.Context, case: Path, file: Path, as_json: bool) -> None:
        with Case.open(case) as opened:
            done = opened.import_table(table, file)
        if as_json:
            print_json(
                "import/1",
                {
                    "table": table,
                    "read": done.read,
                    "new": done.new,
                    "changed": done.changed,
                    "same": done.same,
                    "rejected": encode(done.rejected),
                    "unknown_columns": list(done.unknown_columns),
                },
            )
        else:
            _say(table, file, done)
        ctx.exit(4 if done.rejected else 0)

    return import_


def _say(table: str, file: Path, done: Import) -> None:
    click.echo(
        f"{file.name}: {done.read} rows of {table} read; {done.new} new, {done.changed} changed, {done.same} the same, "
        f"{len(done.rejected)} rejected."
    )
    for one in done.rejected:
        place = ", ".join(part for part in (f"line {one.line}" if one.line else "", one.column or "") if part)
        note(f"  {place}: {one.why}")
    if done.unknown_columns:
        note(f"  Columns that the table does not know are kept with their rows: {', '.join(done.unknown_columns)}.")


def _list(table: str) -> click.Command:
    @click.command("list", help=f"List the {table} of CASE.")
    @click.argument("case", type=click.Path(path_type=Path))
    @json_option
    def list_(case: Path, as_json: bool) -> None:
        with Case.open(case) as opened:
            rows = opened.rows(table)
        if as_json:
            print_json(f"{table}.list/1", {"table": table, "rows": encode(rows)})
            return
        spec = table_spec(table)
        shown = [name for name in spec.header if any(row.get(name) for row in rows)][:_SHOWN]
        print_table(shown, [[row.get(name, "") for name in shown] for row in rows])
        click.echo(f"{len(rows)} {table}.")

    return list_


def _export(table: str) -> click.Command:
    @click.command("export", help=f"Write the {table} of CASE to FILE (.csv, .xlsx or .json); importing it again changes nothing.")
    @click.argument("case", type=click.Path(path_type=Path))
    @click.argument("file", type=click.Path(path_type=Path))
    @json_option
    def export(case: Path, file: Path, as_json: bool) -> None:
        with Case.open(case) as opened:
            count = opened.export_table(table, file)
        if as_json:
            print_json("export/1", {"table": table, "file": str(file), "rows": count})
            return
        click.echo(f"{file}: {count} {table}.")

    return export
