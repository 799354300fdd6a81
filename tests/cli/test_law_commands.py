"""`headstamp law` and `headstamp assess`, as people and programs use them."""

from __future__ import annotations

from pathlib import Path

import pytest
from asked import Run, is_one_sentence
from sipri_files import Deal, sipri

ASKED = (
    "--supplier",
    "Serbia",
    "--recipient",
    "Burkina Faso",
    "--weapon",
    "assault rifle",
    "--on",
    "2019-06-01",
)


@pytest.fixture
def sahel(run: Run) -> str:
    assert run("init", "sahel", "--example", "sahel-2021").code == 0
    return "sahel"


def test_what_binds_a_state(run: Run) -> None:
    told = run("law", "show", "Finland", "--on", "2026-06-01", "--json").json("law.show/1")
    assert told["actor"] == {"id": "FIN", "name": "Finland"}
    mines = next(one for one in told["instruments"] if one["id"] == "mine-ban")
    assert (mines["bound"], mines["unverified"]) == (False, False)
    assert "no longer from 10 January 2026" in mines["because"]
    people = run("law", "show", "Finland", "--on", "2026-06-01")
    assert (people.code, "no longer from 10 January 2026" in people.out) == (0, True)


def test_a_year_without_a_day_is_said(run: Run) -> None:
    told = run("law", "show", "Sweden", "--on", "2015-01-15", "--json").json("law.show/1")
    treaty = next(one for one in told["instruments"] if one["id"] == "att")
    assert treaty["bound"] is None
    assert treaty["because"].endswith("cannot tell within this year")


def test_embargoes_at_a_time(run: Run) -> None:
    told = run("law", "embargoes", "--on", "2003-12-01", "--against", "Iraq", "--json").json(
        "law.embargoes/1"
    )
    assert [(one["id"], one["scope"], one["in_force"]) for one in told["embargoes"]] == [
        ("un-iraq-authority", "all but", True),
        ("eu-iraq-authority", "all but", True),
    ]
    contested = run("law", "embargoes", "--on", "2025-10-15", "--body", "un", "--against", "Iran")
    assert "CONTESTED: Russia, China and Iran" in contested.out
    assert (
        run("law", "embargoes", "--on", "2021-01-01", "--body", "UN", "--against", "Iran", "--json").json(
            "law.embargoes/1"
        )["embargoes"]
        == []
    )
    assert "There is no embargo of 'Mars'" in run("law", "embargoes", "--on", "2021", "--body", "Mars").error(
        3
    )


def test_rules_are_listed(run: Run) -> None:
    told = run("law", "rules", "--json").json("law.rules/1")
    assert "att-6.3" in {one["id"] for one in told["rules"]}
    assert "att-6.3" in run("law", "rules").out


def test_assess_without_a_case(run: Run) -> None:
    told = run("assess", *ASKED, "--quantity", 500, "--json").json("assess/1")
    assert (told["law"]["outcome"], told["policy"], told["preset"]) == ("needs a decision", None, None)
    assert (told["on"], told["known_by"], told["quantity"]) == ("2019-06-01", "2019-06-01", 500)
    assert all(one["decided_by"] is None for one in told["law"]["steps"])
    people = run("assess", *ASKED)
    assert people.code == 0
    assert "Law: needs a decision" in people.out
    assert "clear" not in people.out.casefold()


def test_assess_with_what_a_case_knows(sahel: str, run: Run) -> None:
    told = run("assess", *ASKED, "--case", sahel, "--json").json("assess/1")
    assert [one["id"] for one in told["known"]] == ["I-04"]
    assert {"S-01", "C-01"} <= {one["id"] for one in told["learnt_later"]}
    later = run("assess", *ASKED, "--case", sahel, "--known-by", "2022", "--json").json("assess/1")
    assert later["known_by"] == "2022-12-31"
    assert {"S-01", "C-01"} <= {one["id"] for one in later["known"]}
    people = run("assess", *ASKED, "--case", sahel).out
    assert "Learnt later, or not surely before; does not count" in people


def test_policy_beside_law(run: Run) -> None:
    asked = ("--supplier", "USA", "--recipient", "Iraq", "--weapon", "rifle", "--on", "2016-06-01")
    told = run("assess", *asked, "--preset", "amnesty-iraq", "--json").json("assess/1")
    assert told["policy"]["outcome"] == "denied by presumption"
    assert told["law"]["outcome"] == "needs a decision"
    people = run("assess", *asked, "--preset", "amnesty-iraq").out
    assert "Policy amnesty-iraq (no law): denied by presumption" in people


def test_judgements_are_kept_in_the_case(sahel: str, run: Run) -> None:
    judged = (
        "--decide",
        "att-6.3=not prohibited",
        "--decide",
        "att-11=risk",
        "--by",
        "team A",
        "--because",
        "read",
    )
    told = run("assess", *ASKED, "--case", sahel, *judged, "--json").json("assess/1")
    steps = {one["rule"]: one for one in told["law"]["steps"]}
    assert (steps["att-6.3"]["outcome"], steps["att-6.3"]["decided_by"]) == ("not prohibited", "team A")
    again = run("assess", *ASKED, "--case", sahel, "--json").json("assess/1")
    assert {one["rule"]: one["decided_by"] for one in again["law"]["steps"]}["att-11"] == "team A"
    dissent = ("--dissent", "att-11=overriding risk", "--by", "team B")
    told = run("assess", *ASKED, "--case", sahel, *dissent, "--json").json("assess/1")
    step = next(one for one in told["law"]["steps"] if one["rule"] == "att-11")
    assert (step["outcome"], [one["by"] for one in step["dissents"]]) == ("risk", ["team B"])
    rows = run("decisions", "list", sahel, "--json").json("list/1")
    assert len(rows["rows"]) == 3
    assert "assess" in run("case", "history", sahel).out
    # The same person on the same question changes the row.
    assert run("assess", *ASKED, "--case", sahel, "--decide", "att-11=mitigated", "--by", "team A").code == 0
    assert len(run("decisions", "list", sahel, "--json").json("list/1")["rows"]) == 3


def test_a_judgement_that_answers_nothing_changes_nothing(sahel: str, run: Run) -> None:
    judged = ("--decide", "att-6.3=not prohibited", "--decide", "att-6.9=risk", "--by", "team A")
    assert "There is no rule 'att-6.9'" in run("assess", *ASKED, "--case", sahel, *judged).error(3)
    assert run("decisions", "list", sahel, "--json").json("list/1")["rows"] == []


@pytest.mark.parametrize(
    ("more", "code", "why"),
    [
        (("--quantity", "0"), 2, "A transfer of 0 is no transfer; give a quantity of 1 or more."),
        (("--preset", "nobody"), 3, "There is no preset of policy 'nobody'"),
        (("--preset", "own.toml"), 4, "names the rule 'att-6.9', which there is not"),
        (("--decide", "att-6.3=prohibited", "--by", "A"), 2, "need --case"),
        (("--decide", "att-6.3=prohibited"), 2, "need --by"),
        (("--decide", "att-6.3", "--by", "A"), 2, "is no judgement"),
        (("--on", "since 2019"), 2, "has no beginning or no end"),
        (("--on", "someday"), 2, "someday"),
        (("--case", "nowhere"), 3, "There is no case at nowhere"),
        (("--supplier", "Ruritania"), 3, "Nobody is known by the name of the supplier, 'Ruritania'"),
        (("--report", "nowhere/page.html"), 3, "There is no folder nowhere"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(more: tuple[str, ...], code: int, why: str, run: Run) -> None:
    preset = 'name = "own"\ntitle = "t"\ncite = "c"\n[[slot]]\nid = "a"\nasks = "b?"\n'
    Path("own.toml").write_text(preset + 'rule = "att-6.9"\nfilled_by = ["risk"]\n', encoding="utf-8")
    said = run("assess", *ASKED, *more).error(code)
    assert why in said
    assert is_one_sentence(said.removeprefix("Error: ").strip()), said


def test_an_unknown_end_user_is_kept_and_said(run: Run) -> None:
    asked = ("--supplier", "Serbia", "--recipient", "Iraq", "--weapon", "rifle", "--on", "2016-06-01")
    told = run("assess", *asked, "--end-user", "Brigade of nowhere", "--json").json("assess/1")
    assert told["end_user"] == {"id": "Brigade of nowhere", "name": "Brigade of nowhere"}
    assert "end user: nobody is known by the name 'Brigade of nowhere'" in told["missing"]


def test_both_answers_across_a_change_of_law(run: Run) -> None:
    asked = ("--supplier", "Slovakia", "--recipient", "Burkina Faso", "--weapon", "rifle", "--on", "2008")
    told = run("assess", *asked, "--json").json("assess/1")
    assert [one["on"]["to"] for one in told["parts"]] == ["2008-12-07", "2008-12-31"]
    assert told["on"] == "2008"
    assert "8-31 December 2008: needs a decision" in run("assess", *asked).out


def test_what_of_a_case_the_law_touches(case: Path, run: Run) -> None:
    assert run("law", "check", case).code == 0
    seen = "S-1,munition,improvised-explosive-device,islamic-state,2016-06-01,Iraq\n"
    Path("s.csv").write_text(f"id,item_type,weapon,holder,to,country\n{seen}", encoding="utf-8")
    Path("d.csv").write_text("id,sighting,kind,activation\nM-1,S-1,improvised,person\n", encoding="utf-8")
    rows = "T-1,Serbia,Iraq,delivered,rifle,1995-06\n"
    Path("t.csv").write_text(f"id,supplier,recipient,stage,weapon,delivered_from\n{rows}", encoding="utf-8")
    for table, file in (("sightings", "s.csv"), ("devices", "d.csv"), ("transfers", "t.csv")):
        assert run(table, "import", case, file).code == 0
    told = run("law", "check", case, "--json")
    assert told.code == 1
    found = told.json("law.check/1")
    assert [one["answer"] for one in found["transfers"]] == ["in scope; exemptions unchecked"]
    assert [one["answer"] for one in found["devices"]] == ["prohibited type; the treaty binds states"]
    people = run("law", "check", case)
    assert (people.code, "in scope; exemptions unchecked" in people.out) == (1, True)


def test_registers_are_looked_at_when_asked(case: Path, run: Run) -> None:
    deals = [
        Deal(recipient="Iraq", supplier="Iceland", item="T-55", ordered="1994", years="1995"),
        Deal(recipient="Iraq", supplier="Iceland", item="T-55", ordered="2010", years="2011"),
        Deal(recipient="Jordan", supplier="Iran", item="T-55", ordered="2011", years="2012"),
    ]
    Path("register.csv").write_bytes(sipri(deals))
    assert run("records", "add", "register.csv").code == 0
    seen = "S-1,weapon,T-55,islamic-state,2016-06-01,Iraq\n"
    Path("s.csv").write_text(f"id,item_type,weapon,holder,to,country\n{seen}", encoding="utf-8")
    assert run("sightings", "import", case, "s.csv").code == 0
    assert run("law", "check", case, "--json").json("law.check/1")["transfers"] == []
    told = run("law", "check", case, "--records", "--json").json("law.check/1")["transfers"]
    assert [(one["embargo"], one["supplier"], one["when"]["from"]) for one in told] == [
        ("un-iraq-all", "Iceland", "1995-01-01")
    ]


def test_the_page_is_written(sahel: str, run: Run) -> None:
    told = run("assess", *ASKED, "--case", sahel, "--report", "page.html", "--json").json("assess/1")
    assert told["report"] == "page.html"
    page = Path("page.html").read_text(encoding="utf-8")
    assert "Rule by rule" in page
    assert "<script" not in page


def test_dates_after_the_tables_and_shared_names_are_noted(run: Run) -> None:
    day = "looked at up to 22 November 2026"
    for asked in (("show", "Congo"), ("embargoes", "--against", "Congo"), ("embargoes",)):
        shown = run("law", *asked, "--on", "2027-01-01").out
        assert day in shown
        assert ("also called so" in shown) is ("Congo" in asked)
        assert day not in run("law", *asked, "--on", "2026-06-01").out
        told = run("law", *asked, "--on", "2027-01-01", "--json").json(f"law.{asked[0]}/1")["notes"]
        assert [day in told[-1], len(told)] == [True, 2 if "Congo" in asked else 1]
        assert all(note.removesuffix(".") in shown.replace("Note: the", "Note: The") for note in told)
        before = run("law", *asked, "--on", "2026-06-01", "--json").json(f"law.{asked[0]}/1")["notes"]
        assert len(before) == ("Congo" in asked)


def test_a_quantity_is_told_beside_the_weapon(run: Run) -> None:
    shown = run("assess", *ASKED, "--quantity", "5000").out
    assert shown.splitlines()[0] == "Serbia to Burkina Faso: assault rifle, quantity 5,000, 1 June 2019"


def test_what_is_no_state_is_bound_by_nothing(run: Run) -> None:
    told = run("law", "show", "Islamic State", "--on", "2016-06-01", "--json").json("law.show/1")
    assert {one["because"] for one in told["instruments"]} == {
        "Islamic State is no state, and the instrument binds states"
    }


def test_nothing_is_counted_that_is_not_there(run: Run) -> None:
    shown = run("law", "embargoes", "--on", "2003-12-01", "--against", "Iraq").out
    assert shown.splitlines()[-1].startswith("2 embargoes in force")
    assert "0 of" not in shown


@pytest.mark.parametrize(
    "asked", [("law", "show", "Iran", "--on", "2025-10-15"), ("assess", *ASKED)], ids=["show", "assess"]
)
def test_a_narrow_terminal_cuts_no_reason(
    run: Run, monkeypatch: pytest.MonkeyPatch, asked: tuple[str, ...]
) -> None:
    wide = run(*asked).out
    monkeypatch.setenv("COLUMNS", "60")
    narrow = run(*asked).out
    assert "…" not in narrow
    assert max(map(len, narrow.splitlines())) <= 60
    reason = wide.splitlines()[2].split("  ")[-1].split()
    assert " ".join(reason[-4:]) in " ".join(narrow.split())
