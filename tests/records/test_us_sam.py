"""What an entry of the Security Assistance Monitor becomes; the dollars are made up."""

from __future__ import annotations

import json
from datetime import date

import pytest

from headstamp.records.sources import Parsed, RecordsUnreadable, form_of
from headstamp.world import Actors, read_cell

ACTORS = Actors.load()
ENTRY: dict[str, object] = {
    "key": "7",
    "year": "2012",
    "country": "Bhutan",
    "program": "Foreign Military Sales",
    "authorizations": "500",
    "deliveries": "30",
    "notifications": "9000",
    "footnote": "",
    "footnote2": "",
}


def sales(*entries: object) -> bytes:
    return json.dumps(entries).encode()


def known(name: str) -> bool:
    return read_cell(name, ACTORS) is not None


def parse(data: bytes) -> Parsed:
    form = form_of(data, "sales.json")
    assert form.name == "us-sam"
    parsed = form.parse(data, "sales.json", known)
    assert parsed.read == parsed.kept + parsed.merged + len(parsed.rejected)
    return parsed


def rows(**changes: object) -> list[dict[str, object]]:
    return parse(sales({**ENTRY, **changes})).rows.to_pylist()


def test_three_stages_are_three_records() -> None:
    told = rows()
    assert [(one["stage"], one["value"], one["value_basis"]) for one in told] == [
        ("notified", 9000.0, "notified"),
        ("ordered", 500.0, "contract"),
        ("delivered", 30.0, "delivered"),
    ]
    for one in told:
        assert (one["supplier"], one["reported_by"], one["recipient"]) == ("USA", "USA", "Bhutan")
        assert (one["currency"], one["item"], one["quantity"]) == ("USD", "", None)
        assert (one["comment"], one["reference"], one["terms"]) == ("Foreign Military Sales", "7", "sale")
        assert (one["first_year"], one["last_year"], one["row"]) == (2012, 2012, 1)
        assert one["item_reported_as"] is None
    assert len({one["id"] for one in told}) == 3


def test_a_fiscal_year_begins_in_october_of_the_year_before() -> None:
    notified, ordered, delivered = rows()
    year = (date(2011, 10, 1), date(2012, 9, 30))
    assert (notified["dated_from"], notified["dated_to"]) == year
    assert (ordered["ordered_from"], ordered["ordered_to"]) == year
    (delivery,) = delivered["deliveries"]  # type: ignore[misc]
    assert (delivery["from"], delivery["to"]) == year


@pytest.mark.parametrize(
    ("programme", "stage", "basis"),
    [
        ("Foreign Military Sales", "ordered", "contract"),
        ("Direct Commercial Sales", "authorised", "licence"),
        ("Sales by mail", "authorised", "licence"),
        ("", "authorised", "licence"),
    ],
)
def test_authorisations_are_orders_or_licences_by_programme(programme: str, stage: str, basis: str) -> None:
    (told,) = rows(program=programme, deliveries="0", notifications="")
    assert (told["stage"], told["value_basis"]) == (stage, basis)


def test_nought_is_no_record_of_anything() -> None:
    assert [one["stage"] for one in rows(deliveries="0", notifications="")] == ["ordered"]
    parsed = parse(sales({**ENTRY, "authorizations": "0", "deliveries": "0", "notifications": ""}))
    assert (parsed.read, parsed.kept, parsed.rows.num_rows) == (1, 1, 0)


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"year": "MMXII"}, "year"),
        ({"country": "Atlantis"}, "country"),
        ({"country": ""}, "country"),
        ({"deliveries": "-5"}, "deliveries"),
        ({"deliveries": "NaN"}, "deliveries"),
        ({"deliveries": "1_0"}, "deliveries"),
        ({"deliveries": 5}, None),
        ({"notifications": None}, None),
    ],
)
def test_what_does_not_hold_together_is_rejected_with_its_text(
    changes: dict[str, object], column: str | None
) -> None:
    broken = {**ENTRY, **changes}
    parsed = parse(sales(ENTRY, broken))
    (reject,) = parsed.rejected
    assert (reject.line, reject.column, json.loads(reject.raw)) == (2, column, broken)
    assert parsed.kept == 1


def test_a_missing_key_is_named() -> None:
    broken = {key: value for key, value in ENTRY.items() if key != "deliveries"}
    (reject,) = parse(sales(ENTRY, broken, 5, None, [])).rejected[:1]
    assert reject.why.startswith("the entry does not hold the texts")


def test_half_a_sign_is_rejected_and_stays_escaped() -> None:
    (reject,) = parse(sales(ENTRY, {**ENTRY, "program": "\ud800"})).rejected
    assert reject.why == "the entry holds half a sign, which is no text"
    assert "\\ud800" in reject.raw


@pytest.mark.parametrize(
    "data",
    [
        sales(ENTRY)[:-5],
        sales(ENTRY) + b"x",
        b'{"program": {}, "authorizations": 1}',
        b'["program", "authorizations"' + b"[" * 100_000,
    ],
)
def test_json_that_is_not_whole_is_refused(data: bytes) -> None:
    form = form_of(sales(ENTRY), "sales.json")
    with pytest.raises(RecordsUnreadable):
        form.parse(data, "sales.json", known)
