"""Every delivery that records tell of with its expected count, as one Ibis expression.

    expected = P(happened | stage) * number * P(node | text) * share of the custodian * part of the delivery

Category lines are gathered one a flow, deliveries unnested to periods, and texts joined to what they stand
for. The expression is written over tables that only have names, so it is compiled once and runs on in-memory
DuckDB; a test compiles it for Spark too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import ibis
import pyarrow as pa
from ibis.expr.types import FloatingValue, Table

from headstamp.records import TRANSFER_SCHEMA
from headstamp.tracing.coarse import gathered
from headstamp.tracing.meanings import HELD, SCHEMAS, WEAPON
from headstamp.tracing.periods import PERIOD, TIMES, by_period, exactly
from headstamp.tracing.priors import Priors

TRANSFER = "transfer"
AT = "at"
READ = [
    *("id", "source", "stage", "supplier", *HELD, *WEAPON, "component", "condition"),
    *("quantity", "quantity_low", "quantity_high", "quantity_unit", "quantity_status"),
    *("first_year", "last_year", *TIMES),
]
"""The columns of a transfer that are read here; `at`, a number of its own, stands beside them."""
_OF_LINE = (AT, "expected", "new")
_ORDER = (AT, "node", "custodian", "start", "end", "estimated", "told")


@dataclass(frozen=True, slots=True)
class Rules:
    """What of the priors is in the expression."""

    happened: tuple[tuple[str, float], ...]
    units: tuple[tuple[str, float], ...]
    blank_quantity: float
    years_to_delivery: int
    new: float
    used: float
    unknown: float

    @classmethod
    def of(cls, priors: Priors) -> Rules:
        """The rules of a preset."""
        return cls(
            happened=tuple(priors.happened.items()),
            units=tuple(priors.units.items()),
            blank_quantity=priors.blank_quantity,
            years_to_delivery=priors.years_to_delivery,
            new=priors.year_lag["new_share_new"],
            used=priors.year_lag["new_share_used"],
            unknown=priors.year_lag["new_share_unknown"],
        )


@lru_cache(maxsize=8)
def statement(rules: Rules) -> str:
    """The expression in DuckDB's words, the entries in an order that depends on nothing but the rows."""
    return str(ibis.to_sql(expected(rules).order_by(*_ORDER), dialect="duckdb"))


@lru_cache(maxsize=32)
def distinct(rules: Rules, *columns: str) -> str:
    """The distinct texts of some columns of all that counts, in DuckDB's words."""
    lines = _named(_counting(_table(TRANSFER), rules))
    return str(ibis.to_sql(lines.select(*columns).distinct().order_by(*columns), dialect="duckdb"))


def expected(rules: Rules) -> Table:
    """The entries, over the tables of transfers and of what their texts stand for.

    Returns:
        Columns at, supplier (null where nobody known is named), custodian and node by their numbers, start,
        end, estimated, told (the expected count) and new (the chance that it was new).
    """
    lines = _named(_counting(gathered(_table(TRANSFER)), rules))
    happened = lines.stage.cases(*_exact(rules.happened), else_=exactly(0.0))
    lines = lines.mutate(expected=happened * _number(lines, rules), new=_new(lines, rules))
    each = by_period(lines.select(*_OF_LINE, "supplier", *HELD, *WEAPON, *TIMES), rules.years_to_delivery)
    weapons, makes, suppliers, custodians = (_table(name) for name in SCHEMAS)
    same = [each[name].identical_to(weapons[name]) for name in WEAPON]
    each = each.inner_join(weapons, same).select(*_OF_LINE, *PERIOD, "supplier", *HELD, "node", "weight")
    each = each.inner_join(custodians, HELD).drop(*HELD)
    each = each.left_join(suppliers, each.supplier == suppliers.name).drop("supplier", "name")
    each = each.rename(supplier="party")
    # A line that stands for several weapons is mostly what its supplier makes of them.
    each = each.left_join(makes, ["node", "supplier"])
    weight = each.weight * each.made.fill_null(1.0) / each.among.fill_null(1.0)
    return each.select(
        *(AT, "supplier", "custodian", "start", "end", "estimated", "new"),
        node=ibis.coalesce(each.leaf, each.node),
        told=each.expected * weight * each.share * each.part,
    )


def _table(name: str) -> Table:
    if name != TRANSFER:
        return ibis.table(ibis.Schema.from_pyarrow(SCHEMAS[name]), name=name)
    fields = [TRANSFER_SCHEMA.field(column).with_nullable(True) for column in READ]
    return ibis.table(ibis.Schema.from_pyarrow(pa.schema([*fields, (AT, pa.int64())])), name=TRANSFER)


def _counting(rows: Table, rules: Rules) -> Table:
    """The rows that speak of weapons, of one flow, and of what may have happened."""
    stages = [stage for stage, happened in rules.happened if happened > 0.0]
    aggregate = rows.quantity_status.fill_null("") == "aggregate"
    return rows.filter(~rows.component.fill_null(False), ~aggregate, rows.stage.isin(stages))


def _named(rows: Table) -> Table:
    return rows.mutate(**{name: rows[name].fill_null("") for name in ("item", *HELD)})


def _number(lines: Table, rules: Rules) -> FloatingValue:
    """How many a record tells of, in units of one weapon; an order of magnitude where it gives no number."""
    mean = (lines.quantity_low + lines.quantity_high) / 2.0
    number = ibis.coalesce(lines.quantity, mean, lines.quantity_low, lines.quantity_high)
    told = lines.quantity_unit.fill_null("")
    unit = ibis.ifelse(told == "", "object", told).cases(*_exact(rules.units), else_=None)
    return (number * unit).fill_null(exactly(rules.blank_quantity))


def _new(lines: Table, rules: Rules) -> FloatingValue:
    told = lines.condition.fill_null("").lower()
    new, used, unknown = (exactly(one) for one in (rules.new, rules.used, rules.unknown))
    return ibis.cases((told.startswith("new"), new), (told != "", used), else_=unknown)


def _exact(numbers: Iterable[tuple[str, float]]) -> Iterator[tuple[str, FloatingValue]]:
    return ((name, exactly(number)) for name, number in numbers)
