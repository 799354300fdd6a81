"""What may be added up, and what may not; the figures are made up but for those of the real files."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from headstamp.records import Added, Filters, Library, Names, Values, values
from headstamp.records.money import _in_order
from headstamp.values import NotFound, Refused

DATA = Path(__file__).parents[3] / "shared" / "data"
EU = (
    'unique-id;" ""year""";importing-country;exporting-country;CML-category;'
    "num-licenses-imported;val-licenses-imported;val-arms-imported"
)
SALE = {"key": "7", "country": "Bhutan", "program": "Foreign Military Sales", "footnote": "", "footnote2": ""}
NL = (
    "afgifte datum,nummer,SGP,CAT,goederen omschrijving,D/T,Verl.,V/N,U/D,T.v.v.,land van bestemming,"
    "land van eindbestemming,oorsprong /herkomst,land van oorsprong,waarde (€),verval datum"
)


def eu(*lines: str) -> bytes:
    return "\r\n".join([EU, *(f"{n};{line}" for n, line in enumerate(lines)), ""]).encode()


def sales(*entries: tuple[int, str, str, str]) -> bytes:
    names = ("year", "notifications", "authorizations", "deliveries")
    return json.dumps([SALE | dict(zip(names, map(str, one), strict=True)) for one in entries]).encode()


def dutch(*lines: tuple[str, str, str, str]) -> bytes:
    told = [f"{day},{n},ML1,A08,x,D,{again},N,2,,BHUTAN,BHUTAN,,,{worth}," for day, n, again, worth in lines]
    return "\n".join([NL, *told, ""]).encode()


def series(told: Values) -> list[tuple[str, str, str | None, int, list[tuple[int, int]]]]:
    return [
        (one.stage, one.currency, one.basis, int(one.amount), [(y.year, int(y.amount)) for y in one.years])
        for one in told.series
    ]


def test_stages_and_sources_are_never_added(
    library: Library, names: Names, add: Callable[..., Added]
) -> None:
    add(sales((2011, "9000", "500", "30"), (2012, "0", "70", "0")), "sales.json")
    add(eu("2011;Bhutan;United States;ML1;3;1200;900"), "eu.csv")
    told = values(library, names, Filters(recipient="Bhutan"))
    assert series(told) == [
        ("authorised", "EUR", "licence", 1200, [(2011, 1200)]),
        ("delivered", "EUR", "delivered", 900, [(2011, 900)]),
        ("notified", "USD", "notified", 9000, [(2011, 9000)]),
        ("ordered", "USD", "contract", 570, [(2011, 500), (2012, 70)]),
        ("delivered", "USD", "delivered", 30, [(2011, 30)]),
    ]
    assert not any(one.by_recipient for one in told.series)
    assert len(told.snapshots) == 2
    assert "to Bhutan, as" in told.scope
    assert all(one.amount == sum((each.amount for each in one.years), Decimal(0)) for one in told.series)


def test_a_fiscal_year_belongs_to_the_year_that_it_ends_in(
    library: Library, names: Names, add: Callable[..., Added]
) -> None:
    """That of 2012 begins in October 2011 and is no part of what is asked of 2011."""
    add(sales((2011, "0", "500", "0"), (2012, "0", "70", "0")), "sales.json")
    told = values(library, names, Filters(recipient="Bhutan", years=(2011, 2011)))
    assert series(told) == [("ordered", "USD", "contract", 500, [(2011, 500)])]
    assert "to Bhutan, 2011, as" in told.scope


def test_a_sum_beside_its_parts_is_left_out(
    library: Library, names: Names, add: Callable[..., Added]
) -> None:
    add(
        eu(
            "2010;Bhutan;Iceland;ML1;1;100;",
            "2010;Bhutan;Iceland;ML2;1;20;",
            "2010;Bhutan;Iceland;Total;2;120;",
            "2010;Bhutan;France;Total;4;1000;",
        ),
        "eu.csv",
    )
    told = values(library, names, Filters(recipient="Bhutan"))
    assert series(told) == [("authorised", "EUR", "licence", 1120, [(2010, 1120)])]
    (year,) = told.series[0].years
    assert (year.n, year.totals) == (3, 1)
    assert [(one.why, one.n) for one in told.left_out] == [("sums beside their parts", 1)]


def test_a_sum_over_suppliers_is_left_out_beside_any_of_them(
    library: Library, names: Names, add: Callable[..., Added]
) -> None:
    rows = [
        "2010;Bhutan;Iceland;ML1;1;100;",
        "2010;Bhutan;TOTAL PER ML categorya;ML1;3;300;",
        "2010;Bhutan;TOTAL PER ML categorya;Total;3;300;",
        "2011;Bhutan;TOTAL PER ML categorya;ML1;3;70;",
        "2011;Bhutan;TOTAL PER ML categorya;Total;3;70;",
    ]
    add(eu(*rows), "eu.csv")
    told = values(library, names, Filters(recipient="Bhutan"))
    assert series(told) == [("authorised", "EUR", "licence", 170, [(2010, 100), (2011, 70)])]


def test_a_category_or_programme_alone_or_one_by_one(
    library: Library, names: Names, add: Callable[..., Added]
) -> None:
    add(eu("2010;Bhutan;Iceland;ML1;1;100;", "2010;Bhutan;Iceland;ML2;1;20;"), "eu.csv")
    add(sales((2010, "0", "500", "0")), "sales.json")
    only = values(library, names, Filters(recipient="Bhutan"), under="ml1")
    assert series(only) == [("authorised", "EUR", "licence", 100, [(2010, 100)])]
    split = values(library, names, Filters(recipient="Bhutan"), split=True)
    assert [one.under for one in split.series] == ["ml:ML1", "ml:ML2", "Foreign Military Sales"]


def test_a_renewed_licence_is_worth_its_value_once(
    library: Library, names: Names, add: Callable[..., Added]
) -> None:
    add(
        dutch(
            ("03/31/2009", "1", "N", "5000"),
            ("03/31/2010", "1", "J", "5000"),
            ("01/05/2010", "2", "J", "300"),
            ("01/05/2011", "2", "J", "300"),
        ),
        "nl.csv",
    )
    told = values(library, names, Filters(recipient="Bhutan"))
    assert series(told)[0][4] == [(2009, 5000), (2010, 300)]
    assert [(one.why, one.n) for one in told.left_out] == [("renewals of licences that are told", 2)]
    # It is seen to be one though its licence is of a year that is not asked for.
    later = values(library, names, Filters(recipient="Bhutan", years=(2010, 2011)))
    assert int(later.series[0].amount) == 300


def test_what_importers_report_is_not_added_to_what_exporters_do(
    library: Library, names: Names, add: Callable[..., Added]
) -> None:
    columns = "supplier,recipient,reported_by,stage,category_scheme,category,value,currency,dated_from"
    rows = [
        f"Iceland,Bhutan,{teller},delivered,att,VIII,{worth},USD,2012"
        for teller, worth in (("Iceland", 100), ("Bhutan", 90))
    ]
    add("\n".join([columns, *rows, ""]).encode(), "transfers.csv")
    told = values(library, names, Filters(recipient="Bhutan"))
    assert [(one.by_recipient, int(one.amount)) for one in told.series] == [(False, 100), (True, 90)]


def test_records_without_a_value_are_counted(
    library: Library, names: Names, add: Callable[..., Added]
) -> None:
    add(eu("2010;Bhutan;Iceland;ML1;1;;"), "eu.csv")
    told = values(library, names, Filters(supplier="Iceland"))
    assert (told.series, told.without, told.left_out) == ((), 1, ())


def test_the_whole_world_or_nobody_is_no_question(library: Library, names: Names) -> None:
    with pytest.raises(Refused, match="give --supplier or --recipient"):
        values(library, names, Filters())
    with pytest.raises(NotFound):
        values(library, names, Filters(recipient="Atlantis"))
    assert values(library, names, Filters(recipient="Bhutan")).series == ()


@pytest.mark.skipif(
    not (DATA / "us" / "arms-sales-1996-2020.json").is_file(),
    reason="the terms of the collection are not known: put it into ../shared/data/us to run this",
)
def test_sales_to_iraq_in_the_fiscal_years_2011_to_2013(
    library: Library, names: Names, add: Callable[..., Added]
) -> None:
    """Notified 8,900, ordered 5,681, delivered 1,515 million dollars (Security Assistance Monitor)."""
    add((DATA / "us" / "arms-sales-1996-2020.json").read_bytes(), "arms-sales.json")
    filters = Filters(recipient="Iraq", years=(2011, 2013))
    told = values(library, names, filters, under="Foreign Military Sales")
    millions = {one.stage: round(one.amount / 1_000_000) for one in told.series}
    assert millions == {"notified": 8_900, "ordered": 5_681, "delivered": 1_515}


def test_categories_stand_in_the_order_of_their_numbers() -> None:
    keys = [("eu", "authorised", "EUR", "", False, f"ml:ML{n}") for n in (10, 2, 1)]
    assert [key[5] for key, _ in sorted(((key, None) for key in keys), key=_in_order)] == [
        "ml:ML1",
        "ml:ML2",
        "ml:ML10",
    ]
