"""Who reported to the UN Register when; entries made up, and the collection of 2023 where it is at hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from headstamp.records.event_schemas import REPORTING_SCHEMA
from headstamp.records.sources import Kind, Parsed, RecordsUnreadable, form_of
from headstamp.records.sources.unroca_reporting import UNROCA_REPORTING
from headstamp.world import Actors

SHARED = Path(__file__).parents[3] / "shared" / "data" / "unroca"
YEARS, COUNTRIES = SHARED / "reporting-years.json", SHARED / "countries.json"


def parse(data: bytes) -> Parsed:
    form = form_of(data, "years.json")
    assert (form.name, form.kind) == ("unroca-reporting", Kind.REPORTING)
    known = Actors.load()
    parsed = form.parse(data, "years.json", lambda name: known.find(name) is not None)
    assert parsed.read == parsed.kept + parsed.merged + len(parsed.rejected)
    return parsed


def entries(*told: object) -> bytes:
    """One entry a line inside a list, as the collection has them."""
    return ("[\n" + ",\n".join(json.dumps(one) for one in told) + "\n]").encode()


def entry(country: str, *years: object) -> dict[str, object]:
    return {"country": country, "years": [{"year": year} for year in years]}


def told(parsed: Parsed) -> list[tuple[str, int | None]]:
    return [(row["party"], row["year"]) for row in parsed.rows.to_pylist()]


def test_a_row_for_each_year_and_one_without_for_a_state_that_never_reported() -> None:
    parsed = parse(entries(entry("guinea-bissau"), entry("bhutan", 2003, 2002)))
    assert parsed.rows.schema == REPORTING_SCHEMA
    assert told(parsed) == [("guinea-bissau", None), ("bhutan", 2002), ("bhutan", 2003)]
    assert (parsed.read, parsed.kept, parsed.coverage.years) == (2, 2, (2002, 2003))
    assert parsed.rows["row"].to_pylist() == [1, 2, 2]
    assert len(set(parsed.rows["id"].to_pylist())) == 3


def test_a_list_of_countries_does_not_say_who_never_reported() -> None:
    with pytest.raises(RecordsUnreadable, match="lists countries and no years"):
        parse(entries({"country": "bhutan"}, {"country": "iceland"}))


@pytest.mark.parametrize(
    ("wrong", "column", "why"),
    [
        (entry("atlantis", 2003), "country", "'atlantis' is no state or region that headstamp knows"),
        ({"country": "bhutan"}, "years", "the entry has no list of years"),
        ({"years": []}, "country", "the entry names no country"),
        (entry("bhutan", 2003, 99), "years", "'99' is not a year"),
        (entry("bhutan", True), "years", "'True' is not a year"),
        ("bhutan", "country", "the entry names no country"),
        ({"country": "bhutan", "years": [], "x": "\ud800"}, "country", "the entry holds half of a sign"),
    ],
)
def test_an_entry_that_makes_no_sense_is_rejected(wrong: object, column: str, why: str) -> None:
    parsed = parse(entries(entry("iceland", 2001), wrong))
    (reject,) = parsed.rejected
    assert (reject.line, reject.column) == (2, column)
    assert reject.why.startswith(why)
    assert json.loads(reject.raw) == wrong
    assert told(parsed) == [("iceland", 2001)]


def test_a_cut_file_is_refused() -> None:
    with pytest.raises(RecordsUnreadable, match="cut or damaged"):
        parse(entries(entry("bhutan", 2003))[:-1])


@settings(max_examples=100)
@given(st.binary(max_size=80))
@example(b'{"year": 1}]}]')
@example(b"[" * 100_000)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for beginning in (b"", b'[{"country": "bhutan", "years": [', b'[{"country": "bhutan", "years": []}, '):
        assert "\n" not in refusal(beginning + data)


def refusal(data: bytes) -> str:
    """What is said of bytes that tell nothing of years; nothing where they do. No other error passes."""
    try:
        UNROCA_REPORTING.parse(data, "years.json", lambda name: name == "bhutan")
    except RecordsUnreadable as error:
        return str(error)
    return ""


@pytest.mark.skipif(not YEARS.is_file(), reason="the collection of 2023 is read from ../shared/data/unroca")
def test_the_collection_at_hand() -> None:
    """Counts measured with the json module of the standard library."""
    parsed = parse(YEARS.read_bytes())
    assert (parsed.read, parsed.kept, parsed.rejected) == (193, 193, ())
    rows = told(parsed)
    assert len([year for _, year in rows if year is not None]) == 2_489
    assert len([year for _, year in rows if year is None]) == 24
    known = Actors.load()
    assert [party for party, _ in rows if known.find(party) is None] == []
    never = {actor.name for party, year in rows if year is None and (actor := known.find(party)) is not None}
    assert {"Iraq", "Syria", "Nigeria"} <= never
    cameroon = [year for party, year in rows if party == "cameroon"]
    assert cameroon == [1994, 1996, 1997]


@pytest.mark.skipif(not COUNTRIES.is_file(), reason="the list is read from ../shared/data/unroca")
def test_the_list_of_countries_at_hand_is_refused() -> None:
    with pytest.raises(RecordsUnreadable, match="no years"):
        parse(COUNTRIES.read_bytes())
