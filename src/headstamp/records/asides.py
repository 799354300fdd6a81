"""Asking the snapshots that are no transfers: conflict events, embargoes, and who reported when.

An event is shown as its source tells it and becomes an incident of a case only by a person's hand. A list of
embargoes says what somebody wrote down, not what was in force: that is a question of law and is answered from
instruments. That a state did not report to a register is why a transfer may be told by one side only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis

from headstamp.records.library import Library
from headstamp.records.names import Names
from headstamp.records.sources import Kind
from headstamp.values import NotFound


@dataclass(frozen=True, slots=True)
class Event:
    """An event as a source tells it."""

    id: str
    source: str
    reference: str | None
    kind: str
    sub_kind: str | None
    from_: date | None
    to: date | None
    precision: str | None
    actors: tuple[str, ...]
    country: str | None
    place: str | None
    deaths: int | None
    item: str | None
    note: str | None
    told_by: str | None


@dataclass(frozen=True, slots=True)
class ListedEmbargo:
    """An embargo as a list tells it; `to` is None where no end is told."""

    id: str
    source: str
    body: str | None
    target: str
    scope: str | None
    from_: date | None
    to: date | None
    suspended: date | None
    document: str | None
    uncertain: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reporting:
    """For which years a state reported to a register; none where it never did.

    Attributes:
        to: the last year for which the list names any report; later ones it could not know.
    """

    source: str
    state: str
    years: tuple[int, ...]
    to: int | None


def events(
    library: Library,
    names: Names,
    *,
    country: str | None = None,
    years: tuple[int, int] | None = None,
    text: str | None = None,
    source: str | None = None,
) -> tuple[Event, ...]:
    """The events that fit, in the order of their days.

    Args:
        country: id, name or alias of the state where they happened.
        years: first and last year, both included.
        text: words that all stand in the note, the item or an actor's name, in any order and case.

    Raises:
        NotFound: nobody known bears the country's name.
    """
    rows = library.rows(Kind.EVENTS, source=source)
    if rows is None:
        return ()
    if country is not None:
        wanted = _id(names, country)
        told = rows.select("country").distinct().to_pyarrow()["country"].to_pylist()
        rows = rows.filter(rows.country.isin([one for one in told if one and _is(names, one, wanted)]))
    if years is not None:
        rows = rows.filter(rows["to"] >= date(years[0], 1, 1), rows["from"] <= date(years[1], 12, 31))
    found = rows.order_by("from", "id").to_pyarrow().to_pylist()
    return tuple(_event(row) for row in found if text is None or _says(row, text))


def embargoes(library: Library, names: Names, target: str | None = None) -> tuple[ListedEmbargo, ...]:
    """The embargoes of the lists at hand, in the order of their days.

    Args:
        target: id, name or alias of the state or group that they are on.

    Raises:
        NotFound: nobody known bears the name.
    """
    rows = library.rows(Kind.EMBARGOES)
    if rows is None:
        return ()
    wanted = _id(names, target) if target is not None else None
    found = rows.order_by(ibis.asc("from"), "row").to_pyarrow().to_pylist()
    return tuple(_embargo(row) for row in found if wanted is None or _is(names, row["target"], wanted))


def reporting(library: Library, names: Names, state: str) -> tuple[Reporting, ...]:
    """For which years a state reported, one answer a list of reporting years that names it.

    Raises:
        NotFound: nobody known bears the name.
    """
    wanted = _id(names, state)
    rows = library.rows(Kind.REPORTING)
    if rows is None:
        return ()
    told: dict[str, set[int]] = defaultdict(set)
    last: dict[str, int] = {}
    for row in rows.to_pyarrow().to_pylist():
        last[row["source"]] = max(last.get(row["source"], 0), row["year"] or 0)
        if _is(names, row["party"], wanted):
            told[row["source"]].update({row["year"]} - {None})
    name = names.actors.get(wanted).name
    return tuple(
        Reporting(source, name, tuple(sorted(years)), last[source] or None)
        for source, years in sorted(told.items())
    )


def _id(names: Names, text: str) -> str:
    actor = names.actors.find(text)
    if actor is None:
        raise NotFound(
            f"No actor is called '{text}'; give an id, a name or an alias such as 'IRQ' or 'Iraq'."
        )
    return actor.id


def _is(names: Names, text: str, wanted: str) -> bool:
    return wanted in names.actors_in(text)


def _says(row: Mapping[str, Any], text: str) -> bool:
    told: Iterable[str | None] = (row["note"], row["item"], row["sub_kind"], *(row["actors"] or ()))
    said = " ".join(one.casefold() for one in told if one)
    return all(word in said for word in text.casefold().split())


def _event(row: Mapping[str, Any]) -> Event:
    same = ("id", "source", "reference", "kind", "sub_kind", "precision", "country", "place", "deaths")
    return Event(
        **{name: row[name] for name in (*same, "item", "note", "told_by", "to")},
        from_=row["from"],
        actors=tuple(row["actors"] or ()),
    )


def _embargo(row: Mapping[str, Any]) -> ListedEmbargo:
    same = ("id", "source", "body", "target", "scope", "to", "suspended", "document")
    return ListedEmbargo(
        **{name: row[name] for name in same}, from_=row["from"], uncertain=tuple(row["uncertain"] or ())
    )
