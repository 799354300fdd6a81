"""What commands print: sentences for people, JSON for programs; remarks beside the answer go to stderr."""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

import click

from headstamp.cli.columns import printable, room

if TYPE_CHECKING:
    from headstamp.values import Json

F = TypeVar("F", bound=Callable[..., object])
T = TypeVar("T")
_PATIENCE = 1.0
_WIDEST_TEXT = 100


def json_option(schema: str) -> Callable[[F], F]:
    """The option `--json`, the same for every command.

    Args:
        schema: what the answer calls itself, such as 'records.find/1'; `headstamp.contract` describes it.
    """
    words = f"Print JSON for programs: headstamp.{schema}."
    return click.option("--json", "as_json", is_flag=True, help=words)


def print_json(schema: str, body: dict[str, Json]) -> None:
    """One object with its schema first."""
    click.echo(json_text({"schema": f"headstamp.{schema}", **body}, indent=1))


def json_object(value: object) -> dict[str, Json]:
    """A record of ours as the JSON object that the contract tells of it."""
    from headstamp.values import encode

    body = encode(value)
    assert isinstance(body, dict)
    return body


def json_text(value: object, indent: int | None = None) -> str:
    """JSON in the script it was written in, or escaped where the output cannot show it."""
    return json.dumps(value, ensure_ascii=not shows_all_scripts(), indent=indent, allow_nan=False)


def shows_all_scripts() -> bool:
    """Whether the output can show whatever script a name is written in."""
    return (sys.stdout.encoding or "").casefold().startswith("utf")


def say(text: str, indent: int = 0, hanging: int = 0, *, err: bool = False) -> None:
    """Sentences, broken at blanks so that they fit the terminal.

    Args:
        indent: blanks before each line.
        hanging: blanks more before all lines but the first.
    """
    click.echo(wrapped(text, indent, hanging), err=err)


def wrapped(text: str, indent: int = 0, hanging: int = 0) -> str:
    """The text broken at blanks for the terminal; as one line where nobody's terminal limits it."""
    text, space, first = printable(text), room(), " " * indent
    if space is None:
        return first + text
    rest = first + " " * hanging
    lines = textwrap.wrap(
        text,
        max(20, min(space, _WIDEST_TEXT)),
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
        break_long_words=False,
    )
    return "\n".join(lines)


def bold(text: str) -> str:
    """The text as a heading."""
    return click.style(text, bold=True)


def note(text: str) -> None:
    """A remark beside the answer, on stderr."""
    say(text, err=True)


def count(number: int, noun: str, plural: str | None = None) -> str:
    """A number with its noun: '1 row', '27,951 rows'."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def progress(label: str, length: int) -> Callable[[Iterable[T]], Iterable[T]]:
    """A bar on stderr, with rate and time left, for work that turns out to take a while.

    Nothing is shown where nobody watches.
    """

    def wrap(items: Iterable[T]) -> Iterator[T]:
        began, bar = monotonic(), None
        with ExitStack() as shown:
            for done, item in enumerate(items, start=1):
                yield item
                if bar is not None:
                    bar.update(1, f"{done / (monotonic() - began):.1f} a second")
                elif sys.stderr.isatty() and monotonic() - began > _PATIENCE:
                    begun = click.progressbar(
                        length=length,
                        label=label,
                        file=sys.stderr,
                        show_pos=True,
                        item_show_func=lambda rate: rate or "",
                    )
                    bar = shown.enter_context(begun)
                    bar.update(done)

    return wrap


@contextmanager
def working(label: str) -> Iterator[None]:
    """Say on stderr what is being done while it lasts; nothing where nobody watches."""
    if not sys.stderr.isatty():
        yield
        return
    click.echo(f"{label} …", nl=False, err=True)
    try:
        yield
    finally:
        click.echo("\r\033[K", nl=False, err=True)
