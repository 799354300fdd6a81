"""What a trace of many sightings costs, as JSON: a made-up world handed in as tables, by the command line.

    .venv/bin/python benchmarks/sightings.py [--sightings 10000] [--seed 77]

A neutral world of 150 states, 200 models and about 12,000 records (docs/worlds.md) is written as CSV,
imported table by table into a new case, and traced with `--json`. CPU seconds are those of each process with
its imports, user and system together; the peak is that of the largest process.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from headstamp.tracing.simulate import world

TABLES = ("sources", "actors", "weapons", "relations", "incidents", "transfers", "sightings")
RUN = (sys.executable, "-c", "from headstamp.cli import main; main()")


def run(*args: str, home: Path, out: Path) -> float:
    """CPU seconds of one command; what it prints goes into a file."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with out.open("wb") as told:
        subprocess.run([*RUN, *args], stdout=told, check=True, env=os.environ | {"HEADSTAMP_HOME": str(home)})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure(seed: int, sightings: int, folder: Path) -> dict[str, object]:
    """One world, from its tables to its assessments."""
    made = world(seed, "neutral", sightings=sightings)
    tables, case, home = folder / "tables", folder / "case", folder / "home"
    made.write(tables)
    out = folder / "said"
    imports = run("init", str(case), home=home, out=out)
    for one in TABLES:
        imports += run(one, "import", str(case), str(tables / f"{one}.csv"), home=home, out=out)
    trace = run("trace", str(case), "--json", home=home, out=out)
    with out.open("rb") as told:
        assessed = sum(line.lstrip(b",").startswith(b'{"sighting": ') for line in told)
    if assessed != sightings:
        raise SystemExit(f"{assessed} of {sightings} sightings were assessed.")
    return {
        "seed": seed,
        "sightings": sightings,
        "records": len(made.tables["transfers"]),
        "import_cpu_s": round(imports, 1),
        "trace_cpu_s": round(trace, 1),
        "trace_ms_a_sighting": round(1e3 * trace / sightings, 2),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e3),
        "json_mb": round(out.stat().st_size / 1e6),
        "load": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
    }


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--sightings", type=int, default=10_000)
    asked.add_argument("--seed", type=int, default=77)
    args = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(measure(args.seed, args.sightings, Path(folder)), indent=2))


if __name__ == "__main__":
    main()
