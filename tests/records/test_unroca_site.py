"""A country's page of the UN Register; its shape is that of two descriptions, for no real page is at hand."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from headstamp.records.sources import Parsed, RecordsUnreadable, form_of
from headstamp.records.sources.unroca_categories import site_codes
from headstamp.records.sources.unroca_site import UNROCA_SITE
from headstamp.records.transfer_schema import TRANSFER_SCHEMA
from headstamp.world import Actors, Catalogue

COUNTRY = {"name_en": "Bhutan", "iso_2_acronym": "BT", "countryname_slug": "bhutan"}


def page(**parts: Any) -> bytes:
    whole = {
        "country": COUNTRY,
        "available_reports": [{"year": 2014}, {"year": 2016}],
        "hw_imp": [],
        "salw_exp": [],
    }
    return json.dumps(whole | parts).encode()


def parse(data: bytes) -> Parsed:
    form = form_of(data, "bhutan.json")
    assert (form.name, form.source) == ("unroca-site", "unroca")
    known = Actors.load()
    parsed = form.parse(data, "bhutan.json", lambda name: known.find(name) is not None)
    assert parsed.read == parsed.kept + parsed.merged + len(parsed.rejected)
    return parsed


def figure(amount: object, year: int = 2015, secret: bool = False) -> dict[str, object]:
    return {"year": year, "amount": amount, "contains_classified": secret}


def test_a_flow_is_told_by_both_sides_and_kept_twice() -> None:
    row = {
        "country": "Iceland",
        "countryname_slug": "iceland",
        "bt_1": figure(12),
        "bt_2": figure(14),
        "ws_1": None,
    }
    parsed = parse(page(hw_imp=[row]))
    assert parsed.rows.schema == TRANSFER_SCHEMA
    own, partners = parsed.rows.to_pylist()
    for told in (own, partners):
        assert (told["supplier"], told["recipient"], told["stage"]) == ("Iceland", "Bhutan", "delivered")
        assert (told["item"], told["category"], told["uncertain"]) == ("Battle tanks", "unroca:I", [])
        assert (told["first_year"], told["last_year"]) == (2015, 2015)
    assert (own["reported_by"], own["quantity"]) == ("Bhutan", 12.0)
    assert (partners["reported_by"], partners["quantity"]) == ("Iceland", 14.0)
    assert own["reference"] == partners["reference"]
    assert own["id"] != partners["id"]
    assert own["deliveries"][0]["from"] == date(2015, 1, 1)
    assert (parsed.read, parsed.kept) == (1, 1)


def test_exports_run_the_other_way() -> None:
    (row,) = parse(page(salw_exp=[{"country": "Iceland", "sa_ar_1": [figure(500)]}])).rows.to_pylist()
    assert (row["supplier"], row["recipient"], row["reported_by"]) == ("Bhutan", "Iceland", "Bhutan")
    assert row["category"] == "unroca:SA4"


def test_a_number_without_a_year_may_cover_all_of_them() -> None:
    (row,) = parse(page(hw_imp=[{"country": "Iceland", "acv_1": 30}])).rows.to_pylist()
    assert (row["quantity"], row["quantity_status"], row["uncertain"]) == (30.0, "aggregate", ["year"])
    assert (row["first_year"], row["deliveries"]) == (None, [])


def test_codes_that_nobody_has_verified_are_marked() -> None:
    row = {
        "country": "Iceland",
        **{f"{code}_1": figure(1) for code in ("lw5", "lw6", "lw7", "ca_gen", "new")},
    }
    rows = parse(page(salw_exp=[row])).rows.to_pylist()
    assert [(one["category"], one["uncertain"]) for one in rows] == [
        ("unroca:LW5", []),
        ("unroca:LW6", ["category"]),
        ("unroca:LW7", ["category"]),
        ("unroca:IVa;IVb", ["category"]),
        (None, ["category"]),
    ]


def test_noughts_and_blanks_tell_of_no_transfer_and_secrets_of_an_unknown_number() -> None:
    row = {"country": "Iceland", "bt_1": 0, "bt_2": "", "acv_1": figure(0), "acv_2": figure(0, secret=True)}
    (secret,) = parse(page(hw_imp=[row])).rows.to_pylist()
    assert (secret["category"], secret["quantity"], secret["quantity_status"]) == (
        "unroca:II",
        None,
        "withheld",
    )
    (part,) = parse(page(hw_imp=[{"country": "Iceland", "bt_1": figure(3, secret=True)}])).rows.to_pylist()
    assert (part["quantity"], part["quantity_status"]) == (3.0, "at_least")
    assert part["comment"] == "part of the figure is secret"


def test_totals_by_year_name_no_partner_and_are_aggregates() -> None:
    series = {
        "tow": "lw1",
        "tow_verbose": "Heavy machine guns",
        "own_values": [figure(9)],
        "other_values": [figure(4)],
    }
    own, others = parse(page(lw_imp_time=[series])).rows.to_pylist()
    assert (own["supplier"], own["recipient"], own["reported_by"]) == (None, "Bhutan", "Bhutan")
    assert (others["reported_by"], others["quantity_status"]) == (None, "aggregate")
    assert (own["category"], own["first_year"]) == ("unroca:LW1", 2015)


def test_a_state_that_reports_licences_is_not_taken_to_have_delivered() -> None:
    germany = {"name_en": "Germany"}
    row = {"country": "Iceland", "sa_ar_1": figure(5), "sa_ar_2": figure(6)}
    own, partners = parse(page(country=germany, salw_exp=[row])).rows.to_pylist()
    assert (own["stage"], own["deliveries"], own["dated_from"]) == ("authorised", [], date(2015, 1, 1))
    assert partners["stage"] == "delivered"
    (tanks,) = parse(
        page(country=germany, hw_exp=[{"country": "Iceland", "bt_1": figure(5)}])
    ).rows.to_pylist()
    assert tanks["stage"] == "delivered"


def test_a_page_covers_only_earlier_pages_of_the_same_country() -> None:
    bhutan = parse(page(hw_imp=[{"country": "Iceland", "bt_1": figure(1)}])).coverage
    iceland = parse(page(country={"name_en": "Iceland"})).coverage
    assert bhutan.years == (2014, 2016)
    assert bhutan.suppliers is not None
    assert bhutan.suppliers != iceland.suppliers


@pytest.mark.parametrize(
    ("part", "entry", "column", "why"),
    [
        ("hw_imp", {"country": "Atlantis", "bt_1": 1}, "country", "'Atlantis' is no state or region"),
        ("hw_imp", {"bt_1": 1}, "country", "the cell is empty"),
        ("hw_imp", {"country": "Iceland", "bt_1": "a few"}, "bt_1", "'a few' is not a number of 0 or more"),
        ("hw_imp", {"country": "Iceland", "bt_1": -1}, "bt_1", "'-1' is not a number of 0 or more"),
        (
            "hw_imp",
            {"country": "Iceland", "bt_1": figure(1, 15)},
            "bt_1",
            "'15' is not a year of the register",
        ),
        ("hw_imp", "Iceland", "hw_imp", "the entry is no object with fields"),
        ("new_part", {"country": "Iceland"}, "new_part", "'new_part' is no part of the page"),
        ("hw_imp", {"country": "Iceland", "x": "\udc00"}, "hw_imp", "the entry holds half of a sign"),
    ],
)
def test_an_entry_that_makes_no_sense_is_rejected(part: str, entry: object, column: str, why: str) -> None:
    parsed = parse(page(**{part: [entry]}, lw_imp_time=[{"tow": "lw1", "own_values": [figure(2)]}]))
    (reject,) = parsed.rejected
    assert reject.column == column
    assert reject.why.startswith(why)
    assert json.loads(reject.raw) == entry
    assert parsed.kept == 1


def test_a_page_without_a_country_is_refused() -> None:
    with pytest.raises(RecordsUnreadable, match="does not say whose page it is"):
        parse(page(country={"name_en": "Atlantis"}))
    with pytest.raises(RecordsUnreadable, match="cut or damaged"):
        parse(page()[:-1])


def test_every_code_means_a_category_of_the_catalogue() -> None:
    catalogue = Catalogue.load()
    for one in site_codes().values():
        codes = one.category.removeprefix("unroca:").split(";")
        assert any(catalogue.with_code("unroca", code) for code in codes), one.code


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-9, 9**9)
    | st.floats()
    | st.text(max_size=5)
    | st.just("Iceland"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["year", "amount", "country", "bt_1", "lw6_2", "tow", "own_values"]), inner
        )
    ),
    max_leaves=8,
)


@settings(max_examples=100)
@given(
    st.dictionaries(
        st.sampled_from(["hw_imp", "salw_exp", "sa_imp_time", "other"]), st.lists(VALUES, max_size=3)
    )
)
@example({"hw_imp": [{"country": "Iceland", "bt_1": float("nan")}]})
def test_whatever_a_page_holds_is_kept_or_rejected(parts: dict[str, list[object]]) -> None:
    parsed = parse(page(**parts))
    assert parsed.read == sum(map(len, parts.values()))


@settings(max_examples=50)
@given(st.binary(max_size=100))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for beginning in (b'{"country": {"name_en": "Bhutan"}, "hw_imp": [', page()[:-1]):
        whole = beginning + data + b' "salw_exp": 1, "available_reports": 2'
        with pytest.raises(RecordsUnreadable) as refused:
            UNROCA_SITE.parse(whole, "bhutan.json", lambda name: name == "Bhutan")
        assert "\n" not in str(refused.value)
