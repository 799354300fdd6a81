"""`headstamp sightings` and the other tables of a case: import, list, export, columns, template."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from headstamp.cli.arguments import PATH, InOrder, exits
from headstamp.cli.columns import print_table
from headstamp.cli.faults import REJECTED
from headstamp.cli.output import count, json_object, json_option, note, print_json, say

if TYPE_CHECKING:
    from headstamp.sightings import Import, NotUnderstood
    from headstamp.tables import Column
    from headstamp.values import Json

_SHOWN_COLUMNS = 6
_SHOWN_REJECTED = 20
_NO_CASE = exits(not_found="there is no such case")


def command(table: str) -> click.Group:
    """The commands of one table."""
    words = (
        f"Import, list and export the case's table of {table}.\n\n"
        "A file is CSV, XLSX or JSON, with fixed column names in any order: "
        f"`headstamp {table} columns` lists them, `headstamp {table} template` writes a file to fill in."
    )
    group = InOrder(table, help=words)
    for make in (_import, _list, _export, _columns, _template):
        group.add_command(make(table))
    if table == "claims":
        from headstamp.cli.accepting import accept

        group.add_command(accept)
    return group


def counted(number: int, table: str) -> str:
    """How many rows a table has, in its own noun: '1 sighting', '2 searches'."""
    return count(number, "search" if table == "searches" else table.removesuffix("s"), table)


def _example(words: str, line: str) -> str:
    return f"{words}\n\n\b\nExample:\n  headstamp {line}"


def _import(table: str) -> click.Command:
    words = (
        f"Import {table} from a CSV, XLSX or JSON FILE into CASE.\n\nGood rows are kept, each bad one is "
        "named. Importing the same file again changes nothing; rows that a file leaves out stay; unknown "
        "columns are kept."
    )

    @click.command(
        "import",
        help=_example(words, f"{table} import mosul {table}.csv"),
        epilog=exits(
            not_found="there is no such case or file",
            rejected="the file or some rows were rejected, good rows are kept",
        ),
    )
    @click.argument("case", type=PATH)
    @click.argument("file", type=PATH)
    @json_option("import/1")
    @click.pass_context
    def import_(ctx: click.Context, case: Path, file: Path, as_json: bool) -> None:
        from headstamp.case import Case
        from headstamp.values import encode

        with Case.open(case) as opened:
            done = opened.import_table(table, file)
            unclear = opened.not_understood(table)
        if as_json:
            print_json("import/1", {**json_object(done), "not_understood": encode(unclear)})
        else:
            _say_imported(table, file, done)
            _say_unclear(unclear)
        ctx.exit(REJECTED if done.rejected else 0)

    return import_


def _say_imported(table: str, file: Path, done: Import) -> None:
    say(
        f"{file.name}: {count(done.read, 'row')} of {table} read; {done.new} new, {done.changed} changed, "
        f"{done.same} the same, {len(done.rejected)} rejected."
    )
    for one in done.rejected[:_SHOWN_REJECTED]:
        place = ", ".join(part for part in (f"line {one.line}" if one.line else "", one.column or "") if part)
        note(f"  {place}: {one.why}" if place else f"  {one.why}")
    if len(done.rejected) > _SHOWN_REJECTED:
        note(f"  and {len(done.rejected) - _SHOWN_REJECTED} more; --json lists them all.")
    if done.unknown_columns:
        note(f"  Columns that the table does not know are kept: {', '.join(done.unknown_columns)}.")


def _say_unclear(unclear: tuple[NotUnderstood, ...]) -> None:
    if unclear:
        note("  Kept as typed, and not understood yet (`headstamp resolve TEXT` shows why):")
    for one in unclear[:_SHOWN_REJECTED]:
        said = f"'{one.text}' {one.why}" if one.text else one.why
        note(f"  {one.id}, {one.column}: {said}.")
    if len(unclear) > _SHOWN_REJECTED:
        note(f"  and {len(unclear) - _SHOWN_REJECTED} more; --json lists them all.")


def _list(table: str) -> click.Command:
    @click.command(
        "list", help=_example(f"List the {table} of CASE.", f"{table} list mosul"), epilog=_NO_CASE
    )
    @click.argument("case", type=PATH)
    @json_option("list/1")
    def list_(case: Path, as_json: bool) -> None:
        from headstamp.case import Case
        from headstamp.sightings import table_spec
        from headstamp.values import encode

        with Case.open(case) as opened:
            rows = opened.rows(table)
        if as_json:
            print_json("list/1", {"table": table, "rows": encode(rows)})
            return
        spec = table_spec(table)
        shown = [name for name in spec.header if any(row.get(name) for row in rows)][:_SHOWN_COLUMNS]
        print_table(shown, [[row.get(name, "") for name in shown] for row in rows])
        say(f"{counted(len(rows), table)}.")

    return list_


def _export(table: str) -> click.Command:
    words = (
        f"Write the {table} of CASE to FILE (.csv, .xlsx or .json); importing it again changes nothing.\n\n"
        "Cells that a spreadsheet would take for a formula get an apostrophe in CSV and XLSX, which an "
        "import takes away again."
    )

    @click.command("export", help=_example(words, f"{table} export mosul {table}.xlsx"), epilog=_NO_CASE)
    @click.argument("case", type=PATH)
    @click.argument("file", type=PATH)
    @json_option("export/1")
    def export(case: Path, file: Path, as_json: bool) -> None:
        from headstamp.case import Case

        with Case.open(case) as opened:
            rows = opened.export_table(table, file)
        if as_json:
            print_json("export/1", {"table": table, "file": str(file), "rows": rows})
            return
        say(f"{file}: {counted(rows, table)}.")

    return export


def _columns(table: str) -> click.Command:
    words = f"List the columns of the table of {table}: which are required, what they hold, what they mean."

    @click.command("columns", help=_example(words, f"{table} columns"), epilog=exits())
    @json_option("columns/1")
    def columns(as_json: bool) -> None:
        from headstamp.sightings import table_spec

        spec = table_spec(table)
        if as_json:
            body = [_column_body(column, column.name in spec.key) for column in spec.columns]
            print_json("columns/1", {"table": table, "columns": body})
            return
        for column in spec.columns:
            say(f"{column.name:18}{meaning(column)}", 0, 18)

    return columns


def _template(table: str) -> click.Command:
    words = (
        f"Write an empty table of {table} to FILE (.csv or .xlsx), to be filled in and imported.\n\n"
        "Without FILE the header goes to stdout as CSV. A workbook has a note on each column and lists of "
        "the words that may stand in it; its columns are text, so that no date is changed. A file that is "
        "there already is refused."
    )

    @click.command(
        "template",
        help=_example(words, f"{table} template new-{table}.xlsx"),
        epilog=exits(not_found="there is no such folder"),
    )
    @click.argument("file", type=PATH, required=False)
    @json_option("template/1")
    def template(file: Path | None, as_json: bool) -> None:
        from headstamp.sightings import table_spec
        from headstamp.tables.template import template_text, write_template

        spec = table_spec(table)
        if file is not None:
            write_template(file, spec)
        if as_json:
            name = None if file is None else str(file)
            print_json("template/1", {"table": table, "file": name, "columns": list(spec.header)})
        elif file is None:
            click.echo(template_text(spec), nl=False)
        else:
            say(
                f"{file}: an empty table of {table}; fill it in, then `headstamp {table} import CASE {file}`."
            )

    return template


def _column_body(column: Column, in_key: bool) -> Json:
    return {
        "name": column.name,
        "holds": str(column.kind),
        "required": column.required,
        "key": in_key,
        "choices": list(column.choices),
        "low": column.low,
        "high": column.high,
        "what": column.what,
    }


def meaning(column: Column) -> str:
    """What a column holds and means, with what may stand in it where that is a closed list."""
    kind = f"{'required ' if column.required else ''}{column.kind}"
    choices = f"one of {', '.join(column.choices)}" if column.choices else ""
    told = "; ".join(part for part in (column.what, choices) if part)
    return f"{kind}: {told}" if told else kind
