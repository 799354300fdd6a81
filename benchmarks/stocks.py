"""How often the 90 % ranges of a balance hold the truth, and what a ledger costs: `make bench-stocks`.

    .venv/bin/python benchmarks/stocks.py [--stocks 400] [--first 70000] [--json FILE]

Stocks are made up apart from the balance (`stocks_made_up.py`), with dials of their own that it does not
know.
Coverage is of the stock at the end, and of what an audit leaves unaccounted for. Width is against two ideal
readers: one who knows each stock's own dials, and one who knows only the ranges that dials are drawn from.
The cost is of 50 years x 200 weapons x 20 actors, from the library's rows to the last range.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from stocks_made_up import ACTOR, WEAPON, MadeUp, ideal, make

from headstamp.records import CaseTransfer, Library, Names, rows_of, sources
from headstamp.records.finding import transfer_of
from headstamp.sightings import Incident, StockFigure
from headstamp.stocks.asking import concerning
from headstamp.stocks.assumptions import Assumptions, load
from headstamp.stocks.balance import Balance, balance
from headstamp.stocks.book import Book
from headstamp.world import Actors, Catalogue

NOMINAL = 0.90
COLUMNS = ("id", "name", "kind")


def names_of() -> Names:
    """Shipped names, with a made-up state and its made-up suppliers."""
    own = [{"id": ACTOR, "name": "Freedonia", "kind": "state"}]
    own += [{"id": f"supplier-{n}", "name": f"Supplier {n}", "kind": "state"} for n in range(120)]
    return Names(Actors.load().overlay(own), Catalogue.load())


def balance_of(one: MadeUp, names: Names, assumptions: Assumptions) -> Balance | None:
    """The balance of a made-up stock, from its tables on."""
    rows = rows_of([CaseTransfer(each["id"], each) for each in one.transfers], {}).to_pylist()
    book = Book(
        [transfer_of(row, names) for row in rows],
        [Incident.from_cells(each["id"], each) for each in one.incidents],
        [StockFigure.from_cells(each["id"], each) for each in one.figures],
        names,
        [replace(sources()["sipri"], sees=("salw",))] if one.seen else [],
        assumptions,
    )
    return balance(book.ledger(ACTOR, WEAPON), assumptions, one.at)


@dataclass(frozen=True)
class Line:
    """One stock: what was told and what is true."""

    true: float
    low: float
    high: float
    own: tuple[float, float]
    ranges: tuple[float, float]
    missing: tuple[float, float, float]
    p_positive: float


def measured(first: int, many: int, assumptions: Assumptions) -> list[Line]:
    """Some stocks, the same whenever the same are asked for."""
    names = names_of()
    lines = []
    for seed in range(first, first + many):
        one = make(seed)
        found = balance_of(one, names, assumptions)
        if found is None:
            # Nothing of it was recorded; there is nothing to be right about.
            continue
        (gap,) = found.missing
        ends = [
            tuple(float(end) for end in np.quantile(ideal(one, seed, 2000, own_dials=own), (0.05, 0.95)))
            for own in (True, False)
        ]
        missing = (float(one.lost_untold), gap.unaccounted.low90, gap.unaccounted.high90)
        told = found.expected
        lines.append(Line(one.true, told.low90, told.high90, ends[0], ends[1], missing, gap.p_positive))
    return lines


def score(true: float, low: float, high: float) -> float:
    """The interval score at 0.90: width, and twenty times what lies outside (Gneiting and Raftery 2007)."""
    return high - low + 20.0 * (max(0.0, low - true) + max(0.0, true - high))


def summary(lines: list[Line]) -> dict[str, float]:
    """The figures of some stocks."""
    held = np.mean([one.low <= one.true <= one.high for one in lines])
    gap = np.mean([one.missing[1] <= one.missing[0] <= one.missing[2] for one in lines])
    width = np.array([one.high - one.low for one in lines])
    found = {"stocks": len(lines), "coverage": float(held), "coverage_unaccounted": float(gap)}
    for name, ends in (
        ("own dials", [one.own for one in lines]),
        ("ranges of dials", [one.ranges for one in lines]),
    ):
        best = np.array([max(1.0, high - low) for low, high in ends])
        found[f"width / ideal ({name}), median"] = float(np.median(width / best))
        found[f"width / ideal ({name}), of sums"] = float(width.sum() / best.sum())
        found[f"ideal's own coverage ({name})"] = float(
            np.mean([low <= one.true <= high for one, (low, high) in zip(lines, ends, strict=True)])
        )
        # Stocks differ in size by a hundred times, so scores are of the truth.
        ratio = [score(one.true, one.low, one.high) / max(1.0, one.true) for one in lines]
        ideals = [score(one.true, *each) / max(1.0, one.true) for one, each in zip(lines, ends, strict=True)]
        found[f"interval score / ideal ({name})"] = float(np.mean(ratio) / np.mean(ideals))
    lost = [one.p_positive for one in lines if one.missing[0] > 0]
    whole = [one.p_positive for one in lines if one.missing[0] == 0]
    found["mean p_positive where some are missing"] = float(np.mean(lost))
    found["mean p_positive where none is"] = float(np.mean(whole))
    return found


def cost(actors: int = 20, weapons: int = 200, years: int = 50) -> dict[str, float]:
    """CPU seconds of many ledgers, from a library of 30,000 rows on."""
    from bench import synthetic_register

    names, assumptions = Names(Actors.load(), Catalogue.load()), load()
    with tempfile.TemporaryDirectory() as folder:
        register = Path(folder) / "register.csv"
        synthetic_register(register, 30_000)
        library = Library(Path(folder) / "home")
        library.add(register)
        chance = random.Random(3)
        states = [one.id for one in names.actors.states if one.kind == "state"]
        who = chance.sample(states, actors)
        models = [node.id for node in names.catalogue.nodes if node.level.value in ("model", "family")]
        what = chance.sample(models, weapons)
        began = time.process_time()
        rows = concerning(who, library, names)
        read = time.process_time() - began
        book = Book(rows, [], [], names, [], assumptions)
        some = drawn = 0
        for actor in who:
            for weapon in what:
                found = balance(book.ledger(actor, weapon), assumptions, 1975 + years - 1)
                some += found is not None
                drawn += len(found.years) if found is not None else 0
        return {
            "cpu_s": round(time.process_time() - began, 2),
            "of which reading": round(read, 2),
            "ledgers": actors * weapons,
            "with movements": some,
            "year ends drawn": drawn,
        }


def full_cost(actors: int = 20, weapons: int = 200, years: int = 50) -> dict[str, float]:
    """The same where every ledger has movements in its first year, so that all years are drawn."""
    from datetime import date

    from headstamp.records import Party
    from headstamp.stocks.flows import Figure, Flow, Period, Telling
    from headstamp.stocks.ledger import Ledger

    assumptions, chance = load(), random.Random(5)

    def flow(part: str, year: int) -> Flow:
        number = float(chance.randint(1, 500))
        figure = Figure(number, number, number, "reported")
        period = Period(date(year, 1, 1), date(year, 12, 31))
        return Flow(part, (Telling("register", figure, (period,)),), 1.0, 1, ("x",), "")

    began = time.process_time()
    for actor in range(actors):
        for weapon in range(weapons):
            party = Party(f"a{actor}", "a"), Party(f"w{weapon}", "w")
            flows = [flow("delivered", year) for year in (1975, 1980, 1991, 2004)] + [flow("lost", 2010)]
            ledger = Ledger(*party, (), (), "object", None, tuple(flows), (), (), (), True, False, ())
            found = balance(ledger, assumptions, 1975 + years - 1)
            assert found is not None
            assert len(found.years) == years
    return {"cpu_s": round(time.process_time() - began, 2), "year ends drawn": actors * weapons * years}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--stocks", type=int, default=400)
    parser.add_argument("--first", type=int, default=70_000, help="seed of the first stock")
    parser.add_argument("--no-cost", action="store_true")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    told: dict[str, object] = {"nominal": NOMINAL, **summary(measured(given.first, given.stocks, load()))}
    if not given.no_cost:
        told["cost"] = cost()
        told["cost with movements in every ledger"] = full_cost()
    text = json.dumps(told, indent=1)
    print(text)
    if given.json is not None:
        given.json.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
