"""What it costs to add a large customs file, beside what DuckDB alone needs to read it.

    python benchmarks/comtrade.py [--rows N] [--mode broken-down|kept|other] [--folder FOLDER]

A file in UN Comtrade's form is generated from made-up figures (about 330 bytes a row), read by DuckDB's
bare `read_csv` (a count, and a scan of every cell into Arrow batches), and added to an empty library. Each
part runs in a process of its own: CPU seconds are those of the process without its imports, peak memory is
its greatest resident size.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

MODES = ("broken-down", "kept", "other")
SAID = {
    "broken-down": "one sum and eight rows that break it down",
    "kept": "every row a trade of its own",
    "other": "nine rows of ten of other goods, the rest trades of their own",
}
GOODS = (
    (
        "930190",
        '"Military weapons; other than artillery weapons, rocket launchers and the like, other than '
        'revolvers, pistols and the arms of heading 9307"',
    ),
    ("930200", "Revolvers and pistols; other than those of heading no. 9303 or 9304"),
    (
        "930690",
        '"Bombs, grenades, torpedoes, mines, missiles and similar munitions of war and parts thereof"',
    ),
    ("871000", "Tanks and other armoured fighting vehicles; motorised"),
)
OTHER = ("090111", '"Coffee; not roasted or decaffeinated, in bags of whatever weight"')
AREAS = tuple((code, f"A{code:02d}"[:3], f"Area {code}") for code in range(4, 900, 4))
WHOLE = (0, "W00", "World")


def trades() -> Iterator[tuple[int, int, int, int, tuple[str, str]]]:
    """Reporter, partner, year, flow and goods, none of them twice, in the order in which bulk files come."""
    places = range(len(AREAS))
    for year, reporter, partner in itertools.product(range(1990, 2024), places, places):
        for flow, goods in itertools.product((0, 1), GOODS):
            yield reporter, partner, year, flow, goods


def lines(mode: str) -> Iterator[str]:
    """Rows of the table for ever, until the trades run out."""
    for number, (reporter, partner, year, flow, goods) in enumerate(trades()):
        if mode == "other" and number % 10:
            goods = OTHER
        for part in range(9 if mode == "broken-down" else 1):
            yield row(number, part, AREAS[reporter], AREAS[partner], year, flow, goods)


def row(
    number: int,
    part: int,
    reporter: tuple[int, str, str],
    partner: tuple[int, str, str],
    year: int,
    flow: int,
    goods: tuple[str, str],
) -> str:
    """One row; part 0 is the sum, the others break it down by second partner, customs and transport."""
    second = WHOLE if part < 5 else AREAS[part]
    customs = ("C00", "TOTAL CPC") if part in (0, 5) else (f"C0{part}", f"Customs {part}")
    transport = (0, "TOTAL MOT") if part < 3 else (part * 100, f"Transport {part}")
    pieces = number * 7919 % 5000 + 1
    value = f"{number * 104729 % 100_000_000 / 97:.6f}"
    flows = (("X", "Export", f",{value}"), ("M", "Import", f"{value},"))[flow]
    return (
        f"C,A,{year}0101,{year},52,{year},{reporter[0]},{reporter[1]},{reporter[2]},{flows[0]},{flows[1]},"
        f"{partner[0]},{partner[1]},{partner[2]},{second[0]},{second[1]},{second[2]},H5,HS,True,"
        f"{goods[0]},{goods[1]},6,True,{customs[0]},{customs[1]},0,{transport[0]},{transport[1]},5,u,"
        f"{pieces}.0,False,8,kg,{pieces * 4}.5,False,{pieces * 4}.5,False,0.0,False,{flows[2]},{value},0,"
        "True,True\n"
    )


def generate(path: Path, rows: int, mode: str) -> None:
    """Write so many rows below the header."""
    from headstamp.records.sources.comtrade_layout import API

    with path.open("w", encoding="utf-8") as file:
        file.write(",".join(API.columns) + "\n")
        written = 0
        for line in itertools.islice(lines(mode), rows):
            file.write(line)
            written += 1
    if written < rows:
        raise SystemExit(f"no more than {written} rows of this kind can be made")


def part_of(what: str, path: Path, home: Path) -> dict[str, float]:
    """Run one part in a process of its own."""
    command = [sys.executable, __file__, "--part", what, "--file", str(path), "--home", str(home)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def run_part(what: str, path: Path, home: Path) -> dict[str, float]:
    """Do one part in this process, imports not counted."""
    import resource

    work = {"count": _count, "scan": _scan, "add": _add}[what]
    ready = work(path, home)
    before = os.times()
    told = ready()
    after = os.times()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "cpu_s": round(after.user - before.user + after.system - before.system, 2),
        "wall_s": round(after.elapsed - before.elapsed, 2),
        "peak_mb": round(peak / (1024 if sys.platform != "darwin" else 1024 * 1024)),
        **told,
    }


def _bare(path: Path) -> str:
    from headstamp.records.sources.comtrade_layout import API

    columns = ", ".join(f"'{column}': 'VARCHAR'" for column in API.columns)
    return (
        f"read_csv('{path}', header = true, delim = ',', quote = '\"', escape = '\"', "
        f"columns = {{{columns}}}, auto_detect = false)"
    )


def _count(path: Path, home: Path):  # type: ignore[no-untyped-def]
    import duckdb

    sql = f"SELECT count(*) FROM {_bare(path)}"
    return lambda: {"rows": duckdb.connect().sql(sql).fetchall()[0][0]}


def _scan(path: Path, home: Path):  # type: ignore[no-untyped-def]
    import duckdb
    import pyarrow  # noqa: F401 - loaded before the clock starts

    reader = duckdb.connect().sql(f"SELECT * FROM {_bare(path)}")
    return lambda: {"rows": sum(batch.num_rows for batch in reader.to_arrow_reader(100_000))}


def _add(path: Path, home: Path):  # type: ignore[no-untyped-def]
    from headstamp.records import Library
    from headstamp.world import Actors

    actors = Actors.load()

    def add() -> dict[str, float]:
        told = Library(home).add(path, actors=actors).snapshot
        return {"rows": told.read, "kept": told.kept, "merged": told.merged, "rejected": told.rejected}

    return add


def measure(rows: int, mode: str, folder: Path) -> dict[str, object]:
    """Generate a file, run the parts, and set them side by side."""
    path, home = folder / "comtrade.csv", folder / "home"
    generate(path, rows, mode)
    size = path.stat().st_size
    count, scan, add = (part_of(what, path, home) for what in ("count", "scan", "add"))
    kept = sum(one.stat().st_size for one in home.rglob("*.parquet"))
    shutil.rmtree(home)
    path.unlink()
    return {
        "file": f"{rows:,} rows, {size / 1e6:,.0f} MB, {SAID[mode]}",
        "count": count,
        "scan": scan,
        "add": {**add, "parquet_mb": round(kept / 1e6)},
        "speed_beside_count": round(count["cpu_s"] / add["cpu_s"], 2),
        "speed_beside_scan": round(scan["cpu_s"] / add["cpu_s"], 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--mode", choices=MODES, help="one kind of file; without it, all of them")
    parser.add_argument("--folder", type=Path, help="where the files are made; the system's folder otherwise")
    parser.add_argument("--part", choices=("count", "scan", "add"), help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--home", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.part:
        print(json.dumps(run_part(asked.part, asked.file, asked.home)))
        return
    told: dict[str, object] = {"machine": platform.processor() or platform.machine(), "cpus": os.cpu_count()}
    for mode in [asked.mode] if asked.mode else MODES:
        with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
            told[mode] = measure(asked.rows, mode, Path(folder))
    print(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
