"""The power fails at any moment of an ingest, on a disk that keeps as little as it may: the promise holds.

One ingest is recorded with its bytes; disks are made from the record as `power.py` says. A second record is
of an ingest that was killed and then run again, cut off during the second run: what the first left half done
must not be taken for safe. Each planted fault must show. HEADSTAMP_TORTURE makes 5,000 disks of some 150.
"""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from looking import faults, faults_after_retry
from power import disks_at
from recording import Event, Recorder
from tracing_calls import FOLLOWED, ingest, why_not

TORTURE = "HEADSTAMP_TORTURE" in os.environ
DISKS = 5_000 if TORTURE else 150
SYNCS = range(1, 51) if TORTURE else (5, 8, 30)
"""At which of its syncs the first of two ingests is killed; those of files come before those of folders."""

AFTER_KILLS = 1_500 if TORTURE else 45
ENOUGH = 300 if TORTURE else 60
"""Disks on which a planted fault must show; in the default run the first that shows it is enough."""

BATCHES = 5
RETRIED = 4
"""One disk in so many is also taken on by a second ingest."""

BYTES = ("-xx", "-s", "4000000")

pytestmark = pytest.mark.skipif(why_not() != "", reason=why_not())


@contextmanager
def fast_folder() -> Iterator[Path]:
    """A folder for thousands of small disks, in memory where there is such a place."""
    memory = Path("/dev/shm")
    usable = memory.is_dir() and os.access(memory, os.W_OK)
    with tempfile.TemporaryDirectory(dir=memory if usable else None) as folder:
        yield Path(folder)


@cache
def recorded(*more: str) -> tuple[Event, ...]:
    """An ingest from the beginning to its end."""
    with tempfile.TemporaryDirectory() as folder:
        recorder = Recorder(f"{folder}/case")
        ended = ingest(Path(folder) / "case", BATCHES, *more, follow=FOLLOWED, options=BYTES)
        assert (ended.code, ended.said) == (0, list(range(BATCHES))), ended.error
        recorder.read(ended.trace)
        return tuple(recorder.events)


@cache
def recorded_twice(sync: int, *more: str) -> tuple[tuple[Event, ...], int]:
    """An ingest killed at a sync, and one that goes on: the events, and how many are of the first."""
    with tempfile.TemporaryDirectory() as folder:
        recorder = Recorder(f"{folder}/case")
        case = Path(folder) / "case"
        kill = ("-e", f"inject=fsync:signal=KILL:when={sync}")
        ended = ingest(case, BATCHES, "--one-thread", *more, follow=FOLLOWED, options=(*BYTES, *kill))
        assert ended.code == -9, (ended.code, ended.error)
        recorder.read(ended.trace)
        first = len(recorder.events)
        ended = ingest(case, BATCHES, "--one-thread", *more, follow=FOLLOWED, options=BYTES)
        assert ended.code == 0, ended.error
        recorder.read(ended.trace)
        return tuple(recorder.events), first


def cut_off(
    events: tuple[Event, ...], count: int, *, seed: int, start: int = 0, retry: bool = True
) -> Iterator[list[str]]:
    """What is wrong after each of so many power cuts."""
    chance = random.Random(seed)
    moments = sorted(chance.randint(start, len(events)) for _ in range(count))
    with fast_folder() as folder:
        for number, disk in enumerate(disks_at(list(events), moments)):
            case = folder / str(number)
            disk.lay_out(case, chance)
            found = faults(case, disk.said)
            if not found and retry and number % RETRIED == 0:
                found = faults_after_retry(case, BATCHES)
            yield found
            shutil.rmtree(case)


def test_nothing_acknowledged_is_lost_by_a_power_cut() -> None:
    found = list(cut_off(recorded(), DISKS - AFTER_KILLS, seed=1))
    print({"disks": len(found), "events": len(recorded()), "bad": sum(map(bool, found))})
    assert [each for each in found if each] == []


def test_nothing_is_lost_by_a_power_cut_after_a_kill_and_a_second_run() -> None:
    found = []
    for sync in SYNCS:
        events, first = recorded_twice(sync)
        found += cut_off(events, AFTER_KILLS // len(SYNCS), seed=sync, start=first)
    print({"disks": len(found), "kills": len(SYNCS), "bad": sum(map(bool, found))})
    assert [each for each in found if each] == []


def shows(disks: Iterator[list[str]], bug: str) -> Counter[str]:
    """The kinds of fault that come up."""
    seen: Counter[str] = Counter()
    for found in disks:
        seen["disks"] += 1
        seen["bad"] += bool(found)
        seen.update({each.partition(":")[0] for each in found})
        if found and not TORTURE:
            break
    print(bug, dict(seen))
    return seen


@pytest.mark.parametrize(
    ("bug", "kind"),
    [
        ("no-object-sync", "half-written"),
        ("no-folder-sync", "dangling"),
        ("lazy-database", "lost"),
        ("log-first", "dangling"),
        ("say-first", "lost"),
        ("in-place", "half-written"),
    ],
)
def test_a_planted_fault_shows(bug: str, kind: str) -> None:
    seen = shows(cut_off(recorded("--bug", bug), ENOUGH, seed=2, retry=False), bug)
    assert seen["bad"]
    assert seen[kind] or not TORTURE


def test_trust_in_names_that_a_killed_program_left_shows() -> None:
    seen: Counter[str] = Counter()
    # Three files, one with leaves, are synced one by one; then come the folders.
    for sync in range(6, 12):
        events, first = recorded_twice(sync, "--bug", "trusts-names")
        seen += shows(cut_off(events, ENOUGH, seed=sync, start=first, retry=False), f"trusts-names {sync}")
        if seen["bad"] and not TORTURE:
            break
    assert seen["bad"]
