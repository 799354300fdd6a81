from __future__ import annotations

from headstamp.reading.document import Document
from headstamp.reading.folding import fold
from headstamp.reading.languages import LANGUAGES, guess_language, rows, words
from headstamp.reading.lexicon import Lexicon, Name, NameKind, spellings
from headstamp.reading.mention import ActorMention, WeaponMention
from headstamp.reading.mentions import find_mentions
from headstamp.world import Actors, Catalogue


def test_a_name_is_found_between_words_only() -> None:
    lexicon = Lexicon.load()
    found = {fold("Iraqi and Iraqs")[hit.start : hit.end] for hit in lexicon.find(fold("Iraqi and Iraqs"))}
    assert found == {"iraqi"}


def test_hyphens_blanks_and_clitics_need_no_spelling_each() -> None:
    assert list(spellings("AK-47")) == ["ak 47", "ak47"]
    assert list(spellings("M1A1")) == ["m1a1", "m 1a1"]
    assert {"والعراق", "بالعراق", "للعراق"} <= set(spellings("العراق"))


def test_a_hundred_thousand_further_names_are_found() -> None:
    names = (
        Name(NameKind.ACTOR, f"Brigade Number {number}", ("islamic-state",)) for number in range(100_000)
    )
    lexicon = Lexicon.load(names)
    (one,) = find_mentions(Document("Here is Brigade Number 77123 again.", language="en"), lexicon)
    assert one.quote == "Brigade Number 77123"


def test_a_cases_own_weapons_and_actors_are_found() -> None:
    catalogue = Catalogue.load().overlay(
        [{"id": "own", "name": "Gnarlak 12", "level": "model", "parent": "rifle"}]
    )
    actors = Actors.load().overlay([{"id": "own-group", "name": "Sons of the Test", "kind": "militia"}])
    lexicon = Lexicon.load(catalogue=catalogue, actors=actors)
    weapon, group = find_mentions(Document("A Gnarlak 12 of the Sons of the Test", language="en"), lexicon)
    assert isinstance(weapon.value, WeaponMention)
    assert weapon.value.nodes == ("own",)
    assert isinstance(group.value, ActorMention)
    assert group.value.id == "own-group"


def test_every_node_and_state_of_the_word_lists_is_known() -> None:
    catalogue, actors = Catalogue.load(), Actors.load()
    for language in LANGUAGES:
        assert all(row["node"] in catalogue for row in rows(language, "weapons")), language
        assert {row["use"] for row in rows(language, "weapons")} <= {"any", "near", "never"}
        people = {row["state"] for row in rows(language, "demonyms")} - {"kurds"}
        assert all(state in actors for state in people), language
        assert all(
            row["state"] in actors for row in (*rows(language, "states"), *rows(language, "other_states"))
        )


def test_every_row_of_a_word_list_has_its_source() -> None:
    for language in LANGUAGES:
        for table in ("weapons", "goods", "demonyms", "states", "other_states"):
            assert all(row["source"] for row in rows(language, table)), (language, table)


def test_every_language_has_its_small_words_and_months() -> None:
    for language in LANGUAGES:
        assert words(language)["small"]["words"]
        assert {int(str(number)) for number in words(language)["months"].values()} == set(range(1, 13))


def test_languages_are_told_by_their_small_words() -> None:
    assert guess_language("The weapons of the group were sold to the army in 2014.") == "en"
    assert guess_language("Les armes du groupe ont été vendues à des milices dans le pays.") == "fr"
    assert guess_language("De wapens van IS komen uit het leger en zijn oud.") == "nl"
    assert guess_language("Srbija je prodala oružje koje se nalazi u Kamerunu.") == "hbs"
    assert guess_language("Оружие было продано в Камерун, и это также не новость.") == "ru"
    assert guess_language("قال التقرير إن الأسلحة التي كانت في العراق") == "ar"
    assert guess_language("1234 5678") is None
