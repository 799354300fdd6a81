from __future__ import annotations

import json

from asked import Run


def test_a_name_is_read_by_the_time_given(run: Run) -> None:
    told = json.loads(run("resolve", "YUG", "--on", "1999", "--json").out)
    assert told["actor"]["id"] == "former:serbia-and-montenegro"
    told = json.loads(run("resolve", "YUG", "--on", "24 March 1985", "--json").out)
    assert told["actor"]["id"] == "former:yugoslavia"


def test_the_reason_is_told(run: Run) -> None:
    dated, undated = run("resolve", "Yugoslavia", "--on", "1999").out, run("resolve", "Yugoslavia").out
    assert "asked of 1999" in dated
    assert "no date was given" in undated
    assert "1995 lies outside" in run("resolve", "Soviet Union", "--on", "1995").out
    assert run("resolve", "Iraq").out.endswith("As an actor: Iraq (IRQ, state).\n")


def test_what_is_no_party_is_told(run: Run) -> None:
    assert "no party, but a region (Channel Islands)" in run("resolve", "Channel Islands").out
    assert "no party, but a sum of parties (World)" in run("resolve", "WLD").out
    assert "no party, but a word for 'not stated'" in run("resolve", "Areas, nes").out
    assert "nobody known is called so" in run("resolve", "flying carpet").out


def test_a_time_that_cannot_be_read_is_wrong_usage(run: Run) -> None:
    answer = run("resolve", "Yugoslavia", "--on", "rubbish")
    assert answer.code == 2
    assert "'rubbish' cannot be read as a date" in answer.err
