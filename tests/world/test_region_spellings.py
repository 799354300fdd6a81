"""Every spelling of a party in real files is an actor, a region or a list of them; nothing is left unseen."""

from __future__ import annotations

import ast
import base64
import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator
from io import StringIO
from pathlib import Path

import pytest

from headstamp.world.actors import Actors
from headstamp.world.regions import read_cell, region

SHARED = Path(__file__).parents[3] / "shared" / "data"


def text_of(path: Path) -> str:
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def rows_of(path: Path, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(StringIO(text_of(path)), delimiter=delimiter))


def columns(path: Path, *names: str) -> Iterator[str]:
    header, *rows = rows_of(path)
    for place in map(header.index, names):
        yield from (row[place] for row in rows if len(row) > place)


def register(text: str) -> Iterator[str]:
    """The parties of a SIPRI register in either form; the rest of a broken comment has fewer cells."""
    lines = text.split("\n")
    start = next(n for n, line in enumerate(lines) if {"Supplier", "Recipient"} <= set(line.split(",")))
    header = lines[start].split(",")
    rows = [row for line in lines[start + 1 :] if len(row := line.split(",")) >= 13]
    for name in ("Supplier", "Recipient"):
        yield from (row[header.index(name)] for row in rows)


def sipri(path: Path) -> Iterator[str]:
    yield from register(text_of(path))


def sipri_answer(path: Path) -> Iterator[str]:
    found = re.search(r'bytes\\":\\"([^"\\]+)', text_of(path))
    assert found
    yield from register(base64.b64decode(found.group(1)).decode("latin-1"))


def sipri_table(path: Path) -> Iterator[str]:
    yield from (line.split(",")[0] for line in text_of(path).split("\n")[10:])


def eu(path: Path) -> Iterator[str]:
    yield from (row[place] for row in rows_of(path, ";")[1:] for place in (2, 3))


def brokering(path: Path) -> Iterator[str]:
    """Rows of cells to 2013; the rest are rows as a program printed them."""
    for line in text_of(path).splitlines():
        if line.startswith("["):
            state, _, goals, *_, origins = ast.literal_eval(line)
            yield from (state, *goals, *origins)
        else:
            row = next(csv.reader([line]))
            yield from (row[2], row[5], row[-1])


def dutch_licences(path: Path) -> Iterator[str]:
    yield from (row[place] for row in rows_of(path)[1:] for place in (10, 11, 12, 13))


def dutch_transit(path: Path) -> Iterator[str]:
    """From March 2015, when consents are numbered NL..., the calibre comes before the states."""
    for row in rows_of(path)[1:]:
        first = 5 if row[1].startswith("NL") else 4
        yield from row[first : first + 2]


def monitor(path: Path) -> Iterator[str]:
    yield from (row["country"] for row in json.loads(text_of(path)))


FILES: list[tuple[str, Callable[[Path], Iterable[str]], int]] = [
    ("eu/eu-armsexports-2005-2013.csv", eu, 240),
    ("eu/brokering-2008-2024.csv", brokering, 290),
    ("uk/licences-2008-2015q1.csv", lambda path: columns(path, "country"), 220),
    ("nl/licences-2004-2014.csv", dutch_licences, 300),
    ("nl/transit-2005-2015.csv", dutch_transit, 280),
    ("us/arms-sales-1996-2020.json", monitor, 220),
    ("sipri/trade-register-2026-05-18.csv", sipri, 250),
    ("sipri/trade-register-2024-10-13.csv", sipri, 250),
    ("sipri/deliveries-2026-02-12.csv", sipri, 200),
    ("sipri/api-answer-2025-02-10.R", sipri_answer, 130),
    ("sipri/tiv-1950-2024.csv", sipri_table, 250),
    ("unroca/countries.json", monitor, 190),
    ("unroca/reporting-years.json", monitor, 190),
    (
        "comtrade/legacy-35-columns.csv",
        lambda path: columns(path, "Reporter", "Reporter ISO", "Partner", "Partner ISO"),
        200,
    ),
    ("conflict/acled-boko-haram-2009-2019.csv", lambda path: columns(path, "country", "iso3", "region"), 6),
    ("embargo/embargoes-to-2021.csv", lambda path: columns(path, "Target"), 45),
]


def is_known(text: str, actors: Actors) -> bool:
    return actors.find(text) is not None or region(text) is not None or read_cell(text, actors) is not None


@pytest.mark.parametrize(("file", "names", "least"), FILES, ids=[file for file, *_ in FILES])
def test_every_spelling_of_a_file_is_known(
    file: str, names: Callable[[Path], Iterable[str]], least: int
) -> None:
    path = SHARED / file
    if not path.exists():
        pytest.skip(f"{file} may not be shipped and is not at hand")
    actors = Actors.load()
    texts = {text.strip() for text in names(path)} - {""}
    assert len(texts) >= least
    assert {text for text in texts if not is_known(text, actors)} == set()


def test_a_code_and_the_name_beside_it_are_one_party() -> None:
    path = SHARED / "eu/brokering-2008-2024.csv"
    if not path.exists():
        pytest.skip("the file may not be shipped and is not at hand")
    actors = Actors.load()
    rows = [row for row in rows_of(path) if row[0].isdigit()]
    pairs = {(row[code], row[code + 1]) for row in rows for code in (1, 4)}
    single = {(code, name) for code, name in pairs if re.fullmatch("[A-Z]{2}", code)}
    assert len(single) > 90
    # 'NA' is read as 'not available', never as the state whose code it is.
    assert {name for code, name in single if actors.find(code) != actors.find(name)} == {"Namibia"}
