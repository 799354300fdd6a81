"""How well mirrored reports are reconciled, on made-up flows whose truth is known, as JSON.

    python benchmarks/mirror.py [--seeds N]

6,000 flows between 150 reporters of unequal error: 48 % told by both sides, 43 % by one, 9 % by none; imports
are valued with 10 % of freight. In the first two worlds reports err as the method assumes. In the others they
do not: reporters that always tell less (the second model of ten Cate 2007), reporters that leave out part of
some flows, and a share that both sides leave out alike.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from headstamp.records.mirror_weights import Estimates, Flows, Verdict, reconcile

Floats = npt.NDArray[np.float64]
WORLDS = ("one error a reporter", "one error a role", "bias", "omission", "both leave out half")
FREIGHT = float(np.log(1.1))


@dataclass(frozen=True)
class World:
    """Flows as they were, how they are told, and what is behind that."""

    flows: Flows
    truth: Floats
    sds: tuple[Floats, Floats]
    told: tuple[Floats, Floats]
    odd: tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]


def world(kind: str, seed: int, count: int = 6000, reporters: int = 150) -> World:
    """A made-up world; logs of quantities, errors of log-normal size around 0.4."""
    chance = np.random.default_rng(seed)
    exporter = chance.integers(0, reporters, count)
    importer = (exporter + chance.integers(1, reporters, count)) % reporters
    selling, buying = np.exp(chance.normal(np.log(0.405), 0.6, (2, reporters)))
    if kind != "one error a role":
        buying = selling
    truth = chance.normal(4, 1.5, count)
    left = truth + (np.log(0.5) if kind == "both leave out half" else 0.0)
    exported = left + chance.normal(size=count) * selling[exporter]
    imported = left + FREIGHT + chance.normal(size=count) * buying[importer]
    odd = (chance.random((2, reporters)) < 0.2) & (kind in ("bias", "omission"))
    if kind == "bias":
        tilt = np.where(odd, chance.normal(np.log(0.5), 0.3, (2, reporters)), 0.0)
        exported, imported = exported + tilt[0][exporter], imported + tilt[1][importer]
    if kind == "omission":
        part = np.where(chance.random((2, count)) < 0.4, np.log(chance.uniform(0.05, 0.6, (2, count))), 0.0)
        exported = exported + np.where(odd[0][exporter], part[0], 0.0)
        imported = imported + np.where(odd[1][importer], part[1], 0.0)
    lot, first = chance.random(count), chance.random(count) < 0.5
    both, one = lot < 0.48, (lot >= 0.48) & (lot < 0.91)
    flows = Flows(
        exporter=exporter,
        importer=importer,
        exported=np.where(both | (one & first), np.exp(exported), np.nan),
        imported=np.where(both | (one & ~first), np.exp(imported), np.nan),
        cif=np.ones(count, bool),
    )
    return World(flows, truth, (selling, buying), (exported, imported - FREIGHT), (odd[0], odd[1]))


def measured(made: World, found: Estimates) -> dict[str, float]:
    """Errors of logs and coverage of the 90 % interval, by how many sides tell."""
    flows, truth = made.flows, made.truth
    both, one = found.verdict == Verdict.BOTH, found.verdict == Verdict.ONE
    exported, imported = made.told[0][both], np.log(flows.imported[both]) - found.reliability.cif
    first, second = made.sds[0][flows.exporter[both]] ** 2, made.sds[1][flows.importer[both]] ** 2
    oracle = (exported * second + made.told[1][both] * first) / (first + second)
    held = (np.log(found.low) <= truth) & (truth <= np.log(found.high))
    naive = (np.minimum(exported, imported) <= truth[both]) & (truth[both] <= np.maximum(exported, imported))

    def rmse(logs: Floats) -> float:
        return float(np.sqrt(np.mean((logs - truth[both]) ** 2)))

    weighted = rmse(np.log(found.estimate[both]))
    trust = found.reliability
    sds = np.concatenate([trust.exporters.sd, trust.importers.sd]), np.concatenate(made.sds)
    odd = made.odd[0][flows.exporter[both]].astype(int) + made.odd[1][flows.importer[both]]
    leans = np.concatenate([trust.exporters.leans, trust.importers.leans])
    hidden = np.concatenate(made.odd)
    told = {
        "exporter_only": rmse(exported),
        "importer_only": rmse(imported),
        "mean_of_logs": rmse((exported + imported) / 2),
        "weighted": weighted,
        "oracle": rmse(oracle),
        "ratio_to_oracle": weighted / rmse(oracle),
        "cover_both": float(held[both].mean()),
        "cover_one": float(held[one].mean()),
        "cover_of_the_two_reports": float(naive.mean()),
        "sd_correlation": float(np.corrcoef(*sds)[0, 1]),
        "surprising": float(found.surprising[both].mean()),
        "mean_log_error": float(np.mean(np.log(found.estimate[both]) - truth[both])),
        "leaning_flagged": float(leans[hidden].mean()) if hidden.any() else float("nan"),
        "flagged_without_cause": float(leans[~hidden].mean()),
    }
    for sides, name in ((0, "neither"), (1, "one"), (2, "both")):
        if hidden.any():
            told[f"cover_where_{name}_of_the_sides_is_odd"] = float(held[both][odd == sides].mean())
    return told


def main() -> None:
    """Measure and print the mean over seeds, with the least and the most where a bound is set."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=10)
    seeds = parser.parse_args().seeds
    told: dict[str, object] = {"seeds": seeds}
    for kind in WORLDS:
        made = [world(kind, seed) for seed in range(seeds)]
        begun = time.process_time()
        found = [reconcile(one.flows) for one in made]
        spent = (time.process_time() - begun) / seeds
        figures = [measured(one, est) for one, est in zip(made, found, strict=True)]
        means: dict[str, object] = {"cpu_s": round(spent, 3)}
        for name in figures[0]:
            values = [one[name] for one in figures]
            if not np.isnan(values).all():
                means[name] = round(float(np.mean(values)), 3)
            if name in ("ratio_to_oracle", "cover_both", "cover_one"):
                means[f"{name}_range"] = [round(min(values), 3), round(max(values), 3)]
        told[kind] = means
    print(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
