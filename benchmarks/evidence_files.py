"""What it costs to take files into the vault, against `cp` and `sha256sum` of the same files.

    .venv/bin/python benchmarks/evidence_files.py [--large 4] [--megabytes 256] [--small 2000] [--rounds 3]
        [--folder DIR] [--json FILE]

Both sides copy every file, take its SHA-256 and end when all of it is on the disk; the vault also takes
BLAKE3 and the hashes of the pieces, and gives every file its name durably. The baseline ends in `sync -f`,
as the vault ends in its own syncs. The two alternate in one run over the same sources, which are in memory
after the first reading; the ratio is of medians, baseline to vault: 1 and more is as quick or quicker. CPU
is user and system, children included.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from headstamp.evidence.vault import Vault

MEGABYTE = 1 << 20
SMALL = 60 * 1024


@dataclass(frozen=True)
class Cost:
    """Seconds of one side in one round."""

    wall: float
    cpu: float


def generated(folder: Path, count: int, size: int) -> list[Path]:
    """Files of random bytes; each differs from the others."""
    folder.mkdir()
    some = random.Random(7).randbytes(min(size, 16 * MEGABYTE))
    for number in range(count):
        with (folder / f"{number}.bin").open("wb") as file:
            left = size
            while left:
                block = number.to_bytes(8, "big") + left.to_bytes(8, "big") + some
                left -= file.write(block[:left])
    subprocess.run(["sync", "-f", folder], check=True)
    return sorted(folder.iterdir())


def with_cp(files: list[Path], into: Path) -> None:
    """What people do by hand: a copy, a list of hashes, and a sync."""
    into.mkdir()
    subprocess.run(["cp", "--reflink=never", "-t", into, *files], check=True)
    with (into / "SHA256SUMS").open("wb") as sums:
        subprocess.run(["sha256sum", *files], stdout=sums, check=True)
    subprocess.run(["sync", "-f", into], check=True)


def with_vault(files: list[Path], into: Path) -> None:
    with Vault(into).batch() as batch:
        for file in files:
            batch.put(file)


def cost(work: Callable[[list[Path], Path], None], files: list[Path], into: Path) -> Cost:
    subprocess.run(["sync", "-f", into.parent], check=True)
    before, start = os.times(), time.perf_counter()
    work(files, into)
    wall, after = time.perf_counter() - start, os.times()
    shutil.rmtree(into)
    return Cost(wall, sum(after[:4]) - sum(before[:4]))


def compared(files: list[Path], folder: Path, rounds: int) -> dict[str, object]:
    for file in files:
        file.read_bytes()
    sides: dict[str, list[Cost]] = {"cp": [], "vault": []}
    for number in range(rounds):
        turns = [("cp", with_cp), ("vault", with_vault)]
        for name, work in turns if number % 2 == 0 else reversed(turns):
            sides[name].append(cost(work, files, folder / name))
            print(f"{name}: {sides[name][-1].wall:.2f} s", file=sys.stderr)
    total = sum(file.stat().st_size for file in files)
    figures: dict[str, object] = {"files": len(files), "bytes": total, "rounds": rounds}
    for name, costs in sides.items():
        wall = median(each.wall for each in costs)
        figures[name] = {
            "wall_s": round(wall, 3),
            "cpu_s": round(median(each.cpu for each in costs), 3),
            "megabytes_per_s": round(total / MEGABYTE / wall),
            "files_per_s": round(len(files) / wall),
        }
    walls = {name: median(each.wall for each in costs) for name, costs in sides.items()}
    cpus = {name: median(each.cpu for each in costs) for name, costs in sides.items()}
    pairs = [one.wall / other.wall for one, other in zip(sides["cp"], sides["vault"], strict=True)]
    figures["ratio_wall"] = round(walls["cp"] / walls["vault"], 3)
    figures["ratio_wall_each_round"] = [round(each, 2) for each in pairs]
    figures["ratio_cpu"] = round(cpus["cp"] / cpus["vault"], 3)
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--large", type=int, default=4, help="how many large files")
    parser.add_argument("--megabytes", type=int, default=256, help="size of a large file")
    parser.add_argument("--small", type=int, default=2000, help="how many files of 60 KiB")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="where to work; on the disk to be measured")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        work = Path(folder)
        large = generated(work / "large", asked.large, asked.megabytes * MEGABYTE)
        small = generated(work / "small", asked.small, SMALL)
        figures = {
            "large": compared(large, work, asked.rounds),
            "small": compared(small, work, asked.rounds),
            "processors": os.cpu_count(),
            "load": [round(each, 1) for each in os.getloadavg()],
        }
    text = json.dumps(figures, indent=2)
    print(text)
    if asked.json:
        asked.json.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
