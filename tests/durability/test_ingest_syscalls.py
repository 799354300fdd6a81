"""Each call by which an ingest changes the disk is killed at, and fails, one after another.

The ingest runs in one thread, so that its Nth call is the same in every run. At each call it is killed, or
the call fails with EIO or ENOSPC. After a failure it must end with an error of headstamp's own; a failure
that it swallows must be on the list below, with the reason why nothing acknowledged hangs on it.
HEADSTAMP_TORTURE takes every call; the default run takes a sample.
"""

from __future__ import annotations

import os
import random
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from looking import faults, faults_after_retry
from tracing_calls import CALL, CHANGING, LINE, Ended, ingest, why_not

TORTURE = "HEADSTAMP_TORTURE" in os.environ
SAMPLE = 20
BATCHES = 2
FAILURES = ("KILL", "EIO", "ENOSPC")
HOW = ("--one-thread", "--opened-for", "1")
FOLLOWED = (*CHANGING, "open", "openat", "flock", "fcntl", "utimensat", "close")
NAMED = ("-y",)
"""Have strace write the path beside every descriptor."""

pytestmark = pytest.mark.skipif(why_not() != "", reason=why_not())


@dataclass(frozen=True)
class Point:
    """The Nth time that a call is made, and what happens then."""

    call: str
    nth: int
    failure: str


@dataclass(frozen=True)
class Swallowed:
    """A failure after which a program may go on.

    Attributes:
        about: what the ingest was doing: 'making' the store, 'working' on a batch, 'closing' the store
            after the last of its batches was acknowledged; as a pattern.
        call: name of the call, as a pattern.
        what: the file or folder it is about, as a pattern.
        why: why nothing acknowledged hangs on it.
    """

    about: str
    call: str
    what: str
    why: str


ALLOWED = (
    Swallowed(
        "closing",
        "pwrite64|ftruncate|fdatasync|fsync",
        r"case\.db(-wal)?>",
        "what was committed is safe in the WAL, which then stays and is copied when the store is next opened",
    ),
    Swallowed(
        "closing|working|making",
        "unlink",
        r"case\.db[^\"/]*-(wal|shm)\"",
        "opening the store next clears it away",
    ),
    Swallowed(
        "closing|working|making",
        "fdatasync|fsync",
        r"\d</[^<>]*/case-[^/<>]*>",
        "SQLite syncs the folder of a new file as well as it can, since some file systems refuse to",
    ),
    Swallowed(
        "working", "unlink", "/evidence/tmp/", "a leftover without a name is removed by the next sweep"
    ),
    Swallowed(
        "making", "unlink", r"/\.case\.db\.\w+\.new", "what was made aside means nothing without its name"
    ),
    Swallowed("working", "mkdir", "/evidence/objects/", "the folder was there already, or it is an error"),
)


@cache
def calls() -> tuple[tuple[str, int, str], ...]:
    """Every call about the case that an undisturbed run makes: its name, its number, and its line."""
    with tempfile.TemporaryDirectory() as folder:
        ended = ingest(Path(folder) / "case", BATCHES, *HOW, follow=FOLLOWED, options=NAMED)
    assert (ended.code, ended.said) == (0, list(range(BATCHES))), ended.error
    seen: Counter[str] = Counter()
    found = []
    for line in ended.trace:
        call = CALL.match(LINE.match(line)["rest"])
        if call is None:
            continue
        seen[call["name"]] += 1
        if f"{folder}/case" in line and changes(call["name"], line):
            found.append((call["name"], seen[call["name"]], line.replace(folder, "")))
    return tuple(found)


def changes(name: str, line: str) -> bool:
    if "-shm" in line:
        # SQLite's index of its WAL, in memory as far as it matters: it is made anew when a store is opened.
        return False
    if name in ("open", "openat"):
        return "O_CREAT" in line or "O_DIRECTORY" in line
    return name not in ("fcntl", "close")


def points() -> list[Point]:
    # Opening what is there and taking a lock need no room on the disk.
    every = [
        Point(name, nth, failure)
        for name, nth, line in calls()
        for failure in FAILURES
        if failure != "ENOSPC" or not (name == "flock" or "O_DIRECTORY" in line)
    ]
    return every if TORTURE else random.Random(4).sample(every, SAMPLE)


def disturbed(point: Point, folder: Path, *more: str) -> tuple[Ended, Path]:
    case = folder / "-".join(("case", point.call, str(point.nth), point.failure))
    how = "signal=KILL" if point.failure == "KILL" else f"error={point.failure}"
    inject = ("-e", f"inject={point.call}:{how}:when={point.nth}")
    return ingest(case, BATCHES, *HOW, *more, follow=FOLLOWED, options=(*NAMED, *inject)), case


def wrong(point: Point, folder: Path, *more: str) -> tuple[list[str], str]:
    """What is wrong after one failure, and what came of it: 'killed', 'refused', or what was swallowed."""
    ended, case = disturbed(point, folder, *more)
    found = faults(case, ended.said)
    outcome = "killed" if ended.code == -9 else "refused"
    if ended.code == 0:
        outcome = swallowed(ended.trace)
        found += [] if allowed(point.call, outcome) else [f"swallowed: {outcome}"]
    elif ended.code not in (-9, 3):
        found.append(f"ended otherwise: {ended.code}, {ended.error[-600:]}")
    return [f"{point}: {each}" for each in found + faults_after_retry(case, BATCHES)], outcome


def swallowed(trace: list[str]) -> str:
    """The failure that went by, after what the ingest was about."""
    (line,) = [each for each in trace if "(INJECTED)" in each]
    before = trace[: trace.index(line)]
    said = [number for number, each in enumerate(before) if re.search(r"\bwrite\(1<", each)]
    begun = [number for number, each in enumerate(before) if "/evidence/lock" in each]
    about = "making" if not begun else "closing" if said and said[-1] > begun[-1] else "working"
    return f"{about}: {line}"


def allowed(call: str, outcome: str) -> bool:
    return any(
        re.fullmatch(each.call, call) and re.match(each.about, outcome) and re.search(each.what, outcome)
        for each in ALLOWED
    )


def each_wrong(chosen: list[Point], *more: str) -> Iterator[tuple[list[str], str]]:
    # Two at a time: each mostly waits for its modules to load.
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(2) as pool:
        yield from pool.map(lambda point: wrong(point, Path(folder), *more), chosen)


def test_nothing_acknowledged_is_lost_when_a_call_fails() -> None:
    outcomes: Counter[str] = Counter()
    bad: list[str] = []
    for found, outcome in each_wrong(points()):
        outcomes[outcome if outcome in ("killed", "refused") else "swallowed"] += 1
        bad += found
        if outcome not in ("killed", "refused"):
            print(outcome)
    print({"calls": len(calls()), "points": sum(outcomes.values())} | outcomes)
    print(*bad, sep="\n")
    assert bad == []


def test_a_failed_sync_that_is_not_noticed_shows() -> None:
    # The first syncs are of files; the recorded run says which.
    nth = next(nth for name, nth, line in calls() if name == "fsync" and "/evidence/tmp/" in line)
    with tempfile.TemporaryDirectory() as folder:
        found, _ = wrong(Point("fsync", nth, "EIO"), Path(folder), "--bug", "deaf-sync")
    assert any("swallowed" in each for each in found)


def test_writing_in_place_shows_in_a_kill() -> None:
    writes = [nth for name, nth, line in calls() if name == "write" and "/evidence/tmp/" in line]
    chosen = [Point("write", nth, "KILL") for nth in writes[:4]]
    found = [each for each, _ in each_wrong(chosen, "--bug", "in-place")]
    assert any("half-written" in fault for each in found for fault in each)
