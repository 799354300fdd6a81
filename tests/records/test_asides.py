"""What the library holds beside transfers is shown as told, and concludes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest

from headstamp.records import Added, Library, Names, embargoes, events, reporting
from headstamp.values import NotFound

Add = Callable[..., Added]

ACLED = (
    "event_id_cnty,event_date,year,time_precision,event_type,sub_event_type,actor1,actor2,country,admin1,"
    "admin2,location,latitude,longitude,geo_precision,source,notes,fatalities,inter1,inter2,interaction\n"
    "A1,2014-06-10,2014,1,Battles,Armed clash,Fredonian Army,The Reds,Iraq,North,North,Old Town,36.3,43.1,1,"
    "Daily,The barracks were overrun.,12,1,2,12\n"
    "A2,2016-01-02,2016,1,Riots,Mob violence,Crowd,,Bhutan,East,East,Market,27.4,90.4,1,"
    "Daily,A quarrel.,0,5,0,50\n"
)
EMBARGOES = (
    "Target,Entry into force,Suspended,Lifted,Establishing document\n"
    "Iraq,6-Aug-90,,,UNSCR 661\n"
    "Haiti,16-Jun-93,29-Sep-94,29-Sep-94,UNSCR 841\n"
)
YEARS = [
    {"country": "bhutan", "years": [{"year": 2001}, {"year": 2002}, {"year": 2005}]},
    {"country": "iraq", "years": []},
]


@pytest.fixture
def full(add: Add, library: Library) -> Library:
    add(ACLED.encode(), "events.csv")
    add(EMBARGOES.encode(), "embargoes.csv")
    add(json.dumps(YEARS).encode(), "years.json")
    return library


def test_events_by_country_years_and_words(full: Library, names: Names) -> None:
    (found,) = events(full, names, country="IRQ", years=(2014, 2014), text="BARRACKS")
    assert (found.reference, found.from_, found.to, found.deaths) == (
        "A1",
        date(2014, 6, 10),
        date(2014, 6, 10),
        12,
    )
    assert found.actors == ("Fredonian Army", "The Reds")
    assert events(full, names, country="Iraq", text="quarrel") == ()
    assert [one.reference for one in events(full, names)] == ["A1", "A2"]
    assert [one.reference for one in events(full, names, years=(2015, 2016))] == ["A2"]


def test_an_embargo_without_an_end_has_none(full: Library, names: Names) -> None:
    (found,) = embargoes(full, names, "Iraq")
    assert (found.body, found.from_, found.to) == ("UN", date(1990, 8, 6), None)
    assert len(embargoes(full, names)) == 2


def test_a_state_that_never_reported_is_told_from_one_that_no_list_names(full: Library, names: Names) -> None:
    (never,) = reporting(full, names, "Iraq")
    (often,) = reporting(full, names, "Bhutan")
    assert (never.years, often.years) == ((), (2001, 2002, 2005))
    assert reporting(full, names, "Iceland") == ()


def test_an_empty_library_holds_nothing(library: Library, names: Names) -> None:
    assert events(library, names) == embargoes(library, names) == reporting(library, names, "Iraq") == ()


def test_nobody_of_that_name_is_said(full: Library, names: Names) -> None:
    for asked in (
        lambda: events(full, names, country="Nowhereland"),
        lambda: embargoes(full, names, "Nowhereland"),
        lambda: reporting(full, names, "Nowhereland"),
    ):
        with pytest.raises(NotFound, match="No actor is called 'Nowhereland'"):
            asked()
