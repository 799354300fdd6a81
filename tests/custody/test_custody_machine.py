"""A log under hypothesis: rows and checkpoints in any order; what was signed stays the log's beginning."""

from __future__ import annotations

import sqlite3
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from headstamp.custody import (
    Store,
    check_against,
    leaf_hash,
    machine_key,
    make_checkpoint,
    read_checkpoint,
    tree_root,
    verify_consistency,
    verify_inclusion,
)
from headstamp.custody.copying import copy_of


class GrowingLog(RuleBasedStateMachine):
    """What was signed once holds for ever, and a rewrite shows against it."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name)
        self.store = Store.create(path / "case.db", "a case")
        self.key = machine_key(path)
        self.signed: list[str] = []
        self.rows = 0

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()

    @rule(rows=st.integers(1, 5), text=st.text(st.characters(codec="utf-8"), max_size=5))
    def append(self, rows: int, text: str) -> None:
        with self.store.change("ada", "import") as change:
            for _ in range(rows):
                change.put("sightings", f"S-{self.rows}", {"id": str(self.rows), "note": text})
                self.rows += 1

    @rule()
    def sign(self) -> None:
        self.signed.append(make_checkpoint(self.store, self.key))

    @rule(data=st.data())
    def prove(self, data: st.DataObject) -> None:
        if not self.signed:
            return
        old, new = sorted(
            (read_checkpoint(data.draw(st.sampled_from(self.signed))) for _ in range(2)),
            key=lambda one: one.size,
        )
        tree = self.store.tree()
        if old.size:
            proof = tree.consistency(old.size, new.size)
            assert verify_consistency(old.size, new.size, old.root, new.root, proof)
        if new.size:
            at = data.draw(st.integers(0, new.size - 1))
            leaf = leaf_hash(list(self.store.events())[at])
            assert verify_inclusion(leaf, at, new.size, tree.inclusion(at, new.size), new.root)

    @rule(data=st.data())
    def rewrite(self, data: st.DataObject) -> None:
        """A copy with one line changed shows against every checkpoint that covers the line, and no other."""
        if not self.rows:
            return
        at = data.draw(st.integers(1, self.rows))
        copy = Path(self.folder.name) / "copy.db"
        copy.write_bytes(copy_of(self.store.path))
        connection = sqlite3.connect(copy)
        with connection:
            connection.execute(
                "update events set line = cast(replace(line, 'ada', 'eve') as blob) where seq = ?", (at,)
            )
        connection.close()
        with Store.open(copy) as forged:
            assert forged.check()[0].seq == at
            for text in self.signed:
                found = check_against(forged, text, self.key.public)
                assert bool(found.damage) == (read_checkpoint(text).size >= at)
        copy.unlink()

    @invariant()
    def every_checkpoint_is_the_beginning(self) -> None:
        leaves = [leaf_hash(line) for line in self.store.events()]
        for text in self.signed:
            told = read_checkpoint(text)
            assert told.signed_by(self.key.public)
            assert tree_root(leaves[: told.size]) == told.root
            assert check_against(self.store, text, self.key.public).damage == ()


GrowingLog.TestCase.settings = settings(max_examples=15, stateful_step_count=12, deadline=None)
TestGrowingLog = GrowingLog.TestCase
