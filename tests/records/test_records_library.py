"""The library: written whole or not at all, never twice, and damage is said."""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from threading import Barrier, get_ident

import pytest
from sipri_files import Deal, sipri

from headstamp.records import Added, Library, LibraryDamaged, SnapshotMissing
from headstamp.records.sources import recognition
from headstamp.records.sources.sipri_deals import SIPRI_DEALS
from headstamp.values import HeadstampError
from headstamp.world import Actors

Add = Callable[..., Added]
NO_PROCESS = 2**22 + 1
"""More than any process id of the systems that headstamp runs on."""


def ids(library: Library) -> list[str]:
    rows = library.transfers()
    return [] if rows is None else sorted(rows.to_pyarrow()["id"].to_pylist())


def damage(library: Library, name: str, data: bytes) -> Library:
    (folder,) = (library.root / "snapshots").iterdir()
    next(folder.glob(name)).write_bytes(data)
    return Library(library.root)


def test_the_library_lies_where_the_environment_says(home: Path) -> None:
    assert Library().root == home


def test_an_empty_library_has_nothing_and_makes_nothing(library: Library) -> None:
    assert library.snapshots() == ()
    assert library.transfers() is None
    assert library.rebuild() == ()
    assert not library.root.exists()


def test_what_is_added_is_there_for_the_next_who_looks(library: Library, add: Add) -> None:
    added = add(sipri([Deal(), Deal(recipient="Atlantis")]))
    assert (added.file, added.new) == ("trade-register.csv", 1)
    (snapshot,) = Library(library.root).snapshots()
    assert snapshot == added.snapshot
    assert (snapshot.source, snapshot.form, snapshot.parser) == ("sipri", "sipri-deals", SIPRI_DEALS.version)
    assert (snapshot.read, snapshot.kept, snapshot.merged, snapshot.rejected) == (2, 1, 0, 1)
    assert snapshot.generated == datetime(2026, 5, 18, 14, 29, 20)
    assert snapshot.edition == "SIPRI, generated 18 May 2026"
    assert snapshot.short == snapshot.sha256[:12]
    assert (library.root / "snapshots" / snapshot.sha256 / "raw").read_bytes() == sipri(
        [Deal(), Deal(recipient="Atlantis")]
    )


def test_adding_the_same_bytes_again_adds_nothing(library: Library, add: Add) -> None:
    first = add(sipri([Deal()]))
    before = {path: path.stat().st_mtime_ns for path in library.root.rglob("*")}
    again = add(sipri([Deal()]), "another name.csv")
    assert (again.new, again.snapshot) == (0, first.snapshot)
    assert {path: path.stat().st_mtime_ns for path in library.root.rglob("*")} == before


def test_two_who_add_the_same_file_at_once_both_succeed(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have looked, neither has found it, and each is waiting for the other at its first flush."""
    path = tmp_path / "trade-register.csv"
    path.write_bytes(sipri([Deal()]))
    both, met, flush = Barrier(2), set[int](), os.fsync

    def fsync(handle: int) -> None:
        if get_ident() not in met:
            met.add(get_ident())
            both.wait(timeout=60)
        flush(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda one: one.add(path), [Library(), Library()]))
    assert {one.snapshot.sha256 for one in done} == {one.sha256 for one in library.snapshots()}
    assert [one.name for one in (library.root / "snapshots").iterdir()] == [library.snapshots()[0].sha256]
    assert len(ids(library)) == 1


def test_what_another_process_has_added_meanwhile_is_not_new(
    tmp_path: Path, library: Library, add: Add
) -> None:
    assert library.snapshots() == ()
    path = tmp_path / "trade-register.csv"
    path.write_bytes(sipri([Deal()]))
    Library().add(path)
    assert library.add(path).new == 0


def test_killed_while_adding_leaves_before_or_after(tmp_path: Path) -> None:
    file = tmp_path / "trade-register.csv"
    file.write_bytes(sipri([Deal(), Deal(item="Model-2")]))
    program = Path(__file__).with_name("killed_while_adding.py")
    run = subprocess.run(
        [sys.executable, program, file, tmp_path], capture_output=True, text=True, check=True, timeout=120
    )
    ends = json.loads(run.stdout)
    assert ends[0] == signal.SIGKILL
    assert ends[-1] == 0
    held = []
    for flush, end in enumerate(ends, start=1):
        library = Library(tmp_path / str(flush))
        held.append(len(ids(library)))
        assert held[-1] == 2 if end == 0 else held[-1] in (0, 2)
        assert library.add(file).new == 2 - held[-1]
        assert len(ids(library)) == 2
        assert [one.name for one in library._shelf.iterdir()] == [library.snapshots()[0].sha256]
    assert 0 in held
    assert held == sorted(held)


def test_a_half_written_folder_is_passed_over_and_then_swept(library: Library, add: Add) -> None:
    add(sipri([Deal()]))
    shelf = library.root / "snapshots"
    left = shelf / f".{NO_PROCESS}-0123abcd"
    left.mkdir()
    (left / "raw").write_bytes(b"half of")
    inside = shelf / library.snapshots()[0].sha256 / f".{NO_PROCESS}-0123abcd.parquet"
    inside.write_bytes(b"half of")
    strange = shelf / ".DS_Store"
    strange.write_bytes(b"")
    assert len(Library(library.root).snapshots()) == 1
    add(sipri([Deal(item="Model-2")]))
    assert [path.exists() for path in (left, inside, strange)] == [False, False, False]


def test_what_a_running_process_writes_is_not_swept(library: Library, add: Add) -> None:
    add(sipri([Deal()]))
    theirs = library.root / "snapshots" / f".{os.getppid()}-0123abcd"
    theirs.mkdir()
    add(sipri([Deal(item="Model-2")]))
    assert theirs.is_dir()


@pytest.mark.parametrize(
    "facts",
    [b"", b"{", b"[]", b"{}", b"null", b'{"sha256": "0"}', b"\xff\xfe", b"\0" * 100],
    ids=["empty", "cut", "list", "no keys", "null", "few keys", "no text", "noughts"],
)
def test_damaged_facts_are_said(library: Library, add: Add, facts: bytes) -> None:
    sha256 = add(sipri([Deal()])).snapshot.sha256
    with pytest.raises(LibraryDamaged) as caught:
        damage(library, "snapshot.json", facts).snapshots()
    assert caught.value.path == f"snapshots/{sha256}"
    assert str(caught.value).endswith("; remove that folder and add the register again.")
    assert "\n" not in str(caught.value)


def test_facts_of_another_snapshot_are_damage(library: Library, add: Add) -> None:
    snapshot = add(sipri([Deal()])).snapshot
    facts = (library.root / "snapshots" / snapshot.sha256 / "snapshot.json").read_bytes()
    with pytest.raises(LibraryDamaged, match="is not whole"):
        damage(library, "snapshot.json", facts.replace(snapshot.sha256.encode(), b"0" * 64)).snapshots()


def test_lost_rows_are_damage(library: Library, add: Add) -> None:
    sha256 = add(sipri([Deal()])).snapshot.sha256
    next((library.root / "snapshots" / sha256).glob("*.parquet")).unlink()
    with pytest.raises(LibraryDamaged, match="is not whole"):
        Library(library.root).snapshots()


@pytest.mark.parametrize("rows", [b"", b"PAR1 and no more", b"\0" * 5000])
def test_damaged_rows_are_said(library: Library, add: Add, rows: bytes) -> None:
    add(sipri([Deal()]))
    with pytest.raises(LibraryDamaged, match=r"transfers-\d+\.parquet .*cannot be read as Parquet"):
        damage(library, "*.parquet", rows).transfers()


def test_changed_bytes_are_not_read_again(library: Library, add: Add) -> None:
    sha256 = add(sipri([Deal()])).snapshot.sha256
    with pytest.raises(LibraryDamaged, match="does not match its fingerprint"):
        damage(library, "raw", sipri([Deal(delivered="13")])).rebuild()
    (library.root / "snapshots" / sha256 / "raw").unlink()
    with pytest.raises(LibraryDamaged, match="raw in the library of records cannot be read"):
        Library(library.root).rebuild()


def test_a_snapshot_is_found_by_the_beginning_of_its_fingerprint(library: Library, add: Add) -> None:
    found = add(sipri([Deal()])).snapshot
    for digits in (found.sha256, found.short, found.sha256[:1].upper()):
        assert library.snapshot(digits) == found


def test_a_beginning_that_fits_none_or_several_is_said(library: Library, add: Add) -> None:
    """Seventeen fingerprints cannot all begin with another of sixteen digits."""
    for number in range(17):
        add(sipri([Deal(number=str(number))]))
    firsts = [one.sha256[0] for one in library.snapshots()]
    shared = next(first for first in firsts if firsts.count(first) > 1)
    with pytest.raises(SnapshotMissing, match=f"More than one snapshot .* begins with '{shared}'"):
        library.snapshot(shared)
    for digits in ("0" * 64, "xyz", ""):
        with pytest.raises(SnapshotMissing, match="The library holds no snapshot") as caught:
            library.snapshot(digits)
        assert caught.value.exit_code == 3


def test_rebuilding_keeps_ids_and_the_day_of_adding(library: Library, add: Add) -> None:
    added = add(sipri([Deal(), Deal(), Deal(item="Model-2")])).snapshot
    before = ids(library)
    (rebuilt,) = library.rebuild()
    assert rebuilt == added
    assert ids(library) == before
    assert ids(Library(library.root)) == before


def test_rebuilding_with_more_known_actors_keeps_more(library: Library, add: Add) -> None:
    add(sipri([Deal(), Deal(recipient="Atlantis")]))
    before = ids(library)
    grown = Actors.load().overlay([{"id": "x-atlantis", "name": "Atlantis", "kind": "state"}])
    (rebuilt,) = library.rebuild(grown)
    assert (rebuilt.kept, rebuilt.rejected) == (2, 0)
    assert set(before) < set(ids(library))


def test_a_better_parser_reads_the_file_again(
    library: Library, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = add(sipri([Deal()])).snapshot
    better = dataclasses.replace(SIPRI_DEALS, version=SIPRI_DEALS.version + 1)
    monkeypatch.setattr(recognition, "form_of", lambda data, name: better)
    before = ids(library)
    again = add(sipri([Deal()]))
    assert again.new == 0
    assert again.snapshot.parser == SIPRI_DEALS.version + 1
    assert again.snapshot.added == first.added
    assert Library(library.root).snapshots() == (again.snapshot,)
    assert ids(library) == before


def test_until_the_new_facts_stand_the_old_reading_answers(library: Library, add: Add) -> None:
    """What a kill between the two renamings of a new reading leaves."""
    snapshot = add(sipri([Deal()])).snapshot
    folder = library.root / "snapshots" / snapshot.sha256
    rows = (folder / f"transfers-{SIPRI_DEALS.version}.parquet").read_bytes()
    (folder / f"transfers-{SIPRI_DEALS.version + 1}.parquet").write_bytes(rows)
    assert Library(library.root).snapshots() == (snapshot,)


def test_a_folder_with_a_difficult_name(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_bytes(sipri([Deal()]))
    library = Library(tmp_path / "records [new] * 'ä'")
    library.add(path)
    assert len(ids(library)) == 1


def test_a_file_that_is_not_there_is_the_systems_error(library: Library, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        library.add(tmp_path / "nowhere.csv")


def test_errors_of_the_library_are_of_our_tree() -> None:
    assert issubclass(LibraryDamaged, HeadstampError)
    assert issubclass(SnapshotMissing, HeadstampError)
