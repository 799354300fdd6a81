"""`headstamp questions` and `headstamp request`."""

from __future__ import annotations

from pathlib import Path

import pytest
from asked import Run


@pytest.fixture
def mosul(run: Run) -> Path:
    assert run("init", "mosul", "--example", "iraq-2014").code == 0
    return Path("mosul")


def test_questions_come_in_order_and_in_json(run: Run, mosul: Path) -> None:
    told = run("questions", mosul, "--most", "4", "--json").json("questions/1")
    assert [one["rank"] for one in told["questions"]] == [1, 2, 3, 4]
    for one in told["questions"]:
        assert one["alone"] == pytest.approx(one["chance"] * one["if_answered"])
    assert told["left"] > 0
    table = run("questions", mosul, "--most", "4")
    assert table.code == 0
    assert told["questions"][0]["ask"] in table.out


def test_an_empty_case_has_no_question(run: Run, case: Path) -> None:
    assert "No question" in run("questions", case).out
    assert run("questions", case, "--json").json("questions/1")["questions"] == []


def test_a_preset_that_is_not_there_is_not_found(run: Run, case: Path) -> None:
    run("questions", case, "--priors", "none").error(3)


def test_a_request_is_written_whole(run: Run, mosul: Path) -> None:
    printed = run("request", mosul, "S-01")
    assert printed.out.startswith("> Before you send this")
    written = run("request", mosul, "S-01", "--to", "letter.md", "--json").json("request/1")
    assert written["file"] == "letter.md"
    assert Path("letter.md").read_text(encoding="utf-8") == printed.out
    assert "serial number" in written["missing"]


def test_a_request_about_nothing_is_not_found(run: Run, mosul: Path) -> None:
    run("request", mosul, "S-999").error(3)
    run("request", mosul, "S-01", "--to", "no/such/folder.md").error(3)
