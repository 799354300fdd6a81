"""What sightings of one holder say of each other: never of themselves, and once for each thing seen."""

from __future__ import annotations

import numpy as np
import pytest
from made_up_world import World, chains, of_custodian, seen

from headstamp.tracing.sharing import Shared, clusters


def test_copies_and_one_scene_are_one_cluster() -> None:
    sightings = [
        seen(id="a", same_as="b"),
        seen(id="b"),
        seen(id="c", place="Zenda", **{"from": "2014-06-30"}),
        seen(id="d", place="Zenda", weapon="R-78", **{"from": "2014-06-30"}),
        seen(id="e", place="Zenda", **{"from": "2014-06-01"}),
        seen(id="f"),
    ]
    found = clusters(sightings)
    assert found["a"] == found["b"]
    assert found["c"] == found["d"]
    assert len({found[one] for one in "acef"}) == 4


def test_others_who_say_what_the_prior_says_change_nothing() -> None:
    prior = np.array([0.6, 0.3, 0.1])
    assert Shared(4.0, 4.0 * prior).factor(prior, 10.0, 0.5) == pytest.approx([1.0, 1.0, 1.0])


def test_the_more_sightings_speak_the_more_they_count() -> None:
    prior, sure = np.array([0.5, 0.5]), np.array([1.0, 0.0])
    factors = [Shared(n, n * sure).factor(prior, 10.0, 1.0)[0] for n in (0.0, 1.0, 10.0, 1000.0)]
    assert factors == pytest.approx([1.0, 12 / 11, 1.5, 2.0], abs=0.01)


def test_a_marked_find_of_the_holder_speaks_for_its_custodian() -> None:
    world = World()
    others = [
        seen(id=f"M-{n}", import_mark="ergoland", place=f"Place {n}", **{"from": "2014-06-30"})
        for n in range(8)
    ]
    one = seen()
    alone, among = (world.tracer(sightings=(*told, one)).assess(one) for told in ((), others))
    assert of_custodian(among, "ergoland") > of_custodian(alone, "ergoland")
    term = next(term for term in among.routes[0].terms if term.name == "shared")
    assert term.because.startswith("Other sightings of this holder")
    assert sum(chains(among).values()) + among.rest_chains.probability + among.unknown.probability == (
        pytest.approx(1.0, abs=1e-9)
    )


def test_copies_of_one_find_speak_once() -> None:
    world, one = World(), seen()
    marked = {"import_mark": "ergoland", "place": "Zenda", "from": "2014-06-30"}
    single = world.tracer(sightings=(seen(id="M-0", **marked), one)).assess(one)
    copies = [seen(id=f"M-{n}", **marked) for n in range(9)]
    many = world.tracer(sightings=(*copies, one)).assess(one)
    assert chains(many) == pytest.approx(chains(single), abs=1e-12)
