"""A writer killed without warning: the store opens, is whole, and holds all that was acknowledged.

A child process commits change after change and says so through a pipe after each; it is killed at a
random moment, many times over, on the same store. HEADSTAMP_TORTURE=500 kills it 500 times. A kill does
not show what a power cut would: see the docs on durability for what that rests on.
"""

from __future__ import annotations

import os
import random
import select
import signal
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path

import pytest

import headstamp
from headstamp.custody import Store, StoredRow

KILLS = int(os.environ.get("HEADSTAMP_TORTURE", "15"))
ROWS = 4
ROUND = 15

WRITER = """
import os, sys
from pathlib import Path
from headstamp.custody import Store
path, rows = Path(sys.argv[1]), int(sys.argv[2])
os.write(1, b"ready\\n")
sys.stdin.readline()
store = Store.open(path) if path.exists() else Store.create(path, "c1")
number = store.setting("next") or 0
while True:
    with store.change("child", "torture") as change:
        for row in range(rows):
            change.put("sightings", f"{number}-{row}", {"n": str(number), "filler": "x" * 500 * row})
        change.set("next", number + 1)
    os.write(1, b"%d\\n" % number)
    number += 1
"""

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")


def start(path: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), str(ROWS)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(Path(headstamp.__file__).parents[1])},
    )


def kill(child: subprocess.Popen[bytes], delay: float) -> list[int]:
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


def expected(number: int) -> list[StoredRow]:
    return [
        StoredRow(f"{number}-{row}", {"n": str(number)} | ({"filler": "x" * 500 * row} if row else {}))
        for row in range(ROWS)
    ]


def verify(path: Path, acknowledged: list[int]) -> None:
    with Store.open(path) as store:
        assert store.check() == []
        assert store.rebuild() == store.projection()
        rows = store.rows("sightings")
    # Whole changes only, in order; one that was committed but not yet acknowledged is allowed.
    assert rows == [row for number in range(len(rows) // ROWS) for row in expected(number)]
    assert all(number < len(rows) // ROWS for number in acknowledged)


@pytest.fixture
def writers(tmp_path: Path) -> Iterator[Iterator[tuple[Path, subprocess.Popen[bytes]]]]:
    """Children one after another, each started while its forerunner is still at work.

    They share a store until ROUND of them have died on it, since looking through it takes ever longer.
    """
    turns = iter(tmp_path / f"{number // ROUND}.db" for number in count())
    started: list[tuple[Path, subprocess.Popen[bytes]]] = []

    def each() -> Iterator[tuple[Path, subprocess.Popen[bytes]]]:
        while True:
            while len(started) < 2:
                path = next(turns)
                started.append((path, start(path)))
            yield started.pop(0)

    yield each()
    for _, child in started:
        child.kill()
        child.communicate()


def test_a_store_is_whole_or_not_there_when_its_maker_is_killed(tmp_path: Path) -> None:
    chance = random.Random(2018)
    for number in range(max(4, KILLS // 10)):
        path = tmp_path / f"{number}.db"
        acknowledged = kill(start(path), chance.uniform(0, 0.04))
        if path.exists():
            verify(path, acknowledged)
        else:
            assert acknowledged == []


def test_no_acknowledged_change_is_lost_when_the_writer_is_killed(
    writers: Iterator[tuple[Path, subprocess.Popen[bytes]]],
) -> None:
    chance = random.Random(2015)
    acknowledged: dict[Path, list[int]] = defaultdict(list)
    for path, child in islice(writers, KILLS):
        acknowledged[path] += kill(child, chance.expovariate(1 / 0.05))
        if path.exists():
            verify(path, acknowledged[path])
        else:
            assert acknowledged[path] == []
    assert all(numbers == sorted(set(numbers)) for numbers in acknowledged.values())
    assert any(acknowledged.values()), "no child lived long enough to write"
