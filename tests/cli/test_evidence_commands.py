"""`headstamp evidence`, as a person meets it."""

from __future__ import annotations

import io
import subprocess
import zipfile
from pathlib import Path

import pytest
from asked import Run
from PIL import Image

from headstamp.custody import Store

# The SHA-256 of 'abc', from FIPS 180-4.
ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def picture() -> bytes:
    out = io.BytesIO()
    Image.radial_gradient("L").convert("RGB").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def footage() -> Path:
    folder = Path("footage")
    (folder / "day 1").mkdir(parents=True)
    (folder / "day 1" / "a.jpg").write_bytes(picture())
    (folder / "abc.txt").write_bytes(b"abc")
    with zipfile.ZipFile(folder / "more.zip", "w") as archive:
        archive.writestr("b.txt", "another text")
        archive.writestr("../out.txt", "escapes")
    return folder


def test_a_folder_is_taken_in_listed_and_shown(run: Run, case: Path, footage: Path) -> None:
    told = run(
        "evidence", "add", case, footage, "--source", "https://example.org/1", "--by", "J. D.", "--json"
    )
    assert told.code == 4, "one member of the archive was refused"
    body = told.json("evidence.add/1")
    assert (body["read"], body["new"], body["failed"]) == (5, 4, 1)
    assert [one["name"] for one in body["files"] if one["why"]] == ["../out.txt"]
    listed = run("evidence", "list", case, "--json").json("evidence.list/1")
    assert [one["name"] for one in listed["items"]] == [
        "footage/abc.txt", "footage/day 1/a.jpg", "footage/more.zip", "b.txt"
    ]  # fmt: skip
    shown = run("evidence", "show", case, ABC[:8], "--json").json("evidence.show/1")
    assert shown["item"]["sha256"] == ABC
    assert shown["acquisitions"][0]["collected_by"] == "J. D."
    words = run("evidence", "show", case, f"ev-{ABC[:16]}")
    assert ABC in words.out
    assert "https://example.org/1" in words.out


def test_pages_of_a_list_follow_one_another(run: Run, case: Path, footage: Path) -> None:
    run("evidence", "add", case, footage)
    first = run("evidence", "list", case, "--most", "3", "--json").json("evidence.list/1")
    assert (len(first["items"]), first["total"], first["next"]) == (3, 4, first["items"][-1]["id"])
    second = run("evidence", "list", case, "--after", first["next"], "--json").json("evidence.list/1")
    assert ([one["name"] for one in second["items"]], second["next"]) == (["b.txt"], None)
    assert f"--after {first['next']}" in run("evidence", "list", case, "--most", "3").out


def test_exposure_decides_what_is_handed_over(run: Run, case: Path, footage: Path) -> None:
    run("evidence", "add", case, footage / "day 1" / "a.jpg")
    (item,) = run("evidence", "list", case, "--json").json("evidence.list/1")["items"]
    first = run("evidence", "export", case, item["id"], "--to", "one", "--level", "open", "--json")
    assert first.code == 4
    assert [one["item"] for one in first.json("evidence.export/1")["withheld"]] == [
        item["id"], f"{item['id']}/thumbnail"
    ]  # fmt: skip
    said = run("evidence", "exposure", case, item["id"], "--sensitivity", "open", "--shows", "nothing")
    assert (said.code, said.out) == (0, "1 item changed, 0 were so already.\n")
    second = run("evidence", "export", case, item["id"], "--to", "two", "--level", "open", "--json")
    assert [one["item"] for one in second.json("evidence.export/1")["exported"]] == [
        f"{item['id']}/thumbnail"
    ]
    assert sorted(one.name for one in Path("two").iterdir()) == [
        "SHA256SUMS", f"{item['id']}_thumbnail.jpg"
    ]  # fmt: skip
    checked = subprocess.run(["sha256sum", "--check", "SHA256SUMS"], cwd="two", capture_output=True)
    assert checked.returncode == 0
    third = run("evidence", "export", case, "--to", "three", "--level", "restricted", "--for", "the court")
    assert third.code == 0
    assert Path("three", f"{item['id']}.jpg").read_bytes() == picture()
    with Store.open(case / "case.db") as store:
        handed = {row.cells["level"]: row.cells for row in store.rows("exports")}
    assert handed["restricted"]["recipient"] == "the court"
    assert handed["open"]["items"] == f"{item['id']}/thumbnail"


def test_what_was_said_is_taken_back(run: Run, case: Path, footage: Path) -> None:
    run("evidence", "add", case, footage / "abc.txt")
    item = f"ev-{ABC[:16]}"
    run("evidence", "exposure", case, item, "--shows", "nothing", "--release-from", "2030-01-01")
    run("evidence", "exposure", case, item, "--shows", "unsaid", "--release-from", "unsaid")
    told = run("evidence", "show", case, item, "--json").json("evidence.show/1")["exposure"]
    assert (told["shows"], told["release_from"]) == ([], None)


def test_a_part_that_cannot_be_freer_is_said_to_be(run: Run, case: Path, footage: Path) -> None:
    run("evidence", "add", case, footage / "abc.txt")
    item = f"ev-{ABC[:16]}"
    run("evidence", "exposure", case, item, "--sensitivity", "secret")
    told = run("evidence", "exposure", case, f"{item}/text", "--sensitivity", "open")
    assert "stays as strict as the file" in told.err


def test_a_damaged_file_is_not_handed_over(run: Run, case: Path, footage: Path) -> None:
    run("evidence", "add", case, footage / "abc.txt")
    kept = case / "evidence" / "objects" / ABC[:2] / ABC
    kept.chmod(0o600)
    kept.write_bytes(b"abd")
    told = run("evidence", "export", case, f"ev-{ABC[:16]}", "--to", "x", "--level", "restricted", "--json")
    assert (told.code, list(Path("x").iterdir())) == (4, [])
    assert "damaged" in told.json("evidence.export/1")["withheld"][0]["why"]


def test_a_case_with_a_secret_item_is_packed_only_when_asked_for(run: Run, case: Path, footage: Path) -> None:
    run("evidence", "add", case, footage / "abc.txt")
    run("evidence", "exposure", case, f"ev-{ABC[:16]}", "--sensitivity", "secret")
    refused = run("pack", case, "--to", "c.zip")
    assert (refused.code, "holds 1 secret item of" in refused.err) == (2, True)
    assert run("pack", case, "--to", "c.zip", "--secret").code == 0
    with zipfile.ZipFile("c.zip") as packed:
        names = packed.namelist()
    assert f"c/evidence/objects/{ABC[:2]}/{ABC}" in names
    assert not [name for name in names if "lock" in name or "/tmp/" in name]


def test_a_copy_never_lands_in_the_case_or_over_something(run: Run, case: Path, footage: Path) -> None:
    run("evidence", "add", case, footage / "abc.txt")
    assert run("evidence", "export", case, "--to", footage, "--level", "secret").code == 2
    assert run("evidence", "export", case, "--to", case / "out", "--level", "secret").code == 2


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("add", "c", "nowhere.jpg"), 3, "There is nothing at nowhere.jpg"),
        (("add", "d", "abc.txt"), 3, "There is no case at d"),
        (("add", "c", "abc.txt", "--search", "s-9"), 3, "There is no search 's-9'"),
        (("show", "c", "ev-000000"), 3, "There is no item 'ev-000000'"),
        (("list", "c", "--after", "ev-000000"), 3, "There is no item 'ev-000000'"),
        (("exposure", "c", "ev-000000", "--consent", "given"), 3, "There is no item"),
        (("exposure", "c", "ev-000000"), 2, "Say something of them"),
        (("exposure", "c", "ev-000000", "--shows", "nothing", "--shows", "people"), 2, "said alone"),
        (("exposure", "c", "ev-000000", "--release-from", "soon"), 2, "is no day"),
        (("add", "c", ""), 2, "An empty word is no path"),
        (("add", "c", "c"), 2, "lies in the case itself"),
        (("add", "c", "abc.txt", "--collected", "2026-13-45"), 2, "2026-13-45"),
        (("list", "c", "--verdict", "BROKE"), 2, "is not one of"),
        (("export", "c", "--to", "x", "--level", "open", "--on", "2999-01-01"), 2, "still to come"),
        (("verify", "abc.txt"), 2, "unpack the bundle"),
    ],
)
def test_what_is_not_there_is_said_in_one_sentence(
    run: Run, case: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    Path("abc.txt").write_bytes(b"abc")
    told = run("evidence", *arguments)
    assert told.code == code
    assert said in told.err


def test_what_cites_an_item_is_told_with_it(run: Run, case: Path, footage: Path) -> None:
    run("evidence", "add", case, footage / "abc.txt", "--source", "https://example.org/7")
    Path("sightings.csv").write_text(
        "id,item_type,weapon,holder,to,locator\n"
        f"S-1,weapon,AKM,not known,2014,ev-{ABC[:16]} at 0:12\n"
        "S-2,weapon,AKM,not known,2014,https://example.org/7\n"
        "S-3,weapon,AKM,not known,2014,elsewhere\n"
    )
    assert run("sightings", "import", case, "sightings.csv").code == 0
    shown = run("evidence", "show", case, ABC, "--json").json("evidence.show/1")
    assert shown["cited_by"] == [{"table": "sightings", "id": "S-1"}, {"table": "sightings", "id": "S-2"}]


def test_an_item_is_named_in_capitals_and_its_parts_by_their_beginnings(
    run: Run, case: Path, footage: Path
) -> None:
    run("evidence", "add", case, footage / "day 1" / "a.jpg")
    (item,) = run("evidence", "list", case, "--json").json("evidence.list/1")["items"]
    whole = run("evidence", "show", case, item["sha256"].upper(), "--json").json("evidence.show/1")
    assert whole["item"]["id"] == item["id"]
    part = run("evidence", "show", case, f"{item['id'][:9]}/thumb", "--json").json("evidence.show/1")
    assert part["item"]["id"] == f"{item['id']}/thumbnail"
    assert run("evidence", "show", case, f"{item['id'][:9]}/frame").code == 3


def test_an_item_tells_when_it_was_taken_in_and_what_is_in_it(run: Run, case: Path, footage: Path) -> None:
    run("evidence", "add", case, footage / "more.zip")
    items = run("evidence", "list", case, "--json").json("evidence.list/1")["items"]
    archive, member = (one["id"] for one in items)
    shown = run("evidence", "show", case, archive, "--json").json("evidence.show/1")
    assert shown["members"] == [{"id": member, "name": "b.txt"}]
    with Store.open(case / "case.db") as store:
        event = store.put_by("evidence", archive)
    assert event is not None
    assert shown["taken_in"] == {"at": event.at, "by": event.who}
    told = run("evidence", "show", case, archive).out
    assert f"Taken into the case {event.at} by {event.who}." in told
    assert "Files in it" in told


def test_a_path_that_is_missing_costs_nothing_else(run: Run, case: Path, footage: Path) -> None:
    told = run("evidence", "add", case, "gone.jpg", footage / "abc.txt", "--json")
    body = told.json("evidence.add/1")
    assert (told.code, body["new"], body["absent"]) == (3, 1, ["gone.jpg"])
    told = run("evidence", "add", case, footage / "abc.txt", "gone.jpg")
    assert "gone.jpg: there is nothing at this path" in told.err
    assert run("evidence", "add", case, "gone.jpg").code == 3


def test_an_empty_folder_is_remarked(run: Run, case: Path) -> None:
    Path("nothing").mkdir()
    told = run("evidence", "add", case, "nothing")
    assert (told.code, told.out) == (0, f"{case}: there was no file to take in.\n")


def test_a_name_that_turns_itself_round_is_seen_through(run: Run, case: Path) -> None:
    Path("gnp\u202etxt.exe").write_bytes(b"abc")
    run("evidence", "add", case, "gnp\u202etxt.exe")
    assert "gnp‹U+202E›txt.exe" in run("evidence", "list", case).out
    assert "\u202e" not in run("evidence", "show", case, ABC[:8]).out
