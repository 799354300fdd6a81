"""What finding candidates costs as records grow, as JSON: the Ibis expression against the bare DuckDB SQL.

    python benchmarks/scale.py [--rows 100000 1000000 10000000] [--sightings 100000]

Made-up entries: 35 % name a leaf, 15 % a series, 15 % a family and 35 % a class of a taxonomy of 7,000 nodes,
between 200 states over 45 years; sightings of leaves, series and families in any of the 200, each with so
many custodians in reach. Nodes, states and years are drawn evenly, which leaves sightings as distinct as they
can be. Each run is a process of its own that writes its result as Parquet; CPU seconds are those of the step
itself, the compilation of the expression included, the peak that of the whole process.
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
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

CLASSES, FAMILIES, SERIES, NODES = 30, 600, 1500, 7000
STATES, FIRST, LAST, SEEN = 200, 1980, 2024, 2010
MEMORY = "1600MB"

BARE = """
WITH asked AS (
    SELECT DISTINCT node, year, custodian
    FROM (SELECT DISTINCT * FROM sighting) JOIN reach USING (country)
),
yearly AS (
    SELECT node, custodian, supplier, year, sum(told) AS told, sum(lasting) AS lasting
    FROM entry WHERE node IN (SELECT class FROM node_class)
    GROUP BY ALL
),
until_then AS (
    SELECT node, custodian, supplier, year AS since,
        coalesce(lead(year) OVER flow, 9999) AS until,
        sum(told) OVER flow AS told,
        sum(lasting) OVER flow AS lasting
    FROM yearly WINDOW flow AS (PARTITION BY node, custodian, supplier ORDER BY year)
),
wanted AS (SELECT DISTINCT class, year, custodian FROM asked JOIN node_class USING (node))
SELECT a.node, a.year, a.custodian, e.supplier,
    sum(e.told * c.share) AS told, sum(e.lasting * c.share) AS lasting, false AS coarse
FROM asked a
JOIN node_closure c ON a.node = c.node
JOIN entry e ON e.node = c.other AND e.custodian = a.custodian AND e.year <= a.year
GROUP BY ALL
UNION ALL
SELECT u.node, w.year, w.custodian, u.supplier, u.told, u.lasting, true AS coarse
FROM wanted w
JOIN until_then u
    ON u.node = w.class AND u.custodian = w.custodian AND u.since <= w.year AND w.year < u.until
"""


def taxonomy(chance: np.random.Generator) -> tuple[np.ndarray, list[np.ndarray], dict[str, pa.Table]]:
    """The class of each node, the nodes of each level from leaves up, and the tables of both."""
    levels = np.split(np.arange(NODES), [CLASSES, CLASSES + FAMILIES, CLASSES + FAMILIES + SERIES])
    parent = np.arange(NODES)
    for upper, lower in pairwise(levels):
        parent[lower] = chance.choice(upper, len(lower))
    above = [np.arange(NODES), parent, parent[parent], parent[parent[parent]]]
    many = np.bincount(parent[levels[3]], minlength=NODES)
    many += np.bincount(parent[levels[2]], many[levels[2]], NODES).astype(int)
    leaves = np.maximum(many, 1)
    node, other, share = [], [], []
    for up in above:
        fine = up >= CLASSES
        low, high = np.arange(NODES)[fine], up[fine]
        node += [low, high]
        other += [high, low]
        share += [leaves[low] / leaves[high], np.ones(len(low))]
    closure = pa.table(
        {"node": np.concatenate(node), "other": np.concatenate(other), "share": np.concatenate(share)}
    )
    closure = (
        closure.group_by(["node", "other"]).aggregate([("share", "max")]).rename_columns(closure.column_names)
    )
    classes = above[3]
    return (
        classes,
        levels[::-1],
        {
            "node_closure": closure,
            "node_class": pa.table({"node": np.arange(NODES), "class": classes}),
        },
    )


def drawn(
    chance: np.random.Generator, levels: list[np.ndarray], shares: list[float], count: int
) -> np.ndarray:
    """Nodes of the levels in these shares."""
    level = chance.choice(len(shares), count, p=shares)
    return np.choose(level, [chance.choice(nodes, count) for nodes in levels[: len(shares)]])


def write(folder: Path, rows: int, sightings: int, reach: int) -> None:
    """Write the tables as Parquet, a million entries at a time."""
    chance = np.random.default_rng(rows)
    _, levels, tables = taxonomy(chance)
    tables["reach"] = pa.table(
        {
            "country": np.repeat(np.arange(STATES), reach),
            "custodian": np.concatenate([chance.choice(STATES, reach, replace=False) for _ in range(STATES)]),
        }
    )
    tables["sighting"] = pa.table(
        {
            "node": drawn(chance, levels, [0.6, 0.2, 0.2], sightings),
            "country": chance.integers(0, STATES, sightings),
            "year": chance.integers(SEEN, LAST + 1, sightings),
        }
    )
    for name, table in tables.items():
        pq.write_table(_small(table), folder / f"{name}.parquet")
    writer = None
    for start in range(0, rows, 1_000_000):
        count = min(1_000_000, rows - start)
        year = chance.integers(FIRST, LAST + 1, count)
        told = np.round(chance.lognormal(3.0, 1.5, count), 1)
        entry = _small(
            pa.table(
                {
                    "supplier": chance.integers(0, STATES, count),
                    "custodian": chance.integers(0, STATES, count),
                    "node": drawn(chance, levels, [0.35, 0.15, 0.15, 0.35], count),
                    "year": year,
                    "told": told,
                    "lasting": told * 0.97 ** (FIRST - year).astype(float),
                }
            )
        )
        writer = writer or pq.ParquetWriter(folder / "entry.parquet", entry.schema)
        writer.write_table(entry)
    if writer is not None:
        writer.close()


def _small(table: pa.Table) -> pa.Table:
    schema = [
        pa.field(one.name, pa.int32() if pa.types.is_integer(one.type) else one.type) for one in table.schema
    ]
    return table.cast(pa.schema(schema))


def step(folder: Path, engine: str) -> None:
    """Find the candidates of the tables in a folder and print what it cost."""
    import ibis

    from headstamp.tracing.candidates import SCHEMAS, candidates

    out = folder / f"{engine}.parquet"
    connection = ibis.duckdb.connect()
    connection.raw_sql(f"SET memory_limit = '{MEMORY}'")
    connection.raw_sql(f"SET temp_directory = '{folder / 'spilt'}'")
    connection.raw_sql("SET preserve_insertion_order = false")
    begun, clock = time.process_time(), time.perf_counter()
    tables = {name: connection.read_parquet(folder / f"{name}.parquet", table_name=name) for name in SCHEMAS}
    if engine == "ibis":
        connection.to_parquet(candidates(tables), out)
    else:
        connection.raw_sql(f"COPY ({BARE}) TO '{out}' (FORMAT parquet)")
    cost = {"cpu_s": time.process_time() - begun, "wall_s": time.perf_counter() - clock}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        1024 if sys.platform != "darwin" else 1024**2
    )
    fine, coarse, told = connection.con.execute(
        f"SELECT count(*) FILTER (NOT coarse), count(*) FILTER (coarse), sum(told) FROM '{out}'"
    ).fetchone()
    out.unlink()
    told = {"fine": fine, "coarse": coarse, "told": float(f"{told:.9g}")}
    print(json.dumps({**{name: round(one, 2) for name, one in cost.items()}, "peak_mb": round(peak), **told}))


def measured(folder: Path, engine: str) -> dict[str, float]:
    """One run in a process of its own."""
    command = [sys.executable, __file__, "--step", engine, "--folder", str(folder)]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, nargs="+", default=[100_000, 1_000_000, 10_000_000])
    parser.add_argument("--sightings", type=int, default=100_000)
    parser.add_argument("--reach", type=int, default=4)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--step", choices=["ibis", "sql"])
    parser.add_argument("--folder", type=Path)
    chosen = parser.parse_args()
    if chosen.step:
        step(chosen.folder, chosen.step)
        return
    found = []
    for rows in chosen.rows:
        with tempfile.TemporaryDirectory() as folder:
            write(Path(folder), rows, chosen.sightings, chosen.reach)
            told = {one: [measured(Path(folder), one) for _ in range(chosen.runs)] for one in ("ibis", "sql")}
        best = {one: min(runs, key=lambda run: run["cpu_s"]) for one, runs in told.items()}
        same = all(best["ibis"][name] == best["sql"][name] for name in ("fine", "coarse", "told"))
        ratio = round(best["ibis"]["cpu_s"] / best["sql"]["cpu_s"], 2)
        found.append({"rows": rows, **best, "cpu_ratio": ratio, "same": same})
    conditions = {
        "sightings": chosen.sightings,
        "reach": chosen.reach,
        "duckdb_memory_limit": MEMORY,
        "python": platform.python_version(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
    }
    print(json.dumps({"schema": "headstamp.scale/1", "conditions": conditions, "runs": found}, indent=1))


if __name__ == "__main__":
    main()
