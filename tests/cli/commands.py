"""Every command of the program, found by walking it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from functools import cache

import click

from headstamp.cli import headstamp


@cache
def commands() -> dict[str, click.Command]:
    """Every command that does something, by what follows the program's name, such as 'records add'."""
    return dict(_below(headstamp, click.Context(headstamp, info_name="headstamp"), ()))


def _below(
    group: click.Group, context: click.Context, path: tuple[str, ...]
) -> Iterator[tuple[str, click.Command]]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from _below(command, click.Context(command, context, name), (*path, name))
        else:
            yield " ".join((*path, name)), command


def examples(command: click.Command) -> list[list[str]]:
    """The arguments of each example in a command's help."""
    _, *shown = re.split(r"\x08\s*Examples?:\n", command.help or "", maxsplit=1)
    lines = [line.strip() for line in "".join(shown).splitlines() if line.strip()]
    return [shlex.split(line.removeprefix("headstamp ")) for line in lines]


def answers(command: click.Command) -> str:
    """What a command's JSON calls itself, by its help: 'headstamp.trace/1'."""
    told = next(one for one in command.params if one.name == "as_json")
    assert isinstance(told, click.Option)
    found = re.search(r"headstamp\.[a-z.]+/\d", told.help or "")
    assert found, command.name
    return found.group()
