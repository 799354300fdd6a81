from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import pairwise

import pytest

from headstamp.values import Span
from headstamp.world import Actors, Embargoes, Scope
from headstamp.world.actors import shipped_rows


def test_every_step_has_a_known_target_a_source_and_a_review() -> None:
    actors, table = Actors.load(), Embargoes.load()
    steps = tuple(table)
    assert len(steps) == len(shipped_rows("embargoes.csv")) > 90
    assert len({one.id for one in steps}) == len(steps)
    for one in steps:
        assert one.source
        assert one.documents
        assert one.review in ("checked once", "unverified")
        assert one.force in ("mandatory", "legal", "regional", "political", "voluntary")
        assert (one.list is not None) == (one.scope is Scope.LISTED) == (not one.target)
        assert all(id_ in actors for id_ in (*one.target, *one.spared))
        assert (one.scope is Scope.PART) <= bool(one.area)
        assert one.to is None or one.to.before(one.from_) is not True
        assert (one.scope is Scope.ALL_BUT) <= bool(one.spared)


def test_every_listing_is_of_somebody_known_on_a_list_that_an_embargo_uses() -> None:
    actors, table = Actors.load(), Embargoes.load()
    lists = {one.list for one in table if one.list}
    assert table.listings
    for one in table.listings:
        assert one.actor in actors
        assert one.list in lists
        assert one.source


def test_steps_of_one_regime_against_one_target_follow_each_other() -> None:
    steps = defaultdict(list)
    for one in Embargoes.load():
        for target in one.target:
            steps[one.regime, target].append(one)
    for told in steps.values():
        for earlier, later in pairwise(told):
            assert earlier.to is not None, (earlier.id, later.id)
            assert later.from_.before(earlier.to) is not True, (earlier.id, later.id)


def test_a_day_between_two_sources_cannot_be_told() -> None:
    # The end of the embargo on Yugoslavia: 18 June or 1 October 1996.
    told = {one.id: held for one, held in Embargoes.load().on(date(1996, 8, 1), body="UN")}
    assert told["un-yugoslavia"] is None


def test_whom_an_embargo_is_against() -> None:
    table = Embargoes.load()
    assert {one.id for one in table.against(["jnim"])} == {"un-isil-al-qaida", "eu-isil-al-qaida"}
    assert "un-iraq-ngf" in {one.id for one in table.against(["IRQ"])}
    assert table.against(["SRB"]) == ()


def test_a_list_is_directed_at_those_who_stand_on_it_that_day() -> None:
    table = Embargoes.load()
    assert table.directed(["jnim"], date(2018, 10, 3)) == ()
    assert [(one.id, held) for one, held in table.directed(["jnim"], date(2018, 10, 4))] == [
        ("un-isil-al-qaida", True),
        ("eu-isil-al-qaida", True),
    ]
    assert [held for _, held in table.directed(["jnim"], Span.year(2018))] == [None, None]


@pytest.mark.parametrize(
    ("actor", "on", "held", "unverified"),
    [
        ("islamic-state", date(2016, 6, 1), True, False),
        ("islamic-state", date(2010, 6, 1), True, True),
        ("islamic-state", date(2003, 6, 1), False, None),
        ("jnim", date(2018, 10, 3), False, None),
    ],
)
def test_a_checked_entry_of_a_list_goes_first(
    actor: str, on: date, held: bool, unverified: bool | None
) -> None:
    found, row = Embargoes.load().listed("un-1267", [actor], on)
    assert found is held
    assert (row.unverified if row is not None else None) is unverified


def test_a_longer_time_is_in_force_throughout_or_cannot_be_told() -> None:
    told = {one.id: held for one, held in Embargoes.load().on(Span.year(2003), body="UN")}
    assert (told["un-iraq-all"], told["un-iraq-authority"]) == (None, None)
    assert "un-iraq-ngf" not in told
