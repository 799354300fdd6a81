"""How often the arsenal's 90 % ranges hold the truth, on made-up worlds: `make bench-arsenal`.

    .venv/bin/python benchmarks/arsenal.py [--worlds 10] [--sightings 400] [--tune] [--json FILE]

Worlds never used for tuning, neutral and with shifted mixes of mechanisms (docs/worlds.md), come in as
ordinary tables. For each holder the shares of custodians, suppliers and countries of manufacture among the
objects seen are compared with the truth, for all lines with an expected share of at least 0.05. Shares of few
objects move in steps, so that a range that holds nine in ten draws often holds more: `claimed` is what the
draws themselves put inside. `--tune` tries several sizes of the shared doubts on worlds kept for training.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import product
from pathlib import Path

import numpy as np

from headstamp.records import Names
from headstamp.sightings import Sighting
from headstamp.tracing.arsenal import Seen, expected
from headstamp.tracing.draws import Doubts
from headstamp.tracing.holdings import interval
from headstamp.tracing.measured import Case
from headstamp.tracing.observation import observe
from headstamp.tracing.origins import (
    BY_HOLDER,
    CUSTODIAN,
    MADE_IN,
    NOT_RECORDED,
    NOT_TOLD_APART,
    OWN_MAKE,
    SUPPLIER,
    UNKNOWN,
)
from headstamp.tracing.priors import load
from headstamp.tracing.simulate import Truth

FIRST = {"neutral": 5000, "shifted": 5100}
TRAINING = {"neutral": tuple(range(1000, 1012)), "shifted": tuple(range(1200, 1205))}
MEASURED = {"custodians": CUSTODIAN, "suppliers": SUPPLIER, "made in": MADE_IN}
LEAST = 0.05
SIZES = ((1, 4), (5, 14), (15, 10**9))
TRIED = {"mix": (3.0, 5.0), "lots": (0.5, 1.0), "quantity": (1.0,), "unrecorded": (1.0,)}


@dataclass(frozen=True)
class Line:
    """One share of one holder beside the truth.

    Attributes:
        claimed: the part of the draws inside the range.
    """

    world: int
    table: str
    objects: int
    mean: float
    low: float
    high: float
    claimed: float
    true: float

    @property
    def held(self) -> bool:
        """Whether the range holds the truth."""
        return self.low - 1e-9 <= self.true <= self.high + 1e-9


def answers(sighting: Sighting, truth: Truth, names: Names) -> tuple[str, str, str]:
    """Custodian, supplier and country of manufacture, as an arsenal that knew everything would have them."""
    states = names.catalogue.makers_in(truth.model)
    marked = observe(sighting, names, {}).marks.maker
    supplier = truth.supplier if truth.published and truth.describable else None
    told = next((one for one in (marked, supplier) if one in states), None)
    made_in = told or (states[0] if len(states) == 1 else NOT_TOLD_APART if states else NOT_RECORDED)
    if not truth.describable:
        return UNKNOWN, UNKNOWN, made_in
    if not truth.custodian:
        return BY_HOLDER, BY_HOLDER, truth.supplier
    if truth.supplier == truth.custodian:
        return truth.custodian, OWN_MAKE, made_in
    return truth.custodian, supplier or NOT_RECORDED, made_in


def lines(case: Case, seen: Seen, doubts: Doubts) -> Iterator[Line]:
    """All measured shares of a world."""
    truth = {one.sighting: one for one in case.truth}
    for holder, counts in seen.counts(doubts):
        its = seen.by_holder[holder]
        sightings = [one for thing in its for one in thing.sightings]
        by_object = {truth[one.id].object: answers(one, truth[one.id], case.names) for one in sightings}
        for at, (table, dimension) in enumerate(MEASURED.items()):
            true = Counter(answer[at] for answer in by_object.values())
            mean = expected(its, dimension, counts[dimension].shape[1])
            for number in np.flatnonzero(mean >= LEAST).tolist():
                drawn = counts[dimension][:, number] / len(its)
                low, high = interval(counts[dimension][:, number], len(its), float(mean[number]))
                yield Line(
                    world=case.seed,
                    table=table,
                    objects=len(its),
                    mean=float(mean[number]),
                    low=low,
                    high=high,
                    claimed=float(((drawn >= low - 1e-9) & (drawn <= high + 1e-9)).mean()),
                    true=true[_word(seen.categories(dimension)[number])] / len(by_object),
                )


def _word(category: tuple[str | None, str]) -> str:
    return category[0] or category[1]


def summary(found: Sequence[Line]) -> dict[str, float | int]:
    """Coverage, what was claimed, width, and the mean of expected and true shares."""
    worlds: dict[int, list[bool]] = defaultdict(list)
    for one in found:
        worlds[one.world].append(one.held)
    rates = [float(np.mean(held)) for held in worlds.values()]
    return {
        "lines": len(found),
        "coverage": round(float(np.mean([one.held for one in found])), 3),
        "standard_error": round(float(np.std(rates) / max(1, len(rates) - 1) ** 0.5), 3),
        "claimed": round(float(np.mean([one.claimed for one in found])), 3),
        "width": round(float(np.mean([one.high - one.low for one in found])), 3),
        "below": round(float(np.mean([one.true < one.low - 1e-9 for one in found])), 3),
        "above": round(float(np.mean([one.true > one.high + 1e-9 for one in found])), 3),
        "expected": round(float(np.mean([one.mean for one in found])), 3),
        "true": round(float(np.mean([one.true for one in found])), 3),
    }


def told(found: Sequence[Line]) -> dict[str, dict[str, float | int]]:
    """All lines together, by table and by how many objects the holder has."""
    parts = {"all": list(found)}
    parts |= {table: [one for one in found if one.table == table] for table in MEASURED}
    for low, high in SIZES:
        name = f"{low}-{high} objects" if high < 10**9 else f"{low} objects or more"
        parts[name] = [one for one in found if low <= one.objects <= high]
    return {name: summary(its) for name, its in parts.items() if its}


def read(seed: int, kind: str, sightings: int) -> tuple[Case, Seen]:
    """A world and its objects."""
    case = Case.made(seed, kind, sightings)
    traced = case.tracer(load())
    return case, Seen(traced, case.sightings)


def tune(sightings: int) -> None:
    """Coverage on training worlds for every combination of doubts."""
    found: dict[tuple[str, Doubts], list[Line]] = defaultdict(list)
    tried = [replace(Doubts(), **dict(zip(TRIED, one, strict=True))) for one in product(*TRIED.values())]
    for kind, seeds in TRAINING.items():
        for seed in seeds:
            case, seen = read(seed, kind, sightings)
            for doubts in tried:
                found[kind, doubts] += lines(case, seen, doubts)
    for (kind, doubts), its in found.items():
        print(kind, json.dumps(asdict(doubts)), json.dumps(summary(its)))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--worlds", type=int, default=10)
    parser.add_argument("--sightings", type=int, default=400)
    parser.add_argument("--tune", action="store_true")
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args()
    if chosen.tune:
        tune(chosen.sightings)
        return
    answer = {}
    for kind, first in FIRST.items():
        found: list[Line] = []
        for seed in range(first, first + chosen.worlds):
            case, seen = read(seed, kind, chosen.sightings)
            found += lines(case, seen, Doubts())
        answer[kind] = told(found)
    text = json.dumps({"worlds": chosen.worlds, "sightings": chosen.sightings, **answer}, indent=1)
    print(text)
    if chosen.json is not None:
        chosen.json.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
