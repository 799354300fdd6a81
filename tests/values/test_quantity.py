from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from values_page import rows_under

from headstamp.values import Quantity, QuantityStatus, ValueUnreadable, decode, encode

PHRASES = rows_under("phrase", "value", "low", "high", "status", "printed as")
NUMBERS = st.integers(0, 10**9) | st.decimals(0, 10**6, places=3)


@pytest.mark.parametrize(("phrase", "value", "low", "high", "status", "printed"), PHRASES)
def test_a_phrase_means_what_the_page_says(
    phrase: str, value: str, low: str, high: str, status: str, printed: str
) -> None:
    quantity = Quantity.parse(phrase)
    expected = [None if number == "-" else int(number) for number in (value, low, high)]
    assert [quantity.value, quantity.low, quantity.high] == expected
    assert (quantity.status, str(quantity), quantity.raw, quantity.unit) == (
        status,
        printed,
        phrase,
        "object",
    )
    assert Quantity.parse(printed) == quantity


@pytest.mark.parametrize(
    "text", ["x", "-3", "20-10", "ten", "1.200", "1,20", "at least", "10-20-30", "1" * 500]
)
def test_what_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ValueUnreadable) as caught:
        Quantity.parse(text)
    assert caught.value.kind == "quantity"


def test_a_point_is_refused_for_counts_only() -> None:
    with pytest.raises(ValueUnreadable, match="write 1200"):
        Quantity.parse("1.200", unit="round")
    assert Quantity.parse("1.200", unit="tonne").value == Decimal("1.2")
    assert Quantity.parse("0.125", unit="tonne").value == Decimal("0.125")


def test_bounds_and_at_least() -> None:
    assert Quantity.parse("34").bounds == (34, 34)
    assert Quantity.parse("at least 34").bounds == (34, None)
    assert Quantity.parse("up to 400").bounds == (None, 400)
    assert Quantity.parse("10-20").bounds == (10, 20)
    assert Quantity.parse("..").bounds == (None, None)
    # An aggregate covers other things too, so this one's share may be anything up to it.
    assert Quantity(500, status=QuantityStatus.AGGREGATE).bounds == (None, 500)
    assert Quantity.parse("at least 34").at_least(30) is True
    assert Quantity.parse("at least 34").at_least(35) is None
    assert Quantity.parse("up to 400").at_least(401) is False
    assert Quantity.parse("10-20").at_least(15) is None
    assert Quantity.parse("withheld").at_least(1) is None


def test_wording_of_what_only_records_state() -> None:
    assert str(Quantity(1500, status=QuantityStatus.AGGREGATE)) == "part of 1,500"
    assert str(Quantity(None)) == "not reported"
    assert str(Quantity(200, low=150, high=250, status=QuantityStatus.ESTIMATE)) == "about 200"
    assert str(Quantity(Decimal("2.50"), unit="tonne")) == "2.5"


def test_impossible_numbers_are_refused() -> None:
    with pytest.raises(ValueUnreadable):
        Quantity(-1)
    with pytest.raises(ValueUnreadable):
        Quantity(None, low=3, high=2)


@given(NUMBERS, NUMBERS, st.sampled_from(["{}", "about {}", "at least {}", "up to {}"]))
def test_the_printed_quantity_reads_back_equal(a: int, b: int, phrase: str) -> None:
    for quantity in (
        Quantity.parse(phrase.format(a), "tonne"),
        Quantity(None, min(a, b), max(a, b), "tonne"),
    ):
        if quantity.value is not None or quantity.low != quantity.high:
            assert Quantity.parse(str(quantity), "tonne") == quantity
        assert decode(Quantity, encode(quantity)) == quantity


@given(st.text(max_size=30) | st.text("0123456789,.- ~?+<>", max_size=15))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        quantity = Quantity.parse(text)
    except ValueUnreadable:
        return
    low, high = quantity.bounds
    assert low is None or high is None or low <= high
