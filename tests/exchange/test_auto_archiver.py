"""auto-archiver's own tables, its JSON, and the sheet by which teams run it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from foreign_exports import (
    AT,
    URL,
    VIDEO,
    auto_archiver,
    db_csv,
    medium,
    metadata,
    metadata_json,
    put,
    sha256,
    sheet,
)

from headstamp.exchange import Outcome, read_export
from headstamp.exchange.auto_archiver_media import outcome
from headstamp.sightings import SEARCHES, Search
from headstamp.tables import Row, Table
from headstamp.values import HeadstampError, Refused


def test_a_run_becomes_its_files(tmp_path: Path) -> None:
    read = read_export(auto_archiver(tmp_path))
    assert [find.name for find in read.finds] == ["db.csv", "v.mp4", "th.jpg", "hashes.txt", "token.tsr"]
    video = read.finds[1]
    assert video.file.read_bytes() == VIDEO
    assert (video.source, video.collected) == (URL, AT.isoformat())
    assert video.how == "auto-archiver (generic_extractor)"
    assert video.claimed == {"sha256": sha256(VIDEO)}
    assert video.facts["properties.duration"] == "12.5"
    assert video.facts["import.line"] == "2"
    assert (read.ledger.read, read.ledger.understood) == (3, 3)
    assert read.unnamed == ()


def test_media_inside_media_know_their_parent(tmp_path: Path) -> None:
    finds = {find.name: find for find in read_export(auto_archiver(tmp_path)).finds}
    thumbnail, token = finds["th.jpg"].facts, finds["token.tsr"].facts
    assert (thumbnail["import.relation"], thumbnail["import.parent"]) == ("thumbnails", "v.mp4")
    assert thumbnail["import.parent.sha256"] == sha256(VIDEO)
    assert token["import.what"] == "time stamp token (RFC 3161)"
    assert (token["import.parent"], token["properties.tsa"]) == ("hashes.txt", "http://tsa.example")


def test_what_is_not_there_is_missing_and_not_lost(tmp_path: Path) -> None:
    missing = {one.name: one for one in read_export(auto_archiver(tmp_path)).missing}
    assert missing.keys() == {"1.crt", "w.mp4"}
    assert missing["w.mp4"].source == "https://t.me/made_up/2"
    assert missing["w.mp4"].claimed == {"sha256": "0" * 64}
    assert missing["w.mp4"].looked_for == ("https://bucket.example/w.mp4", "w.mp4")


def test_nothing_archived_is_a_search_that_found_nothing(tmp_path: Path) -> None:
    (row,) = read_export(auto_archiver(tmp_path)).searches
    checked = SEARCHES.check(Table("s", tuple(row), (Row(1, row),)), lambda _: True)
    search = Search.from_cells(checked.rows[0].key, checked.rows[0].cells)
    assert (search.sought, search.where) == ("https://t.me/made_up/3", "auto-archiver")
    assert (str(search.at), search.found) == ("2 January 2026", "nothing archived")


def test_the_known_faults_are_marked(tmp_path: Path) -> None:
    facts = read_export(auto_archiver(tmp_path)).finds[1].facts
    assert facts["doubt.metadata.timestamp"].startswith("time zone doubtful")
    assert facts["import.pdq"] == "0" * 61 + "3f2"


@pytest.mark.parametrize(
    ("status", "meant"),
    [("generic_extractor: success", "success"), ("[cached] wayback: success", "success"), ("", "not told"),
     ("telegram: unsuccessful", "not told"), ("no success", "not told"),
     ("nothing archived", "nothing archived"), ("failed: no archiver", "nothing archived"),
     ("Archive failed timeout", "failed"), ("Archive in progress", "in progress")],
)  # fmt: skip
def test_success_is_a_word_and_not_a_piece_of_one(status: str, meant: str) -> None:
    assert outcome(status) == meant


def test_files_count_even_where_the_status_denies_them(tmp_path: Path) -> None:
    put(tmp_path, "v.mp4", VIDEO)
    row = ("failed: no archiver", repr(metadata()), repr([medium("x/v.mp4", ["v.mp4"])]))
    read = read_export(put(tmp_path, "db.csv", db_csv(row)))
    assert [find.name for find in read.finds] == ["db.csv", "v.mp4"]
    assert "both are kept" in read.ledger.files[0].remarks[0].why


def test_nothing_in_a_cell_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    evil = "{'url': 'https://a.example', 'title': __import__('os').system('touch ran')}"
    read = read_export(put(tmp_path, "db.csv", db_csv(("x: success", evil, "[]"))))
    assert not (tmp_path / "ran").exists()
    assert read.told[0].facts["metadata.title"] == "__import__('os').system('touch ran')"
    (remark,) = read.ledger.files[0].remarks
    assert (remark.outcome, remark.line) == (Outcome.KEPT_RAW, 2)


@pytest.mark.parametrize(
    "cell", ["[" * 10_000_000, "{'a': ", "[1] [2]]"], ids=["10 MB of brackets", "cut", "odd"]
)
def test_a_cell_that_cannot_be_read_is_kept_as_it_is(tmp_path: Path, cell: str) -> None:
    read = read_export(put(tmp_path, "db.csv", db_csv(("x: success", repr(metadata()), cell))))
    (told,) = read.told
    assert told.facts["media"] == cell.strip()
    assert told.key == URL
    assert read.ledger.kept_raw == 1


def test_a_cell_of_the_wrong_kind_is_kept(tmp_path: Path) -> None:
    read = read_export(
        put(tmp_path, "db.csv", db_csv(("s", "'text'", "[1, {'filename': 'a', 'urls': 'b'}]")))
    )
    assert {one.kind for one in read.told} == {"media"}
    assert [one.name for one in read.missing] == ["a"]
    assert read.missing[0].facts["metadata"] == "text"


def test_a_hash_that_is_none_is_a_doubt(tmp_path: Path) -> None:
    row = ("x: success", repr(metadata()), repr([medium("v.mp4", [], hash="SHA-256:ab")]))
    read = read_export(put(tmp_path, "db.csv", db_csv(row)))
    assert read.missing[0].claimed == {}
    assert read.missing[0].facts["properties.hash"] == "SHA-256:ab"
    assert read.ledger.kept_raw == 1


def test_metadata_json_alone(tmp_path: Path) -> None:
    put(tmp_path, "other/v.mp4", b"another")
    read = read_export(metadata_json(tmp_path))
    assert [find.name for find in read.finds] == ["metadata.json", "v.mp4"]
    assert read.finds[1].file.read_bytes() == VIDEO  # the one beside it
    read = read_export(tmp_path)
    assert read.finds[1].file.read_bytes() == VIDEO


def test_metadata_json_that_a_row_names_is_not_read_twice(tmp_path: Path) -> None:
    metadata_json(tmp_path)
    media = [
        medium("t/v.mp4", ["meta/v.mp4"]),
        medium("t/metadata.json", ["meta/metadata.json"], id="metadata_json"),
    ]
    put(tmp_path, "db.csv", db_csv(("x: success", repr(metadata()), repr(media))))
    read = read_export(tmp_path)
    assert [find.name for find in read.finds] == ["db.csv", "v.mp4", "metadata.json"]
    assert read.ledger.read == 1


def test_an_answer_of_the_api(tmp_path: Path) -> None:
    put(tmp_path, "v.mp4", VIDEO)
    result = {"status": "x: success", "metadata": {"url": URL}, "media": [{"filename": "v.mp4", "urls": []}]}
    answer = [{"id": "7", "url": URL, "result": result, "public": True}]
    read = read_export(put(tmp_path, "answer.json", json.dumps(answer)))
    assert read.finds[1].facts["id"] == "7"
    assert read.finds[1].facts["public"] == "yes"


def test_a_broken_document_among_several_does_not_stop_the_rest(tmp_path: Path) -> None:
    metadata_json(tmp_path)
    put(tmp_path, "broken.json", '{"status": "x", "metadata": {')
    put(tmp_path, "db.csv", db_csv(("nothing archived", "{}", "[]")))
    read = read_export(tmp_path)
    assert "v.mp4" in {find.name for find in read.finds}
    assert "broken.json" in read.unnamed


def test_a_sheet_of_a_team(tmp_path: Path) -> None:
    read = read_export(sheet(tmp_path))
    page, thumbnail = read.finds[1:]
    assert (page.name, page.claimed) == ("post-1.html", {"sha256": sha256(b"<html>")})
    assert page.facts["team_note"] == "check again"
    assert page.facts["doubt.upload_timestamp"].startswith("time zone doubtful")
    assert page.facts["import.pdq"] == "; ".join(["0" * 61 + "3f2", "0" * 63 + "4"])
    assert (thumbnail.name, thumbnail.facts["import.relation"], thumbnail.claimed) == (
        "th.jpg",
        "thumbnail",
        {},
    )
    assert [one.key for one in read.told] == [f"https://t.me/made_up/{number}" for number in (2, 3, 4)]
    assert [one["sought"] for one in read.searches] == ["https://t.me/made_up/2"]


def test_a_sheet_with_renamed_columns(tmp_path: Path) -> None:
    table = put(tmp_path, "s.csv", "Lien,Etat,Fichier\nhttps://a.example,x: success,v.mp4\n")
    put(tmp_path, "v.mp4", VIDEO)
    named = {"url": ["Lien"], "status": ["Etat"], "archive": ["Fichier"]}
    read = read_export(table, "auto-archiver-sheet", columns=named)
    assert [find.name for find in read.finds] == ["s.csv", "v.mp4"]
    with pytest.raises(Refused, match="say which column is which"):
        read_export(table, "auto-archiver-sheet")
    with pytest.raises(Refused, match="no column for status"):
        read_export(table, "auto-archiver-sheet", columns={"url": ["Lien"], "status": ["State"]})


def test_a_cell_that_was_cut_is_doubted(tmp_path: Path) -> None:
    head = "link,archive status,archive location,text content\n"
    read = read_export(put(tmp_path, "s.csv", f"{head}{URL},x: success,a.html,{'x' * 49_999}\n"))
    assert read.missing[0].facts["doubt.text_content"] == "may be cut at 49,999 characters"
    assert read.ledger.kept_raw == 1


@pytest.mark.parametrize(
    "data", [b"\xff\xfes\x00t\x00", b'status,metadata,media\n"x', b"status,metadata,media\n\0"]
)
def test_tables_that_are_none_are_refused_in_a_sentence(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(HeadstampError):
        read_export(put(tmp_path, "db.csv", data), "auto-archiver")


def test_a_row_that_does_not_fit_is_rejected_with_its_line(tmp_path: Path) -> None:
    table = "\ufeff" + db_csv(("nothing archived", "{}", "[]")) + "a,b,c,d\r\n"
    (ledger,) = read_export(put(tmp_path, "db.csv", table)).ledger.files
    assert (ledger.read, ledger.understood, ledger.rejected) == (2, 1, 1)
    assert [remark.line for remark in ledger.remarks if remark.outcome is Outcome.REJECTED] == [3]
