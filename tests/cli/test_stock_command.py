"""`headstamp stock`, `consignments` and `diversion`, as people and programs use them."""

from __future__ import annotations

from pathlib import Path

import pytest
from asked import Run
from sipri_files import Deal, sipri

INCIDENTS = """\
id,kind,from_actor,to_actor,to,weapons,count_low,count_high,credibility,known_from
L-1,battlefield_capture,iraqi-army,islamic-state,2014-07-10,T-55,6,6,1,2014-07-10
"""
COUNTS = """\
id,actor,weapon,at,kind,count_low,count_high
K-1,IRQ,T-55,2016-06-30,audit,60,60
"""
CONTROLS = """\
id,consignment,step,status,from,due,done
C-1,tanks,licence,granted,2011-01-10,,2011-02-01
C-2,tanks,post_shipment_check,planned,,2013,
C-3,tanks,trace_request,chased,2015-01-10,2015-03-01,
C-4,tanks,trace_request,lost,,,
"""
SIGHTINGS = """\
id,item_type,weapon,holder,to,date_basis,country
S-1,vehicle,T-55,islamic-state,2014-08,published,Iraq
"""


@pytest.fixture
def register(run: Run) -> None:
    deals = [
        Deal(recipient="Iraq", supplier="Bulgaria", item="T-55", number="100", delivered="100", years="2012"),
        Deal(
            recipient="Iraq", supplier="Poland", item="T-55", number="30", delivered="20?", years="2013; 2014"
        ),
    ]
    Path("trade-register.csv").write_bytes(sipri(deals))
    assert run("records", "add", "trade-register.csv").code == 0


@pytest.fixture
def told(run: Run, case: Path, register: None) -> Path:
    """A case with a loss and an audit."""
    for name, text in (("incidents", INCIDENTS), ("stocks", COUNTS), ("sightings", SIGHTINGS)):
        Path(f"{name}.csv").write_text(text, encoding="utf-8")
        assert run(name, "import", case, f"{name}.csv").code == 0
    return case


def test_a_balance_without_a_case(run: Run, register: None) -> None:
    answer = run("stock", "Iraq", "--weapon", "T-55", "--at", "2015")
    assert (answer.code, answer.err) == (0, "")
    assert "+ delivered" in answer.out
    assert "What Iraq had before 2012-01-01 is not known" in " ".join(answer.out.split())
    stock = run("stock", "Iraq", "--weapon", "T-55", "--at", "2015", "--json").json("stock/1")
    assert (stock["actor"]["id"], stock["case"], stock["at"], stock["opening_known"]) == (
        "IRQ",
        None,
        2015,
        False,
    )
    assert [one["recorded"] for one in stock["terms"]] == [120.0, None, None]
    assert stock["expected"]["low90"] <= stock["expected"]["median"] <= stock["expected"]["high90"]
    assert len(stock["movements"]) == 2
    assert len(stock["snapshots"]) == 1


def test_a_balance_with_a_case(run: Run, told: Path) -> None:
    stock = run("stock", "Iraq", "--weapon", "T-55", "--at", "2020", "--case", told, "--json").json("stock/1")
    assert stock["case"] == "c"
    assert next(one for one in stock["terms"] if one["part"] == "lost")["ids"] == ["L-1"]
    assert stock["audited"]["id"] == "K-1"
    assert stock["unaccounted"]["p_positive"] > 0.9
    shown = run("stock", "Iraq", "--weapon", "T-55", "--at", "2020", "--case", told).out
    assert "battlefield capture, until 10 July 2014" in shown
    assert "K-1" in shown


def test_a_loss_that_is_entered_reaches_the_trace_as_well(run: Run, told: Path) -> None:
    (assessment,) = run("trace", told, "--json").json("trace/1")["assessments"]
    steps = [step for route in assessment["routes"] for step in route["steps"]]
    assert "L-1" in {one for step in steps for one in step["incidents"]}


def test_chart_and_page_are_written(run: Run, told: Path) -> None:
    asked = ("stock", "Iraq", "--weapon", "T-55", "--at", "2020", "--case", told)
    answer = run(*asked, "--chart", "stock.svg", "--report", "stock.html", "--json").json("stock/1")
    assert (answer["chart"], answer["report"]) == ("stock.svg", "stock.html")
    assert Path("stock.svg").read_text(encoding="utf-8").startswith("<svg")
    assert "Audits and counts" in Path("stock.html").read_text(encoding="utf-8")
    assert "no folder" in run(*asked, "--chart", "nowhere/stock.svg").error(3)


def test_what_nobody_tells_is_a_sentence_and_no_error(run: Run, register: None) -> None:
    early = run("stock", "Iraq", "--weapon", "T-55", "--at", "1950")
    assert early.code == 0
    assert "counts up to the end of 1950; the first that is told is of 2012." in early.out
    none = run("stock", "Burkina Faso", "--weapon", "M05E3", "--at", "2019")
    assert "does not mean that there were none." in none.out
    assert "does not record this kind of weapon" in none.out
    told = run("stock", "Burkina Faso", "--weapon", "M05E3", "--at", "2019", "--json").json("stock/1")
    assert (told["expected"], told["terms"], told["years"]) == (None, [], [])


def test_an_empty_library_and_case(run: Run, case: Path) -> None:
    answer = run("stock", "Iraq", "--weapon", "T-55", "--at", "2015", "--case", case)
    assert answer.code == 0
    assert "No record, incident or count tells of" in answer.out


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("Nowhere", "--weapon", "T-55", "--at", "2015"), 3, "No actor is called 'Nowhere'"),
        (("Iraq", "--weapon", "blorb", "--at", "2015"), 3, "No weapon of the catalogue is called 'blorb'"),
        (("Iraq", "--weapon", "M84", "--at", "2015"), 2, "'M84' can mean several weapons"),
        (("Iraq", "--weapon", "T-55", "--at", "9000"), 2, "The year 9000 has not begun"),
        (("Iraq", "--weapon", "T-55", "--at", "2015", "--case", "nowhere"), 3, "no case"),
        (
            ("Iraq", "--weapon", "T-55", "--at", "2015", "--assumptions", "no.toml"),
            3,
            "no file of assumptions",
        ),
    ],
)
def test_what_cannot_be_asked_is_one_sentence(
    run: Run, register: None, arguments: tuple[str, ...], code: int, says: str
) -> None:
    assert says in run("stock", *arguments).error(code)
    assert says in run("stock", *arguments, "--json").fault(code)["message"]


def test_assumptions_that_cannot_be_used_are_rejected(run: Run, register: None) -> None:
    Path("mine.toml").write_text("draws = 7\n", encoding="utf-8")
    says = run("stock", "Iraq", "--weapon", "T-55", "--at", "2015", "--assumptions", "mine.toml").error(4)
    assert "mine.toml" in says


def test_a_year_is_a_year(run: Run) -> None:
    assert run("stock", "Iraq", "--weapon", "T-55", "--at", "soon").code == 2


def test_consignments_are_told(run: Run, case: Path) -> None:
    Path("controls.csv").write_text(CONTROLS, encoding="utf-8")
    done = run("controls", "import", case, "controls.csv", "--json")
    assert done.code == 4
    assert [one["column"] for one in done.json("import/1")["rejected"]] == ["status"]
    answer = run("consignments", case, "--on", "2015-06-01")
    assert answer.code == 1
    assert "OVERDUE" in answer.out
    assert "On 2015-06-01: 2 steps overdue." in answer.out
    told = run("consignments", case, "--on", "2015-06-01", "--json").json("consignments/1")
    (one,) = told["consignments"]
    assert [step["state"] for step in one["steps"]] == ["done", "overdue", "overdue"]
    early = run("consignments", case, "--on", "2011-06-01", "--json")
    assert (early.code, early.json("consignments/1")["overdue"]) == (0, 0)
    assert "No row of c is of a consignment 'ships'" in run("consignments", case, "--of", "ships").error(3)
    assert run("consignments", case, "--on", "soon").code == 2


def test_an_empty_case_has_no_consignments(run: Run, case: Path) -> None:
    assert "No consignment is told of" in run("consignments", case).out


def test_diversion_is_told(run: Run, told: Path) -> None:
    answer = run("diversion", told, "Iraq", "--weapon", "tank")
    assert answer.code == 0
    assert "At least 6 of Tank that Iraq had are documented with others." in answer.out
    body = run("diversion", told, "Iraq", "--weapon", "T-55", "--json").json("diversion/1")
    assert (body["at_least"], body["deliveries"], body["delivered"]) == (6, 2, 120)
    early = run("diversion", told, "Iraq", "--weapon", "T-55", "--known-by", "2013-01-01", "--json")
    body = early.json("diversion/1")
    assert (body["at_least"], [one["id"] for one in body["learnt_later"]]) == (0, ["L-1"])
    traced = run("diversion", told, "Iraq", "--weapon", "T-55", "--traced", "--json").json("diversion/1")
    assert traced["at_least"] == 6
    assert run("diversion", told, "Iraq", "--weapon", "T-55", "--known-by", "soon").code == 2
    assert "blorb" in run("diversion", told, "Iraq", "--weapon", "blorb").error(3)
