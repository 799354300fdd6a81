"""The tables of a made-up world are taken by a case without a word."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_worlds import small_world

from headstamp.case import Case
from headstamp.tracing.simulate import KINDS
from headstamp.tracing.simulate.arsenal import CLASSES, WeaponClass
from headstamp.tracing.simulate.world import TABLES
from headstamp.world import Catalogue


@pytest.mark.parametrize("kind", KINDS)
def test_every_row_is_taken_and_understood(kind: str, tmp_path: Path) -> None:
    made = small_world(3, kind)
    made.write(tmp_path / "tables")
    with Case.create(tmp_path / "case") as case:
        for name, rows in made.tables.items():
            done = case.import_table(name, tmp_path / "tables" / f"{name}.csv", who="test")
            assert done.rejected == ()
            assert done.unknown_columns == ()
            assert done.new == len(rows)
        for name in ("sightings", "incidents", "transfers"):
            assert case.not_understood(name) == ()
        assert len(case.sightings) == len(made.truth)
        assert case.transfer_rows().num_rows == len(made.tables["transfers"])


def test_columns_are_those_of_the_contract_and_no_cell_is_empty() -> None:
    made = small_world(1)
    assert list(made.tables) == list(TABLES)
    for name, rows in made.tables.items():
        for row in rows:
            assert set(row) <= set(TABLES[name].header), name
            assert all(row.values()) or name in ("actors", "weapons"), row


@pytest.mark.parametrize("one", CLASSES, ids=lambda one: one.id)
def test_classes_and_their_codes_are_those_of_the_catalogue(one: WeaponClass) -> None:
    catalogue = Catalogue.load()
    assert catalogue.node(one.id).item_type == one.item_type
    for scheme in ("ml", "unroca", "hs"):
        assert catalogue.codes(one.id).hold(scheme, getattr(one, scheme)), scheme


def test_truth_is_in_no_table() -> None:
    made = small_world(1)
    objects = {one.object for one in made.truth}
    cells = {cell for rows in made.tables.values() for row in rows for cell in row.values()}
    assert not objects & cells
    assert not any("custodian" in row for row in made.tables["sightings"])
