from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headstamp.values import NotFound, Span
from headstamp.world.actors import Actors, shipped_rows
from headstamp.world.weapons import (
    ITEM_TYPES,
    REVIEWS,
    SCHEMES,
    Catalogue,
    Codes,
    Level,
    Weapon,
    WeaponsRejected,
)

STARTER = Path(__file__).parents[3] / "shared" / "reference" / "weapons.csv"
CATALOGUE = Catalogue.load()
IDS = sorted(node.id for node in CATALOGUE.nodes)
TOP = {
    *("salw", "artillery", "air-defence", "ground-vehicle", "aircraft", "helicopter", "uncrewed-system"),
    *("missile", "ship", "naval-weapon", "satellite", "sensor", "engine", "weapon-component"),
    *("ammunition", "munition", "improvised", "unclassed"),
}

# The data


def test_ids_are_unique_and_plain() -> None:
    rows = shipped_rows("weapons.csv")
    ids = [row["id"] for row in rows]
    assert len(ids) == len(set(ids)) == len(CATALOGUE)
    assert [one for one in ids if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", one)] == []


def test_every_row_is_sourced_and_reviewed() -> None:
    for node in CATALOGUE.nodes:
        assert node.name, node.id
        assert node.source, node.id
        assert node.review in REVIEWS, node.id
        assert node.item_type in ITEM_TYPES, node.id
        assert len({alias.casefold() for alias in node.aliases}) == len(node.aliases), node.id


def test_every_row_refers_to_what_exists_above_it() -> None:
    for node in CATALOGUE.nodes:
        assert CATALOGUE.node(node.class_).level is Level.CLASS, node.id
        assert node.parent is None or CATALOGUE.node(node.parent).level.may_hold(node.level), node.id
        assert node.licence_of is None or node.licence_of in CATALOGUE, node.id


def test_making_ends_after_it_began() -> None:
    dated = [node for node in CATALOGUE.nodes if node.made_from and node.made_to]
    assert len(dated) > 20
    assert [node.id for node in dated if node.made_from.after(node.made_to) is True] == []  # type: ignore[union-attr, arg-type]


def test_loading_the_rows_again_gives_the_same_catalogue() -> None:
    # The rows of the file laid over nothing pass every check that a case's rows must pass.
    rows = [dict(row) for row in shipped_rows("weapons.csv")]
    assert Catalogue().faults(rows) == ()
    again = Catalogue().overlay(rows)
    assert again.closure() == CATALOGUE.closure()
    assert [node.class_ for node in again.nodes] == [node.class_ for node in CATALOGUE.nodes]


def test_only_classes_stand_at_the_top() -> None:
    tops = {node.id for node in CATALOGUE.nodes if node.parent is None}
    assert tops == TOP
    assert all(CATALOGUE.node(one).level is Level.CLASS for one in tops)


def test_a_class_of_its_own_stays_in_the_same_branch() -> None:
    for node in CATALOGUE.nodes:
        branch = (node.id, *CATALOGUE.ancestors(node.id))[-1]
        assert branch == (node.class_, *CATALOGUE.ancestors(node.class_))[-1], node.id


def test_states_are_actors_and_dissolved_ones_are_named_as_such() -> None:
    states = {actor.id for actor in Actors.load().states}
    for node in CATALOGUE.nodes:
        named = {*node.made_in, *([node.designed_in] if node.designed_in else [])}
        assert named <= states, node.id


def test_rows_that_only_order_the_tree_state_no_facts() -> None:
    editorial = [node for node in CATALOGUE.nodes if node.source.startswith("editorial")]
    assert [node.id for node in editorial if node.made_from or node.made_to or node.made_in] == []


def test_codes_are_of_their_schemes() -> None:
    forms = {
        "unroca": r"I|II|III|IVa|IVb|Va|Vb|VI|VIIa|VIIb|SA[1-6]|LW[1-7]",
        "att": r"[a-h]|art3|art4",
        "ml": r"ML([1-9]|1[0-9]|2[0-2])",
        "hs": r"\d{4}|\d{6}",
    }
    assert tuple(forms) == SCHEMES
    for row in shipped_rows("weapons.csv"):
        for scheme, form in forms.items():
            told = [code for code in row[scheme].split(";") if code]
            assert row["level"] == "class" or not told
            assert all(re.fullmatch(form, code) for code in told), (row["id"], scheme)


def test_what_was_improvised_has_no_state_of_making() -> None:
    assert CATALOGUE.makers_in("improvised") == ()
    assert {CATALOGUE.node(one).item_type for one in CATALOGUE.descendants("improvised")} <= {
        "weapon",
        "munition",
    }


@pytest.mark.skipif(not STARTER.exists(), reason="the starter list is not part of the project")
def test_the_starter_list_is_whole_and_keeps_its_sources_and_doubts() -> None:
    with STARTER.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 163
    for row in rows:
        node = CATALOGUE.node(row["id"])
        assert node.source.startswith(row["source"])
        assert (node.review, node.calibre) == (row["review"], row["calibre"])
        assert node.made_from == (Span.parse(row["made_from"]) if row["made_from"] else None)
        assert node.made_to == (Span.parse(row["made_to"]) if row["made_to"] else None)


# Names


def _meant(text: str) -> set[str]:
    return {node for name, node in CATALOGUE.names() if name.casefold() == text.casefold()}


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("Kalashnikov", "ak-pattern"),
        ("Kalachnikov", "ak-pattern"),
        ("AK-47-style", "ak-pattern"),
        ("AK", "ak-pattern"),
        ("كلاشنيكوف", "ak-pattern"),
        ("Автомат Калашникова", "ak-pattern"),
        ("M16", "m16-pattern"),
        ("Humvee", "hmmwv"),
        ("HMMWV-UA", "hmmwv-ua"),
        ("M-1A1 Abrams", "m1a1"),
        ("M-1A1AIM", "m1a1"),
        ("Abrams", "abrams"),
        ("M-198 155mm", "m198"),
        ("M-1117 Guardian", "m1117"),
        ("M-113A2", "m113a2"),
        ("Red Arrow-8", "hj-8"),
        ("Kvadrat", "kvadrat"),
        ("AGM-114 Hellfire-2", "hellfire-2"),
        ("Strela-2", "strela-2"),
        ("UBM-52 120mm", "mortar-ubm52"),
        ("Coyota", "zastava-m02-coyote"),
        ("improvised rocket", "imp-rocket"),
    ],
)
def test_a_name_leads_to_its_node(text: str, node: str) -> None:
    assert _meant(text) == {node}


@pytest.mark.parametrize(
    ("text", "nodes"),
    [
        ("M84", {"m-84-tank", "zastava-m84-gpmg", "zastava-m84-smg"}),
        ("M93", {"zastava-m93-agl", "zastava-m93-black-arrow"}),
        ("M79", {"m79-osa", "m79-us"}),
        ("M80", {"bvp-m-80", "m80-zolja", "zastava-m80"}),
        ("M21", {"m21-us", "zastava-m21"}),
        ("Type 56", {"type-56", "type-56-lmg", "type-56-sks"}),
        ("Glock", {"glock", "glock-17", "glock-19"}),
        ("AT-4", {"fagot"}),
        ("Javelin", {"javelin-atgm", "javelin-sam"}),
    ],
)
def test_a_name_of_several_weapons_stays_with_each(text: str, nodes: set[str]) -> None:
    assert _meant(text) == nodes


# The tree


def test_the_line_of_a_model() -> None:
    assert CATALOGUE.ancestors("tabuk") == ("ak-pattern", "assault-rifle", "rifle", "small-arm", "salw")
    assert CATALOGUE.ancestors("zastava-m05e3")[0] == "zastava-m05"
    assert CATALOGUE.class_of("tabuk") == "assault-rifle"
    assert CATALOGUE.class_of("m4") == "carbine"
    assert CATALOGUE.class_of("tank") == "tank"


def test_the_families_hold_what_looks_alike() -> None:
    ak = set(CATALOGUE.descendants("ak-pattern"))
    assert ak >= {"ak-47", "akm", "type-56", "tabuk", "zastava-m70", "zastava-m05e3", "pm-md-63", "amd-65"}
    assert ak >= {"mpi-km", "akk-bgr", "misr", "zastava-m21", "zastava-m92"}
    assert not ak & {"rpk", "pkm", "sks", "vz58", "type-81"}
    assert set(CATALOGUE.descendants("m16-pattern")) >= {"m16a1", "m16a4", "m4", "cq", "xm15-e2s", "terab"}
    assert set(CATALOGUE.leaves("hmmwv")) == {"hmmwv-ua", "hmmwv-unarmoured"}


def test_states_of_making_are_gathered_from_below() -> None:
    makers = CATALOGUE.makers_in("ak-pattern")
    assert {"former:soviet-union", "CHN", "IRQ", "former:yugoslavia", "SRB", "ROU"} <= set(makers)
    assert len(makers) == len(set(makers))
    assert CATALOGUE.makers_in("hmmwv") == ("USA",)
    assert CATALOGUE.makers_in("tabuk") == ("IRQ",)


def test_a_variant_that_names_no_state_was_made_where_its_model_was() -> None:
    laid = CATALOGUE.overlay([{"id": "tabuk-long", "name": "L", "level": "variant", "parent": "tabuk"}])
    assert laid.makers_in("tabuk-long") == ("IRQ",)


@given(st.sampled_from(IDS))
@settings(max_examples=100, deadline=None)
def test_above_and_below_mirror_each_other(one: str) -> None:
    assert CATALOGUE.descendants(one)[0] == one
    assert all(one in CATALOGUE.ancestors(below) for below in CATALOGUE.descendants(one)[1:])
    assert set(CATALOGUE.leaves(one)) <= set(CATALOGUE.descendants(one))
    assert CATALOGUE.leaves(CATALOGUE.leaves(one)[0]) == CATALOGUE.leaves(one)[:1]


def test_the_closure_holds_every_pair_once() -> None:
    closure = CATALOGUE.closure()
    assert len({(above, one) for above, one, _ in closure}) == len(closure)
    assert len(closure) == sum(len(CATALOGUE.ancestors(one)) + 1 for one in IDS)
    assert ("tabuk", "tabuk", 0) in closure
    assert ("assault-rifle", "tabuk", 2) in closure


def test_codes_come_from_the_class_or_above() -> None:
    assert CATALOGUE.codes("tabuk") == Codes(("SA4",), ("h",), ("ML1",), ("930190",))
    assert CATALOGUE.codes("stinger").unroca == ("VIIb",)
    assert CATALOGUE.codes("imp-rocket") == Codes()
    assert "tank" in CATALOGUE.with_code("hs", "8710.00")
    assert set(CATALOGUE.with_code("unroca", "I")) == {
        "armoured-vehicle",
        "light-tank",
        "tank",
        "training-tank",
    }
    assert {"assault-rifle", "pistol"} <= set(CATALOGUE.with_code("ml", "ml1"))
    with pytest.raises(NotFound, match="no scheme of codes 'sic'; use unroca"):
        CATALOGUE.with_code("sic", "1")


def test_an_unknown_id_is_refused() -> None:
    with pytest.raises(NotFound, match="no weapon with the id 'pike'"):
        CATALOGUE.node("pike")
    assert "pike" not in CATALOGUE


# A case's own

PIKE = {"id": "pike", "name": "Pike", "level": "model", "parent": "rifle", "made_from": "1971"}


def test_a_case_adds_its_own_and_the_shipped_catalogue_stays() -> None:
    laid = CATALOGUE.overlay([PIKE])
    assert laid.node("pike") == Weapon(
        id="pike",
        name="Pike",
        level=Level.MODEL,
        parent="rifle",
        aliases=(),
        item_type="weapon",
        class_="rifle",
        calibre="",
        makers=(),
        designed_in=None,
        made_in=(),
        licence_of=None,
        made_from=Span.year(1971),
        made_to=None,
        source="",
        review="case",
    )
    assert "pike" in laid.descendants("small-arm")
    assert "pike" not in CATALOGUE
    assert laid.digest != CATALOGUE.digest
    assert CATALOGUE.overlay([PIKE]).digest == laid.digest
    assert CATALOGUE.overlay([]) is CATALOGUE


def test_rows_may_come_in_any_order_and_name_their_parents() -> None:
    laid = CATALOGUE.overlay(
        [
            {"id": "p2", "name": "Pike 2", "level": "variant", "parent": "Pike One"},
            {"id": "p1", "name": "Pike One", "level": "model", "parent": "Kalashnikov", "class": "Carbine"},
        ]
    )
    assert laid.ancestors("p2")[:3] == ("p1", "ak-pattern", "assault-rifle")
    assert (laid.class_of("p1"), laid.class_of("p2")) == ("carbine", "assault-rifle")


def test_a_case_wins_over_the_shipped_row_with_its_id() -> None:
    laid = CATALOGUE.overlay(
        [{"id": "tabuk", "name": "Tabuk, local", "level": "model", "made_in": "IRQ;XAR"}]
    )
    assert laid.node("tabuk").name == "Tabuk, local"
    assert laid.node("tabuk").parent == "ak-pattern"
    assert laid.makers_in("tabuk") == ("IRQ", "XAR")
    assert laid.node("tabuk").review == "case"


def test_a_weapon_without_a_parent_stands_under_its_class_or_is_unclassed() -> None:
    laid = CATALOGUE.overlay(
        [
            {"id": "a", "name": "A", "level": "model", "class": "mortar"},
            {"id": "b", "name": "B", "level": "model", "class": "thunder stick"},
        ]
    )
    assert (laid.node("a").parent, laid.class_of("a")) == ("mortar", "mortar")
    assert (laid.node("b").parent, laid.class_of("b")) == ("unclassed", "unclassed")


def test_a_made_up_world_needs_no_shipped_weapon() -> None:
    made_up = Catalogue().overlay(
        [
            {"id": "blade", "name": "Blade", "level": "class", "parent": ""},
            {"id": "knife", "name": "Knife", "level": "model", "parent": "blade"},
            {"id": "stick", "name": "Stick", "level": "model"},
        ]
    )
    assert made_up.class_of("knife") == "blade"
    assert made_up.class_of("stick") == "stick"
    assert made_up.closure() == [
        ("blade", "blade", 0),
        ("knife", "knife", 0),
        ("blade", "knife", 1),
        ("stick", "stick", 0),
    ]


def test_an_unknown_parent_is_refused_with_its_name() -> None:
    with pytest.raises(WeaponsRejected) as caught:
        CATALOGUE.overlay([PIKE, {"id": "p9", "name": "P9", "level": "model", "parent": "lance"}])
    assert str(caught.value) == (
        "The parent 'lance' of the weapon 'p9' is not in the catalogue; "
        "give the id of a weapon that is known, or add a row for it."
    )
    assert [(fault.row, fault.id, fault.column) for fault in caught.value.faults] == [(1, "p9", "parent")]
    assert caught.value.column == "parent"


@pytest.mark.parametrize(
    ("rows", "column", "why"),
    [
        ([{"id": "", "name": "X", "level": "model"}], "id", "no id"),
        ([{"id": "x", "name": "X", "level": "kind"}], "level", "level 'kind' of the weapon 'x'"),
        ([{**PIKE, "made_from": "one day"}], "made_from", "'pike' has a time"),
        ([PIKE, {**PIKE, "name": "Other"}], "id", "two rows that differ"),
        ([{**PIKE, "parent": "pike"}], "parent", "below itself"),
        ([{**PIKE, "parent": "tabuk"}], "parent", "The model 'pike' cannot stand under the model 'tabuk'"),
        ([{"id": "ak-pattern", "name": "X", "level": "variant", "parent": "akm"}], "parent", "below itself"),
        ([{"id": "ak-pattern", "name": "X", "level": "model"}], "level", "cannot stand above the model"),
    ],
)
def test_rows_that_cannot_join_are_told(rows: list[dict[str, str]], column: str, why: str) -> None:
    faults = CATALOGUE.faults(rows)
    assert any(fault.column == column and why in fault.why for fault in faults)
    with pytest.raises(WeaponsRejected):
        CATALOGUE.overlay(rows)


def test_a_circle_of_two_is_found_and_one_row_twice_is_no_fault() -> None:
    circle = [
        {"id": "c1", "name": "C1", "level": "class", "parent": "c2"},
        {"id": "c2", "name": "C2", "level": "class", "parent": "c1"},
    ]
    assert [fault.id for fault in CATALOGUE.faults(circle)] == ["c1", "c2"]
    assert CATALOGUE.faults([PIKE, dict(PIKE)]) == ()


def test_a_category_is_tiled_by_the_highest_classes_that_lie_under_it_whole() -> None:
    assert CATALOGUE.tiles("ml", ["ML1"]) == ("small-arm", "heavy-machine-gun", "rifle-sight")
    both = CATALOGUE.tiles("ml", ["ML1", "ML2"])
    assert "salw" in both
    assert not {"small-arm", "light-weapon"} & set(both)
    assert CATALOGUE.tiles("ml", ["ML22"]) == ()
