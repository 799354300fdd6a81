from __future__ import annotations

import json

import pytest

from headstamp.reading import weapon_roles
from headstamp.reading.document import Document
from headstamp.reading.mentions import find_mentions
from headstamp.reading.weapon_roles import EventWords, RoleModel, WeaponUsed, candidates, weapons_used

NOTHING = EventWords({}, 0.0)


def used(text: str) -> list[str]:
    document = Document(text, language="en")
    return [one.quote for one in weapons_used(document, find_mentions(document))]


def test_the_weapon_of_an_attack_is_told_from_those_that_were_seized() -> None:
    text = (
        "TWO PEOPLE WERE KILLED LAST NIGHT WHEN A POWERFUL BOMB EXPLODED OUTSIDE A BANK. TERRORISTS "
        "PLACED THE BOMB AT THE ENTRANCE. ELSEWHERE, POLICE SEIZED RIFLES AND AMMUNITION IN A WAREHOUSE."
    )
    assert used(text) == ["BOMB"]


def test_a_report_without_weapons_names_none() -> None:
    assert used("THE MINISTER MET THE AMBASSADOR YESTERDAY.") == []


def test_mentions_of_one_weapon_are_one_candidate() -> None:
    document = Document("A bomb exploded. The bombs were large. A rifle was found.", language="en")
    groups = [
        [one.quote for one in group] for group, _ in candidates(document, find_mentions(document), NOTHING)
    ]
    assert groups == [["bomb", "bombs"], ["rifle"]]


def test_the_model_is_asked_for_what_it_weighs() -> None:
    document = Document("A bomb exploded. A rifle was found.", language="en")
    mentions = find_mentions(document)
    certain = RoleModel({"after explod": 9.0}, bias=-4.0, threshold=0.5, events=NOTHING)
    (one,) = weapons_used(document, mentions, certain)
    assert isinstance(one, WeaponUsed)
    assert (one.quote, round(one.probability, 3)) == ("bomb", 0.993)
    assert weapons_used(document, mentions, RoleModel({}, -4.0, 0.5, NOTHING)) == ()


def test_the_weights_say_how_they_were_made_and_hold_single_words_only() -> None:
    told = json.loads(weapon_roles._MODEL.read_text(encoding="utf-8"))
    assert "train_weapon_roles.py" in told["made"]
    assert 0 < told["threshold"] < 1
    kinds = "before after sentence text opening head"
    words = [name for name in told["weights"] if name.split()[0] in kinds.split()]
    assert all(len(word.split()) == 1 for word in told["events"]["weights"])
    # A kind and a word, or a kind of place and a word or a kind of words: never a stretch of text.
    assert max(len(name.split()) for name in words) <= 4
    assert words


def test_sentences_of_events_are_told_by_their_words() -> None:
    events = weapon_roles.load_roles().events
    assert events.odds({"explod", "kill", "attack"}) > events.odds({"government", "talk", "peace"})
    assert NOTHING.odds({"anything"}) == 0.0
    assert EventWords({"a": 99.0}, 0.0).odds({"a"}) == 7.0


@pytest.mark.parametrize("text", ["", "bomb", "bomb " * 500, "\x00\u202e bomb"])
def test_any_text_can_be_judged(text: str) -> None:
    assert isinstance(used(text), list)
