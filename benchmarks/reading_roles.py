"""How well the weapon that was used is told, on MUC-4 documents with the usual answer keys.

    python benchmarks/reading_roles.py              what was learned from: no measure of anything
    python benchmarks/reading_roles.py --unread     the hundred documents that nobody read; once, at the end

*Exact* compares whole strings without case, punctuation and articles, as GRIT's scorer does (its published
predictions reach P .73 R .67 on the test part); *lenient* lets one string hold the other. Names of one entity
count once; a name that agrees with no entity is wrong. The interval is a bootstrap over documents.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import muc4

from headstamp.reading.document import from_text
from headstamp.reading.mentions import find_mentions
from headstamp.reading.weapon_roles import weapons_used

DRAWS = 1000


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--muc4", type=Path, default=muc4.FOLDER)
    asked.add_argument("--unread", action="store_true")
    said = asked.parse_args()
    reports = muc4.unread(said.muc4) if said.unread else muc4.readable(said.muc4)
    told, every = {}, {}
    for report in reports:
        document = from_text(report.text)
        found = find_mentions(document)
        told[report.id] = [one.quote for one in weapons_used(document, found)]
        weapons = (one.quote for one in found if one.kind.value == "weapon")
        every[report.id] = sorted({" ".join(quote.split()) for quote in weapons})
    print("unread" if said.unread else "learned from (no measure)", len(reports), "documents")
    for word, lenient in (("lenient", True), ("exact", False)):
        print(f"{word:8} {muc4.slot_score(told, reports, lenient)}")
        print(f"{'':8} 90 % of draws: {interval(told, reports, lenient)}")
        print(f"{word:8} {muc4.slot_score(every, reports, lenient)}  every weapon named, no role decided")


def interval(told: dict[str, list[str]], reports: list[muc4.Report], lenient: bool) -> str:
    chance = random.Random("draws")
    scores = [muc4.slot_score(told, chance.choices(reports, k=len(reports)), lenient) for _ in range(DRAWS)]
    bounds = []
    for name in ("precision", "recall"):
        values = sorted(getattr(one, name) for one in scores)
        bounds.append(f"{name[0].upper()} {values[DRAWS // 20]:.2f}-{values[-DRAWS // 20]:.2f}")
    return ", ".join(bounds)


if __name__ == "__main__":
    main()
