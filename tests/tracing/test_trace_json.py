"""The text of an assessment says what the codec would say, every number the same double."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from made_up_world import World

from headstamp.records import Party
from headstamp.tracing.assessment import RouteAssessment, Term
from headstamp.tracing.chains import ChainList
from headstamp.tracing.json_text import assessment_text
from headstamp.tracing.ledger import first_of, ranked
from headstamp.tracing.rows import HOLDER
from headstamp.values import encode


@pytest.fixture(scope="module")
def told() -> RouteAssessment:
    return World().assess()


@pytest.mark.parametrize("ascii_only", [False, True])
def test_the_text_says_what_the_codec_says(told: RouteAssessment, ascii_only: bool) -> None:
    text = assessment_text(told, ascii_only=ascii_only)
    assert json.loads(text) == encode(told)
    assert list(json.loads(text)) == list(encode(told))  # type: ignore[arg-type]
    assert not ascii_only or text.isascii()


def test_chains_too_many_to_look_at_are_written_to_the_last_digit(told: RouteAssessment) -> None:
    parties = tuple(Party(f"p{at}", f"Größe {at}") for at in range(3))
    # Each pair twice, among them the holder's own make, and numbers of every size.
    ends = np.array([[0, 1], [-1, 2], [HOLDER, -1], [2, 0]] * 2)
    numbers = np.array([1.0, 0.1, 1 / 3, 1e-6, 2.5e-17, 0.0, 123456789.125, 5e-324])
    for holder in (Party("grp", "Group"), Party(None, "nobody known")):
        chains = ChainList(parties, holder, ends, numbers, numbers / 3, numbers * 0.7, {})
        whole = replace(told, supply_chains=chains)
        assert json.loads(assessment_text(whole))["supply_chains"] == encode(tuple(chains))


def test_a_term_without_a_form_in_json_is_refused(told: RouteAssessment) -> None:
    route = told.routes[0]
    endless = Term("supply", -float("inf"), None, "", ())
    broken = replace(told, routes=[replace(route, terms=(*route.terms[1:], endless))])
    with pytest.raises(ValueError, match="no form in JSON"):
        assessment_text(broken)


def test_the_first_of_many_are_those_of_the_ranking() -> None:
    rng = np.random.default_rng(7)
    for _ in range(200):
        values = rng.integers(0, 6, rng.integers(1, 30)) / 5.0  # many equals
        least, many = float(rng.choice([0.0, 0.2, 0.9])), int(rng.integers(1, 9))
        assert first_of(values, least, many).tolist() == ranked(values, least)[:many].tolist()
