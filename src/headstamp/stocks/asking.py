"""The transfers that concern some actors, of the library and of a case, as a ledger reads them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import ibis
import pyarrow as pa

from headstamp.records import Library, Names, Source, Transfer, sources
from headstamp.records.finding import spellings, transfer_of
from headstamp.records.sources import Kind
from headstamp.sightings import Incident, StockFigure
from headstamp.stocks.assumptions import Assumptions
from headstamp.stocks.book import Book
from headstamp.stocks.members import above, members
from headstamp.values import NotFound

_SIDES = ("supplier", "recipient", "end_user")


def concerning(
    actors: Iterable[str],
    library: Library,
    names: Names,
    *,
    snapshots: tuple[str, ...] | None = None,
    own: pa.Table | None = None,
) -> tuple[Transfer, ...]:
    """The transfers on any side of which one of these actors, its members or those above it stand.

    Args:
        actors: ids, names or aliases.
        snapshots: fingerprints of the only editions to ask; None takes all.
        own: the case's own rows in the Transfer schema.

    Raises:
        NotFound: nobody known bears a name.
        SnapshotMissing: a fingerprint is not in the library.
    """
    wanted: set[str] = set()
    for text in actors:
        actor = names.actors.find(text)
        if actor is None:
            raise NotFound(
                f"No actor is called '{text}'", do="give an id, a name or an alias such as 'IRQ' or 'Iraq'"
            )
        wanted |= members(actor, names.actors) | above(actor, names.actors)
    tables = [own] if own is not None else []
    rows = library.asked(snapshots=snapshots, actors=names.actors) if snapshots != () else None
    if rows is not None:
        texts = {one: _texts(rows, one, names, wanted) for one in _SIDES}
        tables.append(rows.filter(ibis.or_(*(rows[one].isin(texts[one]) for one in _SIDES))).to_pyarrow())
    found = []
    for table in tables:
        for row in table.to_pylist():
            # Engines, radars and turrets are no weapons of their own.
            if row["component"] or names.is_component(row["item_class"]):
                continue
            one = transfer_of(row, names)
            sides = (one.supplier.id, one.recipient.id, one.end_user.id if one.end_user else None)
            if wanted.intersection(side for side in sides if side is not None):
                found.append(one)
    return tuple(found)


def _texts(rows: ibis.Table, column: str, names: Names, wanted: set[str]) -> list[str]:
    found: set[str] = set()
    for actor in sorted(wanted):
        found.update(spellings(rows, column, names, actor))
    return sorted(found)


def open_book(
    library: Library,
    names: Names,
    actors: Iterable[str],
    assumptions: Assumptions,
    *,
    snapshots: tuple[str, ...] | None = None,
    own: pa.Table | None = None,
    incidents: Sequence[Incident] = (),
    figures: Sequence[StockFigure] = (),
) -> Book:
    """Everything that is told of some actors' stocks.

    Args:
        actors: ids, names or aliases.
        snapshots: fingerprints of the only editions to ask; None takes all.
        own: the case's own rows of transfers in the Transfer schema.
        incidents, figures: of the case.

    Raises:
        NotFound: nobody known bears a name.
        SnapshotMissing: a fingerprint is not in the library.
    """
    rows = concerning(actors, library, names, snapshots=snapshots, own=own)
    return Book(rows, incidents, figures, names, registers(library, snapshots), assumptions)


def registers(library: Library, snapshots: tuple[str, ...] | None = None) -> tuple[Source, ...]:
    """The registers of transfers at hand that are described, each once."""
    held = [one for one in library.snapshots() if one.kind is Kind.TRANSFERS]
    ids = dict.fromkeys(one.source for one in held if snapshots is None or one.sha256 in snapshots)
    return tuple(sources()[one] for one in ids if one in sources())
