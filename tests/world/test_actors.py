from __future__ import annotations

import csv
import re
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headstamp.values import NotFound, Span, ValueUnreadable, decode, encode
from headstamp.world.actors import NOT_KNOWN, Actor, ActorKind, Actors, name_key, shipped_rows

REGISTER = Path(__file__).parents[3] / "shared" / "data" / "sipri"
AUTHORED = Path(__file__).parents[2] / "tools" / "actors_authored.csv"
REVIEWS = {"checked", "checked once", "unverified", "register"}

# One party, one actor: names as registers, the UN, the press and ISO 3166 write them.
TRICKY = [
    ("Iraq", "IRQ"),
    ("Irak", "IRQ"),
    ("العراق", "IRQ"),
    ("IQ", "IRQ"),
    ("Iran (Islamic Republic of)", "IRN"),
    ("Iran, Islamic Republic of", "IRN"),
    ("Russian Federation", "RUS"),
    ("Fédération de Russie", "RUS"),
    ("Россия", "RUS"),
    ("Turkey", "TUR"),
    ("Turkiye", "TUR"),
    ("TÜRKİYE", "TUR"),
    ("Türkiye", "TUR"),
    ("Cote d'Ivoire", "CIV"),
    ("Côte d’Ivoire", "CIV"),
    ("cote-divoire", "CIV"),
    ("Ivory Coast", "CIV"),
    ("Viet-Nam", "VNM"),
    ("Viet Nam", "VNM"),
    ("Vietnam", "VNM"),
    ("USA", "USA"),
    ("U.S.", "USA"),
    ("US", "USA"),
    ("the United States", "USA"),
    ("États-Unis", "USA"),
    ("UK", "GBR"),
    ("Great Britain", "GBR"),
    ("Royaume-Uni", "GBR"),
    ("Burma", "MMR"),
    ("Zaire", "COD"),
    ("DR Congo", "COD"),
    ("Congo (Democratic Republic Of)", "COD"),
    ("Congo", "COG"),
    ("Congo (Republic Of)", "COG"),
    ("Upper Volta", "BFA"),
    ("Swaziland", "SWZ"),
    ("eSwatini", "SWZ"),
    ("Cabo Verde", "CPV"),
    ("the-former-yugoslav-republic-of-macedonia", "MKD"),
    ("Republic of Korea", "KOR"),
    ("Korea (Dem Rep Of)", "PRK"),
    ("Bosnia-Herzegovina", "BIH"),
    ("Bosnia & Herzegovina", "BIH"),
    ("Trinidad & Tobago", "TTO"),
    ("St. Kitts & Nevis", "KNA"),
    ("Saint Vincent", "VCT"),
    ("UAE", "ARE"),
    ("United Arab Emirates", "ARE"),
    ("Taiwan", "TWN"),
    ("Republic of China", "TWN"),
    ("China (Mainland)", "CHN"),
    ("Kosovo (under UNSCR/1244/99)", "XKX"),
    ("Palestine", "PSE"),
    ("West Bank and Gaza", "PSE"),
    ("Western Sahara", "ESH"),
    ("Holy See", "VAT"),
    ("Aruba", "ABW"),
    ("Germany", "DEU"),
    ("FRG", "DEU"),
    ("Serbia", "SRB"),
    ("SUN", "former:soviet-union"),
    ("USSR", "former:soviet-union"),
    ("YUG", "former:yugoslavia"),
    ("FR Yugoslavia", "former:serbia-and-montenegro"),
    ("SCG", "former:serbia-and-montenegro"),
    ("CSK", "former:czechoslovakia"),
    ("East Germany (GDR)", "former:east-germany"),
    ("DDR", "former:east-germany"),
    ("North Yemen", "former:north-yemen"),
    ("Yemen Arab Republic (North Yemen)", "former:north-yemen"),
    ("South Yemen", "former:south-yemen"),
    ("South Vietnam", "former:south-vietnam"),
    ("Biafra", "former:biafra"),
    ("Katanga", "former:katanga"),
    ("Netherlands Antilles", "former:netherlands-antilles"),
    ("unknown supplier(s)", "not-known"),
    ("unknown recipient(s)", "not-known"),
    ("unknown rebel group*", "not-known"),
    (NOT_KNOWN, "not-known"),
    ("Not known", "not-known"),
    ("PLO (Israel)*", "plo"),
    ("PIJ (Israel/Palestine)*", "palestinian-islamic-jihad"),
    ("Palestinian Islamic Jihad (Israel/Palestine)*", "palestinian-islamic-jihad"),
    ("PKK (Turkey)*", "pkk"),
    ("Libya HoR*", "libya-hor"),
    ("HoR (Libya)*", "libya-hor"),
    ("House of Representatives (Libya)*", "libya-hor"),
    ("Libya GNC", "libya-gnc"),
    ("Kurdistan Regional Government (Iraq)*", "kurdistan-regional-government"),
    ("Syria rebels*", "syria-rebels"),
    ("United Nations**", "united-nations"),
    ("NATO**", "nato"),
    ("IS", "islamic-state"),
    ("ISIS", "islamic-state"),
    ("ISIL", "islamic-state"),
    ("Da'esh", "islamic-state"),
    ("Daesh", "islamic-state"),
    ("داعش", "islamic-state"),
    ("الدولة الإسلامية", "islamic-state"),
    ("Islamic State of Iraq and the Levant", "islamic-state"),
    ("AQI", "al-qaida-in-iraq"),
    ("Al-Nusra Front", "jabhat-al-nusra"),
    ("YPG", "ypg"),
    ("Iraqi Army", "iraqi-army"),
    ("Boko Haram", "boko-haram"),
    ("BIR", "bir-cameroon"),
]


@pytest.fixture(scope="module")
def actors() -> Actors:
    return Actors.load()


@pytest.mark.parametrize(("text", "id"), TRICKY)
def test_a_name_leads_to_its_actor(actors: Actors, text: str, id: str) -> None:
    found = actors.find(text)
    assert found is not None
    assert found.id == id


@pytest.mark.parametrize("text", ["", "  ", "*", "..", "Ruritania", "Continental Shelf", "Korea", "3"])
def test_nobody_is_guessed_at(actors: Actors, text: str) -> None:
    assert actors.find(text) is None


def _parties(path: Path) -> set[str]:
    lines = path.read_text(encoding="latin-1").split("\n")
    start = next(n for n, line in enumerate(lines) if {"Supplier", "Recipient"} <= set(line.split(",")))
    columns = [lines[start].split(",").index(name) for name in ("Supplier", "Recipient")]
    rows = [line.split(",") for line in lines[start + 1 :]]
    # A comment broken over two lines leaves a rest with fewer cells, which names nobody.
    whole = [row for row in rows if len(row) >= 13]
    return {row[column].strip() for row in whole for column in columns}


@pytest.mark.parametrize(
    "name", ["trade-register-2026-05-18.csv", "trade-register-2024-10-13.csv", "deliveries-2026-02-12.csv"]
)
def test_every_party_of_the_register_is_known(actors: Actors, name: str) -> None:
    path = REGISTER / name
    if not path.exists():
        pytest.skip(f"the register's file {name} may not be shipped and is not at hand")
    parties = _parties(path)
    assert len(parties) > 200
    assert sorted(party for party in parties if actors.find(party) is None) == []


def test_names_are_unique_over_all_actors(actors: Actors) -> None:
    bearers: dict[str, set[str]] = defaultdict(set)
    for actor in actors.all:
        for name in (actor.id, actor.name, *actor.aliases):
            bearers[name_key(name)].add(actor.id)
    assert {name: ids for name, ids in bearers.items() if len(ids) > 1} == {}
    assert "" not in bearers


def test_every_row_has_a_source_and_a_review(actors: Actors) -> None:
    assert [actor.id for actor in actors.all if not actor.source or actor.review not in REVIEWS] == []
    # General knowledge alone is never more than unverified.
    vague = [
        a.id for a in actors.all if a.source.startswith("general knowledge") and a.review != "unverified"
    ]
    assert vague == []


def test_ids_are_unique_and_well_formed(actors: Actors) -> None:
    assert len(shipped_rows("actors.csv")) == len(actors.all)
    for actor in actors.all:
        expected = {
            ActorKind.STATE: r"[A-Z]{3}|[a-z]+(-[a-z]+)*",
            ActorKind.FORMER_STATE: r"former:[a-z]+(-[a-z]+)*",
        }.get(actor.kind, r"[a-z]+(-[a-z]+)*")
        assert re.fullmatch(expected, actor.id), actor.id


def test_the_shipped_table_is_the_authored_one() -> None:
    if not AUTHORED.exists():
        pytest.skip("the authored table is not part of this package")
    with AUTHORED.open(encoding="utf-8", newline="") as file:
        authored = list(csv.DictReader(file))
    from_map = {"lat", "lon", "neighbours", "source", "natural_earth"}
    kept = [{column: cell for column, cell in row.items() if column not in from_map} for row in authored]
    shipped = [{column: row[column] for column in kept[0]} for row in shipped_rows("actors.csv")]
    assert shipped == kept, "run tools/build_actors.py"


def test_every_reference_names_an_actor(actors: Actors) -> None:
    for actor in actors.all:
        named = {actor.country, actor.parent, *actor.successors, *actor.operates_in, *actor.neighbours} - {
            None
        }
        assert [one for one in named if one not in actors] == [], actor.id
    for state in actors.states:
        assert all(actors.get(heir).kind is ActorKind.STATE for heir in state.successors), state.id


def test_states_have_a_point_on_the_globe(actors: Actors) -> None:
    assert len(actors.states) > 220
    for state in actors.states:
        assert state.lat is not None, state.id
        assert state.lon is not None, state.id
        assert -90 <= state.lat <= 90
        assert -180 <= state.lon <= 180


def test_points_lie_where_the_states_lie(actors: Actors) -> None:
    # Capitals from any atlas; the point of a state lies within a few degrees of the land around it.
    for place, lat, lon in [
        ("IRQ", 33.3, 44.4),
        ("SRB", 44.8, 20.5),
        ("FRA", 48.9, 2.4),
        ("FJI", -18.1, 178.4),
    ]:
        state = actors.get(place)
        assert state.lat == pytest.approx(lat, abs=3)
        assert state.lon == pytest.approx(lon, abs=3)


def test_neighbours_are_symmetric(actors: Actors) -> None:
    for actor in actors.all:
        assert actor.id not in actor.neighbours
        assert list(actor.neighbours) == sorted(set(actor.neighbours))
        for other in actor.neighbours:
            assert actor.id in actors.get(other).neighbours, (actor.id, other)


@pytest.mark.parametrize(
    ("id", "neighbours"),
    [
        ("IRQ", "IRN JOR KWT SAU SYR TUR"),
        ("SYR", "IRQ ISR JOR LBN TUR"),
        ("MLI", "BFA CIV DZA GIN MRT NER SEN"),
        ("BFA", "BEN CIV GHA MLI NER TGO"),
        ("CMR", "CAF COG GAB GNQ NGA TCD former:biafra"),
        ("SRB", "BGR BIH HRV HUN MKD MNE ROU XKX"),
        ("XKX", "ALB MKD MNE SRB"),
        ("FRA", "AND BEL CHE DEU ESP ITA LUX MCO"),
        ("GUF", "BRA SUR"),
        ("ZMB", "AGO BWA COD MOZ MWI NAM TZA ZWE former:katanga"),
        ("former:yugoslavia", "ALB AUT BGR GRC HUN ITA ROU"),
        ("former:east-germany", "DEU POL former:czechoslovakia"),
        ("ISL", ""),
    ],
)
def test_land_borders(actors: Actors, id: str, neighbours: str) -> None:
    assert sorted(actors.get(id).neighbours) == sorted(neighbours.split())


def test_dissolved_states_know_when_and_into_what(actors: Actors) -> None:
    yugoslavia = actors.get("former:yugoslavia")
    assert yugoslavia.kind is ActorKind.FORMER_STATE
    assert (yugoslavia.from_, yugoslavia.to) == (Span.year(1918), Span.year(1992))
    assert yugoslavia.successors == ("SVN", "HRV", "BIH", "MKD", "SRB", "MNE")
    assert all(a.to is not None and a.successors for a in actors.states if a.id.startswith("former:"))


@pytest.mark.parametrize(
    ("id", "state"),
    [
        ("IRQ", "IRQ"),
        ("former:soviet-union", "former:soviet-union"),
        ("iraqi-army", "IRQ"),
        ("peshmerga", "IRQ"),
        ("quds-force", "IRN"),
        ("minusma", None),
        ("islamic-state", None),
        ("not-known", None),
        ("ABW", "ABW"),
    ],
)
def test_the_state_an_actor_belongs_to(actors: Actors, id: str, state: str | None) -> None:
    assert actors.state_of(id) == state


def test_an_unknown_id_is_not_found(actors: Actors) -> None:
    with pytest.raises(NotFound, match="no actor with the id 'XYZ'"):
        actors.get("XYZ")
    with pytest.raises(NotFound):
        actors.state_of("XYZ")
    assert "XYZ" not in actors


def test_listings_are_kept(actors: Actors) -> None:
    # https://www.un.org/securitycouncil/sanctions/1267/aq_sanctions_list
    assert actors.get("islamic-state").listed_as == "QDe.115"
    assert actors.get("jabhat-al-nusra").listed_as == "QDe.137"
    assert actors.get("ypg").listed_as is None


def test_a_made_up_world_is_laid_over_ours(actors: Actors) -> None:
    laid = actors.overlay(
        [
            {"id": "Arland", "name": "Republic of Arland", "kind": "state", "neighbours": "Borland;IRQ"},
            {"id": "Borland", "name": "Borland", "kind": "state", "lat": "1.5", "lon": "2.5"},
            {"id": "Arland Guard", "name": "Guard", "kind": "unit", "parent": "republic of arland"},
            {
                "id": "rebels",
                "name": "Rebels",
                "kind": "non_state_armed_group",
                "operates_in": "BORLAND;Cloudland",
            },
        ]
    )
    assert laid.get("Borland").neighbours == ("Arland",)
    assert "Arland" in laid.get("IRQ").neighbours
    assert laid.state_of("Arland Guard") == "Arland"
    assert laid.get("rebels").operates_in == ("Borland", "Cloudland")
    assert "Arland" not in actors
    assert "Arland" not in actors.get("IRQ").neighbours
    assert laid.digest != actors.digest


def test_a_cases_own_actor_wins_on_id_and_on_alias(actors: Actors) -> None:
    own = {"id": "our-is", "name": "Internal Service", "kind": "police", "aliases": "IS; ISIS"}
    again = {"id": "RUS", "name": "Russia under test", "kind": "state", "review": "case"}
    laid = actors.overlay([own, again])
    assert laid.find("isis") == laid.get("our-is")
    assert laid.find("ISIL") == laid.get("islamic-state")
    assert laid.get("RUS").review == "case"
    # The old names still lead to the id, and what borders on it still does.
    assert laid.find("Russian Federation") == laid.get("RUS")
    assert "FIN" in laid.get("RUS").neighbours
    twice = laid.overlay([{"id": "isis", "name": "Isis Ltd", "kind": "company"}])
    assert twice.find("ISIS") == twice.get("isis")


def test_ids_that_differ_in_punctuation_alone_are_told_apart(actors: Actors) -> None:
    own = ("A-1", "A 1", "***")
    laid = actors.overlay({"id": one, "name": f"unit {n}", "kind": "unit"} for n, one in enumerate(own))
    assert [laid.find(one) for one in own] == [laid.get(one) for one in own]


def test_an_overlay_of_nothing_changes_nothing(actors: Actors) -> None:
    assert actors.overlay([]) is actors
    assert actors.overlay([]).digest == Actors.load().digest


def test_circular_membership_ends(actors: Actors) -> None:
    rows = [
        {"id": "a-part", "name": "A part", "kind": "militia", "parent": "b-part"},
        {"id": "b-part", "name": "B part", "kind": "militia", "parent": "a-part"},
    ]
    assert actors.overlay(rows).state_of("a-part") is None


@pytest.mark.parametrize(
    ("column", "text", "complaint"),
    [("kind", "planet", "no actor kind"), ("from", "blue", "'blue'"), ("lat", "north", "no coordinate")],
)
def test_a_row_that_cannot_be_read_is_refused(actors: Actors, column: str, text: str, complaint: str) -> None:
    with pytest.raises(ValueUnreadable, match=complaint):
        actors.overlay([{"id": "x", "name": "X", "kind": "state", column: text}])


def test_an_actor_survives_json(actors: Actors) -> None:
    actor = actors.get("jabhat-al-nusra")
    assert decode(Actor, encode(actor)) == actor


@settings(max_examples=100)
@given(st.text(max_size=40))
def test_any_text_can_be_asked_for(text: str) -> None:
    found = Actors.load().find(text)
    assert found is None or name_key(text) in {name_key(n) for n in (found.id, found.name, *found.aliases)}


@settings(max_examples=100)
@given(st.text(max_size=40))
def test_case_and_blanks_do_not_matter(text: str) -> None:
    assert name_key(f"  {text} ") == name_key(text)
    assert name_key(text.casefold()).replace(" ", "") == name_key(text).casefold().replace(" ", "")
