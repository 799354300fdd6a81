"""Which edition of a register answers: the newest one that speaks of a row.

Registers revise old figures every year: of 27,377 deals that one edition of SIPRI's register held, a tenth were gone or
changed nineteen months later. An edition that a newer one covers (parties and years, judged by content) therefore does not
answer; inside a newer partial selection only the newer one does. A deal that spans more years than the newer selection
answers only for the years outside, and its total is then no more than an upper bound.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import ibis
from ibis.expr.types import Table

from headstamp.records.snapshot import Snapshot
from headstamp.world import Actor

Find = Callable[[str], Actor | None]


def covers(newer: Snapshot, older: Snapshot, find: Find) -> bool:
    """Whether everything that the older file speaks of is told again by the newer one."""
    if newer.coverage.years is None or older.coverage.years is None:
        return older.coverage.years is None
    inside = newer.coverage.years[0] <= older.coverage.years[0] and older.coverage.years[1] <= newer.coverage.years[1]
    return (
        inside
        and _within(older.coverage.suppliers, newer.coverage.suppliers, find)
        and _within(older.coverage.recipients, newer.coverage.recipients, find)
    )


def answering(table: tuple[Snapshot, Callable[[], Table]], newer: Iterable[Snapshot], find: Find) -> Table | None:
    """The rows of a snapshot that no newer edition tells again, or None when there are none.

    Args:
        table: the snapshot and how to open its rows (only done when some of them can answer).
        newer: later editions of the same source.
        find: whom a party name stands for, so that a renamed state is still the same.
    """
    snapshot, opened = table
    later = tuple(newer)
    if any(covers(one, snapshot, find) for one in later):
        return None
    rows = opened()
    for one in later:
        rows = _outside(rows, one, find)
    return rows


def _names(stated: tuple[str, ...], find: Find) -> set[str]:
    actors = (find(name) for name in stated)
    return {actor.id for actor in actors if actor is not None} | set(stated)


def _within(older: tuple[str, ...] | None, newer: tuple[str, ...] | None, find: Find) -> bool:
    if newer is None:
        return True
    if older is None:
        return False
    known = _names(newer, find)
    return all(_known(name, known, find) for name in older)


def _known(name: str, known: set[str], find: Find) -> bool:
    actor = find(name)
    return name in known or (actor is not None and actor.id in known)


def _outside(rows: Table, newer: Snapshot, find: Find) -> Table:
    if newer.coverage.years is None:
        return rows
    first, last = newer.coverage.years
    told = ibis.literal(True)
    for column, parties in (("supplier", newer.coverage.suppliers), ("recipient", newer.coverage.recipients)):
        if parties is not None:
            told = told & rows[column].isin(_spellings(parties, find))
    year = ibis.cases((rows.first_year.isnull(), ibis.literal(True)), else_=(rows.last_year >= first) & (rows.first_year <= last))
    partly = told & year
    wholly = partly & ((rows.first_year.isnull()) | ((rows.first_year >= first) & (rows.last_year <= last)))
    kept = rows.filter(~wholly)
    straddles = partly.fill_null(False)
    outside = kept.deliveries.filter(lambda one: (one["from"].year() < first) | (one["from"].year() > last))
    return kept.mutate(
        deliveries=ibis.ifelse(straddles, outside, kept.deliveries),
        quantity_status=ibis.ifelse(straddles, ibis.literal("up_to"), kept.quantity_status),
    )


def _spellings(parties: tuple[str, ...], find: Find) -> list[str]:
    """Every name that an older edition may give to one of these parties."""
    actors = (find(name) for name in parties)
    return sorted(set(parties) | {name for actor in actors if actor is not None for name in (actor.name, *actor.aliases)})
