"""`headstamp marks`, as people and programs use it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from asked import Answer

Run = Callable[..., Answer]


def test_a_mark_is_read_for_people(run: Run) -> None:
    told = run("marks", "read", "ppu 04", "--calibre", "7.62x39")
    assert (told.code, told.err) == (0, "")
    first = told.out.splitlines()[1]
    assert "Prvi Partizan" in first
    assert "2004" in first
    assert "checked once" in first
    assert "a maker not in the table" in told.out
    assert "who supplied, owned or fired it" in told.out
    assert "judgements, not measured frequencies" in " ".join(told.out.split())


def test_a_mark_is_read_for_programs(run: Run) -> None:
    told = run("marks", "read", "12: 539 6: 83", "--on", "2015-06-30", "--json").json("marks.read/1")
    assert (told["text"], told["calibre"], told["on"]) == ("12: 539 6: 83", None, "2015-06-30")
    best = told["readings"][0]
    assert best["state"] == {"id": "former:soviet-union", "name": "Soviet Union"}
    assert best["today"]["id"] == "RUS"
    assert best["years"] == [1983]
    assert sum(one["weight"] for one in told["readings"]) == pytest.approx(1)
    assert [one["maker"] for one in told["readings"]].count(None) == 1


def test_words_need_no_quotation_marks(run: Run) -> None:
    told = run("marks", "read", "LC", "05", "--json").json("marks.read/1")
    assert told["text"] == "LC 05"
    assert told["readings"][0]["years"] == [2005]


def test_a_mark_that_nobody_knows_is_no_error(run: Run) -> None:
    told = run("marks", "read", "qqq", "--json")
    assert told.code == 0
    (only,) = told.json("marks.read/1")["readings"]
    assert (only["maker"], only["state"], only["weight"]) == (None, None, 1)


def test_a_symbol_on_a_weapon_is_looked_up(run: Run) -> None:
    told = run("marks", "read", "66 in a triangle", "--json").json("marks.read/1")
    assert [one["state"]["id"] for one in told["symbols"]] == ["CHN"]
    assert "As a symbol on a weapon" in run("marks", "read", "66 in a triangle").out


def test_nothing_is_read_that_was_made_after_it_was_seen(run: Run) -> None:
    told = run("marks", "read", "PMP 14", "--on", "2013-01-01", "--json").json("marks.read/1")
    assert told["readings"][0]["years"] == [1914]
    assert run("marks", "read", "PMP 14", "--on", "yesterday").code == 2


def test_the_known_marks_of_a_state_are_listed(run: Run) -> None:
    told = run("marks", "list", "--state", "Bulgaria", "--json").json("marks.list/1")
    assert [(one["code"], one["from"], one["review"]) for one in told["codes"]] == [
        ("10", 1948, "checked once")
    ]
    assert told["symbols"] == []
    shown = run("marks", "list", "--state", "BGR").out
    assert "Kazanlak" in shown
    assert shown.endswith("1 row.\n")


def test_symbols_on_weapons_are_listed(run: Run) -> None:
    told = run("marks", "list", "--symbols", "--json").json("marks.list/1")
    assert told["codes"] == []
    assert "arrow in a triangle" in {one["mark"] for one in told["symbols"]}
    assert "arrow in a triangle" in run("marks", "list", "--symbols").out


def test_a_state_that_nobody_knows_is_not_found(run: Run) -> None:
    assert "Atlantis" in run("marks", "list", "--state", "Atlantis").error(3)
    assert run("marks", "list", "--state", "Atlantis", "--json").fault(3)["code"] == "not-found"


OWN = """code,maker,state,from,to,source,review
QZ,A works of the case,Iraq,1980,1990,interview-3,
QY,Another works,XQA,,,,unverified
"""


def test_a_case_s_own_headstamps_are_read_with_the_shipped_ones(case: Path, run: Run) -> None:
    Path("own.csv").write_text(
        "id,name,kind\nXQA,Quasiland,state\n",
        encoding="utf-8",
    )
    assert run("actors", "import", case, "own.csv").code == 0
    Path("own.csv").write_text(OWN, encoding="utf-8")
    assert run("headstamps", "import", case, "own.csv").code == 0
    asked = ("marks", "read", "QZ 84", "--on", "2014-06-30")
    assert run(*asked, "--json").json("marks.read/1")["readings"][0]["maker"] is None
    told = run(*asked, "--case", case, "--json").json("marks.read/1")
    assert told["case"] == str(case)
    first, unknown = told["readings"]
    assert (first["maker"], first["years"], first["own"]) == ("A works of the case", [1984], True)
    assert first["state"] == {"id": "IRQ", "name": "Iraq"}
    assert (unknown["maker"], unknown["own"]) == (None, False)
    shown = run(*asked, "--case", case).out
    assert "the case's own" in shown.splitlines()[1]
    assert "Source: the case's own row; interview-3." in shown
    other = run("marks", "read", "QY", "--case", case).out
    assert "Quasiland" in other
    assert "the case's own, unverified" in other
    assert "the case's own row, which names none" in other


def test_shipped_marks_read_alike_with_a_case_that_has_none(case: Path, run: Run) -> None:
    asked = ("marks", "read", "ppu 04", "--on", "2014-06-30")
    bare, with_case = (run(*asked, *more, "--json").json("marks.read/1") for more in ((), ("--case", case)))
    assert bare["readings"] == with_case["readings"]
    assert run(*asked).out == run(*asked, "--case", case).out


def test_marks_of_a_case_that_is_not_there(run: Run) -> None:
    assert "nowhere" in run("marks", "read", "ppu 04", "--case", "nowhere").error(3)
