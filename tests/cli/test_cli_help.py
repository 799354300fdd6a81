"""Help: there for every command, and free of what makes a program slow to start."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from asked import Run, program
from commands import answers, commands, examples

from headstamp import __version__
from headstamp.cli import COMMANDS
from headstamp.cli.arguments import STAGES
from headstamp.contract import names
from headstamp.records import STAGES as ALL_STAGES
from headstamp.sightings import TABLES

HEAVY = ("numpy", "pyarrow", "duckdb", "ibis", "sqlalchemy", "openpyxl", "jinja2", "cattrs", "pandas")

# Asks for the help of each command in one process, and says which heavy modules that process then holds.
ASK_FOR_HELP = """
import contextlib, io, json, sys
from headstamp.cli import main
for command in json.loads(sys.argv[1]):
    with contextlib.redirect_stdout(io.StringIO()) as said, contextlib.suppress(SystemExit):
        main([*command.split(), "--help"])
    assert "Usage: headstamp" in said.getvalue(), command
print(json.dumps(sorted({name.split(".")[0] for name in sys.modules} & set(json.loads(sys.argv[2])))))
"""


def test_help_and_completion_import_nothing_heavy() -> None:
    asked = json.dumps(["", "records", "sightings", *commands()])
    told = subprocess.run(
        [sys.executable, "-c", ASK_FOR_HELP, asked, json.dumps(HEAVY)],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ,
    )
    assert json.loads(told.stdout) == []


@pytest.mark.parametrize("name", commands())
def test_every_command_has_help_with_an_example_and_its_exit_codes(name: str, run: Run) -> None:
    for flag in ("--help", "-h"):
        told = run(*name.split(), flag)
        assert (told.code, told.err) == (0, "")
        assert f"Usage: headstamp {name} " in told.out
        assert f"  headstamp {name}" in told.out, "there is no example"
        assert "Exit codes: 0 done; 2 wrong usage" in " ".join(told.out.split())
        assert "--json" in told.out
    assert all(one[: len(name.split())] == name.split() for one in examples(commands()[name]))


def test_every_answer_has_a_schema_and_every_schema_an_answer() -> None:
    told = {answers(one) for one in commands().values()}
    assert {*told, "headstamp.error/1"} == set(names())


def test_the_program_lists_its_commands_in_order(run: Run) -> None:
    told = run("--help")
    assert told.code == 0
    section = told.out.split("Commands:\n")[1].split("\n\n")[0]
    listed = [line.split()[0] for line in section.splitlines()]
    assert listed == list(COMMANDS)
    assert set(TABLES) <= set(COMMANDS)


def test_the_words_written_twice_agree() -> None:
    assert STAGES == ALL_STAGES


@pytest.mark.parametrize("group", [[], ["records"], ["sightings"]])
def test_no_command_is_wrong_usage_and_shows_the_help(group: list[str], run: Run) -> None:
    told = run(*group)
    assert (told.code, told.out) == (2, "")
    assert told.err.startswith("Usage: headstamp")
    assert "Commands:" in told.err


def test_the_version_is_told() -> None:
    told = program("--version")
    assert (told.code, told.err) == (0, "")
    assert __version__ in told.out
