from __future__ import annotations

import re
from pathlib import Path

import pytest

from headstamp.law import check_judgement, load_preset, rule, rules
from headstamp.law.checks import CHECKS, CONDITIONS
from headstamp.values import NotFound, Precision, Refused
from headstamp.world import Actors, Embargoes, Instruments

DOCS = Path(__file__).parents[2] / "docs" / "law.md"


def test_every_rule_has_what_it_needs() -> None:
    instruments, actors = {one.id for one in Instruments.load()}, Actors.load()
    told = rules()
    assert len({one.id for one in told}) == len(told) > 40
    for one in told:
        assert one.cite
        assert one.question.endswith("?")
        assert one.review in ("checked once", "unverified")
        assert one.instrument is None or one.instrument in instruments
        assert one.judged == (one.check is None), one.id
        assert one.check is None or one.check in CHECKS
        assert one.applies is None or one.applies in CONDITIONS
        assert not one.judged or one.outcomes
        assert all(state in actors for state in one.only)


def test_no_check_and_no_condition_is_idle() -> None:
    named = {one.check for one in rules()}
    assert set(CHECKS) <= named
    assert set(CONDITIONS) == {one.applies for one in rules() if one.applies}


def test_the_page_names_every_rule() -> None:
    page = DOCS.read_text(encoding="utf-8")
    assert {one.id for one in rules()} <= set(re.findall(r"`([a-z0-9.-]+)`", page))


def test_the_figures_of_the_page_are_those_of_the_tables() -> None:
    steps, parties = tuple(Embargoes.load()), Instruments.load().rows()
    treaty = [one for one in parties if one.instrument == "att"]
    years = [one for one in treaty if one.deposited is not None and one.deposited.precision is Precision.YEAR]
    page = " ".join(DOCS.read_text(encoding="utf-8").split())
    assert f"{sum(one.unverified for one in steps)} of {len(steps)} steps" in page
    assert f"{len(years)} of {len(treaty)} rows of the Arms Trade Treaty" in page


@pytest.mark.parametrize(
    ("rule_id", "outcome", "why"),
    [
        ("att-7.7", "risk", "The rule att-7.7 is computed and cannot be decided"),
        ("att-7.1a", "fine", "'fine' is no outcome of the rule att-7.1a; use risk, no finding."),
        ("amnesty-iraq:training", "risk", "'risk' is no answer to the slot training; use met or not met."),
    ],
)
def test_a_judgement_that_answers_nothing_is_refused(rule_id: str, outcome: str, why: str) -> None:
    with pytest.raises(Refused, match=re.escape(why)):
        check_judgement(rule_id, outcome, load_preset("amnesty-iraq"))


@pytest.mark.parametrize(
    "rule_id", ["att-6.9", "ours:record", "amnesty-iraq:luck", "amnesty-iraq:named-unit"]
)
def test_a_judgement_on_nothing_is_not_found(rule_id: str) -> None:
    with pytest.raises(NotFound):
        check_judgement(rule_id, "risk", load_preset("amnesty-iraq"))


def test_a_slot_needs_its_preset() -> None:
    with pytest.raises(NotFound, match="add `--preset amnesty-iraq`"):
        check_judgement("amnesty-iraq:training", "met")
    check_judgement("amnesty-iraq:training", "met", load_preset("amnesty-iraq"))
    check_judgement("att-6.3", "not prohibited")
    assert rule("att-6.3").judged
