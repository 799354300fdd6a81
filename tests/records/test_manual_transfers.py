"""A case's own transfers have the same columns as a register's, and say no more than was typed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from headstamp.records import STAGES, TRANSFER_SCHEMA, TRANSFERS, CaseTransfer, Names, rows_of
from headstamp.records.finding import transfer_of
from headstamp.values import QuantityStatus

PLAIN = {"supplier": "Iceland", "recipient": "Bhutan", "stage": "delivered"}


def row(**cells: str) -> dict[str, object]:
    (one,) = rows_of([CaseTransfer("t1", {**PLAIN, **cells})], {"a": ("b",)}).to_pylist()
    return one


def test_the_schema_is_that_of_registers() -> None:
    assert rows_of([], {}).schema == TRANSFER_SCHEMA
    assert rows_of([CaseTransfer("t1", PLAIN)], {}).schema == TRANSFER_SCHEMA


def test_nothing_is_added_to_the_least_that_can_be_said(names: Names) -> None:
    one = row()
    filled = {name for name, value in one.items() if value not in (None, "", [])}
    assert filled == {
        "id", "source", "row", "stage", "supplier", "recipient", "quantity_unit", "quantity_status",
        "ordered_quantity_status", "raw",
    }  # fmt: skip
    transfer = transfer_of(one, names)
    assert (transfer.id, transfer.source, transfer.snapshot) == ("t1", "case", None)
    assert (transfer.quantity.status, transfer.delivered) == (QuantityStatus.BLANK, None)
    assert not transfer.ordered.is_known


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_can_be_typed(stage: str) -> None:
    assert row(stage=stage)["stage"] == stage
    assert stage in {
        choice for column in TRANSFERS.columns if column.name == "stage" for choice in column.choices
    }


def test_a_delivery_between_two_days() -> None:
    one = row(delivered_from="June 2014", delivered_to="March 2015", quantity="200?")
    (delivery,) = one["deliveries"]
    assert (delivery["from"], delivery["to"]) == (date(2014, 6, 1), date(2015, 3, 31))
    assert (delivery["quantity"], delivery["quantity_status"]) == (200.0, "estimate")
    assert (one["first_year"], one["last_year"]) == (2014, 2015)


def test_the_period_of_a_report_dates_its_deliveries() -> None:
    one = row(dated_from="2014", dated_to="2016", quantity="1,200")
    (delivery,) = one["deliveries"]
    assert (delivery["from"], delivery["to"]) == (date(2014, 1, 1), date(2016, 12, 31))
    assert (one["quantity"], one["quantity_status"]) == (1200.0, "reported")


def test_a_licence_is_dated_and_is_no_delivery() -> None:
    one = row(stage="authorised", dated_from="2014", dated_to="2016")
    assert one["deliveries"] == []
    assert (one["dated_from"], one["dated_to"]) == (date(2014, 1, 1), date(2016, 12, 31))
    assert (one["first_year"], one["last_year"]) == (2014, 2016)


def test_quantities_keep_bounds_unit_and_status(names: Names) -> None:
    assert transfer_of(row(quantity="10-20"), names).quantity.bounds == (10, 20)
    assert transfer_of(row(quantity="at least 34"), names).quantity.bounds == (34, None)
    assert str(transfer_of(row(quantity="withheld"), names).quantity) == "withheld"
    tonnes = transfer_of(row(quantity="2.5", unit="tonne"), names).quantity
    assert (tonnes.value, tonnes.unit) == (Decimal("2.5"), "tonne")
    assert transfer_of(row(quantity="40", quantity_status="aggregate"), names).quantity.bounds == (None, 40)


def test_an_order_carries_its_number_as_ordered() -> None:
    one = row(stage="ordered", ordered="2013", quantity="40")
    assert (one["ordered_quantity"], one["quantity"], one["deliveries"]) == (40.0, 40.0, [])
    assert row(quantity="40", ordered="2013")["ordered_quantity"] is None


def test_lists_and_what_a_source_rests_on() -> None:
    one = row(via="Norway; Oman", lots="12; 13", source="a", derived_from="c", financed_by="Norway")
    assert (one["via"], one["lots"], one["financed_by"]) == (["Norway", "Oman"], ["12", "13"], ["Norway"])
    assert one["derived_from"] == ["b", "c"]


def test_what_is_moved_is_the_weapon_else_its_description_else_its_category() -> None:
    assert row(weapon="zastava-m70", description="rifles", category="SA4")["item"] == "zastava-m70"
    assert row(description="rifles", category="SA4")["item"] == "rifles"
    assert row(category="SA4")["item"] == "SA4"


def test_the_cells_are_kept() -> None:
    assert row(licence_no="17/2014", comment="as told")["raw"] == (
        '{"supplier": "Iceland", "recipient": "Bhutan", "stage": "delivered", "licence_no": "17/2014", '
        '"comment": "as told"}'
    )
