from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headstamp.values import Span
from headstamp.world.actors import Actors, name_key, shipped_rows
from headstamp.world.dated_names import Tenure, as_span, bearers

FIRST = "former:yugoslavia"
SECOND = "former:serbia-and-montenegro"

# The names of states that were dissolved, joined, renamed or divided, at times that tell.
DATED = [
    ("Yugoslavia", "1985", FIRST),
    ("Yugoslavia", "26 April 1992", FIRST),
    ("Yugoslavia", "28 April 1992", SECOND),
    ("Yugoslavia", "1999", SECOND),
    ("YUG", "1999", SECOND),
    ("Joegoslavië", "2005", SECOND),
    ("SFRY", "1999", FIRST),
    ("FR Yugoslavia", "1985", SECOND),
    ("Serbia", "1999", SECOND),
    ("Servië", "2005", SECOND),
    ("Serbia", "2007", "SRB"),
    ("Serbia", "1985", "SRB"),
    ("Montenegro", "1999", "MNE"),
    ("Czechoslovakia", "1985", "former:czechoslovakia"),
    ("Czechoslovakia", "1999", "former:czechoslovakia"),
    ("Soviet Union", "1985", "former:soviet-union"),
    ("Soviet Union", "1995", "former:soviet-union"),
    ("Russia", "1985", "RUS"),
    ("Germany", "1985", "DEU"),
    ("Germany", "2005", "DEU"),
    ("West Germany", "1985", "DEU"),
    ("East Germany", "1985", "former:east-germany"),
    ("Yemen", "1985", "former:north-yemen"),
    ("Jemen", "21 May 1990", "former:north-yemen"),
    ("Yemen", "22 May 1990", "YEM"),
    ("Yemen", "2015", "YEM"),
    ("YEM", "1985", "YEM"),
    ("South Yemen", "1985", "former:south-yemen"),
    ("Sudan", "2005", "SDN"),
    ("Sudan", "2015", "SDN"),
    ("South Sudan", "2005", "SSD"),
    ("Zaire", "1985", "COD"),
    ("Zaire", "2005", "COD"),
    ("Congo", "1950", "COG"),
    ("Congo", "July 1960", "COD"),
    ("Congo", "1980", "COG"),
    ("Burma", "1970", "MMR"),
    ("Burma", "2012", "MMR"),
    # A time that leaves open which of them it was is no time.
    ("Yugoslavia", "1992", FIRST),
    ("Yugoslavia", "1985-1999", FIRST),
    ("Serbia", "2006", "SRB"),
    ("Yemen", "1990", "YEM"),
    ("Congo", "1965", "COG"),
    # Nobody bore it then.
    ("Yugoslavia", "2015", FIRST),
]


@pytest.mark.parametrize(("text", "on", "id"), DATED)
def test_a_name_is_read_by_its_time(text: str, on: str, id: str) -> None:
    actors = Actors.load()
    found = actors.find(text, on=Span.parse(on))
    assert found is not None
    assert found.id == id
    assert actors.meant(text, Span.parse(on)).actor == found


@pytest.mark.parametrize(("text", "id"), [("Yugoslavia", FIRST), ("Serbia", "SRB"), ("Yemen", "YEM")])
def test_without_a_time_nothing_changes(text: str, id: str) -> None:
    actors = Actors.load()
    for on in (None, Span.unknown(), Span.unknown("some day")):
        found = actors.find(text, on)
        assert found is not None
        assert found.id == id


def test_a_day_is_a_time() -> None:
    actors = Actors.load()
    assert actors.find("Yugoslavia", date(1999, 3, 24)) == actors.get(SECOND)
    assert actors.find("Yugoslavia", datetime(1985, 3, 24, 12)) == actors.get(FIRST)
    assert as_span(date(1999, 3, 24)) == Span.day(date(1999, 3, 24))


@pytest.mark.parametrize(
    ("text", "on", "says"),
    [
        ("Iraq", None, "it is an id, a name or an alias"),
        ("Yugoslavia", "1999", "asked of 1999"),
        ("Yugoslavia", "1992", "1992 does not tell them apart"),
        ("Yugoslavia", "2015", "2015 lies outside, so this is the answer without a date"),
        ("Yugoslavia", None, "no date was given"),
        ("Soviet Union", "1995", "from 1922 to 1991; 1995 lies outside"),
        ("Russia", "1985", "from 1991; 1985 lies outside"),
        ("Ruritania", "1985", "nobody known is called so"),
    ],
)
def test_the_answer_gives_its_reason(text: str, on: str | None, says: str) -> None:
    meant = Actors.load().meant(text, None if on is None else Span.parse(on))
    assert says in meant.because


def test_the_others_are_named() -> None:
    actors = Actors.load()
    assert actors.meant("Yugoslavia", Span.year(1999)).others == (actors.get(FIRST),)
    assert actors.meant("Yugoslavia", Span.year(1985)).others == (actors.get(SECOND),)
    assert actors.meant("Iraq").others == ()


def test_the_table_of_dated_names_holds_together() -> None:
    actors, seen = Actors.load(), set[tuple[str, str]]()
    for row in shipped_rows("dated_names.csv"):
        assert row["actor"] in actors
        assert row["source"]
        assert row["review"] in {"checked", "checked once", "unverified", "register"}
        assert row["from"] or row["to"]
        for name in row["names"].split(";"):
            assert actors.find(name) is not None, name
            # The same word in two spellings is one name; an actor bears it once.
            assert (name, row["actor"]) not in seen
            seen.add((name, row["actor"]))


def test_a_dissolved_state_has_both_ends_and_heirs() -> None:
    for actor in Actors.load().states:
        if actor.id.startswith("former:"):
            assert actor.from_ is not None, actor.id
            assert actor.to is not None, actor.id
            assert actor.successors, actor.id


# Made-up actors of a case.
NORTH = {
    "id": "north",
    "name": "Northland",
    "kind": "state",
    "aliases": "Arland",
    "from": "1950",
    "to": "1980",
}
SOUTH = {"id": "south", "name": "Southland", "kind": "state", "aliases": "Arland", "from": "1990"}


def test_the_actors_of_a_case_are_told_apart_by_their_own_times() -> None:
    laid = Actors.load().overlay([NORTH, SOUTH])
    assert laid.find("Arland", Span.year(1970)) == laid.get("north")
    assert laid.find("arland", Span.year(2000)) == laid.get("south")
    assert laid.find("Arland", Span.year(1985)) == laid.find("Arland")


def test_of_three_the_one_that_cannot_be_meant_is_no_answer() -> None:
    middle = {**NORTH, "id": "middle", "name": "Middleland"}
    laid = Actors.load().overlay([NORTH, middle, SOUTH])
    assert laid.find("Arland") == laid.get("south")
    assert laid.find("Arland", Span.year(1970)) is None
    meant = laid.meant("Arland", Span.year(1970))
    assert {other.id for other in meant.others} == {"north", "middle", "south"}


def test_a_case_takes_a_name_for_itself_at_all_times() -> None:
    own = Actors.load().overlay([{"id": "club", "name": "Club", "kind": "company", "aliases": "Yugoslavia"}])
    for on in (None, Span.year(1985), Span.year(1999)):
        assert own.find("Yugoslavia", on) == own.get("club")
    by_id = Actors.load().overlay([{"id": "Yugoslavia", "name": "Club", "kind": "company"}])
    assert by_id.find("Yugoslavia", Span.year(1999)) == by_id.get("Yugoslavia")
    assert by_id.meant("Yugoslavia", Span.year(1999)).others == ()


def test_a_case_that_describes_a_state_anew_leaves_its_names_dated() -> None:
    again = {"id": "SRB", "name": "Serbia", "kind": "state", "review": "case"}
    laid = Actors.load().overlay([again])
    assert laid.find("Serbia", Span.year(1999)) == laid.get(SECOND)
    assert laid.find("Serbia", Span.year(2010)) == laid.get("SRB")


def test_bearers_for_the_whole_time_come_before_those_for_a_part() -> None:
    old = Tenure("old", Span.year(1918), Span.year(1992))
    new = Tenure("new", Span.parse("27 April 1992"))
    assert bearers((old, new), Span.year(1950)) == ("old",)
    assert bearers((old, new), Span.parse("June 1992")) == ("new",)
    assert bearers((old, new), Span.year(1992)) == ("old", "new")
    assert bearers((old,), Span.year(2000)) == ()
    assert str(Tenure("x")) == "at no recorded time"


SPANS = st.builds(
    lambda low, high: Span.between(*sorted((low, high))) if low and high else Span.between(low, high),
    st.none() | st.dates(),
    st.none() | st.dates(),
)
TEXTS = st.text(max_size=30) | st.sampled_from([name for name, _, _ in DATED])


@given(TEXTS, st.none() | st.dates() | SPANS)
def test_any_text_can_be_asked_for_at_any_time(text: str, on: Span | date | None) -> None:
    actors = Actors.load()
    found = actors.find(text, on)
    assert found == actors.meant(text, on).actor
    assert (found is None) == (actors.find(text) is None)
    if on is None:
        assert found == actors.find(text)


@given(TEXTS, SPANS, st.sampled_from((str.upper, str.lower, str.title)))
def test_spelling_does_not_matter_at_any_time(text: str, on: Span, spelt: Callable[[str], str]) -> None:
    actors = Actors.load()
    other = f"  {spelt(text)}\t"
    # Some letters have no way back from their capital (ı, ß); what is compared of a name says which.
    if name_key(other) == name_key(text):
        assert actors.find(other, on) == actors.find(text, on)


@given(st.sampled_from(DATED), st.sampled_from((str.upper, str.lower, str.swapcase)))
def test_case_and_spacing_never_change_a_known_answer(
    row: tuple[str, str, str], spelt: Callable[[str], str]
) -> None:
    text, on, known = row
    found = Actors.load().find(f" {spelt(text).replace(' ', '  ')} ", Span.parse(on))
    assert found is not None
    assert found.id == known
