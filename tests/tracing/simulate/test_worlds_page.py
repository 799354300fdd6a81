"""docs/worlds.md prints every dial with its ranges, every kind and every mechanism with its mean shares."""

from __future__ import annotations

import re
from pathlib import Path

from headstamp.tracing.simulate import KINDS, MECHANISMS
from headstamp.tracing.simulate.dials import NEUTRAL_MEAN, STATE_MEAN, THEME_MEANS, ranges
from headstamp.tracing.simulate.world import Sizes

PAGE = (Path(__file__).parents[3] / "docs" / "worlds.md").read_text(encoding="utf-8")


def table(first: str) -> list[list[str]]:
    """The cells of the rows of the table whose header begins with a cell."""
    body = PAGE.split(f"| {first} |", 1)[1].split("\n\n", 1)[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in body.splitlines()[2:]]


def test_every_dial_is_printed_with_its_ranges() -> None:
    printed = {name.strip("`"): (usual, thin, what) for name, usual, thin, what in table("dial")}
    expected = {}
    for name, (usual, thin, what) in ranges().items():
        told = [f"{low:g} to {high:g}" for low, high in (usual, thin)]
        expected[name] = (told[0], told[1] if thin != usual else "", what)
    assert printed == expected


def test_every_mechanism_is_printed_with_its_mean_shares() -> None:
    printed = {name.strip("`"): [float(one) for one in shares] for name, *shares in table("mechanism")}
    means = [NEUTRAL_MEAN, *(THEME_MEANS[one] for one in ("sponsors", "smuggling", "looting")), STATE_MEAN]
    assert printed == {name: [mean[one] for mean in means] for one, name in enumerate(MECHANISMS)}


def test_every_kind_and_every_size_is_named() -> None:
    for kind in KINDS:
        assert f"`{kind}`" in PAGE
    for name in Sizes.__slots__:
        assert re.search(rf"`{name}`", PAGE), name
