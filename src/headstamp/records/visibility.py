"""What each source can see: silence about what it does not record is no absence.

The facts stand in `records/data/sources.csv`, a row a source; a source that is not described there is taken
to see what it names, and nothing is concluded from its silence.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from headstamp.records.designation import REGISTER
from headstamp.records.names import Names, class_of_register_node

MODEL = "model"
"""What the finest line of a source names, where it names models."""


@dataclass(frozen=True, slots=True)
class Source:
    """A register: whose it is, what it records and on what terms it may be used.

    Attributes:
        records: what it records, in words for the scope of a count.
        finest: what it names at the finest: a model, a category or a total.
        reporter: id of the state whose own records these are; None where many report.
        may_pass_on: which share of a snapshot's rows its terms let one hand to others, 0 to 1; derived
            figures and citations are always allowed.
    """

    id: str
    title: str
    publisher: str
    url: str
    kind: str
    reliability: str
    derived_from: tuple[str, ...]
    stages: tuple[str, ...]
    years: tuple[int | None, int | None]
    sees: tuple[str, ...]
    records: str
    does_not_see: str
    finest: str
    units: str
    terms: str
    review: str
    reporter: str | None
    may_pass_on: float


@dataclass(frozen=True, slots=True)
class CannotSee:
    """A source that could not have recorded what is asked, and why."""

    source: str
    why: str


@lru_cache(maxsize=1)
def sources() -> dict[str, Source]:
    """Every register that is described, by id."""
    text = files("headstamp.records").joinpath("data/sources.csv").read_text(encoding="utf-8")
    return {row["id"]: _source(row) for row in csv.DictReader(text.splitlines())}


def _source(row: dict[str, str]) -> Source:
    return Source(
        id=row["id"],
        title=row["title"],
        publisher=row["publisher"],
        url=row["url"],
        kind=row["kind"],
        reliability=row["reliability"],
        derived_from=_list(row["derived_from"]),
        stages=_list(row["stages"]),
        years=(
            int(row["first_year"]) if row["first_year"] else None,
            int(row["last_year"]) if row["last_year"] else None,
        ),
        sees=_list(row["sees"]),
        records=row["records"],
        does_not_see=row["does_not_see"],
        finest=row["finest"],
        units=row["units"],
        terms=row["terms"],
        review=row["review"],
        reporter=row["reporter"] or None,
        may_pass_on=float(row["may_pass_on"]),
    )


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def reporter_of(source: str) -> str:
    """The id of the state whose own records a source holds; raises KeyError where many report."""
    reporter = sources()[source].reporter
    if reporter is None:
        raise KeyError(source)
    return reporter


def sees(source: Source, node: str, names: Names) -> bool:
    """Whether a source records weapons of this node's class; a node above what it records is seen in part."""
    start = class_of_register_node(node) if node.startswith(REGISTER) else node
    if start not in names.catalogue:
        return False
    line = {start, *names.catalogue.ancestors(start)}
    return any(
        part in line or start in names.catalogue.ancestors(part)
        for part in source.sees
        if part in names.catalogue
    )


def cannot_see(names: Names, nodes: Iterable[str] | None, sources: Iterable[str]) -> tuple[CannotSee, ...]:
    """For each source asked, why it could not have seen the weapon; without one, all that it leaves out.

    Args:
        names: what the nodes are.
        nodes: the nodes asked for, or None for any weapon.
        sources: ids of the sources that were asked.
    """
    described = _described()
    known = [described[one] for one in dict.fromkeys(sources) if one in described]
    wanted = list(nodes) if nodes is not None else None
    if wanted is None:
        return tuple(CannotSee(one.id, f"{one.title} does not record {one.does_not_see}.") for one in known)
    said = ((one.id, _blind_to(one, wanted, names)) for one in known)
    return tuple(CannotSee(source, why) for source, why in said if why)


def _blind_to(source: Source, wanted: Iterable[str], names: Names) -> str | None:
    """Why a source could not have named these weapons; None where it could."""
    if not any(sees(source, node, names) for node in wanted):
        return f"{source.title} does not record this kind of weapon: it leaves out {source.does_not_see}."
    if source.finest == MODEL:
        return None
    told = "categories" if source.finest == "category" else "totals"
    return f"{source.title} names {told} and no weapons: this one can stand there only within a wider line."


def _described() -> dict[str, Source]:
    return sources()
