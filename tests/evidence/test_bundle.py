"""Writing a bundle: what goes in, what stays out, and when none is written."""

from __future__ import annotations

import hashlib
import json
import random
import sqlite3
import zipfile
from pathlib import Path

import pytest
from bundled_case import SIZES, bundle, content, fill, made_up

from headstamp.custody import StoreDamaged, machine_key, make_checkpoint, read_line
from headstamp.evidence.bundle import Stamped, check_bundle, verify, write_bundle
from headstamp.evidence.errors import EvidenceMissing
from headstamp.values import Refused


def both_find_nothing(folder: Path) -> bool:
    return check_bundle(folder).ok and not verify.verify(str(folder))[0].damage


def values(folder: Path) -> dict[tuple[int, str], str]:
    told = map(json.loads, (folder / "disclosures.jsonl").read_text("utf-8").splitlines())
    return {(one["line"], one["field"]): json.loads(one["value"]) for one in told}


def test_a_bundle_holds_the_log_the_values_and_the_files(tmp_path: Path) -> None:
    bundled = bundle(tmp_path)
    assert (bundled.events, bundled.files, bundled.withheld_values) == (15, 7, 0)
    files = {each.name: each.read_bytes() for each in (bundled.path / "objects").iterdir()}
    assert set(files.values()) == {content(n, size) for n, size in enumerate(SIZES)} | {b"a thumbnail"}
    assert all(hashlib.sha256(held).hexdigest() == name for name, held in files.items())
    assert "Aïcha 500.jpg" in values(bundled.path).values()
    assert both_find_nothing(bundled.path)
    checked = check_bundle(bundled.path)
    assert (checked.items, checked.events, checked.root) == (7, 15, bundled.root)


def test_withholding_any_field_leaves_every_proof_valid(tmp_path: Path) -> None:
    """Each field of each line alone, and many choices at random."""
    with made_up(tmp_path) as (store, vault):
        fill(store, vault)
        key = machine_key(tmp_path / "home")
        fields = [
            (seq, name)
            for seq, line in enumerate(store.events(), start=1)
            for name in read_line(line).commitments
        ]
        choices = [{one} for one in fields]
        choices += [set(random.Random(seed).sample(fields, seed % len(fields))) for seed in range(0, 80, 4)]
        root = store.root()
        for number, chosen in enumerate(choices):
            target = tmp_path / f"bundle-{number}"
            counted = _Withholding(chosen, fields)
            bundled = write_bundle(store, vault, target, key, withhold=counted)
            assert bundled.withheld_values == len(chosen)
            assert bundled.root == root
            assert chosen.isdisjoint(values(target))
            assert check_bundle(target).damage == ()
            assert verify.verify(str(target))[0].damage == []


class _Withholding:
    """Withholds chosen fields of chosen lines; it is asked in the order of the log."""

    def __init__(self, chosen: set[tuple[int, str]], fields: list[tuple[int, str]]) -> None:
        self._chosen, self._fields = chosen, sorted(fields)

    def __call__(self, table: str, key: str, field: str) -> bool:
        return self._fields.pop(0) in self._chosen


def test_a_value_that_is_withheld_stands_nowhere_in_the_bundle(tmp_path: Path) -> None:
    bundled = bundle(tmp_path, withhold=lambda table, key, field: field in ("name", "source"))
    assert bundled.withheld_values == 13
    for file in bundled.path.rglob("*"):
        if file.is_file():
            assert "Aïcha".encode() not in file.read_bytes()
            assert b"example.org/a" not in file.read_bytes()


def test_what_to_withhold_is_asked_by_table_key_and_field(tmp_path: Path) -> None:
    asked: set[tuple[str, str, str]] = set()

    def noting(table: str, key: str, field: str) -> bool:
        asked.add((table, key, field))
        return False

    bundle(tmp_path, withhold=noting)
    first = f"ev-{hashlib.sha256(content(0, SIZES[0])).hexdigest()[:16]}"
    assert {
        ("evidence", first, "sha256"),
        ("evidence", first, "@key"),
        ("@setting", "snapshots", "value"),
    } <= asked


def test_a_file_that_is_withheld_is_named_as_such(tmp_path: Path) -> None:
    sha256 = hashlib.sha256(content(1, SIZES[1])).hexdigest()
    bundled = bundle(tmp_path, without=(f"ev-{sha256[:16]}",))
    assert (bundled.files, bundled.withheld_files) == (6, 1)
    assert not (bundled.path / "objects" / sha256).exists()
    assert json.loads((bundled.path / "withheld.jsonl").read_text()) == {"object": sha256}
    assert both_find_nothing(bundled.path)


def test_with_a_file_stays_out_what_was_made_from_it(tmp_path: Path) -> None:
    sha256 = hashlib.sha256(content(0, SIZES[0])).hexdigest()
    bundled = bundle(tmp_path, without=(f"ev-{sha256[:16]}",))
    assert (bundled.files, bundled.withheld_files) == (5, 2)
    assert both_find_nothing(bundled.path)


def test_a_log_that_was_cut_is_not_handed_over(tmp_path: Path) -> None:
    with made_up(tmp_path) as (store, vault):
        fill(store, vault)
        connection = sqlite3.connect(store.path)
        with connection:
            connection.execute("delete from events where seq = 15")
            connection.execute("delete from disclosures where seq = 15")
        connection.close()
        with pytest.raises(StoreDamaged, match="does not end as it was left"):
            write_bundle(store, vault, tmp_path / "bundle", machine_key(tmp_path / "home"))


def test_a_file_whose_hash_is_withheld_stays_out_unnamed(tmp_path: Path) -> None:
    sha256 = hashlib.sha256(content(1, SIZES[1])).hexdigest()
    hidden = ("sha256", "@key", "blake3", "pieces")
    bundled = bundle(
        tmp_path, withhold=lambda table, key, field: key == f"ev-{sha256[:16]}" and field in hidden
    )
    assert (bundled.files, bundled.withheld_files) == (6, 0)
    assert not any(sha256.encode() in each.read_bytes() for each in bundled.path.glob("*") if each.is_file())
    assert both_find_nothing(bundled.path)


def test_a_zip_holds_the_same(tmp_path: Path) -> None:
    with made_up(tmp_path) as (store, vault):
        fill(store, vault)
        bundled = write_bundle(store, vault, tmp_path / "handed.zip", machine_key(tmp_path / "home"))
    with zipfile.ZipFile(bundled.path) as archive:
        assert archive.testzip() is None
        archive.extractall(tmp_path / "out")
    assert both_find_nothing(tmp_path / "out" / "handed")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a case", "handed.zip", "home", "out"]


def test_nothing_is_overwritten_and_nothing_is_left_behind(tmp_path: Path) -> None:
    with made_up(tmp_path) as (store, vault):
        fill(store, vault)
        key = machine_key(tmp_path / "home")
        (tmp_path / "full").mkdir()
        (tmp_path / "full" / "notes").write_text("mine")
        (tmp_path / "a.zip").write_text("mine")
        for target in (tmp_path / "full", tmp_path / "a.zip", tmp_path / "a case" / "bundle"):
            with pytest.raises(Refused):
                write_bundle(store, vault, target, key)
        (tmp_path / "empty").mkdir()
        write_bundle(store, vault, tmp_path / "empty", key)
    assert (tmp_path / "full" / "notes").read_text() == (tmp_path / "a.zip").read_text() == "mine"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a case", "a.zip", "empty", "full", "home"]


def test_a_damaged_case_is_not_handed_over(tmp_path: Path) -> None:
    with made_up(tmp_path) as (store, vault):
        key = machine_key(tmp_path / "home")
        with pytest.raises(Refused, match="empty"):
            write_bundle(store, vault, tmp_path / "bundle", key)
        fill(store, vault)
        path = vault.path(hashlib.sha256(content(0, SIZES[0])).hexdigest())
        held = path.read_bytes()
        path.chmod(0o600)
        path.write_bytes(held[:-1] + b"!")
        with pytest.raises(Refused, match="damaged"):
            write_bundle(store, vault, tmp_path / "bundle", key)
        path.unlink()
        with pytest.raises(EvidenceMissing):
            write_bundle(store, vault, tmp_path / "bundle", key)
    assert not (tmp_path / "bundle").exists()


def test_a_stamped_checkpoint_has_to_be_of_this_log(tmp_path: Path) -> None:
    with made_up(tmp_path) as (store, vault), made_up(tmp_path / "other") as (other, its_vault):
        fill(store, vault)
        fill(other, its_vault)
        key = machine_key(tmp_path / "home")
        stranger = make_checkpoint(other, key).encode()
        mine = make_checkpoint(store, key).encode()
        for stamped, why in (
            (Stamped(stranger), "does not go on"),
            (Stamped(mine, b"a stamp of something else"), "is not of the checkpoint"),
        ):
            with pytest.raises(Refused, match=why):
                write_bundle(store, vault, tmp_path / "bundle", key, stamped=[stamped])
        write_bundle(store, vault, tmp_path / "bundle", key, stamped=[Stamped(mine)])
    assert both_find_nothing(tmp_path / "bundle")
    assert (tmp_path / "bundle" / "stamps" / "0001.checkpoint").read_bytes() == mine


def test_a_case_that_moved_to_another_machine_keeps_its_older_checkpoints(tmp_path: Path) -> None:
    with made_up(tmp_path) as (store, vault):
        fill(store, vault)
        older = make_checkpoint(store, machine_key(tmp_path / "their home")).encode()
        key = machine_key(tmp_path / "home")
        write_bundle(store, vault, tmp_path / "bundle", key, stamped=[Stamped(older)])
    assert both_find_nothing(tmp_path / "bundle")
    assert (
        "stamps/0001.checkpoint is signed with another key, as by another machine"
        in check_bundle(tmp_path / "bundle").told
    )
    _, verdicts = verify.verify(str(tmp_path / "bundle"))
    assert any("1 older checkpoints, 1 of them signed with another key" in one for one in verdicts)
    # One that is named to be compared with has to be signed with the key of the bundle.
    (tmp_path / "older").write_bytes(older)
    named = check_bundle(tmp_path / "bundle", against={"older": older})
    alone, _ = verify.verify(str(tmp_path / "bundle"), "", [str(tmp_path / "older")])
    assert [each.what for each in named.damage] == ["not signed by the key"]
    assert [each["what"] for each in alone.damage] == ["not signed by the key"]
