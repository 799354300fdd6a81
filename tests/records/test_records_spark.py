"""The expressions that ask the library also compile for Apache Spark, where records may go when they grow."""

from __future__ import annotations

from collections.abc import Callable

import ibis
import pytest
import sqlglot
from ibis.config import Config
from ibis.expr.types import Table
from sipri_files import OCTOBER_2024, Deal, selection, sipri, whole_world

from headstamp.records import Added, Library
from headstamp.records.supplying import told


class _SparkOptions(Config):
    """What Ibis registers when its Spark backend is loaded, which needs a Spark that a test does not."""

    treat_nan_as_null: bool = False


@pytest.fixture(autouse=True)
def spark_options(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ibis.options, "pyspark", _SparkOptions())


@pytest.fixture
def two_editions(library: Library, add: Callable[..., Added]) -> Table:
    deals = [Deal(recipient="Iraq", years="1999; 2005"), Deal(recipient="Oman")]
    add(sipri(whole_world(deals), generated=OCTOBER_2024))
    add(sipri([Deal(recipient="Iraq", years="2005")], said=selection("All countries", "Iraq", 2000, 2010)))
    rows = library.transfers()
    assert rows is not None
    return rows


def compiled(expression: Table) -> str:
    """The statement for Spark, which must also parse as Spark's SQL and name no lambda of another dialect."""
    text = str(ibis.to_sql(expression, dialect="pyspark"))
    assert isinstance(sqlglot.parse_one(text, read="spark"), sqlglot.exp.Query)
    assert "->" not in text
    return text


def test_the_rows_of_two_editions_compile(library: Library, two_editions: Table) -> None:
    text = compiled(two_editions)
    assert "UNION ALL" in text
    assert "EXPLODE(" in text
    for snapshot in library.snapshots():
        assert f"`s_{snapshot.sha256}`" in text


@pytest.mark.parametrize("counted", ["supplier", "recipient"])
@pytest.mark.parametrize("stage", ["delivered", "ordered", "notified"])
def test_the_count_of_suppliers_compiles(two_editions: Table, counted: str, stage: str) -> None:
    text = compiled(told(two_editions, counted, ["Iraq"], (1980, 1988), stage))
    assert "SELECT DISTINCT" in text


def test_no_expression_nests_the_unnesting_of_a_list(two_editions: Table) -> None:
    """Spark refuses a generator inside another expression: it must be a column of its own."""
    text = compiled(told(two_editions, "supplier", ["Iraq"], (1980, 1988), "delivered"))
    for found in sqlglot.parse_one(text, read="spark").find_all(sqlglot.exp.Explode):
        assert isinstance(found.parent, sqlglot.exp.Alias | sqlglot.exp.Lateral)
