"""Errors as one sentence for people or one object for programs, and the exit code that goes with each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from headstamp.cli.output import bold, json_text

if TYPE_CHECKING:
    from headstamp.values import Json

USAGE, NOT_FOUND, REJECTED, INTERRUPTED = 2, 3, 4, 130


@dataclass(frozen=True, slots=True)
class Fault:
    """What went wrong, as the contract words it: one sentence, its place, what to do, and the exit code."""

    code: str
    message: str
    exit_code: int
    file: str | None = None
    line: int | None = None
    column: str | None = None
    do: str | None = None

    def body(self) -> dict[str, Json]:
        """The keys of `headstamp.error/1` after its schema."""
        return {
            "code": self.code,
            "message": self.message,
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "do": self.do,
        }


def fault_of(error: Exception) -> Fault | None:
    """The fault that an error stands for; None for what is no error of ours, our users' or their disk's."""
    from headstamp.values import HeadstampError

    if isinstance(error, HeadstampError):
        return Fault(error.code, str(error), error.exit_code, error.file, error.line, error.column, error.do)
    if isinstance(error, click.UsageError):
        return _usage(error)
    if isinstance(error, OSError):
        return _file(error)
    return None


def _usage(error: click.UsageError) -> Fault:
    path = error.ctx.command_path if error.ctx else "headstamp"
    do = f"see `{path} --help`"
    bare = isinstance(error, click.exceptions.NoArgsIsHelpError)
    said = "A command is missing" if bare else error.format_message()
    # The parser puts its guess into a sentence of its own.
    said = re.sub(r"\.\s+Did you (mean .*)\?$", r" (did you \1?)", said).rstrip(".")
    return Fault("usage", f"{said}; {do}.", USAGE, do=do)


def _file(error: OSError) -> Fault:
    missing = isinstance(error, FileNotFoundError)
    do = "check the name" if missing else "check that it is a file or folder that you may use"
    why = (error.strerror or type(error).__name__).lower()
    name = str(error.filename) if error.filename else None
    text = f"{name or 'A file'} cannot be used ({why}); {do}."
    return Fault("file", text, NOT_FOUND if missing else REJECTED, file=name, do=do)


def report(error: Exception, *, as_json: bool) -> int:
    """Print an error and give the exit code; what is no fault of use is raised again."""
    fault = fault_of(error)
    if fault is None:
        raise error
    if as_json:
        click.echo(json_text({"schema": "headstamp.error/1", **fault.body()}))
    elif isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message(), err=True)
    else:
        print_fault(fault)
    return fault.exit_code


def print_fault(fault: Fault) -> None:
    """One sentence on stderr."""
    click.echo(f"{bold('Error:')} {fault.message}", err=True)
