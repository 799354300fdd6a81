"""Foreign exports taken into a case through the sandbox: as folders, and packed as their tools pack them."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import foreign_exports
import pytest

from headstamp.cli.evidence import adding
from headstamp.custody import Store
from headstamp.evidence.collection import Collection
from headstamp.evidence.intake import Outcome, Taken
from headstamp.evidence.paths import Told
from headstamp.evidence.sandbox import Sandbox
from headstamp.exchange import FORMATS
from headstamp.exchange.bringing import Bringing

FOLDERS = {
    "auto-archiver": foreign_exports.auto_archiver,
    "auto-archiver-sheet": foreign_exports.sheet,
    "atlos-csv": foreign_exports.atlos_csv,
    "atlos-export": foreign_exports.atlos_export,
    "wacz": foreign_exports.wacz,
    "proofmode": foreign_exports.proofmode,
    "starling": foreign_exports.starling,
}
PACKED = ("atlos-export", "wacz", "proofmode", "starling")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(processes=2) as opened:
        yield opened


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "case.toml").write_text('name = "case"\n')
    Store.create(folder / "case.db", "case-1").close()
    with Collection.open(folder) as opened:
        yield opened


def packed_as(target: Path, folder: Path) -> Path:
    with zipfile.ZipFile(target, "w") as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                archive.write(file, file.relative_to(folder).as_posix())
    return target


def bring(collection: Collection, sandbox: Sandbox, path: Path) -> tuple[list[Taken], Bringing]:
    bringing = Bringing(Told(collected_by="J. D."))
    finds = bringing.finds([path])
    with collection.intake(sandbox, who="tester", read=bringing.read) as intake:
        taken = list(intake.take(finds))
    collection.keep_told(bringing.missing(), bringing.searches(), who="tester")
    return taken, bringing


@pytest.mark.parametrize("name", FOLDERS)
def test_every_file_of_an_export_is_kept_and_told_of(
    collection: Collection, sandbox: Sandbox, tmp_path: Path, name: str
) -> None:
    make: Callable[[Path], Path] = FOLDERS[name]
    folder = tmp_path / "export"
    folder.mkdir()
    make(folder)
    taken, bringing = bring(collection, sandbox, folder)
    assert [reading.format for _, reading in bringing.readings][:1] == [name]
    assert not [one for one in taken if one.outcome is Outcome.FAILED]
    held = {one.sha256 for one in collection.items()}
    for file in folder.rglob("*"):
        if file.is_file():
            assert foreign_exports.sha256(file.read_bytes()) in held, file
    came = collection.acquisitions()
    assert any(one.facts.get("import.format", "").startswith(name) for one in came)
    assert len([one for one in came if not one.item]) == len(bringing.missing())
    assert collection.store.check() == []


@pytest.mark.parametrize("name", PACKED)
def test_a_packed_export_is_recognised_once_it_is_unpacked(
    collection: Collection, sandbox: Sandbox, tmp_path: Path, name: str
) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    FOLDERS[name](folder)
    packed = packed_as(tmp_path / "packed.zip", folder)
    taken, bringing = bring(collection, sandbox, packed)
    assert [reading.format for _, reading in bringing.readings] == [name]
    assert taken[0].find.name == "packed.zip"
    # The ZIP itself, and then everything in it, which points at it.
    assert {one.find.container for one in taken[1:]} >= {taken[0].item}
    came = [one for one in collection.acquisitions() if one.container == taken[0].item]
    assert any(one.facts.get("import.format", "").startswith(name) for one in came)
    again, _ = bring(collection, sandbox, packed)
    assert {one.outcome for one in again} == {Outcome.SAME}


def web_records(url: str, at: str) -> bytes:
    """One record in the form of WARC 1.1 (ISO 28500:2017)."""
    body = b"<html><title>As it was</title><body><p>A post about a convoy.</p></body></html>"
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
    head = (
        "WARC/1.1\r\nWARC-Type: response\r\n"
        "WARC-Record-ID: <urn:uuid:12345678-1234-1234-1234-123456789abc>\r\n"
        f"WARC-Target-URI: {url}\r\nWARC-Date: {at}\r\n"
        f"Content-Type: application/http;msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + answer + b"\r\n\r\n")


def test_pages_of_a_web_archive_bear_their_titles(
    collection: Collection, sandbox: Sandbox, tmp_path: Path
) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    foreign_exports.wacz(folder)
    records = web_records(foreign_exports.URL, "2026-01-02T03:04:05Z")
    (folder / "archive" / "data.warc.gz").write_bytes(records)
    taken, _ = bring(collection, sandbox, packed_as(tmp_path / "archive.wacz", folder))
    by_name = {one.find.name.rpartition("/")[2]: one for one in taken}
    (page,) = [one for one in taken if one.find.container == by_name["data.warc.gz"].item]
    assert (page.find.source, page.find.facts["page.title"]) == (foreign_exports.URL, "A post")
    item = collection.item(page.item)
    assert (item.media_type, item.facts["title"]) == ("text/html", "As it was")
    (text,) = collection.made_from(item)
    assert b"A post about a convoy." in collection.vault.path(text.sha256).read_bytes()


def test_the_command_knows_the_formats() -> None:
    assert tuple(FORMATS) == adding.FORMATS
