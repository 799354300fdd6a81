"""Which edition of a register answers: the newest one that speaks of a row.

Registers revise old figures every year: of 27,377 deals that one edition of SIPRI's register held, a tenth
were gone or changed nineteen months later. An edition that a newer one covers (parties and years, judged by
content) therefore does not answer; inside a newer partial selection only the newer one does. A deal that
spans more years than the newer selection answers only for the years outside, and its total is then no more
than an upper bound.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import ibis
from ibis.expr.types import BooleanValue, Table

from headstamp.records.snapshot import Snapshot
from headstamp.records.transfer import STAGES
from headstamp.world import Actor

Find = Callable[[str], Actor | None]


def covers(newer: Snapshot, older: Snapshot, find: Find) -> bool:
    """Whether everything that the older file speaks of is told again by the newer one."""
    if newer.coverage.years is None or older.coverage.years is None:
        return older.coverage.years is None
    inside = (
        newer.coverage.years[0] <= older.coverage.years[0]
        and older.coverage.years[1] <= newer.coverage.years[1]
    )
    return (
        inside
        and _stages_within(older, newer)
        and _within(older.coverage.reporters, newer.coverage.reporters, find)
        and _listed_within(older.coverage.categories, newer.coverage.categories)
        and _within(older.coverage.suppliers, newer.coverage.suppliers, find)
        and _within(older.coverage.recipients, newer.coverage.recipients, find)
    )


def answering(newest_first: Sequence[Snapshot], find: Find) -> list[tuple[Snapshot, tuple[Snapshot, ...]]]:
    """The snapshots that still have something to answer, each with the later editions of its source.

    Args:
        newest_first: snapshots of one kind.
        find: whom a party name stands for, so that a renamed state is still the same.
    """
    found = []
    for index, one in enumerate(newest_first):
        newer = tuple(other for other in newest_first[:index] if other.source == one.source)
        if not any(covers(other, one, find) for other in newer):
            found.append((one, newer))
    return found


def left_by(newer: Iterable[Snapshot], rows: Table, find: Find) -> Table:
    """The rows of a snapshot that no newer edition tells again."""
    for one in newer:
        rows = _outside(rows, one, find)
    return rows


def _stages_within(older: Snapshot, newer: Snapshot) -> bool:
    stages = newer.coverage.stages
    return stages is None or set(older.coverage.stages or STAGES) <= set(stages)


def _listed_within(older: tuple[str, ...] | None, newer: tuple[str, ...] | None) -> bool:
    return newer is None or (older is not None and set(older) <= set(newer))


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
    """The rows that a newer edition does not tell, and what it leaves of those that it tells in part."""
    if newer.coverage.years is None:
        return rows
    first, last = newer.coverage.years
    shared = rows.mutate(told=_between_its_parties(rows, newer, find))
    # Lambdas over arrays are spelt differently by every engine and edition; unnesting is understood by all.
    each = shared.filter("told").select("id", one=lambda table: table.deliveries.unnest())
    outside = ~each.one["from"].year().between(first, last)
    left = each.group_by("id").agg(
        parts_told=(~outside).sum(),
        left=each.one.collect(where=outside),
        left_first=each.one["from"].min(where=outside).year(),
        left_last=each.one["from"].max(where=outside).year(),
    )
    joined = shared.left_join(left, "id")
    partly = joined.parts_told.fill_null(0) > 0
    undelivered = joined.told & joined.parts_told.isnull()
    dated_inside = joined.first_year.between(first, last).fill_null(True)
    gone = (undelivered & dated_inside) | (partly & joined.left_first.isnull())
    return (
        joined.mutate(
            deliveries=ibis.ifelse(partly, joined.left.sort(), joined.deliveries),
            first_year=ibis.ifelse(partly, joined.left_first.cast("int16"), joined.first_year),
            last_year=ibis.ifelse(partly, joined.left_last.cast("int16"), joined.last_year),
            quantity_status=ibis.ifelse(partly, ibis.literal("up_to"), joined.quantity_status),
        )
        .filter(~gone)
        .select(*rows.columns)
    )


def _between_its_parties(rows: Table, newer: Snapshot, find: Find) -> BooleanValue:
    told: BooleanValue = ibis.literal(True)
    if newer.coverage.stages is not None:
        told = rows.stage.isin(newer.coverage.stages)
    if newer.coverage.categories is not None:
        told = told & rows.category.isin(newer.coverage.categories).fill_null(False)
    for column, parties in (
        ("supplier", newer.coverage.suppliers),
        ("recipient", newer.coverage.recipients),
        ("reported_by", newer.coverage.reporters),
    ):
        if parties is not None:
            told = told & rows[column].isin(_spellings(rows, column, parties, find)).fill_null(False)
    return told


def _spellings(rows: Table, column: str, parties: tuple[str, ...], find: Find) -> list[str]:
    """Every name that these rows give to one of the parties of another edition."""
    known = _names(parties, find)
    texts = rows.select(column).distinct().to_pyarrow()[column].to_pylist()
    return sorted(text for text in texts if text and _known(text, known, find))
