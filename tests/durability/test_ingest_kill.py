"""An ingest killed without warning: files and rows are there as acknowledged, and a retry brings the rest.

HEADSTAMP_TORTURE=500 kills it 500 times. What a kill cannot show is left to `test_ingest_power_cut.py`:
what was written stays in the system's memory when only the program dies.
"""

from __future__ import annotations

import os
import random
import signal
from collections import Counter, defaultdict
from itertools import islice
from pathlib import Path

import ingesting
import pytest
from children import Child, kill, one_after_another, start
from looking import faults, faults_after_retry

from headstamp.custody import Store

KILLS = int(os.environ.get("HEADSTAMP_TORTURE", "10"))
ENDLESS = 1_000_000

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")


def ingest(case: Path) -> Child:
    case.mkdir(exist_ok=True)
    return start(ingesting.__file__, case, ENDLESS, "--wait")


def test_nothing_acknowledged_is_lost_when_an_ingest_is_killed(tmp_path: Path) -> None:
    chance = random.Random(2016)
    acknowledged: dict[Path, list[int]] = defaultdict(list)
    figures: Counter[str] = Counter()
    seen: set[Path] = set()
    with one_after_another(tmp_path, ingest) as children:
        for case, child in islice(children, KILLS):
            acknowledged[case] += kill(child, chance.expovariate(1 / 0.15))
            assert faults(case, acknowledged[case]) == []
            figures["kills"] += 1
            tmp = set((case / "evidence" / "tmp").iterdir())
            figures["in the middle of a batch of files"] += not tmp <= seen
            seen |= tmp
    for case, said in acknowledged.items():
        figures["batches acknowledged"] += len(said)
        assert said == sorted(set(said))
        with Store.open(case / "case.db") as store:
            done = int(store.setting("next") or 0)
        figures["batches kept"] += done
        assert faults_after_retry(case, done + 1) == []
    print(dict(figures))
    assert figures["batches acknowledged"], "no child lived long enough to write"
