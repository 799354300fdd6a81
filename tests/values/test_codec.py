from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from headstamp.values import (
    Citation,
    Json,
    Likelihood,
    Place,
    Quantity,
    Span,
    ValueUnreadable,
    canonical,
    decode,
    dumps,
    encode,
)


class Stage(StrEnum):
    ORDERED = "ordered"


@dataclass(frozen=True, slots=True)
class Move:
    from_: str
    class_: str | None
    when: Span
    quantity: Quantity
    weights: tuple[tuple[str, float], ...] = ()
    stages: frozenset[Stage] = frozenset()
    cites: tuple[Citation, ...] = ()
    place: Place | None = None
    more: Mapping[str, str] = field(default_factory=dict)
    extra: Json = None


MOVE = Move(
    "SRB",
    None,
    Span.parse("late 1970s"),
    Quantity.parse("2.5", "tonne"),
    (("m05e3", 0.7), ("ak-pattern", 0.3)),
    frozenset({Stage.ORDERED}),
    (Citation("sipri", row=3),),
    Place("Mosul"),
    {"note": "سلاح"},
    {"a": [1, None, {"b": True}]},
)

LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
)
TREES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4)
)


def test_reserved_names_lose_their_underscore() -> None:
    data = encode(MOVE)
    assert isinstance(data, dict)
    assert list(data)[:2] == ["from", "class"]
    assert data["weights"] == [["m05e3", 0.7], ["ak-pattern", 0.3]]
    assert data["stages"] == ["ordered"]
    assert data["quantity"] == {
        "value": 2.5, "low": None, "high": None, "unit": "tonne", "status": "reported", "raw": "2.5",
    }  # fmt: skip


def test_a_dataclass_reads_back_equal() -> None:
    assert decode(Move, encode(MOVE)) == MOVE
    # Enums and numbers of the right type, too: StrEnum equals its text.
    assert repr(decode(Move, json.loads(dumps(MOVE)))) == repr(MOVE)


def test_every_leaf_is_plain_json() -> None:
    proxy = MappingProxyType({"a": 1})
    data = encode({"enum": Stage.ORDERED, "day": date(2014, 6, 14), "set": {3, 1, 2}, "map": proxy})
    assert data == {"enum": "ordered", "day": "2014-06-14", "set": [1, 2, 3], "map": {"a": 1}}
    assert type(data["enum"]) is str  # type: ignore[call-overload, index]
    assert encode(datetime(2014, 6, 14, 10, tzinfo=UTC)) == "2014-06-14T10:00:00+00:00"
    assert encode((Decimal("2"), Decimal("2.5"))) == [2, 2.5]
    assert encode({Stage.ORDERED: 1}) == {"ordered": 1}


def test_what_has_no_json_form_is_a_mistake() -> None:
    with pytest.raises(TypeError, match="object has no JSON form"):
        encode(object())


def test_unknown_keys_are_passed_over() -> None:
    assert decode(Likelihood, {"probability": 0.5, "new": 1}) == Likelihood(0.5)


def test_decimals_are_read_from_numbers_and_text() -> None:
    assert decode(Decimal, "0.1") == decode(Decimal, 0.1) == Decimal("0.1")
    assert decode(Quantity, {"value": "12"}) == Quantity(12)
    assert isinstance(decode(Quantity, {"value": "12"}).value, int)


@pytest.mark.parametrize(
    ("kind", "data"),
    [(Span, {"from": "2014-13-01", "to": None, "precision": "day"}), (Span, {"from": None}), (Span, 3),
     (Span, None), (Span, {"from": None, "to": None, "precision": "hour"}), (Citation, {"source": 3}),
     (Citation, {"source": "s", "row": True}), (Quantity, {"value": "x"}), (Quantity, {"value": [1]}),
     (Span, {"from": "2014-01-02", "to": "2014-01-01", "precision": "day"})],
)  # fmt: skip
def test_json_that_does_not_fit_is_refused(kind: type, data: Json) -> None:
    with pytest.raises(ValueUnreadable):
        decode(kind, data)


def test_the_canonical_form_holds_no_fraction_that_a_reader_could_round() -> None:
    assert canonical({"b": 0.1, "a": Decimal("0.10"), "c": Decimal(5), "d": 2**60}) == (
        b'{"a":"0.1","b":"0.1","c":5,"d":"1152921504606846976"}'
    )
    assert canonical(Likelihood(0.5)) == b'{"probability":"0.5"}'


def test_dumps_keeps_scripts_and_refuses_what_is_not_a_number() -> None:
    assert dumps({"a": "سلاح"}) == '{"a": "سلاح"}'
    with pytest.raises(ValueError, match="JSON"):
        dumps(float("nan"))


@given(TREES)
def test_plain_json_passes_unchanged(tree: Json) -> None:
    assert encode(tree) == tree
    assert json.loads(dumps(tree)) == tree


@given(st.dictionaries(st.text(), TREES, max_size=6))
def test_the_canonical_form_ignores_key_order(tree: dict[str, Json]) -> None:
    assert canonical(tree) == canonical(dict(reversed(tree.items())))


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=4))
def test_the_canonical_form_survives_a_round_through_json(number: Decimal) -> None:
    quantity = Quantity(abs(number))
    assert canonical(decode(Quantity, encode(quantity))) == canonical(quantity)


@given(st.text(st.characters(exclude_categories=["Cs"])))
@example('\x00\x1f\x7f\u2028 \\ " / é \U0001f600')
def test_the_canonical_form_of_a_text_is_that_of_the_standard(text: str) -> None:
    assert canonical(text) == rfc8785.dumps(text)


def test_half_a_character_has_no_canonical_form() -> None:
    with pytest.raises(ValueError, match="surrogates"):
        canonical("\ud800")
