"""What is read out of a comment; the phrases are those of SIPRI's comments, the parties made up."""

from __future__ import annotations

import pytest

from headstamp.records.sources.sipri_comments import NOTHING, remarks


@pytest.mark.parametrize(
    ("comment", "via"),
    [
        ("Second-hand; delivered via Norway", ("Norway",)),
        ("delivered via  Spain and Norway; for modernization", ("Spain", "Norway")),
        ("partly illegal via Norway and/or Iceland", ("Norway", "Iceland")),
        ("Sold via United Arab Emirates to hide sale", ("United Arab Emirates",)),
        ("bought via and financed by Norway", ("Norway",)),
        ("ordered via and partly financed by aid from Norway", ("Norway",)),
        ("Ordered via and assembled in Norway", ("Norway",)),
        ("version; ordered via and partly from production line in Norway", ("Norway",)),
        ("ordered via USA from US production line", ("USA",)),
        ("deal (via Norway)", ("Norway",)),
        ("via Belarus (part of deal incl 25 aircraft)", ("Belarus",)),
        ("delivered via Malta to Cote d'Ivoire", ("Malta",)),
        ("via Euromissile until 1991", ("Euromissile",)),
        ("via Norway or Model-600 from Norwegian line", ("Norway",)),
        ("delivered via Norway; some via Norway", ("Norway",)),
    ],
)
def test_a_route_that_is_told_outright(comment: str, via: tuple[str, ...]) -> None:
    assert remarks(comment).via == via


@pytest.mark.parametrize(
    "comment",
    [
        "bought via UK company",
        "ordered via French company (part of deal)",
        "via South African and UAE companies",
        "via South African company registered in Liechtenstein",
        "via Norwegian dealer; illegal",
        "via Czech production line",
        "via Middle Eastern country",
        "via company in Norway",
        "via other state",
        "viable",
        "",
    ],
)
def test_a_nationality_or_a_company_is_no_route(comment: str) -> None:
    assert remarks(comment).via == ()


@pytest.mark.parametrize(
    ("comment", "payers"),
    [
        ("Financed by Norway", ("Norway",)),
        ("Second-hand; financed by aid from Norway and Iceland", ("Norway", "Iceland")),
        ("bought via and financed by Norway", ("Norway",)),
        ("Financed by US 'FMF' aid", ("US",)),
        ("financed by EU aid", ("EU",)),
        ("financed by Abu Dhabi (United Arab Emirates)", ("Abu Dhabi",)),
        ("deal (funded by Norway)", ("Norway",)),
        ("financed by Chinese loan", ()),
        ("financed by Polish oil company", ()),
        ("financed by EUR165 m aid", ()),
        ("financed by private donations", ()),
    ],
)
def test_who_pays(comment: str, payers: tuple[str, ...]) -> None:
    assert remarks(comment).financed_by == payers


@pytest.mark.parametrize(
    ("comment", "number"),
    [
        ("No. could be up to 400; partly illegal", 400),
        ("possibly aid; no. delivered could be up to 100", 100),
        ("no. may be as high as 80", 80),
        ("no. could be 24", 24),
        ("no. could be much lower or higher", None),
        ("no. could be between 350 and 700", 700),
        ("No. could between 3 and 9", 9),
        ("no. could be 4 or 6", 6),
        ("no. could be 1282; 2400 or 4000", 4000),
        ("no. could be 17; 24 assembled in Norway", 17),
        ("no. could be around 60", None),
        ("No. could be over 1000", None),
        (f"no. could be {'9' * 5000}", None),
    ],
)
def test_how_many_it_could_be(comment: str, number: int | None) -> None:
    assert remarks(comment).up_to == number


@pytest.mark.parametrize(
    ("comment", "number"),
    [
        ("no. could be between 350 and 700", 350),
        ("no. delivered could be 4 or 6", 4),
        ("no. could be 24", 24),
        ("No. could be up to 400", None),
        ("no. may be as high as 80", None),
    ],
)
def test_how_few_it_could_be(comment: str, number: int | None) -> None:
    assert remarks(comment).down_to == number


@pytest.mark.parametrize(
    ("comment", "number"),
    [
        ("$10 m deal; option on 12 more", 12),
        ("Option on 12 more; delivery planned 2030", 12),
        ("EUR1 b deal (incl option on 2 more); for police", 2),
        ("option on 12 more not used", None),
        ("Option on 12 more no used", None),
        ("option on 12-15 more", None),
        ("option on up to 12 more", None),
        ("option on more", None),
    ],
)
def test_how_many_may_still_be_ordered(comment: str, number: int | None) -> None:
    assert remarks(comment).option == number


@pytest.mark.parametrize(
    ("comment", "terms"),
    [
        ("Second-hand; aid", "aid"),
        ("Aid; Model-1B version", "aid"),
        ("Second-hand; 'MAP' aid", "aid"),
        ("Military aid", "aid"),
        ("Financed by aid from Norway", None),
        ("Gift", "gift"),
        ("Second-hand; lease until 2016", "loan"),
        ("Licensed production; local designation Sabre", "licensed_production"),
        ("Produced under licence as Sabre", "licensed_production"),
        ("Incl production under licence", None),
        ("Exchanged for 3 aircraft", "barter"),
        ("Laid aid-ships", None),
        ("Model-1B version", None),
    ],
)
def test_on_what_terms(comment: str, terms: str | None) -> None:
    assert remarks(comment).terms == terms


def test_what_is_uncertain_and_how_it_was_reported() -> None:
    told = remarks(
        "Possibly second-hand; designation uncertain (reported as 120 mm mortar); supplier uncertain"
    )
    assert told.uncertain == ("designation", "supplier", "possible")
    assert told.reported_as == "120 mm mortar"
    assert told.worth is None
    assert remarks("Probably aid; status uncertain").uncertain == ("status", "probable")


def test_nothing_is_read_out_of_nothing() -> None:
    assert remarks("") == remarks("Model-1B version; for border guard") == NOTHING
