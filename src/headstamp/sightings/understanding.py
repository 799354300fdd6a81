"""What of a case's tables means nothing to the program yet: kept as it was typed, and said.

Weapon and holder cells that fit nobody and nothing are no error, but a typo in them must not pass in silence;
nor must a transfer that can take no part in a trace, because it has no date or nobody known receives it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from headstamp.records import Names
from headstamp.records.transfer import CODE_SCHEMES
from headstamp.sightings.stock_figure import STOCK_KINDS
from headstamp.tables import parse_weighted, split_list
from headstamp.values import ValueUnreadable

WEAPON_COLUMNS = {
    "sightings": "weapon",
    "incidents": "weapons",
    "transfers": "weapon",
    "stocks": "weapon",
    "controls": "weapon",
    "proofs": "weapon",
    "decisions": "weapon",
}
ACTOR_COLUMNS = {
    "sightings": ("holder",),
    "incidents": ("from_actor", "to_actor"),
    "proofs": ("holder",),
    "stocks": ("actor",),
}
_DATES = ("delivered_from", "delivered_to", "dated_from", "dated_to", "ordered")


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """A cell that is kept and means nothing yet, or what a row lacks to take part in a trace."""

    id: str
    column: str
    text: str
    why: str


def not_understood(
    table: str, rows: Iterable[tuple[str, Mapping[str, str]]], names: Names
) -> tuple[NotUnderstood, ...]:
    """Everything in a table's rows that stays out of an assessment.

    Args:
        table: name of the table.
        rows: key and cells.
        names: what names stand for in the case.
    """
    return tuple(found for key, cells in rows for found in _row(table, key, cells, names))


def _row(table: str, key: str, cells: Mapping[str, str], names: Names) -> Iterator[NotUnderstood]:
    column = WEAPON_COLUMNS.get(table)
    for text in _candidates(cells.get(column, "")) if column else ():
        if not names.resolver.resolve(text).resolved:
            yield NotUnderstood(key, column or "", text, "fits no weapon in the catalogue")
    for actor in ACTOR_COLUMNS.get(table, ()):
        for text in _candidates(cells.get(actor, "")):
            if names.actors.find(text) is None:
                yield NotUnderstood(key, actor, text, "nobody known is called so")
    if table == "stocks" and cells["kind"].strip().casefold() not in STOCK_KINDS:
        why = f"is no kind that a ledger knows ({', '.join(STOCK_KINDS)})"
        yield NotUnderstood(key, "kind", cells["kind"], why)
    if table == "transfers":
        coded = cells.get("category_scheme", "").casefold() in CODE_SCHEMES and cells.get("category")
        if not cells.get("weapon") and not coded:
            yield NotUnderstood(key, "weapon", "", "names no weapon, so it takes no part in a trace")
        if not any(cells.get(one) for one in _DATES):
            yield NotUnderstood(key, "delivered_from", "", "has no date, so it takes no part in a trace")


def _candidates(text: str) -> tuple[str, ...]:
    if not text:
        return ()
    try:
        return tuple(name for name, _ in parse_weighted(text))
    except ValueUnreadable:
        return split_list(text)
