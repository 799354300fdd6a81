"""The oracles of made-up worlds: whole, calibrated, and the better the more they know."""

from __future__ import annotations

import numpy as np
import pytest
from small_worlds import small_world

from headstamp.tracing.simulate import KINDS, UNKNOWN, World, label
from headstamp.tracing.simulate.oracles import Answer, process_oracle, same_records_oracle

SEEDS = range(1, 9)


def losses(made: World, answers: list[Answer]) -> list[float]:
    """The loss of each sighting, in natural units; what is given no chance counts as one in a million."""
    return [
        -float(np.log(max(answer.get(label(truth), 0.0), 1e-6)))
        for truth, answer in zip(made.truth, answers, strict=True)
    ]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("oracle", [process_oracle, same_records_oracle])
def test_answers_are_chances_of_labels(oracle: object, kind: str) -> None:
    made = small_world(2, kind)
    answers = oracle(made)  # type: ignore[operator]
    assert len(answers) == len(made.truth)
    states = set(made.making.states.ids)
    holders = {holder.id for holder in made.making.holders}
    for answer in answers:
        assert sum(answer.values()) == pytest.approx(1)
        assert min(answer.values()) > 0
        for chain in answer:
            if chain != UNKNOWN:
                supplier, custodian = chain
                local = custodian == "" and supplier in holders
                assert local or (custodian in states and (supplier is None or supplier in states))


def test_the_process_oracle_gives_every_truth_a_chance() -> None:
    for seed in SEEDS:
        made = small_world(seed)
        for truth, answer in zip(made.truth, process_oracle(made), strict=True):
            assert answer.get(label(truth), 0) > 0


def test_knowing_every_delivery_is_better_than_knowing_the_records() -> None:
    gains = []
    for seed in SEEDS:
        made = small_world(seed)
        process, records = losses(made, process_oracle(made)), losses(made, same_records_oracle(made))
        gains.append(np.mean(records) - np.mean(process))
    assert np.mean(gains) > 0.2


@pytest.mark.parametrize(("oracle", "slack"), [(process_oracle, 0.0), (same_records_oracle, 0.08)])
def test_oracles_are_right_as_often_as_they_say(oracle: object, slack: float) -> None:
    # Sightings of one holder are of few lots, so each holder of each world counts as one observation.
    by_holder: dict[tuple[int, str], list[float]] = {}
    for seed in range(1, 13):
        made = small_world(seed, sightings=100)
        for truth, answer in zip(made.truth, oracle(made), strict=True):  # type: ignore[operator]
            best = max(answer, key=lambda chain: answer[chain])
            excess = float(best == label(truth)) - answer[best]
            by_holder.setdefault((seed, truth.group), []).append(excess)
    sums = np.array([sum(one) for one in by_holder.values()])
    number = sum(len(one) for one in by_holder.values())
    error = float(np.sqrt((sums**2).sum())) / number
    assert abs(sums.sum()) / number < 3 * error + slack
    assert error < 0.05


def test_a_chain_that_is_unpublished_is_told_by_its_custodian_alone() -> None:
    made = small_world(1)
    unpublished = {
        label(one) for one in made.truth if one.describable and one.custodian and not one.published
    }
    told = {chain for answer in process_oracle(made) for chain in answer}
    assert unpublished <= told
    assert all(supplier is None for supplier, _ in unpublished)
