"""Learn the numbers of route assessments on made-up worlds with a known truth: `make train`.

Writes `src/headstamp/tracing/data/learned.toml`, which says how it was made. Numbers are learned that say
how records, weapons and readings behave; how holders come by weapons, what moves how and how often what is
licensed is delivered are priors in the open and stay as the presets have them.

Two searches take turns, both by coordinates, from where the file stands. The numbers of stocks and readings
are tried one by one on the whole model. The weights of reasons (reach) are tried on sums that the model gives
once: P(findings | custodian), for which the loss is a short product. What sightings of one holder say of each
other is learned last, on the pooled assessments. The loss is the mean logarithmic loss of the supply chain.
A penalty on the squared logarithm holds each number to where it was hand-set, so that what the worlds do not
tell is not moved by noise.
"""

from __future__ import annotations

import argparse
import math
import multiprocessing
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from headstamp import __version__
from headstamp.tracing.measured import Case, labelled
from headstamp.tracing.priors import OTHER, Priors, load, number, with_numbers

FILE = Path(__file__).parent.parent / "src/headstamp/tracing/data/learned.toml"
WORLDS = [("neutral", 1000, 10), ("thin", 1100, 4), ("shifted", 1200, 3)]
SIGHTINGS = 90
PENALTY = 0.002
"""Loss for a number e times as large as it was hand-set."""

# Number, and whether it is a chance (searched on the scale of log odds) or a weight (of logarithms).
NUMBERS = {
    "error.model": "chance",
    "error.variant": "chance",
    "error.family": "chance",
    "marks.wrong": "chance",
    "year_lag.new_share_unknown": "chance",
    "incident_weapons.others": "weight",
    "taker_unknown.neighbour": "weight",
    "distance_km": "weight",
    "unseen_factor": "weight",
    "own_made": "weight",
    "own_kept": "weight",
    "quantity_exponent": "chance",
    "yearly_survival": "chance",
    "class_shrink": "weight",
    "stock_floor": "weight",
    "blank_quantity": "weight",
    "coarse_own_make": "chance",
    "tie_shrink": "weight",
    "seen_from": "weight",
    "maker_lean": "weight",
    "affinity_floor": "chance",
    "coverage_shrink": "weight",
    "marks.undocumented": "chance",
    "marks.first_hand": "chance",
    "marks.under_licence": "chance",
    "late_penalty": "chance",
    "doubt": "chance",
    "taker_unknown.elsewhere": "weight",
    "incident_weapons.named": "weight",
    "year_lag.new_share_new": "chance",
    "error.class": "chance",
}
SHARED = {"shared.prior": "weight", "shared.belief": "chance", "shared.fresh": "weight"}


def _cases(sightings: int) -> list[Case]:
    return [Case.made(first + at, kind, sightings) for kind, first, many in WORLDS for at in range(many)]


def _pool() -> Any:
    return multiprocessing.get_context("fork").Pool(2)


_CASES: list[Case] = []


def _one(args: tuple[int, Priors, bool]) -> float:
    at, priors, pooled = args
    return float(np.sum([one.loss for one in labelled(_CASES[at], priors, pooled=pooled)]))


def loss(priors: Priors, *, pooled: bool = False) -> float:
    """Mean logarithmic loss of the supply chain over the worlds of training."""
    many = sum(len(case.sightings) for case in _CASES)
    with _pool() as pool:
        sums = pool.map(_one, [(at, priors, pooled) for at in range(len(_CASES))], chunksize=1)
    return float(sum(sums)) / many


def _moved(value: float, kind: str, step: float) -> float:
    if kind == "weight":
        return float(f"{max(value, 1e-4) * math.exp(step):.3g}")
    odds = math.log(max(value, 1e-4) / max(1e-4, 1.0 - value)) + step
    return float(f"{1.0 / (1.0 + math.exp(-odds)):.3g}")


def _penalty(now: Mapping[str, float], start: Mapping[str, float], kinds: Mapping[str, str]) -> float:
    total = 0.0
    for name, kind in kinds.items():
        one, two = max(now[name], 1e-4), max(start[name], 1e-4)
        if kind == "chance":
            one, two = one / max(1e-4, 1.0 - one), two / max(1e-4, 1.0 - two)
        total += math.log(one / two) ** 2
    return PENALTY * total


def search(
    priors: Priors,
    kinds: Mapping[str, str],
    start: Mapping[str, float],
    *,
    step: float,
    until: float,
    pooled: bool,
) -> tuple[Priors, float]:
    """Try each number a step up and down, and go on while it helps."""
    now = {name: number(priors, name) for name in kinds}
    best = loss(priors, pooled=pooled) + _penalty(now, start, kinds)
    for name, kind in kinds.items():
        for sign in (1.0, -1.0):
            moved = False
            while time.monotonic() < until:
                value = _moved(now[name], kind, sign * step)
                tried = with_numbers(priors, {name: value})
                found = loss(tried, pooled=pooled) + _penalty({**now, name: value}, start, kinds)
                if found >= best - 2e-4:
                    break
                priors, best, moved, now[name] = tried, found, True, value
            if moved:
                break
        print(f"{name:32} {now[name]:<10g} {best:.4f}", flush=True)
    return priors, best


def _reach_rows(args: tuple[int, Priors]) -> list[dict[str, Any]]:
    at, priors = args
    return [dict(one) for one in _CASES[at].reach_rows(priors)]


def learn_reach(priors: Priors, start: Priors, sweeps: int = 5) -> Priors:
    """The weights of reasons, the part that is not placed, and the unknown."""
    with _pool() as pool:
        rows = [
            row for part in pool.map(_reach_rows, [(at, priors) for at in range(len(_CASES))]) for row in part
        ]
    table = {name: np.stack([row[name] for row in rows]) for name in rows[0]}
    kinds = dict(_reach_numbers(priors))
    now = {name: number(priors, name) for name in kinds}
    first = {name: number(start, name) for name in kinds}

    def figure(numbers: Mapping[str, float]) -> float:
        return _reach_loss(table, priors, numbers) + _penalty(numbers, first, kinds)

    best, step = figure(now), 0.3
    for _ in range(sweeps):
        for name, kind in kinds.items():
            for sign in (1.0, -1.0):
                moved = False
                while True:
                    tried = {**now, name: _moved(now[name], kind, sign * step)}
                    found = figure(tried)
                    if found >= best - 2e-5:
                        break
                    now, best, moved = tried, found, True
                if moved:
                    break
        step *= 0.7
        print(f"reach {best:.4f}", flush=True)
    return with_numbers(priors, now)


def _reach_numbers(priors: Priors) -> Iterator[tuple[str, str]]:
    yield from (("unreached", "chance"), ("unknown", "chance"))
    for one in priors.mechanisms:
        # One weight of each mechanism is the measure of the others.
        names = list(one.reach)
        yield from ((f"mechanism.{one.id}.{name}", "weight") for name in names[1:])


def _reach_loss(table: Mapping[str, np.ndarray], priors: Priors, numbers: Mapping[str, float]) -> float:
    unknown, unreached = numbers["unknown"], numbers["unreached"]
    kernel, moved = np.zeros(table["shown"].shape), np.zeros(table["shown"].shape)
    left = np.zeros(len(kernel))
    local = np.zeros(len(kernel))
    other, names = 0, Case.reasons(priors)
    for index, one in enumerate(priors.mechanisms):
        share = table["shares"][:, index]
        if one.makes:
            local = local + share
            continue
        if one.id == OTHER:
            other, left = index, left + share
            continue
        weights = {
            name: numbers.get(f"mechanism.{one.id}.{name}", weight) for name, weight in one.reach.items()
        }
        mine = np.zeros(kernel.shape)
        for name, weight in weights.items():
            told = (
                table["incidents"][:, index] if name == "incident" else table["reasons"][:, names.index(name)]
            )
            mine += weight * told
        if one.id != "own_stock":
            mine *= table["not_own"]
        whole = mine.sum(axis=1)
        near = np.where(whole > 0, share * (1.0 - unreached), 0.0)
        left = left + share - near
        mine *= (near / np.maximum(whole, 1e-12))[:, None]
        kernel += mine
        moved += mine * table["way"][:, index]
    rest = priors.mechanism(OTHER).reach
    uniform = rest["uniform"]
    distance = numbers.get(f"mechanism.{OTHER}.distance", rest["distance"])
    far = (uniform * table["uniform"] + distance * table["near"]) / (uniform + distance)
    kernel += left[:, None] * far
    moved += left[:, None] * far * table["way"][:, other]
    misled = priors.doubt * table["stocks"]
    kernel *= (1.0 - unknown) * misled[:, None]
    moved *= (1.0 - unknown) * (1.0 - priors.doubt)
    own = (1.0 - unknown) * local * ((1.0 - priors.doubt) * table["local"] + misled)
    nobody = unknown * table["world"]
    whole = (moved * table["shown"] + kernel * table["held"]).sum(axis=1) + own + nobody
    at = np.arange(len(kernel)), table["custodian"]
    chain = moved[at] * table["right"] + kernel[at] * table["right_held"]
    right = np.choose(table["answer"], [chain, own, nobody])
    return float(-np.log(np.maximum(right / whole, 1e-6)).mean())


def _head(sightings: int, losses: Mapping[str, float]) -> list[str]:
    worlds = ", ".join(f"{many} {kind} (seeds {first} to {first + many - 1})" for kind, first, many in WORLDS)
    return [
        "# Numbers learned on made-up worlds (docs/worlds.md) by `make train`; no evidence on real flows.",
        "# A preset that names one of these numbers takes precedence.",
        f"# headstamp {__version__}; worlds: {worlds}; {sightings} sightings each.",
        f"# {_loss(losses)}",
    ]


def _kept(names: list[str], sightings: int, losses: Mapping[str, float]) -> list[str]:
    """The head of the file as it stands, and what was learned since."""
    head = [line for line in FILE.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    return [*head, f"# Then {', '.join(names)} alone, {sightings} sightings each. {_loss(losses)}"]


def _loss(losses: Mapping[str, float]) -> str:
    told = "; ".join(f"{name} {value:.3f}" for name, value in losses.items())
    return f"Mean logarithmic loss of the supply chain: {told}."


def _text(priors: Priors, head: list[str]) -> str:
    names = [*NUMBERS, *SHARED, *(name for name, _ in _reach_numbers(priors))]
    flat = [f'"{name}" = {number(priors, name):.3g}' for name in names]
    return "\n".join([*head, "", *flat, ""])


def main() -> None:
    """Search until the time is over, and write the file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--from-scratch", action="store_true", help="start from the hand-set numbers")
    parser.add_argument(
        "--only", nargs="+", metavar="NUMBER", help="learn these alone, on pooled assessments; the rest stays"
    )
    parser.add_argument("--sightings", type=int, default=SIGHTINGS, help="of each world")
    told = parser.parse_args()
    until = time.monotonic() + 60.0 * told.minutes
    hand_set = load(learned=False)
    priors = hand_set if told.from_scratch else load()
    _CASES.extend(_cases(told.sightings))
    for case in _CASES:
        case.tracer(priors)
    losses = {"hand-set": loss(hand_set)}
    print(losses, flush=True)
    kinds = {**NUMBERS, **SHARED}
    start = {name: number(hand_set, name) for name in kinds}
    if told.only:
        losses["before"] = loss(priors, pooled=True)
        chosen = {name: kinds[name] for name in told.only}
        priors, losses["learned"] = search(priors, chosen, start, step=0.5, until=until, pooled=True)
        FILE.write_text(_text(priors, _kept(told.only, told.sightings, losses)), encoding="utf-8")
        return
    step = 0.5
    while time.monotonic() < until - 60.0 * told.minutes / 4:
        priors = learn_reach(priors, hand_set)
        priors, losses["learned"] = search(priors, NUMBERS, start, step=step, until=until, pooled=False)
        FILE.write_text(_text(priors, _head(told.sightings, losses)), encoding="utf-8")
        step *= 0.6
        if step < 0.15:
            break
    priors, losses["pooled"] = search(priors, SHARED, start, step=0.7, until=until + 600, pooled=True)
    FILE.write_text(_text(priors, _head(told.sightings, losses)), encoding="utf-8")


if __name__ == "__main__":
    main()
