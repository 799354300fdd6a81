"""What looking at a large case costs: the first page of its list, and `verify --quick`, in CPU seconds.

The case is made by the program's own vault and log with small files that are not decoded, so that the bench
measures reading and not making. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from headstamp.custody import Store
from headstamp.evidence.collection import Collection
from headstamp.evidence.find import Find
from headstamp.evidence.item import ACQUISITIONS, ITEMS, Acquisition, EvidenceItem, derived_id, original_id
from headstamp.evidence.vault import Stored, Vault

ROUND = 2_000


def main() -> None:
    parsed = argparse.ArgumentParser(description=__doc__)
    parsed.add_argument("--items", type=int, default=20_000)
    given = parsed.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        case = Path(folder, "large")
        made = _measured(lambda: _make(case, given.items))
        with Collection.open(case) as opened:
            opened.items(most=1)
            page = min(_measured(lambda: (opened.items(most=51), opened.count())) for _ in range(5))
        told = {
            "items": given.items,
            "made_cpu_s": round(made, 2),
            "list_first_page_cpu_ms": round(page * 1000, 1),
            "list_command_cpu_ms": round(1000 * min(_command("list", case) for _ in range(3))),
            "help_command_cpu_ms": round(1000 * min(_command("--help") for _ in range(3))),
            "verify_quick_command_cpu_s": round(min(_command("verify", case, "--quick") for _ in range(3)), 2),
            "verify_quick_wall_s": round(_wall(lambda: _command("verify", case, "--quick")), 2),
        }
    print(json.dumps(told, indent=1))


def _make(case: Path, items: int) -> None:
    case.mkdir()
    (case / "case.toml").write_text('name = "large"\n')
    vault = Vault(case / "evidence")
    with Store.create(case / "case.db", "large-1") as store:
        for start in range(0, items, ROUND):
            numbers = range(start, min(items, start + ROUND))
            with vault.batch() as batch:
                stored = [(number, batch.put(b"%d" % number), batch.put(b"%d/t" % number)) for number in numbers]
            with store.change("bench", "evidence add") as change:
                for number, whole, part in stored:
                    item = _item(original_id(whole.sha256), whole, f"footage/{number}.jpg", "")
                    thumbnail = _item(derived_id(item.id, "thumbnail"), part, "", item.id)
                    find = Find(Path(), item.name, f"https://example.org/{number}", "2026-11-22", "J. D.")
                    came = Acquisition.of(item.id, find)
                    change.put(ITEMS, item.id, item.cells())
                    change.put(ITEMS, thumbnail.id, thumbnail.cells())
                    change.put(ACQUISITIONS, came.id, came.cells())


def _item(key: str, stored: Stored, name: str, parent: str) -> EvidenceItem:
    facts = {"width": "512", "height": "384"} if not parent else {}
    return EvidenceItem(
        key, stored.sha256, stored.blake3, stored.size, stored.pieces, "image/jpeg", name,
        "" if parent else "ok", parent=parent, derivation="thumbnail" if parent else "", facts=facts,
    )  # fmt: skip


def _measured(work) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _wall(work) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


def _command(*arguments: object) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run = [sys.executable, "-c", "from headstamp.cli import main; main()", "evidence", *map(str, arguments)]
    subprocess.run(run, check=True, stdout=subprocess.DEVNULL, env=os.environ | {"COLUMNS": "120"})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
