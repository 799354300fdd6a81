"""The option `--on` of the law's commands: a day, or a longer time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from headstamp.values import Span

F = TypeVar("F", bound=Callable[..., object])


def read_time(context: click.Context, parameter: click.Parameter, value: str | None) -> Span | None:
    """A time as people write it.

    Raises:
        click.BadParameter: nothing can be read from it, or it has no beginning or no end.
    """
    from headstamp.values import Span, ValueUnreadable

    if value is None:
        return None
    try:
        found = Span.parse(value)
    except ValueUnreadable as error:
        raise click.BadParameter(str(error).rstrip(".")) from None
    if found.from_ is None or found.to is None:
        raise click.BadParameter(f"'{value}' has no beginning or no end; give a day such as 2015-06-01.")
    return found


def time_option(words: str) -> Callable[[F], F]:
    """The option `--on`, which is needed.

    Args:
        words: what the help says.
    """
    return click.option("--on", metavar="DATE", required=True, callback=read_time, help=words)
