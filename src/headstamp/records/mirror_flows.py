"""Lines of registers as reports of one side of a flow: what may be compared, and with what.

A flow is what moves from one party to another in a year, of one category at one stage, in one unit; within
one register, since two registers seldom mean the same by any of these. Left out is what is no report of a
state that takes part: sums and regions, rows that do not say who reported, months of customs records, rows of
no single year, and registers that rest on others.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
from ibis.expr.types import Table

from headstamp.records.library import Library
from headstamp.records.mirror_weights import Flows
from headstamp.records.names import Names
from headstamp.records.visibility import sources
from headstamp.world import NOT_KNOWN, region

EXPORTER, IMPORTER = "exporter", "importer"
CUSTOMS = "customs"
FREIGHT = "fob/cif"
KEY = ("source", "stage", "thing", "year", "measure", "unit", "basis")
"""What two reports of one flow have in common, beside the parties."""

_CUSTOMS = ("customs_exit", "customs_entry")
_STAGES = ("authorised", "delivered", *_CUSTOMS)
_NUMBERS = ("reported", "estimate")
_BLANK = "blank"
_LINE = (
    *(
        "source",
        "stage",
        "thing",
        "year",
        "measure",
        "unit",
        "basis",
        "exporter",
        "importer",
        "reporter",
        "role",
    ),
    *("id", "snapshot", "age", "number", "low", "high", "status", "own_basis", "derived_from"),
)
_NOT_TOLD = -1.0


@dataclass(frozen=True, slots=True)
class Kind:
    """A register and the unit in which its flows are counted: errors are learnt for each apart."""

    source: str
    measure: str
    unit: str
    basis: str


@dataclass(frozen=True, slots=True)
class Mirrored:
    """All flows of one kind that both sides tell, and the ids of the reporters by their numbers."""

    flows: Flows
    reporters: tuple[str, ...]


def lines(library: Library, names: Names, source: str | None = None) -> Table | None:
    """Every line that can be one side's report; a row that tells number and value has one for each.

    Args:
        library: the records.
        names: who is who.
        source: only this register; None takes all.

    Returns:
        None without rows; else an Ibis expression with the columns of `KEY`, the ids of `exporter`,
        `importer` and `reporter`, the reporter's `role`, `id` and `snapshot` of the row, `age` of its edition
        (0 is the newest), `number` (null where the line gives no plain one), `low`, `high`, `status`,
        `own_basis` and `derived_from`.
    """
    rows = library.transfers(actors=names.actors)
    if rows is None:
        return None
    derived = [one.id for one in sources().values() if one.derived_from]
    # A customs record of a month is part of a year, and which months of it a file holds is not known.
    month = rows.stage.isin(_CUSTOMS) & (rows.dated_precision != "year").fill_null(False)
    # Re-exports and re-imports stand within exports and imports and would be added twice.
    again = rows.stage.isin(_CUSTOMS) & rows.comment.fill_null("").startswith("re-")
    fit = rows.filter(
        rows.reported_by.notnull(),
        rows.stage.isin(_STAGES),
        rows.first_year == rows.last_year,
        ~rows.source.isin(derived),
        rows.quantity_status.fill_null(_BLANK) != "aggregate",
        ~month,
        ~again,
    )
    named = _with_parties(fit if source is None else fit.filter(fit.source == source), names)
    ages = [{"edition": one.sha256, "age": age} for age, one in enumerate(library.snapshots())]
    editions = ibis.memtable(ages, schema={"edition": "string", "age": "int64"})
    dated = named.inner_join(editions, named.snapshot == editions.edition).mutate(
        stage=ibis.ifelse(named.stage.isin(_CUSTOMS), CUSTOMS, named.stage),
        thing=ibis.coalesce(named.category, named.item_class, named.item, ""),
        year=named.first_year.cast("int64"),
    )
    return _quantities(dated).union(_values(dated))


def mirrored(told: Table) -> dict[Kind, Mirrored]:
    """The flows that both sides tell with plain numbers, by register and unit.

    Args:
        told: the answer of `lines`.
    """
    reports = _reports(told)
    sides = []
    for role in (EXPORTER, IMPORTER):
        mine = reports.filter(reports.role == role, reports.number >= 0)
        own = {f"{name}_{role}": name for name in ("number", "own_basis", "origins")}
        sides.append(mine.drop("role").rename(own))
    joined = sides[0].inner_join(sides[1], [*KEY, EXPORTER, IMPORTER])
    # What two lists have in common is spelt differently by every engine; few reports name their sources.
    both = (joined.origins_exporter.length() > 0) & (joined.origins_importer.length() > 0)
    nothing = ibis.null("array<string>")
    found = joined.select(
        *("source", "measure", "unit", "basis", EXPORTER, IMPORTER),
        exported=joined.number_exporter,
        imported=joined.number_importer,
        cif=(joined.own_basis_exporter == "fob") & (joined.own_basis_importer == "cif"),
        first=ibis.ifelse(both, joined.origins_exporter, nothing),
        second=ibis.ifelse(both, joined.origins_importer, nothing),
    )
    return _by_kind(found.to_pyarrow())


def one_origin(first: Iterable[str], second: Iterable[str]) -> tuple[str, ...]:
    """The sources on which two reports both rest, so that they are one report told twice.

    A register to which states report for themselves is no such source: it holds the reports of both.
    """
    collections = {one.id for one in sources().values() if one.reporter is None and not one.derived_from}
    return tuple(sorted((set(first) & set(second)) - collections))


def _with_parties(rows: Table, names: Names) -> Table:
    """The rows whose reporter is one of its two parties, both of them known parties and no regions."""
    columns = ("supplier", "recipient", "reported_by")
    distinct = ibis.union(*(rows.select(text=rows[column]).distinct() for column in columns), distinct=True)
    texts = distinct.to_pyarrow()["text"].to_pylist()
    known = [(text, party) for text in texts if text and (party := _party(text, names))]
    for column, role in zip(columns, (EXPORTER, IMPORTER, "reporter"), strict=True):
        told = [{f"{role}_text": text, role: party} for text, party in known]
        table = ibis.memtable(told, schema={f"{role}_text": "string", role: "string"})
        rows = rows.inner_join(table, rows[column] == table[f"{role}_text"])
    one_side = (rows.reporter == rows.exporter) != (rows.reporter == rows.importer)
    role = ibis.ifelse(rows.reporter == rows.exporter, EXPORTER, IMPORTER)
    return rows.filter(one_side, rows.exporter != rows.importer).mutate(role=role)


def _party(text: str, names: Names) -> str | None:
    """The id of a known party; None for a region, a sum, and whoever is not known."""
    if region(text) is not None:
        return None
    actor = names.actor(text)
    return actor.id if actor is not None and actor.name != NOT_KNOWN else None


def _quantities(rows: Table) -> Table:
    """A line a row that tells a number of things, or tells that it does not say how many."""
    status = rows.quantity_status.fill_null(_BLANK)
    # UN Comtrade works out quantities that were not reported, and writes 0 for others beside a value.
    worked_out = rows.stage == CUSTOMS
    worked_out &= (status == "estimate") | ((rows.quantity == 0) & (rows.value > 0).fill_null(False))
    told = ibis.coalesce(rows.quantity, rows.quantity_low, rows.quantity_high).notnull() & ~worked_out
    plain = told & status.isin(_NUMBERS) & rows.quantity.notnull()
    kept = rows.mutate(
        measure=ibis.literal("quantity"),
        unit=rows.quantity_unit.fill_null("object"),
        basis=ibis.literal(""),
        number=ibis.ifelse(plain, rows.quantity, ibis.null("float64")),
        low=ibis.ifelse(told, ibis.coalesce(rows.quantity_low, rows.quantity), ibis.null("float64")),
        high=ibis.ifelse(told, ibis.coalesce(rows.quantity_high, rows.quantity), ibis.null("float64")),
        status=ibis.ifelse(told | (status == "withheld"), status, _BLANK),
        own_basis=ibis.literal(""),
    )
    return kept.filter(told | (status == "withheld") | rows.value.isnull()).select(*_LINE)


def _values(rows: Table) -> Table:
    """A line a row that tells a value; of two bases only those with freight between them are compared."""
    basis = rows.value_basis.fill_null("")
    kept = rows.mutate(
        measure=ibis.literal("value"),
        unit=rows.currency,
        basis=ibis.ifelse(basis.isin(("fob", "cif")), FREIGHT, basis),
        number=rows.value,
        low=rows.value,
        high=rows.value,
        status=ibis.literal("reported"),
        own_basis=basis,
    )
    return kept.filter(rows.value >= 0, rows.currency.notnull()).select(*_LINE)


def _reports(told: Table) -> Table:
    """A row a report: the lines of one edition added up, the newest edition's where several tell it.

    `number` is `_NOT_TOLD` where a line gives no plain number.
    """
    flow = [*KEY, EXPORTER, IMPORTER, "role"]
    # Of an empty list nothing is left to compare; null would fall out of the aggregates below.
    origins = told.derived_from.collect(where=told.derived_from.length() > 0).flatten()
    edition = told.group_by([*flow, "age"]).agg(
        number=ibis.ifelse(told.number.isnull().any(), _NOT_TOLD, told.number.sum()),
        own_basis=ibis.ifelse(told.own_basis.nunique() == 1, told.own_basis.min(), "mixed"),
        origins=ibis.coalesce(origins, ibis.literal([], type="array<string>")),
    )
    newest = {name: edition[name].argmin(edition.age) for name in ("number", "own_basis", "origins")}
    return edition.group_by(flow).agg(**newest)


def _by_kind(found: pa.Table) -> dict[Kind, Mirrored]:
    columns = {name: found[name].to_pylist() for name in ("source", "measure", "unit", "basis")}
    parties = {role: np.array(found[role].to_pylist(), object) for role in (EXPORTER, IMPORTER)}
    numbers = {name: found[name].to_numpy() for name in ("exported", "imported", "cif")}
    origins = zip(found["first"].to_pylist(), found["second"].to_pylist(), strict=True)
    places: dict[Kind, list[int]] = {}
    for place, (cells, (first, second)) in enumerate(
        zip(zip(*columns.values(), strict=True), origins, strict=True)
    ):
        if not one_origin(first or (), second or ()):
            places.setdefault(Kind(*cells), []).append(place)
    return {kind: _numbered(parties, numbers, np.array(at)) for kind, at in places.items()}


def _numbered(parties: dict[str, Any], numbers: dict[str, Any], at: Any) -> Mirrored:
    """The flows at these places, their reporters numbered."""
    both = np.concatenate([parties[EXPORTER][at], parties[IMPORTER][at]])
    reporters, number = np.unique(both.astype(str), return_inverse=True)
    flows = Flows(
        exporter=number[: len(at)].astype(np.int64),
        importer=number[len(at) :].astype(np.int64),
        exported=numbers["exported"][at].astype(np.float64),
        imported=numbers["imported"][at].astype(np.float64),
        cif=numbers["cif"][at].astype(bool),
    )
    return Mirrored(flows, tuple(str(one) for one in reporters))
