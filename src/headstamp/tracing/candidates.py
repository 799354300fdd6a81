"""What records tell of the weapons that were seen and of who may have lost them, as one Ibis expression.

Thousands of sightings ask for far fewer sums: who supplied whom, with how much of what, by which year. So
sightings are reduced to distinct (node, custodian in reach, year) first. Records that name a weapon of a
family or finer are joined through the closure of the catalogue. Records that name a class only fit every
weapon of it, and joining them would make a thousand rows of each; they are added up once by class, custodian,
supplier and year, and looked up. The expression runs on in-memory DuckDB, and a test compiles it for Spark.

Nothing is scored here, and tracing one case on one machine does not need it.
"""

from __future__ import annotations

import ibis
from ibis.expr.types import Table

SCHEMAS = {
    "sighting": {"node": "int32", "country": "int32", "year": "int32"},
    "reach": {"country": "int32", "custodian": "int32"},
    "entry": {
        "supplier": "int32",
        "custodian": "int32",
        "node": "int32",
        "year": "int32",
        "told": "float64",
        "lasting": "float64",
    },
    "node_closure": {"node": "int32", "other": "int32", "share": "float64"},
    "node_class": {"node": "int32", "class": "int32"},
}
"""The tables that candidates are found in.

sighting: the node that was read, where, and the year by which it was seen.
reach: who may have been the custodian of what is seen in a country.
entry: as in a ledger. `told` is the expected count; `lasting` the same times the yearly survival to the power
    of minus its year, so that its sum times the survival to the power of a later year is what is in use then.
node_closure: for each node every other of a family or finer that may be the same weapon, with the share of
    that which stands under it: 1 below it, a part of what is above.
node_class: the class above each node; a class stands above itself.
"""
_KEY = ["node", "year", "custodian"]
_NEVER = 9999


def candidates(tables: dict[str, Table] | None = None) -> Table:
    """The expected counts that answer some sightings.

    Args:
        tables: one for each of `SCHEMAS`; None writes the expression over their names.

    Returns:
        Columns node, year, custodian, supplier, told, lasting and coarse, in no order. A coarse row holds
        what names a class alone; it answers for every node below that class.
    """
    given = tables or {name: ibis.table(schema, name=name) for name, schema in SCHEMAS.items()}
    sightings, reach = given["sighting"].distinct(), given["reach"]
    asked = sightings.inner_join(reach, "country").select(*_KEY).distinct()
    fine = _joined(asked, given["node_closure"], given["entry"])
    return ibis.union(fine, _looked_up(asked, given["node_class"], given["entry"]), distinct=False)


def _joined(asked: Table, closure: Table, entry: Table) -> Table:
    wanted = asked.inner_join(closure, "node")
    same = [wanted.other == entry.node, wanted.custodian == entry.custodian, wanted.year >= entry.year]
    found = wanted.inner_join(entry, same).select(
        *_KEY, entry.supplier, told=entry.told * wanted.share, lasting=entry.lasting * wanted.share
    )
    summed = found.group_by([*_KEY, "supplier"]).agg(told=found.told.sum(), lasting=found.lasting.sum())
    return summed.mutate(coarse=False)


def _looked_up(asked: Table, node_class: Table, entry: Table) -> Table:
    classes = node_class.select(node=node_class["class"]).distinct()
    lines = entry.semi_join(classes, "node")
    yearly = lines.group_by(["node", "custodian", "supplier", "year"]).agg(
        told=lines.told.sum(), lasting=lines.lasting.sum()
    )
    flow = {"group_by": ["node", "custodian", "supplier"], "order_by": "year"}
    so_far = ibis.cumulative_window(**flow)
    until_then = yearly.select(
        "node",
        "custodian",
        "supplier",
        since="year",
        until=yearly.year.lead().over(**flow).fill_null(_NEVER),
        told=yearly.told.sum().over(so_far),
        lasting=yearly.lasting.sum().over(so_far),
    )
    wanted = asked.inner_join(node_class, "node").select("class", "year", "custodian").distinct()
    found = wanted.inner_join(
        until_then,
        [
            wanted["class"] == until_then.node,
            wanted.custodian == until_then.custodian,
            wanted.year >= until_then.since,
            wanted.year < until_then.until,
        ],
    )
    return found.select("node", "year", "custodian", "supplier", "told", "lasting", coarse=True)
