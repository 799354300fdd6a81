"""The candidate step: one expression, held to plain Python, to bare SQL and to Spark's grammar."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pytest
import sqlglot
from hypothesis import given, settings
from hypothesis import strategies as st
from ibis.config import Config

from headstamp.tracing.candidates import SCHEMAS, candidates

Rows = Mapping[str, list[dict[str, Any]]]
Sums = dict[tuple[Any, ...], tuple[float, float]]

# Two classes, each with two families, each with two models.
CLASSES = (0, 1)
FAMILIES = {2: 0, 3: 0, 4: 1, 5: 1}
MODELS = {node: 2 + (node - 6) // 2 for node in range(6, 14)}
CLASS_OF = {
    **{one: one for one in CLASSES},
    **FAMILIES,
    **{one: FAMILIES[family] for one, family in MODELS.items()},
}
CLOSURE = [
    *({"node": one, "other": one, "share": 1.0} for one in (*FAMILIES, *MODELS)),
    *({"node": one, "other": family, "share": 0.5} for one, family in MODELS.items()),
    *({"node": family, "other": one, "share": 1.0} for one, family in MODELS.items()),
]
NODE = st.integers(0, 13)
PARTY = st.integers(0, 3)
YEAR = st.integers(2000, 2004)
# Numbers that sum exactly in any order.
COUNT = st.integers(1, 400).map(lambda number: number / 4)


@st.composite
def worlds(draw: st.DrawFn) -> Rows:
    """Small tables of everything that candidates are found in."""

    def rows(**cells: st.SearchStrategy[Any]) -> list[dict[str, Any]]:
        return draw(st.lists(st.fixed_dictionaries(cells), max_size=12))

    reach = {(row["country"], row["custodian"]): row for row in rows(country=PARTY, custodian=PARTY)}
    return {
        "sighting": rows(node=st.integers(2, 13), country=PARTY, year=YEAR),
        "reach": list(reach.values()),
        "entry": rows(supplier=PARTY, custodian=PARTY, node=NODE, year=YEAR, told=COUNT, lasting=COUNT),
        "node_closure": CLOSURE,
        "node_class": [{"node": node, "class": one} for node, one in CLASS_OF.items()],
    }


def tables(world: Rows) -> dict[str, pa.Table]:
    return {
        name: pa.Table.from_pylist(world[name], schema=ibis.schema(schema).to_pyarrow())
        for name, schema in SCHEMAS.items()
    }


def plainly(world: Rows) -> Sums:
    """The same sums, one sighting, custodian and entry after another."""
    shares = {(row["node"], row["other"]): row["share"] for row in CLOSURE}
    asked = {
        (seen["node"], seen["year"], row["custodian"])
        for seen in world["sighting"]
        for row in world["reach"]
        if row["country"] == seen["country"]
    }
    wanted = {(node, *rest, False) for node, *rest in asked}
    wanted |= {(CLASS_OF[node], *rest, True) for node, *rest in asked}
    found: defaultdict[tuple[Any, ...], tuple[float, float]] = defaultdict(lambda: (0.0, 0.0))
    for node, year, custodian, coarse in wanted:
        for entry in world["entry"]:
            if entry["custodian"] != custodian or entry["year"] > year:
                continue
            share = float(entry["node"] == node) if coarse else shares.get((node, entry["node"]), 0.0)
            if share:
                told, lasting = found[node, year, custodian, entry["supplier"], coarse]
                found[node, year, custodian, entry["supplier"], coarse] = (
                    told + share * entry["told"],
                    lasting + share * entry["lasting"],
                )
    return dict(found)


def sums(table: pa.Table) -> Sums:
    rows = table.to_pylist()
    found: Sums = {
        (row["node"], row["year"], row["custodian"], row["supplier"], row["coarse"]): (
            row["told"],
            row["lasting"],
        )
        for row in rows
    }
    assert len(found) == len(rows), "a key has one row"
    return found


def bare() -> str:
    """The statement that the benchmark compares with."""
    path = Path(__file__).parents[2] / "benchmarks" / "scale.py"
    spec = spec_from_file_location("scale", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return str(module.BARE)


@pytest.fixture(scope="module")
def statements() -> tuple[str, str]:
    return str(ibis.to_sql(candidates(), dialect="duckdb")), bare()


@settings(max_examples=60, deadline=None)
@given(worlds())
def test_candidates_are_the_sums_that_plain_python_and_bare_sql_give(
    statements: tuple[str, str], world: Rows
) -> None:
    engine = ibis.duckdb.connect()
    for name, table in tables(world).items():
        engine.con.register(name, table)
    expression, written = (sums(engine.con.sql(one).to_arrow_table()) for one in statements)
    engine.disconnect()
    assert expression == plainly(world)
    assert written == expression


def test_tables_may_be_given_instead_of_named() -> None:
    world: Rows = {
        "sighting": [{"node": 6, "country": 1, "year": 2003}] * 2,
        "reach": [{"country": 1, "custodian": 2}],
        "entry": [
            {"supplier": 3, "custodian": 2, "node": 6, "year": 2003, "told": 8.0, "lasting": 4.0},
            {"supplier": 3, "custodian": 2, "node": 2, "year": 2001, "told": 8.0, "lasting": 2.0},
            {"supplier": 3, "custodian": 2, "node": 0, "year": 2001, "told": 5.0, "lasting": 5.0},
            {"supplier": 3, "custodian": 2, "node": 7, "year": 2001, "told": 9.0, "lasting": 9.0},
            {"supplier": 3, "custodian": 2, "node": 6, "year": 2004, "told": 9.0, "lasting": 9.0},
        ],
        "node_closure": CLOSURE,
        "node_class": [{"node": node, "class": one} for node, one in CLASS_OF.items()],
    }
    given = {name: ibis.memtable(table) for name, table in tables(world).items()}
    # The model and half of its family; beside it what names the class; nothing of its sister, nothing later.
    assert sums(candidates(given).to_pyarrow()) == {
        (6, 2003, 2, 3, False): (12.0, 5.0),
        (0, 2003, 2, 3, True): (5.0, 5.0),
    }


class _SparkOptions(Config):
    """What Ibis registers when its Spark backend is loaded, which needs a Spark that a test does not."""

    treat_nan_as_null: bool = False


def test_the_expression_compiles_for_spark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ibis.options, "pyspark", _SparkOptions())
    text = str(ibis.to_sql(candidates(), dialect="pyspark"))
    assert isinstance(sqlglot.parse_one(text, read="spark"), sqlglot.exp.Query)
    assert {one.name for one in sqlglot.parse_one(text, read="spark").find_all(sqlglot.exp.Table)} == set(
        SCHEMAS
    )
    assert "->" not in text
