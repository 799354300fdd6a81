"""What commands print: tables for people, JSON for programs, one sentence for an error."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from headstamp.values import Json

F = TypeVar("F", bound=Callable[..., object])
_WIDEST = 60


def json_option(function: F) -> F:
    """The option `--json`, the same for every command."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON, with stable keys and a schema version.")(function)


def print_json(schema: str, body: dict[str, Json]) -> None:
    """One object with its schema first."""
    click.echo(json.dumps({"schema": f"headstamp.{schema}", **body}, ensure_ascii=False, indent=1))


def print_table(header: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[int] = ()) -> None:
    """A table in columns, cells cut where they are too wide for a terminal.

    Args:
        right: columns whose cells stand at the right, such as numbers.
    """
    cut = [[_cut(cell) for cell in row] for row in rows]
    if not cut:
        return
    widths = [max(len(line[index]) for line in (list(header), *cut)) for index in range(len(header))]
    for number, line in enumerate((list(header), *cut)):
        cells = [
            cell.rjust(width) if index in right else cell.ljust(width)
            for index, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        text = "  ".join(cells).rstrip()
        click.echo(click.style(text, bold=True) if number == 0 else text)


def _cut(cell: str) -> str:
    plain = " ".join(cell.split())
    return plain if len(plain) <= _WIDEST else plain[: _WIDEST - 1] + "…"


def note(text: str) -> None:
    """A remark beside the answer, on stderr."""
    click.echo(text, err=True)


def report_error(error: Exception, *, as_json: bool) -> int:
    """Print an error as one sentence, or as JSON, and give the exit code; what is no error of ours is raised again."""
    from headstamp.values import HeadstampError

    if isinstance(error, HeadstampError):
        code, text, exit_code = error.code, str(error), error.exit_code
        place = {"file": error.file, "line": error.line, "column": error.column, "do": error.do}
    elif isinstance(error, click.UsageError):
        code, exit_code = "usage", 2
        text = f"{error.format_message()} See `{error.ctx.command_path if error.ctx else 'headstamp'} --help`."
        place = {"file": None, "line": None, "column": None, "do": None}
    elif isinstance(error, click.ClickException):
        code, text, exit_code = "usage", error.format_message(), error.exit_code
        place = {"file": None, "line": None, "column": None, "do": None}
    elif isinstance(error, OSError):
        code, exit_code = "file", 3 if isinstance(error, FileNotFoundError) else 4
        text = f"{error.filename or 'A file'} cannot be used: {(error.strerror or str(error)).lower()}."
        place = {"file": str(error.filename) if error.filename else None, "line": None, "column": None, "do": None}
    else:
        raise error
    if as_json:
        click.echo(json.dumps({"schema": "headstamp.error/1", "code": code, "message": text, **place}, ensure_ascii=False))
    else:
        click.echo(f"{click.style('Error:', bold=True)} {text}", err=True)
    return exit_code


def progress(label: str, length: int) -> Callable[[Iterable[object]], Iterable[object]]:
    """A bar on stderr for work that takes a while; nothing where nobody watches."""

    def wrap(items: Iterable[object]) -> Iterable[object]:
        if length < 20 or not sys.stderr.isatty():
            yield from items
            return
        with click.progressbar(items, length=length, label=label, file=sys.stderr, show_pos=True) as bar:
            yield from bar

    return wrap
