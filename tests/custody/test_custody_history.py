"""What happened to a case can be read, and taken back as a new event."""

from __future__ import annotations

from pathlib import Path

import pytest

from headstamp.custody import Store, changes, row_history, undo
from headstamp.values import NotFound, Refused


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store.create(tmp_path / "case.db", "harbour-0001")
    with made.change("ada", "sightings import") as change:
        change.put("sightings", "S-1", {"weapon": "rifle", "place": "Harbour"})
        change.put("sightings", "S-2", {"weapon": "mortar"})
    with made.change("ben", "sightings import") as change:
        change.put("sightings", "S-1", {"weapon": "AK-pattern rifle"})
        change.put("sightings", "S-3", {"weapon": "rocket"})
    return made


def test_an_import_is_one_change_however_many_rows_it_has(store: Store) -> None:
    told = [(one.first, one.last, one.who, len(one.rows)) for one in changes(store)]
    assert told == [(1, 2, "ada", 2), (3, 4, "ben", 2)]


def test_a_row_tells_what_each_cell_was_and_became(store: Store) -> None:
    first, second = row_history(store, "sightings", "S-1")
    assert first.cells == {"weapon": (None, "rifle"), "place": (None, "Harbour")}
    assert second.cells == {"weapon": ("rifle", "AK-pattern rifle"), "place": ("Harbour", None)}
    assert (second.who, second.seq) == ("ben", 3)


def test_undo_puts_rows_back_and_adds_to_the_log(store: Store) -> None:
    lines = list(store.events())
    taken = undo(store, "cleo")
    assert (taken.who, taken.rows) == ("ben", (("sightings", "S-1"), ("sightings", "S-3")))
    rows = {row.key: dict(row.cells) for row in store.rows("sightings")}
    assert rows == {"S-1": {"weapon": "rifle", "place": "Harbour"}, "S-2": {"weapon": "mortar"}}
    assert store.row("sightings", "S-3") is None
    after = list(store.events())
    assert after[: len(lines)] == lines
    assert len(after) == len(lines) + 2
    assert changes(store)[-1].act == "undo of 3-4"
    assert store.check() == []
    assert store.rebuild() == store.projection()


def test_an_undo_can_be_undone(store: Store) -> None:
    undo(store, "cleo")
    undo(store, "cleo")
    rows = {row.key: row.cells["weapon"] for row in store.rows("sightings")}
    assert rows == {"S-1": "AK-pattern rifle", "S-2": "mortar", "S-3": "rocket"}


def test_a_row_that_was_taken_back_can_be_put_again_as_new(store: Store) -> None:
    undo(store, "cleo")
    with store.change("ada", "sightings import") as change:
        assert change.put("sightings", "S-3", {"weapon": "mine"}).value == "new"
    assert [row.key for row in store.rows("sightings")] == ["S-1", "S-2", "S-3"]


def test_what_was_changed_since_is_not_undone(store: Store) -> None:
    with pytest.raises(Refused, match="changed again in event 3"):
        undo(store, "cleo", seq=1)


def test_what_never_was_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound):
        row_history(store, "sightings", "S-9")
    with pytest.raises(NotFound):
        undo(store, "cleo", seq=99)
