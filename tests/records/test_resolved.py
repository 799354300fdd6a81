"""What items mean is kept beside the library, and may be lost, damaged or foreign at any time."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sipri_files import Deal, sipri

from headstamp.records import Added, Filters, Library, Names, find
from headstamp.records.resolved import ResolvedItems
from headstamp.world import Actors, Catalogue

TANK = ("T-55", "tank", "")
OTHER = ("M-113", "", "")


def kept(root: Path) -> list[Path]:
    return sorted((root / "resolved").glob("*.parquet"))


def test_what_was_resolved_is_read_again(
    tmp_path: Path, names: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ResolvedItems(tmp_path, names).nodes([TANK, OTHER, TANK])
    assert first[0] == first[2] == tuple(one.id for one in names.weapon("T-55", "tank").candidates)
    assert len(kept(tmp_path)) == 1
    monkeypatch.setattr(Names, "weapon", None)
    assert ResolvedItems(tmp_path, names).nodes([OTHER, TANK]) == [first[1], first[0]]


def foreign() -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table({"item": ["T-55"], "nodes": [["not-a-node"]]}), sink)
    return bytes(sink.getvalue())


def without_nodes() -> bytes:
    names = ("item", "item_class", "category")
    schema = pa.schema([*((name, pa.string()) for name in names), ("nodes", pa.list_(pa.string()))])
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table([["T-55"], ["tank"], [""], [None]], schema=schema), sink)
    return bytes(sink.getvalue())


@pytest.mark.parametrize("data", [b"", b"PAR1", b"no parquet at all", foreign(), without_nodes()])
def test_a_damaged_or_foreign_file_is_ignored(tmp_path: Path, names: Names, data: bytes) -> None:
    right = ResolvedItems(tmp_path, names).nodes([TANK])
    (path,) = kept(tmp_path)
    path.write_bytes(data)
    assert ResolvedItems(tmp_path, names).nodes([TANK]) == right
    assert ResolvedItems(tmp_path, names).nodes([TANK]) == right
    assert path.read_bytes() != data


def test_no_cut_of_the_file_stops_a_question(tmp_path: Path, names: Names) -> None:
    right = ResolvedItems(tmp_path, names).nodes([TANK, OTHER])
    (path,) = kept(tmp_path)
    whole = path.read_bytes()
    for end in range(0, len(whole), 97):
        path.write_bytes(whole[:end])
        assert ResolvedItems(tmp_path, names).nodes([TANK, OTHER]) == right
    for at in range(0, len(whole), 53):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        ResolvedItems(tmp_path, names).nodes([TANK, OTHER])


def test_where_the_folder_should_be_is_a_file(tmp_path: Path, names: Names) -> None:
    (tmp_path / "resolved").write_text("a file", encoding="utf-8")
    assert ResolvedItems(tmp_path, names).nodes([TANK]) != [()]
    (tmp_path / "resolved").unlink()
    (tmp_path / "resolved").mkdir()
    path = tmp_path / "resolved" / "x"
    path.mkdir()
    assert ResolvedItems(tmp_path, names).nodes([TANK]) != [()]


@pytest.mark.skipif(os.geteuid() == 0, reason="the administrator may write everywhere")
def test_a_library_that_cannot_be_written_is_read(
    library: Library, names: Names, add: Callable[..., Added]
) -> None:
    add(sipri([Deal(item="T-55")]))
    mode = stat.S_IMODE(library.root.stat().st_mode)
    library.root.chmod(0o500)
    try:
        assert len(find(library, names, Filters(weapon="T-55")).transfers) == 1
    finally:
        library.root.chmod(mode)


def test_a_disk_that_refuses_to_write_stops_no_question(
    library: Library, names: Names, add: Callable[..., Added], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a read-only disk answers, also to the administrator."""

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(30, "Read-only file system")

    add(sipri([Deal(item="T-55")]))
    monkeypatch.setattr(pq, "write_table", refused)
    assert len(find(library, names, Filters(weapon="T-55")).transfers) == 1
    assert list((library.root / "resolved").iterdir()) == []


def test_another_catalogue_reads_another_file(tmp_path: Path, names: Names) -> None:
    laid = [{"id": "t-55-of-ours", "name": "T-55 of ours", "level": "variant", "parent": "t-55"}]
    ResolvedItems(tmp_path, names).nodes([TANK])
    other = Names(Actors.load(), Catalogue.load().overlay(laid))
    ours = ("T-55 of ours", "", "")
    assert ResolvedItems(tmp_path, other).nodes([ours]) == [("t-55-of-ours",)]
    assert ResolvedItems(tmp_path, names).nodes([ours]) != [("t-55-of-ours",)]
    assert len(kept(tmp_path)) == 2


def test_writers_at_one_time_leave_a_whole_file(tmp_path: Path, names: Names) -> None:
    told = [(f"Made-up {n}", "", "") for n in range(40)]

    def ask(n: int) -> list[tuple[str, ...]]:
        return ResolvedItems(tmp_path, names).nodes([*told[n : n + 5], TANK])

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(35)))
    assert all(one[-1] == answers[0][-1] != () for one in answers)
    (path,) = kept(tmp_path)
    assert pq.read_table(path).num_rows >= 6
    assert [one for one in path.parent.iterdir() if one != path] == []


def test_only_the_newest_are_kept_and_what_was_left_behind_is_swept_up(tmp_path: Path, names: Names) -> None:
    folder = tmp_path / "resolved"
    folder.mkdir()
    for n in range(12):
        (folder / f"{n:032}.parquet").write_bytes(b"")
        os.utime(folder / f"{n:032}.parquet", (n, n))
    (folder / ".1-abandoned").write_bytes(b"half")
    os.utime(folder / ".1-abandoned", (5, 5))
    (folder / ".2-writing").write_bytes(b"half")
    ResolvedItems(tmp_path, names).nodes([TANK])
    left = {one.name for one in folder.iterdir()}
    assert len(left) == 9
    assert ".2-writing" in left
    assert f"{11:032}.parquet" in left
    assert f"{0:032}.parquet" not in left
