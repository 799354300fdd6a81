from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from headstamp.world.actors import shipped_rows
from headstamp.world.descriptions import Description, Generation, register_descriptions
from headstamp.world.weapons import Catalogue, Level

SIPRI = Path(__file__).parents[3] / "shared" / "data" / "sipri"
FILES = {
    "trade-register-2026-05-18.csv": ("Recipient,", "Weapon description", 13),
    "trade-register-2024-10-13.csv": ("Recipient,", "Weapon description", 13),
    "deliveries-2026-02-12.csv": ("SIPRI AT Database ID,", "Description", 15),
}


def test_every_description_leads_to_a_class_that_exists() -> None:
    catalogue = Catalogue.load()
    for known in register_descriptions().values():
        assert catalogue.node(known.node).level is Level.CLASS, known.text


def test_components_and_whole_weapons_are_told_apart() -> None:
    catalogue = Catalogue.load()
    for known in register_descriptions().values():
        assert known.component == (catalogue.node(known.node).item_type == "component"), known.text


def test_texts_are_unique_but_for_case() -> None:
    texts = [row["text"] for row in shipped_rows("sipri_descriptions.csv")]
    assert len(texts) == len(set(texts)) == 338
    # 'ASW helicopter' and 'ASW Helicopter' stand in one edition.
    assert len(register_descriptions()) == 337
    by_key = register_descriptions()
    assert all(
        by_key[row["text"].casefold()].node == row["node"] for row in shipped_rows("sipri_descriptions.csv")
    )


def test_how_many_words_each_edition_has() -> None:
    # The edition of May 2026 has 210 descriptions; of those of October 2024, 119 are worded otherwise.
    told = [row["generation"] for row in shipped_rows("sipri_descriptions.csv")]
    assert (told.count("2023"), told.count("both")) == (119, 96)
    assert told.count("2026") == 210 - 96 + 9  # nine stand in the delivery form alone


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("SAM", "surface-to-air missile"),
        ("portable SAM", "portable surface-to-air missile"),
        ("APC", "armoured personnel carrier"),
        ("APV", "armoured personnel carrier"),
        ("IFV", "infantry fighting vehicle"),
        ("FGA aircraft", "fighter/ground-attack aircraft"),
        ("armoured car", "armoured reconnaissance/fire-support vehicle"),
        ("anti-tank missile/ASM", "anti-tank/air-to-surface missile"),
        ("AFSV", "fire-support vehicle"),
        ("OPV", "patrol ship"),
        ("ASW torpedo", "anti-submarine torpedo"),
        ("IFV turret", "iinfantry fighting vehicle turret"),
    ],
)
def test_both_generations_of_wording_meet(old: str, new: str) -> None:
    known = register_descriptions()
    assert known[old.casefold()].node == known[new.casefold()].node


def test_a_description_and_its_slip() -> None:
    assert register_descriptions()["iinfantry fighting vehicle turret"] == Description(
        "iinfantry fighting vehicle turret", "infantry-fighting-vehicle-turret", True, Generation.IN_FULL
    )


def test_the_mapping_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        register_descriptions()["x"] = Description("x", "tank", False, Generation.BOTH)  # type: ignore[index]


def _told(name: str) -> Iterator[str]:
    begins, column, least = FILES[name]
    lines = iter((SIPRI / name).read_text(encoding="latin-1").split("\n"))
    header = next(line for line in lines if line.startswith(begins)).rstrip(";").split(",")
    # Some rows break inside a comment; what follows the break is shorter than any row.
    rows = (line.split(",") for line in lines)
    return (row[header.index(column)] for row in rows if len(row) >= least)


@pytest.mark.skipif(not SIPRI.exists(), reason="SIPRI's files may not be redistributed and are not here")
@pytest.mark.parametrize("name", FILES)
def test_every_description_in_the_editions_is_known(name: str) -> None:
    told = set(_told(name))
    assert len(told) > 100
    assert {text for text in told if text.casefold() not in register_descriptions()} == set()
