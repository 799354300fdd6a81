from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import foreign_exports as made
import pytest
from foreign_exports import put

from headstamp.exchange import FORMATS, FormatUnclear, read_export, recognise
from headstamp.values import HeadstampError, NotFound, Refused

MAKERS: dict[str, Callable[[Path], Path]] = {
    "auto-archiver": made.auto_archiver,
    "auto-archiver-sheet": made.sheet,
    "atlos-csv": made.atlos_csv,
    "atlos-export": made.atlos_export,
    "wacz": made.wacz,
    "proofmode": made.proofmode,
    "starling": made.starling,
    "links": lambda folder: put(folder, "table.csv", "link\nhttps://a.example\n"),
}


def test_every_format_has_a_maker_here_and_a_line_on_the_page() -> None:
    assert MAKERS.keys() == FORMATS.keys()
    page = (Path(__file__).parents[2] / "docs" / "intake-formats.md").read_text(encoding="utf-8")
    assert [name for name in FORMATS if f"\n| `{name}` |" not in page] == []


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_is_known_by_file_and_by_folder(tmp_path: Path, name: str) -> None:
    given = MAKERS[name](tmp_path)
    for path in (given, tmp_path):
        found = recognise(path)
        assert found is not None
        assert found.name == name
        assert found.why.endswith(".")
        assert read_export(path, name).format == read_export(path).format == name


@pytest.mark.parametrize("name", FORMATS)
def test_the_name_of_a_table_says_nothing(tmp_path: Path, name: str) -> None:
    given = MAKERS[name](tmp_path)
    if given.is_file():
        moved = given.rename(tmp_path / "wacz.csv")
        found = recognise(moved)
        assert found is not None
        assert found.name == name


@pytest.mark.parametrize("name", ["atlos-export", "wacz", "proofmode", "starling"])
def test_a_zip_is_recognised_and_not_unpacked(tmp_path: Path, name: str) -> None:
    MAKERS[name](tmp_path / "in")
    packed = tmp_path / "x.bin"
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted((tmp_path / "in").rglob("*")):
            archive.write(path, path.relative_to(tmp_path / "in").as_posix())
    found = recognise(packed)
    assert found is not None
    assert (found.name, found.packed) == (name, True)
    with pytest.raises(Refused, match="unpacked members"):
        read_export(packed)
    with pytest.raises(Refused, match="unpacked members"):
        read_export(packed, name)


def test_two_formats_in_one_folder_are_asked_about(tmp_path: Path) -> None:
    made.proofmode(tmp_path)
    made.starling(tmp_path)
    with pytest.raises(FormatUnclear, match="--as") as raised:
        recognise(tmp_path)
    assert raised.value.formats == ("proofmode", "starling")
    assert read_export(tmp_path, "starling").format == "starling"


def test_two_tables_of_links_are_asked_about(tmp_path: Path) -> None:
    for name in ("a", "b"):
        put(tmp_path, f"{name}.csv", "link\nhttps://a.example\n")
    with pytest.raises(Refused, match="name the table itself"):
        recognise(tmp_path)
    with pytest.raises(Refused, match="name the table itself"):
        read_export(tmp_path, "links")


@pytest.mark.parametrize(
    "data",
    [b"", b"\0\1\2", b"PK\3\4broken", b"{}", b"[]", b"[1]", b"a,b\n1,2\n", b"\xff\xfea\0", b"[" * 3000],
)
def test_anything_else_is_none_of_ours(tmp_path: Path, data: bytes) -> None:
    assert recognise(put(tmp_path, "x", data)) is None


def test_folders_of_pictures_are_none_of_ours(tmp_path: Path) -> None:
    put(tmp_path, "a.jpg", b"\xff\xd8")
    assert recognise(tmp_path) is None
    with pytest.raises(Refused, match="no export that is known"):
        read_export(tmp_path)


def test_what_is_not_there(tmp_path: Path) -> None:
    for as_ in (None, "links", "wacz"):
        with pytest.raises(NotFound):
            read_export(tmp_path / "nothing", as_)
    with pytest.raises(Refused, match="choose one of"):
        read_export(tmp_path, "excel")


def test_a_monstrous_listing_is_not_read(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w"):
        pass
    end = bytearray(out.getvalue())
    end[12:16] = (2**27).to_bytes(4, "little")
    path = tmp_path / "x.zip"
    with path.open("wb") as stream:
        stream.seek(2**28)
        stream.write(bytes(end))
    assert recognise(path) is None


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "db.csv")
    assert recognise(tmp_path / "db.csv") is None
    with pytest.raises(HeadstampError):
        read_export(tmp_path / "db.csv", "links")
