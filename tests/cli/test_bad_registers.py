"""Files that are no register, and registers with rows that do not hold together."""

from __future__ import annotations

from pathlib import Path

import pytest
from asked import Run, is_one_sentence
from bad_bytes import BAD
from sipri_files import HEADER, Deal, sipri

GOOD = sipri([Deal(), Deal(item="Model-2 Testtank")])


def held(run: Run) -> list[str]:
    return [one["snapshot"] for one in run("records", "list", "--json").json("records.list/1")["snapshots"]]


REFUSED = {
    **{kind: (made(GOOD), said) for kind, (made, said) in BAD.items()},
    "cut in the header": (GOOD[: GOOD.index(b"Weapon designation")], "cut short"),
    "two columns swapped": (
        sipri([Deal()], header=HEADER.replace("Recipient,Supplier", "Supplier,Recipient")),
        "Supplier",
    ),
    "another register": (b"id,name\n1,Bhutan\n", "not a file of records"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_file_that_is_no_register_is_refused_whole(kind: str, run: Run) -> None:
    data, said = REFUSED[kind]
    Path("download.csv").write_bytes(data)
    sentence = run("records", "add", "download.csv").error(4)
    assert said in sentence
    assert "download.csv" in sentence
    told = run("records", "add", "download.csv", "--json")
    (entry,) = told.json("records.add/1")["files"]
    assert (told.code, told.err) == (4, "")
    assert entry["error"]["message"] == sentence
    assert entry["error"]["do"] in sentence
    assert (entry["snapshot"], entry["new"]) == (None, 0)
    assert held(run) == []


def test_good_files_are_added_beside_a_bad_one_and_the_highest_exit_wins(run: Run) -> None:
    Path("page.csv").write_bytes(BAD["a web page"][0](b""))
    Path("one.csv").write_bytes(GOOD)
    Path("two.csv").write_bytes(sipri([Deal(item="Model-3 Testtank")]))
    told = run("records", "add", "one.csv", "page.csv", "nowhere.csv", "two.csv", "--json")
    assert (told.code, told.err) == (4, "")
    one, page, nowhere, two = told.json("records.add/1")["files"]
    assert (one["new"], two["new"]) == (2, 1)
    assert page["error"]["code"] == "html-page"
    assert nowhere["error"]["code"] == "file"
    assert "error" not in one | two
    assert sorted(held(run)) == sorted([one["snapshot"], two["snapshot"]])


def test_for_people_each_bad_file_is_one_sentence_on_stderr(run: Run) -> None:
    Path("page.csv").write_bytes(BAD["a web page"][0](b""))
    Path("one.csv").write_bytes(GOOD)
    told = run("records", "add", "page.csv", "one.csv", "nowhere.csv")
    assert told.code == 4
    assert told.out.startswith("one.csv: SIPRI, generated 18 May 2026; 2 rows kept, 0 rejected")
    first, second = told.err.splitlines()
    assert "page.csv" in first
    assert "nowhere.csv" in second
    assert all(is_one_sentence(line.removeprefix("Error: ")) for line in (first, second))


def test_the_highest_exit_is_that_of_the_only_bad_file(run: Run) -> None:
    Path("one.csv").write_bytes(GOOD)
    assert run("records", "add", "one.csv", "nowhere.csv").code == 3
    assert run("records", "add", "one.csv", "one.csv").code == 0
    told = run("records", "add", "one.csv", "--source", "another").error(2)
    assert "sipri" in told


BAD_ROWS = {
    "an unknown state": (Deal(supplier="Atlantis"), "Supplier", "Atlantis"),
    "a year that is none": (Deal(ordered="20x1"), "Year of order", "20x1"),
    "no designation": (Deal(item=""), "Weapon designation", "empty"),
}


@pytest.mark.parametrize("kind", BAD_ROWS)
def test_good_rows_are_kept_beside_a_bad_one(kind: str, run: Run) -> None:
    bad, column, said = BAD_ROWS[kind]
    Path("register.csv").write_bytes(sipri([Deal(), bad, Deal(item="Model-2 Testtank")]))
    told = run("records", "add", "register.csv", "--json")
    (entry,) = told.json("records.add/1")["files"]
    assert (told.code, told.err) == (4, "")
    assert (entry["read"], entry["kept"], entry["merged"], entry["rejected"], entry["new"]) == (3, 2, 0, 1, 2)
    rejected = run("records", "rejects", entry["snapshot"][:6], "--json").json("records.rejects/1")
    (reject,) = rejected["rejected"]
    assert (reject["line"], reject["column"], reject["raw"]) == (14, column, str(bad))
    assert said in reject["why"]
    assert said in run("records", "rejects", entry["snapshot"]).out
    again = run("records", "add", "register.csv", "--json")
    assert again.code == 0, "nothing new was rejected"
    assert again.json("records.add/1")["files"][0]["new"] == 0


def test_a_register_that_is_cut_in_its_last_row_keeps_the_others(run: Run) -> None:
    Path("register.csv").write_bytes(GOOD[:-40])
    told = run("records", "add", "register.csv")
    assert told.code == 4
    assert "1 row kept, 1 rejected" in told.out
    assert "line 14" in told.err
    found = run("records", "find", "--supplier", "Iceland", "--json").json("records.find/1")
    assert [one["row"] for one in found["transfers"]] == [13]


def test_a_thousand_rejected_rows_do_not_fill_the_screen(run: Run) -> None:
    deals = [*(Deal(supplier="Atlantis") for _ in range(1000)), Deal()]
    Path("register.csv").write_bytes(sipri(deals))
    told = run("records", "add", "register.csv")
    assert told.code == 4
    assert len(told.err.splitlines()) == 6
    assert "and 995 more" in told.err


def test_a_file_of_which_nothing_can_be_kept_is_not_stored(run: Run) -> None:
    """It would stand among the editions asked, and its silence pass for an answer."""
    Path("register.csv").write_bytes(sipri([Deal(supplier="Atlantis")]))
    told = run("records", "add", "register.csv")
    assert told.code == 4
    assert (
        "holds no row that could be kept: 1 are rejected, the first because 'Atlantis' is no state"
        in told.err
    )
    assert run("records", "list", "--json").json("records.list/1")["snapshots"] == []


def test_a_source_that_nobody_knows_is_no_empty_answer(run: Run) -> None:
    told = run("records", "find", "--source", "sipry")
    assert told.code == 3
    assert "There is no source of transfers 'sipry'" in told.err
