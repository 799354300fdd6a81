"""What the main jobs cost, as JSON: CPU seconds and peak memory, each in a process of its own.

    python benchmarks/bench.py [--register FILE] [--sightings N]

Without a register a synthetic one of 30,000 rows is made, in SIPRI's form, from made-up deals. Machines are
shared and noisy: compare CPU seconds and ratios, never wall time.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

NEWEST = Path(__file__).parents[2] / "shared" / "data" / "sipri" / "trade-register-2026-05-18.csv"


def synthetic_register(path: Path, rows: int) -> None:
    """Made-up deals between the shipped states, in the form and size of a real edition."""
    from headstamp.records.sources.sipri_lines import HEADER
    from headstamp.world import Actors, Catalogue, register_descriptions

    chance = random.Random(7)
    states = [actor.name for actor in Actors.load().states if actor.kind == "state" and "," not in actor.name]
    plain = (node for node in Catalogue.load().nodes if node.name.isascii() and "," not in node.name)
    weapons = [node for node in plain if str(node.level.value) == "model"]
    words = sorted(register_descriptions())
    lines = [
        "Transfers of major conventional arms from All countries  to All countries .",
        "",
        ",".join(HEADER),
    ]
    for _ in range(rows):
        supplier, recipient = chance.sample(states, 2)
        year, number = chance.randint(1950, 2023), chance.choice((1, 6, 24, 50, 120, 500))
        item = chance.choice(weapons).name if chance.random() < 0.4 else f"Type-{chance.randint(1, 3999)}"
        lines.append(
            f"{recipient},{supplier},{year},?,{number},?,{item},{chance.choice(words)},{number},?,"
            f"{year + 1}; {year + 2},New,Aid; probably second-hand,0.1,{number},{number}"
        )
    path.write_text("\n".join(lines) + "\n", encoding="latin-1")


def many_sightings(path: Path, count: int) -> None:
    """Sightings of many weapons, holders, places and days, so that few are alike."""
    from headstamp.world import Actors, Catalogue

    chance = random.Random(11)
    weapons = [node.id for node in Catalogue.load().nodes if str(node.level.value) in ("model", "family")]
    holders = [actor.id for actor in Actors.load() if actor.kind == "non_state_armed_group"]
    states = [actor.id for actor in Actors.load().states if actor.kind == "state"]
    lines = ["id,item_type,weapon,holder,to,date_basis,country"]
    for number in range(count):
        day = date(2005, 1, 1) + timedelta(days=chance.randrange(7000))
        basis = chance.choice(("verified", "posted"))
        lines.append(
            f"B-{number},weapon,{chance.choice(weapons)},{chance.choice(holders)},{day},{basis},{chance.choice(states)}"
        )
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def measured(arguments: list[str], home: Path) -> dict[str, float | int]:
    """Run a headstamp command and give its CPU seconds and its peak memory in MB."""
    program = Path(sys.executable).with_name("headstamp")
    process = subprocess.Popen(
        [str(program), *arguments], env={**os.environ, "HEADSTAMP_HOME": str(home)}, stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    peak = usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024)
    return {
        "cpu_s": round(usage.ru_utime + usage.ru_stime, 2),
        "peak_mb": round(peak),
        "exit": os.waitstatus_to_exitcode(status),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--register", type=Path, default=NEWEST if NEWEST.is_file() else None)
    parser.add_argument("--sightings", type=int, default=1000)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        register = chosen.register or root / "synthetic.csv"
        if chosen.register is None:
            synthetic_register(register, 30_000)
        many_sightings(root / "sightings.csv", chosen.sightings)
        home, case = root / "home", str(root / "case")
        asked = ["Iraq", "--years", "1980-1988", "--also", "Iran", "--json"]
        costs = {
            "help": measured(["--help"], home),
            "records add": measured(["records", "add", str(register)], home),
            "records add again": measured(["records", "add", str(register)], home),
            "records suppliers": measured(["records", "suppliers", *asked], home),
            "init": measured(["init", case], home),
            f"sightings import, {chosen.sightings}": measured(
                ["sightings", "import", case, str(root / "sightings.csv")], home
            ),
            f"trace, {chosen.sightings} sightings": measured(["trace", case], home),
            "trace, one sighting, JSON": measured(["trace", case, "--sighting", "B-0", "--json"], home),
        }
    machine = {"python": platform.python_version(), "machine": platform.machine(), "cores": os.cpu_count()}
    told = {"register": "given" if chosen.register else "synthetic, 30,000 rows", **machine}
    print(json.dumps({"schema": "headstamp.bench/1", "conditions": told, "costs": costs}, indent=1))


if __name__ == "__main__":
    main()
