from __future__ import annotations

import pytest

from headstamp.tables import Checked, Row, Table, TableSpec
from headstamp.world.actors import Actors, shipped_rows
from headstamp.world.specs import ACTORS, HEADSTAMPS, RELATIONS, SOURCES, WEAPONS

HEADERS = {
    "weapons": "id, name, level, parent, aliases, item_type, class, calibre, makers, designed_in, made_in, "
    "licence_of, made_from, made_to, source, review",
    "headstamps": "code, maker, state, position, calibre, from, to, source, review",
    "actors": "id, name, kind, aliases, country, parent, from, to, successors, operates_in, lat, lon, "
    "neighbours, listed_as, source, review",
    "relations": "from_actor, to_actor, kind, from, to, credibility, source",
    "sources": "id, title, publisher, date, url, archive_url, accessed, kind, reliability, "
    "derived_from, sees",
}
KEYS = {
    "weapons": ("id",),
    "headstamps": ("code", "maker", "state", "position", "calibre", "from"),
    "actors": ("id",),
    "relations": ("from_actor", "to_actor", "kind", "from"),
    "sources": ("id",),
}
SPECS = [WEAPONS, HEADSTAMPS, ACTORS, RELATIONS, SOURCES]


def _check(spec: TableSpec, *rows: dict[str, str]) -> Checked:
    header = tuple({column: None for row in rows for column in row})
    table = Table(spec.name, header, tuple(Row(n, row) for n, row in enumerate(rows, 2)), ())
    return spec.check(table, lambda name: Actors.load().find(name) is not None)


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_columns_and_keys_are_the_contract(spec: TableSpec) -> None:
    assert spec.header == tuple(HEADERS[spec.name].split(", "))
    assert spec.key == KEYS[spec.name]
    assert all(column.what for column in spec.columns)


def test_the_shipped_actors_and_relations_pass_their_own_check() -> None:
    for spec, name in [(ACTORS, "actors.csv"), (RELATIONS, "relations.csv")]:
        rows = shipped_rows(name)
        checked = _check(spec, *(dict(row) for row in rows))
        assert checked.rejected == ()
        assert checked.unknown_columns == ()
        assert len(checked.rows) == len(rows)


def test_a_made_up_world_needs_no_known_actor() -> None:
    checked = _check(
        ACTORS,
        {"id": "arland", "name": "Arland", "kind": "state", "neighbours": "borland", "country": ""},
        {"id": "guard", "name": "Guard", "kind": "Former State", "neighbours": "", "country": "arland"},
    )
    assert checked.rejected == ()
    assert [row.cells["kind"] for row in checked.rows] == ["state", "former_state"]


def test_a_class_needs_no_parent() -> None:
    checked = _check(WEAPONS, {"id": "rifle", "name": "Rifle", "level": "class", "parent": ""})
    assert checked.rejected == ()


@pytest.mark.parametrize(
    ("spec", "row", "column"),
    [
        (ACTORS, {"id": "x", "name": "X", "kind": "planet"}, "kind"),
        (ACTORS, {"id": "x", "name": "X", "kind": "state", "lat": "91", "lon": "0"}, "lat"),
        (ACTORS, {"id": "x", "name": "X", "kind": "state", "from": "2010", "to": "2009"}, "from"),
        (WEAPONS, {"id": "w", "name": "W", "level": "species"}, "level"),
        (WEAPONS, {"id": "w", "name": "W", "level": "model", "made_in": "IRQ;Ruritania"}, "made_in"),
        (
            WEAPONS,
            {"id": "w", "name": "W", "level": "model", "made_from": "1999", "made_to": "1998"},
            "made_from",
        ),
        (HEADSTAMPS, {"code": "10", "maker": "M", "state": "Ruritania"}, "state"),
        (RELATIONS, {"from_actor": "a", "to_actor": "b", "kind": "likes"}, "kind"),
        (RELATIONS, {"from_actor": "a", "to_actor": "b", "kind": "backs", "credibility": "0"}, "credibility"),
        (SOURCES, {"id": "s", "title": "T", "reliability": "G"}, "reliability"),
        (SOURCES, {"id": "s", "title": ""}, "title"),
    ],
)
def test_a_bad_cell_is_rejected_by_its_column(spec: TableSpec, row: dict[str, str], column: str) -> None:
    checked = _check(spec, row)
    assert checked.rows == ()
    assert [rejection.column for rejection in checked.rejected] == [column]
