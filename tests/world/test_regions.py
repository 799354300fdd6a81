from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headstamp.values import Span
from headstamp.world.actors import Actors, name_key, shipped_rows
from headstamp.world.regions import Cell, Region, RegionKind, Regions, read_cell, region

NO_PARTIES = [
    ("Africa", "region"),
    ("Western Africa", "region"),
    ("SUB-SAHARAN AFRICA", "region"),
    ("Southern Africa", "region"),
    ("Middle East", "region"),
    ("Europe Regional", "region"),
    ("EUROPA-NIET EU", "region"),
    ("Nordic countries", "region"),
    ("Channel Islands", "region"),
    ("United Kingdom (Channel Islands)", "region"),
    ("Continental Shelf: United Kingdom sector", "region"),
    ("Continental Shelf Norwegian Sector", "region"),
    ("French Overseas Territory", "region"),
    ("VS-bases", "region"),
    ("Vessel, Platform in International Waters", "region"),
    ("World", "aggregate"),
    ("WLD", "aggregate"),
    ("Global", "aggregate"),
    ("TOTAL", "aggregate"),
    ("TOTAL PER ML categorya", "aggregate"),
    ("Total world import", "aggregate"),
    ("Worldwide excluding embargoed countries", "aggregate"),
    ("Alle landen muv landen van zorg", "aggregate"),
    ("Various countries", "aggregate"),
    ("DIVERSE LANDEN", "aggregate"),
    ("DIV", "aggregate"),
    ("13 div. landen", "aggregate"),
    ("EG-landen", "aggregate"),
    ("EEG", "aggregate"),
    ("LID-STATEN EEG", "aggregate"),
    ("EU-lidstaten", "aggregate"),
    ("NAVO LANDEN", "aggregate"),
    ("NAVO+", "aggregate"),
    ("NATO+", "aggregate"),
    ("International Organizations", "aggregate"),
    ("Areas, nes", "not_stated"),
    ("Areas nes", "not_stated"),
    ("na", "not_stated"),
    ("Na", "not_stated"),
    ("n/a", "not_stated"),
    ("NIET BEPAALD", "not_stated"),
    ("Non Specific Country", "not_stated"),
    ("Not Applicable-licence issued for promotional activity only", "not_stated"),
]

# Parties as registers spell them: slips of the pen, Dutch, codes, brackets.
PARTIES = [
    ("Chrypre", "CYP"),
    ("CzechRepublic", "CZE"),
    ("Tjechië", "CZE"),
    ("Tsjechische Republiek", "CZE"),
    ("Cap Verde", "CPV"),
    ("Kaapverdië", "CPV"),
    ("Curaao", "CUW"),
    ("Kosovo (Under Unscr 1244-99)", "XKX"),
    ("United Kingdom (St. Helena)", "SHN"),
    ("VK (St. Helena)", "SHN"),
    ("Denmarken", "DNK"),
    ("NEDERLANDSE ANTILLEN     ", "former:netherlands-antilles"),
    ("Ned. Antillen", "former:netherlands-antilles"),
    ("BES EILANDEN", "BES"),
    ("Frans Gyuana", "GUF"),
    ("Nieuw Caledonie", "NCL"),
    ("Equatoriaal Guinea", "GNQ"),
    ("Centraal Afrikaanse Republiek", "CAF"),
    ("Bosnië en Herzegovina", "BIH"),
    ("FILIPIJNEN", "PHL"),
    ("VERENIGD KONINKRIJ", "GBR"),
    ("United Sates of America", "USA"),
    ("Lybia", "LBY"),
    ("Arabia Saudi", "SAU"),
    ("Korea, Republic", "KOR"),
    ("Sharjah", "ARE"),
    ("SERVIË EN M.", "former:serbia-and-montenegro"),
    ("ONBEKEND", "not-known"),
    ("NAVO", "nato"),
    ("republic-of-korea", "KOR"),
    ("TFYR of Macedonia", "MKD"),
    ("Rep. of Moldova", "MDA"),
    ("Virgin Islands, British", "VGB"),
    ("Guinea", "GIN"),
    ("Republic of Guinea", "GIN"),
    ("Congo (Democratic Republic Of)", "COD"),
    ("Republic of Congo", "COG"),
    ("Korea (Dem Rep Of)", "PRK"),
    ("Osama Bin Laden", "osama-bin-laden"),
]

CELLS = [
    ("Iraq", ["IRQ"], [], False),
    ("DUITSLAND, FRANKRIJK, ITALIË", ["DEU", "FRA", "ITA"], [], False),
    ("Afghanistan; Angola;  Chad", ["AFG", "AGO", "TCD"], [], False),
    ("Canada\n\n\nChina\n\n\nKorea, Republic of", ["CAN", "CHN", "KOR"], [], False),
    ("Canada; ; ; China", ["CAN", "CHN"], [], False),
    ("Israel; Canada; Israel", ["ISR", "CAN"], [], False),
    ("Denemarken en VK", ["DNK", "GBR"], [], False),
    ("Bosnia and Herzegovina, Ukraine", ["BIH", "UKR"], [], False),
    ("NAVO+SINGAPORE", ["nato", "SGP"], [], False),
    ("POL, FIN, IT", ["POL", "FIN", "ITA"], [], False),
    ("EU, NAVO+", ["european-union", "NATO and states treated alike"], [], False),
    ("VS, EU-landen", ["USA", "Member states of the European Union"], [], False),
    ("Dubai, VAE", ["ARE"], [], False),
    ("Canada v.v.", ["CAN"], [], True),
    ("Canada v.v.C", ["CAN"], [], False),
    ("Zuid-Georgië, Zuid-Sandwicheilanden v.v.", ["SGS"], [], True),
    ("Irak via VAE", ["IRQ"], ["ARE"], False),
    ("Irak, via Sharjah", ["IRQ"], ["ARE"], False),
    ("Al-Qaeda, Taliban, Osama Bin Laden", ["al-qaida", "taliban", "osama-bin-laden"], [], False),
    ("ISIL, Al-Qaeda and associated individuals and entities", ["islamic-state", "al-qaida"], [], False),
]


@pytest.mark.parametrize(("text", "kind"), NO_PARTIES)
def test_what_is_no_party_is_told_and_never_taken_for_one(text: str, kind: str) -> None:
    found = region(text)
    assert found is not None
    assert found.kind == kind
    assert Actors.load().find(text) is None


@pytest.mark.parametrize(("text", "id"), PARTIES)
def test_a_party_is_found_as_a_register_spells_it(text: str, id: str) -> None:
    found = Actors.load().find(text)
    assert found is not None
    assert found.id == id
    assert region(text) is None


@pytest.mark.parametrize("text", ["Korea", "Virgin Islands", "Samoa (nes)", "Ireland, Northern", ""])
def test_what_cannot_be_told_is_neither(text: str) -> None:
    assert Actors.load().find(text) is None
    assert region(text) is None
    assert read_cell(text, Actors.load()) is None


def _ids(parties: tuple[object, ...]) -> list[str]:
    return [one.name if isinstance(one, Region) else getattr(one, "id", "") for one in parties]


@pytest.mark.parametrize(("text", "parties", "via", "returns"), CELLS)
def test_a_cell_of_several(text: str, parties: list[str], via: list[str], returns: bool) -> None:
    cell = read_cell(text, Actors.load())
    assert cell is not None
    assert (_ids(cell.parties), _ids(cell.via), cell.returns) == (parties, via, returns)


@pytest.mark.parametrize(
    "text",
    [
        "Korea, Japan",
        "Iraq and Ruritania",
        "Iraq via Ruritania",
        "via Iraq",
        "Iran, Islamic Republic of, Iraq",
        "Macao, China",
        " v.v.",
        ",;,",
    ],
)
def test_a_cell_understood_in_part_is_not_understood(text: str) -> None:
    assert read_cell(text, Actors.load()) is None


def test_a_cell_is_read_at_its_time() -> None:
    actors = Actors.load()
    cell = read_cell("Joegoslavië, VS", actors, Span.year(1999))
    assert cell == Cell((actors.get("former:serbia-and-montenegro"), actors.get("USA")))


def test_names_of_regions_are_unique_and_no_actor_bears_one() -> None:
    bearers: dict[str, set[str]] = defaultdict(set)
    for one in Regions.load():
        for name in (one.name, *one.aliases):
            assert name_key(name)
            bearers[name_key(name)].add(one.name)
            assert Actors.load().find(name) is None, name
    assert {name: who for name, who in bearers.items() if len(who) > 1} == {}


def test_every_row_is_whole_and_has_a_source() -> None:
    rows = shipped_rows("regions.csv")
    assert len(rows) == len(Regions.load())
    for row in rows:
        assert row["name"]
        assert row["kind"] in set(RegionKind)
        assert len(row["source"]) > 5, row["name"]


def test_regions_of_ones_own() -> None:
    own = Regions([Region("Outer Rim", RegionKind.REGION, ("Rim", "*"), "made up")])
    assert own.find("the outer rim") == next(iter(own))
    assert own.find("*") is None
    assert own.find("Africa") is None


KNOWN = st.sampled_from([text for text, *_ in NO_PARTIES] + [text for text, *_ in PARTIES])
NOISE = st.text(max_size=12)
SIGNS = st.sampled_from((", ", "; ", " via ", " v.v.", "/", "+", " en ", "\n"))


@given(st.lists(KNOWN | NOISE | SIGNS, max_size=8).map("".join))
def test_any_cell_can_be_read(text: str) -> None:
    actors = Actors.load()
    cell = read_cell(text, actors)
    if cell is not None:
        assert cell.parties
        assert len(set(cell.parties)) == len(cell.parties)
    found = region(text)
    assert found is None or actors.find(text) is None


def _stripped(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))


@given(
    KNOWN, st.sampled_from((str.upper, str.lower, str.swapcase, _stripped)), st.sampled_from(("", " ", "\t"))
)
def test_case_accents_and_blanks_do_not_matter(text: str, spelt: Callable[[str], str], blank: str) -> None:
    other = blank + spelt(text).replace(" ", "  ") + blank
    assert region(other) == region(text)
    assert Actors.load().find(other) == Actors.load().find(text)
