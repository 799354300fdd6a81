"""Damaged files end in a verdict each, the main process does not grow and the servers live on.

150 by default; HEADSTAMP_TORTURE makes it 10,000.
"""

from __future__ import annotations

import os
import random
import re
import resource
from pathlib import Path

import made_files

from headstamp.evidence.sandbox import Sandbox, Verdict

TIMES = 10_000 if os.environ.get("HEADSTAMP_TORTURE") else 150
AT_A_TIME = 250
LOADED_TOO_LATE = re.compile("ImportError|ModuleNotFound|unknown encoding")
GROWTH = 300 * 1024  # KiB that this process may grow by
NO_SLOW_ENCODER = tuple(way for way in made_files.FILMS if way[1] not in made_files.SLOW_FILMS)


def damaged(chance: random.Random, data: bytes) -> bytes:
    """Bits flipped, bytes overwritten by odd ones, pieces cut, doubled, moved, or the end lost."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        if len(changed) < 2:
            break
        place = chance.randrange(min(len(changed), chance.choice((64, 512, 10**9))))
        length = chance.randrange(1, 1 + min(64, len(changed) - place))
        way = chance.randrange(6)
        if way == 0:
            changed[place] ^= 1 << chance.randrange(8)
        elif way == 1:
            changed[place : place + length] = chance.choice((b"\0", b"\xff", b"\x7f", b"\x80")) * length
        elif way == 2:
            changed[place : place + length] = chance.randbytes(length)
        elif way == 3:
            del changed[place : place + length]
        elif way == 4:
            changed[place:place] = changed[place : place + length] * chance.choice((1, 100))
        else:
            del changed[place:]
    return bytes(changed)


def test_damaged_files_end_in_a_verdict_each(best_sandbox: Sandbox, tmp_path: Path) -> None:
    chance = random.Random(20)
    seeds = [
        (form, make(chance, number) if form != "film" else made_files.film(chance, number, NO_SLOW_ENCODER))
        for number in range(12)
        for form, make in made_files.FORMATS.items()
    ]
    servers: dict[str, int] = {}
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    verdicts: dict[Verdict, int] = dict.fromkeys(Verdict, 0)
    for start in range(0, TIMES, AT_A_TIME):
        waiting = []
        for number in range(start, min(TIMES, start + AT_A_TIME)):
            form, data = seeds[number % len(seeds)]
            path = tmp_path / f"{form}-{number}"
            path.write_bytes(damaged(chance, data))
            waiting.append((path, best_sandbox.submit(path)))
        for path, future in waiting:
            found = future.result()
            verdicts[found.verdict] += 1
            assert found.verdict is not Verdict.CRASHED, (path, found)
            assert not LOADED_TOO_LATE.search(found.why), (path, found)
            if found.media_type in (
                "application/zip",
                "application/x-tar",
                "application/warc",
                "application/gzip",
            ):
                for member in best_sandbox.members(path, found.media_type, tmp_path / "out"):
                    assert member.facts.get("verdict") != Verdict.CRASHED, (path, member)
            path.unlink()
        for name, jail in best_sandbox._jails.items():
            assert servers.setdefault(name, jail._process.pid) == jail._process.pid
    assert sum(verdicts.values()) == TIMES
    assert verdicts[Verdict.BROKEN] > 0
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < GROWTH
