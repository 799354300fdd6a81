"""`headstamp read`, `check` and `claims accept`, as people and programs use them; the article is made up."""

from __future__ import annotations

from pathlib import Path

import pytest
from asked import Run
from sipri_files import Deal, sipri

ARTICLE = """Arms for Iraq
14 June 2014

Between 2011 and 2013, the USA signed contracts for 140 M1A1 tanks with Iraq, Amnesty International said.

The USA delivered 60 M1A1 tanks to Iraq in 2014. Boko Haram captured mortars from the Nigerian army in 2013.
"""


@pytest.fixture
def article() -> Path:
    file = Path("article.txt")
    file.write_text(ARTICLE, encoding="utf-8")
    return file


@pytest.fixture
def register(run: Run) -> None:
    tanks = ("M-1A1 Abrams", "tank", "140", "2010; 2012")
    deal = Deal("Iraq", "United States", "2008", "140", *tanks)
    Path("register.csv").write_bytes(sipri([deal]))
    assert run("records", "add", "register.csv").code == 0


def test_a_document_is_read_into_claims_with_exact_quotes(run: Run, case: Path, article: Path) -> None:
    told = run("read", case, article, "--json").json("read/1")
    assert told["document"]["name"] == "article.txt"
    assert told["document"]["text"] == f"{told['document']['item']}/text"
    for claim in told["claims"]:
        assert claim["quote"] == ARTICLE[claim["start"] : claim["end"]]
    order, delivery = [one for one in told["claims"] if one["type"] == "transfer"]
    assert order["fields"]["supplier"] == {"id": "USA", "name": "United States"}
    assert (order["fields"]["stage"], delivery["fields"]["stage"]) == ("ordered", "delivered")
    assert order["fields"]["quantity"] == 140
    assert order["fields"]["date"]["from"] == "2011-01-01"
    assert order["taken"]["supplier"]["basis"] == "stated"
    assert [one["source"]["name"] for one in order["attribution"]] == ["Amnesty International"]


def test_a_document_is_read_for_people(run: Run, case: Path, article: Path) -> None:
    told = run("read", case, article)
    assert (told.code, told.err) == (0, "")
    text = " ".join(told.out.split())
    assert "transfer: 'Between 2011 and 2013, the USA signed contracts for 140 M1A1 tanks with Iraq'" in text
    assert "not stated:" in text
    assert "by Amnesty International" in text


def test_a_document_of_the_case_is_named_by_its_item(run: Run, case: Path, article: Path) -> None:
    first = run("read", case, article, "--json").json("read/1")
    again = run("read", case, first["document"]["item"], "--json").json("read/1")
    assert [one["id"] for one in again["claims"]] == [one["id"] for one in first["claims"]]
    assert run("read", case, first["document"]["item"], "--type", "diversion").out.count("diversion") >= 1


def test_several_documents_and_one_that_is_none(run: Run, case: Path, article: Path) -> None:
    Path("picture.bin").write_bytes(bytes(range(256)) * 4)
    told = run("read", case, article, "picture.bin", "--json")
    assert told.code == 4
    body = told.json("read/1")
    assert (len(body["documents"]), len(body["failed"])) == (1, 1)
    assert body["failed"][0]["name"] == "picture.bin"


def test_what_cannot_be_read_is_said_in_one_sentence(run: Run, case: Path, article: Path) -> None:
    assert "no file and no item" in run("read", case, "nowhere.txt").error(3)
    assert "no case" in run("read", "no-case", article).error(3)
    assert "is no type" in run("read", case, article, "--type", "gossip").error(2)


def test_hidden_signs_are_written_out(run: Run, case: Path) -> None:
    Path("odd.txt").write_text("Russia sold 30 tanks\u202e and rifles to Iraq in 2014.\n", encoding="utf-8")
    told = run("read", case, "odd.txt")
    assert "\u202e" not in told.out
    assert "U+202E" in told.out


def test_claims_are_held_against_the_records(run: Run, case: Path, article: Path, register: None) -> None:
    run("read", case, article)
    told = run("check", case, "--json")
    assert told.code == 1
    body = told.json("check/1")
    assert [one["verdict"] for one in body["checks"]] == ["differs", "differs"]
    order = body["checks"][0]
    assert "The number agrees; the date differs" in order["because"]
    assert order["arithmetic"].endswith("140 - 140 = 0")
    assert len(order["records"]) == 1
    assert [one["kind"] for one in body["conflicts"]] == ["stage"]
    text = " ".join(run("check", case).out.split())
    assert "differs: 'Between 2011 and 2013" in text
    assert "ordered is not delivered" in text


def test_a_case_without_documents_is_told_so(run: Run, case: Path) -> None:
    told = run("check", case)
    assert told.code == 0
    assert "No document was read" in told.out
    assert run("check", case, "--json").json("check/1")["checks"] == []


def test_what_no_source_records_cannot_be_seen(run: Run, case: Path, register: None) -> None:
    Path("note.txt").write_text("Serbia sold 425 rifles to Cameroon in 2015.\n", encoding="utf-8")
    run("read", case, "note.txt")
    (one,) = run("check", case, "--json").json("check/1")["checks"]
    assert one["verdict"] == "cannot be seen"


def test_a_person_accepts_a_claim_and_the_program_never_does(run: Run, case: Path, article: Path) -> None:
    told = run("read", case, article, "--json").json("read/1")
    run("check", case)
    assert run("claims", "list", case, "--json").json("list/1")["rows"] == []
    order = next(one for one in told["claims"] if one["type"] == "transfer")
    assert "--by" in run("claims", "accept", case, order["id"]).error(2)
    assert "by a person" in run("claims", "accept", case, order["id"], "--by", " ").error(2)
    done = run("claims", "accept", case, order["id"], "--by", "Jane Doe", "--json").json("claims.accept/1")
    assert [one["table"] for one in done["rows"]] == ["claims", "transfers", "sources"]
    (row,) = run("claims", "list", case, "--json").json("list/1")["rows"]
    assert (row["text"], row["accepted_by"]) == (order["quote"], "Jane Doe")
    assert row["locator"].endswith(f"characters {order['start']}-{order['end']}")
    (transfer,) = run("transfers", "list", case, "--json").json("list/1")["rows"]
    assert (transfer["supplier"], transfer["recipient"], transfer["stage"]) == ("USA", "IRQ", "ordered")
    assert (transfer["quantity"], transfer["source"]) == ("140", told["document"]["item"])


def test_a_case_with_accepted_claims_goes_on_working(run: Run, case: Path, article: Path) -> None:
    told = run("read", case, article, "--json").json("read/1")
    for one in told["claims"]:
        assert run("claims", "accept", case, one["id"], "--by", "Jane Doe").code == 0
    (source,) = run("sources", "list", case, "--json").json("list/1")["rows"]
    assert source["id"] == told["document"]["item"]
    for arguments in (("trace",), ("questions",), ("law", "check"), ("consignments",)):
        assert run(*arguments, case).code in (0, 1)
    assert run("stock", "Iraq", "--weapon", "M1A1", "--at", "2015", "--case", case).code == 0
    for table in ("claims", "transfers", "incidents", "sources"):
        assert run(table, "export", case, f"{table}.csv").code == 0
        # What was written can be read again as the same.
        again = run(table, "import", case, f"{table}.csv", "--json").json("import/1")
        assert (again["new"], again["changed"], again["rejected"]) == (0, 0, []), table
    said = run("claims", "accept", case, told["claims"][0]["id"], "--by", "Jane Doe").out
    assert "was accepted before" in said


def test_a_diversion_that_was_accepted_is_an_incident(run: Run, case: Path, article: Path) -> None:
    told = run("read", case, article, "--json").json("read/1")
    taken = next(one for one in told["claims"] if one["type"] == "diversion")
    said = run("claims", "accept", case, taken["id"], "--by", "Jane Doe")
    assert said.code == 0
    (row,) = run("incidents", "list", case, "--json").json("list/1")["rows"]
    assert (row["kind"], row["from_actor"], row["to_actor"]) == (
        "battlefield_capture",
        "nigerian-army",
        "boko-haram",
    )


def test_what_a_claim_does_not_say_is_not_made_up(run: Run, case: Path) -> None:
    Path("note.txt").write_text("The rifles came from France and Bulgaria.\n", encoding="utf-8")
    told = run("read", case, "note.txt", "--json").json("read/1")
    claim = next(one for one in told["claims"] if one["type"] == "transfer")
    done = run("claims", "accept", case, claim["id"], "--by", "Jane Doe", "--json").json("claims.accept/1")
    assert [one["table"] for one in done["rows"]] == ["claims", "sources"]
    assert done["lacking"] == ["no recipient is named"]
    assert "makes a claim" in run("claims", "accept", case, "cl-000000000000", "--by", "Jane Doe").error(3)
