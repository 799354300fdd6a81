"""Transfers of the investigations, rule by rule: every outcome but 'not applicable' is written out."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from headstamp.case import Case
from headstamp.law import (
    CaseFacts,
    LawOutcome,
    Outcome,
    TransferAssessment,
    assess,
    load_preset,
    propose,
    rules,
)
from headstamp.records import Names
from headstamp.values import Span
from headstamp.world import Actors, Catalogue

WORKED = sorted(Path(__file__).with_name("worked").glob("*.toml"))
NAMES = Names(Actors.load(), Catalogue.load())


def _assessed(told: dict[str, Any], folder: Path) -> TransferAssessment:
    facts: CaseFacts | None = None
    names = NAMES
    if "example" in told:
        with Case.create(folder / "case", example=told["example"], who="a tester") as case:
            facts, names = case.law_facts, case.names
    proposal = propose(
        names,
        supplier=told["supplier"],
        recipient=told["recipient"],
        weapon=told["weapon"],
        quantity=told.get("quantity"),
        on=Span.parse(told["on"]),
    )
    preset = load_preset(told["preset"]) if "preset" in told else None
    return assess(proposal, names, facts=facts, preset=preset)


@pytest.mark.parametrize("file", WORKED, ids=lambda file: file.stem)
def test_every_step_of_a_worked_assessment(file: Path, tmp_path: Path) -> None:
    told = tomllib.loads(file.read_text(encoding="utf-8"))
    found = _assessed(told, tmp_path)
    steps = {one.rule: one.outcome.value for one in found.law.steps}
    assert {rule: outcome for rule, outcome in steps.items() if outcome != "not applicable"} == told["steps"]
    assert found.law.outcome == told["law"]
    assert (found.policy.outcome if found.policy is not None else None) == told.get("policy")
    later, known = {one.id for one in found.evidence.later}, {one.id for one in found.evidence.known}
    assert set(told.get("learnt_later", ())) <= later
    assert set(told.get("known", ())) <= known
    assert not later & known
    assert all(one.decided_by is None for one in found.law.steps)


def test_there_are_worked_assessments() -> None:
    assert len(WORKED) == 6


def test_no_state_may_arm_the_islamic_state() -> None:
    states = [one for one in NAMES.actors.states if one.kind == "state"]
    assert len(states) > 190
    for state in states:
        proposal = propose(
            NAMES,
            supplier=state.id,
            recipient="Islamic State",
            weapon="assault rifle",
            on=Span.parse("2016-06-01"),
        )
        found = assess(proposal, NAMES)
        first = found.law.steps[0]
        assert (found.law.outcome, first.rule) == (LawOutcome.PROHIBITED, "un-embargo"), state.id
        assert first.outcome is Outcome.PROHIBITED
        assert first.unverified == ()


def test_the_video_counts_once_it_was_known(tmp_path: Path) -> None:
    with Case.create(tmp_path / "case", example="cameroon-2018", who="a tester") as case:
        facts, names = case.law_facts, case.names
    asked = propose(
        names,
        supplier="Serbia",
        recipient="Cameroon",
        weapon="assault rifle",
        on=Span.parse("2015-06-01"),
        known_by=Span.parse("2018-12-31").to,
    )
    found = assess(asked, names, facts=facts)
    assert "V-01" in {one.id for one in found.evidence.known}
    humanitarian = next(one for one in found.law.steps if one.rule == "att-6.3")
    assert humanitarian.outcome is Outcome.CANNOT_TELL
    assert "2 violations (V-01, V-02)" in humanitarian.because
    assert "amnesty-2018-07-12" in humanitarian.cites


def test_every_rule_of_the_contract_is_asked() -> None:
    ids = {one.id for one in rules()}
    att = {
        "att-6.1",
        "att-6.2",
        "att-6.3",
        "att-7.1a",
        "att-7.1b-i",
        "att-7.1b-ii",
        "att-7.1b-iii",
        "att-7.1b-iv",
    }
    att |= {f"att-7.{n}" for n in range(2, 8)} | {f"att-{n}" for n in range(8, 12)}
    european = {f"eu-{kind}-{n}" for kind in ("cp", "code") for n in range(1, 9)}
    assert att | european | {"geneva-1", "ilc-16", "us-unit-vetting", "mine-ban-1", "cluster-1"} <= ids
