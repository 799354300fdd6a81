"""The assumptions: shipped, edited, refused."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from headstamp.sightings import INCIDENT_KINDS
from headstamp.stocks import AssumptionsUnfit, load_assumptions
from headstamp.stocks.flows import IN, OUT
from headstamp.stocks.movements import parts_of_kinds
from headstamp.values import NotFound
from headstamp.world import Catalogue

SHIPPED = files("headstamp.stocks").joinpath("data/assumptions.toml").read_text(encoding="utf-8")


def test_every_class_that_wears_in_its_own_way_is_a_class_of_the_catalogue() -> None:
    catalogue = Catalogue.load()
    for name in set(load_assumptions().attrition) - {"default"}:
        assert str(catalogue.node(name).level) == "class"


def test_the_nearest_class_decides_how_a_weapon_wears() -> None:
    assumed = load_assumptions()
    assert assumed.wear(("x", "tank", "ground-vehicle")) == assumed.attrition["default"]
    assert assumed.wear(("x", "cartridge", "ammunition")) == assumed.attrition["ammunition"]


def test_an_edited_copy_is_read_anew(tmp_path: Path) -> None:
    copy = tmp_path / "mine.toml"
    copy.write_text(SHIPPED.replace("draws = 2000", "draws = 500"), encoding="utf-8")
    assert load_assumptions(copy).draws == 500


@pytest.mark.parametrize(
    ("was", "instead", "says"),
    [
        ("draws = 2000", "draws = 3", "draws"),
        ("default = [0.006, 0.06]", "default = [0.06, 0.006]", "attrition.default"),
        ("default = [0.006, 0.06]", "default = [0.0, 0.06]", "attrition.default"),
        ("default = [0.006, 0.06]", "", "attrition.default"),
        ("unseen = [0.02, 0.5]", "unseen = [0.02, 1.5]", "unrecorded.unseen"),
        ("shared = 0.5", "shared = 5", "error.shared"),
        ("scale = [0.5, 2.0]", "scale = [0.0, 2.0]", "error.scale"),
        ('name = "usual"', "name = ", "TOML"),
        ("[unrecorded]", "[untold]", "unrecorded"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(tmp_path: Path, was: str, instead: str, says: str) -> None:
    assert was in SHIPPED
    copy = tmp_path / "mine.toml"
    copy.write_text(SHIPPED.replace(was, instead), encoding="utf-8")
    with pytest.raises(AssumptionsUnfit, match=says) as refused:
        load_assumptions(copy)
    assert "mine.toml" in str(refused.value)


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(NotFound):
        load_assumptions("nowhere.toml")


def test_every_kind_of_incident_has_its_parts() -> None:
    parts = parts_of_kinds()
    assert tuple(parts) == INCIDENT_KINDS
    assert {out for out, _ in parts.values()} - {""} <= set(OUT)
    assert {into for _, into in parts.values()} - {""} <= set(IN)
