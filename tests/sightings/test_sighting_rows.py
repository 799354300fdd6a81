"""Rows read into nouns: literal cells in, literal values out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import pytest

from headstamp.sightings import Claim, Incident, Search, Sighting, Violation
from headstamp.values.citation import Credibility
from headstamp.values.errors import SpanInverted, ValueUnreadable
from headstamp.values.place import Place
from headstamp.values.precision import Precision, SpanStatus
from headstamp.values.quantity import Quantity, QuantityStatus
from headstamp.values.time import Span

SIGHTING = {
    "id": "s1",
    "item_type": "weapon",
    "weapon": "AK-pattern",
    "holder": "group a",
    "to": "2014-06-14",
}
INCIDENT = {"kind": "depot_loss", "from_actor": "army b", "to_actor": "not known", "to": "June 2014"}
VIOLATION = {"kind": "unlawful killing", "alleged_actor": "group a", "to": "2014"}
CLAIM = {"type": "supply", "text": "They sold it to us."}
SEARCH = {"sought": "serial 123", "where": "maker's ledger", "at": "May 2015"}


def test_the_least_a_sighting_can_say() -> None:
    assert Sighting.from_cells("s1", SIGHTING) == Sighting(
        id="s1",
        item_type="weapon",
        weapon=(("AK-pattern", 1.0),),
        holder=(("group a", 1.0),),
        seen=Span(None, date(2014, 6, 14), Precision.RANGE),
        date_basis=None,
        date_reviewed=False,
        context=None,
        place=Place(),
        count=Quantity(None, status=QuantityStatus.BLANK),
        unit=None,
        holder_basis=None,
        custodian=None,
        recovered_from=None,
        same_as=(),
        calibre=None,
        headstamp=None,
        lot=None,
        serial=None,
        serial_state=None,
        maker_mark=None,
        import_mark=None,
        year_marked=None,
        package_marks=None,
        contract_no=None,
        consignee_marked=None,
        confidence=None,
        credibility=None,
        source=None,
        locator=None,
        note=None,
    )


def test_all_a_sighting_can_say() -> None:
    cells = {
        "item_type": "ammunition",
        "weapon": "ball-7.62:0.7;tracer-7.62:0.3",
        "holder": "group a:0.9;former:army b:0.1",
        "to": "June 2014",
        "from": "2013",
        "date_basis": "Verified",
        "context": "seized",
        "recovered_from": "group a",
        "custodian": "army b",
        "unit": "2nd company",
        "holder_basis": "flag in frame 12",
        "country": "Freedonia",
        "admin1": "North",
        "admin2": "Hills",
        "place": "hill 7",
        "lat": "33.5",
        "lon": "-44.25",
        "radius_km": "0.5",
        "count_low": "100",
        "count_high": "200",
        "count_unit": "round",
        "same_as": "s2; s3",
        "calibre": "7.62x39",
        "headstamp": "ppu 04",
        "lot": "12",
        "serial": "AB 123",
        "serial_state": "partial",
        "maker_mark": "star",
        "import_mark": "FD 05",
        "year_marked": "2004",
        "package_marks": "box 4 of 9",
        "contract_no": "K-17",
        "consignee_marked": "Ministry",
        "confidence": "0.85",
        "credibility": "2",
        "source": "video-3",
        "locator": "01:22",
        "note": "see s2",
    }
    assert Sighting.from_cells("s9", cells) == Sighting(
        id="s9",
        item_type="ammunition",
        weapon=(("ball-7.62", 0.7), ("tracer-7.62", 0.3)),
        holder=(("group a", 0.9), ("former:army b", 0.1)),
        seen=Span(date(2013, 1, 1), date(2014, 6, 30), Precision.RANGE),
        date_basis="Verified",
        date_reviewed=True,
        context="seized",
        place=Place("hill 7", "Freedonia", "North", "Hills", 33.5, -44.25, 0.5),
        count=Quantity(None, 100, 200, "round"),
        unit="2nd company",
        holder_basis="flag in frame 12",
        custodian="army b",
        recovered_from="group a",
        same_as=("s2", "s3"),
        calibre="7.62x39",
        headstamp="ppu 04",
        lot="12",
        serial="AB 123",
        serial_state="partial",
        maker_mark="star",
        import_mark="FD 05",
        year_marked=Span.year(2004),
        package_marks="box 4 of 9",
        contract_no="K-17",
        consignee_marked="Ministry",
        confidence=0.85,
        credibility=Credibility.PROBABLY_TRUE,
        source="video-3",
        locator="01:22",
        note="see s2",
    )


@pytest.mark.parametrize(
    ("from_", "to", "seen"),
    [
        # Nobody said since when: it may have been there long before.
        ("", "2014-06-14", Span(None, date(2014, 6, 14), Precision.RANGE)),
        ("", "2014", Span(None, date(2014, 12, 31), Precision.RANGE)),
        ("2014-06-14", "2014-06-14", Span.day(date(2014, 6, 14))),
        ("June 2014", "June 2014", Span.month(2014, 6)),
        ("2012", "June 2014", Span(date(2012, 1, 1), date(2014, 6, 30), Precision.RANGE)),
        ("June 2014", "2014-06-10", Span(date(2014, 6, 1), date(2014, 6, 10), Precision.RANGE)),
        (
            "about 2012",
            "2014",
            Span(date(2012, 1, 1), date(2014, 12, 31), Precision.RANGE, SpanStatus.ESTIMATE),
        ),
        ("until 2013", "2014", Span(None, date(2014, 12, 31), Precision.RANGE)),
    ],
)
def test_from_and_to_bound_when_an_item_was_seen(from_: str, to: str, seen: Span) -> None:
    cells = SIGHTING | {"from": from_, "to": to}
    assert Sighting.from_cells("s1", cells).seen == seen


@pytest.mark.parametrize(
    ("basis", "reviewed"),
    [("verified", True), ("published", True), ("PUBLISHED", True), ("caption", False), ("", False)],
)
def test_only_some_bases_of_a_date_are_answered_for(basis: str, reviewed: bool) -> None:
    assert Sighting.from_cells("s1", SIGHTING | {"date_basis": basis}).date_reviewed is reviewed


@pytest.mark.parametrize(
    ("low", "high", "count"),
    [
        ("", "", Quantity(None, status=QuantityStatus.BLANK)),
        ("3", "3", Quantity(3)),
        ("3", "", Quantity(3, 3, None, status=QuantityStatus.AT_LEAST)),
        ("", "5", Quantity(5, None, 5, status=QuantityStatus.UP_TO)),
        ("3", "5", Quantity(None, 3, 5)),
        ("0", "0", Quantity(0)),
    ],
)
def test_a_count_is_as_vague_as_its_two_numbers(low: str, high: str, count: Quantity) -> None:
    assert Sighting.from_cells("s1", SIGHTING | {"count_low": low, "count_high": high}).count == count


def test_an_incident() -> None:
    cells = INCIDENT | {
        "from": "2014-06-06",
        "to": "2014-06-10",
        "country": "Freedonia",
        "place": "depot 3",
        "weapons": "howitzer x; truck y",
        "count_low": "50",
        "known_from": "2014-06-11",
        "credibility": "1",
        "source": "report-2",
        "locator": "p. 4",
        "note": "abandoned",
    }
    assert Incident.from_cells("i1", cells) == Incident(
        id="i1",
        kind="depot_loss",
        from_actor="army b",
        to_actor="not known",
        span=Span(date(2014, 6, 6), date(2014, 6, 10), Precision.RANGE),
        place=Place("depot 3", "Freedonia"),
        weapons=("howitzer x", "truck y"),
        count=Quantity(50, 50, None, status=QuantityStatus.AT_LEAST),
        known_from=Span.day(date(2014, 6, 11)),
        credibility=Credibility.CONFIRMED,
        source="report-2",
        locator="p. 4",
        note="abandoned",
    )


@pytest.mark.parametrize(
    ("from_", "to", "span"),
    [
        ("June 2014", "", Span.month(2014, 6)),
        ("late 1970s", "", Span.parse("late 1970s")),
        ("", "June 2014", Span(None, date(2014, 6, 30), Precision.RANGE)),
        ("", "unknown", Span.unknown()),
        ("2013", "June 2014", Span(date(2013, 1, 1), date(2014, 6, 30), Precision.RANGE)),
    ],
)
def test_an_empty_to_of_an_incident_is_the_end_of_from(from_: str, to: str, span: Span) -> None:
    cells = INCIDENT | {"from": from_, "to": to}
    assert Incident.from_cells("i1", cells).span == span


def test_a_violation() -> None:
    cells = VIOLATION | {
        "unit": "2nd company",
        "country": "Freedonia",
        "place": "village 1",
        "victims_low": "4",
        "victims_high": "6",
        "sightings": "s1;s2",
        "qualification": "war crime",
        "qualified_by": "commission",
        "state_response": "denied, then opened a case",
        "known_from": "July 2018",
        "credibility": "2",
        "source": "report-5",
        "locator": "p. 9",
    }
    assert Violation.from_cells("v1", cells) == Violation(
        id="v1",
        kind="unlawful killing",
        alleged_actor="group a",
        unit="2nd company",
        span=Span(None, date(2014, 12, 31), Precision.RANGE),
        place=Place("village 1", "Freedonia"),
        victims=Quantity(None, 4, 6, "person"),
        sightings=("s1", "s2"),
        qualification="war crime",
        qualified_by="commission",
        state_response="denied, then opened a case",
        known_from=Span.month(2018, 7),
        credibility=Credibility.PROBABLY_TRUE,
        source="report-5",
        locator="p. 9",
    )


def test_a_claim() -> None:
    cells = CLAIM | {
        "about": "s1;i2",
        "stance": "supports",
        "speaker": "a fighter",
        "date": "2015",
        "known_from": "2016",
        "source": "interview-1",
        "locator": "line 40",
    }
    assert Claim.from_cells("c1", cells) == Claim(
        id="c1",
        type="supply",
        text="They sold it to us.",
        about=("s1", "i2"),
        stance="supports",
        speaker="a fighter",
        date=Span.year(2015),
        known_from=Span.year(2016),
        source="interview-1",
        locator="line 40",
    )


def test_a_search_that_found_nothing_is_a_row_too() -> None:
    assert Search.from_cells("q1", SEARCH | {"by": "analyst 1", "found": "nothing"}) == Search(
        id="q1",
        sought="serial 123",
        where="maker's ledger",
        at=Span.month(2015, 5),
        by="analyst 1",
        found="nothing",
        note=None,
    )


@pytest.mark.parametrize(
    ("read", "good", "column", "cell"),
    [
        (Sighting.from_cells, SIGHTING, "item_type", ""),
        (Sighting.from_cells, SIGHTING, "item_type", "rifle"),
        (Sighting.from_cells, SIGHTING, "weapon", ""),
        (Sighting.from_cells, SIGHTING, "weapon", "a:0.7;b:0.7"),
        (Sighting.from_cells, SIGHTING, "holder", "a;b"),
        (Sighting.from_cells, SIGHTING, "to", ""),
        (Sighting.from_cells, SIGHTING, "to", "one day"),
        (Sighting.from_cells, SIGHTING, "to", "since 2013"),
        (Sighting.from_cells, SIGHTING, "to", "unknown"),
        (Sighting.from_cells, SIGHTING, "from", "2015"),
        (Sighting.from_cells, SIGHTING, "from", "03/04/2014"),
        (Sighting.from_cells, SIGHTING, "context", "dream"),
        (Sighting.from_cells, SIGHTING, "lat", "91"),
        (Sighting.from_cells, SIGHTING, "lon", "0"),
        (Sighting.from_cells, SIGHTING, "lon", "east"),
        (Sighting.from_cells, SIGHTING, "radius_km", "30000"),
        (Sighting.from_cells, SIGHTING, "radius_km", "-1"),
        (Sighting.from_cells, SIGHTING, "count_low", "a few"),
        (Sighting.from_cells, SIGHTING, "count_high", "-1"),
        (Sighting.from_cells, SIGHTING | {"count_high": "3"}, "count_low", "5"),
        (Sighting.from_cells, SIGHTING, "count_unit", "crate"),
        (Sighting.from_cells, SIGHTING, "serial_state", "gone"),
        (Sighting.from_cells, SIGHTING, "year_marked", "next"),
        (Sighting.from_cells, SIGHTING, "confidence", "1.5"),
        (Sighting.from_cells, SIGHTING, "confidence", "nan"),
        (Sighting.from_cells, SIGHTING, "credibility", "7"),
        (Sighting.from_cells, SIGHTING, "credibility", "B2"),
        (Incident.from_cells, INCIDENT, "kind", "miracle"),
        (Incident.from_cells, INCIDENT, "from_actor", ""),
        (Incident.from_cells, INCIDENT, "to", ""),
        (Incident.from_cells, INCIDENT, "known_from", "soon"),
        (Violation.from_cells, VIOLATION, "alleged_actor", ""),
        (Violation.from_cells, VIOLATION, "victims_low", "many"),
        (Claim.from_cells, CLAIM, "text", ""),
        (Claim.from_cells, CLAIM, "date", "?!"),
        (Search.from_cells, SEARCH, "at", ""),
    ],
)
def test_a_bad_cell_is_refused_by_the_name_of_its_column(
    read: Callable[[str, Mapping[str, str]], object], good: Mapping[str, str], column: str, cell: str
) -> None:
    assert read("x1", good)
    with pytest.raises(ValueUnreadable) as caught:
        read("x1", {**good, column: cell})
    assert caught.value.column == column


def test_an_inverted_span_stays_an_inverted_span() -> None:
    with pytest.raises(SpanInverted) as caught:
        Sighting.from_cells("s1", SIGHTING | {"from": "2016"})
    assert caught.value.column == "from"


def test_a_refusal_is_one_sentence_that_says_what_to_do() -> None:
    with pytest.raises(ValueUnreadable) as caught:
        Sighting.from_cells("s1", SIGHTING | {"confidence": "1.5"})
    assert str(caught.value) == "'1.5' is out of range (column confidence); write a number from 0 to 1."
