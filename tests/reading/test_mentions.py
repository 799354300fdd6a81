from __future__ import annotations

import pytest

from headstamp.reading.document import Document
from headstamp.reading.mention import (
    ActorMention,
    DemonymMention,
    GoodsMention,
    Mention,
    MentionKind,
    PlaceMention,
    Sense,
    WeaponMention,
)
from headstamp.reading.mentions import find_mentions, of_kind


def read(text: str, language: str | None = "en") -> tuple[Mention, ...]:
    return find_mentions(Document(text, language=language))


def weapons(text: str, language: str | None = "en") -> list[tuple[str, WeaponMention]]:
    found = of_kind(read(text, language), MentionKind.WEAPON)
    return [(one.quote, one.value) for one in found if isinstance(one.value, WeaponMention)]


def actors(text: str) -> list[tuple[str, str | None]]:
    found = of_kind(read(text), MentionKind.ACTOR)
    return [(one.quote, one.value.id) for one in found if isinstance(one.value, ActorMention)]


def demonyms(text: str) -> list[tuple[str, str, Sense]]:
    found = of_kind(read(text), MentionKind.DEMONYM)
    return [(m.quote, m.value.state, m.value.sense) for m in found if isinstance(m.value, DemonymMention)]


def test_a_quote_is_the_text_at_its_offsets() -> None:
    text = "IS’ fighters used the\xa0M16 and “Kalashnikovs” in Iraq’s north."
    found = read(text)
    assert found
    assert all(one.quote == text[one.start : one.end] for one in found)


def test_names_beside_each_other_are_one_weapon() -> None:
    told = weapons("the M02 Coyote heavy machine guns, M92 and M05 series rifles and M05E3 models")
    assert [quote for quote, _ in told] == [
        "M02 Coyote heavy machine guns",
        "M92",
        "M05 series rifles",
        "M05E3 models",
    ]
    assert [value.nodes[0] for _, value in told] == [
        "zastava-m02-coyote",
        "zastava-m92",
        "zastava-m05",
        "zastava-m05e3",
    ]


def test_numbers_count_the_weapon_behind_them() -> None:
    told = weapons(
        "contracts for 140 M1A1 Abrams tanks, F16 fighter aircraft, 681 Stinger shoulder held units"
    )
    assert [(quote, value.quantity) for quote, value in told] == [
        ("M1A1 Abrams tanks", 140),
        ("F16 fighter aircraft", None),
        ("Stinger shoulder held units", 681),
    ]


def test_what_is_fired_is_not_what_fires_it() -> None:
    ((quote, value),) = weapons("AK-47 ammunition")
    assert (quote, value.class_) == ("AK-47 ammunition", "ammunition")


def test_rivals_of_one_name_are_told_apart_by_class_and_origin() -> None:
    ((_, either),) = list(weapons("M-60 among other weapons"))
    assert len(either.nodes) > 1
    ((_, gun),) = weapons("M-60 machine guns")
    assert gun.nodes == ("m60-mg",)
    ((_, serbian),) = weapons("Serbian M21 rifles")
    assert (serbian.nodes, serbian.origin) == (("zastava-m21",), "SRB")


def test_a_maker_before_a_weapon_belongs_to_it() -> None:
    ((quote, value),) = weapons("Zastava M70AB2 rifles")
    assert (quote, value.maker) == ("Zastava M70AB2 rifles", "Zastava Arms")


def test_a_figure_that_names_does_not_count() -> None:
    told = weapons("Mk 82 bombs and PM md. 63 rifles, 7.62 mm rifles and 14,000 AR-M9 rifles")
    assert [(quote, value.quantity) for quote, value in told] == [
        ("Mk 82 bombs", None),
        ("md. 63 rifles", None),
        ("rifles", None),
        ("AR-M9 rifles", 14_000),
    ]


def test_words_beside_a_weapon_tell_its_origin_age_and_making() -> None:
    ((_, russian),) = weapons("like the Russian AK series")
    assert (russian.origin, russian.level) == ("RUS", "family")
    ((_, soviet),) = weapons("Soviet-era Kalashnikov-style rifles")
    assert (soviet.origin, soviet.era) == (None, "Soviet-era")
    ((_, old),) = weapons("the decades-old Kalashnikovs of Soviet origin")
    assert (old.origin, old.era) == ("former:soviet-union", "decades-old")
    ((_, improvised),) = weapons("improvised hand grenades")
    assert improvised.improvised


def test_a_backer_is_no_maker() -> None:
    assert demonyms("U.S.-backed forces, US-manufactured weapons, Soviet-era stocks and Serbian rifles") == [
        ("U.S.-backed", "USA", Sense.POLITICAL),
        ("US-manufactured", "USA", Sense.ORIGIN),
        ("Soviet-era", "former:soviet-union", Sense.ERA),
        ("Serbian", "SRB", Sense.PLAIN),
    ]


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("Free Syrian Army fighters", []),
        ("the army of Saudi Arabia", []),
        ("the Iraqi Army", ["Iraqi"]),
        ("Syrian Kurdish People's Protection Units", ["Syrian", "Kurdish"]),
    ],
)
def test_nationality_counts_in_an_army_of_a_state_and_not_in_a_groups_own_name(
    text: str, quotes: list[str]
) -> None:
    assert [quote for quote, _, _ in demonyms(text)] == quotes


def test_capitals_tell_names_from_words() -> None:
    assert actors("IS is using them, it says.") == [("IS", "islamic-state")]
    assert actors("THE ARSENAL IS LARGE") == []
    assert actors("car bombs found by Conflict Armament Research") == [
        ("Conflict Armament Research", "conflict-armament-research")
    ]


def test_a_name_that_is_a_word_too_needs_a_word_for_a_weapon_beside_it() -> None:
    assert weapons("A hawk and a Tiger were seen near the Javelin hotel.") == []
    assert [quote for quote, _ in weapons("Hawk anti-aircraft batteries")] == ["Hawk anti-aircraft batteries"]


def test_misspellings_count_beside_a_word_for_a_weapon_only_and_are_marked() -> None:
    ((quote, value),) = weapons("some Kalashnikow rifles")
    assert (quote, value.nodes, value.fuzzy) == ("Kalashnikow rifles", ("ak-pattern",), True)
    assert weapons("Mr Stringer went home.") == []


def test_an_unlisted_designation_is_its_class_where_the_class_stands_beside_it() -> None:
    ((quote, value),) = weapons("BRG 55 machine guns")
    assert (quote, value.designation, value.level) == ("BRG 55 machine guns", "BRG 55", "class")
    assert weapons("the B 52 motorway") == []


def test_a_treaty_names_no_weapon() -> None:
    assert weapons("the Mine Ban Treaty and the Convention on Cluster Munitions") == []


def test_arms_in_general_are_no_class() -> None:
    found = list(of_kind(read("200 weapons and other military equipment"), MentionKind.GOODS))
    assert [(m.quote, m.value.quantity) for m in found if isinstance(m.value, GoodsMention)] == [
        ("weapons", 200),
        ("military equipment", None),
    ]


def test_towns_lie_in_states_and_capitals_are_marked() -> None:
    found = of_kind(read("in Mosul, Kragujevac, Moscow and the Sahel"), MentionKind.PLACE)
    assert [
        (m.value.name, m.value.kind, m.value.state) for m in found if isinstance(m.value, PlaceMention)
    ] == [
        ("Mosul", "town", "IRQ"),
        ("Kragujevac", "town", "SRB"),
        ("Moscow", "capital", "RUS"),
        ("Sahel", "region", None),
    ]


def test_people_are_found_by_the_words_around_them() -> None:
    text = (
        'It is so, said Jane Example, Head of Research. "No," Example added. '
        "The minister, Mr Sample, left Arms Trade House."
    )
    told = [quote for quote, id_ in actors(text) if id_ is None]
    assert told == ["Jane Example", "Example", "Sample"]


def test_a_family_name_before_a_verb_of_saying_is_a_person_and_a_plural_is_none() -> None:
    assert actors("It ended. Example said: it did. Officials said no. Police said so.") == [("Example", None)]
    assert actors("Jane Q. Example, Atlantis Communications Minister, left.") == [("Jane Q. Example", None)]


def test_bodies_of_states_are_read_by_their_form() -> None:
    found = of_kind(
        read("the Ministry of Trade of Serbia and the Iraqi Interior Ministry"), MentionKind.ACTOR
    )
    assert [(m.quote, m.value.state) for m in found if isinstance(m.value, ActorMention)] == [
        ("Ministry of Trade", "SRB"),
        ("Interior Ministry", "IRQ"),
    ]


@pytest.mark.parametrize(
    ("text", "language", "nodes"),
    [
        ("des fusils d'assaut et des obus de mortier", "fr", ["assault-rifle", "mortar-bomb"]),
        ("aanvalsgeweren en munitie", "nl", ["assault-rifle", "ammunition"]),
        ("automatske puške i municija", "hbs", ["assault-rifle", "ammunition"]),
        ("аутоматске пушке", "hbs", ["assault-rifle"]),
        ("автоматов Калашникова и патронов", "ru", ["ak-pattern", "cartridge"]),
        ("بنادق كلاشنيكوف", "ar", ["ak-pattern"]),
    ],
)
def test_weapons_in_other_languages_and_scripts(text: str, language: str, nodes: list[str]) -> None:
    assert [value.nodes[0] for _, value in weapons(text, language)] == nodes


@pytest.mark.parametrize(
    ("text", "language", "state"),
    [
        ("la Serbie", "fr", "SRB"),
        ("uit de Sowjet-Unie", "nl", "former:soviet-union"),
        ("izvoz iz Srbije", "hbs", "SRB"),
        ("из России", "ru", "RUS"),
        ("إلى العراق", "ar", "IRQ"),
    ],
)
def test_states_in_other_languages(text: str, language: str, state: str) -> None:
    (one,) = of_kind(read(text, language), MentionKind.PLACE)
    assert isinstance(one.value, PlaceMention)
    assert one.value.id == state


def test_words_of_another_language_do_not_count() -> None:
    assert weapons("the char and the balles of an English text") == []


def test_no_two_of_a_kind_overlap() -> None:
    text = (
        "At least 34 M1A1 Abrams tanks of the Iraqi Army in Iraq's Mosul in June 2014 cost US$5 million. " * 3
    )
    last: dict[MentionKind, int] = {}
    for one in read(text):
        assert one.start >= last.get(one.kind, 0)
        last[one.kind] = one.end
