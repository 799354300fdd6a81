"""What share of a register's deals the catalogue names, by class, as JSON.

    python benchmarks/coverage.py REGISTER [--unnamed N]

A deal is named by the catalogue when its designation resolves to a family, model or variant of it; otherwise
it is named by the register alone, under its class. `--unnamed` lists the designations still to be authored.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

from headstamp.records import Names
from headstamp.records.sources.sipri_deals import SIPRI_DEALS
from headstamp.world import Actors, Catalogue

REACHING = {
    "tanks": ("tank", "light-tank"),
    "armoured vehicles": (
        "armoured-personnel-carrier",
        "infantry-fighting-vehicle",
        "armoured-reconnaissance-vehicle",
        "fire-support-vehicle",
        "tank-destroyer",
    ),
    "towed and self-propelled guns": ("towed-gun", "self-propelled-gun"),
    "rocket launchers": ("multiple-rocket-launcher",),
    "mortars": ("heavy-mortar", "self-propelled-mortar"),
    "anti-tank missiles": ("anti-tank-missile",),
    "portable anti-aircraft missiles": ("portable-surface-to-air-missile",),
}
"""The classes that reach armed groups, by the nodes that a register's descriptions point to."""


def shares(register: Path) -> tuple[dict[str, dict[str, float | int]], dict[str, Counter[str]]]:
    """Deals and the named share by class, and the designations that only the register names."""
    names = Names(Actors.load(), Catalogue.load())
    parsed = SIPRI_DEALS.parse(register.read_bytes(), register.name, lambda name: True)
    group_of = {node: group for group, nodes in REACHING.items() for node in nodes}
    deals: Counter[str] = Counter()
    named: Counter[str] = Counter()
    unnamed: dict[str, Counter[str]] = {}
    for row in parsed.rows.select(["item", "item_class"]).to_pylist():
        described = names.described(row["item_class"])
        for group in ("all", group_of.get(described or "", "others")):
            deals[group] += 1
            found = names.weapon(row["item"], row["item_class"])
            if found.level in ("family", "model", "variant"):
                named[group] += 1
            else:
                unnamed.setdefault(group, Counter())[f"{row['item']} | {row['item_class']}"] += 1
    told = {
        group: {"deals": count, "named": named[group], "share": round(named[group] / count, 3)}
        for group, count in deals.items()
    }
    return told, unnamed


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("register", type=Path)
    parser.add_argument("--unnamed", type=int, default=0)
    chosen = parser.parse_args()
    told, unnamed = shares(chosen.register)
    listed = {
        group: dict(found.most_common(chosen.unnamed)) for group, found in unnamed.items() if chosen.unnamed
    }
    print(json.dumps({"shares": told, **({"unnamed": listed} if chosen.unnamed else {})}, indent=1))


if __name__ == "__main__":
    main()
