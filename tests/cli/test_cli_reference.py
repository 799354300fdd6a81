"""The page on the command line is written from the program, and its examples run."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from asked import Run
from commands import commands, examples
from sipri_files import Deal, sipri

from headstamp.sightings import TABLES

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "cli.md"


def test_the_page_is_in_step_with_the_program() -> None:
    tool = ROOT / "tools" / "cli_reference.py"
    done = subprocess.run([sys.executable, str(tool), "--check"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", commands())
def test_every_command_has_an_example_on_the_page(name: str) -> None:
    assert f"$ headstamp {name}" in PAGE.read_text(encoding="utf-8")


# Traced by tests of their own, at greater length.
TRACED = ("demo", "trace")
# What writes a file that must not be there; asked here once only, and again by tests of their own.
WRITES = ("template", "pack", "handed-over", "checkpoint")


# The beginning of the SHA-256 of 'abc', from FIPS 180-4.
ABC = "ba7816bf8f01"


def every_example() -> Iterator[list[str]]:
    for name, command in commands().items():
        if name not in (*TRACED, "init"):
            yield from examples(command)


def test_every_example_runs(run: Run) -> None:
    Path("trade-register.csv").write_bytes(sipri([Deal(recipient="Iraq"), Deal(recipient="Iran")]))
    Path("footage").mkdir()
    Path("footage", "abc.txt").write_bytes(b"abc")
    assert run("records", "add", "trade-register.csv").code == 0
    (snapshot,) = run("records", "list", "--json").json("records.list/1")["snapshots"]
    assert run(*examples(commands()["init"])[0]).code == 0
    for table in TABLES:
        assert run(table, "export", "mosul", f"{table}.csv").code == 0
    Path("article.txt").write_text("IS fighters used rifles in Iraq in 2014.\n", encoding="utf-8")
    read = run("read", "mosul", "article.txt", "--json").json("read/1")
    accepted = {"cl-0123456789ab": read["claims"][0]["id"]}
    for arguments in every_example():
        here = (
            accepted | dict.fromkeys(("4f2a", "8c1d"), snapshot["snapshot"][:4]) | {"ev-1f3a9c": f"ev-{ABC}"}
        )
        given = [here.get(one, one) for one in arguments]
        told = run(*given)
        remarks = [line for line in told.err.splitlines() if not line.startswith("  ")]
        assert (told.code, remarks) == (0, []), (given, told)
        assert run(*given, "--json").code == (2 if {*WRITES} & {*given} else 0)
