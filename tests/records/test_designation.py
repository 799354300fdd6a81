"""What a designation means; the traps are those of registers, captions and articles."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from headstamp.records import Names, Resolver
from headstamp.records.designation import REGISTER, digits, groups, key
from headstamp.records.names import class_of_register_node
from headstamp.world import Actors, Catalogue

CATALOGUE = Catalogue.load()
RESOLVER = Resolver(CATALOGUE)
NAMED = Names(Actors.load(), CATALOGUE)
NAMES = sorted({text for text, _ in CATALOGUE.names()})
CLASSES = sorted({node.class_ for node in CATALOGUE.nodes})
SHARED = Path(__file__).parents[3] / "shared" / "data" / "sipri"


def nodes(text: str, described: str | None = None) -> set[str]:
    return {candidate.id for candidate in RESOLVER.resolve(text, described).candidates}


def own(*rows: dict[str, str]) -> Resolver:
    """A resolver for the catalogue with a case's own rows."""
    return Resolver(CATALOGUE.overlay(rows))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("M70", "M72"),
        ("M05", "M5"),
        ("M05", "M50"),
        ("T-72", "T-62"),
        ("AK-47", "AK-74"),
        ("Strela-2", "Strela-3"),
        ("9K32", "9K23"),
        ("2S1", "1S2"),
        ("BM-21 Grad", "BM-12 Grad"),
        ("Type-63 107mm", "Type-63 130mm"),
    ],
)
def test_one_sign_apart_is_another_weapon(one: str, other: str) -> None:
    assert nodes(one)
    assert not nodes(one) & nodes(other)


def test_tow_2a_is_not_tow_2b() -> None:
    """Where a case tells the two apart, so does the program."""
    rows = [
        {"id": f"tow-2{mark}", "name": f"BGM-71 TOW-2{mark.upper()}", "aliases": f"TOW-2{mark.upper()}"}
        | {"level": "variant", "parent": "tow"}
        for mark in "ab"
    ]
    resolver = own(*rows)
    one, other = ({node.id for node in resolver.resolve(f"TOW-2{mark}").candidates} for mark in "AB")
    assert not {"tow-2b"} & one
    assert not {"tow-2a"} & other


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("M-1A1 Abrams", "M1A1 Abrams"),
        ("m1a1  abrams", "M1A1 Abrams"),
        ("Abrams M-1A1", "M1A1 Abrams"),
        ("АКМ", "AKM"),
        ("Т-72", "T-72"),
        ("9К32", "9K32"),
        ("M05 E3", "Zastava M05E3"),
        ("Zastava M70 AB2 rifle", "M70AB2"),
        ("Zastava M70B1", "M70B1"),
        ("T‑72", "T-72"),
        ("BM-21 Grad 122mm", "BM-21"),
        ("SA-7", "Strela-2"),
        ("Stinger", "FIM-92"),
        (" Stinger ", "stinger"),
    ],
)
def test_two_ways_to_write_one_weapon(one: str, other: str) -> None:
    assert nodes(one)
    assert nodes(one) == nodes(other)


def test_accents_case_and_look_alikes_go_and_digits_stay() -> None:
    assert groups("Á-05 В3") == ("a", "05", "b", "3")
    assert key("M-1A1 Abrams") == "m1a1abrams"
    assert digits("5.56x45 M05") == ("5", "56", "45", "05")
    assert key("…") == ""


def test_a_calibre_is_dropped_only_where_the_weapon_has_it() -> None:
    m109 = nodes("M-109", "self-propelled-gun")
    assert nodes("M-109 155mm", "self-propelled-gun") == m109
    assert nodes("M-109 155 mm", "self-propelled-gun") == m109
    assert nodes("M-109 105mm", "self-propelled-gun") == {"register:self-propelled-gun/m109105mm"}


def test_names_between_slashes_stand_for_each_of_them() -> None:
    assert nodes("Stinger/Strela-2") == nodes("Stinger") | nodes("Strela-2")
    assert nodes("Stinger/Model-1") == nodes("Stinger")
    assert nodes("Spike-MR/LR", "anti-tank-missile") == nodes("Spike-MR", "anti-tank-missile")


def test_a_word_for_a_class_behind_a_slash_does_not_swallow_the_model() -> None:
    assert nodes("Model-1/ARV", "armoured-recovery-vehicle") == {
        "register:armoured-recovery-vehicle/model1arv"
    }
    assert nodes("Stinger/MANPADS") == nodes("Stinger")


def test_the_register_s_own_word_decides_between_weapons_of_one_name() -> None:
    both = RESOLVER.resolve("Type-69")
    assert len(both.candidates) == 2
    assert len(nodes("Type-69", "tank")) == 1
    assert nodes("Type-69", "tank") < nodes("Type-69")
    assert nodes("Type-69", "tank").isdisjoint(nodes("Type-69", "shoulder-fired-rocket-launcher"))


def test_a_shared_name_is_several_weighted_candidates() -> None:
    found = RESOLVER.resolve("M84")
    assert {CATALOGUE.class_of(one.id) for one in found.candidates} >= {"tank", "general-purpose-machine-gun"}
    assert sum(one.weight for one in found.candidates) == pytest.approx(1)
    assert f"{len(found.candidates)} weapons share it" in found.reason
    assert nodes("M84", "tank") == {
        one.id for one in found.candidates if CATALOGUE.class_of(one.id) == "tank"
    }


def test_a_name_of_a_family_and_of_its_model_means_the_family() -> None:
    rows = [
        {"id": "x-family", "name": "Xylo", "level": "family", "parent": "tank"},
        {"id": "x-1", "name": "Xylo-1", "aliases": "Xylo", "level": "model", "parent": "x-family"},
    ]
    assert [one.id for one in own(*rows).resolve("Xylo").candidates] == ["x-family"]


def test_an_id_is_its_node_unless_the_description_forbids_it() -> None:
    assert nodes("zastava-m70") == {"zastava-m70"}
    assert nodes("zastava-m70", "tank") == {"register:tank/zastavam70"}


def test_an_unknown_designation_with_a_class_is_a_node_of_the_register() -> None:
    found = RESOLVER.resolve("Model-1 Testtank", "tank")
    (one,) = found.candidates
    assert (one.id, one.name, one.weight, found.level) == (
        f"{REGISTER}tank/model1testtank",
        "Model-1 Testtank",
        1,
        "register",
    )
    assert class_of_register_node(one.id) == "tank"
    assert nodes("Model 1  TESTTANK", "tank") == {one.id}
    assert nodes("Model-2 Testtank", "tank") != {one.id}


def test_an_unknown_designation_without_a_class_stays_unresolved() -> None:
    found = RESOLVER.resolve("Model-1 Testtank")
    assert (found.resolved, found.candidates, found.level) == (False, (), None)
    assert found.reason == "'Model-1 Testtank' fits no name in the catalogue"


def test_a_description_that_is_no_node_counts_as_none() -> None:
    assert RESOLVER.resolve("Model-1 Testtank", "no-such-class").candidates == ()
    assert nodes("Stinger", "no-such-class") == nodes("Stinger")


@pytest.mark.parametrize(
    ("text", "as_if"),
    [
        ("AIM-9Q Sidewinder", "AIM-9 Sidewinder"),
        ("Kalashnikow rifle", "Kalashnikov"),
        ("C-130X Hercules", "C-130 Hercules"),
        ("F-86Q Sabre", "F-86 Sabre"),
    ],
)
def test_a_misspelt_word_or_a_mark_more_is_close_enough(text: str, as_if: str) -> None:
    found = RESOLVER.resolve(text)
    assert "all digits agreeing" in found.reason
    assert {one.id for one in found.candidates} == nodes(as_if)


@pytest.mark.parametrize(
    ("text", "described", "never"),
    [
        ("T-6 Texan", "trainer-aircraft", "T-6 Texan II"),
        ("Bell-214", "helicopter", "Bell-214ST"),
        ("Type-63 130mm", "multiple-rocket-launcher", "Type-63 107mm"),
        ("MiG-23M", "fighter-aircraft", "MiG-23MS"),
    ],
)
def test_matches_of_the_real_register_that_would_be_wrong(text: str, described: str, never: str) -> None:
    """Each was an approximate match once; the longer name says more than the text."""
    exact = {node for node in nodes(never) if CATALOGUE.node(node).level != "family"}
    assert nodes(text, described).isdisjoint(exact)


def test_a_first_letter_is_never_guessed() -> None:
    assert not nodes("Kidewinder AIM-9") & nodes("AIM-9 Sidewinder")
    assert not nodes("BIM-9L Sidewinder")


@settings(max_examples=200)
@given(st.sampled_from(NAMES), st.data())
def test_another_digit_is_another_weapon(name: str, data: st.DataObject) -> None:
    """Unless the catalogue itself gives that number to the node; a name between slashes names it twice."""
    places = [match.start() for match in re.finditer(r"\d", name)]
    assume(places and "/" not in name)
    place = data.draw(st.sampled_from(places))
    digit = data.draw(st.sampled_from([sign for sign in "0123456789" if sign != name[place]]))
    changed = name[:place] + digit + name[place + 1 :]
    for node in nodes(name) & nodes(changed):
        weapon = CATALOGUE.node(node)
        told = (weapon.id, weapon.name, *weapon.aliases, weapon.calibre or "")
        assert set(digits(changed)) <= {number for text in told for number in digits(text)}


@settings(max_examples=100)
@given(st.sampled_from(NAMES))
def test_every_name_of_the_catalogue_means_its_nodes(name: str) -> None:
    bearing = {node for text, node in CATALOGUE.names() if text == name}
    found = nodes(name)
    assert found
    assert bearing & found or any(set(CATALOGUE.ancestors(node)) & found for node in bearing)


@settings(max_examples=100)
@given(st.text(max_size=40), st.one_of(st.none(), st.sampled_from(CLASSES), st.text(max_size=5)))
def test_no_text_is_too_strange(text: str, described: str | None) -> None:
    found = RESOLVER.resolve(text, described)
    assert found.resolved == (sum(one.weight for one in found.candidates) == pytest.approx(1))
    assert found.reason
    if described in CATALOGUE:
        assert found.resolved


@settings(max_examples=100)
@given(
    st.sampled_from(NAMES), st.text(st.sampled_from("-/ .,()'АВ²٣éﬁ"), max_size=4), st.sampled_from(CLASSES)
)
def test_a_name_with_strange_signs_in_it_does_no_harm(name: str, signs: str, described: str) -> None:
    middle = len(name) // 2
    RESOLVER.resolve(name[:middle] + signs + name[middle:])
    for candidate in RESOLVER.resolve(signs + name, described).candidates:
        line = NAMED.line(candidate.id)
        mine = line[1] if candidate.id.startswith(REGISTER) else CATALOGUE.class_of(candidate.id)
        assert mine == described or described in line or mine in CATALOGUE.ancestors(described)


def test_both_generations_of_a_description_lead_to_one_class(names: Names) -> None:
    """SIPRI wrote its descriptions in full from 2026."""
    for old, new in (
        ("SAM", "surface-to-air missile"),
        ("APC", "armoured personnel carrier"),
        ("FGA aircraft", "fighter/ground-attack aircraft"),
        ("portable SAM", "portable surface-to-air missile"),
    ):
        assert names.described(old) == names.described(new) is not None
        assert names.weapon("Model-1", old).candidates == names.weapon("Model-1", new).candidates
    assert names.described("no such description") is None
    assert names.described(None) is None


def test_the_line_above_a_node(names: Names) -> None:
    assert names.line("zastava-m05e3")[0] == "zastava-m05e3"
    assert names.line(f"{REGISTER}tank/model1")[:2] == (f"{REGISTER}tank/model1", "tank")
    assert names.under(f"{REGISTER}tank/model1") == {f"{REGISTER}tank/model1"}
    assert "zastava-m05e3" in names.under("zastava-m05")


def test_no_approximate_match_of_the_real_register_is_new(
    library_of_designations: set[tuple[str, str]],
) -> None:
    """Each was read by a person; a new one wants reading, then a name in the catalogue or a place here."""
    close = {
        (item, candidate.id)
        for item, described in library_of_designations
        if "all digits agreeing" in (found := NAMED.weapon(item, described)).reason
        for candidate in found.candidates
    }
    known = {
        ("AIM-7E Sparrow", "aim-7"),
        ("AIM-7F Sparrow", "aim-7"),
        ("AIM-7P Sparrow", "aim-7"),
        ("AIM-9B Sidewinder", "aim-9"),
        ("AIM-9D Sidewinder", "aim-9"),
        ("AIM-9E Sidewinder", "aim-9"),
        ("AIM-9J/P Sidewinder", "aim-9"),
        ("AIM-9M Sidewinder", "aim-9"),
        ("AIM-9X Sidewinder", "aim-9"),
        ("C-130B Hercules", "c-130"),
        ("Chieftain Mk-5", "chieftain"),
        ("F-86D Sabre", "f-86"),
        ("MiG-23M", "mig-23-family"),
        ("MiG-27K", "mig-23bn"),
        ("Mirage F-1A", "mirage-f1"),
        ("Mirage F-1M", "mirage-f1"),
        ("S-75M Volga", "s-75"),
    }
    assert close <= known


@pytest.fixture(scope="module")
def library_of_designations() -> set[tuple[str, str]]:
    """The distinct designations of the real editions, with what the register calls them."""
    files = sorted(SHARED.glob("trade-register-*.csv"))
    if not files:
        pytest.skip(f"the real editions of the register are not at {SHARED.name}")
    lines = [line.split(",") for file in files for line in file.read_text(encoding="latin-1").splitlines()]
    return {(" ".join(cells[6].split()), " ".join(cells[7].split())) for cells in lines if len(cells) == 16}
