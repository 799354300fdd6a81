"""Programs that are started to be killed."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import headstamp

ROUND = 15
"""Kills on the same files: looking through them takes ever longer."""

ENVIRONMENT = os.environ | {
    "PYTHONPATH": str(Path(headstamp.__file__).parents[1]),
    "PYTHONDONTWRITEBYTECODE": "1",
}

Child = subprocess.Popen[bytes]


def start(*arguments: object, stderr: int | None = None) -> Child:
    """Start a program that says 'ready' and waits for a line before it goes to work."""
    return subprocess.Popen(
        [sys.executable, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=stderr,
        env=ENVIRONMENT,
    )


def kill(child: Child, delay: float) -> list[int]:
    """Let the child go, kill it after `delay` seconds, and return what it acknowledged."""
    assert child.stdout.readline() == b"ready\n"
    child.stdin.write(b"go\n")
    child.stdin.flush()
    select.select([], [], [], delay)
    child.kill()
    said, _ = child.communicate()
    assert child.returncode == -signal.SIGKILL, "the child ended by itself"
    # A last line without its end was cut off with the child.
    return [int(line) for line in said.split(b"\n")[:-1]]


@contextmanager
def one_after_another(folder: Path, begin: Callable[[Path], Child]) -> Iterator[Iterator[tuple[Path, Child]]]:
    """Children one after another, each started while its forerunner is still at work.

    They share a place until ROUND of them have died on it.

    Args:
        folder: where the places are.
        begin: starts a child on a place.
    """
    turns = iter(folder / f"{number // ROUND}" for number in count())
    started: list[tuple[Path, Child]] = []

    def each() -> Iterator[tuple[Path, Child]]:
        while True:
            while len(started) < 2:
                place = next(turns)
                started.append((place, begin(place)))
            yield started.pop(0)

    try:
        yield each()
    finally:
        for _, child in started:
            child.kill()
            child.communicate()
