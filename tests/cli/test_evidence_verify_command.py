"""`headstamp evidence verify`, `checkpoint` and `stamp`, as a person meets them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from asked import Run

from headstamp.custody import Store
from headstamp.custody.checkpoint import make_checkpoint
from headstamp.custody.keys import machine_key

SIZE = 200_000


@pytest.fixture
def held(run: Run, case: Path) -> Path:
    """A case that holds a text of four pieces and a small one."""
    Path("long.txt").write_bytes(b"0123456789abcdef" * (SIZE // 16))
    Path("abc.txt").write_bytes(b"abc")
    assert run("evidence", "add", case, "long.txt", "abc.txt").code == 0
    return case


def objects(case: Path, size: int) -> Path:
    (found,) = [one for one in (case / "evidence" / "objects").rglob("*") if one.stat().st_size == size]
    return found


def flip(file: Path, at: int) -> None:
    file.chmod(0o600)
    content = bytearray(file.read_bytes())
    content[at] ^= 1
    file.write_bytes(content)


def test_a_sound_case_is_said_to_be(run: Run, held: Path) -> None:
    told = run("evidence", "verify", held, "--json")
    assert told.code == 0
    body = told.json("verify/1")
    assert (body["ok"], body["damage"], body["items"]) == (True, [], 4)
    with Store.open(held / "case.db") as store:
        assert body["root"] == store.root()
    assert "is sound: 4 files" in run("evidence", "verify", held).out


@pytest.mark.parametrize(("at", "piece"), [(0, 0), (65_535, 0), (65_536, 1), (SIZE - 1, 3)])
def test_a_changed_bit_is_found_with_its_piece(run: Run, held: Path, at: int, piece: int) -> None:
    file = objects(held, SIZE)
    flip(file, at)
    told = run("evidence", "verify", held, "--json")
    assert told.code == 1
    # The text made from it is the same bytes, so two items lie in this file.
    first, second = told.json("verify/1")["damage"]
    assert first["where"] == second["where"]
    assert first["where"] == {"file": file.relative_to(held).as_posix(), "piece": piece, "line": None}
    assert f"piece {piece} (from byte {piece * 65536:,})" in run("evidence", "verify", held).out


def test_a_quick_look_finds_what_is_missing_or_cut(run: Run, held: Path) -> None:
    assert run("evidence", "verify", held, "--quick").code == 0
    with objects(held, SIZE).open("r+b") as file:
        os.chmod(file.fileno(), 0o600)
        file.truncate(SIZE - 1)
    objects(held, 3).unlink()
    told = run("evidence", "verify", held, "--quick", "--json")
    assert told.code == 1
    # The text that was made from 'abc' is the same three bytes, kept once.
    assert {one["what"].partition(": ")[2] for one in told.json("verify/1")["damage"]} == {
        "shortened", "missing"
    }  # fmt: skip


def test_a_log_written_anew_is_found_with_an_older_checkpoint_only(run: Run, held: Path) -> None:
    made = run("evidence", "checkpoint", held, "--to", "held.checkpoint", "--for", "a partner", "--json")
    body = made.json("evidence.checkpoint/1")
    assert Path(body["key"]).read_text().startswith("-----BEGIN PUBLIC KEY-----")
    against = ("--against", "held.checkpoint", "--key", body["key"])
    sound = run("evidence", "verify", held, *against)
    assert (sound.code, sound.err) == (
        0,
        f"The log begins with the {body['size']} lines of the checkpoint.\n",
    )

    # Somebody who holds the case and the key makes it anew, under the same id, without the small file.
    with Store.open(held / "case.db") as store:
        case, rows = store.case, store.rows("evidence")
    (held / "case.db").unlink()
    for beside in held.glob("case.db-*"):
        beside.unlink()
    with Store.create(held / "case.db", case) as anew, anew.change("somebody", "evidence add") as change:
        for row in rows:
            if row.cells.get("name") != "abc.txt":
                change.put("evidence", row.key, row.cells)
        for number in range(20):
            change.put("sources", f"s{number}", {"title": "filler"})
    assert run("evidence", "verify", held).code == 0
    told = run("evidence", "verify", held, *against)
    assert told.code == 1
    assert "is not what it was when the checkpoint was signed" in told.out
    with Store.open(held / "case.db") as store:
        assert make_checkpoint(store, machine_key()) != Path("held.checkpoint").read_text()


def test_a_bundle_is_verified_by_both_verifiers_and_withholds_what_is_secret(run: Run, held: Path) -> None:
    (small,) = [
        one["id"]
        for one in run("evidence", "list", held, "--json").json("evidence.list/1")["items"]
        if one["name"] == "abc.txt"
    ]
    run("evidence", "exposure", held, small, "--sensitivity", "secret")
    told = run("evidence", "verify", held, "--bundle", "court", "--json")
    assert told.code == 0
    bundle = told.json("verify/1")["bundle"]
    assert bundle["withheld_values"] > 0
    assert not any(one.read_bytes() == b"abc" for one in Path("court", "objects").iterdir())
    assert b"abc.txt" not in Path("court", "disclosures.jsonl").read_bytes()
    assert run("evidence", "verify", "court").code == 0
    alone = [sys.executable, "-I", "verify.py", "--json"]
    done = subprocess.run(alone, cwd="court", capture_output=True, text=True, check=False)
    assert (done.returncode, json.loads(done.stdout)["ok"]) == (0, True)

    (long,) = [one for one in Path("court", "objects").iterdir() if one.stat().st_size == SIZE]
    flip(long, 70_000)
    damaged = run("evidence", "verify", "court", "--json")
    assert damaged.code == 1
    assert {one["where"]["piece"] for one in damaged.json("verify/1")["damage"]} >= {1}
    done = subprocess.run(alone, cwd="court", capture_output=True, text=True, check=False)
    assert (done.returncode, json.loads(done.stdout)["ok"]) == (1, False)


def test_what_names_a_secret_item_is_withheld_and_slips_are_refused(run: Run, held: Path) -> None:
    (small,) = [
        one["id"]
        for one in run("evidence", "list", held, "--json").json("evidence.list/1")["items"]
        if one["name"] == "abc.txt"
    ]
    assert run("evidence", "export", held, small, "--to", "out", "--level", "restricted").code == 0
    run("evidence", "exposure", held, small, "--sensitivity", "secret")
    refused = run("evidence", "verify", held, "--bundle", "b", "--withhold", "acquisition.collected_by")
    assert (refused.code, Path("b").exists()) == (2, False)
    refused = run("evidence", "verify", held, "--bundle", "b", "--withhold", "acquisitions.nosuch")
    assert (refused.code, Path("b").exists()) == (2, False)
    assert run("evidence", "verify", held, "--bundle", "b", "--withhold", "acquisitions.name").code == 0
    told = Path("b", "disclosures.jsonl").read_text()
    assert small not in told
    assert "long.txt" not in [line for line in told.splitlines() if '"name"' in line and "aq-" in line]
    assert run("evidence", "verify", "b").code == 0


def test_a_checkpoint_is_not_written_over(run: Run, held: Path) -> None:
    assert run("evidence", "checkpoint", held, "--to", "held.checkpoint").code == 0
    before = Path("held.checkpoint").read_text()
    assert run("evidence", "checkpoint", held, "--to", "held.checkpoint").code == 2
    assert Path("held.checkpoint").read_text() == before


def test_files_that_no_row_names_are_told(run: Run, held: Path) -> None:
    stray = held / "evidence" / "objects" / "00" / ("00" * 32)
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"stray")
    told = run("evidence", "verify", held)
    assert (told.code, "1 file in the vault is named by no row" in told.err) == (0, True)


def test_no_bundle_is_made_of_a_damaged_case(run: Run, held: Path) -> None:
    flip(objects(held, SIZE), 5)
    assert run("evidence", "verify", held, "--bundle", "court").code == 1
    assert not Path("court").exists()


def test_a_time_stamp_is_asked_for_and_taken_in_as_files(run: Run, held: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed, so there is no authority to ask")
    run("evidence", "checkpoint", held, "--to", "held.checkpoint")
    asked = run("evidence", "stamp", held, "held.checkpoint", "--request", "held.tsq")
    assert (asked.code, asked.out) == (0, "held.tsq: written; send it to the authority.\n")
    shown = subprocess.run(
        ["openssl", "ts", "-query", "-in", "held.tsq", "-text"], capture_output=True, text=True, check=True
    )
    assert "sha256" in shown.stdout
    Path("held.tsr").write_bytes(b"no reply")
    Path("root.pem").write_bytes(b"no certificate")
    told = run("evidence", "stamp", held, "held.checkpoint", "--reply", "held.tsr", "--trust", "root.pem")
    assert told.code == 4
    with Store.open(held / "case.db") as store:
        assert all("stamp" not in row.cells for row in store.rows("checkpoints"))


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("verify", "d"), 3, "There is no case at d"),
        (("verify", "c", "--against", "gone"), 3, "There is no file gone"),
        (("verify", "c", "--against", "abc.txt"), 4, "checkpoint"),
        (("verify", "c", "--bundle", "c/within"), 2, "lies within the case"),
        (("checkpoint", "c", "--to", "nowhere/x"), 3, "There is no folder nowhere"),
        (("stamp", "c", "abc.txt"), 2, "Say one of --authority, --request and --reply"),
        (("stamp", "c", "abc.txt", "--authority", "ftp://example.org"), 2, "https://"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    run: Run, held: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    told = run("evidence", *arguments)
    assert said in told.err
    assert told.code == code


def test_a_checkpoint_of_another_case_is_no_damage_of_this_one(run: Run, held: Path) -> None:
    run("init", "other")
    run("evidence", "checkpoint", "other", "--to", "other.checkpoint")
    told = run("evidence", "verify", held, "--against", "other.checkpoint")
    assert told.code == 1
    assert "is sound in itself, and does not agree with what it was held against" in told.out
    assert "the checkpoint is of another case." in told.out
    body = run("evidence", "verify", held, "--against", "other.checkpoint", "--json").json("verify/1")
    assert body["damage"][0]["where"] == {"file": None, "piece": None, "line": None}
