"""`headstamp records mirror`, as people and programs meet it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from test_mirror import line, others, table

from headstamp.cli import main
from headstamp.contract import COMMON, schema
from headstamp.records import Added

Add = Callable[..., Added]
KEYS = "schema recipient supplier years source flows trusts pairs remarks scope snapshots"
FLOW_KEYS = """
    source year stage category measure exporter importer verdict ratio freight estimate low high
    surprising because
"""
ROWS = (
    *others(),
    line("Iceland", 100),
    line("Iraq", 120),
    line("Iceland", 3, year=2016),
    line("Iceland", 8, year=2017),
    line("Iraq", 0, year=2017),
)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        main(["records", "mirror", *arguments])
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out, said.err


def checked(text: str) -> Any:
    shared = Resource.from_contents(schema(COMMON))
    registry = Registry().with_resource(shared.id(), shared)
    told = json.loads(text)
    Draft202012Validator(schema("headstamp.records.mirror/1"), registry=registry).validate(told)
    return told


def test_the_answer_is_what_the_contract_says(add: Add, capsys: pytest.CaptureFixture[str]) -> None:
    add(table(*ROWS), "transfers.csv")
    code, out, err = run(capsys, "Iraq", "Iceland", "--years", "2015-2017", "--json")
    assert (code, err) == (0, "")
    told = checked(out)
    assert list(told) == KEYS.split()
    assert set(told["flows"][0]) == set(FLOW_KEYS.split())
    assert [one["verdict"] for one in told["flows"]] == ["both", "one", "contradiction"]
    assert (told["pairs"], told["years"], len(told["trusts"])) == (1, [2015, 2017], 2)


def test_an_empty_answer_is_one_too(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "Iraq", "Iceland", "--source", "unroca", "--json")
    assert (code, checked(out)["flows"]) == (0, [])
    assert "No flow from Iceland to Iraq is reported by both sides." in run(capsys, "Iraq", "Iceland")[1]


def test_people_see_both_reports_the_estimate_and_what_it_rests_on(
    add: Add, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)  # as in a pipe: nothing is cut
    add(table(*ROWS), "transfers.csv")
    _, out, _ = run(capsys, "Iraq", "Iceland")
    first, _, header, *told = out.splitlines()
    assert first == "Iceland to Iraq: 3 flows, 1 reported by both sides"
    assert header.split()[:8] == [
        "year",
        "category",
        "stage",
        "unit",
        "exporter",
        "importer",
        "ratio",
        "estimate",
    ]
    assert told[0].split()[:7] == ["2015", "SA4", "delivered", "object", "100", "120", "1.20"]
    assert "One side reports some and the other none" in told[2]
    assert any("1 flow of its own among 31 that both sides report" in one for one in told)
    assert told[-1].startswith("Scope: Flows from Iceland to Iraq, all years")


def test_an_unknown_name_is_not_found(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "Iraq", "Atlantis")
    assert (code, out) == (3, "")
    assert err.startswith("Error: No actor is called 'Atlantis'")
