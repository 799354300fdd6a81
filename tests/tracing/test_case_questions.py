"""Questions of a case: one a thing, each for what it adds, never added up."""

from __future__ import annotations

import numpy as np
from made_up_world import World, seen

from headstamp.sightings import Sighting
from headstamp.tracing.asking import Asking, NextQuestion

WORLD = World()
OPEN = {"weapon": "R-pattern rifle", "place": ""}


def asking(*sightings: Sighting) -> Asking:
    told = WORLD.tracer()
    traced = type(told)(told.model, told.asked, told.parents, sightings, brief=True)
    return Asking(traced, sightings)


def case(number: int, **cells: str) -> tuple[Sighting, ...]:
    return tuple(seen(id=f"S-{one}", **OPEN, **cells) for one in range(number))


def test_one_thing_is_asked_about_once() -> None:
    copies = (seen(id="S-0", **OPEN), seen(id="S-1", same_as="S-0", **OPEN), seen(id="S-2", **OPEN))
    chosen = list(asking(*copies).next(10))
    assert len(chosen) == 2
    assert {one.sighting for one in chosen} in ({"S-0", "S-2"}, {"S-1", "S-2"})


def test_the_most_telling_comes_first_and_is_worth_what_it_is_alone() -> None:
    chosen = list(asking(*case(4)).next(10))
    assert [one.rank for one in chosen] == [1, 2, 3, 4]
    assert chosen[0].bits == chosen[0].alone
    assert chosen[0].bits == max(one.bits for one in chosen)


def test_what_one_answer_says_of_the_holder_is_taken_off_the_next() -> None:
    def later(chosen: list[NextQuestion]) -> float:
        return float(np.mean([one.bits / one.alone for one in chosen[4:]]))

    one_holder = list(asking(*case(8)).next(8))
    other_holders = [
        seen(id=f"S-{one}", holder=holder, **OPEN)
        for one, holder in enumerate(("grey-coats", "red-shirts", "home-guard"))
    ]
    apart = list(asking(*other_holders).next(3))
    assert all(one.bits == one.alone for one in apart)
    assert later(one_holder) < 1.0


def test_the_same_case_asks_the_same() -> None:
    assert list(asking(*case(5)).next(5)) == list(asking(*case(5)).next(5))


def test_an_empty_case_asks_nothing() -> None:
    nothing = asking()
    assert (list(nothing.next(3)), len(nothing)) == ([], 0)


def test_what_is_not_listed_is_counted() -> None:
    some = asking(*case(3))
    assert len(list(some.next(1))) == 1
    assert len(some) > 0
