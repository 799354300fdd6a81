"""A writer killed without warning: the store opens, is whole, and holds all that was acknowledged.

A child process commits change after change and says so through a pipe after each; it is killed at a
random moment, many times over, on the same store. HEADSTAMP_TORTURE=500 kills it 500 times. A kill does
not show what a power cut would: see `test_ingest_power_cut.py`.
"""

from __future__ import annotations

import os
import random
import signal
from collections import defaultdict
from itertools import islice
from pathlib import Path

import pytest
from children import Child, kill, one_after_another, start

from headstamp.custody import Store, StoredRow

KILLS = int(os.environ.get("HEADSTAMP_TORTURE", "15"))
ROWS = 4

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


def writer(path: Path) -> Child:
    return start("-c", WRITER, path, ROWS)


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


def test_a_store_is_whole_or_not_there_when_its_maker_is_killed(tmp_path: Path) -> None:
    chance = random.Random(2018)
    for number in range(max(4, KILLS // 10)):
        path = tmp_path / f"{number}.db"
        acknowledged = kill(writer(path), chance.uniform(0, 0.04))
        if path.exists():
            verify(path, acknowledged)
        else:
            assert acknowledged == []


def test_no_acknowledged_change_is_lost_when_the_writer_is_killed(tmp_path: Path) -> None:
    chance = random.Random(2015)
    acknowledged: dict[Path, list[int]] = defaultdict(list)
    with one_after_another(tmp_path, writer) as children:
        for path, child in islice(children, KILLS):
            acknowledged[path] += kill(child, chance.expovariate(1 / 0.05))
            if path.exists():
                verify(path, acknowledged[path])
            else:
                assert acknowledged[path] == []
    assert all(numbers == sorted(set(numbers)) for numbers in acknowledged.values())
    assert any(acknowledged.values()), "no child lived long enough to write"
