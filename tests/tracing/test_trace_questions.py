"""What a question is worth, and what its answer then does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_world import World, seen, transfer

from headstamp.records import Party
from headstamp.sightings import Sighting
from headstamp.tracing import Tracer, load
from headstamp.tracing.answers import Answers, Told
from headstamp.tracing.assessment import Question
from headstamp.tracing.chains import Chains
from headstamp.tracing.questions import asked

WORLD = World()


def answers(sighting: Sighting, tracer: Tracer | None = None) -> Answers:
    return Answers(Chains((tracer or WORLD.tracer()).alone(sighting), Party("grey-coats", "Grey Coats")))


def asks(questions: tuple[Question, ...]) -> set[str]:
    return {one.about for one in questions}


@given(
    st.lists(st.floats(0.001, 1.0), min_size=2, max_size=6),
    st.integers(1, 5),
    st.randoms(use_true_random=False),
)
def test_an_answer_tells_at_least_nothing_and_at_most_all(
    shares: list[float], number: int, rng: object
) -> None:
    p = np.array(shares) / sum(shares)
    table = np.array([[rng.random() + 1e-9 for _ in range(number)] for _ in p])  # type: ignore[attr-defined]
    table /= table.sum(axis=1, keepdims=True)
    entropy = float(-(p * np.log2(p)).sum())
    assert 0.0 <= Told(table).bits(p) <= entropy + 1e-9
    assert Told(table, table).bits(p) == pytest.approx(Told(table).bits(p), abs=1e-9)
    assert Told(np.eye(len(p))).bits(p) == pytest.approx(entropy)
    assert Told(np.ones((len(p), 1))).bits(p) == pytest.approx(0.0, abs=1e-9)


def test_questions_are_ranked_and_leave_out_what_is_known() -> None:
    plain = WORLD.assess().next_questions
    assert [one.bits for one in plain] == sorted((one.bits for one in plain), reverse=True)
    rate = load().asking["trace_request"]
    assert f"{rate:.0%}" in plain[0].ask
    assert plain[0].of == "Fredonia"
    assert {"request", "mark", "year"} <= asks(plain)
    known = WORLD.assess(import_mark="ergoland", year_marked="2007", serial="9", serial_state="read")
    assert not {"mark", "year"} & asks(known.next_questions)
    assert not any(one.ask.startswith("Read the serial") for one in known.next_questions)


def test_bits_are_the_chance_of_an_answer_times_what_it_tells() -> None:
    for one in WORLD.assess(weapon="R-pattern rifle").next_questions:
        assert one.bits == pytest.approx(one.chance * one.if_answered)


@pytest.mark.parametrize("weapon", ["R-77 rifle", "R-pattern rifle", "R-77 rifle:0.6;R-78 rifle:0.4"])
def test_every_chain_gives_some_answer(weapon: str) -> None:
    found = answers(seen(weapon=weapon, date_basis=""))
    for one in asked(found):
        assert one.told.likelihood.sum(axis=1) == pytest.approx(1.0)
        assert (one.told.likelihood >= 0.0).all()
        assert len(one.told.likelihood) == len(found.p)


def test_a_year_that_is_read_changes_the_chains_as_was_said() -> None:
    # The factor that an answer was said to give each chain is the one that the trace gives it.
    before = answers(seen())
    told = before.year()
    assert told is not None
    then = Chains(WORLD.tracer().alone(seen(year_marked="2007")), before.chains.holder)
    said = told.likelihood[:-1, 60 - (2014 - 2007)]
    done = then.probability[before.shown] / before.chains.probability[before.shown]
    recorded = before.suppliers >= 0
    assert done[recorded] / done[recorded][0] == pytest.approx(said[recorded] / said[recorded][0], rel=0.15)


def test_a_better_identification_changes_the_chains_as_was_said() -> None:
    before = answers(seen(weapon="R-pattern rifle"))
    told = before.leaf()
    assert told is not None
    assert told.scored is not None
    nodes = before.chains.model.ledger.nodes
    at = [nodes[one] for one in before.chains.nodes].index("r-77")
    then = Chains(WORLD.tracer().alone(seen(weapon="R-77 rifle")), before.chains.holder)
    done = then.probability[before.shown] / before.chains.probability[before.shown]
    said = told.scored[:-1, at]
    recorded = before.suppliers >= 0
    assert done[recorded] / done[recorded].max() == pytest.approx(
        said[recorded] / said[recorded].max(), abs=0.05
    )


def test_an_import_mark_changes_the_chains_as_was_said() -> None:
    before = answers(seen())
    parties = before.chains.model.ledger.parties
    at = parties.index("ergoland")
    scored = before.custodian().scored
    assert scored is not None
    said = scored[:-1, np.unique(before.custodians[before.custodians >= 0]).tolist().index(at)]
    then = Chains(WORLD.tracer().alone(seen(import_mark="ergoland")), before.chains.holder)
    done = then.probability[before.shown] / before.chains.probability[before.shown]
    assert done / done.max() == pytest.approx(said / said.max(), rel=1e-6)


def test_a_model_that_is_read_is_not_asked_for_again() -> None:
    assert "model" not in asks(WORLD.assess().next_questions)
    assert "model" in asks(WORLD.assess(weapon="R-pattern rifle").next_questions)
    assert "model" in asks(WORLD.assess(confidence="0.5").next_questions)


def test_a_certificate_is_asked_for_where_a_record_promises_and_does_not_tell() -> None:
    promised = replace(
        WORLD, transfers=tuple(one | {"stage": "authorised"} for one in WORLD.transfers if one["id"] != "T-4")
    )
    found = next(one for one in promised.assess().next_questions if one.about == "certificate")
    assert found.of == "Fredonia"
    assert "certificate" not in asks(WORLD.assess().next_questions)


def test_the_date_is_asked_for_only_while_it_is_not_reviewed() -> None:
    late = WORLD.plus(transfers=transfer("T-9 | utopia | ruritania | R-77 rifle | 5000 | 2015"))
    assert "date" in asks(late.assess(date_basis="").next_questions)
    assert "date" not in asks(late.assess().next_questions)


def test_a_maker_names_its_own_customer() -> None:
    found = answers(seen(weapon="R-pattern rifle"))
    parties = found.chains.model.ledger.parties
    told = found.reply(parties.index("fredonia"))
    ends = [(s, c) for s, c in zip(found.suppliers.tolist(), found.custodians.tolist(), strict=True)]
    by_fredonia, by_utopia = (
        ends.index((parties.index(one), parties.index("ruritania"))) for one in ("fredonia", "utopia")
    )
    customer = told.likelihood.argmax(axis=1)
    assert customer[by_fredonia] != customer[by_utopia]


def test_nothing_is_asked_where_nothing_is_open() -> None:
    only = replace(load(), unknown=1e-9)
    found = answers(seen(), replace(WORLD, priors=only).tracer())
    assert found.entropy > 0.0
    assert all(one.told.bits(found.p) <= found.entropy + 1e-9 for one in asked(found))
