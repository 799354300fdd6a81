"""How good route assessments are on made-up worlds never used for training: `make bench-trace`.

    .venv/bin/python benchmarks/trace.py [--worlds 10] [--sightings 400] [--json FILE]

Thirty worlds, ten each neutral, with shifted mixes of mechanisms, and with thin records (docs/worlds.md),
come in as ordinary tables. Beside the model stand naive rivals, the strongest rival (a stock-share rule with
the model's own reach, its numbers tuned on training worlds), and two oracles that know what no program can.
Every method is scored on the same labels: the supply chain where a record tells of the delivery, the
custodian alone where none does (own production with it), local make, unknown. Intervals come from resampling
worlds, then holders within worlds.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from headstamp.tracing.calibrate import (
    Claims,
    bootstrap,
    calibration_error,
    expected_error_of_perfect,
    log_loss,
    slope,
)
from headstamp.tracing.ledger import added
from headstamp.tracing.measured import Answer, Case, Labelled
from headstamp.tracing.priors import Priors, load
from headstamp.tracing.simulate import UNKNOWN, world
from headstamp.tracing.simulate.oracles import process_oracle, same_records_oracle
from headstamp.tracing.trace import Tracer

KINDS = ("neutral", "shifted", "thin")
FIRST = {"neutral": 5000, "shifted": 5100, "thin": 5200}
TUNED_ON = {"neutral": 1000, "shifted": 1200, "thin": 1100}
_GROUND = 0.2
_LEVELS = ("class", "family", "model", "variant")

Shares = np.ndarray
"""Probabilities over the chains of one tracer, what is not recorded merged, and the unknown last."""


@dataclass(frozen=True)
class Stockshare:
    """The strongest rival: reach says which custodian, recorded stock which supplier.

    Attributes:
        untold: share of each custodian's weapons of which no record tells.
        unknown: share kept for the unknown.
        even: share spread evenly over all chains it considers.
    """

    untold: float
    unknown: float
    even: float

    def shares(self, traced: Tracer, told: Labelled) -> Shares:
        """Its answer."""
        routes, columns = told.routes, traced.model.columns
        reach = routes.kernel.sum(axis=0)
        recorded = _recorded(traced, told)
        custodian = columns.custodian[: columns.recorded]
        held = added(custodian, recorded, len(reach))
        share = np.divide(recorded, held[custodian], out=np.zeros_like(recorded), where=held[custodian] > 0)
        found = np.zeros(len(columns.ends) + 1)
        np.add.at(found, columns.chain[: columns.recorded], (1 - self.untold) * reach[custodian] * share)
        nameless = columns.own_chains[0]
        found[nameless] += reach * np.where(held > 0, self.untold, 1.0)
        found[len(columns.ends) - 1] = float(sum(one for _, one, _ in routes.local))
        found *= (1.0 - self.unknown) / found.sum()
        found[-1] = self.unknown
        considered = found > 0
        return (1.0 - self.even) * found + self.even * considered / considered.sum()


def _recorded(traced: Tracer, told: Labelled) -> np.ndarray:
    """What each recorded supplier delivered of what it may be, by the day it was seen; one a column."""
    model, routes = traced.model, told.routes
    ledger, node = model.ledger, routes.node
    fits = node[ledger.node] >= _GROUND * node.max()
    into = model.columns.of_entry
    flows = model.stocks.deliveries.on(routes.seen.day)
    chosen = fits & (into < model.columns.recorded)
    return added(into[chosen], flows.weight[chosen], model.columns.recorded)


def _naive(traced: Tracer, told: Labelled) -> dict[str, Shares]:
    """Uniform, the most recent and the largest supplier of the likeliest custodian, always 'not recorded'."""
    columns, routes = traced.model.columns, told.routes
    reach, recorded = routes.kernel.sum(axis=0), _recorded(traced, told)
    nameless = columns.own_chains[0]
    size = len(columns.ends) + 1
    uniform = np.zeros(size)
    uniform[columns.chain[: columns.recorded][recorded > 0]] = 1.0
    uniform[nameless] = 1.0
    uniform[-2:] = 1.0
    uniform /= uniform.sum()
    found = {"uniform": uniform}
    home = int(reach.argmax())
    mine = np.flatnonzero((columns.custodian[: columns.recorded] == home) & (recorded > 0))
    last = _last_day(traced, told)
    for name, measure in (("most recent", last), ("largest supplier", recorded)):
        one = np.zeros(size)
        one[columns.chain[mine[measure[mine].argmax()]] if len(mine) else nameless[home]] = 1.0
        found[name] = 0.3 * one + 0.7 * uniform
    never = np.zeros(size)
    never[nameless] = reach / reach.sum()
    found["always not recorded"] = 0.95 * never + 0.05 * uniform
    return found


def _last_day(traced: Tracer, told: Labelled) -> np.ndarray:
    model, routes = traced.model, told.routes
    ledger = model.ledger
    into = model.columns.of_entry
    chosen = (
        (routes.node[ledger.node] >= _GROUND * routes.node.max())
        & (into < model.columns.recorded)
        & (ledger.start <= routes.seen.day)
    )
    last = np.zeros(model.columns.recorded)
    np.maximum.at(last, into[chosen], ledger.start[chosen])
    return last


def _of_oracle(answer: Mapping[Any, float], answers: Answer, size: int) -> Shares:
    found = np.zeros(size)
    for name, chance in answer.items():
        at = answers.number(name)
        if at >= 0:
            found[at] += chance
    return found


def measure(args: tuple[int, str, int, Priors, Stockshare]) -> dict[str, Any]:
    """One world: for each method and sighting the probability of the truth, and what calibration needs."""
    seed, kind, sightings, priors, rival = args
    made = world(seed, kind, sightings=sightings)
    case = Case.of(made)
    started = time.process_time()
    traced = case.tracer(priors)
    oracles = {"same records": same_records_oracle(made), "process": process_oracle(made)}
    names = [one.id for one in priors.mechanisms]
    rows: list[dict[str, Any]] = []
    for number, (sighting, right) in enumerate(zip(case.sightings, case.labels, strict=True)):
        routes = traced.routes(sighting)
        answers = Answer(traced, routes)
        told = answers.labelled(right)
        shares: dict[str, Shares] = {"model": told.chains, "stock share": rival.shares(traced, told)}
        shares["alone"] = Answer(traced, traced.alone(sighting)).labelled(right).chains
        shares.update(_naive(traced, told))
        for name, given in oracles.items():
            shares[name] = _of_oracle(given[number], answers, len(told.chains))
        columns = traced.model.columns
        custodian, supplier = np.array([two for _, two in columns.ends]), _suppliers(columns.ends)
        at = told.at
        order = np.sort(told.chains)[::-1]
        held = np.cumsum(order)
        enough = int(np.searchsorted(held, 0.9)) + 1
        row: dict[str, Any] = {
            "right": {name: float(one[at]) if at >= 0 else 0.0 for name, one in shares.items()},
            "first": {name: _first(one, at) for name, one in shares.items()},
            "custodian": {
                name: float(one[:-1][custodian == custodian[at]].sum()) for name, one in shares.items()
            }
            if 0 <= at < len(custodian) - 1
            else None,
            "supplier": {
                name: float(one[:-1][supplier == supplier[at]].sum()) for name, one in shares.items()
            }
            if 0 <= at < len(custodian) - 1
            else None,
            "confidence": float(told.chains.max()),
            "sure": {name: float(shares[name].max()) for name in oracles},
            "covered": bool(at >= 0 and told.chains[at] >= order[min(enough, len(order)) - 1] - 1e-15),
            "mass": float(held[min(enough, len(held)) - 1]),
            "size": enough,
            "nobody": float(told.chains[columns.own_chains[0]].sum() + told.chains[-1]),
            "nobody_true": right == UNKNOWN or (right[0] is None),
            "claims": [(float(one), index == at) for index, one in enumerate(told.chains) if one >= 0.01],
            "mechanisms": dict(zip(names, routes.mechanisms().tolist(), strict=True)),
            "unknown": float(told.chains[-1]),
            "mechanism": case.truth[number].mechanism if case.truth[number].describable else "unknown",
            "holder": f"{seed}-{case.truth[number].group}",
            "level": _level(traced, routes.seen),
            "mark": routes.seen.marks.any,
            "lot": routes.seen.marks.documented,
            "stage": _stage(told),
        }
        rows.append(row)
    sizes: dict[str, int] = {}
    for row in rows:
        sizes[row["holder"]] = sizes.get(row["holder"], 0) + 1
    for row in rows:
        row["many"] = sizes[row["holder"]] > 15
    return {"seed": seed, "kind": kind, "rows": rows, "cpu": time.process_time() - started}


def _stage(told: Labelled) -> str:
    """The stage of the record that speaks most for the first answer: how firm it is that anything moved."""
    model, first = told.routes.model, int(told.chains.argmax())
    ledger = model.ledger
    if first >= len(model.columns.ends) - 1:
        return "none"
    entries = ledger.pairs.entries.get(model.columns.ends[first], np.zeros(0, np.int64))
    if first in model.columns.own_chains[0] or not len(entries):
        return "none"
    speaks = told.routes.findings.read(entries) * ledger.count[entries]
    best = entries[int(speaks.argmax())]
    return str(ledger.lines.stages[ledger.lines.stage[ledger.line[best]]])


def _first(shares: Shares, at: int) -> float:
    """1 where the truth is the first answer, a part of it where several are equal."""
    best = shares >= shares.max() - 1e-12
    return float(best[at]) / float(best.sum()) if at >= 0 else 0.0


def _suppliers(ends: list[tuple[int, int]]) -> np.ndarray:
    return np.array([one for one, _ in ends])


def _level(traced: Tracer, seen: Any) -> str:
    if not seen.weapon:
        return "none"
    catalogue = traced.model.names.catalogue
    first = seen.weapon[0].id
    return str(catalogue.node(first).level.value) if first in catalogue else "model"


def tune(priors: Priors, worlds: int, sightings: int) -> Stockshare:
    """The strongest rival's numbers, on training worlds."""
    grid = [
        Stockshare(untold, unknown, even)
        for untold in (0.2, 0.35, 0.5, 0.65, 0.8)
        for unknown in (0.02, 0.05)
        for even in (0.01, 0.05, 0.15)
    ]
    sums = np.zeros(len(grid))
    for kind in KINDS:
        for at in range(worlds):
            case = Case.made(TUNED_ON[kind] + at, kind, sightings)
            traced = case.tracer(priors)
            for sighting, right in zip(case.sightings, case.labels, strict=True):
                told = Answer(traced, traced.alone(sighting)).labelled(right)
                for index, one in enumerate(grid):
                    shares = one.shares(traced, told)
                    sums[index] += float(log_loss(shares[[told.at]])[0]) if told.at >= 0 else 13.8
    return grid[int(sums.argmin())]


def report(found: list[dict[str, Any]]) -> Iterator[str]:
    """The tables, as Markdown."""
    rng = np.random.default_rng(0)
    methods = list(found[0]["rows"][0]["right"])
    yield "| worlds | method | log loss | top-1 | custodian: log loss | against the rival | 90 % bound |"
    yield "|---|---|--:|--:|--:|--:|--:|"
    for kind in KINDS:
        rows, of_world, group = _flat(found, kind)
        rival = log_loss(np.array([row["right"]["stock share"] for row in rows]))
        for name in methods:
            loss = log_loss(np.array([row["right"][name] for row in rows]))
            known = [row for row in rows if row["custodian"] is not None]
            custodian = log_loss(np.array([row["custodian"][name] for row in known])).mean()
            first = float(np.mean([row["first"][name] for row in rows]))
            ratio = bootstrap(of_world, group, _ratio(loss, rival), rng)
            yield (
                f"| {kind} | {name} | {loss.mean():.3f} | {first:.3f} | {custodian:.3f} "
                f"| {ratio.mean:.3f} | {ratio.high:.3f} |"
            )
    yield ""
    for kind in (*KINDS, "all"):
        rows, _, _ = _flat(found, kind)
        yield from _calibration(kind, rows, rng)


def _ratio(loss: np.ndarray, rival: np.ndarray) -> Callable[[np.ndarray], float]:
    return lambda chosen: float(loss[chosen].mean() / rival[chosen].mean())


def _flat(found: list[dict[str, Any]], kind: str) -> tuple[list[dict[str, Any]], np.ndarray, np.ndarray]:
    chosen = [one for one in found if kind in (one["kind"], "all")]
    rows = [row for one in chosen for row in one["rows"]]
    of_world = np.array([one["seed"] for one in chosen for _ in one["rows"]])
    names = sorted({row["holder"] for row in rows})
    at = {name: number for number, name in enumerate(names)}
    return rows, of_world, np.array([at[row["holder"]] for row in rows])


def _calibration(kind: str, rows: list[dict[str, Any]], rng: np.random.Generator) -> Iterator[str]:
    first = Claims(
        np.array([row["confidence"] for row in rows]), np.array([row["first"]["model"] > 0.5 for row in rows])
    )
    every = Claims(
        np.array([p for row in rows for p, _ in row["claims"]]),
        np.array([true for row in rows for _, true in row["claims"]]),
    )
    yield (
        f"- **{kind}**, n = {len(rows)}: calibration error {calibration_error(first):.3f} "
        f"(a perfect forecast shows {expected_error_of_perfect(first, rng):.3f}); slope {slope(every):.2f}; "
        f"90 % sets hold the truth in {np.mean([row['covered'] for row in rows]):.3f} at a mean mass of "
        f"{np.mean([row['mass'] for row in rows]):.3f}, with {np.mean([row['size'] for row in rows]):.1f} "
        f"answers (median {np.median([row['size'] for row in rows]):.0f}); not recorded and unknown: claimed "
        f"{np.mean([row['nobody'] for row in rows]):.3f}, true "
        f"{np.mean([row['nobody_true'] for row in rows]):.3f}."
    )
    names = sorted({row["mechanism"] for row in rows} | set(rows[0]["mechanisms"]))
    gaps = {
        name: np.mean(
            [row["unknown"] if name == "unknown" else row["mechanisms"].get(name, 0.0) for row in rows]
        )
        - np.mean([row["mechanism"] == name for row in rows])
        for name in names
    }
    worst = sorted(gaps.items(), key=lambda one: -abs(one[1]))
    yield "  Mechanisms, claimed less true: " + ", ".join(f"{name} {gap:+.3f}" for name, gap in worst) + "."
    parts = []
    for what in ("level", "mark", "lot", "stage", "mechanism", "many"):
        for value in sorted({str(row[what]) for row in rows}):
            mine = [row for row in rows if str(row[what]) == value]
            gap = np.mean([row["confidence"] for row in mine]) - np.mean(
                [row["first"]["model"] for row in mine]
            )
            error = _clustered(mine)
            parts.append(f"{what} {value} {gap:+.3f} ± {error:.3f} (n {len(mine)})")
    yield "  Over-confidence: " + "; ".join(parts) + "."
    # Whoever is told the true way can call unlikely ways over-confident beforehand: so are the oracles.
    told = []
    for name in rows[0]["sure"]:
        for value in sorted({str(row["mechanism"]) for row in rows}):
            mine = [row for row in rows if row["mechanism"] == value]
            gap = np.mean([row["sure"][name] - row["first"][name] for row in mine])
            told.append(f"{name}, {value} {gap:+.3f}")
        gap = np.mean([row["sure"][name] - row["first"][name] for row in rows])
        told.append(f"{name}, all {gap:+.3f}")
    yield "  The same of the oracles: " + "; ".join(told) + "."


def _clustered(rows: list[dict[str, Any]]) -> float:
    """Standard error of the mean gap, clustered by holder."""
    sums: dict[str, float] = {}
    gaps = [row["confidence"] - row["first"]["model"] for row in rows]
    mean = float(np.mean(gaps))
    for row, gap in zip(rows, gaps, strict=True):
        sums[row["holder"]] = sums.get(row["holder"], 0.0) + gap - mean
    return float(np.sqrt(np.sum(np.square(list(sums.values())))) / len(rows))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worlds", type=int, default=10, help="of each kind")
    parser.add_argument("--sightings", type=int, default=400)
    parser.add_argument("--priors", default="mixed")
    parser.add_argument("--json", type=Path)
    told = parser.parse_args()
    priors = load(told.priors)
    rival = tune(priors, max(1, told.worlds // 4), max(20, told.sightings // 4))
    print(f"{rival}\n", flush=True)
    jobs = [
        (FIRST[kind] + at, kind, told.sightings, priors, rival) for kind in KINDS for at in range(told.worlds)
    ]
    with multiprocessing.get_context("fork").Pool(min(2, os.cpu_count() or 1)) as pool:
        found = pool.map(measure, jobs, chunksize=1)
    for line in report(found):
        print(line)
    print(f"\nCPU: {sum(one['cpu'] for one in found):.0f} s for {sum(len(one['rows']) for one in found)}.")
    if told.json:
        told.json.write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main()
