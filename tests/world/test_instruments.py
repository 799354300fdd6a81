from __future__ import annotations

from datetime import date

import pytest

from headstamp.values import NotFound, Span
from headstamp.world import Actors, Instruments
from headstamp.world.actors import shipped_rows
from headstamp.world.instruments import holds

ACTS = {"ratified", "acceded", "accepted", "approved", "succeeded", "consented", "joined", "signed"}


def test_every_row_has_a_known_state_a_source_and_a_review() -> None:
    actors, table = Actors.load(), Instruments.load()
    rows = table.rows()
    assert len(rows) == len(shipped_rows("parties.csv")) > 550
    for row in rows:
        assert row.actor in actors
        assert table.get(row.instrument)
        assert row.source
        assert row.review in ("checked once", "unverified")
        assert row.act in ACTS
        assert (row.bound is None) == (row.act == "signed")
        assert row.left is None or row.bound is None or row.left.before(row.bound) is not True
    assert len({(row.instrument, row.actor) for row in rows}) == len(rows)


def test_every_instrument_has_a_source_and_known_parties() -> None:
    table = Instruments.load()
    for one in table:
        assert one.source
        assert one.review in ("checked once", "unverified")
        assert table.get(one.parties)
    with pytest.raises(NotFound):
        table.get("no-such-treaty")


def test_a_year_without_a_day_cannot_be_told_within_the_year() -> None:
    # The table has the year 2014 only: bound from a day between 24 December 2014 and 31 March 2015.
    table = Instruments.load()
    assert [table.standing("att", "SWE", day).bound for day in (date(2014, 12, 1), date(2015, 4, 1))] == [
        False,
        True,
    ]
    told = table.standing("att", "SWE", date(2015, 1, 15), "Sweden")
    assert told.bound is None
    assert (
        told.because
        == "Sweden consented (2014), bound from a day that is not held: cannot tell within this year"
    )


def test_a_time_that_holds_the_change_cannot_be_told() -> None:
    told = Instruments.load().standing("att", "SRB", Span.year(2015), "Serbia")
    assert told.bound is None
    assert (
        told.because == "Serbia ratified (5 December 2014), bound from 5 March 2015, inside the time asked of"
    )


@pytest.mark.parametrize(
    ("instrument", "state", "on", "because"),
    [
        (
            "att",
            "USA",
            date(2016, 6, 1),
            "USA signed (2013) and is not recorded to have consented to be bound",
        ),
        ("att", "IRN", date(2016, 6, 1), "IRN is not recorded as a party"),
        ("att", "SRB", date(2014, 10, 1), "Arms Trade Treaty came into force on 24 December 2014"),
        (
            "mine-ban",
            "FIN",
            date(2026, 6, 1),
            "FIN acceded (9 January 2012), bound from 1 July 2012 and no longer from 10 January 2026",
        ),
    ],
)
def test_why_it_does_not_bind(instrument: str, state: str, on: date, because: str) -> None:
    told = Instruments.load().standing(instrument, state, on)
    assert (told.bound, told.because) == (False, because)


def test_provisional_application_counts_where_it_is_asked_for() -> None:
    # RS 0.518.61: deposited, and Articles 6 and 7 applied provisionally, 30 January 2015; in force 30 April.
    table = Instruments.load()
    days = (date(2015, 1, 29), date(2015, 1, 30), date(2015, 4, 29), date(2015, 4, 30))
    assert [table.standing("att", "CHE", day).bound for day in days] == [False, False, False, True]
    told = [table.standing("att", "CHE", day, "Switzerland", provisional=True) for day in days]
    assert [one.bound for one in told] == [False, True, True, True]
    assert told[1].because == "Switzerland has applied it provisionally since 30 January 2015"


def test_a_row_that_was_not_checked_says_so() -> None:
    told = Instruments.load().standing("mine-ban", "POL", date(2026, 6, 1))
    assert (told.bound, told.unverified) == (False, True)
    assert told.cite == "parties: mine-ban POL"


def test_a_state_union_was_bound_by_what_its_successor_continued() -> None:
    who = Actors.load().find("Serbia", date(2005, 6, 1))
    assert who is not None
    assert who.id == "former:serbia-and-montenegro"
    assert Instruments.load().standing("mine-ban", who.id, date(2005, 6, 1)).bound is True


def test_what_nobody_looked_into_stays_open() -> None:
    told = Instruments.load().standing("ecowas-salw", "BFA", date(2026, 1, 1), "Burkina Faso")
    assert told.bound is None
    assert "whether the convention still binds it has not been looked into" in told.because


@pytest.mark.parametrize(
    ("from_", "to", "on", "held"),
    [
        ("2010", None, "2009-12-31", False),
        ("2010", None, "2010-06-01", None),
        ("2010", None, "2010-12-31", True),
        ("2010-01-01", "2012-01-01", "2011-12-31", True),
        ("2010-01-01", "2012-01-01", "2012-01-01", False),
        ("2010-01-01", "2012", "2012-06-01", None),
        ("2010-01-01", "2012-01-01", "2011-2012", None),
        ("until 1990", None, "1995", True),
        ("1990", "since 2000", "2005", None),
    ],
)
def test_what_held_on_a_day(from_: str, to: str | None, on: str, held: bool | None) -> None:
    assert holds(Span.parse(from_), None if to is None else Span.parse(to), Span.parse(on)) is held


def test_changes_are_the_days_on_which_an_answer_may_change() -> None:
    table = Instruments.load()
    assert date(2015, 3, 5) in table.changes("SRB")
    assert date(2008, 12, 8) in table.changes("SVK")


@pytest.mark.parametrize(
    "state", ["former:soviet-union", "former:yugoslavia", "USA", "former:czechoslovakia"]
)
def test_who_signed_the_final_act_took_part_from_its_day(state: str) -> None:
    assert Instruments.load().standing("osce", state, date(1975, 8, 1)).bound is True
    assert Instruments.load().standing("osce", state, date(1980, 1, 1)).bound is True
    told = Instruments.load().standing("osce", state, date(1975, 7, 1)).because
    assert told == "the Helsinki Final Act, from which the OSCE grew, was signed on 1 August 1975"


def test_a_union_that_began_under_another_name() -> None:
    told = Instruments.load().standing("eu", "FRA", date(1957, 1, 1))
    assert (told.bound, told.because.startswith("the European Economic Community")) == (False, True)
