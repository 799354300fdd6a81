"""Tables as people type them, read into a book: no state and no transfer here exists."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from headstamp.records import CaseTransfer, Names, Transfer, rows_of
from headstamp.records.finding import transfer_of
from headstamp.sightings import Incident, StockFigure
from headstamp.stocks import Assumptions, Book, load_assumptions
from headstamp.world import Actors, Catalogue

CERTAIN = replace(
    load_assumptions().with_(attrition=(0.0, 0.0), unrecorded=(0.0, 0.0)),
    error={"reported": 0.0, "estimate": 0.0},
    credibility=dict.fromkeys(range(1, 7), 1.0),
)
"""Nothing wears out, nothing goes unrecorded, every number is right: a balance is then plain arithmetic."""

ACTORS = [
    {"id": "freedonia", "name": "Freedonia", "kind": "state"},
    {"id": "freedonian-army", "name": "Freedonian Army", "kind": "unit", "country": "freedonia"},
    {"id": "freedonian-militia", "name": "Freedonian Militia", "kind": "militia", "country": "freedonia"},
    {"id": "sylvania", "name": "Sylvania", "kind": "state"},
    {"id": "osterlich", "name": "Osterlich", "kind": "state"},
    {"id": "old-freedonia", "name": "Old Freedonia", "kind": "former_state", "successors": "freedonia"},
    {"id": "raiders", "name": "Raiders", "kind": "non_state_armed_group"},
]


@cache
def names() -> Names:
    """The shipped names with the made-up actors."""
    return Names(Actors.load().overlay(ACTORS), Catalogue.load())


def transfers(*rows: dict[str, str]) -> list[Transfer]:
    """Rows of the table of transfers; what a row leaves out is an ordinary delivery."""
    usual = {
        "supplier": "sylvania",
        "recipient": "freedonia",
        "stage": "delivered",
        "weapon": "m70",
        "quantity": "100",
        "delivered_from": "2010",
    }
    told = [{**usual, "id": f"T-{number}", **row} for number, row in enumerate(rows, start=1)]
    table = rows_of([CaseTransfer(one["id"], one) for one in told], {})
    return [transfer_of(row, names()) for row in table.to_pylist()]


def incident(id: str, **cells: str) -> Incident:
    """A row of incidents; what it leaves out is a capture from Freedonia."""
    usual = {
        "kind": "battlefield_capture",
        "from_actor": "freedonia",
        "to_actor": "raiders",
        "to": "2014-06-10",
        "weapons": "m70",
        "credibility": "2",
    }
    return Incident.from_cells(id, {**usual, **cells})


def figure(id: str, kind: str, at: str, low: str, high: str | None = None, **cells: str) -> StockFigure:
    """A row of stocks."""
    told = {"at": at, "kind": kind, "count_low": low, "count_high": low if high is None else high}
    return StockFigure.from_cells(id, {"actor": "freedonia", "weapon": "m70", **told, **cells})


def book(
    rows: list[Transfer] | None = None,
    incidents: list[Incident] | None = None,
    figures: list[StockFigure] | None = None,
    assumptions: Assumptions = CERTAIN,
) -> Book:
    """A book of these rows, no register at hand."""
    return Book(rows or [], incidents or [], figures or [], names(), [], assumptions)
