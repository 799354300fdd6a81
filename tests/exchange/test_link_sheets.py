from __future__ import annotations

import json
from pathlib import Path

import pytest
from foreign_exports import VIDEO, put, sha256

from headstamp.exchange import read_export, recognise
from headstamp.exchange.columns import words
from headstamp.tables import write_table
from headstamp.values import HeadstampError, NotFound, Refused

ROWS = [
    {"Link": "https://a.example/1", "File": "videos/a.mp4", "Collected by": "R.",
     "Date collected": "2026-01-02",
     "SHA256": sha256(VIDEO), "Notes": "first", "Calibre": "82 mm"},
    {"Link": "https://a.example/2 https://b.example/2", "File": "gone.mp4"},
    {"Link": "https://a.example/3"},
    {"Calibre": "107 mm"},
]  # fmt: skip


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_rows_become_files_and_missing_files(tmp_path: Path, form: str) -> None:
    put(tmp_path, "videos/a.mp4", VIDEO)
    write_table(tmp_path / f"links.{form}", list(ROWS[0]), ROWS, form)
    read = read_export(tmp_path / f"links.{form}")
    own, video = read.finds
    assert own.name == f"links.{form}"
    assert (video.source, video.collected, video.collected_by) == ("https://a.example/1", "2026-01-02", "R.")
    assert (video.note, video.claimed) == ("first", {"sha256": sha256(VIDEO)})
    assert (video.facts["calibre"], video.facts["import.matched"]) == ("82 mm", "path")
    assert [(one.name, one.source) for one in read.missing] == [
        ("gone.mp4", "https://a.example/2"), ("3", "https://a.example/3")
    ]  # fmt: skip
    assert read.missing[0].facts["link"] == "https://a.example/2 https://b.example/2"
    assert [one.facts for one in read.told] == [{"calibre": "107 mm"}]
    assert (read.ledger.read, read.ledger.understood, read.ledger.kept_raw) == (4, 3, 1)


def test_columns_are_known_in_many_languages(tmp_path: Path) -> None:
    put(tmp_path, "a.mp4", VIDEO)
    for name, head in {
        "ru": "Ссылка;Файл;Собрал",
        "ar": "رابط;ملف;الباحث",
        "fr": "Lien;Fichier;Collecté par",
    }.items():
        table = put(tmp_path, f"{name}.csv", f"{head}\nhttps://a.example;a.mp4;R.\n")
        find = read_export(table).finds[1]
        assert (find.source, find.name, find.collected_by) == ("https://a.example", "a.mp4", "R.")


def test_columns_are_known_by_what_is_in_them(tmp_path: Path) -> None:
    put(tmp_path, "a.mp4", VIDEO)
    find = read_export(put(tmp_path, "t.csv", "Seen,Kept as\nhttps://a.example,a.mp4\n")).finds[1]
    assert (find.source, find.name) == ("https://a.example", "a.mp4")


def test_the_user_says_which_columns(tmp_path: Path) -> None:
    put(tmp_path, "a.mp4", VIDEO)
    table = put(tmp_path, "t.csv", "A,B,C\nphone of R.,a.mp4,R.\n")
    assert recognise(table) is not None
    find = read_export(table, "links", columns={"url": ["A"], "file": ["b"], "who": ["C"]}).finds[1]
    assert (find.source, find.collected_by) == ("phone of R.", "R.")
    with pytest.raises(NotFound, match="no column 'd'"):
        read_export(table, "links", columns={"url": ["D"]})
    with pytest.raises(Refused, match="choose one of url, file"):
        read_export(table, "links", columns={"place": ["A"]})


def test_a_file_is_found_by_the_hash_in_its_name(tmp_path: Path) -> None:
    put(tmp_path, f"{sha256(VIDEO)}.mp4", VIDEO)
    table = put(tmp_path, "t.csv", f"link,sha256\nhttps://a.example,{sha256(VIDEO)}\n")
    find = read_export(table).finds[1]
    assert find.facts["import.matched"] == "hash in the name"


def test_a_hash_in_a_name_is_surer_than_a_name(tmp_path: Path) -> None:
    put(tmp_path, f"{sha256(VIDEO)}.mp4", VIDEO)
    put(tmp_path, "other/video.mp4", b"another")
    table = put(tmp_path, "t.csv", f"link,file,sha256\nhttps://a.example,video.mp4,{sha256(VIDEO)}\n")
    assert read_export(table).finds[1].file.read_bytes() == VIDEO


def test_several_files_in_a_cell(tmp_path: Path) -> None:
    put(tmp_path, "a.mp4", VIDEO)
    put(tmp_path, "b, c.mp4", VIDEO)
    table = put(
        tmp_path, "t.csv", 'link,file\nhttps://a.example,"a.mp4; b, c.mp4"\nhttps://b.example,"b, c.mp4"\n'
    )
    assert [find.name for find in read_export(table).finds[1:]] == ["a.mp4", "b, c.mp4", "b, c.mp4"]


def test_one_file_told_of_by_two_sources_is_remarked(tmp_path: Path) -> None:
    put(tmp_path, "x/video.mp4", VIDEO)
    table = put(tmp_path, "t.csv", "link,file\nhttps://a.example,video.mp4\nhttps://b.example,video.mp4\n")
    assert "told to come from 2 places" in read_export(table).ledger.files[-1].remarks[0].why


@pytest.mark.parametrize(
    "cell",
    ["../../etc/passwd", "/etc/passwd", "..\\..\\etc\\passwd", "file:///etc/passwd",
     "C:\\etc\\passwd", "a\x00b",
     "link/passwd", "x" * 5000, "../outside.txt", "%2e%2e/outside.txt", "http://[", "out/../../outside.txt"],
)  # fmt: skip
def test_no_cell_opens_anything_outside(tmp_path: Path, cell: str) -> None:
    put(tmp_path, "outside.txt", b"secret")
    inside = tmp_path / "in"
    inside.mkdir()
    (inside / "link").symlink_to("/etc")
    (inside / "outside.txt").symlink_to(tmp_path / "outside.txt")
    rows = [{"link": "https://a.example", "file": cell}]
    (inside / "t.json").write_text(json.dumps(rows), encoding="utf-8")
    try:
        read = read_export(inside / "t.json", "links")
    except HeadstampError:
        return
    assert [find.file.name for find in read.finds] == ["t.json"]
    assert all(inside in find.file.parents for find in read.finds)


def test_formulas_are_text(tmp_path: Path) -> None:
    table = put(
        tmp_path, "t.csv", 'link,calc\n"=HYPERLINK(""https://a.example"",""a"")","=cmd|\' /C calc\'!A0"\n'
    )
    (missing,) = read_export(table, "links").missing
    assert missing.source == "https://a.example"
    assert missing.facts["calc"] == "=cmd|' /C calc'!A0"


def test_columns_that_share_a_name_are_both_kept(tmp_path: Path) -> None:
    head = 'sep=;\n\n"Notes\nlong";Notes;Link;notes\n'
    table = put(tmp_path, "t.csv", f"{head}a;b;https://a.example;c\n")
    read = read_export(table)
    facts = read.missing[0].facts
    assert [facts[name] for name in ("notes_long", "notes", "notes_(2)")] == ["a", "b", "c"]
    assert facts["import.line"] == "5"
    book = tmp_path / "t.xlsx"
    from openpyxl import Workbook

    made = Workbook()
    for row in (["Link", "Note", "note"], ["https://a.example", "x", "y"]):
        made.worksheets[0].append(row)
    made.create_sheet("second").append(["more"])
    made.save(book)
    read = read_export(book)
    assert (read.missing[0].facts["note"], read.missing[0].facts["note_(2)"]) == ("x", "y")
    assert "second" in read.ledger.files[0].remarks[0].why


def test_a_table_without_links_or_files_is_no_export(tmp_path: Path) -> None:
    table = put(tmp_path, "t.csv", "a,b\n1,2\n")
    assert recognise(table) is None
    with pytest.raises(Refused, match="say what it is with --as"):
        read_export(table)
    with pytest.raises(Refused, match="holds links"):
        read_export(table, "links")


def test_no_word_stands_for_two_things() -> None:
    from importlib.resources import files

    lines = files("headstamp.exchange").joinpath("column_words.csv").read_text(encoding="utf-8").splitlines()
    assert len(words()) == len(lines) - 1
    assert set(words().values()) == {"url", "file", "date", "who", "note", "hash"}
