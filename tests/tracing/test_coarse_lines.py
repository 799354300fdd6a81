"""Lines that name a category only: one a flow, whatever the register's habit of cutting it up."""

from __future__ import annotations

from datetime import date
from typing import Any

import ibis
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from headstamp.records import TRANSFER_SCHEMA
from headstamp.tracing.coarse import gathered


def line(number: int, year: int, **cells: Any) -> dict[str, Any]:
    told = {
        "id": f"{number:016x}",
        "source": "register",
        "row": number,
        "stage": "authorised",
        "supplier": "Fredonia",
        "recipient": "Ruritania",
        "item": "",
        "category": "ml:ML1",
        "quantity": 3.0,
        "quantity_unit": "licence",
        "quantity_status": "reported",
        "dated_from": date(year, 1, 1),
        "dated_to": date(year, 12, 31),
        "first_year": year,
        "last_year": year,
    }
    return {**told, **cells}


def flows(*lines: dict[str, Any]) -> list[dict[str, Any]]:
    table = pa.Table.from_pylist(list(lines), schema=TRANSFER_SCHEMA)
    return gathered(ibis.memtable(table)).to_pyarrow().to_pylist()


def test_the_licences_of_several_years_are_one_flow_without_a_number() -> None:
    (flow,) = flows(line(1, 2009), line(2, 2007), line(3, 2012, quantity=40.0))
    assert (flow["id"], flow["quantity"]) == (f"{3:016x}", None)
    assert (flow["dated_from"], flow["dated_to"]) == (date(2007, 1, 1), date(2012, 12, 31))


def test_another_stage_category_supplier_or_source_is_another_flow() -> None:
    other = [
        line(2, 2009, stage="refused"),
        line(3, 2009, category="ml:ML2"),
        line(4, 2009, supplier="Utopia"),
        line(5, 2009, source="another"),
    ]
    assert len(flows(line(1, 2009), *other)) == 5


def test_an_export_is_dated_from_its_first_line_to_its_last() -> None:
    (flow,) = flows(line(1, 2009, stage="delivered"), line(2, 2011, stage="delivered"))
    (told,) = flow["deliveries"]
    assert (told["from"], told["to"], told["quantity"]) == (date(2009, 1, 1), date(2011, 12, 31), None)


def test_a_sum_over_categories_says_nothing_of_a_flow() -> None:
    assert flows(line(1, 2009, category="ml:total", quantity_status="aggregate")) == []


def test_a_line_that_names_its_goods_stays_as_it_is() -> None:
    named = line(1, 2009, item="R-77 rifle", quantity=12.0, quantity_unit="object")
    (row,) = flows(named)
    assert (row["item"], row["quantity"]) == ("R-77 rifle", 12.0)


@settings(max_examples=12, deadline=None)
@given(st.permutations([line(number, 2000 + number % 4, recipient=f"R{number % 3}") for number in range(12)]))
def test_the_order_of_lines_changes_nothing(lines: list[dict[str, Any]]) -> None:
    found = {flow["id"]: flow for flow in flows(*lines)}
    assert found == {flow["id"]: flow for flow in flows(*sorted(lines, key=lambda one: one["id"]))}
