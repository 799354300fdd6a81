"""`headstamp records`: what each command answers, for programs and for people."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from asked import Run
from sipri_files import OCTOBER_2024, Deal, sipri

DEALS = [
    Deal(
        recipient="Iraq",
        supplier="Iceland",
        ordered="1979?",
        number="40?",
        item="T-55",
        delivered="30?",
        years="1980;1981",
        comment="Second-hand; via Andorra; no. could be up to 35",
    ),
    Deal(recipient="Iraq", supplier="Monaco", item="M-113", described="APC", ordered="1982", years="1983"),
    Deal(recipient="Iran", supplier="Iceland", item="T-55", ordered="1983", years="1984"),
    Deal(
        recipient="Iraq",
        supplier="unknown supplier(s)",
        item="Zorkmid-3",
        ordered="1984",
        number="3",
        delivered="",
        years="",
    ),
]
DATA = sipri(DEALS)
SHA = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def register(run: Run) -> Path:
    path = Path("trade-register.csv")
    path.write_bytes(DATA)
    assert run("records", "add", path).code == 0
    return path


def found(run: Run, *asked: object) -> list[dict[str, Any]]:
    told = run("records", "find", *asked, "--json")
    assert (told.code, told.err) == (0, "")
    transfers = told.json("records.find/1")["transfers"]
    assert isinstance(transfers, list)
    return transfers


def test_a_register_is_added_once(run: Run, register: Path) -> None:
    told = run("records", "add", register, "--json").json("records.add/1")
    (entry,) = told["files"]
    assert entry == {
        "file": "trade-register.csv",
        "source": "sipri",
        "snapshot": SHA,
        "read": 4,
        "kept": 4,
        "merged": 0,
        "rejected": 0,
        "new": 0,
    }
    told = run("records", "add", register).out
    already = f"already in the library (SIPRI, generated 18 May 2026, {SHA[:12]})"
    assert told == f"trade-register.csv: {already}; nothing new.\n"


def test_a_row_broken_in_two_is_counted_as_merged(run: Run) -> None:
    rows = str(Deal(comment="cut here")).replace("cut here", "cut\nhere")
    Path("register.csv").write_bytes(sipri([rows, Deal()]))
    (entry,) = run("records", "add", "register.csv", "--json").json("records.add/1")["files"]
    assert [entry[key] for key in ("read", "kept", "merged", "rejected")] == [3, 2, 1, 0]


def test_snapshots_are_listed_newest_edition_first(run: Run, register: Path) -> None:
    Path("older.csv").write_bytes(sipri([Deal()], generated=OCTOBER_2024))
    run("records", "add", "older.csv")
    told = run("records", "list", "--json").json("records.list/1")["snapshots"]
    assert [(one["file"], one["generated"]) for one in told] == [
        ("trade-register.csv", "2026-05-18T14:29:20"),
        ("older.csv", "2024-10-13T14:20:11"),
    ]
    assert told[0]["years"] == [1980, 1984]
    shown = run("records", "show", SHA[:8], "--json").json("records.show/1")
    assert {key: value for key, value in shown.items() if key != "schema"} == told[0]
    assert "SIPRI, generated 13 October 2024" in run("records", "list").out
    assert "terms of use" in run("records", "show", SHA).out
    again = run("records", "rebuild", "--json").json("records.list/1")["snapshots"]
    assert [one["snapshot"] for one in again] == [one["snapshot"] for one in told]
    assert "4 rows, 0 rejected" in run("records", "rebuild").out


def test_an_empty_library_says_so_and_is_no_error(run: Run) -> None:
    for name, key in (("list", "snapshots"), ("rebuild", "snapshots")):
        assert run("records", name, "--json").json("records.list/1")[key] == []
        assert "The library is empty" in run("records", name).out
    assert found(run, "--recipient", "Iraq") == []
    assert run("records", "find").out == "No record in an empty library.\n"
    told = run("records", "suppliers", "Iraq", "--years", "1980-1988", "--json").json("records.suppliers/1")
    assert (told["n"], told["suppliers"], told["snapshots"]) == (0, [], [])


def test_nothing_rejected_is_said(run: Run, register: Path) -> None:
    assert run("records", "rejects", SHA[:4], "--json").json("records.rejects/1")["rejected"] == []
    assert run("records", "rejects", SHA[:4]).out == "Nothing of trade-register.csv was rejected.\n"


def test_what_the_sources_see_is_told(run: Run) -> None:
    told = run("records", "sources", "--json").json("records.sources/1")["sources"]
    (sipri_facts,) = [one for one in told if one["id"] == "sipri"]
    assert sipri_facts["stages"] == ["ordered", "delivered"]
    assert sipri_facts["years"] == [1950, None]
    assert "small arms" in sipri_facts["does_not_see"]
    assert "does not record" in run("records", "sources").out


def test_a_transfer_has_the_keys_of_the_contract_with_their_meaning(run: Run, register: Path) -> None:
    (one,) = found(run, "--recipient", "IRQ", "--weapon", "T-55")
    assert (one["source"], one["snapshot"], one["row"]) == ("sipri", SHA, 13)
    assert (one["stage"], one["level"]) == ("delivered", "model")
    assert one["supplier"] == {"id": "ISL", "name": "Iceland"}
    assert one["recipient"] == {"id": "IRQ", "name": "Iraq"}
    assert one["end_user"] is None
    assert one["via"] == [{"id": "AND", "name": "Andorra"}]
    assert [(each["id"], each["weight"]) for each in one["weapon"]] == [("t-55", 1.0)]
    # The number delivered belongs to the stage; the number ordered stands apart.
    assert {key: one["quantity"][key] for key in ("value", "high", "unit", "status", "raw")} == {
        "value": 30,
        "high": 35,
        "unit": "object",
        "status": "estimate",
        "raw": "30?",
    }
    assert (one["ordered_quantity"]["value"], one["ordered_quantity"]["status"]) == (40, "estimate")
    assert one["ordered"] == {
        "from": "1979-01-01",
        "to": "1979-12-31",
        "precision": "year",
        "status": "estimate",
        "raw": "",
    }
    assert [each["when"]["from"] for each in one["deliveries"]] == ["1980-01-01", "1981-01-01"]
    # The form splits no total over the years.
    assert [(each["quantity"]["value"], each["quantity"]["status"]) for each in one["deliveries"]] == [
        (None, "blank"),
        (None, "blank"),
    ]
    assert one["comment"].startswith("Second-hand")


def test_an_order_without_delivery_is_at_its_own_stage(run: Run, register: Path) -> None:
    (one,) = found(run, "--stage", "ordered")
    assert (one["item"], one["quantity"]["value"], one["deliveries"]) == ("Zorkmid-3", 3, [])
    assert one["supplier"]["id"] in (None, "not-known")


@pytest.mark.parametrize(
    ("asked", "items"),
    [
        ([], ["Zorkmid-3", "T-55", "M-113", "T-55"]),
        (["--supplier", "ISL"], ["T-55", "T-55"]),
        (["--supplier", "Iceland", "--recipient", "iran"], ["T-55"]),
        (["--years", "1983"], ["M-113"]),
        (["--years", "1980-1983", "--recipient", "Iraq"], ["M-113", "T-55"]),
        (["--source", "sipri", "--weapon", "M113"], ["M-113"]),
        (["--source", "eu-coarm"], []),
        (["--snapshot", SHA[:6], "--stage", "delivered", "--years", "1984"], ["T-55"]),
        (["--weapon", "Zorkmid-3"], ["Zorkmid-3"]),
        (["--weapon", "nothing at all"], []),
    ],
    ids=" ".join,
)
def test_filters_narrow_what_is_found(asked: list[str], items: list[str], run: Run, register: Path) -> None:
    assert sorted(one["item"] for one in found(run, *asked)) == sorted(items)


def test_what_could_not_be_seen_is_said_beside_what_was_found(run: Run, register: Path) -> None:
    told = run("records", "find", "--weapon", "AK-47", "--json").json("records.find/1")
    assert told["transfers"] == []
    (blind,) = told["cannot_see"]
    assert blind["source"] == "sipri"
    assert "small arms" in blind["why"]
    assert "small arms" in run("records", "find", "--weapon", "AK-47").out


def test_for_people_number_order_and_delivery_stand_apart(run: Run, register: Path) -> None:
    header, first, *_ = run("records", "find", "--recipient", "Iraq", "--weapon", "T-55").out.splitlines()
    assert header.split() == ["supplier", "recipient", "item", "ordered", "delivered", "comment"]
    assert "about 40, about 1979" in first
    assert "1980-1981" in first


def test_only_the_editions_that_answered_are_named(run: Run, register: Path) -> None:
    older = sipri([DEALS[0], Deal(supplier="Andorra")], generated=OCTOBER_2024)
    Path("older.csv").write_bytes(older)
    run("records", "add", "older.csv")
    told = run("records", "find", "--recipient", "Iran").out
    assert "1 record in SIPRI, generated 18 May 2026." in told
    assert "October 2024" not in told
    told = run("records", "find", "--supplier", "Andorra").out
    assert "1 record in SIPRI, generated 13 October 2024." in told
    sha = hashlib.sha256(older).hexdigest()
    asked = run("records", "find", "--recipient", "Iraq", "--weapon", "T-55", "--snapshot", sha[:9]).out
    assert "1 record in SIPRI, generated 13 October 2024." in asked


def test_suppliers_are_counted_with_their_scope(run: Run, register: Path) -> None:
    asked = ("records", "suppliers", "Iraq", "--years", "1980-1988", "--also", "Iran", "--claimed", "34/28")
    told = run(*asked, "--json").json("records.suppliers/1")
    assert (told["n"], told["n_other"], told["n_both"]) == (2, 1, 1)
    assert (told["recipient"]["id"], told["also"]["id"]) == ("IRQ", "IRN")
    assert [one["id"] for one in told["suppliers"]] == ["ISL", "MCO"]
    assert [one["id"] for one in told["both"]] == ["ISL"]
    assert told["claimed"] == {"n": 34, "n_both": 28}
    assert (told["stage"], told["years"], told["snapshots"]) == ("delivered", [1980, 1988], [SHA])
    assert len(told["records"]) == 3
    for_people = run(*asked).out
    assert "Claimed: 34, 28 both (scope not stated with the claim). Recomputed here: 2, 1 both." in for_people
    assert f"Scope: {told['scope']}" in for_people


def test_without_another_recipient_or_claim_their_keys_are_null(run: Run, register: Path) -> None:
    asked = ("records", "suppliers", "Iraq", "--years", "1980-1988", "--stage", "ordered")
    told = run(*asked, "--json").json("records.suppliers/1")
    nothing = [told[key] for key in ("also", "n_other", "n_both", "claimed")]
    assert nothing == [None] * 4
    assert told["stage"] == "ordered"


def test_recipients_are_counted_with_their_scope(run: Run, register: Path) -> None:
    asked = ("records", "recipients", "ISL", "--years", "1980–1988")
    told = run(*asked, "--json").json("records.recipients/1")
    assert (told["n"], [one["id"] for one in told["recipients"]]) == (2, ["IRN", "IRQ"])
    assert "Iceland: 2 recipients" in run(*asked).out
