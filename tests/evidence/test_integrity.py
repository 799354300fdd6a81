"""Verifying a case: its log, an older checkpoint, its files; each damage with its place."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

import pytest
from bundled_case import SIZES, content, fill, made_up

from headstamp.custody import CheckpointUnreadable, Store, machine_key, make_checkpoint
from headstamp.evidence.integrity import Checked, Place, check_case
from headstamp.evidence.vault import Vault
from headstamp.values import encode


def checked(store: Store, vault: Vault, **how: object) -> Checked:
    return check_case(store, vault, store.rows("evidence"), **how)  # type: ignore[arg-type]


def places(found: Checked) -> set[tuple[str | None, int | None, int | None]]:
    return {(one.where.file, one.where.piece, one.where.line) for one in found.damage}


def test_a_whole_case(tmp_path: Path) -> None:
    with made_up(tmp_path) as (store, vault):
        assert checked(store, vault).ok
        fill(store, vault)
        older = make_checkpoint(store, key := machine_key(tmp_path / "home"))
        with store.change("ada", "note") as change:
            change.set("note", 1)
        for quick in (False, True):
            found = checked(store, vault, quick=quick, against=older, known_key=key.public)
            assert (found.ok, found.items, found.events, found.root) == (True, 7, 16, store.root())
            assert found.told == ("the log begins with the 15 lines of the checkpoint",)
        unknown = checked(store, vault, against=older).told
    assert "the checkpoint's signature was not checked: no key was named" in unknown


def test_damage_is_named_by_file_piece_and_line(tmp_path: Path) -> None:
    with made_up(tmp_path) as (store, vault):
        fill(store, vault)
        names = [hashlib.sha256(content(n, size)).hexdigest() for n, size in enumerate(SIZES)]
        second = vault.path(names[1])
        held = bytearray(second.read_bytes())
        held[2 * 65_536 + 5] ^= 1
        second.chmod(0o600)
        second.write_bytes(held)
        vault.path(names[3]).unlink()
        connection = sqlite3.connect(store.path)
        with connection:
            connection.execute(
                "update events set line = cast(replace(line, 'analyst 1', 'analyst 3') as blob) where seq = 4"
            )
            connection.execute("update disclosures set value = '\"x\"' where seq = 6 and field = 'note'")
        connection.close()
        found = checked(store, vault)
        quick = checked(store, vault, quick=True)
    log = {("case.db", None, 4), ("case.db", None, 6)}
    where = [f"evidence/objects/{name[:2]}/{name}" for name in names]
    gone = (where[3], None, None)
    assert places(found) == {*log, (where[1], 2, None), gone}
    # What was changed within a file of the same length is not seen quickly.
    assert places(quick) == {*log, gone}
    assert not found.ok
    told = {one.where: one.what for one in found.damage}
    assert told[Place(where[1], 2)] == f"ev-{names[1][:16]}: piece changed"
    assert encode(found.damage[0]) == {
        "what": "line changed: the next one holds the hash of another",
        "where": {"file": "case.db", "piece": None, "line": 4},
    }


def test_a_rewritten_log_is_found_against_an_older_checkpoint(tmp_path: Path) -> None:
    with made_up(tmp_path) as (store, vault), made_up(tmp_path / "again") as (forged, its_vault):
        fill(store, vault)
        fill(forged, its_vault)
        key = machine_key(tmp_path / "home")
        older, lines = make_checkpoint(store, key), list(store.events())
        assert checked(forged, its_vault).ok
        found = checked(forged, its_vault, against=older, known_key=key.public)
        assert places(found) == {("case.db", None, None)}
        placed = checked(forged, its_vault, against=older, known_key=key.public, older=lines)
        assert places(placed) == {("case.db", None, 1)}


def test_an_unreadable_checkpoint_is_refused(tmp_path: Path) -> None:
    with made_up(tmp_path) as (store, vault), pytest.raises(CheckpointUnreadable):
        checked(store, vault, against="no checkpoint")


def test_a_row_that_names_no_file_is_damage(tmp_path: Path) -> None:
    with made_up(tmp_path) as (store, vault):
        with store.change("ada", "import") as change:
            change.put("evidence", "ev-1", {"name": "x"})
        (fault,) = checked(store, vault).damage
    assert fault.what == "ev-1 names no file"


def test_a_log_that_cannot_be_read_is_damage_and_has_no_root(tmp_path: Path) -> None:
    with made_up(tmp_path) as (store, vault):
        fill(store, vault)
        connection = sqlite3.connect(store.path)
        with connection:
            connection.execute("delete from origin")
        connection.close()
        found = checked(store, vault)
    assert (found.ok, found.events, found.root) == (False, 0, "")


def test_what_is_withheld_is_told_and_no_damage(tmp_path: Path) -> None:
    with made_up(tmp_path) as (store, vault):
        fill(store, vault)
        connection = sqlite3.connect(store.path)
        with connection:
            connection.execute("delete from disclosures where field = 'source'")
        connection.close()
        found = checked(store, vault)
    assert found.damage == ()
    assert found.told == ("6 values are withheld",)
