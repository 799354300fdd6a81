"""Every constant of the shipped preset is printed on the method page, with its value, and no other is."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from headstamp.tracing import TERMS

PAGE = (Path(__file__).parents[2] / "docs" / "method.md").read_text(encoding="utf-8")
PRESET = tomllib.loads(files("headstamp.tracing").joinpath("data/mixed.toml").read_text(encoding="utf-8"))
# These are told in words on the page; their numbers stand in the file.
IN_THE_FILE = {"mechanism", "shares", "kinds", "scenarios", "name", "title"}


def printed() -> Iterator[tuple[str, float]]:
    table = PAGE.split("| constant | value |", 1)[1].split("\n\n", 1)[0]
    for line in table.splitlines()[2:]:
        names, values, _ = (cell.strip() for cell in line.strip("|").split("|"))
        told = zip(re.findall(r"`([^`]+)`", names), values.split(","), strict=True)
        yield from ((name, float(value)) for name, value in told)


def held() -> Iterator[tuple[str, float]]:
    for name, value in PRESET.items():
        if name not in IN_THE_FILE:
            inside = value.items() if isinstance(value, dict) else ()
            yield from ((f"{name}.{part}", float(number)) for part, number in inside)
            if not isinstance(value, dict):
                yield name, float(value)


def test_the_page_prints_every_constant_of_the_file() -> None:
    assert dict(printed()) == dict(held())
    assert len(list(printed())) == len(dict(printed()))


def test_the_page_prints_the_shares_of_the_mechanisms() -> None:
    header, table = re.search(r"\| mechanism \|(.+)\n\|[-|]+\n((?:\|.+\n)+)", PAGE).groups()  # type: ignore[union-attr]
    kinds = [one.strip() for one in header.strip("|").split("|") if one.strip()]
    told: dict[str, dict[str, float]] = {kind: {} for kind in kinds}
    for line in table.splitlines():
        name, *shares = (cell.strip() for cell in line.strip().strip("|").split("|"))
        for kind, share in zip(kinds, shares, strict=True):
            if share:
                told[kind][name.strip("`")] = float(share)
    assert told == PRESET["shares"]


def test_the_page_lists_every_term_in_its_order() -> None:
    table = PAGE.split("| term | factor | found? |", 1)[1].split("\n\n", 1)[0]
    rows = [line.strip("|").split("|") for line in table.splitlines()[2:]]
    assert [row[0].strip(" `") for row in rows] == [one.name for one in TERMS]
    assert [row[2].strip() == "yes" for row in rows] == [one.finding for one in TERMS]
