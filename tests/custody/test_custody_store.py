from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from headstamp.custody import (
    Damage,
    Outcome,
    Store,
    StoreDamaged,
    StoredRow,
    StoreExists,
    StoreLocked,
    StoreMissing,
    StoreNewer,
    Withheld,
    WriteFailed,
    read_line,
)
from headstamp.custody.database import connect
from headstamp.custody.projection import ProjectedRow, ProjectedSetting
from headstamp.values.errors import ValueUnreadable
from headstamp.values.json import canonical


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.create(tmp_path / "case.db", "c1") as made:
        yield made


def fill(store: Store) -> None:
    """Two changes: two sightings and a setting, then a correction."""
    with store.change("analyst 1", "sightings import") as change:
        change.put("sightings", "s1", {"id": "s1", "holder": "Ana Bał", "place": "hill 7"})
        change.put("sightings", "s2", {"id": "s2", "holder": "group b"})
        change.set("pins", ["aa", "bb"])
    with store.change("analyst 2", "sightings import") as change:
        change.put("sightings", "s1", {"id": "s1", "holder": "group c", "note": "seen again"})
        change.set("pins", ["aa"])


def alter(store: Store, statement: str, *values: object) -> None:
    """Change the file behind the store's back."""
    connection = sqlite3.connect(store.path)
    with connection:
        connection.execute(statement, values)
    connection.close()


def test_rows_come_back_as_they_were_put(store: Store) -> None:
    fill(store)
    assert store.rows("sightings") == [
        StoredRow("s1", {"id": "s1", "holder": "group c", "note": "seen again"}),
        StoredRow("s2", {"id": "s2", "holder": "group b"}),
    ]
    assert store.row("sightings", "s2") == StoredRow("s2", {"id": "s2", "holder": "group b"})
    assert store.row("sightings", "s3") is None
    assert store.rows("incidents") == []
    assert store.setting("pins") == ["aa"]
    assert store.setting("priors") is None


def test_what_a_put_did_is_told(store: Store) -> None:
    with store.change("a", "import") as change:
        assert change.put("sightings", "s1", {"id": "s1", "note": "x"}) is Outcome.NEW
        assert change.put("sightings", "s1", {"note": "x", "id": "s1", "lot": ""}) is Outcome.SAME
        assert change.put("incidents", "s1", {"id": "s1"}) is Outcome.NEW
        assert change.set("pins", []) is Outcome.NEW
        assert change.set("pins", []) is Outcome.SAME
        assert change.written == 3
    with store.change("a", "import") as change:
        assert change.put("sightings", "s1", {"id": "s1", "note": "x"}) is Outcome.SAME
        assert change.put("sightings", "s1", {"id": "s1"}) is Outcome.CHANGED
        assert change.set("pins", ["aa"]) is Outcome.CHANGED
    assert store.rows("sightings") == [StoredRow("s1", {"id": "s1"})]


def test_a_change_with_nothing_new_writes_nothing(store: Store) -> None:
    fill(store)
    before = list(store.events())
    with store.change("analyst 1", "sightings import") as change:
        change.put("sightings", "s2", {"holder": "group b", "id": "s2"})
        change.set("pins", ["aa"])
        assert change.written == 0
    assert list(store.events()) == before


def test_an_event_of_a_changed_row_holds_only_what_changed(store: Store) -> None:
    fill(store)
    entries = [read_line(line) for line in store.events()]
    assert [(each.seq, each.who, sorted(each.commitments)) for each in entries] == [
        (1, "analyst 1", ["@key", "holder", "id", "place"]),
        (2, "analyst 1", ["@key", "holder", "id"]),
        (3, "analyst 1", ["@key", "value"]),
        (4, "analyst 2", ["holder", "note", "place"]),
        (5, "analyst 2", ["value"]),
    ]
    assert [(each.field, each.value) for each in store.disclosures(4)] == [
        ("holder", '"group c"'),
        ("note", '"seen again"'),
        ("place", "null"),
    ]
    assert entries[3].subject == entries[0].subject


def test_the_tables_follow_from_the_log(store: Store) -> None:
    fill(store)
    projection = store.projection()
    assert projection.rows == {
        ("sightings", "s1"): ProjectedRow({"id": "s1", "holder": "group c", "note": "seen again"}, 1, 4),
        ("sightings", "s2"): ProjectedRow({"id": "s2", "holder": "group b"}, 2, 2),
    }
    assert projection.settings == {"pins": ProjectedSetting(["aa"], 5)}
    assert store.rebuild() == projection
    assert store.check() == []
    assert store.withheld() == []


def test_each_line_is_canonical_and_every_disclosure_opens(store: Store) -> None:
    fill(store)
    for seq, line in enumerate(store.events(), start=1):
        assert canonical(json.loads(line)) == line
        commitments = read_line(line).commitments
        disclosed = store.disclosures(seq)
        assert {each.field for each in disclosed} == set(commitments)
        assert all(each.opens(commitments[each.field]) for each in disclosed)


def test_no_line_holds_a_value_a_key_or_a_setting(store: Store) -> None:
    with store.change("analyst 1", "actors import") as change:
        change.put("actors", "Ana Bał", {"id": "Ana Bał", "name": "Ana Bał", "country": "Freedonia"})
        change.set("reply to Ana Bał", {"at": "hill 7"})
    text = b"\n".join(store.events()).decode()
    assert not [secret for secret in ("Ana", "Bał", "Freedonia", "hill", "reply") if secret in text]


def test_awkward_rows_survive(store: Store) -> None:
    cells = {"@key": "a", "@": "b", "": "c", "naïve ☂": "d\ne\0f", "key": "'; drop table events; --"}
    with store.change("a", "import") as change:
        change.put("sightings", "", cells)
        change.put("sightings", "@key", {})
        change.put("sightings", "ключ", {"x": "1" * 100_000})
    assert store.row("sightings", "") == StoredRow("", cells)
    assert store.row("sightings", "@key") is None  # a row without cells is one that was taken back
    assert store.rebuild() == store.projection()
    assert store.check() == []


def test_settings_keep_their_form_but_numbers_with_a_point_become_text(store: Store) -> None:
    with store.change("a", "set") as change:
        change.set("x", {"n": 3, "p": 0.5, "none": None, "list": [True, "é"]})
        change.set("none", None)
    assert store.setting("x") == {"n": 3, "p": "0.5", "none": None, "list": [True, "é"]}
    assert store.setting("none") is None
    assert store.rebuild() == store.projection()


def test_an_exception_undoes_the_whole_change(store: Store) -> None:
    fill(store)
    before = (list(store.events()), store.projection())

    def interrupted() -> None:
        with store.change("analyst 1", "sightings import") as change:
            for number in range(1_500):  # more than one batch, so that some of it has reached the file
                change.put("sightings", f"n{number}", {"note": "x"})
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert (list(store.events()), store.projection()) == before
    assert store.check() == []


def test_half_a_character_undoes_the_change_with_a_reason(store: Store) -> None:
    def half() -> None:
        with store.change("a", "import") as change:
            change.put("sightings", "s1", {"note": "good"})
            change.put("sightings", "s2", {"note": "\udc80"})

    with pytest.raises(ValueUnreadable, match="half a character"):
        half()
    assert store.rows("sightings") == []


def test_many_rows_in_one_change_are_ordered_and_whole(store: Store) -> None:
    with store.change("a", "import") as change:
        for number in range(2_500):
            change.put("sightings", f"s{number}", {"n": str(number)})
            change.put("sightings", "tally", {"n": str(number)})
    assert [row.key for row in store.rows("sightings")] == [
        "s0",
        "tally",
        *(f"s{number}" for number in range(1, 2_500)),
    ]
    assert store.row("sightings", "tally") == StoredRow("tally", {"n": "2499"})
    assert len(list(store.events())) == 5_000
    assert store.check() == []
    assert store.rebuild() == store.projection()


def test_a_store_is_the_same_when_opened_again(store: Store) -> None:
    fill(store)
    with Store.open(store.path) as again:
        assert again.case == "c1"
        assert again.projection() == store.projection()
        assert again.root() == store.root()
        with again.change("a", "import") as change:
            assert change.put("sightings", "s2", {"id": "s2", "holder": "group b"}) is Outcome.SAME


def test_what_is_committed_is_on_disk(store: Store) -> None:
    # No kill of a process can show this, only a power cut; 2 is FULL (sqlite.org/pragma.html).
    with connect(store.path, 1.0).connect() as connection:
        assert connection.exec_driver_sql("pragma synchronous").scalar() == 2
        assert connection.exec_driver_sql("pragma journal_mode").scalar() == "wal"
        connection.engine.dispose()


def test_a_closed_store_is_one_file(tmp_path: Path) -> None:
    with Store.create(tmp_path / "what? 100% #1.db", "c1") as store:
        fill(store)
    assert [each.name for each in tmp_path.iterdir()] == ["what? 100% #1.db"]


def test_two_stores_with_the_same_rows_have_nothing_in_common(tmp_path: Path) -> None:
    with Store.create(tmp_path / "a.db", "c1") as one, Store.create(tmp_path / "b.db", "c1") as other:
        fill(one)
        fill(other)
        subjects = [{read_line(line).subject for line in each.events()} for each in (one, other)]
        commitments = [
            {each for line in store.events() for each in read_line(line).commitments.values()}
            for store in (one, other)
        ]
    assert subjects[0] & subjects[1] == set()
    assert commitments[0] & commitments[1] == set()


def test_only_names_of_tables_name_tables(store: Store) -> None:
    with pytest.raises(ValueError, match="name of a table"), store.change("a", "import") as change:
        change.put("@setting", "pins", {"value": "x"})


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (
            "update events set line = cast(replace(line, 'analyst 1', 'analyst 3') as blob) where seq = 1",
            Damage(1, "line changed: the next one holds the hash of another"),
        ),
        (
            "update events set line = cast(replace(line, 'analyst 2', 'analyst 3') as blob) where seq = 5",
            Damage(5, "chain broken: the log does not end as it was left"),
        ),
        (
            "update events set line = cast(x'ff' || line as blob) where seq = 2",
            Damage(2, "line not canonical"),
        ),
        ("delete from events where seq = 5", Damage(4, "chain broken: the log does not end as it was left")),
        (
            "update disclosures set value = '\"group x\"' where seq = 4 and field = 'holder'",
            Damage(4, "commitment does not open", "holder"),
        ),
        (
            "update disclosures set value = cast(x'ff22' as text) where seq = 1 and field = 'place'",
            Damage(1, "commitment does not open", "place"),
        ),
        (
            "update disclosures set salt = zeroblob(16) where seq = 1 and field = '@key'",
            Damage(1, "commitment does not open", "@key"),
        ),
        (
            "update disclosures set field = 'wrong' where seq = 2 and field = 'holder'",
            Damage(2, "disclosure without a commitment", "wrong"),
        ),
        ("update row set cells = '{}' where key = 's2'", Damage(2, "table differs from the log")),
        ("update row set cells = '{|' where key = 's2'", Damage(2, "table differs from the log")),
        ("update row set cells = '[]' where key = 's2'", Damage(2, "table differs from the log")),
        ("update row set last_seq = 3 where key = 's2'", Damage(2, "table differs from the log")),
        ("update row set key = 's3' where key = 's2'", Damage(2, "row that no event made")),
        ("delete from row where key = 's1'", Damage(4, "table differs from the log")),
        ("update setting set value = '[\"bb\"]'", Damage(5, "table differs from the log")),
        ("update setting set value = '[\"aa'", Damage(5, "table differs from the log")),
        ("update setting set name = 'pin'", Damage(5, "row that no event made")),
        ("delete from setting", Damage(5, "table differs from the log")),
        ("update origin set value = 'c2' where name = 'case'", Damage(1, "line of another case")),
        (
            "update origin set value = '00' where name = 'salt'",
            Damage(1, "subject does not match its key", "@key"),
        ),
        (
            "update origin set value = 'x' where name = 'head'",
            Damage(None, "the note of where its log ends is unreadable"),
        ),
        ("delete from origin", Damage(None, "what it says of its own origin is unreadable")),
        (
            "update disclosures set salt = 7 where seq = 1 and field = 'id'",
            Damage(None, "a value in the file is of another kind than its column"),
        ),
    ],
)
def test_damage_is_found_and_placed(store: Store, statement: str, expected: Damage) -> None:
    fill(store)
    alter(store, statement)
    assert expected in store.check()


def test_a_withheld_value_is_not_damage(store: Store) -> None:
    fill(store)
    alter(store, "delete from disclosures where field in ('holder', 'value') or seq = 2")
    assert store.check() == []
    assert store.withheld() == [
        Withheld(1, "holder"),
        Withheld(2, "@key"),
        Withheld(2, "holder"),
        Withheld(2, "id"),
        Withheld(3, "value"),
        Withheld(4, "holder"),
        Withheld(5, "value"),
    ]
    assert store.rebuild().rows == {
        ("sightings", "s1"): ProjectedRow({"id": "s1", "note": "seen again"}, 1, 4),
    }


def test_nothing_is_added_to_a_log_that_does_not_end_as_it_was_left(store: Store) -> None:
    fill(store)
    alter(store, "update events set line = x'00' where seq = 5")
    with pytest.raises(StoreDamaged, match="does not end as it was left"), store.change("a", "import"):
        pass
    with pytest.raises(StoreDamaged, match="event 5"):
        store.rebuild()


def test_every_page_of_the_file_is_watched(store: Store) -> None:
    fill(store)
    store.close()
    sound = store.path.read_bytes()
    size = int.from_bytes(sound[16:18], "big")
    assert len(sound) > 5 * size
    for start in range(0, len(sound), size):
        store.path.write_bytes(sound[:start] + b"\xff" * size + sound[start + size :])
        try:
            with Store.open(store.path) as damaged:
                assert damaged.check() != [], start
        except StoreDamaged:
            continue


def test_a_store_is_not_made_over_something(store: Store, tmp_path: Path) -> None:
    fill(store)
    before = store.projection()
    with pytest.raises(StoreExists) as caught:
        Store.create(store.path, "c2")
    assert caught.value.exit_code == 2
    assert store.projection() == before
    with pytest.raises(WriteFailed):
        Store.create(tmp_path / "no such folder" / "case.db", "c2")
    assert sorted(each.name for each in tmp_path.iterdir())[0] == "case.db"


def test_a_missing_store_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing) as caught:
        Store.open(tmp_path / "case.db")
    assert caught.value.exit_code == 3
    assert (
        str(caught.value) == f"There is no case store at {tmp_path}/case.db; make one with 'headstamp init'."
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 something else entirely" * 100])
def test_a_file_that_is_no_store_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "case.db").write_bytes(data)
    with pytest.raises(StoreDamaged):
        Store.open(tmp_path / "case.db")
    assert (tmp_path / "case.db").read_bytes() == data


def test_a_store_of_a_later_release_is_refused(store: Store) -> None:
    alter(store, "pragma user_version = 2")
    with pytest.raises(StoreNewer, match="form 2"):
        Store.open(store.path)


def test_a_second_writer_that_waits_too_long_is_told_so(store: Store) -> None:
    with store.change("a", "import") as change, Store.open(store.path, wait=0.05) as other:
        change.put("sightings", "s1", {"id": "s1"})
        with pytest.raises(StoreLocked) as caught, other.change("b", "import"):
            pass
        assert caught.value.waited == 0.05
        assert other.rows("sightings") == []
    with Store.open(store.path) as other, other.change("b", "import") as change:
        assert change.put("sightings", "s1", {"id": "s1"}) is Outcome.SAME
