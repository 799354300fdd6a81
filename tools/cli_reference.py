"""Write docs/cli.md from the program itself, so that the reference of the command line cannot rot.

Run it after a change of a command: `python tools/cli_reference.py`. With `--check` nothing is written, and
the exit code is 1 when the page is out of step.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from headstamp.cli import COMMANDS, headstamp
from headstamp.cli.tables import meaning
from headstamp.sightings import TABLES, table_spec

PAGE = Path(__file__).parents[1] / "docs" / "cli.md"
SHARED = ("import", "list", "export", "columns", "template")
MODEL = "sightings"

OPENING = """\
# Command line

This page is written by `tools/cli_reference.py` from the program itself; do not edit it by hand.

Every command prints tables for people on stdout, cut to the width of the terminal; where the output goes to
a file or another program nothing is cut. With `--json` a command prints one JSON object instead, with the
keys that its schema names: `headstamp.contract.schema("headstamp.trace/1")` gives it, and within /1 keys are
only ever added. Progress and remarks go to stderr. An error is one sentence on stderr that says what is
wrong, where, and what to do; with `--json` it is a `headstamp.error/1` object on stdout.

| exit code | meaning |
|---|---|
| 0 | done |
| 1 | a check found something |
| 2 | wrong usage, or a request that will not be carried out |
| 3 | a file, case, name or snapshot was not found |
| 4 | a file or some rows were rejected; what was good is kept |
| 130 | interrupted; what was committed stays, nothing is half written |

Where a name of a state, group or weapon is asked for, its id, name or any alias will do. Whoever changes a
case is recorded by the name in `HEADSTAMP_WHO`, else the name of the account. The library of records lies in
`HEADSTAMP_HOME`, else in the platform's folder for user data.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([OPENING, *sections()]).rstrip() + "\n"


def sections() -> Iterator[str]:
    """A section a command; tables of a case share theirs, since their commands differ by name only."""
    root = click.Context(headstamp, info_name="headstamp")
    for name in COMMANDS:
        command = headstamp.get_command(root, name)
        assert command is not None
        if name not in TABLES:
            yield from described(command, root, name)
    yield from tables(root)


def described(command: click.Command, parent: click.Context, name: str, level: int = 2) -> Iterator[str]:
    """A command, and those below it."""
    context = click.Context(command, parent=parent, info_name=name)
    yield f"{'#' * level} {context.command_path}\n"
    words, examples = told(command)
    yield f"{words}\n"
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            found = command.get_command(context, below)
            assert found is not None
            yield from described(found, context, below, level + 1)
        return
    yield code([f"{context.command_path} {' '.join(command.collect_usage_pieces(context))}"])
    yield from options(command, context)
    yield code([f"$ {line}" for line in examples])
    yield f"{command.epilog}\n"


def told(command: click.Command) -> tuple[str, list[str]]:
    """What a command's help says, and its examples."""
    text = inspect.cleandoc(command.help or "")
    words, *example = re.split(r"\x08\nExamples?:\n", text, maxsplit=1)
    return words.strip(), [line.strip() for line in "".join(example).splitlines() if line.strip()]


def options(command: click.Command, context: click.Context) -> Iterator[str]:
    """The options of a command as a table."""
    parameters = [one for one in command.get_params(context) if "--help" not in one.opts]
    records = [one.get_help_record(context) for one in parameters]
    yield "| option | meaning |\n|---|---|"
    for option, words in filter(None, records):
        if words:
            yield f"| `{option}` | {cell(words)} |"
    yield ""


def tables(root: click.Context) -> Iterator[str]:
    """The tables of a case: what their commands do, told once, and the columns of each."""
    model = headstamp.get_command(root, MODEL)
    assert model is not None
    yield "## Tables of a case\n"
    yield (
        "Every table has the same five commands; they are described here for `sightings` and differ for the "
        "others only by the table's name; what a table has besides stands with it.\n"
    )
    yield from list(described(model, root, MODEL))[2:]
    for name in (name for name in COMMANDS if name in TABLES):
        group = headstamp.get_command(root, name)
        assert isinstance(group, click.Group)
        assert same_commands(group, model, name), f"{name} differs from {MODEL} in more than its name"
        yield f"### headstamp {name}\n"
        yield f"{COMMANDS[name][1]}\n"
        shared = list(group.commands.values())[: len(SHARED)]
        yield code([f"$ {line}" for one in shared for line in told(one)[1]])
        yield from columns(name)
        for one in list(group.commands.values())[len(SHARED) :]:
            yield from described(one, click.Context(group, root, name), str(one.name), 4)


def same_commands(group: click.Group, model: click.Command, name: str) -> bool:
    """Whether a table's first commands are those of the model but for the table's name."""
    assert isinstance(model, click.Group)

    def facts(one: click.Group, table: str) -> list[object]:
        return [
            (
                each.name,
                (each.help or "").replace(table, MODEL),
                each.epilog,
                [part.name for part in each.params],
            )
            for each in list(one.commands.values())[: len(SHARED)]
        ]

    return facts(group, name) == facts(model, MODEL)


def columns(table: str) -> Iterator[str]:
    """The columns of a table; those that are required stand in bold."""
    yield "| column | holds |\n|---|---|"
    for column in table_spec(table).columns:
        mark = "**" if column.required else ""
        yield f"| {mark}{column.name}{mark} | {cell(meaning(column))} |"
    yield ""


def code(lines: list[str]) -> str:
    """A block of commands; `text`, since some need files that only tests have."""
    return "\n".join(["```text", *lines, "```\n"])


def cell(text: str) -> str:
    """Text that can stand in a table."""
    return " ".join(text.split()).replace("|", "\\|")


def main() -> int:
    """Write the page, or compare it with `--check`."""
    made = page()
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(made, encoding="utf-8")
        return 0
    if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == made:
        return 0
    print(f"{PAGE.name} is out of step; run `python tools/cli_reference.py`.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
