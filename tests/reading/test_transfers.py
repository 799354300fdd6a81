"""Transfers: who, to whom, what, how many, at which stage; and what is none. The sentences are made up."""

from __future__ import annotations

from decimal import Decimal

import pytest
from claimed import claims, ids, sides

from headstamp.reading.claim import Basis, ClaimType, Count, Modality
from headstamp.values import Span

TRANSFER = ClaimType.TRANSFER


@pytest.mark.parametrize(
    ("text", "supplier", "recipient", "status"),
    [
        ("Russia sold 30 T-72 tanks to Iraq in 2014.", "RUS", "IRQ", "sold"),
        ("Qatar donated 24 armoured vehicles to Mali in 2018.", "QAT", "MLI", "given"),
        ("Ukraine was handed 31 tanks by the United States.", "USA", "UKR", "given"),
        ("Israel supplied Azerbaijan with drones worth $127 million.", "ISR", "AZE", "supplied"),
        ("Mali's army has received attack helicopters from Russia.", "RUS", "MLI", "delivered"),
        ("The rifles were delivered to Chad by France.", "FRA", "TCD", "delivered"),
        ("China is the main supplier of small arms to Sudan.", "CHN", "SDN", "supplied"),
        ("Cameroon is one of the largest beneficiaries of Serbian weapons.", "SRB", "CMR", "supplied"),
        ("Turkey's exports of drones to Ethiopia rose.", "TUR", "ETH", "exported"),
        ("Egypt bought 24 Rafale jets from France in 2015.", "FRA", "EGY", "sold"),
        ("The Philippines ordered 32 helicopters from Poland.", "POL", "PHL", "contracted"),
        ("France has approved the export of missiles to Egypt.", "FRA", "EGY", "authorised"),
        ("La Serbie a vendu 425 fusils au Cameroun entre 2014 et 2016.", "SRB", "CMR", "sold"),
        ("Les armes ont été livrées par la France à l'Arabie saoudite.", "FRA", "SAU", "delivered"),
        ("Le Mali a reçu des hélicoptères de combat de la Russie.", "RUS", "MLI", "delivered"),
        ("Россия поставила танки Т-72 в Ирак в 2014 году.", "RUS", "IRQ", "delivered"),
    ],
)
def test_verbs_nouns_voices_and_languages(text: str, supplier: str, recipient: str, status: str) -> None:
    assert sides(text) == [([supplier], [recipient], status)]


def test_a_contract_is_no_delivery_and_a_sale_leaves_open_which_it_was() -> None:
    def stage(text: str) -> str | None:
        (claim,) = claims(text, TRANSFER)
        return claim.word("stage")

    assert stage("The USA signed contracts for 18 tanks with Iraq.") == "ordered"
    assert stage("The USA delivered 18 tanks to Iraq.") == "delivered"
    assert stage("The USA sold 18 tanks to Iraq.") is None
    assert stage("The USA plans to sell 18 tanks to Iraq.") is None


def test_each_item_of_a_list_is_a_transfer_with_its_own_number() -> None:
    order = "The USA signed contracts for 140 M1A1 tanks, F-16 aircraft and 681 Stinger missiles."
    text = f"The army of Iraq grows. {order}"
    found = claims(text, TRANSFER)
    assert [(ids(one, "item"), one.get("quantity")) for one in found] == [
        (["m1a1"], 140),
        (["f-16"], None),
        (["stinger"], 681),
    ]
    recipient = found[0].slot("recipient")
    assert recipient is not None
    assert (recipient.basis, text[recipient.start : recipient.end]) == (Basis.INFERRED, "Iraq")
    assert all(one.word("status") == "contracted" for one in found)


def test_a_number_over_several_models_is_not_split() -> None:
    (claim,) = claims("Serbia sold 425 weapons called Coyote and Zastava M21 to Cameroon.", TRANSFER)
    assert claim.get("quantity") == 425
    assert ids(claim, "item")[1:] == ["zastava-m02-coyote", "zastava-m21"]


def test_each_share_of_money_has_its_own_recipient() -> None:
    text = "In 2017 Bulgaria exported $406 million of ammunition to Saudi Arabia and $267 million to Jordan."
    found = claims(text, TRANSFER)
    assert [(ids(one, "recipient"), _worth(one.get("value"))) for one in found] == [
        (["SAU"], 406_000_000),
        (["JOR"], 267_000_000),
    ]


def _worth(value: object) -> Decimal | None:
    return value.value if isinstance(value, Count) else None


def test_several_suppliers_stand_in_one_field() -> None:
    (claim,) = claims("The rifles came from France, Slovakia and Bulgaria.", TRANSFER)
    assert ids(claim, "supplier") == ["FRA", "SVK", "BGR"]
    assert "recipient" in claim.missing


def test_dealers_take_part_for_their_states() -> None:
    text = "A Serbian company sold mortar shells to a Bulgarian dealer."
    (claim,) = claims(text, TRANSFER)
    assert (ids(claim, "supplier"), ids(claim, "recipient")) == (["SRB"], ["BGR"])
    assert [one.name for one in claim.names("buyer")] == ["Bulgarian dealer"]


def test_a_unit_receives_for_its_state() -> None:
    (claim,) = claims("The USA delivered rifles to the Iraqi Army in 2014.", TRANSFER)
    assert (ids(claim, "recipient"), ids(claim, "end_user")) == (["IRQ"], ["iraqi-army"])
    assert claim.get("date") == Span.year(2014)


def test_the_recipient_of_the_sentence_before_is_carried_and_marked() -> None:
    text = "Serbia's sales of rifles to Burkina Faso are known. They were first sold to government forces."
    claim = claims(text, TRANSFER)[-1]
    slot = claim.slot("recipient")
    assert slot is not None
    assert (slot.basis, text[slot.start : slot.end]) == (Basis.INFERRED, "Burkina Faso")


@pytest.mark.parametrize(
    "text",
    [
        "Amnesty called for strict risk assessments on all arms exports to Iraq.",
        "States should not sell weapons to Iraq.",
        "There is a risk that weapons sold to Iraq are lost.",
        "The supply chains that brought weapons to Iraq are long.",
        "Corruption has given the group access to weapons.",
        "The government sent troops and tanks to the city.",
        "Money for buying rifles was found in the car.",
        "The United States gave El Salvador military aid.",
        "Exported weapons were found by the police.",
        "The arming of Islamic State began with rifles.",
        "THE SOURCE SAID THE GUERRILLAS USED RIFLES AGAINST THE ARMY OF PERU.",
    ],
)
def test_what_is_no_transfer(text: str) -> None:
    assert claims(text, TRANSFER) == []


def test_what_is_denied_or_hedged_says_so() -> None:
    (denied,) = claims("No weapons have been delivered to Iraq by Serbia.", TRANSFER)
    assert denied.negated
    (alleged,) = claims("Iran has been accused of shipping missiles to the Houthis.", TRANSFER)
    assert alleged.modality is Modality.ALLEGED
    (denies,) = claims("Managua denied that Nicaragua has sent weapons to Panama.", TRANSFER)
    assert denies.negated


def test_soldiers_who_sell_to_rebels_divert() -> None:
    text = "Soldiers sold their weapons to the insurgents on the black market."
    assert claims(text, TRANSFER) == []
    (claim,) = claims(text, ClaimType.DIVERSION)
    assert claim.words("mode") == ("illicit_trade",)


def test_a_number_with_no_in_it_denies_nothing() -> None:
    (claim,) = claims("No fewer than 12 states exported weapons to Myanmar.", TRANSFER)
    assert not claim.negated


def test_capitals_stand_for_their_states_and_it_for_the_subject() -> None:
    assert sides("Moscow delivered eight T-72 tanks to Bamako.") == [(["RUS"], ["MLI"], "delivered")]
    text = "Belgrade has confirmed that it had sold 5,000 M70 rifles to Kyiv."
    assert sides(text) == [(["SRB"], ["UKR"], "sold")]
    (claim,) = claims(text, TRANSFER)
    slot = claim.slot("supplier")
    assert slot is not None
    assert (slot.basis, text[slot.start : slot.end]) == (Basis.INFERRED, "Belgrade")
