"""Arguments and words of help that several commands share."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

# The stages of `headstamp.records`, written again because that package costs a database; a test compares.
STAGES = (
    "notified",
    "authorised",
    "refused",
    "revoked",
    "ordered",
    "delivered",
    "delivery_verified",
    "retransfer_authorised",
    "customs_exit",
    "customs_entry",
    "transit",
)

F = TypeVar("F", bound=Callable[..., object])


class _NamedPath(click.Path):
    """A path; an empty word is none, though the library takes it for the current folder."""

    def convert(
        self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> str | bytes | os.PathLike[str]:
        if value == "":
            self.fail("An empty word is no path; is a variable unset?", param, ctx)
        return super().convert(value, param, ctx)


PATH = _NamedPath(path_type=Path)


class InOrder(click.Group):
    """A group that lists its commands in the order in which people need them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order in which they were added."""
        return list(self.commands)


def years(context: click.Context, parameter: click.Parameter, value: str | None) -> tuple[int, int] | None:
    """Read first and last year, both included: '1980-1988', or one year.

    Raises:
        click.BadParameter: anything else.
    """
    if value is None:
        return None
    parts = [part.strip() for part in value.replace("–", "-").split("-")]
    if len(parts) > 2 or not all(len(part) == 4 and part.isdecimal() for part in parts):
        raise click.BadParameter(f"'{value}' is not a span of years such as 1980-1988.")
    first, last = int(parts[0]), int(parts[-1])
    if last < first:
        raise click.BadParameter(f"'{value}' ends before it begins; write {last}-{first}.")
    return first, last


def priors_option(words: str = "A preset, or the file of an edited one.") -> Callable[[F], F]:
    """The option `--priors`, the same for every command that assesses routes.

    Args:
        words: what the help says.
    """
    return click.option("--priors", metavar="NAME", default="mixed", show_default=True, help=words)


def exits(*, not_found: str | None = None, rejected: str | None = None) -> str:
    """The last line of a command's help: which exit code it gives when.

    Args:
        not_found: what is missing when the code is 3.
        rejected: what was rejected when the code is 4.
    """
    told = ["0 done", "2 wrong usage"]
    told += [f"3 {not_found}"] if not_found else []
    told += [f"4 {rejected}"] if rejected else []
    return f"Exit codes: {'; '.join(told)}; 130 interrupted."
