"""Every constant of the shipped preset is printed on the method page, with its value, and no other is."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from headstamp.tracing import TERMS, load
from headstamp.tracing.priors import number

PAGE = (Path(__file__).parents[2] / "docs" / "method.md").read_text(encoding="utf-8")
DATA = files("headstamp.tracing").joinpath("data")
NUMBERS, LEARNED, PRESET = (
    tomllib.loads(DATA.joinpath(f"{name}.toml").read_text(encoding="utf-8"))
    for name in ("numbers", "learned", "mixed")
)
# These are told in words on the page; their numbers stand in the file.
IN_THE_FILE = {"mechanism", "kinds", "scenarios"}


def printed() -> Iterator[tuple[str, float, float | None]]:
    table = PAGE.split("| constant | hand-set | learned |", 1)[1].split("\n\n", 1)[0]
    for line in table.splitlines()[2:]:
        name, hand_set, learned, _ = (cell.strip() for cell in line.strip("|").split("|"))
        yield name.strip("`"), float(hand_set), float(learned) if learned else None


def held() -> Iterator[tuple[str, float, float | None]]:
    for name, value in NUMBERS.items():
        if name not in IN_THE_FILE:
            table = value if isinstance(value, dict) else {"": value}
            for part, number in table.items():
                path = f"{name}.{part}" if part else name
                yield path, float(number), LEARNED.get(path)


def test_the_page_prints_every_constant_of_the_files() -> None:
    assert list(printed()) == list(held())


def test_what_is_learned_are_numbers_that_are_there() -> None:
    priors = load()
    assert all(number(priors, path) == value for path, value in LEARNED.items())


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
