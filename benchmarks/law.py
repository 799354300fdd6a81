"""What assessments of transfers cost, as JSON: `make bench-law`.

    .venv/bin/python benchmarks/law.py [--assessments 1000]

Suppliers, recipients, weapons and days are drawn from the shipped tables with a fixed seed; half of the
times are days, half are years, so that the law changes within some of them. Every assessment is held
against the rows of an example case and a preset. The bar is 1,000 assessments under 10 s of CPU; machines
are shared, so CPU seconds are told and not wall time.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

from headstamp.case import Case
from headstamp.law import Law, assess, load_preset, propose
from headstamp.values import Span

BAR = 10.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--assessments", type=int, default=1000)
    wanted = parser.parse_args().assessments
    chance = random.Random(9)
    with tempfile.TemporaryDirectory() as folder:
        with Case.create(Path(folder) / "case", example="sahel-2021", who="a benchmark") as case:
            facts, names = case.law_facts, case.names
        states = [one.id for one in names.actors.states if one.kind == "state"]
        groups = [one.id for one in names.actors if one.kind in ("non_state_armed_group", "unit")]
        weapons = [one.id for one in names.catalogue.nodes]
        preset, law = load_preset("amnesty-iraq"), Law.load()
        outcomes: Counter[str] = Counter()
        parts = 0
        began = time.process_time()
        for number in range(wanted):
            day = date(1990, 1, 1) + timedelta(days=chance.randrange(13_000))
            proposal = propose(
                names,
                supplier=chance.choice(states),
                recipient=chance.choice(states),
                weapon=chance.choice(weapons),
                on=Span.day(day) if number % 2 else Span.year(day.year),
                end_user=chance.choice(groups) if number % 3 == 0 else None,
            )
            told = assess(proposal, names, law=law, facts=facts, preset=preset)
            outcomes[told.law.outcome.value] += 1
            parts += len(told.parts)
        spent = time.process_time() - began
    print(
        json.dumps(
            {
                "assessments": wanted,
                "cpu_seconds": round(spent, 2),
                "per_thousand": round(spent * 1000 / wanted, 2),
                "bar_per_thousand": BAR,
                "holds": spent * 1000 / wanted < BAR,
                "parts": parts,
                "outcomes": dict(outcomes),
            },
            indent=1,
        )
    )


if __name__ == "__main__":
    main()
