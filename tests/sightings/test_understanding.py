"""What is kept and means nothing yet is said, so that a typo does not pass in silence."""

from __future__ import annotations

import pytest

from headstamp.records import Names
from headstamp.sightings import not_understood
from headstamp.world import Actors, Catalogue


@pytest.fixture(scope="module")
def names() -> Names:
    return Names(Actors.load(), Catalogue.load())


def told(names: Names, table: str, cells: dict[str, str]) -> list[tuple[str, str]]:
    return [(one.column, one.text) for one in not_understood(table, [("r1", cells)], names)]


def test_candidates_are_looked_at_one_by_one(names: Names) -> None:
    cells = {"weapon": "akm:0.6;flying carpet:0.4", "holder": "islamic-state:0.5;the harbour gang:0.5"}
    assert told(names, "sightings", cells) == [("weapon", "flying carpet"), ("holder", "the harbour gang")]


def test_a_transfer_that_takes_no_part_in_a_trace_says_what_it_lacks(names: Names) -> None:
    assert told(names, "transfers", {"description": "arms"}) == [("weapon", ""), ("delivered_from", "")]
    coded = {"category_scheme": "ml", "category": "ML1", "delivered_from": "2013"}
    assert told(names, "transfers", coded) == []


def test_what_is_understood_is_not_mentioned(names: Names) -> None:
    cells = {"weapon": "M1A1", "holder": "Daesh"}
    assert told(names, "sightings", cells) == []
    assert (
        told(names, "incidents", {"weapons": "HMMWV;M16", "from_actor": "IRQ", "to_actor": "not known"}) == []
    )
