"""A study, and no part of any answer: the tracing model run forward on made-up worlds.

    .venv/bin/python benchmarks/forward.py [--worlds 10] [--by 2010] [--years 8] [--json FILE]

Everything that a made-up world tells up to the end of a year is given to the tracing model, and it is asked
where each armed group would have a weapon from that was seen on that day. Read forward, the answer says from
whose stocks the group's next weapons come. What it truly got in the following years is then compared: how
probable the true source was held to be, and how many of the true sources are among the first few. Beside it
stand what a desk officer could do without a model: the state on whose soil the group stands, what documented
incidents say, and who was sent most. Model and worlds have one author in common; nothing here says how well
anything would be foretold of a real stock.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from headstamp.sightings import Sighting
from headstamp.tracing import Tracer
from headstamp.tracing.measured import Case
from headstamp.tracing.priors import load
from headstamp.tracing.simulate import World, world
from headstamp.tracing.simulate.clock import HISTORY, step_of
from headstamp.tracing.simulate.conflict import UNIT
from headstamp.values import Span

FIRST = 5300
_SMOOTH = 0.1
_TOLD = ("delivered_from", "dated_from", "ordered")
Forecast = Mapping[str, float]


@dataclass(frozen=True)
class Ahead:
    """One group, what was foretold of it, and the states whose stocks it then drew on, one a lot."""

    group: str
    forecasts: Mapping[str, Forecast]
    sources: tuple[str, ...]


def known_by(made: World, year: int) -> World:
    """The same world with only those rows that speak of a time up to the end of a year."""

    def told(row: Mapping[str, str], columns: tuple[str, ...]) -> bool:
        texts = [row[name] for name in columns if row.get(name)]
        years = [Span.parse(text).first_year or 0 for text in texts]
        return not years or min(years) <= year

    tables = {
        **made.tables,
        "transfers": [row for row in made.tables["transfers"] if told(row, _TOLD)],
        "incidents": [row for row in made.tables["incidents"] if told(row, ("to",))],
        "relations": [row for row in made.tables["relations"] if told(row, ("from",))],
    }
    return replace(made, tables=tables)


def ahead(made: World, year: int, years: int) -> Iterator[Ahead]:
    """Every armed group of a world that got anything from anybody's stock in the years that follow."""
    case = Case.of(known_by(made, year))
    after, until, states = step_of(year + 1), step_of(year + 1 + years), made.making.states.ids
    got: dict[int, list[str]] = defaultdict(list)
    for lot in made.making.lots:
        # Lots count their quarters from the first of which stocks are kept.
        if after <= lot.step + HISTORY < until and lot.state >= 0 and lot.describable:
            got[lot.holder].append(states[lot.state])
    asked = {
        index: holder
        for index, holder in enumerate(made.making.holders)
        if got[index] and holder.kind != UNIT and holder.first < after
    }
    seen = [_question(holder.id, states[holder.home], year) for holder in asked.values()]
    tracer = replace(case, sightings=tuple(seen)).tracer(load("mixed"))
    told = known_by(made, year).tables["transfers"]
    sent = _smoothed(Counter(row["recipient"] for row in told if row["recipient"] in states), states)
    for (index, holder), sighting in zip(asked.items(), seen, strict=True):
        told_lost = (one.from_actor for one in case.incidents if one.to_actor == holder.id)
        lost = Counter(one for one in told_lost if one in states)
        forecasts = {
            "the model run forward": _of_model(tracer, sighting, states),
            "its own soil": _smoothed(Counter({states[holder.home]: 1}), states),
            "documented incidents": _smoothed(lost, states),
            "who was sent most": sent,
        }
        yield Ahead(holder.id, forecasts, tuple(got[index]))


def _question(group: str, home: str, year: int) -> Sighting:
    cells = {"item_type": "weapon", "weapon": "salw", "holder": group, "to": f"{year}-12-31"}
    return Sighting.from_cells(f"q-{group}", {**cells, "date_basis": "published", "country": home})


def _of_model(tracer: Tracer, sighting: Sighting, states: tuple[str, ...]) -> Forecast:
    chains, _ = tracer.alone(sighting).chains()
    parties, found = tracer.model.ledger.parties, defaultdict[str, float](float)
    for (_, custodian), probability in zip(tracer.model.columns.ends, chains.tolist(), strict=True):
        if parties[custodian] in states:
            found[parties[custodian]] += probability
    return _smoothed(found, states, _SMOOTH / 10)


def _smoothed(found: Mapping[str, float], states: tuple[str, ...], part: float = _SMOOTH) -> Forecast:
    """Shares that sum to 1, a small part spread evenly, so that nothing is held to be impossible."""
    whole = sum(found.values())
    even = part / len(states) if whole else 1 / len(states)
    return {one: (1 - part) * found.get(one, 0.0) / whole + even if whole else even for one in states}


def summary(found: list[Ahead]) -> dict[str, dict[str, float]]:
    """For each forecast: mean log loss a lot in nats, the part of lots from its first 1, 3, 10 states."""
    told: dict[str, dict[str, float]] = {}
    for name in found[0].forecasts if found else ():
        loss, hits, lots = 0.0, Counter[int](), 0
        for one in found:
            forecast = one.forecasts[name]
            ranked = sorted(forecast, key=lambda each, f=forecast: -f[each])
            for source in one.sources:
                lots += 1
                loss -= float(np.log(forecast[source]))
                hits.update(size for size in (1, 3, 10) if source in ranked[:size])
        told[name] = {
            "log loss": round(loss / lots, 3),
            **{f"in first {size}": round(hits[size] / lots, 3) for size in (1, 3, 10)},
        }
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--worlds", type=int, default=10)
    parser.add_argument("--by", type=int, default=2010, help="what is told up to the end of this year counts")
    parser.add_argument("--years", type=int, default=8, help="how far ahead is looked")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    found: list[Ahead] = []
    for seed in range(FIRST, FIRST + given.worlds):
        found += ahead(world(seed, sightings=5), given.by, given.years)
    lots = sum(len(one.sources) for one in found)
    told = {
        "study": "the tracing model run forward on made-up worlds; no evidence about real stocks",
        "known by": date(given.by, 12, 31).isoformat(),
        "years ahead": given.years,
        "groups": len(found),
        "lots": lots,
        "forecasts": summary(found),
    }
    text = json.dumps(told, indent=1)
    print(text)
    if given.json is not None:
        given.json.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
