"""Several writers at once: their changes follow one another, whole, and none is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import groupby
from pathlib import Path
from threading import Thread

import headstamp
from headstamp.custody import Store, read_line

CHANGES = 12
ROWS = 3

WRITER = """
import sys
from pathlib import Path
from headstamp.custody import Store
path, who, changes, rows = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
with Store.open(path) as store:
    for number in range(changes):
        with store.change(who, f"{who} {number}") as change:
            for row in range(rows):
                change.put("sightings", f"{who}-{number}-{row}", {"n": str(row)})
            change.set("last", [who, number])
"""


def write(store: Store, who: str) -> None:
    for number in range(CHANGES):
        with store.change(who, f"{who} {number}") as change:
            for row in range(ROWS):
                change.put("sightings", f"{who}-{number}-{row}", {"n": str(row)})
            change.set("last", [who, number])


def assert_ordered_and_whole(store: Store) -> None:
    entries = [read_line(line) for line in store.events()]
    assert [each.seq for each in entries] == list(range(1, 2 * CHANGES * (ROWS + 1) + 1))
    acts = [(act, len(list(group))) for act, group in groupby(entries, key=lambda each: each.act)]
    # Each change stands in one piece, and each writer's changes in the order in which it made them.
    assert sorted(acts) == sorted((f"{who} {n}", ROWS + 1) for who in ("a", "b") for n in range(CHANGES))
    for who in ("a", "b"):
        assert [act for act, _ in acts if act[0] == who] == [f"{who} {n}" for n in range(CHANGES)]
    assert store.setting("last") == [acts[-1][0][0], CHANGES - 1]
    assert store.check() == []
    assert store.rebuild() == store.projection()


def test_two_threads_on_one_store(tmp_path: Path) -> None:
    with Store.create(tmp_path / "case.db", "c1") as store:
        threads = [Thread(target=write, args=(store, who)) for who in ("a", "b")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert_ordered_and_whole(store)


def test_two_processes_on_one_file(tmp_path: Path) -> None:
    with Store.create(tmp_path / "case.db", "c1") as store:
        environment = os.environ | {"PYTHONPATH": str(Path(headstamp.__file__).parents[1])}
        arguments = [sys.executable, "-c", WRITER, str(store.path)]
        writers = [
            subprocess.Popen([*arguments, who, str(CHANGES), str(ROWS)], env=environment)
            for who in ("a", "b")
        ]
        assert [writer.wait() for writer in writers] == [0, 0]
        assert_ordered_and_whole(store)
