"""The constants that the method page prints are those of the shipped preset."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PRESET = tomllib.loads((ROOT / "src/headstamp/tracing/data/mixed.toml").read_text(encoding="utf-8"))
ROW = re.compile(r"^\| `(\w+)` \| ([0-9.]+) \|", re.M)


def test_the_page_prints_what_the_preset_holds() -> None:
    told = dict(ROW.findall((ROOT / "docs/method.md").read_text(encoding="utf-8")))
    assert len(told) >= 13
    assert {name: float(value) for name, value in told.items()} == {name: PRESET[name] for name in told}
