"""Made-up stocks with a known truth, written apart from the balance that is measured on them.

Shipments come at random times, in random sizes, spread over one to four years. Each stock draws its own
dials: how fast weapons wear out (and by how much that differs from year to year), how much goes unrecorded,
how wrong numbers are, how biased a source is, whether numbers are rounded. The balance knows none of these
dials; it reads the same tables that people type. What it must hold is the stock as it would be if only the
losses that are reported had happened; losses that nobody reported are what an audit is to show.

Beside it stand two ideal readers who know how stocks are made up: one who even knows this stock's own dials,
one who knows only from which ranges they are drawn. Neither sees the hidden numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

ACTOR, WEAPON = "freedonia", "m70"
BEGIN = 1980


@dataclass(frozen=True)
class Dials:
    """One stock's own."""

    wear: float
    wear_spread: float
    unrecorded: float
    error: float
    estimate_error: float
    bias: float
    rounds: bool
    per_year: float
    size: float
    size_spread: float

    @classmethod
    def draw(cls, chance: np.random.Generator, seen: bool) -> Dials:
        """The dials of one stock."""
        return cls(
            wear=float(np.exp(chance.uniform(np.log(0.006), np.log(0.07)))),
            wear_spread=float(chance.uniform(0.1, 0.6)),
            unrecorded=float(chance.uniform(0.0, 0.08 if seen else 0.4)),
            error=float(chance.uniform(0.01, 0.12)),
            estimate_error=float(chance.uniform(0.06, 0.3)),
            bias=float(chance.uniform(0.0, 0.1)),
            rounds=bool(chance.random() < 0.5),
            per_year=float(chance.uniform(0.15, 1.2)),
            size=float(chance.uniform(np.log(30), np.log(3000))),
            size_spread=float(chance.uniform(0.4, 1.1)),
        )


@dataclass
class MadeUp:
    """A stock: the tables that tell of it, its truth, and what the ideal readers need.

    Attributes:
        told: of each recorded shipment its number(s), whether each is an estimate, its years.
    """

    dials: Dials
    seen: bool
    at: int
    opening: tuple[float, float] | None = None
    true: float = 0.0
    lost_untold: int = 0
    transfers: list[dict[str, str]] = field(default_factory=list)
    incidents: list[dict[str, str]] = field(default_factory=list)
    figures: list[dict[str, str]] = field(default_factory=list)
    told: list[tuple[list[tuple[float, bool]], list[int]]] = field(default_factory=list)
    moved: list[tuple[int, int, float, float]] = field(default_factory=list)


def make(seed: int) -> MadeUp:
    """One stock."""
    chance = np.random.default_rng(seed)
    seen = bool(chance.random() < 0.5)
    one = MadeUp(Dials.draw(chance, seen), seen, BEGIN + int(chance.integers(12, 40)))
    years = one.at - BEGIN + 1
    into, out = np.zeros(years), np.zeros(years)
    bias = {name: chance.normal(0, one.dials.bias) for name in ("register", "report")}
    if chance.random() < 0.5:
        into[0] += _opening(one, chance)
    for _ in range(max(1, int(chance.poisson(one.dials.per_year * years)))):
        size = max(1, round(float(np.exp(chance.normal(one.dials.size, one.dials.size_spread)))))
        first = int(chance.integers(0, years))
        when = list(range(first, min(years, first + int(chance.integers(1, 5)))))
        split = chance.multinomial(size, chance.dirichlet(np.full(len(when), 2.0)))
        into[when] += split
        if chance.random() >= one.dials.unrecorded:
            _record(one, chance, bias, size, when)
    # What leaves can only be a part of what is there; it is told with a range that holds the truth.
    held = 0.0
    for year in range(years):
        wear = min(
            0.9, one.dials.wear * chance.gamma(1 / one.dials.wear_spread**2) * one.dials.wear_spread**2
        )
        held = chance.binomial(int(held), 1 - wear) + chance.binomial(int(into[year]), 1 - wear / 2)
        if year > 2 and chance.random() < 0.12 and held > 20:
            out[year] = _loss(one, chance, year, held)
            held -= out[year]
        elif chance.random() < 0.06:
            held += _capture(one, chance, year)
    one.true = float(held)
    one.lost_untold = int(held * chance.uniform(0.05, 0.5)) if chance.random() < 0.6 else 0
    count = str(int(held - one.lost_untold))
    one.figures.append(_figure("K-1", "audit", f"{one.at}-12-31", count, count))
    return one


def _opening(one: MadeUp, chance: np.random.Generator) -> float:
    true = round(float(np.exp(chance.normal(one.dials.size + 0.5, 0.6))))
    told = max(1, round(true * float(np.exp(chance.normal(0, one.dials.error)))))
    one.figures.append(_figure("K-0", "opening", f"{BEGIN - 1}-12-31", str(told), str(told)))
    one.opening = (float(told), one.dials.error)
    return float(true)


def _figure(id: str, kind: str, at: str, low: str, high: str) -> dict[str, str]:
    told = {"id": id, "actor": ACTOR, "weapon": WEAPON, "at": at, "kind": kind}
    return {**told, "count_low": low, "count_high": high}


def _record(
    one: MadeUp, chance: np.random.Generator, bias: dict[str, float], size: int, when: list[int]
) -> None:
    supplier = f"supplier-{len(one.told)}"
    numbers = []
    for source in ("register", "report")[: 2 if chance.random() < 0.2 else 1]:
        estimate = bool(chance.random() < 0.4)
        spread = one.dials.estimate_error if estimate else one.dials.error
        told = size * float(np.exp(chance.normal(bias[source], spread)))
        if one.dials.rounds and told >= 10:
            digits = 2 - len(str(int(told)))
            told = round(told, digits)
        number = max(1, round(told))
        numbers.append((float(number), estimate))
        one.transfers.append(
            {
                "id": f"{supplier}-{source}",
                "supplier": supplier,
                "recipient": ACTOR,
                "stage": "delivered",
                "source": source,
                "weapon": WEAPON,
                "quantity": f"about {number}" if estimate else str(number),
                "delivered_from": str(BEGIN + when[0]),
                "delivered_to": str(BEGIN + when[-1]),
            }
        )
    one.told.append((numbers, when))


def _loss(one: MadeUp, chance: np.random.Generator, year: int, held: float) -> int:
    return _moved(one, chance, year, int(held * chance.uniform(0.02, 0.4)) + 1, -1)


def _capture(one: MadeUp, chance: np.random.Generator, year: int) -> int:
    return _moved(one, chance, year, round(float(np.exp(chance.normal(one.dials.size - 1, 0.5)))) + 1, 1)


def _moved(one: MadeUp, chance: np.random.Generator, year: int, number: int, sign: int) -> int:
    exact = chance.random() < 0.5
    low = number if exact else int(number * chance.uniform(0.7, 1.0))
    high = number if exact else int(number * chance.uniform(1.0, 1.4)) + 1
    sides = (ACTOR, "not known") if sign < 0 else ("not known", ACTOR)
    one.incidents.append(
        {
            "id": f"I-{len(one.incidents)}",
            "kind": "battlefield_capture",
            "from_actor": sides[0],
            "to_actor": sides[1],
            "from": f"{BEGIN + year}-12-30",
            "to": f"{BEGIN + year}-12-31",
            "weapons": WEAPON,
            "count_low": str(low),
            "count_high": str(high),
            "credibility": "1",
        }
    )
    one.moved.append((year, sign, float(low), float(high)))
    return number


def ideal(one: MadeUp, seed: int, draws: int, *, own_dials: bool) -> np.ndarray:
    """What an ideal reader takes the stock for, in draws.

    Args:
        own_dials: whether the reader knows this stock's own dials, or only how dials are drawn.
    """
    chance = np.random.default_rng(seed)
    dials = [one.dials] * draws if own_dials else [Dials.draw(chance, one.seen) for _ in range(draws)]
    of = {name: np.array([getattr(each, name) for each in dials]) for name in _NAMES}
    size, spread = (one.dials.size, one.dials.size_spread) if own_dials else _sizes(one)
    years = one.at - BEGIN + 1
    into = np.zeros((years, draws))
    if one.opening is not None:
        told, _ = one.opening
        into[0] += told * np.exp(chance.normal(0, 1, draws) * of["error"])
    bias = {name: chance.normal(0, 1, draws) * of["bias"] for name in ("register", "report")}
    for numbers, when in one.told:
        into[when] += (
            _shipment(chance, numbers, of, bias, size, spread, draws)
            * chance.dirichlet(np.full(len(when), 2.0), draws).T
        )
    rate = one.dials.per_year * years if own_dials else len(one.told) / np.maximum(0.4, 1 - of["unrecorded"])
    many = chance.poisson(rate * of["unrecorded"] * np.ones(draws))
    for index in range(int(many.max(initial=0))):
        there = many > index
        number = np.exp(chance.normal(size, spread, draws)) * there
        first = chance.integers(0, years, draws)
        length = chance.integers(1, 5, draws)
        for step in range(4):
            at = np.minimum(first + step, years - 1)
            np.add.at(into, (at, np.arange(draws)), np.where(step < length, number / length, 0.0))
    moved = {year: (sign, low, high) for year, sign, low, high in one.moved}
    held = np.zeros(draws)
    for year in range(years):
        shape = 1 / of["wear_spread"] ** 2
        wear = np.minimum(0.9, of["wear"] * chance.gamma(shape) / shape)
        mean = held * (1 - wear) + into[year] * (1 - wear / 2)
        held = np.maximum(0.0, mean + chance.normal(0, 1, draws) * np.sqrt((held + into[year]) * wear))
        if year in moved:
            sign, low, high = moved[year]
            held = np.maximum(0.0, held + sign * chance.uniform(low, high, draws))
    return np.rint(held)


_NAMES = tuple(Dials.__dataclass_fields__)


def _sizes(one: MadeUp) -> tuple[float, float]:
    """Sizes as the records show them, for the reader who does not know their dials."""
    logs = [np.log(number) for numbers, _ in one.told for number, _ in numbers[:1]]
    return (float(np.mean(logs)), float(max(0.4, np.std(logs)))) if logs else (float(np.log(300)), 1.0)


def _shipment(
    chance: np.random.Generator,
    numbers: list[tuple[float, bool]],
    of: dict[str, np.ndarray],
    bias: dict[str, np.ndarray],
    size: float,
    spread: float,
    draws: int,
) -> np.ndarray:
    """The number that came, given what sources say of it: precisions of logarithms add up."""
    precision, weighted = np.full(draws, 1 / spread**2), np.full(draws, size / spread**2)
    for (number, estimate), source in zip(numbers, ("register", "report"), strict=False):
        error = np.maximum(1e-3, of["estimate_error"] if estimate else of["error"])
        precision += 1 / error**2
        weighted += (np.log(number) - bias[source]) / error**2
    return np.exp(weighted / precision + chance.normal(0, 1, draws) / np.sqrt(precision))
