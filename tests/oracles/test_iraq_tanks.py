"""Iraq's M1A1 by the SIPRI trade register: what was delivered by when, and what should be left.

The register's edition of 18 May 2026 (sipri.org/databases/armstransfers) has two lines: 140 ordered in 2008,
delivered 2010-2012, and 6 second-hand in aid, delivered 2015. It stays beside the project.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from headstamp.records import Library, Names
from headstamp.sightings import Incident, StockFigure
from headstamp.stocks import Book, load_assumptions, open_book, stock
from headstamp.stocks.answer import Stock
from headstamp.world import Actors, Catalogue

REGISTER = Path(__file__).parents[3] / "shared" / "data" / "sipri" / "trade-register-2026-05-18.csv"
pytestmark = pytest.mark.skipif(
    not REGISTER.is_file(), reason="put the register beside the project to run these"
)

LOSSES = [
    Incident.from_cells(
        "L-1",
        {
            "kind": "battlefield_capture",
            "from_actor": "iraqi-army",
            "to_actor": "islamic-state",
            "to": "2014-07-10",
            "weapons": "M1A1",
            "count_low": "6",
            "count_high": "6",
            "credibility": "1",
        },
    )
]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    made = Library(tmp_path_factory.mktemp("library"))
    made.add(REGISTER)
    return made


@pytest.fixture(scope="module")
def names() -> Names:
    return Names(Actors.load(), Catalogue.load())


def opened(library: Library, names: Names, **more: object) -> Book:
    return open_book(library, names, ["Iraq"], load_assumptions(), **more)  # type: ignore[arg-type]


def term(told: Stock, part: str) -> float | None:
    return next((one.recorded for one in told.terms if one.part == part), None)


@pytest.mark.parametrize(("at", "delivered"), [(2012, 140), (2014, 140), (2015, 146), (2025, 146)])
def test_140_were_delivered_until_2014_and_146_from_2015(
    library: Library, names: Names, at: int, delivered: int
) -> None:
    told = stock(opened(library, names), "Iraq", "M1A1", at)
    assert term(told, "delivered") == delivered
    assert told.years[-1].delivered == delivered
    assert told.expected is not None
    assert told.worst is not None
    assert told.worst.high is not None
    assert 0 <= told.worst.low <= told.expected.low90 <= told.expected.median <= told.expected.high90
    assert told.expected.high90 <= told.worst.high
    assert told.expected.median <= delivered


def test_losses_are_taken_away_as_entered(library: Library, names: Names) -> None:
    told = stock(opened(library, names, incidents=LOSSES), "Iraq", "M1A1", 2015)
    without = stock(opened(library, names), "Iraq", "M1A1", 2015)
    assert term(told, "lost") == 6
    assert told.expected is not None
    assert without.expected is not None
    assert 4 <= without.expected.median - told.expected.median <= 8
    assert min(year.low90 for year in told.years) >= 0


def test_more_losses_than_tanks_leave_none_and_no_fewer(library: Library, names: Names) -> None:
    many = Incident.from_cells(
        "L-2",
        {
            "kind": "depot_loss",
            "from_actor": "Iraq",
            "to_actor": "not known",
            "to": "2014-06-10",
            "weapons": "M1A1",
            "count_low": "2300",
            "count_high": "2300",
            "credibility": "1",
        },
    )
    told = stock(opened(library, names, incidents=[many]), "Iraq", "M1A1", 2014)
    assert told.expected is not None
    assert (told.expected.median, told.expected.high90) == (0, 0)
    assert told.p_short == 1.0


def test_an_audit_beside_it(library: Library, names: Names) -> None:
    row = {
        "actor": "Iraq",
        "weapon": "M1A1",
        "at": "2016",
        "kind": "audit",
        "count_low": "60",
        "count_high": "60",
    }
    figures = [StockFigure.from_cells("K-1", row)]
    told = stock(opened(library, names, incidents=LOSSES, figures=figures), "Iraq", "M1A1", 2020)
    assert told.unaccounted is not None
    assert told.unaccounted.p_positive > 0.95
    assert 40 <= told.unaccounted.median <= 90


def test_before_the_first_delivery_there_is_a_sentence(library: Library, names: Names) -> None:
    told = stock(opened(library, names), "Iraq", "M1A1", 1991)
    assert told.expected is None
    assert told.wording.endswith("counts up to the end of 1991; the first that is told is of 2010.")
