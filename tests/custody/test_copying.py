"""The bytes of a store that is in use."""

from __future__ import annotations

from pathlib import Path

import pytest

from headstamp.custody import Store, StoreDamaged
from headstamp.custody.copying import copy_of


def test_a_copy_of_an_open_store_holds_what_was_committed(tmp_path: Path) -> None:
    with Store.create(tmp_path / "case.db", "a case") as store:
        with store.change("ada", "an act") as change:
            change.put("sightings", "S1", {"id": "S1"})
        before = copy_of(store.path)
        # What is not committed yet is not in it, and does not hold it up.
        with store.change("ada", "another act") as change:
            change.put("sightings", "S2", {"id": "S2"})
            assert copy_of(store.path) == before
        root = store.root()
        after = copy_of(store.path)
    assert copy_of(tmp_path / "case.db") == after != before
    (tmp_path / "copy.db").write_bytes(after)
    with Store.open(tmp_path / "copy.db") as copy:
        assert (copy.root(), copy.check()) == (root, [])
        assert [row.key for row in copy.rows("sightings")] == ["S1", "S2"]


def test_a_name_that_an_address_would_change_is_no_matter(tmp_path: Path) -> None:
    folder = tmp_path / "a ?mode=rwc #100% é"
    folder.mkdir()
    with Store.create(folder / "case.db", "a case") as store:
        assert copy_of(store.path).startswith(b"SQLite format 3\0")


def test_what_is_no_store_cannot_be_copied(tmp_path: Path) -> None:
    (tmp_path / "case.db").write_bytes(b"no database, but long enough to be looked at" * 100)
    with pytest.raises(StoreDamaged, match="cannot be relied on"):
        copy_of(tmp_path / "case.db")
