from __future__ import annotations

import json
from pathlib import Path

import pytest
from foreign_exports import URL, put, wacz

from headstamp.exchange import ExportUnreadable, Pages, Reading, read_export


def remarks(read: Reading) -> str:
    return "\n".join(remark.why for file in read.ledger.files for remark in file.remarks)


def test_every_resource_is_verified(tmp_path: Path) -> None:
    read = read_export(wacz(tmp_path))
    listed = [find for find in read.finds if "resource.path" in find.facts]
    assert [find.facts["import.verified"] for find in listed] == ["matches"] * 3
    assert listed[0].facts["import.what"] == "web records (WARC)"
    (archive,) = read.told
    assert archive.facts["import.digest"] == "matches"
    assert archive.facts["import.signature"] == "present, not checked"
    assert read.ledger.kept_raw == read.ledger.rejected == 0
    assert remarks(read) == ""


def test_pages_are_told_and_join_their_records(tmp_path: Path) -> None:
    read = read_export(wacz(tmp_path))
    assert [(page.url, page.title) for page in read.pages] == [(URL, "A post"), ("https://b.example/", "")]
    pages = Pages(read.pages)
    assert pages.of(URL, "2026-01-02T03:04:05Z") is read.pages[0]
    assert pages.of(URL, "2026-01-09T00:00:00Z") is read.pages[0]  # the only one of that address
    assert pages.of("https://c.example/", "2026-01-02T03:04:05Z") is None
    twice = Pages([*read.pages, read.pages[0]])
    assert twice.of(URL, "2026-01-09T00:00:00Z") is None


def test_a_changed_record_file_is_named(tmp_path: Path) -> None:
    put(wacz(tmp_path), "archive/data.warc.gz", b"not read herE")
    read = read_export(tmp_path)
    assert "archive/data.warc.gz: changed" in remarks(read)
    changed = next(find for find in read.finds if find.name == "data.warc.gz")
    assert changed.facts["import.verified"] == "changed"
    assert changed.claimed  # what the archive claims stays


def test_a_changed_list_is_named(tmp_path: Path) -> None:
    package = wacz(tmp_path) / "datapackage.json"
    package.write_bytes(package.read_bytes() + b" ")
    read = read_export(tmp_path)
    assert read.told[0].facts["import.digest"] == "does not match"
    assert "datapackage.json is not what was signed" in remarks(read)


def test_what_lacks_and_what_is_not_listed_is_named(tmp_path: Path) -> None:
    wacz(tmp_path)
    (tmp_path / "indexes" / "index.cdx.gz").unlink()
    (tmp_path / "datapackage-digest.json").unlink()
    put(tmp_path, "archive/slipped-in.warc", b"x")
    read = read_export(tmp_path)
    assert [one.name for one in read.missing] == ["index.cdx.gz"]
    assert read.told[0].facts["import.digest"] == "absent"
    told = remarks(read)
    assert "There is no index" in told
    assert "archive/slipped-in.warc is not listed" in told
    assert read.unnamed == ("archive/slipped-in.warc",)


def test_pages_without_header_and_broken_lines(tmp_path: Path) -> None:
    lines = [
        '{"url": "https://a.example", "ts": "2026"}',
        "{",
        "[]",
        '{"title": "no address"}',
        "x" * 20_000_000,
    ]
    put(wacz(tmp_path), "pages/pages.jsonl", "\n".join(lines))
    read = read_export(tmp_path)
    ledger = next(file for file in read.ledger.files if file.file == "pages/pages.jsonl")
    assert (ledger.read, ledger.kept_raw, ledger.rejected) == (5, 1, 4)
    assert "The first line is a page" in remarks(read)


@pytest.mark.parametrize(
    "package", [None, "{", "[]", '{"resources": 7}', '{"resources": [{"path": "../x"}, 1]}']
)
def test_a_broken_package_is_refused_or_told(tmp_path: Path, package: str | None) -> None:
    wacz(tmp_path)
    if package is None:
        (tmp_path / "datapackage.json").unlink()
    else:
        put(tmp_path, "datapackage.json", package)
    try:
        read = read_export(tmp_path, "wacz")
    except ExportUnreadable:
        assert package in (None, "{")
        return
    assert "The archive lists no files" in remarks(read) or "listed" in remarks(read)


def test_an_entry_listed_twice_is_named(tmp_path: Path) -> None:
    package = wacz(tmp_path) / "datapackage.json"
    told = json.loads(package.read_text(encoding="utf-8"))
    told["resources"].append(told["resources"][0])
    package.write_text(json.dumps(told), encoding="utf-8")
    assert "archive/data.warc.gz is listed twice" in remarks(read_export(tmp_path))
