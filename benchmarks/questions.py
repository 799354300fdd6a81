"""Whether questions tell what they are said to, on worlds never trained on: `make bench-questions`.

    .venv/bin/python benchmarks/questions.py [--worlds 3] [--sightings 120] [--json FILE]

For each question that is open, the world's truth gives the answer (with the errors that answers have), the
answer is put into the sighting, the sighting is traced anew, and the drop in entropy of the supply chains is
set against the bits that were forecast. A forecast is of the mean: one answer may well raise the entropy.
Entropy is that of what the forecast looks at, the first forty chains before the answer and all else as one;
that of all chains stands beside it. Chains that other sightings of the holder speak for are left as they are.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path

import numpy as np

from headstamp.sightings import Sighting
from headstamp.tracing.answers import Answers
from headstamp.tracing.chains import Chains
from headstamp.tracing.measured import Case
from headstamp.tracing.priors import load
from headstamp.tracing.questions import asked
from headstamp.tracing.routes import Routes
from headstamp.tracing.simulate import Truth, World, world
from headstamp.tracing.trace import Tracer
from headstamp.values import Span

KINDS = ("neutral", "shifted", "thin")
FIRST = {"neutral": 5300, "shifted": 5400, "thin": 5500}
_RESAMPLED = 400


def entropy(shares: np.ndarray) -> float:
    """In bits."""
    some = shares[shares > 0]
    return float(-(some * np.log2(some)).sum())


def answered(
    made: World, at: int, sighting: Sighting, rng: np.random.Generator, wrong: float, misread: float
) -> Iterator[tuple[str, Sighting]]:
    """The sighting with the true answer to each question, as far as there is one."""
    truth: Truth = made.truth[at]
    item = made.making.items[at]
    if sighting.year_marked is None and item.year is not None:
        year = item.year
        if rng.random() < wrong:
            year += int(rng.choice((-10, -3, -2, -1, 1, 2, 3, 10)))
        yield "year", replace(sighting, year_marked=Span.parse(str(year)))
    leaf = truth.model
    if rng.random() < misread:
        parents = {row["id"]: row["parent"] for row in made.tables["weapons"]}
        others = [one for one in parents if parents[one] == parents[leaf] and one != leaf]
        leaf = others[int(rng.integers(len(others)))] if others else leaf
    yield "model", replace(sighting, weapon=((leaf, 1.0),), confidence=None)
    if sighting.import_mark is None and truth.deal >= 0:
        mark = truth.custodian
        if rng.random() < wrong:
            states = sorted({one.custodian for one in made.truth if one.custodian})
            mark = states[int(rng.integers(len(states)))]
        yield "mark", replace(sighting, import_mark=mark)


def as_forecast(
    answers: Answers, sighting: Sighting, rng: np.random.Generator
) -> Iterator[tuple[str, Sighting]]:
    """The sighting with answers drawn from the forecast itself, for a year and for an import mark."""
    told = {one.about: one.told for one in asked(answers)}
    parties, every = answers.chains.model.ledger.parties, answers.chains.routes.custodians
    if "year" in told:
        chances = told["year"].answers(answers.p)
        at = int(rng.choice(len(chances), p=chances))
        year = answers.chains.year - len(chances) + 1 + max(1, at)
        yield "year", replace(sighting, year_marked=Span.parse(str(year)))
    if "mark" in told:
        named = np.unique(answers.custodians[answers.custodians >= 0])
        chances = told["mark"].answers(answers.p)
        at = int(rng.choice(len(chances), p=chances))
        others = every[:-2].copy()
        others[named] = 0.0
        if at == len(named):
            named, at = np.arange(len(others)), int(rng.choice(len(others), p=others / others.sum()))
        yield "mark", replace(sighting, import_mark=parties[int(named[at])])


def chains_of(traced: Tracer, sighting: Sighting, routes: Routes | None = None) -> Chains:
    """The chains of a sighting, others of its holder left out of it."""
    found = routes or traced.alone(sighting)
    return Chains(found, traced.model.parties[0])


def lumped(chains: Chains, shown: np.ndarray) -> float:
    """The entropy of some chains, all else as one."""
    share = chains.probability[shown]
    return entropy(np.append(share, max(0.0, 1.0 - float(share.sum()))))


def measure(
    seed: int, kind: str, sightings: int, *, own: bool
) -> dict[str, list[tuple[float, float, float]]]:
    """By question: forecast if answered, realised drop, and realised drop over all chains.

    Args:
        own: draw the answers from the forecast instead of from the truth.
    """
    priors = load()
    made = world(seed, kind, sightings=sightings)
    case = Case.of(made)
    traced = case.tracer(priors)
    rng = np.random.default_rng([seed, 17])
    found = defaultdict(list)
    for at, sighting in enumerate(case.sightings):
        before = chains_of(traced, sighting)
        answers = Answers(before)
        forecast = {one.about: one.told.bits(answers.p) for one in asked(answers)}
        errors = priors.wrong_mark, priors.error["model"]
        true = answered(made, at, sighting, rng, *errors)
        for about, after in as_forecast(answers, sighting, rng) if own else true:
            if about in forecast:
                then = chains_of(traced, after)
                drop = lumped(before, answers.shown) - lumped(then, answers.shown)
                every = entropy(np.append(before.probability, before.unknown)) - entropy(
                    np.append(then.probability, then.unknown)
                )
                found[about].append((forecast[about], drop, every))
    return found


def summary(worlds: list[list[tuple[float, float, float]]]) -> dict[str, float]:
    """Means over sightings, and the ratio with an interval from resampling worlds and sightings in them."""
    rng = np.random.default_rng(3)
    told = [np.array(one) for one in worlds if one]
    every = np.concatenate(told)
    ratios = []
    for _ in range(_RESAMPLED):
        drawn = [told[at] for at in rng.integers(len(told), size=len(told))]
        mean = np.concatenate([one[rng.integers(len(one), size=len(one))] for one in drawn]).mean(axis=0)
        ratios.append(mean[1] / mean[0])
    low, high = np.quantile(ratios, (0.05, 0.95))
    forecast, drop, whole = every.mean(axis=0)
    return {
        "sightings": len(every),
        "forecast": float(forecast),
        "realised": float(drop),
        "ratio": float(drop / forecast),
        "ratio_low": float(low),
        "ratio_high": float(high),
        "realised_all_chains": float(whole),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--worlds", type=int, default=3, help="of each kind")
    parser.add_argument("--sightings", type=int, default=120)
    parser.add_argument(
        "--own", action="store_true", help="answers drawn from the forecast: checks its arithmetic"
    )
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    started = time.process_time()
    found = defaultdict(list)
    for kind in KINDS:
        for number in range(given.worlds):
            for about, rows in measure(FIRST[kind] + number, kind, given.sightings, own=given.own).items():
                found[about].append(rows)
    result = {about: summary(worlds) for about, worlds in sorted(found.items())}
    by_world = [list(chain.from_iterable(rows)) for rows in zip(*found.values(), strict=True)]
    result["all"] = summary(by_world)
    print(f"{'question':9}{'n':>6}{'forecast':>10}{'realised':>10}{'ratio':>8}   90 % interval   all chains")
    for about, one in result.items():
        print(
            f"{about:9}{one['sightings']:6.0f}{one['forecast']:10.3f}{one['realised']:10.3f}{one['ratio']:8.2f}"
            f"   {one['ratio_low']:.2f}-{one['ratio_high']:.2f}{one['realised_all_chains']:17.3f}"
        )
    seconds = time.process_time() - started
    print(f"bits if answered; {len(KINDS) * given.worlds} worlds, {seconds:.0f} CPU seconds")
    if given.json:
        given.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
