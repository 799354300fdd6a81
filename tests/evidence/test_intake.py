from __future__ import annotations

import io
import os
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from headstamp.custody import Store
from headstamp.evidence.collection import Collection
from headstamp.evidence.find import Find
from headstamp.evidence.intake import Outcome, Taken
from headstamp.evidence.item import Acquisition
from headstamp.evidence.paths import Told, files_of, finds_of
from headstamp.evidence.sandbox import Sandbox
from headstamp.values import NotFound, Refused


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(processes=2) as opened:
        yield opened


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    folder = tmp_path / "mosul"
    folder.mkdir()
    (folder / "case.toml").write_text('name = "mosul"\n')
    Store.create(folder / "case.db", "mosul-1").close()
    with Collection.open(folder) as opened:
        yield opened


def picture(shade: int = 90, kind: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").point(lambda value: (value + shade) % 256).convert("RGB").save(out, kind)
    return out.getvalue()


def written(folder: Path, **files: bytes) -> list[Path]:
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name.replace("__", ".")).write_bytes(content)
    return sorted(folder.iterdir())


def take(collection: Collection, sandbox: Sandbox, *finds: Find) -> list[Taken]:
    with collection.intake(sandbox, who="tester") as intake:
        return list(intake.take(finds))


def plain(*files: Path) -> list[Find]:
    return [Find(file, file.name, source="https://example.org/1") for file in files]


def test_a_picture_is_kept_as_it_came_with_what_was_made_from_it(
    collection: Collection, sandbox: Sandbox, tmp_path: Path
) -> None:
    (file,) = written(tmp_path / "in", a__jpg=picture())
    (taken,) = take(collection, sandbox, *plain(file))
    assert (taken.outcome, taken.verdict, taken.why) == (Outcome.NEW, "ok", "")
    item = collection.item(taken.item)
    assert collection.vault.path(item.sha256).read_bytes() == file.read_bytes()
    assert (item.media_type, item.name, item.facts["width"]) == ("image/jpeg", "a.jpg", "256")
    (thumbnail,) = collection.made_from(item)
    assert thumbnail.id == f"{item.id}/thumbnail" == taken.made[0]
    assert thumbnail.parent == item.id
    assert "confined by" in thumbnail.made_with
    with Image.open(collection.vault.path(thumbnail.sha256)) as kept:
        assert kept.size == (256, 256)
    (came,) = collection.acquisitions(item.id)
    assert (came.source, came.name, came.item) == ("https://example.org/1", "a.jpg", item.id)
    assert collection.vault.check(item.stored) == []


def test_the_same_file_is_one_item_however_often_it_is_met(
    collection: Collection, sandbox: Sandbox, tmp_path: Path
) -> None:
    one, two = written(tmp_path / "in", a__jpg=picture(), b__jpg=picture())
    first = take(collection, sandbox, *plain(one, two))
    assert [each.outcome for each in first] == [Outcome.NEW, Outcome.MET_AGAIN]
    assert collection.count() == 1
    events = len(list(collection.store.events()))
    again = take(collection, sandbox, *plain(one, two))
    assert [each.outcome for each in again] == [Outcome.SAME, Outcome.SAME]
    assert len(list(collection.store.events())) == events


def test_one_bad_file_costs_no_other(collection: Collection, sandbox: Sandbox, tmp_path: Path) -> None:
    good, other = written(tmp_path / "in", a__jpg=picture(1), c__jpg=picture(2))
    finds = [*plain(good), Find(tmp_path / "gone.jpg", "gone.jpg"), *plain(other)]
    taken = take(collection, sandbox, *finds)
    told = {each.find.name: each.outcome for each in taken}
    assert told == {"a.jpg": Outcome.NEW, "gone.jpg": Outcome.FAILED, "c.jpg": Outcome.NEW}


def test_a_damaged_picture_is_kept_and_said_to_be_damaged(
    collection: Collection, sandbox: Sandbox, tmp_path: Path
) -> None:
    (file,) = written(tmp_path / "in", cut__jpg=picture()[:700])
    (taken,) = take(collection, sandbox, *plain(file))
    assert (taken.outcome, taken.verdict, taken.made) == (Outcome.NEW, "broken", ())
    assert collection.vault.path(collection.item(taken.item).sha256).read_bytes() == file.read_bytes()


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", ".").replace("_in_", "/"), content)
    return out.getvalue()


def tarred(**members: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, content in members.items():
            entry = tarfile.TarInfo(name.replace("__", "."))
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return out.getvalue()


def test_archives_are_taken_apart_three_deep_and_no_deeper(
    collection: Collection, sandbox: Sandbox, tmp_path: Path
) -> None:
    fourth = zipped(too__deep__txt=b"not taken out")
    third = tarred(c__jpg=picture(3), fourth__zip=fourth)
    second = zipped(b__jpg=picture(2), third__tgz=third)
    (file,) = written(tmp_path / "in", first__zip=zipped(a__jpg=picture(1), second__zip=second))
    taken = take(collection, sandbox, *plain(file))
    by_name = {each.find.name: each for each in taken}
    assert set(by_name) == {
        "first.zip", "a.jpg", "second.zip", "b.jpg", "third.tgz", "c.jpg", "fourth.zip"
    }  # fmt: skip
    assert by_name["a.jpg"].find.container == by_name["first.zip"].item
    assert by_name["c.jpg"].find.container == by_name["third.tgz"].item
    (came,) = collection.acquisitions(by_name["c.jpg"].item)
    assert came.source == "https://example.org/1"
    assert not list(collection.vault.folder.glob(".unpacking-*"))


def test_an_archive_whose_members_were_lost_to_a_crash_gives_them_again(
    collection: Collection, sandbox: Sandbox, tmp_path: Path
) -> None:
    (file,) = written(tmp_path / "in", first__zip=zipped(a__jpg=picture(1), b__jpg=picture(2)))
    with collection.intake(sandbox, who="tester") as intake:
        coming = intake.take(plain(file))
        assert next(coming).find.name == "first.zip"
        coming.close()
    assert collection.count() == 1
    taken = take(collection, sandbox, *plain(file))
    told = {each.find.name: each.outcome for each in taken}
    assert told == {"first.zip": Outcome.SAME, "a.jpg": Outcome.NEW, "b.jpg": Outcome.NEW}


def test_a_member_that_leads_out_of_the_archive_is_refused_and_the_rest_is_kept(
    collection: Collection, sandbox: Sandbox, tmp_path: Path
) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../../../escaped.txt", b"no")
        archive.writestr("good.txt", b"yes")
    (file,) = written(tmp_path / "in", slip__zip=out.getvalue())
    told = {each.find.name: each for each in take(collection, sandbox, *plain(file))}
    assert told["../../../escaped.txt"].outcome is Outcome.FAILED
    assert told["good.txt"].outcome is Outcome.NEW
    assert not list(tmp_path.rglob("escaped.txt"))


def test_hashes_that_a_finder_claims_are_compared(
    collection: Collection, sandbox: Sandbox, tmp_path: Path
) -> None:
    (file,) = written(tmp_path / "in", a__txt=b"abc")
    right = {"sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}
    wrong = right | {"md5": "0" * 32}
    fits, differs = take(
        collection, sandbox, Find(file, "right", claimed=right), Find(file, "wrong", claimed=wrong)
    )
    assert (fits.why, differs.why) == ("", "its finder claims another md5")
    kept = {one.name: one.mismatch for one in collection.acquisitions(fits.item)}
    assert kept == {"right": "", "wrong": "its finder claims another md5"}


def test_what_was_said_of_an_item_stays_when_it_is_met_again(
    collection: Collection, sandbox: Sandbox, tmp_path: Path
) -> None:
    (file,) = written(tmp_path / "in", a__jpg=picture())
    (taken,) = take(collection, sandbox, *plain(file))
    item = collection.item(taken.item)
    assert collection.expose([item], {"sensitivity": "secret"}, who="tester") == [item.id]
    assert collection.expose([item], {"sensitivity": "secret"}, who="tester") == []
    take(collection, sandbox, Find(file, "another name"))
    after = collection.item(item.id)
    assert after.exposure.sensitivity.value == "secret"
    assert collection.showing().of(collection.made_from(after)[0]).sensitivity.value == "secret"
    assert collection.store.check() == []


def test_two_intakes_of_one_case_do_not_run_at_once(collection: Collection, sandbox: Sandbox) -> None:
    with (
        collection.intake(sandbox, who="tester"),
        pytest.raises(Refused, match="another program"),
        collection.intake(sandbox, who="tester"),
    ):
        pass
    with collection.intake(sandbox, who="tester"):
        pass


def test_items_are_named_by_the_beginning_of_a_hash(
    collection: Collection, sandbox: Sandbox, tmp_path: Path
) -> None:
    (file,) = written(tmp_path / "in", a__txt=b"abc")
    (taken,) = take(collection, sandbox, *plain(file))
    assert collection.item("ba7816bf").id == collection.item("ev-ba7816").id == taken.item
    for name in ("ba781", "ev-000000", ""):
        with pytest.raises(NotFound, match="There is no item"):
            collection.item(name)


def test_names_that_are_no_text_are_spelled_out_and_cost_nothing(
    collection: Collection, sandbox: Sandbox, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / os.fsdecode(b"bad\xff.txt")).write_bytes(b"one")
    (folder / "good.txt").write_bytes(b"two")
    taken = take(collection, sandbox, *finds_of(files_of([folder]), Told(collected_by="a\udcff")))
    assert {one.find.name: one.outcome for one in taken} == {
        "in/bad\\xff.txt": Outcome.NEW, "in/good.txt": Outcome.NEW
    }  # fmt: skip


def test_links_and_pipes_in_a_folder_are_refused_and_told(
    collection: Collection, sandbox: Sandbox, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "link.txt").symlink_to("/etc/hostname")
    (folder / "dangling").symlink_to("nowhere")
    os.mkfifo(folder / "pipe")
    (folder / "good.txt").write_bytes(b"two")
    taken = take(collection, sandbox, *finds_of(files_of([folder]), Told()))
    assert {one.find.name: one.outcome for one in taken} == {
        "in/link.txt": Outcome.FAILED, "in/dangling": Outcome.FAILED, "in/pipe": Outcome.FAILED,
        "in/good.txt": Outcome.NEW,
    }  # fmt: skip


def test_the_case_itself_is_never_taken_in(collection: Collection, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"abc")
    assert [name for _, name in files_of([tmp_path], case=collection.path)] == [f"{tmp_path.name}/a.txt"]
    for inside in (collection.path, collection.vault.folder):
        with pytest.raises(Refused, match="lies in the case itself"):
            files_of([inside], case=collection.path)


def test_a_damaged_archive_is_kept_and_is_no_failure(
    collection: Collection, sandbox: Sandbox, tmp_path: Path
) -> None:
    whole = zipped(a__txt=b"one" * 100, b__txt=b"two" * 100)
    (file,) = written(tmp_path / "in", cut__zip=whole[:-60])
    taken = take(collection, sandbox, *plain(file))
    assert Outcome.FAILED not in {one.outcome for one in taken}
    assert any("of its members" in one.why for one in taken)


def test_archives_that_lie_too_deep_are_told(
    collection: Collection, sandbox: Sandbox, tmp_path: Path
) -> None:
    nested = b"text"
    for name in ("d.zip", "c.zip", "b.zip", "a.zip"):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr(name.replace("zip", "txt") if name == "d.zip" else "inner.zip", nested)
        nested = out.getvalue()
    (file,) = written(tmp_path / "in", a__zip=nested)
    whys = [one.why for one in take(collection, sandbox, *plain(file)) if one.why]
    assert whys == ["not taken apart, since it lies 3 archives deep"]


def test_an_acquisition_is_read_back_as_it_was_told() -> None:
    find = Find(
        Path("x"), "x.mp4", "https://example.org", "2014-06-10", "J. D.", "by hand", "note", "s-1", "ev-1",
        {"md5": "00"}, {"views": "12"},
    )  # fmt: skip
    told = Acquisition.of("ev-2", find, "its finder claims another md5")
    assert Acquisition.from_cells(told.id, told.cells()) == told
    assert told.id != Acquisition.of("ev-3", find).id
