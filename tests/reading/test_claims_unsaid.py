"""What a text does not say: denied and stopped transfers, demands, places that are sides. Made up."""

from __future__ import annotations

import pytest
from claimed import claims, ids

from headstamp.reading.claim import ClaimType

SENT = "China delivered 60 tanks to Iran in 2013"


@pytest.mark.parametrize(
    "text",
    [
        f"Reports that {SENT} are false.",
        f"Reports that {SENT} were wrong.",
        f"The claim that {SENT} is not true.",
        f"Claims that {SENT} are fabricated.",
        f"It is untrue that {SENT}.",
        "China never delivered 60 tanks to Iran in 2013.",
        "China denied that it delivered 60 tanks to Iran in 2013.",
    ],
)
def test_what_is_called_false_is_denied(text: str) -> None:
    (claim,) = claims(text, ClaimType.TRANSFER)
    assert (claim.negated, ids(claim, "supplier"), ids(claim, "recipient")) == (True, ["CHN"], ["IRN"])


def test_who_is_spoken_of_denies_nothing() -> None:
    (claim,) = claims(f"Reports that {SENT} are false.", ClaimType.DENIAL)
    assert claim.get("speaker") is None
    assert claim.word("target") == "reports"
    (claim,) = claims("China called the reports baseless.", ClaimType.DENIAL)
    assert ids(claim, "speaker") == ["CHN"]


@pytest.mark.parametrize(
    "words",
    [
        "cancelled the order for",
        "blocked deliveries of",
        "halted the delivery of",
        "suspended deliveries of",
        "refused deliveries of",
    ],
)
def test_what_is_stopped_is_denied_and_keeps_its_own_recipient(words: str) -> None:
    found = claims(f"Iran bought tanks. Germany {words} 100 rifles to Kenya in 2012.", ClaimType.TRANSFER)
    (claim,) = [one for one in found if one.negated]
    assert (ids(claim, "supplier"), ids(claim, "recipient")) == (["DEU"], ["KEN"])
    assert len(found) == 2


def test_what_is_not_stopped_stands() -> None:
    (claim,) = claims("Germany did not cancel the order for 100 rifles to Kenya.", ClaimType.TRANSFER)
    assert not claim.negated


def test_states_of_a_bloc_are_no_state() -> None:
    text = "The weapons were supplied to the rebels by former Soviet bloc nations."
    (claim,) = claims(text, ClaimType.TRANSFER)
    assert ids(claim, "supplier") == ["Soviet bloc nations"]


def test_a_demand_is_no_rule_in_force() -> None:
    text = "Amnesty called for strict risk assessments and a presumption of denial for arms exports."
    assert {one.word("status") for one in claims(text, ClaimType.RULE)} == {"called-for"}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("IS used weapons from at least 25 countries, including Russia, China and the US.", None),
        ("ISIS fighters are armed with USA weapons.", None),
        ("US-trained rebels were armed with rifles.", None),
        ("IS fighters used the US M16 rifle.", None),
        ("IS fighters used M16 rifles in Mosul.", "Mosul"),
        ("IS fighters used M16 rifles near Mosul.", "Mosul"),
        ("L'État islamique utilise des fusils M16 à Mossoul.", "Mossoul"),
        ("IS fighters used M16 rifles in the city of Mosul.", "Mosul"),
    ],
)
def test_a_holder_is_where_the_text_says_in_or_near(text: str, place: str | None) -> None:
    (claim,) = claims(text, ClaimType.HOLDER)
    assert claim.word("place") == place


def test_states_that_say_nothing_are_no_source() -> None:
    text = 'Arms were found in EU states. Other weapons were sold. "Those were old rifles," he added.'
    assert not [one for one in claims(text, ClaimType.ATTRIBUTION) if "states" in one.quote]
    (claim,) = claims("Amnesty states that Iran supplied Iraq with rifles.", ClaimType.ATTRIBUTION)
    assert ids(claim, "source") == ["amnesty-international"]


def test_what_is_to_be_ensured_is_no_diversion() -> None:
    for text in (
        "States must act to ensure such weapons will not be diverted.",
        "Rules to ensure such weapons will not be diverted to rebels.",
    ):
        assert claims(text, ClaimType.DIVERSION) == []


def test_the_country_is_the_state_and_not_its_army() -> None:
    text = "The Iraqi army collapsed in 2003. The country was flooded with weapons."
    (claim,) = claims(text, ClaimType.TRANSFER)
    assert ids(claim, "recipient") == ["IRQ"]


def test_an_incident_has_its_whole_words() -> None:
    assert claims("IS took control of the city.", ClaimType.INCIDENT) == []
    (claim,) = claims("IS took control of Mosul.", ClaimType.INCIDENT)
    assert claim.quote == "IS took control of Mosul"


def test_an_offer_is_at_no_stage() -> None:
    (claim,) = claims("Ukraine offered 40 tanks to Sudan in 2010.", ClaimType.TRANSFER)
    assert (claim.word("status"), claim.word("stage")) == ("offered", None)
